//! How a formulation is written.

use super::Formulation;
use super::family::{CellTerms, DoctorWeights, Family};
use super::scores::{MOST_SCORE_EFFORT, SCORE_EFFORT, best_scores};
use super::shared::Shared;
use crate::diagram::{BestScore, Pathways, Stop};
use crate::ids::{DoctorId, PeriodId, RuleId};
use crate::problem::rules::{resolved_rules, with_rules};
use crate::problem::{Problem, Rule};
use std::sync::Arc;

impl Formulation {
    /// Writes every shared rule of the problem as rows.
    ///
    /// # Complexity
    /// The sum over rules of activities + places × periods + doctors they speak of.
    #[must_use]
    pub fn new(problem: &Problem, pathways: &Pathways) -> Self {
        Self::with_effort(problem, pathways, SCORE_EFFORT)
    }
    /// The same, with the best scores of doctors who share diagram and table with a similar problem taken over from there.
    /// `None` if `stop` says so in the meantime.
    pub(crate) fn new_on(
        known: Option<(&Self, &Pathways)>,
        problem: &Problem,
        pathways: &Pathways,
        stop: Stop<'_>,
    ) -> Option<Self> {
        let known = known.filter(|(formulation, _)| formulation.score_effort == SCORE_EFFORT);
        let same = |doctor: DoctorId| match known {
            Some((formulation, of)) if pathways.shares(of, doctor) => {
                formulation.best_scores.get(doctor.index())
            }
            _ => None,
        };
        let scores = best_scores(pathways, SCORE_EFFORT, &same, stop)?;
        (!stop()).then(|| Self::with_scores(problem, pathways, scores, SCORE_EFFORT))
    }
    /// The same with another effort for the best scores of doctors whose diagram is relaxed.
    pub(crate) fn with_effort(problem: &Problem, pathways: &Pathways, effort: usize) -> Self {
        let effort = effort.min(MOST_SCORE_EFFORT);
        let scores = best_scores(pathways, effort, &|_| None, &|| false).unwrap_or_default();
        Self::with_scores(problem, pathways, scores, effort)
    }
    /// Another effort for the best scores that are not exact yet; the rest of the formulation stays what it is.
    /// `None` if `stop` says so in the meantime.
    pub(crate) fn refined(
        &self,
        problem: &Problem,
        pathways: &Pathways,
        effort: usize,
        stop: Stop<'_>,
    ) -> Option<Self> {
        // More than a certificate may ask for is proven to nobody else.
        let effort = effort.min(MOST_SCORE_EFFORT);
        let exact = |doctor: DoctorId| {
            self.best_scores
                .get(doctor.index())
                .filter(|known| known.exact)
        };
        let scores = best_scores(pathways, effort, &exact, stop)?;
        Some(Self::with_scores(problem, pathways, scores, effort))
    }
    fn with_scores(
        problem: &Problem,
        pathways: &Pathways,
        best_scores: Vec<BestScore>,
        score_effort: usize,
    ) -> Self {
        let mut formulation = Self {
            periods: problem.horizon().len(),
            best_scores,
            score_effort,
            ..Self::default()
        };
        for (id, rule) in problem.rules() {
            add_rows(rule, id, problem, &mut formulation);
        }
        formulation.leave_out_own(pathways);
        formulation.leave_out_leave(problem);
        formulation.index_doctors(problem.doctors().len(), problem.activities().len());
        formulation.widen_ranges(pathways, problem.activities().len());
        formulation
    }
    /// Takes whoever is on leave within a rotation out of what counts the present.
    pub(super) fn leave_out_leave(&mut self, problem: &Problem) {
        if !problem.has_leave_activities() {
            return;
        }
        let of = |activity: &crate::problem::Activity| {
            Some((activity.leave_of?, activity.leave_periods.clone()))
        };
        let leave = Arc::new(problem.activities().iter().map(of).collect());
        // What was published is compared with what is planned, leave or not.
        let families = self
            .families
            .iter_mut()
            .filter(|family| !matches!(problem.rule(family.rule), Rule::Change(_)));
        for family in families {
            let keeps = family.keeps;
            family
                .cells
                .iter_mut()
                .for_each(|cells| cells.leave_out(&leave, keeps));
        }
    }
    /// Notes which families each doctor is in, and gathers what all doctors add alike.
    pub(super) fn index_doctors(&mut self, doctors: usize, activities: usize) {
        self.of_doctor = vec![Vec::new(); doctors];
        let (mut terms, mut kept) = (Vec::new(), Vec::new());
        for (index, family) in (0_u32..).zip(&self.families) {
            match (&family.doctors, &family.cells) {
                (DoctorWeights::Everybody, Some(cells)) if family.is_plain() => {
                    let at = cells.activities().flat_map(|activity| {
                        (0..self.periods).map(move |period| (activity, PeriodId::new(period)))
                    });
                    let entries = at.flat_map(|(activity, period)| {
                        let rows = cells.rows(activity, period).iter();
                        rows.map(move |&(row, coefficient)| {
                            (activity.index() as u32, period, row, coefficient)
                        })
                    });
                    let known = terms.len();
                    terms.extend(entries);
                    if family.keeps {
                        kept.extend_from_slice(&terms[known..]);
                    }
                }
                (DoctorWeights::Everybody, _) => self
                    .of_doctor
                    .iter_mut()
                    .for_each(|list| list.push((index, 1))),
                (DoctorWeights::Some(weights), _) => {
                    weights.iter().for_each(|(doctor, weight)| {
                        self.of_doctor[doctor.index()].push((index, *weight))
                    });
                }
            }
        }
        let places = || (0..activities).map(|index| index as u16).collect();
        self.universal = CellTerms::new(places(), activities, self.periods, terms);
        self.universal_kept = if kept.is_empty() {
            CellTerms::default()
        } else {
            CellTerms::new(places(), activities, self.periods, kept)
        };
        let reach: Vec<i128> = self.families.iter().map(Family::reach).collect();
        let of_doctor = self.of_doctor.iter().map(|families| {
            let reaches = families.iter().map(|(family, weight)| {
                reach[*family as usize].saturating_mul(i128::from(weight.unsigned_abs()).max(1))
            });
            reaches.fold(0, i128::saturating_add)
        });
        self.most_terms = of_doctor
            .max()
            .unwrap_or(0)
            .saturating_add(self.universal.reach());
    }
}

