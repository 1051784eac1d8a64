//! What an action did, shown to readers before its call returns.

use super::Actions;
use super::answer;
use super::claimed::Claimed;
use super::failure::Broken;
use super::kept::Kept;
use crate::connectors::Effect;
use crate::connectors::change::Created;
use crate::domain::model::Model;
use crate::store::actions::{self, State};
use crate::store::writes::Write;
use crate::store::{IntegrationScope, StoreError, created_records, integrations};
use crate::sync::effect::write_effect;

impl Actions {
    /// Writes records, documents and the end of the action, all or nothing. `told` when its caller still waits.
    pub(super) async fn finish(
        &self,
        action: Claimed<'_>,
        effect: Effect,
        told: bool,
    ) -> Result<Kept, Broken> {
        let scope = &action.integration.scope;
        let mut write = Write::begin(self.store(), scope, &*self.clock).await?;
        if let Some(Created { candidate, application }) = &effect.created {
            let (candidate, application) =
                (scope.record(Model::Candidate, candidate), scope.record(Model::Application, application));
            let created = [(Model::Candidate, candidate), (Model::Application, application)];
            let now = write.now();
            created_records::note(write.db(), scope, &created, now).await?;
        }
        for part in effect.parts {
            write_effect(&mut write, part.about, part.batch).await?;
        }
        let data = answer::data(&mut write, action.kind, effect.created.as_ref()).await?;
        let kept = Kept::Done { data, warnings: effect.warnings };
        let sealed = self.sealing(write.db(), scope, action.id).await?.seal("answer", &kept)?;
        let now = write.now();
        if actions::end(write.db(), scope, action.id, (State::Done, told), &sealed, now).await? {
            self.note(write.db(), action, "action.done", now).await?;
        }
        write.commit(&*self.clock).await?;
        if let Err(error) = self.mark_acted(scope).await {
            tracing::warn!(%error, "the end of an action could not be noted; a replica may show its effect later");
        }
        Ok(kept)
    }

    /// Whoever reads from now on has to see what was done, also from a replica.
    async fn mark_acted(&self, scope: &IntegrationScope) -> Result<(), StoreError> {
        let mut db = self.store().pool().acquire().await?;
        integrations::mark_acted(&mut db, scope, self.clock.now()).await
    }
}
