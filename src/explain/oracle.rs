//! Can these parts hold together? Answers come with what proves them, or not at all.

use super::chosen::Chosen;
use super::effort::Effort;
use super::enumerate::{Enumerated, enumerate};
use super::part::Part;
use super::rewrite::{Calendars, Recipe, Rewritten};
use super::row_keys::{RowKey, ray_of, row_keys};
use crate::certificate::{Certificate, Claim, Prices, evaluate};
use crate::check::check;
use crate::diagram::{BuildLimits, Pathways};
use crate::error::Result;
use crate::formulation::Formulation;
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::schedule::{Pathway, Schedule};
use crate::solve::{Engine, Exhausted, Solver, Termination};
use std::collections::BTreeMap;

/// What proves that there is no schedule.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Proof {
    /// Prices, verified in integers.
    Certificate,
    /// Every combination of the doctors' pathways was tried.
    Enumeration,
    /// What pathways come to in all is nothing that rows allow in all, number by number.
    Totals,
    /// A mixed-integer programme solved to its end, by the word of an LP backend.
    Backend,
}

impl Proof {
    /// As a word, the one that is serialised.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Enumeration => "enumeration",
            Self::Totals => "totals",
            Self::Backend => "backend",
        }
    }
}

impl std::fmt::Display for Proof {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What an [`Oracle`] knows of some parts.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// They hold together: the schedule was checked.
    Feasible(Schedule),
    /// They do not.
    Infeasible(Proof, Option<Certificate>),
    /// Neither was found out within the limits.
    Unknown,
}

impl Verdict {
    pub(super) fn is_infeasible(&self) -> bool {
        matches!(self, Self::Infeasible(..))
    }
}

/// Most arcs of an exact diagram.
const ARCS: usize = crate::solve::USUAL_ARCS;
/// Most arcs of a flow programme that is solved to its end.
const FLOW_ARCS: usize = 300;
/// Most arcs of a flow programme whose relaxation is solved for prices where enumeration has answered.
const PRICED_ARCS: usize = 1_000;
/// Relaxations solved in vain for prices before that is given up.
const FRUITLESS: usize = 4;
/// Most arcs of a flow programme whose relaxation is solved.
const RELAXED_ARCS: usize = 2_500;
/// Work of a hasty question where there is no other limit.
const HASTY: u64 = 5_000;
/// Work of a first look.
const GLANCE: u64 = 2_000;
/// Most proofs and schedules that are tried again.
const KEPT: usize = 24;

/// Answers questions about sets of parts of one problem, and remembers proofs and schedules that may answer the next one.
#[derive(Debug)]
pub(super) struct Oracle<'a> {
    pub(super) problem: &'a Problem,
    solver: Solver,
    rays: Vec<BTreeMap<RowKey, i64>>,
    schedules: Vec<Schedule>,
    /// Questions that took a solve.
    pub(super) solves: usize,
    /// Relaxations solved in vain for prices.
    fruitless: usize,
    /// Stays, leaves and attendances that earlier conflicts have.
    pub(super) given_up: Vec<Part>,
    /// What has been proven about sets of parts: a question that is asked again has an answer at least as good.
    proofs: BTreeMap<(bool, Vec<Part>), (Proof, Option<Certificate>)>,
    /// A checked schedule has contradicted a backend: no backend's word is taken any more.
    pub(super) is_backend_wrong: bool,
    /// What all questions have cost.
    pub(super) effort: Effort,
    /// Questions are asked although the limit of effort is reached.
    is_last: bool,
}

impl<'a> Oracle<'a> {
    /// An oracle that gives each question the solver's limits.
    pub(super) fn new(problem: &'a Problem, solver: &Solver) -> Self {
        Self {
            problem,
            solver: solver.clone(),
            rays: Vec::new(),
            schedules: Vec::new(),
            solves: 0,
            fruitless: 0,
            given_up: Vec::new(),
            proofs: BTreeMap::new(),
            is_backend_wrong: false,
            effort: Effort::new(),
            is_last: false,
        }
    }

