//! Shared rules as linear rows over the doctors' pathways, one file a family.
//!
//! A row sums **usage**: over cells (a doctor present in an activity in a period), over attendances of slots, and over doctors' scores.
//! Its [`Shape`] says which sums are allowed; a [`Group`] couples several rows. Every row is tagged with its rule.

mod branch;
mod charge;
mod components;
mod family;
mod part;
mod range;
mod row;
mod shared;

use crate::problem::rules::{resolved_rules, with_rules};

macro_rules! declare {
    (shared $file:ident) => {
        mod $file;
    };
    (personal $file:ident) => {};
}
macro_rules! declare_each {
    (() $($scope:ident $file:ident $name:ident;)*) => {
        $(declare!($scope $file);)*
    };
}
with_rules!(resolved_rules declare_each ());

pub(crate) use charge::{ChargeBuffer, PriceTable, RowUsage};
pub(crate) use components::{Component, Components};
pub use family::{CellTerms, DoctorWeights, Family};
pub(crate) use row::Greatest;
pub use row::{Gap, Group, Row, RowId, Shape};
use shared::Shared;

use crate::diagram::{BestScore, Pathways, Stop, best_score};
use crate::ids::{ActivityId, DoctorId, PeriodId, RuleId};
use crate::problem::rule::{ActivitySet, Scope};
use crate::problem::{Presence, Problem, Rule};

