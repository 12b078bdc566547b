//! The programme as an engine.

use super::super::engine::{Common, Next, PortfolioEngine};
use super::super::lp::{Backend, LpOptions};
use super::super::options::Engine;
use super::super::parameters::flow::{
    FIRST_WALKS, MOST_COLUMNS_WITHOUT_CLOCK, SHARE_OF_GAP, SHARE_OF_RELAXATION, SHARE_OF_TIME,
    UNLIMITED, WALKS_IN_VAIN,
};
use super::super::parameters::search::SHORT_WALK;
use super::super::run::Run;
use super::super::walk::Walk;
use super::super::{Exhausted, Phase, Termination};
use super::FlowModel;
use super::relaxation::Relaxed;
use crate::error::Result;
use std::time::Duration;

/// The engine: one turn, once walks of everybody bring nothing.
#[derive(Debug, Default)]
pub(in crate::solve) struct FlowProgramme {
    is_tried: bool,
}

impl PortfolioEngine for FlowProgramme {
    fn name(&self) -> &'static str {
        "flow"
    }

    fn is_available(&self, run: &Run<'_>, common: &Common) -> bool {
        let course = &common.course;
        let is_stuck = !course.is_opening
            && !course.is_in_parts
            && course.rounds_without_gain == WALKS_IN_VAIN;
        is_stuck && !self.is_tried && run.effort.options().engine == Engine::Portfolio
    }

    fn step(&mut self, run: &mut Run<'_>, _common: &mut Common) -> Next {
        self.is_tried = true;
        run.close_with_flow().map_or(Next::Engine, Next::End)
    }
}

/// How long the programme may run.
#[derive(Clone, Copy, Debug)]
struct Budget {
    /// The options ask for this engine.
    is_alone: bool,
    /// Time since the start of the solve at which to stop.
    ends: Option<Duration>,
}

impl Run<'_> {
    /// Tries to close the gap by the flow programme: with all the time that is left if the options ask for this engine, otherwise with half
    /// of it.
    ///
    /// `None` if that did not end the solve: the model is too large, a diagram relaxed, or the backend did not get through.
    pub(in crate::solve) fn close_with_flow(&mut self) -> Option<Termination> {
        let _span = crate::trace::info_span!("flow").entered();
        let options = self.effort.options();
        let is_alone = options.engine == Engine::Flow;
        let time = match (self.effort.limits.remaining(), options.work_limit) {
            (Some(remaining), _) if is_alone => Some(remaining),
            (Some(remaining), _) => Some(remaining / SHARE_OF_TIME),
            (None, None) if !is_alone => Some(UNLIMITED),
            (None, _) => None,
        };
        let most = if time.is_none() && !is_alone {
            MOST_COLUMNS_WITHOUT_CLOCK
        } else {
            usize::MAX
        };
        let flow = FlowModel::build(self.ground.setting(), options.flow_column_limit.min(most))?;
        self.effort.statistics.flow_columns = flow.model.columns().len();
        self.effort.work += flow.model.columns().len() as u64;
        self.tell(Phase::Flow);
        let ends = time.map(|time| self.effort.limits.elapsed() + time);
        match self.run_flow(&flow, Budget { is_alone, ends }) {
            Ok(termination) => termination,
            Err(error) => {
                crate::trace::warn!(%error, "the flow programme failed");
                None
            }
        }
    }

    /// Relaxation, a first schedule, programme.
    fn run_flow(
        &mut self,
        flow: &FlowModel,
        Budget { is_alone, ends }: Budget,
    ) -> Result<Option<Termination>> {
        let options = self.effort.options();
        let backend = options.backend();
        let lp = LpOptions {
            relative_gap: options.gap * SHARE_OF_GAP,
            seed: options.seed,
            threads: options.threads,
            cancel: Some(&options.cancel),
            ..LpOptions::default()
        };
        let left = |run: &Self| ends.map(|ends| ends.saturating_sub(run.effort.limits.elapsed()));
        let relaxation = LpOptions {
            time_limit: left(self).map(|left| left / SHARE_OF_RELAXATION),
            relative_gap: 0.0,
            ..lp
        };
        let mut guides = None;
        match flow.relax(
            self.ground.setting(),
            options.flow_relaxation(),
            &relaxation,
        )? {
            Relaxed::Bound(proven, exact) => {
                self.known.offer_certified(proven);
                guides = Some(exact);
            }
            Relaxed::Infeasible(prices) if self.known.best.is_none() => {
                self.known.infeasible = Some(prices);
                return Ok(Some(Termination::Infeasible));
            }
            Relaxed::Infeasible(_) | Relaxed::Nothing => {}
        }
        self.tell(Phase::Flow);
        if options.flow_relaxation_only {
            return Ok(Some(
                self.is_done()
                    .or_else(|| self.effort.reason())
                    .unwrap_or(Termination::Exhausted),
            ));
        }
        if is_alone && self.is_done().is_none() {
            self.first_schedule(guides);
        }
        if let Some(done) = self.is_done() {
            return Ok(Some(done));
        }
        if self.effort.is_urgent() {
            return Ok(self.effort.reason());
        }
        let whole = LpOptions {
            time_limit: left(self),
            ..lp
        };
        self.solve_flow(flow, backend, &whole)
    }

    /// The programme in whole numbers, from the best schedule.
    fn solve_flow(
        &mut self,
        flow: &FlowModel,
        backend: &dyn Backend,
        options: &LpOptions<'_>,
    ) -> Result<Option<Termination>> {
        let solved = flow.solve(
            self.ground.setting(),
            backend,
            options,
            self.known.best.as_ref(),
        )?;
        if let Some(found) = solved.incumbent {
            self.known.offer_schedule(found);
        }
        // A schedule that passed the rows counts more than what a backend says.
        let word = Exhausted::Programme(backend_name(backend));
        if solved.infeasible && self.known.best.is_none() {
            self.known.exhausted = Some(word);
            return Ok(Some(Termination::Infeasible));
        }
        if let Some(bound) = solved
            .bound
            .filter(|bound| self.known.value().is_none_or(|value| value <= *bound))
        {
            self.known.offer_exhausted(bound, word);
        }
        self.tell(Phase::Flow);
        Ok(self.is_done())
    }

    /// A few walks along the prices: branch and bound is much faster with a schedule in hand.
    fn first_schedule(&mut self, guides: Option<Vec<f64>>) {
        let mut common = Common::new(self.ground.setting());
        if let Some(guides) = guides {
            common.prices.prices = guides;
        }
        common.joint = self.joint_choices();
        common.chains = self.chains(common.unit, &common.joint);
        common.course.is_pricing = true;
        let mut walk = Walk::new(self.ground.setting());
        for round in 0..FIRST_WALKS {
            if self.is_done().or_else(|| self.effort.reason()).is_some() {
                return;
            }
            common.course.round = round;
            walk.take(self, &mut common);
            walk.everybody(self, &mut common, SHORT_WALK);
        }
    }
}

/// The name of one of the backends of this crate.
pub(in crate::solve) fn backend_name(backend: &dyn Backend) -> &'static str {
    ["highs", "microlp", "scip", "cbc"]
        .into_iter()
        .find(|name| backend.name().contains(name))
        .unwrap_or("another backend")
}
