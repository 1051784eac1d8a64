//! | Kombo | Gem |
//! |---|---|
//! | `name`, `confidential`, `opened_at`, `closed_at` | the same |
//! | `job_code` | `requisition_id` |
//! | `status` | see [`status`] |
//! | `department` | the first of `departments`, deleted or not (known) |
//! | `location` | the first of `offices`, deleted or not (known) |
//! | `custom_fields` | all `departments` and `offices` (known), and Gem's `custom_fields` |
//! | `remote_work_status`, `employment_type` | the job board's, when a vanity name is set |
//! | `description`, `post_url` | of the most recent live and active post; chosen when the job is rendered |
//!
//! Templates come in the same list and are no jobs: they are left out.

use std::collections::BTreeMap;

use percent_encoding::utf8_percent_encode;
use serde_json::{Map, Value, json};

use super::post::SEGMENT;
use super::user::{JOB_ROLES, lite};
use super::{Context, FIELDS, Row, location, remote};
use crate::domain::ats::{HiringTeamMember, Job, JobStatus, UnifiedRole};
use crate::domain::model::Model;
use crate::domain::remote::{Batch, Knowledge};

pub(super) fn add(row: &Row<'_>, id: &str, knowledge: Knowledge, context: &Context<'_>, batch: &mut Batch) {
    if row.flag("is_template") == Some(true) {
        return;
    }
    if let Some(team) = row.object("hiring_team") {
        let members = JOB_ROLES.iter().flat_map(|(key, ..)| team.objects(key));
        batch.users.extend(members.filter_map(|member| lite(&member)));
    }
    batch.jobs.push(remote(id, row, knowledge, job(row, id, context)));
}

fn job(row: &Row<'_>, id: &str, context: &Context<'_>) -> Job {
    let listing = context.job_board.map(|board| board.listing(id)).unwrap_or_default();
    let departments = row.objects("departments");
    let offices = row.objects("offices");
    Job {
        name: row.text("name"),
        job_code: row.text("requisition_id"),
        confidential: row.flag("confidential"),
        status: status(row),
        department: departments.first().and_then(|department| department.text("name")),
        location: offices.first().and_then(location::of_office),
        visibility: None,
        remote_work_status: listing.remote_work_status.map(str::to_owned),
        employment_type: listing.employment_type.map(str::to_owned),
        remote_url: Some(format!(
            "https://www.gem.com/ats/jobs/{}/candidates",
            utf8_percent_encode(id, SEGMENT)
        )),
        opened_at: row.time("opened_at"),
        closed_at: row.time("closed_at"),
        remote_created_at: row.time("created_at"),
        remote_updated_at: row.time("updated_at"),
        hiring_team: hiring_team(row),
        custom_fields: custom_fields(row, &departments, &offices),
        ..Job::default()
    }
}

/// `approved` is taken for a job that is not yet open (a guess of the sheet's).
fn status(row: &Row<'_>) -> Option<JobStatus> {
    match row.text("status")?.as_str() {
        "open" => Some(JobStatus::Open),
        "closed" => Some(JobStatus::Closed),
        "draft" | "pending_approval" | "approved" => Some(JobStatus::Draft),
        _ => {
            row.misfit("status", "the value is not known");
            None
        }
    }
}

