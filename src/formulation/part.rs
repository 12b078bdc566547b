//! The formulation of one component by itself.

use super::Formulation;
use super::components::Component;
use super::family::{CellTerms, DoctorWeights, Family};
use super::group::Group;
use super::row::RowId;
use crate::ids::{DoctorId, Id};

/// New numbers of doctors and rows; none for those of other components.
pub(super) struct Numbers {
    doctors: Vec<Option<DoctorId>>,
    rows: Vec<Option<RowId>>,
}

impl Formulation {
    /// Rows, groups and best scores of one component, with its doctors and rows numbered from 0 in the same order.
    ///
    /// # Complexity
    /// As the formulation itself.
    pub(crate) fn part(&self, component: &Component, activities: usize) -> Self {
        let doctors = component
            .doctors
            .iter()
            .map(|doctor| DoctorId::new(*doctor as usize));
        let numbers = Numbers {
            doctors: renumber(doctors, self.of_doctor.len()),
            rows: renumber(component.rows.iter().copied(), self.rows.len()),
        };
        let groups: Vec<Group> = component
            .groups
            .iter()
            .map(|group| numbers.group(&self.groups[*group as usize]))
            .collect();
        let mut rows: Vec<_> = component
            .rows
            .iter()
            .map(|row| self.rows[row.index()].clone())
            .collect();
        rows.iter_mut().for_each(|row| row.group = None);
        for (number, group) in groups.iter().enumerate() {
            group
                .rows()
                .iter()
                .for_each(|row| rows[row.index()].group = Some(number as u32));
        }
        let mut part = Self {
            rows,
            groups,
            families: self
                .families
                .iter()
                .filter_map(|family| numbers.family(family))
                .collect(),
            best_scores: component
                .doctors
                .iter()
                .map(|doctor| self.best_scores[*doctor as usize].clone())
                .collect(),
            score_effort: self.score_effort,
            periods: self.periods,
            ..Self::default()
        };
        part.index_doctors(component.doctors.len(), activities);
        part
    }
}

/// New numbers of some of so many, in their order.
fn renumber<I: Id>(list: impl Iterator<Item = I>, all: usize) -> Vec<Option<I>> {
    let mut numbers = vec![None; all];
    list.enumerate()
        .for_each(|(number, old)| numbers[old.index()] = Some(I::from_index(number)));
    numbers
}

impl Numbers {
    /// Of all doctors, and of some of the rows.
    pub(super) fn of_rows(
        rows: impl Iterator<Item = RowId>,
        (doctors, all): (usize, usize),
    ) -> Self {
        Self {
            doctors: (0..doctors)
                .map(|doctor| Some(DoctorId::new(doctor)))
                .collect(),
            rows: renumber(rows, all),
        }
    }
    fn row(&self, row: RowId) -> Option<RowId> {
        self.rows[row.index()]
    }
    fn doctor(&self, doctor: DoctorId) -> Option<DoctorId> {
        self.doctors[doctor.index()]
    }

    /// All rows of a group are in one component.
    pub(super) fn group(&self, group: &Group) -> Group {
        let of = |rows: &[RowId]| rows.iter().filter_map(|row| self.row(*row)).collect();
        match group {
            Group::Minimum {
                rows,
                weight,
                at_least,
                most,
            } => Group::Minimum {
                rows: of(rows),
                weight: *weight,
                at_least: *at_least,
                most: *most,
            },
            Group::Range {
                rows,
                weight,
                at_most,
                most,
                least,
            } => Group::Range {
                rows: of(rows),
                weight: *weight,
                at_most: *at_most,
                most: *most,
                least: *least,
            },
            Group::OnlyOne { rows } => Group::OnlyOne { rows: of(rows) },
        }
    }

    /// What is left of a family in the component; `None` if nothing is.
    pub(super) fn family(&self, family: &Family) -> Option<Family> {
        let doctors = match &family.doctors {
            DoctorWeights::Everybody => DoctorWeights::Everybody,
            DoctorWeights::Some(weights) => DoctorWeights::Some(
                weights
                    .iter()
                    .filter_map(|(doctor, weight)| Some((self.doctor(*doctor)?, *weight)))
                    .collect(),
            ),
        };
        let cells = family.cells.as_ref().and_then(|cells| self.cells(cells));
        let slots = family
            .slots
            .iter()
            .filter_map(|&(event, slot, row, weight)| Some((event, slot, self.row(row)?, weight)));
        let scores = family.scores.iter().filter_map(|&(doctor, row, weight)| {
            Some((self.doctor(doctor)?, self.row(row)?, weight))
        });
        let (slots, scores): (Vec<_>, Vec<_>) = (slots.collect(), scores.collect());
        let nobody = matches!(&doctors, DoctorWeights::Some(weights) if weights.is_empty());
        if nobody && scores.is_empty() || cells.is_none() && slots.is_empty() && scores.is_empty() {
            return None;
        }
        Some(Family {
            rule: family.rule,
            doctors,
            halves: family.halves,
            keeps: family.keeps,
            cells,
            slots,
            scores,
        })
    }

    fn cells(&self, cells: &CellTerms) -> Option<CellTerms> {
        cells.keep(|row| self.row(row))
    }
}
