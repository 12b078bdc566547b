//! What the integration tests share: random tiny problems and a judge-only enumeration of their schedules.
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod dice;
pub(crate) mod oracle;
pub(crate) mod tiny;
