//! Smoothed prices as an engine: stages at falling temperatures, and stages now and then once they have stalled.

use super::Termination;
use super::engine::{Common, Next, PortfolioEngine};
use super::mark::Mark;
use super::parameters::prices::{
    COLDEST, COOLING, DENOMINATORS, FIRST_REST, GAIN_OF_BOUND, LEAST_STEPS, MOST_REST, SETTLED,
    SHARE_OF_STAGES, STEPS, STEPS_GROWTH, TAKEN_UP,
};
use super::prices::PriceSearch;
use super::run::Run;
use crate::diagram::Weights;
use crate::formulation::Formulation;

/// When prices that have stalled are taken up again, while the gap is open.
#[derive(Debug)]
struct Rest {
    /// Round of the search in which they are, once there is one.
    next: Option<u64>,
    /// Temperature and steps of the last stage.
    tau: f64,
    steps: usize,
    /// Rounds to rest.
    rounds: u64,
    /// Whether a stage of the last round of temperatures gained, and one of this round.
    gains: [bool; 2],
}

impl Default for Rest {
    fn default() -> Self {
        Self {
            next: None,
            tau: 0.0,
            steps: STEPS,
            rounds: FIRST_REST,
            gains: [true; 2],
        }
    }
}

impl Rest {
    fn is_over(&self, round: u64) -> bool {
        self.next.is_some_and(|next| next <= round)
    }

    /// The temperature of the next stage: down from where bounds are found to the coldest, then from there again, with more steps.
    fn take_up(&mut self, unit: f64) {
        self.tau *= COOLING;
        if self.tau < unit * COLDEST {
            self.tau = unit * TAKEN_UP;
            self.steps *= STEPS_GROWTH;
            self.gains = [self.gains[1], false];
        }
    }

    /// Takes note of a stage; true if others may gain: what a warm one proves is often poor, but colder ones go on from it. So only rounds of all temperatures are in vain.
    fn judge(&mut self, gained: bool) -> bool {
        self.gains[1] |= gained;
        self.gains.contains(&true)
    }

    /// Rests after a stage: for a round while others may gain, and longer and longer after that.
    fn rest(&mut self, round: u64, may_gain: bool) {
        self.rounds = if may_gain {
            1
        } else {
            (self.rounds + 1).min(MOST_REST)
        };
        self.next = Some(round + self.rounds);
    }
}

/// The engine.
#[derive(Debug, Default)]
pub(super) struct Cooling {
    rest: Rest,
    /// When the last turn ended.
    ended: Option<Mark>,
}

impl PortfolioEngine for Cooling {
    fn name(&self) -> &'static str {
        "prices"
    }

    fn is_available(&self, _run: &Run<'_>, common: &Common) -> bool {
        let course = &common.course;
        !course.is_opening && (course.is_pricing || self.rest.is_over(course.round))
    }

    fn step(&mut self, run: &mut Run<'_>, common: &mut Common) -> Next {
        let others = self
            .ended
            .map_or(0, |ended| ended.cost(&run.effort.limits, run.effort.work));
        let began = Mark::new(run.effort.work);
        let is_over = |run: &Run<'_>| {
            began.cost(&run.effort.limits, run.effort.work) >= others / SHARE_OF_STAGES
                || run.effort.is_urgent()
                || run.known.infeasible.is_some()
                || run.is_done().is_some()
        };
        if common.course.is_pricing {
            self.cool(run, common, &is_over);
        } else {
            self.take_up(run, common, &is_over);
        }
        common.course.priced += began.cost(&run.effort.limits, run.effort.work);
        self.ended = Some(Mark::new(run.effort.work));
        if run.known.infeasible.is_some() {
            Next::End(Termination::Infeasible)
        } else {
            Next::Engine
        }
    }
}

