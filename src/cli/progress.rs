//! What a sync does, shown while it works: bars on a terminal, a line now and then elsewhere.

mod bars;
mod lines;

use std::io::IsTerminal as _;
use std::sync::Arc;

use crate::domain::model::Model;
use crate::sync::progress::Progress;

/// The form that fits standard error.
pub(super) fn for_people() -> Arc<dyn Progress> {
    if std::io::stderr().is_terminal() { Arc::new(bars::Bars::new()) } else { Arc::new(lines::Lines::new()) }
}

/// The same, for a sync that another process works on.
pub(super) struct Display(Form);

enum Form {
    Bars(bars::Bars),
    Lines(lines::Lines),
}

impl Display {
    pub(super) fn fitting() -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        Self(if is_terminal { Form::Bars(bars::Bars::new()) } else { Form::Lines(lines::Lines::new()) })
    }

    /// Rows of a list so far.
    pub(super) fn read(&self, list: &str, rows: u64, total: Option<u64>, ended: bool) {
        let what = reading(list);
        match &self.0 {
            Form::Bars(bars) => bars.show(&what, rows, total, ended),
            Form::Lines(lines) => lines.show(&what, rows, total, ended),
        }
    }

    pub(super) fn remark(&self, text: &str) {
        match &self.0 {
            Form::Bars(bars) => bars.say(text),
            Form::Lines(_) => lines::say(text),
        }
    }
}

/// What is done with a list, by the name of its pass.
fn reading(pass: &str) -> String {
    format!("read {}", pass.replace(['_', ':'], " "))
}

/// What people call the records of a model.
const fn name(model: Model) -> &'static str {
    match model {
        Model::User => "users",
        Model::Role => "roles",
        Model::Tag => "tags",
        Model::RejectionReason => "rejection reasons",
        Model::ApplicationStage => "application stages",
        Model::JobPosting => "job postings",
        Model::Job => "jobs",
        Model::Application => "applications",
        Model::Candidate => "candidates",
        Model::Interview => "interviews",
        Model::Offer => "offers",
        Model::JobApplicationStage => "job application stages",
        Model::JobHiringTeamMember => "job hiring team members",
        Model::InterviewingTeamMember => "interviewing team members",
    }
}
