//! Which of an account's applications are kept.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Refusal;
use crate::contract::management::{
    ApplicationFilter as Shown, KeptApplications, SetApplicationFilterRequest,
};
use crate::contract::timestamp::Timestamp;
use crate::domain::application_filter::ApplicationFilter;
use crate::domain::audit::{Actor, Deed};
use crate::store::{IntegrationScope, StoreError, application_filters, audit};

/// The filter that was asked for; refused when something is missing or given in vain.
pub fn read(request: &SetApplicationFilterRequest) -> Result<ApplicationFilter, Refusal> {
    let since = request.since.as_ref().map(|moment| moment.0);
    let days = request.days.and_then(|days| u16::try_from(days.get()).ok());
    match (request.keep, since, days) {
        (KeptApplications::Everything, None, None) => Ok(ApplicationFilter::Everything),
        (KeptApplications::Created, None, None) => Ok(ApplicationFilter::Created),
        (KeptApplications::Since, Some(since), None) => Ok(ApplicationFilter::Since { since }),
        (KeptApplications::Rolling, None, Some(days)) => Ok(ApplicationFilter::Rolling { days }),
        (KeptApplications::Since, None, _) => Err(wrong("since", "SINCE needs it: a time")),
        (KeptApplications::Rolling, _, None) => Err(wrong("days", "ROLLING needs it: 1 to 3650")),
        (_, Some(_), _) => Err(wrong("since", "it goes with SINCE only; filters cannot be combined")),
        (_, None, Some(_)) => Err(wrong("days", "it goes with ROLLING only; filters cannot be combined")),
    }
}

fn wrong(name: &'static str, reason: &str) -> Refusal {
    Refusal::Unknown { name, reason: reason.to_owned() }
}

/// Sets the filter. What it does not keep any more is marked as deleted by the next sync, which is due at once.
pub async fn set(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    filter: ApplicationFilter,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    application_filters::set(db, scope, filter, now).await?;
    let deed = Deed::new("integration.application_filter_set").with("keep", filter.name());
    audit::append_of(db, scope, actor, deed, now).await?;
    Ok(())
}

/// As operators see it.
pub fn shown(filter: ApplicationFilter) -> Shown {
    let of = |keep| Shown { keep, since: None, days: None };
    match filter {
        ApplicationFilter::Everything => of(KeptApplications::Everything),
        ApplicationFilter::Created => of(KeptApplications::Created),
        ApplicationFilter::Since { since } => {
            Shown { since: Some(Timestamp(since)), ..of(KeptApplications::Since) }
        }
        ApplicationFilter::Rolling { days } => Shown { days: Some(days), ..of(KeptApplications::Rolling) },
    }
}
