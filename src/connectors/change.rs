//! The seam for changes: look first, send once, and look back when the answer was lost.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ConnectorError;
use crate::domain::model::Model;
use crate::domain::refusal::Refusal;
use crate::domain::remote::Batch;

/// What a change would meet.
#[derive(Debug)]
pub enum Survey {
    /// It can be sent.
    Clear(Before),
    /// Everything is as the change would make it: nothing is to be sent.
    Already(Effect),
    /// It cannot be made.
    Refused(Refusal),
}

/// How things were before a change was sent, by which its effect is recognised: the connector's own affair, as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Before(pub Value);

/// What a change did, as a page of a sync would show it.
#[derive(Debug, Default)]
pub struct Effect {
    /// In the order in which they were read: of two that tell of the same record, the later one counts.
    pub parts: Vec<Part>,
    /// The ATS's ids of what was created.
    pub created: Option<Created>,
    /// What the ATS did not take, each with the name of the field.
    pub warnings: Vec<String>,
}

/// What was read of one list of the ATS.
#[derive(Debug)]
pub struct Part {
    /// The model that the list is about.
    pub about: Model,
    pub batch: Batch,
}

impl Effect {
    /// What was read, and nothing created.
    pub fn of(parts: Vec<Part>) -> Self {
        Self { parts, ..Self::default() }
    }
}

/// The ATS's ids of an application that was created, and of its candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    pub candidate: String,
    pub application: String,
}

/// Why a change is not known to have been made.
#[derive(Debug)]
pub enum Unsent {
    /// Nothing happened, and another try may go through.
    NotSent(ConnectorError),
    /// Nothing happened: the ATS refuses it.
    Refused(Refusal),
    /// It may have taken effect.
    Uncertain(Doubt),
}

/// What was met in place of an answer. Holds nothing of the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    pub what: String,
    /// No answer came in time, as opposed to a bad one.
    pub timed_out: bool,
}

/// What a look back found.
#[derive(Debug)]
pub enum LookedBack {
    /// It took effect.
    Done(Effect),
    /// No trace of it so far.
    NotYet,
    /// The ATS has no way to tell.
    Untold,
}
