//! The programme of a stretch: who may spend how much time where, and what is asked for.

use super::own::{Cell, Doctor, Limit, Own, Side};
use super::reach::Reach;
use super::shared::{Shared, shared};
use super::stretch::Stretch;
use crate::diagram::Axis;
use crate::explain::finding::Term;
use crate::ids::{ActivityId, DoctorId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::Rule;
use std::collections::{BTreeMap, BTreeSet};

/// A limit on a sum of columns.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) side: Side,
    pub(super) bound: i64,
    /// Column and coefficient.
    pub(super) terms: Vec<(usize, i64)>,
    /// Rule that says so; none for presence.
    pub(super) rule: Option<RuleId>,
    /// Whom it is about, of a row that is not about everybody.
    class: Option<usize>,
}

/// Periods that some doctors, alike in everything that is counted, spend in an activity or at an event, all together.
#[derive(Clone, Debug)]
pub(super) struct Column {
    class: usize,
    /// None at an event.
    activity: Option<ActivityId>,
    pub(super) least: i64,
    pub(super) most: i64,
}

/// Rows that contradict each other, added up.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    /// Rows and how many times each counts, at least once; without any of them there is no contradiction.
    pub(super) rows: Vec<(usize, i64)>,
    /// Time that doctors have to spend elsewhere (positive) or can spend at most where it is asked for (negative), by column.
    pub(super) columns: Vec<(usize, i64)>,
    /// What is asked for in all.
    pub(super) asked: i64,
    /// What there is in all, less.
    pub(super) available: i64,
}

/// All rows of a stretch.
pub(super) struct Programme<'a> {
    problem: &'a Problem,
    classes: Vec<Vec<DoctorId>>,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
}

impl<'a> Programme<'a> {
    pub(super) fn new(
        problem: &'a Problem,
        axes: &[Axis],
        reach: &[Reach],
        stretch: &Stretch,
    ) -> Self {
        let shared: Vec<Shared> = problem
            .rules()
            .filter_map(|(id, rule)| shared(problem, id, rule, stretch))
            .collect();
        let mut classes: BTreeMap<Own, Vec<DoctorId>> = BTreeMap::new();
        for (index, axis) in axes.iter().enumerate() {
            let doctor = DoctorId::new(index);
            let own = Doctor::new(problem, doctor, axis, &reach[index], stretch).own(&shared);
            classes.entry(own).or_default().push(doctor);
        }
        let mut programme = Self {
            problem,
            classes: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
        };
        let mut shared_terms: Vec<Vec<(usize, i64)>> = vec![Vec::new(); shared.len()];
        for (own, doctors) in classes {
            programme.add_class(&own, doctors, &shared, &mut shared_terms);
        }
        for (rule, terms) in shared.iter().zip(shared_terms) {
            for (side, bound) in [(Side::AtLeast, rule.at_least), (Side::AtMost, rule.at_most)] {
                if let Some(bound) = bound {
                    programme.rows.push(Row {
                        side,
                        bound,
                        terms: terms.clone(),
                        rule: Some(rule.rule),
                        class: None,
                    });
                }
            }
        }
        programme
    }

    fn add_class(
        &mut self,
        own: &Own,
        doctors: Vec<DoctorId>,
        shared: &[Shared],
        shared_terms: &mut [Vec<(usize, i64)>],
    ) {
        let class = self.classes.len();
        let heads = i64::try_from(doctors.len()).unwrap_or(i64::MAX);
        let first = self.columns.len();
        for &Cell {
            activity,
            least,
            most,
        } in &own.cells
        {
            for (position, rule) in shared.iter().enumerate() {
                if own.counts[position] != 0 && rule.activities.contains(&activity) {
                    shared_terms[position].push((self.columns.len(), own.counts[position]));
                }
            }
            let (least, most) = (least.saturating_mul(heads), most.saturating_mul(heads));
            self.columns.push(Column {
                class,
                activity: Some(activity),
                least,
                most,
            });
        }
        for &(rule, least) in &own.events {
            let taken = least.saturating_mul(heads);
            let column = self.columns.len();
            self.columns.push(Column {
                class,
                activity: None,
                least: 0,
                most: own.available.saturating_mul(heads),
            });
            self.rows.push(Row {
                side: Side::AtLeast,
                bound: taken,
                terms: vec![(column, 1)],
                rule: Some(rule),
                class: Some(class),
            });
        }
        self.rows.push(Row {
            side: Side::AtMost,
            bound: own.available.saturating_mul(heads),
            terms: (first..self.columns.len())
                .map(|column| (column, 1))
                .collect(),
            rule: None,
            class: Some(class),
        });
        for Limit {
            rule,
            side,
            bound,
            activities,
        } in &own.limits
        {
            let cells = (first..).zip(&own.cells);
            let within = cells.filter(|(_, cell)| activities.contains(&cell.activity));
            self.rows.push(Row {
                side: *side,
                bound: bound.saturating_mul(heads),
                terms: within.map(|(column, _)| (column, 1)).collect(),
                rule: Some(*rule),
                class: Some(class),
            });
        }
        self.classes.push(doctors);
    }

