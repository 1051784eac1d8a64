//! What is served fits the schema that is published, and the schema demands every key.

use serde_json::{Value, json};
use utoipa::OpenApi;

use super::{answers, general_answers, management_answers};
use crate::contract::action::{ApplicationAttachmentsResponse, CandidateAttachmentsResponse};
use crate::contract::error::ErrorBody;
use crate::contract::general::{
    CheckApiKeyResponse, CustomFieldResponse, DoneResponse, ForceSyncResponse, IntegrationDetailsResponse,
    IntegrationFieldResponse, ToolsResponse,
};
use crate::contract::management::{
    ApiKeyResponse, CustomFieldDefinitionResponse, EnvironmentResponse, InteractionResponse,
    RemappingResponse, SyncRunResponse, SyncSettingsResponse,
};
use crate::contract::page::{
    ApiKeysPage, ApplicationStagesPage, ApplicationsPage, AttachmentsPage, AuditPage, CandidatesPage,
    CustomFieldDefinitionsPage, CustomFieldsPage, IntegrationFieldsPage, InteractionsPage,
    InterviewingTeamMembersPage, InterviewsPage, JobApplicationStagesPage, JobHiringTeamMembersPage,
    JobPostingsPage, JobsPage, NotesPage, OffersPage, QuarantinePage, RejectionReasonsPage, RemappingsPage,
    RolesPage, ScorecardsPage, SyncRunsPage, TagsPage, UsersPage,
};

#[derive(OpenApi)]
#[openapi(components(schemas(
    ApplicationsPage,
    CandidatesPage,
    JobsPage,
    JobPostingsPage,
    InterviewsPage,
    OffersPage,
    UsersPage,
    RolesPage,
    TagsPage,
    RejectionReasonsPage,
    ApplicationStagesPage,
    JobApplicationStagesPage,
    JobHiringTeamMembersPage,
    InterviewingTeamMembersPage,
    NotesPage,
    ScorecardsPage,
    AttachmentsPage,
    ApplicationAttachmentsResponse,
    CandidateAttachmentsResponse,
    CheckApiKeyResponse,
    IntegrationDetailsResponse,
    ToolsResponse,
    ForceSyncResponse,
    DoneResponse,
    IntegrationFieldsPage,
    IntegrationFieldResponse,
    CustomFieldsPage,
    CustomFieldResponse,
    CustomFieldDefinitionsPage,
    CustomFieldDefinitionResponse,
    RemappingsPage,
    RemappingResponse,
    SyncRunResponse,
    SyncRunsPage,
    QuarantinePage,
    InteractionsPage,
    InteractionResponse,
    SyncSettingsResponse,
    ApiKeyResponse,
    ApiKeysPage,
    AuditPage,
    EnvironmentResponse,
    ErrorBody
)))]
struct Shapes;

fn components() -> Value {
    serde_json::to_value(Shapes::openapi()).unwrap()["components"].clone()
}

#[test]
fn every_sample_fits_its_schema() {
    let components = components();
    for filled in [true, false] {
        let all =
            answers(filled).into_iter().chain(general_answers(filled)).chain(management_answers(filled));
        for (name, answer) in all {
            let reference = format!("#/components/schemas/{name}");
            let schema = json!({"$ref": reference, "components": components});
            let validator = jsonschema::draft202012::new(&schema).unwrap();
            let errors: Vec<String> = validator
                .iter_errors(&answer)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{name}, filled {filled}: {errors:#?}");
        }
    }
}

#[test]
fn every_schema_demands_every_key() {
    let components = components();
    let mut objects = 0;
    let mut left: Vec<&Value> = vec![&components];
    while let Some(schema) = left.pop() {
        match schema {
            Value::Array(parts) => left.extend(parts),
            Value::Object(parts) => {
                left.extend(parts.values());
                let Some(properties) = parts.get("properties").and_then(Value::as_object) else { continue };
                let mut known: Vec<&str> = properties.keys().map(String::as_str).collect();
                let mut required: Vec<&str> = parts
                    .get("required")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect();
                known.sort_unstable();
                required.sort_unstable();
                assert_eq!(known, required, "{schema}");
                objects += 1;
            }
            _ => {}
        }
    }
    assert!(objects > 100, "only {objects} schemas were looked at");
}
