//! For operators: who may call and who did what, what syncs and actions did and could not do, and how they are run. All of it needs a key that may manage.

mod actions;
mod api_keys;
mod application_filter;
mod audit;
mod connector;
mod custom_fields;
mod environment;
mod erasure;
mod integrations;
mod interactions;
pub(super) mod page;
mod quarantine;
mod remappings;
mod scopes;
mod settings;
mod syncs;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(integrations::list_integrations))
        .routes(routes!(integrations::restore_integration))
        .routes(routes!(erasure::erase_person))
        .routes(routes!(api_keys::list_api_keys, api_keys::create_api_key))
        .routes(routes!(api_keys::get_api_key, api_keys::change_api_key, api_keys::revoke_api_key))
        .routes(routes!(api_keys::rotate_api_key))
        .routes(routes!(environment::get_environment))
        .routes(routes!(audit::list_audit_log))
        .routes(routes!(syncs::list_syncs))
        .routes(routes!(syncs::get_sync))
        .routes(routes!(syncs::confirm_deletions))
        .routes(routes!(quarantine::list_quarantine))
        .routes(routes!(interactions::list_interactions))
        .routes(routes!(interactions::get_interaction))
        .routes(routes!(actions::list_actions))
        .routes(routes!(actions::settle_action))
        .routes(routes!(
            application_filter::get_application_filter,
            application_filter::set_application_filter
        ))
        .routes(routes!(connector::get_connector_settings, connector::change_connector_settings))
        .routes(routes!(custom_fields::list_custom_fields, custom_fields::define_custom_field))
        .routes(routes!(custom_fields::describe_custom_field, custom_fields::remove_custom_field))
        .routes(routes!(remappings::list_remappings))
        .routes(routes!(remappings::remap))
        .routes(routes!(scopes::list_scope_configs, scopes::create_scope_config))
        .routes(routes!(scopes::get_scope_config, scopes::change_scope_config, scopes::delete_scope_config))
        .routes(routes!(scopes::choose_scope_config))
        .routes(routes!(settings::get_sync_settings, settings::change_sync_settings))
}
