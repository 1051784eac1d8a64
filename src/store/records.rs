//! The typed tables: one per model, alike in their common columns, so that one set of functions serves all of them.

mod anonymising;
mod reshape;
mod sql;
mod tables;

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgConnection, Row as _};

use super::{IntegrationScope, StoreError};
use crate::domain::digest::Hash;
use crate::domain::fields::Fields;
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::domain::shaping::Overlay;

pub use anonymising::{filled_after, to_anonymise, with_old_deletions};
pub use reshape::{Reshaped, Whole, reshape, whole_after, with_raw_after};
pub use sql::RecordSql;
pub(super) use sql::by_link;

/// A domain type that has a table.
pub trait Record: Fields + Serialize + DeserializeOwned + Clone + Send + Sync + Unpin + 'static {
    const MODEL: Model;
    const SQL: RecordSql;

    /// The columns beside the content (links as ids, values that filters compare), by column name.
    fn columns(&self, scope: &IntegrationScope) -> Value;

    /// What other records show of this one. When only the rest changes, no other record is rendered again.
    fn shown(&self) -> Value;

    /// What is left when the record is anonymised: nothing that may tell of a person, and no link of a person's.
    #[must_use]
    fn anonymised(&self) -> Self;
}

/// How much of a record is known; a lesser one never replaces a greater one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    Stub = 0,
    Derived = 1,
    Full = 2,
}

impl Depth {
    fn from_code(code: i16) -> Self {
        match code {
            0 => Self::Stub,
            1 => Self::Derived,
            _ => Self::Full,
        }
    }
}

/// A record as it is to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRow {
    pub id: RecordId,
    pub remote_id: String,
    pub depth: Depth,
    pub remote_deleted_at: Option<DateTime<Utc>>,
    pub content: String,
    /// What the configuration lays over the content, as JSON.
    pub overlay: Option<String>,
    /// Of content and overlay; `columns` and `shown_hash` are of what the two make together.
    pub content_hash: Hash,
    pub shown_hash: Hash,
    pub raw: Option<Raw>,
    pub columns: String,
    /// Set where the row is stored without what the ATS says.
    pub anonymised_at: Option<DateTime<Utc>>,
}

/// The ATS's own text of a record, and the endpoint it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Raw {
    pub path: Cow<'static, str>,
    pub json: String,
    pub hash: Hash,
}

/// What is known of a stored row, enough to decide whether it has to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub id: RecordId,
    pub depth: Depth,
    pub remote_deleted_at: Option<DateTime<Utc>>,
    pub content_hash: Vec<u8>,
    pub shown_hash: Vec<u8>,
    pub raw_hash: Option<Vec<u8>>,
    /// The content, as JSON, of a record that is only a stub.
    pub stub: Option<String>,
    pub is_anonymised: bool,
}

/// A stored record.
#[derive(Debug, Clone)]
pub struct Stored<T> {
    pub id: RecordId,
    pub remote_id: String,
    pub depth: Depth,
    pub remote_deleted_at: Option<DateTime<Utc>>,
    /// Nothing is left of it but its ids.
    pub anonymised: bool,
    /// As callers see it.
    pub body: T,
    /// What `body` is made of, where it is not the mapped record.
    pub overlaid: Option<Box<Overlaid>>,
}

/// A mapped record and what is laid over it, both as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlaid {
    pub content: String,
    pub overlay: String,
}

impl<T> Stored<T> {
    pub fn live(&self) -> bool {
        self.remote_deleted_at.is_none()
    }
}

impl FromRow<'_, PgRow> for Known {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: RecordId::from_stored(row.try_get("id")?),
            depth: Depth::from_code(row.try_get("knowledge")?),
            remote_deleted_at: row.try_get("remote_deleted_at")?,
            content_hash: row.try_get("content_hash")?,
            shown_hash: row.try_get("shown_hash")?,
            raw_hash: row.try_get("raw_hash")?,
            stub: row.try_get("stub")?,
            is_anonymised: row.try_get("is_anonymised")?,
        })
    }
}

impl<T: DeserializeOwned> FromRow<'_, PgRow> for Stored<T> {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let content: &str = row.try_get("content")?;
        let overlay: Option<&str> = row.try_get("overlay")?;
        Ok(Self {
            id: RecordId::from_stored(row.try_get("id")?),
            remote_id: row.try_get("remote_id")?,
            depth: Depth::from_code(row.try_get("knowledge")?),
            remote_deleted_at: row.try_get("remote_deleted_at")?,
            anonymised: row.try_get("is_anonymised")?,
            body: body(content, overlay)?,
            overlaid: overlay.map(|overlay| {
                Box::new(Overlaid { content: content.to_owned(), overlay: overlay.to_owned() })
            }),
        })
    }
}

