//! Plausible changes by chance, the same ones for the same seed and world.

use serde_json::{Value, json};

use super::World;
use super::dice::{mix, pick};
use super::names::{FIRST, LAST, TITLES};
use super::operation::Operation;
use super::prose::description;
use super::resource::Resource;
use super::row::{Row, ids_in, object};

/// Carries out `n` changes; each is reported with what became of its row.
pub(crate) fn run(world: &mut World, n: u64, seed: u64) -> Value {
    let mut done = Vec::new();
    for k in 0..n {
        let outcome = (0..50).find_map(|attempt| {
            let operation = choose(world, mix(seed, k, attempt))?;
            let row = world.apply(&operation).ok()?;
            Some(json!({"operation": operation, "row": row}))
        });
        done.extend(outcome);
    }
    Value::Array(done)
}

fn choose(world: &World, roll: u64) -> Option<Operation> {
    let n = roll >> 16;
    match roll % 14 {
        0 | 1 => update(
            world,
            Resource::Candidate,
            n,
            object(json!({"title": pick(&TITLES, n), "tags": ["random"]})),
        ),
        2 => update(world, Resource::Candidate, n, object(json!({"last_name": pick(&LAST, n)}))),
        3 | 4 => advance(world, n),
        5 => {
            let reason = world.id(Resource::Reason, n % 10);
            Some(Operation::Reject { application_id: active_application(world, n)?, reason_id: Some(reason) })
        }
        6 => Some(Operation::Hire { application_id: active_application(world, n)? }),
        7 => {
            let source = json!({"source": super::catalog::source_ref(&world.plan, n % 9)});
            update(world, Resource::Application, n, object(source))
        }
        8 => update(world, Resource::Job, n, object(json!({"status": pick(&["open", "closed"], n)}))),
        9 => {
            let content = description(world.plan.seed, n % 1000, "Changed");
            update(world, Resource::Post, n, object(json!({"content": content})))
        }
        10 => update(world, Resource::User, n, object(json!({"disabled": n.is_multiple_of(2)}))),
        11 => {
            let status = pick(&["scheduled", "awaiting_feedback", "complete"], n);
            update(world, Resource::Interview, n, object(json!({"status": status})))
        }
        12 => Some(Operation::Delete {
            resource: Resource::Candidate,
            id: live(world, Resource::Candidate, n)?.1,
        }),
        _ => Some(Operation::Create { resource: Resource::Candidate, fields: newcomer(n) }),
    }
}

fn newcomer(n: u64) -> Row {
    object(json!({
        "first_name": pick(&FIRST, n),
        "last_name": pick(&LAST, n >> 8),
        "email_addresses": [{"type": "personal", "value": format!("new.{n}@example.com"), "is_primary": true}],
    }))
}

fn update(world: &World, resource: Resource, n: u64, fields: Row) -> Option<Operation> {
    Some(Operation::Update { resource, id: live(world, resource, n)?.1, fields })
}

/// A row that is not deleted, if chance finds one.
fn live(world: &World, resource: Resource, n: u64) -> Option<(u64, String)> {
    let index = n % world.total(resource).max(1);
    let keys = world.keys(resource, index)?;
    (!keys.deleted).then(|| (index, world.id(resource, index)))
}

fn active_application(world: &World, n: u64) -> Option<String> {
    let (index, id) = live(world, Resource::Application, n)?;
    world.keys(Resource::Application, index).is_some_and(|keys| keys.status == "active").then_some(id)
}

fn advance(world: &World, n: u64) -> Option<Operation> {
    let application_id = active_application(world, n)?;
    let row = world.row(Resource::Application, world.find(Resource::Application, &application_id)?)?;
    let job = world.find(Resource::Job, ids_in(&row, "jobs").first()?)?;
    let stages: Vec<_> = world
        .with_children(Resource::Job, job)
        .into_iter()
        .filter(|(resource, index)| {
            *resource == Resource::Stage
                && world.keys(*resource, *index).is_some_and(|k| k.active && !k.deleted)
        })
        .collect();
    let at = usize::try_from(n >> 20).unwrap_or(0) % stages.len().max(1);
    let (_, stage) = stages.get(at)?;
    Some(Operation::Move { application_id, stage_id: world.id(Resource::Stage, *stage) })
}
