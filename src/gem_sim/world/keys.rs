//! What the filters ask about a row, told without building it where there are many.

use std::borrow::Cow;

use super::plan::Plan;
use super::resource::Resource;
use super::row::{Row, bool_of, nested, str_of, time_of};
use super::{World, application, candidate, interview, job, post, stage};

#[derive(Debug, Default)]
pub(crate) struct Keys {
    pub(crate) created: i64,
    pub(crate) updated: Option<i64>,
    pub(crate) activity: Option<i64>,
    pub(crate) starts: Option<i64>,
    pub(crate) ends: Option<i64>,
    pub(crate) deleted: bool,
    pub(crate) live: bool,
    pub(crate) active: bool,
    pub(crate) status: Cow<'static, str>,
}

impl World {
    pub(crate) fn keys(&self, resource: Resource, index: u64) -> Option<Keys> {
        match self.changed(resource, index) {
            Some(row) => row.as_ref().map(of_row),
            None if index < self.plan.count(resource) => {
                seeded(&self.plan, resource, index).or_else(|| self.row(resource, index).as_ref().map(of_row))
            }
            None => None,
        }
    }
}

/// When the seeded row was created.
pub(crate) fn seeded_created(plan: &Plan, resource: Resource, index: u64) -> i64 {
    seeded(plan, resource, index).map_or(0, |keys| keys.created)
}

fn seeded(plan: &Plan, resource: Resource, index: u64) -> Option<Keys> {
    let keys = match resource {
        Resource::Candidate => {
            let f = candidate::facts(plan, index);
            let deleted = f.deleted.is_some();
            Keys { created: f.created, updated: f.updated, activity: f.activity, deleted, ..Keys::default() }
        }
        Resource::Application => {
            let f = application::facts(plan, index);
            let (activity, deleted) = (Some(f.activity), f.deleted.is_some());
            Keys { created: f.applied, activity, deleted, status: f.status.into(), ..Keys::default() }
        }
        Resource::Job => {
            let f = job::facts(plan, index);
            let (updated, deleted) = (Some(f.updated), f.deleted.is_some());
            Keys { created: f.created, updated, deleted, status: f.status.into(), ..Keys::default() }
        }
        Resource::Stage => {
            let f = stage::facts(plan, index);
            let (updated, deleted) = (Some(f.updated), f.deleted.is_some());
            Keys { created: f.created, updated, deleted, active: f.active, ..Keys::default() }
        }
        Resource::Post => {
            let f = post::facts(plan, index);
            let (updated, deleted) = (Some(f.updated), f.deleted.is_some());
            Keys { created: f.created, updated, deleted, live: f.live, active: f.active, ..Keys::default() }
        }
        Resource::Interview => {
            let f = interview::facts(plan, index);
            Keys {
                created: f.created,
                updated: Some(f.updated),
                starts: Some(f.starts),
                ends: Some(f.ends),
                deleted: f.deleted.is_some(),
                status: f.status.into(),
                ..Keys::default()
            }
        }
        _ => return None,
    };
    Some(keys)
}

fn of_row(row: &Row) -> Keys {
    let at = |key| nested(row, key, "date_time").and_then(super::clock::parse);
    Keys {
        created: time_of(row, "created_at").or_else(|| time_of(row, "applied_at")).unwrap_or(0),
        updated: time_of(row, "updated_at"),
        activity: time_of(row, "last_activity_at"),
        starts: at("start"),
        ends: at("end"),
        deleted: row.get("deleted_at").is_some_and(|at| !at.is_null()),
        live: bool_of(row, "live"),
        active: bool_of(row, "active"),
        status: str_of(row, "status").unwrap_or_default().to_owned().into(),
    }
}
