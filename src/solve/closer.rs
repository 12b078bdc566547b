//! A closer look: where nearly every doctor gets the best pathway there is, a sharper bound on the best scores may close the gap.

use super::engine::{Common, Next, PortfolioEngine};
use super::mark::Mark;
use super::parameters::closer::{EFFORT_GROWTH, NEAR, PART_OF_ALL};
use super::run::Run;
use crate::certificate::Prices;
use crate::diagram::BestScore;
use crate::ids::DoctorId;

/// The engine.
#[derive(Debug, Default)]
pub(super) struct CloserLook {
    /// Whatever is found of best scores, they do not prove more than prices do.
    is_vain: bool,
}

impl PortfolioEngine for CloserLook {
    fn name(&self) -> &'static str {
        "closer look"
    }

    fn is_available(&self, run: &Run<'_>, _common: &Common) -> bool {
        !self.is_vain && pays(run)
    }

    /// One look, and closer ones as long as they are cheap.
    fn step(&mut self, run: &mut Run<'_>, _common: &mut Common) -> Next {
        let began = Mark::new(run.effort.work);
        while let Some(least) = look(run) {
            self.is_vain = run.known.proven().is_some_and(|bound| bound <= least);
            if self.is_vain || run.is_done().is_some() || !pays(run) {
                break;
            }
            let cost = began.cost(&run.effort.limits, run.effort.work);
            if cost > run.effort.limits.spent(run.effort.work) / PART_OF_ALL {
                break;
            }
        }
        Next::Engine
    }
}

/// True if the bound is near to what is known, and best scores can be looked at more closely.
fn pays(run: &Run<'_>) -> bool {
    let (Some(value), Some(bound)) = (run.known.value(), run.known.proven()) else {
        return false;
    };
    // In the solve of one component the rows are not those of the problem.
    let is_part = run.ground.pathways.len() < run.problem.doctors().len();
    let is_near = bound - value <= (bound / NEAR).abs();
    !is_part && is_near && run.ground.formulation.can_refine()
}

/// One look: what best scores may prove at best, the bound that they would prove if each were the best that is known; `None` if it was stopped or proves nothing.
fn look(run: &mut Run<'_>) -> Option<i64> {
    let ground = &run.ground;
    let effort = ground
        .formulation
        .score_effort
        .saturating_mul(EFFORT_GROWTH);
    let refined = ground
        .formulation
        .refined(run.problem, &ground.pathways, effort, &|| {
            run.effort.is_urgent()
        });
    run.ground.formulation = refined?;
    run.effort.work += run.ground.pass();
    let prices = Prices::zero(&run.ground.formulation, &run.ground.pathways, 1);
    let proven = run.prove(prices)?;
    crate::trace::debug!(effort, bound = proven.bound(), "closer look");
    let least = proven.bound().saturating_sub(unsettled(run));
    run.known.offer_certified(proven);
    Some(least)
}

/// By how much the bounds of best scores are above the best pathways that are known, together.
fn unsettled(run: &Run<'_>) -> i64 {
    let setting = run.ground.setting();
    let scores = setting.formulation.best_scores.iter().enumerate();
    let above = |(doctor, best): (usize, &BestScore)| {
        let doctor = DoctorId::new(doctor);
        let values = &setting.pathways.table(doctor).labels;
        let extra = setting.pathways.class(doctor).left_out_value(&best.labels);
        let known = best.labels.iter().map(|label| values[*label as usize]);
        match (best.exact, extra, best.labels.is_empty()) {
            (true, _, _) => 0,
            (false, Some(extra), false) => best.bound - known.sum::<i64>() - extra,
            // Nothing is known: it may be any number.
            (false, _, _) => i64::MAX,
        }
    };
    scores.map(above).fold(0, i64::saturating_add)
}
