//! Files (W5 of Gem's sheet, by analogy with Harvest, unverified). Gem keeps them with candidates.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

use super::shown::Shown;
use super::{Changes, doubt, has_text};
use crate::connectors::change::{Before, Effect, LookedBack, Survey, Unsent};
use crate::domain::change::{File, FileKind, Subject};

impl Changes<'_> {
    pub(super) async fn attach(&self, of: &Subject, file: &File) -> Result<Effect, Unsent> {
        let path = ["candidates", &of.candidate, "attachments"];
        let answer = self.client.send(Method::POST, &path, Some(&sent(file))).await?;
        if !has_text(&answer, "filename") {
            return Err(doubt("Gem's answer is no file"));
        }
        Ok(self.effect_on(of, Effect::default()).await)
    }
}

/// Files have no ids: another one of the name and type is the one that was sent.
pub(super) fn survey(file: &File, shown: &Shown) -> Survey {
    Survey::Clear(Before(json!({ "files": shown.files(&file.name, kind(file.kind)) })))
}

pub(super) fn look_back(file: &File, before: &Before, shown: &Shown) -> LookedBack {
    let files_before = before.0.get("files").and_then(Value::as_u64);
    let files = u64::try_from(shown.files(&file.name, kind(file.kind))).unwrap_or(u64::MAX);
    match files_before {
        Some(files_before) if files > files_before => LookedBack::Done(Effect::of(shown.parts())),
        Some(_as_before) => LookedBack::NotYet,
        None => LookedBack::Untold,
    }
}

/// As W1 and W5 take it.
pub(super) fn sent(file: &File) -> Value {
    json!({
        "filename": file.name,
        "type": kind(file.kind),
        "content": STANDARD.encode(&file.bytes),
        "content_type": file.content_type,
    })
}

/// The names are Harvest's.
const fn kind(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Cv => "resume",
        FileKind::CoverLetter => "cover_letter",
        FileKind::Other => "other",
    }
}
