//! One suite for every LP backend: what they must answer, and what must become of wrong answers.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod conformance;
mod prices;
mod programs;
mod random;
mod speed;
mod traps;

use medrota::solve::lp::{Backend, Clarabel, Interior, LinearModel, LpOptions, LpResult, MicroLp};

const INFINITY: f64 = f64::INFINITY;

/// Every backend of this build that takes whole numbers.
fn backends() -> Vec<Box<dyn Backend>> {
    vec![
        Box::new(MicroLp::default()),
        #[cfg(feature = "highs")]
        Box::new(medrota::solve::lp::Highs),
    ]
}

/// Every backend of this build.
fn linear_backends() -> Vec<Box<dyn Backend>> {
    backends()
        .into_iter()
        .chain([Box::new(Clarabel) as Box<dyn Backend>, Box::new(Interior)])
        .collect()
}

/// True for interior point methods, which may give up and say so.
fn may_give_up(backend: &dyn Backend) -> bool {
    [Clarabel.name(), Interior.name()].contains(&backend.name())
}

fn solve(backend: &dyn Backend, model: &LinearModel) -> LpResult {
    backend.solve(model, &LpOptions::default()).unwrap()
}

fn assert_close(found: f64, expected: f64, what: &str) {
    assert!(
        (found - expected).abs() <= 1e-6 * (1.0 + expected.abs()),
        "{what}: found {found}, expected {expected}"
    );
}
