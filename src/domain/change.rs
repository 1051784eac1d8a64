//! What is to be changed in an ATS: one action of a caller, every link as the ATS's own id.
//!
//! Changes are kept (sealed) until it is known what became of them, so that they can be looked for. What is in files is
//! not kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ats::Location;

/// One change, and everything that is needed to make it and to recognise it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// Creates an application, and its candidate unless there is one.
    Apply(Box<NewApplication>),
    SetStage {
        of: Subject,
        stage: String,
    },
    Reject {
        of: Subject,
        reason: String,
        note: Option<String>,
    },
    AddNote {
        of: Subject,
        text: String,
    },
    AddResultLink {
        of: Subject,
        link: ResultLink,
    },
    AddAttachment {
        of: Subject,
        file: File,
    },
    AddTag {
        of: Subject,
        tag: String,
    },
    RemoveTag {
        of: Subject,
        tag: String,
    },
}

impl Change {
    /// Whom it is done to; nobody yet where somebody is to be created.
    pub fn subject(&self) -> Option<&Subject> {
        match self {
            Self::Apply(_new) => None,
            Self::SetStage { of, .. }
            | Self::Reject { of, .. }
            | Self::AddNote { of, .. }
            | Self::AddResultLink { of, .. }
            | Self::AddAttachment { of, .. }
            | Self::AddTag { of, .. }
            | Self::RemoveTag { of, .. } => Some(of),
        }
    }
}

/// A candidate, perhaps in one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    pub candidate: String,
    pub application: Option<ApplicationLinks>,
}

/// An application, with what it hung on when it was last read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationLinks {
    pub id: String,
    pub job: Option<String>,
    pub stage: Option<String>,
}

/// An application that is to be created.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewApplication {
    pub job: String,
    /// The ATS's own choice when it is left out.
    pub stage: Option<String>,
    pub person: Person,
    /// The person's candidates as far as we know them, live ones only: somebody else may have made another one since.
    pub known_as: Vec<String>,
    pub files: Vec<File>,
    pub source: Option<Source>,
    pub sourcer: Option<Sourcer>,
    pub answers: Vec<ScreeningAnswer>,
    pub consent: Option<Consent>,
}

/// A person, as the caller describes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub first_name: String,
    pub last_name: String,
    pub email_address: String,
    pub additional_email_addresses: Vec<TypedContact>,
    pub phone_number: Option<String>,
    pub additional_phone_numbers: Vec<TypedContact>,
    pub company: Option<String>,
    pub title: Option<String>,
    pub location: Option<Location>,
    pub gender: Option<String>,
    pub available_at: Option<DateTime<Utc>>,
    pub salary: Option<Salary>,
    /// Addresses of pages about the person.
    pub links: Vec<String>,
}

/// An address or a number, and which of the person's it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedContact {
    pub value: String,
    pub r#type: String,
}

/// What a person wants to earn in a period, `MONTH` or `YEAR`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Salary {
    pub amount: f64,
    pub period: String,
}

/// The source that an application is to be credited to, with what the caller called it by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    Id(String),
    /// Known by that name from applications that have been read.
    Found {
        id: String,
        name: String,
    },
    /// Not known so far.
    Named(String),
}

/// The user of the ATS who found the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourcer {
    pub user: String,
    pub email: Option<String>,
}

/// The answer to a question, as the caller gave it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScreeningAnswer {
    pub question: String,
}

/// What the person allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub given: Option<bool>,
    pub expires_at: Option<DateTime<Utc>>,
}

/// A file. What is in it is gone once the change was kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub name: String,
    pub kind: FileKind,
    pub content_type: String,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Names of files are personal, their content is more so.
impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "File({:?}, {}, {} bytes)", self.kind, self.content_type, self.bytes.len())
    }
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FileKind {
    Cv,
    CoverLetter,
    Other,
}

/// A link to results that are kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultLink {
    pub label: String,
    pub url: String,
    /// Names and values, in the caller's order.
    pub attributes: Vec<(String, String)>,
}
