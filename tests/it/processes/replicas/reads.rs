//! Which server answers. What the replica does not know shows who did.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::pair::{Pair, candidates};
use crate::processes::cluster::Stop;
use crate::reads::exports::export;
use crate::support::TestService;

const BOUND: TimeDelta = TimeDelta::seconds(5);
const LIST: &str = "/v1/ats/candidates";

async fn titles(service: &TestService, id: &str) -> Vec<Value> {
    let listed = service.get(&format!("{LIST}?ids={id}")).await.results()[0]["title"].clone();
    let records = export(service, &format!("{LIST}/export")).await.1;
    let exported = records.iter().find(|record| record["id"] == id).unwrap()["title"].clone();
    vec![listed, exported]
}

#[tokio::test]
async fn the_replica_answers_as_long_as_it_is_recent_enough() {
    let mut pair = Pair::synced(BOUND).await;
    let id = candidates(&pair.service).await[0].clone();
    let before = titles(&pair.service, &id).await;
    pair.pause().await;
    pair.retitle(std::slice::from_ref(&id), "Astronaut").await;
    for _look in 0..2 {
        pair.look().await;
        assert_eq!(titles(&pair.service, &id).await, before, "the replica answers");
        pair.pass(BOUND);
        assert_eq!(titles(&pair.service, &id).await, before, "the replica answers");
        pair.pass(-BOUND);
    }
    pair.pass(BOUND + TimeDelta::milliseconds(1));
    assert_eq!(titles(&pair.service, &id).await, ["Astronaut"; 2], "the primary answers");
    pair.look().await;
    assert_eq!(titles(&pair.service, &id).await, ["Astronaut"; 2], "the primary answers");
    pair.resume().await;
    pair.until_used().await;
    assert_eq!(titles(&pair.service, &id).await, ["Astronaut"; 2]);
    pair.pause().await;
    pair.retitle(std::slice::from_ref(&id), "Cosmonaut").await;
    assert_eq!(titles(&pair.service, &id).await, ["Astronaut"; 2], "the replica answers again");
}

#[tokio::test]
async fn a_read_that_fails_on_the_replica_is_made_on_the_primary() {
    let mut pair = Pair::synced(BOUND).await;
    let id = candidates(&pair.service).await[0].clone();
    pair.pause().await;
    pair.retitle(std::slice::from_ref(&id), "Astronaut").await;
    pair.replica.stop(Stop::Immediate).await;
    assert_eq!(titles(&pair.service, &id).await, ["Astronaut"; 2]);
    pair.look().await;
    assert_eq!(titles(&pair.service, &id).await, ["Astronaut"; 2]);
    pair.replica.run().await;
    pair.until_used().await;
    pair.pause().await;
    pair.retitle(std::slice::from_ref(&id), "Cosmonaut").await;
    assert_eq!(titles(&pair.service, &id).await, ["Astronaut"; 2], "the replica answers again");
}

/// The replica stays recent enough for its bound, and knows nothing of what was synced.
#[tokio::test]
async fn no_list_is_older_than_its_integration_and_its_headers_say() {
    let mut pair = Pair::start(TimeDelta::minutes(5)).await;
    pair.until_used().await;
    pair.pause().await;
    pair.service.sync().await;
    let first = pair.service.walk(LIST, 250).await;
    assert!(!first.is_empty(), "it was just opened");
    assert!(!export(&pair.service, &format!("{LIST}/export")).await.1.is_empty());

    pair.resume().await;
    pair.pass(TimeDelta::minutes(1));
    pair.until_used().await;
    pair.pause().await;
    pair.service.mutate(json!([{ "op": "random", "n": 100, "seed": 5 }])).await;
    pair.service.sync().await;
    let answer = pair.service.get(&format!("{LIST}?page_size=250")).await;
    assert_ne!(*answer.results(), first);
    let stored = pair.service.store.clone();
    pair.service.answer_from(stored);
    let of_primary = pair.service.get(&format!("{LIST}?page_size=250")).await;
    assert_eq!(answer.header("x-last-full-sync"), of_primary.header("x-last-full-sync"));
    assert_eq!(answer.results(), of_primary.results());
}
