//! Requests at an ATS's own API: read, written down if they may change something, sent once, and answered with whatever
//! came back.

mod answer;
mod reading;

use std::sync::Arc;

use super::Actions;
use super::failure::{Broken, not_sent};
use super::kept::Told;
use super::limits::PREPARATION;
use crate::connectors::change::{Doubt, Unsent};
use crate::connectors::{Connector, Passthrough};
use crate::contract::input::PassthroughRequest;
use crate::domain::audit::{Actor, Deed};
use crate::domain::problem::ProblemCode;
use crate::domain::refusal::Refusal;
use crate::store::integrations::Integration;
use crate::store::{StoreError, audit};

/// A request that a caller wants passed through.
#[derive(Debug)]
pub struct Passing {
    pub integration: Arc<Integration>,
    pub actor: Actor,
    pub request: PassthroughRequest,
}

impl Actions {
    /// Sends the request. A caller who leaves does not take it back.
    pub async fn pass_through(&self, passing: Passing) -> Told {
        let Passing { integration, actor, request } = passing;
        let as_base64 = request.response_as_base64.unwrap_or_default();
        let warnings = reading::warnings(&request);
        let prepared = tokio::time::timeout(PREPARATION, self.ready(&integration, &actor, request)).await;
        let (connector, request) = match prepared {
            Ok(Ok(Ok(ready))) => ready,
            Ok(Ok(Err(refusal))) => return Told::Refused(refusal),
            Ok(Err(broken)) => return broken.unsent(),
            Err(_elapsed) => return too_slow(),
        };
        match connector.pass_through(&request).await {
            Ok(relayed) => answer::told(relayed, as_base64, warnings),
            Err(Unsent::NotSent(error)) => not_sent(&error),
            Err(Unsent::Refused(refusal)) => Told::Refused(refusal),
            Err(Unsent::Uncertain(doubt)) => may_have_happened(&doubt),
        }
    }

    /// Everything before anything is sent.
    async fn ready(
        &self,
        integration: &Integration,
        actor: &Actor,
        request: PassthroughRequest,
    ) -> Result<Result<(Arc<dyn Connector>, Passthrough), Refusal>, Broken> {
        let request = match reading::read(request, &self.files).await {
            Ok(request) => request,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let connector = self.connections.open(integration).await?;
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
