//! The soft version of some parts: every one that may be given up costs its price, and nothing else has a value.

use super::super::chosen::Chosen;
use super::super::oracle::{Oracle, fit};
use super::super::part::{Part, parts_of};
use super::super::rewrite::{Recipe, Rewritten, Stance};
use super::calendar::{grows_freely, is_calendar_of};
use super::concession::Given;
use super::options::{RelaxationOptions, RelaxationPrices};
use super::read::given;
use crate::check::check;
use crate::error::Result;
use crate::ids::DoctorId;
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

/// What the search for the cheapest way came to.
#[derive(Clone, Debug)]
pub(super) enum Way {
    Found(Cheapest),
    /// It is proven that there is none.
    Nowhere,
    /// Neither was found out within the limits.
    Unknown,
}

/// The soft version of the parts; what `price` has no price for stays hard. Stays and leaves of all who are there have their price whether they are
/// among the parts or not, and attendances stay: otherwise the problem could cost more than a relaxation that gives them up.
///
/// Rules that speak of scores are left out: costs would count in them.
pub(in crate::explain) fn write(
    problem: &Problem,
    parts: &[Part],
    price: impl Fn(Part) -> Option<i64>,
    more_seats: i64,
) -> Result<Rewritten> {
    let chosen = Chosen::new(parts);
    Recipe {
        more_seats,
        nearness: NEARNESS,
        ..Recipe::new(problem)
    }
    .write(|part| match (part, price(part)) {
        (Part::Shared { rule }, _) if problem.rule(rule).compares_scores() => Stance::Off,
        (Part::Stay { .. } | Part::Leaves { .. }, Some(price)) => Stance::Soft(price),
        (Part::Stay { .. } | Part::Leaves { .. }, None) => Stance::Hard,
        _ if !chosen.contains(part) => Stance::Off,
        (_, Some(price)) => Stance::Soft(price),
        (_, None) => Stance::Hard,
    })
}

/// Most seats more in a slot that are tried.
const MOST_SEATS: i64 = 12;
/// Prices are multiplied by this, so that what is cheapest and nearest is found at once: nearness decides only between equal costs.
const SCALE: i64 = 10_000;
/// Periods up to which one that is nearer to a stay is better.
const NEARNESS: i64 = 20;

