//! What rows sum for the schedule at hand, and what the next unit of each would cost.

use crate::formulation::{Formulation, Group, OneDoctor, RowId, RowUsage, Shape, Term};
use crate::ids::{ActivityId, DoctorId, PeriodId};

use super::setting::Setting;

/// The row of each group of the formulation that everybody keeps to; none where nothing is kept to. Empty if there is no such group.
pub(super) type Held = Vec<Option<RowId>>;

/// The least penalty of a hard row: this many times its price, and the pressure, in units of value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Least {
    pub(super) multiple: f64,
    pub(super) pressure: f64,
}

impl Least {
    pub(super) fn penalty(self, unit: f64, price: f64) -> f64 {
        unit * self.pressure + price.abs() * self.multiple
    }
}

/// Sums of all rows with their violations, and charges for cells that follow them.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pub(crate) sums: Vec<i64>,
    /// Distance of hard rows from what they allow, groups left aside.
    pub(crate) violation: i64,
    /// Cost of soft rows.
    pub(crate) soft_cost: i64,
    /// Guide of each row: its price, times the share of prices that is charged.
    pub(crate) guide: Vec<f64>,
    /// Penalty of one unit away from what a hard row allows.
    pub(crate) penalty: Vec<f64>,
    /// What one more unit of each row costs now.
    next_unit: Vec<f64>,
    /// What everybody pays for a cell, `activity * periods + period`.
    cells: Vec<f64>,
    periods: usize,
    /// Cells of each row among those of everybody: `cell_index[row]..cell_index[row + 1]` in `cell_list`.
    cell_index: Vec<u32>,
    cell_list: Vec<(u32, f64)>,
    /// Rows of groups that everybody keeps to, and what the others cost.
    pub(super) held: Held,
    pub(super) elsewhere: f64,
}

impl Ledger {
    pub(crate) fn new(setting: Setting<'_>) -> Self {
        let formulation = setting.formulation;
        let rows = formulation.rows.len();
        let periods = formulation.periods;
        let mut of_row: Vec<Vec<(u32, f64)>> = vec![Vec::new(); rows];
        for activity in (0..setting.activities).map(ActivityId::new) {
            for period in (0..periods).map(PeriodId::new) {
                for &(row, coefficient) in formulation.universal.rows(activity, period) {
                    of_row[row.index()].push((
                        (activity.index() * periods + period.index()) as u32,
                        coefficient as f64,
                    ));
                }
            }
        }
        let mut cell_index = vec![0];
        let mut cell_list = Vec::new();
        for cells in of_row {
            cell_list.extend(cells);
            cell_index.push(cell_list.len() as u32);
        }
        let mut ledger = Self {
            sums: vec![0; rows],
            violation: 0,
            soft_cost: 0,
            guide: vec![0.0; rows],
            penalty: vec![1.0; rows],
            next_unit: vec![0.0; rows],
            cells: vec![0.0; setting.activities * periods],
            periods,
            cell_index,
            cell_list,
            held: Held::new(),
            elsewhere: 0.0,
        };
        ledger.recount(formulation);
        ledger
    }

    /// Computes violations and charges anew from the sums; after guides or penalties changed.
    pub(crate) fn recount(&mut self, formulation: &Formulation) {
        self.violation = 0;
        self.soft_cost = 0;
        self.cells.fill(0.0);
        for (index, row) in formulation.rows.iter().enumerate() {
            let distance = row.shape.distance(self.sums[index]);
            match row.weight {
                None => self.violation += distance,
                Some(weight) => self.soft_cost += weight * distance,
            }
            self.next_unit[index] = 0.0;
            self.reprice(formulation, RowId::new(index));
        }
    }

    /// Sets guide and penalty of a row; O(1) if they are what they were, else O(cells of the row). What a row of a group costs depends on the others of the
    /// group, which may have moved since: it is charged anew in any case.
    pub(crate) fn charge_anew(
        &mut self,
        formulation: &Formulation,
        row: RowId,
        guide: f64,
        penalty: f64,
    ) {
        let index = row.index();
        let grouped = formulation.rows[index].group.is_some();
        if grouped || self.guide[index] != guide || self.penalty[index] != penalty {
            (self.guide[index], self.penalty[index]) = (guide, penalty);
            self.reprice(formulation, row);
        }
    }

    /// What `amount` more units of a row cost.
    #[inline]
    pub(crate) fn charge(&self, formulation: &Formulation, row: RowId, amount: i64) -> f64 {
        let index = row.index();
        let data = &formulation.rows[index];
        let sum = self.sums[index];
        let more = data.shape.distance(sum + amount) - data.shape.distance(sum);
        let unit = data
            .weight
            .map_or(self.penalty[index], |weight| weight as f64);
        let mut cost = self.guide[index] * amount as f64 + unit * more as f64;
        if let Some(group) = data.group {
            cost += self.group_charge(formulation, group as usize, row, amount);
        }
        cost
    }

