//! Prices and search side by side, sharing prices, incumbents and bounds.

use super::columns::Stock;
use super::cycle::{Cycle, Recipes};
use super::groundwork::Groundwork;
use super::limits::{Limits, Pace};
use super::outcome::relative_gap;
use super::parts::Parts;
use super::prices::{PriceSearch, Setting};
use super::search::{Incumbent, Search, unit_of_value};
use super::{Engine, Options, Outcome, Phase, Statistics, Termination};
use crate::certificate::{Certificate, Claim, Prices, evaluate};
use crate::check::check;
use crate::diagram::{Pathways, pathway};
use crate::error::{Error, Result};
use crate::formulation::Formulation;
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::schedule::Schedule;
use rayon::prelude::*;

/// Chains of the search; fixed, so that the result does not depend on the number of threads.
const CHAINS: usize = 2;
/// Sweeps of an annealing cycle between stages of the prices, and most of one afterwards.
pub(super) const SHORT: usize = 16;
const LONGEST: usize = 2_000;
/// Price steps at one temperature.
const STAGE: usize = 40;
/// Factor between temperatures.
const COOLING: f64 = 0.6;
/// Denominators that prices are rounded to: optimal ones are often simple fractions.
pub(super) const DENOMINATORS: [i64; 7] = [1_000, 1, 2, 3, 4, 6, 12];
/// Partial paths taken up for each doctor whose diagram is relaxed, in a proof.
const EFFORT: usize = 3_000;
/// Rounds of search that brought nothing before column generation takes turns.
const ROUNDS_BEFORE_COLUMNS: u32 = 2;
/// Rounds of search that brought nothing before the flow programme is tried.
const ROUNDS_BEFORE_FLOW: u32 = 3;

/// Solves a problem with the engine that the options name.
pub(crate) fn solve(problem: &Problem, options: &Options) -> Result<Outcome> {
    // Inside somebody's parallel work one thread is the one that calls; what it leaves may be taken up by others that have nothing to do.
    if options.threads == 1 && rayon::current_thread_index().is_some() {
        return Run::new(problem, options).run();
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()
        .map_err(|error| Error::backend(format!("no thread pool: {error}")))?;
    pool.install(|| Run::new(problem, options).run())
}

/// One solve.
pub(super) struct Run<'a> {
    pub(super) problem: &'a Problem,
    pub(super) limits: Limits<'a>,
    pub(super) pathways: Pathways,
    pub(super) formulation: Formulation,
    pub(super) statistics: Statistics,
    /// The best bound that prices prove.
    pub(super) bound: Option<(i64, Prices)>,
    /// A bound without a certificate: by a backend's word, from an exhausted flow programme, or from an exhausted tree of branches.
    pub(super) exhausted_bound: Option<i64>,
    /// Prices that prove that there is no feasible schedule.
    pub(super) infeasible: Option<Prices>,
    pub(super) best: Option<Incumbent>,
    pub(super) work: u64,
    /// The flow programme had its turn.
    pub(super) flow_tried: bool,
    /// What column generation has at hand, once it had its turn.
    pub(super) stock: Option<Stock>,
    pub(super) neighbourhoods_seen: u64,
    /// Work done when it last had its turn.
    pub(super) work_at_turn: u64,
    /// Work done when it last branched.
    pub(super) work_at_branching: u64,
}

impl<'a> Run<'a> {
    fn new(problem: &'a Problem, options: &'a Options) -> Self {
        let limits = Limits::new(options);
        limits.tell(Phase::Diagrams, None, None);
        let span = tracing::info_span!("diagrams").entered();
        let Groundwork { pathways, formulation } = Groundwork::build(problem, options);
        drop(span);
        let sizes = pathways.statistics();
        let statistics = Statistics {
            diagrams: sizes.diagrams,
            arcs: sizes.arcs,
            relaxed_diagrams: sizes.relaxed,
            rows: formulation.rows().len(),
            ..Statistics::default()
        };
        Self { statistics, ..Self::of_part(problem, limits, pathways, formulation) }
    }

