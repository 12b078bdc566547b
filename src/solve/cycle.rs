//! Annealing cycles: how the search walks from warm to cold, and which way of it suits the problem at hand.

use super::ledger::Least;
use super::parameters::recipes::{
    CLOSING, LATE, LATE_PRESSURE, LITTLE, NEAR, RECIPES, Recipe, TURNS, TURNS_OF_FADING,
};
use super::parameters::search::{LEAST_SWEEPS, MORE_FOR_VARIATIONS};
use super::prices::PriceSearch;
use super::search::Search;
use super::setting::Setting;

impl Recipe {
    /// The same for a walk that begins at the best schedule.
    fn little(self) -> Self {
        Self {
            warm: self.warm * LITTLE,
            cold: self.cold * LITTLE,
            ..self
        }
    }

    fn least(&self) -> Least {
        Least {
            multiple: self.multiple,
            pressure: self.pressure,
        }
    }
}

/// What the recipes have brought so far.
#[derive(Debug, Default)]
pub(super) struct Recipes {
    /// Value that each reached last, from where the chain was.
    reached: [Option<i64>; RECIPES.len()],
    /// Times that a recipe was chosen to go far, to go a little, and to stay near.
    far: u64,
    little: u64,
    near: u64,
    /// Walks begun.
    walks: u64,
    /// What walks of each way have gained lately for what they cost: the one looks for new pathways of doctors whose diagram is relaxed, the other varies
    /// the pathways at hand.
    by_way: [f64; 2],
    /// Walks of each way, and what they cost.
    tried: [u64; 2],
    /// A schedule is known.
    has_schedule: bool,
    spent: [u64; 2],
    /// Walks of parts begun, and what each way to walk has gained lately for each re-pathing.
    parts: u64,
    gained: [f64; NEAR.len() + 2 * RECIPES.len()],
}

/// What one cycle is to do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cycle {
    recipe: Recipe,
    /// Number of the recipe if the walk tells what it is worth.
    judged: Option<usize>,
    sweeps: usize,
    /// Start from the best schedule known instead of the one at hand.
    from_best: bool,
    /// Guides fade while the walk closes, instead of falling away at once.
    fading: bool,
    /// Pathways of doctors whose diagram is relaxed are varied instead of looked for anew.
    varies: bool,
}

impl Recipes {
    /// The cycles take turns: one goes far, from where the chain is, one a little, from the best schedule, and one walks among schedules
    /// that are nearly as good. Cycles that go far take every recipe once, and then the recipes that reached most, the better ones more
    /// often.
    ///
    /// `variations` is how many sweeps that vary pathways cost as much as one that looks for them anew, if there is anything to vary.
    pub(super) fn cycle(
        &mut self,
        round: u64,
        chain: u64,
        sweeps: usize,
        variations: Option<usize>,
    ) -> Cycle {
        let kind = (round + chain) % 3;
        self.walks += 1;
        // Neither way to close is better everywhere, so they take turns of three.
        let fading = self.walks / TURNS_OF_FADING % 2 == 1;
        let varied = variations.filter(|_| self.varies(round));
        let varies = varied.is_some();
        let sweeps = sweeps * varied.unwrap_or(1);
        if kind == 2 && round > 1 {
            self.near += 1;
            return Cycle {
                recipe: NEAR[(self.near % NEAR.len() as u64) as usize],
                judged: None,
                sweeps,
                from_best: true,
                fading,
                varies,
            };
        }
        if kind == 1 && round > 1 {
            self.little += 1;
            let recipe = RECIPES[(self.little % RECIPES.len() as u64) as usize].little();
            return Cycle {
                recipe,
                judged: None,
                sweeps,
                from_best: true,
                fading,
                varies,
            };
        }
        let turn = self.far;
        self.far += 1;
        let number = if turn < RECIPES.len() as u64 {
            turn as usize
        } else {
            let mut by_value: Vec<usize> = (0..RECIPES.len()).collect();
            by_value.sort_by_key(|recipe| std::cmp::Reverse(self.reached[*recipe]));
            by_value[TURNS[turn as usize % TURNS.len()]]
        };
        Cycle {
            recipe: RECIPES[number],
            judged: Some(number),
            sweeps,
            from_best: false,
            fading,
            varies,
        }
    }

