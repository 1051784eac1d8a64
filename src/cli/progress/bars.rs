//! One line per pass and model, redrawn in place.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use indicatif::{MultiProgress, ProgressBar, ProgressState, ProgressStyle};

use super::{name, reading};
use crate::sync::progress::{Progress, Step};

pub(super) struct Bars {
    all: MultiProgress,
    by_name: Mutex<HashMap<String, ProgressBar>>,
}

impl Bars {
    pub(super) fn new() -> Self {
        Self { all: MultiProgress::new(), by_name: Mutex::default() }
    }

    fn bar(&self, what: &str, total: Option<u64>) -> ProgressBar {
        let mut bars = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = bars.entry(what.to_owned()).or_insert_with(|| {
            let bar = self.all.add(ProgressBar::no_length());
            bar.set_prefix(what.to_owned());
            bar
        });
        bar.set_style(style(total.is_some()));
        if let Some(total) = total {
            bar.set_length(total);
        }
        bar.clone()
    }

    pub(super) fn show(&self, what: &str, done: u64, total: Option<u64>, ended: bool) {
        let bar = self.bar(what, total);
        bar.set_position(done);
        if ended {
            bar.set_length(done);
            bar.abandon_with_message("done");
        }
    }

    pub(super) fn say(&self, text: &str) {
        // A terminal that is gone needs no telling.
        let _told = self.all.println(text);
    }
}

fn style(total_known: bool) -> ProgressStyle {
    let template = if total_known {
        "  {prefix:<36} {human_pos:>10} of {human_len} ({rate}) {msg}"
    } else {
        "  {prefix:<36} {human_pos:>10} ({rate}) {msg}"
    };
    // The templates are constants; a broken one shows the plain default.
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_broken| ProgressStyle::default_bar());
    style.with_key("rate", |state: &ProgressState, text: &mut dyn std::fmt::Write| {
        // Writing to a string does not fail.
        let _written = write!(text, "{:.0}/s", state.per_sec());
    })
}

impl Progress for Bars {
    fn report(&self, step: Step<'_>) {
        match step {
            Step::Ended { .. } => {}
            Step::Resumed => self.say("Going on where another worker stopped."),
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
