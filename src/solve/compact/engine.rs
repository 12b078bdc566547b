//! The programme as an engine.

use super::super::engine::{Common, Next, PortfolioEngine};
use super::super::lp::LpOptions;
use super::super::mark::Mark;
use super::super::options::Engine;
use super::super::outcome::relative_gap;
use super::super::parameters::compact::{
    ARCS_OF_COLUMN, COEFFICIENTS_OF_WORK, EARLY_RELAXATION, ITERATIONS, LARGE, LONGEST_TURN,
    MOST_COLUMNS, MOST_COLUMNS_WITHOUT_CLOCK, MOST_HALVINGS, NEARLY_CLOSED, PART_OF_DIVE, REACHED,
    SHARE_AT_FIRST, SHARE_OF_DIVES, SHARE_OF_EARLY_RELAXATION, SHARE_OF_ROUNDING, SHARE_OF_TIME,
    SHORTEST_DIVE, SOLVES_OF_DIVE, UNLIMITED,
};
use super::super::run::Run;
use super::super::turns::Turns;
use super::super::{Phase, Termination};
use super::CompactModel;
use super::relax::Relaxed;
use super::round::Rounded;
use super::task::{Optimum, Task};
use crate::certificate::Proven;
use crate::clock::Instant;
use crate::error::Result;
use std::sync::Arc;
use std::time::Duration;

/// Paths of all doctors to search from.
type Guide = Vec<Vec<u32>>;

/// The engine. It has one turn before the prices where passes over the diagrams cost far more than the programme, one after them, and more where its points are near good schedules.
#[derive(Debug, Default)]
pub(in crate::solve) struct CompactProgramme {
    /// The turn after the prices is over.
    is_tried: bool,
    /// Where rounding found no schedule: paths that are near one.
    guide: Option<Guide>,
    /// The programme, for more dives, where it is worth them.
    kept: Option<CompactModel>,
    /// What turns that only dive took.
    dives: Turns,
}

impl PortfolioEngine for CompactProgramme {
    fn name(&self) -> &'static str {
        "compact"
    }

    /// The programme may close a gap that prices and search have left open. That turn is over for engines that do not use it, too.
    fn is_available(&self, run: &Run<'_>, common: &Common) -> bool {
        let is_needed = run.known.best.is_none() || run.effort.statistics.relaxed_diagrams > 0;
        // Diagrams that leave nothing out are as tight, and what prices did not reach there needs a clock.
        let is_open = is_alone(run) || is_needed || run.effort.options().work_limit.is_none();
        common.course.is_opening
            || (!common.course.is_pricing
                && ((!self.is_tried && is_open) || (self.kept.is_some() && self.may_dive(run))))
    }

    fn step(&mut self, run: &mut Run<'_>, common: &mut Common) -> Next {
        let early = common.course.is_opening;
        let again = !early && self.is_tried;
        self.is_tried |= !early;
        let ended = if again {
            self.dive(run, common)
        } else if is_wanted(run) {
            run.compact(common, early, &mut self.kept)
        } else {
            Ok(None)
        };
        match ended {
            Ok(None) => {}
            Ok(Some(Ended::Near(guide))) => self.guide = Some(guide),
            Ok(Some(Ended::Infeasible)) => return Next::End(Termination::Infeasible),
            Err(error) => {
                self.kept = None;
                crate::trace::warn!(%error, "the compact programme failed")
            }
        }
        match early {
            true => Next::Engine,
            false if is_alone(run) && self.kept.is_none() => Next::Nothing,
            false => Next::Round,
        }
    }

    /// The search goes on from what it found, and prices are near already.
    fn share(&mut self, run: &mut Run<'_>, common: &mut Common) {
        if let Some(guide) = self.guide.take() {
            run.polish(common, &guide, false);
        }
        if common.course.is_opening && run.known.has_prices() {
            common.course.stages.start_cold();
        }
    }
}

impl CompactProgramme {
    /// True if dives have had less than their part of the time.
    fn may_dive(&self, run: &Run<'_>) -> bool {
        let all = run.effort.limits.spent(run.effort.work);
        is_alone(run) || self.dives.may_go_on(SHARE_OF_DIVES, MOST_HALVINGS, all)
    }

    /// Dives once more, and looks around the best schedule.
    fn dive(&mut self, run: &mut Run<'_>, common: &Common) -> Result<Option<Ended>> {
        let Some(compact) = &self.kept else {
            return Ok(None);
        };
        let (mark, before) = (Mark::new(run.effort.work), run.known.value());
        let elapsed = run.effort.limits.elapsed();
        let slice = elapsed.div_f64(PART_OF_DIVE).max(SHORTEST_DIVE);
        let slice = run
            .effort
            .limits
            .remaining()
            .map_or(slice, |left| left.min(slice));
        run.dive_again(compact, common, slice)?;
        if !run.known.dived.is_tight {
            self.kept = None;
        }
        let cost = mark.cost(&run.effort.limits, run.effort.work);
        self.dives.judge(cost, before < run.known.value());
        Ok(None)
    }
}

