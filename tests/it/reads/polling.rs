//! Polls while something is written: nothing is missed, whatever becomes of the writer.

mod plans;
mod race;
pub(crate) mod writing;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::Value;
use sqlx::PgPool;
use unified_ats::clock::Clock as _;
use unified_ats::store::writes::{self, Write};

use crate::support::TestService;
use writing::{die_before_settling, retitle, scope};

/// How a write ends that was under way while a caller polled.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Settled,
    /// The process dies when the commit has returned.
    Died,
}

/// A synced service, and what to look at: the path of a poll and the ids of candidates that it can list.
struct Stage {
    service: TestService,
    all: String,
    of_one_job: String,
    candidates: Vec<String>,
}

impl Stage {
    async fn set(pool: PgPool) -> Self {
        let service = TestService::start(pool).await;
        service.sync().await;
        let list = "/v1/ats/candidates";
        let jobs = service.walk("/v1/ats/jobs", 250).await;
        for job in jobs {
            let of_one_job = format!("{list}?job_ids={}", job["id"].as_str().unwrap());
            let found = service.walk(&of_one_job, 250).await;
            if found.len() > 3 {
                let id = |candidate: &Value| candidate["id"].as_str().unwrap().to_owned();
                let candidates = found.iter().take(3).map(id).collect();
                return Self {
                    service,
                    all: format!("{list}?include_deleted=false"),
                    of_one_job,
                    candidates,
                };
            }
        }
        panic!("no job has enough candidates")
    }

    async fn begin(&self) -> Write {
        let scope = scope(&self.service).await;
        Write::begin(&self.service.store, &scope, &self.service.clock).await.unwrap()
    }

    fn pass(&self, time: TimeDelta) {
        self.service.clock.advance(time);
    }

    async fn poll(&self, path: &str, updated_after: DateTime<Utc>, page_size: u32) -> Vec<Value> {
        self.service.walk(&poll(path, updated_after), page_size).await
    }

    /// Settles what was left unsettled.
    async fn write_nothing(&self) {
        self.begin().await.commit(&self.service.clock).await.unwrap();
    }

    async fn traces(&self) -> i64 {
        let count = sqlx::query_scalar("SELECT count(*) FROM document_writes");
        count.fetch_one(self.service.store.pool()).await.unwrap()
    }
}

