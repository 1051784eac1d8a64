//! Which models, fields and actions of an integration are wanted (contract section 7.5).

mod settings;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use super::action::ActionKind;
use super::digest::json_text;
use super::fields::{HELD_ELSEWHERE, SAID_BY};
use super::model::Model;

pub use settings::{ConfigName, OptOuts, Setting, Settings, field_id, is_fixed};

/// What holds for one integration: its configuration, and what the customer opted out of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes {
    /// `None`: everything, as long as the environment has no configuration of its own.
    config: Option<ConfigName>,
    settings: Settings,
    opted_out: OptOuts,
    /// The fields that are off, by model, as far as the service has records of it.
    fields_off: HashMap<Model, Vec<String>>,
}

impl Scopes {
    /// Nothing is off.
    pub fn everything() -> Arc<Self> {
        static EVERYTHING: LazyLock<Arc<Scopes>> = LazyLock::new(Arc::default);
        Arc::clone(&EVERYTHING)
    }

    pub fn new(config: Option<ConfigName>, settings: Settings, opted_out: OptOuts) -> Self {
        let mut scopes = Self { config, settings, opted_out, fields_off: HashMap::new() };
        let fields: Vec<String> = scopes.settings.fields.keys().cloned().collect();
        for id in fields {
            let named = id.split_once('.').and_then(|(model, field)| Some((Model::parse(model)?, field)));
            let Some((model, field)) = named else { continue };
            if !scopes.settings.field(&id).is_on(scopes.opted_out.fields.contains(&id)) {
                scopes.fields_off.entry(model).or_default().push(field.to_owned());
            }
        }
        scopes
    }

    pub fn config(&self) -> Option<&ConfigName> {
        self.config.as_ref()
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn opted_out(&self) -> &OptOuts {
        &self.opted_out
    }

    /// Whether no model and no field is off. Most integrations are like this, and pay nothing for the others.
    pub fn takes_all_data(&self) -> bool {
        self.fields_off.is_empty() && self.models_off().next().is_none()
    }

    pub fn takes(&self, model: Model) -> bool {
        self.takes_named(model.slug())
    }

    /// The same for a model by the contract's name, also for one that the service has no records of.
    pub fn takes_named(&self, model: &str) -> bool {
        self.settings.model(model).is_on(self.opted_out.models.contains(model))
    }

    /// Whether a field is wanted, for as long as its model is.
    pub fn takes_field(&self, model: Model, field: &str) -> bool {
        !self.fields_off(model).iter().any(|off| off == field)
    }

    pub fn takes_action(&self, kind: ActionKind) -> bool {
        self.settings.action(kind.id()).is_on(self.opted_out.actions.contains(kind.id()))
    }

    /// The contract's names of the fields of a model that are off.
    pub fn fields_off(&self, model: Model) -> &[String] {
        self.fields_off.get(&model).map_or(&[], Vec::as_slice)
    }

    /// The names of what a record of the model may hold and must not: its own fields that are off, and those of other
    /// models whose values it holds.
    pub fn held_off(&self, model: Model) -> impl Iterator<Item = &str> {
        let elsewhere = HELD_ELSEWHERE.iter().filter(move |((of, field), (holder, _place))| {
            *holder == model && !(self.takes(*of) && self.takes_field(*of, field))
        });
        let said = SAID_BY.iter().filter(move |(holder, _field, of)| *holder == model && !self.takes(*of));
        let own = self.fields_off(model).iter().map(String::as_str);
        let elsewhere = elsewhere.map(|(_field, (_holder, place))| *place);
        own.chain(elsewhere).chain(said.map(|(_holder, field, _of)| *field))
    }

    /// A text that changes when other data is wanted; `None` while all of it is.
    pub fn data_text(&self) -> Option<String> {
        if self.takes_all_data() {
            return None;
        }
        let fields: BTreeMap<&str, &Vec<String>> =
            self.fields_off.iter().map(|(model, fields)| (model.slug(), fields)).collect();
        Some(json_text(&(self.models_off().collect::<Vec<_>>(), fields)))
    }

    fn models_off(&self) -> impl Iterator<Item = &str> {
        self.settings.models.keys().map(String::as_str).filter(|model| !self.takes_named(model))
    }
}
