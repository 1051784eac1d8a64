//! The shapes callers see, as in Kombo's unified ATS contract: every key is always there, null means unknown.
//! Lists and fields that Kombo does not have say so.

pub mod action;
pub mod answer;
pub mod application;
pub mod application_stage;
pub mod attachment;
pub mod candidate;
pub mod change;
pub mod enums;
pub mod error;
pub mod export;
pub mod general;
pub mod input;
pub mod interview;
pub mod interviewing_team_member;
pub mod job;
pub mod job_application_stage;
pub mod job_hiring_team_member;
pub mod job_posting;
pub mod management;
pub mod note;
pub mod offer;
pub mod page;
pub mod record;
pub mod rejection_reason;
pub mod role;
pub mod scorecard;
pub mod screening_question;
pub mod tag;
pub mod timestamp;
pub mod user;
pub mod whole;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
