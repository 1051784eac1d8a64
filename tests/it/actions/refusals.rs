//! For every field of every body, what it must not be, and what the caller is told. All of it is refused before the ATS is
//! asked for anything.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::Stand;
use super::every::{Request, all, one};

const NUL: &str = "a text without NUL characters is expected";
const EMPTY: &str = "invalid value: a text of another form, expected a text that is not empty";
const NO_TEXT: &str = "invalid type: integer, expected a text that is not empty";
const NO_ADDRESS: &str = "invalid value: a text of another form, expected an e-mail address";
const NO_WEB: &str = "invalid value: a text of another form, expected an absolute http or https address";
const NO_MOMENT: &str = "invalid value: a text of another form, expected a date or a date-time in RFC 3339";
const NO_TYPE: &str = "invalid value: another text, expected PERSONAL or WORK or OTHER";
const NO_RECORD: &str = "the integration has no such record";

/// Sends it, and sees that it is refused for the reason, without a word to the ATS.
async fn refused(stand: &Stand, request: &Request, message: &str) {
    refused_with(stand, request, (400, "PLATFORM.INPUT_INVALID"), message).await;
}

async fn refused_with(stand: &Stand, request: &Request, (status, code): (u16, &str), message: &str) {
    stand.service.forget_requests().await;
    let answer = stand.service.act(request.method, &request.path, None, &request.body).await;
    let told = (answer.status, answer.code(), answer.body["error"]["message"].as_str().unwrap_or_default());
    assert_eq!(told, (status, Some(code), message), "{}", request.action);
    assert_eq!(answer.header("concurrency-limit"), Some("30"), "{message}");
    let requests = stand.requests().await;
    assert!(requests.is_empty(), "{message}, and yet {requests:?}");
}

/// What an application is created with, which two actions take.
fn bad_people() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("/candidate", json!(null), "candidate: invalid type: null, expected an object"),
        ("/candidate", json!(["Ada", "L", "a@b.c"]), "candidate: invalid type: array, expected an object"),
        ("/candidate/first_name", json!(" "), EMPTY),
        ("/candidate/first_name", json!("A\0"), NUL),
        ("/candidate/last_name", json!(7), NO_TEXT),
        ("/candidate/last_name", json!("\0"), NUL),
        ("/candidate/email_address", json!("ada"), NO_ADDRESS),
        ("/candidate/email_address", json!(format!("{}@b.c", "a".repeat(300))), NO_ADDRESS),
        ("/candidate/email_address", json!("a\0@b.c"), NUL),
        ("/candidate/additional_email_addresses", json!(null), "invalid type: null, expected a sequence"),
        (
            "/candidate/additional_email_addresses/0",
            json!("a@b.c"),
            "invalid type: string, expected an object",
        ),
        ("/candidate/additional_email_addresses/0/type", json!("HOME"), NO_TYPE),
        (
            "/candidate/additional_email_addresses/0/type",
            json!({ "WORK": null }),
            "invalid type: object, expected PERSONAL or WORK or OTHER",
        ),
        ("/candidate/additional_email_addresses/0/email_address", json!("@"), NO_ADDRESS),
        ("/candidate/company", json!(7), "invalid type: integer, expected a text"),
        ("/candidate/company", json!("\0"), NUL),
        ("/candidate/title", json!(["x"]), "invalid type: sequence, expected a text"),
        ("/candidate/title", json!("\0"), NUL),
        ("/candidate/phone_number", json!(441), "invalid type: integer, expected a text"),
        ("/candidate/phone_number", json!("\0"), NUL),
        ("/candidate/additional_phone_numbers/0/type", json!("MOBILE"), NO_TYPE),
        ("/candidate/additional_phone_numbers/0/phone_number", json!(""), EMPTY),
        ("/candidate/additional_phone_numbers/0/phone_number", json!("1\0"), NUL),
        ("/candidate/location", json!("GB"), "invalid type: string, expected an object"),
        ("/candidate/location", json!({}), "missing field `country`"),
        (
            "/candidate/location/country",
            json!("gb"),
            "invalid value: a text of another form, expected a country code of two capital letters, such as DE",
        ),
        ("/candidate/location/city", json!("\0"), NUL),
        ("/candidate/location/state", json!(true), "invalid type: boolean, expected a text"),
        ("/candidate/location/street_1", json!("\0"), NUL),
        ("/candidate/location/zip_code", json!(12345), "invalid type: integer, expected a text"),
        (
            "/candidate/gender",
            json!("female"),
            "invalid value: another text, expected MALE or FEMALE or OTHER",
        ),
        ("/candidate/availability_date", json!("soon"), NO_MOMENT),
        (
            "/candidate/salary_expectations/period",
            json!("WEEK"),
            "invalid value: another text, expected MONTH or YEAR",
        ),
        ("/candidate/salary_expectations/amount", json!("1"), "invalid type: string, expected f64"),
        ("/candidate/social_links/0", json!("https://x.example"), "invalid type: string, expected an object"),
        ("/candidate/social_links/0/url", json!("linkedin.com/in/ada"), NO_WEB),
        ("/attachments", json!({}), "invalid type: map, expected a sequence"),
        ("/screening_question_answers/0", json!(1), "invalid type: number, expected an object"),
        ("/screening_question_answers/0", json!({ "question_id": "q" }), "missing field `answer`"),
        ("/screening_question_answers/0/question_id", json!(""), EMPTY),
        ("/screening_question_answers/0/answer", json!({ "a": ["\0"] }), NUL),
        ("/source", json!("Board"), "invalid type: string, expected an object"),
        ("/source/name", json!("\0"), NUL),
        ("/source/unified_key", json!("\0"), NUL),
        ("/source/id", json!("\0"), NUL),
        ("/sourced_by", json!({}), "missing field `user_id`"),
        (
            "/sourced_by/user_id",
            json!("remote:"),
            "invalid value: a text of another form, expected an id, or remote: and an id of the ATS",
        ),
        ("/sourced_by/user_id", json!("remote:nobody"), NO_RECORD),
        ("/sourced_by/user_id", json!("somebody"), NO_RECORD),
        ("/gdpr_consent", json!(true), "invalid type: boolean, expected an object"),
        ("/gdpr_consent/expires_at", json!("2027-13-01"), NO_MOMENT),
        ("/gdpr_consent/given", json!("yes"), "invalid type: string, expected a boolean"),
    ]
}

