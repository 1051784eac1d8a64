//! The fields of the ATS's records that are known beside those the connector names, and what is configured for them.

pub mod choices;
pub mod definitions;

use std::collections::BTreeSet;

use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::field::{FieldKind, SourceField};
use crate::domain::model::Model;

/// How many custom fields of the ATS are kept of an integration at most. An ATS that makes keys of values would fill the
/// table otherwise.
const MOST_KEYS: i64 = 1_000;
/// How long a key may be, in bytes; longer ones are no names.
const LONGEST_KEY: usize = 200;

/// Remembers custom fields of the ATS by their keys; writes nothing where they are known.
pub async fn remember(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    keys: &BTreeSet<(Model, String)>,
) -> Result<(), StoreError> {
    let named = |key: &str| !key.is_empty() && key.len() <= LONGEST_KEY;
    let (models, keys): (Vec<i16>, Vec<&str>) =
        keys.iter().filter(|(_, key)| named(key)).map(|(model, key)| (model.code(), key.as_str())).unzip();
    if keys.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "-- fields.remember
         INSERT INTO integration_fields (integration_id, model, kind, key)
         SELECT $1, k.model, 'CUSTOM', k.key FROM UNNEST($2::int2[], $3::text[]) AS k(model, key)
         WHERE NOT EXISTS (SELECT FROM integration_fields f
                           WHERE f.integration_id = $1 AND f.model = k.model AND f.kind = 'CUSTOM' AND f.key = k.key)
         LIMIT GREATEST(0, $4 - (SELECT count(*) FROM integration_fields WHERE integration_id = $1))
         ON CONFLICT DO NOTHING",
    )
    .bind(scope.key())
    .bind(models)
    .bind(keys)
    .bind(MOST_KEYS)
    .execute(db)
    .await?;
    Ok(())
}

/// A field of the ATS that something is known of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownField {
    pub model: Model,
    pub source: SourceField,
    pub passthrough: bool,
}

pub async fn known(db: &mut PgConnection, scope: &IntegrationScope) -> Result<Vec<KnownField>, StoreError> {
    let rows: Vec<(i16, String, String, bool)> = sqlx::query_as(
        "-- fields.known
         SELECT model, kind, key, passthrough FROM integration_fields WHERE integration_id = $1",
    )
    .bind(scope.key())
    .fetch_all(db)
    .await?;
    let field = |(code, kind, key, passthrough): (i16, String, String, bool)| {
        Ok(KnownField {
            model: model(code, scope)?,
            source: source(Some(kind), Some(key), scope)?.ok_or_else(|| broken("kind", scope))?,
            passthrough,
        })
    };
    rows.into_iter().map(field).collect()
}

/// Has the values of a field passed through, or not.
pub async fn set_passthrough(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    (model, source): (Model, &SourceField),
    passthrough: bool,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- fields.set_passthrough
         INSERT INTO integration_fields (integration_id, model, kind, key, passthrough) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (integration_id, model, kind, key) DO UPDATE SET passthrough = EXCLUDED.passthrough",
    )
    .bind(scope.key())
    .bind(model.code())
    .bind(source.kind.as_str())
    .bind(&source.key)
    .bind(passthrough)
    .execute(db)
    .await?;
    Ok(())
}

fn model(code: i16, scope: &IntegrationScope) -> Result<Model, StoreError> {
    Model::from_code(code).ok_or_else(|| broken("model", scope))
}

fn source(
    kind: Option<String>,
    key: Option<String>,
    scope: &IntegrationScope,
) -> Result<Option<SourceField>, StoreError> {
    let Some((kind, key)) = kind.zip(key) else { return Ok(None) };
    let kind = FieldKind::parse(&kind).ok_or_else(|| broken("kind", scope))?;
    Ok(Some(SourceField { kind, key }))
}

fn broken(column: &'static str, scope: &IntegrationScope) -> StoreError {
    StoreError::Inconsistent { table: "integration_fields", column, row: scope.id().to_string() }
}
