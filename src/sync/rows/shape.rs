//! The texts that are stored of a record, and their digests.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::digest::{digest, json_text};
use crate::domain::shaping::Rules;
use crate::store::IntegrationScope;
use crate::store::records::{Deletion, Overlaid, Record, Stored};

/// The texts that are stored of a record.
pub(super) struct Shape {
    pub content: String,
    pub overlay: Option<String>,
    pub columns: String,
    pub shown: String,
}

impl Shape {
    pub(super) fn of<T: Record>(
        scope: &IntegrationScope,
        mapped: &T,
        raw: Option<&str>,
        rules: &Rules,
    ) -> Self {
        let content = json_text(mapped);
        // Every value fits its field (`ValueType::fit`), so that nothing is left out.
        let laid = rules.overlay(T::MODEL, raw).and_then(|overlay| {
            let text = json_text(&overlay);
            Some((overlay.apply::<T>(&content).ok()?, text))
        });
        let body = laid.as_ref().map_or(mapped, |(body, _text)| body);
        let (columns, shown) = (json_text(&body.columns(scope)), json_text(&body.shown()));
        Self { content, overlay: laid.map(|(_body, text)| text), columns, shown }
    }
}

pub(super) fn state_hash<T: Serialize>(content: &str, deleted: &T) -> [u8; 16] {
    digest(&[content.as_bytes(), json_text(deleted).as_bytes()])
}

/// Where nothing is laid over the content, its digest is that of a version that knew no overlays.
pub(in crate::sync) fn content_hash(
    content: &str,
    overlay: Option<&str>,
    deleted: Option<DateTime<Utc>>,
) -> [u8; 16] {
    match overlay {
        None => state_hash(content, &deleted),
        Some(overlay) => digest(&[content.as_bytes(), json_text(&deleted).as_bytes(), overlay.as_bytes()]),
    }
}

/// The digests that a stored record has once it is deleted.
pub(in crate::sync) fn deletion<T: Record>(stored: &Stored<T>, at: DateTime<Utc>) -> Deletion {
    let content_hash = match stored.overlaid.as_deref() {
        None => content_hash(&json_text(&stored.body), None, Some(at)),
        Some(Overlaid { content, overlay }) => content_hash(content, Some(overlay), Some(at)),
    };
    Deletion {
        id: stored.id.clone(),
        content_hash,
        shown_hash: state_hash(&json_text(&stored.body.shown()), &true),
    }
}
