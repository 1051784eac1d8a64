//! Files as an ATS lists them at this moment.

use chrono::{DateTime, Utc};
use url::Url;

use crate::domain::change::FileKind;

/// The files of a candidate.
#[derive(Debug, Default)]
pub struct RemoteFiles {
    pub files: Vec<RemoteFile>,
    /// How many there are besides, of which the ATS does not say enough.
    pub unreadable: usize,
}

/// One file.
pub struct RemoteFile {
    /// The ATS's id, or one that the connector makes of what does not change.
    pub id: String,
    pub kind: FileKind,
    pub name: String,
    pub created_at: Option<DateTime<Utc>>,
    /// Whoever knows it can read the file: it is told to nobody.
    pub address: Url,
}

/// Neither name nor address.
impl std::fmt::Debug for RemoteFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RemoteFile({:?})", self.kind)
    }
}
