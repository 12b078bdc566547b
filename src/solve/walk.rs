//! The search as an engine: walks of all doctors, or of parts of a long horizon, from warm to cold.

use super::Phase;
use super::cycle::{Cycle, Recipes};
use super::engine::{Common, Next, PortfolioEngine};
use super::judge::judge;
use super::known::Incumbent;
use super::limits::Pace;
use super::mark::Mark;
use super::parameters::search::{
    BREAKING_OUT, CHAINS, LONGEST_WALK, MOVE_OF_BEAM, SHORT_WALK, VARIATIONS_OF_ONE, WALK_GROWTH,
};
use super::parts::Parts;
use super::run::Run;
use super::search::Search;
use super::setting::Setting;
use rayon::prelude::*;

/// The engine.
#[derive(Debug)]
pub(super) struct Walk {
    recipes: Recipes,
    parts: Parts,
    /// Sweeps of a walk once prices have cooled.
    long: usize,
    pace: Pace,
    /// The best value when all parts last had a turn.
    value_of_pass: Option<i64>,
}

impl PortfolioEngine for Walk {
    fn name(&self) -> &'static str {
        "search"
    }

    /// A first walk without prices, so that a schedule that is easy to find is there at once.
    fn open(&mut self, run: &mut Run<'_>, common: &mut Common) {
        self.take(run, common);
        self.everybody(run, common, SHORT_WALK);
        common.course.round += 1;
    }

    fn is_available(&self, _run: &Run<'_>, common: &Common) -> bool {
        !common.course.is_opening
    }

    /// Chains go on from the best schedule there is if their own is worse.
    fn take(&mut self, run: &Run<'_>, common: &mut Common) {
        let course = &mut common.course;
        course.is_in_parts = !course.is_opening
            && !course.is_pricing
            && !self.parts.is_empty()
            && run.known.best.is_some();
        let Some(best) = run.known.best.as_ref().filter(|_| !course.is_in_parts) else {
            return;
        };
        for chain in &mut common.chains {
            if chain.best.as_ref().is_none_or(|own| own.value < best.value) {
                chain.adopt(best);
            }
        }
    }

    fn step(&mut self, run: &mut Run<'_>, common: &mut Common) -> Next {
        let before = run.known.value();
        let sweeps = match common.course.is_pricing {
            true => SHORT_WALK,
            false => self
                .pace
                .fitting(self.long, &run.effort.limits, run.effort.work),
        };
        let begun = (run.effort.limits.elapsed(), run.effort.work);
        let mark = Mark::new(run.effort.work);
        if common.course.is_in_parts {
            self.part(run, common, sweeps);
        } else {
            self.everybody(run, common, sweeps);
        }
        self.pace = Pace::of(
            sweeps,
            run.effort.limits.elapsed() - begun.0,
            run.effort.work - begun.1,
        );
        if common.course.is_in_parts {
            self.judge_pass(run.known.value(), common);
        } else {
            self.judge_walk(run.known.value() == before, common);
        }
        common.course.walked += mark.cost(&run.effort.limits, run.effort.work);
        common.course.round += 1;
        Next::Engine
    }
}

impl Walk {
    pub(super) fn new(setting: Setting<'_>) -> Self {
        let (recipes, parts) = (Recipes::default(), Parts::new(setting, CHAINS));
        Self {
            recipes,
            parts,
            long: 2 * SHORT_WALK,
            pace: Pace::default(),
            value_of_pass: None,
        }
    }

    /// Walks grow longer while they bring nothing, every other time.
    fn judge_walk(&mut self, is_vain: bool, common: &mut Common) {
        let course = &mut common.course;
        let is_vain = is_vain && !course.is_pricing;
        if is_vain && (course.round + 1).is_multiple_of(2) {
            self.long = (self.long * WALK_GROWTH).min(LONGEST_WALK);
        }
        course.rounds_without_gain = if is_vain {
            course.rounds_without_gain + 1
        } else {
            0
        };
    }

    /// Gains are counted after a pass over all parts: a part that gains nothing says little about the others.
    fn judge_pass(&mut self, value: Option<i64>, common: &mut Common) {
        if self.parts.all_had_a_turn() {
            self.long = (self.long * WALK_GROWTH).min(LONGEST_WALK);
            let course = &mut common.course;
            course.rounds_without_gain = if value > self.value_of_pass {
                0
            } else {
                course.rounds_without_gain + 1
            };
            self.value_of_pass = value;
        }
    }

