//! Pages of lists (contract section 1.2), one named type per list so that each has its own schema.

use serde::Serialize;
use utoipa::ToSchema;

use super::application::Application;
use super::application_stage::ApplicationStage;
use super::attachment::Attachment;
use super::candidate::Candidate;
use super::general::{CustomFieldDetails, IntegrationFieldDetails};
use super::interview::Interview;
use super::interviewing_team_member::InterviewingTeamMember;
use super::job::Job;
use super::job_application_stage::JobApplicationStage;
use super::job_hiring_team_member::JobHiringTeamMember;
use super::job_posting::JobPosting;
use super::management::{
    Action, ApiKeyData, AuditEntry, CustomFieldDefinition, Interaction, ListedIntegration,
    ManagedScopeConfig, QuarantineEntry, Remapping, SyncRun,
};
use super::note::Note;
use super::offer::Offer;
use super::rejection_reason::RejectionReason;
use super::role::Role;
use super::scorecard::Scorecard;
use super::tag::Tag;
use super::user::User;

/// The `status` of every answer that is not an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SuccessStatus {
    #[default]
    Success,
}

/// Declares the page of one list, and what stands in its `data`.
macro_rules! page {
    ($page:ident, $data:ident, $item:ident) => {
        #[doc = concat!("One page of [`", stringify!($item), "`].")]
        #[derive(Debug, Clone, Serialize, ToSchema)]
        pub struct $page {
            pub status: SuccessStatus,
            pub data: $data,
        }

        #[doc = concat!("The records of a [`", stringify!($page), "`].")]
        #[derive(Debug, Clone, Serialize, ToSchema)]
        pub struct $data {
            /// The cursor of the next page; null on the last page.
            #[schema(required = true)]
            pub next: Option<String>,
            pub results: Vec<$item>,
        }

        impl $page {
            pub const fn new(next: Option<String>, results: Vec<$item>) -> Self {
                Self { status: SuccessStatus::Success, data: $data { next, results } }
            }
        }
    };
}

page!(ApplicationsPage, ApplicationsData, Application);
page!(CandidatesPage, CandidatesData, Candidate);
page!(JobsPage, JobsData, Job);
page!(JobPostingsPage, JobPostingsData, JobPosting);
page!(InterviewsPage, InterviewsData, Interview);
page!(OffersPage, OffersData, Offer);
page!(UsersPage, UsersData, User);
page!(RolesPage, RolesData, Role);
page!(TagsPage, TagsData, Tag);
page!(RejectionReasonsPage, RejectionReasonsData, RejectionReason);
page!(ApplicationStagesPage, ApplicationStagesData, ApplicationStage);
page!(JobApplicationStagesPage, JobApplicationStagesData, JobApplicationStage);
page!(JobHiringTeamMembersPage, JobHiringTeamMembersData, JobHiringTeamMember);
page!(InterviewingTeamMembersPage, InterviewingTeamMembersData, InterviewingTeamMember);
page!(NotesPage, NotesData, Note);
page!(ScorecardsPage, ScorecardsData, Scorecard);
page!(AttachmentsPage, AttachmentsData, Attachment);
page!(IntegrationFieldsPage, IntegrationFieldsData, IntegrationFieldDetails);
page!(CustomFieldsPage, CustomFieldsData, CustomFieldDetails);
// Of the management, not of the contract.
page!(SyncRunsPage, SyncRunsData, SyncRun);
page!(ApiKeysPage, ApiKeysData, ApiKeyData);
page!(AuditPage, AuditData, AuditEntry);
page!(ActionsPage, ActionsData, Action);
page!(IntegrationsPage, IntegrationsData, ListedIntegration);
page!(QuarantinePage, QuarantineData, QuarantineEntry);
page!(CustomFieldDefinitionsPage, CustomFieldDefinitionsData, CustomFieldDefinition);
page!(RemappingsPage, RemappingsData, Remapping);
page!(ScopeConfigsPage, ScopeConfigsData, ManagedScopeConfig);
page!(InteractionsPage, InteractionsData, Interaction);
