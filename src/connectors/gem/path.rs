//! What may be written down of an address at Gem: words of its API and ids. All else may be somebody's name.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

/// The words that stand in paths of Gem's API, certain or supposed (Gem's sheet, section 7).
const WORDS: [&str; 37] = [
    "activity_feed",
    "application",
    "applications",
    "ats",
    "attachments",
    "candidate",
    "candidates",
    "close_reasons",
    "custom_fields",
    "departments",
    "eeoc",
    "hire",
    "interview_kits",
    "job",
    "job_board",
    "job_posts",
    "job_stages",
    "jobs",
    "move",
    "notes",
    "offers",
    "offices",
    "openings",
    "reject",
    "rejection_reasons",
    "scheduled_interviews",
    "scorecards",
    "sources",
    "stages",
    "tags",
    "transfer_to_job",
    "uploaded_resumes",
    "user_roles",
    "users",
    "v0",
    "v1",
    "advance",
];
/// Query parameters that say which page is asked for.
const PAGING: [&str; 2] = ["page", "per_page"];
/// The bytes behind the kind in an id, at least.
const IN_ID: usize = 16;
/// The digits of an id that was migrated.
const MIGRATED: usize = 10;

/// A path, masked.
pub(super) fn masked(path: &str) -> String {
    let mut before = "";
    let mut parts = Vec::new();
    for part in path.split('/') {
        let is_shown = part.is_empty() || WORDS.contains(&part) || is_id(part, before);
        parts.push(if is_shown { part } else { "*" });
        before = part;
    }
    parts.join("/")
}

/// An address below the host, masked: of the query only pages and times are shown.
pub(super) fn of(url: &Url) -> String {
    let query: Vec<String> = url.query_pairs().map(|(name, value)| parameter(&name, &value)).collect();
    let path = masked(url.path());
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

fn parameter(name: &str, value: &str) -> String {
    let is_page =
        PAGING.contains(&name) && value.len() < 8 && value.bytes().all(|byte| byte.is_ascii_digit());
    let is_bound = name.ends_with("_after") || name.ends_with("_before");
    let is_named = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && name.len() < 32;
    let is_time = is_bound && is_named && chrono::DateTime::parse_from_rfc3339(value).is_ok();
    match () {
        () if is_page || is_time => format!("{name}={value}"),
        () if is_bound && is_named || PAGING.contains(&name) || name == "email" => format!("{name}=*"),
        () => "*=*".to_owned(),
    }
}

/// Ids are base64 of a kind, a colon and bytes. Those that were migrated are numbers; they are taken for such only behind a
/// word, because telephone numbers look the same.
fn is_id(part: &str, before: &str) -> bool {
    let is_migrated = part.len() == MIGRATED && part.bytes().all(|byte| byte.is_ascii_digit());
    (is_migrated && WORDS.contains(&before)) || is_native(part)
}

fn is_native(part: &str) -> bool {
    let bytes = URL_SAFE_NO_PAD.decode(part).unwrap_or_default();
    let Some(colon) = bytes.iter().position(|byte| *byte == b':') else { return false };
    let (kind, rest) = bytes.split_at(colon);
    let is_kind = !kind.is_empty() && kind.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'_');
    is_kind && rest.len() == IN_ID + 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "Y2FuZGlkYXRlOgABAgMEBQYHCAkKCwwNDg8";

    #[test]
    fn words_and_ids_are_shown_and_nothing_else() {
        for (path, shown) in [
            (format!("/ats/v0/candidates/{ID}/notes"), format!("/ats/v0/candidates/{ID}/notes")),
            ("/candidates/4000000017/".to_owned(), "/candidates/4000000017/".to_owned()),
            ("/candidates/by/4000000017".to_owned(), "/candidates/*/*".to_owned()),
            ("/people/ada/lovelace".to_owned(), "/*/*/*".to_owned()),
            ("/candidates/AdaLovelaceFromLondonInEngland18".to_owned(), "/candidates/*".to_owned()),
            ("/candidates/ada%40x.example".to_owned(), "/candidates/*".to_owned()),
            ("/candidates/x/tags/urgent%3A%20Ada".to_owned(), "/candidates/*/tags/*".to_owned()),
        ] {
            assert_eq!(masked(&path), shown);
        }
    }

    #[test]
    fn of_a_query_pages_and_times_are_shown() {
        let shown = |query: &str| of(&Url::parse(&format!("https://x.example/users/?{query}")).unwrap());
        assert_eq!(
            shown("page=2&per_page=100&updated_after=2026-01-01T00:00:00Z"),
            "/users/?page=2&per_page=100&updated_after=2026-01-01T00:00:00Z"
        );
        assert_eq!(shown("email=ada%40x.example&page=ada"), "/users/?email=*&page=*");
        assert_eq!(shown("Ada=1&created_after=ada"), "/users/?*=*&created_after=*");
    }

    proptest! {
        #[test]
        fn no_name_is_shown(name in "[A-Za-z][a-z]{2,12}(-[A-Z][a-z]{2,12})?") {
            prop_assume!(!WORDS.contains(&name.as_str()));
            prop_assert_eq!(masked(&format!("/candidates/{name}")), "/candidates/*");
        }
    }
}
