//! The two judges against each other: `check`, and the naive reading of shared rules.

use crate::common::oracle;
use crate::naive::{Naive, Truth, personal};
use crate::run::{look, problems, small};
use medrota::check;
use medrota::ids::DoctorId;

/// Every pathway of every doctor, valid or not, is valid by both or by neither, with the same score.
#[test]
fn check_and_the_naive_reading_agree_on_every_pathway() {
    let seen = look("pathways", problems(100_000, 250), |seed, seen| {
        let Some(problem) = small(seed) else { return };
        for doctor in (0..problem.doctors().len()).map(DoctorId::new) {
            for pathway in oracle::candidates(&problem, doctor) {
                let report = check::personal(&problem, doctor, &pathway);
                let by_check = report.violations.is_empty().then_some(report.score);
                let by_naive = personal::score(&problem, doctor, &pathway);
                seen.count(if by_check.is_some() {
                    "valid"
                } else {
                    "not valid"
                });
                seen.claim(by_check == by_naive, || {
                    format!(
                        "{by_check:?} by check, {by_naive:?} by the naive reading: doctor {}, {pathway:?} {:?}",
                        doctor.index(),
                        report.violations
                    )
                });
                if by_check != by_naive {
                    return;
                }
            }
        }
    });
    seen.enough("valid", 1_000);
    seen.enough("not valid", 1_000);
}

/// Every schedule of valid pathways has the same value by both, and keeps the hard rules by both or by neither.
#[test]
fn check_and_the_naive_reading_agree_on_every_schedule() {
    let seen = look("judges", problems(100_000, 150), |seed, seen| {
        let Some(problem) = small(seed) else { return };
        let naive = Naive::new(&problem);
        let count = naive
            .choices
            .iter()
            .fold(1_usize, |product, list| product.saturating_mul(list.len()));
        // A few hundred of them, spread evenly.
        let step = (count / 300).max(1);
        for number in (0..count).step_by(step) {
            let mut rest = number;
            let picks: Vec<usize> = naive
                .choices
                .iter()
                .map(|list| {
                    let pick = rest % list.len();
                    rest /= list.len();
                    pick
                })
                .collect();
            let report = check(&problem, &naive.schedule(&picks));
            let by_check = report.is_feasible().then_some(i128::from(report.value));
            let by_naive = naive.value(&picks);
            seen.claim(by_check == by_naive, || {
                let schedule = naive.schedule(&picks);
                format!(
                    "{by_check:?} by check, {by_naive:?} by the naive reading: {schedule:?} {:?}",
                    report.violations
                )
            });
            if by_check != by_naive {
                return;
            }
        }
        match naive.best() {
            Truth::Best { .. } => seen.count("feasible"),
            Truth::Infeasible => seen.count("infeasible"),
            Truth::TooLarge => seen.count("too large"),
        }
    });
    seen.enough("feasible", 20);
    seen.enough("infeasible", 10);
}
