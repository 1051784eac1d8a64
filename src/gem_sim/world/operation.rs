//! Changes that are asked for from outside, one JSON object each.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::change::{Weight, weight_of};
use super::clock::text;
use super::resource::Resource;
use super::row::{Row, ids_in, merge_fields, object, set, str_of};
use super::{World, random};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Operation {
    Create {
        resource: Resource,
        #[serde(default)]
        fields: Row,
    },
    Update {
        resource: Resource,
        id: String,
        fields: Row,
    },
    /// As `update`, but no timestamp moves.
    TouchlessUpdate {
        resource: Resource,
        id: String,
        fields: Row,
    },
    Delete {
        resource: Resource,
        id: String,
    },
    Undelete {
        resource: Resource,
        id: String,
    },
    /// The row and its children vanish without a trace.
    Remove {
        resource: Resource,
        id: String,
    },
    Move {
        application_id: String,
        stage_id: String,
    },
    Reject {
        application_id: String,
        #[serde(default)]
        reason_id: Option<String>,
    },
    Hire {
        application_id: String,
    },
    Anonymise {
        candidate_id: String,
    },
    Merge {
        losing: String,
        winning: String,
    },
    RenameDepartment {
        department_id: String,
        name: String,
    },
    CreateSource {
        name: String,
        #[serde(default, rename = "type")]
        kind: Option<String>,
    },
    /// `n` plausible changes, chosen by `seed`.
    Random {
        n: u64,
        seed: u64,
    },
}

impl World {
    /// Carries out one operation and returns the resulting row; a sentence when it cannot be.
    pub(crate) fn apply(&mut self, operation: &Operation) -> Result<Value, String> {
        match operation {
            Operation::Create { resource, fields } => self.create(*resource, fields),
            Operation::Update { resource, id, fields } => {
                let index = self.known(*resource, id)?;
                let weight = weight_of(*resource, fields);
                self.change(*resource, index, weight, |row, _| merge_fields(row, fields));
                self.result(*resource, index)
            }
            Operation::TouchlessUpdate { resource, id, fields } => {
                let index = self.known(*resource, id)?;
                self.edit(*resource, index, |row| merge_fields(row, fields));
                self.result(*resource, index)
            }
            Operation::Delete { resource, id } => {
                let index = self.known(*resource, id)?;
                self.delete(*resource, index);
                self.result(*resource, index)
            }
            Operation::Undelete { resource, id } => {
                let index = self.known(*resource, id)?;
                self.undelete(*resource, index);
                self.result(*resource, index)
            }
            Operation::Remove { resource, id } => {
                let index = self.known(*resource, id)?;
                for (resource, index) in self.with_children(*resource, index) {
                    self.put(resource, index, None);
                }
                Ok(json!({"id": id, "removed": true}))
            }
            Operation::RenameDepartment { department_id, name } => {
                let index = self.known(Resource::Department, department_id)?;
                self.rename_department(index, name);
                self.result(Resource::Department, index)
            }
            Operation::CreateSource { name, kind } => {
                let fields =
                    json!({"name": name, "public_name": name, "type": kind.as_deref().unwrap_or("Other")});
                self.create(Resource::Source, &object(fields))
            }
            Operation::Random { n, seed } => Ok(random::run(self, *n, *seed)),
            people => self.apply_to_people(people),
        }
    }

    fn apply_to_people(&mut self, operation: &Operation) -> Result<Value, String> {
        match operation {
            Operation::Move { application_id, stage_id } => {
                let index = self.known(Resource::Application, application_id)?;
                let stage = self.known(Resource::Stage, stage_id)?;
                self.move_to(index, stage);
                self.result(Resource::Application, index)
            }
            Operation::Reject { application_id, reason_id } => {
                let index = self.known(Resource::Application, application_id)?;
                let reason = reason_id.as_ref().map(|id| self.known(Resource::Reason, id)).transpose()?;
                self.reject(index, reason);
                self.result(Resource::Application, index)
            }
            Operation::Hire { application_id } => {
                let index = self.known(Resource::Application, application_id)?;
                self.hire(index);
                self.result(Resource::Application, index)
            }
            Operation::Anonymise { candidate_id } => {
                let index = self.known(Resource::Candidate, candidate_id)?;
                self.anonymise(index)?;
                self.result(Resource::Candidate, index)
            }
            Operation::Merge { losing, winning } => {
                let from = self.known(Resource::Candidate, losing)?;
                let into = self.known(Resource::Candidate, winning)?;
                if from == into {
                    return Err("a candidate cannot be merged into itself".to_owned());
                }
                self.merge_candidates(from, into);
                self.result(Resource::Candidate, into)
            }
            _ => Err("not an operation on people".to_owned()),
        }
    }

    fn known(&self, resource: Resource, id: &str) -> Result<u64, String> {
        self.find(resource, id).ok_or_else(|| format!("no such {}: {id}", resource.word()))
    }

