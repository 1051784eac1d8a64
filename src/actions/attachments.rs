//! Files that an ATS has, listed and fetched when somebody asks. Callers get links of our own: the ATS's addresses are
//! signed, and told to nobody (`docs/adr/0026-links-to-files-are-sealed.md`).

mod download;
mod link;
mod media_type;

use chrono::{SubsecRound as _, TimeDelta};
use serde_json::{Value, json};

use super::Actions;
use super::asked::Performed;
use super::failure::{Broken, not_sent};
use super::intent::Target;
use super::kept::Told;
use crate::connectors::attachment::{RemoteFile, RemoteFiles};
use crate::contract::attachment::{ApplicationAttachment, CandidateAttachment};
use crate::contract::enums::AttachmentType;
use crate::contract::timestamp::Timestamp;
use crate::domain::change::FileKind;
use crate::domain::id::RecordId;
use crate::domain::interaction::CauseKind;
use crate::domain::model::Model;
use crate::domain::refusal::Refusal;
use crate::public_url::PublicUrl;
use crate::store::integrations::Integration;
use link::Link;

pub use download::{Download, NoDownload};

/// How long a link is good (contract section 3.9).
const GOOD_FOR: TimeDelta = TimeDelta::days(7);

impl Actions {
    /// The files of a candidate, or of an application's candidate, as the ATS has them now.
    pub async fn list_attachments(
        &self,
        integration: &Integration,
        of: &Target,
        service: &PublicUrl,
    ) -> Performed {
        let candidate = match self.subject(integration, of).await {
            Ok(Ok(subject)) => subject.candidate,
            Ok(Err(refusal)) => return Performed::alone(Told::Refused(refusal)),
            Err(broken) => return Performed::alone(broken.unsent()),
        };
        let connector = match self.connections.open_for(integration, CauseKind::Attachments.into()).await {
            Ok(connector) => connector,
            Err(error) => return Performed::alone(Broken::from(error).unsent()),
        };
        let told = match connector.files(&candidate).await {
            Ok(Some(found)) => self.linked(integration, of, &candidate, &found, service),
            Ok(None) => Told::Refused(gone(of)),
            Err(error) => not_sent(&error),
        };
        Performed { interaction: connector.calls().last(), ..Performed::alone(told) }
    }

    fn linked(
        &self,
        integration: &Integration,
        of: &Target,
        candidate: &str,
        found: &RemoteFiles,
        service: &PublicUrl,
    ) -> Told {
        let candidate = integration.scope.record(Model::Candidate, candidate);
        let until = (self.clock.now() + GOOD_FOR).trunc_subsecs(0);
        let mut results = Vec::with_capacity(found.files.len());
        for file in &found.files {
            let link = Link {
                integration: integration.scope.id().clone(),
                candidate: candidate.clone(),
                attachment: file.id.clone(),
                until,
            };
            let token = match link.sealed(&self.connections.sealer) {
                Ok(token) => token,
                Err(error) => return Broken::from(error).unsent(),
            };
            results.push(shown(of, &candidate, file, service.link(&format!("/attachments/{token}"))));
        }
        let warnings = (found.unreadable > 0).then(|| {
            format!(
                "The ATS gives no usable address for {} of the files; they were left out.",
                found.unreadable
            )
        });
        Told::Done { data: json!({ "results": results }), warnings: warnings.into_iter().collect() }
    }
}

/// Files are kept with candidates: which application one belongs to is not known.
fn shown(of: &Target, candidate: &RecordId, file: &RemoteFile, data_url: String) -> Value {
    let r#type = match file.kind {
        FileKind::Cv => AttachmentType::Cv,
        FileKind::CoverLetter => AttachmentType::CoverLetter,
        FileKind::Other => AttachmentType::Other,
    };
    let (id, remote_id, file_name) = (file.id.clone(), file.id.clone(), file.name.clone());
    let content_type = media_type::of(&file.name).to_owned();
    let remote_created_at = file.created_at.map(Timestamp);
    match of {
        Target::Application(_id) => json!(ApplicationAttachment {
            r#type,
            id,
            remote_id,
            data_url,
            file_name,
            content_type,
            remote_created_at,
            remote_updated_at: None,
        }),
        Target::Candidate(_id) => json!(CandidateAttachment {
            application_id: None,
            candidate_id: candidate.to_string(),
            r#type,
            id,
            remote_id,
            data_url,
            file_name,
            content_type,
            remote_created_at,
            remote_updated_at: None,
        }),
    }
}

fn gone(of: &Target) -> Refusal {
    let name = match of {
        Target::Application(_id) => "application_id",
        Target::Candidate(_id) => "candidate_id",
    };
    Refusal::absent(name, "the candidate is not in the ATS any more")
}
