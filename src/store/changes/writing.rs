//! Entries of the feed, written with the documents that they are about.

use crate::domain::model::Model;
use crate::domain::record_change::{RecordChange, Seen};
use crate::store::StoreError;
use crate::store::documents::{self, NewDocument, SeenDocument};
use crate::store::writes::Write;

/// Tells what becomes of documents that are about to be written. Nothing before the publication, when nobody can follow.
///
/// The write holds the integration's lock, so that numbers are given in the order of commits.
pub(in crate::store) async fn tell(
    write: &mut Write,
    model: Model,
    documents: &[NewDocument],
) -> Result<(), StoreError> {
    if !write.is_published().await? {
        return Ok(());
    }
    let scope = write.scope().clone();
    let ids: Vec<&str> = documents.iter().map(|document| document.id.as_str()).collect();
    let before = documents::seen(write.db(), &scope, model, &ids).await?;
    let mut changes = Vec::new();
    for document in documents {
        let change = between(before.get(&document.id), document)?;
        changes.extend(change.map(|change| (document, change)));
    }
    insert(write, model, &changes).await
}

fn between(before: Option<&SeenDocument>, after: &NewDocument) -> Result<Option<RecordChange>, StoreError> {
    let before = before.map(|before| Seen {
        deleted: before.deleted,
        anonymised: before.anonymised,
        body: &before.body,
    });
    let seen = Seen { deleted: after.deleted, anonymised: after.anonymised, body: &after.body };
    RecordChange::between(before, seen).map_err(|_unreadable| StoreError::Inconsistent {
        table: "documents",
        column: "body",
        row: after.id.to_string(),
    })
}

async fn insert(
    write: &mut Write,
    model: Model,
    changes: &[(&NewDocument, RecordChange)],
) -> Result<(), StoreError> {
    if changes.is_empty() {
        return Ok(());
    }
    let now = write.now();
    // Names of fields hold no comma.
    sqlx::query(
        "-- changes.insert
         INSERT INTO changes (integration_id, model, id, kind, fields, changed_at, written_at)
         SELECT $1, $2, c.id, c.kind, string_to_array(c.fields, ','), c.changed_at, $7
         FROM UNNEST($3::text[], $4::text[], $5::text[], $6::timestamptz[]) AS c(id, kind, fields, changed_at)",
    )
    .bind(write.scope().key())
    .bind(model.code())
    .bind(changes.iter().map(|(document, _change)| document.id.as_str()).collect::<Vec<_>>())
    .bind(changes.iter().map(|(_document, change)| change.kind.as_str()).collect::<Vec<_>>())
    .bind(changes.iter().map(|(_document, change)| change.fields.join(",")).collect::<Vec<_>>())
    .bind(changes.iter().map(|(document, _change)| document.changed_at).collect::<Vec<_>>())
    .bind(now)
    .execute(write.db())
    .await?;
    Ok(())
}
