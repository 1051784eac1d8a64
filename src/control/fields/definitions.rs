//! The custom fields that an environment defines for all of its integrations.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Failure;
use crate::connectors::registry;
use crate::contract::input::Text;
use crate::contract::management::{CustomFieldChange, CustomFieldDefinition, NewCustomField, Words};
use crate::contract::timestamp::Timestamp;
use crate::domain::audit::{Actor, Deed};
use crate::domain::id::FieldId;
use crate::domain::model::Model;
use crate::domain::refusal::Refusal;
use crate::domain::remapping::{MODELS, has_extra_fields};
use crate::store::environments::Environment;
use crate::store::fields::definitions::{self, Definition};
use crate::store::{StoreError, audit, reshaping};

/// How many an environment may define.
pub const MOST: usize = 250;
const LONGEST_KEY: usize = 64;
const LONGEST_LABEL: usize = 200;
const LONGEST_DESCRIPTION: usize = 2_000;

fn id(environment: &Environment, definition: &Definition) -> FieldId {
    FieldId::of_custom(&environment.public_id, definition.model, &definition.key)
}

fn shown(environment: &Environment, definition: &Definition) -> CustomFieldDefinition {
    CustomFieldDefinition {
        id: id(environment, definition).to_string(),
        key: definition.key.clone(),
        model: definition.model.slug().to_owned(),
        label: definition.label.clone(),
        description: definition.description.clone(),
        created_at: Timestamp(definition.created_at),
    }
}

/// All of an environment, by model and key.
pub async fn list(
    db: &mut PgConnection,
    environment: &Environment,
) -> Result<Vec<CustomFieldDefinition>, StoreError> {
    let all = definitions::all(db, environment.key).await?;
    Ok(all.iter().map(|definition| shown(environment, definition)).collect())
}

/// Defines one: null in all records of the model, until it is mapped.
pub async fn define(
    db: &mut PgConnection,
    environment: &Environment,
    actor: &Actor,
    new: NewCustomField,
    now: DateTime<Utc>,
) -> Result<CustomFieldDefinition, Failure> {
    let new = Definition {
        model: model(&new.model.0)?,
        key: key(new.key)?,
        label: text("label", new.label, LONGEST_LABEL)?,
        description: text("description", new.description, LONGEST_DESCRIPTION)?,
        created_at: now,
    };
    let others = definitions::hold(db, environment.key).await?;
    refuse_taken(&new, &others)?;
    // What was chosen for an account's own field of this key is not meant for this one.
    definitions::forget_sources(db, environment.key, new.model, &new.key).await?;
    definitions::insert(db, environment.key, &new).await?;
    reshaping::want_all(db, environment.key).await?;
    let deed = Deed::new("custom_field.defined").to(id(environment, &new).as_str());
    let deed = deed.with("model", new.model.slug()).with("key", new.key.as_str());
    audit::append(db, environment.key, actor, &deed, now).await?;
    Ok(shown(environment, &new))
}

/// Changes what people read of it.
pub async fn describe(
    db: &mut PgConnection,
    environment: &Environment,
    actor: &Actor,
    id: &str,
    change: CustomFieldChange,
    now: DateTime<Utc>,
) -> Result<CustomFieldDefinition, Failure> {
    let mut definition = find(db, environment, id).await?;
    definition.label = changed("label", definition.label, change.label, LONGEST_LABEL)?;
    let (before, change) = (definition.description, change.description);
    definition.description = changed("description", before, change, LONGEST_DESCRIPTION)?;
    definitions::describe(db, environment.key, &definition).await?;
    audit::append(db, environment.key, actor, &Deed::new("custom_field.described").to(id), now).await?;
    Ok(shown(environment, &definition))
}

