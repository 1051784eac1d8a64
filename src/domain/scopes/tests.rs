use serde_json::json;

use super::*;

fn scopes(settings: &serde_json::Value, opted_out: &serde_json::Value) -> Scopes {
    let settings = serde_json::from_value(settings.clone()).unwrap();
    Scopes::new(None, settings, serde_json::from_value(opted_out.clone()).unwrap())
}

#[test]
fn what_is_not_named_is_wanted() {
    let everything = scopes(&json!({}), &json!({}));
    assert!(everything.takes_all_data() && everything.data_text().is_none());
    assert!(everything.takes(Model::Job) && everything.takes_named("ats_notes"));
    assert!(everything.takes_field(Model::Job, "name"));
    assert!(ActionKind::ALL.into_iter().all(|kind| everything.takes_action(kind)));
}

#[test]
fn an_opt_out_counts_only_where_it_is_left_to_the_customer() {
    let all = json!({
        "models": ["ats_jobs", "ats_users", "ats_tags"], "fields": ["ats_jobs.name", "ats_jobs.status"],
        "actions": ["ats_create_candidate"],
    });
    let settings = json!({
        "models": { "ats_jobs": "OPTIONAL", "ats_users": "ENABLED", "ats_offers": "OPTIONAL" },
        "fields": { "ats_jobs.name": "OPTIONAL" }, "actions": { "ats_create_candidate": "OPTIONAL" },
    });
    let scopes = scopes(&settings, &all);
    let on = [Model::Job, Model::User, Model::Tag, Model::Offer].map(|model| scopes.takes(model));
    assert_eq!(on, [false, true, true, true]);
    assert_eq!(scopes.fields_off(Model::Job), ["name"]);
    assert!(!scopes.takes_action(ActionKind::CreateCandidate));
    assert!(scopes.takes_action(ActionKind::CreateApplication));
}

#[test]
fn what_is_disabled_is_off_whatever_the_customer_says() {
    let scopes = scopes(&json!({ "models": { "ats_jobs": "DISABLED" } }), &json!({}));
    assert!(!scopes.takes(Model::Job) && scopes.takes(Model::User) && !scopes.takes_all_data());
}

#[test]
fn a_value_is_off_wherever_it_is_held() {
    for settings in [
        json!({ "fields": { "ats_candidates.source": "DISABLED" } }),
        json!({ "models": { "ats_candidates": "DISABLED" } }),
    ] {
        let scopes = scopes(&settings, &json!({}));
        assert_eq!(scopes.held_off(Model::Application).collect::<Vec<_>>(), ["source"], "{settings}");
    }
}

#[test]
fn data_is_another_when_other_data_is_wanted_and_not_for_actions() {
    let text = |settings| scopes(&settings, &json!({})).data_text();
    let field = text(json!({ "fields": { "ats_jobs.name": "DISABLED" } }));
    let model = text(json!({ "models": { "ats_jobs": "DISABLED" } }));
    assert!(field.is_some() && model.is_some() && field != model);
    assert_eq!(text(json!({ "actions": { "ats_create_candidate": "DISABLED" } })), None);
    assert_eq!(text(json!({ "fields": { "ats_jobs.name": "OPTIONAL" } })), None);
}
