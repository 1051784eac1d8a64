//! The fields of the ATS's own records, as an integration has them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Failure;
use crate::connectors::registry;
use crate::contract::general::{IntegrationFieldDetails, MappedIntegrationField};
use crate::domain::audit::{Actor, Deed};
use crate::domain::field::{FieldKind, SourceField};
use crate::domain::id::FieldId;
use crate::domain::model::Model;
use crate::domain::refusal::Refusal;
use crate::domain::remapping::has_extra_fields;
use crate::store::{IntegrationScope, StoreError, audit, fields, reshaping};

/// How many fields a refusal names at most.
const NAMED: usize = 50;

/// A field of a model's records in the ATS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    id: FieldId,
    pub model: Model,
    pub field: SourceField,
    label: Option<String>,
    passthrough: bool,
}

/// All fields of an integration: those that its connector declares, and those that syncs met.
#[derive(Debug)]
pub(super) struct Sources(Vec<Source>);

impl Sources {
    /// By model, kind and key.
    pub(super) async fn load(db: &mut PgConnection, scope: &IntegrationScope) -> Result<Self, StoreError> {
        let Some(tool) = registry::find(scope.id().tool()) else { return Ok(Self(Vec::new())) };
        let declared = tool.fields.declared.iter().map(|declared| {
            let field = SourceField { kind: FieldKind::Default, key: declared.key.to_owned() };
            ((declared.model.code(), field), (declared.model, false))
        });
        let mut all: BTreeMap<(i16, SourceField), (Model, bool)> = declared.collect();
        for known in fields::known(db, scope).await? {
            let declared = all.contains_key(&(known.model.code(), known.source.clone()));
            // A later version of the connector may no longer declare a field that something was chosen for.
            if declared || known.source.kind == FieldKind::Custom {
                all.insert((known.model.code(), known.source), (known.model, known.passthrough));
            }
        }
        let source = |((_code, field), (model, passthrough)): ((i16, SourceField), (Model, bool))| Source {
            id: FieldId::of_source(scope.id(), model, field.kind.as_str(), &field.key),
            label: tool.fields.label(model, &field),
            model,
            field,
            passthrough,
        };
        Ok(Self(all.into_iter().map(source).collect()))
    }

    pub(super) fn of(&self, model: Model, field: &SourceField) -> Option<MappedIntegrationField> {
        self.0.iter().find(|source| source.model == model && source.field == *field).map(Source::named)
    }

    /// The account's own fields.
    pub(super) fn own(&self) -> impl Iterator<Item = (Model, &SourceField)> {
        let is_own = |source: &&Source| source.field.kind == FieldKind::Custom;
        self.0.iter().filter(is_own).map(|source| (source.model, &source.field))
    }

    /// The field that a request chooses for a field of the model.
    pub(super) fn choose(&self, model: Model, id: &str) -> Result<&SourceField, Refusal> {
        let refuse = |reason: String| Refusal::invalid("integration_field_id", &reason);
        let allowed = || self.allowed(model);
        match self.0.iter().find(|source| source.id.as_str() == id) {
            Some(source) if source.model == model => Ok(&source.field),
            Some(source) => Err(refuse(format!(
                "it is a field of {}, and one of {} is needed; {}",
                source.model.slug(),
                model.slug(),
                allowed()
            ))),
            None => Err(refuse(format!("the integration has no such field; {}", allowed()))),
        }
    }

    fn allowed(&self, model: Model) -> String {
        let of_model = || self.0.iter().filter(|source| source.model == model);
        let named: Vec<String> =
            of_model().take(NAMED).map(|source| format!("{} ({})", source.id, source.field.key)).collect();
        let more = if of_model().count() > NAMED { ", and others" } else { "" };
        format!("allowed are {}{more}", named.join(", "))
    }
}

impl Source {
    fn named(&self) -> MappedIntegrationField {
        MappedIntegrationField {
            id: self.id.to_string(),
            key: self.field.key.clone(),
            r#type: self.field.kind.into(),
            label: self.label.clone(),
        }
    }

    fn details(&self) -> IntegrationFieldDetails {
        IntegrationFieldDetails {
            id: self.id.to_string(),
            key: self.field.key.clone(),
            model: self.model.slug().to_owned(),
            r#type: self.field.kind.into(),
            label: self.label.clone(),
            is_passthrough_enabled: self.passthrough,
            is_writable: false,
        }
    }
}

/// All fields of an integration, by model, kind and key.
pub async fn list(
    db: &mut PgConnection,
    scope: &IntegrationScope,
) -> Result<Vec<IntegrationFieldDetails>, StoreError> {
    Ok(Sources::load(db, scope).await?.0.iter().map(Source::details).collect())
}

/// Has the values of a field passed through, or not.
pub async fn set_passthrough(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    actor: &Actor,
    id: &str,
    passthrough: bool,
    now: DateTime<Utc>,
) -> Result<IntegrationFieldDetails, Failure> {
    let Sources(sources) = Sources::load(db, scope).await?;
    let Some(mut source) = sources.into_iter().find(|source| source.id.as_str() == id) else {
        return Err(
            Refusal::absent("integration_field_id", "the integration has no field with this id").into()
        );
    };
    if passthrough && !has_extra_fields(source.model) {
        let reason = format!("records of {} have no integration_fields", source.model.slug());
        return Err(Refusal::invalid("enable_passthrough", &reason).into());
    }
    if source.passthrough != passthrough {
        fields::set_passthrough(db, scope, (source.model, &source.field), passthrough).await?;
        reshaping::want(db, scope).await?;
        let deed = Deed::new("integration_field.changed").to(id).with("passthrough", passthrough);
        audit::append_of(db, scope, actor, deed, now).await?;
        source.passthrough = passthrough;
    }
    Ok(source.details())
}
