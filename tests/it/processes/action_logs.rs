//! What the real program logs of actions, at the level that tells the most: that they were done, and nothing of what was
//! in them.

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::program::Program;
use crate::actions::Stand;

/// No line may hold any of these, nor what stands for them in an address or in base64.
const SECRETS: [&str; 14] = [
    "Zaphodia",
    "Beeblebrox",
    "zaphodia@heart.example",
    "zaphodia%40",
    "Magrathea",
    "tt1-trillian",
    "+4400042",
    "Vogonic",
    "secret-name.pdf",
    "c2VjcmV0IGJ5dGVz",
    "signature-of-url",
    "secret-key-1",
    "Secret tag",
    "Secret%20tag",
];

struct Caller<'a> {
    stand: &'a Stand,
    address: String,
}

impl Caller<'_> {
    /// The code of the answer, or `done`.
    async fn act(&self, method: Method, path: &str, key: &str, body: &Value) -> String {
        let client = reqwest::Client::new();
        let request = client.request(method, format!("http://{}{path}", self.address));
        let request = request.headers(self.stand.service.credentials()).header("idempotency-key", key);
        let answer = request.body(body.to_string()).send().await.unwrap();
        let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        body["error"]["code"].as_str().unwrap_or("done").to_owned()
    }

    async fn post(&self, path: &str, body: &Value) -> String {
        self.act(Method::POST, path, "secret-key-1", body).await
    }
}

fn person() -> Value {
    json!({
        "first_name": "Zaphodia", "last_name": "Beeblebrox", "email_address": "zaphodia@heart.example",
        "company": "Magrathea", "phone_number": "+4400042",
        "social_links": [{ "url": "https://www.linkedin.com/in/tt1-trillian" }],
    })
}

#[sqlx::test]
async fn nothing_of_an_action_is_in_the_log(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let settings = [("LOG_FORMAT", "json"), ("RUST_LOG", "trace"), ("TRUSTED_HOSTS", "127.0.0.1")];
    let mut program = Program::serve(&stand.service, "api", &settings);
    let caller = Caller { stand: &stand, address: program.address().await.unwrap() };
    let file = json!({ "name": "secret-name.pdf", "type": "CV", "content_type": "text/plain", "data": "c2VjcmV0IGJ5dGVz" });
    let apply = json!({ "candidate": person(), "attachments": [file] });
    let note = json!({ "content": "Vogonic poetry", "content_type": "PLAIN_TEXT" });
    let (notes, files, tags) =
        (stand.of_application("notes"), stand.of_candidate("attachments"), stand.of_candidate("tags"));
    let tag = json!({ "tag": { "name": "Secret tag" } });
    let at = json!({ "attachment": { "name": "secret-name.pdf", "type": "CV", "data_url": format!(
        "{}/nothing?signature-of-url=secret-name.pdf", stand.service.sim.control_url()
    ) } });

    assert_eq!(caller.post(&stand.of_job(), &apply).await, "done");
    assert_eq!(caller.post(&stand.of_job(), &apply).await, "done", "it is told again");
    assert_eq!(caller.post(&notes, &note).await, "PLATFORM.INPUT_INVALID", "the key is another request's");
    let again = caller.act(Method::POST, &stand.of_job(), "secret-key-11", &apply).await;
    assert_eq!(again, "ATS.APPLICATION_ALREADY_EXISTS");
    let unreadable = json!({ "candidate": person(), "source": "Vogonic", "attachments": "secret-name.pdf" });
    assert_eq!(caller.post(&stand.of_job(), &unreadable).await, "PLATFORM.INPUT_INVALID");
    let fetched = caller.act(Method::POST, &files, "secret-key-12", &at).await;
    assert_eq!(fetched, "PLATFORM.INPUT_INVALID");
    for (number, method) in [Method::POST, Method::DELETE].into_iter().enumerate() {
        assert_eq!(caller.act(method, &tags, &format!("secret-key-13-{number}"), &tag).await, "done");
    }
    // Gem's complaint may repeat what was sent, and so may its answer.
    let refused = json!({ "candidate": { "first_name": "Zaphodia", "last_name": "B", "email_address": "vogonic@x.example" },
                          "source": { "id": "Vogonic" } });
    assert_eq!(
        caller.act(Method::POST, &stand.of_job(), "secret-key-14", &refused).await,
        "REMOTE.INPUT_INVALID"
    );
    for (number, fault) in [
        json!({ "kind": "drop", "after": true }),
        json!({ "kind": "malformed" }),
        json!({ "kind": "truncated" }),
        json!({ "kind": "status", "status": 500, "after": true }),
    ]
    .into_iter()
    .enumerate()
    {
        let mut rule = json!({ "path": "*", "method": "POST" });
        rule.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
        stand.service.set_faults(json!([rule])).await;
        let note = json!({ "content": format!("Vogonic poetry {number}"), "content_type": "PLAIN_TEXT" });
        let code = caller.act(Method::POST, &notes, &format!("secret-key-15-{number}"), &note).await;
        assert!(code == "done" || code == "REMOTE.SERVICE_UNAVAILABLE", "{fault}: {code}");
    }

    program.terminate();
    assert!(program.ended().await.success());
    let log = program.whole_log().await;
    let lines: Vec<Value> = log.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let performed: Vec<&Value> =
        lines.iter().filter(|line| line["message"] == "an action was performed").collect();
    assert_eq!(performed.len(), 12, "{performed:#?}");
    assert!(performed.iter().all(|line| line["span"]["request_id"].is_string()), "{performed:#?}");
    assert!(performed.iter().any(|line| line["outcome"] == "uncertain"), "{performed:#?}");
    assert!(lines.iter().any(|line| line["level"] == "TRACE"), "the log tells less than it could");
    let secrets = SECRETS.map(str::to_lowercase);
    for line in &log {
        let lower = line.to_lowercase();
        for secret in &secrets {
            assert!(!lower.contains(secret.as_str()), "{secret} is in {line}");
        }
    }
}
