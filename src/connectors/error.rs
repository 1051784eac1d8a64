//! Why an ATS could not be read. No variant carries a credential or a candidate's data.

use std::time::Duration;

use super::budget::BudgetError;

/// The closed set of ways in which a call to an ATS ends badly, after the connector's own retries.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectorError {
    #[error("the ATS refuses the credentials ({0})")]
    Credentials(String),
    /// It knows them, or part of them, and still does not let them in.
    #[error("the ATS does not give access ({0})")]
    NoAccess(String),
    #[error("the ATS limits the rate of requests; try again after {}", .0.map_or_else(|| "a while".to_owned(), |d| format!("{} s", d.as_secs())))]
    RateLimited(Option<Duration>),
    #[error("the ATS is not reachable ({0})")]
    Unavailable(String),
    #[error("the ATS refuses the request ({0})")]
    Refused(String),
    #[error("the ATS answers with something that cannot be read ({0})")]
    Unreadable(String),
    #[error("the integration's settings do not fit ({0})")]
    Settings(String),
    /// Ours, not the ATS's: it was not even asked.
    #[error(transparent)]
    Budget(#[from] BudgetError),
}
