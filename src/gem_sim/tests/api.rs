//! Keys, errors, limits, faults.

use serde_json::{Value, json};

use super::Gem;
use crate::gem_sim::state::{DIRECT_KEY, PARTNER_KEY, PARTNER_SECRET, VANITY};
use crate::gem_sim::{Options, Rate, Sim};

#[tokio::test]
async fn keys_and_secrets() {
    let gem = Gem::small();
    let ask = async |headers: &[(&str, &str)]| gem.send("GET", "/ats/v0/jobs/", headers, "").await;
    for refused in [&[][..], &[("X-API-Key", "wrong")]] {
        let answer = ask(refused).await;
        assert_eq!((answer.status, answer.json()), (403, json!({"message": "Forbidden"})));
    }
    assert_eq!(ask(&[("x-api-key", DIRECT_KEY)]).await.status, 200);
    let partner = [("X-API-Key", PARTNER_KEY), ("X-Application-Secret", PARTNER_SECRET)];
    assert_eq!(ask(&partner).await.status, 200);
    let bad = [("X-API-Key", PARTNER_KEY), ("X-Application-Secret", "no")];
    let answer = ask(&bad).await;
    assert_eq!((answer.status, &answer.json()["code"]), (403, &json!(403)));
    gem.switch(json!({"bad_secret_status": 401})).await;
    assert_eq!(ask(&[("X-API-Key", PARTNER_KEY)]).await.status, 401);
    for key in [DIRECT_KEY, PARTNER_KEY, PARTNER_SECRET] {
        assert!(key.len() == 40 && key.bytes().all(|b| b.is_ascii_alphanumeric()));
    }
}

#[tokio::test]
async fn unknown_routes_and_slashes() {
    let gem = Gem::small();
    for path in ["/nothing/", "/sources/", "/jobs/x", "/candidates/x/"] {
        let answer = gem.get(path).await;
        assert_eq!((answer.status, &answer.json()["status"]), (404, &json!("Not Found")), "{path}");
    }
    gem.switch(json!({"unknown_route": "missing_token"})).await;
    let answer = gem.get("/nothing/").await;
    assert_eq!((answer.status, answer.json()), (403, json!({"message": "Missing Authentication Token"})));

    let answer = gem.get("/jobs?page=2").await;
    assert_eq!((answer.status, answer.header("location")), (308, Some("/ats/v0/jobs/?page=2")));
    gem.switch(json!({"missing_slash": "redirect_301"})).await;
    assert_eq!(gem.get("/jobs").await.status, 301);
    gem.switch(json!({"missing_slash": "serve"})).await;
    assert_eq!(gem.get("/jobs").await.status, 200);
}

#[tokio::test]
async fn the_bucket_runs_dry() {
    let gem = Gem::new(&Options {
        candidates: 20,
        rate: Some(Rate { per_second: 1, burst: 3 }),
        ..Options::default()
    });
    for _ in 0..3 {
        assert_eq!(gem.get("/offices/").await.status, 200);
    }
    let answer = gem.get("/offices/").await;
    assert_eq!((answer.status, answer.json()), (429, json!({"message": "Too Many Requests"})));
    assert_eq!(answer.header("retry-after"), None);
    gem.switch(json!({"retry_after": 7})).await;
    assert_eq!(gem.get("/offices/").await.header("retry-after"), Some("7"));
    gem.control("PUT", "rate", Value::Null).await;
    assert_eq!(gem.get("/offices/").await.status, 200);
    let counts = gem.control("GET", "counts", Value::Null).await.json();
    assert_eq!(counts["GET /ats/v0/offices/"], json!({"200": 4, "429": 2}));
}

#[tokio::test]
async fn bodies_over_ten_megabytes_are_refused() {
    let gem = Gem::small();
    let large = Value::String("x".repeat(10 * 1024 * 1024));
    let answer = gem.api("POST", "/candidates/", &large).await;
    assert_eq!((answer.status, answer.json()), (413, json!({"message": "Request Too Long"})));
}

