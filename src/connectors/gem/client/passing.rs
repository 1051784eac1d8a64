//! Requests of callers that are passed through: sent once, and answered with whatever Gem says.

use rand::RngExt as _;
use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};

use super::Client;
use crate::connectors::ConnectorError;
use crate::connectors::calls::Call;
use crate::connectors::change::{Doubt, Unsent};
use crate::connectors::gem::failure::Failure;
use crate::connectors::gem::patience::{Next, Patience, Spent};
use crate::connectors::gem::{credentials, path};
use crate::connectors::meter::WaitReason;
use crate::connectors::passthrough::{Account, MOST_BYTES, Outgoing, Passthrough, Relayed};
use crate::domain::interaction::Mishap;
use crate::random;

/// How one sending ended badly.
enum Lost {
    /// Without a connection nothing can have arrived.
    Before(Failure),
    /// It may have arrived.
    Behind(Doubt),
    /// It has arrived.
    TooLong,
}

impl Lost {
    /// Reads can be repeated; what a write did is not known.
    fn told(self, is_write: bool) -> Unsent {
        let too_long = || format!("the answer has more than {MOST_BYTES} bytes");
        match self {
            Self::Before(failure) => Unsent::NotSent(failure.error),
            Self::Behind(doubt) if is_write => Unsent::Uncertain(doubt),
            Self::TooLong if is_write => Unsent::Uncertain(Doubt { what: too_long(), timed_out: false }),
            Self::Behind(Doubt { what, .. }) => Unsent::NotSent(ConnectorError::Unavailable(what)),
            Self::TooLong => Unsent::NotSent(ConnectorError::Unreadable(too_long())),
        }
    }
}

impl Client {
    pub(in crate::connectors::gem) async fn pass(&self, request: &Passthrough) -> Result<Relayed, Unsent> {
        let credentials = self.credentials.headers();
        let account =
            Account { base: &self.base, credentials: &credentials, reserved: &credentials::HEADERS };
        let outgoing = request.outgoing(&account, &random::id()).map_err(Unsent::Refused)?;
        let mut spent = Spent::of(Patience::SENDING);
        loop {
            self.turn(&mut spent).await.map_err(Unsent::NotSent)?;
            let lost = match self.relay(&outgoing).await {
                Ok(relayed) => return Ok(relayed.without(&credentials)),
                Err(lost) => lost,
            };
            let Lost::Before(failure) = &lost else { return Err(lost.told(request.is_write())) };
            let next = spent.after(failure, rand::rng().random());
            let Next::Pause(pause) = next else { return Err(lost.told(request.is_write())) };
            self.wait(self.clock.now() + pause, WaitReason::Retry).await;
        }
    }

    async fn relay(&self, outgoing: &Outgoing) -> Result<Relayed, Lost> {
        let (method, sent) = (outgoing.method.as_str(), outgoing.body.len());
        let mut call = self.calls.begin(self.clock.as_ref(), method, path::of(&outgoing.url), sent);
        self.meter.count_request();
        let mut request = self.http.request(outgoing.method.clone(), outgoing.url.clone());
        request = request.headers(outgoing.headers.clone()).timeout(outgoing.patience);
        if !outgoing.body.is_empty() {
            request = request.body(outgoing.body.clone());
        }
        let response = request.send().await.map_err(|error| {
            call.lost(&error);
            if error.is_connect() {
                Lost::Before(Failure::of_transport(&error))
            } else {
                Lost::Behind(broken(&error, outgoing))
            }
        })?;
        let (status, headers) = (response.status(), response.headers().clone());
        call.answered(status.as_u16());
        self.rest_if_asked(status, &headers).await;
        let body = self.body(response, outgoing, &mut call).await?;
        call.ended(&body);
        Ok(Relayed { url: outgoing.url.clone(), status: status.as_u16(), headers, body, masked: false })
    }

    /// What Gem says about the rate holds for everybody who uses the key; the caller is told it, too.
    async fn rest_if_asked(&self, status: StatusCode, headers: &HeaderMap) {
        if status != StatusCode::TOO_MANY_REQUESTS {
            return;
        }
        let failure = Failure::of_answer(status, headers, &[], self.clock.now());
        let next = Spent::of(Patience::SENDING).after(&failure, rand::rng().random());
        if let Next::HoldOff(pause) = next
            && let Err(error) = self.budget.hold_off(self.clock.now() + pause).await
        {
            tracing::warn!(%error, "others were not told of the rest that the ATS asks for");
        }
    }

    async fn body(
        &self,
        mut response: Response,
        outgoing: &Outgoing,
        call: &mut Call<'_>,
    ) -> Result<Vec<u8>, Lost> {
        let mut body = Vec::new();
        loop {
            let chunk = match response.chunk().await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => return Ok(body),
                Err(error) => {
                    call.lost(&error);
                    return Err(Lost::Behind(broken(&error, outgoing)));
                }
            };
            self.meter.count_bytes(chunk.len());
            call.received(chunk.len());
            if body.len() + chunk.len() > MOST_BYTES {
                call.went_wrong(Mishap::TooLong);
                return Err(Lost::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
    }
}

fn broken(error: &reqwest::Error, outgoing: &Outgoing) -> Doubt {
    let timed_out = error.is_timeout();
    let what = if timed_out {
        format!("the ATS did not answer within {:?}", outgoing.patience)
    } else {
        "the connection broke".to_owned()
    };
    Doubt { what, timed_out }
}