    /// True if no further question is answered: all of them together have cost enough.
    pub(super) fn is_over(&self) -> bool {
        !self.is_last && self.effort.is_over(&self.solver)
    }
    /// True if time is up or the search was cancelled.
    pub(super) fn is_late(&self) -> bool {
        self.effort.is_late(&self.solver)
    }
    /// Asks the few questions with which a search ends, even if it has cost enough; a cancelled one asks nothing any more.
    pub(super) fn at_last<T>(&mut self, ask: impl FnOnce(&mut Self) -> T) -> T {
        let usual = std::mem::replace(
            &mut self.is_last,
            !self.solver.options().cancel.is_cancelled(),
        );
        let answer = ask(self);
        self.is_last = usual;
        answer
    }

    /// Keeps a schedule to try and to start from.
    pub(super) fn remember(&mut self, schedule: Schedule) {
        self.schedules.push(schedule);
    }

    /// Forgets what was proven: more is given up now.
    pub(super) fn forget_proofs(&mut self) {
        self.proofs.clear();
    }

    /// Asks with a tenth of the work.
    pub(super) fn in_a_hurry<T>(&mut self, ask: impl FnOnce(&mut Self) -> T) -> T {
        self.with_work(|work| work.map_or(HASTY, |work| (work / 10).max(1)), ask)
    }
    /// Asks with ten times the work.
    pub(super) fn patiently<T>(&mut self, ask: impl FnOnce(&mut Self) -> T) -> T {
        self.with_work(|work| work.unwrap_or(HASTY).saturating_mul(10), ask)
    }
    fn with_work<T>(
        &mut self,
        work: impl Fn(Option<u64>) -> u64,
        ask: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let other = self
            .solver
            .clone()
            .share_of_work(work(self.solver.options().work_limit));
        let usual = std::mem::replace(&mut self.solver, other);
        let answer = ask(self);
        self.solver = usual;
        answer
    }

    /// The problem with these parts, and with the calendars of all doctors whom they name: it has a schedule if the whole problem has one.
    pub(super) fn write(&self, parts: &[Part]) -> Result<Rewritten> {
        self.write_with(parts, Calendars::Kept)
    }
    /// The problem with these parts alone.
    pub(super) fn write_alone(&self, parts: &[Part]) -> Result<Rewritten> {
        self.write_with(parts, Calendars::Parts)
    }
    fn write_with(&self, parts: &[Part], calendars: Calendars) -> Result<Rewritten> {
        let chosen = Chosen::new(parts);
        Recipe {
            calendars,
            given_up: &self.given_up,
            ..Recipe::new(self.problem)
        }
        .write(|part| chosen.stance(part))
    }

    /// Can these parts hold together while the calendars of all doctors whom they name stay as they are? If not, the whole problem has no
    /// schedule.
    ///
    /// # Errors
    /// If an engine breaks.
    pub(super) fn ask(&mut self, parts: &[Part]) -> Result<Verdict> {
        self.ask_with(parts, Calendars::Kept)
    }
    /// Can these parts alone hold together?
    ///
    /// # Errors
    /// If an engine breaks.
    pub(super) fn ask_alone(&mut self, parts: &[Part]) -> Result<Verdict> {
        self.ask_with(parts, Calendars::Parts)
    }

    fn ask_with(&mut self, parts: &[Part], calendars: Calendars) -> Result<Verdict> {
        if self.is_over() {
            return Ok(Verdict::Unknown);
        }
        let mut key = (calendars == Calendars::Kept, parts.to_vec());
        key.1.sort_unstable();
        if let Some((
            proof @ (Proof::Certificate | Proof::Enumeration | Proof::Totals),
            certificate,
        )) = self.proofs.get(&key)
        {
            return Ok(Verdict::Infeasible(*proof, certificate.clone()));
        }
        let rewritten = match self.write_with(parts, calendars) {
            Ok(rewritten) => rewritten,
            Err(error) if error.is_input() => {
                crate::trace::debug!(%error, "a part of the problem does not stand alone");
                return Ok(Verdict::Unknown);
            }
            Err(error) => return Err(error),
        };
        let verdict = self.ask_rewritten(&rewritten)?;
        match &verdict {
            Verdict::Infeasible(proof, certificate) => {
                self.proofs.insert(key, (*proof, certificate.clone()));
            }
            // A checked schedule contradicts what a backend said.
            Verdict::Feasible(_) if self.proofs.remove(&key).is_some() => {
                self.is_backend_wrong = true;
                self.proofs.retain(|_, (proof, _)| *proof != Proof::Backend);
            }
            Verdict::Unknown => {
                if let Some((proof, certificate)) = self.proofs.get(&key) {
                    return Ok(Verdict::Infeasible(*proof, certificate.clone()));
                }
            }
            Verdict::Feasible(_) => {}
        }
        Ok(verdict)
    }

