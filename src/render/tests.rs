//! Rules of rendering that no connected ATS can be made to show, or not at its own.

use std::collections::HashMap;

use chrono::TimeDelta;
use serde_json::Value;

use super::*;
use crate::domain::ats::{
    Application, Candidate, HiringTeamMember, Interview, Job, Role, RoleScope, Tag, UnifiedRole, User,
};
use crate::domain::id::IntegrationId;
use crate::store::records::Depth;

fn integration() -> IntegrationId {
    IntegrationId::parse("gem:8d1hpPsbjxUkoCoa1veLZGe5").unwrap()
}

fn stored<T: Record>(remote_id: &str, body: T) -> Stored<T> {
    let id = RecordId::derive(&integration(), T::MODEL, remote_id);
    Stored {
        id,
        remote_id: remote_id.to_owned(),
        depth: Depth::Full,
        remote_deleted_at: None,
        anonymised: false,
        body,
        overlaid: None,
    }
}

fn by_id<T: Record>(rows: impl IntoIterator<Item = Stored<T>>) -> HashMap<RecordId, Stored<T>> {
    rows.into_iter().map(|row| (row.id.clone(), row)).collect()
}

fn at(hour: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::hours(hour)
}

/// A document at the first hour, and what it is at the second, when the record or its surroundings are others.
struct Change {
    before: NewDocument,
    after: NewDocument,
}

impl Change {
    /// Panics when the document stays the same.
    fn between<T: Render>(before: (&Stored<T>, &Neighbourhood), after: (&Stored<T>, &Neighbourhood)) -> Self {
        let old = document(before.0, before.1, None, at(1)).unwrap();
        let new = document(after.0, after.1, Some(&stamp(&old)), at(2)).unwrap();
        Self { before: old, after: new }
    }

    fn surfaces(&self) -> bool {
        self.after.touched_at == at(2)
    }

    fn changes(&self) -> bool {
        self.after.changed_at == at(2)
    }

    /// A value of the document, before and after.
    fn shown(&self, pointer: &str) -> (Value, Value) {
        let value = |document: &NewDocument| {
            let body: Value = serde_json::from_str(&document.body).unwrap();
            body.pointer(pointer).unwrap().clone()
        };
        (value(&self.before), value(&self.after))
    }
}

fn stamp(document: &NewDocument) -> Stamp {
    Stamp {
        changed_at: document.changed_at,
        touched_at: document.touched_at,
        own_hash: document.own_hash.to_vec(),
        watch_hash: document.watch_hash.to_vec(),
        body_hash: document.body_hash.to_vec(),
    }
}

fn tag(name: &str) -> Stored<Tag> {
    stored("t", Tag { name: Some(name.to_owned()) })
}

fn tagged_candidate() -> Stored<Candidate> {
    stored("c", Candidate { tag_remote_ids: vec!["t".to_owned()], ..Candidate::default() })
}

/// A candidate and its tag.
fn around_tag(name: &str) -> Neighbourhood {
    let mut around = Neighbourhood::empty(integration());
    around.candidates = by_id([tagged_candidate()]);
    around.tags = by_id([tag(name)]);
    around
}

#[test]
fn a_renamed_tag_surfaces_no_application() {
    let application =
        stored("a", Application { candidate_remote_id: Some("c".to_owned()), ..Application::default() });
    let change = Change::between((&application, &around_tag("old")), (&application, &around_tag("new")));
    assert_eq!(change.shown("/candidate/tags/0/name"), ("old".into(), "new".into()));
    assert!(!change.surfaces() && !change.changes());
}

#[test]
fn a_renamed_tag_surfaces_no_candidate() {
    let candidate = tagged_candidate();
    let change = Change::between((&candidate, &around_tag("old")), (&candidate, &around_tag("new")));
    assert_eq!(change.shown("/tags/0/name"), ("old".into(), "new".into()));
    assert!(!change.surfaces() && !change.changes());
}

#[test]
fn a_renamed_tag_changes() {
    let around = Neighbourhood::empty(integration());
    let change = Change::between((&tag("old"), &around), (&tag("new"), &around));
    assert!(change.surfaces() && change.changes());
}

fn role(label: &str) -> Stored<Role> {
    let unified_type = Some(UnifiedRole::Recruiter);
    stored("r", Role { label: Some(label.to_owned()), scope: Some(RoleScope::Job), unified_type })
}

fn user() -> Stored<User> {
    stored("u", User { system_role_remote_ids: vec!["r".to_owned()], ..User::default() })
}

/// A user and a role.
fn around_role(label: &str) -> Neighbourhood {
    let mut around = Neighbourhood::empty(integration());
    around.users = by_id([user()]);
    around.roles = by_id([role(label)]);
    around
}

#[test]
fn a_role_of_another_label_surfaces_its_users() {
    let change = Change::between((&user(), &around_role("old")), (&user(), &around_role("new")));
    assert_eq!(change.shown("/system_roles/0/remote_label"), ("old".into(), "new".into()));
    assert!(change.surfaces() && !change.changes());
}

#[test]
fn a_role_of_another_label_surfaces_no_job() {
    let member = HiringTeamMember { user_remote_id: "u".to_owned(), roles: vec![UnifiedRole::Recruiter] };
    let job = stored("j", Job { hiring_team: vec![member], ..Job::default() });
    let change = Change::between((&job, &around_role("old")), (&job, &around_role("new")));
    assert_eq!(change.shown("/hiring_team/0/job_roles/0/remote_label"), ("old".into(), "new".into()));
    assert!(!change.surfaces() && !change.changes());
}

#[test]
fn a_role_of_another_label_changes() {
    let around = Neighbourhood::empty(integration());
    let change = Change::between((&role("old"), &around), (&role("new"), &around));
    assert!(change.surfaces() && change.changes());
}

#[test]
fn a_deleted_interview_is_canceled_whatever_its_content_says() {
    let around = Neighbourhood::empty(integration());
    for told in [None, Some(false), Some(true)] {
        let live = stored("i", Interview { canceled: told, ..Interview::default() });
        let deleted = Stored { remote_deleted_at: Some(at(2)), ..live.clone() };
        let change = Change::between((&live, &around), (&deleted, &around));
        assert_eq!(change.shown("/canceled"), (Value::from(told), true.into()), "{told:?}");
        assert!(change.surfaces() && change.changes());
    }
}

#[test]
fn what_comes_out_the_same_is_no_document() {
    let around = around_role("same");
    let before = document(&user(), &around, None, at(1)).unwrap();
    assert_eq!(document(&user(), &around, Some(&stamp(&before)), at(2)), None);
}

#[test]
fn a_change_moves_its_times_on_whatever_the_clock_says() {
    let around = Neighbourhood::empty(integration());
    let before = document(&tag("old"), &around, None, at(2)).unwrap();
    let after = document(&tag("new"), &around, Some(&stamp(&before)), at(1)).unwrap();
    let moment_later = at(2) + STEP;
    assert_eq!(
        (after.changed_at, after.touched_at),
        (moment_later, moment_later),
        "a change moves on, at least"
    );
}