/// The record that a content and what is laid over it make.
fn body<T: DeserializeOwned>(content: &str, overlay: Option<&str>) -> Result<T, sqlx::Error> {
    let broken = |index: &str| {
        let index = index.to_owned();
        move |error| sqlx::Error::ColumnDecode { index, source: Box::new(error) }
    };
    match overlay {
        None => serde_json::from_str(content).map_err(broken("content")),
        Some(overlay) => {
            let overlay: Overlay = serde_json::from_str(overlay).map_err(broken("overlay"))?;
            overlay.apply(content).map_err(broken("overlay"))
        }
    }
}

/// What is known of these records; those that are not stored are missing from the answer.
pub async fn known<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    ids: &[&str],
) -> Result<Vec<Known>, StoreError> {
    Ok(sqlx::query_as(T::SQL.known).bind(scope.key()).bind(ids).fetch_all(db).await?)
}

/// Writes all rows; each id at most once.
pub async fn upsert<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    rows: &[NewRow],
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let raw = |row: &NewRow| row.raw.as_ref().map(|raw| raw.json.clone());
    sqlx::query(T::SQL.upsert)
        .bind(scope.key())
        .bind(rows.iter().map(|r| r.id.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.remote_id.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.depth as i16).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.remote_deleted_at).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.content.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.content_hash.as_slice()).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.shown_hash.as_slice()).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.raw.as_ref().map(|raw| raw.path.as_ref())).collect::<Vec<_>>())
        .bind(rows.iter().map(raw).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.raw.as_ref().map(|raw| raw.hash.as_slice())).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.columns.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.anonymised_at).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.overlay.as_deref()).collect::<Vec<_>>())
        .execute(db)
        .await?;
    Ok(())
}

/// A live record that is to be marked as deleted, with its digests in that state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    pub id: RecordId,
    pub content_hash: Hash,
    pub shown_hash: Hash,
}

/// Marks live records as deleted, and leaves everything else of them as it is.
pub async fn mark_deleted<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    deletions: &[Deletion],
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(T::SQL.mark_deleted)
        .bind(scope.key())
        .bind(at)
        .bind(deletions.iter().map(|d| d.id.as_str()).collect::<Vec<_>>())
        .bind(deletions.iter().map(|d| d.content_hash.as_slice()).collect::<Vec<_>>())
        .bind(deletions.iter().map(|d| d.shown_hash.as_slice()).collect::<Vec<_>>())
        .execute(db)
        .await?;
    Ok(())
}

/// These records, in no order; missing ones are left out.
pub async fn load<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    ids: &[&str],
) -> Result<Vec<Stored<T>>, StoreError> {
    load_by(db, scope, T::SQL.load, ids).await
}

/// The records that a statement of [`sql`] selects by a link, live and deleted ones, in no order.
pub(super) async fn load_by<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    statement: &'static str,
    ids: &[&str],
) -> Result<Vec<Stored<T>>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_as(statement).bind(scope.key()).bind(ids).fetch_all(db).await?)
}

/// The records that hang on these owners by the join's owner column.
pub async fn load_by_owner<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    owners: &[&str],
) -> Result<Vec<Stored<T>>, StoreError> {
    load_by(db, scope, T::SQL.by_owner, owners).await
}

/// The next ids after `after` in id order, stubs left out.
pub async fn ids_after<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    after: &str,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(T::SQL.ids_after).bind(scope.key()).bind(after).bind(limit).fetch_all(db).await?)
}

/// The next ids after `after` in id order whose records have no document yet, stubs left out.
pub async fn unrendered_after<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    after: &str,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    let query = sqlx::query_scalar(T::SQL.unrendered_after).bind(scope.key()).bind(after).bind(limit);
    Ok(query.bind(T::MODEL.code()).fetch_all(db).await?)
}

/// The ATS's own text of these records by id, with the endpoint it came from; records without one are missing.
pub async fn raw_of(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    ids: &[&str],
) -> Result<HashMap<String, (String, String)>, StoreError> {
    let rows: Vec<(String, String, String)> =
        sqlx::query_as(tables::sql_of(model).raw).bind(scope.key()).bind(ids).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(id, path, json)| (id, (path, json))).collect())
}

/// The statements that export a model's documents with the ATS's own texts: all of them, and what was touched since.
pub(super) const fn exports_of(model: Model) -> (&'static str, &'static str) {
    let sql = tables::sql_of(model);
    (sql.export_all, sql.export_touched)
}
