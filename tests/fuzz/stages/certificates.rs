//! Certificates of this problem and of others.

use super::Bench;
use crate::common::dice::Dice;
use medrota::Certificate;
use medrota::certificate::{Claim, Verifier};
use medrota::format::{ReadOptions, read_json_file};

/// A certificate that is believed is never below a schedule that is known.
pub(super) fn verify(bench: &mut Bench, dice: &mut Dice) {
    let (Some(problem), Some(part)) = (bench.problem.clone(), bench.input.certificate.clone())
    else {
        return;
    };
    let path = bench.folder.join("certificate.json");
    part.write(&path);
    let certificate: Certificate = match read_json_file(&path, &ReadOptions::new()) {
        Ok(certificate) => certificate,
        Err(error) => return super::problems::refused(&error),
    };
    bench.tally.certificates += 1;
    if let Some(published) = problem.published().cloned() {
        bench.judge(&published);
    }
    let verdict = certificate.verify(&problem);
    if dice.chance(20) {
        assert_eq!(
            Verifier::new(&problem, &certificate)
                .verify(&certificate)
                .is_ok(),
            verdict.is_ok()
        );
    }
    if verdict.is_ok() {
        match certificate.claim {
            Claim::Bound(bound) => bench.claim_bound(bound, "a certificate that holds"),
            Claim::Infeasible => bench.claim_infeasible("a certificate that holds"),
        }
    }
}
