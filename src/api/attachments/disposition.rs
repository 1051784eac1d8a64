//! The header by which a browser keeps a file under its name (RFC 6266).

use axum::http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What need not be encoded (RFC 8187, section 3.2.1).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');
/// Longer names are cut.
const LONGEST: usize = 200;
const NAMELESS: &str = "file";

/// A name is nobody's way into another folder, and not another header.
pub(super) fn attachment(name: &str) -> HeaderValue {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let name = name.trim_matches(['.', ' ']);
    let name = if name.is_empty() { NAMELESS } else { name };
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let text =
        format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, KEPT));
    HeaderValue::try_from(text).unwrap_or_else(|_unwritable| HeaderValue::from_static("attachment"))
}

/// What programs that know nothing but `filename` can bear.
const fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '(' | ')')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_told_in_both_ways() {
        for (name, header) in [
            ("cv.pdf", "attachment; filename=\"cv.pdf\"; filename*=UTF-8''cv.pdf"),
            (
                "Résumé (2).pdf",
                "attachment; filename=\"R_sum_ (2).pdf\"; filename*=UTF-8''R%C3%A9sum%C3%A9%20%282%29.pdf",
            ),
            ("../../etc/passwd", "attachment; filename=\"passwd\"; filename*=UTF-8''passwd"),
            (
                "a\"; x=\"\r\nb: c",
                "attachment; filename=\"a__ x__b_ c\"; filename*=UTF-8''a%22%3B%20x%3D%22b%3A%20c",
            ),
            ("..", "attachment; filename=\"file\"; filename*=UTF-8''file"),
        ] {
            assert_eq!(attachment(name), header);
        }
    }

    proptest! {
        #[test]
        fn every_name_makes_one_header(name in ".*") {
            let header = attachment(&name);
            let text = header.to_str().unwrap();
            prop_assert!(text.starts_with("attachment; filename=\"") && text.matches('"').count() == 2, "{text}");
            let plain = text.split('"').nth(1).unwrap();
            prop_assert!(!plain.is_empty() && !plain.contains(['/', '\\', ';']), "{text}");
        }
    }
}
