//! Looks names up for a client, and judges what they stand for.

use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{Guard, Refusal, is_public};

/// Where names are looked up.
#[async_trait]
pub trait Lookup: Send + Sync {
    /// All addresses that the name stands for now.
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// As the machine does it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemLookup;

#[async_trait]
impl Lookup for SystemLookup {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect())
    }
}

/// Looks a name up once for each connection, judges every address that it stands for, and has the client connect to these
/// and no others. So a name cannot stand for one address when it is judged and for another when it is asked.
#[derive(Clone)]
pub struct Resolver {
    guard: Guard,
    lookup: Arc<dyn Lookup>,
}

impl Resolver {
    /// Looks names up as the machine does.
    pub fn new(guard: Guard) -> Self {
        Self::with(guard, Arc::new(SystemLookup))
    }

    /// Looks names up in another way.
    pub fn with(guard: Guard, lookup: Arc<dyn Lookup>) -> Self {
        Self { guard, lookup }
    }

    async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, Box<dyn Error + Send + Sync>> {
        let addresses = self.lookup.addresses(name).await?;
        if addresses.is_empty() {
            return Err(io::Error::from(io::ErrorKind::NotFound).into());
        }
        // One is enough to refuse the name: it would be asked when the others do not answer.
        if !self.guard.trusts(name) && !addresses.iter().copied().all(is_public) {
            return Err(Refusal::Inward.into());
        }
        Ok(addresses)
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = self.clone();
        Box::pin(async move {
            let addresses = resolver.addresses(name.as_str()).await?;
            // The client puts the port of the address that it asks in place of none.
            let addresses = addresses.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Gives its answers one after the other.
    struct Answers(Mutex<Vec<Vec<&'static str>>>);

    #[async_trait]
    impl Lookup for Answers {
        async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
            assert_eq!(name, "files.example");
            let mut answers = self.0.lock().unwrap();
            Ok(answers.remove(0).into_iter().map(|address| address.parse().unwrap()).collect())
        }
    }

    fn answers(answers: &[&[&'static str]]) -> Arc<Answers> {
        Arc::new(Answers(Mutex::new(answers.iter().map(|answer| answer.to_vec()).collect())))
    }

    async fn resolve(guard: &Guard, lookup: Arc<Answers>) -> Result<Vec<String>, Option<Refusal>> {
        let resolver = Resolver::with(guard.clone(), lookup);
        let resolved = resolver.resolve("files.example".parse().unwrap()).await;
        resolved
            .map(|addresses| addresses.map(|address| address.to_string()).collect())
            .map_err(|error| Refusal::behind(error.as_ref()))
    }

    #[tokio::test]
    async fn one_inward_address_refuses_the_name() {
        let guard = Guard::default();
        for answer in [
            ["127.0.0.1", "8.8.8.8"],
            ["8.8.8.8", "127.0.0.1"],
            ["8.8.8.8", "::1"],
            ["2606:4700::1", "64:ff9b::8.8.8.8"],
        ] {
            assert_eq!(resolve(&guard, answers(&[&answer])).await, Err(Some(Refusal::Inward)), "{answer:?}");
        }
        assert_eq!(resolve(&guard, answers(&[&[]])).await, Err(None));
    }

    #[tokio::test]
    async fn what_was_judged_is_what_is_connected_to() {
        let lookup = answers(&[&["8.8.8.8", "2606:4700::1"], &["127.0.0.1"]]);
        let resolved = resolve(&Guard::default(), Arc::<Answers>::clone(&lookup)).await;
        assert_eq!(resolved.unwrap(), ["8.8.8.8:0", "[2606:4700::1]:0"]);
        assert_eq!(*lookup.0.lock().unwrap(), [["127.0.0.1"]], "the second answer was not asked for");
    }

    #[tokio::test]
    async fn a_trusted_name_may_stand_for_any_address_and_no_name_for_a_trusted_one() {
        let inward = &[["10.0.0.5"].as_slice()];
        let guard = |trusted: &str| Guard::new(trusted.parse().unwrap());
        assert_eq!(resolve(&guard("files.example"), answers(inward)).await.unwrap(), ["10.0.0.5:0"]);
        assert_eq!(resolve(&guard("10.0.0.5,example"), answers(inward)).await, Err(Some(Refusal::Inward)));
    }
}
