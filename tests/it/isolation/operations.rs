//! The operations of the description, and the ids that stand in their requests.

use serde_json::Value;

use crate::support::Document;

/// One method of one path, as the description has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation {
    pub(super) method: &'static str,
    /// With the names of its parts in braces, as `/management/syncs/{sync_id}`.
    pub(super) template: &'static str,
    described: &'static Value,
}

/// All of them, those first that only read.
pub(super) fn all() -> Vec<Operation> {
    let paths = Document::get().api["paths"].as_object().unwrap();
    let mut all = Vec::new();
    for (template, item) in paths {
        for (method, described) in item.as_object().unwrap() {
            let method = METHODS.into_iter().find(|known| known.eq_ignore_ascii_case(method));
            let method = method.unwrap_or_else(|| panic!("{template} has a method that is not looked at"));
            all.push(Operation { method, template, described });
        }
    }
    assert!(all.len() > 40);
    all.sort_by_key(|operation| METHODS.into_iter().position(|method| method == operation.method));
    all
}

/// What ends a thing stands last.
pub(super) const METHODS: [&str; 5] = ["GET", "PATCH", "PUT", "POST", "DELETE"];

impl Operation {
    pub(super) fn find(method: &str, template: &str) -> Option<Self> {
        all().into_iter().find(|operation| operation.method == method && operation.template == template)
    }

    /// The names of the variable parts of the path.
    pub(super) fn path_names(&self) -> Vec<&'static str> {
        self.template.split('/').filter_map(name).collect()
    }

    pub(super) fn query_names(&self) -> Vec<&'static str> {
        let parameters = self.described["parameters"].as_array().into_iter().flatten();
        let of_query = parameters.filter(|parameter| parameter["in"] == "query");
        of_query.map(|parameter| parameter["name"].as_str().unwrap()).collect()
    }

    /// Whether it takes a key at all.
    pub(super) fn needs_key(&self) -> bool {
        self.securities().any(|security| security.get("ApiKey").is_some())
    }

    /// Whether the header names the integration.
    pub(super) fn names_integration_by_header(&self) -> bool {
        self.securities().any(|security| security.get("Integration").is_some())
    }

    /// Whether it is about one integration, and not about the environment.
    pub(super) fn is_of_integration(&self) -> bool {
        self.names_integration_by_header() || self.path_names().contains(&"integration_id")
    }

    fn securities(&self) -> impl Iterator<Item = &'static Value> {
        self.described["security"].as_array().into_iter().flatten()
    }

    /// The schema of its body, if it takes one.
    pub(super) fn body(&self) -> Option<&'static Value> {
        self.described.pointer("/requestBody/content/application~1json/schema")
    }
}

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.template)
    }
}

/// The name in a variable part of a path.
fn name(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}
