//! Gem's collections, in the order in which a sync reads them (Gem's sheet, section 7.1).

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

const WITH_DELETED: &[(&str, &str)] = &[("include_deleted", "true")];

const fn resource(
    name: &'static str,
    model: Model,
    path: &'static str,
    query: &'static [(&'static str, &'static str)],
    kind: Kind,
) -> Resource {
    let needs_job_board = matches!(kind, Kind::Posts | Kind::Jobs);
    Resource { pass: Pass { name, model }, path, query, kind, needs_job_board }
}

pub(super) const USERS: Resource = resource("users", Model::User, "/users/", WITH_DELETED, Kind::Users);

const CONFIRMED: [Resource; 8] = [
    USERS,
    resource("job_stages", Model::ApplicationStage, "/job_stages/", WITH_DELETED, Kind::Stages),
    // This list has no `include_deleted`; deleted posts are in it.
    resource("job_posts", Model::JobPosting, "/job_posts/", &[], Kind::Posts),
    resource("jobs", Model::Job, "/jobs/", WITH_DELETED, Kind::Jobs),
    resource("applications", Model::Application, "/applications/", WITH_DELETED, Kind::Applications),
    resource("candidates", Model::Candidate, "/candidates/", WITH_DELETED, Kind::Candidates),
    resource("scheduled_interviews", Model::Interview, "/scheduled_interviews/", &[], Kind::Interviews),
    resource(
        "scheduled_interviews_deleted",
        Model::Interview,
        "/scheduled_interviews/",
        WITH_DELETED,
        Kind::DeletedInterviews,
    ),
];

/// By analogy with Harvest, unverified.
const OFFERS: Resource = resource("offers", Model::Offer, "/offers/", &[], Kind::Offers);

impl Resource {
    /// The passes of a full read under these settings.
    pub(super) fn plan(settings: &Settings) -> impl Iterator<Item = Self> {
        CONFIRMED.into_iter().chain(settings.unverified.offers.then_some(OFFERS))
    }
}
