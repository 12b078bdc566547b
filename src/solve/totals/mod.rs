//! Proofs by totals: what doctors can come to in all against what rows allow in all, number by number.
//!
//! Where nine doctors are in a course three times each, its weeks have 27 attendances in all; where each week takes none, two or four, they have an even number. Every sum of rows
//! is such a total. What a doctor's pathways can add to it is a set of numbers, which the doctor's diagram knows; what the rows allow is another one. The sums of these sets have to
//! meet, and where they do not there is no schedule. A remainder by some divisor is one way not to meet; a gap is another.
//!
//! Rows that say that two doctors are at the same places are added so many times that one of the two counts for both. No certificate holds such a proof: prices see the ends of a set only.

mod candidates;
mod clash;
mod doctor;
mod numbers;
mod pairs;

pub(crate) use clash::{Clash, clash};
pub(crate) use numbers::Numbers;

use super::Exhausted;
use super::mark::Mark;
use super::parameters::totals::{PART_OF_ALL, SUMS_AT_LEAST};
use super::run::Run;
use candidates::{Candidate, candidates};

/// The sums of a solve, and how far it came with them.
#[derive(Debug, Default)]
pub(super) struct Totals {
    /// Once they were written.
    sums: Option<Vec<Candidate>>,
    next: usize,
    /// What all turns cost: time or work.
    spent: u64,
}

impl Totals {
    /// True if sums are left to look at.
    pub(super) fn is_left(&self) -> bool {
        self.sums.as_ref().is_none_or(|sums| self.next < sums.len())
    }

    /// True if no schedule has the total that some rows ask for. Sums that are dear go on with the next turn.
    ///
    /// # Complexity
    /// For each sum as that of `clash::of_rows`.
    pub(super) fn refute(&mut self, run: &mut Run<'_>) -> bool {
        let _span = crate::trace::info_span!("totals").entered();
        let setting = run.ground.setting();
        let sums = self
            .sums
            .get_or_insert_with(|| candidates(run.problem, setting.formulation));
        let (mut turn, began) = (0, Mark::new(run.effort.work));
        while let Some(sum) = sums.get(self.next) {
            let cost = self.spent + began.cost(&run.effort.limits, run.effort.work);
            let is_dear = cost > run.effort.limits.spent(run.effort.work) / PART_OF_ALL;
            if (turn >= SUMS_AT_LEAST && is_dear) || run.effort.reason().is_some() {
                break;
            }
            self.next += 1;
            turn += 1;
            run.effort.work += run.ground.pass();
            if clash::of_rows(run.ground.setting(), sum).is_some() {
                run.known.exhausted = Some(Exhausted::Totals);
                return true;
            }
        }
        let cost = began.cost(&run.effort.limits, run.effort.work);
        self.spent += cost;
        if turn > 0 {
            crate::trace::debug!(sums = turn, of = sums.len(), cost, "no clash of totals");
        }
        false
    }
}
