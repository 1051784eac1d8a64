//! One budget per key, whoever asks, in simulated time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use unified_ats::clock::{Clock as _, ManualClock};
use unified_ats::connectors::budget::{Budget, BudgetKey, Budgets as _, Grant, Limit, Urgency};
use unified_ats::gem_sim::{Limiter, Rate};
use unified_ats::store::{Store, budgets};
use unified_ats::sync::budget::SharedBudgets;

/// What Gem's connector asks for without further settings.
const LIMIT: Limit = Limit { per_second: 10, burst: 100 };
/// What a sync takes at once under it, and leaves for writes.
const HALF_A_SECOND: u32 = 5;

/// Processes that share a database, each with connections of its own.
struct Installation {
    clock: ManualClock,
    pools: [PgPool; 2],
}

impl Installation {
    async fn new(pool: PgPool) -> Self {
        let second = PgPoolOptions::new().connect_with((*pool.connect_options()).clone()).await.unwrap();
        Self { clock: ManualClock::at("2026-07-01T12:00:00Z".parse().unwrap()), pools: [pool, second] }
    }

    /// The budget of a key as a process sees it whose clock is ahead by some time.
    fn budget_ahead(&self, process: usize, key: &str, ahead: TimeDelta) -> (Arc<dyn Budget>, ManualClock) {
        let clock = ManualClock::at(self.clock.now() + ahead);
        (self.open(process, key, &clock), clock)
    }

    fn budget(&self, process: usize, key: &str) -> Arc<dyn Budget> {
        self.open(process, key, &self.clock)
    }

    fn open(&self, process: usize, key: &str, clock: &ManualClock) -> Arc<dyn Budget> {
        let store = Store::from_pool(self.pools[process].clone()).unwrap();
        let base = "https://ats.example/v0".parse().unwrap();
        let key = BudgetKey::of("gem", &base, key.as_bytes());
        SharedBudgets { store, clock: Arc::new(clock.clone()) }.open(key, LIMIT)
    }

    fn sync(&self, process: usize) -> Actor {
        Actor::new(self, process, Urgency::Sync, 40)
    }

    fn in_a(&self, seconds: i64) -> DateTime<Utc> {
        self.clock.now() + TimeDelta::seconds(seconds)
    }

    /// Lets everybody make requests, one after the other, up to a time.
    async fn play(&self, actors: &mut [Actor], until: DateTime<Utc>, mut sent: impl FnMut(DateTime<Utc>)) {
        while let Some(actor) = actors.iter_mut().min_by_key(|actor| actor.next).filter(|a| a.next < until) {
            let now = actor.next.max(self.clock.now());
            self.clock.set(now);
            match actor.budget.take(actor.urgency).await.unwrap() {
                Grant::Go => {
                    sent(now);
                    actor.sent += 1;
                    actor.next = now + actor.every;
                }
                Grant::Spent { until } | Grant::HeldOff { until } => {
                    assert!(until > now, "whoever is to wait is told for how long");
                    actor.refused += 1;
                    actor.next = until;
                }
            }
        }
        self.clock.set(until);
    }

    async fn close(self) {
        self.pools[1].close().await;
    }
}

/// Somebody who makes a request as soon as it may, but not more often than its ATS answers.
struct Actor {
    budget: Arc<dyn Budget>,
    urgency: Urgency,
    every: TimeDelta,
    next: DateTime<Utc>,
    sent: u32,
    refused: u32,
}

impl Actor {
    fn new(installation: &Installation, process: usize, urgency: Urgency, every_ms: i64) -> Self {
        let (budget, next) = (installation.budget(process, "key"), installation.clock.now());
        Self { budget, urgency, every: TimeDelta::milliseconds(every_ms), next, sent: 0, refused: 0 }
    }
}

/// How many requests may be made at this very moment, and what is said to the next one.
async fn drain(budget: &Arc<dyn Budget>, urgency: Urgency) -> (u32, Grant) {
    let mut taken = 0;
    loop {
        match budget.take(urgency).await.unwrap() {
            Grant::Go => taken += 1,
            other => return (taken, other),
        }
    }
}

