//! How a simulator is started.

use std::net::{IpAddr, Ipv4Addr};

use serde::{Deserialize, Serialize};

/// Which endpoints answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Only endpoints that are known to exist at Gem.
    #[default]
    Strict,
    /// Also endpoints by analogy with Harvest; their answers carry `X-Sandbox-Unverified: 1`.
    Extended,
}

/// A token bucket: `per_second` tokens flow in, `burst` fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    pub per_second: u32,
    pub burst: u32,
}

impl Default for Rate {
    fn default() -> Self {
        Self { per_second: 20, burst: 500 }
    }
}

/// Everything that is decided before the first request.
#[derive(Debug, Clone)]
pub struct Options {
    pub bind: IpAddr,
    /// 0 takes any free port.
    pub port: u16,
    /// The same seed and number of candidates give the same world, byte for byte.
    pub seed: u64,
    pub candidates: u64,
    pub profile: Profile,
    /// `None` lifts the limit.
    pub rate: Option<Rate>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            seed: 1,
            candidates: 2000,
            profile: Profile::Strict,
            rate: Some(Rate::default()),
        }
    }
}
