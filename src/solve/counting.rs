//! Proofs by counting: what doctors have to do over the horizon against places, and what has to be staffed against what doctors may do.
//!
//! One price on all rows of a rule, for its upper or its lower limits, is such a sum. The diagrams know what each doctor has to do or may do; where one is
//! relaxed, the rows of the counters that it leaves out say so, at one private price each. The verifier evaluates such prices like any others.

use super::Termination;
use super::compact::Alone;
use super::engine::{Common, Next, PortfolioEngine};
use super::lp::LpOptions;
use super::mark::Mark;
use super::parameters::counting::{MOST_SUMS, PART_OF_ALL, PART_OF_ALONE, SUMS_AT_LEAST};
use super::run::Run;
use super::totals::Totals;
use crate::certificate::{Prices, clamp};
use crate::clock::Instant;
use crate::diagram::{Pathways, PrivateRow};
use crate::formulation::{CellTerms, Formulation, RowId};
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// What is added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// Upper limits: doctors who have to be there find no place.
    Places,
    /// Lower limits: doctors who are needed may not be there as often.
    Staffing,
}

/// Which counters left out of a relaxed diagram are priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counters {
    /// Those within the activities of the rule.
    Within,
    /// Those of other activities: a doctor who has to be elsewhere is not here.
    Elsewhere,
}

/// A sum to add up, and what of it.
#[derive(Clone, Copy, Debug)]
struct Attempt<'a> {
    sum: &'a Sum,
    side: Side,
    counters: Counters,
}

/// What is tried of each sum.
const ATTEMPTS: [(Side, Counters); 3] = [
    (Side::Places, Counters::Within),
    (Side::Staffing, Counters::Within),
    (Side::Staffing, Counters::Elsewhere),
];

/// The engine: turns while no schedule is known.
#[derive(Debug, Default)]
pub(super) struct Counting {
    /// The sums, once they were written.
    sums: Option<Vec<Sum>>,
    /// Attempts at them that had their turn, and those of them that were made.
    attempts: usize,
    tried: usize,
    /// What all turns cost: time or work.
    spent: u64,
    totals: Totals,
}

impl PortfolioEngine for Counting {
    fn name(&self) -> &'static str {
        "counting"
    }

    /// If a sum, or a rule that the first walk could not keep, proves that there is no schedule, no search is needed.
    fn is_available(&self, run: &Run<'_>, common: &Common) -> bool {
        let is_left =
            (self.sums.as_ref()).is_none_or(|sums| self.attempts < sums.len() * ATTEMPTS.len());
        run.known.best.is_none() && (common.course.is_opening || is_left || self.totals.is_left())
    }

    fn step(&mut self, run: &mut Run<'_>, common: &mut Common) -> Next {
        let is_refuted = self.counts_infeasible(run)
            || (common.course.is_opening
                && common
                    .chains
                    .iter()
                    .any(|chain| run.proves_infeasible(chain, &[])))
            || self.totals.refute(run);
        if is_refuted {
            return Next::End(Termination::Infeasible);
        }
        match common.course.is_opening {
            true if run.lacks_pathway() => Next::End(Termination::Infeasible),
            true => run.counts_attending().map_or(Next::Engine, Next::End),
            false => Next::Engine,
        }
    }
}

impl Run<'_> {
    /// True if one doctor's own rules leave that doctor no pathway although a relaxed diagram has some; the proof is kept.
    fn lacks_pathway(&mut self) -> bool {
        if self.effort.reason().is_some() {
            return false;
        }
        let options = self.effort.options();
        // With a work limit nothing may depend on the clock.
        let remaining = self.effort.limits.remaining();
        let ends = remaining
            .filter(|_| options.work_limit.is_none())
            .map(|left| Instant::now() + left / PART_OF_ALONE);
        let limits = &self.effort.limits;
        let stop = || {
            ends.is_some_and(|ends| Instant::now() >= ends)
                || options.cancel.is_cancelled()
                || limits.remaining().is_some_and(|left| left.is_zero())
        };
        let alone = Alone {
            setting: self.ground.setting(),
            problem: self.problem,
            backend: options.backend.as_ref(),
            options: LpOptions {
                time_limit: remaining,
                seed: options.seed,
                cancel: Some(&options.cancel),
                ..LpOptions::default()
            },
            ends,
            stop: &stop,
        };
        let doctors = alone.doctors();
        if doctors.is_empty() {
            return false;
        }
        let proof = alone.refute(&doctors).unwrap_or_else(|error| {
            crate::trace::warn!(%error, "doctors were not looked at one by one");
            None
        });
        self.effort.work += doctors.len() as u64;
        let is_found = proof.is_some();
        self.known.infeasible = proof.or(self.known.infeasible.take());
        is_found
    }
}