#[sqlx::test]
async fn two_processes_stay_within_the_rate_of_one(pool: PgPool) {
    let installation = Installation::new(pool).await;
    let begin = installation.clock.now();
    let mut actors = [installation.sync(0), installation.sync(1), installation.sync(1)];
    let mut sent = 0;
    let count = |now: DateTime<Utc>| {
        sent += 1;
        let allowed = 100.0 + 10.0 * (now - begin).as_seconds_f64();
        assert!(f64::from(sent) <= allowed, "{sent} requests at {now}");
    };
    installation.play(&mut actors, begin + TimeDelta::minutes(1), count).await;
    assert!(sent > 680, "the budget is used: {sent} of 700");
    for actor in &actors {
        assert!(actor.sent > 100, "nobody starves: {}", actor.sent);
        assert!(actor.refused < 3 * 60, "the database is asked a few times a second: {}", actor.refused);
    }
    installation.close().await;
}

#[sqlx::test]
async fn no_token_is_given_twice_to_processes_that_ask_at_once(pool: PgPool) {
    let installation = Installation::new(pool).await;
    let budgets: Vec<_> = (0..16).map(|n| installation.budget(n % 2, "key")).collect();
    let drained = budgets.iter().enumerate().map(|(n, budget)| {
        let urgency = if n < 8 { Urgency::Sync } else { Urgency::Write };
        drain(budget, urgency)
    });
    let taken: Vec<u32> = join_all(drained).await.into_iter().map(|(taken, _)| taken).collect();
    assert_eq!(taken.iter().sum::<u32>(), 100, "{taken:?}");
    assert!(taken.iter().filter(|taken| **taken > 0).count() > 2, "they asked at once: {taken:?}");
    installation.close().await;
}

#[sqlx::test]
async fn a_write_never_waits_behind_syncs(pool: PgPool) {
    let installation = Installation::new(pool).await;
    let mut actors = [
        installation.sync(0),
        installation.sync(1),
        // Fewer than flow in, with small bursts.
        Actor::new(&installation, 1, Urgency::Write, 150),
    ];
    installation.play(&mut actors, installation.in_a(60), |_| {}).await;
    let [one, other, writes] = &actors;
    assert!(one.refused > 30 && other.refused > 30, "the syncs wanted more than there was");
    assert_eq!((writes.sent, writes.refused), (400, 0));
    assert!(one.sent + other.sent > 250, "and had what the writes left: {}", one.sent + other.sent);

    let (at_once, then) = drain(&writes.budget, Urgency::Write).await;
    assert!(at_once >= HALF_A_SECOND, "a burst of writes finds its reserve: {at_once}");
    let in_100_ms = installation.clock.now() + TimeDelta::milliseconds(100);
    assert!(matches!(then, Grant::Spent { until } if until <= in_100_ms), "{then:?}");
    installation.close().await;
}

#[sqlx::test]
async fn a_rest_that_one_process_was_asked_for_is_kept_by_all(pool: PgPool) {
    let installation = Installation::new(pool).await;
    let (one, other) = (installation.budget(0, "key"), installation.budget(1, "key"));
    let leased = installation.budget(1, "key");
    assert_eq!(leased.take(Urgency::Sync).await.unwrap(), Grant::Go);
    let until = installation.in_a(30);
    one.hold_off(until).await.unwrap();
    one.hold_off(installation.in_a(5)).await.unwrap();
    for budget in [&one, &other] {
        for urgency in [Urgency::Sync, Urgency::Write] {
            assert_eq!(budget.take(urgency).await.unwrap(), Grant::HeldOff { until });
        }
    }
    assert_eq!(drain(&leased, Urgency::Sync).await, (HALF_A_SECOND - 1, Grant::HeldOff { until }));

    installation.clock.set(until);
    let (sent, _) = drain(&other, Urgency::Sync).await;
    assert_eq!(sent, HALF_A_SECOND, "the end of a rest is not the beginning of a burst");
    let (sent, _) = drain(&one, Urgency::Write).await;
    assert_eq!(sent, HALF_A_SECOND);
    installation.close().await;
}

#[sqlx::test]
async fn a_rest_is_a_day_at_most(pool: PgPool) {
    let installation = Installation::new(pool).await;
    let budget = installation.budget(0, "key");
    budget.hold_off(installation.in_a(1 << 40)).await.unwrap();
    let until = installation.clock.now() + TimeDelta::days(1);
    assert_eq!(budget.take(Urgency::Sync).await.unwrap(), Grant::HeldOff { until });
    installation.close().await;
}