/// Solves the soft version of some parts to its end.
///
/// # Errors
/// If an engine breaks.
pub(super) fn cheapest(
    oracle: &Oracle<'_>,
    parts: &[Part],
    options: &RelaxationOptions,
    forbidden: &[Part],
) -> Result<Way> {
    let problem = oracle.problem;
    let chosen = Chosen::new(parts);
    let price = |part: Part| {
        options
            .price(problem, part)
            .filter(|_| !is_forbidden(part, forbidden))
    };
    let with_events = parts
        .iter()
        .any(|part| matches!(part, Part::Event { .. }) && price(*part).is_some());
    let most_seats = if with_events { MOST_SEATS } else { 0 };
    // So many seats more in every slot are as good as no limit.
    let everybody = i64::try_from(problem.doctors().len()).unwrap_or(i64::MAX);
    let tried =
        (0..=most_seats).chain((with_events && everybody > MOST_SEATS).then_some(everybody));
    let mut best: Option<Cheapest> = None;
    let (mut bound, mut is_proven) = (i64::MAX, true);
    for more_seats in tried {
        // A relaxation that needs more seats in a slot than were tried pays at least for those that were tried.
        let seats = options
            .prices
            .place
            .unwrap_or(0)
            .saturating_mul(more_seats.min(most_seats + 1));
        if best.as_ref().is_some_and(|best| best.cost <= seats) {
            break;
        }
        let scaled = |part: Part| price(part).map(|price| price.saturating_mul(SCALE));
        let rewritten = match write(problem, parts, scaled, more_seats) {
            Ok(rewritten) => rewritten,
            Err(error) if error.is_input() => {
                (bound, is_proven) = (bound.min(seats), false);
                continue;
            }
            Err(error) => return Err(error),
        };
        let outcome = solve(oracle, &rewritten, options)?;
        // Doctors whose longer calendar some rule could notice. A relaxation that leaves their calendars alone must not pay for longer
        // ones; any other pays for at least one period.
        let bound_by: Vec<bool> = super::super::staffing::all_doctors(problem)
            .map(|doctor| {
                let grows = [Part::Stay { doctor }, Part::Leaves { doctor }]
                    .into_iter()
                    .any(|part| price(part).is_some());
                rewritten.is_present[doctor.index()]
                    && grows
                    && has_calendar(problem, doctor)
                    && !grows_freely(problem, doctor)
            })
            .collect();
        let proven = if bound_by.contains(&true) {
            let fixed = |part: Part| scaled(part).filter(|_| !is_calendar_of(&bound_by, part));
            let least = write(problem, parts, fixed, more_seats)
                .ok()
                .map(|fixed| solve(oracle, &fixed, options))
                .transpose()?;
            let fixed = least.map_or(Some(0), |outcome| proven_cost(&outcome, &options.prices));
            Some(
                fixed
                    .unwrap_or(i64::MAX)
                    .min(options.prices.date.unwrap_or(0)),
            )
        } else {
            proven_cost(&outcome, &options.prices)
        };
        if let Some(proven) = proven {
            (bound, is_proven) = (bound.min(seats.saturating_add(proven)), false);
        }
        let Some(schedule) = outcome.schedule else {
            continue;
        };
        let report = check(&rewritten.problem, &schedule);
        if !report.is_feasible() {
            continue;
        }
        let is_priced = |part: Part| {
            chosen.contains(part) || matches!(part, Part::Stay { .. } | Part::Leaves { .. })
        };
        let given = given(&rewritten, problem, &schedule, &report, |part| {
            price(part).filter(|_| is_priced(part))
        });
        let cost = given
            .iter()
            .fold(0_i64, |sum, given| sum.saturating_add(given.cost));
        if best.as_ref().is_none_or(|best| cost < best.cost) {
            best = Some(Cheapest {
                given,
                cost,
                bound: 0,
                schedule: rewritten.restore(&schedule, problem.doctors().len()),
            });
        }
    }
    Ok(match best {
        Some(best) => Way::Found(Cheapest {
            bound: bound.min(best.cost),
            ..best
        }),
        None if is_proven => Way::Nowhere,
        None => Way::Unknown,
    })
}

/// How long to look for a way that is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hurry {
    /// For the first one: a part of the work and of the time.
    Great,
    /// For a cheaper one.
    Little,
}

/// Part of the work, and of the time that is left, of a question in great hurry.
const OF_WORK: u64 = 10;
const OF_TIME: u32 = 6;

