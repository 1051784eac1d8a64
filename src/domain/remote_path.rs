//! Paths that callers name below the address of an ATS's API. Whoever joins one to that address stays below it.

use percent_encoding::percent_decode_str;

/// A path below the address of an API, with the query behind it, if it has one. Percent-encoding is kept as it was written.
#[derive(Clone, PartialEq, Eq)]
pub struct RemotePath(String);

/// Whom a caller looks for may stand in it.
impl std::fmt::Debug for RemotePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RemotePath(…)")
    }
}

impl RemotePath {
    /// Or what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let (path, _query) = parts(text);
        if !path.starts_with('/') {
            return Err("a path that begins with / is expected, not a whole address");
        }
        if path.starts_with("//") {
            return Err("a path that begins with one / is expected");
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(
                "a path without spaces, line breaks and control characters is expected; write them as %20 and so on",
            );
        }
        if text.contains(['\\', '#']) {
            return Err("a path without \\ and # is expected; write them as %5C and %23");
        }
        if path.split('/').any(steps_out) {
            return Err("a path without the parts . and .. is expected, however they are written");
        }
        Ok(Self(text.to_owned()))
    }

    /// Without the query.
    pub fn path(&self) -> &str {
        parts(&self.0).0
    }

    pub fn query(&self) -> Option<&str> {
        parts(&self.0).1
    }
}

fn parts(text: &str) -> (&str, Option<&str>) {
    match text.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (text, None),
    }
}

/// Whether a part is a step to another folder for somebody who decodes it, however often.
fn steps_out(part: &str) -> bool {
    let mut part = part.to_owned();
    loop {
        if part.split(['/', '\\']).any(|step| matches!(step, "." | "..")) {
            return true;
        }
        let decoded = percent_decode_str(&part).decode_utf8_lossy().into_owned();
        if decoded == part {
            return false;
        }
        part = decoded;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_leads_elsewhere_is_no_path() {
        for text in [
            "",
            "users",
            "https://evil.example/",
            "//evil.example/",
            "@evil.example",
            "?a=b",
            "/..",
            "/.",
            "/a/../b",
            "/%2e%2e/admin",
            "/.%2E/",
            "/a%2f..%2fb",
            "/a%5c..",
            "/%252e%252e/",
            "/a\\b",
            "/a#b",
            "/a b",
            "/a\r\nHost: x",
            "/a\tb",
            "/a\u{85}b",
            "/a?b=c\r\nx",
        ] {
            assert!(RemotePath::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_path_is_kept_as_it_is_written() {
        for (text, path, query) in [
            ("/", "/", None),
            ("/users/", "/users/", None),
            ("/users?page=1&x=..", "/users", Some("page=1&x=..")),
            ("/a%2Fb/c%20d", "/a%2Fb/c%20d", None),
            ("/a..b/...", "/a..b/...", None),
            ("/@evil.example:80/", "/@evil.example:80/", None),
        ] {
            let read = RemotePath::parse(text).unwrap();
            assert_eq!((read.path(), read.query()), (path, query));
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_read_steps_out(parts in prop::collection::vec("[a./%25eE\\\\]{0,6}", 0..5)) {
            let text = format!("/{}", parts.join("/"));
            if let Ok(path) = RemotePath::parse(&text) {
                let url = url::Url::parse(&format!("https://x.example/base{}", path.path())).unwrap();
                prop_assert!(url.path().starts_with("/base/"), "{}", url);
            }
        }
    }
}
