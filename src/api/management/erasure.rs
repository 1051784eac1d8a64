use axum::Json;
use axum::extract::State;

use crate::api::auth::{Allowed, Manage};
use crate::api::body::Body;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::management::{ErasePersonRequest, ErasedPersonResponse};
use crate::contract::page::SuccessStatus;
use crate::domain::id::{IntegrationId, RecordId};
use crate::domain::refusal::Refusal;
use crate::erasure::{Erasing, NotErased, Who, erase, told};
use crate::store::people;

/// Erases a person: everything that is kept of candidates with an address in all integrations that the key sees, or of one
/// candidate. Rows stay with their ids, as deleted ones, and no sync fills them again. Deleted integrations are looked
/// through, too. Doing it again does no harm.
#[utoipa::path(
    post,
    path = "/management/erase-person",
    operation_id = "PostManagementErasePerson",
    tag = "Management",
    request_body = ErasePersonRequest,
    responses((status = 200, description = "What was kept of the person.", body = ErasedPersonResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn erase_person(
    State(app): State<App>,
    allowed: Allowed<Manage>,
    Body(request): Body<ErasePersonRequest>,
) -> Result<Json<ErasedPersonResponse>, ApiError> {
    let caller = &allowed.caller;
    let mut db = app.store.pool().acquire().await?;
    let mut scopes = people::integrations(&mut db, Some(caller.environment.key)).await?;
    drop(db);
    scopes.retain(|scope| caller.sees(scope.id().as_str()));
    let who = who(&request)?;
    if let Who::Candidate(integration, _id) = &who {
        scopes.retain(|scope| scope.id() == integration);
        if scopes.is_empty() {
            return Err(ApiError::no_integration());
        }
    }
    let dry_run = request.dry_run;
    let erasing = Erasing { who: &who, dry_run, actor: &caller.actor() };
    let found =
        erase(&app.store, app.clock.as_ref(), &scopes, &erasing).await.map_err(|error| match error {
            NotErased::NoCandidate(_) => ApiError::from(Refusal::absent("candidate_id", &error.to_string())),
            NotErased::Store(error) => error.into(),
        })?;
    let data = told(found, dry_run);
    Ok(Json(ErasedPersonResponse { status: SuccessStatus::Success, data }))
}

fn who(request: &ErasePersonRequest) -> Result<Who, ApiError> {
    match (&request.email, &request.candidate_id, &request.integration_id) {
        (Some(email), None, None) if email.contains('@') => Ok(Who::Email(email.trim().to_owned())),
        (Some(_email), None, None) => Err(ApiError::invalid("email", "an e-mail address is expected")),
        (None, Some(candidate), Some(integration)) => {
            let candidate = RecordId::parse(candidate)
                .ok_or_else(|| ApiError::invalid("candidate_id", "the id of a candidate is expected"))?;
            let integration = IntegrationId::parse(integration).ok_or_else(ApiError::no_integration)?;
            Ok(Who::Candidate(integration, candidate))
        }
        (None, Some(_candidate), None) => Err(ApiError::invalid(
            "integration_id",
            "it is needed beside candidate_id: whose candidate it is",
        )),
        (None, None, _) => {
            Err(ApiError::invalid("email", "either email, or candidate_id and integration_id are needed"))
        }
        (Some(_email), _, _) => Err(ApiError::invalid(
            "email",
            "either email alone, or candidate_id and integration_id without it are allowed",
        )),
    }
}
