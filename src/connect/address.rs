//! Where customers reach the service, and which pages may show its pages within them.

use std::fmt;
use std::str::FromStr;

use url::{Host, Origin, Url};

use crate::secrets::pass::Pass;

/// The address under which the service is reached from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = |reason: &str| format!("{text:?} is not the address of this service: {reason}");
        let mut url = Url::parse(text).map_err(|error| refuse(&error.to_string()))?;
        let is_plain = url.scheme() == "http" && is_here(url.host());
        if url.scheme() != "https" && !is_plain {
            return Err(refuse("customers paste their keys there, so that it has to be https (http for this machine)"));
        }
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err(refuse("only a scheme, a host, a port and a path are expected"));
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }
}

fn is_here(host: Option<Host<&str>>) -> bool {
    match host {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

impl PublicUrl {
    /// The path before all of the service's own, without a slash behind it.
    pub fn path(&self) -> &str {
        self.0.path().trim_end_matches('/')
    }

    /// What is handed to a customer.
    pub fn link(&self, pass: &Pass) -> String {
        format!("{}/connect/{}", self.0.as_str().trim_end_matches('/'), pass.reveal())
    }
}

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
    let is_all = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
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
    fn links_lie_below_the_address() {
        let pass = Pass::generate();
        for (address, path, before) in [
            ("https://ats.example.com", "", "https://ats.example.com/connect/"),
            ("https://example.com/ats/", "/ats", "https://example.com/ats/connect/"),
            ("http://127.0.0.1:8080/", "", "http://127.0.0.1:8080/connect/"),
            ("http://[::1]:80", "", "http://[::1]/connect/"),
        ] {
            let address: PublicUrl = address.parse().unwrap();
            assert_eq!((address.path(), address.link(&pass)), (path, format!("{before}{}", pass.reveal())));
        }
    }

    #[test]
    fn addresses_are_safe_and_whole() {
        for text in ["", "ats.example.com", "http://ats.example.com", "https://u@x.y", "https://x/?a", "https://x/#a"] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }

    #[test]
    fn origins_are_nothing_but_origins() {
        let origins: Origins = " https://a.example, http://127.0.0.1:3000/ ,".parse().unwrap();
        assert_eq!(origins.to_string(), "https://a.example http://127.0.0.1:3000");
        for text in ["*", "a.example", "https://a.example/path", "data:x", "https://a b", "https://*.example", "https://a;b.example", "null"] {
            let parsed = text.parse::<Origins>();
            assert!(parsed.is_err(), "{text}: {parsed:?}");
        }
    }
}
