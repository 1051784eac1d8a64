//! Exports by the real program: what they cost it, and what callers get whose export does not reach its end.

use futures_util::StreamExt as _;
#[cfg(target_os = "linux")]
use sqlx::PgPool;

use super::cluster::{Cluster, Stop};
use super::program::Program;
use super::setup::service;
use super::until::until;
use crate::support::TestService;

const MANY: i32 = 100_000;

async fn export(service: &TestService, address: &str) -> reqwest::Response {
    let request = service.connections.outbound.http.get(format!("http://{address}/v1/ats/tags/export"));
    let request = request.bearer_auth(&service.key).header("x-integration-id", service.integration.as_str());
    request.send().await.unwrap().error_for_status().unwrap()
}

#[cfg(target_os = "linux")]
#[sqlx::test]
async fn an_export_takes_no_memory_for_what_it_holds(pool: PgPool) {
    let service = service(pool).await;
    service.sync().await;
    let program = Program::serve(&service, "api", &[]);
    let address = program.address().await.unwrap();
    let small = export(&service, &address).await.text().await.unwrap();
    service.fill_tags(MANY).await;
    let before = program.peak_memory();
    let mut body = export(&service, &address).await.bytes_stream();
    let (mut length, mut end) = (0, Vec::new());
    while let Some(piece) = body.next().await {
        let piece = piece.unwrap();
        length += piece.len();
        end.extend_from_slice(&piece);
        end.drain(..end.len().saturating_sub(100));
    }
    let records = usize::try_from(MANY).unwrap() + small.lines().count() - 2;
    let tail = format!("\n{{\"end\":{{\"records\":{records}}}}}\n");
    assert!(end.ends_with(tail.as_bytes()), "{:?}", String::from_utf8_lossy(&end));
    let growth = program.peak_memory() - before;
    assert!(growth < length / 10, "{growth} bytes more for {length} bytes");
}

#[tokio::test]
async fn an_export_breaks_off_when_postgres_dies() {
    let mut cluster = Cluster::start().await;
    let service = service(cluster.database().await).await;
    service.sync().await;
    service.fill_tags(MANY / 5).await;
    let program = Program::serve(&service, "api", &[]);
    let address = program.address().await.unwrap();
    let mut body = export(&service, &address).await.bytes_stream();
    body.next().await.unwrap().unwrap();
    cluster.stop(Stop::Immediate).await;
    while let Some(piece) = body.next().await {
        if piece.is_err() {
            let said = || program.log().iter().filter(|line| line.contains("an export broke off")).count();
            until("the log does not tell of it", async || (said() > 0).then_some(())).await;
            assert_eq!(said(), 1);
            return;
        }
    }
    panic!("the export ended as if it were complete");
}