    fn group_charge(
        &self,
        formulation: &Formulation,
        group: usize,
        row: RowId,
        amount: i64,
    ) -> f64 {
        match &formulation.groups[group] {
            Group::OnlyOne { rows } => {
                if let Some(held) = self.held.get(group).copied().flatten() {
                    let price = if row == held { 0.0 } else { self.elsewhere };
                    return price * amount as f64;
                }
                let others = rows
                    .iter()
                    .any(|other| *other != row && self.sums[other.index()] != 0);
                if others && amount > 0 {
                    self.penalty[row.index()] * amount as f64
                } else {
                    0.0
                }
            }
            Group::Minimum {
                rows,
                at_least: Some(limit),
                ..
            } => {
                let short = rows.len() == 1 || self.sums[row.index()] < *limit;
                if short {
                    -self.penalty[row.index()] * amount as f64
                } else {
                    0.0
                }
            }
            Group::Minimum { .. } => 0.0,
            Group::Range {
                rows,
                weight,
                at_most,
                ..
            } => {
                let sum = self.sums[row.index()];
                let others = || {
                    rows.iter()
                        .filter(|other| **other != row)
                        .map(|other| self.sums[other.index()])
                };
                let (low, high) = (others().min().unwrap_or(sum), others().max().unwrap_or(sum));
                let range = |sum: i64| high.max(sum) - low.min(sum);
                let (before, after) = (range(sum), range(sum + amount));
                let beyond = |range: i64| at_most.map_or(0, |limit| (range - limit).max(0));
                *weight as f64 * (after - before) as f64
                    + self.penalty[row.index()] * (beyond(after) - beyond(before)) as f64
            }
        }
    }

    fn reprice(&mut self, formulation: &Formulation, row: RowId) {
        let cells =
            self.cell_index[row.index()] as usize..self.cell_index[row.index() + 1] as usize;
        if cells.is_empty() {
            return;
        }
        let price = self.charge(formulation, row, 1);
        let change = price - self.next_unit[row.index()];
        if change != 0.0 {
            self.next_unit[row.index()] = price;
            for &(cell, coefficient) in &self.cell_list[cells] {
                self.cells[cell as usize] += change * coefficient;
            }
        }
    }

    /// Adds `amount` to a row.
    #[inline]
    pub(crate) fn add(&mut self, formulation: &Formulation, row: RowId, amount: i64) {
        let index = row.index();
        let data = &formulation.rows[index];
        let before = data.shape.distance(self.sums[index]);
        self.sums[index] += amount;
        let after = data.shape.distance(self.sums[index]);
        match data.weight {
            None => self.violation += after - before,
            Some(weight) => self.soft_cost += weight * (after - before),
        }
        self.reprice(formulation, row);
    }

    /// Adds what a doctor's path uses, `sign` times.
    pub(crate) fn add_path(
        &mut self,
        setting: Setting<'_>,
        doctor: DoctorId,
        labels: &[u32],
        score: i64,
        sign: i64,
    ) {
        let one = OneDoctor::new(setting.pathways, doctor);
        RowUsage::visit(setting.formulation, one, labels, score, |row, amount| {
            self.add(setting.formulation, row, sign * amount)
        });
    }

    /// Value of all groups and their violations.
    pub(crate) fn groups(&self, formulation: &Formulation) -> (i64, i64) {
        formulation
            .groups
            .iter()
            .map(|group| group.judge(|row| self.sums[row.index()]))
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    /// What a doctor pays for cells and slots now, and what multiplies the doctor's own values beyond 1.
    pub(crate) fn fill(
        &self,
        setting: Setting<'_>,
        doctor: DoctorId,
        cells: &mut Vec<f64>,
        slots: &mut Vec<f64>,
    ) -> f64 {
        let formulation = setting.formulation;
        let axis = setting.pathways.axis(doctor);
        let places = setting.pathways.class(doctor).diagram.places();
        cells.clear();
        for activity in places {
            let row =
                &self.cells[activity.index() * self.periods..(activity.index() + 1) * self.periods];
            for step in &axis.steps {
                cells.push(step.present.iter().map(|period| row[period.index()]).sum());
            }
        }
        slots.clear();
        slots.resize(axis.slots.len(), 0.0);
        let one = OneDoctor::new(setting.pathways, doctor);
        let charge = |term: &Term| self.charge(formulation, term.row, term.amount());
        formulation.each_own_term(one, |cell, term| cells[cell] += charge(&term));
        formulation.each_slot_term(doctor, |event, slot, term| {
            if let Some(position) = one.slot(event, slot) {
                slots[position] += charge(&term);
            }
        });
        let mut score = 0.0;
        formulation.each_score_term(doctor, |term| score -= charge(&term));
        score
    }
}

/// True if a hard row's sum is beyond what it allows on the upper or the lower side.
pub(crate) fn is_broken(shape: &Shape, sum: i64) -> bool {
    shape.distance(sum) > 0
}
