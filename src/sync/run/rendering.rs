//! Renders everything: before an integration is opened to callers, and when documents are to look different.

mod first;

use super::checkpoint::Checkpoint;
use super::{Held, Interruption};
use crate::domain::model::Model;
use crate::sync::progress::Step;
use crate::sync::publish::{Rendered, render_next};

impl Held<'_> {
    /// Renders all documents, and opens the integration to callers if it was not yet.
    pub(super) async fn render_all(&self, state: &mut Checkpoint) -> Result<(), Interruption> {
        if self.integration.published_at.is_none() {
            return self.render_and_publish(state).await;
        }
        for (model, mut after) in remaining(&Model::ALL, state) {
            let mut documents = 0;
            while let Some(rendered) = self.render_batch(model, &after, state).await? {
                documents += rendered.records;
                after = rendered.last;
                self.worker.progress.report(Step::Rendered { model, documents, ended: false });
            }
            self.worker.progress.report(Step::Rendered { model, documents, ended: true });
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

/// The models that are not rendered to their end, in their order, each with the id to go on behind.
fn remaining(order: &[Model], state: &Checkpoint) -> Vec<(Model, String)> {
    let (begun, after) = match &state.rendered {
        Some((model, after)) => (Model::from_code(*model), after.clone()),
        None => (None, String::new()),
    };
    let rest = order.iter().copied().skip_while(|model| begun.is_some_and(|begun| *model != begun));
    rest.map(|model| (model, if begun == Some(model) { after.clone() } else { String::new() })).collect()
}
