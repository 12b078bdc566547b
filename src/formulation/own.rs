//! Rows that speak of one doctor only.
//!
//! To every other row several doctors add, so that it needs a price. A row to which one doctor alone can add anything is a count along that doctor's
//! pathway, whatever rule wrote it: the doctor's diagram counts it, and the formulation does without it (`Formulation::leave_out_own`).
//!
//! Left as they are: rows of one step, which need no memory; rows that nobody can break; rows that a group couples, or in which slots or scores
//! count; rows in which something counts less than nothing, or activities do not count alike in all steps, or up to a great sum; and soft rows of a
//! doctor whose score counts in some row, as what the diagram charges is part of the score.

mod counted;

use super::Formulation;
use super::build::{add_rows, spans_periods};
use super::family::{DoctorWeights, Family};
use super::part::Numbers;
use super::row::{Row, RowId};
use crate::diagram::{Axis, BestScore, OwnRows, Pathways};
use crate::ids::DoctorId;
use crate::problem::Problem;
use counted::Counted;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// Who can add something to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Nobody,
    One(DoctorId),
    Several,
}

impl Owner {
    fn and(self, doctor: DoctorId) -> Self {
        match self {
            Self::Nobody => Self::One(doctor),
            Self::One(known) if known == doctor => self,
            Self::One(_) | Self::Several => Self::Several,
        }
    }
}

/// The rows of a problem that single doctors' diagrams count.
///
/// # Complexity
/// That of writing the rules whose rows span several periods; then for each of their families activities × periods of the first two doctors who can be there.
pub(crate) fn own_rows(problem: &Problem) -> OwnRows {
    let doctors = problem.doctors().len();
    let mut formulation = Formulation {
        periods: problem.horizon().len(),
        ..Formulation::default()
    };
    for (id, rule) in problem.rules().filter(|(_, rule)| spans_periods(rule)) {
        add_rows(rule, id, problem, &mut formulation);
    }
    if formulation.rows.is_empty() {
        return OwnRows::default();
    }
    formulation.leave_out_leave(problem);
    let axes = Axes::new(problem);
    let owners = owners(&formulation, problem, &axes);
    let mut owned: BTreeMap<DoctorId, Vec<RowId>> = BTreeMap::new();
    for (row, owner) in owners.iter().enumerate() {
        if let Owner::One(doctor) = owner {
            owned.entry(*doctor).or_default().push(RowId::new(row));
        }
    }
    if owned.is_empty() {
        return OwnRows::default();
    }
    formulation.index_doctors(doctors, problem.activities().len());
    let mut by_doctor = vec![Vec::new(); doctors];
    let scored = OnceCell::new();
    for (doctor, rows) in owned {
        let counts = Counted::by_row(&formulation, problem, (doctor, axes.of(doctor)));
        let stays = |row: &Row| {
            row.weight.is_some()
                && scored
                    .get_or_init(|| scored_doctors(problem))
                    .contains(&doctor)
        };
        let own = rows.into_iter().filter_map(|row| {
            let data = &formulation.rows[row.index()];
            let own = Counted::new(counts.get(&row)?)?.row(data)?;
            (!stays(data)).then_some(own)
        });
        by_doctor[doctor.index()].extend(own);
    }
    OwnRows::new(by_doctor)
}

/// The axes of doctors, made where they are asked for.
struct Axes<'a> {
    problem: &'a Problem,
    known: Vec<OnceCell<Axis>>,
}

impl<'a> Axes<'a> {
    fn new(problem: &'a Problem) -> Self {
        Self {
            problem,
            known: vec![OnceCell::new(); problem.doctors().len()],
        }
    }
    fn of(&self, doctor: DoctorId) -> &Axis {
        self.known[doctor.index()].get_or_init(|| Axis::new(self.problem, doctor))
    }
}

/// Who can add something to each row.
fn owners(formulation: &Formulation, problem: &Problem, axes: &Axes<'_>) -> Vec<Owner> {
    let mut owners = vec![Owner::Nobody; formulation.rows.len()];
    for (owner, row) in owners.iter_mut().zip(&formulation.rows) {
        if row.group.is_some() {
            *owner = Owner::Several;
        }
    }
    for family in &formulation.families {
        let slots = family.slots.iter().map(|entry| entry.2);
        let scores = family.scores.iter().map(|entry| entry.1);
        for row in slots.chain(scores) {
            owners[row.index()] = Owner::Several;
        }
        let mut rows = BTreeSet::new();
        if let Some(cells) = &family.cells {
            cells.each_row(|row, _| {
                rows.insert(row);
            });
        }
        let weighted: &mut dyn Iterator<Item = DoctorId> = match &family.doctors {
            DoctorWeights::Everybody => &mut problem.doctor_ids(),
            DoctorWeights::Some(list) => &mut list
                .iter()
                .filter(|entry| entry.1 != 0)
                .map(|entry| entry.0),
        };
        for doctor in weighted {
            rows.retain(|row| owners[row.index()] != Owner::Several);
            if rows.is_empty() {
                break;
            }
            for row in met(family, problem, (doctor, axes), &rows) {
                owners[row.index()] = owners[row.index()].and(doctor);
            }
        }
    }
    owners
}

/// Those of some rows of a family that a doctor can add something to.
fn met(
    family: &Family,
    problem: &Problem,
    (doctor, axes): (DoctorId, &Axes<'_>),
    rows: &BTreeSet<RowId>,
) -> BTreeSet<RowId> {
    let mut met = BTreeSet::new();
    let Some(cells) = &family.cells else {
        return met;
    };
    let eligible = problem.eligible(doctor).iter();
    for activity in eligible.filter(|activity| cells.may_count(*activity)) {
        for step in &axes.of(doctor).steps {
            let kept = step.kept.iter().filter(|_| family.keeps);
            for period in step.present.iter().chain(kept) {
                let counted = cells.rows(activity, *period).iter();
                met.extend(
                    counted
                        .map(|entry| entry.0)
                        .filter(|row| rows.contains(row)),
                );
                if met.len() == rows.len() {
                    return met;
                }
            }
        }
    }
    met
}

/// Doctors whose score counts in some row.
fn scored_doctors(problem: &Problem) -> BTreeSet<DoctorId> {
    let mut formulation = Formulation {
        periods: problem.horizon().len(),
        best_scores: vec![BestScore::default(); problem.doctors().len()],
        ..Formulation::default()
    };
    for (id, rule) in problem.rules() {
        add_rows(rule, id, problem, &mut formulation);
    }
    let scores = formulation
        .families
        .iter()
        .flat_map(|family| &family.scores);
    scores.map(|entry| entry.0).collect()
}

impl Formulation {
    /// Leaves out the rows that the diagrams count.
    pub(super) fn leave_out_own(&mut self, pathways: &Pathways) {
        let own = pathways.own_rows();
        if own.is_empty() {
            return;
        }
        let is_kept = |row: &Row| !own.has(row.rule, row.number);
        let kept = (0..self.rows.len())
            .filter(|row| is_kept(&self.rows[*row]))
            .map(RowId::new);
        let numbers = Numbers::of_rows(kept, (pathways.len(), self.rows.len()));
        self.rows.retain(is_kept);
        self.groups = self
            .groups
            .iter()
            .map(|group| numbers.group(group))
            .collect();
        self.families = self
            .families
            .iter()
            .filter_map(|family| numbers.family(family))
            .collect();
    }
}

#[cfg(test)]
mod tests;
