//! What happens to candidates and their applications.

use serde_json::{Value, json};

use super::change::Weight;
use super::resource::Resource;
use super::row::{Row, ids_in, nested, set, str_of};
use super::{World, catalog};

impl World {
    pub(crate) fn move_to(&mut self, application: u64, stage: u64) {
        let stage = self.reference(Resource::Stage, stage);
        self.change(Resource::Application, application, Weight::Activity, |row, _| {
            set(row, "current_stage", stage);
        });
    }

    pub(crate) fn reject(&mut self, application: u64, reason: Option<u64>) {
        let reason = match reason {
            Some(index) => self.row(Resource::Reason, index).map(|mut row| {
                row.remove("deleted_at");
                Value::Object(row)
            }),
            None => Some(catalog::reason_ref(&self.plan, 9)),
        };
        self.change(Resource::Application, application, Weight::Activity, |row, now| {
            set(row, "status", "rejected");
            set(row, "rejected_at", now);
            set(row, "rejection_reason", reason.unwrap_or_default());
        });
    }

    pub(crate) fn hire(&mut self, application: u64) {
        self.change(Resource::Application, application, Weight::Activity, |row, _| {
            set(row, "status", "hired");
            row.remove("rejected_at");
            row.remove("rejection_reason");
        });
    }

    /// Replaces the personal data; refuses when the candidate was hired.
    pub(crate) fn anonymise(&mut self, candidate: u64) -> Result<(), String> {
        let hired = |a: &u64| self.keys(Resource::Application, *a).is_some_and(|keys| keys.status == "hired");
        if self.applications_of(candidate).iter().any(hired) {
            return Err("a hired candidate is never anonymised".to_owned());
        }
        self.change(Resource::Candidate, candidate, Weight::Activity, |row, _| {
            set(row, "first_name", "Anonymized");
            set(row, "last_name", "Candidate");
            for key in ["company", "title"] {
                set(row, key, Value::Null);
            }
            let lists = [
                "attachments",
                "phone_numbers",
                "email_addresses",
                "social_media_addresses",
                "tags",
                "educations",
            ];
            for key in lists.into_iter().chain(["employments"]) {
                set(row, key, json!([]));
            }
        });
        Ok(())
    }

    /// The losing candidate is deleted; its applications and contacts go to the winning one.
    pub(crate) fn merge_candidates(&mut self, losing: u64, winning: u64) {
        let winner = self.id(Resource::Candidate, winning);
        for application in self.applications_of(losing) {
            self.adopt(winning, application);
            self.change(Resource::Application, application, Weight::Quiet, |row, _| {
                set(row, "candidate_id", winner.as_str());
            });
        }
        let loser = self.row(Resource::Candidate, losing).unwrap_or_default();
        self.change(Resource::Candidate, winning, Weight::Activity, |row, _| {
            for key in ["email_addresses", "phone_numbers", "tags", "attachments"] {
                let more = loser.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
                let Some(Value::Array(all)) = row.get_mut(key) else { continue };
                for entry in more.into_iter().filter(|_| key != "attachments") {
                    if !all.contains(&entry) {
                        all.push(entry);
                    }
                }
            }
        });
        self.delete(Resource::Candidate, losing);
    }

    pub(crate) fn rename_department(&mut self, department: u64, name: &str) {
        self.edit(Resource::Department, department, |row| set(row, "name", name));
        let id = self.id(Resource::Department, department);
        if !self.switches.rename_moves_jobs {
            self.stamp();
            return;
        }
        for job in 0..self.total(Resource::Job) {
            if self
                .row(Resource::Job, job)
                .is_some_and(|row| ids_in(&row, "departments").contains(&id.as_str()))
            {
                self.change(Resource::Job, job, Weight::Activity, |_, _| {});
            }
        }
    }

    /// To another job and its stage; source, people and custom fields stay. What is still scheduled is called off.
    pub(crate) fn transfer(&mut self, application: u64, job: u64, stage: Option<u64>) {
        let job = self.reference(Resource::Job, job);
        let stage = stage.map(|stage| self.reference(Resource::Stage, stage)).unwrap_or_default();
        for (resource, index) in self.with_children(Resource::Application, application) {
            let scheduled = resource == Resource::Interview
                && self.keys(resource, index).is_some_and(|keys| keys.status == "scheduled");
            if scheduled {
                self.delete(resource, index);
            }
        }
        self.change(Resource::Application, application, Weight::Activity, |row, _| {
            set(row, "jobs", json!([job]));
            set(row, "job_post_id", Value::Null);
            set(row, "current_stage", stage);
        });
    }

    /// Whether the candidate of an application has a live one to this job.
    pub(crate) fn has_applied(&self, application: u64, job: u64) -> bool {
        let row = self.row(Resource::Application, application).unwrap_or_default();
        let candidate = str_of(&row, "candidate_id").and_then(|id| self.find(Resource::Candidate, id));
        let job = self.id(Resource::Job, job);
        candidate.is_some_and(|candidate| {
            self.applications_of(candidate)
                .into_iter()
                .filter_map(|index| self.row(Resource::Application, index))
                .any(|row| is_live(&row) && ids_in(&row, "jobs").contains(&job.as_str()))
        })
    }

    /// Whether an offer is open or accepted.
    pub(crate) fn has_standing_offer(&self, application: u64) -> bool {
        self.with_children(Resource::Application, application)
            .into_iter()
            .filter(|(resource, _)| *resource == Resource::Offer)
            .filter_map(|(resource, index)| self.row(resource, index))
            .any(|row| is_live(&row) && matches!(str_of(&row, "status"), Some("unresolved" | "accepted")))
    }

    pub(crate) fn is_stage_of(&self, stage: u64, job: u64) -> bool {
        let row = self.row(Resource::Stage, stage).unwrap_or_default();
        str_of(&row, "job_id") == Some(self.id(Resource::Job, job).as_str())
    }

    /// Whether a stage belongs to the job of an application.
    pub(crate) fn stage_fits(&self, application: u64, stage: u64) -> bool {
        let job = self.row(Resource::Stage, stage).and_then(|row| str_of(&row, "job_id").map(str::to_owned));
        let row = self.row(Resource::Application, application).unwrap_or_default();
        job.is_some_and(|job| ids_in(&row, "jobs").contains(&job.as_str()))
    }

    pub(crate) fn stage_of(&self, application: u64) -> Option<String> {
        let row = self.row(Resource::Application, application)?;
        nested(&row, "current_stage", "id").map(str::to_owned)
    }
}

fn is_live(row: &Row) -> bool {
    row.get("deleted_at").is_none_or(Value::is_null)
}
