//! Which pages may show the service's pages within them.

use std::fmt;
use std::str::FromStr;

use url::{Origin, Url};

/// The origins of callers' pages that may show a link's pages in a frame and learn what comes of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(Vec<String>);

impl FromStr for Origins {
    type Err = String;

    /// Separated by commas.
    fn from_str(text: &str) -> Result<Self, String> {
        let named = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
        named.map(origin).collect::<Result<_, _>>().map(Self)
    }
}

fn origin(text: &str) -> Result<String, String> {
    let refuse = || format!("{text:?} is not an origin such as https://app.example.com");
    let url = Url::parse(text).map_err(|_reason| refuse())?;
    let origin = url.origin();
    let is_web = matches!(&origin, Origin::Tuple(scheme, ..) if scheme == "https" || scheme == "http");
    // What is more than an origin would be promised more than it gets.
    let is_all =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    // Anything else in a name of a host would mean something in a content security policy.
    let is_exact = url.host_str().is_some_and(|host| {
        host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-[]:".contains(&byte))
    });
    (is_web && is_all && is_exact).then(|| origin.ascii_serialization()).ok_or_else(refuse)
}

impl Origins {
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl fmt::Display for Origins {
    /// Separated by spaces, as a content security policy lists them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_nothing_but_origins() {
        let origins: Origins = " https://a.example, http://127.0.0.1:3000/ ,".parse().unwrap();
        assert_eq!(origins.to_string(), "https://a.example http://127.0.0.1:3000");
        for text in [
            "*",
            "a.example",
            "https://a.example/path",
            "data:x",
            "https://a b",
            "https://*.example",
            "https://a;b.example",
            "null",
        ] {
            let parsed = text.parse::<Origins>();
            assert!(parsed.is_err(), "{text}: {parsed:?}");
        }
    }
}
