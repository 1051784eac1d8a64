//! Which columns each model has beside its content, and what other records show of it.

use serde_json::{Value, json};

use super::sql::{RecordSql, record_sql, select_records};
use super::{IntegrationScope, Record};
use crate::domain::ats::{
    Application, ApplicationStage, Candidate, Interview, InterviewingTeamMember, Job, JobApplicationStage,
    JobHiringTeamMember, JobPosting, Offer, RejectionReason, Role, Tag, User,
};
use crate::domain::index_key::{folded_key, index_key};
use crate::domain::model::Model;

/// The id that a remote id gets, or null.
fn link(scope: &IntegrationScope, model: Model, remote_id: Option<&str>) -> Value {
    remote_id.map_or(Value::Null, |remote_id| Value::String(scope.record(model, remote_id).to_string()))
}

/// The statements of a model's table.
pub(super) const fn sql_of(model: Model) -> RecordSql {
    match model {
        Model::User => User::SQL,
        Model::Role => Role::SQL,
        Model::Tag => Tag::SQL,
        Model::RejectionReason => RejectionReason::SQL,
        Model::ApplicationStage => ApplicationStage::SQL,
        Model::JobPosting => JobPosting::SQL,
        Model::Job => Job::SQL,
        Model::Application => Application::SQL,
        Model::Candidate => Candidate::SQL,
        Model::Interview => Interview::SQL,
        Model::Offer => Offer::SQL,
        Model::JobApplicationStage => JobApplicationStage::SQL,
        Model::JobHiringTeamMember => JobHiringTeamMember::SQL,
        Model::InterviewingTeamMember => InterviewingTeamMember::SQL,
    }
}

/// For filters that ignore case.
fn folded(text: Option<&str>) -> Option<String> {
    text.map(folded_key)
}

impl Record for User {
    const MODEL: Model = Model::User;
    const SQL: RecordSql = record_sql!("users", owner: "id", columns: ["email" = "r.columns->>'email'"]);

    fn columns(&self, _scope: &IntegrationScope) -> Value {
        json!({ "email": folded(self.email.as_deref()) })
    }

    fn shown(&self) -> Value {
        json!([self.first_name, self.last_name, self.email])
    }

    fn anonymised(&self) -> Self {
        Self::default()
    }
}

impl Record for Role {
    const MODEL: Model = Model::Role;
    const SQL: RecordSql = record_sql!("roles", owner: "id", columns: ["scope" = "r.columns->>'scope'"]);

    fn columns(&self, _scope: &IntegrationScope) -> Value {
        json!({ "scope": self.scope })
    }

    fn shown(&self) -> Value {
        json!(self)
    }

    fn anonymised(&self) -> Self {
        Self { label: None, unified_type: None, scope: None }
    }
}

impl Record for Tag {
    const MODEL: Model = Model::Tag;
    const SQL: RecordSql = record_sql!("tags", owner: "id", columns: []);

    fn columns(&self, _scope: &IntegrationScope) -> Value {
        json!({})
    }

    fn shown(&self) -> Value {
        json!(self)
    }

    fn anonymised(&self) -> Self {
        Self { name: None }
    }
}

impl Record for RejectionReason {
    const MODEL: Model = Model::RejectionReason;
    const SQL: RecordSql = record_sql!("rejection_reasons", owner: "id", columns: []);

    fn columns(&self, _scope: &IntegrationScope) -> Value {
        json!({})
    }

    /// Applications carry the reason's name themselves.
    fn shown(&self) -> Value {
        Value::Null
    }

    fn anonymised(&self) -> Self {
        Self { name: None }
    }
}

impl Record for ApplicationStage {
    const MODEL: Model = Model::ApplicationStage;
    const SQL: RecordSql =
        record_sql!("application_stages", owner: "job_id", columns: ["job_id" = "r.columns->>'job_id'"]);

    fn columns(&self, scope: &IntegrationScope) -> Value {
        json!({ "job_id": link(scope, Model::Job, self.job_remote_id.as_deref()) })
    }

    fn shown(&self) -> Value {
        json!(self)
    }

    fn anonymised(&self) -> Self {
        Self::default()
    }
}

impl Record for JobPosting {
    const MODEL: Model = Model::JobPosting;
    const SQL: RecordSql =
        record_sql!("job_postings", owner: "job_id", columns: ["job_id" = "r.columns->>'job_id'"]);

    fn columns(&self, scope: &IntegrationScope) -> Value {
        json!({ "job_id": link(scope, Model::Job, self.job_remote_id.as_deref()) })
    }

    fn shown(&self) -> Value {
        json!(self)
    }

    fn anonymised(&self) -> Self {
        Self::default()
    }
}

impl Record for Job {
    const MODEL: Model = Model::Job;
    const SQL: RecordSql = record_sql!("jobs", owner: "id", columns: [
        "name" = "r.columns->>'name'",
        "job_code" = "r.columns->>'job_code'",
        "status" = "r.columns->>'status'",
        "employment_type" = "r.columns->>'employment_type'",
        "visibility" = "r.columns->>'visibility'",
        "remote_created_at" = "(r.columns->>'remote_created_at')::timestamptz"
    ]);

    fn columns(&self, _scope: &IntegrationScope) -> Value {
        json!({
            // Searched for parts, and in no index.
            "name": self.name.as_deref().map(str::to_lowercase),
            "job_code": self.job_code.as_deref().map(index_key),
            "status": self.status,
            "employment_type": self.employment_type,
            "visibility": self.visibility,
            "remote_created_at": self.remote_created_at,
        })
    }

    fn shown(&self) -> Value {
        json!([self.name])
    }

    fn anonymised(&self) -> Self {
        Self::default()
    }
}