    /// One walk of everybody in all chains, by what the round of the course says.
    pub(super) fn everybody(&mut self, run: &mut Run<'_>, common: &mut Common, sweeps: usize) {
        let Common {
            unit,
            prices,
            chains,
            joint,
            course,
        } = common;
        let round = course.round;
        let _span = crate::trace::info_span!("search", round).entered();
        let (setting, limits) = (run.ground.setting(), &run.effort.limits);
        let before = work_of(chains);
        let looks_for_any = run.known.best.is_none();
        let can_vary = run.effort.statistics.relaxed_diagrams > 0;
        let dear = if looks_for_any { dearness(chains) } else { 1 };
        let cycles: Vec<Cycle> = (0..chains.len() as u64)
            .map(|chain| self.recipes.cycle(round, chain, sweeps, can_vary))
            .map(|cycle| cycle.shortened(dear))
            .collect();
        // Walks from a best schedule keep to the joint choices that it has.
        let mut held = Vec::new();
        for (number, (chain, cycle)) in chains.iter_mut().zip(&cycles).enumerate() {
            let own = !cycle.starts_from_best(chain);
            held.push(own.then(|| joint.next(number, looks_for_any && number == 1)));
            if let Some(held) = held.last().cloned().flatten() {
                chain.keep_to(held);
            }
        }
        let walk = |(number, (chain, cycle)): (usize, (&mut Search, &Cycle))| {
            // While there is no schedule, one chain looks for any.
            if looks_for_any && number == 1 {
                chain.varies = cycle.varies();
                chain.break_out(setting, BREAKING_OUT * cycle.sweeps(), &|| {
                    limits.is_urgent()
                });
                return chain.reached;
            }
            cycle.run(chain, setting, prices, *unit, &|| limits.is_urgent())
        };
        let reached: Vec<Option<i64>> = chains
            .par_iter_mut()
            .zip(&cycles)
            .enumerate()
            .map(walk)
            .collect();
        for (cycle, reached) in cycles.iter().zip(&reached) {
            self.recipes.judge(cycle, *reached);
        }
        for (reached, held) in reached.iter().zip(&held) {
            if let Some(held) = held {
                joint.judge(held, *reached);
            }
        }
        let after = work_of(chains);
        run.effort.work += after - before;
        run.effort.statistics.repathings = after;
        run.take_best(chains);
        crate::trace::debug!(
            repathings = after,
            bound = run.known.proven(),
            value = run.known.value(),
            "search"
        );
        run.tell(Phase::Search);
    }

    /// One walk of a part of the doctors in each chain, from the best schedule, kept where the part gains.
    fn part(&mut self, run: &mut Run<'_>, common: &mut Common, sweeps: usize) {
        let _span = crate::trace::info_span!("parts").entered();
        let Common {
            unit,
            prices,
            chains,
            ..
        } = common;
        let (setting, limits) = (run.ground.setting(), &run.effort.limits);
        let Some(base) = run.known.best.take() else {
            return;
        };
        let repathings =
            |chains: &[Search]| chains.iter().map(|chain| chain.repathings).sum::<u64>();
        let before = repathings(chains);
        let groups = self.parts.next_turn();
        let cycles: Vec<Cycle> = groups
            .iter()
            .map(|_| self.recipes.of_part(sweeps))
            .collect();
        chains
            .par_iter_mut()
            .zip(&groups)
            .zip(&cycles)
            .for_each(|((chain, group), cycle)| {
                chain.adopt(&base);
                chain.attend(group.to_vec());
                cycle.run(chain, setting, prices, *unit, &|| limits.is_urgent());
            });
        chains.iter_mut().for_each(Search::attend_all);
        let after = repathings(chains);
        run.effort.work += after - before;
        run.effort.statistics.repathings = after;
        let mut best = base.clone();
        for ((chain, group), cycle) in chains.iter().zip(&groups).zip(&cycles) {
            let found = chain.best.as_ref().filter(|found| found.value > base.value);
            let gain = found.map_or(0, |found| found.value - base.value);
            self.recipes
                .judge_part(cycle, gain as f64 / (group.len() * sweeps).max(1) as f64);
            let Some(found) = found else { continue };
            // The gains of both chains are kept together if no shared row is against it.
            let mut labels = best.labels.clone();
            for &doctor in *group {
                labels[doctor as usize].clone_from(&found.labels[doctor as usize]);
            }
            if let Some(value) = judge(setting, &labels)
                .value
                .filter(|value| *value > best.value)
            {
                best = Incumbent { value, labels };
            }
        }
        crate::trace::debug!(sweeps, before = base.value, after = best.value, "parts");
        run.known.best = Some(best);
        run.tell(Phase::Search);
    }
}

/// Re-pathings of all chains, as work.
fn work_of(chains: &[Search]) -> u64 {
    chains
        .iter()
        .map(|chain| chain.repathings + chain.variations / VARIATIONS_OF_ONE)
        .sum()
}

/// How many times as dear as [`VARIATIONS_OF_ONE`] variations a re-pathing has been, at least once; by what was looked at, so that it depends on no clock.
fn dearness(chains: &[Search]) -> usize {
    let sum = |of: fn(&Search) -> u64| chains.iter().map(of).sum::<u64>();
    let (repathings, variations) = (sum(|chain| chain.repathings), sum(|chain| chain.variations));
    let of_beams = sum(|chain| chain.beam.looked_at).checked_div(repathings);
    let of_variations = sum(|chain| chain.variation.looked_at).checked_div(variations);
    match (of_beams, of_variations) {
        (Some(beam), Some(variation)) if variation > 0 => {
            (MOVE_OF_BEAM * beam / (variation * VARIATIONS_OF_ONE)).max(1) as usize
        }
        _ => 1,
    }
}
