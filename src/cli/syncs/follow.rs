//! Watches a sync that another process works on, as if it ran here.

use std::time::Duration;

use crate::cli::progress::Display;
use crate::contract::management::{SyncRun, SyncState};
use crate::domain::id::SyncId;
use crate::store::Store;

/// How often it is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// The sync when it has ended.
pub(super) async fn to_the_end(store: &Store, id: &SyncId) -> anyhow::Result<SyncRun> {
    let display = Display::fitting();
    let mut watched = Watched::default();
    loop {
        let run = super::show::read(store, id).await?;
        for line in watched.lines(&run) {
            match line {
                Line::Remark(text) => display.remark(&text),
                Line::Read { list, rows, ended } => display.read(&list, rows, None, ended),
            }
        }
        if run.state.has_ended() {
            return Ok(run);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// What has been told already.
#[derive(Debug, Default)]
struct Watched {
    list: Option<(String, u64)>,
    remark: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
enum Line {
    /// Once.
    Remark(String),
    /// Again and again, with more rows.
    Read { list: String, rows: u64, ended: bool },
}

impl Watched {
    /// What is new since the look before.
    fn lines(&mut self, run: &SyncRun) -> Vec<Line> {
        let mut lines = Vec::new();
        let list = run.progress.as_ref().and_then(|p| p.list.clone().map(|list| (list, p.rows)));
        if let Some((before, rows)) = self.list.take()
            && list.as_ref().is_none_or(|(name, _rows)| *name != before)
        {
            lines.push(Line::Read { list: before, rows, ended: true });
        }
        if let Some((list, rows)) = &list {
            lines.push(Line::Read { list: list.clone(), rows: *rows, ended: false });
        }
        self.list = list;
        let remark = remark(run);
        if remark != self.remark {
            lines.extend(remark.clone().map(Line::Remark));
            self.remark = remark;
        }
        lines
    }
}

/// What the sync does, where that is not reading on.
fn remark(run: &SyncRun) -> Option<String> {
    if let Some(wait) = &run.waiting {
        let until = wait.until.0.format("%H:%M:%S UTC");
        return Some(format!("waiting until {until}: {}", wait.reason));
    }
    if run.state == SyncState::Queued {
        return Some("queued: a process with the role `sync` will take it".to_owned());
    }
    let progress = run.progress.as_ref().filter(|progress| progress.list.is_none())?;
    match progress.stage.as_str() {
        "sweep" => Some("deleting what was not found".to_owned()),
        "render" => Some("publishing".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::run;
    use super::*;
    use crate::contract::management::{SyncProgress, SyncWait};

    fn at(stage: &str, list: Option<&str>, rows: u64) -> SyncRun {
        let progress =
            SyncProgress { stage: stage.to_owned(), list: list.map(str::to_owned), pages: 1, rows };
        SyncRun { state: SyncState::Running, progress: Some(progress), waiting: None, ..run() }
    }

    fn read(list: &str, rows: u64, ended: bool) -> Line {
        Line::Read { list: list.to_owned(), rows, ended }
    }

    #[test]
    fn each_list_is_told_while_it_is_read_and_once_when_it_has_been() {
        let mut watched = Watched::default();
        assert_eq!(watched.lines(&at("read", Some("users"), 5)), [read("users", 5, false)]);
        let next = watched.lines(&at("read", Some("jobs"), 2));
        assert_eq!(next, [read("users", 5, true), read("jobs", 2, false)]);
        let swept = watched.lines(&at("sweep", None, 0));
        assert_eq!(swept, [read("jobs", 2, true), Line::Remark("deleting what was not found".to_owned())]);
        assert_eq!(watched.lines(&at("sweep", None, 0)), [], "and not again");
    }

    #[test]
    fn waiting_is_told_once() {
        let wait = SyncWait {
            until: "2026-01-01T10:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap().into(),
            reason: "the rate limit".to_owned(),
        };
        let waiting = SyncRun { waiting: Some(wait), ..at("read", Some("jobs"), 2) };
        let mut watched = Watched::default();
        let told = Line::Remark("waiting until 10:00:00 UTC: the rate limit".to_owned());
        assert_eq!(watched.lines(&waiting), [read("jobs", 2, false), told]);
        assert_eq!(watched.lines(&waiting), [read("jobs", 2, false)]);
    }
}
