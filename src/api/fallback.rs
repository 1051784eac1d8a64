//! Requests that no route takes.

use axum::Json;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::list_name::ListName;
use crate::contract::error::ErrorBody;

/// 404, asked before the key is looked at (contract section 1.3). A near miss is told the right path.
pub(super) async fn route_not_found(method: Method, uri: Uri) -> Response {
    let mut message = format!("Can not {method} {}", uri.path());
    if let Some(path) = right_path(uri.path()) {
        message = format!("{message}. The list is at GET {path}");
    }
    (StatusCode::NOT_FOUND, Json(ErrorBody::route_not_found(message))).into_response()
}

fn right_path(path: &str) -> Option<String> {
    let last = path.trim_end_matches('/').rsplit('/').next()?.replace('_', "-").to_lowercase();
    let right = format!("/v1/ats/{}", ListName::find(&last)?.path);
    (right != path).then_some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_told_the_right_path() {
        for path in ["/jobs", "/v1/jobs", "/ats/jobs", "/v1/ats/jobs/", "/v1/ats/Jobs"] {
            assert_eq!(right_path(path).as_deref(), Some("/v1/ats/jobs"), "{path}");
        }
        assert_eq!(right_path("/job_postings").as_deref(), Some("/v1/ats/job-postings"));
        assert_eq!(right_path("/v1/ats/jobs"), None);
        assert_eq!(right_path("/nothing"), None);
    }
}
