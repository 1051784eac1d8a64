use serde_json::json;

use super::*;
use crate::domain::ats::{Application, Candidate, Offer};
use crate::domain::ats::{ApplicationStage, Interview, Job, JobPosting, User};
use crate::domain::digest::json_text;
use crate::domain::field::FieldKind;
use crate::domain::id::IntegrationId;
use crate::domain::remapping::{MODELS, ValueType, remappable};

fn source(kind: FieldKind, key: &str) -> SourceField {
    SourceField { kind, key: key.to_owned() }
}

fn passed(key: &str) -> Passed {
    let integration = IntegrationId::parse("tool:8d1hpPsbjxUkoCoa1veLZGe5").unwrap();
    let id = FieldId::of_source(&integration, Model::Job, "DEFAULT", key);
    Passed { id, label: Some("Label".to_owned()), source: source(FieldKind::Default, key) }
}

fn rules(rules: ModelRules) -> Rules {
    Rules { own: "own", models: BTreeMap::from([(Model::Job, rules)]) }
}

fn remapped(name: &str, from: SourceField) -> (Remappable, SourceField) {
    (*remappable(Model::Job).iter().find(|field| field.name == name).unwrap(), from)
}

#[test]
fn a_record_shows_what_is_configured_and_else_what_was_mapped() {
    let rules = rules(ModelRules {
        passed: vec![passed("opening"), passed("absent")],
        custom: BTreeMap::from([
            ("shift".to_owned(), Some(source(FieldKind::Custom, "Shift"))),
            ("offices".to_owned(), None),
        ]),
        remapped: vec![
            remapped("job_code", source(FieldKind::Custom, "Code")),
            remapped("salary_amount", source(FieldKind::Custom, "Code")),
            remapped("weekly_hours", source(FieldKind::Default, "hours")),
        ],
    });
    let raw = r#"{"opening": [1, null], "hours": 40, "own": {"Shift": {"a": 1}, "Code": "X-1"}}"#;
    let mapped = Job {
        name: Some("Nurse".to_owned()),
        job_code: Some("REQ-1".to_owned()),
        custom_fields: json!({ "offices": ["Berlin"], "departments": [] }).as_object().unwrap().clone(),
        ..Job::default()
    };
    let job: Job = rules.overlay(Model::Job, Some(raw)).unwrap().apply(&json_text(&mapped)).unwrap();
    assert_eq!((job.name.as_deref(), job.job_code.as_deref()), (Some("Nurse"), Some("X-1")));
    assert_eq!((job.salary_amount, job.weekly_hours), (None, Some(40.0)), "a text is no number");
    let custom = json!({ "offices": null, "departments": [], "shift": { "a": 1 } });
    assert_eq!(Value::Object(job.custom_fields), custom);
    let values: Vec<_> =
        job.integration_fields.iter().map(|field| (field.key.as_str(), &field.value)).collect();
    assert_eq!(values, [("opening", &json!([1, null])), ("absent", &Value::Null)]);
}

#[test]
fn where_nothing_is_configured_nothing_is_laid_over() {
    let none = rules(ModelRules::default());
    assert_eq!(none.overlay(Model::Job, Some("{}")), None);
    let rules = rules(ModelRules { passed: vec![passed("a")], ..ModelRules::default() });
    assert_eq!(rules.overlay(Model::Job, None), None, "a record that was only named has no text");
    assert_eq!(rules.overlay(Model::Offer, Some("{}")), None);
    assert!(rules.overlay(Model::Job, Some("{}")).is_some());
}

/// Whatever a value is, the record can be read; else it could not be loaded any more.
#[test]
fn every_remappable_field_is_a_field_of_its_model_that_takes_its_type_and_null() {
    fn check<T: Default + Serialize + DeserializeOwned>(model: Model) {
        for field in remappable(model) {
            let fitting = match field.holds {
                ValueType::Text => json!("text"),
                ValueType::Number => json!(1.5),
                ValueType::Boolean => json!(true),
                ValueType::DateTime => json!("2026-01-01T00:00:00Z"),
            };
            for value in [fitting, Value::Null] {
                let fields = Map::from_iter([(field.name.to_owned(), value.clone())]);
                let overlay = Overlay { fields, ..Overlay::default() };
                let body: T = overlay.apply(&json_text(&T::default())).unwrap();
                let shown = json!(body).get(field.name).cloned().unwrap_or(Value::Null);
                assert_eq!(shown, value, "{} of {}", field.name, model.slug());
            }
        }
    }
    check::<User>(Model::User);
    check::<ApplicationStage>(Model::ApplicationStage);
    check::<JobPosting>(Model::JobPosting);
    check::<Job>(Model::Job);
    check::<Application>(Model::Application);
    check::<Candidate>(Model::Candidate);
    check::<Interview>(Model::Interview);
    check::<Offer>(Model::Offer);
    assert_eq!(MODELS.map(remappable).iter().filter(|fields| fields.is_empty()).count(), 0);
}

/// Stored rows keep their digests, so that an update of the program writes nothing anew.
#[test]
fn what_nobody_configured_is_not_in_the_content() {
    for text in
        [json_text(&Job::default()), json_text(&ApplicationStage::default()), json_text(&Offer::default())]
    {
        assert!(!text.contains("integration_fields") && !text.contains("salary"), "{text}");
    }
    assert!(!json_text(&ApplicationStage::default()).contains("custom_fields"));
}
