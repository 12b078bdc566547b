//! What is within reach: arcs that no better schedule can use are left out, and what is left is solved to the end.
//!
//! Where prices prove a bound near the value, a doctor's pathway that loses more at these prices than the bound leaves is part of no better schedule
//! ([`within_reach`]). Often few arcs are left, and a mixed-integer programme over them ends the matter. Where too many are left, those that lose least,
//! with those of the schedule, are a neighbourhood of it.

use super::Exhausted;
use super::Phase;
use super::engine::{Common, Next, PortfolioEngine};
use super::flow::{DoctorFlow, FlowArc, FlowModel, backend_name};
use super::known::Incumbent;
use super::lp::LpOptions;
use super::options::Engine;
use super::parameters::reach::{
    FIRST_COLUMNS, LEAST_COLUMNS, LONGEST, MOST_ARCS, MOST_COLUMNS, MOST_COLUMNS_WITHOUT_CLOCK,
    SHARE_OF_TIME, SHORTEST,
};
use super::run::Run;
use crate::certificate::{Proven, Reach, evaluate_until, within_reach};
use crate::error::Result;
use crate::ids::DoctorId;
use std::time::Duration;

/// The engine: a turn for each pair of a value and a bound, and for each size of a neighbourhood.
#[derive(Debug)]
pub(super) struct WithinReach {
    /// Value, bound and size of the last turn.
    seen: Option<(i64, i64, usize)>,
    /// Arcs of the next neighbourhood.
    size: usize,
    /// Time of all turns.
    spent: Duration,
}

impl Default for WithinReach {
    fn default() -> Self {
        Self {
            seen: None,
            size: FIRST_COLUMNS,
            spent: Duration::ZERO,
        }
    }
}

impl PortfolioEngine for WithinReach {
    fn name(&self) -> &'static str {
        "reach"
    }

    fn is_available(&self, run: &Run<'_>, common: &Common) -> bool {
        let (course, known) = (&common.course, &run.known);
        let is_new = known
            .value()
            .zip(known.proven())
            .is_some_and(|(value, bound)| Some((value, bound, self.size)) != self.seen);
        !course.is_opening
            && !course.is_pricing
            && !course.is_listed
            && is_new
            && known.has_prices()
            && run.effort.options().engine == Engine::Portfolio
            && run.effort.statistics.relaxed_diagrams == 0
            && (run.effort.options().work_limit.is_some()
                || self.spent * SHARE_OF_TIME <= run.effort.limits.elapsed())
            && run.ground.arcs() <= MOST_ARCS
    }

    fn step(&mut self, run: &mut Run<'_>, _common: &mut Common) -> Next {
        let _span = crate::trace::info_span!("reach").entered();
        let (Some(value), Some(bound)) = (run.known.value(), run.known.proven()) else {
            return Next::Engine;
        };
        self.seen = Some((value, bound, self.size));
        let begun = run.effort.limits.elapsed();
        match run.solve_within_reach(value, self.size) {
            Ok(Ended::Gained | Ended::Nothing) => {}
            Ok(Ended::InVain) => self.size = (self.size + self.size / 2).min(MOST_COLUMNS),
            Ok(Ended::Stopped) => self.size = (self.size - self.size / 3).max(LEAST_COLUMNS),
            Err(error) => {
                crate::trace::warn!(%error, "the programme over what is within reach failed")
            }
        }
        self.spent += run.effort.limits.elapsed().saturating_sub(begun);
        run.is_done().map_or(Next::Engine, Next::End)
    }
}

/// What became of a turn.
enum Ended {
    /// A better schedule, or a better bound.
    Gained,
    /// Nothing better is there.
    InVain,
    /// It was not searched through.
    Stopped,
    /// There was nothing to search.
    Nothing,
}

/// Arcs to solve over.
struct Chosen {
    arcs: Vec<Vec<FlowArc>>,
    /// All that a better schedule can use is among them.
    is_all: bool,
}

