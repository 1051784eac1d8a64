//! What can happen, and histories made of it.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use unified_ats::store::runs::Kind;

/// One thing that happens.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Gem changes.
    Change(Value),
    /// Gem changes between the pages that are read next.
    ChangeBetweenPages {
        path: &'static str,
        after: u64,
        operations: Value,
    },
    /// A sync runs to its end, or is stopped in good order after so many pages.
    Sync {
        kind: Kind,
        pages: Option<u32>,
    },
    /// A worker dies after so many pages: nobody hands its run back.
    Crash {
        kind: Kind,
        pages: u32,
    },
    /// Gem, or the way to it, fails for a while.
    Faults(Value),
    NoFaults,
    /// Gem behaves in another of the ways that nobody has verified.
    Switch(Value),
    /// Seconds pass.
    Time(i64),
    /// The clock of the service is set back by some seconds.
    TimeBack(i64),
}

/// The history of a seed.
pub(super) fn of(seed: u64) -> Vec<Step> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut steps = vec![Step::Sync { kind: Kind::Full, pages: None }];
    let count = random.random_range(14..26);
    steps.extend((0..count).map(|_| step(&mut random)));
    steps
}

fn step(random: &mut StdRng) -> Step {
    let kind = if random.random_bool(0.5) { Kind::Full } else { Kind::Delta };
    match random.random_range(0..100) {
        0..20 => Step::Change(changes(random)),
        20..30 => Step::ChangeBetweenPages {
            path: PATHS.choose(random).unwrap(),
            after: random.random_range(1..6),
            operations: changes(random),
        },
        30..45 => Step::Sync { kind, pages: None },
        45..55 => Step::Sync { kind, pages: Some(random.random_range(0..12)) },
        55..68 => Step::Crash { kind, pages: random.random_range(0..12) },
        68..80 => Step::Faults(faults(random)),
        80..86 => Step::NoFaults,
        86..91 => Step::Switch(switch(random)),
        91..98 => Step::Time(*[1, 20, 50, 700, 4000, 40_000].choose(random).unwrap()),
        _ => Step::TimeBack(random.random_range(1..30)),
    }
}

const PATHS: [&str; 7] = [
    "/users/",
    "/job_stages/",
    "/job_posts/",
    "/jobs/",
    "/applications/",
    "/candidates/",
    "/scheduled_interviews/",
];

/// Plausible changes, and some that no filter reveals. Which rows they hit is decided when they are carried out.
fn changes(random: &mut StdRng) -> Value {
    let seed: u32 = random.random();
    let mut all = vec![json!({ "op": "random", "n": random.random_range(1..6), "seed": seed })];
    if random.random_bool(0.4) {
        all.push(json!({ "chosen": "vanish", "resource": *["candidates", "scheduled_interviews"].choose(random).unwrap(),
                         "at": random.random::<u32>() }));
    }
    if random.random_bool(0.4) {
        all.push(json!({ "chosen": "unseen", "at": random.random::<u32>() }));
    }
    if random.random_bool(0.4) {
        all.push(json!({ "chosen": *["delete", "undelete"].choose(random).unwrap(),
                         "resource": *["candidates", "scheduled_interviews", "users", "applications"].choose(random).unwrap(),
                         "at": random.random::<u32>() }));
    }
    Value::Array(all)
}

fn faults(random: &mut StdRng) -> Value {
    let path = if random.random_bool(0.5) { "*" } else { PATHS.choose(random).unwrap() };
    let mut rule = match random.random_range(0..8) {
        0 => json!({ "kind": "drop" }),
        1 => json!({ "kind": "truncated" }),
        2 => json!({ "kind": "html" }),
        3 => json!({ "kind": "empty_array" }),
        4 => json!({ "kind": "status", "status": 429, "retry_after": random.random_range(0..90) }),
        5 => json!({ "kind": "status", "status": 429 }),
        6 => json!({ "kind": "status", "status": *[500, 502, 503, 504].choose(random).unwrap() }),
        _ => json!({ "kind": "status", "status": 403 }),
    };
    rule["path"] = json!(path);
    match random.random_range(0..3) {
        0 => rule["nth"] = json!(random.random_range(1..10)),
        1 => rule["every"] = json!(random.random_range(2..6)),
        _ => rule["from"] = json!(random.random_range(1..10)),
    }
    json!([rule])
}

fn switch(random: &mut StdRng) -> Value {
    match random.random_range(0..6) {
        0 => json!({ "order": "updated_desc" }),
        1 => json!({ "order": "created" }),
        2 => json!({ "interview_deleted_at": random.random_bool(0.5) }),
        3 => json!({ "after_inclusive": random.random_bool(0.5) }),
        4 => json!({ "deletion_moves_updated_at": random.random_bool(0.5) }),
        _ => json!({ "pagination_header": *["none", "x_pagination", "link"].choose(random).unwrap() }),
    }
}
