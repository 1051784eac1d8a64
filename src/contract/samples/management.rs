//! Syncs and rows that do not fit.

use super::{Sample, id, time};
use crate::contract::general::SyncType;
use crate::contract::management::{
    ApiKeyData, ApiKeyPermission, AuditActor, AuditEntry, EnvironmentData, Interaction, InteractionCause,
    InteractionMishap, QuarantineEntry, SyncCause, SyncCounts, SyncProgress, SyncRun, SyncSettings,
    SyncState, SyncWait, WithheldDeletions,
};

impl Sample {
    pub(in crate::contract) fn sync_run(self) -> SyncRun {
        let by_model = |model: &str| model.to_owned();
        let withheld = WithheldDeletions { missing: 60, live: 100, reason: "Too many.".to_owned() };
        SyncRun {
            sync_id: id(),
            integration_id: "gem:8d1hpPsbjxUkoCoa1veLZGe5".to_owned(),
            r#type: SyncType::Full,
            state: if self.filled { SyncState::Running } else { SyncState::Queued },
            cause: SyncCause::Confirmed,
            started_at: time(),
            ended_at: self.time(),
            duration_seconds: self.filled.then_some(1.5),
            counts: self.filled.then(|| (by_model("ats_jobs"), SyncCounts::default())).into_iter().collect(),
            requests: 3,
            bytes: 4_000,
            waited_seconds: 0.25,
            waiting: self.filled.then(|| SyncWait { until: time(), reason: "The rate limit.".to_owned() }),
            takeovers: 0,
            progress: self.filled.then(|| SyncProgress {
                stage: "read".to_owned(),
                list: Some("jobs".to_owned()),
                pages: 1,
                rows: 100,
            }),
            withheld: self.filled.then(|| (by_model("ats_users"), withheld)).into_iter().collect(),
            error: self.text("A sentence."),
        }
    }

    pub(in crate::contract) fn quarantine_entry(self) -> QuarantineEntry {
        QuarantineEntry {
            model: "ats_jobs".to_owned(),
            remote_id: self.text("1"),
            path: self.text("name"),
            reason: "Not a text.".to_owned(),
            seen_at: time(),
        }
    }

    pub(in crate::contract) fn interaction(self) -> Interaction {
        Interaction {
            interaction_id: id(),
            cause: InteractionCause::Sync,
            cause_id: self.filled.then(id),
            at: time(),
            method: "GET".to_owned(),
            path: "/users/?page=1".to_owned(),
            status: self.filled.then_some(200),
            mishap: self.filled.then_some(InteractionMishap::Broken),
            duration_ms: 12,
            sent_bytes: 0,
            received_bytes: 2,
            excerpt: self.text("{}"),
        }
    }

    pub(in crate::contract) fn api_key(self) -> ApiKeyData {
        ApiKeyData {
            api_key_id: id(),
            name: "A name.".to_owned(),
            permissions: vec![ApiKeyPermission::Read, ApiKeyPermission::Write, ApiKeyPermission::Manage],
            integration_ids: self.filled.then(|| vec!["gem:8d1hpPsbjxUkoCoa1veLZGe5".to_owned()]),
            created_at: time(),
            expires_at: self.time(),
            last_used_at: self.time(),
            revoked_at: self.time(),
            replaced_by: self.text("8d1hpPsbjxUkoCoa1veLZGe5"),
            requests_per_minute: self.filled.then_some(600),
        }
    }

    pub(in crate::contract) fn audit_entry(self) -> AuditEntry {
        AuditEntry {
            number: 1,
            at: time(),
            actor: if self.filled { AuditActor::Key } else { AuditActor::Operator },
            api_key_id: self.text("8d1hpPsbjxUkoCoa1veLZGe5"),
            deed: "api_key.created".to_owned(),
            integration_id: self.text("gem:8d1hpPsbjxUkoCoa1veLZGe5"),
            subject: self.text("8d1hpPsbjxUkoCoa1veLZGe5"),
            details: serde_json::Map::new(),
            digest: "AA==".to_owned(),
        }
    }

    pub(in crate::contract) fn environment() -> EnvironmentData {
        EnvironmentData { environment_id: id(), name: "A name.".to_owned(), created_at: time() }
    }

    pub(in crate::contract) fn sync_settings() -> SyncSettings {
        SyncSettings { delta_every_seconds: 300, full_every_seconds: 36_000, sweep_limit_percent: 30 }
    }
}
