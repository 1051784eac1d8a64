//! The custom fields of an integration: those that its connector fills by itself, and those that its environment defines.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Failure;
use super::sources::Sources;
use crate::connectors::registry;
use crate::contract::general::CustomFieldDetails;
use crate::domain::audit::{Actor, Deed};
use crate::domain::field::SourceField;
use crate::domain::id::FieldId;
use crate::domain::model::Model;
use crate::domain::refusal::Refusal;
use crate::store::environments::Environment;
use crate::store::fields::choices::{self, Chosen, Target};
use crate::store::fields::definitions;
use crate::store::{IntegrationScope, StoreError, audit, reshaping};

/// A custom field, with what it is fed from.
struct CustomField {
    id: FieldId,
    model: Model,
    key: String,
    label: Option<String>,
    description: Option<String>,
    /// What it is fed from where nothing was chosen.
    default: Option<SourceField>,
    source: Option<SourceField>,
}

impl CustomField {
    fn details(&self, sources: &Sources) -> CustomFieldDetails {
        CustomFieldDetails {
            id: self.id.to_string(),
            key: self.key.clone(),
            integration_field: self.source.as_ref().and_then(|source| sources.of(self.model, source)),
            model: self.model.slug().to_owned(),
            label: self.label.clone(),
            description: self.description.clone(),
        }
    }
}

/// By model and key.
async fn load(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    environment: &Environment,
) -> Result<Vec<CustomField>, StoreError> {
    let id = |model, key: &str| FieldId::of_custom(&environment.public_id, model, key);
    let tool = registry::find(scope.id().tool());
    let built_in = tool.into_iter().flat_map(|tool| tool.fields.built_in).map(|field| CustomField {
        id: id(field.model, field.key),
        model: field.model,
        key: field.key.to_owned(),
        label: Some(field.label.to_owned()),
        description: Some(field.description.to_owned()),
        default: Some(field.source()),
        source: None,
    });
    let defined = definitions::of(db, scope).await?.into_iter().map(|field| CustomField {
        id: id(field.model, &field.key),
        model: field.model,
        key: field.key,
        label: field.label,
        description: field.description,
        default: None,
        source: None,
    });
    let mut all: Vec<CustomField> = built_in.chain(defined).collect();
    let chosen = choices::chosen(db, scope).await?.into_iter();
    let chosen = chosen.filter(|chosen| chosen.target == Target::CustomField);
    let mut chosen: HashMap<(Model, String), Option<SourceField>> =
        chosen.map(|chosen| ((chosen.model, chosen.key), chosen.source)).collect();
    for field in &mut all {
        let source = chosen.remove(&(field.model, field.key.clone()));
        field.source = source.unwrap_or_else(|| field.default.clone());
    }
    all.sort_by(|a, b| (a.model.code(), &a.key).cmp(&(b.model.code(), &b.key)));
    Ok(all)
}

/// The custom fields of an integration, by model and key.
pub async fn list(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    environment: &Environment,
) -> Result<Vec<CustomFieldDetails>, StoreError> {
    let sources = Sources::load(db, scope).await?;
    Ok(load(db, scope, environment).await?.iter().map(|field| field.details(&sources)).collect())
}

/// Feeds a custom field from a field of the ATS, or from none.
pub async fn map(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    (environment, actor): (&Environment, &Actor),
    id: &str,
    source_id: Option<&str>,
    now: DateTime<Utc>,
) -> Result<CustomFieldDetails, Failure> {
    let fields = load(db, scope, environment).await?;
    let Some(mut field) = fields.into_iter().find(|field| field.id.as_str() == id) else {
        return Err(
            Refusal::absent("custom_field_id", "the integration has no custom field with this id").into()
        );
    };
    let sources = Sources::load(db, scope).await?;
    let source = source_id.map(|id| sources.choose(field.model, id)).transpose()?.cloned();
    if source != field.source {
        field.source = source;
        write(db, scope, &field).await?;
        reshaping::want(db, scope).await?;
        let deed = Deed::new("custom_field.mapped").to(id).with("integration_field_id", source_id);
        audit::append_of(db, scope, actor, deed, now).await?;
    }
    Ok(field.details(&sources))
}

/// What a field is fed from by itself is no choice.
async fn write(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    field: &CustomField,
) -> Result<(), StoreError> {
    if field.source == field.default {
        return choices::unchoose(db, scope, field.model, Target::CustomField, &field.key).await;
    }
    let CustomField { model, key, source, .. } = field;
    let chosen =
        Chosen { model: *model, target: Target::CustomField, key: key.clone(), source: source.clone() };
    choices::choose(db, scope, &chosen).await
}