    /// Has the problem written a schedule?
    pub(super) fn ask_rewritten(&mut self, rewritten: &Rewritten) -> Result<Verdict> {
        let problem = &rewritten.problem;
        if let Some(known) = self
            .schedules
            .iter()
            .rev()
            .find_map(|schedule| fitted(problem, schedule))
        {
            return Ok(Verdict::Feasible(
                rewritten.restore(&known, self.problem.doctors().len()),
            ));
        }
        if self.is_over() {
            return Ok(Verdict::Unknown);
        }
        let stop = || !self.is_last && self.effort.is_late(&self.solver);
        let Some(pathways) =
            Pathways::build_until(None, problem, BuildLimits { arcs: ARCS }, &stop)
        else {
            return Ok(Verdict::Unknown);
        };
        self.effort.add_built(problem, &pathways);
        let formulation = Formulation::new(problem, &pathways);
        if let Some(certificate) = self.known_proof(rewritten, &pathways, &formulation) {
            return Ok(Verdict::Infeasible(Proof::Certificate, Some(certificate)));
        }
        self.solves += 1;
        let verdict = self.look_for(rewritten, &pathways, &formulation)?;
        match &verdict {
            Verdict::Feasible(schedule) => {
                self.schedules.push(schedule.clone());
                if self.schedules.len() > KEPT {
                    self.schedules.remove(0);
                }
            }
            Verdict::Infeasible(_, Some(certificate)) => {
                self.rays.push(ray_of(rewritten, &formulation, certificate));
                if self.rays.len() > KEPT {
                    self.rays.remove(0);
                }
            }
            Verdict::Infeasible(_, None) | Verdict::Unknown => {}
        }
        Ok(verdict)
    }

    /// An answer to a new question: what is quick is tried first.
    fn look_for(
        &mut self,
        rewritten: &Rewritten,
        pathways: &Pathways,
        formulation: &Formulation,
    ) -> Result<Verdict> {
        // A schedule that is easy to find is found before anything is enumerated.
        let mut verdict = self.with_work(
            |work| work.map_or(GLANCE, |work| work.min(GLANCE)),
            |oracle| oracle.solve(rewritten, Engine::Portfolio),
        )?;
        if matches!(
            verdict,
            Verdict::Unknown | Verdict::Infeasible(Proof::Backend, _)
        ) {
            verdict = self.enumerated(rewritten, pathways, formulation);
        }
        let doctors = (0..pathways.len()).map(DoctorId::new);
        let arcs: usize = doctors
            .map(|doctor| pathways.class(doctor).diagram.arc_count())
            .sum();
        if matches!(verdict, Verdict::Infeasible(Proof::Enumeration, _))
            && arcs <= PRICED_ARCS
            && self.fruitless < FRUITLESS
        {
            // Prices can be shown to somebody, and may answer the next question.
            match self.solve_flow(rewritten, false)? {
                priced @ Verdict::Infeasible(..) => verdict = priced,
                Verdict::Feasible(_) | Verdict::Unknown => self.fruitless += 1,
            }
        }
        if matches!(verdict, Verdict::Unknown) {
            verdict = self.solve(rewritten, Engine::Portfolio)?;
        }
        if matches!(verdict, Verdict::Unknown) && arcs <= RELAXED_ARCS {
            verdict = self.solve_flow(rewritten, arcs <= FLOW_ARCS)?;
        }
        Ok(verdict)
    }

    fn enumerated(
        &self,
        rewritten: &Rewritten,
        pathways: &Pathways,
        formulation: &Formulation,
    ) -> Verdict {
        let problem = &rewritten.problem;
        match enumerate(problem, pathways, formulation) {
            Enumerated::Found(schedule) if check(problem, &schedule).is_feasible() => {
                Verdict::Feasible(rewritten.restore(&schedule, self.problem.doctors().len()))
            }
            Enumerated::Nothing => Verdict::Infeasible(Proof::Enumeration, None),
            Enumerated::Found(_) | Enumerated::TooMany => Verdict::Unknown,
        }
    }

