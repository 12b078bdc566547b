//! The programme's part in a solve.

use super::super::lp::{Backend, LpOptions, default_backend};
use super::super::prices::{PriceSearch, Setting};
use super::super::run::Run;
use super::super::search::unit_of_value;
use super::super::{Engine, Exhausted, Phase, Termination};
use super::FlowModel;
use super::relaxation::Relaxed;
use std::time::Duration;

/// Longest run of the programme beside the search where there is no time limit: backends cannot be cancelled in the middle.
const UNLIMITED: Duration = Duration::from_secs(30);
/// With a work limit and no time limit the programme runs to its end, which must not be far away.
const MOST_COLUMNS_WITHOUT_CLOCK: usize = 500;
/// Rounds of search for a first schedule.
const FIRST_ROUNDS: u64 = 3;

impl Run<'_> {
    /// Tries to close the gap by the flow programme: with all the time that is left if it is the engine asked for, else with half of it.
    /// Tried once in a solve.
    ///
    /// `None` if that did not end the solve: the model is too large, a diagram relaxed, or the backend did not get through.
    pub(in crate::solve) fn close_with_flow(&mut self) -> Option<Termination> {
        if std::mem::replace(&mut self.flow_tried, true) {
            return None;
        }
        let _span = tracing::info_span!("flow").entered();
        let options = self.limits.options;
        let alone = options.engine == Engine::Flow;
        let remaining = self.limits.remaining();
        let budget = match (remaining, options.work_limit) {
            (Some(remaining), _) if alone => Some(remaining),
            (Some(remaining), _) => Some(remaining / 2),
            (None, None) if !alone => Some(UNLIMITED),
            (None, _) => None,
        };
        let most = if budget.is_none() && !alone { MOST_COLUMNS_WITHOUT_CLOCK } else { usize::MAX };
        let flow = FlowModel::build(self.setting(), options.flow_column_limit.min(most))?;
        self.statistics.flow_columns = flow.model.columns().len();
        self.work += flow.model.columns().len() as u64;
        self.tell(Phase::Flow);
        let ends = budget.map(|budget| self.limits.elapsed() + budget);
        match self.run_flow(&flow, alone, ends) {
            Ok(termination) => termination,
            Err(error) => {
                tracing::warn!(%error, "the flow programme failed");
                None
            }
        }
    }

    /// Relaxation, a first schedule, programme; `ends` is the time since the start of the solve at which to stop.
    fn run_flow(&mut self, flow: &FlowModel, alone: bool, ends: Option<Duration>) -> crate::error::Result<Option<Termination>> {
        let options = self.limits.options;
        let backend = default_backend();
        let lp = LpOptions {
            relative_gap: options.gap * 0.9,
            seed: options.seed,
            threads: options.threads,
            cancel: Some(&options.cancel),
            ..LpOptions::default()
        };
        let left = |run: &Self| ends.map(|ends| ends.saturating_sub(run.limits.elapsed()));
        let lp_time = left(self).map(|left| left / 3);
        let relaxed = flow.relax(self.setting(), backend.as_ref(), &LpOptions { time_limit: lp_time, relative_gap: 0.0, ..lp })?;
        let mut guides = None;
        match relaxed {
            Relaxed::Bound(bound, prices, exact) => {
                if self.bound.as_ref().is_none_or(|best| bound < best.0) {
                    self.bound = Some((bound, prices));
                }
                guides = Some(exact);
            }
            Relaxed::Infeasible(prices) if self.best.is_none() => {
                self.infeasible = Some(prices);
                return Ok(Some(Termination::Infeasible));
            }
            Relaxed::Infeasible(_) | Relaxed::Nothing => {}
        }
        self.tell(Phase::Flow);
        if options.flow_relaxation_only {
            return Ok(Some(self.is_done().or(self.limits.reason(self.work)).unwrap_or(Termination::Exhausted)));
        }
        if alone && self.is_done().is_none() {
            self.first_schedule(guides);
        }
        if let Some(done) = self.is_done() {
            return Ok(Some(done));
        }
        if self.limits.is_urgent() {
            return Ok(self.limits.reason(self.work));
        }
        let solved = flow.solve(self.setting(), backend.as_ref(), &LpOptions { time_limit: left(self), ..lp }, self.best.as_ref())?;
        self.take(solved.incumbent);
        // A schedule in hand is stronger than a backend's word.
        if solved.infeasible && self.best.is_none() {
            self.exhausted = Some(Exhausted::Programme(backend_name(backend.as_ref())));
            return Ok(Some(Termination::Infeasible));
        }
        if let Some(bound) = solved.bound.filter(|bound| self.value().is_none_or(|value| value <= *bound)) {
            self.offer_exhausted(bound, Exhausted::Programme(backend_name(backend.as_ref())));
        }
        self.tell(Phase::Flow);
        Ok(self.is_done())
    }

    /// A few rounds of search along the prices: branch and bound is much faster with a schedule in hand.
    fn first_schedule(&mut self, guides: Option<Vec<f64>>) {
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let unit = unit_of_value(setting);
        let mut prices = PriceSearch::new(setting);
        if let Some(guides) = guides {
            prices.prices = guides;
        }
        let mut chains = self.chains(unit);
        let mut recipes = super::super::cycle::Recipes::default();
        for round in 0..FIRST_ROUNDS {
            if self.is_done().is_some() || self.limits.reason(self.work).is_some() {
                return;
            }
            self.search_round(&mut chains, &prices, (unit, &mut recipes), round, super::super::portfolio::SHORT);
        }
    }
}

/// The name of one of the backends of this crate.
fn backend_name(backend: &dyn Backend) -> &'static str {
    ["highs", "microlp"].into_iter().find(|name| backend.name().contains(name)).unwrap_or("another backend")
}