#[tokio::test]
async fn faults_strike_as_told() {
    let gem = Gem::small();
    let fault = async |rule: Value| {
        gem.control("PUT", "faults", json!([rule])).await;
        gem.get("/jobs/").await
    };
    let answer =
        fault(json!({"path": "/jobs/", "kind": "status", "status": 503, "retry_after": 2, "times": 1})).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("2")));
    assert_eq!(gem.get("/jobs/").await.status, 200);
    let answer = fault(json!({"path": "/jobs/", "kind": "truncated"})).await;
    assert!(answer.status == 200 && serde_json::from_str::<Value>(&answer.text).is_err());
    let answer = fault(json!({"path": "/jobs/", "kind": "html"})).await;
    assert!(answer.status == 502 && answer.text.starts_with("<html>"));
    assert!(fault(json!({"path": "/jobs/", "kind": "empty_array"})).await.rows().is_empty());
    assert_eq!(fault(json!({"path": "*", "kind": "status", "status": 500})).await.json()["code"], 500);
    assert!(!fault(json!({"path": "/users/", "kind": "drop"})).await.rows().is_empty());
    gem.control("DELETE", "faults", Value::Null).await;
    assert_eq!(gem.get("/jobs/").await.status, 200);
}

#[tokio::test]
async fn a_dropped_connection_brings_no_answer() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let sim = Sim::start(Options { candidates: 20, ..Options::default() }).await.unwrap();
    let address = sim.base_url().replace("http://", "");
    let exchange = async |request: String| {
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer).await;
        answer
    };
    let rules = r#"[{"path":"/jobs/","kind":"drop","nth":1}]"#;
    let put = format!(
        "PUT /_sim/faults HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{rules}",
        rules.len()
    );
    assert!(exchange(put).await.starts_with("HTTP/1.1 200"));
    let get = format!(
        "GET /ats/v0/jobs/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-api-key: {DIRECT_KEY}\r\n\r\n"
    );
    assert_eq!(exchange(get.clone()).await, "");
    assert!(exchange(get).await.starts_with("HTTP/1.1 200"));
    sim.stop().await;
}

#[tokio::test]
async fn a_taken_port_is_an_error() {
    let first = Sim::start(Options { candidates: 20, ..Options::default() }).await.unwrap();
    let port = first.base_url().rsplit(':').next().unwrap().parse().unwrap();
    assert!(Sim::start(Options { port, ..Options::default() }).await.is_err());
    first.stop().await;
}

#[tokio::test]
async fn the_job_board_shows_public_posts_only() {
    let gem = Gem::small();
    let board =
        async |vanity: &str| gem.send("GET", &format!("/job_board/v0/{vanity}/job_posts/"), &[], "").await;
    let posts = board(VANITY).await.rows();
    assert!(posts.len() > 2);
    for post in &posts {
        assert!(post["live"] == true && post["listed"] == true && post["external"] == true);
        assert!(post["absolute_url"].as_str().unwrap().ends_with(post["id"].as_str().unwrap()));
        assert!(!post["content_plain"].as_str().unwrap().contains('<'));
        assert!(post["employment_type"].is_string() && post["location_type"].is_string());
    }
    assert_eq!(board(&VANITY.to_lowercase()).await.status, 404);
}

#[tokio::test]
async fn links_of_attachments_expire() {
    let gem = Gem::small();
    let rows = gem.get("/candidates/").await.rows();
    let url = rows[3]["attachments"][0]["url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix("http://sim.test").unwrap();
    let answer = gem.send("GET", path, &[], "").await;
    assert!(answer.status == 200 && answer.text.starts_with("%PDF"));
    assert_eq!(gem.send("GET", path.split('?').next().unwrap(), &[], "").await.status, 403);
    assert_eq!(gem.send("GET", &format!("{path}x"), &[], "").await.status, 403);
    gem.control("POST", "clock", json!({"advance_ms": 8 * 86_400_000_i64})).await;
    assert_eq!(gem.send("GET", path, &[], "").await.status, 403);
}
