//! Links by which customers connect accounts, and what they bring back.

mod links;
mod relinking;
mod tokens;

use axum::Json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{ApiError, App};
use crate::connect::link::{self, LinkKind, Wanted};
use crate::contract::general::{ConnectLink, LinkResponse, LinkType};
use crate::contract::page::SuccessStatus;
use crate::store::StoreError;

#[expect(deprecated, reason = "what is deprecated is still served")]
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(links::create_link))
        .routes(routes!(tokens::integration_by_token))
        .routes(routes!(tokens::activate_integration))
        .routes(routes!(relinking::relink))
        .routes(routes!(relinking::setup_link))
}

/// Makes the link, and tells it once.
async fn answer(app: &App, wanted: Wanted<'_>) -> Result<Json<LinkResponse>, ApiError> {
    let public_url =
        app.public_url.as_ref().filter(|_url| app.pages.is_some()).ok_or_else(ApiError::no_links)?;
    let mut tx = app.store.begin().await?;
    let pass = link::create(&mut tx, wanted, app.clock.now()).await?;
    tx.commit().await.map_err(StoreError::from)?;
    let data = ConnectLink { link: public_url.link(&format!("/connect/{}", pass.reveal())) };
    Ok(Json(LinkResponse { status: SuccessStatus::Success, data }))
}

const fn kind(link_type: LinkType) -> LinkKind {
    match link_type {
        LinkType::Embedded => LinkKind::Embedded,
        LinkType::MagicLink => LinkKind::Magic,
    }
}

/// A configuration of the environment. There is one so far, which every environment has.
fn scope_config(id: Option<&str>) -> Result<Option<&str>, ApiError> {
    match id {
        Some(id) if id != "default" => Err(ApiError::invalid(
            "scope_config_id",
            "the environment has no such configuration; it has default",
        )),
        id => Ok(id),
    }
}