impl Run<'_> {
    /// Solves over arcs within reach of a better schedule: all if they are not too many, else about `size`.
    ///
    /// # Errors
    /// If the backend refuses the programme.
    fn solve_within_reach(&mut self, value: i64, size: usize) -> Result<Ended> {
        let (Some(best), Some(proven)) = (&self.known.best, self.known.certified()) else {
            return Ok(Ended::Nothing);
        };
        let options = self.effort.options();
        // Under a work limit nothing may depend on the clock, so that programmes are small enough to be searched through.
        let is_timeless = options.work_limit.is_some();
        let most = if is_timeless {
            MOST_COLUMNS_WITHOUT_CLOCK
        } else {
            MOST_COLUMNS
        };
        self.effort.work += 2 * self.ground.pass();
        let Some(Chosen { arcs, is_all }) = self.within(proven, best, most, size.min(most)) else {
            return Ok(Ended::Nothing);
        };
        let setting = self.ground.setting();
        let Some(flow) = FlowModel::of_arcs(setting, arcs, most) else {
            return Ok(Ended::Nothing);
        };
        self.effort.work += flow.model.columns().len() as u64;
        let longest = self.effort.limits.elapsed().clamp(SHORTEST, LONGEST);
        let lp = LpOptions {
            seed: options.seed,
            threads: options.threads,
            cancel: Some(&options.cancel),
            time_limit: match (self.effort.limits.remaining(), is_timeless) {
                (left, true) => left,
                (left, false) => Some(left.map_or(longest, |left| (left / 2).min(longest))),
            },
            ..LpOptions::default()
        };
        let backend = options.backend();
        let solved = flow.solve(setting, backend, &lp, Some(best))?;
        crate::trace::debug!(
            value,
            is_all,
            columns = flow.model.columns().len(),
            found = solved.incumbent.as_ref().map(|found| found.value),
            bound = solved.bound,
            "reached"
        );
        if let Some(found) = solved.incumbent {
            self.known.offer_schedule(found);
        }
        let reached = self.known.value().unwrap_or(value);
        let is_over = solved.infeasible || solved.bound.is_some_and(|bound| bound <= reached);
        if is_all && is_over {
            self.known
                .offer_exhausted(reached, Exhausted::Programme(backend_name(backend)));
        }
        self.tell(Phase::Flow);
        Ok(match (reached > value, is_over) {
            (true, _) => Ended::Gained,
            (false, true) => Ended::InVain,
            (false, false) => Ended::Stopped,
        })
    }

    /// The arcs of all doctors that a schedule better than `best` can use, or, if they are more than `most`, about `size` of them: those that lose
    /// least, and those of `best`. `None` if nothing is known of a doctor, or more arcs than that lose nothing.
    fn within(
        &self,
        proven: &Proven,
        best: &Incumbent,
        most: usize,
        size: usize,
    ) -> Option<Chosen> {
        let setting = self.ground.setting();
        let (prices, formulation) = (proven.prices(), proven.formulation(setting.formulation)?);
        let evaluation = evaluate_until(
            &formulation,
            setting.pathways,
            setting.activities,
            prices,
            &|| self.effort.is_urgent(),
        );
        // Values are whole numbers.
        let spare = evaluation.spare(best.value.checked_add(1)?)?;
        let reach: Vec<Vec<Reach>> = within_reach(
            &formulation,
            setting.pathways,
            setting.activities,
            prices,
            spare,
        )
        .into_iter()
        .collect::<Option<_>>()?;
        let mut losses: Vec<i64> = reach.iter().flatten().map(|arc| arc.loss).collect();
        let (total, is_all) = (losses.len(), losses.len() <= most);
        let free = losses.iter().filter(|loss| **loss <= 0).count();
        let limit = if is_all {
            spare
        } else if free > most {
            return None;
        } else {
            (*losses.select_nth_unstable(size).1 - 1).max(0)
        };
        crate::trace::debug!(
            spare,
            denominator = prices.denominator,
            total,
            limit,
            "within reach"
        );
        let chosen = |(doctor, reach): (usize, Vec<Reach>)| {
            let arcs = reach.iter().map(|arc| FlowArc {
                from: arc.from,
                to: arc.to,
                label: arc.label,
            });
            let diagram = &setting.pathways.class(DoctorId::new(doctor)).diagram;
            let flow = DoctorFlow::of_arcs(arcs.collect(), diagram);
            let own = flow.trace(&best.labels[doctor]).unwrap_or_default();
            let arcs = flow.arcs.into_iter().zip(&reach).enumerate();
            arcs.filter(|(at, (_, reach))| reach.loss <= limit || own.contains(at))
                .map(|(_, (arc, _))| arc)
                .collect()
        };
        Some(Chosen {
            arcs: reach.into_iter().enumerate().map(chosen).collect(),
            is_all,
        })
    }
}
