//! Unified fields that are fed from another field of the ATS than the connector maps them from.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Failure;
use super::sources::Sources;
use crate::contract::management::Remapping;
use crate::domain::audit::{Actor, Deed};
use crate::domain::field::SourceField;
use crate::domain::model::Model;
use crate::domain::refusal::Refusal;
use crate::domain::remapping::{MODELS, Remappable, remappable};
use crate::store::fields::choices::{self, Chosen, Target};
use crate::store::{IntegrationScope, StoreError, audit, reshaping};

fn shown(model: Model, field: Remappable, source: Option<&SourceField>, sources: &Sources) -> Remapping {
    Remapping {
        model: model.slug().to_owned(),
        field: field.name.to_owned(),
        r#type: field.holds.into(),
        integration_field: source.and_then(|source| sources.of(model, source)),
    }
}

async fn chosen(
    db: &mut PgConnection,
    scope: &IntegrationScope,
) -> Result<impl Fn(Model, &str) -> Option<SourceField>, StoreError> {
    let chosen = choices::chosen(db, scope).await?;
    Ok(move |model: Model, name: &str| {
        let of_field =
            |chosen: &&Chosen| chosen.target == Target::Field && chosen.model == model && chosen.key == name;
        chosen.iter().find(of_field).and_then(|chosen| chosen.source.clone())
    })
}

/// Every field that can be remapped, with what it is fed from.
pub async fn list(db: &mut PgConnection, scope: &IntegrationScope) -> Result<Vec<Remapping>, StoreError> {
    let (sources, chosen) = (Sources::load(db, scope).await?, chosen(db, scope).await?);
    let of_model = |model: Model| {
        let (sources, chosen) = (&sources, &chosen);
        let one = move |field: &Remappable| shown(model, *field, chosen(model, field.name).as_ref(), sources);
        remappable(model).iter().map(one)
    };
    Ok(MODELS.into_iter().flat_map(of_model).collect())
}

/// Feeds a unified field from a field of the ATS, or again as the connector maps it.
pub async fn remap(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    actor: &Actor,
    (model, field): (&str, &str),
    source_id: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Remapping, Failure> {
    let (model, field) = named(model, field)?;
    let sources = Sources::load(db, scope).await?;
    let source = source_id.map(|id| sources.choose(model, id)).transpose()?.cloned();
    if source != chosen(db, scope).await?(model, field.name) {
        match &source {
            Some(_) => {
                let (key, source) = (field.name.to_owned(), source.clone());
                choices::choose(db, scope, &Chosen { model, target: Target::Field, key, source }).await?;
            }
            None => choices::unchoose(db, scope, model, Target::Field, field.name).await?,
        }
        reshaping::want(db, scope).await?;
        let deed = Deed::new("field.remapped").to(format!("{}.{}", model.slug(), field.name));
        let deed = deed.with("integration_field_id", source_id);
        audit::append_of(db, scope, actor, deed, now).await?;
    }
    Ok(shown(model, field, source.as_ref(), &sources))
}

/// The field that a path names.
fn named(model: &str, field: &str) -> Result<(Model, Remappable), Refusal> {
    let Some(known) = MODELS.into_iter().find(|known| known.slug() == model) else {
        let allowed = MODELS.map(Model::slug).join(", ");
        return Err(Refusal::invalid("model", &format!("only these models have such fields: {allowed}")));
    };
    let fields = remappable(known);
    let found = fields.iter().find(|known| known.name == field);
    found.map(|field| (known, *field)).ok_or_else(|| {
        let allowed: Vec<&str> = fields.iter().map(|field| field.name).collect();
        let reason = format!("only these fields of {model} can be remapped: {}", allowed.join(", "));
        Refusal::invalid("field", &reason)
    })
}
