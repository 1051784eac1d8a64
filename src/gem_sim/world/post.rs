//! Seeded job posts: one, four, two or three for each job in turn.

use serde_json::{Value, json};

use super::clock::{DAY, text};
use super::job;
use super::plan::{Plan, children, parent};
use super::prose::{description, long_text};
use super::resource::Resource;
use super::row::{Row, object, optional};

const STARTS: [u64; 4] = [0, 1, 5, 7];
const PER_FOUR: u64 = 10;

pub(crate) fn first_of(job: u64) -> u64 {
    children(&STARTS, PER_FOUR, job).0
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Live on the public board.
    Public,
    /// Live, created before the first public one of its job and first published after it: the newest.
    Newest,
    Internal,
    /// Live, and reachable by its link only.
    Unlisted,
    Draft,
    /// Was published once.
    Withdrawn,
    Deleted,
}

fn kind(job: u64, which: u64) -> Kind {
    match (job % 4, which) {
        (1, 0) => Kind::Newest,
        (1, 2) | (0, _) | (2, 0) => Kind::Public,
        (1, 1) => Kind::Internal,
        (3, 0) => Kind::Deleted,
        (3, 1) => Kind::Unlisted,
        (3, _) => Kind::Withdrawn,
        _ => Kind::Draft,
    }
}

/// What can be told about a post without building it.
#[expect(clippy::struct_excessive_bools, reason = "the object has these five flags")]
pub(crate) struct Facts {
    pub(crate) created: i64,
    pub(crate) updated: i64,
    published: Option<i64>,
    pub(crate) deleted: Option<i64>,
    pub(crate) live: bool,
    pub(crate) active: bool,
    internal: bool,
    external: bool,
    listed: bool,
}

pub(crate) fn facts(plan: &Plan, index: u64) -> Facts {
    let (job, which) = parent(&STARTS, PER_FOUR, index);
    let kind = kind(job, which);
    let created = plan.job_created(job) + plan.job_step() / 8 * i64::try_from(which + 1).unwrap_or(1);
    let gone = job::facts(plan, job).deleted;
    let may_be_live = job::is_published(job) && gone.is_none();
    let published = match kind {
        Kind::Draft => None,
        _ if !may_be_live && job % 12 != 2 => None,
        Kind::Newest => Some(created + plan.job_step() + 2 * DAY),
        _ => Some(created + 1000),
    };
    let updated = job::part_changed(plan, job, 71, index, published.unwrap_or(created));
    let deleted = gone.or((kind == Kind::Deleted).then_some(updated));
    // A third of the deleted ones still claim to be live.
    let stale = kind == Kind::Deleted && job % 8 == 3;
    let live = may_be_live && !matches!(kind, Kind::Draft | Kind::Withdrawn) && (deleted.is_none() || stale);
    Facts {
        created,
        updated,
        published,
        deleted,
        live,
        active: deleted.is_none(),
        internal: matches!(kind, Kind::Internal) || job % 8 == 0,
        external: kind != Kind::Internal,
        listed: kind != Kind::Unlisted,
    }
}

pub(crate) fn row(plan: &Plan, index: u64) -> Row {
    let facts = facts(plan, index);
    let (job, which) = parent(&STARTS, PER_FOUR, index);
    let title = match kind(job, which) {
        Kind::Internal => format!("{} (internal)", job::name(plan, job)),
        Kind::Newest => format!("{} – now hiring!", job::name(plan, job)),
        _ => job::name(plan, job),
    };
    object(json!({
        "id": plan.id(Resource::Post, index),
        "title": title,
        "job_id": plan.id(Resource::Job, job),
        "active": facts.active,
        "live": facts.live,
        "first_published_at": optional(facts.published),
        "content": content(plan, index, &title),
        "internal_content": if facts.internal { json!("<p>Talk to your manager first.</p>") } else { Value::Null },
        "created_at": text(facts.created),
        "updated_at": text(facts.updated),
        "deleted_at": optional(facts.deleted),
        "internal": facts.internal,
        "external": facts.external,
        "listed": facts.listed,
    }))
}

fn content(plan: &Plan, index: u64, title: &str) -> String {
    match index % 30 {
        6 => String::new(),
        16 => format!("<p>{}</p>", long_text(10_000)),
        _ => description(plan.seed, index, title),
    }
}
