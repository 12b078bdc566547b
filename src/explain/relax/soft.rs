//! The soft version of some parts: every one that may be given up costs its price, and nothing else has a value.

use super::super::chosen::Chosen;
use super::super::oracle::{Oracle, fit};
use super::super::part::Part;
use super::super::rewrite::{Recipe, Rewritten, Stance};
use super::concession::Given;
use super::options::{RelaxationOptions, RelaxationPrices};
use super::read::given;
use crate::check::check;
use crate::error::Result;
use crate::problem::Problem;
use crate::schedule::Schedule;
use crate::solve::{Engine, Outcome, Termination};

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
    Recipe { more_seats, nearness: NEARNESS, ..Recipe::new(problem) }.write(|part| match price(part) {
        _ if !chosen.contains(part) => Stance::Off,
        Some(price) => Stance::Soft(price),
        None => Stance::Hard,
    })
}

/// Most seats more in a slot that are tried.
const MOST_SEATS: i64 = 12;
/// Prices are multiplied by this, so that what is cheapest and nearest is found at once: nearness decides only between equal costs.
const SCALE: i64 = 10_000;
/// Periods up to which one that is nearer to a stay is better.
const NEARNESS: i64 = 20;

/// Solves the soft version of some parts to its end; `None` if not even that has a schedule, or none was found.
///
/// # Errors
/// If an engine breaks.
pub(super) fn cheapest(oracle: &Oracle<'_>, parts: &[Part], options: &RelaxationOptions, forbidden: &[Part]) -> Result<Option<Cheapest>> {
    let problem = oracle.problem;
    let chosen = Chosen::new(parts);
    let price = |part: Part| options.price(problem, part).filter(|_| !is_forbidden(part, forbidden));
    let with_events = parts.iter().any(|part| matches!(part, Part::Event { .. }) && price(*part).is_some());
    let most_seats = if with_events { MOST_SEATS } else { 0 };
    let mut best: Option<Cheapest> = None;
    let mut bound = i64::MAX;
    for more_seats in 0..=most_seats {
        // Whoever needs so many more seats in a slot pays at least for these.
        let seats = options.prices.place.unwrap_or(0).saturating_mul(more_seats);
        if best.as_ref().is_some_and(|best| best.cost <= seats) {
            break;
        }
        let scaled = |part: Part| price(part).map(|price| price.saturating_mul(SCALE));
        let rewritten = match write(problem, parts, scaled, more_seats) {
            Ok(rewritten) => rewritten,
            Err(error) if error.is_input() => {
                bound = bound.min(seats);
                continue;
            }
            Err(error) => return Err(error),
        };
        let outcome = solve(oracle, &rewritten, options)?;
        if outcome.termination == Termination::Infeasible {
            continue;
        }
        // What nearness adds is less than one unit of the scale.
        let proven = outcome.bound.map_or(0, |bound| (bound.saturating_neg() / SCALE).max(0));
        // Every cost is a sum of prices.
        let step = step(&options.prices);
        let proven = proven.saturating_add(step - 1) / step * step;
        bound = bound.min(seats.saturating_add(proven));
        let Some(schedule) = outcome.schedule else { continue };
        let report = check(&rewritten.problem, &schedule);
        if !report.is_feasible() {
            continue;
        }
        let given = given(&rewritten, problem, &schedule, &report, |part| price(part).filter(|_| chosen.contains(part)));
        let cost = given.iter().map(|given| given.cost).sum();
        if best.as_ref().is_none_or(|best| cost < best.cost) {
            best = Some(Cheapest { given, cost, bound: 0, schedule: rewritten.restore(&schedule, problem.doctors().len()) });
        }
    }
    Ok(best.map(|best| Cheapest { bound: bound.min(best.cost), ..best }))
}

/// The greatest number that divides all prices, 1 if there are none.
fn step(prices: &RelaxationPrices) -> i64 {
    let mut step = 0;
    for price in [prices.place, prices.amount, prices.date, prices.rule].into_iter().flatten() {
        let (mut one, mut other) = (step, price);
        while other != 0 {
            (one, other) = (other, one % other);
        }
        step = one;
    }
    step.max(1)
}

/// Solves a soft problem: small ones to their end, larger ones with the bound of the flow relaxation, too.
fn solve(oracle: &Oracle<'_>, rewritten: &Rewritten, options: &RelaxationOptions) -> Result<Outcome> {
    let mut solver = options.solver.clone();
    if let Some(start) = oracle.problem.published() {
        solver = solver.warm_start(fit(&rewritten.problem, start));
    }
    let mut outcome = solver.clone().solve(&rewritten.problem)?;
    if matches!(outcome.termination, Termination::Optimal | Termination::Infeasible) {
        return Ok(outcome);
    }
    let flow = solver.flow_column_limit(COLUMNS);
    if outcome.statistics.arcs <= FLOW_ARCS {
        return flow.engine(Engine::Flow).solve(&rewritten.problem);
    }
    let relaxed = flow.flow_relaxation_only().solve(&rewritten.problem)?;
    outcome.bound = outcome.bound.into_iter().chain(relaxed.bound).min();
    Ok(outcome)
}

/// Most columns of a flow programme whose relaxation is solved.
const COLUMNS: usize = 4_000;
/// Most arcs of distinct diagrams with which a flow programme is solved to its end.
const FLOW_ARCS: usize = 400;

/// True if the part, or a stretch that it lies in or touches, must stay.
fn is_forbidden(part: Part, forbidden: &[Part]) -> bool {
    forbidden.iter().any(|other| match (part, *other) {
        (Part::Places { rule, first, last }, Part::Places { rule: of, first: from, last: to }) => rule == of && first <= to && from <= last,
        (part, other) => part == other,
    })
}
