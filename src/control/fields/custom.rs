//! The custom fields of an integration: those that its connector fills by itself, those that its environment defines, and the
//! account's own, which records show without any configuration.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Failure;
use super::sources::Sources;
use crate::connectors::fields::{BuiltIn, Fields};
use crate::connectors::registry;
use crate::contract::general::CustomFieldDetails;
use crate::domain::audit::{Actor, Deed};
use crate::domain::field::SourceField;
use crate::domain::id::FieldId;
use crate::domain::model::Model;
use crate::domain::refusal::Refusal;
use crate::store::environments::Environment;
use crate::store::fields::choices::{self, Chosen, Target};
use crate::store::fields::definitions::{self, Definition};
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

/// By model and key. A defined one takes the place of the account's own of the same key.
async fn load(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    environment: &Environment,
    sources: &Sources,
) -> Result<Vec<CustomField>, StoreError> {
    let Some(tool) = registry::find(scope.id().tool()) else { return Ok(Vec::new()) };
    let own = sources.own().filter(|(model, _source)| tool.fields.shows_own.contains(model));
    let own = own.map(|(model, source)| of_account(model, source, &tool.fields, environment));
    let built_in = tool.fields.built_in.iter().map(|field| of_connector(field, environment));
    let defined = definitions::of(db, scope).await?;
    let defined = defined.into_iter().map(|field| of_environment(field, environment));
    let all = own.chain(built_in).chain(defined);
    let mut all: BTreeMap<(i16, String), CustomField> =
        all.map(|field| ((field.model.code(), field.key.clone()), field)).collect();
    for chosen in choices::chosen(db, scope).await? {
        let place = (chosen.model.code(), chosen.key);
        if let (Target::CustomField, Some(field)) = (chosen.target, all.get_mut(&place)) {
            field.source = chosen.source;
        }
    }
    Ok(all.into_values().collect())
}

fn of_account(model: Model, source: &SourceField, fields: &Fields, environment: &Environment) -> CustomField {
    let key = fields.key_of_own(model, &source.key);
    CustomField {
        id: FieldId::of_custom(&environment.public_id, model, &key),
        model,
        key,
        label: fields.label(model, source),
        description: None,
        default: Some(source.clone()),
        source: Some(source.clone()),
    }
}

fn of_connector(field: &BuiltIn, environment: &Environment) -> CustomField {
    CustomField {
        id: FieldId::of_custom(&environment.public_id, field.model, field.key),
        model: field.model,
        key: field.key.to_owned(),
        label: Some(field.label.to_owned()),
        description: Some(field.description.to_owned()),
        default: Some(field.source()),
        source: Some(field.source()),
    }
}

fn of_environment(field: Definition, environment: &Environment) -> CustomField {
    CustomField {
        id: FieldId::of_custom(&environment.public_id, field.model, &field.key),
        model: field.model,
        key: field.key,
        label: field.label,
        description: field.description,
        default: None,
        source: None,
    }
}

/// The custom fields of an integration, by model and key.
pub async fn list(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    environment: &Environment,
) -> Result<Vec<CustomFieldDetails>, StoreError> {
    let sources = Sources::load(db, scope).await?;
    let fields = load(db, scope, environment, &sources).await?;
    Ok(fields.iter().map(|field| field.details(&sources)).collect())
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
    // Nobody removes the field meanwhile.
    definitions::hold(db, environment.key).await?;
    let sources = Sources::load(db, scope).await?;
    let fields = load(db, scope, environment, &sources).await?;
    let Some(mut field) = fields.into_iter().find(|field| field.id.as_str() == id) else {
        return Err(
            Refusal::absent("custom_field_id", "the integration has no custom field with this id").into()
        );
    };
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
