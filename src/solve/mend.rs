//! Mending: a schedule of a similar problem is made feasible by moving as few doctors as possible.

use super::ledger::{Least, is_broken};
use super::parameters::mend::{ELSEWHERE, GROWTH, HEAT, PRESSURE};
use super::parameters::search::MULTIPLE;
use super::search::Search;
use super::setting::Setting;
use crate::formulation::{Group, OneDoctor, RowId, RowUsage};
use crate::ids::DoctorId;

impl Search {
    /// Moves doctors who have no pathway, then those who are in the way of a hard rule, until all of them are kept; everybody else stays.
    /// Keeps the schedule if it is feasible. Whether the schedule is good is not looked at.
    ///
    /// Counts in `pressed`, indexed by row, how often each hard row was above (or below, negative) what it allows.
    ///
    /// # Complexity
    /// A re-pathing for each doctor who moves, and the doctors' paths and the rows once a pass.
    pub(super) fn mend(
        &mut self,
        setting: Setting<'_>,
        passes: usize,
        pressed: &mut [i64],
        stop: &dyn Fn() -> bool,
    ) {
        self.keep(setting);
        self.remember();
        let no_prices = vec![0.0; setting.formulation.rows.len()];
        let least = Least {
            multiple: MULTIPLE,
            pressure: PRESSURE,
        };
        for _ in 0..passes {
            if self.best.is_some() || stop() {
                break;
            }
            for (penalty, pressed) in self.ledger.penalty.iter_mut().zip(&*pressed) {
                *penalty = penalty
                    .max(self.unit * PRESSURE * (1.0 + GROWTH * pressed.unsigned_abs() as f64));
            }
            self.ledger.recount(setting.formulation);
            self.guide(setting, &no_prices, 0.0, least);
            if self.gather(setting, stop) {
                self.guide(setting, &no_prices, 0.0, least);
            }
            for without_pathway in [true, false] {
                let anybody = !without_pathway && self.anybody_is_in_the_way(setting);
                for doctor in 0..self.labels.len() {
                    let moves = if without_pathway {
                        !self.placed[doctor]
                    } else {
                        anybody || self.is_in_the_way(setting, doctor)
                    };
                    if moves {
                        self.repath(setting, doctor, self.unit * HEAT);
                    }
                    if stop() {
                        break;
                    }
                }
            }
            self.keep(setting);
            for ((row, sum), pressed) in setting
                .formulation
                .rows
                .iter()
                .zip(&self.ledger.sums)
                .zip(&mut *pressed)
            {
                if row.weight.is_none() {
                    *pressed += row.shape.side(*sum);
                }
            }
        }
        self.recall(setting);
    }

    /// Moves all who attend a joint event to one day: a doctor who changes the day alone only makes it worse. Returns true if somebody was
    /// moved.
    fn gather(&mut self, setting: Setting<'_>, stop: &dyn Fn() -> bool) -> bool {
        let formulation = setting.formulation;
        let mut gathered = false;
        for group in &formulation.groups {
            let Group::OnlyOne { rows } = group else {
                continue;
            };
            let mut candidates = rows.clone();
            // First the day that most of them have already.
            candidates.sort_by_key(|row| (-self.ledger.sums[row.index()], *row));
            for chosen in candidates {
                if group.judge(|row| self.ledger.sums[row.index()]).1 == 0 || stop() {
                    break;
                }
                for &row in rows {
                    self.ledger.guide[row.index()] = if row == chosen {
                        0.0
                    } else {
                        self.unit * ELSEWHERE
                    };
                }
                self.ledger.recount(formulation);
                for doctor in 0..self.labels.len() {
                    if self.uses(setting, doctor, |row| row != chosen && rows.contains(&row)) {
                        self.repath(setting, doctor, self.unit * HEAT);
                    }
                }
                gathered = true;
            }
        }
        gathered
    }

    /// True if a doctor's path adds to a row for which `counts` holds.
    fn uses(&self, setting: Setting<'_>, doctor: usize, counts: impl Fn(RowId) -> bool) -> bool {
        let one = OneDoctor::new(setting.pathways, DoctorId::new(doctor));
        let mut found = false;
        RowUsage::visit(
            setting.formulation,
            one,
            &self.labels[doctor],
            self.scores[doctor],
            |row, amount| {
                found |= amount != 0 && counts(row);
            },
        );
        found
    }

    /// True if a hard row is short or a group is broken: more may be needed of anybody.
    fn anybody_is_in_the_way(&self, setting: Setting<'_>) -> bool {
        let formulation = setting.formulation;
        let mut rows = formulation.rows.iter().zip(&self.ledger.sums);
        rows.any(|(row, sum)| row.weight.is_none() && row.shape.side(*sum) < 0)
            || self.ledger.groups(formulation).1 > 0
    }

    /// True if a doctor adds to a hard row that is beyond its limit.
    fn is_in_the_way(&self, setting: Setting<'_>, doctor: usize) -> bool {
        let rows = &setting.formulation.rows;
        let broken = |row: RowId| {
            let row_data = &rows[row.index()];
            row_data.weight.is_none() && is_broken(&row_data.shape, self.ledger.sums[row.index()])
        };
        self.ledger.violation > 0 && self.uses(setting, doctor, broken)
    }
}
