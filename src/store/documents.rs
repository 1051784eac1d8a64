//! Rendered documents: what a list page consists of. Written when data changes.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::writes::Write;
use super::{IntegrationScope, StoreError, changes};
use crate::domain::digest::Hash;
use crate::domain::id::RecordId;
use crate::domain::model::Model;

/// What is stored of a document besides its text.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Stamp {
    pub changed_at: DateTime<Utc>,
    pub touched_at: DateTime<Utc>,
    pub own_hash: Vec<u8>,
    pub watch_hash: Vec<u8>,
    pub body_hash: Vec<u8>,
}

/// A document to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDocument {
    pub id: RecordId,
    /// When the record's own fields last changed: what callers see as `changed_at`.
    pub changed_at: DateTime<Utc>,
    /// The same, counting the nested fields that `updated_after` counts (contract section 2.4).
    pub touched_at: DateTime<Utc>,
    pub deleted: bool,
    /// Nothing is left of the record but its ids.
    pub anonymised: bool,
    pub own_hash: Hash,
    pub watch_hash: Hash,
    pub body_hash: Hash,
    pub body: String,
}

#[derive(sqlx::FromRow)]
struct StampRow {
    id: String,
    #[sqlx(flatten)]
    stamp: Stamp,
}

/// The stamps of these documents, by id. Each is looked up by its own key: of a list of ids, Postgres knows neither how
/// many there are nor, in a first sync, how many documents, and may read all of the integration's instead.
pub async fn stamps(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    ids: &[&str],
) -> Result<HashMap<RecordId, Stamp>, StoreError> {
    let rows: Vec<StampRow> = sqlx::query_as(
        "-- documents.stamps
         SELECT d.id, d.changed_at, d.touched_at, d.own_hash, d.watch_hash, d.body_hash
         FROM UNNEST($3::text[]) AS wanted(id)
         JOIN documents d ON d.integration_id = $1 AND d.model = $2 AND d.id = wanted.id",
    )
    .bind(scope.key())
    .bind(model.code())
    .bind(ids)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (RecordId::from_stored(row.id), row.stamp)).collect())
}

/// What callers see of a document.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct SeenDocument {
    id: String,
    pub(super) deleted: bool,
    pub(super) anonymised: bool,
    pub(super) body: String,
}

/// What callers see of these documents, by id; each is looked up as its stamp is.
pub(super) async fn seen(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    ids: &[&str],
) -> Result<HashMap<RecordId, SeenDocument>, StoreError> {
    let rows: Vec<SeenDocument> = sqlx::query_as(
        "-- documents.seen
         SELECT d.id, d.deleted, d.anonymised, d.body
         FROM UNNEST($3::text[]) AS wanted(id)
         JOIN documents d ON d.integration_id = $1 AND d.model = $2 AND d.id = wanted.id",
    )
    .bind(scope.key())
    .bind(model.code())
    .bind(ids)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (RecordId::from_stored(row.id.clone()), row)).collect())
}

/// The text of a document.
pub async fn body(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    id: &RecordId,
) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "-- documents.body
         SELECT body FROM documents WHERE integration_id = $1 AND model = $2 AND id = $3",
    )
    .bind(scope.key())
    .bind(model.code())
    .bind(id.as_str())
    .fetch_optional(db)
    .await?)
}

/// Writes documents, stamped with the write's time where they changed, and tells of it in the feed of changes; each id at
/// most once. A document that exists keeps its place in the walk order.
pub async fn upsert(write: &mut Write, model: Model, documents: &[NewDocument]) -> Result<(), StoreError> {
    if documents.is_empty() {
        return Ok(());
    }
    write.leave_trace().await?;
    changes::tell(write, model, documents).await?;
    sqlx::query(
        "-- documents.upsert
         INSERT INTO documents (integration_id, model, id, changed_at, touched_at, deleted, own_hash, watch_hash,
                                body_hash, body, anonymised)
         SELECT $1, $2, d.id, d.changed_at, d.touched_at, d.deleted, d.own_hash, d.watch_hash, d.body_hash, d.body,
                d.anonymised
         FROM UNNEST($3::text[], $4::timestamptz[], $5::timestamptz[], $6::bool[], $7::bytea[], $8::bytea[],
                     $9::bytea[], $10::text[], $11::bool[])
             AS d(id, changed_at, touched_at, deleted, own_hash, watch_hash, body_hash, body, anonymised)
         ON CONFLICT (integration_id, model, id) DO UPDATE
         SET changed_at = EXCLUDED.changed_at, touched_at = EXCLUDED.touched_at, deleted = EXCLUDED.deleted,
             own_hash = EXCLUDED.own_hash, watch_hash = EXCLUDED.watch_hash, body_hash = EXCLUDED.body_hash,
             body = EXCLUDED.body, anonymised = EXCLUDED.anonymised",
    )
    .bind(write.scope().key())
    .bind(model.code())
    .bind(documents.iter().map(|d| d.id.as_str()).collect::<Vec<_>>())
    .bind(documents.iter().map(|d| d.changed_at).collect::<Vec<_>>())
    .bind(documents.iter().map(|d| d.touched_at).collect::<Vec<_>>())
    .bind(documents.iter().map(|d| d.deleted).collect::<Vec<_>>())
    .bind(documents.iter().map(|d| d.own_hash.as_slice()).collect::<Vec<_>>())
    .bind(documents.iter().map(|d| d.watch_hash.as_slice()).collect::<Vec<_>>())
    .bind(documents.iter().map(|d| d.body_hash.as_slice()).collect::<Vec<_>>())
    .bind(documents.iter().map(|d| d.body.as_str()).collect::<Vec<_>>())
    .bind(documents.iter().map(|d| d.anonymised).collect::<Vec<_>>())
    .execute(write.db())
    .await?;
    Ok(())
}

/// Removes all documents of an integration, which has to be closed to callers.
pub async fn forget_all(write: &mut Write) -> Result<(), StoreError> {
    let scope = write.scope().key();
    sqlx::query(
        "-- documents.forget_all
         DELETE FROM documents WHERE integration_id = $1",
    )
    .bind(scope)
    .execute(write.db())
    .await?;
    Ok(())
}

/// Keeps the URLs that jobs are found by in step with their documents; each id at most once.
pub async fn write_post_urls(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    ids: &[&str],
    urls: &[Option<&str>],
) -> Result<(), StoreError> {
    sqlx::query(
        "-- documents.write_post_urls
         UPDATE jobs SET post_url = u.post_url
         FROM UNNEST($2::text[], $3::text[]) AS u(id, post_url)
         WHERE jobs.integration_id = $1 AND jobs.id = u.id AND jobs.post_url IS DISTINCT FROM u.post_url",
    )
    .bind(scope.key())
    .bind(ids)
    .bind(urls)
    .execute(db)
    .await?;
    Ok(())
}
