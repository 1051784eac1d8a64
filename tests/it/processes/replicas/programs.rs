//! The real program over a primary and a replica.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use chrono::TimeDelta;
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::task::JoinSet;

use crate::processes::cluster::{Cluster, Stop};
use crate::processes::program::Program;
use crate::processes::setup::{all_succeed, make_due, runs, service};
use crate::processes::until::until;
use crate::support::TestService;

const USED: &str = "the read replica is used";
const NOT_USED: &str = "the read replica is not used";

/// A service whose first sync has not ended in the future of the programs' clock.
async fn synced(pool: PgPool) -> TestService {
    let service = service(pool).await;
    service.clock.advance(TimeDelta::minutes(-2));
    service.sync().await;
    service
}

fn times(program: &Program, line: &str) -> usize {
    program.log().iter().filter(|logged| logged.contains(line)).count()
}

async fn until_told(program: &Program, line: &str, number: usize) {
    until(&format!("{line}: was not logged"), async || (times(program, line) == number).then_some(())).await;
}

fn request(service: &TestService, address: &str) -> reqwest::RequestBuilder {
    let url = format!("http://{address}/v1/ats/candidates?page_size=20");
    let request = service.connections.outbound.http.get(url).bearer_auth(&service.key);
    request.header("x-integration-id", service.integration.as_str())
}

/// Callers that read all the time. None of them is ever refused.
struct Callers {
    stop: Arc<AtomicBool>,
    answers: Arc<AtomicUsize>,
    tasks: JoinSet<()>,
}

impl Callers {
    fn start(service: &TestService, address: &str, number: usize) -> Self {
        let (stop, answers) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let mut tasks = JoinSet::new();
        for _caller in 0..number {
            let (stop, answers) = (Arc::clone(&stop), Arc::clone(&answers));
            let request = request(service, address);
            tasks.spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let answer = request.try_clone().unwrap().send().await.unwrap();
                    assert_eq!(answer.status(), 200);
                    answer.bytes().await.unwrap();
                    answers.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        Self { stop, answers, tasks }
    }

    /// Waits until so many more requests were answered.
    async fn go_on(&self, more: usize) {
        let before = self.answers.load(Ordering::Relaxed);
        until("nothing is answered", async || {
            (self.answers.load(Ordering::Relaxed) >= before + more).then_some(())
        })
        .await;
    }

    async fn stop(mut self) {
        self.stop.store(true, Ordering::Relaxed);
        while let Some(ended) = self.tasks.join_next().await {
            ended.unwrap();
        }
    }
}

/// Waits until pages that are asked for meanwhile are seen to be read from a server.
async fn until_read_from(cluster: &Cluster, request: &reqwest::RequestBuilder) {
    let mut db = PgConnection::connect(&cluster.url()).await.unwrap();
    until("no page is read there", async || {
        assert_eq!(request.try_clone().unwrap().send().await.unwrap().status(), 200);
        let pages: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity
             WHERE application_name = 'unified-ats' AND starts_with(query, '-- pages.')",
        )
        .fetch_one(&mut db)
        .await
        .unwrap();
        (pages > 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_replica_that_dies_and_returns_costs_no_request() {
    let primary = Cluster::start().await;
    let service = synced(primary.database().await).await;
    make_due(&service).await;
    let mut replica = primary.replica().await;
    let program = Program::serve(&service, "api,sync", &[("DATABASE_READ_URL", &replica.url())]);
    let address = program.address().await.unwrap();
    until_told(&program, USED, 1).await;
    let callers = Callers::start(&service, &address, 2);
    // The second run is the program's.
    until("no sync began", async || (runs(&service).await.len() == 2).then_some(())).await;
    until_read_from(&replica, &request(&service, &address)).await;
    callers.go_on(50).await;

    replica.stop(Stop::Immediate).await;
    until_told(&program, NOT_USED, 1).await;
    callers.go_on(50).await;
    until_read_from(&primary, &request(&service, &address)).await;

    replica.run().await;
    until_told(&program, USED, 2).await;
    callers.go_on(50).await;
    until_read_from(&replica, &request(&service, &address)).await;
    callers.stop().await;
    all_succeed(&service, 2).await;
    assert_eq!((times(&program, USED), times(&program, NOT_USED)), (2, 1));
}

#[tokio::test]
async fn without_the_primary_nobody_is_let_in() {
    let mut primary = Cluster::start().await;
    let service = synced(primary.database().await).await;
    let replica = primary.replica().await;
    let program = Program::serve(&service, "api", &[("DATABASE_READ_URL", &replica.url())]);
    let address = program.address().await.unwrap();
    until_told(&program, USED, 1).await;
    let status = async || request(&service, &address).send().await.unwrap().status().as_u16();
    assert_eq!(status().await, 200);
    primary.stop(Stop::Immediate).await;
    until("callers are still let in", async || (status().await == 503).then_some(())).await;
    primary.run().await;
    until("callers are not let in again", async || (status().await == 200).then_some(())).await;
    until_read_from(&replica, &request(&service, &address)).await;
}

#[sqlx::test]
async fn a_server_that_is_no_replica_is_not_used(pool: PgPool) {
    let service = synced(pool).await;
    let itself = sqlx::ConnectOptions::to_url_lossy(&*service.store.pool().connect_options()).to_string();
    let program = Program::serve(&service, "api", &[("DATABASE_READ_URL", &itself)]);
    let address = program.address().await.unwrap();
    until_told(&program, NOT_USED, 1).await;
    assert_eq!(times(&program, "it takes writes itself"), 1, "{:?}", program.log());
    assert_eq!(request(&service, &address).send().await.unwrap().status(), 200);
    assert_eq!(times(&program, USED), 0);
}
