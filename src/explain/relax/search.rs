//! Looking for the cheapest relaxations.

use super::super::conflict::Conflict;
use super::super::oracle::Oracle;
use super::super::part::Part;
use super::concession::Given;
use super::one::{Step, of_the_same_rules, one};
use super::options::{RelaxationOptions, RelaxationPrices};
use super::relaxation::{Relaxation, Relaxations};
use super::soft::{Negotiable, Way, cheapest};
use crate::error::{Error, Result};
use crate::problem::Problem;
use std::collections::BTreeSet;

/// Finds the cheapest ways to make a problem fit, at given prices.
///
/// Works outwards from conflicts, with two questions about the rules of those found so far. By themselves they are a small soft problem, in which every
/// part that may be given up costs its price: no relaxation is cheaper than its optimum, because no smaller problem costs more than the whole. With all else kept
/// hard they give a relaxation that is enough. If both cost the same the search is over; otherwise what the first question gives up is written into the
/// problem, and if that has no schedule the next conflict joins in. Further relaxations are the cheapest ones that leave alone one rule of which the first
/// gives up something.
///
/// Seats of events are raised one by one beside the soft problem; rules without a unit of breach in a draft (limits of
/// [`WorstDoctor`](crate::problem::RuleDraft::WorstDoctor), [`WorstGroup`](crate::problem::RuleDraft::WorstGroup),
/// [`EvenLoad`](crate::problem::RuleDraft::EvenLoad) and [`Change`](crate::problem::RuleDraft::Change)) are left out of it at no cost.
///
/// A feasible problem has one relaxation, which gives up nothing. All questions together have a limit, as those of [`conflicts`](super::super::conflicts).
///
/// ```
/// use medrota::ProblemBuilder;
/// use medrota::explain::{RelaxationOptions, relaxations};
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
///     .department("surgery", 1)
///     .doctor("ana")
///     .doctor("ben")
///     .requirement("surgery", &["surgery"], 3)
///     .build()?;
/// let found = relaxations(&problem, &RelaxationOptions::default())?;
/// // Three weeks each in four: they overlap in two weeks, or one of them does one week only.
/// assert_eq!((found.relaxations[0].cost, found.bound), (20, 20));
/// assert!(found.relaxations[0].schedule.is_some());
/// # Ok::<(), medrota::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Option`](crate::ErrorKind::Option) for a price or an option of the solver outside its range, or a rule that is [never](RelaxationOptions::never) given up and
/// that the problem does not have,
/// [`ErrorKind::Backend`](crate::ErrorKind::Backend) if an engine breaks.
pub fn relaxations(problem: &Problem, options: &RelaxationOptions) -> Result<Relaxations> {
    relaxations_told(problem, options, &[], &mut |_| {})
}

/// As [`relaxations`], from conflicts that are known; each way that is verified is handed to `tell` when it is known.
pub(in crate::explain) fn relaxations_told(
    problem: &Problem,
    options: &RelaxationOptions,
    conflicts: &[Part],
    tell: &mut dyn FnMut(&Relaxation),
) -> Result<Relaxations> {
    if !options.prices.are_in_range() {
        return Err(Error::option(format!(
            "prices of relaxations lie between 0 and {}",
            RelaxationPrices::MOST
        )));
    }
    options.ensure_known(problem)?;
    let mut oracle = Oracle::new(problem, &options.solver);
    let mut known: BTreeSet<Part> = of_the_same_rules(problem, conflicts).into_iter().collect();
    let mut found = Relaxations::default();
    let first = match one(&mut oracle, &mut known, options, &[], tell)? {
        Step::Found(first, bound) => {
            found.bound = bound;
            *first
        }
        Step::Nowhere => {
            found.is_impossible = true;
            return Ok(found);
        }
        Step::Unknown(bound) => {
            found.bound = bound;
            return Ok(found);
        }
    };
    if options.most == 0 {
        return Ok(found);
    }
    let rules = parts_by_rule(problem, &first);
    found.relaxations.push(first);
    let tries = options.most.saturating_sub(1).saturating_mul(2);
    for forbidden in rules.iter().take(tries) {
        if oracle.is_over() {
            break;
        }
        let next = one(&mut oracle, &mut known, options, forbidden, &mut |_| {})?;
        let mut others = found.relaxations.iter();
        if let Step::Found(next, _) = next
            && others.all(|other| other.given != next.given)
        {
            tell(&next);
            found.relaxations.push(*next);
        }
    }
    found
        .relaxations
        .sort_by_key(|relaxation| (relaxation.schedule.is_none(), relaxation.cost));
    found.relaxations.truncate(options.most.max(1));
    found.distrust_contradicted_bound();
    Ok(found)
}

/// Parts that a relaxation gives up something of, each with all others of its rule. Another way leaves alone one rule of the first altogether: the
/// same in other weeks is no other way.
fn parts_by_rule(problem: &Problem, relaxation: &Relaxation) -> Vec<Vec<Part>> {
    let mut rules: Vec<Vec<Part>> = Vec::new();
    let given = relaxation.given.iter();
    for part in given.map(|given| given.concession.part()) {
        let mut known = rules.iter().flatten();
        if !known.any(|known| known.rule(problem) == part.rule(problem)) {
            rules.push(of_the_same_rules(problem, &[part]));
        }
    }
    rules
}

impl Conflict {
    /// The cheapest way to resolve this conflict alone; the rest of the problem may not allow it. `None` if none of its parts may be given up, or nothing
    /// was found within the limits.
    ///
    /// # Errors
    /// As [`relaxations`]; [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for parts of another problem.
    pub fn cheapest_way_out(
        &self,
        problem: &Problem,
        options: &RelaxationOptions,
    ) -> Result<Option<Vec<Given>>> {
        self.parts
            .iter()
            .try_for_each(|part| part.ensure_known(problem))?;
        let oracle = Oracle::new(problem, &options.solver);
        let negotiable = Negotiable {
            parts: &self.parts,
            forbidden: &[],
            options,
        };
        Ok(match cheapest(&oracle, negotiable)? {
            Way::Found(cheapest) => Some(cheapest.given),
            Way::Nowhere | Way::Unknown => None,
        })
    }
}
