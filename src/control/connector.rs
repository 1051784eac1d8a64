//! The settings of an integration's connector: who acts in the ATS, what is switched on.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sqlx::PgConnection;

use super::Refusal;
use crate::connectors::registry;
use crate::contract::management::ConnectorSettings;
use crate::domain::audit::{Actor, Deed};
use crate::store::{IntegrationScope, audit, integrations};

/// Changes the settings that are given, and returns all of them. Null removes one; those of an object are changed one by
/// one.
pub async fn change(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    change: &Map<String, Value>,
    (actor, now): (&Actor, DateTime<Utc>),
) -> Result<ConnectorSettings, Refusal> {
    let mut settings = match integrations::hold_settings(db, scope).await? {
        Value::Object(settings) => settings,
        _no_object => Map::new(),
    };
    merge(&mut settings, change);
    let settings = Value::Object(settings);
    if let Some(tool) = registry::find(scope.id().tool()) {
        (tool.check_settings)(&settings).map_err(|error| Refusal::Settings(error.to_string()))?;
    }
    integrations::set_settings(db, scope, &settings).await?;
    let deed = Deed::new("connector_settings.changed").with("names", names(change));
    audit::append_of(db, scope, actor, deed, now).await?;
    Ok(shown(settings))
}

/// As operators see them.
pub fn shown(settings: Value) -> ConnectorSettings {
    match settings {
        Value::Object(settings) => ConnectorSettings(settings),
        _no_object => ConnectorSettings(Map::new()),
    }
}

/// Which settings a change is about; of those of an object by a path. Never what they are set to.
fn names(change: &Map<String, Value>) -> Vec<String> {
    let of = |(name, value): (&String, &Value)| match value {
        Value::Object(inner) if !inner.is_empty() => {
            names(inner).into_iter().map(|inner| format!("{name}.{inner}")).collect()
        }
        _plain => vec![name.clone()],
    };
    change.iter().flat_map(of).collect()
}

fn merge(settings: &mut Map<String, Value>, change: &Map<String, Value>) {
    for (name, value) in change {
        match (settings.get_mut(name), value) {
            (_, Value::Null) => {
                settings.remove(name);
            }
            (Some(Value::Object(inner)), Value::Object(change)) => merge(inner, change),
            (_, value) => {
                settings.insert(name.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_given_stays_and_null_removes() {
        let object = |value: Value| serde_json::from_value::<Map<String, Value>>(value).unwrap();
        let mut settings = object(json!({ "a": 1, "b": 2, "switches": { "x": true, "y": true } }));
        merge(&mut settings, &object(json!({ "b": null, "c": 3, "switches": { "x": false, "z": null } })));
        assert_eq!(names(&object(json!({ "b": 1, "x": { "y": 2, "z": null } }))), ["b", "x.y", "x.z"]);
        assert_eq!(Value::Object(settings), json!({ "a": 1, "c": 3, "switches": { "x": false, "y": true } }));
    }
}
