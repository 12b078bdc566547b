//! Components: doctors whom no shared row connects are solved apart.
//!
//! What one component does is no matter to another: each keeps its own best pathways, whatever the others are at, and each is bounded by the prices that
//! are best for it. A walk of everybody at once is thereby a walk of each by itself.

use super::prices::Setting;
use super::search::Incumbent;
use crate::certificate::{Prices, Terms};
use crate::diagram::{Place, Weights};
use crate::formulation::Shape;
use crate::ids::DoctorId;
use petgraph::unionfind::UnionFind;

/// Doctors, rows and groups by component; there is at least one.
#[derive(Clone, Debug)]
pub(crate) struct Components {
    of_doctor: Vec<u32>,
    of_row: Vec<u32>,
    of_group: Vec<u32>,
    /// Groups of each component.
    groups: Vec<Vec<u32>>,
}

impl Components {
    /// The components of a setting, numbered by their first doctors. Rows that nobody can break connect nobody.
    ///
    /// # Complexity
    /// The sum over doctors of labels × steps, and of places × periods of presence × rows of a cell.
    pub(super) fn new(setting: Setting<'_>) -> Self {
        let formulation = setting.formulation;
        let (doctors, rows) = (setting.pathways.len(), formulation.rows.len());
        let connects = can_be_broken(setting);
        // Doctors first, then rows.
        let mut union = UnionFind::<usize>::new(doctors + rows);
        for doctor in 0..doctors {
            each_use(setting, DoctorId::new(doctor), |row, _, _| {
                if connects[row] {
                    union.union(doctor, doctors + row);
                }
            });
        }
        for group in &formulation.groups {
            for pair in group.rows().windows(2) {
                union.union(doctors + pair[0] as usize, doctors + pair[1] as usize);
            }
        }
        let mut number = vec![u32::MAX; doctors + rows];
        let mut count = 0;
        let of_doctor: Vec<u32> = (0..doctors)
            .map(|doctor| {
                let root = union.find(doctor);
                if number[root] == u32::MAX {
                    number[root] = count;
                    count += 1;
                }
                number[root]
            })
            .collect();
        // What nobody is connected with has to be somewhere.
        let of_row: Vec<u32> =
            (0..rows).map(|row| Some(number[union.find(doctors + row)]).filter(|at| *at != u32::MAX).unwrap_or(0)).collect();
        let of_group: Vec<u32> =
            formulation.groups.iter().map(|group| group.rows().first().map_or(0, |row| of_row[*row as usize])).collect();
        let mut groups = vec![Vec::new(); count.max(1) as usize];
        for (group, &component) in of_group.iter().enumerate() {
            groups[component as usize].push(group as u32);
        }
        Self { of_doctor, of_row, of_group, groups }
    }

    /// Number of components, at least 1.
    pub(super) fn len(&self) -> usize {
        self.groups.len()
    }
    pub(super) fn of_doctor(&self, doctor: usize) -> usize {
        self.of_doctor[doctor] as usize
    }
    pub(super) fn of_row(&self, row: usize) -> usize {
        self.of_row[row] as usize
    }
    pub(super) fn of_group(&self, group: usize) -> usize {
        self.of_group[group] as usize
    }
    /// Groups of a component.
    pub(super) fn groups(&self, component: usize) -> &[u32] {
        &self.groups[component]
    }

    /// Puts the best of each component together from schedules with their values by component; `None` if some component has none.
    pub(super) fn merge<'a>(&self, schedules: impl Iterator<Item = (&'a [Option<i64>], &'a [Vec<u32>])>) -> Option<Incumbent> {
        let mut best: Vec<Option<(i64, &[Vec<u32>])>> = vec![None; self.len()];
        for (values, labels) in schedules {
            for (best, value) in best.iter_mut().zip(values) {
                if let Some(value) = *value
                    && best.is_none_or(|best| best.0 < value)
                {
                    *best = Some((value, labels));
                }
            }
        }
        let best: Vec<(i64, &[Vec<u32>])> = best.into_iter().collect::<Option<_>>()?;
        let labels = (0..self.of_doctor.len()).map(|doctor| best[self.of_doctor(doctor)].1[doctor].clone()).collect();
        Some(Incumbent { value: best.iter().map(|best| best.0).sum(), labels })
    }

    /// What prices prove for each component, in units of 1 / denominator; `None` where somebody has no pathway.
    fn totals(&self, terms: &Terms) -> Vec<Option<i128>> {
        let mut totals = vec![Some(0); self.len()];
        let mut add = |component: usize, term: Option<i128>| {
            let total: &mut Option<i128> = &mut totals[component];
            *total = total.zip(term).map(|(total, term)| total + term);
        };
        terms.rows.iter().enumerate().for_each(|(row, term)| add(self.of_row(row), Some(*term)));
        terms.groups.iter().enumerate().for_each(|(group, term)| add(self.of_group(group), Some(*term)));
        terms.doctors.iter().enumerate().for_each(|(doctor, term)| add(self.of_doctor(doctor), *term));
        totals
    }
}

/// The best prices of each component so far, at one denominator.
#[derive(Clone, Debug)]
pub(super) struct BestPrices {
    prices: Prices,
    totals: Vec<Option<i128>>,
}

