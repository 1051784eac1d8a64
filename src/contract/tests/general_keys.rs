//! Every key of the answers about the key, the integration and the tools (section 5), written by hand.

use super::{general_answers, keys};

/// The schema's name, where in `data`, and the keys that stand there.
#[rustfmt::skip]
const GENERAL_KEYS: &[(&str, &str, &str)] = &[
    ("CheckApiKeyResponse", "", "environment_id customer_id"),
    ("IntegrationDetailsResponse", "", "id tool category status setup_status end_user scope_config data_expired_at \
     created_at beta read_models write_actions"),
    ("IntegrationDetailsResponse", "/tool", "id label internal_label logo_url icon_url"),
    ("IntegrationDetailsResponse", "/end_user", "organization_name creator_email origin_id"),
    ("IntegrationDetailsResponse", "/scope_config", "id name"),
    ("IntegrationDetailsResponse", "/read_models/0", "id label is_available coverage_status \
     scope_config_setting opted_out_by_customer fields"),
    ("IntegrationDetailsResponse", "/read_models/0/fields/0", "id is_available coverage_status \
     scope_config_setting opted_out_by_customer"),
    ("IntegrationDetailsResponse", "/write_actions/0", "id label is_available coverage_status \
     scope_config_setting opted_out_by_customer fields"),
    ("IntegrationDetailsResponse", "/write_actions/0/fields/0", "id is_available coverage_status"),
    ("ToolsResponse", "", "tools"),
    ("ToolsResponse", "/tools/0", "id label internal_label assets paid_api_details_markdown \
     fast_track_details_markdown partner_only_details_markdown connection_guide_url coverage"),
    ("ToolsResponse", "/tools/0/assets", "logo_url icon_url icon_black_url"),
    ("ToolsResponse", "/tools/0/coverage", "read_models write_actions features"),
    ("ToolsResponse", "/tools/0/coverage/read_models/0", "id label coverage_status fields"),
    ("ToolsResponse", "/tools/0/coverage/read_models/0/fields/0", "id coverage_status"),
    ("ToolsResponse", "/tools/0/coverage/write_actions/0", "id label coverage_status fields"),
    ("ToolsResponse", "/tools/0/coverage/features/0", "id label coverage_status"),
    ("ForceSyncResponse", "", "already_queued sync_id type"),
    ("IntegrationFieldsPage", "", "next results"),
    ("IntegrationFieldsPage", "/results/0", "id key model type label is_passthrough_enabled is_writable"),
    ("IntegrationFieldResponse", "", "id key model type label is_passthrough_enabled is_writable"),
    ("CustomFieldsPage", "", "next results"),
    ("CustomFieldsPage", "/results/0", "id key integration_field model label description"),
    ("CustomFieldResponse", "", "id key integration_field model label description"),
    ("DoneResponse", "", ""),
];

#[test]
fn the_general_answers_have_exactly_the_keys_of_the_contract() {
    for filled in [true, false] {
        let answers = general_answers(filled);
        for (name, path, expected) in GENERAL_KEYS {
            let (_, answer) = answers.iter().find(|(known, _)| known == name).unwrap();
            assert_eq!(keys(answer), ["data", "status"], "{name}");
            let mut expected: Vec<&str> = expected.split_whitespace().collect();
            expected.sort_unstable();
            assert_eq!(keys(answer["data"].pointer(path).unwrap()), expected, "{name}{path}");
        }
    }
}
