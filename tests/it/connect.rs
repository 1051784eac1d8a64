//! Connecting accounts: the links, what customers see and do with them, and what callers are told.

mod links;
mod once;
mod pages;
mod relinking;
mod sharing;
mod steps;
mod tokens;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use url::form_urlencoded;

use crate::support::{PUBLIC_URL, TestService};

/// A page as a browser gets it.
#[derive(Debug)]
struct Page {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Page {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// What stands in the first element that begins like this, up to its end.
    fn within(&self, begin: &str, end: &str) -> &str {
        let (_before, rest) =
            self.text.split_once(begin).unwrap_or_else(|| panic!("no {begin}: {}", self.text));
        rest.split_once(end).unwrap().0
    }

    fn heading(&self) -> &str {
        self.within("<h1>", "</h1>")
    }

    /// What the customer is handed.
    fn token(&self) -> &str {
        self.within("<output id=\"token\"", "</output>").split_once('>').unwrap().1
    }

    /// What can be chosen for a setting.
    fn options(&self, setting: &str) -> Vec<&str> {
        let select = self.within(&format!("<select id=\"{setting}\""), "</select>");
        select.split("<option value=\"").skip(1).map(|option| option.split('"').next().unwrap()).collect()
    }
}

impl TestService {
    /// The path of a fresh link.
    async fn link(&self, more: &Value) -> String {
        let mut body = json!({
            "end_user_email": "end.user@customer.test", "end_user_organization_name": "Acme & Söhne",
            "end_user_origin_id": "customer-7", "integration_category": "ATS", "integration_tool": "gem",
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = self.send("POST", "/v1/connect/create-link", &body).await;
        path_of(answer.data())
    }

    /// The path of a fresh link about the integration.
    async fn relink(&self, body: &Value) -> String {
        let path = format!("/v1/integrations/{}/relink", self.integration);
        path_of(self.send("POST", &path, body).await.data())
    }

    /// What the customer is handed who connects the integration again.
    pub(crate) async fn relinked_token(&self) -> String {
        let path = self.relink(&json!({})).await;
        let page = self.enter_key(&path).await;
        let user = page.options("acting_user_id")[1].to_owned();
        self.fill_in(&path, "finish", &[("acting_user_id", &user)]).await.token().to_owned()
    }

    async fn open(&self, path: &str) -> Page {
        self.browse(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form, and follows where it leads.
    async fn fill_in(&self, path: &str, step: &str, fields: &[(&str, &str)]) -> Page {
        let body: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("step", step)
            .extend_pairs(fields)
            .finish();
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        let page = self.browse(request.body(Body::from(body)).unwrap()).await;
        if page.status != 303 {
            return page;
        }
        assert_eq!(Some(page.header("location").unwrap()), path.rsplit('/').next());
        self.open(path).await
    }

    /// Sends the credentials of the simulated account, which are accepted.
    async fn enter_key(&self, path: &str) -> Page {
        let page = self.fill_in(path, "credentials", &[("api_key", self.sim.direct_key())]).await;
        assert_eq!((page.status, page.heading()), (200, "One last step"), "{}", page.text);
        page
    }

    async fn browse(&self, request: Request<Body>) -> Page {
        let response = self.router().oneshot(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        for secret in [self.sim.direct_key(), self.sim.partner_key(), self.sim.partner_secret()] {
            assert!(!text.contains(secret), "a page shows credentials");
        }
        Page { status, headers, text }
    }

    async fn count(&self, table: &str) -> i64 {
        let count = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}")));
        count.fetch_one(self.store.pool()).await.unwrap()
    }
}

fn path_of(data: &Value) -> String {
    let link = data["link"].as_str().unwrap();
    link.strip_prefix(PUBLIC_URL).unwrap_or_else(|| panic!("{link}")).to_owned()
}
