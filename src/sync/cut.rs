//! Takes out of records what is not wanted, before anything of them is stored. Pure.

use serde_json::Value;

use crate::connectors::raw::{drop_unwanted, is_concerned, keep_wanted};
use crate::connectors::registry;
use crate::connectors::tool::Tool;
use crate::domain::digest::json_text;
use crate::domain::model::Model;
use crate::domain::remote::{Batch, Knowledge, Remote};
use crate::domain::scopes::Scopes;
use crate::store::IntegrationScope;
use crate::store::records::Record;

/// Leaves of a batch what is wanted. Costs nothing where everything is.
pub(super) fn cut_batch(scope: &IntegrationScope, batch: &mut Batch) {
    let Some(cut) = Cut::of(scope) else { return };
    cut.all(&mut batch.users);
    cut.all(&mut batch.roles);
    cut.all(&mut batch.tags);
    cut.all(&mut batch.rejection_reasons);
    cut.all(&mut batch.application_stages);
    cut.all(&mut batch.job_postings);
    cut.all(&mut batch.jobs);
    cut.all(&mut batch.applications);
    cut.all(&mut batch.candidates);
    cut.all(&mut batch.interviews);
    cut.all(&mut batch.offers);
}

/// What is cut by.
pub(super) struct Cut<'a> {
    scopes: &'a Scopes,
    /// `None` for records of a connector that this build no longer has: their texts go whole.
    tool: Option<&'static Tool>,
}

impl<'a> Cut<'a> {
    /// `None`: everything is wanted.
    pub(super) fn of(scope: &'a IntegrationScope) -> Option<Self> {
        let scopes = scope.scopes();
        (!scopes.takes_all_data()).then(|| Self { scopes, tool: registry::find(scope.id().tool()) })
    }

    pub(super) fn all<T: Record>(&self, records: &mut Vec<Remote<T>>) {
        if !self.scopes.takes(T::MODEL) {
            records.clear();
        }
        for record in records {
            self.body(&mut record.body);
            if let Knowledge::Full { json, .. } = &mut record.knowledge {
                *json = json.take().and_then(|json| self.raw(T::MODEL, json));
            }
        }
    }

    /// Clears the fields of a record that are off.
    pub(super) fn body<T: Record>(&self, body: &mut T) {
        for field in self.scopes.held_off(T::MODEL) {
            body.clear(field);
        }
        if let (Some(tool), Some(custom)) = (self.tool, body.custom_fields()) {
            drop_unwanted(tool.raw_fields, (tool.custom_fields)(T::MODEL), T::MODEL, custom, self.scopes);
        }
    }

    /// The same for a record that is only named by others. Of a model that is off nothing but its id may stay: nobody will
    /// ever find it deleted.
    pub(super) fn stub<T: Record>(&self, body: &mut T) {
        self.body(body);
        if !self.scopes.takes(T::MODEL) {
            for field in T::HELD {
                body.clear(field);
            }
        }
    }

    /// What is left of a text; `None` when none of it may be kept.
    pub(super) fn raw(&self, model: Model, json: String) -> Option<String> {
        if !self.scopes.takes_field(model, "remote_data") {
            return None;
        }
        let tool = self.tool?;
        if !is_concerned(tool.raw_fields, model, self.scopes) {
            return Some(json);
        }
        let Ok(Value::Object(mut object)) = serde_json::from_str(&json) else { return None };
        keep_wanted(tool.raw_fields, model, &mut object, self.scopes);
        Some(json_text(&object))
    }
}