/// What a file must not be, below the place where it stands.
fn bad_files() -> Vec<(&'static str, Value, &'static str)> {
    let one_of_both = "exactly one of data and data_url is expected";
    vec![
        ("", json!("cv.pdf"), "invalid type: string, expected an object"),
        ("/name", json!(""), EMPTY),
        ("/name", json!("a\0.pdf"), NUL),
        ("/type", json!("PHOTO"), "invalid value: another text, expected CV or COVER_LETTER or OTHER"),
        ("/type", json!(null), "invalid type: null, expected CV or COVER_LETTER or OTHER"),
        (
            "/content_type",
            json!("pdf"),
            "invalid value: a text of another form, expected a media type such as application/pdf",
        ),
        ("/data", json!("?"), "invalid value: a text of another form, expected base64"),
        ("/data_url", json!("file:///etc/passwd"), NO_WEB),
        ("", json!({ "name": "a", "type": "CV", "content_type": "a/b" }), one_of_both),
        (
            "",
            json!({ "name": "a", "type": "CV", "content_type": "a/b", "data": "SGk=", "data_url": "https://x.example" }),
            one_of_both,
        ),
        ("", json!({ "name": "a", "type": "CV", "data": "SGk=" }), "content_type is expected with data"),
    ]
}

/// `/attachments/0/name` as it is told: `attachments[0].name`.
pub(super) fn told(pointer: &str) -> String {
    let mut path = String::new();
    for name in pointer.split('/').skip(1) {
        match name.parse::<usize>() {
            Ok(number) => path.extend(["[", &number.to_string(), "]"]),
            Err(_a_name) if path.is_empty() => path.push_str(name),
            Err(_a_name) => path.extend([".", name]),
        }
    }
    path
}

