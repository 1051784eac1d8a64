//! Keeps addresses that callers give from pointing inward: at this machine, its network, or the services by which a cloud
//! tells its machines who they are.
//!
//! [`Guard::check`] judges an address by how it is written, the [`Resolver`] judges what a name in it stands for. A client
//! needs both: an address that is written in numbers is never looked up, and a name says nothing until it is.

mod public;
mod resolver;
mod trusted;

use std::error::Error;

use url::{Host, Url};

pub use public::is_public;
pub use resolver::{Lookup, Resolver, SystemLookup};
pub use trusted::{NotAHost, TrustedHosts};

/// Says which addresses of others may be asked.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    trusted: TrustedHosts,
    plain_http: bool,
}

/// Why an address may not be asked. The address is not repeated, because it may be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("an http or https address is expected")]
    Scheme,
    #[error("an https address is expected")]
    Plain,
    #[error("an address without a user name and a password is expected")]
    Credentials,
    #[error("an address with a complete host name is expected")]
    Host,
    #[error("an address in the public internet is expected")]
    Inward,
}

impl Refusal {
    /// The refusal because of which a client failed, if it was one.
    pub fn behind(error: &(dyn Error + 'static)) -> Option<Self> {
        std::iter::successors(Some(error), |&error| error.source())
            .find_map(|error| error.downcast_ref())
            .copied()
    }
}

impl Guard {
    /// Lets `https` into the public internet, and `http` and `https` to the hosts that are trusted.
    pub fn new(trusted: TrustedHosts) -> Self {
        Self { trusted, plain_http: false }
    }

    /// The same, with `http` into the public internet.
    #[must_use]
    pub fn with_plain_http(self) -> Self {
        Self { plain_http: true, ..self }
    }

    /// Whether the address may be asked, as far as it can be told before its name is looked up.
    pub fn check(&self, url: &Url) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Credentials);
        }
        let host = url.host().ok_or(Refusal::Host)?;
        if self.trusted.contain(&host.to_owned()) {
            return Ok(());
        }
        check_host(&host)?;
        if url.scheme() == "http" && !self.plain_http {
            return Err(Refusal::Plain);
        }
        Ok(())
    }

    /// Whether the installation names this host name among those that it trusts.
    fn trusts(&self, name: &str) -> bool {
        Host::parse(name).is_ok_and(|host| self.trusted.contain(&host))
    }
}

/// The parser of addresses has brought every spelling of an IP address into the same form by now.
fn check_host(host: &Host<&str>) -> Result<(), Refusal> {
    let is_public = match *host {
        Host::Domain(name) if name.split('.').any(str::is_empty) => return Err(Refusal::Host),
        Host::Domain(name) => !is_this_machine(name),
        Host::Ipv4(address) => is_public(address.into()),
        Host::Ipv6(address) => is_public(address.into()),
    };
    if is_public { Ok(()) } else { Err(Refusal::Inward) }
}

/// All names below `localhost` stand for this machine (RFC 6761).
fn is_this_machine(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests;
