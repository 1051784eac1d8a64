//! What callers are told, and how it is kept for whoever asks again.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::problem::ProblemCode;
use crate::domain::refusal::Refusal;
use crate::keyring::places;
use crate::secrets::sealer::{Place, SealError, Sealer};

/// How an action ended, as its caller is told.
#[derive(Debug)]
pub enum Told {
    /// It was done. `data` is what the contract promises, `{}` for most actions.
    Done { data: Value, warnings: Vec<String> },
    /// It was not done, for a reason that will be the same again.
    Refused(Refusal),
    /// It was not done; another try may go through, in so many seconds if that is known.
    Failed { code: ProblemCode, message: String, retry_after: Option<u32> },
    /// Nobody knows whether it was done.
    Uncertain { code: ProblemCode, message: String },
}

impl Told {
    pub(super) fn failed(code: ProblemCode, message: impl Into<String>) -> Self {
        Self::Failed { code, message: message.into(), retry_after: None }
    }
}

/// What is kept of [`Told`]: the two ways in which an action ends for good.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Kept {
    Done { data: Value, warnings: Vec<String> },
    Refused { code: String, message: String },
}

impl Kept {
    pub(super) fn refusal(refusal: &Refusal) -> Self {
        Self::Refused { code: refusal.code.as_str().to_owned(), message: refusal.message.clone() }
    }

    /// As the caller is told again.
    pub(super) fn told(self) -> Told {
        match self {
            Self::Done { data, warnings } => Told::Done { data, warnings },
            Self::Refused { code, message } => {
                let code = ProblemCode::ALL.into_iter().find(|known| known.as_str() == code);
                Told::Refused(Refusal::new(code.unwrap_or(ProblemCode::UnknownError), message))
            }
        }
    }
}

/// Requests and answers hold personal data: they are sealed for their row.
pub(super) struct Sealing<'a> {
    /// The integration's.
    pub sealer: Sealer,
    pub action: &'a str,
}

impl Sealing<'_> {
    fn place<'b>(&'b self, column: &'b str) -> Place<'b> {
        places::action(column, self.action)
    }

    pub(super) fn seal<T: Serialize>(&self, column: &str, value: &T) -> Result<Vec<u8>, SealError> {
        let text = serde_json::to_vec(value).map_err(|_unwritable| SealError::Broken)?;
        self.sealer.seal(self.place(column), &text)
    }

    pub(super) fn open<T: serde::de::DeserializeOwned>(
        &self,
        column: &str,
        sealed: &[u8],
    ) -> Result<T, SealError> {
        let text = self.sealer.open(self.place(column), sealed)?;
        serde_json::from_slice(&text).map_err(|_unreadable| SealError::Broken)
    }
}
