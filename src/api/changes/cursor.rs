//! Cursors of the feed: opaque to callers, good for one integration and one choice of models, for as long as what comes
//! behind them is kept. The digest finds mistakes, as in the cursors of lists.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::api::ApiError;
use crate::domain::digest::{Hash, digest};
use crate::domain::id::IntegrationId;
use crate::domain::model::Model;
use crate::domain::model_set::ModelSet;
use crate::store::changes::{Position, Walk};

const VERSION: u8 = 1;
const SEAL: usize = size_of::<Hash>();
/// The number that stands for no model.
const NO_MODEL: i64 = 0;

/// What a cursor is good for. `models` are those that were asked for, if any were.
pub(super) fn binding(integration: &IntegrationId, models: Option<ModelSet>) -> Hash {
    let models = models.map_or(0, ModelSet::bits).to_be_bytes();
    digest(&[b"changes", integration.as_str().as_bytes(), &models])
}

/// Version, five numbers, seal.
pub(super) fn encode(position: Position, binding: &Hash) -> String {
    let (model, after, until) =
        position.walk.map_or((NO_MODEL, 0, 0), |walk| (i64::from(walk.model.code()), walk.after, walk.until));
    let mut bytes = vec![VERSION];
    for number in [position.told, position.known.bits(), model, after, until] {
        bytes.extend(number.to_be_bytes());
    }
    let seal = digest(&[&bytes, binding]);
    bytes.extend(seal);
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn decode(text: &str, binding: &Hash) -> Result<Position, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    let parts = bytes.len().checked_sub(SEAL).and_then(|length| bytes.split_at_checked(length));
    let sealed = parts.filter(|(payload, seal)| digest(&[payload, binding]).as_slice() == *seal);
    sealed.and_then(|(payload, _seal)| position(payload)).ok_or_else(unknown)
}

fn position(payload: &[u8]) -> Option<Position> {
    let (&version, numbers) = payload.split_first()?;
    let numbers: Vec<i64> =
        numbers.as_chunks::<8>().0.iter().map(|chunk| i64::from_be_bytes(*chunk)).collect();
    let &[told, known, model, after, until] = numbers.as_slice() else { return None };
    let walk = match model {
        NO_MODEL => None,
        code => Some(Walk { model: Model::from_code(i16::try_from(code).ok()?)?, after, until }),
    };
    (version == VERSION).then_some(Position { told, known: ModelSet::from_bits(known), walk })
}

fn unknown() -> ApiError {
    ApiError::invalid(
        "cursor",
        "it has to be the `next` of the change feed of the same integration and `models`; begin again without a cursor",
    )
}

/// Behind a cursor, something was forgotten.
pub(super) fn expired() -> ApiError {
    ApiError::invalid(
        "cursor",
        "it has expired: changes behind it are not kept any more. Begin again without a cursor: the feed then tells of all \
         records, and goes on from there. What your copy has and the feed does not tell of is gone",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn good_for(models: Option<ModelSet>) -> Hash {
        binding(&IntegrationId::parse("gem:8d1hpPsbjxUkoCoa1veLZGe5").unwrap(), models)
    }

    proptest! {
        #[test]
        fn a_cursor_survives_the_round_trip(
            told in any::<i64>(),
            known in any::<i64>(),
            walk in proptest::option::of((0_usize..14, any::<i64>(), any::<i64>())),
        ) {
            let walk = walk.map(|(model, after, until)| Walk { model: Model::ALL[model], after, until });
            let position = Position { told, known: ModelSet::from_bits(known), walk };
            let text = encode(position, &good_for(None));
            prop_assert_eq!(decode(&text, &good_for(None)).unwrap(), position);
            let other = ModelSet::EMPTY.with(Model::Job);
            prop_assert!(decode(&text, &good_for(Some(other))).is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            prop_assert!(decode(&text, &good_for(None)).is_err());
        }
    }
}
