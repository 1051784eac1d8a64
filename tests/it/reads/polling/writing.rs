//! Writes under the eyes of a poller: through the store and the rendering, as a sync does it.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use unified_ats::clock::Clock;
use unified_ats::domain::ats::Candidate;
use unified_ats::domain::model::Model;
use unified_ats::render::{Render as _, document};
use unified_ats::store::neighbourhood::Loader;
use unified_ats::store::records::{self, Stored};
use unified_ats::store::writes::Write;
use unified_ats::store::{IntegrationScope, documents, integrations};

use crate::support::TestService;

pub(crate) async fn scope(service: &TestService) -> IntegrationScope {
    let mut db = service.store.pool().acquire().await.unwrap();
    integrations::find(&mut db, &service.integration).await.unwrap().unwrap().scope
}

/// Gives candidates a title that they did not have.
pub(crate) async fn retitle(write: &mut Write, candidates: &[String], title: &str) {
    let scope = write.scope().clone();
    let ids: Vec<&str> = candidates.iter().map(String::as_str).collect();
    let mut rows: Vec<Stored<Candidate>> = records::load(write.db(), &scope, &ids).await.unwrap();
    for row in &mut rows {
        row.body.title = Some(title.to_owned());
    }
    let mut loader = Loader::new(write.db(), &scope);
    Candidate::load_around(&mut loader, &rows).await.unwrap();
    let around = loader.finish();
    let stamps = documents::stamps(write.db(), &scope, Model::Candidate, &ids).await.unwrap();
    let new: Vec<_> =
        rows.iter().filter_map(|row| document(row, &around, stamps.get(&row.id), write.now())).collect();
    assert_eq!(new.len(), candidates.len());
    documents::upsert(write, Model::Candidate, &new).await.unwrap();
}

/// Commits, and is gone before anything else is done.
pub(crate) async fn die_before_settling(write: Write) {
    let died = tokio::spawn(async move { write.commit(&LastMoment).await }).await;
    assert!(died.unwrap_err().is_panic());
}

/// Asked for the time between commit and settlement.
struct LastMoment;

#[async_trait]
impl Clock for LastMoment {
    fn now(&self) -> DateTime<Utc> {
        panic!("the process dies here, as the test wants it")
    }

    async fn sleep(&self, _duration: Duration) {
        panic!("a commit waits for nothing")
    }
}
