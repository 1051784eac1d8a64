//! Hosts that an installation trusts although they are in its own network.

use std::collections::HashSet;
use std::str::FromStr;
use std::sync::Arc;

use url::Host;

/// Host names and IP addresses, each exactly as it is named: a name covers no names below it, and an address no name
/// that stands for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedHosts(Arc<HashSet<Host>>);

/// What stands among the trusted hosts and is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a host: names and IP addresses are expected, without scheme, port and path")]
pub struct NotAHost(String);

impl TrustedHosts {
    /// With one more.
    #[must_use]
    pub fn with(&self, host: Host) -> Self {
        Self(Arc::new(self.0.iter().cloned().chain([host]).collect()))
    }

    pub(super) fn contain(&self, host: &Host) -> bool {
        self.0.contains(host)
    }
}

/// Separated by commas.
impl FromStr for TrustedHosts {
    type Err = NotAHost;

    fn from_str(text: &str) -> Result<Self, NotAHost> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let hosts = names.map(|name| host(name).ok_or_else(|| NotAHost(name.to_owned())));
        Ok(Self(Arc::new(hosts.collect::<Result<_, _>>()?)))
    }
}

/// An IPv6 address may stand in brackets, as it does in addresses of the web.
fn host(name: &str) -> Option<Host> {
    if let Ok(address) = name.parse() {
        return Some(Host::Ipv6(address));
    }
    let is_name = |name: &str| name.split('.').all(|label| !label.is_empty()) && !name.contains('*');
    Host::parse(name).ok().filter(|host| !matches!(host, Host::Domain(name) if !is_name(name)))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    #[test]
    fn names_and_addresses_are_read_in_every_form() {
        let hosts: TrustedHosts =
            " Files.Internal,10.0.0.5,, [::1],fd00::1,bücher.internal,".parse().unwrap();
        for host in [
            Host::Domain("files.internal".to_owned()),
            Host::Ipv4([10, 0, 0, 5].into()),
            Host::Ipv6(Ipv6Addr::LOCALHOST),
            Host::Ipv6("fd00::1".parse().unwrap()),
            Host::Domain("xn--bcher-kva.internal".to_owned()),
        ] {
            assert!(hosts.contain(&host), "{host}");
        }
        for host in [
            Host::Domain("internal".to_owned()),
            Host::Domain("a.files.internal".to_owned()),
            Host::Ipv4([10, 0, 0, 6].into()),
        ] {
            assert!(!hosts.contain(&host), "{host}");
        }
        assert_eq!("".parse(), Ok(TrustedHosts::default()));
    }

    #[test]
    fn what_is_no_host_is_refused_by_name() {
        for text in [
            "https://x.internal",
            "x.internal:80",
            "x/y",
            "*.internal",
            "x.internal.",
            "10.0.0.0/8",
            "a b",
            "[x]",
        ] {
            assert_eq!(format!("y.internal,{text}").parse::<TrustedHosts>(), Err(NotAHost(text.to_owned())));
        }
    }
}
