//! About one line a second, for logs.

use std::io::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{name, reading};
use crate::sync::progress::{Progress, Step};

pub(super) struct Lines {
    begun: Mutex<State>,
}

struct State {
    what: String,
    since: Instant,
    told: Instant,
}

impl Lines {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self { begun: Mutex::new(State { what: String::new(), since: now, told: now }) }
    }

    pub(super) fn show(&self, what: &str, done: u64, total: Option<u64>, ended: bool) {
        let mut state = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if state.what != what {
            let now = Instant::now();
            *state = State { what: what.to_owned(), since: state.told.max(state.since), told: now };
        }
        if ended || state.told.elapsed() >= Duration::from_secs(1) {
            let rate = rate(done, state.since.elapsed());
            let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
            let end = if ended { ", done" } else { "" };
            say(&format!("{what}: {done}{of} ({rate}/s){end}"));
            state.told = Instant::now();
        }
    }
}

/// Per second, rounded.
fn rate(done: u64, time: Duration) -> u64 {
    let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1);
    done.saturating_mul(1000) / millis
}

pub(super) fn say(text: &str) {
    // Nobody is left to tell when standard error is gone.
    let _told = writeln!(std::io::stderr().lock(), "{text}");
}

impl Progress for Lines {
    fn report(&self, step: Step<'_>) {
        match step {
            Step::Ended { .. } => {}
            Step::Resumed => say("going on where another worker stopped"),
            Step::Read { pass, rows, total, ended, .. } => {
                self.show(&reading(pass), rows, total, ended);
            }
            Step::Swept { model, deleted } => {
                self.show(&format!("delete {}", name(model)), deleted, None, false);
            }
            Step::Rendered { model, documents, ended } => {
                self.show(&format!("publish {}", name(model)), documents, None, ended);
            }
        }
    }
}
