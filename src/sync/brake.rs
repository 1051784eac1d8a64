//! Whether a sweep may mark what was not found as deleted. Pure.

use crate::store::marks::Unseen;
use crate::store::runs::Withheld;

/// So many deletions are believed without a further question, whatever their share.
const FEW: u64 = 50;

/// What a sweep goes by besides what is missing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Brake {
    /// The share of the live records that may go at once, in percent.
    pub limit_percent: u8,
    /// How many deletions the operator confirmed.
    pub confirmed: u64,
    /// Rows of the list that could not be told apart: any missing record may be one of them.
    pub nameless: u64,
    /// The rows that one read of a list had in this run, and the far fewer that another one had.
    pub shrunk: Option<(u64, u64)>,
}

/// `None`: the sweep may go on. Otherwise what it did not dare to do, and why.
pub(super) fn withheld(unseen: &Unseen, brake: Brake) -> Option<Withheld> {
    let missing = unseen.missing.len() as u64;
    if missing == 0 || missing <= brake.confirmed {
        return None;
    }
    let because = |reason: String| Some(Withheld { missing, live: unseen.live, reason });
    if brake.nameless > 0 {
        return because(format!(
            "{} rows of the list have no readable id, any of them may be a missing record",
            brake.nameless
        ));
    }
    if let Some((more, less)) = brake.shrunk {
        return because(format!("one read of a list had {more} rows and another one {less}"));
    }
    if !unseen.seen_any {
        return because("the list came back empty".to_owned());
    }
    if missing > FEW && missing * 100 > unseen.live * u64::from(brake.limit_percent) {
        return because(format!(
            "that is more than {} % of {} live records",
            brake.limit_percent, unseen.live
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::RecordId;

    fn unseen(missing: u64, live: u64) -> Unseen {
        let id = |n| RecordId::from_stored(format!("{n}"));
        Unseen { missing: (0..missing).map(id).collect(), live, seen_any: missing < live }
    }

    fn is_withheld(missing: u64, live: u64, brake: Brake) -> bool {
        withheld(&unseen(missing, live), Brake { limit_percent: 30, ..brake }).is_some()
    }

    #[test]
    fn an_implausible_share_is_withheld_a_few_are_not() {
        let none = Brake::default();
        assert!(!is_withheld(0, 100, none));
        assert!(!is_withheld(50, 60, none), "50 rows are few");
        assert!(is_withheld(51, 60, none));
        assert!(!is_withheld(300, 1000, none), "30 % is the limit");
        assert!(is_withheld(301, 1000, none));
    }

    #[test]
    fn an_empty_list_removes_nothing_however_few() {
        assert!(is_withheld(1, 1, Brake::default()));
        assert!(!is_withheld(1, 2, Brake::default()));
    }

    #[test]
    fn a_row_without_a_name_may_be_any_missing_record() {
        assert!(is_withheld(1, 100, Brake { nameless: 1, ..Brake::default() }));
        assert!(!is_withheld(0, 100, Brake { nameless: 1, ..Brake::default() }));
    }

    #[test]
    fn reads_that_contradict_each_other_remove_nothing() {
        assert!(is_withheld(1, 100, Brake { shrunk: Some((25, 0)), ..Brake::default() }));
    }

    #[test]
    fn what_the_operator_confirmed_is_done_and_no_more() {
        let confirmed = Brake { confirmed: 400, ..Brake::default() };
        assert!(!is_withheld(400, 400, confirmed));
        assert!(is_withheld(401, 401, confirmed));
    }
}
