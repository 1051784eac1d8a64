//! Sets what is wanted, and looks for values wherever the service keeps any.

use serde_json::{Map, Value, json};
use sqlx::AssertSqlSafe;
use unified_ats::domain::model::Model;

use crate::support::{Answer, TestService};

pub(super) const CONFIGS: &str = "/v1/management/scope-configs";

/// Makes a configuration that holds for all integrations of the environment, and gives its path.
pub(crate) async fn default_config(service: &TestService, settings: Value) -> String {
    let new = json!({ "name": "Wanted", "is_default": true, "settings": settings });
    let made = service.manage("POST", CONFIGS, &new).await;
    format!("{CONFIGS}/{}", made.data()["id"].as_str().unwrap())
}

/// Changes what a configuration says.
pub(crate) async fn set(service: &TestService, config: &str, settings: Value) {
    service.manage("PATCH", config, &json!({ "settings": settings })).await.data();
}

/// Settings in which these are off; `kind` is `models`, `fields` or `actions`.
pub(crate) fn off<'a>(kind: &str, names: impl IntoIterator<Item = &'a str>) -> Value {
    let disabled = names.into_iter().map(|name| (name.to_owned(), json!("DISABLED")));
    json!({ kind: disabled.collect::<Map<_, _>>() })
}

pub(super) fn assert_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.code()), (status, Some(code)), "{}", answer.body);
}

/// Where the text is kept in any column: tables, and of documents their models.
pub(super) async fn places_of(service: &TestService, text: &str) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
         AND relname <> 'documents' ORDER BY 1",
    )
    .fetch_all(service.store.pool())
    .await
    .unwrap();
    let mut found = Vec::new();
    for table in tables {
        let query = format!("SELECT EXISTS (SELECT FROM {table} t WHERE t::text LIKE '%' || $1 || '%')");
        let query = sqlx::query_scalar(AssertSqlSafe(query)).bind(text);
        if query.fetch_one(service.store.pool()).await.unwrap() {
            found.push(table);
        }
    }
    found.extend(documents_with(service, text).await.into_iter().map(|slug| format!("shown in {slug}")));
    found
}

/// The models of which a document holds the text.
pub(super) async fn documents_with(service: &TestService, text: &str) -> Vec<&'static str> {
    let models: Vec<i16> = sqlx::query_scalar(
        "SELECT DISTINCT model FROM documents WHERE body LIKE '%' || $1 || '%' ORDER BY model",
    )
    .bind(text)
    .fetch_all(service.store.pool())
    .await
    .unwrap();
    models.into_iter().map(|code| Model::from_code(code).unwrap().slug()).collect()
}
