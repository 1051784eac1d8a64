//! Generated histories: Gem changes, syncs run, stop and crash, answers get lost, time passes. Whatever happens on the
//! way, some things never do; and once the faults stop, one full sync makes the cache equal to the world.
//!
//! A history follows from its seed. `SIMULATION_SEEDS=from-to` runs other ones than the usual few. A seed that ever
//! failed stays below as a case with a name.

mod history;
mod invariants;
mod steps;

use sqlx::PgPool;

/// Runs the histories of some seeds, one after the other, each over a world and an integration of its own.
async fn run_all(pool: PgPool, seeds: impl Iterator<Item = u64>) {
    for seed in seeds {
        history::run(pool.clone(), seed).await;
    }
}

fn chosen(usual: std::ops::Range<u64>) -> std::ops::Range<u64> {
    let Ok(text) = std::env::var("SIMULATION_SEEDS") else { return usual };
    let (from, to) =
        text.split_once('-').unwrap_or_else(|| panic!("SIMULATION_SEEDS: 0-100 is expected, not {text}"));
    let (from, to): (u64, u64) = (from.parse().unwrap(), to.parse().unwrap());
    // Every test takes its share.
    let share = (to - from).div_ceil(4);
    let start = from + usual.start / 1000 * share;
    start..(start + share).min(to)
}

#[sqlx::test]
async fn histories_of_the_first_kind_end_well(pool: PgPool) {
    run_all(pool, chosen(0..4)).await;
}

#[sqlx::test]
async fn histories_of_the_second_kind_end_well(pool: PgPool) {
    run_all(pool, chosen(1000..1004)).await;
}

#[sqlx::test]
async fn histories_of_the_third_kind_end_well(pool: PgPool) {
    run_all(pool, chosen(2000..2004)).await;
}

#[sqlx::test]
async fn histories_of_the_fourth_kind_end_well(pool: PgPool) {
    run_all(pool, chosen(3000..3004)).await;
}

/// Every answer is empty from the eighth on, in the middle of the list of users: some of them were taken for deleted.
#[sqlx::test]
async fn seed_49_answers_run_dry_in_the_middle_of_a_list(pool: PgPool) {
    run_all(pool, 49..50).await;
}
