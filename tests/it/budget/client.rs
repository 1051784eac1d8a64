//! The patience of Gem's client, against a simulator that refuses and fails.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use tokio::sync::watch;
use unified_ats::clock::{Clock, ManualClock};
use unified_ats::connectors::meter::{WaitReason, Waiting};
use unified_ats::connectors::{Connector, ConnectorError, Outline, PageRequest};
use unified_ats::gem_sim::Options;
use unified_ats::store::runs::Outcome;
use unified_ats::store::{Store, integrations};
use unified_ats::sync::budget::SharedBudgets;
use unified_ats::sync::run::RunError;

use crate::support::TestService;

/// A connector as another process would open it.
async fn open(service: &TestService) -> Arc<dyn Connector> {
    let mut db = service.store.pool().acquire().await.unwrap();
    let integration = integrations::find(&mut db, &service.integration).await.unwrap().unwrap();
    drop(db);
    service.connections.open(&integration).await.unwrap()
}

/// The first page of users, as a sync reads it.
async fn read(connector: &Arc<dyn Connector>) -> Result<Outline, ConnectorError> {
    let (pass, request) = (connector.full_plan()[0], PageRequest::default());
    let answer = connector.fetch(pass, &request).await?;
    connector.read(pass, &request, &answer).await?;
    connector.outline(pass, &request, &answer)
}

/// The service, with a simulator that fails in this way whenever users are asked for.
async fn failing(pool: PgPool, mut fault: Value) -> TestService {
    let service = TestService::start(pool).await;
    fault["path"] = json!("/users");
    service.set_faults(json!([fault])).await;
    service
}

/// A clock that looks at what is published whenever somebody sleeps by it.
struct Witness {
    clock: ManualClock,
    published: OnceLock<watch::Receiver<Option<Waiting>>>,
    seen: Mutex<Vec<Option<Waiting>>>,
}

#[async_trait]
impl Clock for Witness {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.seen.lock().unwrap().push(*self.published.get().unwrap().borrow());
        self.clock.sleep(duration).await;
    }
}

#[sqlx::test]
async fn a_refusal_is_waited_out_for_exactly_as_long_as_it_asks(pool: PgPool) {
    let fault = json!({ "kind": "status", "status": 429, "retry_after": 7, "times": 2 });
    let mut service = failing(pool, fault).await;
    let witness = Arc::new(Witness {
        clock: service.clock.clone(),
        published: OnceLock::new(),
        seen: Mutex::default(),
    });
    service.connections.outbound.clock = Arc::<Witness>::clone(&witness);
    let (connector, begin) = (open(&service).await, service.now());
    witness.published.set(connector.meter().waiting()).unwrap();
    assert!(read(&connector).await.unwrap().rows > 0);
    let rest = |seconds| {
        Some(Waiting { until: begin + TimeDelta::seconds(seconds), reason: WaitReason::RateLimited })
    };
    assert_eq!(*witness.seen.lock().unwrap(), [rest(7), rest(14)]);
    assert_eq!(*connector.meter().waiting().borrow(), None, "the wait is over");
    assert_eq!(service.now() - begin, TimeDelta::seconds(14));
    let usage = connector.meter().usage();
    assert_eq!((usage.requests, usage.waited), (3, Duration::from_secs(14)));
    assert!(usage.bytes > 1000, "{}", usage.bytes);
}

#[sqlx::test]
async fn a_refusal_that_asks_for_nothing_is_waited_out_too(pool: PgPool) {
    let service = failing(pool, json!({ "kind": "status", "status": 429, "times": 10 })).await;
    let (connector, begin) = (open(&service).await, service.now());
    assert!(read(&connector).await.unwrap().rows > 0);
    let usage = connector.meter().usage();
    assert_eq!(usage.requests, 11, "more often than what fails is tried");
    assert_eq!((service.now() - begin).to_std().unwrap(), usage.waited);
    assert!(
        usage.waited > Duration::ZERO && usage.waited < Duration::from_secs(1 + 2 + 4 + 8 + 16 + 32 + 4 * 60)
    );
}

#[sqlx::test]
async fn a_refusal_that_never_ends_is_given_up_after_a_quarter_of_an_hour(pool: PgPool) {
    let service = failing(pool, json!({ "kind": "status", "status": 429, "retry_after": 60 })).await;
    let (connector, begin) = (open(&service).await, service.now());
    let minute = Duration::from_mins(1);
    assert_eq!(read(&connector).await, Err(ConnectorError::RateLimited(Some(minute))));
    assert_eq!(service.now() - begin, TimeDelta::minutes(15));
    assert_eq!(connector.meter().usage().requests, 16);

    service.set_faults(json!([{ "path": "/users", "kind": "status", "status": 429 }])).await;
    service.clock.advance(TimeDelta::minutes(1));
    let silent = open(&service).await;
    assert!(matches!(read(&silent).await, Err(ConnectorError::RateLimited(Some(_)))));
    let waited = silent.meter().usage().waited;
    assert!(waited <= 15 * minute && waited + minute > 15 * minute, "{waited:?}");
}

