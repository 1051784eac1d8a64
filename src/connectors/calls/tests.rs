use chrono::TimeDelta;

use super::*;
use crate::clock::ManualClock;
use crate::domain::interaction::CauseKind;

#[derive(Default)]
struct Kept(Mutex<Vec<Interaction>>);

impl Interactions for Kept {
    fn note(&self, interaction: Interaction) {
        self.0.lock().unwrap().push(interaction);
    }
}

fn scene() -> (Arc<Kept>, Calls, ManualClock) {
    let kept = Arc::new(Kept::default());
    let id = IntegrationId::parse("tool:8d1hpPsbjxUkoCoa1veLZGe5").unwrap();
    let calls = Calls::noted_in(Arc::<Kept>::clone(&kept)).of(&id, CauseKind::Sync.into());
    (kept, calls, ManualClock::at("2026-01-01T00:00:00Z".parse().unwrap()))
}

#[test]
fn a_call_is_noted_with_how_it_ended_and_what_it_was_for() {
    let (kept, calls, clock) = scene();
    calls.because_of(Cause::action("a1"));
    {
        let mut call = calls.begin(&clock, "POST", "/a".to_owned(), 7);
        call.answered(404);
        call.received(2);
        clock.advance(TimeDelta::milliseconds(30));
        call.ended(b"{}");
    }
    let noted = kept.0.lock().unwrap().remove(0);
    assert_eq!(calls.last(), Some(noted.id.clone()));
    assert_eq!((noted.method.as_str(), noted.path.as_str(), noted.status), ("POST", "/a", Some(404)));
    assert_eq!((noted.mishap, noted.duration_ms, noted.excerpt.as_deref()), (None, 30, Some("{}")));
    assert_eq!((noted.sent_bytes, noted.received_bytes, noted.cause), (7, 2, Cause::action("a1")));
}

#[test]
fn a_call_that_nobody_waits_for_is_abandoned_and_a_success_has_no_excerpt() {
    let (kept, calls, clock) = scene();
    drop(calls.begin(&clock, "GET", "/a".to_owned(), 0));
    let mut call = calls.begin(&clock, "GET", "/a".to_owned(), 0);
    call.answered(200);
    call.ended(b"[]");
    drop(call);
    let noted = kept.0.lock().unwrap();
    assert_eq!((noted[0].mishap, noted[0].status), (Some(Mishap::Abandoned), None));
    assert_eq!((noted[1].mishap, noted[1].excerpt.as_deref()), (None, None));
}

#[test]
fn calls_of_no_integration_are_not_noted() {
    let (kept, _calls, clock) = scene();
    let calls = Calls::noted_in(Arc::<Kept>::clone(&kept));
    drop(calls.begin(&clock, "GET", "/a".to_owned(), 0));
    assert_eq!((calls.last(), kept.0.lock().unwrap().len()), (None, 0));
    let nowhere = Calls::default();
    drop(nowhere.of(&IntegrationId::parse("tool:8d1hpPsbjxUkoCoa1veLZGe5").unwrap(), CauseKind::Sync.into()));
    drop(nowhere.begin(&clock, "GET", "/a".to_owned(), 0));
    assert_eq!(nowhere.last(), None);
}
