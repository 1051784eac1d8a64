//! The rules of change: what moves which timestamp, and what follows a deletion.

use serde_json::{Value, json};

use super::World;
use super::clock::text;
use super::resource::Resource;
use super::row::{Row, set, str_of};

/// How much a change shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Stage change, rejection, note, interview, and any edit of an object with `updated_at`.
    Activity,
    /// Source, custom fields and people on an application.
    Quiet,
    Deletion,
}

/// Members of an application whose change is no activity.
const QUIET: [&str; 8] = [
    "source",
    "custom_fields",
    "credited_to",
    "recruiter",
    "coordinator",
    "sourcer",
    "job_post_id",
    "deleted_at",
];

pub(crate) fn weight_of(resource: Resource, fields: &Row) -> Weight {
    let quiet = fields.keys().all(|key| QUIET.contains(&key.as_str()));
    if resource == Resource::Application && quiet { Weight::Quiet } else { Weight::Activity }
}

impl World {
    /// Changes a row and moves the timestamps that such a change moves; false when there is no row.
    pub(crate) fn change(
        &mut self,
        resource: Resource,
        index: u64,
        weight: Weight,
        change: impl FnOnce(&mut Row, &str),
    ) -> bool {
        let now = text(self.stamp());
        let edited = self.edit(resource, index, |row| change(row, &now));
        if edited {
            self.touch(resource, index, weight, &now);
        }
        edited
    }

    pub(crate) fn touch(&mut self, resource: Resource, index: u64, weight: Weight, now: &str) {
        let moves_updated = weight != Weight::Deletion || self.switches.deletion_moves_updated_at;
        if resource.has_updated_at() && moves_updated {
            self.edit(resource, index, |row| set(row, "updated_at", now));
        }
        if resource == Resource::Application {
            self.touch_application(index, weight, now);
        }
        if resource == Resource::Interview && weight == Weight::Activity {
            let application = self.row(resource, index);
            let application = application.as_ref().and_then(|row| str_of(row, "application_id"));
            if let Some(application) = application.and_then(|id| self.find(Resource::Application, id)) {
                self.touch_application(application, Weight::Activity, now);
            }
        }
    }

    fn touch_application(&mut self, index: u64, weight: Weight, now: &str) {
        if weight != Weight::Activity && !self.switches.activity_moves_on_every_change {
            return;
        }
        self.edit(Resource::Application, index, |row| set(row, "last_activity_at", now));
        let row = self.row(Resource::Application, index);
        let candidate = row.as_ref().and_then(|row| str_of(row, "candidate_id"));
        let Some(candidate) = candidate.and_then(|id| self.find(Resource::Candidate, id)) else { return };
        let moves_updated = self.switches.application_moves_candidate;
        self.edit(Resource::Candidate, candidate, |row| {
            set(row, "last_activity", now);
            if moves_updated {
                set(row, "updated_at", now);
            }
        });
    }

    pub(crate) fn delete(&mut self, resource: Resource, index: u64) {
        let now = text(self.stamp());
        for (resource, index) in self.with_children(resource, index) {
            if self.keys(resource, index).is_some_and(|keys| !keys.deleted) {
                self.edit(resource, index, |row| {
                    set(row, "deleted_at", now.as_str());
                    if resource == Resource::Post {
                        set(row, "active", false);
                        set(row, "live", false);
                    }
                });
                self.touch(resource, index, Weight::Deletion, &now);
            }
        }
    }

    pub(crate) fn undelete(&mut self, resource: Resource, index: u64) {
        let now = text(self.stamp());
        for (resource, index) in self.with_children(resource, index) {
            self.edit(resource, index, |row| {
                set(row, "deleted_at", Value::Null);
                if resource == Resource::Post {
                    set(row, "active", true);
                }
            });
            self.touch(resource, index, Weight::Deletion, &now);
        }
    }

    /// The row and everything that cannot be without it.
    pub(crate) fn with_children(&self, resource: Resource, index: u64) -> Vec<(Resource, u64)> {
        let mut all = vec![(resource, index)];
        let id = self.id(resource, index);
        match resource {
            Resource::Candidate => {
                for application in self.applications_of(index) {
                    all.extend(self.with_children(Resource::Application, application));
                }
            }
            Resource::Application => {
                let (four, which) = (index / 6, index % 6);
                let seeded = match which {
                    1 => Some((Resource::Interview, four * 2)),
                    3 => Some((Resource::Interview, four * 2 + 1)),
                    5 => Some((Resource::Offer, four)),
                    _ => None,
                };
                all.extend(self.existing(seeded));
                all.extend(self.added(Resource::Interview, "application_id", &id));
            }
            Resource::Job => {
                let first_post = super::post::first_of(index);
                let stages = (0..7).map(|n| (Resource::Stage, index * 7 + n));
                let posts = (first_post..super::post::first_of(index + 1)).map(|post| (Resource::Post, post));
                if index < self.plan.jobs {
                    all.extend(self.existing(stages.chain(posts).chain([(Resource::Opening, index)])));
                }
                all.extend(self.added(Resource::Stage, "job_id", &id));
                all.extend(self.added(Resource::Post, "job_id", &id));
            }
            Resource::Interview if index % 3 == 2 => {
                all.extend(self.existing([(Resource::Scorecard, index / 3)]));
            }
            _ => {}
        }
        all
    }

    fn existing(&self, rows: impl IntoIterator<Item = (Resource, u64)>) -> Vec<(Resource, u64)> {
        rows.into_iter()
            .filter(|(r, index)| *index < self.plan.count(*r) && self.row(*r, *index).is_some())
            .collect()
    }

    /// Rows that were added and whose member `key` is `id`.
    fn added(&self, resource: Resource, key: &str, id: &str) -> Vec<(Resource, u64)> {
        let seeded = self.plan.count(resource);
        self.changed_rows(resource)
            .filter(|(index, row)| *index >= seeded && str_of(row, key) == Some(id))
            .map(|(index, _)| (resource, index))
            .collect()
    }

    /// The stage a new application of a job starts in.
    pub(crate) fn first_stage(&self, job: u64) -> Option<u64> {
        let mut stages: Vec<_> = self
            .with_children(Resource::Job, job)
            .into_iter()
            .filter(|(resource, index)| {
                *resource == Resource::Stage
                    && self.keys(*resource, *index).is_some_and(|keys| keys.active && !keys.deleted)
            })
            .filter_map(|(resource, index)| {
                let priority = self.row(resource, index)?.get("priority").and_then(Value::as_f64)?;
                Some((priority, index))
            })
            .collect();
        stages.sort_by(|a, b| a.0.total_cmp(&b.0));
        stages.first().map(|(_, index)| *index)
    }

    /// `{id, name}` of a row, as applications embed it.
    pub(crate) fn reference(&self, resource: Resource, index: u64) -> Value {
        let row = self.row(resource, index).unwrap_or_default();
        json!({"id": row.get("id"), "name": row.get("name")})
    }
}