#[sqlx::test]
async fn another_key_is_another_budget(pool: PgPool) {
    let installation = Installation::new(pool).await;
    let (one, other) = (installation.budget(0, "one"), installation.budget(0, "other"));
    assert_eq!(drain(&one, Urgency::Write).await.0, 100);
    one.hold_off(installation.in_a(60)).await.unwrap();
    assert_eq!(drain(&other, Urgency::Write).await.0, 100);
    installation.close().await;
}

#[sqlx::test]
async fn a_process_that_dies_takes_no_more_than_a_slice_with_it(pool: PgPool) {
    let installation = Installation::new(pool).await;
    let dying = installation.budget(0, "key");
    assert_eq!(dying.take(Urgency::Sync).await.unwrap(), Grant::Go);
    drop(dying);
    let left = drain(&installation.budget(1, "key"), Urgency::Write).await.0;
    assert_eq!(left, 100 - HALF_A_SECOND);
    installation.close().await;
}

#[sqlx::test]
async fn clocks_that_differ_make_no_tokens_and_one_that_was_wrong_is_forgiven(pool: PgPool) {
    let installation = Installation::new(pool).await;
    let budget = installation.budget(0, "key");
    assert_eq!(drain(&budget, Urgency::Write).await.0, 100);
    let (fast, _) = installation.budget_ahead(1, "key", TimeDelta::seconds(5));
    assert_eq!(drain(&fast, Urgency::Write).await.0, 50);
    let until = installation.in_a(5) + TimeDelta::milliseconds(100);
    assert_eq!(drain(&budget, Urgency::Write).await, (0, Grant::Spent { until }));
    assert_eq!(drain(&fast, Urgency::Write).await.0, 0, "the slow clock did not turn back the time");

    let (wrong, _) = installation.budget_ahead(1, "key", TimeDelta::hours(1));
    assert_eq!(drain(&wrong, Urgency::Write).await.0, 100);
    assert_eq!(drain(&budget, Urgency::Write).await.0, 0);
    installation.clock.advance(TimeDelta::seconds(1));
    assert_eq!(drain(&budget, Urgency::Write).await.0, 10);
    installation.close().await;
}

#[sqlx::test]
async fn budgets_that_nobody_uses_are_forgotten(pool: PgPool) {
    let installation = Installation::new(pool).await;
    let (unused, held) = (installation.budget(0, "unused"), installation.budget(0, "held"));
    drain(&unused, Urgency::Write).await;
    held.hold_off(installation.in_a(3600)).await.unwrap();
    installation.clock.advance(TimeDelta::minutes(30));
    drain(&installation.budget(0, "used"), Urgency::Write).await;
    let mut db = installation.pools[0].acquire().await.unwrap();
    let begin = installation.clock.now() - TimeDelta::minutes(30);
    assert_eq!(budgets::purge(&mut db, begin).await.unwrap(), 0);
    assert_eq!(budgets::purge(&mut db, begin + TimeDelta::minutes(1)).await.unwrap(), 1);
    assert!(matches!(held.take(Urgency::Write).await.unwrap(), Grant::HeldOff { .. }));
    assert_eq!(drain(&unused, Urgency::Write).await.0, 100, "the next one finds a full bucket");
    drop(db);
    installation.close().await;
}

/// Gem's bucket as the simulator plays it, with nobody else drawing from it.
#[sqlx::test]
async fn by_default_gem_never_has_to_refuse(pool: PgPool) {
    let installation = Installation::new(pool).await;
    let (begin, machine) = (installation.clock.now(), Instant::now());
    let mut gem = Limiter::new(Some(Rate::default()));
    let mut allowed = |now: DateTime<Utc>| {
        let passed: Duration = (now - begin).to_std().unwrap();
        assert!(gem.allows("direct", machine + passed), "refused after {passed:?}");
    };
    for pause in [0, 3, 60] {
        installation.clock.advance(TimeDelta::seconds(pause));
        let hasty = |urgency, process| Actor::new(&installation, process, urgency, 1);
        let mut actors = [hasty(Urgency::Sync, 0), hasty(Urgency::Sync, 1), hasty(Urgency::Write, 1)];
        installation.play(&mut actors, installation.in_a(20), &mut allowed).await;
        let sent: u32 = actors.iter().map(|actor| actor.sent).sum();
        assert!(sent > 190, "they were hasty: {sent}");
    }
    installation.close().await;
}
