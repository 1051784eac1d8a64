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
use crate::control::scopes;
use crate::store::StoreError;
use crate::store::environments::EnvironmentKey;

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

/// Refuses what is no configuration of the environment.
async fn scope_config<'a>(
    app: &App,
    environment: EnvironmentKey,
    id: Option<&'a str>,
) -> Result<Option<&'a str>, ApiError> {
    if let Some(id) = id {
        let mut db = app.store.pool().acquire().await.map_err(StoreError::from)?;
        if scopes::under(&mut db, environment, id).await?.is_none() {
            let reason = "the environment has no such configuration; default is always there";
            return Err(ApiError::invalid("scope_config_id", reason));
        }
    }
    Ok(id)
}
