//! Walks over lists that change while they are read.

use super::*;

const SIZE: usize = 20;

/// A list of rows in some order, as a server holds it.
#[derive(Debug, Clone)]
struct List {
    rows: Vec<(u32, i64)>,
    knows_creation: bool,
    inclusive: bool,
}

impl List {
    fn of(rows: impl Iterator<Item = (u32, i64)>) -> Self {
        Self { rows: rows.collect(), knows_creation: true, inclusive: true }
    }

    fn ordered(count: u32) -> Self {
        Self::of((0..count).map(|n| (n, i64::from(n) * 1000)))
    }

    fn page(&self, position: &Position) -> Vec<RowKey> {
        let after = match &position.at {
            At::Created { after, .. } if self.knows_creation => after.timestamp_millis(),
            _ => i64::MIN,
        };
        let fits = |created: i64| created > after || (self.inclusive && created == after);
        let page = (position.page() as usize - 1) * SIZE;
        let rows = self.rows.iter().filter(|(_, created)| fits(*created)).skip(page).take(SIZE);
        rows.map(|(id, created)| RowKey {
            id: Some(id.to_string()),
            created_at: DateTime::from_timestamp_millis(*created),
        })
        .collect()
    }
}

struct Walked {
    ids: Vec<u32>,
    unsteady: bool,
    pages: u32,
}

/// Walks a list, which changes after every page as `change` says.
fn walk(mut list: List, thoroughness: Thoroughness, mut change: impl FnMut(u32, &mut List)) -> Walked {
    let mut walked = Walked { ids: Vec::new(), unsteady: false, pages: 0 };
    let mut position = Position::start();
    loop {
        let rows = list.page(&position);
        let terms = Terms { size: SIZE, thoroughness, knows_creation: true, ends_here: false };
        let step = position.step(&rows, terms).unwrap();
        walked.ids.extend(rows.iter().map(|row| row.id.as_ref().unwrap().parse::<u32>().unwrap()));
        walked.unsteady |= step.unsteady;
        walked.pages += 1;
        change(walked.pages, &mut list);
        match step.next {
            Some(next) => position = next,
            None => break,
        }
    }
    walked.ids.sort_unstable();
    walked.ids.dedup();
    walked
}

fn whole(list: List) -> Walked {
    walk(list, Thoroughness::Thorough, |_, _| ())
}

#[test]
fn rows_in_order_of_creation_are_read_once_and_surely() {
    for count in [0, 1, 19, 20, 21, 100, 101] {
        let walked = whole(List::ordered(count));
        assert_eq!(walked.ids, (0..count).collect::<Vec<_>>());
        assert!(!walked.unsteady, "{count}");
    }
}

#[test]
fn it_does_not_matter_whether_the_limit_of_the_filter_counts() {
    let walked = whole(List { inclusive: false, ..List::ordered(101) });
    assert_eq!((walked.ids.len(), walked.unsteady), (101, false));
}

#[test]
fn a_quick_walk_ends_with_the_first_page_that_is_not_full() {
    assert_eq!(walk(List::ordered(7), Thoroughness::Quick, |_, _| ()).pages, 1);
    assert_eq!(walk(List::ordered(0), Thoroughness::Quick, |_, _| ()).pages, 1);
    assert_eq!(walk(List::ordered(25), Thoroughness::Quick, |_, _| ()).ids.len(), 25);
}

#[test]
fn a_server_that_caps_its_pages_is_not_taken_for_a_short_list() {
    let rows = |count| {
        let key = |n: i64| RowKey { id: Some(n.to_string()), created_at: DateTime::from_timestamp(n, 0) };
        (0..count).map(key).collect::<Vec<_>>()
    };
    for (thoroughness, count, goes_on) in [
        (Thoroughness::Quick, 99, false),
        (Thoroughness::Quick, 100, true),
        (Thoroughness::Quick, 250, true),
        (Thoroughness::Thorough, 99, true),
    ] {
        let terms = Terms { size: 500, thoroughness, knows_creation: true, ends_here: false };
        let step = Position::start().step(&rows(count), terms).unwrap();
        assert_eq!(step.next.is_some(), goes_on, "{thoroughness:?} {count}");
    }
}

