//! Cursors: opaque to callers, good for one integration, one list and one set of filters, for a day.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};

use super::ApiError;
use crate::domain::digest::{Hash, digest};
use crate::domain::id::IntegrationId;
use crate::domain::model::Model;
use crate::store::pages::Place;
use crate::store::replica::{Origin, ServerRun};

/// How long a walk may pause.
pub(super) const LIFETIME: TimeDelta = TimeDelta::hours(24);
/// The version of a cursor that does not tell where its walk began.
const PLAIN: u8 = 1;
/// The version of one that does.
const WITH_ORIGIN: u8 = 2;
const SEAL: usize = size_of::<Hash>();
/// The number that stands for the primary.
const PRIMARY: i64 = 0;

/// What a cursor is good for.
pub(super) fn binding(integration: &IntegrationId, model: Model, selection: &str) -> Hash {
    digest(&[integration.as_str().as_bytes(), model.slug().as_bytes(), selection.as_bytes()])
}

/// Version, kind, three numbers, time of issue; time and server of the origin if they are known; seal.
pub(super) fn encode(place: Place, origin: Option<Origin>, binding: &Hash, now: DateTime<Utc>) -> String {
    let (kind, numbers) = numbers(place);
    let begun = origin.map(|origin| {
        let server = origin.server.map_or(PRIMARY, |server| server.0.timestamp_micros());
        [origin.read_at.timestamp_micros(), server]
    });
    let mut bytes = vec![if begun.is_some() { WITH_ORIGIN } else { PLAIN }, kind];
    for number in numbers.into_iter().chain([now.timestamp_micros()]).chain(begun.into_iter().flatten()) {
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

pub(super) fn decode(
    text: &str,
    binding: &Hash,
    now: DateTime<Utc>,
) -> Result<(Place, Option<Origin>), ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    let parts = bytes.len().checked_sub(SEAL).and_then(|length| bytes.split_at_checked(length));
    let Some((payload, seal)) = parts else { return Err(unknown()) };
    if digest(&[payload, binding]).as_slice() != seal {
        return Err(unknown());
    }
    let Some((&[version, kind], numbers)) = payload.split_first_chunk::<2>() else { return Err(unknown()) };
    let numbers: Vec<i64> =
        numbers.as_chunks::<8>().0.iter().map(|chunk| i64::from_be_bytes(*chunk)).collect();
    let (place, issued, origin) = match (version, numbers.as_slice()) {
        (PLAIN, &[first, second, third, issued]) => (place(kind, [first, second, third])?, issued, None),
        (WITH_ORIGIN, &[first, second, third, issued, read_at, server]) => {
            let server = if server == PRIMARY { None } else { Some(ServerRun(time(server)?)) };
            let origin = Origin { read_at: time(read_at)?, server };
            (place(kind, [first, second, third])?, issued, Some(origin))
        }
        _ => return Err(unknown()),
    };
    if now - time(issued)? > LIFETIME {
        return Err(ApiError::invalid("cursor", "it is older than 24 hours; start again without a cursor"));
    }
    Ok((place, origin))
}

fn place(kind: u8, [first, second, third]: [i64; 3]) -> Result<Place, ApiError> {
    // 3 was a walk by number under filters.
    match kind {
        1 => Ok(Place::BySeq { after: first, until: second }),
        2 => Ok(Place::ByTouch { after: (time(first)?, second), until: time(third)? }),
        4 => Ok(Place::ById { after: first, until: second, since: None }),
        5 => Ok(Place::ById { after: first, until: second, since: Some(time(third)?) }),
        _ => Err(unknown()),
    }
}

fn time(micros: i64) -> Result<DateTime<Utc>, ApiError> {
    DateTime::from_timestamp_micros(micros).ok_or_else(unknown)
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

    fn micros() -> impl Strategy<Value = DateTime<Utc>> {
        (1..1_000_000_000_000_000_i64).prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap())
    }

    proptest! {
        #[test]
        fn a_cursor_survives_the_round_trip(
            after in any::<i64>(),
            until in any::<i64>(),
            since in proptest::option::of(micros()),
            origin in proptest::option::of((micros(), proptest::option::of(micros()))),
        ) {
            let origin = origin.map(|(read_at, server)| Origin { read_at, server: server.map(ServerRun) });
            for place in [Place::BySeq { after, until }, Place::ById { after, until, since }] {
                let text = encode(place, origin, &good_for("a"), now());
                prop_assert_eq!(decode(&text, &good_for("a"), now()).unwrap(), (place, origin));
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
        let text = encode(place, None, &good_for(""), now());
        assert_eq!(decode(&text, &good_for(""), now() + LIFETIME).unwrap(), (place, None));
        assert!(decode(&text, &good_for(""), now() + LIFETIME + TimeDelta::milliseconds(1)).is_err());
    }
}