/// The rows of a problem's shared rules.
#[derive(Clone, Debug, Default)]
pub struct Formulation {
    pub(crate) rows: Vec<Row>,
    pub(crate) families: Vec<Family>,
    pub(crate) groups: Vec<Group>,
    /// Families of each doctor with the weight that the doctor has there; those of everybody with weight 1 are in `universal`.
    pub(crate) of_doctor: Vec<Vec<(u32, i64)>>,
    /// The cells of all families in which every doctor has weight 1 and presence does not matter, an activity a place.
    pub(crate) universal: CellTerms,
    /// The best that each doctor can get: no schedule gives a higher score.
    pub(crate) best_scores: Vec<BestScore>,
    /// Partial paths that were taken up for each best score.
    pub(crate) score_effort: usize,
    pub(crate) periods: usize,
    /// No sum of coefficients that one doctor meets, taken as positive, is greater: over all cells of an activity, slots and scores.
    pub(crate) most_terms: i128,
    components: components::Remembered,
}

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
    pub(crate) fn new_on(known: Option<(&Self, &Pathways)>, problem: &Problem, pathways: &Pathways, stop: Stop<'_>) -> Option<Self> {
        let known = known.filter(|(formulation, _)| formulation.score_effort == SCORE_EFFORT);
        let same = |doctor: DoctorId| match known {
            Some((formulation, of)) if pathways.shares(of, doctor) => formulation.best_scores.get(doctor.index()),
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
    pub(crate) fn refined(&self, problem: &Problem, pathways: &Pathways, effort: usize, stop: Stop<'_>) -> Option<Self> {
        let exact = |doctor: DoctorId| self.best_scores.get(doctor.index()).filter(|known| known.exact);
        let scores = best_scores(pathways, effort, &exact, stop)?;
        Some(Self::with_scores(problem, pathways, scores, effort))
    }
    /// True if a greater effort may lower a best score.
    pub(crate) fn can_refine(&self) -> bool {
        self.score_effort < MOST_SCORE_EFFORT && self.best_scores.iter().any(|score| !score.exact)
    }
    fn with_scores(problem: &Problem, pathways: &Pathways, best_scores: Vec<BestScore>, score_effort: usize) -> Self {
        let mut formulation = Self { periods: problem.horizon().len(), best_scores, score_effort, ..Self::default() };
        for (id, rule) in problem.rules() {
            add_rows(rule, id, problem, &mut formulation);
        }
        formulation.index_doctors(problem.doctors().len(), problem.activities().len());
        formulation.widen_ranges(pathways, problem.activities().len());
        formulation
    }
    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
    /// Who has nothing to do with whom. Computed once, as [`Components::new`].
    pub(crate) fn components(&self, pathways: &Pathways) -> &Components {
        self.components.get_or(|| Components::new(self, pathways))
    }
    /// The groups that couple rows.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }
    /// A row's name: the rule's id and the row's number within the rule, 1 the first. [`UNKNOWN`](crate::problem::UNKNOWN) for a row of another
    /// formulation, beyond the last.
    #[must_use]
    pub fn row_name(&self, problem: &Problem, row: RowId) -> String {
        let Some(row) = self.rows.get(row as usize) else { return crate::problem::UNKNOWN.to_owned() };
        format!("{}#{}", problem.rule_key(row.rule), row.number + 1)
    }

    pub(super) fn add_row(&mut self, rule: RuleId, shape: Shape, weight: Option<i64>) -> RowId {
        let number = match self.rows.last() {
            Some(last) if last.rule == rule => last.number + 1,
            _ => 0,
        };
        self.rows.push(Row { rule, number, shape, weight, group: None });
        self.rows.len() as RowId - 1
    }

    pub(super) fn add_group(&mut self, group: Group) {
        let index = self.groups.len() as u32;
        for &row in group.rows() {
            self.rows[row as usize].group = Some(index);
        }
        self.groups.push(group);
    }

    fn index_doctors(&mut self, doctors: usize, activities: usize) {
        self.of_doctor = vec![Vec::new(); doctors];
        let mut terms = Vec::new();
        for (index, family) in self.families.iter().enumerate() {
            match (&family.doctors, &family.cells) {
                (DoctorWeights::Everybody, Some(cells)) if family.is_plain() => {
                    for activity in cells.activities() {
                        for period in (0..self.periods).map(PeriodId::new) {
                            let rows = cells.rows(activity, period).iter();
                            terms.extend(rows.map(|&(row, coefficient)| (activity.index() as u32, period, row, coefficient)));
                        }
                    }
                }
                (DoctorWeights::Everybody, _) => self.of_doctor.iter_mut().for_each(|list| list.push((index as u32, 1))),
                (DoctorWeights::Some(weights), _) => {
                    weights.iter().for_each(|(doctor, weight)| self.of_doctor[doctor.index()].push((index as u32, *weight)));
                }
            }
        }
        self.universal = CellTerms::new((0..activities).map(|index| index as u16).collect(), activities, self.periods, terms);
        let reach: Vec<i128> = self.families.iter().map(Family::reach).collect();
        let of_doctor = self.of_doctor.iter().map(|families| {
            let reaches =
                families.iter().map(|(family, weight)| reach[*family as usize].saturating_mul(i128::from(weight.unsigned_abs()).max(1)));
            reaches.fold(0, i128::saturating_add)
        });
        self.most_terms = of_doctor.max().unwrap_or(0).saturating_add(self.universal.reach());
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
fn add_rows(rule: &Rule, id: RuleId, problem: &Problem, formulation: &mut Formulation) {
    with_rules!(resolved_rules add_each (rule id problem formulation));
}

/// Partial paths taken up at first for the best score of a doctor, and the most that are ever.
const SCORE_EFFORT: usize = 1_000;
const MOST_SCORE_EFFORT: usize = 1_000_000;

/// The best score of each doctor; those that are `known` are taken over. `None` if `stop` says so in the meantime.
fn best_scores<'a>(
    pathways: &Pathways,
    effort: usize,
    known: &(dyn Fn(DoctorId) -> Option<&'a BestScore> + Sync),
    stop: Stop<'_>,
) -> Option<Vec<BestScore>> {
    use rayon::prelude::*;
    let doctors: Vec<DoctorId> = (0..pathways.len()).map(DoctorId::new).collect();
    let best = |&doctor: &DoctorId| match known(doctor) {
        _ if stop() => None,
        Some(known) => Some(known.clone()),
        None => Some(best_score(pathways.class(doctor), &pathways.table(doctor).labels, effort).unwrap_or_default()),
    };
    doctors.par_iter().map(best).collect()
}

/// Number of places of a scope, and the place of each activity.
fn places_of(problem: &Problem, scope: Scope) -> (usize, Vec<u16>) {
    let (count, place): (usize, fn(&crate::problem::Activity, usize) -> usize) = match scope {
        Scope::Activity => (problem.activities().len(), |_, index| index),
        Scope::Department => (problem.departments().len(), |activity, _| activity.department.index()),
        Scope::Hospital => (problem.hospitals().len(), |activity, _| activity.hospital.index()),
    };
    (count, problem.activities().iter().enumerate().map(|(index, activity)| place(activity, index) as u16).collect())
}

/// True if a doctor is there in a period by the calendar alone.
fn is_available(problem: &Problem, doctor: DoctorId, period: PeriodId) -> bool {
    matches!(problem.presence(doctor, period), Presence::Half | Presence::Full)
}

/// Places of a scope, without the activities outside `activities`.
fn places_within(problem: &Problem, scope: Scope, activities: &ActivitySet) -> (usize, Vec<u16>) {
    let (count, mut place_of) = places_of(problem, scope);
    for (index, place) in place_of.iter_mut().enumerate() {
        if !activities.contains(ActivityId::new(index)) {
            *place = u16::MAX;
        }
    }
    (count, place_of)
}

/// The shape of a row that a group limits.
const ANY: Shape = Shape::Interval { lower: None, upper: None };
