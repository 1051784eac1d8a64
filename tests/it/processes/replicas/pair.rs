//! A primary and its replica, and a service that reads from both. The replica is looked at when the test wants it.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Connection as _, PgConnection};
use unified_ats::store::replica::{Need, Reading, Replica, Walk, Watch};
use unified_ats::store::writes::Write;
use unified_ats::store::{Store, StoreError};

use crate::processes::cluster::Cluster;
use crate::processes::setup;
use crate::processes::until::until;
use crate::reads::polling::writing::{retitle, scope};
use crate::support::TestService;

pub(super) struct Pair {
    pub(super) service: TestService,
    /// Over both servers.
    pub(super) store: Store,
    pub(super) replica: Cluster,
    watch: Watch,
    bound: TimeDelta,
    _primary: Cluster,
}

/// Asks whoever answers whether it is a replica.
struct IsReplica;

#[async_trait]
impl Reading for IsReplica {
    type Found = bool;

    async fn read(&self, db: &mut PgConnection) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar("SELECT pg_is_in_recovery()").fetch_one(db).await?)
    }
}

impl Pair {
    /// Nothing is synced, and the replica is not looked at yet.
    pub(super) async fn start(bound: TimeDelta) -> Self {
        let primary = Cluster::start().await;
        let mut service = setup::service(primary.database().await).await;
        let replica = primary.replica().await;
        let store = over_both(&service, &replica, bound);
        service.answer_from(store.clone());
        let watch = Watch::of(&store, Arc::new(service.clock.clone())).unwrap();
        Self { service, store, replica, watch, bound, _primary: primary }
    }

    /// The same, synced a while ago and with a replica that is used.
    pub(super) async fn synced(bound: TimeDelta) -> Self {
        let mut pair = Self::start(bound).await;
        pair.service.sync().await;
        pair.pass(TimeDelta::minutes(1));
        pair.until_used().await;
        pair
    }

    /// Another process, which has not looked at the replica and so reads from the primary.
    pub(super) fn unwatched(&self) -> Store {
        over_both(&self.service, &self.replica, self.bound)
    }

    pub(super) fn pass(&self, time: TimeDelta) {
        self.service.clock.advance(time);
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.service.now()
    }

    /// Looks until the replica shows everything that was committed by now.
    pub(super) async fn until_used(&mut self) {
        let known = self.now() - TimeDelta::seconds(1);
        let (watch, store, clock) = (&mut self.watch, &self.store, &self.service.clock);
        until("the replica was not used", async || {
            watch.look().await;
            let need = Need { known, walk: Walk::Begins };
            let (is_replica, origin) = store.read(&IsReplica, need, clock).await.unwrap();
            assert_eq!(is_replica, origin.unwrap().server.is_some());
            is_replica.then_some(())
        })
        .await;
    }

    pub(super) async fn look(&mut self) {
        self.watch.look().await;
    }

    /// The replica stands still.
    pub(super) async fn pause(&self) {
        self.on_replica("SELECT pg_wal_replay_pause()").await;
        // It is only a request; the state is reached behind the record that is being replayed.
        until("the replica did not stand still", async || {
            let state: String = self.ask_replica("SELECT pg_get_wal_replay_pause_state()").await;
            (state == "paused").then_some(())
        })
        .await;
    }

    pub(super) async fn resume(&self) {
        self.on_replica("SELECT pg_wal_replay_resume()").await;
    }

    /// Gives candidates a title on the primary.
    pub(super) async fn retitle(&self, candidates: &[String], title: &str) {
        let (store, clock) = (&self.service.store, &self.service.clock);
        let mut write = Write::begin(store, &scope(&self.service).await, clock).await.unwrap();
        retitle(&mut write, candidates, title).await;
        write.commit(clock).await.unwrap();
    }

    async fn on_replica(&self, statement: &'static str) {
        let mut db = PgConnection::connect(&self.replica.url()).await.unwrap();
        sqlx::query(statement).execute(&mut db).await.unwrap();
        db.close().await.unwrap();
    }

    async fn ask_replica(&self, statement: &'static str) -> String {
        let mut db = PgConnection::connect(&self.replica.url()).await.unwrap();
        let answer = sqlx::query_scalar(statement).fetch_one(&mut db).await.unwrap();
        db.close().await.unwrap();
        answer
    }
}

fn over_both(service: &TestService, replica: &Cluster, bound: TimeDelta) -> Store {
    let replica = Replica::new(&replica.url().into(), 10, bound).unwrap();
    service.store.clone().with_replica(replica)
}

/// The ids of some candidates in the order of the list.
pub(super) async fn candidates(service: &TestService) -> Vec<String> {
    let candidates = service.walk("/v1/ats/candidates", 250).await;
    candidates.iter().map(|candidate| candidate["id"].as_str().unwrap().to_owned()).collect()
}
