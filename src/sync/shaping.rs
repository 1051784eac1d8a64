//! The configuration of an integration's fields, as rules for its records.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use crate::connectors::registry;
use crate::domain::field::SourceField;
use crate::domain::id::FieldId;
use crate::domain::model::Model;
use crate::domain::remapping::remappable;
use crate::domain::shaping::{ModelRules, Passed, Rules};
use crate::store::fields::choices::{self, Chosen, Target};
use crate::store::fields::{self, KnownField, definitions};
use crate::store::reshaping::{self, Version};
use crate::store::{IntegrationScope, StoreError};

/// Rules that are at least as new as their version.
#[derive(Debug)]
pub(super) struct Shaping {
    pub version: Version,
    pub rules: Rules,
}

impl Shaping {
    pub(super) async fn load(db: &mut PgConnection, scope: &IntegrationScope) -> Result<Self, StoreError> {
        // First: rules that change meanwhile count as older than they are, and are loaded again.
        let version = reshaping::version(db, scope).await?;
        Ok(Self { version, rules: rules(db, scope).await? })
    }
}

/// What is configured now, and wanted.
pub(super) async fn rules(db: &mut PgConnection, scope: &IntegrationScope) -> Result<Rules, StoreError> {
    // Without its connector, nobody reads the integration's records.
    let Some(tool) = registry::find(scope.id().tool()) else { return Ok(Rules::default()) };
    let mut models: BTreeMap<Model, ModelRules> = BTreeMap::new();
    let passed = |known: &KnownField| known.passthrough;
    for KnownField { model, source, .. } in fields::known(db, scope).await?.into_iter().filter(passed) {
        let (id, label) = (source_id(scope, model, &source), tool.fields.label(model, &source));
        models.entry(model).or_default().passed.push(Passed { id, label, source });
    }
    for definition in definitions::of(db, scope).await? {
        models.entry(definition.model).or_default().custom.insert(definition.key, None);
    }
    for chosen in choices::chosen(db, scope).await? {
        add(models.entry(chosen.model).or_default(), chosen);
    }
    for (model, rules) in &mut models {
        let is_on = |field: &str| scope.scopes().takes_field(*model, field);
        rules.passed.sort_by(|a, b| a.source.cmp(&b.source));
        rules.passed.retain(|_passed| is_on("integration_fields"));
        rules.custom.retain(|_key, _source| is_on("custom_fields"));
        rules.remapped.retain(|(field, _source)| is_on(field.name));
    }
    Ok(Rules { own: tool.fields.own, models })
}

fn add(rules: &mut ModelRules, chosen: Chosen) {
    match (chosen.target, chosen.source) {
        (Target::CustomField, source) => {
            rules.custom.insert(chosen.key, source);
        }
        (Target::Field, source) => {
            let field = remappable(chosen.model).iter().find(|field| field.name == chosen.key);
            rules.remapped.extend(field.copied().zip(source));
        }
    }
}

fn source_id(scope: &IntegrationScope, model: Model, source: &SourceField) -> FieldId {
    FieldId::of_source(scope.id(), model, source.kind.as_str(), &source.key)
}
