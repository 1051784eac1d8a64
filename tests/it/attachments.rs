//! Files of the ATS: their lists, and the links in them.

mod links;
mod lists;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use serde_json::Value;
use sqlx::PgPool;
use tower::ServiceExt as _;
use unified_ats::domain::model::Model;

use crate::support::TestService;

const ROOT: &str = "https://ats.example/below";

/// A candidate who has files, by the ATS's id, and the files as the ATS has them.
struct Owner {
    service: TestService,
    candidate: String,
    files: Vec<Value>,
}

impl Owner {
    async fn start(pool: PgPool) -> Self {
        let mut service = TestService::start(pool).await;
        service.sync().await;
        service.reach_at(Some(ROOT));
        let candidates = service.world("candidates").await;
        let applications = service.world("applications").await;
        let applies = |id: &Value| {
            applications
                .iter()
                .any(|application| application["candidate_id"] == *id && application["deleted_at"].is_null())
        };
        let owner = candidates.iter().find(|row| {
            let files = row["attachments"].as_array().map_or(0, Vec::len);
            files == 3 && row["deleted_at"].is_null() && row["id"].is_string() && applies(&row["id"])
        });
        let owner = owner.unwrap();
        let files = owner["attachments"].as_array().unwrap().clone();
        Self { candidate: owner["id"].as_str().unwrap().to_owned(), files, service }
    }

    fn path(&self) -> String {
        format!("/v1/ats/candidates/{}/attachments", self.service.id(Model::Candidate, &self.candidate))
    }

    /// The paths of the links in the list.
    async fn links(&self) -> Vec<String> {
        let list = self.service.get(&self.path()).await;
        let url = |file: &Value| file["data_url"].as_str().unwrap().strip_prefix(ROOT).unwrap().to_owned();
        list.results().iter().map(url).collect()
    }
}

/// What is behind a path for somebody without a key.
async fn open(service: &TestService, path: &str) -> (u16, HeaderMap, Vec<u8>) {
    let response = service.router().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
}
