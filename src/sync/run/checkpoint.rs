//! How far a run got: written in the transaction that got there, so that the next worker goes on behind it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::counts::Counts;
use crate::connectors::{Cursor, Outline, Pass};
use crate::store::runs::Withheld;

/// What a run does, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    /// Reads the lists of the plan.
    #[default]
    Read,
    /// Reads lists again of which stored records were not found.
    Confirm,
    /// Reads what changed since the run began.
    CatchUp,
    /// Marks what no read found as deleted.
    Sweep,
    /// Renders everything.
    Render,
}

impl Stage {
    /// The name of a list's read in this stage, by which it is remembered.
    pub(super) fn name_of(self, pass: &str) -> String {
        match self {
            Self::Confirm => format!("confirm:{pass}"),
            Self::CatchUp => format!("catch_up:{pass}"),
            Self::Read | Self::Sweep | Self::Render => pass.to_owned(),
        }
    }
}

/// Everything a run remembers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Checkpoint {
    /// What was wanted of the data that was read so far (`Scopes::data_text`).
    pub wanted: Option<String>,
    pub stage: Stage,
    /// Lists that have been read, by the name of the read.
    pub done: BTreeSet<String>,
    pub walk: Option<Walk>,
    /// The model and the last id that was rendered.
    pub rendered: Option<(i16, String)>,
    pub counts: Counts,
    /// By model: rows that could not be told apart.
    pub nameless: BTreeMap<String, u64>,
    /// By pass: the most rows that a complete read of its list had.
    pub most_rows: BTreeMap<String, u64>,
    /// By model: the rows that one read of a list had, and the far fewer that another one had.
    pub shrunk: BTreeMap<String, (u64, u64)>,
    pub withheld: BTreeMap<String, Withheld>,
}

impl Checkpoint {
    /// Remembers how many rows a complete read of a list had. Two reads of one run that differ by half contradict each
    /// other, and neither is to be believed.
    pub(super) fn compare_reads(&mut self, pass: Pass, rows: u64) {
        let before = self.most_rows.get(pass.name).copied().unwrap_or(rows);
        let (less, more) = (rows.min(before), rows.max(before));
        self.most_rows.insert(pass.name.to_owned(), more);
        if less * 2 < more {
            let models = pass.shows_all.iter().map(|model| (model.slug().to_owned(), (more, less)));
            self.shrunk.extend(models);
        }
    }

    /// Begins a stage, unless the run is in it already. False when the run is beyond it.
    pub(super) fn enter(&mut self, stage: Stage) -> bool {
        if self.stage < stage {
            self.stage = stage;
            self.walk = None;
        }
        self.stage == stage
    }
}

/// A list that is being read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Walk {
    pub name: String,
    /// Which read of the list, counted from 1.
    pub read: u16,
    /// Pages that have been written.
    pub pages: u32,
    pub rows: u64,
    /// Where to go on; `None` at the beginning, and at the end.
    pub cursor: Option<Cursor>,
    pub ended: bool,
    pub unsteady: bool,
}

impl Walk {
    pub(super) fn begin(name: &str, read: u16) -> Self {
        Self { name: name.to_owned(), read, ..Self::default() }
    }

    /// Goes on behind a page.
    pub(super) fn take(&mut self, page: &Outline) {
        self.pages += 1;
        self.rows += u64::from(page.rows);
        self.unsteady |= page.unsteady;
        self.ended = page.next.is_none();
        self.cursor.clone_from(&page.next);
    }
}
