//! Certificates: prices that prove a bound or an infeasibility, in exact integers and without any LP.
//!
//! For any prices p on the rows of shared rules, no feasible schedule is worth more than Σ over doctors of the best pathway under p, plus Σ
//! over rows of p times the row's limit (weak Lagrangian duality). Prices are fractions with a common denominator, so that the sum is
//! exact. Doctors whose diagram is relaxed may have private prices on top, which make up for the rules left out. Values are whole numbers,
//! so the sum is rounded down. Where doctors fall into components that no row connects, each component's sum is rounded by itself; rows
//! that nobody can break connect nobody. If the doctors' values are multiplied by 0 and the sum is negative, there is no feasible schedule.

mod doctor;
mod document;
mod evaluate;
mod fitted;
mod prices;
mod proven;
mod reach;
#[cfg(test)]
mod second_lines;
mod terms;
mod verifier;

pub use document::{Certificate, CertificateError, Claim, CutPrice, Limit, PrivatePrices};
pub(crate) use evaluate::{Evaluation, evaluate, evaluate_among, evaluate_until};
pub(crate) use fitted::{Fitted, fit_private};
pub(crate) use prices::Prices;
pub(crate) use proven::Proven;
pub(crate) use reach::{Reach, paths_within_reach, within_reach};
pub(crate) use terms::clamp;
pub use verifier::Verifier;
