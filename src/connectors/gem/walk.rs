//! How a list of Gem's is walked (Gem's sheet, section 4). Pure.
//!
//! Gem's pages are offsets over rows that change meanwhile: a row that vanishes before the place where the walk stands
//! moves an unread one onto the page that was read last, and it is missed. Gem documents no order and no snapshot. But
//! most lists can be asked for what was created after a time, and a row's creation never changes. So, as long as rows
//! come in the order of their creation, the walk asks for what was created from the last few rows on: these rows, read
//! again, prove that nothing lies between the pages. When the rows come in another order, or the proof fails, pages
//! are read by number, and the walk says that it may have missed some.

mod row_key;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::ConnectorError;
use crate::connectors::Thoroughness;

pub(super) use row_key::RowKey;

/// How many rows at the end of a page are read again with the next one.
const OVERLAP: usize = 8;
/// What a page holds when nothing is asked for (Gem's sheet, section 4). A server that does not heed `per_page`, or caps
/// it, delivers so many at least.
const DEFAULT_SIZE: usize = 100;
/// A full page of fewer rows could stand in the order of creation by chance.
const ENOUGH: usize = 10;
/// A list that does not end.
const MOST_PAGES: u32 = 200_000;

/// Which page is asked for next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Position {
    /// Pages asked for so far, against lists without an end.
    asked: u32,
    /// The page before was empty: an empty answer is believed when it comes twice.
    emptied: bool,
    at: At,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
enum At {
    /// The very beginning, of which nothing is known yet.
    Start,
    /// Offsets over the whole list. `first` is the first id of the page before; `again` says that the list has shown
    /// rows before, in this very walk.
    Number { page: u32, first: Option<String>, again: bool },
    /// What was created after a time. `known` are rows that are read again on the first page.
    Created { after: DateTime<Utc>, page: u32, known: Vec<String> },
}

/// What a page means for the walk.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub next: Option<Position>,
    /// Rows that the page before did not have.
    pub fresh: usize,
    pub unsteady: bool,
}

/// What is known of the list and of the page besides its rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub size: usize,
    pub thoroughness: Thoroughness,
    /// The list knows `created_after`.
    pub knows_creation: bool,
    /// A header says that no page follows.
    pub ends_here: bool,
}

impl Terms {
    /// Whether these rows are the last ones: a header says so, or there are so few that a quick walk believes it.
    fn end_with(&self, rows: &[RowKey]) -> bool {
        let few = rows.len() < self.size.min(DEFAULT_SIZE);
        self.ends_here || (few && self.thoroughness == Thoroughness::Quick)
    }
}

impl Position {
    pub(super) const fn start() -> Self {
        Self { asked: 0, emptied: false, at: At::Start }
    }

    pub(super) const fn is_start(&self) -> bool {
        matches!(self.at, At::Start)
    }

    /// The value of `page`.
    pub(super) const fn page(&self) -> u32 {
        match &self.at {
            At::Start => 1,
            At::Number { page, .. } | At::Created { page, .. } => *page,
        }
    }

    /// The value of `created_after`, if the page is asked for by creation.
    pub(super) fn created_after(&self) -> Option<String> {
        match &self.at {
            At::Created { after, .. } => Some(text(*after)),
            At::Start | At::Number { .. } => None,
        }
    }

    /// What follows from the rows that came for this position.
    pub(super) fn step(&self, rows: &[RowKey], terms: Terms) -> Result<Step, ConnectorError> {
        if self.asked >= MOST_PAGES {
            return Err(ConnectorError::Unreadable(format!(
                "the list does not end after {MOST_PAGES} pages"
            )));
        }
        if rows.is_empty() && !matches!(self.at, At::Created { page: 1, .. }) {
            return self.after_nothing(terms);
        }
        match &self.at {
            At::Start => Ok(self.after_first(rows, terms)),
            At::Number { page, first, .. } => self.after_number(*page, first.as_deref(), rows, terms),
            At::Created { after, page, known } => Ok(self.after_created(*after, *page, known, rows, terms)),
        }
    }

    fn then(&self, at: At) -> Self {
        Self { asked: self.asked + 1, emptied: false, at }
    }

    /// An empty page ends the list; where the end has to be proven, when it comes twice. A list that had rows a moment
    /// ago and has none any more is not believed at all.
    fn after_nothing(&self, terms: Terms) -> Result<Step, ConnectorError> {
        let believed = self.emptied || terms.ends_here || terms.thoroughness == Thoroughness::Quick;
        if believed && matches!(self.at, At::Number { page: 1, again: true, .. }) {
            return Err(ConnectorError::Unreadable(
                "the list came back empty where rows were before".to_owned(),
            ));
        }
        let again = Self { asked: self.asked + 1, emptied: true, at: self.at.clone() };
        Ok(Step { next: (!believed).then_some(again), fresh: 0, unsteady: false })
    }

