//! Prices and search side by side, sharing prices, incumbents and bounds.

use super::columns::Stock;
use super::limits::Limits;
use super::outcome::relative_gap;
use super::prices::{PriceSearch, Setting};
use super::search::{Incumbent, Search, unit_of_value};
use super::{Engine, Options, Outcome, Phase, Statistics, Termination};
use crate::certificate::{Certificate, Claim, Prices, evaluate};
use crate::check::check;
use crate::diagram::{BuildLimits, Pathways, pathway};
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
/// Partial paths taken up for each doctor whose diagram is relaxed, in a proof.
const EFFORT: usize = 3_000;
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
        let pathways = Pathways::build(problem, BuildLimits { arcs: options.diagram_arc_limit }, false);
        let formulation = Formulation::new(problem, &pathways);
        drop(span);
        let sizes = pathways.statistics();
        let statistics = Statistics {
            diagrams: sizes.diagrams,
            arcs: sizes.arcs,
            relaxed_diagrams: sizes.relaxed,
            rows: formulation.rows().len(),
            ..Statistics::default()
        };
        Self {
            problem,
            limits,
            pathways,
            formulation,
            statistics,
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
        let termination = self.search();
        self.finish(termination)
    }

    /// The outcome if some doctor has no pathway at all.
    fn impossible_doctor(&mut self) -> Option<Outcome> {
        let prices = Prices::zero(&self.formulation, &self.pathways, 1);
        let evaluation = evaluate(&self.formulation, &self.pathways, self.problem.activities().len(), &prices)?;
        if evaluation.finite && evaluation.total.is_none() {
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
    fn search(&mut self) -> Termination {
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let unit = unit_of_value(setting);
        let mut prices = PriceSearch::new(setting);
        let warm_prices =
            self.limits.options.warm_prices.as_ref().map(|certificate| certificate.row_prices(self.problem, &self.formulation));
        let mut chains = self.chains(unit);
        let mut long = 2 * SHORT;
        let mut tau = unit * 0.3;
        let coldest = unit * 0.004;
        if let Some(known) = warm_prices {
            // Prices of a similar problem are near already: a warm start would only lose them.
            prices.prices = known;
            self.price_bound(&mut prices);
            tau *= COOLING.powi(5);
        }
        // Who starts from a schedule walks near it first.
        let mut round = if self.best.is_some() && self.limits.options.warm_start.is_some() { 2_u64 } else { 0 };
        let mut stages_without_gain = 0;
        let mut rounds_without_gain = 0;
        loop {
            if let Some(done) = self.is_done() {
                return done;
            }
            if let Some(reason) = self.limits.reason(self.work) {
                return reason;
            }
            if round == 0 {
                // What costs nothing to have needs no prices.
                self.search_round(&mut chains, &prices, unit, round, SHORT);
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
            if !pricing
                && self.generates_columns()
                && let Some(done) = self.generate_columns(&mut prices, &mut chains, unit)
            {
                return done;
            }
            if self.is_done().is_some() {
                continue;
            }
            let before = self.value();
            let sweeps = if pricing { SHORT } else { long };
            self.search_round(&mut chains, &prices, unit, round, sweeps);
            round += 1;
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

    /// The chains of the search, started from the schedule that the options give; doctors whose pathway there is no longer allowed are
    /// left for the search to place.
    pub(super) fn chains(&mut self, unit: f64) -> Vec<Search> {
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let seed = self.limits.options.seed;
        let mut chains: Vec<Search> = (0..CHAINS as u64)
            .map(|chain| Search::new(setting, seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(chain), unit))
            .collect();
        match &self.limits.options.warm_start {
            None => chains.iter_mut().for_each(|chain| chain.place_best(setting)),
            Some(schedule) => {
                for doctor in (0..self.pathways.len()).map(DoctorId::new) {
                    let labels = self.pathways.labels_of(self.problem, doctor, schedule.pathway(doctor));
                    let class = self.pathways.class(doctor);
                    if let Some(labels) = labels.filter(|labels| class.left_out_value(labels).is_some()) {
                        chains.iter_mut().for_each(|chain| chain.place(setting, doctor.index(), &labels));
                    }
                }
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
        self.price_bound(prices);
    }

    /// The bound that the prices at hand prove, rounded to several denominators.
    fn price_bound(&mut self, prices: &mut PriceSearch) {
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let mut best: Option<(i64, Prices)> = None;
        for denominator in [1_000, 1, 2, 3, 4, 6, 12] {
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
        if !near || !self.formulation.can_refine() || self.bound.as_ref().is_none_or(|best| best.1.rows.iter().any(|price| *price != 0)) {
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

    /// One round of all chains.
    pub(super) fn search_round(&mut self, chains: &mut [Search], prices: &PriceSearch, unit: f64, round: u64, sweeps: usize) {
        let _span = tracing::info_span!("search", round).entered();
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let limits = &self.limits;
        let before: u64 = chains.iter().map(|chain| chain.repathings).sum();
        let target = self.best.clone();
        chains.par_iter_mut().enumerate().for_each(|(number, chain)| {
            if let Some(best) = &target
                && chain.best.as_ref().is_none_or(|own| own.value < best.value)
            {
                chain.best = Some(best.clone());
            }
            let stop = || limits.is_urgent();
            anneal(chain, setting, prices, unit, Cycle::new(round, number as u64, sweeps), &stop);
        });
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

/// What one annealing cycle is to do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cycle {
    /// Sweeps from warm to cold.
    sweeps: usize,
    /// Temperature to start with, in units of value.
    warm: f64,
    /// And to end with.
    cold: f64,
    /// Start from the best schedule known instead of the one at hand.
    from_best: bool,
    /// Least penalty of a hard row, in units of value.
    pressure: f64,
}

impl Cycle {
    /// The cycles take turns: one goes far, from where the chain is, one only a little, from the best schedule, and one walks among
    /// schedules that are nearly as good.
    fn new(round: u64, chain: u64, sweeps: usize) -> Self {
        let (warm, cold) = [(0.5, 0.06), (0.2, 0.04), (0.04, 0.01)][((round + chain) % 3) as usize];
        Self { sweeps, warm, cold, from_best: warm < 0.5 && round > 1, pressure: if chain == 0 { 0.3 } else { 0.5 } }
    }
    /// A cold one from where the chain is.
    pub(super) fn near(sweeps: usize) -> Self {
        Self { sweeps, warm: 0.04, cold: 0.01, from_best: false, pressure: 0.3 }
    }
}

/// One annealing cycle of a chain: from warm to cold, guided by the prices, then cold without guides to fill what is left.
pub(super) fn anneal(
    chain: &mut Search,
    setting: Setting<'_>,
    prices: &PriceSearch,
    unit: f64,
    cycle: Cycle,
    stop: &(dyn Fn() -> bool + Sync),
) {
    if cycle.from_best
        && let Some(best) = chain.best.clone()
    {
        chain.restore(setting, &best);
    }
    let (warm, cold) = (unit * cycle.warm, unit * cycle.cold);
    let pressure = cycle.pressure;
    chain.guide(setting, &prices.prices, 1.0, pressure);
    for sweep in 0..cycle.sweeps {
        let share = sweep as f64 / (cycle.sweeps - 1).max(1) as f64;
        let tau = warm * (cold / warm).powf(share);
        if !chain.sweep(setting, tau, &prices.private, stop) {
            return;
        }
        // Towards the end the rows count more and more, so that what is still broken closes.
        let late = 1.0 + 3.0 * (share - 0.6).max(0.0) / 0.4;
        chain.adapt(setting, &prices.prices, pressure * late);
    }
    // Keeping the hard rules comes first now; an idle doctor breaks no limit.
    chain.remember();
    chain.guide(setting, &prices.prices, 0.0, 50.0);
    for _ in 0..2 {
        if !chain.sweep(setting, unit * 1e-4, &prices.private, stop) {
            break;
        }
    }
    chain.recall();
}
