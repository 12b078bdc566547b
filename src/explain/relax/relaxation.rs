//! Ways to make a problem fit.

use super::super::sentences::concessions;
use super::concession::Given;
use crate::problem::{Problem, ProblemDraft};
use crate::schedule::Schedule;

/// One way to make a problem fit.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
/// use medrota::explain::{RelaxationOptions, relaxations};
///
/// let ways = relaxations(&problem, &RelaxationOptions::default())?;
/// let cheapest = &ways.relaxations[0];
/// println!("{}", cheapest.describe(&problem));
/// assert!(cheapest.draft.clone().validate().is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Relaxation {
    /// What is given up, ascending.
    pub given: Vec<Given>,
    /// What that costs.
    pub cost: i64,
    /// The problem with the concessions written into it.
    #[serde(skip)]
    pub draft: ProblemDraft,
    /// A checked schedule of [`Self::draft`]; every relaxation that is returned has one.
    pub schedule: Option<Schedule>,
}

impl Relaxation {
    /// What is given up as a person would say it: concessions of one rule together.
    #[must_use]
    pub fn sentences(&self, problem: &Problem) -> Vec<String> {
        concessions(problem, &self.given)
    }
    /// One sentence: what it costs and what is given up.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        let given = self.sentences(problem);
        let verified = if self.schedule.is_some() {
            ""
        } else {
            " (not verified within the limits)"
        };
        format!("cost {}{verified}: {}.", self.cost, given.join("; "))
    }
}

/// What [`relaxations`](super::relaxations) found.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
/// use medrota::explain::{RelaxationOptions, relaxations};
///
/// let ways = relaxations(&problem, &RelaxationOptions::default())?;
/// assert!(!ways.is_impossible && ways.relaxations.iter().all(|way| way.cost >= ways.bound));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Relaxations {
    /// The relaxations, cheapest first, each verified. Empty if there is none, or if none was found within the limits.
    pub relaxations: Vec<Relaxation>,
    /// No relaxation by parts that may be given up is cheaper than this; 0 where nothing could be proven.
    pub bound: i64,
    /// True if it is proven that there is no relaxation: some parts conflict of which none may be given up.
    pub is_impossible: bool,
}

impl Relaxations {
    /// A way that was solved and checked is worth more than any bound: one that it contradicts would prove nothing.
    pub(super) fn distrust_contradicted_bound(&mut self) {
        let verified = self.relaxations.iter();
        let verified = verified.filter(|relaxation| relaxation.schedule.is_some());
        let cheapest = verified.map(|relaxation| relaxation.cost).min();
        let is_contradicted = cheapest.is_some_and(|cheapest| cheapest < self.bound);
        debug_assert!(
            !is_contradicted,
            "a relaxation of {cheapest:?} is cheaper than the bound {}",
            self.bound
        );
        if is_contradicted {
            self.bound = 0;
        }
    }
}

iterates!(Relaxations, relaxations: Relaxation);