    /// The flow programme: to its end, or its relaxation alone, whose prices may prove that there is no schedule.
    fn solve_flow(&mut self, rewritten: &Rewritten, to_its_end: bool) -> Result<Verdict> {
        let solver = self.solver.clone().flow_column_limit(2 * RELAXED_ARCS);
        self.solve_with(
            rewritten,
            if to_its_end {
                solver.engine(Engine::Flow)
            } else {
                solver.flow_relaxation_only()
            },
        )
    }

    fn solve(&mut self, rewritten: &Rewritten, engine: Engine) -> Result<Verdict> {
        self.solve_with(rewritten, self.solver.clone().engine(engine))
    }

    fn solve_with(&mut self, rewritten: &Rewritten, solver: Solver) -> Result<Verdict> {
        let mut solver = self.effort.limited(&solver);
        if let Some(start) = self.schedules.last().or(self.problem.published()) {
            solver = solver.warm_start(fit(&rewritten.problem, start));
        }
        let outcome = solver.solve(&rewritten.problem)?;
        self.effort.add(outcome.statistics.work);
        Ok(match (outcome.termination, outcome.schedule) {
            (_, Some(schedule)) if check(&rewritten.problem, &schedule).is_feasible() => {
                Verdict::Feasible(rewritten.restore(&schedule, self.problem.doctors().len()))
            }
            (Termination::Infeasible, None) => match outcome.certificate {
                Some(certificate) if certificate.claim == Claim::Infeasible => {
                    Verdict::Infeasible(Proof::Certificate, Some(certificate))
                }
                _ if outcome.exhausted == Some(Exhausted::Totals) => {
                    Verdict::Infeasible(Proof::Totals, None)
                }
                _ if self.is_backend_wrong => Verdict::Unknown,
                _ => Verdict::Infeasible(Proof::Backend, None),
            },
            _ => Verdict::Unknown,
        })
    }

    /// A proof without prices, which says that some doctor has no pathway, or with those of an earlier question.
    fn known_proof(
        &self,
        rewritten: &Rewritten,
        pathways: &Pathways,
        formulation: &Formulation,
    ) -> Option<Certificate> {
        let keys = row_keys(rewritten, formulation);
        let none = BTreeMap::new();
        std::iter::once(&none)
            .chain(self.rays.iter().rev())
            .find_map(|ray| {
                let mut prices = Prices::zero(formulation, pathways, 0);
                for (row, key) in keys.iter().enumerate() {
                    prices.rows[row] = key.and_then(|key| ray.get(&key)).copied().unwrap_or(0);
                }
                let proves = evaluate(
                    formulation,
                    pathways,
                    rewritten.problem.activities().len(),
                    &prices,
                )
                .proves_infeasible();
                proves.then(|| {
                    Certificate::new(
                        &rewritten.problem,
                        formulation,
                        &prices,
                        Claim::Infeasible,
                        ARCS,
                    )
                })
            })
    }
}

/// A schedule of another question as one of this, if it keeps every rule.
fn fitted(problem: &Problem, schedule: &Schedule) -> Option<Schedule> {
    let fitted = fit(problem, schedule);
    check(problem, &fitted).is_feasible().then_some(fitted)
}

/// A schedule of another question as one of this: who is away does nothing, who is not asked attends nothing.
pub(super) fn fit(problem: &Problem, schedule: &Schedule) -> Schedule {
    let pathways = (0..problem.doctors().len()).map(|index| {
        let doctor = DoctorId::new(index);
        let pathway = schedule.pathway(doctor);
        let data = problem.doctor(doctor);
        let rotations = pathway
            .rotations()
            .iter()
            .filter(|rotation| data.first <= rotation.first && rotation.last <= data.last);
        let is_away = data
            .leaves
            .iter()
            .any(|leave| leave.away.contains(data.first))
            && data.first == data.last;
        let rotations = rotations.filter(|_| !is_away).copied().collect();
        let attends = |attendance: &&crate::schedule::Attendance| {
            problem.event(attendance.event).attendees.contains(doctor)
        };
        Pathway::new(
            rotations,
            pathway
                .attendances()
                .iter()
                .filter(attends)
                .copied()
                .collect(),
        )
    });
    Schedule::new(pathways.collect())
}
