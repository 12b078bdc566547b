//! The search as an engine: walks of all doctors, or of parts of a long horizon, from warm to cold.

use super::Phase;
use super::cycle::{Cycle, Recipes};
use super::engine::{Common, Next, PortfolioEngine};
use super::judge::judge;
use super::known::Incumbent;
use super::limits::Pace;
use super::mark::Mark;
use super::parameters::search::{
    BREAKING_OUT, CHAINS, LONG_FOR_ANY, LONGEST_WALK, MOVE_OF_BEAM, SHORT_WALK, VARIATIONS_OF_ONE,
    WALK_GROWTH, WORTH_WHILE_COOLING, WORTH_WHILE_WARM,
};
use super::parts::Parts;
use super::run::Run;
use super::search::Search;
use super::setting::Setting;
use crate::diagram::Beam;
use crate::ids::DoctorId;
use rayon::prelude::*;

/// Where the pace of walks of parts is kept.
const IN_PARTS: usize = 2;

/// The engine.
#[derive(Debug)]
pub(super) struct Walk {
    recipes: Recipes,
    parts: Parts,
    /// Sweeps of a walk once prices have cooled.
    long: usize,
    /// Of walks that look for pathways anew, of those that vary them, and of walks of parts.
    paces: [Pace; 3],
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
        let begun = (run.effort.limits.elapsed(), run.effort.work);
        let way = self.way(run, common);
        self.everybody(run, common, SHORT_WALK);
        self.paces[way] = Pace::of(
            SHORT_WALK,
            run.effort.limits.elapsed() - begun.0,
            run.effort.work - begun.1,
        );
        self.recipes.spend(
            way,
            self.paces[way].cost(&run.effort.limits),
            [None, run.known.value()],
        );
        common.course.round += 1;
    }

    /// While prices cool it comes when as much was spent on them as a walk is worth.
    fn is_available(&self, run: &Run<'_>, common: &Common) -> bool {
        let course = &common.course;
        let worth = match course.stages.is_warm() && run.known.best.is_some() {
            true => WORTH_WHILE_WARM,
            false => WORTH_WHILE_COOLING,
        };
        let pace = &self.paces[self.way(run, common)];
        let is_due = || pace.cost(&run.effort.limits) <= course.priced.saturating_mul(worth);
        !course.is_opening && (!course.is_pricing || is_due())
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
            let stays = chain.alone > 0 && chain.best.is_some();
            chain.alone = chain.alone.saturating_sub(1);
            if !stays && chain.best.as_ref().is_none_or(|own| own.value < best.value) {
                chain.adopt(best);
            }
        }
    }

    fn step(&mut self, run: &mut Run<'_>, common: &mut Common) -> Next {
        let before = run.known.value();
        let way = self.way(run, common);
        let sweeps = match common.course.is_pricing {
            true => self.due(run, common),
            false => self.paces[way].fitting(self.long, &run.effort.limits, run.effort.work),
        };
        let begun = (run.effort.limits.elapsed(), run.effort.work);
        let mark = Mark::new(run.effort.work);
        if common.course.is_in_parts {
            self.part(run, common, sweeps);
        } else {
            self.everybody(run, common, sweeps);
        }
        self.paces[way] = Pace::of(
            sweeps,
            run.effort.limits.elapsed() - begun.0,
            run.effort.work - begun.1,
        );
        if common.course.is_in_parts {
            self.judge_pass(run.known.value(), common);
        } else {
            self.judge_walk(run.known.value() == before, common);
        }
        let cost = mark.cost(&run.effort.limits, run.effort.work);
        self.recipes.spend(way, cost, [before, run.known.value()]);
        common.course.walked += cost;
        common.course.priced = 0;
        common.course.round += 1;
        Next::Engine
    }
}

impl Walk {
    /// How the next walk goes, as a position in the paces.
    fn way(&self, run: &Run<'_>, common: &Common) -> usize {
        if common.course.is_in_parts {
            return IN_PARTS;
        }
        let can_vary = run.effort.statistics.relaxed_diagrams > 0;
        usize::from(can_vary && self.recipes.varies(common.course.round))
    }

    /// Sweeps of a walk between stages of the prices: more where it is cheap and no schedule is known.
    fn due(&self, run: &Run<'_>, common: &Common) -> usize {
        let due = common.course.priced.saturating_mul(WORTH_WHILE_COOLING);
        match run.known.best.is_none() {
            true => self.paces[self.way(run, common)]
                .within(due, &run.effort.limits)
                .clamp(SHORT_WALK, LONG_FOR_ANY),
            false => SHORT_WALK,
        }
    }

    pub(super) fn new(setting: Setting<'_>) -> Self {
        let (recipes, parts) = (Recipes::default(), Parts::new(setting, CHAINS));
        Self {
            recipes,
            parts,
            long: 2 * SHORT_WALK,
            paces: Default::default(),
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
        let of_one = variations_of_one(chains, setting);
        let variations = (run.effort.statistics.relaxed_diagrams > 0)
            .then(|| of_one.clamp(1, VARIATIONS_OF_ONE) as usize);
        let dear = match looks_for_any {
            true => (of_one / VARIATIONS_OF_ONE).max(1) as usize,
            false => 1,
        };
        let cycles: Vec<Cycle> = (0..chains.len() as u64)
            .map(|chain| self.recipes.cycle(round, chain, sweeps, variations))
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
            dear,
            varied = chains.iter().map(|chain| chain.variations).sum::<u64>(),
            looked = ?(chains.iter().map(|chain| chain.beam.looked_at).sum::<u64>(), chains.iter().map(|chain| chain.variation.looked_at).sum::<u64>()),
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

/// How many variations have cost as much as a re-pathing by a beam; by what was looked at, so that it depends on no clock.
fn variations_of_one(chains: &[Search], setting: Setting<'_>) -> u64 {
    let sum = |of: fn(&Search) -> u64| chains.iter().map(of).sum::<u64>();
    let (repathings, variations) = (sum(|chain| chain.repathings), sum(|chain| chain.variations));
    let of_beams = sum(|chain| chain.beam.looked_at).checked_div(repathings);
    let of_variations = sum(|chain| chain.variation.looked_at).checked_div(variations);
    // Before the first beam, what one looks at usually.
    let beam = of_beams.filter(|looks| *looks > 0).unwrap_or_else(|| {
        let doctors = (0..setting.pathways.len()).map(DoctorId::new);
        let steps = doctors.map(|doctor| setting.pathways.axis(doctor).len());
        Beam::looks(steps.max().unwrap_or(0))
    });
    match of_variations {
        Some(variation) if variation > 0 => MOVE_OF_BEAM * beam / variation,
        _ => VARIATIONS_OF_ONE,
    }
}
