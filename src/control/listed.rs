//! Integrations as they are listed.

use crate::contract::general::{EndUser, IntegrationStatus, SetupStatus};
use crate::contract::management::{IntegrationState, ListedIntegration};
use crate::contract::timestamp::Timestamp;
use crate::store::deletion::Listed;
use crate::store::integrations::Status;

/// As callers see a status.
pub const fn status(status: Status) -> IntegrationStatus {
    match status {
        Status::Active => IntegrationStatus::Active,
        Status::Invalid => IntegrationStatus::Invalid,
        Status::Inactive => IntegrationStatus::Inactive,
    }
}

/// In the order in which an integration may go through them.
pub const STATES: [(IntegrationState, &str); 5] = [
    (IntegrationState::Active, "ACTIVE"),
    (IntegrationState::Invalid, "INVALID"),
    (IntegrationState::Inactive, "INACTIVE"),
    (IntegrationState::Deleted, "DELETED"),
    (IntegrationState::Erased, "ERASED"),
];

/// A state's name.
pub fn state_name(state: IntegrationState) -> &'static str {
    STATES.into_iter().find(|(known, _name)| *known == state).map_or("", |(_known, name)| name)
}

pub fn integration(listed: Listed) -> ListedIntegration {
    let state = match (listed.status, listed.deleted_at, listed.erased_at) {
        (_any, _when, Some(_erased)) => IntegrationState::Erased,
        (_any, Some(_deleted), None) => IntegrationState::Deleted,
        (Status::Active, None, None) => IntegrationState::Active,
        (Status::Invalid, None, None) => IntegrationState::Invalid,
        (Status::Inactive, None, None) => IntegrationState::Inactive,
    };
    ListedIntegration {
        id: listed.id.to_string(),
        tool: listed.id.tool().to_owned(),
        end_user: EndUser {
            organization_name: listed.organization_name,
            creator_email: listed.creator_email,
            origin_id: listed.origin_id,
        },
        state,
        status: status(listed.status),
        setup_status: match listed.published_at {
            Some(_published) => SetupStatus::Completed,
            None => SetupStatus::FinalSyncPending,
        },
        created_at: Timestamp(listed.created_at),
        deleted_at: listed.deleted_at.map(Timestamp),
        erase_at: listed.erase_at.map(Timestamp),
        erased_at: listed.erased_at.map(Timestamp),
        data_expired_at: listed.expired_at.map(Timestamp),
    }
}
