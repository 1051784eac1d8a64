//! What hangs on which application in a batch, as the ATS says it: noted before anything is cut, because the links and
//! times may not be wanted themselves.

use chrono::{DateTime, Utc};

use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::domain::remote::Batch;
use crate::store::IntegrationScope;

#[derive(Debug, PartialEq)]
pub(in crate::sync) struct Links {
    pub(super) applications: Vec<Application>,
    pub(super) candidates: Vec<RecordId>,
    pub(super) interviews: Vec<Owned>,
    pub(super) offers: Vec<Owned>,
}

#[derive(Debug, PartialEq)]
pub(super) struct Application {
    pub id: RecordId,
    pub made_at: Option<DateTime<Utc>>,
    pub candidate: Option<RecordId>,
}

/// A record that belongs to an application.
#[derive(Debug, PartialEq)]
pub(super) struct Owned {
    pub id: RecordId,
    pub of: Option<RecordId>,
}

impl Links {
    /// `None`: everything is kept, and nobody has to ask.
    pub(in crate::sync) fn of(scope: &IntegrationScope, batch: &Batch) -> Option<Self> {
        if scope.applications().is_everything() {
            return None;
        }
        let link = |model, remote_id: &Option<String>| remote_id.as_deref().map(|id| scope.record(model, id));
        let owned = |model, remote_id: &str, of| Owned {
            id: scope.record(model, remote_id),
            of: link(Model::Application, of),
        };
        let application =
            |record: &crate::domain::remote::Remote<crate::domain::ats::Application>| Application {
                id: scope.record(Model::Application, &record.remote_id),
                made_at: record.body.remote_created_at,
                candidate: link(Model::Candidate, &record.body.candidate_remote_id),
            };
        let interviews = batch.interviews.iter();
        let offers = batch.offers.iter();
        Some(Self {
            applications: batch.applications.iter().map(application).collect(),
            candidates: batch
                .candidates
                .iter()
                .map(|c| scope.record(Model::Candidate, &c.remote_id))
                .collect(),
            interviews: interviews
                .map(|i| owned(Model::Interview, &i.remote_id, &i.body.application_remote_id))
                .collect(),
            offers: offers
                .map(|o| owned(Model::Offer, &o.remote_id, &o.body.application_remote_id))
                .collect(),
        })
    }

    /// The applications that something hangs on.
    pub(super) fn owners(&self) -> impl Iterator<Item = &RecordId> {
        self.interviews.iter().chain(&self.offers).filter_map(|owned| owned.of.as_ref())
    }
}
