//! Syncs as text.

use serde::Serialize;
use serde_json::Value;

use crate::cli::every::lasted;
use crate::cli::table::{printable, table};
use crate::contract::management::{SyncCounts, SyncRun};
use crate::contract::timestamp::Timestamp;

/// One line each.
pub(super) fn table_of(runs: &[SyncRun]) -> String {
    let row = |run: &SyncRun| {
        let total =
            |count: fn(SyncCounts) -> u64| run.counts.values().map(|c| count(*c)).sum::<u64>().to_string();
        vec![
            run.sync_id.clone(),
            run.integration_id.clone(),
            name(&run.r#type),
            name(&run.state),
            name(&run.cause),
            time(run.started_at),
            run.duration_seconds.map(lasted).unwrap_or_default(),
            total(|counts| counts.read),
            total(SyncCounts::changed),
        ]
    };
    let heads = ["SYNC", "INTEGRATION", "TYPE", "STATE", "CAUSE", "STARTED", "TOOK", "READ", "CHANGED"];
    table(&heads, &runs.iter().map(row).collect::<Vec<_>>())
}

/// Everything about one.
pub(super) fn of(run: &SyncRun) -> String {
    let mut parts = vec![facts(run)];
    if !run.counts.is_empty() {
        parts.push(counts(run));
    }
    if !run.withheld.is_empty() {
        parts.push(withheld(run));
    }
    if let Some(error) = &run.error {
        parts.push(printable(error));
    }
    parts.join("\n\n")
}

fn facts(run: &SyncRun) -> String {
    let mut facts = vec![
        ("Sync", run.sync_id.clone()),
        ("Integration", run.integration_id.clone()),
        ("Type", name(&run.r#type)),
        ("State", name(&run.state)),
        ("Cause", name(&run.cause)),
        ("Started", time(run.started_at)),
        ("Ended", run.ended_at.map(time).unwrap_or_default()),
        ("Took", run.duration_seconds.map(lasted).unwrap_or_default()),
        ("Requests", format!("{}, {} kB of answers", run.requests, run.bytes / 1_000)),
        ("Waited", lasted(run.waited_seconds)),
        ("Taken over", if run.takeovers > 0 { run.takeovers.to_string() } else { String::new() }),
    ];
    if let Some(progress) = &run.progress {
        let place = progress
            .list
            .as_ref()
            .map(|list| format!(", {list}: {} rows on {} pages", progress.rows, progress.pages));
        facts.push(("Stage", format!("{}{}", progress.stage, place.unwrap_or_default())));
    }
    if let Some(wait) = &run.waiting {
        facts.push(("Waiting", format!("until {}: {}", time(wait.until), wait.reason)));
    }
    let told = facts.into_iter().filter(|(_what, value)| !value.is_empty());
    let lines = told.map(|(what, value)| format!("{what:<12} {}", printable(&value)));
    lines.collect::<Vec<_>>().join("\n")
}

fn counts(run: &SyncRun) -> String {
    let row = |(model, c): (&String, &SyncCounts)| {
        let counts =
            [c.read, c.created, c.updated, c.unchanged, c.deleted, c.undeleted, c.quarantined, c.repaired];
        std::iter::once(model.clone()).chain(counts.map(|count| count.to_string())).collect()
    };
    let heads = [
        "MODEL",
        "READ",
        "CREATED",
        "UPDATED",
        "UNCHANGED",
        "DELETED",
        "UNDELETED",
        "QUARANTINED",
        "REPAIRED",
    ];
    table(&heads, &run.counts.iter().map(row).collect::<Vec<_>>())
}

fn withheld(run: &SyncRun) -> String {
    let rows: Vec<Vec<String>> = run
        .withheld
        .iter()
        .map(|(model, w)| vec![model.clone(), w.missing.to_string(), w.live.to_string(), w.reason.clone()])
        .collect();
    let heads = ["NOT DELETED", "MISSING", "LIVE", "BECAUSE"];
    table(&heads, &rows)
}

/// A value of a closed set, as it is written everywhere.
pub(super) fn name(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn time(at: Timestamp) -> String {
    at.0.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::contract::general::SyncType;
    use crate::contract::management::{SyncCause, SyncState, WithheldDeletions};

    pub(in super::super) fn run() -> SyncRun {
        let time = |text: &str| Timestamp(text.parse().unwrap());
        let withheld = WithheldDeletions { missing: 60, live: 100, reason: "too many".to_owned() };
        SyncRun {
            sync_id: "8d1hpPsbjxUkoCoa1veLZGe5".to_owned(),
            integration_id: "tool:8d1hpPsbjxUkoCoa1veLZGe5".to_owned(),
            r#type: SyncType::Full,
            state: SyncState::PartiallyFailed,
            cause: SyncCause::Forced,
            started_at: time("2026-01-01T10:00:00Z"),
            ended_at: Some(time("2026-01-01T10:01:15Z")),
            duration_seconds: Some(75.0),
            counts: [("ats_jobs".to_owned(), SyncCounts { read: 40, created: 2, ..SyncCounts::default() })]
                .into(),
            requests: 12,
            bytes: 34_567,
            waited_seconds: 1.5,
            waiting: None,
            takeovers: 0,
            progress: None,
            withheld: [("ats_users".to_owned(), withheld)].into(),
            error: Some("a sentence".to_owned()),
        }
    }

    #[test]
    fn a_run_is_told_in_full() {
        let text = of(&run());
        for part in [
            "State        PARTIALLY_FAILED",
            "Took         1m 15s",
            "Requests     12, 34 kB of answers",
            "ats_jobs    40        2",
            "ats_users         60   100  too many",
            "\n\na sentence",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("Taken over") && !text.contains("Waiting"), "{text}");
    }

    #[test]
    fn runs_are_listed_one_a_line() {
        let text = table_of(&[run(), run()]);
        assert_eq!(text.lines().count(), 3);
        assert!(
            text.contains("FULL  PARTIALLY_FAILED  FORCED  2026-01-01 10:00:00 UTC  1m 15s    40        2"),
            "{text}"
        );
    }
}