macro_rules! add_one {
    (shared $rule:ident $id:ident $problem:ident $formulation:ident) => {
        Shared::rows($rule, $id, $problem, $formulation)
    };
    // Personal rules are in the diagrams.
    (personal $rule:ident $id:ident $problem:ident $formulation:ident) => {{
        let _ = $rule;
    }};
}

macro_rules! add_each {
    (($added:ident $id:ident $problem:ident $formulation:ident) $($scope:ident $file:ident $name:ident;)*) => {
        match $added { $(Rule::$name(rule) => add_one!($scope rule $id $problem $formulation),)* }
    };
}

/// Adds the rows of a rule, if it is shared.
pub(super) fn add_rows(rule: &Rule, id: RuleId, problem: &Problem, formulation: &mut Formulation) {
    with_rules!(resolved_rules add_each (rule id problem formulation));
}

macro_rules! span_one {
    (shared $rule:ident) => {
        Shared::spans_periods($rule)
    };
    (personal $rule:ident) => {{
        let _ = $rule;
        false
    }};
}

macro_rules! span_each {
    (($asked:ident) $($scope:ident $file:ident $name:ident;)*) => {
        match $asked { $(Rule::$name(rule) => span_one!($scope rule),)* }
    };
}

/// True if a row of the rule may sum over several periods.
pub(super) fn spans_periods(rule: &Rule) -> bool {
    with_rules!(resolved_rules span_each (rule))
}
