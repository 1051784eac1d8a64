//! Gem's public job board: the only source of posting URLs, workplace types and employment types.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::ConnectorError;
use super::client::Client;
use super::row::{Misfits, Row};

/// The published posts of one customer (Gem's sheet, section 6.13). Empty without a vanity name.
#[derive(Debug, Default)]
pub(super) struct JobBoard {
    urls: HashMap<String, String>,
    jobs: HashMap<String, Listing>,
}

/// What the most recent published post of a job says about the job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Listing {
    published_at: Option<DateTime<Utc>>,
    pub remote_work_status: Option<&'static str>,
    pub employment_type: Option<&'static str>,
}

impl JobBoard {
    pub(super) async fn fetch(client: &Client, vanity: &str) -> Result<Self, ConnectorError> {
        let Some(page) = client.get_job_board(vanity).await? else {
            return Err(ConnectorError::Settings(format!(
                "job_board_vanity: Gem has no job board {vanity:?}; the name is case-sensitive"
            )));
        };
        let rows = page.rows()?;
        let values = rows.iter().filter_map(|row| serde_json::from_str::<Value>(row.get()).ok());
        Ok(Self::of(values))
    }

    fn of(posts: impl Iterator<Item = Value>) -> Self {
        let mut board = Self::default();
        for post in posts {
            // A post that does not fit loses its URL and types, nothing else: the records come from the ATS API.
            let misfits = Misfits::default();
            if let Some(row) = Row::of(&post, &misfits) {
                board.add(&row);
            }
        }
        board
    }

    fn add(&mut self, post: &Row<'_>) {
        if let (Some(id), Some(url)) = (post.id("id"), post.text("absolute_url")) {
            self.urls.insert(id, url);
        }
        let Some(job) = post.id("internal_job_id").or_else(|| post.id("job_id")) else { return };
        let listing = Listing {
            published_at: post.time("first_published_at"),
            remote_work_status: post.text("location_type").as_deref().and_then(remote_work_status),
            employment_type: post.text("employment_type").as_deref().and_then(employment_type),
        };
        match self.jobs.get(&job) {
            Some(other) if other.published_at >= listing.published_at => {}
            _ => {
                self.jobs.insert(job, listing);
            }
        }
    }

    pub(super) fn url(&self, post_id: &str) -> Option<String> {
        self.urls.get(post_id).cloned()
    }

    pub(super) fn listing(&self, job_id: &str) -> Listing {
        self.jobs.get(job_id).cloned().unwrap_or_default()
    }
}

/// | Gem | Kombo |
fn remote_work_status(location_type: &str) -> Option<&'static str> {
    match location_type {
        "remote" => Some("REMOTE"),
        "hybrid" => Some("HYBRID"),
        "in_office" => Some("ON_SITE"),
        _ => None,
    }
}

/// | Gem | Kombo |; `temporary` has no counterpart.
fn employment_type(employment_type: &str) -> Option<&'static str> {
    match employment_type {
        "full_time" => Some("FULL_TIME"),
        "part_time" => Some("PART_TIME"),
        "intern" => Some("INTERNSHIP"),
        "contract" => Some("CONTRACT"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_most_recent_post_speaks_for_the_job() {
        let post = |id: &str, at: &str, place: &str| {
            json!({ "id": id, "internal_job_id": "j", "absolute_url": format!("https://x/{id}"),
                    "first_published_at": at, "location_type": place, "employment_type": "intern" })
        };
        let posts = [
            post("a", "2026-01-01T00:00:00Z", "remote"),
            post("b", "2026-02-01T00:00:00Z", "hybrid"),
            post("c", "2025-01-01T00:00:00Z", "in_office"),
        ];
        let board = JobBoard::of(posts.into_iter());
        assert_eq!(board.listing("j").remote_work_status, Some("HYBRID"));
        assert_eq!(board.listing("j").employment_type, Some("INTERNSHIP"));
        assert_eq!(board.url("a").as_deref(), Some("https://x/a"));
        assert_eq!(board.listing("none"), Listing::default());
    }
}