fn poll(path: &str, updated_after: DateTime<Utc>) -> String {
    format!("{path}&updated_after={}", updated_after.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// The ids of the records with the title, sorted.
fn titled(records: &[Value], title: &str) -> Vec<String> {
    let of_title = records.iter().filter(|record| record["title"] == title);
    let mut ids: Vec<String> = of_title.map(|r| r["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

fn sorted(ids: &[String]) -> Vec<String> {
    let mut ids = ids.to_vec();
    ids.sort();
    ids
}

/// The next poll of a caller whose clock is as far ahead as it may be.
#[sqlx::test]
async fn a_change_that_is_being_committed_is_found_by_the_next_poll(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let (ahead, long) = (TimeDelta::seconds(1), TimeDelta::seconds(30));
    let lengths = [TimeDelta::zero(), TimeDelta::seconds(1), TimeDelta::milliseconds(1_001), long];
    for (n, lasts) in lengths.into_iter().enumerate() {
        for end in [End::Settled, End::Died] {
            stage.pass(TimeDelta::hours(1));
            let title = format!("Astronaut {n} {end:?}");
            let mut write = stage.begin().await;
            retitle(&mut write, &stage.candidates, &title).await;
            stage.pass(lasts);
            let polled_at = stage.service.now();
            for path in [&stage.all, &stage.of_one_job] {
                let before = stage.poll(path, polled_at - long, 250).await;
                assert_eq!(titled(&before, &title), [""; 0], "what is not committed is not seen");
            }
            match end {
                End::Settled => write.commit(&stage.service.clock).await.unwrap(),
                End::Died => die_before_settling(write).await,
            }
            for later in [TimeDelta::zero(), TimeDelta::hours(2)] {
                stage.pass(later);
                for path in [&stage.all, &stage.of_one_job] {
                    for page_size in [1, 2, 250] {
                        let found = stage.poll(path, polled_at + ahead, page_size).await;
                        let found = titled(&found, &title);
                        assert_eq!(found, sorted(&stage.candidates), "{lasts} {end:?} {path} {page_size}");
                    }
                }
            }
        }
    }
}

#[sqlx::test]
async fn what_was_settled_before_a_poll_is_not_repeated_by_the_next(pool: PgPool) {
    let stage = Stage::set(pool).await;
    for lasts in [TimeDelta::zero(), TimeDelta::seconds(30)] {
        for end in [End::Settled, End::Died] {
            let mut write = stage.begin().await;
            retitle(&mut write, &stage.candidates, &format!("Astronaut {lasts} {end:?}")).await;
            stage.pass(lasts);
            match end {
                End::Settled => write.commit(&stage.service.clock).await.unwrap(),
                End::Died => {
                    die_before_settling(write).await;
                    stage.pass(TimeDelta::hours(1));
                    let repeated = stage.poll(&stage.all, stage.service.now(), 250).await;
                    assert_eq!(repeated.len(), stage.candidates.len(), "nobody knows since when it is seen");
                    stage.write_nothing().await;
                }
            }
            stage.pass(TimeDelta::minutes(1));
            for path in [&stage.all, &stage.of_one_job] {
                assert_eq!(stage.poll(path, stage.service.now(), 250).await, Vec::<Value>::new(), "{path}");
            }
        }
    }
}

#[sqlx::test]
async fn a_walk_looks_back_as_far_on_every_page_as_on_its_first(pool: PgPool) {
    let stage = Stage::set(pool).await;
    for (path, title) in [(&stage.all, "Astronaut"), (&stage.of_one_job, "Cosmonaut")] {
        stage.pass(TimeDelta::hours(1));
        let mut write = stage.begin().await;
        retitle(&mut write, &stage.candidates, title).await;
        die_before_settling(write).await;
        stage.pass(TimeDelta::hours(1));
        // A caller whose clock is ahead: once it is settled, the write is too old for this poll.
        let first = format!("{}&page_size=1", poll(path, stage.service.now() + TimeDelta::minutes(1)));
        let mut page = stage.service.get(&first).await;
        let mut found = page.results().clone();
        stage.write_nothing().await;
        while let Some(next) = page.next() {
            page = stage.service.get(&format!("{first}&cursor={next}")).await;
            found.extend(page.results().iter().cloned());
        }
        assert_eq!(titled(&found, title), sorted(&stage.candidates), "{path}");
        let fresh = stage.service.get(&first).await;
        assert_eq!(fresh.results().len(), 0, "{path}");
    }
}

#[sqlx::test]
async fn a_walk_ends_and_what_changed_meanwhile_is_found_by_the_next(pool: PgPool) {
    let stage = Stage::set(pool).await;
    for (path, title) in [(&stage.all, "Astronaut"), (&stage.of_one_job, "Cosmonaut")] {
        stage.pass(TimeDelta::hours(1));
        let mut write = stage.begin().await;
        retitle(&mut write, &stage.candidates, "Trainee").await;
        write.commit(&stage.service.clock).await.unwrap();
        let first = format!("{}&page_size=1", poll(path, stage.service.now()));
        let polled_at = stage.service.now();
        let mut page = stage.service.get(&first).await;
        for round in 1.. {
            assert!(round <= stage.candidates.len(), "{path}");
            stage.pass(TimeDelta::minutes(1));
            let mut write = stage.begin().await;
            retitle(&mut write, &stage.candidates, &format!("{title} {round}")).await;
            write.commit(&stage.service.clock).await.unwrap();
            let Some(next) = page.next() else {
                let found = stage.poll(path, polled_at, 1).await;
                assert_eq!(titled(&found, &format!("{title} {round}")), sorted(&stage.candidates), "{path}");
                break;
            };
            page = stage.service.get(&format!("{first}&cursor={next}")).await;
        }
    }
}

#[sqlx::test]
async fn a_change_by_a_clock_that_was_set_back_is_found_at_once(pool: PgPool) {
    let stage = Stage::set(pool).await;
    stage.pass(TimeDelta::hours(5));
    let mut write = stage.begin().await;
    retitle(&mut write, &stage.candidates, "Astronaut").await;
    write.commit(&stage.service.clock).await.unwrap();
    stage.pass(TimeDelta::hours(-3));
    let polled_at = stage.service.now();
    let mut write = stage.begin().await;
    retitle(&mut write, &stage.candidates, "Cosmonaut").await;
    stage.pass(TimeDelta::hours(-1));
    write.commit(&stage.service.clock).await.unwrap();
    for path in [&stage.all, &stage.of_one_job] {
        let found = stage.poll(path, polled_at, 1).await;
        assert_eq!(titled(&found, "Cosmonaut"), sorted(&stage.candidates), "{path}");
    }
}

#[sqlx::test]
async fn long_writes_leave_a_trace_until_it_is_purged(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let mut db = stage.service.store.pool().acquire().await.unwrap();
    assert_eq!(stage.traces().await, 0, "the first sync was read in moments");
    let mut write = stage.begin().await;
    retitle(&mut write, &stage.candidates, "Astronaut").await;
    drop(write);
    assert_eq!(stage.traces().await, 0, "what never happened leaves nothing");
    let mut write = stage.begin().await;
    retitle(&mut write, &stage.candidates, "Astronaut").await;
    stage.pass(TimeDelta::minutes(1));
    let settled_at = stage.service.now();
    write.commit(&stage.service.clock).await.unwrap();
    assert_eq!(stage.traces().await, 1);
    let mut write = stage.begin().await;
    retitle(&mut write, &stage.candidates, "Cosmonaut").await;
    die_before_settling(write).await;
    assert_eq!(stage.traces().await, 2);
    let much_later = stage.service.clock.now() + TimeDelta::days(99);
    assert_eq!(writes::purge(&mut db, settled_at).await.unwrap(), 0);
    assert_eq!(writes::purge(&mut db, much_later).await.unwrap(), 1);
    assert_eq!(stage.traces().await, 1, "what is not settled is kept");
}