#[sqlx::test]
async fn every_field_of_a_new_application_is_checked(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    for action in ["create_application", "create_candidate"] {
        let valid = one(&stand, action);
        for (pointer, value, reason) in bad_people() {
            let place = told(pointer);
            let message =
                if reason.starts_with(&place) { reason.to_owned() } else { format!("{place}: {reason}") };
            refused(&stand, &valid.with(pointer, value), &message).await;
        }
        for (below, value, reason) in bad_files() {
            let pointer = format!("/attachments/0{below}");
            refused(&stand, &valid.with(&pointer, value), &format!("{}: {reason}", told(&pointer))).await;
        }
        for name in ["first_name", "last_name", "email_address"] {
            let without = valid.without(&format!("/candidate/{name}"));
            refused(&stand, &without, &format!("candidate: missing field `{name}`")).await;
        }
        refused(&stand, &valid.without("/candidate"), "body: missing field `candidate`").await;
    }
    let valid = one(&stand, "create_candidate");
    refused(&stand, &valid.without("/application"), "body: missing field `application`").await;
    let without_job = valid.without("/application/job_id");
    refused(&stand, &without_job, "application: missing field `job_id`").await;
    for (value, reason) in [
        (json!(7), "invalid type: integer, expected an id, or remote: and an id of the ATS"),
        (json!("nothing"), NO_RECORD),
        (json!("remote:nothing"), NO_RECORD),
    ] {
        let request = valid.with("/application/job_id", value);
        refused(&stand, &request, &format!("application.job_id: {reason}")).await;
    }
    for (valid, pointer) in
        [(valid, "/application/stage_id"), (one(&stand, "create_application"), "/stage_id")]
    {
        let place = told(pointer);
        for (value, reason) in
            [(json!(""), EMPTY), (json!("nothing"), NO_RECORD), (json!("remote:x"), NO_RECORD)]
        {
            refused(&stand, &valid.with(pointer, value), &format!("{place}: {reason}")).await;
        }
    }
}

#[sqlx::test]
async fn every_field_of_the_other_actions_is_checked(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let too_long = json!("ä".repeat(10_001));
    for action in ["application_file", "candidate_file"] {
        let valid = one(&stand, action);
        refused(&stand, &valid.without("/attachment"), "body: missing field `attachment`").await;
        for (below, value, reason) in bad_files() {
            let pointer = format!("/attachment{below}");
            refused(&stand, &valid.with(&pointer, value), &format!("{}: {reason}", told(&pointer))).await;
        }
    }
    let table = [
        ("set_stage", "/stage_id", json!(null), "invalid type: null, expected a text that is not empty"),
        ("set_stage", "/stage_id", json!(""), EMPTY),
        ("set_stage", "/stage_id", json!("a\0"), NUL),
        ("set_stage", "/stage_id", json!("remote:x"), NO_RECORD),
        ("reject", "/rejection_reason_id", json!(7), NO_TEXT),
        ("reject", "/rejection_reason_id", json!("nothing"), NO_RECORD),
        ("reject", "/rejection_reason_id", json!("remote:x"), NO_RECORD),
        ("reject", "/note", json!({}), "invalid type: map, expected a text"),
        ("reject", "/note", json!("\0"), NUL),
        ("add_note", "/content", json!("\n"), EMPTY),
        ("add_note", "/content", json!("a\0b"), NUL),
        ("add_note", "/content_type", json!("HTML"), "invalid value: another text, expected PLAIN_TEXT"),
    ];
    for (action, pointer, value, reason) in table {
        let request = one(&stand, action).with(pointer, value);
        refused(&stand, &request, &format!("{}: {reason}", told(pointer))).await;
    }
    for action in ["application_link", "candidate_link"] {
        for (pointer, value, reason) in [
            ("/label", json!(""), EMPTY),
            ("/label", json!("\0"), NUL),
            ("/url", json!("x.example"), NO_WEB),
            ("/url", json!("javascript:alert(1)"), NO_WEB),
            ("/url", json!("https://x.example/\0"), NUL),
            ("/details", json!([]), "invalid type: array, expected an object"),
            ("/details", json!({ "attributes": [] }), "missing field `custom_field_name_prefix`"),
            ("/details/custom_field_name_prefix", json!("\0"), NUL),
            ("/details/attributes", json!({}), "invalid type: map, expected a sequence"),
            ("/details/attributes/0", json!(["Score", "87"]), "invalid type: array, expected an object"),
            ("/details/attributes/0/key", json!(""), EMPTY),
            ("/details/attributes/0/value", json!(87), "invalid type: integer, expected a text"),
            ("/details/attributes/0/value", json!("\0"), NUL),
        ] {
            let request = one(&stand, action).with(pointer, value);
            refused(&stand, &request, &format!("{}: {reason}", told(pointer))).await;
        }
    }
    for action in ["add_tag", "remove_tag"] {
        for (pointer, value, reason) in [
            ("/tag", json!(["Some tag"]), "invalid type: array, expected an object"),
            ("/tag/name", json!(""), EMPTY),
            ("/tag/name", json!("\0"), NUL),
        ] {
            let request = one(&stand, action).with(pointer, value);
            refused(&stand, &request, &format!("{}: {reason}", told(pointer))).await;
        }
    }
    for request in all(&stand, 0) {
        for name in request.body.as_object().unwrap().keys().filter(|name| !OPTIONAL.contains(&name.as_str()))
        {
            let without = request.without(&format!("/{name}"));
            refused(&stand, &without, &format!("body: missing field `{name}`")).await;
        }
    }
    // What only the ATS's own rules say is refused when the ATS was looked at, and nothing was changed.
    for (action, pointer, value, message) in [
        (
            "add_note",
            "/content",
            too_long.clone(),
            "content: Gem takes notes of at most 10000 characters; this one has 10001",
        ),
        (
            "application_link",
            "/label",
            too_long,
            "label: Gem takes notes of at most 10000 characters; this one has 10037",
        ),
        ("add_tag", "/tag/name", json!("."), "tag.name: Gem cannot be asked for a tag of this name"),
        ("add_tag", "/tag/name", json!("a\tb"), "tag.name: Gem cannot be asked for a tag of this name"),
        (
            "add_tag",
            "/tag/name",
            json!("é".repeat(2_000)),
            "tag.name: Gem cannot be asked for a tag with a name this long",
        ),
    ] {
        let request = one(&stand, action).with(pointer, value);
        stand.service.forget_requests().await;
        let answer = stand.service.act(request.method, &request.path, None, &request.body).await;
        assert_eq!((answer.code(), answer.message()), (Some("PLATFORM.INPUT_INVALID"), message));
        assert!(stand.effects().await.is_empty(), "{message}");
    }
}