impl Counting {
    /// True if a sum over the horizon proves that there is no schedule; the prices are kept. Sums that are dear go on with the next turn.
    ///
    /// # Complexity
    /// At most [`MOST_SUMS`] best paths for each doctor in all turns.
    fn counts_infeasible(&mut self, run: &mut Run<'_>) -> bool {
        let _span = crate::trace::info_span!("counting").entered();
        let sums = self
            .sums
            .get_or_insert_with(|| sums(run.problem, &run.ground.formulation));
        let is_relaxed = run.effort.statistics.relaxed_diagrams > 0;
        let attempts = sums.iter().flat_map(|sum| {
            ATTEMPTS.map(|(side, counters)| Attempt {
                sum,
                side,
                counters,
            })
        });
        let (mut turn, began) = (0, Mark::new(run.effort.work));
        for attempt in attempts.skip(self.attempts) {
            let cost = self.spent + began.cost(&run.effort.limits, run.effort.work);
            let is_dear = cost > run.effort.limits.spent(run.effort.work) / PART_OF_ALL;
            if (turn >= SUMS_AT_LEAST && is_dear) || run.effort.reason().is_some() {
                break;
            }
            self.attempts += 1;
            if !is_relaxed && attempt.counters == Counters::Elsewhere {
                continue;
            }
            let Some(ray) = ray(&run.ground.formulation, &run.ground.pathways, attempt) else {
                continue;
            };
            turn += 1;
            run.effort.work += run.ground.pass();
            if run.evaluate(&ray).proves_infeasible() {
                run.known.infeasible = Some(ray);
                return true;
            }
            self.tried += 1;
            if self.tried == MOST_SUMS {
                self.attempts = usize::MAX;
                break;
            }
        }
        self.spent += began.cost(&run.effort.limits, run.effort.work);
        false
    }
}

/// Rows with the activities that they count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sum {
    rows: BTreeSet<RowId>,
    activities: BTreeSet<ActivityId>,
}

/// The hard rows of each rule over cells: of the rule as a whole and of each of its places; then those of each requirement's activities.
fn sums(problem: &Problem, formulation: &Formulation) -> Vec<Sum> {
    let mut sums = Vec::new();
    for family in formulation
        .families
        .iter()
        .filter(|family| family.slots.is_empty() && family.scores.is_empty())
    {
        let Some(cells) = &family.cells else { continue };
        let of_places = sums_of_places(cells, formulation);
        if of_places.len() > 1 {
            sums.push(Sum::together(&of_places));
        }
        sums.extend(of_places);
    }
    sums.retain(|sum| !sum.rows.is_empty());
    let of_requirements = sums_of_requirements(problem, &sums);
    sums.extend(of_requirements);
    sums
}

impl Sum {
    fn together<'a>(sums: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        for sum in sums {
            all.rows.extend(&sum.rows);
            all.activities.extend(&sum.activities);
        }
        all
    }
}

/// The hard rows of each place of a rule in some periods, with the activities that they count.
pub(super) fn hard_rows(
    cells: &CellTerms,
    formulation: &Formulation,
    periods: &BTreeSet<PeriodId>,
) -> impl Iterator<Item = (BTreeSet<RowId>, BTreeSet<ActivityId>)> {
    let of_places = sums_in(cells, formulation, || periods.iter().copied());
    of_places.into_iter().map(|sum| (sum.rows, sum.activities))
}

/// The hard rows of each place of a rule.
fn sums_of_places(cells: &CellTerms, formulation: &Formulation) -> Vec<Sum> {
    sums_in(cells, formulation, || {
        (0..formulation.periods).map(PeriodId::new)
    })
}

