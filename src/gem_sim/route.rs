//! Which operation a method and a path name.

use percent_encoding::percent_decode_str;

use super::world::resource::Resource;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    List(Resource),
    Item(Resource, String),
    /// The rows of a resource whose member is an id: stages of a job, offers of an application.
    ListOf {
        resource: Resource,
        parent: Resource,
        member: &'static str,
        id: String,
    },
    CreateCandidate,
    CreateNote(String),
    PatchApplication(String),
    Move(String),
    Advance(String),
    Reject(String),
    ChangeReason(String),
    Unreject(String),
    Transfer(String),
    Hire(String),
    /// To a candidate, or to the candidate of an application.
    Attach(Resource, String),
    AddApplication(String),
    PatchCandidate(String),
    AddTag(String, String),
    RemoveTag(String, String),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Known to exist at Gem.
    Confirmed(Route),
    /// By analogy with Harvest.
    Unverified(Route),
    /// A collection without its slash.
    NeedsSlash(Route),
    NeedsSlashUnverified(Route),
    Unknown,
}

/// Looks up a path below `/ats/v0`, such as `/jobs/`.
pub(crate) fn find(method: &str, path: &str, extended: bool) -> Found {
    let decoded: Vec<String> = path
        .strip_prefix('/')
        .unwrap_or(path)
        .split('/')
        .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
        .collect();
    let parts: Vec<&str> = decoded.iter().map(String::as_str).collect();
    if let Some(found) = collection(method, &parts, extended) {
        return found;
    }
    match confirmed(method, &parts) {
        Some(route) => Found::Confirmed(route),
        None if extended => unverified(method, &parts).map_or(Found::Unknown, Found::Unverified),
        None => Found::Unknown,
    }
}

fn collection(method: &str, parts: &[&str], extended: bool) -> Option<Found> {
    let (name, slash) = match parts {
        [name] => (name, false),
        [name, ""] => (name, true),
        _ => return None,
    };
    let resource = Resource::from_name(name)?;
    let route = match (method, resource) {
        ("GET", Resource::Note) => return None,
        ("GET", _) => Route::List(resource),
        ("POST", Resource::Candidate) => Route::CreateCandidate,
        _ => return None,
    };
    let confirmed = matches!(
        resource,
        Resource::Candidate
            | Resource::Application
            | Resource::Job
            | Resource::Stage
            | Resource::Post
            | Resource::User
            | Resource::Office
            | Resource::Interview
    );
    match (confirmed, slash) {
        (true, true) => Some(Found::Confirmed(route)),
        (true, false) => Some(Found::NeedsSlash(route)),
        (false, _) if !extended => None,
        (false, true) => Some(Found::Unverified(route)),
        (false, false) => Some(Found::NeedsSlashUnverified(route)),
    }
}

fn confirmed(method: &str, parts: &[&str]) -> Option<Route> {
    match (method, parts) {
        ("GET", ["candidates", id]) => item(Resource::Candidate, id),
        ("GET", ["jobs", id, "stages"]) => Some(list_of(Resource::Stage, Resource::Job, "job_id", id)),
        ("POST", ["candidates", id, "activity_feed", "notes"]) => Some(Route::CreateNote((*id).to_owned())),
        ("PATCH", ["applications", id]) if !id.is_empty() => Some(Route::PatchApplication((*id).to_owned())),
        _ => None,
    }
}

fn unverified(method: &str, parts: &[&str]) -> Option<Route> {
    let own = |id: &&str| (*id).to_owned();
    match (method, parts) {
        ("GET", ["applications", id]) => item(Resource::Application, id),
        ("GET", ["jobs", id]) => item(Resource::Job, id),
        ("GET", ["applications", id, "scorecards"]) => {
            Some(list_of(Resource::Scorecard, Resource::Application, "application_id", id))
        }
        ("GET", ["applications", id, "offers"]) => {
            Some(list_of(Resource::Offer, Resource::Application, "application_id", id))
        }
        ("GET", ["jobs", id, "openings"]) => Some(list_of(Resource::Opening, Resource::Job, "_job_id", id)),
        ("POST", ["applications", id, "move"]) => Some(Route::Move(own(id))),
        ("POST", ["applications", id, "advance"]) => Some(Route::Advance(own(id))),
        ("POST", ["applications", id, "reject"]) => Some(Route::Reject(own(id))),
        ("PATCH", ["applications", id, "reject"]) => Some(Route::ChangeReason(own(id))),
        ("POST", ["applications", id, "unreject"]) => Some(Route::Unreject(own(id))),
        ("POST", ["applications", id, "transfer_to_job"]) => Some(Route::Transfer(own(id))),
        ("POST", ["applications", id, "hire"]) => Some(Route::Hire(own(id))),
        ("POST", ["candidates", id, "attachments"]) => Some(Route::Attach(Resource::Candidate, own(id))),
        ("POST", ["applications", id, "attachments"]) => Some(Route::Attach(Resource::Application, own(id))),
        ("POST", ["candidates", id, "applications"]) => Some(Route::AddApplication(own(id))),
        ("PATCH", ["candidates", id]) if !id.is_empty() => Some(Route::PatchCandidate(own(id))),
        (_, ["candidates", _, "tags", ""]) => None,
        ("PUT", ["candidates", id, "tags", tag]) => Some(Route::AddTag(own(id), own(tag))),
        ("DELETE", ["candidates", id, "tags", tag]) => Some(Route::RemoveTag(own(id), own(tag))),
        _ => None,
    }
}

fn item(resource: Resource, id: &str) -> Option<Route> {
    (!id.is_empty()).then(|| Route::Item(resource, id.to_owned()))
}

fn list_of(resource: Resource, parent: Resource, member: &'static str, id: &str) -> Route {
    Route::ListOf { resource, parent, member, id: id.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_operations() {
        assert_eq!(find("GET", "/jobs/", false), Found::Confirmed(Route::List(Resource::Job)));
        assert_eq!(find("GET", "/jobs", false), Found::NeedsSlash(Route::List(Resource::Job)));
        assert_eq!(find("GET", "/jobs/x", false), Found::Unknown);
        assert_eq!(
            find("GET", "/jobs/a%2Fb", true),
            Found::Unverified(Route::Item(Resource::Job, "a/b".to_owned()))
        );
        assert_eq!(find("GET", "/sources/", false), Found::Unknown);
        assert_eq!(find("GET", "/sources/", true), Found::Unverified(Route::List(Resource::Source)));
        assert_eq!(find("DELETE", "/jobs/", true), Found::Unknown);
        assert_eq!(find("GET", "/candidates/x/", true), Found::Unknown);
    }
}