/// Fields of bodies that may be left out; `stage_id` may be of one body and not of another.
const OPTIONAL: [&str; 9] = [
    "attachments",
    "details",
    "gdpr_consent",
    "note",
    "remote_fields",
    "screening_question_answers",
    "source",
    "sourced_by",
    "stage_id",
];

#[sqlx::test]
async fn bodies_that_are_none_are_refused(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let too_long = [b"{\"content\": \"".as_slice(), &b"a".repeat(15 << 20), b"\"}"].concat();
    let deep = [b"[".repeat(200), b"]".repeat(200)].concat();
    for (body, message) in [
        (b"[]".to_vec(), "body: a JSON object is expected"),
        (b"7".to_vec(), "body: a JSON object is expected"),
        (b"{".to_vec(), "body: it is not valid JSON: "),
        (b"\xff".to_vec(), "body: it is not valid JSON: "),
        (br#"{"content": "\ud800"}"#.to_vec(), "body: it is not valid JSON: "),
        (b"{\"content\": \"\x01\"}".to_vec(), "body: it is not valid JSON: "),
        (br#"{"amount": 1e400}"#.to_vec(), "body: it is not valid JSON: "),
        (deep, "body: it is not valid JSON: "),
        (too_long, "body: at most 15728640 bytes are allowed"),
    ] {
        for request in all(&stand, 0) {
            let answer = stand.service.act_with(request.method, &request.path, &[], body.clone()).await;
            assert_eq!((answer.status, answer.code()), (400, Some("PLATFORM.INPUT_INVALID")));
            assert!(answer.message().starts_with(message), "{}", answer.message());
        }
    }
    for body in ["", "null", "{}"] {
        for request in all(&stand, 0) {
            let answer = stand.service.act_with(request.method, &request.path, &[], body).await;
            assert!(answer.message().starts_with("body: missing field `"), "{}", answer.body);
        }
    }
}