/// Removes it from all records, with what it was mapped to in every integration.
pub async fn remove(
    db: &mut PgConnection,
    environment: &Environment,
    actor: &Actor,
    id: &str,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let definition = find(db, environment, id).await?;
    definitions::forget_sources(db, environment.key, definition.model, &definition.key).await?;
    definitions::remove(db, environment.key, definition.model, &definition.key).await?;
    reshaping::want_all(db, environment.key).await?;
    let deed = Deed::new("custom_field.removed").to(id);
    let deed = deed.with("model", definition.model.slug()).with("key", definition.key);
    audit::append(db, environment.key, actor, &deed, now).await?;
    Ok(())
}

/// Those of other environments look as if there were none.
async fn find(db: &mut PgConnection, environment: &Environment, wanted: &str) -> Result<Definition, Failure> {
    let all = definitions::hold(db, environment.key).await?;
    all.into_iter().find(|known| id(environment, known).as_str() == wanted).ok_or_else(|| {
        Refusal::absent("custom_field_id", "the API key's environment defines no custom field with this id")
            .into()
    })
}

fn model(slug: &str) -> Result<Model, Refusal> {
    let allowed = || MODELS.into_iter().filter(|model| has_extra_fields(*model));
    allowed().find(|model| model.slug() == slug).ok_or_else(|| {
        let allowed: Vec<&str> = allowed().map(Model::slug).collect();
        let reason = format!("only these models have custom fields: {}", allowed.join(", "));
        Refusal::invalid("model", &reason)
    })
}

fn key(Text(key): Text) -> Result<String, Refusal> {
    let begins = key.starts_with(|first: char| first.is_ascii_lowercase());
    let goes_on = |next: char| next.is_ascii_lowercase() || next.is_ascii_digit() || next == '_';
    if begins && key.len() <= LONGEST_KEY && key.chars().all(goes_on) {
        return Ok(key);
    }
    let reason =
        "a lowercase letter is needed, and behind it at most 63 lowercase letters, digits and underscores";
    Err(Refusal::invalid("key", reason))
}

/// An empty text says nothing.
fn text(name: &str, text: Option<Text>, longest: usize) -> Result<Option<String>, Refusal> {
    match text {
        Some(Text(text)) if text.chars().count() > longest => {
            Err(Refusal::invalid(name, &format!("at most {longest} characters are allowed")))
        }
        text => Ok(text.map(|Text(text)| text).filter(|text| !text.is_empty())),
    }
}

fn changed(
    name: &str,
    before: Option<String>,
    change: Words,
    longest: usize,
) -> Result<Option<String>, Refusal> {
    match change {
        Words::Kept => Ok(before),
        Words::Removed => Ok(None),
        Words::Set(new) => text(name, Some(new), longest),
    }
}

/// Keys that connectors fill belong to all environments, whatever tools they use.
fn refuse_taken(new: &Definition, others: &[Definition]) -> Result<(), Refusal> {
    let built_in = registry::TOOLS.iter().flat_map(|tool| tool.fields.built_in);
    if built_in.into_iter().any(|field| field.model == new.model && field.key == new.key) {
        let reason =
            format!("{} fills a custom field of this key by itself; choose another", new.model.slug());
        return Err(Refusal::invalid("key", &reason));
    }
    if others.iter().any(|other| other.model == new.model && other.key == new.key) {
        let reason = format!("{} has a custom field of this key already; choose another", new.model.slug());
        return Err(Refusal::invalid("key", &reason));
    }
    if others.len() >= MOST {
        let reason = format!("at most {MOST} custom fields can be defined; remove one first");
        return Err(Refusal::invalid("key", &reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_names_in_lower_case() {
        let read = |text: &str| key(Text(text.to_owned())).is_ok();
        for right in ["a", "shift_2", &"a".repeat(64)] {
            assert!(read(right), "{right}");
        }
        for wrong in ["", "A", "1a", "_a", "a-b", "ä", "a b", &"a".repeat(65)] {
            assert!(!read(wrong), "{wrong}");
        }
    }
}
