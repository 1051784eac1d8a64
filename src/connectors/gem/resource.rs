//! Gem's collections, in the order in which a sync reads them (Gem's sheet, sections 7.1 and 9).

use super::Pass;
use super::settings::Settings;
use crate::domain::model::Model;

/// One walk over one collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Resource {
    pub pass: Pass,
    /// Canonical: with slashes at both ends. Also the key of a record in `remote_data`.
    pub path: &'static str,
    pub query: &'static [(&'static str, &'static str)],
    pub kind: Kind,
    pub key: Key,
    /// The member that `created_after` goes by.
    pub created: &'static str,
    pub needs_job_board: bool,
}

/// Which mapping reads the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Users,
    Stages,
    Posts,
    Jobs,
    Applications,
    Candidates,
    Interviews,
    /// Only rows that say that they are deleted: with `include_deleted` the others cannot be told from deleted ones
    /// whose mark is missing (the field is not typed).
    DeletedInterviews,
    Offers,
}

/// What an incremental read can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// The parameter that takes the time since which changes are wanted.
    Since(&'static str),
    /// Interviews that start within the last days or later: what nobody knows to move `updated_at`, such as an
    /// interviewer's answer, happens around the interview (Gem's sheet, section 9).
    StartsRecently,
    /// Nothing: such a list is read in full, and has no `created_after` either.
    Nothing,
}

const WITH_DELETED: &[(&str, &str)] = &[("include_deleted", "true")];

const fn resource(
    name: &'static str,
    shows_all: &'static [Model],
    path: &'static str,
    query: &'static [(&'static str, &'static str)],
    kind: Kind,
) -> Resource {
    let model = match kind {
        Kind::Users => Model::User,
        Kind::Stages => Model::ApplicationStage,
        Kind::Posts => Model::JobPosting,
        Kind::Jobs => Model::Job,
        Kind::Applications => Model::Application,
        Kind::Candidates => Model::Candidate,
        Kind::Interviews | Kind::DeletedInterviews => Model::Interview,
        Kind::Offers => Model::Offer,
    };
    let key = match kind {
        Kind::Applications => Key::Since("last_activity_after"),
        Kind::Offers => Key::Nothing,
        _ => Key::Since("updated_after"),
    };
    Resource {
        pass: Pass { name, model, shows_all },
        path,
        query,
        kind,
        key,
        created: if matches!(kind, Kind::Applications) { "applied_at" } else { "created_at" },
        needs_job_board: matches!(kind, Kind::Posts | Kind::Jobs),
    }
}

pub(super) const USERS: Resource = resource("users", &[Model::User], "/users/", WITH_DELETED, Kind::Users);
const STAGES: Resource =
    resource("job_stages", &[Model::ApplicationStage], "/job_stages/", WITH_DELETED, Kind::Stages);
// This list has no `include_deleted`; deleted posts are in it.
const POSTS: Resource = resource("job_posts", &[Model::JobPosting], "/job_posts/", &[], Kind::Posts);
const JOBS: Resource = resource("jobs", &[Model::Job], "/jobs/", WITH_DELETED, Kind::Jobs);
pub(super) const APPLICATIONS: Resource =
    resource("applications", &[Model::Application], "/applications/", WITH_DELETED, Kind::Applications);
// Tags exist in candidates only. Rejection reasons exist in applications only, too, but an unused one is still one.
pub(super) const CANDIDATES: Resource =
    resource("candidates", &[Model::Candidate, Model::Tag], "/candidates/", WITH_DELETED, Kind::Candidates);
const INTERVIEWS: Resource =
    resource("scheduled_interviews", &[Model::Interview], "/scheduled_interviews/", &[], Kind::Interviews);
const DELETED_INTERVIEWS: Resource = resource(
    "scheduled_interviews_deleted",
    &[Model::Interview],
    "/scheduled_interviews/",
    WITH_DELETED,
    Kind::DeletedInterviews,
);
/// By analogy with Harvest, unverified.
const OFFERS: Resource = resource("offers", &[Model::Offer], "/offers/", &[], Kind::Offers);

/// Candidates before the applications that name them, or each would be written twice: named, and then in full. What is
/// new by then is read while the run catches up.
const FULL: [Resource; 8] =
    [USERS, STAGES, POSTS, JOBS, CANDIDATES, APPLICATIONS, INTERVIEWS, DELETED_INTERVIEWS];

/// A candidate that was never changed may have no `updated_at`, and may not be found by it.
const NEW_CANDIDATES: Resource = under("candidates_created", CANDIDATES, Key::Since("created_after"));
const RECENT_INTERVIEWS: Resource = under("scheduled_interviews_recent", INTERVIEWS, Key::StartsRecently);

const fn under(name: &'static str, of: Resource, key: Key) -> Resource {
    let pass = Pass { name, model: of.pass.model, shows_all: &[] };
    Resource { pass, key, ..of }
}

const DELTA: [Resource; 10] = [
    USERS,
    STAGES,
    POSTS,
    JOBS,
    APPLICATIONS,
    CANDIDATES,
    NEW_CANDIDATES,
    INTERVIEWS,
    DELETED_INTERVIEWS,
    RECENT_INTERVIEWS,
];

impl Resource {
    /// The passes of a full read under these settings.
    pub(super) fn full_plan(settings: &Settings) -> impl Iterator<Item = Self> {
        FULL.into_iter().chain(settings.unverified.offers.then_some(OFFERS))
    }

    /// The passes of an incremental read.
    pub(super) fn delta_plan(settings: &Settings) -> impl Iterator<Item = Self> {
        DELTA.into_iter().chain(settings.unverified.offers.then_some(OFFERS))
    }

    /// The resource of a pass.
    pub(super) fn of(pass: Pass, settings: &Settings) -> Option<Self> {
        Self::full_plan(settings).chain(Self::delta_plan(settings)).find(|resource| resource.pass == pass)
    }

    /// Whether the list can be asked for what was created after a time.
    pub(super) fn knows_creation(&self) -> bool {
        self.key != Key::Nothing
    }
}
