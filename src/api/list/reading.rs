//! What a page needs of the database, in one piece, so that it can be read again elsewhere.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use serde_json::value::RawValue;
use sqlx::PgConnection;

use crate::domain::digest::json_text;
use crate::domain::model::Model;
use crate::store::pages::{self, Page, PageDocument, Place, Selection};
use crate::store::replica::Reading;
use crate::store::{IntegrationScope, StoreError, records};

/// One page, and the ATS's own records if they are asked for.
pub(super) struct PageReading<'a> {
    pub scope: &'a IntegrationScope,
    pub model: Model,
    pub selection: &'a Selection,
    pub size: u32,
    pub place: Option<Place>,
    pub include_raw: bool,
}

/// What was read for a page.
pub(super) struct FoundPage {
    page: Page,
    /// The ATS's own texts by record, with the list they came from.
    raw: HashMap<String, (String, String)>,
}

#[async_trait]
impl Reading for PageReading<'_> {
    type Found = FoundPage;

    async fn read(&self, db: &mut PgConnection) -> Result<FoundPage, StoreError> {
        let page = pages::read(db, self.scope, self.model, self.selection, self.place, self.size).await?;
        if !self.include_raw {
            return Ok(FoundPage { page, raw: HashMap::new() });
        }
        let ids: Vec<&str> = page.documents.iter().map(PageDocument::id).collect::<Result<_, _>>()?;
        let raw = records::raw_of(db, self.scope, self.model, &ids).await?;
        Ok(FoundPage { page, raw })
    }
}

impl FoundPage {
    /// `None` on the last page.
    pub(super) fn next(&self) -> Option<Place> {
        self.page.next
    }

    /// What is sent of the documents.
    pub(super) fn bodies(&self) -> Result<Vec<Cow<'_, [u8]>>, StoreError> {
        self.page.documents.iter().map(|document| self.body(document)).collect()
    }

    fn body<'a>(&self, document: &'a PageDocument) -> Result<Cow<'a, [u8]>, StoreError> {
        let body = document.body()?;
        if self.raw.is_empty() {
            return Ok(Cow::Borrowed(body));
        }
        let id = document.id()?;
        let Some((path, json)) = self.raw.get(id) else { return Ok(Cow::Borrowed(body)) };
        let full = with_remote_data(body, path, json).ok_or_else(|| document.inconsistent())?;
        Ok(Cow::Owned(full.into_bytes()))
    }
}

/// A document with the ATS's own record in it, under the path of the ATS's list. `None` when one of them is no JSON.
pub(in crate::api) fn with_remote_data(body: &[u8], path: &str, json: &str) -> Option<String> {
    let mut fields: BTreeMap<&str, &RawValue> = serde_json::from_slice(body).ok()?;
    let raw: &RawValue = serde_json::from_str(json).ok()?;
    let data = serde_json::value::to_raw_value(&BTreeMap::from([(path, raw)])).ok()?;
    fields.insert("remote_data", &data);
    Some(json_text(&fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remote_data_is_put_under_its_path() {
        let body = r#"{"id":"a","remote_data":null,"stages":[{"remote_data":null}]}"#;
        let full = with_remote_data(body.as_bytes(), "/jobs/", r#"{"id":"1","x":"\u0000"}"#).unwrap();
        assert_eq!(
            full,
            r#"{"id":"a","remote_data":{"/jobs/":{"id":"1","x":"\u0000"}},"stages":[{"remote_data":null}]}"#
        );
    }
}
