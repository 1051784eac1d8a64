//! Cursors: opaque to callers, good for one integration, one list and one set of filters, for a day.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};

use super::ApiError;
use crate::domain::digest::{Hash, digest};
use crate::domain::id::IntegrationId;
use crate::domain::model::Model;
use crate::store::pages::Place;

/// How long a walk may pause.
pub(super) const LIFETIME: TimeDelta = TimeDelta::hours(24);
const VERSION: u8 = 1;
/// Version, kind, three numbers, time of issue.
const PAYLOAD: usize = 2 + 4 * 8;

/// What a cursor is good for.
pub(super) fn binding(integration: &IntegrationId, model: Model, selection: &str) -> Hash {
    digest(&[integration.as_str().as_bytes(), model.slug().as_bytes(), selection.as_bytes()])
}

pub(super) fn encode(place: Place, binding: &Hash, now: DateTime<Utc>) -> String {
    let (kind, numbers) = numbers(place);
    let mut bytes = vec![VERSION, kind];
    for number in numbers.into_iter().chain([now.timestamp_micros()]) {
        bytes.extend(number.to_be_bytes());
    }
    let seal = digest(&[&bytes, binding]);
    bytes.extend(seal);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A place as its kind and three numbers.
pub(super) fn numbers(place: Place) -> (u8, [i64; 3]) {
    match place {
        Place::BySeq { after, until } => (1, [after, until, 0]),
        Place::ById { after, until, since: None } => (4, [after, until, 0]),
        Place::ById { after, until, since: Some(since) } => (5, [after, until, since.timestamp_micros()]),
        Place::ByTouch { after: (time, seq), until } => {
            (2, [time.timestamp_micros(), seq, until.timestamp_micros()])
        }
    }
}

pub(super) fn decode(text: &str, binding: &Hash, now: DateTime<Utc>) -> Result<Place, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    let Some((payload, seal)) = bytes.split_at_checked(PAYLOAD) else { return Err(unknown()) };
    if digest(&[payload, binding]).as_slice() != seal {
        return Err(unknown());
    }
    let Some((&[VERSION, kind], numbers)) = payload.split_first_chunk::<2>() else { return Err(unknown()) };
    let numbers: Vec<i64> =
        numbers.as_chunks::<8>().0.iter().map(|chunk| i64::from_be_bytes(*chunk)).collect();
    let &[first, second, third, issued] = numbers.as_slice() else { return Err(unknown()) };
    let time = |micros| DateTime::from_timestamp_micros(micros).ok_or_else(unknown);
    if now - time(issued)? > LIFETIME {
        return Err(ApiError::invalid("cursor", "it is older than 24 hours; start again without a cursor"));
    }
    // 3 was a walk by number under filters.
    match kind {
        1 => Ok(Place::BySeq { after: first, until: second }),
        2 => Ok(Place::ByTouch { after: (time(first)?, second), until: time(third)? }),
        4 => Ok(Place::ById { after: first, until: second, since: None }),
        5 => Ok(Place::ById { after: first, until: second, since: Some(time(third)?) }),
        _ => Err(unknown()),
    }
}

fn unknown() -> ApiError {
    ApiError::invalid(
        "cursor",
        "it has to be the `next` of a page of the same integration, list and filters; start again without a cursor",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    fn good_for(selection: &str) -> Hash {
        let integration = IntegrationId::parse("gem:8d1hpPsbjxUkoCoa1veLZGe5").unwrap();
        binding(&integration, Model::Job, selection)
    }

    proptest! {
        #[test]
        fn a_cursor_survives_the_round_trip(
            after in any::<i64>(),
            until in any::<i64>(),
            since in proptest::option::of(-1_000_000_000_000_000_i64..1_000_000_000_000_000),
        ) {
            let since = since.map(|micros| DateTime::from_timestamp_micros(micros).unwrap());
            for place in [Place::BySeq { after, until }, Place::ById { after, until, since }] {
                let text = encode(place, &good_for("a"), now());
                prop_assert_eq!(decode(&text, &good_for("a"), now()).unwrap(), place);
                prop_assert!(decode(&text, &good_for("b"), now()).is_err());
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            prop_assert!(decode(&text, &good_for("a"), now()).is_err());
        }
    }

    #[test]
    fn a_poll_cursor_keeps_its_times_and_expires() {
        let place = Place::ByTouch { after: (now(), 7), until: now() + TimeDelta::seconds(1) };
        let text = encode(place, &good_for(""), now());
        assert_eq!(decode(&text, &good_for(""), now() + LIFETIME).unwrap(), place);
        assert!(decode(&text, &good_for(""), now() + LIFETIME + TimeDelta::milliseconds(1)).is_err());
    }
}