impl Cooling {
    /// Stages at falling temperatures: at least one.
    fn cool(&mut self, run: &mut Run<'_>, common: &mut Common, is_over: &dyn Fn(&Run<'_>) -> bool) {
        loop {
            let before = common.prices.reached;
            let course = &mut common.course;
            let stage = Stage {
                tau: course.stages.tau,
                steps: STEPS,
                is_warm: course.stages.is_warm(),
            };
            run.price_stage(&mut common.prices, stage);
            course.stages.cool(is_gain(before, common.prices.reached));
            if !course.stages.go_on() {
                // The first rest begins with the walks that follow.
                self.rest.next = Some(course.round + 1 + self.rest.rounds);
                return;
            }
            if is_over(run) {
                return;
            }
        }
    }

    /// Stages of prices that have stalled: at least one, and more while they gain.
    fn take_up(
        &mut self,
        run: &mut Run<'_>,
        common: &mut Common,
        is_over: &dyn Fn(&Run<'_>) -> bool,
    ) {
        let may_gain = loop {
            let before = common.prices.reached;
            self.rest.take_up(common.unit);
            let stage = Stage {
                tau: self.rest.tau,
                steps: self.rest.steps,
                is_warm: false,
            };
            run.price_stage(&mut common.prices, stage);
            let gained = before > common.prices.reached;
            let may_gain = self.rest.judge(gained);
            if !gained || is_over(run) {
                break may_gain;
            }
        };
        self.rest.rest(common.course.round, may_gain);
    }
}

/// True if a stage lowered the bound by what is worth another one.
fn is_gain(before: Option<i64>, after: Option<i64>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => before - after > (before / GAIN_OF_BOUND).abs(),
        (None, Some(_)) => true,
        _ => false,
    }
}

/// One temperature of the prices.
#[derive(Clone, Copy, Debug)]
struct Stage {
    tau: f64,
    steps: usize,
    /// Prices are only to come near, so that fewer steps and denominators may do.
    is_warm: bool,
}

impl Run<'_> {
    /// Price steps at one temperature, then the bound they prove.
    fn price_stage(
        &mut self,
        prices: &mut PriceSearch,
        Stage {
            tau,
            steps,
            is_warm,
        }: Stage,
    ) {
        let _span = crate::trace::info_span!("prices", tau).entered();
        if self.ground.formulation.rows.is_empty() && self.effort.statistics.relaxed_diagrams == 0 {
            return;
        }
        prices.restart();
        let mut most = 0.0_f64;
        for step in 1..=steps {
            prices.step(self.ground.setting(), tau);
            self.effort.work += self.ground.pass();
            most = most.max(prices.drive);
            if self.effort.is_urgent()
                || (is_warm && step >= LEAST_STEPS && prices.drive <= most * SETTLED)
            {
                break;
            }
        }
        self.effort.statistics.price_iterations = prices.iterations;
        self.price_bound(
            prices,
            if is_warm {
                &DENOMINATORS[..1]
            } else {
                &DENOMINATORS
            },
        );
    }
}

/// What a unit of a soft row weighs: the upper quartile of all, so that neither many small ones nor a few huge ones decide; 0 if there is none.
pub(super) fn weight_of_rows(formulation: &Formulation) -> f64 {
    let mut weights: Vec<i64> = formulation
        .rows
        .iter()
        .filter_map(|row| row.weight)
        .filter(|weight| *weight > 0)
        .collect();
    weights.sort_unstable();
    weights
        .get(weights.len() * 3 / 4)
        .map_or(0.0, |weight| f64::of(*weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stages until they rest, if each of a round of temperatures gains or does not.
    fn stages(gains: impl Fn(usize, usize) -> bool) -> usize {
        let mut rest = Rest::default();
        let (mut round, mut of_round) = (0, 0);
        for stage in 1..1_000 {
            let steps = rest.steps;
            rest.take_up(1.0);
            (round, of_round) = match rest.steps == steps {
                true => (round, of_round + 1),
                false => (round + 1, 0),
            };
            if !rest.judge(gains(round, of_round)) {
                return stage;
            }
        }
        1_000
    }

    /// The warm stages of a round prove little, and the cold ones that come after them most: a whole round in vain is a reason to rest, and no stage is.
    #[test]
    fn warm_stages_in_vain_are_no_reason_to_rest() {
        let of_round = stages(|_, _| false) - 1;
        assert!(of_round > 2, "{of_round}");
        let gains_late = |round, of_round| round <= 3 && of_round == 2;
        assert_eq!(stages(gains_late), 4 * of_round + 1);
    }
}