fn sums_in<I: Iterator<Item = PeriodId>>(
    cells: &CellTerms,
    formulation: &Formulation,
    periods: impl Fn() -> I,
) -> Vec<Sum> {
    let is_hard = |row: &RowId| {
        formulation.rows[row.index()].weight.is_none()
            && formulation.rows[row.index()].group.is_none()
    };
    let mut of_place: BTreeMap<usize, Sum> = BTreeMap::new();
    for activity in cells.activities() {
        let Some(place) = cells.place(activity) else {
            continue;
        };
        let sum = of_place.entry(place).or_default();
        // All activities of a place have the same rows.
        if sum.activities.is_empty() {
            sum.rows.extend(
                periods()
                    .flat_map(|period| cells.rows(activity, period))
                    .map(|term| term.0)
                    .filter(is_hard),
            );
        }
        sum.activities.insert(activity);
    }
    of_place.into_values().collect()
}

/// For each requirement the rules that lie within its activities, with no activity twice; only where there are several such rules and they
/// are not tried as a sum already.
fn sums_of_requirements(problem: &Problem, sums: &[Sum]) -> Vec<Sum> {
    let mut asked: BTreeSet<BTreeSet<ActivityId>> = BTreeSet::new();
    let mut of_requirements = Vec::new();
    for requirement in problem.requirements() {
        let activities: BTreeSet<ActivityId> = requirement.activities.iter().collect();
        if requirement.min <= 0 || activities.len() < 2 || !asked.insert(activities.clone()) {
            continue;
        }
        let mut within = Sum::default();
        for sum in sums {
            if sum.activities.is_subset(&activities)
                && sum.activities.is_disjoint(&within.activities)
            {
                within.rows.extend(&sum.rows);
                within.activities.extend(&sum.activities);
            }
        }
        if within.activities.len() > 1 && !sums.contains(&within) {
            of_requirements.push(within);
        }
    }
    of_requirements
}

/// One on each row that has a limit on this side, and on the counters that go with it; `None` if no row has one.
fn ray(formulation: &Formulation, pathways: &Pathways, attempt: Attempt<'_>) -> Option<Prices> {
    let mut ray = Prices::zero(formulation, pathways, 0);
    let mut any = false;
    for &row in &attempt.sum.rows {
        let data = &formulation.rows[row.index()];
        let price = match (attempt.side, data.shape.hull()) {
            (Side::Places, (_, Some(_))) => 1,
            (Side::Staffing, (Some(lower), _)) if lower > 0 => -1,
            _ => continue,
        };
        ray.rows[row.index()] = clamp(data, price, 1);
        any |= ray.rows[row.index()] != 0;
    }
    if !any {
        return None;
    }
    for (doctor, private) in ray.private.iter_mut().enumerate() {
        let rows = &pathways.class(DoctorId::new(doctor)).private_rows;
        if !rows.is_empty() {
            attempt.price_counters(rows, private);
        }
    }
    Some(ray)
}

impl Attempt<'_> {
    /// Prices of the counters that a doctor's diagram leaves out. Those of the whole axis come first, of these those that say most, and no activity is
    /// counted twice: a limit for some weeks says nothing of a sum over all.
    fn price_counters(&self, rows: &[PrivateRow], private: &mut Vec<i64>) {
        private.resize(rows.len(), 0);
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let limit = |row: usize| match (self.side, self.counters) {
            (Side::Staffing, Counters::Within) => rows[row].upper,
            _ => rows[row].lower.saturating_neg(),
        };
        let is_partial = |row: usize| rows[row].sum.amounts.contains(&0);
        order.sort_by_key(|row| (is_partial(*row), limit(*row), *row));
        let mut taken: BTreeSet<ActivityId> = BTreeSet::new();
        for row in order {
            let data = &rows[row];
            let mut terms = data.sum.terms.iter();
            let is_one = !data.sum.starts
                && data.weight.is_none()
                && terms.all(|term| term.1 == 1 && !taken.contains(&term.0));
            let price = self.price(data);
            if is_one && price != 0 {
                private[row] = price;
                taken.extend(data.sum.terms.iter().map(|term| term.0));
            }
        }
    }

    /// The price of a counter; 0 if it does not go with the sum.
    fn price(&self, counter: &PrivateRow) -> i64 {
        let inside = |term: &(ActivityId, i64)| self.sum.activities.contains(&term.0);
        let terms = &counter.sum.terms;
        match (self.side, self.counters) {
            (Side::Places, _) if counter.lower > 0 && terms.iter().all(inside) => -1,
            (Side::Staffing, Counters::Within)
                if counter.upper < i64::MAX && terms.iter().any(inside) =>
            {
                1
            }
            (Side::Staffing, Counters::Elsewhere)
                if counter.lower > 0 && !terms.iter().any(inside) =>
            {
                -1
            }
            _ => 0,
        }
    }
}
