//! What Gem answers to actions, here taken from its lists.

use unified_ats::connectors::{Connector, PageRequest, Pass};
use unified_ats::domain::model::Model;
use unified_ats::domain::remote::{Batch, Remote};

use crate::support::TestService;

/// Records as they are at a time, mapped as a sync maps them.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// The model of the list.
    pub(super) about: Model,
    pub(super) batch: Batch,
}

/// What Gem tells of these records in one of its lists, and of no others.
pub(super) async fn told(service: &TestService, list: &str, ids: &[&str]) -> Told {
    let connector = service.connections.open(&service.stored_integration().await).await.unwrap();
    let pass = connector.full_plan().into_iter().find(|pass| pass.name == list).unwrap();
    let mut request = PageRequest::default();
    loop {
        let (batch, next) = page(connector.as_ref(), pass, &request).await;
        let batch = only(batch, ids);
        if !batch.delivered(pass.model).is_empty() {
            return Told { about: pass.model, batch };
        }
        assert!(next.is_some(), "{list} has none of {ids:?}");
        request.cursor = next;
    }
}

async fn page(
    connector: &dyn Connector,
    pass: Pass,
    request: &PageRequest,
) -> (Batch, Option<unified_ats::connectors::Cursor>) {
    let answer = connector.fetch(pass, request).await.unwrap();
    let next = connector.outline(pass, request, &answer).unwrap().next;
    (connector.read(pass, request, &answer).await.unwrap(), next)
}

fn only(batch: Batch, ids: &[&str]) -> Batch {
    let named = |id: &String| ids.contains(&id.as_str());
    Batch {
        users: kept(batch.users, ids),
        tags: kept(batch.tags, ids),
        jobs: kept(batch.jobs, ids),
        candidates: kept(batch.candidates, ids),
        applications: kept(batch.applications, ids),
        misfits: batch
            .misfits
            .into_iter()
            .filter(|misfit| misfit.remote_id.as_ref().is_some_and(named))
            .collect(),
        fits: batch.fits.into_iter().filter(named).collect(),
        ..Batch::default()
    }
}

fn kept<T>(records: Vec<Remote<T>>, ids: &[&str]) -> Vec<Remote<T>> {
    records.into_iter().filter(|record| ids.contains(&record.remote_id.as_str())).collect()
}