fn hiring_team(row: &Row<'_>) -> Vec<HiringTeamMember> {
    let Some(team) = row.object("hiring_team") else { return Vec::new() };
    let mut members: BTreeMap<String, Vec<UnifiedRole>> = BTreeMap::new();
    for (key, _label, role) in JOB_ROLES {
        for member in team.objects(key) {
            let Some(user) = member.id("id") else { continue };
            let roles = members.entry(user).or_default();
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
    }
    members
        .into_iter()
        .map(|(user_remote_id, mut roles)| {
            roles.sort_unstable();
            HiringTeamMember { user_remote_id, roles }
        })
        .collect()
}

fn custom_fields(row: &Row<'_>, departments: &[Row<'_>], offices: &[Row<'_>]) -> Map<String, Value> {
    let mut fields = Map::new();
    let named = |row: &Row<'_>| json!({ "id": row.id("id"), "name": row.text("name") });
    let place = |row: &Row<'_>| {
        let location = row.object("location").and_then(|location| location.text("name"));
        json!({ "id": row.id("id"), "name": row.text("name"), "location": location })
    };
    fields.insert("departments".to_owned(), departments.iter().map(named).collect());
    fields.insert("offices".to_owned(), offices.iter().map(place).collect());
    add_custom_fields(&mut fields, row, Model::Job);
    fields
}

/// Gem's own custom fields beside ours; one that has the name of one of ours gets the prefix `gem_`.
pub(super) fn add_custom_fields(fields: &mut Map<String, Value>, row: &Row<'_>, model: Model) {
    let own = row.entries(FIELDS.own).into_iter();
    fields.extend(own.map(|(name, value)| (FIELDS.key_of_own(model, &name), value)));
}

#[cfg(test)]
mod tests {
    use super::super::Misfits;
    use super::*;

    const CONTEXT: Context<'_> = Context { job_board: None, vanity: None, first_page: true };

    fn mapped(given: &Value) -> (Batch, Vec<String>) {
        let misfits = Misfits::default();
        let mut batch = Batch::default();
        add(&Row::of(given, &misfits).unwrap(), "j", Knowledge::Derived, &CONTEXT, &mut batch);
        (batch, misfits.into_domain(None).into_iter().map(|m| m.path).collect())
    }

    #[test]
    fn statuses_are_mapped_by_the_table() {
        for (gem, kombo) in [
            ("open", Some(JobStatus::Open)),
            ("closed", Some(JobStatus::Closed)),
            ("draft", Some(JobStatus::Draft)),
            ("pending_approval", Some(JobStatus::Draft)),
            ("approved", Some(JobStatus::Draft)),
            ("paused", None),
        ] {
            let (batch, misfits) = mapped(&json!({ "status": gem }));
            assert_eq!(batch.jobs[0].body.status, kombo, "{gem}");
            assert_eq!(misfits.is_empty(), kombo.is_some(), "{gem}");
        }
    }

    #[test]
    fn templates_are_no_jobs() {
        assert!(mapped(&json!({ "is_template": true })).0.jobs.is_empty());
    }

    #[test]
    fn places_and_teams_are_complete() {
        let (batch, _) = mapped(&json!({
            "departments": [{ "id": "d0", "name": "Old", "deleted_at": "2026-01-01T00:00:00Z" }, { "id": "d1", "name": "Sales" }],
            "offices": [{ "id": "o1", "name": "HQ", "location": { "name": "Berlin, Germany" } }],
            "hiring_team": { "recruiters": [{ "id": "u2", "name": "A B" }, { "id": "u1" }], "hiring_managers": [{ "id": "u2" }] },
            "custom_fields": { "Team": "x", "offices": "clash" },
        }));
        let job = &batch.jobs[0].body;
        assert_eq!(job.department.as_deref(), Some("Old"));
        assert_eq!(job.location.as_ref().unwrap().country.as_deref(), Some("DE"));
        assert_eq!(job.custom_fields["departments"].as_array().unwrap().len(), 2);
        assert_eq!(job.custom_fields["gem_offices"], "clash");
        let team: Vec<(&str, &[UnifiedRole])> =
            job.hiring_team.iter().map(|m| (m.user_remote_id.as_str(), m.roles.as_slice())).collect();
        assert_eq!(
            team,
            [
                ("u1", &[UnifiedRole::Recruiter][..]),
                ("u2", &[UnifiedRole::HiringManager, UnifiedRole::Recruiter][..])
            ]
        );
        assert_eq!(batch.users.len(), 3);
    }
}
