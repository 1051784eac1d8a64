//! Files that are not taken: too large, not what they are said to be, or from where nobody may fetch. Nothing is sent to
//! the ATS before all of them are there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::every::{Request, one};
use super::stand::Stand;

/// What Gem takes in one request (inferred).
const MOST: usize = 7_000_000;

fn text(length: usize) -> Value {
    let data = STANDARD.encode(vec![b'a'; length]);
    json!({ "name": "a.txt", "type": "OTHER", "content_type": "text/plain", "data": data })
}

/// Refused for the reason before anything is asked of the ATS.
async fn refused(stand: &Stand, request: &Request, message: &str) {
    stand.service.forget_requests().await;
    let answer = stand.service.act(request.method, &request.path, None, &request.body).await;
    let told = (answer.status, answer.code(), answer.message());
    assert_eq!(told, (400, Some("PLATFORM.INPUT_INVALID"), message), "{}", request.action);
    assert!(stand.requests().await.is_empty(), "{message}");
}

#[sqlx::test]
async fn files_have_a_limit_each_and_together(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let too_large = "the file has more than 7000000 bytes, which is the most that is allowed";
    let all_too_large =
        "with this file all files have more than 7000000 bytes, which is the most that is allowed";
    for action in ["application_file", "candidate_file"] {
        let request = one(&stand, action).with("/attachment", text(MOST + 1));
        refused(&stand, &request, &format!("attachment.data: {too_large}")).await;
    }
    for action in ["create_application", "create_candidate"] {
        let request = one(&stand, action).with("/attachments", json!([text(1), text(MOST + 1)]));
        refused(&stand, &request, &format!("attachments[1].data: {too_large}")).await;
        let request =
            one(&stand, action).with("/attachments", json!([text(MOST / 2), text(MOST / 2), text(1)]));
        refused(&stand, &request, &format!("attachments[2].data: {all_too_large}")).await;
        let many: Vec<Value> = (0..21).map(|_file| text(1)).collect();
        let request = one(&stand, action).with("/attachments", json!(many));
        refused(&stand, &request, "attachments: at most 20 files are taken").await;
    }
    let whole = one(&stand, "candidate_file").with("/attachment", text(MOST));
    let answer = stand.service.act(whole.method, &whole.path, None, &whole.body).await;
    assert_eq!(answer.data(), &json!({}), "as large as is allowed");
    let candidate = stand.candidate["remote_id"].as_str().unwrap();
    let found = stand.find("attachments", &format!("candidate_id={candidate}&text=a.txt")).await;
    assert_eq!((found.len(), &found[0]["length"]), (1, &json!(MOST)));
}

#[sqlx::test]
async fn files_are_what_they_are_said_to_be(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    for (content_type, bytes, found) in [
        ("application/pdf", b"GIF89a".as_slice(), "a GIF image"),
        ("image/png", b"%PDF-1.7\n", "a PDF document"),
        ("text/plain", b"a\0b", "data of an unknown kind"),
    ] {
        let file = json!({ "name": "a", "type": "CV", "content_type": content_type, "data": STANDARD.encode(bytes) });
        let message = format!("the content is {found}, not {content_type} as declared");
        let request = one(&stand, "application_file").with("/attachment", file.clone());
        refused(&stand, &request, &format!("attachment.data: {message}")).await;
        let request = one(&stand, "create_application").with("/attachments", json!([file]));
        refused(&stand, &request, &format!("attachments[0].data: {message}")).await;
    }
}

#[sqlx::test]
async fn nothing_is_fetched_from_inward(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let inward = "an address in the public internet is expected";
    for (url, reason) in [
        ("http://10.0.0.1/cv.pdf", inward),
        ("http://[::1]/cv.pdf", inward),
        ("http://[::ffff:10.0.0.1]/", inward),
        ("http://169.254.169.254/latest/meta-data/", inward),
        ("https://localhost/", inward),
        ("http://0x0a000001/", inward),
        ("http://127.1.2.3/", inward),
        ("https://user:password@x.example/", "an address without a user name and a password is expected"),
    ] {
        for (action, pointer, place) in [
            ("candidate_file", "/attachment", "attachment.data_url"),
            ("create_candidate", "/attachments/0", "attachments[0].data_url"),
        ] {
            let file = json!({ "name": "cv.pdf", "type": "CV", "data_url": url });
            let request = one(&stand, action).with(pointer, file);
            refused(&stand, &request, &format!("{place}: {reason}")).await;
        }
    }
    let gone = format!("{}/nothing", stand.service.sim.control_url());
    let file = json!({ "name": "cv.pdf", "type": "CV", "data_url": gone });
    let request = one(&stand, "candidate_file").with("/attachment", file);
    refused(&stand, &request, "attachment.data_url: the address answers with status 404").await;
}
