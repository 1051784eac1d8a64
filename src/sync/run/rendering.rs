//! Renders everything: before an integration is opened to callers, and when documents are to look different.

use super::checkpoint::Checkpoint;
use super::{Held, Interruption};
use crate::domain::model::Model;
use crate::store::integrations;
use crate::sync::progress::Step;
use crate::sync::publish::{Rendered, render_next};

impl Held<'_> {
    /// Renders all documents, and opens the integration to callers if it was not yet.
    pub(super) async fn render_all(&self, state: &mut Checkpoint) -> Result<(), Interruption> {
        let (first, mut after) = match state.rendered.clone() {
            Some((model, after)) => (Model::from_code(model), after),
            None => (None, String::new()),
        };
        for model in Model::ALL.into_iter().skip_while(|model| first.is_some_and(|first| *model != first)) {
            let mut documents = 0;
            while let Some(rendered) = self.render_batch(model, &after, state).await? {
                documents += rendered.records;
                after = rendered.last;
                self.worker.progress.report(Step::Rendered { model, documents, ended: false });
            }
            self.worker.progress.report(Step::Rendered { model, documents, ended: true });
            after.clear();
        }
        if self.integration.published_at.is_none() {
            self.worker.store.refresh_statistics().await?;
            let mut write = self.begin().await?;
            integrations::publish(write.db(), &self.integration.scope, self.now()).await?;
            self.commit(write, state).await?;
        }
        Ok(())
    }

    async fn render_batch(
        &self,
        model: Model,
        after: &str,
        state: &mut Checkpoint,
    ) -> Result<Option<Rendered>, Interruption> {
        self.unless_over()?;
        let mut write = self.begin().await?;
        let rendered = render_next(&mut write, model, after).await?;
        if let Some(rendered) = &rendered {
            state.rendered = Some((model.code(), rendered.last.clone()));
            self.commit(write, state).await?;
        }
        Ok(rendered)
    }
}
