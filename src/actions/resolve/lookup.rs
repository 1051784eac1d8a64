//! Records that a request names. What belongs to another integration does not exist.

use sqlx::PgConnection;

use super::super::failure::Broken;
use super::super::intent::Target;
use super::{Resolved, fits, granted};
use crate::contract::input::RecordName;
use crate::domain::ats::{Application, ApplicationStage, Candidate, Job, JobStatus};
use crate::domain::change::{ApplicationLinks, Subject};
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::domain::problem::ProblemCode;
use crate::domain::refusal::Refusal;
use crate::store::IntegrationScope;
use crate::store::records::{self, Depth, Record, Stored};

/// A look into one integration's records.
pub(super) struct Lookup<'a> {
    pub db: &'a mut PgConnection,
    pub scope: &'a IntegrationScope,
}

impl Lookup<'_> {
    /// The application or candidate that the path names.
    pub(super) async fn target(&mut self, target: &Target) -> Resolved<Subject> {
        match target {
            Target::Application(id) => self.application("application_id", id).await,
            Target::Candidate(id) => self.candidate("candidate_id", id).await,
        }
    }

    pub(super) async fn application(&mut self, name: &str, id: &str) -> Resolved<Subject> {
        let application = granted!(path(name, self.live::<Application>(name, id).await?));
        let Some(candidate) = &application.body.candidate_remote_id else {
            return Ok(Err(Refusal::absent(name, "the application has no candidate")));
        };
        let found = self.find::<Candidate>(&self.scope.record(Model::Candidate, candidate)).await?;
        if found.is_some_and(|candidate| !candidate.live()) {
            return Ok(Err(Refusal::absent(name, "the candidate of the application was deleted in the ATS")));
        }
        let links = ApplicationLinks {
            id: application.remote_id,
            job: application.body.job_remote_id,
            stage: application.body.current_stage_remote_id,
        };
        Ok(Ok(Subject { candidate: candidate.clone(), application: Some(links) }))
    }

    async fn candidate(&mut self, name: &str, id: &str) -> Resolved<Subject> {
        let candidate = granted!(path(name, self.live::<Candidate>(name, id).await?));
        Ok(Ok(Subject { candidate: candidate.remote_id, application: None }))
    }

    /// A job that takes applications.
    pub(super) async fn open_job(
        &mut self,
        name: &str,
        named: &RecordName,
        in_path: bool,
    ) -> Resolved<Stored<Job>> {
        let found = match named {
            RecordName::Own(id) => self.live::<Job>(name, id).await?,
            RecordName::Remote(remote_id) => self.live_remote::<Job>(name, remote_id).await?,
        };
        let job = granted!(found.map_err(|refusal| Refusal { absent: in_path, ..refusal }));
        match job.body.status {
            None | Some(JobStatus::Open) => Ok(Ok(job)),
            Some(JobStatus::Closed | JobStatus::Draft | JobStatus::Archived) => {
                let message = format!("{name}: the job is not open, and takes no applications.");
                Ok(Err(Refusal::new(ProblemCode::JobClosed, message)))
            }
        }
    }

    /// A stage of a job, by the ATS's id.
    pub(super) async fn stage(&mut self, name: &str, id: &str, job: Option<&str>) -> Resolved<String> {
        let stage = granted!(self.live::<ApplicationStage>(name, id).await?);
        if fits(&stage.body, job) {
            return Ok(Ok(stage.remote_id));
        }
        let reason = "the stage belongs to another job; the job's own are listed with it (jobs[].stages)";
        Ok(Err(Refusal::invalid(name, reason)))
    }

    /// A record that is not deleted, by our id.
    pub(super) async fn live<T: Record>(&mut self, name: &str, id: &str) -> Resolved<Stored<T>> {
        let found = match RecordId::parse(id) {
            Some(id) => self.find::<T>(&id).await?,
            None => None,
        };
        Ok(live(name, found))
    }

    /// The same by the ATS's id.
    pub(super) async fn live_remote<T: Record>(
        &mut self,
        name: &str,
        remote_id: &str,
    ) -> Resolved<Stored<T>> {
        let found = self.find::<T>(&self.scope.record(T::MODEL, remote_id)).await?;
        Ok(live(name, found))
    }

    async fn find<T: Record>(&mut self, id: &RecordId) -> Result<Option<Stored<T>>, Broken> {
        Ok(records::load(self.db, self.scope, &[id.as_str()]).await?.pop())
    }
}

/// What only other records name cannot be listed, and so its id is known to nobody; a job or stage may still be meant.
fn live<T>(name: &str, found: Option<Stored<T>>) -> Result<Stored<T>, Refusal> {
    match found {
        None => Err(Refusal::invalid(name, "the integration has no such record")),
        Some(record) if !record.live() => Err(Refusal::invalid(name, "the record was deleted in the ATS")),
        Some(record) => Ok(record),
    }
}

/// The path names it: then it is the address that does not exist.
fn path<T>(name: &str, found: Result<Stored<T>, Refusal>) -> Result<Stored<T>, Refusal> {
    match found {
        Ok(record) if record.depth == Depth::Stub => {
            Err(Refusal::absent(name, "the record is not known in full yet"))
        }
        Ok(record) => Ok(record),
        Err(refusal) => Err(Refusal { absent: true, ..refusal }),
    }
}
