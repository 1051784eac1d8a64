//! Sources that applications are credited to, by name.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::index_key::folded_key;
use crate::domain::remote::NamedSource;

/// Remembers sources by their names of now; writes nothing where they are known.
pub async fn remember(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    sources: &[NamedSource],
) -> Result<(), StoreError> {
    // Each at most once, under its last name.
    let sources: BTreeMap<&str, &str> =
        sources.iter().map(|source| (source.remote_id.as_str(), source.name.as_str())).collect();
    if sources.is_empty() {
        return Ok(());
    }
    let (ids, names): (Vec<&str>, Vec<&str>) = sources.into_iter().unzip();
    let keys: Vec<String> = names.iter().map(|name| folded_key(name)).collect();
    sqlx::query(
        "-- sources.remember
         INSERT INTO sources (integration_id, remote_id, name, name_key)
         SELECT $1, s.remote_id, s.name, s.name_key
         FROM UNNEST($2::text[], $3::text[], $4::text[]) AS s(remote_id, name, name_key)
         ON CONFLICT (integration_id, remote_id) DO UPDATE SET name = EXCLUDED.name, name_key = EXCLUDED.name_key
         WHERE sources.name <> EXCLUDED.name",
    )
    .bind(scope.key())
    .bind(ids)
    .bind(names)
    .bind(keys)
    .execute(db)
    .await?;
    Ok(())
}

/// The source of a name, whatever its case. Of several, the one with the smallest id.
pub async fn named(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    name: &str,
) -> Result<Option<NamedSource>, StoreError> {
    let row: Option<(String, String)> = sqlx::query_as(
        "-- sources.named
         SELECT remote_id, name FROM sources WHERE integration_id = $1 AND name_key = $2 ORDER BY remote_id LIMIT 1",
    )
    .bind(scope.key())
    .bind(folded_key(name.trim()))
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(remote_id, name)| NamedSource { remote_id, name }))
}
