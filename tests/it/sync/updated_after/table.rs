//! The table as code: one case per cell, with what proves it.

use std::fmt;

use super::changes::{Change, applications, candidates, interviews, jobs, lists, offers, users};
use super::scene::Scene;

/// What changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The record's own fields.
    Own,
    /// An entry appears in the nested list (A/R).
    Added,
    /// An entry disappears from the nested list (A/R).
    Removed,
    /// The linked record itself (L).
    Linked,
}

/// Whether `updated_after` finds the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    Yes,
    No,
}

/// What shows that a cell holds.
#[derive(Clone, Copy)]
pub(super) enum Proof {
    /// A change in Gem, and a sync.
    Synced(fn(&Scene) -> Change),
    /// Gem cannot make the change: a test of this name in `src/render/tests.rs`.
    Rendered(&'static str),
    /// Nobody delivers records of this model.
    NotDelivered(&'static str),
}

pub(super) struct Case {
    pub(super) list: &'static str,
    /// Empty for the record's own fields.
    pub(super) path: &'static str,
    pub(super) kind: Kind,
    pub(super) verdict: Verdict,
    pub(super) proof: Proof,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {} / {:?}: {:?}", self.list, self.path, self.kind, self.verdict)
    }
}

const fn case(list: &'static str, path: &'static str, kind: Kind, verdict: Verdict, proof: Proof) -> Case {
    Case { list, path, kind, verdict, proof }
}

use Kind::{Added, Linked, Own, Removed};
use Proof::{NotDelivered, Rendered, Synced};
use Verdict::{No, Yes};

pub(super) const CASES: &[Case] = &[
    case("applications", "", Own, Yes, Synced(applications::own)),
    case("applications", "candidate", Linked, Yes, Synced(applications::candidate_changes)),
    case("applications", "candidate.tags", Added, No, Synced(applications::candidate_gets_a_tag)),
    case("applications", "candidate.tags", Removed, No, Synced(applications::candidate_loses_its_tags)),
    case("applications", "candidate.tags", Linked, No, Rendered("a_renamed_tag_surfaces_no_application")),
    case("applications", "current_stage", Added, No, Synced(applications::a_stage_comes_in_front)),
    case("applications", "current_stage", Removed, No, Synced(applications::current_stage_is_deleted)),
    case("applications", "current_stage", Linked, No, Synced(applications::current_stage_changes)),
    case("applications", "job", Linked, No, Synced(applications::job_changes)),
    case("applications", "interviews", Added, Yes, Synced(applications::gets_an_interview)),
    case("applications", "interviews", Removed, Yes, Synced(applications::loses_an_interview)),
    case("applications", "interviews", Linked, Yes, Synced(applications::interview_changes)),
    case("applications", "offers", Added, Yes, Synced(applications::gets_an_offer)),
    case("applications", "offers", Removed, Yes, Synced(applications::loses_an_offer)),
    case("applications", "offers", Linked, Yes, Synced(applications::offer_changes)),
    case("candidates", "", Own, Yes, Synced(candidates::own)),
    case("candidates", "applications", Added, Yes, Synced(candidates::applies_again)),
    case("candidates", "applications", Removed, Yes, Synced(candidates::loses_an_application)),
    case("candidates", "applications", Linked, Yes, Synced(candidates::application_changes)),
    case("candidates", "applications.current_stage", Linked, No, Synced(candidates::stage_changes)),
    case("candidates", "applications.job", Linked, No, Synced(candidates::job_changes)),
    case("candidates", "tags", Added, Yes, Synced(candidates::gets_a_tag)),
    case("candidates", "tags", Removed, Yes, Synced(candidates::loses_its_tags)),
    case("candidates", "tags", Linked, No, Rendered("a_renamed_tag_surfaces_no_candidate")),
    case("jobs", "", Own, Yes, Synced(jobs::own)),
    case("jobs", "stages", Added, Yes, Synced(jobs::gets_a_stage)),
    case("jobs", "stages", Removed, Yes, Synced(jobs::loses_a_stage)),
    case("jobs", "stages", Linked, No, Synced(jobs::stage_changes)),
    case("jobs", "screening_questions", Added, Yes, NotDelivered("ats_screening_questions")),
    case("jobs", "screening_questions", Removed, Yes, NotDelivered("ats_screening_questions")),
    case("jobs", "screening_questions", Linked, Yes, NotDelivered("ats_screening_questions")),
    case("jobs", "job_postings", Added, Yes, Synced(jobs::gets_a_posting)),
    case("jobs", "job_postings", Removed, Yes, Synced(jobs::loses_a_posting)),
    case("jobs", "job_postings", Linked, Yes, Synced(jobs::posting_changes)),
    case("jobs", "hiring_team", Added, Yes, Synced(jobs::gets_a_team_member)),
    case("jobs", "hiring_team", Removed, Yes, Synced(jobs::loses_a_team_member)),
    case("jobs", "hiring_team", Linked, No, Synced(jobs::team_member_changes)),
    case("interviews", "", Own, Yes, Synced(interviews::own)),
    case("interviews", "users", Added, Yes, Synced(interviews::gets_an_interviewer)),
    case("interviews", "users", Removed, Yes, Synced(interviews::loses_an_interviewer)),
    case("interviews", "users", Linked, No, Synced(interviews::interviewer_changes)),
    case("interviews", "application", Linked, Yes, Synced(interviews::application_changes)),
    case("interviews", "application.candidate", Linked, No, Synced(interviews::candidate_changes)),
    case("interviews", "application.job", Linked, No, Synced(interviews::job_changes)),
    case("offers", "", Own, Yes, Synced(offers::own)),
    case("offers", "application", Linked, Yes, Synced(offers::application_changes)),
    case("offers", "application.candidate", Linked, No, Synced(offers::candidate_changes)),
    case("offers", "application.job", Linked, No, Synced(offers::job_changes)),
    case("users", "", Own, Yes, Synced(users::own)),
    case("users", "system_roles", Added, Yes, Synced(users::becomes_an_admin)),
    case("users", "system_roles", Removed, Yes, Synced(users::is_no_admin_any_more)),
    case("users", "system_roles", Linked, Yes, Rendered("a_role_of_another_label_surfaces_its_users")),
    case("notes", "", Own, Yes, NotDelivered("ats_notes")),
    case("notes", "author", Added, No, NotDelivered("ats_notes")),
    case("notes", "author", Removed, No, NotDelivered("ats_notes")),
    case("notes", "author", Linked, No, NotDelivered("ats_notes")),
    case("notes", "application", Added, No, NotDelivered("ats_notes")),
    case("notes", "application", Removed, No, NotDelivered("ats_notes")),
    case("notes", "application", Linked, No, NotDelivered("ats_notes")),
    case("notes", "candidate", Added, No, NotDelivered("ats_notes")),
    case("notes", "candidate", Removed, No, NotDelivered("ats_notes")),
    case("notes", "candidate", Linked, No, NotDelivered("ats_notes")),
    case("scorecards", "", Own, Yes, NotDelivered("ats_scorecards")),
    case("scorecards", "author", Added, No, NotDelivered("ats_scorecards")),
    case("scorecards", "author", Removed, No, NotDelivered("ats_scorecards")),
    case("scorecards", "author", Linked, No, NotDelivered("ats_scorecards")),
    case("scorecards", "application", Added, No, NotDelivered("ats_scorecards")),
    case("scorecards", "application", Removed, No, NotDelivered("ats_scorecards")),
    case("scorecards", "application", Linked, No, NotDelivered("ats_scorecards")),
    case("scorecards", "candidate", Added, No, NotDelivered("ats_scorecards")),
    case("scorecards", "candidate", Removed, No, NotDelivered("ats_scorecards")),
    case("scorecards", "candidate", Linked, No, NotDelivered("ats_scorecards")),
    case("scorecards", "interview", Added, No, NotDelivered("ats_scorecards")),
    case("scorecards", "interview", Removed, No, NotDelivered("ats_scorecards")),
    case("scorecards", "interview", Linked, No, NotDelivered("ats_scorecards")),
    case("attachments", "", Own, Yes, NotDelivered("ats_attachments")),
    case("tags", "", Own, Yes, Rendered("a_renamed_tag_changes")),
    case("roles", "", Own, Yes, Rendered("a_role_of_another_label_changes")),
    case("rejection-reasons", "", Own, Yes, Synced(lists::rejection_reason)),
    case("application-stages", "", Own, Yes, Synced(lists::application_stage)),
    case("job-postings", "", Own, Yes, Synced(lists::job_posting)),
    case("job-application-stages", "", Own, Yes, Synced(lists::job_application_stage)),
    case("job-hiring-team-members", "", Own, Yes, Synced(lists::job_hiring_team_member)),
    case("interviewing-team-members", "", Own, Yes, Synced(lists::interviewing_team_member)),
];

/// Whether the table counts this kind of change of this nested part.
pub(super) fn counts(list: &str, path: &str, kind: Kind) -> bool {
    let same = |case: &&Case| case.list == list && case.path == path && case.kind == kind;
    CASES.iter().find(same).is_some_and(|case| case.verdict == Yes)
}

/// The nested parts of a list's records that the table names.
pub(super) fn paths(list: &str) -> impl Iterator<Item = &'static str> {
    CASES.iter().filter(move |case| case.list == list && !case.path.is_empty()).map(|case| case.path)
}
