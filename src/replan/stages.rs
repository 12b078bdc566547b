//! The stages of a replanning: fewest doctors, then the value.

use super::floor::Floor;
use super::neighbourhood::Neighbourhood;
use super::outcome::{Ending, Replanned};
use super::part::{is_too_large, refused};
use super::request::Replan;
use super::run::Run;
use super::whole::LARGEST_COST;
use crate::check::check;
use crate::error::{Error, Result};
use crate::limits;
use crate::problem::edit::DraftEdit;
use crate::problem::{RuleDraft, rules};
use crate::solve::Solver;

impl Replan {
    /// Replans within the limits of `solver`.
    ///
    /// Its time and work limits are for all solves together. With a work limit and no time limit the result is the same on every
    /// machine. That there is no schedule is no error: see [`Replanned::ending`].
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// use medrota::{Solver, replan::Replan};
    ///
    /// let solver = Solver::new().work_limit(5_000);
    /// let mended = Replan::of(&problem, &schedule)?.solve(&solver)?;
    /// println!("{}: {} doctors disturbed, at least {}", mended.ending.as_str(), mended.doctors_changed(), mended.floor.doctors);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Solver::solve`]; as [`Scenario::apply`](crate::scenario::Scenario::apply) for the futures; [`ErrorKind::Option`](crate::ErrorKind::Option) for a negative limit or cost, a cost beyond 1,000,000,000, a
    /// cost with which values could add up to more than 2^62, or more to be kept than a problem may have rules;
    /// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for something to keep of a doctor or period that the problem does not have.
    ///
    /// # Complexity
    /// Linear in the problem, to look for what is broken, plus solves of the doctors around it.
    pub fn solve(&self, solver: &Solver) -> Result<Replanned> {
        if self.limits.period_cost < 0
            || self
                .limits
                .max_periods_per_doctor
                .is_some_and(|max| max < 0)
        {
            return Err(Error::option("a limit or cost of changes is negative"));
        }
        if self.limits.period_cost > LARGEST_COST {
            return Err(Error::option(format!(
                "a cost of changes is at most {LARGEST_COST}, as every number of a rule"
            )));
        }
        if self.futures.len() > limits::FUTURES {
            return Err(Error::option(format!(
                "{} futures are more than {}, the most there may be",
                self.futures.len(),
                limits::FUTURES
            )));
        }
        self.keeps
            .iter()
            .try_for_each(|keep| keep.ensure_known(&self.problem))?;
        self.ensure_cost_fits()?;
        Run::new(self, solver).run()
    }

    /// Refuses a cost of changes that takes the values of the problem beyond what one may have.
    fn ensure_cost_fits(&self) -> Result<()> {
        if self.limits.period_cost == 0 {
            return Ok(());
        }
        let mut edit: DraftEdit = DraftEdit::of(&self.problem);
        let costly = rules::Change {
            cost: self.limits.period_cost,
            ..rules::Change::default()
        };
        edit.add("replan/disturbed", RuleDraft::Change(costly));
        match edit.finish().0.validate() {
            Err(error) if is_too_large(&error) => Err(refused(error)),
            // Where nothing is published nothing costs anything.
            _ => Ok(()),
        }
    }
}

impl Run<'_> {
    fn run(mut self) -> Result<Replanned> {
        let published_report = check(self.problem, &self.standing.published);
        let kept_report = check(self.problem, &self.standing.kept);
        self.floor = Floor::new(self.problem, &self.standing, &kept_report);
        let broken = self.release_broken(&kept_report);
        let everybody = self.problem.doctor_ids();
        let moved = everybody.filter(|doctor| self.standing.is_moved(self.problem, *doctor));
        let concerned = broken.iter().map(|cell| cell.doctor).chain(moved);
        let mut near = Neighbourhood::new(self.problem, &self.standing, &self.floor, concerned);
        if self.too_many(self.floor.doctors) {
            return Ok(self.finish(Ending::Infeasible, None, published_report, &near, None));
        }
        if self.request.value_only {
            return self.value_alone(near, published_report);
        }
        let (ending, best) = self.fewest(&mut near, &kept_report)?;
        let Some(best) = best.filter(|best| !self.too_many(best.disturbed.len())) else {
            let is_impossible = self.too_many(self.floor.doctors)
                || ending == Ending::NothingFound && self.is_proven_impossible()?;
            let ending = if is_impossible {
                Ending::Infeasible
            } else {
                ending
            };
            return Ok(self.finish(ending, None, published_report, &near, None));
        };
        // Whoever asks for the fewest changes wants them soon, whatever they are worth.
        self.found = self.request.fewest_periods.then(|| self.began.elapsed());
        let best = self.fewest_periods(best, &near)?;
        let (best, bound) = self.best_value(best, &near)?;
        Ok(self.finish(Ending::Mended, Some(best), published_report, &near, bound))
    }
}
