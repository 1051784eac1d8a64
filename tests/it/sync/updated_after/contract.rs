//! The table as the contract prints it, without its remarks.

use std::collections::BTreeSet;

use super::table::{Kind, Verdict};

/// Endpoint, nested path, adding or removing list entries (A/R), a change of the linked record (L).
const TABLE: &str = "
| applications | `candidate` | – | yes |
| | `candidate.tags` | no | no |
| | `current_stage` | no | no |
| | `job` | – | no |
| | `interviews` | yes | yes |
| | `offers` | yes | yes |
| candidates | `applications` | yes | yes |
| | `applications.current_stage` | – | no |
| | `applications.job` | – | no |
| | `tags` | yes | no |
| jobs | `stages` | yes | no |
| | `screening_questions` | yes | yes |
| | `job_postings` | yes | yes |
| | `hiring_team` | yes | no |
| interviews | `users` | yes | no |
| | `application` | – | yes |
| | `application.candidate`, `application.job` | – | no |
| offers | `application` | – | yes |
| | `application.candidate`, `application.job` | – | no |
| users | `system_roles` | yes | yes |
| notes | `author`, `application`, `candidate` | no | no |
| scorecards | `author`, `application`, `candidate`, `interview` | no | no |
| attachments, tags, roles, rejection reasons, application stages | | | |
";

/// Our own lists: the contract has these records only inside others.
const OURS: [&str; 4] =
    ["job-postings", "job-application-stages", "job-hiring-team-members", "interviewing-team-members"];

/// How many cells there are: 17 lists, 19 nested lists whose entries come and go, 29 links.
pub(super) const CELLS: usize = 84;

pub(super) type Cell = (&'static str, &'static str, Kind, Verdict);

/// Every cell that says something. That a record's own change counts is one cell per list.
pub(super) fn cells() -> BTreeSet<Cell> {
    let mut cells: BTreeSet<Cell> = OURS.into_iter().map(own).collect();
    let mut list = "";
    for line in TABLE.lines().filter(|line| !line.is_empty()) {
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, lists, paths, entries, linked, _] = columns[..] else { panic!("not a row: {line}") };
        for named in lists.split(", ").filter(|named| !named.is_empty()) {
            list = hyphenated(named);
            cells.insert(own(list));
        }
        for path in paths.split(", ").map(|path| path.trim_matches('`')).filter(|path| !path.is_empty()) {
            for (kind, verdict) in [(Kind::Added, entries), (Kind::Removed, entries), (Kind::Linked, linked)]
            {
                cells.extend(read(verdict).map(|verdict| (list, path, kind, verdict)));
            }
        }
    }
    cells
}

fn own(list: &'static str) -> Cell {
    (list, "", Kind::Own, Verdict::Yes)
}

fn read(verdict: &str) -> Option<Verdict> {
    match verdict {
        "yes" => Some(Verdict::Yes),
        "no" => Some(Verdict::No),
        "–" => None,
        _ => panic!("neither yes nor no: {verdict:?}"),
    }
}

/// A list as its path names it.
fn hyphenated(list: &'static str) -> &'static str {
    match list {
        "rejection reasons" => "rejection-reasons",
        "application stages" => "application-stages",
        _ => list,
    }
}
