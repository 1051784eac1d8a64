//! Requests that wait for a change.

use std::time::{Duration, Instant};

use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::store::writes::Write;

use super::{FEED, now, small, text};
use crate::reads::polling::writing::{retitle, scope};
use crate::support::{Answer, TestService};

const LONG: Duration = Duration::from_secs(20);

async fn write(service: &TestService, title: &str) {
    let candidate = vec![text(&service.walk("/v1/ats/candidates", 250).await[0], "id").to_owned()];
    let mut write = Write::begin(&service.store, &scope(service).await, &service.clock).await.unwrap();
    retitle(&mut write, &candidate, title).await;
    write.commit(&service.clock).await.unwrap();
}

/// Returns when the process looks for changes of waiting requests.
async fn somebody_waits(service: &TestService) {
    let begun = Instant::now();
    loop {
        let looked: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT FROM pg_stat_activity
                            WHERE datname = current_database() AND query LIKE '-- changes.highest_of%')",
        )
        .fetch_one(service.store.pool())
        .await
        .unwrap();
        if looked {
            return;
        }
        assert!(begun.elapsed() < LONG, "nobody waits");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn wait(service: &TestService, cursor: &str, seconds: u32) -> (Answer, Duration) {
    let begun = Instant::now();
    let answer = service.get(&format!("{FEED}?cursor={cursor}&wait={seconds}")).await;
    (answer, begun.elapsed())
}

#[sqlx::test]
async fn whoever_waits_is_told_as_soon_as_something_is_written(pool: PgPool) {
    let service = small(pool).await;
    let cursor = now(&service).await;
    let written = async {
        somebody_waits(&service).await;
        write(&service, "Countess").await;
    };
    let (answers, ()) = tokio::join!(
        async { tokio::join!(wait(&service, &cursor, 30), wait(&service, &cursor, 30)) },
        written
    );
    for (answer, took) in [answers.0, answers.1] {
        assert!(took < LONG, "{took:?}");
        assert!(answer.results().iter().any(|entry| entry["model"] == "ats_candidates"), "{}", answer.body);
    }
    let (answer, took) = wait(&service, &cursor, 30).await;
    assert!(!answer.results().is_empty() && took < LONG, "what is there already is not waited for");
}

#[sqlx::test]
async fn whoever_waits_in_vain_is_told_so_in_time(pool: PgPool) {
    let service = small(pool).await;
    let cursor = now(&service).await;
    let (answer, took) = wait(&service, &cursor, 1).await;
    assert_eq!((answer.results().len(), answer.next()), (0, Some(cursor.as_str())));
    assert!((Duration::from_secs(1)..LONG).contains(&took), "{took:?}");
    // What is not asked for ends no wait, and is not looked at again.
    let of_jobs = service.get(&format!("{FEED}?from=now&models=ats_jobs")).await.next().unwrap().to_owned();
    let path = format!("{FEED}?models=ats_jobs&wait=2&cursor={of_jobs}");
    let (jobs, ()) = tokio::join!(service.get(&path), async {
        somebody_waits(&service).await;
        write(&service, "Countess").await;
    });
    assert_eq!(jobs.results().len(), 0);
    assert_ne!(jobs.next(), Some(of_jobs.as_str()));
}

#[sqlx::test]
async fn nobody_waits_for_a_process_that_is_to_end(pool: PgPool) {
    let mut service = small(pool).await;
    let stop = CancellationToken::new();
    service.configure(|app| app.ending_with(stop.clone()));
    let cursor = now(&service).await;
    let ((answer, took), ()) = tokio::join!(wait(&service, &cursor, 30), async {
        somebody_waits(&service).await;
        stop.cancel();
    });
    assert_eq!((answer.results().len(), answer.next()), (0, Some(cursor.as_str())));
    assert!(took < LONG, "{took:?}");
}
