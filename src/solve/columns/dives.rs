//! Dives as turns of the engine: some side by side, each of them another way, by what they gain.

use super::super::engine::Common;
use super::super::judge::judge;
use super::super::known::Incumbent;
use super::super::mark::Mark;
use super::super::parameters::columns::{
    AT_ONCE, DIVES, FREE, IN_LESS_TIME, IN_TIME, LEAST_FREE, LEAST_WORK, MOST_HALVINGS, NEAR,
    ROUNDS_OF_DIVE, SHARE_OF_DIVES, SHRINKING,
};
use super::super::run::Run;
use super::super::seed::seed_of;
use super::backends::Backends;
use super::dive::{Optimum, Way};
use super::engine::{ColumnGeneration, generator, is_far};
use super::meter::Meter;
use super::neighbourhood::Tools;
use super::price::Pricing;
use super::state::State;
use super::stock::Stock;
use crate::error::Result;
use rayon::prelude::*;

/// Where a dive ended.
struct Landed {
    /// Paths of all doctors, if it was worth going on.
    labels: Option<Vec<Vec<u32>>>,
    value: Option<i64>,
    spent: u64,
}

impl ColumnGeneration {
    /// True if there is an optimum to dive from, and dives have had less than their part.
    pub(super) fn may_dive(&self, run: &Run<'_>) -> bool {
        let all = run.effort.limits.spent(run.effort.work);
        let is_near = self
            .optimum
            .as_ref()
            .is_some_and(|optimum| self.is_far_dive(run) || is_near(optimum, run));
        is_near
            && self.is_time_for_dive(run)
            && self.dives.may_go_on(SHARE_OF_DIVES, MOST_HALVINGS, all)
    }

    /// True if the next dive has nothing to do with the schedule at hand, which is far from what is proven, and diagrams are relaxed: pricing is dear there, and a programme that begins with that schedule stays at its value for many rounds.
    pub(super) fn is_far_dive(&self, run: &Run<'_>) -> bool {
        self.dived == 0
            && !self.keeps_far
            && run.effort.statistics.relaxed_diagrams > 0
            && is_far(run)
    }

    /// What a dive takes: time or work.
    pub(super) fn dive_takes(&self, run: &Run<'_>) -> u64 {
        let whole = self.optimum.as_ref().map_or(0, Optimum::whole);
        let doctors = run.ground.setting().pathways.len().saturating_sub(whole);
        // One in so many is settled at once, and in the end one after another.
        let many = (doctors as f64 / AT_ONCE as f64).max(1.0).ln() * AT_ONCE as f64;
        let steps = many as u64 + doctors.min(AT_ONCE) as u64;
        (steps * ROUNDS_OF_DIVE as u64).saturating_mul(self.round)
    }

    /// True if a quick dive takes no longer than everything before, and ends in time. One that is slow says so itself.
    fn is_time_for_dive(&self, run: &Run<'_>) -> bool {
        let (takes, limits) = (
            self.dive_takes(run) / (ROUNDS_OF_DIVE * SHRINKING) as u64,
            &run.effort.limits,
        );
        takes <= limits.spent(run.effort.work).max(LEAST_WORK)
            && takes <= limits.left(run.effort.work)
    }

    /// Dives side by side, and a search near the best end.
    pub(super) fn dive(&mut self, run: &mut Run<'_>, common: &mut Common) -> Result<()> {
        let (Some(stock), Some(optimum)) = (&self.stock, &self.optimum) else {
            return Ok(());
        };
        let (mark, before) = (Mark::new(run.effort.work), run.known.value());
        let is_first = before.is_none() || self.is_far_dive(run);
        let divers = Divers {
            run,
            common,
            stock,
            optimum,
            is_first,
            state: state_of(stock, run, common),
        };
        let count = match (before, self.dived) {
            // Alone one is there sooner.
            _ if is_first => 1,
            (_, 0) => DIVES,
            _ => 2 * DIVES,
        };
        let numbers = self.dived..self.dived + count;
        let landed: Vec<Result<Landed>> = numbers
            .into_par_iter()
            .map(|number| divers.dive(number))
            .collect();
        let landed: Vec<Landed> = landed.into_iter().collect::<Result<_>>()?;
        self.dived += count;
        run.effort.work += landed.iter().map(|landed| landed.spent).sum::<u64>();
        let best = landed.into_iter().reduce(|one, other| {
            if other.value > one.value || one.labels.is_none() {
                other
            } else {
                one
            }
        });
        if let Some(Landed {
            labels: Some(labels),
            value,
            ..
        }) = best
        {
            if let Some(value) = value {
                run.known.offer_schedule(Incumbent {
                    value,
                    labels: labels.clone(),
                });
            }
            if run.is_done().is_none() {
                // Where much is open another place is worth more than its value.
                let goes_alone = is_far(run) && value < run.known.value();
                run.polish(common, &labels, goes_alone);
            }
        }
        let cost = mark.cost(&run.effort.limits, run.effort.work);
        self.dives.judge(cost, before < run.known.value());
        Ok(())
    }
}

