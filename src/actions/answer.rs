//! What stands in `data` when an action was done (contract section 4.3): made of the documents that readers get.

use serde_json::{Map, Value};

use super::failure::Broken;
use crate::connectors::change::Created;
use crate::domain::action::ActionKind;
use crate::domain::ats::{Application, Candidate};
use crate::domain::id::RecordId;
use crate::render::{Render, bare};
use crate::store::documents;
use crate::store::writes::Write;

/// The keys of a stage where an application that was created names it.
const STAGE: [&str; 4] = ["id", "name", "remote_id", "index"];

/// Nothing for most actions.
pub(super) async fn data(
    write: &mut Write,
    kind: ActionKind,
    created: Option<&Created>,
) -> Result<Value, Broken> {
    if !matches!(kind, ActionKind::CreateApplication | ActionKind::CreateCandidate) {
        return Ok(Value::Object(Map::new()));
    }
    let created = created.ok_or(Broken::NoDocument)?;
    let candidate = document::<Candidate>(write, &created.candidate).await?;
    if kind == ActionKind::CreateCandidate {
        return Ok(Value::Object(candidate));
    }
    let application = document::<Application>(write, &created.application).await?;
    Ok(Value::Object(of_application(application, candidate)))
}

/// Of a record that is not kept, its ids: the action was done all the same.
async fn document<T: Render + Default>(
    write: &mut Write,
    remote_id: &str,
) -> Result<Map<String, Value>, Broken> {
    let (scope, now) = (write.scope().clone(), write.now());
    let id: RecordId = scope.record(T::MODEL, remote_id);
    let kept = if scope.scopes().takes(T::MODEL) {
        documents::body(write.db(), &scope, T::MODEL, &id).await?
    } else {
        None
    };
    let body = match kept {
        None if !scope.keeps_all(T::MODEL) => bare::<T>(&scope, remote_id, now),
        kept => kept.ok_or(Broken::NoDocument)?,
    };
    serde_json::from_str(&body).map_err(|_unreadable| Broken::NoDocument)
}

/// The application without what cannot be there yet, its stage in short, and all of the candidate but its applications.
fn of_application(
    mut application: Map<String, Value>,
    mut candidate: Map<String, Value>,
) -> Map<String, Value> {
    application.remove("interviews");
    application.remove("offers");
    if let Some(stage) = application.get_mut("current_stage").and_then(Value::as_object_mut) {
        stage.retain(|key, _value| STAGE.contains(&key.as_str()));
    }
    candidate.remove("applications");
    application.insert("candidate".to_owned(), Value::Object(candidate));
    application
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn the_result_of_a_creation_is_cut_as_the_contract_has_it() {
        let application = object(json!({
            "id": "a", "interviews": [], "offers": [], "candidate": { "id": "c" },
            "current_stage": { "id": "s", "name": "n", "remote_id": "r", "index": 0, "status": "ACTIVE" },
        }));
        let candidate = object(json!({ "id": "c", "company": "x", "tags": [], "applications": [{}] }));
        let expected = json!({
            "id": "a", "candidate": { "id": "c", "company": "x", "tags": [] },
            "current_stage": { "id": "s", "name": "n", "remote_id": "r", "index": 0 },
        });
        assert_eq!(Value::Object(of_application(application, candidate)), expected);
        let without_stage = of_application(object(json!({ "current_stage": null })), Map::new());
        assert_eq!(without_stage["current_stage"], Value::Null);
    }
}
