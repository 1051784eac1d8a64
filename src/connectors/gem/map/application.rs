//! | Kombo | Gem |
//! |---|---|
//! | `candidate_id`, `current_stage_id` | `candidate_id`, `current_stage.id` |
//! | `job_id` | `jobs[0].id` |
//! | `outcome` | active → PENDING, hired → HIRED, rejected → DECLINED |
//! | `rejected_at`, `rejection_reason_name` | `rejected_at`, `rejection_reason.name` |
//! | `custom_fields` | `source` (known), `source_id`, `credited_to`, `job_post_id`, `recruiter`, `coordinator`, `sourcer`, and Gem's `custom_fields` |
//! | `remote_created_at`, `remote_updated_at` | `applied_at`, `last_activity_at` |

use serde_json::{Map, Value};

use super::job::add_custom_fields;
use super::{Row, derived, remote, stub};
use crate::domain::ats::{Application, ApplicationStage, Candidate, Job, Outcome, RejectionReason};
use crate::domain::model::Model;
use crate::domain::remote::{Batch, Knowledge, NamedSource};

pub(super) fn add(row: &Row<'_>, id: &str, knowledge: Knowledge, batch: &mut Batch) {
    let jobs = row.objects("jobs");
    let job_id = jobs.first().and_then(|job| job.id("id"));
    for job in &jobs {
        if let Some(id) = job.id("id") {
            batch.jobs.push(stub(id, Job { name: job.text("name"), ..Job::default() }));
        }
    }
    let stage = row.object("current_stage");
    let stage_id = stage.as_ref().and_then(|stage| stage.id("id"));
    if let (Some(stage), Some(id)) = (&stage, &stage_id) {
        let body = ApplicationStage {
            name: stage.text("name"),
            job_remote_id: job_id.clone(),
            ..Default::default()
        };
        batch.application_stages.push(stub(id.clone(), body));
    }
    let candidate_id = row.id("candidate_id");
    if let Some(id) = &candidate_id {
        batch.candidates.push(stub(id.clone(), Candidate::default()));
    }
    let reason = row.object("rejection_reason");
    if let Some(reason) = &reason
        && let Some(id) = reason.id("id")
    {
        batch.rejection_reasons.push(derived(id, RejectionReason { name: reason.text("name") }));
    }
    let source = row.object("source");
    if let Some(source) = &source
        && let (Some(remote_id), Some(name)) = (source.id("id"), source.text("public_name"))
    {
        batch.sources.push(NamedSource { remote_id, name });
    }
    let body = Application {
        outcome: outcome(row),
        rejection_reason_name: reason.and_then(|reason| reason.text("name")),
        rejected_at: row.time("rejected_at"),
        candidate_remote_id: candidate_id,
        job_remote_id: job_id,
        current_stage_remote_id: stage_id,
        source: source.and_then(|source| source.text("public_name")),
        remote_created_at: row.time("applied_at"),
        remote_updated_at: row.time("last_activity_at"),
        custom_fields: custom_fields(row),
        ..Application::default()
    };
    batch.applications.push(remote(id, row, knowledge, body));
}

fn outcome(row: &Row<'_>) -> Option<Outcome> {
    match row.text("status")?.as_str() {
        "active" => Some(Outcome::Pending),
        "hired" => Some(Outcome::Hired),
        "rejected" => Some(Outcome::Declined),
        _ => {
            row.misfit("status", "the value is not known");
            None
        }
    }
}

fn custom_fields(row: &Row<'_>) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    let source = row.object("source");
    add("source", source.as_ref().and_then(|source| source.text("public_name")).map(Value::String));
    add("source_id", source.as_ref().and_then(|source| source.id("id")).map(Value::String));
    add("credited_to", row.id("credited_to").map(Value::String));
    add("job_post_id", row.id("job_post_id").map(Value::String));
    for name in ["recruiter", "coordinator", "sourcer"] {
        add(name, row.value(name));
    }
    add_custom_fields(&mut fields, row, Model::Application);
    fields
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Misfits;
    use super::*;

    fn mapped(given: &Value) -> (Batch, Vec<String>) {
        let misfits = Misfits::default();
        let mut batch = Batch::default();
        add(&Row::of(given, &misfits).unwrap(), "a", Knowledge::Derived, &mut batch);
        (batch, misfits.into_domain(None).into_iter().map(|m| m.path).collect())
    }

    #[test]
    fn everything_nullable_may_be_null() {
        let (batch, misfits) = mapped(&json!({
            "candidate_id": "c", "status": "hired", "source": null, "credited_to": null, "current_stage": null,
            "job_post_id": null, "jobs": [],
        }));
        let application = &batch.applications[0].body;
        assert_eq!(application.outcome, Some(Outcome::Hired));
        assert_eq!(application.job_remote_id, None);
        assert!(application.custom_fields.is_empty() && misfits.is_empty());
    }

    #[test]
    fn what_it_names_becomes_known() {
        let (batch, _) = mapped(&json!({
            "candidate_id": "c", "status": "rejected", "jobs": [{ "id": "j", "name": "Nurse" }],
            "current_stage": { "id": "s", "name": "Onsite" }, "source": { "id": "1", "public_name": "Indeed" },
            "rejection_reason": { "id": "r", "name": "Withdrew", "type": { "id": "2", "name": "They rejected us" } },
            "recruiter": { "id": "u", "email": "r@x.y" }, "custom_fields": { "Shift": "night", "source": "own", "sourcer": "other" },
        }));
        let application = &batch.applications[0].body;
        assert_eq!(application.outcome, Some(Outcome::Declined));
        assert_eq!(application.rejection_reason_name.as_deref(), Some("Withdrew"));
        assert_eq!(application.source.as_deref(), Some("Indeed"));
        assert_eq!(application.custom_fields["Shift"], "night");
        assert_eq!(application.custom_fields["gem_source"], "own");
        assert_eq!(application.custom_fields["gem_sourcer"], "other", "whether ours is filled or not");
        assert_eq!(application.custom_fields["recruiter"]["email"], "r@x.y");
        assert_eq!(batch.jobs[0].body.name.as_deref(), Some("Nurse"));
        assert_eq!(batch.application_stages[0].body.job_remote_id.as_deref(), Some("j"));
        assert_eq!(batch.rejection_reasons[0].remote_id, "r");
        assert_eq!(batch.candidates[0].knowledge, Knowledge::Stub);
    }

    #[test]
    fn an_unknown_status_is_null_and_told() {
        let (batch, misfits) = mapped(&json!({ "status": "paused" }));
        assert_eq!(batch.applications[0].body.outcome, None);
        assert_eq!(misfits, ["status"]);
    }
}
