//! Runs, actions and rows that do not fit, as they are told to operators.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::contract::general::SyncType;
use crate::contract::management::{
    Action, ActionState, ApiKeyData, AuditActor, AuditEntry, Interaction, ManagedScopeConfig,
    QuarantineEntry, SyncCounts, SyncProgress, SyncRun, SyncState, SyncWait, WithheldDeletions,
};
use crate::contract::timestamp::Timestamp;
use crate::store::StoreError;
use crate::store::actions::{Listed, State};
use crate::store::api_keys::Kept;
use crate::store::audit::Entry;
use crate::store::quarantine;
use crate::store::runs::Kind;
use crate::store::runs::history::Run;
use crate::store::scope_configs::ScopeConfig;

impl From<Kind> for SyncType {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Full => Self::Full,
            Kind::Delta => Self::Delta,
        }
    }
}

impl From<SyncType> for Kind {
    fn from(r#type: SyncType) -> Self {
        match r#type {
            SyncType::Full => Self::Full,
            SyncType::Delta => Self::Delta,
        }
    }
}

/// What a run that has not ended tells about itself: a part of its checkpoint.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Place {
    stage: String,
    walk: Option<Walk>,
    counts: BTreeMap<String, SyncCounts>,
    withheld: BTreeMap<String, WithheldDeletions>,
}

#[derive(Debug, Deserialize)]
struct Walk {
    name: String,
    pages: u32,
    rows: u64,
}

/// A run as of now.
pub fn run(run: &Run, now: DateTime<Utc>) -> Result<SyncRun, StoreError> {
    let broken = |column| StoreError::Inconsistent { table: "sync_runs", column, row: run.sync_id.clone() };
    let state: SyncState = named(&run.state).ok_or_else(|| broken("state"))?;
    // A checkpoint of another version of the program tells nothing, as nothing is gone on with from there.
    let place: Place =
        run.checkpoint.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let progress = (state == SyncState::Running && !place.stage.is_empty()).then(|| SyncProgress {
        stage: place.stage,
        list: place.walk.as_ref().map(|walk| walk.name.clone()),
        pages: place.walk.as_ref().map_or(0, |walk| walk.pages),
        rows: place.walk.as_ref().map_or(0, |walk| walk.rows),
    });
    let has_ended = run.ended_at.is_some();
    let (counts, withheld) = if has_ended {
        (
            serde_json::from_str(&run.counts).map_err(|_unreadable| broken("counts"))?,
            serde_json::from_str(&run.withheld).map_err(|_unreadable| broken("withheld"))?,
        )
    } else {
        (place.counts, place.withheld)
    };
    let lasted = (state != SyncState::Queued).then(|| run.ended_at.unwrap_or(now) - run.started_at);
    Ok(SyncRun {
        sync_id: run.sync_id.clone(),
        integration_id: run.integration_id.clone(),
        r#type: named(&run.kind).ok_or_else(|| broken("kind"))?,
        state,
        cause: named(&run.cause).ok_or_else(|| broken("cause"))?,
        started_at: Timestamp(run.started_at),
        ended_at: run.ended_at.map(Timestamp),
        duration_seconds: lasted.map(seconds),
        counts,
        requests: run.requests,
        bytes: run.bytes,
        waited_seconds: seconds(TimeDelta::milliseconds(run.waited_ms)),
        waiting: run.waiting_until.map(|until| SyncWait {
            until: Timestamp(until),
            reason: run.waiting_for.clone().unwrap_or_default(),
        }),
        takeovers: run.takeovers,
        progress,
        withheld,
        error: run.error.clone(),
    })
}

/// A call to the ATS.
pub fn interaction(call: crate::domain::interaction::Interaction) -> Interaction {
    Interaction {
        interaction_id: call.id,
        cause: call.cause.kind.into(),
        cause_id: call.cause.id,
        at: Timestamp(call.at),
        method: call.method,
        path: call.path,
        status: call.status,
        mishap: call.mishap.map(Into::into),
        duration_ms: call.duration_ms,
        sent_bytes: call.sent_bytes,
        received_bytes: call.received_bytes,
        excerpt: call.excerpt,
    }
}

/// An action, without anything that was in it.
pub fn action(action: Listed) -> Action {
    Action {
        action_id: action.public_id,
        kind: action.kind,
        state: match action.state {
            State::Claimed => ActionState::Claimed,
            State::Sent => ActionState::Sent,
            State::Done => ActionState::Done,
            State::Refused => ActionState::Refused,
            State::Released => ActionState::Released,
            State::Uncertain => ActionState::Uncertain,
        },
        created_at: Timestamp(action.created_at),
        ended_at: action.ended_at.map(Timestamp),
        doubt: action.doubt,
        next_look_at: action.look_at.map(Timestamp),
    }
}

/// A key, without anything by which it could be used.
pub fn api_key(key: Kept) -> ApiKeyData {
    let permission = |name: &String| named(name);
    ApiKeyData {
        permissions: key.permissions.iter().filter_map(permission).collect(),
        integration_ids: key.limited_to().map(<[String]>::to_vec),
        api_key_id: key.public_id,
        name: key.name,
        created_at: Timestamp(key.created_at),
        expires_at: key.expires_at.map(Timestamp),
        last_used_at: key.last_used_at.map(Timestamp),
        revoked_at: key.revoked_at.map(Timestamp),
        replaced_by: key.replaced_by,
        requests_per_minute: key.rate_limit,
    }
}

