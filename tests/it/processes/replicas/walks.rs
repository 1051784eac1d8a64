//! Walks whose pages come from both servers.

use chrono::{SecondsFormat, TimeDelta};
use serde_json::Value;

use super::pair::{Pair, candidates};

const BOUND: TimeDelta = TimeDelta::minutes(5);
const LIST: &str = "/v1/ats/candidates";

/// The first page from a process that reads from the primary, the others from one that may use the replica.
async fn walk_from_the_primary_on(pair: &mut Pair, path: &str) -> Vec<Value> {
    let (unwatched, both) = (pair.unwatched(), pair.store.clone());
    pair.service.answer_from(unwatched);
    let mut page = pair.service.get(path).await;
    pair.service.answer_from(both);
    let mut records = page.results().clone();
    while let Some(next) = page.next() {
        page = pair.service.get(&format!("{path}&cursor={next}")).await;
        records.extend(page.results().iter().cloned());
    }
    records
}

/// Copies a candidate under another id.
async fn add_candidate(pair: &Pair, id: &str) {
    sqlx::query(
        "INSERT INTO documents (integration_id, model, id, changed_at, touched_at, deleted, own_hash, watch_hash,
                                body_hash, body)
         SELECT integration_id, model, 'new', changed_at, $2, deleted, own_hash, watch_hash, body_hash, body
         FROM documents WHERE id = $1",
    )
    .bind(id)
    .bind(pair.now())
    .execute(pair.service.store.pool())
    .await
    .unwrap();
}

#[tokio::test]
async fn no_later_page_knows_less_than_the_first() {
    let mut pair = Pair::synced(BOUND).await;
    let all = candidates(&pair.service).await;
    let since = (pair.now() - TimeDelta::days(9)).to_rfc3339_opts(SecondsFormat::Millis, true);
    pair.pause().await;
    pair.pass(TimeDelta::seconds(1));
    add_candidate(&pair, &all[0]).await;
    let moved = &all[1..4];
    pair.retitle(moved, "Astronaut").await;
    for path in [
        format!("{LIST}?page_size=20"),
        format!("{LIST}?page_size=20&updated_after={since}"),
        format!(
            "{LIST}?page_size=20&updated_after={since}&ids={}",
            [all.clone(), vec!["new".to_owned()]].concat().join(",")
        ),
    ] {
        let walked = walk_from_the_primary_on(&mut pair, &path).await;
        assert_eq!(walked.len(), all.len() + 1, "{path}");
        let titled = walked.iter().filter(|record| record["title"] == "Astronaut").count();
        assert_eq!(titled, moved.len(), "{path}");
    }
}

#[tokio::test]
async fn a_walk_goes_on_at_the_replica_once_it_knows_as_much() {
    let mut pair = Pair::synced(BOUND).await;
    let all = candidates(&pair.service).await;
    let path = format!("{LIST}?page_size=20");
    let unwatched = pair.unwatched();
    pair.service.answer_from(unwatched);
    let from_primary = pair.service.get(&path).await.next().unwrap().to_owned();
    let both = pair.store.clone();
    pair.service.answer_from(both);
    pair.pass(TimeDelta::seconds(1));
    pair.until_used().await;
    pair.pause().await;
    pair.retitle(&all[20..21], "Astronaut").await;
    let second = pair.service.get(&format!("{path}&cursor={from_primary}")).await;
    assert_ne!(second.results()[0]["title"], "Astronaut", "the replica answers");
}

#[tokio::test]
async fn a_walk_that_began_at_the_replica_goes_on_there() {
    let pair = Pair::synced(BOUND).await;
    let all = candidates(&pair.service).await;
    let path = format!("{LIST}?page_size=20");
    pair.pause().await;
    pair.retitle(&all, "Astronaut").await;
    let mut page = pair.service.get(&path).await;
    let mut records = page.results().clone();
    while let Some(next) = page.next() {
        page = pair.service.get(&format!("{path}&cursor={next}")).await;
        records.extend(page.results().iter().cloned());
    }
    assert_eq!(records.len(), all.len());
    assert!(records.iter().all(|record| record["title"] != "Astronaut"), "the replica answers every page");
}
