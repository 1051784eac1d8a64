//! Which rows of a resource a filter lets through, and in which order.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use super::keys::Keys;
use super::plan::LONGEST_LIFE;
use super::resource::Resource;
use super::row::{ids_in, str_of, time_of};
use super::{World, application, candidate, clock, ids, keys};
use crate::gem_sim::switches::Order;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Created,
    Updated,
    Activity,
    Starts,
    Ends,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Filter {
    pub(crate) include_deleted: bool,
    pub(crate) after: Vec<(Moment, i64)>,
    pub(crate) before: Vec<(Moment, i64)>,
    pub(crate) status: Option<String>,
    pub(crate) live: Option<bool>,
    pub(crate) active: Option<bool>,
    pub(crate) actionable: Option<bool>,
    pub(crate) job: Option<String>,
    pub(crate) only: Option<Vec<String>>,
    pub(crate) email: Option<String>,
    /// Whether the case of an address counts.
    pub(crate) exact_email: bool,
    /// Members that must equal a text.
    pub(crate) texts: Vec<(&'static str, String)>,
    /// Lists that must hold an id.
    pub(crate) members: Vec<(&'static str, String)>,
    /// Lets nothing through.
    pub(crate) nothing: bool,
}

/// The last few selections, so that the pages of one read do not each scan the world.
#[derive(Debug, Default)]
pub(crate) struct Selections(VecDeque<Selection>);

#[derive(Debug)]
struct Selection {
    resource: Resource,
    filter: Filter,
    version: u64,
    indices: Arc<Vec<u64>>,
    is_whole: bool,
}

const KEPT: usize = 4;

impl Selections {
    /// The first rows of a selection, at least so many if there are; all of them without a number. Who asks for more of
    /// one than before gets all.
    pub(crate) fn select(
        &mut self,
        world: &World,
        resource: Resource,
        filter: &Filter,
        enough: Option<usize>,
    ) -> Arc<Vec<u64>> {
        // A new source becomes visible by the passing of time alone.
        let timeless = resource != Resource::Source;
        let version = world.version();
        let known = self.0.iter().position(|kept| {
            timeless && kept.resource == resource && kept.filter == *filter && kept.version == version
        });
        let known = known.and_then(|place| self.0.remove(place));
        let suffices =
            |kept: &Selection| kept.is_whole || enough.is_some_and(|enough| kept.indices.len() >= enough);
        let selection = match known {
            Some(kept) if suffices(&kept) => kept,
            short => {
                let enough = enough.filter(|_enough| short.is_none());
                let indices = Arc::new(select(world, resource, filter, enough));
                Selection { resource, filter: filter.clone(), version, indices, is_whole: enough.is_none() }
            }
        };
        let indices = Arc::clone(&selection.indices);
        self.0.retain(|kept| kept.version == version);
        self.0.push_front(selection);
        self.0.truncate(KEPT);
        indices
    }
}

/// The rows that a filter lets through, in their order; not many more than are enough.
pub(crate) fn select(world: &World, resource: Resource, filter: &Filter, enough: Option<usize>) -> Vec<u64> {
    if filter.nothing {
        return Vec::new();
    }
    let sorted = world.switches.order == Order::UpdatedDesc;
    let wanted = Wanted::new(world, filter);
    let seeded = narrowed(world, resource, filter);
    let (start, end) = (seeded.start, seeded.end);
    let changed = || world.changed_rows(resource).map(|(index, _)| index);
    let mut found: Vec<u64> = changed()
        .filter(|index| *index < start)
        .chain(seeded)
        .chain(changed().filter(|index| *index >= end.max(start)))
        .filter(|index| lets_through(world, resource, *index, filter, &wanted))
        .take(enough.filter(|_enough| !sorted).unwrap_or(usize::MAX))
        .collect();
    if sorted {
        found.sort_by_cached_key(|index| {
            world.keys(resource, *index).map(|k| Reverse(k.updated.or(k.activity).unwrap_or(k.created)))
        });
    }
    found
}

/// Ids of the filter, looked up once.
struct Wanted {
    /// An index that no job has when the id is unknown.
    job: Option<u64>,
    only: Option<Vec<u64>>,
}

impl Wanted {
    fn new(world: &World, filter: &Filter) -> Self {
        let seed = world.plan.seed;
        let index = |resource, id: &String| ids::index(seed, resource, id);
        Self {
            job: filter.job.as_ref().map(|id| index(Resource::Job, id).unwrap_or(u64::MAX)),
            only: filter
                .only
                .as_ref()
                .map(|ids| ids.iter().filter_map(|id| index(Resource::Candidate, id)).collect()),
        }
    }
}

/// The seeded indices outside of which nothing unchanged can match.
fn narrowed(world: &World, resource: Resource, filter: &Filter) -> Range<u64> {
    let count = world.plan.count(resource);
    let hinted = hint(world, resource, filter);
    if let Some(range) = hinted {
        return range.start.min(count)..range.end.min(count);
    }
    if !matches!(resource, Resource::Candidate | Resource::Application | Resource::Interview) {
        return 0..count;
    }
    let created = |index| keys::seeded_created(&world.plan, resource, index);
    let (mut start, mut end) = (0, count);
    for (moment, at) in &filter.after {
        let earliest = match moment {
            Moment::Created => *at,
            // No seeded row was touched after the epoch.
            Moment::Updated | Moment::Activity if *at > clock::EPOCH => i64::MAX,
            Moment::Updated | Moment::Activity => at.saturating_sub(LONGEST_LIFE),
            Moment::Starts | Moment::Ends => continue,
        };
        start = start.max(first_where(count, |index| created(index) >= earliest));
    }
    for (moment, at) in &filter.before {
        if matches!(moment, Moment::Created | Moment::Updated) {
            end = end.min(first_where(count, |index| created(index) >= *at));
        }
    }
    start..end.max(start)
}

/// Filters whose value tells where the seeded row is.
fn hint(world: &World, resource: Resource, filter: &Filter) -> Option<Range<u64>> {
    let text = |key| filter.texts.iter().find(|(k, _)| *k == key).map(|(_, value)| value.as_str());
    let seed = world.plan.seed;
    let one = |index: u64| index..index + 1;
    match resource {
        Resource::Candidate => {
            if let Some(ids) = &filter.only {
                let indices = ids.iter().filter_map(|id| ids::index(seed, resource, id));
                let (low, high) = indices.fold((u64::MAX, 0), |(l, h), i| (l.min(i), h.max(i)));
                return Some(if low > high { 0..0 } else { low..high + 1 });
            }
            let [low, high] = candidate::by_email(filter.email.as_deref()?)?;
            Some(low..high.saturating_add(1))
        }
        Resource::Stage => {
            let job = ids::index(seed, Resource::Job, text("job_id")?)?;
            Some(job.saturating_mul(7)..job.saturating_mul(7).saturating_add(7))
        }
        Resource::Interview => {
            let index: u64 =
                text("external_event_id")?.strip_prefix("evt_")?.split('_').next()?.parse().ok()?;
            (index < u64::MAX).then(|| one(index))
        }
        Resource::Opening => Some(one(ids::index(seed, Resource::Job, text("_job_id")?)?)),
        Resource::Offer => Some(one(ids::index(seed, Resource::Application, text("application_id")?)? / 6)),
        Resource::Scorecard => {
            let near = ids::index(seed, Resource::Application, text("application_id")?)? / 6 * 2 / 3;
            Some(near.saturating_sub(1)..near + 2)
        }
        _ => None,
    }
}

fn first_where(count: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

fn lets_through(world: &World, resource: Resource, index: u64, filter: &Filter, wanted: &Wanted) -> bool {
    if wanted.only.as_ref().is_some_and(|only| !only.contains(&index)) {
        return false;
    }
    let Some(keys) = world.keys(resource, index) else { return false };
    (filter.include_deleted || !keys.deleted)
        && filter.status.as_ref().is_none_or(|status| keys.status == *status)
        && filter.live.is_none_or(|live| keys.live == live)
        && filter.active.is_none_or(|active| keys.active == active)
        && filter.actionable.is_none_or(|actionable| (keys.status != "complete") == actionable)
        && in_time(world, &keys, filter)
        && wanted.job.is_none_or(|job| is_for_job(world, resource, index, job))
        && row_matches(world, resource, index, filter)
}

fn in_time(world: &World, keys: &Keys, filter: &Filter) -> bool {
    let switches = &world.switches;
    let moment = |moment: Moment| match moment {
        Moment::Created => Some(keys.created),
        Moment::Updated if switches.null_updated_at_matches => keys.updated.or(Some(keys.created)),
        Moment::Updated => keys.updated,
        Moment::Activity => keys.activity,
        Moment::Starts => keys.starts,
        Moment::Ends => keys.ends,
    };
    let after = |(m, at): &(Moment, i64)| {
        moment(*m).is_some_and(|value| value > *at || (switches.after_inclusive && value == *at))
    };
    filter.after.iter().all(after)
        && filter.before.iter().all(|(m, at)| moment(*m).is_some_and(|value| value < *at))
}

fn is_for_job(world: &World, resource: Resource, index: u64, job: u64) -> bool {
    if resource == Resource::Candidate {
        return world
            .applications_of(index)
            .into_iter()
            .any(|application| is_for_job(world, Resource::Application, application, job));
    }
    match world.changed(resource, index) {
        None => application::job_of(&world.plan, index) == job,
        Some(row) => row
            .as_ref()
            .is_some_and(|row| ids_in(row, "jobs").contains(&world.id(Resource::Job, job).as_str())),
    }
}

fn row_matches(world: &World, resource: Resource, index: u64, filter: &Filter) -> bool {
    let plain = filter.email.is_none() && filter.texts.is_empty() && filter.members.is_empty();
    if plain && resource != Resource::Source {
        return true;
    }
    let Some(row) = world.row(resource, index) else { return false };
    let has_email = |email: &String| {
        let entries = row.get("email_addresses").or_else(|| row.get("emails")).and_then(|e| e.as_array());
        entries.into_iter().flatten().any(|entry| {
            let address = entry.as_str().or_else(|| entry.get("value").and_then(|v| v.as_str()));
            address.is_some_and(|a| a == email || (!filter.exact_email && a.eq_ignore_ascii_case(email)))
        })
    };
    filter.email.as_ref().is_none_or(has_email)
        && filter.texts.iter().all(|(key, value)| str_of(&row, key) == Some(value))
        && filter.members.iter().all(|(key, value)| ids_in(&row, key).contains(&value.as_str()))
        && time_of(&row, "_visible_from").is_none_or(|from| from <= world.now())
}
