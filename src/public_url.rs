//! The address under which the service is reached from outside.

use std::str::FromStr;

use url::{Host, Url};

/// Given by the operator: what a request says about its host is anybody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = |reason: &str| format!("{text:?} is not the address of this service: {reason}");
        let mut url = Url::parse(text).map_err(|error| refuse(&error.to_string()))?;
        let is_plain = url.scheme() == "http" && is_here(url.host().as_ref());
        if url.scheme() != "https" && !is_plain {
            return Err(refuse("secrets travel to it, so that it has to be https (http for this machine)"));
        }
        let is_named = !url.username().is_empty() || url.password().is_some();
        if is_named || url.query().is_some() || url.fragment().is_some() {
            return Err(refuse("only a scheme, a host, a port and a path are expected"));
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }
}

fn is_here(host: Option<&Host<&str>>) -> bool {
    match host {
        Some(Host::Domain(name)) => *name == "localhost",
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

    /// The address of one of the service's own paths, which begins with a slash.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lie_below_the_address() {
        for (address, path, link) in [
            ("https://ats.example.com", "", "https://ats.example.com/a"),
            ("https://example.com/ats/", "/ats", "https://example.com/ats/a"),
            ("http://127.0.0.1:8080/", "", "http://127.0.0.1:8080/a"),
            ("http://[::1]:80", "", "http://[::1]/a"),
        ] {
            let address: PublicUrl = address.parse().unwrap();
            assert_eq!((address.path(), address.link("/a")), (path, link.to_owned()));
        }
    }

    #[test]
    fn addresses_are_safe_and_whole() {
        for text in
            ["", "ats.example.com", "http://ats.example.com", "https://u@x.y", "https://x/?a", "https://x/#a"]
        {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }
}
