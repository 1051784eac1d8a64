use proptest::prelude::*;
use reqwest::header::HeaderName;
use serde_json::json;

use super::*;

fn passthrough(path: &str, payload: Payload) -> Passthrough {
    Passthrough {
        method: Method::POST,
        path: RemotePath::parse(path).unwrap(),
        params: Vec::new(),
        headers: CallerHeaders::default(),
        payload,
        patience: Duration::from_secs(30),
    }
}

fn outgoing_at(base: &str, request: &Passthrough) -> Result<Outgoing, String> {
    let base = Url::parse(base).unwrap();
    let credentials = HeaderMap::from_iter([("x-key".parse().unwrap(), "secret".parse().unwrap())]);
    let account = Account { base: &base, credentials: &credentials, reserved: &["x-other-key"] };
    request.outgoing(&account, "boundary").map_err(|refusal| refusal.message)
}

fn outgoing(request: &Passthrough) -> Result<Outgoing, String> {
    outgoing_at("https://x.example/api/v0", request)
}

#[test]
fn the_query_of_the_path_and_the_parameters_come_together() {
    let mut request = passthrough("/a%2Fb/?x=%41+1&y", Payload::Nothing);
    request.params = vec![("z".to_owned(), "a&b=ü".to_owned())];
    let url = outgoing(&request).unwrap().url;
    assert_eq!(url.as_str(), "https://x.example/api/v0/a%2Fb/?x=%41+1&y&z=a%26b%3D%C3%BC");
    let url = outgoing_at("https://user:secret@x.example/?k=secret#f", &request).unwrap().url;
    assert!(url.as_str().starts_with("https://x.example/a%2Fb/") && !url.as_str().contains("secret"));
}

#[test]
fn headers_that_are_not_the_callers_are_refused_by_name() {
    for name in [
        "Host",
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
        "TE",
        "Upgrade",
        "Authorization",
        "Cookie",
        "Proxy-Authorization",
        "X-HTTP-Method-Override",
        "Accept-Encoding",
        "Expect",
        "a b",
        "",
        "x:y",
        "X-Secret",
        "x\r\ny",
    ] {
        let refused = CallerHeaders::parse([(name, "x")], &["x-secret"]).map(|_read| ()).unwrap_err();
        assert!(refused.message.starts_with(&format!("headers.{name}: ")), "{}", refused.message);
    }
    assert!(CallerHeaders::parse([("x-mine", "a\r\nhost: evil")], &[]).is_err());
    for name in ["X-Key", "x-key", "X-Other-Key"] {
        let mut request = passthrough("/a", Payload::Nothing);
        request.headers = CallerHeaders::parse([(name, "mine")], &[]).unwrap();
        let refused = outgoing(&request).map(|_made| ()).unwrap_err();
        assert!(refused.starts_with(&format!("headers.{}: ", name.to_lowercase())), "{refused}");
    }
}

#[test]
fn a_body_is_written_as_what_it_is() {
    let made = |payload| {
        let made = outgoing(&passthrough("/a", payload)).unwrap();
        let content_type = made.headers.get("content-type").map(|value| value.to_str().unwrap().to_owned());
        (content_type, String::from_utf8(made.body).unwrap())
    };
    assert_eq!(made(Payload::Nothing), (None, String::new()));
    let json = Some("application/json".to_owned());
    assert_eq!(made(Payload::Json(json!([{ "a": null }]))), (json, r#"[{"a":null}]"#.to_owned()));
    assert_eq!(made(Payload::Text("a=b".to_owned())).1, "a=b");
    let file = Content::File {
        name: "a\"\r\n.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        bytes: b"%PDF".to_vec(),
    };
    let parts = vec![
        Part { name: "note".to_owned(), content: Content::Text("x\r\n".to_owned()) },
        Part { name: "file".to_owned(), content: file },
    ];
    let (content_type, form) = made(Payload::Form(parts));
    assert_eq!(content_type.as_deref(), Some("multipart/form-data; boundary=boundary"));
    assert_eq!(
        form,
        "--boundary\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n\r\n\
         --boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22%0D%0A.pdf\"\r\n\
         Content-Type: application/pdf\r\n\r\n%PDF\r\n--boundary--\r\n"
    );
}

#[test]
fn a_content_type_of_the_callers_goes_before_ours_except_for_forms() {
    let mut request = passthrough("/a", Payload::Text("a=b".to_owned()));
    request.headers =
        CallerHeaders::parse([("Content-Type", "application/x-www-form-urlencoded")], &[]).unwrap();
    let content_type = |request: &Passthrough| outgoing(request).unwrap().headers["content-type"].clone();
    assert_eq!(content_type(&request), "application/x-www-form-urlencoded");
    request.payload = Payload::Form(Vec::new());
    assert_eq!(content_type(&request), "multipart/form-data; boundary=boundary");
}

#[test]
fn so_much_is_sent_and_no_more() {
    assert!(outgoing(&passthrough("/a", Payload::Text("x".repeat(MOST_BYTES)))).is_ok());
    let refused = outgoing(&passthrough("/a", Payload::Text("x".repeat(MOST_BYTES + 1)))).map(|_made| ());
    assert!(refused.unwrap_err().starts_with("data: 10485761 bytes would be sent"));
}

#[test]
fn headers_of_one_connection_and_cookies_are_not_shown() {
    let headers = [
        ("content-type", "a/b"),
        ("set-cookie", "s=1"),
        ("connection", "close"),
        ("content-length", "3"),
        ("link", "1"),
        ("link", "2"),
    ];
    let headers: HeaderMap = headers
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()))
        .into_iter()
        .collect();
    let shown: Vec<_> = shown(&headers).collect();
    assert_eq!(
        shown,
        [("content-type", vec!["a/b".to_owned()]), ("link", vec!["1".to_owned(), "2".to_owned()])]
    );
}

proptest! {
    /// Whatever a caller writes: the host, the folder and the credentials are the connector's.
    #[test]
    fn no_request_leaves_the_api(
        path in "[ -~\\r\\n]{0,24}",
        params in prop::collection::vec((".{0,6}", ".{0,6}"), 0..3),
        name in "[ -~]{1,12}",
        value in ".{0,12}",
    ) {
        let Ok(path) = RemotePath::parse(&format!("/{path}")) else { return Ok(()) };
        let Ok(headers) = CallerHeaders::parse([(name.as_str(), value.as_str())], &[]) else { return Ok(()) };
        let request = Passthrough { method: Method::GET, path, params, headers, payload: Payload::Nothing, patience: Duration::from_secs(30) };
        if let Ok(made) = outgoing(&request) {
            prop_assert!(made.url.as_str().starts_with("https://x.example/api/v0/"), "{}", made.url);
            prop_assert_eq!(made.headers.get_all("x-key").iter().collect::<Vec<_>>(), ["secret"]);
            prop_assert!(!made.headers.contains_key("host"));
        }
    }
}
