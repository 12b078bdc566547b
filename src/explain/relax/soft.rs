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
use crate::solve::{Engine, Outcome, Solver, Termination};

/// The cheapest way to keep some parts as far as possible.
#[derive(Clone, Debug)]
pub(super) struct Cheapest {
    pub(super) given: Vec<Given>,
    pub(super) cost: i64,
    /// No way is cheaper.
    pub(super) bound: i64,
    pub(super) schedule: Schedule,
}

impl Cheapest {
    /// What a schedule of the soft problem gives up; `None` if it breaks what is still hard.
    fn read(
        problem: &Problem,
        rewritten: &Rewritten,
        schedule: &Schedule,
        price: impl Fn(Part) -> Option<i64>,
    ) -> Option<Self> {
        let report = check(&rewritten.problem, schedule);
        if !report.is_feasible() {
            return None;
        }
        let given = given(rewritten, problem, schedule, &report, price);
        let costs = given.iter().map(|given| given.cost);
        Some(Self {
            cost: costs.fold(0, i64::saturating_add),
            bound: 0,
            schedule: rewritten.restore(schedule, problem.doctors().len()),
            given,
        })
    }
}

/// What may be given up: these parts, at their prices, but for what must stay.
#[derive(Clone, Copy)]
pub(super) struct Negotiable<'a> {
    pub(super) parts: &'a [Part],
    pub(super) forbidden: &'a [Part],
    pub(super) options: &'a RelaxationOptions,
}

