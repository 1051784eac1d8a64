//! Bodies that are long, slow or many.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::json;
use sqlx::PgPool;
use tokio::sync::Semaphore;
use unified_ats::api::IntakeLimits;

use crate::support::{Answer, TestService};

const PATH: &str = "/v1/passthrough/gem/api";

async fn taking_in(pool: PgPool, limits: IntakeLimits) -> TestService {
    let mut service = TestService::start(pool).await;
    service.configure(|app| app.taking_in(limits));
    service
}

/// A body that begins and never ends.
fn endless() -> Body {
    endless_once(Arc::new(Semaphore::new(0)))
}

/// The same, telling when somebody reads it.
fn endless_once(read: Arc<Semaphore>) -> Body {
    let begin = stream::once(async move {
        read.add_permits(1);
        Ok::<_, std::io::Error>(Bytes::from_static(b"{"))
    });
    Body::from_stream(begin.chain(stream::pending()))
}

async fn pass(service: &TestService, headers: &[(&str, &[u8])], body: Body) -> Answer {
    service.act_with("POST", PATH, headers, body).await
}

#[sqlx::test]
async fn a_body_that_does_not_come_in_time_is_waited_for_no_longer(pool: PgPool) {
    let limits = IntakeLimits { time: Duration::from_millis(100), ..IntakeLimits::default() };
    let service = taking_in(pool, limits).await;
    let path = format!("/v1/integrations/{}/enabled", service.integration);
    for (method, path) in [("POST", PATH), ("PUT", &path)] {
        let answer = service.act_with(method, path, &[], endless()).await;
        assert_eq!((answer.status, answer.code()), (408, Some("PLATFORM.INPUT_INVALID")), "{path}");
        assert_eq!(answer.message(), "body: it did not come within 0 s");
    }
}

#[sqlx::test]
async fn only_so_many_large_bodies_are_held_at_a_time(pool: PgPool) {
    let wait = Duration::from_millis(100);
    let limits = IntakeLimits { large: 2, wait, time: Duration::from_mins(1) };
    let service = taking_in(pool, limits).await;
    let large: [(&str, &[u8]); 1] = [("content-length", b"2000000")];
    let small = json!({ "method": "GET", "path": "/users" }).to_string();
    let read = Arc::new(Semaphore::new(0));
    let coming = [
        pass(&service, &large, endless_once(Arc::clone(&read))),
        pass(&service, &[], endless_once(Arc::clone(&read))),
    ];
    let probes = async {
        // Whoever is read has its room.
        drop(read.acquire_many(2).await.unwrap());
        let refused = pass(&service, &large, endless()).await;
        assert_eq!((refused.status, refused.code()), (429, Some("PLATFORM.RATE_LIMIT_EXCEEDED")));
        assert_eq!(refused.header("retry-after"), Some("5"));
        let length = small.len().to_string();
        let headers: [(&str, &[u8]); 1] = [("content-length", length.as_bytes())];
        assert_eq!(pass(&service, &headers, Body::from(small.clone())).await.status, 200, "it needs no room");
    };
    {
        let coming = futures_util::future::join_all(coming);
        tokio::select! {
            biased;
            _ended = coming => panic!("bodies without end have ended"),
            () = probes => {}
        }
    }
    let again = pass(&service, &[], Body::from(small)).await;
    assert_eq!(again.status, 200, "their room is free again");
}

#[sqlx::test]
async fn a_request_that_the_database_does_not_answer_is_given_up(pool: PgPool) {
    let mut service = TestService::start(pool).await;
    service.sync().await;
    service.configure(|app| app.patient_for(Duration::from_millis(300)));
    let mut lock = service.store.begin().await.unwrap();
    sqlx::query("LOCK TABLE documents IN ACCESS EXCLUSIVE MODE").execute(&mut *lock).await.unwrap();
    let answer = service.get("/v1/ats/jobs").await;
    assert_eq!((answer.status, answer.code()), (503, Some("PLATFORM.UNKNOWN_ERROR")));
    assert!(answer.message().starts_with("The request took longer than"), "{}", answer.message());
    lock.rollback().await.unwrap();
    service.configure(|app| app);
    assert_eq!(service.get("/v1/ats/jobs").await.status, 200);
}
