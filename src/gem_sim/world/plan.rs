//! The seeded world: how many rows there are, and when each came to be. Everything is a function of
//! (seed, index), so a million candidates take no more memory than ten.

use super::clock::{DAY, EPOCH};
use super::dice::mix;
use super::ids;
use super::resource::Resource;

/// Candidates and what hangs off them arrive over the three years before [`EPOCH`].
const START: i64 = EPOCH - 1096 * DAY;
const SPAN: i64 = 1096 * DAY;
/// Users arrive in the first year of five, jobs in the second.
const YEAR: i64 = 365 * DAY;

/// No seeded candidate, application or interview changes later than this after its creation.
pub(crate) const LONGEST_LIFE: i64 = 120 * DAY;

pub(crate) const STAGES_PER_JOB: u64 = 7;
pub(crate) const OFFICES: u64 = 8;
pub(crate) const DEPARTMENTS: u64 = 10;
pub(crate) const SOURCES: u64 = 11;
pub(crate) const REASONS: u64 = 10;

#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) candidates: u64,
    pub(crate) jobs: u64,
    pub(crate) users: u64,
}

impl Plan {
    pub(crate) fn new(seed: u64, candidates: u64) -> Self {
        Self { seed, candidates, jobs: (candidates / 50).max(12), users: (candidates / 100).clamp(25, 2000) }
    }

    pub(crate) fn count(&self, resource: Resource) -> u64 {
        match resource {
            Resource::Candidate => self.candidates,
            Resource::Application => first_of_four(&[0, 1, 3, 6], 6, self.candidates),
            Resource::Job | Resource::Opening => self.jobs,
            Resource::Stage => self.jobs * STAGES_PER_JOB,
            Resource::Post => first_of_four(&[0, 1, 5, 7], 10, self.jobs),
            Resource::User => self.users,
            Resource::Office => OFFICES,
            Resource::Department => DEPARTMENTS,
            Resource::Interview => self.candidates / 4 * 2,
            Resource::Offer => self.candidates / 4,
            Resource::Source => SOURCES,
            Resource::Reason => REASONS,
            Resource::Scorecard => self.candidates / 4 * 2 / 3,
            _ => 0,
        }
    }

    pub(crate) fn roll(&self, purpose: u64, index: u64) -> u64 {
        mix(self.seed, purpose, index)
    }

    pub(crate) fn id(&self, resource: Resource, index: u64) -> String {
        ids::id(self.seed, resource, index)
    }

    /// When the candidate at `index` was created; grows with the index.
    pub(crate) fn candidate_created(&self, index: u64) -> i64 {
        let step = self.candidate_step();
        START + scaled(SPAN, index, self.candidates) + ms(self.roll(1, index)) % (step / 10).max(1)
    }

    /// The time between two candidates.
    pub(crate) fn candidate_step(&self) -> i64 {
        (SPAN / ms(self.candidates.max(1))).max(1)
    }

    pub(crate) fn job_created(&self, index: u64) -> i64 {
        START - YEAR + scaled(YEAR, index, self.jobs)
    }

    pub(crate) fn job_step(&self) -> i64 {
        YEAR / ms(self.jobs.max(1))
    }

    pub(crate) fn user_created(&self, index: u64) -> i64 {
        START - 2 * YEAR + scaled(YEAR, index, self.users)
    }

    /// A moment at most `days` after `from` and never after [`EPOCH`].
    pub(crate) fn later(&self, from: i64, purpose: u64, index: u64, days: i64) -> i64 {
        let gap = ms(self.roll(purpose, index) >> 8) % (days * DAY);
        (from + gap).min(EPOCH - 1)
    }
}

/// Numbers of children when parents come in fours: `starts` within a four, `whole` per four.
fn first_of_four(starts: &[u64; 4], whole: u64, parents: u64) -> u64 {
    parents / 4 * whole + at(starts, parents % 4)
}

/// The first child of a parent, and how many it has.
pub(crate) fn children(starts: &[u64; 4], whole: u64, parent: u64) -> (u64, u64) {
    let first = first_of_four(starts, whole, parent);
    (first, first_of_four(starts, whole, parent + 1) - first)
}

/// The parent of a child, and which of its children it is.
pub(crate) fn parent(starts: &[u64; 4], whole: u64, child: u64) -> (u64, u64) {
    let inside = child % whole;
    let which = (0..4).rev().find(|n| at(starts, *n) <= inside && !is_empty(starts, whole, *n)).unwrap_or(0);
    (child / whole * 4 + which, inside - at(starts, which))
}

fn is_empty(starts: &[u64; 4], whole: u64, which: u64) -> bool {
    let end = if which == 3 { whole } else { at(starts, which + 1) };
    end == at(starts, which)
}

fn at(starts: &[u64; 4], which: u64) -> u64 {
    usize::try_from(which).ok().and_then(|n| starts.get(n)).copied().unwrap_or(0)
}

fn scaled(span: i64, index: u64, count: u64) -> i64 {
    let wide = i128::from(span) * i128::from(index) / i128::from(count.max(1));
    i64::try_from(wide).unwrap_or(span)
}

pub(crate) fn ms(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_and_parents_agree() {
        for (starts, whole) in [([0, 1, 3, 6], 6), ([0, 1, 5, 7], 10)] {
            let mut next = 0;
            for parent_ in 0..50 {
                let (first, count) = children(&starts, whole, parent_);
                assert_eq!(first, next);
                for n in 0..count {
                    assert_eq!(parent(&starts, whole, first + n), (parent_, n));
                }
                next += count;
            }
        }
    }

    #[test]
    fn creation_grows_with_the_index() {
        for candidates in [1, 200, 1_000_000] {
            let plan = Plan::new(3, candidates);
            for c in 1..candidates.min(500) {
                assert!(plan.candidate_created(c - 1) < plan.candidate_created(c));
            }
            assert!(plan.candidate_created(candidates - 1) < EPOCH);
        }
    }
}