#[sqlx::test]
async fn a_rest_that_is_too_long_is_given_up_at_once_by_everybody(pool: PgPool) {
    let service = failing(pool, json!({ "kind": "status", "status": 429, "retry_after": 3600 })).await;
    let (connector, begin) = (open(&service).await, service.now());
    let too_long = Err(ConnectorError::RateLimited(Some(Duration::from_hours(1))));
    assert_eq!(read(&connector).await, too_long);
    assert_eq!(connector.meter().usage().requests, 1);

    service.set_faults(json!([])).await;
    let other = open(&service).await;
    assert_eq!(read(&other).await, too_long);
    assert_eq!(other.meter().usage().requests, 0, "it was not even tried");
    assert_eq!(service.now(), begin);

    service.clock.advance(TimeDelta::hours(1));
    assert!(read(&other).await.unwrap().rows > 0);
}

#[sqlx::test]
async fn whoever_waits_in_person_waits_less(pool: PgPool) {
    let service = failing(pool, json!({ "kind": "status", "status": 429, "retry_after": 21 })).await;
    let connector = open(&service).await;
    let too_long = ConnectorError::RateLimited(Some(Duration::from_secs(21)));
    assert_eq!(connector.check().await, Err(too_long));
    service.set_faults(json!([{ "path": "/users", "kind": "status", "status": 503 }])).await;
    service.clock.advance(TimeDelta::seconds(21));
    let connector = open(&service).await;
    assert!(matches!(connector.check().await, Err(ConnectorError::Unavailable(_))));
    assert_eq!(connector.meter().usage().requests, 3);
}

#[sqlx::test]
async fn what_is_refused_for_good_is_asked_once(pool: PgPool) {
    let service = TestService::start(pool).await;
    let begin = service.now();
    for status in [401, 403, 404, 422] {
        service.set_faults(json!([{ "path": "/users", "kind": "status", "status": status }])).await;
        let connector = open(&service).await;
        let error = read(&connector).await.unwrap_err();
        let credentials = matches!(error, ConnectorError::Credentials(_) | ConnectorError::NoAccess(_));
        assert_eq!(credentials, matches!(status, 401 | 403), "{error}");
        assert_eq!(connector.meter().usage().requests, 1, "{status}");
    }
    assert_eq!(service.now(), begin);
}

#[sqlx::test]
async fn what_may_go_through_is_tried_six_times(pool: PgPool) {
    let service = TestService::start(pool).await;
    for fault in [
        json!({ "kind": "status", "status": 503 }),
        json!({ "kind": "html", "status": 502 }),
        json!({ "kind": "drop" }),
        json!({ "kind": "truncated" }),
    ] {
        for (times, goes_through) in [(5, true), (6, false)] {
            let mut rule = fault.clone();
            rule["path"] = json!("/users");
            rule["times"] = json!(times);
            service.set_faults(json!([rule])).await;
            let connector = open(&service).await;
            assert_eq!(read(&connector).await.is_ok(), goes_through, "{fault}");
            let usage = connector.meter().usage();
            assert_eq!(usage.requests, 6, "{fault}");
            assert!(usage.waited < Duration::from_secs(1 + 2 + 4 + 8 + 16), "{fault}");
        }
    }
}

#[sqlx::test]
async fn a_sync_whose_budget_is_spent_waits_and_succeeds(pool: PgPool) {
    let settings = json!({ "requests_per_second": 2, "request_burst": 4, "page_size": 10 });
    let options = Options { candidates: 200, rate: None, ..Options::default() };
    let service = TestService::start_with(pool, options, settings).await;
    let begin = service.now();
    let report = service.sync().await;
    let requests = report.cost.requests;
    assert!(requests > 100, "{requests}");
    // One minute passes before a sync begins. One token is left for writes.
    let least = TimeDelta::minutes(1) + TimeDelta::milliseconds(500) * i32::try_from(requests - 3).unwrap();
    let took = service.now() - begin;
    assert!(took >= least && took < least + TimeDelta::seconds(5), "{took} for {requests} requests");
    assert!(report.cost.waited_ms > 50_000 && report.cost.bytes > 100_000, "{:?}", report.cost);
}

#[sqlx::test]
async fn a_budget_that_cannot_be_asked_ends_no_run(pool: PgPool) {
    let broken = PgPoolOptions::new().connect_lazy_with((*pool.connect_options()).clone());
    broken.close().await;
    let mut service = TestService::start(pool).await;
    let working = Arc::clone(&service.connections.outbound.budgets);
    let clock = Arc::new(service.clock.clone());
    service.connections.outbound.budgets =
        Arc::new(SharedBudgets { store: Store::from_pool(broken).unwrap(), clock });
    assert!(matches!(service.try_sync().await, Err(RunError::Budget(_))));
    service.connections.outbound.budgets = working;
    assert_eq!(service.try_sync().await.unwrap().state, Outcome::Succeeded);
    let runs: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sync_runs").fetch_one(service.store.pool()).await.unwrap();
    assert_eq!(runs, 1, "the same run was gone on with");
}
