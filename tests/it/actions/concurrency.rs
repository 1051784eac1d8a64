//! An integration may have thirty actions under way, in all processes together; reads are not counted.

use axum::Router;
use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use unified_ats::domain::id::IntegrationId;
use unified_ats::gem_sim::Options;

use super::gate::Gate;
use super::stand::Stand;
use crate::support::{Answer, TestService};

/// Few enough that actions which kept theirs while they wait would leave none.
const CONNECTIONS: u32 = 5;

async fn few_connections(pool: &PgPool) -> PgPool {
    let options = (*pool.connect_options()).clone();
    PgPoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await.unwrap()
}

/// How many actions the integration has under way, as the database has it.
pub(super) async fn under_way(service: &TestService) -> i64 {
    let query = sqlx::query_scalar(
        "SELECT count(*) FROM action_turns JOIN integrations USING (integration_id)
         WHERE integrations.public_id = $1",
    );
    query.bind(service.integration.as_str()).fetch_one(service.store.pool()).await.unwrap()
}

pub(super) fn note(number: usize) -> Value {
    json!({ "content": format!("Note {number}."), "content_type": "PLAIN_TEXT" })
}

/// The thirty-first.
async fn is_one_too_many(stand: &Stand, router: &Router) {
    let path = stand.of_application("notes");
    let answer = stand.service.act_at(router, "POST", &path, &note(31)).await;
    assert_eq!((answer.status, answer.code()), (429, Some("PLATFORM.CONCURRENCY_LIMIT_EXCEEDED")));
    let headers = ["concurrency-limit", "concurrency-remaining", "retry-after", "action-outcome"];
    assert_eq!(headers.map(|name| answer.header(name)), [Some("30"), Some("0"), Some("1"), None]);
    assert!(answer.message().contains("Nothing was done"), "{}", answer.message());
}

#[sqlx::test]
async fn thirty_actions_are_under_way_and_no_more(pool: PgPool) {
    let mut stand = Stand::extended(few_connections(&pool).await).await;
    let other = IntegrationId::parse("gem:11111111111111111111aaaa").unwrap();
    let options = Options { candidates: 60, rate: None, ..Options::default() };
    let other = TestService::start_as(pool, options, json!({}), other).await;
    other.sync().await;
    let before = stand.service.get("/v1/ats/candidates?page_size=250").await;
    let gate = Gate::before(&mut stand.service).await;
    let (first, second) = (stand.service.router(), stand.service.another_router());
    let path = stand.of_application("notes");
    let held = join_all((0..30).map(|number| {
        // By two processes.
        let router = if number % 2 == 0 { &first } else { &second };
        let (path, body) = (path.clone(), note(number));
        let service = &stand.service;
        async move { service.act_at(router, "POST", &path, &body).await }
    }));
    let meanwhile = async {
        gate.holds(30).await;
        assert_eq!(under_way(&stand.service).await, 30);
        for router in [&first, &second] {
            is_one_too_many(&stand, router).await;
        }
        // Reads go on as always, with so few connections too.
        for _again in 0..20 {
            assert_eq!(stand.service.get("/v1/ats/candidates?page_size=250").await.body, before.body);
        }
        // Refusals that need no turn still say how many there are.
        let refused = stand.post(&path, json!({})).await;
        assert_eq!((refused.status, refused.header("concurrency-remaining")), (400, Some("0")));
        of_another_integration(&other).await;
        gate.open();
    };
    let (answers, ()) = tokio::join!(held, meanwhile);
    let mut remaining: Vec<u32> = answers.iter().map(remaining).collect();
    remaining.sort_unstable();
    assert_eq!(remaining, (0..30).collect::<Vec<_>>());
    assert_eq!(under_way(&stand.service).await, 0);
    let next = stand.service.act_at(&second, "POST", &path, &note(31)).await;
    assert_eq!((next.status, next.header("concurrency-remaining")), (200, Some("29")));
    let candidate = stand.candidate["remote_id"].as_str().unwrap();
    assert_eq!(stand.find("notes", &format!("candidate_id={candidate}")).await.len(), 31);
}

/// What an action that was done says of those that could be.
fn remaining(answer: &Answer) -> u32 {
    assert_eq!(answer.data(), &json!({}));
    assert_eq!(answer.header("concurrency-limit"), Some("30"));
    answer.header("concurrency-remaining").unwrap().parse().unwrap()
}

async fn of_another_integration(other: &TestService) {
    let users = other.walk("/v1/ats/users", 250).await;
    let user = users.iter().find(|user| user["status"] == "ACTIVE").unwrap();
    other.set_setting("acting_user_id", &user["remote_id"]).await;
    let applications = other.walk("/v1/ats/applications?outcomes=PENDING", 250).await;
    let path = format!("/v1/ats/applications/{}/notes", applications[0]["id"].as_str().unwrap());
    let answer = other.act("POST", &path, None, &note(0)).await;
    assert_eq!((answer.status, answer.header("concurrency-remaining")), (200, Some("29")), "{}", answer.body);
}

#[sqlx::test]
async fn turns_of_dead_processes_end_by_themselves(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    // As thirty calls of a process left them that was killed.
    sqlx::query(
        "INSERT INTO action_turns (integration_id, public_id, until)
         SELECT integration_id, 'dead-' || n, $2 FROM integrations, generate_series(1, 30) n WHERE public_id = $1",
    )
    .bind(stand.service.integration.as_str())
    .bind(stand.service.now() + TimeDelta::minutes(3))
    .execute(stand.service.store.pool())
    .await
    .unwrap();
    is_one_too_many(&stand, &stand.service.router()).await;
    stand.service.clock.advance(TimeDelta::minutes(3) - TimeDelta::milliseconds(1));
    is_one_too_many(&stand, &stand.service.router()).await;
    stand.service.clock.advance(TimeDelta::milliseconds(1));
    let answer = stand.post(&stand.of_application("notes"), note(0)).await;
    assert_eq!((answer.status, answer.header("concurrency-remaining")), (200, Some("29")), "{}", answer.body);
}
