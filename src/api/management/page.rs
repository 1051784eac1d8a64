//! Pages of lists that are not records: no place of theirs ever grows old, so that their cursors do not expire.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use utoipa::IntoParams;

use crate::api::ApiError;
use crate::api::params::Params;
use crate::domain::digest::digest;

const DIGEST: usize = 16;

/// The parameters of every list of the management.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PageParams {
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// How many entries a page has at most.
    #[param(minimum = 1, maximum = 250, default = 100, value_type = Option<u32>)]
    pub page_size: u32,
}

impl PageParams {
    pub(super) fn read(params: &Params) -> Result<Self, ApiError> {
        let page_size = params.number("page_size", 100, 1..=250)?;
        Ok(Self { cursor: params.text("cursor")?, page_size })
    }

    /// One entry more than a page has, which tells whether another page follows.
    pub(super) fn limit(&self) -> i64 {
        i64::from(self.page_size) + 1
    }

    /// Cuts off the one entry more, and says where the next page begins: behind the last one of this page.
    pub(super) fn cut<T>(&self, entries: &mut Vec<T>, place: impl Fn(&T) -> String) -> Option<String> {
        let size = self.page_size as usize;
        let more = entries.len() > size;
        entries.truncate(size);
        entries.last().filter(|_last| more).map(place)
    }
}

/// A place in a list of an integration or environment, as a cursor that is good for that list only.
pub(in crate::api) fn encode(list: &str, owner: &(impl AsRef<str> + ?Sized), place: &str) -> String {
    let mut bytes = seal(list, owner.as_ref(), place).to_vec();
    bytes.extend_from_slice(place.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(in crate::api) fn decode(
    list: &str,
    owner: &(impl AsRef<str> + ?Sized),
    cursor: &str,
) -> Result<String, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap_or_default();
    let place = bytes.split_at_checked(DIGEST).and_then(|(digest, place)| {
        let place = std::str::from_utf8(place).ok()?;
        (seal(list, owner.as_ref(), place) == digest).then(|| place.to_owned())
    });
    place.ok_or_else(wrong)
}

pub(in crate::api) fn wrong() -> ApiError {
    let message = "it has to be the `next` of a page of the same integration or environment, and list; start again without a cursor";
    ApiError::invalid("cursor", message)
}

/// Finds mistakes. It is no signature: another place in the same list of the caller's own is no secret.
fn seal(list: &str, owner: &str, place: &str) -> [u8; DIGEST] {
    digest(&[list.as_bytes(), owner.as_bytes(), place.as_bytes()])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_is_good_for_its_own_list_only(place in ".*") {
            let text = encode("syncs", "one", &place);
            prop_assert_eq!(decode("syncs", "one", &text).unwrap(), place);
            prop_assert!(decode("quarantine", "one", &text).is_err());
            prop_assert!(decode("syncs", "another", &text).is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            prop_assert!(decode("syncs", "one", &text).is_err());
        }
    }

    #[test]
    fn a_page_ends_where_the_next_begins() {
        let params = PageParams { cursor: None, page_size: 2 };
        let mut entries = vec![1, 2, 3];
        assert_eq!(params.cut(&mut entries, ToString::to_string).as_deref(), Some("2"));
        assert_eq!(entries, [1, 2]);
        assert_eq!(params.cut(&mut entries, ToString::to_string), None);
    }
}