    /// A cycle for a part of the doctors, from the best schedule: every other one takes the way that has gained most lately.
    pub(super) fn of_part(&mut self, sweeps: usize) -> Cycle {
        let ways = NEAR.len() + 2 * RECIPES.len();
        self.parts += 1;
        let turn = (self.parts / 2) as usize;
        let best = self
            .gained
            .iter()
            .enumerate()
            .filter(|(_, gain)| **gain > 0.0)
            .max_by(|one, other| one.1.total_cmp(other.1).then(other.0.cmp(&one.0)));
        let way = match best {
            Some((best, _)) if self.parts.is_multiple_of(2) => best,
            _ => turn % ways,
        };
        let recipe = if way < NEAR.len() {
            NEAR[way]
        } else if way < NEAR.len() + RECIPES.len() {
            RECIPES[way - NEAR.len()].little()
        } else {
            RECIPES[way - NEAR.len() - RECIPES.len()]
        };
        Cycle {
            recipe,
            judged: Some(way),
            sweeps,
            from_best: true,
            fading: turn / ways % 2 == 1,
            varies: self.varies(turn as u64),
        }
    }

    /// Whether a walk varies pathways. Each way has a turn first; then the one that gained more lately has three turns of four. While there is no schedule
    /// both have their time, variations more of it.
    pub(super) fn varies(&self, round: u64) -> bool {
        let [anew, varied] = self.by_way;
        if self.tried[1] == 0 || self.tried[0] == 0 {
            return self.tried[1] == 0;
        }
        match anew.total_cmp(&varied) {
            std::cmp::Ordering::Equal if !self.has_schedule => {
                self.spent[1] <= self.spent[0].saturating_mul(MORE_FOR_VARIATIONS)
            }
            std::cmp::Ordering::Equal => round.is_multiple_of(2),
            better => (better == std::cmp::Ordering::Less) == (round % 4 != 3),
        }
    }

    /// Records what a walk that varied, or did not, cost and gained.
    pub(super) fn spend(&mut self, way: usize, cost: u64, values: [Option<i64>; 2]) {
        let [before, after] = values;
        self.has_schedule = after.is_some();
        let (Some(spent), Some(lately)) = (self.spent.get_mut(way), self.by_way.get_mut(way))
        else {
            return;
        };
        *spent = spent.saturating_add(cost);
        if let Some((before, after)) = before.zip(after) {
            *lately = f64::midpoint(
                *lately,
                after.saturating_sub(before) as f64 / cost.max(1) as f64,
            );
        }
    }

    /// Records what the cycle of a part gained for each re-pathing.
    pub(super) fn judge_part(&mut self, cycle: &Cycle, gain: f64) {
        let Some(way) = cycle.judged else { return };
        let mean = &mut self.gained[way];
        *mean = f64::midpoint(*mean, gain);
    }

    /// Records what a cycle reached.
    pub(super) fn judge(&mut self, cycle: &Cycle, reached: Option<i64>) {
        let way = usize::from(cycle.varies);
        self.tried[way] += 1;
        if let Some(number) = cycle.judged {
            self.reached[number] = reached;
        }
    }
}

impl Cycle {
    /// A cold one from where the chain is.
    pub(super) fn near(sweeps: usize) -> Self {
        Self {
            recipe: NEAR[0],
            judged: None,
            sweeps,
            from_best: false,
            fading: false,
            varies: false,
        }
    }

    /// With so many times fewer sweeps where pathways are looked for anew.
    pub(super) fn shortened(self, times: usize) -> Self {
        let sweeps = match self.varies {
            true => self.sweeps,
            false => (self.sweeps / times.max(1)).max(LEAST_SWEEPS.min(self.sweeps)),
        };
        Self { sweeps, ..self }
    }