    fn result(&self, resource: Resource, index: u64) -> Result<Value, String> {
        self.inspect(resource, index).ok_or_else(|| "the row is gone".to_owned())
    }

    /// Adds a row with what every row of its resource has, overlaid with `fields`.
    fn create(&mut self, resource: Resource, fields: &Row) -> Result<Value, String> {
        if !Resource::TABLES.iter().any(|(table, _)| *table == resource) {
            return Err(format!("a {} has no row of its own", resource.word()));
        }
        let index = self.add(resource, fields);
        self.result(resource, index)
    }

    pub(crate) fn add(&mut self, resource: Resource, fields: &Row) -> u64 {
        let now = self.stamp();
        let mut row = blank(resource, &text(now));
        let mut fields = fields.clone();
        if resource == Resource::Application {
            self.place(&mut row, &mut fields);
        }
        if resource == Resource::Source {
            let delay = i64::from(self.switches.source_delay_seconds) * 1000;
            set(&mut row, "_visible_from", text(now + delay));
        }
        merge_fields(&mut row, &fields);
        let candidate = str_of(&row, "candidate_id").and_then(|id| self.find(Resource::Candidate, id));
        let index = self.push(resource, row);
        if let (Resource::Application, Some(candidate)) = (resource, candidate) {
            self.adopt(candidate, index);
            self.edit(Resource::Candidate, candidate, |row| set(row, "last_activity", text(now)));
        }
        if resource == Resource::Interview {
            self.touch(resource, index, Weight::Activity, &text(now));
        }
        index
    }

    /// A `job_id` among the fields of an application becomes `jobs`, and the first stage if none is given.
    fn place(&self, row: &mut Row, fields: &mut Row) {
        if let Some(Value::String(job)) = fields.remove("job_id")
            && let Some(job) = self.find(Resource::Job, &job)
        {
            set(row, "jobs", vec![self.reference(Resource::Job, job)]);
        }
        let given = fields.get("jobs").map(|jobs| object(json!({"jobs": jobs})));
        let job =
            ids_in(given.as_ref().unwrap_or(row), "jobs").first().and_then(|id| self.find(Resource::Job, id));
        if let Some(stage) = job.and_then(|job| self.first_stage(job)) {
            set(row, "current_stage", self.reference(Resource::Stage, stage));
        }
    }
}

fn blank(resource: Resource, now: &str) -> Row {
    object(match resource {
        Resource::Candidate => json!({
            "first_name": "New", "last_name": "Candidate", "company": null, "title": null, "attachments": [],
            "phone_numbers": [], "email_addresses": [], "social_media_addresses": [], "tags": [], "educations": [],
            "employments": [], "linked_user_ids": [], "created_at": now, "updated_at": null, "last_activity": now,
            "deleted_at": null, "is_private": false,
        }),
        Resource::Application => json!({
            "candidate_id": null, "applied_at": now, "last_activity_at": now, "source": null, "credited_to": null,
            "jobs": [], "job_post_id": null, "status": "active", "current_stage": null, "deleted_at": null,
        }),
        Resource::Job => json!({
            "name": "New job", "requisition_id": null, "confidential": false, "status": "open", "created_at": now,
            "updated_at": now, "opened_at": now, "closed_at": null, "deleted_at": null, "is_template": false,
            "departments": [], "offices": [], "hiring_team": {}, "custom_fields": {},
        }),
        Resource::Stage => json!({
            "name": "New stage", "job_id": null, "created_at": now, "updated_at": now, "deleted_at": null,
            "active": true, "priority": 0, "interviews": [],
        }),
        Resource::Post => json!({
            "title": "New post", "job_id": null, "active": true, "live": true, "first_published_at": now,
            "content": "<p>New</p>", "internal_content": null, "created_at": now, "updated_at": now,
            "deleted_at": null, "internal": false, "external": true, "listed": true,
        }),
        Resource::User => json!({
            "name": "New User", "first_name": "New", "last_name": "User", "employee_id": null,
            "primary_email_address": "new.user@company.example", "emails": ["new.user@company.example"],
            "created_at": now, "updated_at": now, "disabled": false, "site_admin": false,
            "linked_candidate_ids": [], "offices": [], "departments": [], "deleted_at": null,
        }),
        Resource::Office | Resource::Department => json!({
            "name": "New", "location": {"name": ""}, "parent_id": null, "child_ids": [], "deleted_at": null,
        }),
        Resource::Interview => json!({
            "application_id": null, "created_at": now, "updated_at": now, "start": {"date_time": now},
            "end": {"date_time": now}, "location": null, "status": "scheduled", "interview": null,
            "organizer": null, "interviewers": [], "job_stage_interview_item_id": null, "deleted_at": null,
        }),
        _ => json!({"created_at": now, "updated_at": now, "deleted_at": null}),
    })
}
