//! One cell of the fault table: one write under one fault, and the same call once more.

use serde_json::{Value, json};

use super::writes::{Again, Write};
use crate::actions::Stand;
use crate::support::Answer;

/// What a caller is told, with the code of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Done,
    /// Nothing happened, and the same call may be made again.
    NotDone(&'static str),
    /// Nothing happened, and the same call would be told the same.
    Refused(&'static str),
    Uncertain(&'static str),
}

pub(super) struct Cell<'a> {
    pub(super) stand: &'a Stand,
    pub(super) write: Write,
    pub(super) fault: &'a Value,
    /// Whether the request that the fault struck took effect.
    pub(super) took_effect: bool,
    pub(super) told: Told,
    pub(super) with_key: bool,
}

impl Cell<'_> {
    pub(super) async fn holds(self) {
        let Self { stand, write, fault, told, .. } = &self;
        let key = self.with_key.then(|| write.key());
        let key = key.as_deref();
        stand.service.forget_requests().await;
        stand.service.set_faults(json!([write.fault(fault)])).await;
        let first = write.call(stand, key).await;
        assert!(
            stand.service.faults().await[0]["acted"].as_u64().unwrap() > 0,
            "{self}: the fault did not strike"
        );
        stand.service.set_faults(json!([])).await;
        self.assert_told(&first, *told, "first");
        assert!(!is_replayed(&first), "{self}");
        let done = usize::from(*told == Told::Done || self.took_effect);
        self.assert_effects(done, "after the first call").await;
        write.assert_read(stand, *told == Told::Done).await;

        let second = write.call(stand, key).await;
        match (told, self.with_key) {
            (Told::Done | Told::Refused(_), true) => {
                self.assert_told(&second, *told, "second");
                self.assert_replays(&first, &second);
                self.assert_effects(done, "after the second call").await;
            }
            (Told::Done, false) => self.is_another(&second).await,
            (Told::NotDone(_), _) | (Told::Refused(_), false) => {
                self.assert_told(&second, Told::Done, "second");
                assert!(!is_replayed(&second), "{self}");
                self.assert_effects(1, "after the second call").await;
                if self.with_key {
                    self.assert_replays(&second, &write.call(stand, key).await);
                    self.assert_effects(1, "after the third call").await;
                }
                write.assert_read(stand, true).await;
            }
            // By now nobody remembers whether Gem was too slow; that is all that may differ.
            (Told::Uncertain(_), _) => {
                self.assert_told(&second, Told::Uncertain("REMOTE.SERVICE_UNAVAILABLE"), "second");
                self.assert_effects(done, "after the second call").await;
                assert_eq!(write.sent(stand).await.0, 1, "{self}: it is never sent again");
            }
        }
    }

    /// A call without a key, of what is known to be done, is another action.
    async fn is_another(&self, second: &Answer) {
        assert!(!is_replayed(second), "{self}");
        match self.write.again {
            Again::Exists => {
                self.assert_told(second, Told::Refused("ATS.APPLICATION_ALREADY_EXISTS"), "second");
                self.assert_effects(1, "after the second call").await;
            }
            Again::Already => {
                self.assert_told(second, Told::Done, "second");
                self.assert_effects(1, "after the second call").await;
            }
            Again::Twice => {
                self.assert_told(second, Told::Done, "second");
                self.assert_effects(2, "after the second call").await;
            }
        }
    }

    fn assert_told(&self, answer: &Answer, told: Told, which: &str) {
        let (outcome, code) = match told {
            Told::Done => ("done", None),
            Told::NotDone(code) | Told::Refused(code) => ("not-done", Some(code)),
            Told::Uncertain(code) => ("uncertain", Some(code)),
        };
        let body = &answer.body;
        assert_eq!(answer.header("action-outcome"), Some(outcome), "{self}: the {which} call: {body}");
        assert_eq!(answer.code(), code, "{self}: the {which} call: {body}");
        assert_eq!(answer.status == 200, code.is_none(), "{self}: the {which} call: {body}");
        if code.is_some() {
            let says_so = answer.message().contains("uncertain");
            assert_eq!(says_so, matches!(told, Told::Uncertain(_)), "{self}: the {which} call: {body}");
        }
    }

    fn assert_replays(&self, first: &Answer, again: &Answer) {
        assert!(is_replayed(again), "{self}");
        // Only the first call was made at the ATS, so that it alone has an entry in the log of calls.
        let mut told = first.body.clone();
        if let Some(error) = told.get_mut("error") {
            error["log_url"] = Value::Null;
        }
        assert_eq!((again.status, &again.body), (first.status, &told), "{self}");
    }

    /// Gem's world and its log agree on how often it was done.
    async fn assert_effects(&self, expected: usize, when: &str) {
        assert_eq!(self.write.in_gem(self.stand).await, expected.min(self.most()), "{self}: in Gem {when}");
        assert_eq!(self.write.sent(self.stand).await.1, expected, "{self}: effects {when}");
    }

    /// Of what is only there or not, Gem cannot have two.
    fn most(&self) -> usize {
        if self.write.again == Again::Already { 1 } else { usize::MAX }
    }
}

pub(super) fn is_replayed(answer: &Answer) -> bool {
    answer.header("idempotent-replayed") == Some("true")
}

impl std::fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = if self.with_key { "with a key" } else { "without a key" };
        write!(f, "{} {key} under {}", self.write.name, self.fault)
    }
}
