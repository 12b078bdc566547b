//! The soft version of some parts: every one that may be given up costs its price, and nothing else has a value.

use super::super::chosen::Chosen;
use super::super::oracle::{Oracle, fit};
use super::super::part::Part;
use super::super::rewrite::{Recipe, Rewritten, Stance};
use super::concession::Given;
use super::options::RelaxationOptions;
use super::read::given;
use crate::check::check;
use crate::error::Result;
use crate::problem::Problem;
use crate::schedule::Schedule;
use crate::solve::{Engine, Termination};

/// The cheapest way to keep some parts as far as possible.
#[derive(Clone, Debug)]
pub(super) struct Cheapest {
    pub(super) given: Vec<Given>,
    pub(super) cost: i64,
    /// No way is cheaper.
    pub(super) bound: i64,
    pub(super) schedule: Schedule,
}

/// The soft version of the parts; what `price` has no price for stays hard.
pub(in crate::explain) fn write(
    problem: &Problem,
    parts: &[Part],
    price: impl Fn(Part) -> Option<i64>,
    more_seats: i64,
) -> Result<Rewritten> {
    let chosen = Chosen::new(parts);
    Recipe { more_seats, ..Recipe::new(problem) }.write(|part| match price(part) {
        _ if !chosen.contains(part) => Stance::Off,
        Some(price) => Stance::Soft(price),
        None => Stance::Hard,
    })
}

/// Most seats more in a slot that are tried.
const MOST_SEATS: i64 = 12;

/// Solves the soft version of some parts to its end; `None` if not even that has a schedule, or none was found.
///
/// # Errors
/// If an engine breaks.
pub(super) fn cheapest(
    oracle: &Oracle<'_>,
    parts: &[Part],
    options: &RelaxationOptions,
    forbidden: &[Part],
) -> Result<Option<Cheapest>> {
    let problem = oracle.problem;
    let price = |part: Part| options.price(problem, part).filter(|_| !is_forbidden(part, forbidden));
    let with_events = parts.iter().any(|part| matches!(part, Part::Event { .. }) && price(*part).is_some());
    let most_seats = if with_events { MOST_SEATS } else { 0 };
    let mut best: Option<Cheapest> = None;
    for more_seats in 0..=most_seats {
        // Another seat costs at least its price.
        let least = options.prices.place.unwrap_or(0).saturating_mul(more_seats);
        if best.as_ref().is_some_and(|best| best.cost <= least) {
            break;
        }
        let rewritten = match write(problem, parts, price, more_seats) {
            Ok(rewritten) => rewritten,
            Err(error) if error.is_input() => continue,
            Err(error) => return Err(error),
        };
        let mut solver = options.solver.clone().engine(Engine::Flow);
        if let Some(start) = problem.published() {
            solver = solver.warm_start(fit(&rewritten.problem, start));
        }
        let outcome = solver.solve(&rewritten.problem)?;
        let Some(schedule) = outcome.schedule.filter(|_| outcome.termination != Termination::Infeasible) else { continue };
        let report = check(&rewritten.problem, &schedule);
        if !report.is_feasible() {
            continue;
        }
        let chosen = Chosen::new(parts);
        let given = given(&rewritten, problem, &schedule, &report, |part| price(part).filter(|_| chosen.contains(part)));
        let cost = given.iter().map(|given| given.cost).sum();
        let bound = outcome.bound.map_or(0, |bound| bound.saturating_neg().max(0));
        let schedule = rewritten.restore(&schedule, problem.doctors().len());
        if best.as_ref().is_none_or(|best| cost < best.cost) {
            // Seats are priced afterwards, so that the bound of one number of them is not that of all.
            let bound = best.as_ref().map_or(bound, |best| best.bound.min(bound.saturating_add(least)));
            best = Some(Cheapest { given, cost, bound: bound.min(cost), schedule });
        }
    }
    Ok(best)
}

/// True if the part, or a stretch that it lies in or touches, must stay.
fn is_forbidden(part: Part, forbidden: &[Part]) -> bool {
    forbidden.iter().any(|other| match (part, *other) {
        (Part::Places { rule, first, last }, Part::Places { rule: of, first: from, last: to }) => rule == of && first <= to && from <= last,
        (part, other) => part == other,
    })
}
