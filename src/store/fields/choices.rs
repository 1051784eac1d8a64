//! Which field of the ATS feeds a custom field, or a unified field in place of the mapping.

use sqlx::PgConnection;

use super::{broken, model, source};
use crate::domain::field::SourceField;
use crate::domain::model::Model;
use crate::store::{IntegrationScope, StoreError};

/// What a source feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    CustomField,
    /// A unified field.
    Field,
}

impl Target {
    const fn as_str(self) -> &'static str {
        match self {
            Self::CustomField => "CUSTOM_FIELD",
            Self::Field => "FIELD",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::CustomField, Self::Field].into_iter().find(|target| target.as_str() == text)
    }
}

/// A field and the source that was chosen for it; a custom field may have been given none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub model: Model,
    pub target: Target,
    pub key: String,
    pub source: Option<SourceField>,
}

#[derive(sqlx::FromRow)]
struct Row {
    model: i16,
    target: String,
    key: String,
    source_kind: Option<String>,
    source_key: Option<String>,
}

pub async fn chosen(db: &mut PgConnection, scope: &IntegrationScope) -> Result<Vec<Chosen>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "-- choices.chosen
         SELECT model, target, key, source_kind, source_key FROM field_sources WHERE integration_id = $1",
    )
    .bind(scope.key())
    .fetch_all(db)
    .await?;
    let one = |row: Row| {
        Ok(Chosen {
            model: model(row.model, scope)?,
            target: Target::parse(&row.target).ok_or_else(|| broken("target", scope))?,
            key: row.key,
            source: source(row.source_kind, row.source_key, scope)?,
        })
    };
    rows.into_iter().map(one).collect()
}

/// Chooses the source of a field.
pub async fn choose(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    chosen: &Chosen,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- choices.choose
         INSERT INTO field_sources (integration_id, model, target, key, source_kind, source_key)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (integration_id, model, target, key) DO UPDATE
         SET source_kind = EXCLUDED.source_kind, source_key = EXCLUDED.source_key",
    )
    .bind(scope.key())
    .bind(chosen.model.code())
    .bind(chosen.target.as_str())
    .bind(&chosen.key)
    .bind(chosen.source.as_ref().map(|source| source.kind.as_str()))
    .bind(chosen.source.as_ref().map(|source| source.key.as_str()))
    .execute(db)
    .await?;
    Ok(())
}

/// Leaves a field to what holds where nothing was chosen.
pub async fn unchoose(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    target: Target,
    key: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- choices.unchoose
         DELETE FROM field_sources WHERE integration_id = $1 AND model = $2 AND target = $3 AND key = $4",
    )
    .bind(scope.key())
    .bind(model.code())
    .bind(target.as_str())
    .bind(key)
    .execute(db)
    .await?;
    Ok(())
}