impl Record for Application {
    const MODEL: Model = Model::Application;
    const SQL: RecordSql = record_sql!("applications", owner: "candidate_id", columns: [
        "candidate_id" = "r.columns->>'candidate_id'",
        "job_id" = "r.columns->>'job_id'",
        "current_stage_id" = "r.columns->>'current_stage_id'",
        "outcome" = "r.columns->>'outcome'",
        "remote_created_at" = "(r.columns->>'remote_created_at')::timestamptz"
    ]);

    fn columns(&self, scope: &IntegrationScope) -> Value {
        json!({
            "candidate_id": link(scope, Model::Candidate, self.candidate_remote_id.as_deref()),
            "job_id": link(scope, Model::Job, self.job_remote_id.as_deref()),
            "current_stage_id": link(scope, Model::ApplicationStage, self.current_stage_remote_id.as_deref()),
            "outcome": self.outcome,
            "remote_created_at": self.remote_created_at,
        })
    }

    /// Everything: candidates show the application's own time of change.
    fn shown(&self) -> Value {
        json!(self)
    }

    fn anonymised(&self) -> Self {
        Self::default()
    }
}

impl Record for Candidate {
    const MODEL: Model = Model::Candidate;
    const SQL: RecordSql = record_sql!("candidates", owner: "id", columns: [
        "emails" = "ARRAY(SELECT json_array_elements_text(r.columns->'emails'))",
        "first_name" = "r.columns->>'first_name'",
        "last_name" = "r.columns->>'last_name'"
    ]);

    fn columns(&self, _scope: &IntegrationScope) -> Value {
        let emails: Vec<String> = self.email_addresses.iter().map(|e| folded_key(&e.email_address)).collect();
        json!({
            "emails": emails,
            "first_name": folded(self.first_name.as_deref()),
            "last_name": folded(self.last_name.as_deref()),
        })
    }

    /// Everything: a change of any own field counts for the candidate's applications (contract section 2.4).
    fn shown(&self) -> Value {
        json!(self)
    }

    fn anonymised(&self) -> Self {
        Self::default()
    }
}

impl Record for Interview {
    const MODEL: Model = Model::Interview;
    const SQL: RecordSql = record_sql!("interviews", owner: "application_id", columns: [
        "application_id" = "r.columns->>'application_id'"
    ]);

    fn columns(&self, scope: &IntegrationScope) -> Value {
        json!({ "application_id": link(scope, Model::Application, self.application_remote_id.as_deref()) })
    }

    /// Everything: a change of any own field counts for the application.
    fn shown(&self) -> Value {
        json!(self)
    }

    fn anonymised(&self) -> Self {
        Self::default()
    }
}

impl Record for Offer {
    const MODEL: Model = Model::Offer;
    const SQL: RecordSql = record_sql!("offers", owner: "application_id", columns: [
        "application_id" = "r.columns->>'application_id'"
    ]);

    fn columns(&self, scope: &IntegrationScope) -> Value {
        json!({ "application_id": link(scope, Model::Application, self.application_remote_id.as_deref()) })
    }

    /// Everything: a change of any own field counts for the application.
    fn shown(&self) -> Value {
        json!(self)
    }

    fn anonymised(&self) -> Self {
        Self::default()
    }
}

impl Record for JobApplicationStage {
    const MODEL: Model = Model::JobApplicationStage;
    const SQL: RecordSql = record_sql!("job_application_stages", owner: "stage_id", columns: [
        "job_id" = "r.columns->>'job_id'",
        "stage_id" = "r.columns->>'stage_id'"
    ]);

    fn columns(&self, scope: &IntegrationScope) -> Value {
        json!({
            "job_id": link(scope, Model::Job, Some(&self.job_remote_id)),
            "stage_id": link(scope, Model::ApplicationStage, Some(&self.stage_remote_id)),
        })
    }

    /// The job shows the stage, not the join.
    fn shown(&self) -> Value {
        Value::Null
    }

    /// A join is nothing but its links, which are ids; its own remote id is made of them.
    fn anonymised(&self) -> Self {
        self.clone()
    }
}

impl Record for JobHiringTeamMember {
    const MODEL: Model = Model::JobHiringTeamMember;
    const SQL: RecordSql = record_sql!("job_hiring_team_members", owner: "job_id", columns: [
        "job_id" = "r.columns->>'job_id'",
        "user_id" = "r.columns->>'user_id'"
    ]);

    fn columns(&self, scope: &IntegrationScope) -> Value {
        json!({
            "job_id": link(scope, Model::Job, Some(&self.job_remote_id)),
            "user_id": link(scope, Model::User, Some(&self.user_remote_id)),
        })
    }

    /// The job carries its team itself.
    fn shown(&self) -> Value {
        Value::Null
    }

    /// A join is nothing but its links, which are ids; its own remote id is made of them.
    fn anonymised(&self) -> Self {
        Self { roles: Vec::new(), ..self.clone() }
    }
}

impl Record for InterviewingTeamMember {
    const MODEL: Model = Model::InterviewingTeamMember;
    const SQL: RecordSql = record_sql!("interviewing_team_members", owner: "interview_id", columns: [
        "interview_id" = "r.columns->>'interview_id'",
        "user_id" = "r.columns->>'user_id'"
    ]);

    fn columns(&self, scope: &IntegrationScope) -> Value {
        json!({
            "interview_id": link(scope, Model::Interview, Some(&self.interview_remote_id)),
            "user_id": link(scope, Model::User, Some(&self.user_remote_id)),
        })
    }

    /// The interview carries its interviewers itself.
    fn shown(&self) -> Value {
        Value::Null
    }

    /// A join is nothing but its links, which are ids; its own remote id is made of them.
    fn anonymised(&self) -> Self {
        self.clone()
    }
}
