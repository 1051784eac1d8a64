//! The lists by their names in paths.

use axum::extract::{FromRequestParts, OriginalUri, RawPathParams};
use axum::http::request::Parts;
use axum::response::Response;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::{App, fallback};
use crate::domain::model::Model;

/// A list of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ListName {
    /// The last part of its path.
    pub path: &'static str,
    /// The contract's name of its model.
    pub slug: &'static str,
    /// `None` while nothing of the kind is stored.
    pub model: Option<Model>,
}

impl ListName {
    const ALL: [Self; 17] = [
        Self::of("applications", Model::Application),
        Self::of("candidates", Model::Candidate),
        Self::of("jobs", Model::Job),
        Self::of("job-postings", Model::JobPosting),
        Self::of("users", Model::User),
        Self::of("roles", Model::Role),
        Self::of("interviews", Model::Interview),
        Self::of("offers", Model::Offer),
        Self::of("tags", Model::Tag),
        Self::of("rejection-reasons", Model::RejectionReason),
        Self::of("application-stages", Model::ApplicationStage),
        Self::of("job-application-stages", Model::JobApplicationStage),
        Self::of("job-hiring-team-members", Model::JobHiringTeamMember),
        Self::of("interviewing-team-members", Model::InterviewingTeamMember),
        Self { path: "notes", slug: "ats_notes", model: None },
        Self { path: "scorecards", slug: "ats_scorecards", model: None },
        Self { path: "attachments", slug: "ats_attachments", model: None },
    ];

    const fn of(path: &'static str, model: Model) -> Self {
        Self { path, slug: model.slug(), model: Some(model) }
    }

    pub(super) fn find(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.path == path)
    }
}

/// From the part `{model}` of the path. Another one is no route, whoever asks.
impl FromRequestParts<App> for ListName {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Ok(OriginalUri(uri)) = OriginalUri::from_request_parts(parts, app).await;
        let path = RawPathParams::from_request_parts(parts, app).await.ok();
        let named = path.as_ref().and_then(|path| path.iter().find(|(name, _value)| *name == "model"));
        match named.and_then(|(_name, path)| Self::find(path)) {
            Some(list) => Ok(list),
            None => Err(fallback::route_not_found(parts.method.clone(), uri).await),
        }
    }
}

impl ToSchema for ListName {}

impl PartialSchema for ListName {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(Self::ALL.map(|list| list.path)))
            .description(Some("A list, as in its path."))
            .into()
    }
}