#[test]
fn rows_that_vanish_behind_the_walk_hide_no_other() {
    let walked = walk(List::ordered(100), Thoroughness::Thorough, |page, list| {
        if page == 2 {
            list.rows.drain(0..9);
        }
    });
    assert!((9..100).all(|id| walked.ids.contains(&id)));
    assert!(!walked.unsteady);
}

#[test]
fn rows_that_come_in_while_it_walks_are_found() {
    let walked = walk(List::ordered(100), Thoroughness::Thorough, |page, list| {
        if page == 1 {
            list.rows.push((1000, 1_000_000));
        }
    });
    assert!(walked.ids.contains(&1000));
}

#[test]
fn a_walk_whose_proof_vanished_reads_by_number_and_says_so() {
    let walked = walk(List::ordered(100), Thoroughness::Thorough, |page, list| {
        if page == 1 {
            list.rows.drain(5..30);
        }
    });
    assert!(walked.unsteady);
    assert!((30..100).all(|id| walked.ids.contains(&id)));
}

#[test]
fn another_order_and_another_filter_are_noticed() {
    let mut other = List::ordered(100);
    other.rows.reverse();
    let walked = whole(other);
    assert_eq!((walked.ids.len(), walked.unsteady), (100, true));
    let walked = whole(List { knows_creation: false, ..List::ordered(100) });
    assert_eq!((walked.ids.len(), walked.unsteady), (100, true));
}

#[test]
fn a_list_in_one_page_was_seen_at_one_moment() {
    let mut other = List::ordered(19);
    other.rows.reverse();
    assert!(!whole(other).unsteady);
}

#[test]
fn rows_of_one_moment_are_left_by_number() {
    let walked = whole(List::of((0..95).map(|n| (n, if n < 70 { 5 } else { i64::from(n) * 1000 }))));
    assert_eq!(walked.ids.len(), 95);
    assert!(walked.unsteady);
}

#[test]
fn an_empty_answer_is_believed_when_it_comes_twice() {
    let terms =
        Terms { size: SIZE, thoroughness: Thoroughness::Thorough, knows_creation: true, ends_here: false };
    let once = Position::start().step(&[], terms).unwrap().next.unwrap();
    assert!(once.is_start());
    assert_eq!(once.step(&[], terms).unwrap().next, None);
    let full = List::ordered(100);
    let second = Position::start().step(&full.page(&Position::start()), terms).unwrap().next.unwrap();
    let again = second.step(&[], terms).unwrap();
    assert!(!again.unsteady, "an empty answer contradicts the page before it");
    let again = again.next.unwrap();
    assert_eq!(again.at, second.at);
    assert_eq!(again.step(&full.page(&again), terms).unwrap().fresh, SIZE - OVERLAP);
}

#[test]
fn a_list_that_is_empty_all_of_a_sudden_is_not_believed() {
    let terms =
        Terms { size: SIZE, thoroughness: Thoroughness::Thorough, knows_creation: true, ends_here: false };
    let mut position = Position::start();
    let full = List::ordered(100).page(&position);
    let mut answers = vec![full, Vec::new(), Vec::new(), Vec::new(), Vec::new()].into_iter();
    let refused = loop {
        match position.step(&answers.next().unwrap(), terms) {
            Ok(step) => position = step.next.unwrap(),
            Err(error) => break error,
        }
    };
    assert!(refused.to_string().contains("empty where rows were before"), "{refused}");
}

#[test]
fn a_server_that_ignores_the_page_is_found_out() {
    let mut list = List::ordered(100);
    list.rows.reverse();
    let rows = list.page(&Position::start());
    let terms =
        Terms { size: SIZE, thoroughness: Thoroughness::Quick, knows_creation: true, ends_here: false };
    let second = Position::start().step(&rows, terms).unwrap().next.unwrap();
    assert!(matches!(second.step(&rows, terms), Err(ConnectorError::Unreadable(_))));
}

#[test]
fn a_position_survives_being_stored() {
    let terms =
        Terms { size: SIZE, thoroughness: Thoroughness::Thorough, knows_creation: true, ends_here: false };
    let next =
        Position::start().step(&List::ordered(100).page(&Position::start()), terms).unwrap().next.unwrap();
    let stored: Position = serde_json::from_value(serde_json::json!(next)).unwrap();
    assert_eq!(stored, next);
}
