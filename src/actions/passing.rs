//! Requests at an ATS's own API: read, written down if they may change something, sent once, and answered with whatever
//! came back.

mod answer;
mod reading;

use std::sync::Arc;

use super::Actions;
use super::asked::Performed;
use super::failure::{Broken, not_sent};
use super::kept::Told;
use super::limits::PREPARATION;
use crate::connectors::change::{Doubt, Unsent};
use crate::connectors::{Connector, Passthrough, registry};
use crate::contract::input::PassthroughRequest;
use crate::domain::audit::{Actor, Deed};
use crate::domain::interaction::CauseKind;
use crate::domain::problem::ProblemCode;
use crate::domain::refusal::Refusal;
use crate::store::integrations::Integration;
use crate::store::{StoreError, audit};
use reading::Draft;

/// A request that a caller wants passed through, as far as it can be read without its files.
#[derive(Debug)]
pub struct Passing {
    integration: Arc<Integration>,
    actor: Actor,
    draft: Draft,
}

impl Actions {
    /// Refuses what can be refused before anybody waits for it.
    pub fn passing(
        &self,
        integration: Arc<Integration>,
        actor: Actor,
        request: PassthroughRequest,
    ) -> Result<Passing, Refusal> {
        let tool = registry::find(integration.scope.id().tool());
        let reserved = tool.map(|tool| tool.reserved_headers).unwrap_or_default();
        let draft = Draft::read(request, reserved, self.longest_answer)?;
        Ok(Passing { integration, actor, draft })
    }

    /// Sends the request. A caller who leaves does not take it back.
    pub async fn pass_through(&self, passing: Passing) -> Performed {
        let Passing { integration, actor, draft } = passing;
        let (as_base64, warnings) = (draft.as_base64, draft.warnings.clone());
        let prepared = tokio::time::timeout(PREPARATION, self.ready(&integration, &actor, draft)).await;
        let (connector, request) = match prepared {
            Ok(Ok(Ok(ready))) => ready,
            Ok(Ok(Err(refusal))) => return Performed::alone(Told::Refused(refusal)),
            Ok(Err(broken)) => return Performed::alone(broken.unsent()),
            Err(_elapsed) => return Performed::alone(too_slow()),
        };
        let told = match connector.pass_through(&request).await {
            Ok(relayed) => answer::told(relayed, as_base64, warnings),
            Err(Unsent::NotSent(error)) => not_sent(&error),
            Err(Unsent::Refused(refusal)) => Told::Refused(refusal),
            Err(Unsent::Uncertain(doubt)) => may_have_happened(&doubt),
        };
        Performed { interaction: connector.calls().last(), ..Performed::alone(told) }
    }

    /// Everything before anything is sent.
    async fn ready(
        &self,
        integration: &Integration,
        actor: &Actor,
        draft: Draft,
    ) -> Result<Result<(Arc<dyn Connector>, Passthrough), Refusal>, Broken> {
        let request = match draft.completed(&self.files).await {
            Ok(request) => request,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let connector = self.connections.open_for(integration, CauseKind::Passthrough.into()).await?;
        if request.is_write() {
            let path = connector.masked(request.path.path());
            self.note_request(integration, actor, (request.method.as_str(), &path)).await?;
        }
        Ok(Ok((connector, request)))
    }

    /// Before it is sent, so that nothing is changed that nobody finds in the log.
    async fn note_request(
        &self,
        integration: &Integration,
        actor: &Actor,
        (method, path): (&str, &str),
    ) -> Result<(), StoreError> {
        let deed = Deed::new("passthrough.requested").with("method", method).with("path", path);
        let mut tx = self.store().begin().await?;
        audit::append_of(&mut tx, &integration.scope, actor, deed, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }
}

fn too_slow() -> Told {
    Told::failed(
        ProblemCode::TaskTimedOut,
        "Files took too long to come. Nothing was sent to the ATS; try again.",
    )
}

fn may_have_happened(doubt: &Doubt) -> Told {
    let code =
        if doubt.timed_out { ProblemCode::TaskTimedOut } else { ProblemCode::RemoteServiceUnavailable };
    let message = format!(
        "The outcome is uncertain: the request was sent and may have taken effect ({}). The service does not send it again. \
         Look in the ATS before you do.",
        doubt.what
    );
    Told::Uncertain { code, message }
}