    fn after_first(&self, rows: &[RowKey], terms: Terms) -> Step {
        let ends = terms.end_with(rows);
        let following = match created_at(rows, DateTime::<Utc>::MIN_UTC) {
            Some(_ordered) if terms.knows_creation && (rows.len() < terms.size || rows.len() >= ENOUGH) => {
                Self::behind(rows)
            }
            _ => At::Number { page: 2, first: first_id(rows), again: false },
        };
        // A list that fits into one page was seen at one moment, in whatever order.
        let unsteady = matches!(following, At::Number { .. }) && !ends && rows.len() >= terms.size;
        Step { next: (!ends).then(|| self.then(following)), fresh: rows.len(), unsteady }
    }

    fn after_number(
        &self,
        page: u32,
        first: Option<&str>,
        rows: &[RowKey],
        terms: Terms,
    ) -> Result<Step, ConnectorError> {
        let begins_with = first_id(rows);
        if page > 1 && first.is_some() && first == begins_with.as_deref() && rows.len() >= terms.size {
            return Err(ConnectorError::Unreadable(format!("page {page} begins like the page before it")));
        }
        let ends = terms.end_with(rows);
        let following = At::Number { page: page + 1, first: begins_with, again: false };
        Ok(Step { next: (!ends).then(|| self.then(following)), fresh: rows.len(), unsteady: true })
    }

    fn after_created(
        &self,
        after: DateTime<Utc>,
        page: u32,
        known: &[String],
        rows: &[RowKey],
        terms: Terms,
    ) -> Step {
        let is_known = |row: &&RowKey| row.id.as_ref().is_some_and(|id| known.contains(id));
        let overlap = rows.iter().filter(is_known).count();
        let Some(last) = created_at(rows, after).filter(|_ordered| page > 1 || overlap > 0) else {
            return self.without_proof(rows.is_empty());
        };
        let fresh = rows.len() - overlap;
        let full = rows.len() >= terms.size;
        if terms.end_with(rows) || (!full && fresh == 0) {
            return Step { next: None, fresh, unsteady: page > 1 };
        }
        let following = match Self::behind(rows) {
            At::Created { after: next, known, .. } if next > after => {
                At::Created { after: next, page: 1, known }
            }
            // All rows of a full page were created at about one time: it is left by number.
            _ if full => At::Created { after, page: page + 1, known: known.to_vec() },
            _ => At::Created { after: last - TimeDelta::milliseconds(1), page: 1, known: ids(rows) },
        };
        Step { next: Some(self.then(following)), fresh, unsteady: page > 1 }
    }

    /// The order is another one, or what was there is gone. Everything is read again, by number. An empty answer,
    /// which contradicts the page before, gets a second chance.
    fn without_proof(&self, empty: bool) -> Step {
        if empty && !self.emptied {
            let again = Self { asked: self.asked + 1, emptied: true, at: self.at.clone() };
            return Step { next: Some(again), fresh: 0, unsteady: false };
        }
        let at = At::Number { page: 1, first: None, again: true };
        Step { next: Some(self.then(at)), fresh: 0, unsteady: true }
    }

    /// From the last rows of an ordered page on. A millisecond before them, whether or not the filter's limit counts.
    fn behind(rows: &[RowKey]) -> At {
        let tail = rows.get(rows.len().saturating_sub(OVERLAP)..).unwrap_or(rows);
        let from = tail.first().and_then(|row| row.created_at).unwrap_or(DateTime::<Utc>::MIN_UTC);
        let after = from.checked_sub_signed(TimeDelta::milliseconds(1)).unwrap_or(from);
        let known = rows.iter().filter(|row| row.created_at.is_some_and(|at| at >= after));
        At::Created { after, page: 1, known: known.filter_map(|row| row.id.clone()).collect() }
    }
}

/// The creation of the last row, if all rows have one, in rising order and not before `after`.
fn created_at(rows: &[RowKey], after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    rows.iter().try_fold(after, |before, row| row.created_at.filter(|at| *at >= before && row.id.is_some()))
}

fn first_id(rows: &[RowKey]) -> Option<String> {
    rows.first().and_then(|row| row.id.clone())
}

fn ids(rows: &[RowKey]) -> Vec<String> {
    rows.iter().filter_map(|row| row.id.clone()).collect()
}

/// As Gem takes and tells times.
pub(super) fn text(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests;
