//! What follows from having read everything: records that no read found are deleted.

use super::checkpoint::{Checkpoint, Stage};
use super::reading::Reading;
use super::{Held, Interruption, OVERLAP};
use crate::connectors::Pass;
use crate::domain::ats::{
    Application, ApplicationStage, Candidate, Interview, InterviewingTeamMember, Job, JobApplicationStage,
    JobHiringTeamMember, JobPosting, Offer, RejectionReason, Role, Tag, User,
};
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::store::marks::{Unseen, unseen};
use crate::store::runs::Kind;
use crate::store::writes::Write;
use crate::store::{StoreError, model_syncs, own_writes};
use crate::sync::apply::Ledger;
use crate::sync::brake::{Brake, withheld};
use crate::sync::deleting::delete_records;
use crate::sync::dirty::Dirty;
use crate::sync::progress::Step;
use crate::sync::publish::{for_model, render_dirty};

/// How many records are marked in one transaction.
const BATCH: usize = 500;

impl Held<'_> {
    /// Reads the lists again of which stored records were not found: a record is taken for deleted only when two
    /// complete reads have missed it.
    pub(super) async fn confirm(&self, state: &mut Checkpoint) -> Result<(), Interruption> {
        let plan = self.full_plan();
        for pass in &plan {
            let begun = state.walk.as_ref().is_some_and(|w| w.name == Stage::Confirm.name_of(pass.name));
            if begun || self.misses_any(pass).await? {
                let revealed_since =
                    self.integration.published_at.map(|_published| self.claim.started_at - OVERLAP);
                let reading = Reading { pass: *pass, stage: Stage::Confirm, since: None, revealed_since };
                self.read_list(reading, state).await?;
            }
        }
        Ok(())
    }

    async fn misses_any(&self, pass: &Pass) -> Result<bool, Interruption> {
        for model in pass.shows_all.iter().filter(|model| self.integration.scopes().takes(**model)) {
            if !self.unseen(*model).await?.missing.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Marks as deleted what no read has found, model by model, unless the brake says no.
    pub(super) async fn sweep(&self, state: &mut Checkpoint) -> Result<(), Interruption> {
        self.sweep_unwanted(state).await?;
        for model in self.models_shown() {
            let unseen = self.unseen(model).await?;
            let brake = Brake {
                limit_percent: self.schedule.sweep_limit_percent,
                confirmed: self.claim.confirmed.get(model.slug()).copied().unwrap_or_default(),
                nameless: state.nameless.get(model.slug()).copied().unwrap_or_default(),
                shrunk: state.shrunk.get(model.slug()).copied(),
            };
            if let Some(withheld) = withheld(&unseen, brake) {
                state.withheld.insert(model.slug().to_owned(), withheld);
                continue;
            }
            self.delete_all(model, &unseen.missing, state).await?;
            self.mark_swept(model).await?;
        }
        Ok(())
    }

    /// Marks all records of models that are off as deleted: not because they are missing, so that no brake is asked.
    async fn sweep_unwanted(&self, state: &mut Checkpoint) -> Result<(), Interruption> {
        let scopes = self.integration.scopes();
        for model in Model::ALL.into_iter().filter(|model| !scopes.takes(*model)) {
            let unseen = self.unseen(model).await?;
            self.delete_all(model, &unseen.missing, state).await?;
        }
        Ok(())
    }

    /// The models whose every live record the plan shows.
    fn models_shown(&self) -> Vec<Model> {
        let plan = self.full_plan();
        Model::ALL
            .into_iter()
            .filter(|model| self.integration.scopes().takes(*model))
            .filter(|model| plan.iter().any(|pass| pass.shows_all.contains(model)))
            .collect()
    }

    async fn mark_swept(&self, model: Model) -> Result<(), Interruption> {
        let models: Vec<Model> = [model].into_iter().chain(model.brings().iter().copied()).collect();
        let mut db = self.worker.store.pool().acquire().await?;
        model_syncs::mark_ended(&mut db, &self.integration.scope, Kind::Full, &models, self.now()).await?;
        Ok(())
    }

    async fn delete_all(
        &self,
        model: Model,
        missing: &[RecordId],
        state: &mut Checkpoint,
    ) -> Result<(), Interruption> {
        let mut deleted = 0;
        for ids in missing.chunks(BATCH) {
            self.unless_over()?;
            self.delete_batch(model, ids, state).await?;
            deleted += ids.len() as u64;
            self.worker.progress.report(Step::Swept { model, deleted });
        }
        Ok(())
    }

    async fn delete_batch(
        &self,
        model: Model,
        ids: &[RecordId],
        state: &mut Checkpoint,
    ) -> Result<(), Interruption> {
        let mut write = self.begin().await?;
        let ids = self.still_missing(&mut write, model, ids).await?;
        let mut dirty = self.integration.published_at.map(|_published| Dirty::default());
        let mut ledger = Ledger {
            now: write.now(),
            revealed_since: None,
            reshapes: false,
            counts: &mut state.counts,
            dirty: dirty.as_mut(),
        };
        delete_records(write.db(), &self.integration.scope, model, &ids, &mut ledger).await?;
        if let Some(dirty) = &dirty {
            render_dirty(&mut write, dirty).await?;
        }
        self.commit(write, state).await?;
        Ok(())
    }

    /// Without those that an action has written since they were taken for missing.
    async fn still_missing(
        &self,
        write: &mut Write,
        model: Model,
        ids: &[RecordId],
    ) -> Result<Vec<RecordId>, StoreError> {
        let own = own_writes::since(write.db(), &self.integration.scope, self.claim.started_at).await?;
        Ok(ids.iter().filter(|id| !own.contains(&(model, (*id).clone()))).cloned().collect())
    }

    async fn unseen(&self, model: Model) -> Result<Unseen, Interruption> {
        let scope = &self.integration.scope;
        let mut db = self.worker.store.pool().acquire().await?;
        Ok(for_model!(model, unseen(&mut db, scope, &self.claim))?)
    }
}