/// An entry of the audit log.
pub fn audit_entry(entry: Entry) -> Result<AuditEntry, StoreError> {
    let broken =
        |column| StoreError::Inconsistent { table: "audit_log", column, row: entry.number.to_string() };
    Ok(AuditEntry {
        number: entry.number,
        at: Timestamp(entry.at),
        actor: actor(&entry.actor_kind).ok_or_else(|| broken("actor_kind"))?,
        details: serde_json::from_str(&entry.details).map_err(|_unreadable| broken("details"))?,
        api_key_id: entry.actor_id,
        deed: entry.deed,
        integration_id: entry.integration,
        subject: entry.subject,
        digest: STANDARD.encode(entry.digest),
    })
}

fn actor(kind: &str) -> Option<AuditActor> {
    let all = [AuditActor::Key, AuditActor::Operator, AuditActor::Customer, AuditActor::Service];
    all.into_iter().find(|actor| audit_actor(*actor) == kind)
}

/// The name of an actor.
pub const fn audit_actor(actor: AuditActor) -> &'static str {
    match actor {
        AuditActor::Key => "KEY",
        AuditActor::Operator => "OPERATOR",
        AuditActor::Customer => "CUSTOMER",
        AuditActor::Service => "SERVICE",
    }
}

/// The name of a state.
pub const fn action_state(state: ActionState) -> &'static str {
    match state {
        ActionState::Claimed => State::Claimed.as_str(),
        ActionState::Sent => State::Sent.as_str(),
        ActionState::Done => State::Done.as_str(),
        ActionState::Refused => State::Refused.as_str(),
        ActionState::Released => State::Released.as_str(),
        ActionState::Uncertain => State::Uncertain.as_str(),
    }
}

pub fn quarantine_entry(entry: quarantine::Entry) -> QuarantineEntry {
    let named = |text: String| Some(text).filter(|text| !text.is_empty());
    QuarantineEntry {
        model: entry.resource,
        remote_id: named(entry.remote_id),
        path: named(entry.path),
        reason: entry.reason,
        seen_at: Timestamp(entry.seen_at),
    }
}

pub fn scope_config(config: ScopeConfig) -> ManagedScopeConfig {
    ManagedScopeConfig {
        id: config.id,
        name: config.name,
        is_default: config.is_default,
        settings: config.settings.into(),
        created_at: Timestamp(config.created_at),
    }
}

/// A value of a closed set by its name.
fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(Value::String(name.to_owned())).ok()
}

/// With milliseconds. A clock that was set back makes no time negative.
fn seconds(time: TimeDelta) -> f64 {
    time.to_std().unwrap_or_default().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-01-01T{time}Z").parse().unwrap()
    }

    fn running() -> Run {
        Run {
            sync_run_id: 7,
            sync_id: "8d1hpPsbjxUkoCoa1veLZGe5".to_owned(),
            integration_id: "tool:8d1hpPsbjxUkoCoa1veLZGe5".to_owned(),
            kind: "FULL".to_owned(),
            state: "RUNNING".to_owned(),
            cause: "FORCED".to_owned(),
            started_at: at("10:00:00"),
            ended_at: None,
            lease_until: at("10:01:00"),
            takeovers: 1,
            requests: 12,
            bytes: 3_000,
            waited_ms: 1_500,
            waiting_until: Some(at("10:00:40")),
            waiting_for: Some("the rate limit".to_owned()),
            counts: "{}".to_owned(),
            checkpoint: Some(
                json!({
                    "stage": "read", "done": ["users"], "counts": { "ats_users": { "read": 3, "created": 2 } },
                    "walk": { "name": "jobs", "read": 1, "pages": 2, "rows": 20, "cursor": null },
                    "withheld": {}, "of another version": true,
                })
                .to_string(),
            ),
            withheld: "{}".to_owned(),
            error: None,
        }
    }

    #[test]
    fn a_run_that_runs_tells_how_far_it_got() {
        let told = run(&running(), at("10:00:30.250")).unwrap();
        let progress = told.progress.unwrap();
        assert_eq!((progress.stage.as_str(), progress.list.as_deref()), ("read", Some("jobs")));
        assert_eq!((progress.pages, progress.rows), (2, 20));
        assert_eq!(told.counts["ats_users"].created, 2);
        assert_eq!((told.duration_seconds, told.waited_seconds), (Some(30.25), 1.5));
        assert_eq!(told.waiting.unwrap().reason, "the rate limit");
    }

    #[test]
    fn a_run_that_ended_tells_what_it_did() {
        let ended = Run {
            state: "PARTIALLY_FAILED".to_owned(),
            ended_at: Some(at("10:02:00")),
            checkpoint: None,
            counts: json!({ "ats_jobs": { "read": 5 } }).to_string(),
            withheld: json!({ "ats_jobs": { "missing": 60, "live": 61, "reason": "why" } }).to_string(),
            ..running()
        };
        let told = run(&ended, at("12:00:00")).unwrap();
        assert!(told.progress.is_none());
        assert_eq!((told.counts["ats_jobs"].read, told.withheld["ats_jobs"].missing), (5, 60));
        assert_eq!(told.duration_seconds, Some(120.0));
    }

    #[test]
    fn a_run_that_is_queued_has_no_duration_and_an_unknown_checkpoint_tells_nothing() {
        let queued = Run { state: "QUEUED".to_owned(), checkpoint: None, ..running() };
        assert_eq!(run(&queued, at("12:00:00")).unwrap().duration_seconds, None);
        let unknown = Run { checkpoint: Some("[1]".to_owned()), ..running() };
        let told = run(&unknown, at("12:00:00")).unwrap();
        assert!(told.progress.is_none() && told.counts.is_empty());
        let broken = Run { state: "SLEEPING".to_owned(), ..running() };
        assert!(run(&broken, at("12:00:00")).is_err());
    }
}
