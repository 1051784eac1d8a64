//! A caller that keeps a copy by polling, while both servers answer and the replica lags by as much as it may.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value;
use unified_ats::store::writes::Write;

use super::pair::{Pair, candidates};
use crate::reads::polling::writing::{die_before_settling, retitle, scope};
use crate::support::TestService;

const BOUND: TimeDelta = TimeDelta::seconds(5);
const ROUNDS: u32 = 60;
const LIST: &str = "/v1/ats/candidates?include_deleted=true";

/// What the caller has, by id.
#[derive(Default)]
struct Caller {
    copy: BTreeMap<String, Value>,
    began: Option<DateTime<Utc>>,
}

impl Caller {
    async fn poll(&mut self, service: &TestService, filter: &str) {
        let since = self.began.map(|began| began.to_rfc3339_opts(SecondsFormat::Millis, true));
        let since = since.map(|since| format!("&updated_after={since}")).unwrap_or_default();
        self.began = Some(service.now());
        for record in service.walk(&format!("{LIST}{filter}{since}"), 7).await {
            self.copy.insert(record["id"].as_str().unwrap().to_owned(), record);
        }
    }

    fn differences(&self, all: &[Value]) -> usize {
        all.iter().filter(|record| self.copy.get(record["id"].as_str().unwrap()) != Some(record)).count()
    }
}

async fn write(pair: &Pair, random: &mut StdRng, all: &[String], title: &str) {
    let some = random.random_range(0..all.len() - 3);
    let (store, clock) = (&pair.service.store, &pair.service.clock);
    let mut write = Write::begin(store, &scope(&pair.service).await, clock).await.unwrap();
    retitle(&mut write, &all[some..some + 3], title).await;
    clock.advance(TimeDelta::milliseconds(random.random_range(0..1500)));
    if random.random_ratio(1, 5) {
        die_before_settling(write).await;
    } else {
        write.commit(clock).await.unwrap();
    }
}

/// Both ways of polling: by time, and under a filter, here one that chooses everybody.
#[tokio::test]
async fn a_poller_misses_nothing_while_the_replica_lags() {
    let mut pair = Pair::synced(BOUND).await;
    let all = candidates(&pair.service).await;
    let everybody = pair.service.walk(LIST, 250).await;
    let everybody: Vec<&str> = everybody.iter().map(|record| record["id"].as_str().unwrap()).collect();
    let filter = format!("&ids={}", everybody.join(","));
    let (mut plain, mut filtered) = (Caller::default(), Caller::default());
    let mut random = StdRng::seed_from_u64(7);
    let mut stale = 0;
    for round in 0..ROUNDS {
        if random.random_ratio(1, 2) {
            pair.pause().await;
        } else {
            pair.resume().await;
        }
        for number in 0..random.random_range(0..3) {
            write(&pair, &mut random, &all, &format!("Title {round} {number}")).await;
        }
        pair.look().await;
        pair.pass(TimeDelta::milliseconds(random.random_range(0..3000)));
        plain.poll(&pair.service, "").await;
        filtered.poll(&pair.service, &filter).await;
        let now = current(&mut pair).await;
        stale += u32::from(plain.differences(&now) > 0);
    }
    assert!(stale > ROUNDS / 20, "the replica answered {stale} polls from the past");
    pair.resume().await;
    pair.until_used().await;
    plain.poll(&pair.service, "").await;
    filtered.poll(&pair.service, &filter).await;
    let now = current(&mut pair).await;
    assert_eq!((plain.differences(&now), plain.copy.len()), (0, now.len()));
    assert_eq!(filtered.differences(&now), 0);
}

/// The list as the primary has it.
async fn current(pair: &mut Pair) -> Vec<Value> {
    let (plain, both) = (pair.service.store.clone(), pair.store.clone());
    pair.service.answer_from(plain);
    let now = pair.service.walk(LIST, 250).await;
    pair.service.answer_from(both);
    now
}