/// A way that gives up some of the parts, by a schedule that keeps everything else; `None` if none was found within the limits, or there is none.
///
/// What it finds is enough for the whole problem, which a way out of the parts alone need not be. It is not known to be the cheapest. With
/// `more_seats` events have so many more in each slot, and those that are taken have their price.
///
/// # Errors
/// If an engine breaks.
pub(super) fn enough(
    oracle: &Oracle<'_>,
    (parts, forbidden): (&[Part], &[Part]),
    options: &RelaxationOptions,
    (bound, hurry, more_seats): (i64, Hurry, i64),
) -> Result<Option<Cheapest>> {
    let problem = oracle.problem;
    let chosen = Chosen::new(parts);
    let price = |part: Part| match part {
        Part::Event { .. } if more_seats == 0 => None,
        part if chosen.contains(part) && !is_forbidden(part, forbidden) => {
            options.price(problem, part)
        }
        _ => None,
    };
    let stance = |part: Part| price(part).map_or(Stance::Hard, Stance::Soft);
    let rewritten = match (Recipe {
        more_seats,
        ..Recipe::new(problem)
    })
    .write(stance)
    {
        Ok(rewritten) => rewritten,
        Err(error) if error.is_input() => return Ok(None),
        Err(error) => return Err(error),
    };
    // Values other than prices are left out, so that a schedule that costs no more than the bound is as good as any.
    let mut solver = oracle
        .effort
        .limited(&options.solver)
        .target(bound.saturating_neg());
    let (work, left) = (solver.options().work_limit, solver.options().time_limit);
    let (of_work, of_time) = if hurry == Hurry::Great {
        (OF_WORK, OF_TIME)
    } else {
        (1, 2)
    };
    if let Some(work) = work {
        solver = solver.share_of_work((work / of_work).max(1));
    }
    if let Some(left) = left {
        solver = solver.time_limit(left / of_time);
    }
    if let Some(start) = problem.published() {
        solver = solver.warm_start(fit(&rewritten.problem, start));
    }
    let Some(schedule) = solver.solve(&rewritten.problem)?.schedule else {
        return Ok(None);
    };
    let report = check(&rewritten.problem, &schedule);
    if !report.is_feasible() {
        return Ok(None);
    }
    let given = given(&rewritten, problem, &schedule, &report, price);
    let cost = given
        .iter()
        .fold(0_i64, |sum, given| sum.saturating_add(given.cost));
    Ok(Some(Cheapest {
        given,
        cost,
        bound: 0,
        schedule: rewritten.restore(&schedule, problem.doctors().len()),
    }))
}

fn has_calendar(problem: &Problem, doctor: DoctorId) -> bool {
    parts_of(problem, doctor)
        .iter()
        .any(|part| matches!(part, Part::Stay { .. } | Part::Leaves { .. }))
}

/// What an outcome proves of the cost; `None` where there is no schedule at any cost.
fn proven_cost(outcome: &Outcome, prices: &RelaxationPrices) -> Option<i64> {
    if outcome.termination == Termination::Infeasible {
        return None;
    }
    // A cost of c units holds at most c / date periods beyond stays, each of which costs NEARNESS at most besides.
    let scaled = i128::from(outcome.bound.map_or(0, i64::saturating_neg).max(0));
    let date = i128::from(prices.date.unwrap_or(0));
    let (scale, nearness) = (i128::from(SCALE), i128::from(NEARNESS));
    let (above, below) = if date > 0 {
        (scaled * date, scale * date + nearness)
    } else {
        (scaled, scale)
    };
    // Every cost is a sum of prices.
    let step = i128::from(step(prices));
    let proven = (above + below - 1) / below;
    Some(i64::try_from((proven + step - 1) / step * step).unwrap_or(0))
}

/// The greatest number that divides all prices, 1 if there are none.
fn step(prices: &RelaxationPrices) -> i64 {
    let mut step = 0;
    for price in [prices.place, prices.amount, prices.date, prices.rule]
        .into_iter()
        .flatten()
    {
        let (mut one, mut other) = (step, price);
        while other != 0 {
            (one, other) = (other, one % other);
        }
        step = one;
    }
    step.max(1)
}

/// Solves a soft problem: small ones to their end, larger ones with the bound of the flow relaxation, too.
fn solve(
    oracle: &Oracle<'_>,
    rewritten: &Rewritten,
    options: &RelaxationOptions,
) -> Result<Outcome> {
    let mut solver = oracle.effort.limited(&options.solver);
    if let Some(start) = oracle.problem.published() {
        solver = solver.warm_start(fit(&rewritten.problem, start));
    }
    let mut outcome = solver.clone().solve(&rewritten.problem)?;
    if matches!(
        outcome.termination,
        Termination::Optimal | Termination::Infeasible
    ) {
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
        (
            Part::Places { rule, first, last },
            Part::Places {
                rule: of,
                first: from,
                last: to,
            },
        ) => rule == of && first <= to && from <= last,
        (part, other) => part == other,
    })
}
