//! What the integration tests share: random tiny problems and a judge-only enumeration of their schedules.
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod dice;
pub(crate) mod oracle;
pub(crate) mod tiny;

/// The seeds from `first` on: `count` of them, or as many times more as `TINY_FACTOR` says.
pub(crate) fn seeds(first: u64, count: u64) -> std::ops::Range<u64> {
    let factor = std::env::var("TINY_FACTOR").ok().and_then(|text| text.parse::<u64>().ok()).unwrap_or(1);
    first..first + count * factor
}
