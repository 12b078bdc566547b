//! How a rule is judged: the manual for whoever writes the judge of a new one.
//!
//! A rule's judge is the one place that decides what a schedule is worth under it, so it follows `docs/rules.md` to the letter and shares no
//! arithmetic with the engine. It lives in `check/<rule>.rs` and implements one of two traits, by the rule's scope in the list of
//! [`rules`](crate::problem::rules); a rule without it does not compile.
//!
//! ```text
//! impl JudgeDoctor for FirstBy {
//!     fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
//!         let begun = case.timeline.stays.iter().any(|stay| stay.first <= self.by && self.activities.contains(stay.activity));
//!         if !begun {
//!             findings.add(self.weight, Some(self.by), 1);
//!         }
//!     }
//! }
//! ```
//!
//! Duties: every breach is added once, with its first period where the rule speaks of periods, and its amount in the unit of the rule; amounts
//! of 0 and below are ignored by [`Findings::add`]. Sums saturate. Any schedule may come, also one that makes no sense: a judge neither panics nor
//! loops. Complexity: linear in the doctor's blocks and periods for a doctor, in doctors times periods for all.

use super::ledger::Findings;
use super::loads::Loads;
use super::timeline::Timeline;
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::schedule::Pathway;

/// One doctor's pathway before a personal rule.
pub(super) struct OfDoctor<'a> {
    pub(super) problem: &'a Problem,
    /// Rotations as they are written.
    pub(super) pathway: &'a Pathway,
    /// The same, normalised, along the doctor's blocks.
    pub(super) timeline: &'a Timeline,
}

/// All pathways before a shared rule.
pub(super) struct OfAll<'a> {
    pub(super) problem: &'a Problem,
    pub(super) timelines: &'a [Timeline],
    /// Head counts.
    pub(super) loads: &'a Loads<'a>,
    /// Doctors who attend each slot, by event and slot.
    pub(super) seats: &'a [Vec<i64>],
    scores: &'a [i64],
}

impl<'a> OfAll<'a> {
    pub(super) fn new(
        problem: &'a Problem,
        timelines: &'a [Timeline],
        loads: &'a Loads<'a>,
        seats: &'a [Vec<i64>],
        scores: &'a [i64],
    ) -> Self {
        Self {
            problem,
            timelines,
            loads,
            seats,
            scores,
        }
    }
    /// A doctor's score.
    pub(super) fn score(&self, doctor: DoctorId) -> i64 {
        self.scores.get(doctor.index()).copied().unwrap_or(0)
    }
}

/// Judges a personal rule.
#[diagnostic::on_unimplemented(
    message = "the personal rule `{Self}` has no judge",
    note = "write `impl JudgeDoctor for {Self}` in src/check/<rule>.rs; src/check/judge.rs says how"
)]
pub(super) trait JudgeDoctor {
    /// Adds what one doctor's pathway breaks and earns.
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>);
}

/// Judges a shared rule.
#[diagnostic::on_unimplemented(
    message = "the shared rule `{Self}` has no judge",
    note = "write `impl JudgeAll for {Self}` in src/check/<rule>.rs; src/check/judge.rs says how"
)]
pub(super) trait JudgeAll {
    /// Adds what all pathways together break and earn.
    fn judge(&self, case: &OfAll<'_>, findings: &mut Findings<'_>);
}
