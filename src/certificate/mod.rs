//! Certificates: prices that prove a bound or an infeasibility, in exact integers and without any LP.

use serde::{Deserialize, Serialize};

/// Prices that prove a bound, or that there is no feasible schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// What is proven.
    pub claim: Claim,
    /// The prices are these numbers divided by `denominator`.
    pub denominator: i64,
    /// Price of each shared row that has one, by the row's name, in the order of the rows.
    pub prices: Vec<(String, i64)>,
}

/// What a certificate proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// No feasible schedule is worth more than this.
    Bound(i64),
    /// There is no feasible schedule.
    Infeasible,
}
