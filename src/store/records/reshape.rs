//! Stored records by their own texts, and what the configuration of fields makes of them anew.

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgConnection, Row as _};

use super::{Depth, Record, body};
use crate::domain::digest::Hash;
use crate::domain::id::RecordId;
use crate::store::{IntegrationScope, StoreError};

/// A stored record with all that it is made of.
#[derive(Debug, Clone)]
pub struct Whole<T> {
    pub id: RecordId,
    pub remote_id: String,
    pub depth: Depth,
    pub remote_deleted_at: Option<DateTime<Utc>>,
    /// The mapped record, whatever is laid over it.
    pub mapped: T,
    pub content: String,
    pub overlay: Option<String>,
    /// The ATS's own text, behind the endpoint that it came from.
    pub raw: Option<(String, String)>,
    pub shown_hash: Vec<u8>,
}

impl<T: DeserializeOwned> FromRow<'_, PgRow> for Whole<T> {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let content: String = row.try_get("content")?;
        let (path, json): (Option<String>, Option<String>) = (row.try_get("raw_path")?, row.try_get("raw")?);
        Ok(Self {
            id: RecordId::from_stored(row.try_get("id")?),
            remote_id: row.try_get("remote_id")?,
            depth: Depth::from_code(row.try_get("knowledge")?),
            remote_deleted_at: row.try_get("remote_deleted_at")?,
            mapped: body(&content, None)?,
            content,
            overlay: row.try_get("overlay")?,
            raw: path.zip(json),
            shown_hash: row.try_get("shown_hash")?,
        })
    }
}

/// The next records behind `after` in id order, with stubs and deleted ones; not those without fields.
pub async fn whole_after<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    after: &str,
    limit: i64,
) -> Result<Vec<Whole<T>>, StoreError> {
    Ok(sqlx::query_as(T::SQL.whole_after).bind(scope.key()).bind(after).bind(limit).fetch_all(db).await?)
}

/// The next records behind `after` in id order that the ATS delivered itself.
pub async fn with_raw_after<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    after: &str,
    limit: i64,
) -> Result<Vec<Whole<T>>, StoreError> {
    let query = sqlx::query_as(T::SQL.with_raw_after).bind(scope.key()).bind(after).bind(limit);
    Ok(query.fetch_all(db).await?)
}

/// What has changed of a record that the ATS still has as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Reshaped {
    pub id: RecordId,
    pub overlay: Option<String>,
    pub content_hash: Hash,
    pub shown_hash: Hash,
    pub columns: String,
}

/// Writes what has changed; each id at most once.
pub async fn reshape<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    rows: &[Reshaped],
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(T::SQL.reshape)
        .bind(scope.key())
        .bind(rows.iter().map(|r| r.id.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.overlay.as_deref()).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.content_hash.as_slice()).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.shown_hash.as_slice()).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.columns.as_str()).collect::<Vec<_>>())
        .execute(db)
        .await?;
    Ok(())
}