    /// A run over diagrams and rows that are there already.
    pub(super) fn of_part(problem: &'a Problem, limits: Limits<'a>, pathways: Pathways, formulation: Formulation) -> Self {
        Self {
            problem,
            limits,
            statistics: Statistics { relaxed_diagrams: pathways.statistics().relaxed, ..Statistics::default() },
            pathways,
            formulation,
            bound: None,
            exhausted_bound: None,
            infeasible: None,
            best: None,
            work: 0,
            flow_tried: false,
            stock: None,
            neighbourhoods_seen: 0,
            work_at_turn: 0,
            work_at_branching: 0,
        }
    }

    pub(super) fn setting(&self) -> Setting<'_> {
        Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() }
    }

    pub(super) fn value(&self) -> Option<i64> {
        self.best.as_ref().map(|best| best.value)
    }

    pub(super) fn proven(&self) -> Option<i64> {
        let certified = self.bound.as_ref().map(|bound| bound.0);
        certified.into_iter().chain(self.exhausted_bound).min()
    }

    /// True if the gap asked for is reached.
    pub(super) fn is_done(&self) -> Option<Termination> {
        let (value, bound) = (self.value()?, self.proven()?);
        if value >= bound {
            return Some(Termination::Optimal);
        }
        (relative_gap(value, bound)? <= self.limits.options.gap).then_some(Termination::GapReached)
    }

    fn run(mut self) -> Result<Outcome> {
        if let Some(outcome) = self.impossible_doctor() {
            return Ok(outcome);
        }
        if self.limits.options.engine == Engine::Flow {
            let closed = self.close_with_flow();
            let termination = closed.unwrap_or_else(|| self.search());
            return self.finish(termination);
        }
        let termination = if self.falls_apart() { self.search_apart() } else { self.search() };
        self.finish(termination)
    }

    /// The outcome if some doctor has no pathway at all.
    pub(super) fn impossible_doctor(&mut self) -> Option<Outcome> {
        let prices = Prices::zero(&self.formulation, &self.pathways, 1);
        let evaluation = evaluate(&self.formulation, &self.pathways, self.problem.activities().len(), &prices)?;
        if evaluation.finite && !evaluation.everybody_has_a_pathway() {
            let arcs = self.limits.options.diagram_arc_limit;
            let certificate = Certificate::new(self.problem, &self.formulation, &prices, Claim::Infeasible, arcs);
            return Some(self.outcome(Termination::Infeasible, None, Some(certificate)));
        }
        if let Some(bound) = evaluation.bound(1).filter(|_| evaluation.finite) {
            self.bound = Some((bound, prices));
        }
        None
    }

    /// Prices and search until a limit.
    pub(super) fn search(&mut self) -> Termination {
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let unit = unit_of_value(setting);
        let mut prices = PriceSearch::new(setting);
        let mut tau = unit * 0.3;
        if let Some(certificate) = &self.limits.options.warm_prices {
            // Prices of a similar problem are near already: a warm start would only lose them.
            prices.prices = certificate.row_prices(self.problem, &self.formulation);
            tau *= COOLING.powi(5);
        }
        if let Some(done) = self.start_warm(&mut prices, unit) {
            return done;
        }
        let mut chains = self.chains(unit);
        let mut recipes = Recipes::default();
        let mut parts = Parts::new(self.setting(), CHAINS);
        let mut long = 2 * SHORT;
        let coldest = unit * 0.004;
        // Who starts from a schedule walks near it first.
        let mut round = if self.best.is_some() && self.limits.options.warm_start.is_some() { 2_u64 } else { 0 };
        let mut stages_without_gain = 0;
        let mut rounds_without_gain = 0;
        let mut pace = Pace::default();
        let mut value_of_pass = None;
        loop {
            if let Some(done) = self.is_done() {
                return done;
            }
            if let Some(reason) = self.limits.reason(self.work) {
                return reason;
            }
            if round == 0 {
                // What costs nothing to have needs no prices.
                self.search_round(&mut chains, &prices, (unit, &mut recipes), round, SHORT);
                round += 1;
                continue;
            }
            self.look_closer();
            if self.is_done().is_some() {
                continue;
            }
            let pricing = tau >= coldest && stages_without_gain < 4;
            if pricing {
                let before = prices.reached;
                self.price_stage(&mut prices, tau);
                if self.infeasible.is_some() {
                    return Termination::Infeasible;
                }
                tau *= COOLING;
                let gained = match (before, prices.reached) {
                    (Some(before), Some(after)) => before - after > (before / 100_000).abs(),
                    (None, Some(_)) => true,
                    _ => false,
                };
                stages_without_gain = if gained { 0 } else { stages_without_gain + 1 };
                if self.is_done().is_some() {
                    continue;
                }
            }
            // While the search gains by itself, it keeps the time.
            let search_is_stuck = rounds_without_gain >= ROUNDS_BEFORE_COLUMNS || self.limits.options.engine == Engine::ColumnGeneration;
            if !pricing
                && (search_is_stuck || self.stock.is_some())
                && self.generates_columns()
                && let Some(done) = self.generate_columns(&mut prices, &mut chains, unit)
            {
                return done;
            }
            if self.is_done().is_some() {
                continue;
            }
            let before = self.value();
            let sweeps = if pricing { SHORT } else { pace.fitting(long, &self.limits, self.work) };
            let begun = (self.limits.elapsed(), self.work);
            let in_parts = !pricing && !parts.is_empty() && self.best.is_some();
            if in_parts {
                self.part_round(&mut chains, &prices, (unit, &mut recipes, &mut parts), sweeps);
            } else {
                self.search_round(&mut chains, &prices, (unit, &mut recipes), round, sweeps);
            }
            pace = Pace::of(sweeps, self.limits.elapsed() - begun.0, self.work - begun.1);
            round += 1;
            if in_parts {
                // A part that gains nothing says little about the others.
                if parts.all_had_a_turn() {
                    long = (long * 2).min(LONGEST);
                    rounds_without_gain = if self.value() > value_of_pass { 0 } else { rounds_without_gain + 1 };
                    value_of_pass = self.value();
                }
                continue;
            }
            if !pricing && self.value() == before && round.is_multiple_of(2) {
                long = (long * 2).min(LONGEST);
            }
            rounds_without_gain = if pricing || self.value() != before { 0 } else { rounds_without_gain + 1 };
            if rounds_without_gain == ROUNDS_BEFORE_FLOW
                && self.limits.options.engine == Engine::Portfolio
                && self.is_done().is_none()
                && let Some(done) = self.close_with_flow()
            {
                return done;
            }
        }
    }

    /// One chain without any schedule yet.
    pub(super) fn chain(&self, number: u64, unit: f64) -> Search {
        Search::new(self.setting(), self.limits.options.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(number), unit)
    }

    /// The chains of the search: from everybody's best, or from the schedule that the options give, mended if that was possible; else doctors
    /// whose pathway there is no longer allowed are left for the search to place.
    pub(super) fn chains(&mut self, unit: f64) -> Vec<Search> {
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let mut chains: Vec<Search> = (0..CHAINS as u64).map(|number| self.chain(number, unit)).collect();
        for chain in &mut chains {
            match (&self.limits.options.warm_start, &self.best) {
                (None, _) => chain.place_best(setting),
                (Some(_), Some(best)) => chain.restore(setting, best),
                (Some(_), None) => self.place_warm(chain),
            }
        }
        let limits = &self.limits;
        chains.par_iter_mut().for_each(|chain| chain.settle(setting, &|| limits.is_urgent()));
        self.take_best(&chains);
        chains
    }

    /// Keeps the best schedule of all chains.
    pub(super) fn take_best(&mut self, chains: &[Search]) {
        for best in chains.iter().filter_map(|chain| chain.best.as_ref()) {
            if self.best.as_ref().is_none_or(|known| known.value < best.value) {
                self.best = Some(best.clone());
            }
        }
    }

    /// One temperature of the prices, then the bound they prove.
    fn price_stage(&mut self, prices: &mut PriceSearch, tau: f64) {
        let _span = tracing::info_span!("prices", tau).entered();
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        if self.formulation.rows.is_empty() && self.statistics.relaxed_diagrams == 0 {
            return;
        }
        prices.restart();
        for _ in 0..STAGE {
            prices.step(setting, tau);
            self.work += self.pathways.len() as u64;
            if self.limits.is_urgent() {
                break;
            }
        }
        self.statistics.price_iterations = prices.iterations;
        self.price_bound(prices, &DENOMINATORS);
    }

    /// The bound that the prices at hand prove, rounded to each of these denominators.
    pub(super) fn price_bound(&mut self, prices: &mut PriceSearch, denominators: &[i64]) {
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let mut best: Option<(i64, Prices)> = None;
        for &denominator in denominators {
            if let Some((rounded, evaluation)) = prices.evaluate(setting, denominator)
                && evaluation.finite
                && let Some(bound) = evaluation.bound(denominator)
                && best.as_ref().is_none_or(|best| bound < best.0)
            {
                best = Some((bound, rounded));
            }
            if self.limits.is_urgent() {
                break;
            }
        }
        if self.best.is_none()
            && let Some((ray, evaluation)) = prices.ray(setting)
            && evaluation.proves_infeasible()
        {
            self.infeasible = Some(ray);
        }
        if let Some((bound, rounded)) = best {
            prices.reached = Some(prices.reached.map_or(bound, |reached| reached.min(bound)));
            self.work += self.pathways.len() as u64;
            self.offer_bound(bound, rounded);
        }
        tracing::debug!(iterations = prices.iterations, reached = prices.reached, bound = self.proven(), value = self.value(), "prices");
        self.limits.tell(Phase::Prices, self.value(), self.proven());
    }

    /// Where everybody nearly gets the best there is, a closer look at what that best is may close the gap.
    fn look_closer(&mut self) {
        let (Some(value), Some(bound)) = (self.value(), self.proven()) else { return };
        let near = bound - value <= (bound / 200).abs();
        // A part's rows are not those of the problem.
        let is_part = self.pathways.len() < self.problem.doctors().len();
        if is_part
            || !near
            || !self.formulation.can_refine()
            || self.bound.as_ref().is_none_or(|best| best.1.rows.iter().any(|price| *price != 0))
        {
            return;
        }
        let effort = self.formulation.score_effort.saturating_mul(8);
        self.formulation = self.formulation.refined(self.problem, &self.pathways, effort);
        self.work += self.pathways.len() as u64;
        let prices = Prices::zero(&self.formulation, &self.pathways, 1);
        if let Some(evaluation) = evaluate(&self.formulation, &self.pathways, self.problem.activities().len(), &prices)
            && let Some(bound) = evaluation.bound(1).filter(|_| evaluation.finite)
            && self.bound.as_ref().is_none_or(|best| bound < best.0)
        {
            self.bound = Some((bound, prices));
        }
    }

    /// Keeps prices if they prove more; where diagrams are relaxed a closer look at each doctor may prove more still.
    pub(super) fn offer_bound(&mut self, bound: i64, mut prices: Prices) {
        let before = self.proven();
        if self.bound.as_ref().is_none_or(|best| bound < best.0) {
            self.bound = Some((bound, prices.clone()));
        }
        // As much as a doctor's diagram may miss is worth a look only near the best bound.
        let near = before.is_none_or(|before| bound - before <= (before / 50).abs());
        if self.statistics.relaxed_diagrams == 0 || !near || self.limits.is_urgent() {
            return;
        }
        prices.effort = EFFORT;
        if let Some(evaluation) = evaluate(&self.formulation, &self.pathways, self.problem.activities().len(), &prices)
            && let Some(closer) = evaluation.bound(prices.denominator).filter(|_| evaluation.finite)
            && self.bound.as_ref().is_none_or(|best| closer < best.0)
        {
            self.bound = Some((closer, prices));
        }
    }

    /// Keeps a schedule if it is better than the best one.
    pub(super) fn take(&mut self, found: Option<Incumbent>) {
        if let Some(found) = found
            && self.value().is_none_or(|value| value < found.value)
        {
            self.best = Some(found);
        }
    }

    /// One round of all chains.
    pub(super) fn search_round(
        &mut self,
        chains: &mut [Search],
        prices: &PriceSearch,
        (unit, recipes): (f64, &mut Recipes),
        round: u64,
        sweeps: usize,
    ) {
        let _span = tracing::info_span!("search", round).entered();
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let limits = &self.limits;
        let before: u64 = chains.iter().map(|chain| chain.repathings).sum();
        let target = self.best.clone();
        let cycles: Vec<Cycle> = (0..chains.len() as u64).map(|chain| recipes.cycle(round, chain, sweeps)).collect();
        let reached: Vec<Option<i64>> = chains
            .par_iter_mut()
            .zip(&cycles)
            .map(|(chain, cycle)| {
                if let Some(best) = &target
                    && chain.best.as_ref().is_none_or(|own| own.value < best.value)
                {
                    chain.adopt(best);
                }
                cycle.run(chain, setting, prices, unit, &|| limits.is_urgent())
            })
            .collect();
        for (cycle, reached) in cycles.iter().zip(reached) {
            recipes.judge(cycle, reached);
        }
        let after: u64 = chains.iter().map(|chain| chain.repathings).sum();
        self.work += after - before;
        self.statistics.repathings = after;
        self.take_best(chains);
        tracing::debug!(repathings = self.statistics.repathings, bound = self.proven(), value = self.value(), "search");
        self.limits.tell(Phase::Search, self.value(), self.proven());
    }

    /// Judges the best schedule and puts the outcome together.
    fn finish(mut self, termination: Termination) -> Result<Outcome> {
        self.limits.tell(Phase::Finish, self.value(), self.proven());
        let schedule = self.best.as_ref().map(|best| self.schedule(best));
        if let (Some(schedule), Some(best)) = (&schedule, &self.best) {
            let report = check(self.problem, schedule);
            if !report.is_feasible() || report.value != best.value {
                return Err(Error::backend(format!(
                    "the engine's schedule does not stand up to the check: value {} instead of {}, {} violations, first {:?}",
                    report.value,
                    best.value,
                    report.violations.len(),
                    report.violations.first()
                )));
            }
        }
        let arcs = self.limits.options.diagram_arc_limit;
        let proof = match (termination, &self.infeasible, &self.bound) {
            (Termination::Infeasible, Some(prices), _) => Some((prices, Claim::Infeasible)),
            (Termination::Infeasible, None, _) | (_, _, None) => None,
            (_, _, Some((bound, prices))) => Some((prices, Claim::Bound(*bound))),
        };
        let certificate = proof.map(|(prices, claim)| Certificate::new(self.problem, &self.formulation, prices, claim, arcs));
        if let Some(certificate) = certificate.as_ref().filter(|certificate| certificate.claim == Claim::Infeasible)
            && let Err(error) = certificate.verify_with(self.problem, &self.pathways, &self.formulation)
        {
            return Err(Error::backend(format!("the proof of infeasibility does not verify: {error}")));
        }
        Ok(self.outcome(termination, schedule, certificate))
    }

    fn outcome(&mut self, termination: Termination, schedule: Option<Schedule>, certificate: Option<Certificate>) -> Outcome {
        self.statistics.elapsed = self.limits.elapsed();
        self.statistics.work = self.work;
        Outcome {
            termination,
            schedule,
            value: self.value(),
            bound: self.proven(),
            certificate,
            statistics: std::mem::take(&mut self.statistics),
        }
    }

    fn schedule(&self, best: &Incumbent) -> Schedule {
        let setting = self.setting();
        let pathways = best.labels.iter().enumerate().map(|(index, labels)| {
            let doctor = DoctorId::new(index);
            pathway(self.problem, doctor, setting.pathways.axis(doctor), &setting.pathways.class(doctor).diagram, labels)
        });
        Schedule::new(pathways.collect())
    }
}
