//! A closer look: where nearly every doctor gets the best pathway there is, a sharper bound on the best scores may close the gap.

use super::engine::{Common, Next, PortfolioEngine};
use super::mark::Mark;
use super::parameters::closer::{EFFORT_GROWTH, NEAR, PART_OF_ALL};
use super::run::Run;
use crate::certificate::Prices;

/// The engine.
#[derive(Debug)]
pub(super) struct CloserLook;

impl PortfolioEngine for CloserLook {
    fn name(&self) -> &'static str {
        "closer look"
    }

    /// Also before the compact programme's early turn, which may take long where a look takes milliseconds.
    fn is_available(&self, run: &Run<'_>, _common: &Common) -> bool {
        pays(run)
    }

    /// One look, and closer ones as long as they are cheap.
    fn step(&mut self, run: &mut Run<'_>, _common: &mut Common) -> Next {
        let began = Mark::new(run.effort.work);
        while look(run) && run.is_done().is_none() && pays(run) {
            let cost = began.cost(&run.effort.limits, run.effort.work);
            if cost > run.effort.limits.spent(run.effort.work) / PART_OF_ALL {
                break;
            }
        }
        Next::Engine
    }
}

/// True if the bound rests on the best scores and is near to what is known.
fn pays(run: &Run<'_>) -> bool {
    let (Some(value), Some(bound)) = (run.known.value(), run.known.proven()) else {
        return false;
    };
    // In the solve of one component the rows are not those of the problem.
    let is_part = run.ground.pathways.len() < run.problem.doctors().len();
    let is_near = bound - value <= (bound / NEAR).abs();
    let rests_on_scores = run.known.bound.is_some() && !run.known.has_prices();
    !is_part && is_near && run.ground.formulation.can_refine() && rests_on_scores
}

/// One look; false if it was stopped.
fn look(run: &mut Run<'_>) -> bool {
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
    let Some(refined) = refined else {
        return false;
    };
    run.ground.formulation = refined;
    run.effort.work += run.ground.pass();
    let prices = Prices::zero(&run.ground.formulation, &run.ground.pathways, 1);
    if let Some(proven) = run.prove(prices) {
        run.known.offer_certified(proven);
    }
    true
}