impl BestPrices {
    /// Nothing known yet, at a denominator that all those in use divide.
    pub(super) fn new(setting: Setting<'_>, components: &Components, denominator: i64) -> Self {
        Self { prices: Prices::zero(setting.formulation, setting.pathways, denominator), totals: vec![None; components.len()] }
    }

    /// Takes prices over for the components for which they prove more; all prices together if some did.
    pub(super) fn offer(&mut self, components: &Components, prices: &Prices, terms: &Terms) -> Option<&Prices> {
        let scale = self.prices.denominator / prices.denominator.max(1);
        let mut better = vec![false; components.len()];
        for (component, total) in components.totals(terms).into_iter().enumerate() {
            let Some(total) = total.map(|total| total * i128::from(scale)) else { continue };
            if self.totals[component].is_none_or(|known| total < known) {
                self.totals[component] = Some(total);
                better[component] = true;
            }
        }
        if !better.contains(&true) {
            return None;
        }
        for (row, (own, price)) in self.prices.rows.iter_mut().zip(&prices.rows).enumerate() {
            if better[components.of_row(row)] {
                *own = price.checked_mul(scale)?;
            }
        }
        Some(&self.prices)
    }
}

/// An amount that is not worth finding out; like everything negative it may break a row.
const UNKNOWN: i64 = -1;

/// Rows that some choice of pathways may break, or whose cost it may change.
fn can_be_broken(setting: Setting<'_>) -> Vec<bool> {
    let rows = &setting.formulation.rows;
    // What everybody together can add at most, counting the most of each doctor in each step.
    let mut most = vec![0_i64; rows.len()];
    let mut in_step: Vec<(usize, i64)> = vec![(usize::MAX, 0); rows.len()];
    let mut negative = vec![false; rows.len()];
    let mut moment = 0;
    for doctor in (0..setting.pathways.len()).map(DoctorId::new) {
        let steps = setting.pathways.axis(doctor).len() + 1;
        each_use(setting, doctor, |row, step, amount| {
            negative[row] |= amount < 0;
            let now = moment + step;
            let known = if in_step[row].0 == now { in_step[row].1 } else { 0 };
            if amount > known {
                most[row] = most[row].saturating_add(amount - known);
                in_step[row] = (now, amount);
            }
        });
        moment += steps;
    }
    let slack = |row: usize| {
        let within = match &rows[row].shape {
            Shape::Interval { lower, upper } => lower.is_none_or(|lower| lower <= 0) && upper.is_none_or(|upper| most[row] <= upper),
            Shape::OneOf(_) | Shape::ZeroOr { .. } => false,
        };
        within && !negative[row] && rows[row].group.is_none()
    };
    (0..rows.len()).map(|row| !slack(row)).collect()
}

/// Calls `each` with the row, the step and the amount of everything that a doctor may add to a row; for slots and scores with [`UNKNOWN`].
fn each_use(setting: Setting<'_>, doctor: DoctorId, mut each: impl FnMut(usize, usize, i64)) {
    let formulation = setting.formulation;
    let axis = setting.pathways.axis(doctor);
    let diagram = &setting.pathways.class(doctor).diagram;
    let families = &formulation.of_doctor[doctor.index()];
    for (cell, _) in may_be_there(setting, doctor).iter().enumerate().filter(|(_, may)| **may) {
        let (activity, index) = (diagram.places()[cell / axis.len()], cell % axis.len());
        let step = &axis.steps[index];
        let most = step.present.len() as i64;
        for &period in &step.present {
            for &(row, coefficient) in formulation.universal.rows(activity, period) {
                each(row as usize, index, coefficient.saturating_mul(most));
            }
            for &(family, weight) in families {
                if let Some(cells) = &formulation.families[family as usize].cells {
                    for &(row, coefficient) in cells.rows(activity, period) {
                        each(row as usize, index, coefficient.saturating_mul(weight).saturating_mul(most));
                    }
                }
            }
        }
    }
    for &(family, _) in families {
        let family = &formulation.families[family as usize];
        for &(event, slot, row, _) in &family.slots {
            if axis.slots.iter().any(|known| known.event == event && known.slot == slot) {
                each(row as usize, axis.len(), UNKNOWN);
            }
        }
        for &(_, row, _) in family.scores_of(doctor) {
            each(row as usize, axis.len(), UNKNOWN);
        }
    }
}

/// Cells in which a doctor may be, `place * steps + step`: a diagram is shared with others who may be elsewhere.
fn may_be_there(setting: Setting<'_>, doctor: DoctorId) -> Vec<bool> {
    let diagram = &setting.pathways.class(doctor).diagram;
    let steps = setting.pathways.axis(doctor).len();
    let mut may = vec![false; diagram.places().len() * steps];
    for (label, &value) in diagram.labels().iter().zip(&setting.pathways.table(doctor).labels) {
        if let Place::Start(place) | Place::Stay(place) = label.place
            && value != i64::NOWHERE
        {
            let first = place as usize * steps + label.first as usize;
            may[first..first + label.steps as usize].fill(true);
        }
    }
    may
}