    pub(super) fn varies(&self) -> bool {
        self.varies
    }
    /// True if the walk goes on from the best schedule of the chain, and keeps to the slots of joint events that it has.
    pub(super) fn starts_from_best(&self, chain: &Search) -> bool {
        self.from_best && chain.best.is_some()
    }
    pub(super) fn sweeps(&self) -> usize {
        self.sweeps
    }

    /// Walks from warm to cold, guided by the prices, then cold without guides to fill what is left; returns the best value on the way.
    pub(super) fn run(
        &self,
        chain: &mut Search,
        setting: Setting<'_>,
        prices: &PriceSearch,
        unit: f64,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<i64> {
        let recipe = &self.recipe;
        if self.starts_from_best(chain) {
            chain.return_to_best(setting);
            chain.keep_to_present(setting);
        }
        chain.reached = None;
        chain.varies = self.varies;
        // Penalties that one recipe has learnt would disturb the next one.
        chain.forget(setting);
        chain.take_private(&prices.private);
        let (warm, cold) = (unit * recipe.warm, unit * recipe.cold);
        chain.guide(setting, &prices.prices, recipe.share, recipe.least());
        for sweep in 0..self.sweeps {
            let progress = sweep as f64 / (self.sweeps - 1).max(1) as f64;
            let tau = warm * (cold / warm).powf(progress);
            if !chain.sweep(setting, tau, stop) {
                return chain.reached;
            }
            // Towards the end the rows count more and more, so that what is still broken closes.
            let late = 1.0 + LATE_PRESSURE * (progress - LATE).max(0.0) / (1.0 - LATE);
            chain.adapt(
                setting,
                &prices.prices,
                Least {
                    pressure: recipe.pressure * late,
                    ..recipe.least()
                },
            );
        }
        self.close(chain, setting, prices, unit, stop);
        chain.reached
    }

    /// Lets the hard rules count more and more until nothing else counts. Doctors who are in the way have time to move to another place
    /// instead of giving up a rotation.
    fn close(
        &self,
        chain: &mut Search,
        setting: Setting<'_>,
        prices: &PriceSearch,
        unit: f64,
        stop: &(dyn Fn() -> bool + Sync),
    ) {
        let sweeps = (self.sweeps / CLOSING.sweeps_of_one).clamp(CLOSING.least, CLOSING.most);
        let growth = (CLOSING.hard / CLOSING.soft).powf(1.0 / (sweeps - 1) as f64);
        let mut pressure = CLOSING.soft;
        chain.remember();
        for sweep in 1..=sweeps {
            // In the end without guides: an idle doctor breaks no limit.
            let share = if self.fading {
                self.recipe.share * (1.0 - sweep as f64 / sweeps as f64)
            } else {
                0.0
            };
            chain.guide(
                setting,
                &prices.prices,
                share,
                Least {
                    pressure,
                    ..self.recipe.least()
                },
            );
            if !chain.sweep(setting, unit * CLOSING.heat, stop) {
                break;
            }
            pressure *= growth;
        }
        chain.recall(setting);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_that_gained_more_lately_has_three_turns_of_four() {
        let mut recipes = Recipes {
            tried: [1, 1],
            ..Recipes::default()
        };
        let varied = |recipes: &Recipes| (0..8).filter(|round| recipes.varies(*round)).count();
        recipes.spend(1, 10, [Some(0), Some(40)]);
        assert_eq!(varied(&recipes), 6);
        recipes.spend(0, 10, [Some(40), Some(90)]);
        assert_eq!(varied(&recipes), 2);
        // What both reached counts for nothing: the one goes on without a gain.
        for _ in 0..4 {
            recipes.spend(0, 10, [Some(90), Some(90)]);
        }
        assert_eq!(varied(&recipes), 6);
    }
}
