//! Takes what is not wanted any more out of what is stored: also out of records that no list delivers again, such as deleted
//! ones, and those that only others name.

use super::checkpoint::Checkpoint;
use super::{Held, Interruption};
use crate::domain::ats::{
    Application, ApplicationStage, Candidate, Interview, InterviewingTeamMember, Job, JobApplicationStage,
    JobHiringTeamMember, JobPosting, Offer, RejectionReason, Role, Tag, User,
};
use crate::domain::model::Model;
use crate::store::records::{self, Record};
use crate::store::writes::Write;
use crate::store::{IntegrationScope, StoreError};
use crate::sync::cut::Cut;
use crate::sync::publish::for_model;
use crate::sync::rows::recut;
use crate::sync::shaping::rules;

/// How many records are looked at in one transaction.
const BATCH: i64 = 500;

impl Held<'_> {
    /// Cuts all records. Those that hold nothing else are left alone, so that beginning again costs little.
    pub(super) async fn cut_stored(&self, state: &mut Checkpoint) -> Result<(), Interruption> {
        if self.integration.scopes().takes_all_data() {
            return Ok(());
        }
        for model in Model::ALL {
            let mut after = String::new();
            loop {
                self.unless_over()?;
                let mut write = self.begin().await?;
                let Some(last) = for_model!(model, cut_next(&mut write, &after))? else { break };
                self.commit(write, state).await?;
                after = last;
            }
        }
        Ok(())
    }
}

/// Cuts the next records of a model, in id order, and says which was the last; `None` at the end.
async fn cut_next<T: Record>(write: &mut Write, after: &str) -> Result<Option<String>, StoreError> {
    let scope: IntegrationScope = write.scope().clone();
    let Some(cut) = Cut::of(&scope) else { return Ok(None) };
    let stored = records::whole_after::<T>(write.db(), &scope, after, BATCH).await?;
    let Some(last) = stored.last().map(|whole| whole.id.to_string()) else { return Ok(None) };
    let rules = rules(write.db(), &scope).await?;
    let rows: Vec<_> = stored.into_iter().filter_map(|whole| recut(&scope, (&cut, &rules), whole)).collect();
    records::upsert::<T>(write.db(), &scope, &rows).await?;
    Ok(Some(last))
}