    pub(super) fn coefficients(&self) -> usize {
        self.rows.iter().map(|row| row.terms.len() + 1).sum()
    }

    /// Equal for programmes that say the same.
    pub(super) fn signature(&self) -> Vec<i64> {
        let number = |index: usize| i64::try_from(index).unwrap_or(i64::MAX);
        let mut signature = Vec::new();
        for (class, doctors) in self.classes.iter().enumerate() {
            signature.extend(doctors.iter().map(|doctor| number(doctor.index())));
            signature.extend([-1, number(class)]);
        }
        for column in &self.columns {
            signature.extend([
                number(column.class),
                column
                    .activity
                    .map_or(-1, |activity| number(activity.index())),
                column.least,
                column.most,
            ]);
        }
        for row in &self.rows {
            signature.extend([
                -2,
                row.side as i64,
                row.bound,
                row.rule.map_or(-1, |rule| number(rule.index())),
            ]);
        }
        signature
    }

    /// The order in which rows are tried to be left out: those that explain least come first.
    pub(super) fn rank(&self, row: usize) -> u8 {
        let row = &self.rows[row];
        match (row.rule.map(|rule| self.problem.rule(rule)), row.side) {
            (Some(Rule::Requirement(_)), Side::AtLeast) => 1,
            (Some(Rule::Requirement(_)), Side::AtMost) => 3,
            (Some(Rule::Capacity(_) | Rule::Coverage(_)), Side::AtMost) => 2,
            (Some(Rule::Capacity(_) | Rule::Coverage(_)), Side::AtLeast) => 4,
            (Some(_), _) => 0,
            (None, _) => 5,
        }
    }

    /// The activities that a sum speaks of, ascending: those of the rules that ask for something.
    pub(super) fn activities(&self, sum: &Sum) -> Vec<ActivityId> {
        let asking = sum
            .rows
            .iter()
            .filter(|(row, _)| self.rows[*row].side == Side::AtLeast);
        let of_rule = |rule: RuleId| -> Vec<ActivityId> {
            let requirement = |index: usize| self.problem.requirement(index).activities.iter();
            let rule = self.problem.rule(rule);
            if let Rule::Capacity(rule) = rule {
                rule.activities.iter().collect()
            } else if let Rule::Coverage(rule) = rule {
                rule.activities.iter().collect()
            } else if let Rule::Requirement(rule) = rule {
                requirement(rule.requirement).collect()
            } else if let Rule::Elective(rule) = rule {
                rule.requirements
                    .iter()
                    .flat_map(|&index| requirement(index))
                    .collect()
            } else {
                Vec::new()
            }
        };
        asking
            .filter_map(|(row, _)| self.rows[*row].rule)
            .flat_map(of_rule)
            .collect::<BTreeSet<ActivityId>>()
            .into_iter()
            .collect()
    }

    /// True if a rule over doctors asks for somebody in the sum.
    pub(super) fn asks_for_staff(&self, sum: &Sum) -> bool {
        sum.rows.iter().any(|(row, _)| {
            self.rows[*row].side == Side::AtLeast && self.rows[*row].class.is_none()
        })
    }

    /// A sum in words of the problem: each rule with whom it asks and for how much.
    pub(super) fn terms(&self, sum: &Sum) -> Vec<Term> {
        let mut terms: BTreeMap<(bool, Option<RuleId>), (BTreeSet<DoctorId>, i64)> =
            BTreeMap::new();
        for &(index, times) in &sum.rows {
            let row = &self.rows[index];
            let entry = terms
                .entry((row.side == Side::AtMost, row.rule))
                .or_default();
            entry.1 = entry.1.saturating_add(row.bound.saturating_mul(times));
            if let Some(class) = row.class {
                entry.0.extend(&self.classes[class]);
            }
        }
        // The time of doctors who could be where somebody is asked for and whom no other row limits.
        for &(column, amount) in &sum.columns {
            let entry = terms.entry((amount < 0, None)).or_default();
            entry.0.extend(&self.classes[self.columns[column].class]);
            entry.1 = entry.1.saturating_add(amount.saturating_abs());
        }
        let term = |((is_limit, rule), (doctors, amount)): (
            (bool, Option<RuleId>),
            (BTreeSet<DoctorId>, i64),
        )| Term {
            is_limit,
            rule,
            doctors: doctors.into_iter().collect(),
            amount,
        };
        terms.into_iter().map(term).collect()
    }
}
