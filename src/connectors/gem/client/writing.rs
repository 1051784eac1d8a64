//! Requests that change something. Gem knows no idempotency key, so that a request is sent again only when the one before
//! provably did not reach it (Gem's sheet, section 5.3).

use std::time::Duration;

use rand::RngExt as _;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Client, Expected, LARGEST_BODY};
use crate::connectors::ConnectorError;
use crate::connectors::calls::Call;
use crate::connectors::change::{Doubt, Unsent};
use crate::connectors::gem::failure::{Failure, refusal};
use crate::connectors::gem::path;
use crate::connectors::gem::patience::{Next, Patience, Spent};
use crate::connectors::meter::WaitReason;
use crate::domain::interaction::Mishap;

/// Longer than Gem's gateway waits for Gem (29 s, inferred): what has no answer by then will have none.
const LONGEST_ANSWER: Duration = Duration::from_secs(32);

/// How one sending ended badly.
enum Failed {
    /// It did not reach Gem, or Gem would not hear of it.
    Before(Failure),
    For(Unsent),
}

impl Client {
    /// Sends one change, and returns the object that Gem answers with.
    pub(in crate::connectors::gem) async fn send(
        &self,
        method: Method,
        path: &[&str],
        body: Option<&Value>,
    ) -> Result<Box<RawValue>, Unsent> {
        let url = self.address(path).map_err(Unsent::NotSent)?;
        let body = body.map(Value::to_string);
        let mut spent = Spent::of(Patience::SENDING);
        loop {
            self.turn(&mut spent).await.map_err(Unsent::NotSent)?;
            let mut request =
                self.http.request(method.clone(), url.clone()).headers(self.credentials.headers());
            if let Some(body) = &body {
                request = request.header("content-type", "application/json").body(body.clone());
            }
            let sent = body.as_ref().map_or(0, String::len);
            let call = self.calls.begin(self.clock.as_ref(), method.as_str(), path::of(&url), sent);
            let failure = match self.answer_to(request.timeout(LONGEST_ANSWER), call).await {
                Ok(answer) => return Ok(answer),
                Err(Failed::For(unsent)) => return Err(unsent),
                Err(Failed::Before(failure)) => failure,
            };
            let next = spent.after(&failure, rand::rng().random());
            match next {
                Next::GiveUp => return Err(Unsent::NotSent(failure.error)),
                Next::Pause(pause) => {
                    self.wait(self.clock.now() + pause, WaitReason::Retry).await;
                }
                Next::HoldOff(pause) => {
                    let held = self.budget.hold_off(self.clock.now() + pause).await;
                    held.map_err(|error| Unsent::NotSent(error.into()))?;
                }
            }
        }
    }

    async fn answer_to(
        &self,
        request: reqwest::RequestBuilder,
        mut call: Call<'_>,
    ) -> Result<Box<RawValue>, Failed> {
        self.meter.count_request();
        let mut response = match request.send().await {
            Ok(response) => response,
            Err(error) => {
                call.lost(&error);
                // Without a connection nothing can have arrived. All other errors may have come behind the effect.
                let before = error.is_connect();
                return Err(if before {
                    Failed::Before(Failure::of_transport(&error))
                } else {
                    broken(&error)
                });
            }
        };
        let (status, headers) = (response.status(), response.headers().clone());
        call.answered(status.as_u16());
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() <= LARGEST_BODY => {
                    call.received(chunk.len());
                    body.extend_from_slice(&chunk);
                }
                Ok(Some(_too_much)) => {
                    call.went_wrong(Mishap::TooLong);
                    return Err(doubtful("Gem's answer is longer than 32 MiB"));
                }
                Ok(None) => {
                    call.ended(&body);
                    break;
                }
                Err(error) => {
                    call.lost(&error);
                    // What the status says is certain, whatever becomes of the rest.
                    if status.is_client_error() {
                        break;
                    }
                    return Err(broken(&error));
                }
            }
        }
        self.meter.count_bytes(body.len());
        self.judge(status, &headers, &body)
    }

    fn judge(&self, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Box<RawValue>, Failed> {
        match status.as_u16() {
            200..=299 => {
                let fits = Expected::Object.check(body).is_ok();
                let read = fits.then(|| serde_json::from_slice(body).ok()).flatten();
                read.ok_or_else(|| {
                    doubtful(&format!("Gem answered {status} with something that cannot be read"))
                })
            }
            429 => Err(Failed::Before(Failure::of_answer(status, headers, body, self.clock.now()))),
            // Gem may have done it and timed out telling so.
            408 | 500.. => Err(Failed::For(Unsent::Uncertain(Doubt {
                what: format!("Gem answered {status}"),
                timed_out: matches!(status.as_u16(), 408 | 504),
            }))),
            400..=499 => Err(Failed::For(refusal(status, headers, body, self.clock.now()))),
            _ => {
                let error =
                    ConnectorError::Refused(format!("{status}: the address of Gem's API is another one"));
                Err(Failed::For(Unsent::NotSent(error)))
            }
        }
    }
}

fn broken(error: &reqwest::Error) -> Failed {
    let timed_out = error.is_timeout();
    let what = if timed_out { "Gem did not answer in time" } else { "the connection to Gem broke" };
    Failed::For(Unsent::Uncertain(Doubt { what: what.to_owned(), timed_out }))
}

fn doubtful(what: &str) -> Failed {
    Failed::For(Unsent::Uncertain(Doubt { what: what.to_owned(), timed_out: false }))
}
