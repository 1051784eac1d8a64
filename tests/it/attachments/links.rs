//! What is behind a link, and what is not.

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;
use unified_ats::files::Fetcher;
use unified_ats::guard::Guard;

use super::{Owner, ROOT, open};

#[sqlx::test]
async fn a_link_leads_to_the_file_without_a_key(pool: PgPool) {
    let owner = Owner::start(pool).await;
    for (place, link) in owner.links().await.iter().enumerate() {
        let (status, headers, bytes) = open(&owner.service, link).await;
        assert_eq!(status, 200);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains(&format!("attachment {place} of {}", owner.candidate)), "{text}");
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/pdf");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
        assert!(header("content-disposition").starts_with("attachment; filename=\""));
    }
    let first = open(&owner.service, &owner.links().await[0]).await.1;
    let disposition = "attachment; filename=\"R_sum_ _ final (2).pdf\"; \
                       filename*=UTF-8''R%C3%A9sum%C3%A9%20%E2%80%93%20final%20%282%29.pdf";
    assert_eq!(first["content-disposition"], disposition);
}

#[sqlx::test]
async fn what_was_tampered_with_and_what_is_unknown_look_the_same(pool: PgPool) {
    let owner = Owner::start(pool).await;
    let link = owner.links().await.remove(0);
    let (status, _headers, unknown) = open(&owner.service, "/attachments/nonsense").await;
    assert_eq!(status, 404);
    let token = link.strip_prefix("/attachments/").unwrap();
    let part = |from: usize, to: usize| token.get(from..to).unwrap();
    let (cut, longer) = (part(1, token.len()).to_owned(), format!("{token}AAAA"));
    let first = format!("_{cut}");
    let other = if token.ends_with('A') { 'Q' } else { 'A' };
    let last = format!("{}{other}", part(0, token.len() - 1));
    let doubled = format!("{token}{token}");
    for wrong in [cut.as_str(), &longer, &first, &last, &doubled, "%00", "%2e%2e", "AAAA"] {
        let (status, headers, body) = open(&owner.service, &format!("/attachments/{wrong}")).await;
        assert_eq!((status, &body), (404, &unknown), "{wrong}");
        assert_eq!(headers["cache-control"], "no-store");
    }
    assert_eq!(open(&owner.service, &link).await.0, 200);
}

#[sqlx::test]
async fn a_link_is_good_for_a_week(pool: PgPool) {
    let owner = Owner::start(pool).await;
    let link = owner.links().await.remove(0);
    owner.service.clock.advance(TimeDelta::days(7) - TimeDelta::seconds(2));
    assert_eq!(open(&owner.service, &link).await.0, 200);
    owner.service.clock.advance(TimeDelta::seconds(2));
    let (status, _headers, body) = open(&owner.service, &link).await;
    assert_eq!(status, 410);
    assert!(String::from_utf8(body).unwrap().contains("expired"));
}

#[sqlx::test]
async fn a_link_ends_with_the_integration_the_candidate_and_the_file(pool: PgPool) {
    let owner = Owner::start(pool).await;
    let service = &owner.service;
    let links = owner.links().await;
    let switch = format!("/v1/integrations/{}/enabled", service.integration);
    assert_eq!(service.send("PUT", &switch, &json!({ "value": false })).await.status, 200);
    assert_eq!(open(service, &links[0]).await.0, 404);
    assert_eq!(service.send("PUT", &switch, &json!({ "value": true })).await.status, 200);
    assert_eq!(open(service, &links[0]).await.0, 200);

    let mut kept = owner.files[0].clone();
    // By which the simulator finds the bytes.
    kept["_file"] = json!("0");
    let update = json!({ "op": "update", "resource": "candidates", "id": owner.candidate, "fields": { "attachments": [kept] } });
    let fewer = json!([update]);
    service.mutate(fewer).await;
    assert_eq!(open(service, &links[0]).await.0, 200);
    assert_eq!(open(service, &links[1]).await.0, 404);

    service.mutate(json!([{ "op": "delete", "resource": "candidates", "id": owner.candidate }])).await;
    assert_eq!(open(service, &links[0]).await.0, 404, "our copy does not know it yet");
}

/// Not to where nobody but the service's own network can be.
#[sqlx::test]
async fn files_are_fetched_from_the_public_internet_alone(pool: PgPool) {
    let mut owner = Owner::start(pool).await;
    let link = owner.links().await.remove(0);
    let strict = Fetcher::new(Guard::default()).unwrap();
    let actions = owner.service.actions().with_remote_files(strict);
    owner.service.reach_with(actions, Some(ROOT));
    let (status, _headers, body) = open(&owner.service, &link).await;
    assert_eq!(status, 502);
    let text = String::from_utf8(body).unwrap();
    assert!(!text.contains("127.0.0.1") && !text.contains("signature"), "{text}");
}

#[sqlx::test]
async fn downloads_and_lists_take_turns(pool: PgPool) {
    let owner = Owner::start(pool).await;
    let service = &owner.service;
    let link = owner.links().await.remove(0);
    sqlx::query(
        "INSERT INTO action_turns (integration_id, public_id, until)
         SELECT integration_id, 'other-' || n, $1 FROM integrations, generate_series(1, 30) n",
    )
    .bind(service.now() + TimeDelta::minutes(1))
    .execute(service.store.pool())
    .await
    .unwrap();
    let list = service.get(&owner.path()).await;
    assert_eq!((list.status, list.code()), (429, Some("PLATFORM.CONCURRENCY_LIMIT_EXCEEDED")));
    let (status, headers, _body) = open(service, &link).await;
    assert_eq!((status, headers["retry-after"].to_str().unwrap()), (429, "1"));
    service.clock.advance(TimeDelta::minutes(2));
    assert_eq!(open(service, &link).await.0, 200);
    let taken = "SELECT count(*) FROM action_turns WHERE public_id NOT LIKE 'other-%'";
    let taken: i64 = sqlx::query_scalar(taken).fetch_one(service.store.pool()).await.unwrap();
    assert_eq!(taken, 0, "every turn is given back");
}
