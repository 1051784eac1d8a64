//! Validates answers against the service's own description. Nothing that a test receives skips this.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use jsonschema::Validator;
use serde_json::{Value, json};

/// The service's description, with its validators compiled when they are first needed.
pub(crate) struct Document {
    pub(crate) api: Value,
    validators: Mutex<HashMap<String, &'static Validator>>,
}

impl Document {
    pub(crate) fn get() -> &'static Self {
        static DOCUMENT: OnceLock<Document> = OnceLock::new();
        DOCUMENT.get_or_init(|| Self {
            api: serde_json::from_str(&unified_ats::api::openapi_text()).unwrap(),
            validators: Mutex::default(),
        })
    }

    /// Panics with every violation when an answer is not what the description promises for its status.
    pub(crate) fn validate(&self, method: &str, path: &str, status: u16, body: &Value) {
        let path = path.split('?').next().unwrap();
        let name = match self.operation(method, path) {
            Some(operation) if status == 304 => {
                assert!(
                    operation["responses"]["304"].is_object(),
                    "{method} {path} does not describe status 304"
                );
                return;
            }
            Some(operation) => {
                let content =
                    &operation["responses"][status.to_string()]["content"]["application/json"]["schema"];
                let reference = content["$ref"].as_str();
                let reference = reference
                    .unwrap_or_else(|| panic!("{method} {path} does not describe status {status}: {body}"));
                reference.rsplit('/').next().unwrap().to_owned()
            }
            // Unknown routes answer with the error envelope, too.
            None => "ErrorBody".to_owned(),
        };
        self.validate_as(&name, body, &format!("{method} {path} {status}"));
    }

    /// The same for a value that is described by a schema of this name.
    pub(crate) fn validate_as(&self, name: &str, value: &Value, what: &str) {
        let violations: Vec<String> = self
            .validator(name)
            .iter_errors(value)
            .map(|violation| format!("{} at {}", violation, violation.instance_path()))
            .collect();
        assert!(violations.is_empty(), "{what} is no {name}: {violations:#?}");
    }

    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let path = path.strip_prefix("/v1")?;
        let fits = |template: &str| {
            let (a, b): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
            a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a == b || a.starts_with('{'))
        };
        let paths = self.api["paths"].as_object().unwrap();
        let (_, item) = paths.iter().find(|(template, _)| fits(template))?;
        item.get(method.to_lowercase())
    }

    fn validator(&self, name: &str) -> &'static Validator {
        let mut validators = self.validators.lock().unwrap();
        validators.entry(name.to_owned()).or_insert_with(|| {
            let schema = json!({ "$ref": format!("#/components/schemas/{name}"), "components": self.api["components"] });
            let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
            Box::leak(Box::new(validator))
        })
    }
}