fn is_alone(run: &Run<'_>) -> bool {
    run.effort.options().engine == Engine::Compact
}

/// True if the options leave room for it; a solve that starts from a similar problem is nearly finished without it.
fn is_wanted(run: &Run<'_>) -> bool {
    let options = run.effort.options();
    let from_scratch = options.warm_start.is_none() && options.warm_prices.is_none();
    is_alone(run)
        || (options.engine == Engine::Portfolio && from_scratch && run.is_done().is_none())
}

impl Run<'_> {
    /// Bound, prices and a schedule by the compact programme, within a part of the time left, or with all of it if it is the engine asked for; `early`
    /// within most of the time. The prices become those of the programme, which is kept if it is worth more dives.
    ///
    /// # Errors
    /// If a backend refuses a programme.
    fn compact(
        &mut self,
        common: &mut Common,
        early: bool,
        kept: &mut Option<CompactModel>,
    ) -> Result<Option<Ended>> {
        let options = self.effort.options();
        let arcs = self.ground.arcs();
        let dived = &self.known.dived;
        let goes_on = dived.half.is_some() || (dived.is_tight && self.is_done().is_none());
        let gap = self.known.value().zip(self.known.proven());
        let is_closed = gap
            .and_then(|(value, bound)| relative_gap(value, bound))
            .is_some_and(|gap| gap <= NEARLY_CLOSED);
        if early && (arcs < LARGE || is_closed || (self.known.has_prices() && !goes_on)) {
            return Ok(None);
        }
        let _span = crate::trace::info_span!("compact").entered();
        // With a work limit alone nothing may depend on the clock.
        let budget = match (self.effort.limits.remaining(), options.work_limit) {
            (Some(remaining), _) if is_alone(self) => Some(remaining),
            (Some(remaining), _) => Some(match early {
                true => remaining.mul_f64(SHARE_AT_FIRST),
                false => remaining.mul_f64(SHARE_OF_TIME).min(LONGEST_TURN),
            }),
            (None, Some(_)) => None,
            (None, None) => Some(UNLIMITED),
        };
        let most = if budget.is_none() {
            MOST_COLUMNS_WITHOUT_CLOCK
        } else {
            MOST_COLUMNS
        };
        let built = || {
            let (setting, backend) = (self.ground.setting(), options.backend.as_ref());
            CompactModel::build(setting, self.problem, most, backend)
        };
        let Some(compact) = kept.take().or_else(built) else {
            return Ok(None);
        };
        if early && compact.model.columns().len().saturating_mul(ARCS_OF_COLUMN) > arcs {
            return Ok(None);
        }
        let size = (compact.model.nonzeros() + compact.model.columns().len()) as u64;
        self.effort.work += 1 + size * ITERATIONS / COEFFICIENTS_OF_WORK;
        self.effort.statistics.compact_columns = compact.model.columns().len();
        self.tell(Phase::Compact);
        let ended = match (budget, goes_on) {
            (Some(budget), true) => self.dive_again(&compact, common, budget).map(|()| None),
            _ => self.run_compact(&compact, common, budget, early),
        };
        self.tell(Phase::Compact);
        if self.known.dived.is_tight && budget.is_some() {
            *kept = Some(compact);
        }
        ended
    }

    /// Looks around the best schedule and dives once more, or goes on where time ended a dive.
    ///
    /// # Errors
    /// If a backend refuses a programme.
    fn dive_again(
        &mut self,
        compact: &CompactModel,
        common: &Common,
        time: Duration,
    ) -> Result<()> {
        let options = self.effort.options();
        let optimum = self.known.dived.optimum.clone();
        let is_same = |known: &Arc<Optimum>| known.short.len() == compact.model.columns().len();
        let optimum = optimum.filter(is_same);
        let task = Task {
            compact,
            setting: self.ground.setting(),
            options: LpOptions {
                seed: options.seed,
                cancel: Some(&options.cancel),
                ..LpOptions::default()
            },
            bound: self.known.proven(),
            has_schedule: self.known.best.is_some() && !is_alone(self),
            is_early: false,
            until: Some(Instant::now() + time),
            optimum: optimum.as_deref(),
            unit: common.unit,
            seed: options.seed,
        };
        let best = self.known.best.clone();
        if let Some(found) = task.again(best, &mut self.known.dived)? {
            self.known.offer_schedule(found);
        }
        Ok(())
    }

    fn run_compact(
        &mut self,
        compact: &CompactModel,
        common: &mut Common,
        budget: Option<Duration>,
        early: bool,
    ) -> Result<Option<Ended>> {
        let options = self.effort.options();
        let until = budget.map(|budget| Instant::now() + budget);
        // Prices of a programme that takes longer than this come sooner by smoothing.
        let most = budget.map(|budget| {
            budget
                .mul_f64(SHARE_OF_EARLY_RELAXATION)
                .max(EARLY_RELAXATION)
        });
        let lp = LpOptions {
            seed: options.seed,
            cancel: Some(&options.cancel),
            time_limit: if early { budget.min(most) } else { budget },
            ..LpOptions::default()
        };
        let optimum = match self.relax(compact, common, &lp, until)? {
            Ok(found) => Arc::new(found),
            Err(ended) => return Ok(ended),
        };
        if self.is_done().is_some() {
            return Ok(None);
        }
        let task = Task {
            compact,
            setting: self.ground.setting(),
            options: lp,
            bound: self.known.proven(),
            has_schedule: self.known.best.is_some() && !is_alone(self),
            is_early: early,
            until: until.map(|until| self.later(until)),
            optimum: Some(&optimum),
            unit: common.unit,
            seed: options.seed,
        };
        self.known.dived.optimum = Some(optimum.clone());
        match task.round(&mut self.known.dived)? {
            Rounded::Schedule(found) => self.known.offer_schedule(found),
            Rounded::Point(point) => {
                return Ok(compact.nearest(task.setting, &point).map(Ended::Near));
            }
            Rounded::Nothing => {}
        }
        Ok(None)
    }

    /// Bound and prices by the relaxation, and its optimum; otherwise how the turn ends.
    #[allow(
        clippy::type_complexity,
        reason = "an error of the backend is one thing, the end of a turn another"
    )]
    fn relax(
        &mut self,
        compact: &CompactModel,
        common: &mut Common,
        lp: &LpOptions<'_>,
        until: Option<Instant>,
    ) -> Result<std::result::Result<Optimum, Option<Ended>>> {
        let begun = self.effort.limits.elapsed();
        let relaxed = compact.relax(self.ground.setting(), lp)?;
        let took = self.effort.limits.elapsed().saturating_sub(begun);
        Ok(match relaxed {
            Relaxed::Optimum {
                optimum,
                exact,
                proven,
            } => {
                let value = optimum.worth + compact.constant as f64;
                self.effort.statistics.compact_relaxation = Some(value);
                // Points of a relaxation that is weaker than what is proven already lead nowhere near a good schedule.
                let is_weak = !is_alone(self)
                    && self.known.best.is_some()
                    && self
                        .known
                        .proven()
                        .is_some_and(|bound| value > bound as f64 + 0.5);
                // Neither do those of one that is worth no whole unit more than the best schedule: what is missing is a proof.
                let best = self.known.value();
                let is_reached =
                    !is_alone(self) && best.is_some_and(|best| value < best as f64 + 1.0 - REACHED);
                if let Some(proven) = proven {
                    self.take_prices_of_programme(common, exact, proven);
                }
                // A dive takes as long as several relaxations.
                let ends = until.map(|until| self.later(until));
                let left = ends.map(|ends| ends.saturating_duration_since(Instant::now()));
                let is_quick = is_alone(self)
                    || self.known.best.is_none()
                    || left.is_none_or(|left| took * SOLVES_OF_DIVE <= left);
                self.known.dived.is_tight = !is_weak && !is_reached && is_quick;
                if is_weak || is_reached || !is_quick {
                    Err(None)
                } else {
                    Ok(optimum)
                }
            }
            Relaxed::Prices { exact, proven } => {
                self.take_prices_of_programme(common, exact, proven);
                Err(None)
            }
            Relaxed::Infeasible(ray) if self.known.best.is_none() => {
                self.known.infeasible = Some(ray);
                Err(Some(Ended::Infeasible))
            }
            Relaxed::Infeasible(_) | Relaxed::Nothing => Err(None),
        })
    }
}

impl Run<'_> {
    /// Smoothed prices that prove more stay.
    fn take_prices_of_programme(&mut self, common: &mut Common, exact: Vec<f64>, proven: Proven) {
        let bound = proven.bound();
        self.offer_bound(proven);
        if common.prices.reached.is_none_or(|reached| bound < reached) {
            common.prices.prices = exact;
            common.prices.reached = Some(bound);
        }
    }

    /// When rounding is over in a turn that was to be so until then: points of a tight relaxation are worth as much time again as is left.
    fn later(&self, until: Instant) -> Instant {
        let left = self.effort.limits.remaining().unwrap_or_default();
        until.max(Instant::now() + left.mul_f64(SHARE_OF_ROUNDING))
    }
}

/// What came of the programme besides bound and schedule.
enum Ended {
    /// There is no schedule, as prices prove.
    Infeasible,
    /// Paths to search from.
    Near(Guide),
}
