//! The lines of an export, an addition to Kombo's contract.

use serde::Serialize;
use utoipa::openapi::schema::{AnyOfBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::application::Application;
use super::application_stage::ApplicationStage;
use super::candidate::Candidate;
use super::interview::Interview;
use super::interviewing_team_member::InterviewingTeamMember;
use super::job::Job;
use super::job_application_stage::JobApplicationStage;
use super::job_hiring_team_member::JobHiringTeamMember;
use super::job_posting::JobPosting;
use super::offer::Offer;
use super::rejection_reason::RejectionReason;
use super::role::Role;
use super::tag::Tag;
use super::timestamp::Timestamp;
use super::user::User;

/// The first line of an export.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExportHead {
    pub export: ExportStart,
}

/// What an export holds, and how to go on from it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExportStart {
    /// The model, as in the coverage of an integration.
    #[schema(examples("ats_candidates"))]
    pub model: &'static str,
    pub continue_with: ExportContinuation,
}

/// What to ask the list for once the export is complete: these parameters, and `include_deleted=true`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExportContinuation {
    /// A time before the snapshot: no change since is missed, and some come again.
    pub updated_after: Timestamp,
}

/// The last line of a complete export.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExportTail {
    pub end: ExportEnd,
}

/// What an export held.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExportEnd {
    /// How many records there were: as many as lines between the first and the last.
    pub records: u64,
}

/// One line of an export: the head, a record of the list, or the tail.
#[derive(Debug, Clone, Copy)]
pub struct ExportLine;

impl PartialSchema for ExportLine {
    fn schema() -> RefOr<Schema> {
        let lines = schemas().into_iter().map(|(name, _schema)| Ref::from_schema_name(name));
        let description = "One line: the head, a record of the list, or the tail.";
        lines.fold(AnyOfBuilder::new().description(Some(description)), AnyOfBuilder::item).into()
    }
}

impl ToSchema for ExportLine {
    fn schemas(known: &mut Vec<(String, RefOr<Schema>)>) {
        known.extend(schemas());
        ExportHead::schemas(known);
        ExportTail::schemas(known);
    }
}

/// What a line can be. Those of records are described in full by the lists.
fn schemas() -> Vec<(String, RefOr<Schema>)> {
    fn named<T: ToSchema>() -> (String, RefOr<Schema>) {
        (T::name().into_owned(), T::schema())
    }
    vec![
        named::<ExportHead>(),
        named::<Application>(),
        named::<Candidate>(),
        named::<Job>(),
        named::<JobPosting>(),
        named::<Interview>(),
        named::<Offer>(),
        named::<User>(),
        named::<Role>(),
        named::<Tag>(),
        named::<RejectionReason>(),
        named::<ApplicationStage>(),
        named::<JobApplicationStage>(),
        named::<JobHiringTeamMember>(),
        named::<InterviewingTeamMember>(),
        named::<ExportTail>(),
    ]
}