impl Negotiable<'_> {
    /// The price of a part, whether it is among the parts or not.
    fn price(&self, problem: &Problem, part: Part) -> Option<i64> {
        let price = self.options.price(problem, part);
        price.filter(|_| !is_forbidden(part, self.forbidden))
    }
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
pub(super) fn cheapest(oracle: &Oracle<'_>, negotiable: Negotiable<'_>) -> Result<Way> {
    let problem = oracle.problem;
    let is_priced = |part: &&Part| negotiable.price(problem, **part).is_some();
    let mut priced = negotiable.parts.iter().filter(is_priced);
    let with_events = priced.any(|part| matches!(part, Part::Event { .. }));
    let most_seats = if with_events { MOST_SEATS } else { 0 };
    // So many seats more in every slot are as good as no limit.
    let everybody = i64::try_from(problem.doctors().len()).unwrap_or(i64::MAX);
    let tried =
        (0..=most_seats).chain((with_events && everybody > MOST_SEATS).then_some(everybody));
    let price_of_seat = negotiable.options.prices.place.unwrap_or(0);
    let mut best: Option<Cheapest> = None;
    let (mut bound, mut is_proven) = (i64::MAX, true);
    for more_seats in tried {
        // A relaxation that needs more seats in a slot than were tried pays at least for those that were tried.
        let seats = price_of_seat.saturating_mul(more_seats.min(most_seats + 1));
        if best.as_ref().is_some_and(|best| best.cost <= seats) {
            break;
        }
        let attempt = attempt(oracle, negotiable, more_seats)?;
        if let Some(proven) = attempt.proven {
            (bound, is_proven) = (bound.min(seats.saturating_add(proven)), false);
        }
        if let Some(found) = attempt.found
            && best.as_ref().is_none_or(|best| found.cost < best.cost)
        {
            best = Some(found);
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

/// What the soft problem with a number of seats came to.
struct Attempt {
    found: Option<Cheapest>,
    /// No way costs less, seats aside; `None` if it is proven that there is none.
    proven: Option<i64>,
}

fn attempt(oracle: &Oracle<'_>, negotiable: Negotiable<'_>, more_seats: i64) -> Result<Attempt> {
    let problem = oracle.problem;
    let options = negotiable.options;
    let price = |part: Part| negotiable.price(problem, part);
    let scaled = |part: Part| price(part).map(|price| price.saturating_mul(SCALE));
    let rewritten = match write(problem, negotiable.parts, scaled, more_seats) {
        Ok(rewritten) => rewritten,
        Err(error) if error.is_input() => {
            return Ok(Attempt {
                found: None,
                proven: Some(0),
            });
        }
        Err(error) => return Err(error),
    };
    let outcome = solve(oracle, &rewritten, options)?;
    let bound_by = bound_by_calendars(problem, &rewritten, price);
    let proven = if bound_by.contains(&true) {
        let fixed = |part: Part| scaled(part).filter(|_| !is_calendar_of(&bound_by, part));
        let fixed = write(problem, negotiable.parts, fixed, more_seats).ok();
        let least = fixed.map(|fixed| solve(oracle, &fixed, options));
        let least = least.transpose()?;
        let least = least.map_or(Some(0), |outcome| proven_cost(&outcome, &options.prices));
        let date = options.prices.date.unwrap_or(0);
        Some(least.unwrap_or(i64::MAX).min(date))
    } else {
        proven_cost(&outcome, &options.prices)
    };

    let chosen = Chosen::new(negotiable.parts);
    let is_asked = |part: Part| {
        chosen.contains(part) || matches!(part, Part::Stay { .. } | Part::Leaves { .. })
    };
    let asked = |part: Part| price(part).filter(|_| is_asked(part));
    let schedule = outcome.schedule.as_ref();
    let found = schedule.and_then(|schedule| Cheapest::read(problem, &rewritten, schedule, asked));
    Ok(Attempt { found, proven })
}

/// Doctors whose longer calendar some rule could notice. A relaxation that leaves their calendars alone must not pay for longer
/// ones; any other pays for at least one period.
fn bound_by_calendars(
    problem: &Problem,
    rewritten: &Rewritten,
    price: impl Fn(Part) -> Option<i64>,
) -> Vec<bool> {
    let is_bound = |doctor: DoctorId| {
        let mut calendar = [Part::Stay { doctor }, Part::Leaves { doctor }].into_iter();
        rewritten.is_present[doctor.index()]
            && calendar.any(|part| price(part).is_some())
            && has_calendar(problem, doctor)
            && !grows_freely(problem, doctor)
    };
    problem.doctor_ids().map(is_bound).collect()
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

/// What a way must come to that is enough.
#[derive(Clone, Copy)]
pub(super) struct Goal {
    /// One that costs no more than this is as good as any.
    pub(super) bound: i64,
    pub(super) hurry: Hurry,
    /// Events have so many seats more in each slot; those that are taken have their price.
    pub(super) more_seats: i64,
}

/// A way that gives up some of the parts, by a schedule that keeps everything else; `None` if none was found within the limits, or there is none.
///
/// What it finds is enough for the whole problem, which a way out of the parts alone need not be. It is not known to be the cheapest.
///
/// # Errors
/// If an engine breaks.
pub(super) fn enough(
    oracle: &Oracle<'_>,
    negotiable: Negotiable<'_>,
    goal: Goal,
) -> Result<Option<Cheapest>> {
    let problem = oracle.problem;
    let chosen = Chosen::new(negotiable.parts);
    let price = |part: Part| match part {
        Part::Event { .. } if goal.more_seats == 0 => None,
        part if chosen.contains(part) => negotiable.price(problem, part),
        _ => None,
    };
    let recipe = Recipe {
        more_seats: goal.more_seats,
        ..Recipe::new(problem)
    };
    let stance = |part: Part| price(part).map_or(Stance::Hard, Stance::Soft);
    let rewritten = match recipe.write(stance) {
        Ok(rewritten) => rewritten,
        Err(error) if error.is_input() => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut solver = hurried(oracle, negotiable.options, goal);
    if let Some(start) = problem.published() {
        solver = solver.warm_start(fit(&rewritten.problem, start));
    }
    let schedule = solver.solve(&rewritten.problem)?.schedule;
    Ok(schedule.and_then(|schedule| Cheapest::read(problem, &rewritten, &schedule, price)))
}

/// A solver that stops at the goal, or after its part of the work and of the time.
fn hurried(oracle: &Oracle<'_>, options: &RelaxationOptions, goal: Goal) -> Solver {
    let limited = oracle.effort.limited(&options.solver);
    // Values other than prices are left out, so that a schedule that costs no more than the bound is as good as any.
    let mut solver = limited.target(goal.bound.saturating_neg());
    let (work, left) = (solver.options().work_limit, solver.options().time_limit);
    let (of_work, of_time) = match goal.hurry {
        Hurry::Great => (OF_WORK, OF_TIME),
        Hurry::Little => (1, 2),
    };
    if let Some(work) = work {
        solver = solver.share_of_work((work / of_work).max(1));
    }
    if let Some(left) = left {
        solver = solver.time_limit(left / of_time);
    }
    solver
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
    let solver = || {
        let solver = oracle.effort.limited(&options.solver);
        match oracle.problem.published() {
            Some(start) => solver.warm_start(fit(&rewritten.problem, start)),
            None => solver,
        }
    };
    let mut outcome = solver().solve(&rewritten.problem)?;
    if matches!(
        outcome.termination,
        Termination::Optimal | Termination::Infeasible
    ) {
        return Ok(outcome);
    }
    // A flow programme has no relaxed diagrams; without one the search would begin again.
    if outcome.statistics.relaxed_diagrams > 0 {
        return Ok(outcome);
    }
    let flow = solver().flow_column_limit(COLUMNS);
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
