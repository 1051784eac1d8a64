//! The shapes against the contract, key by key, and against their own schemas.

mod general_keys;
mod keys;
mod schemas;

use serde::Serialize;
use serde_json::Value;

use super::action::{ActionWarning, ApplicationAttachmentsResponse, CandidateAttachmentsResponse};
use super::general::{CustomFieldResponse, DoneResponse, IntegrationFieldResponse};
use super::management::{
    ApiKeyResponse, CustomFieldDefinitionResponse, EnvironmentResponse, InteractionResponse,
    RemappingResponse, SyncRunResponse, SyncSettingsResponse,
};
use super::page;
use super::samples::Sample;

/// One page of every list and one answer of every action, by the name of its schema.
fn answers(filled: bool) -> Vec<(&'static str, Value)> {
    let sample = Sample { filled };
    let next = || filled.then(|| "eyJuZXh0IjoxfQ".to_owned());
    let warnings = || vec![ActionWarning { message: "One file could not be read.".to_owned() }];
    vec![
        named("ApplicationsPage", page::ApplicationsPage::new(next(), vec![sample.application()])),
        named("CandidatesPage", page::CandidatesPage::new(next(), vec![sample.candidate()])),
        named("JobsPage", page::JobsPage::new(next(), vec![sample.job()])),
        named("JobPostingsPage", page::JobPostingsPage::new(next(), vec![sample.job_posting()])),
        named("InterviewsPage", page::InterviewsPage::new(next(), vec![sample.interview()])),
        named("OffersPage", page::OffersPage::new(next(), vec![sample.offer()])),
        named("UsersPage", page::UsersPage::new(next(), vec![sample.user()])),
        named("RolesPage", page::RolesPage::new(next(), vec![sample.role()])),
        named("TagsPage", page::TagsPage::new(next(), vec![sample.tag()])),
        named(
            "RejectionReasonsPage",
            page::RejectionReasonsPage::new(next(), vec![sample.rejection_reason()]),
        ),
        named(
            "ApplicationStagesPage",
            page::ApplicationStagesPage::new(next(), vec![sample.application_stage()]),
        ),
        named(
            "JobApplicationStagesPage",
            page::JobApplicationStagesPage::new(next(), vec![sample.job_application_stage()]),
        ),
        named(
            "JobHiringTeamMembersPage",
            page::JobHiringTeamMembersPage::new(next(), vec![sample.job_hiring_team_member()]),
        ),
        named(
            "InterviewingTeamMembersPage",
            page::InterviewingTeamMembersPage::new(next(), vec![sample.interviewing_team_member()]),
        ),
        named("NotesPage", page::NotesPage::new(next(), vec![sample.note()])),
        named("ScorecardsPage", page::ScorecardsPage::new(next(), vec![sample.scorecard()])),
        named("AttachmentsPage", page::AttachmentsPage::new(next(), vec![sample.attachment()])),
        named(
            "ApplicationAttachmentsResponse",
            ApplicationAttachmentsResponse::new(vec![sample.application_attachment()], warnings()),
        ),
        named(
            "CandidateAttachmentsResponse",
            CandidateAttachmentsResponse::new(vec![sample.candidate_attachment()], Vec::new()),
        ),
    ]
}

/// The answers about the key, the integration and the tools, by the name of their schemas.
fn general_answers(filled: bool) -> Vec<(&'static str, Value)> {
    let (sample, status) = (Sample { filled }, page::SuccessStatus::Success);
    let next = || filled.then(|| "next".to_owned());
    vec![
        named("CheckApiKeyResponse", Sample::check_api_key()),
        named("IntegrationDetailsResponse", sample.integration_details()),
        named("ToolsResponse", sample.tools()),
        named("ForceSyncResponse", sample.force_sync()),
        named(
            "IntegrationFieldsPage",
            page::IntegrationFieldsPage::new(next(), vec![sample.integration_field_details()]),
        ),
        named(
            "IntegrationFieldResponse",
            IntegrationFieldResponse { status, data: sample.integration_field_details() },
        ),
        named("CustomFieldsPage", page::CustomFieldsPage::new(next(), vec![sample.custom_field_details()])),
        named("CustomFieldResponse", CustomFieldResponse { status, data: sample.custom_field_details() }),
        named("DoneResponse", DoneResponse::default()),
    ]
}

/// The answers of the management, by the name of their schemas.
fn management_answers(filled: bool) -> Vec<(&'static str, Value)> {
    let sample = Sample { filled };
    let (next, status) = (filled.then(|| "next".to_owned()), page::SuccessStatus::Success);
    vec![
        named("SyncRunResponse", SyncRunResponse { status, data: sample.sync_run() }),
        named("SyncRunsPage", page::SyncRunsPage::new(next.clone(), vec![sample.sync_run()])),
        named("QuarantinePage", page::QuarantinePage::new(next.clone(), vec![sample.quarantine_entry()])),
        named(
            "CustomFieldDefinitionsPage",
            page::CustomFieldDefinitionsPage::new(next.clone(), vec![sample.custom_field_definition()]),
        ),
        named(
            "CustomFieldDefinitionResponse",
            CustomFieldDefinitionResponse { status, data: sample.custom_field_definition() },
        ),
        named("RemappingsPage", page::RemappingsPage::new(next.clone(), vec![sample.remapping()])),
        named("RemappingResponse", RemappingResponse { status, data: sample.remapping() }),
        named("InteractionsPage", page::InteractionsPage::new(next, vec![sample.interaction()])),
        named("InteractionResponse", InteractionResponse { status, data: sample.interaction() }),
        named("ApiKeyResponse", ApiKeyResponse { status, data: sample.api_key() }),
        named(
            "ApiKeysPage",
            page::ApiKeysPage::new(filled.then(|| "next".to_owned()), vec![sample.api_key()]),
        ),
        named(
            "AuditPage",
            page::AuditPage::new(filled.then(|| "next".to_owned()), vec![sample.audit_entry()]),
        ),
        named("EnvironmentResponse", EnvironmentResponse { status, data: Sample::environment() }),
        named("SyncSettingsResponse", SyncSettingsResponse { status, data: Sample::sync_settings() }),
    ]
}

fn named(name: &'static str, answer: impl Serialize) -> (&'static str, Value) {
    (name, serde_json::to_value(answer).unwrap())
}

/// The keys of an object, sorted.
fn keys(value: &Value) -> Vec<&str> {
    value.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect()
}
