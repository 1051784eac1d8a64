//! Files that callers hand over, fetched from a real server on this machine, which is trusted by its number alone.

mod addresses;
mod answers;
mod received;
mod server;

use std::sync::LazyLock;
use std::time::Duration;

use unified_ats::files::{FetchError, Fetched, Fetcher, Patience};
use unified_ats::guard::Guard;
use url::Url;

use server::{Names, Server};

/// More than any file here has.
const ENOUGH: usize = 1 << 20;

/// Longer than anything takes on a busy machine.
const LONG: Patience = Patience { connect: Duration::from_mins(1), total: Duration::from_mins(1) };

/// Knows no names and trusts the server. Made once, because the certificates that it reads take their time.
static FETCHER: LazyLock<Fetcher> = LazyLock::new(|| fetcher_with("127.0.0.1", &Names::default(), LONG));

fn fetcher_with(trusted: &str, names: &Names, patience: Patience) -> Fetcher {
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let guard = Guard::new(trusted.parse().unwrap()).with_plain_http();
    Fetcher::with(guard, names.lookup(), patience).unwrap()
}

async fn fetch(url: &str, at_most: usize) -> Result<Fetched, FetchError> {
    FETCHER.fetch(&Url::parse(url).unwrap(), at_most).await
}
