//! How often callers may ask.

use clap::Args;

use crate::api::{App, TrustedProxies};

#[derive(Debug, Clone, Args)]
pub(super) struct RequestLimits {
    /// How many requests a minute an API key may send to this process that has no limit of its own; 0 for no limit.
    #[arg(long, env = "RATE_LIMIT_PER_MINUTE", default_value_t = 6_000, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    rate_limit_per_minute: u32,
    /// Load balancers and proxies in front of the service, whose `X-Forwarded-For` tells where requests come from: IP
    /// addresses and networks, separated by commas.
    #[arg(long, env = "TRUSTED_PROXIES")]
    trusted_proxies: Option<TrustedProxies>,
}

impl RequestLimits {
    pub(super) fn on(&self, app: App) -> App {
        app.limiting(self.rate_limit_per_minute).wary(self.trusted_proxies.clone().unwrap_or_default())
    }
}
