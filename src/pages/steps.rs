//! The steps of a link: what is shown, and what comes of what is entered.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::answer::{page, see_other};
use super::entered::{Entered, Step};
use super::layout::Problem;
use super::{Pages, choices, credentials, ending, setup};
use crate::connect::visit::{Stage, Tried, Visit, VisitError};
use crate::connect::{Finished, Origins};
use crate::domain::language::Language;
use crate::secrets::pass::Pass;

/// The page of a link as it is now.
pub(super) async fn show(
    State(pages): State<Pages>,
    Path(pass): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(pass) = Pass::parse(&pass) else { return unknown(&headers) };
    match pages.connect.look(&pass, pages.clock.now()).await {
        Ok(Some(visit)) => pages.stage(&visit, &[]),
        Ok(None) => unknown(&headers),
        Err(error) => failed(&error, &headers),
    }
}

/// What a form brings. Whatever changed the link's own state only leads to its page, so that it can be loaded again.
pub(super) async fn take(
    State(pages): State<Pages>,
    Path(pass): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(pass) = Pass::parse(&pass) else { return unknown(&headers) };
    let entered = Entered::read(&body);
    match pages.connect.look(&pass, pages.clock.now()).await {
        Ok(Some(visit)) => match pages.step(&pass, &visit, &entered).await {
            Ok(answer) => answer,
            Err(error) => failed(&error, &headers),
        },
        Ok(None) => unknown(&headers),
        Err(error) => failed(&error, &headers),
    }
}

impl Pages {
    async fn step(&self, pass: &Pass, visit: &Visit, entered: &Entered) -> Result<Response, VisitError> {
        let again = || see_other(pass.reveal());
        Ok(match entered.step() {
            Some(Step::Credentials) => {
                match self.connect.try_credentials(visit, &entered.0, self.clock.now()).await? {
                    Tried::Accepted | Tried::Elsewhere => again(),
                    Tried::Missing(fields) => self.stage(visit, &credentials::missing(visit, &fields)),
                    Tried::Refused(error) => {
                        tracing::info!(link = visit.link.public_id, %error, "a customer's credentials were not accepted");
                        self.stage(visit, &credentials::refused(visit, &error))
                    }
                }
            }
            Some(Step::Back) => {
                self.connect.go_back(visit).await?;
                again()
            }
            Some(Step::Finish) => match self.connect.finish(pass, &entered.0, self.clock.now()).await? {
                Finished::Done(handed) => {
                    let done = ending::done(visit, handed.as_ref(), &self.connect.origins);
                    page(StatusCode::OK, done, self.framed_by(visit))
                }
                Finished::NotOffered(setting) => self.stage(visit, &choices::not_offered(visit, &setting)),
                Finished::Elsewhere => again(),
            },
            None => again(),
        })
    }

    fn stage(&self, visit: &Visit, problems: &[Problem]) -> Response {
        let normal = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let (status, shown) = match &visit.stage {
            Stage::Credentials => (normal, credentials::show(visit, problems)),
            Stage::Choices { offers, chosen } => (normal, choices::show(visit, (offers, chosen), problems)),
            Stage::Setup => (normal, setup::show(visit)),
            Stage::Used => (StatusCode::GONE, ending::used(visit)),
            Stage::Expired => (StatusCode::GONE, ending::expired(visit)),
            Stage::Blocked => (StatusCode::FORBIDDEN, ending::blocked(visit)),
        };
        page(status, shown, self.framed_by(visit))
    }

    /// A link that was sent to somebody is opened by itself.
    fn framed_by(&self, visit: &Visit) -> Option<&Origins> {
        visit.link.is_embedded.then_some(&self.connect.origins)
    }
}

fn unknown(headers: &HeaderMap) -> Response {
    page(StatusCode::NOT_FOUND, ending::unknown(language(headers)), None)
}

fn failed(error: &VisitError, headers: &HeaderMap) -> Response {
    tracing::error!(%error, "a customer's step failed");
    page(StatusCode::INTERNAL_SERVER_ERROR, ending::failed(language(headers)), None)
}

/// For whoever has no link that says it.
fn language(headers: &HeaderMap) -> Language {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::preferred(accepted.unwrap_or_default())
}
