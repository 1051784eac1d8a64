//! From what a caller sent to a change that an ATS can be asked for: ids become the ATS's own, and what our copy of the
//! data rules out is refused before anybody is asked.

mod creation;
mod lookup;

use super::Actions;
use super::failure::Broken;
use super::intent::{Intent, Target};
use crate::connectors::capability::AttachmentLimits;
use crate::connectors::registry;
use crate::contract::input::{AddResultLinkRequest, ResultLinkDetails};
use crate::domain::action::ActionKind;
use crate::domain::ats::{ApplicationStage, RejectionReason};
use crate::domain::change::{Change, ResultLink, Subject};
use crate::domain::problem::ProblemCode;
use crate::domain::refusal::Refusal;
use crate::store::StoreError;
use crate::store::integrations::Integration;
use lookup::Lookup;

/// A change, or why there is none.
pub(super) type Resolved<T> = Result<Result<T, Refusal>, Broken>;

/// Returns a refusal from a function that may also break.
macro_rules! granted {
    ($resolved:expr) => {
        match $resolved {
            Ok(value) => value,
            Err(refusal) => return Ok(Err(refusal)),
        }
    };
}
use granted;

impl Actions {
    pub(super) async fn resolve(&self, integration: &Integration, intent: Intent) -> Resolved<Change> {
        let limits = granted!(available(integration, intent.kind()));
        let mut db = self.store().pool().acquire().await.map_err(StoreError::from)?;
        let mut lookup = Lookup { db: &mut db, scope: &integration.scope };
        let change = match intent {
            Intent::CreateApplication { job, request } => {
                let draft = granted!(creation::of_application(&mut lookup, job, *request).await?);
                drop(db);
                return self.with_files(draft, limits).await;
            }
            Intent::CreateCandidate(request) => {
                let draft = granted!(creation::of_candidate(&mut lookup, *request).await?);
                drop(db);
                return self.with_files(draft, limits).await;
            }
            Intent::AddAttachment { to, request } => {
                let of = granted!(lookup.target(&to).await?);
                drop(db);
                let files = vec![("attachment".to_owned(), request.attachment)];
                let mut files = granted!(self.fetch_files(files, limits).await);
                let missing = || Refusal::invalid("attachment", "a file is expected");
                let file = granted!(files.pop().ok_or_else(missing));
                Change::AddAttachment { of, file }
            }
            Intent::SetStage { application, request } => {
                let of = granted!(lookup.application("application_id", &application).await?);
                let stage = granted!(lookup.stage("stage_id", &request.stage_id.0, job_of(&of)).await?);
                Change::SetStage { of, stage }
            }
            Intent::Reject { application, request } => {
                let of = granted!(lookup.application("application_id", &application).await?);
                let named = &request.rejection_reason_id.0;
                let reason = granted!(lookup.live::<RejectionReason>("rejection_reason_id", named).await?);
                let note = request.note.map(|note| note.0);
                Change::Reject { of, reason: reason.remote_id, note }
            }
            Intent::AddNote { application, request } => {
                let of = granted!(lookup.application("application_id", &application).await?);
                Change::AddNote { of, text: request.content.0 }
            }
            Intent::AddResultLink { to, request } => {
                let of = granted!(lookup.target(&to).await?);
                Change::AddResultLink { of, link: link(request) }
            }
            Intent::AddTag { candidate, request } => {
                let of = granted!(lookup.target(&Target::Candidate(candidate)).await?);
                Change::AddTag { of, tag: request.tag.name.0 }
            }
            Intent::RemoveTag { candidate, request } => {
                let of = granted!(lookup.target(&Target::Candidate(candidate)).await?);
                Change::RemoveTag { of, tag: request.tag.name.0 }
            }
        };
        Ok(Ok(change))
    }
}

impl Actions {
    /// The candidate, and the application, that the path names.
    pub(super) async fn subject(&self, integration: &Integration, target: &Target) -> Resolved<Subject> {
        let mut db = self.store().pool().acquire().await.map_err(StoreError::from)?;
        Lookup { db: &mut db, scope: &integration.scope }.target(target).await
    }
}

/// What an action takes of files, if it takes any; refused where the action is switched off, or the integration does not
/// deliver it.
pub fn available(integration: &Integration, kind: ActionKind) -> Result<Option<AttachmentLimits>, Refusal> {
    if !integration.scopes().takes_action(kind) {
        let message = format!(
            "{} is switched off for this integration. GET /v1/integrations/{} tells by what: its scope configuration, \
             or the customer's own choice.",
            kind.id(),
            integration.scope.id()
        );
        return Err(Refusal::new(ProblemCode::ActionDisabled, message));
    }
    let tool = registry::find(integration.scope.id().tool());
    let capabilities = tool.map(|tool| (tool.capabilities)(&integration.settings));
    let action = capabilities.as_ref().and_then(|capabilities| capabilities.action(kind));
    match action.filter(|action| action.available) {
        Some(action) => Ok(action.attachments),
        None => Err(Refusal::new(
            ProblemCode::ActionNotAvailable,
            format!(
                "{} is not available for this integration. GET /v1/integrations/{} tells which actions are.",
                kind.id(),
                integration.scope.id()
            ),
        )),
    }
}

fn job_of(of: &Subject) -> Option<&str> {
    of.application.as_ref()?.job.as_deref()
}

/// The prefix stands before every name, as it would in the names of custom fields.
fn link(request: AddResultLinkRequest) -> ResultLink {
    let AddResultLinkRequest { label, url, details } = request;
    let attributes = details.map(|ResultLinkDetails { custom_field_name_prefix, attributes }| {
        let name = |key: String| format!("{}{key}", custom_field_name_prefix.0);
        attributes.into_iter().map(|attribute| (name(attribute.key.0), attribute.value.0)).collect()
    });
    ResultLink { label: label.0, url: url.0.into(), attributes: attributes.unwrap_or_default() }
}

/// The stage belongs to the job.
fn fits(stage: &ApplicationStage, job: Option<&str>) -> bool {
    match (stage.job_remote_id.as_deref(), job) {
        (Some(of_stage), Some(job)) => of_stage == job,
        // Not known: the ATS decides.
        _ => true,
    }
}
