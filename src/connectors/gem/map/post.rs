//! | Kombo | Gem |
//! |---|---|
//! | `title`, `job_id` | the same |
//! | `description_html` | `content` |
//! | `status` | ACTIVE when `live` and `active`; INACTIVE when deleted or not `active`; DRAFT when never published; else INACTIVE |
//! | `visibility` | PUBLIC when `external` and `listed`; INTERNAL when `internal` only; UNLISTED when not `listed`; else unknown |
//! | `url` | a field of Gem's (untyped), else the job board's, else the public form for external live posts |

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Context, Row};
use crate::domain::ats::{JobPosting, PostingStatus, PostingVisibility};

pub(super) fn post(row: &Row<'_>, id: &str, context: &Context<'_>) -> JobPosting {
    let live = row.flag("live").unwrap_or(false);
    let deleted = row.has("deleted_at") || row.flag("active") == Some(false);
    let published_at = row.time("first_published_at");
    let status = match (deleted, live) {
        (false, true) => PostingStatus::Active,
        (false, false) if published_at.is_none() => PostingStatus::Draft,
        _ => PostingStatus::Inactive,
    };
    JobPosting {
        title: row.text("title"),
        description_html: row.text("content"),
        status: Some(status),
        visibility: visibility(row),
        url: url(row, id, context),
        job_remote_id: row.id("job_id"),
        published: status == PostingStatus::Active,
        published_at,
        remote_created_at: row.time("created_at"),
        remote_updated_at: row.time("updated_at"),
    }
}

fn visibility(row: &Row<'_>) -> Option<PostingVisibility> {
    match (row.flag("external"), row.flag("internal"), row.flag("listed")) {
        (Some(true), _, Some(true)) => Some(PostingVisibility::Public),
        (Some(false), Some(true), _) => Some(PostingVisibility::Internal),
        (_, _, Some(false)) => Some(PostingVisibility::Unlisted),
        _ => None,
    }
}

fn url(row: &Row<'_>, id: &str, context: &Context<'_>) -> Option<String> {
    let own = row.text("absolute_url").or_else(|| row.text("url"));
    own.or_else(|| context.job_board?.url(id)).or_else(|| {
        let public = row.flag("live") == Some(true) && row.flag("external") == Some(true);
        let vanity = context.vanity.filter(|_vanity| public)?;
        let segment = |text| utf8_percent_encode(text, SEGMENT).to_string();
        Some(format!("https://jobs.gem.com/{}/{}", segment(vanity), segment(id)))
    })
}

/// Gem's ids are URL-safe base64: `-` and `_` stay.
pub(super) const SEGMENT: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Misfits;
    use super::*;

    const CONTEXT: Context<'_> = Context { job_board: None, vanity: Some("acme"), first_page: true };

    #[test]
    fn status_and_visibility_follow_the_flags() {
        let at = "2026-01-01T00:00:00Z";
        for (given, status, visibility) in [
            (
                json!({ "live": true, "active": true, "external": true, "listed": true }),
                PostingStatus::Active,
                Some(PostingVisibility::Public),
            ),
            (
                json!({ "live": true, "active": false, "external": false, "internal": true }),
                PostingStatus::Inactive,
                Some(PostingVisibility::Internal),
            ),
            (
                json!({ "live": false, "active": true, "external": true, "listed": false }),
                PostingStatus::Draft,
                Some(PostingVisibility::Unlisted),
            ),
            (
                json!({ "live": false, "active": true, "first_published_at": at }),
                PostingStatus::Inactive,
                None,
            ),
            (json!({ "live": true, "deleted_at": at }), PostingStatus::Inactive, None),
        ] {
            let misfits = Misfits::default();
            let post = post(&Row::of(&given, &misfits).unwrap(), "p", &CONTEXT);
            assert_eq!((post.status, post.visibility), (Some(status), visibility), "{given}");
        }
    }

    #[test]
    fn the_public_address_is_for_public_posts() {
        let misfits = Misfits::default();
        let url = |given: &serde_json::Value| url(&Row::of(given, &misfits).unwrap(), "a_b-1", &CONTEXT);
        assert_eq!(
            url(&json!({ "live": true, "external": true })).unwrap(),
            "https://jobs.gem.com/acme/a_b-1"
        );
        assert_eq!(url(&json!({ "live": true, "external": false })), None);
        assert_eq!(url(&json!({ "absolute_url": "https://x" })).unwrap(), "https://x");
    }
}