/// The best schedule, seen with the prices.
fn state_of(stock: &Stock, run: &Run<'_>, common: &Common) -> Option<State> {
    let best = run.known.best.as_ref()?;
    let pricing = Pricing {
        setting: run.ground.setting(),
        kinship: &stock.kinship,
        private: &common.prices.private,
        pins: None,
        limits: &run.effort.limits,
    };
    let groups: Vec<u32> = (0..stock.kinship.groups.len() as u32).collect();
    let wishes = pricing.best(&groups, &common.prices.prices, 1.0);
    State::new(&pricing, &wishes, &best.labels, &common.prices.prices)
}

/// What dives begin with.
struct Divers<'a> {
    run: &'a Run<'a>,
    common: &'a Common,
    stock: &'a Stock,
    optimum: &'a Optimum,
    /// For a first schedule, or one that has nothing to do with the one at hand.
    is_first: bool,
    /// The best schedule.
    state: Option<State>,
}

impl Divers<'_> {
    /// One dive: from the optimum of all, or around the best schedule.
    fn dive(&self, number: u64) -> Result<Landed> {
        let known = self.run.known.value();
        let way = Way {
            number,
            seed: seed_of(self.run.effort.options().seed, number),
            known: known.filter(|_| !self.is_first),
            in_time: known.map_or(IN_TIME, |_| IN_LESS_TIME),
        };
        let turn = (number % (2 * DIVES)) as usize;
        match (&self.state, &self.run.known.best) {
            (Some(state), Some(best)) if number >= DIVES && turn > 0 => {
                self.dive_around(state, best, turn, way)
            }
            _ => self.dive_from_top(way),
        }
    }

    fn meter(&self) -> Meter<'_> {
        Meter::new(&self.run.effort.limits, self.run.effort.work, 1)
    }

    fn dive_from_top(&self, way: Way) -> Result<Landed> {
        let backends = Backends::of(self.run.effort.options());
        let mut generator = generator(
            Some(self.stock.clone()),
            backends,
            self.run,
            self.common,
            self.is_first,
        );
        generator.meter = self.meter();
        let whole = generator.stock.whole(generator.setting);
        let dive = generator.dive(self.optimum.clone(), whole, 0, way)?;
        // What is not better than the best schedule is still a place to search near while that is far from what is proven.
        let is_start = !dive.is_slow && (!dive.is_hopeless || is_far(self.run));
        let labels = is_start.then(|| generator.paths_of(&dive)).flatten();
        let value = labels
            .as_ref()
            .and_then(|labels| judge(generator.setting, labels).value);
        crate::trace::debug!(
            value,
            open = dive.part.free.iter().sum::<i64>(),
            hopeless = dive.is_hopeless,
            spent = generator.meter.spent,
            "dived"
        );
        Ok(Landed {
            labels,
            value,
            spent: generator.meter.spent,
        })
    }

    fn dive_around(
        &self,
        state: &State,
        best: &Incumbent,
        turn: usize,
        way: Way,
    ) -> Result<Landed> {
        let tools = Tools {
            setting: self.run.ground.setting(),
            stock: self.stock,
            private: &self.common.prices.private,
            backends: Backends::of(self.run.effort.options()),
            limits: &self.run.effort.limits,
            prices: &self.common.prices.prices,
            unit: self.common.unit,
        };
        let all = state.columns.len();
        let count = (all as f64 * FREE[turn]) as usize;
        let count = count.max(LEAST_FREE).min(all);
        let doctors = state.choose(tools.setting, tools.unit, count, way.seed);
        let (columns, spent) = tools.dive_around(state, &doctors, self.meter(), way)?;
        let labels = columns.map(|columns| {
            let mut labels = best.labels.clone();
            for (&doctor, column) in doctors.iter().zip(columns) {
                labels[doctor] = column.labels;
            }
            labels
        });
        let value = labels
            .as_ref()
            .and_then(|labels| judge(tools.setting, labels).value);
        crate::trace::debug!(value, doctors = doctors.len(), spent, "dived around");
        Ok(Landed {
            labels,
            value,
            spent,
        })
    }
}

/// True if the programme over the columns at hand is worth nearly what it can be: what is missing, by what is proven or by what was found missing, is small beside what is left open.
pub(super) fn is_near(optimum: &Optimum, run: &Run<'_>) -> bool {
    let (Some(bound), Some(value)) = (run.known.proven(), run.known.value()) else {
        return true;
    };
    let above = bound as f64 - optimum.prices.objective;
    let missing = above.min(optimum.missing);
    missing <= 1.0 || missing * NEAR <= (bound - value) as f64
}
