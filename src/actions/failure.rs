//! What callers are told when nothing was done, or nobody knows.

use super::kept::Told;
use crate::connectors::ConnectorError;
use crate::connectors::change::Doubt;
use crate::domain::problem::ProblemCode;
use crate::keyring::KeyringError;
use crate::secrets::sealer::SealError;
use crate::store::StoreError;
use crate::sync::connection::ConnectionError;

/// Why an action broke off on our side. Nothing of it is told to callers.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Sealed(#[from] SealError),
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    #[error("it was read back, but its document is not there")]
    NoDocument,
}

impl From<KeyringError> for Broken {
    fn from(error: KeyringError) -> Self {
        match error {
            KeyringError::Store(error) => error.into(),
            KeyringError::Sealed(error) => error.into(),
        }
    }
}

impl Broken {
    /// Before anything was sent.
    pub(super) fn unsent(self) -> Told {
        match self {
            Self::Connection(ConnectionError::Connector(error)) => not_sent(&error),
            Self::Connection(error) if error.needs_relink() => Told::failed(
                ProblemCode::IntegrationAuthenticationInvalid,
                "The customer's credentials can no longer be opened. Nothing was done; the customer has to connect again.",
            ),
            Self::Store(StoreError::LeaseLost) => Told::failed(
                ProblemCode::TaskTimedOut,
                "The action took too long before anything was sent to the ATS. Nothing was done; try again.",
            ),
            Self::Store(error) if error.is_absence() => unavailable(),
            other => {
                tracing::error!(error = %other, "an action failed before anything was sent");
                Told::failed(
                    ProblemCode::UnknownError,
                    "The service failed before anything was sent to the ATS. Nothing was done.",
                )
            }
        }
    }
}

fn unavailable() -> Told {
    Told::Failed {
        code: ProblemCode::RemoteServiceUnavailable,
        message: "The service cannot reach its database. Nothing was done; try again in a moment.".to_owned(),
        retry_after: Some(1),
    }
}

/// The ATS could not be asked, or would not hear of it.
pub(super) fn not_sent(error: &ConnectorError) -> Told {
    let (code, message) = match error {
        ConnectorError::Credentials(_) => (
            ProblemCode::IntegrationAuthenticationInvalid,
            "The ATS refuses the customer's credentials. Nothing was done; the customer has to connect again.".to_owned(),
        ),
        ConnectorError::RateLimited(wait) => {
            return Told::Failed {
                code: ProblemCode::RemoteRateLimitExceeded,
                message: "The ATS limits the rate of requests. Nothing was done; try again later.".to_owned(),
                retry_after: wait.and_then(|wait| u32::try_from(wait.as_secs().max(1)).ok()),
            };
        }
        ConnectorError::Unavailable(what) => (
            ProblemCode::RemoteServiceUnavailable,
            format!("The ATS is not reachable ({what}). Nothing was done; try again."),
        ),
        ConnectorError::Refused(what) => (
            ProblemCode::RemoteUnknownHttpError,
            format!("The ATS refuses the request ({what}). Nothing was done."),
        ),
        ConnectorError::Unreadable(what) => (
            ProblemCode::RemoteUnknownHttpError,
            format!("The ATS answers with something that cannot be read ({what}). Nothing was done."),
        ),
        ConnectorError::Settings(what) => (
            ProblemCode::SetupIncomplete,
            format!("The integration's settings do not fit ({what}). Nothing was done."),
        ),
        ConnectorError::Budget(error) => {
            tracing::error!(%error, "an action could not ask for its turn");
            return unavailable();
        }
    };
    Told::failed(code, message)
}

/// It may have been done. `tellable` when the ATS can be asked about it.
pub(super) fn uncertain(doubt: &Doubt, tellable: bool) -> Told {
    let code =
        if doubt.timed_out { ProblemCode::TaskTimedOut } else { ProblemCode::RemoteServiceUnavailable };
    let what_follows = if tellable {
        "The service goes on asking the ATS. Send the same request again, with the same Idempotency-Key if it had one, \
         to learn how it ended: it is not done twice."
    } else {
        "The ATS offers no way to ask. Look there before it is done by another request; this one is not sent again \
         until the operator has said how it ended (`unified-ats actions`)."
    };
    let message = format!("The outcome is uncertain: it may have been done ({}). {what_follows}", doubt.what);
    Told::Uncertain { code, message }
}

/// It was looked for, and did not happen.
pub(super) fn did_not_happen(doubt: &Doubt) -> Told {
    let code =
        if doubt.timed_out { ProblemCode::TaskTimedOut } else { ProblemCode::RemoteServiceUnavailable };
    let message = format!(
        "It was not done: the answer of the ATS was lost ({}), and the ATS shows no trace of it. Try again.",
        doubt.what
    );
    Told::failed(code, message)
}
