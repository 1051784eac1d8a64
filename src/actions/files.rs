//! Files of a request: within the limits of the ATS, and all there before anything is sent.

use super::Actions;
use crate::connectors::capability::AttachmentLimits;
use crate::contract::input::{FileInput, FileType};
use crate::domain::change::{File, FileKind};
use crate::domain::refusal::Refusal;
use crate::files::{self, Sizes};

impl Actions {
    /// Each file with its path in the request.
    pub(super) async fn fetch_files(
        &self,
        files: Vec<(String, FileInput)>,
        limits: Option<AttachmentLimits>,
    ) -> Result<Vec<File>, Refusal> {
        let (Some(limits), false) = (limits, files.is_empty()) else { return Ok(Vec::new()) };
        if files.len() > limits.most_files {
            let reason = format!("at most {} files are taken", limits.most_files);
            return Err(Refusal::invalid("attachments", &reason));
        }
        let sizes = Sizes { each: limits.total_bytes, total: limits.total_bytes };
        let received = files::receive(files, sizes, &self.files).await;
        let received =
            received.map_err(|problem| Refusal::invalid(&problem.path, &problem.reason.to_string()))?;
        Ok(received.into_iter().map(taken).collect())
    }
}

fn taken(file: files::File) -> File {
    let kind = match file.r#type {
        FileType::Cv => FileKind::Cv,
        FileType::CoverLetter => FileKind::CoverLetter,
        FileType::Other => FileKind::Other,
    };
    File { name: file.name, kind, content_type: file.content_type, bytes: file.bytes }
}
