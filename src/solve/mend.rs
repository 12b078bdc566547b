//! Mending: a schedule of a similar problem is made feasible by moving as few doctors as possible.

use super::ledger::is_broken;
use super::prices::{Setting, private_prices};
use super::search::Search;
use crate::formulation::{Group, RowId, RowUsage};
use crate::ids::DoctorId;

/// Times that everybody who is in the way is moved before the mending is given up.
const PASSES: usize = 6;
/// Penalty of a broken row in the first pass, in units of value, and its growth from pass to pass.
const PRESSURE: f64 = 4.0;
const GROWTH: f64 = 8.0;
/// Temperature of a move, and the charge for a day of a joint event that is not the chosen one, in units of value.
const COLD: f64 = 0.01;
const ELSEWHERE: f64 = 1e5;

impl Search {
    /// Moves doctors who have no pathway, then those who are in the way of a hard rule, until all of them are kept; everybody else stays. Keeps the
    /// schedule if it is feasible. Whether it is good is for others to say.
    ///
    /// # Complexity
    /// A re-pathing for each doctor who moves, and the doctors' paths once a pass.
    pub(super) fn mend(&mut self, setting: Setting<'_>, stop: &dyn Fn() -> bool) {
        self.keep(setting);
        self.remember();
        let private = private_prices(setting);
        let no_prices = vec![0.0; setting.formulation.rows.len()];
        let mut pressure = PRESSURE;
        let doctors = self.labels.len();
        for _ in 0..PASSES {
            if self.best.is_some() {
                break;
            }
            self.guide(setting, &no_prices, 0.0, pressure);
            if self.gather(setting, &private, stop) {
                self.guide(setting, &no_prices, 0.0, pressure);
            }
            for without_pathway in [true, false] {
                for doctor in 0..doctors {
                    let moves = if without_pathway { !self.placed[doctor] } else { self.is_in_the_way(setting, doctor) };
                    if moves {
                        self.repath(setting, doctor, self.unit * COLD, &private[doctor]);
                    }
                    if stop() {
                        self.recall();
                        return;
                    }
                }
            }
            self.keep(setting);
            pressure *= GROWTH;
        }
        self.recall();
    }

    /// Moves those who attend a joint event on different days to one of them: whoever goes alone only makes it worse. Returns true if
    /// somebody was moved.
    fn gather(&mut self, setting: Setting<'_>, private: &[Vec<f64>], stop: &dyn Fn() -> bool) -> bool {
        let formulation = setting.formulation;
        let mut gathered = false;
        for group in &formulation.groups {
            let Group::OnlyOne { rows } = group else { continue };
            let mut candidates = rows.clone();
            // First the day that most of them have already.
            candidates.sort_by_key(|row| (-self.ledger.sums[*row as usize], *row));
            for chosen in candidates {
                if group.judge(|row| self.ledger.sums[row as usize]).1 == 0 || stop() {
                    break;
                }
                for &row in rows {
                    self.ledger.guide[row as usize] = if row == chosen { 0.0 } else { self.unit * ELSEWHERE };
                }
                self.ledger.recount(formulation);
                for (doctor, private) in private.iter().enumerate() {
                    if self.uses(setting, doctor, |row| row != chosen && rows.contains(&row)) {
                        self.repath(setting, doctor, self.unit * COLD, private);
                    }
                }
                gathered = true;
            }
        }
        gathered
    }

    /// True if a doctor's path adds to a row for which `counts` holds.
    fn uses(&self, setting: Setting<'_>, doctor: usize, counts: impl Fn(RowId) -> bool) -> bool {
        let id = DoctorId::new(doctor);
        let who = (id, setting.pathways.axis(id), setting.pathways.class(id));
        let mut found = false;
        RowUsage::visit(setting.formulation, who, &self.labels[doctor], self.scores[doctor], |row, amount| {
            found |= amount != 0 && counts(row);
        });
        found
    }

    /// True if a doctor adds to a hard row that is beyond its limit. Where a row is short, or a group is broken, anybody may be in the way.
    fn is_in_the_way(&self, setting: Setting<'_>, doctor: usize) -> bool {
        let formulation = setting.formulation;
        if self.ledger.violation == 0 {
            return self.ledger.groups(formulation).1 > 0;
        }
        let short = |row: usize| {
            let row_data = &formulation.rows[row];
            let sum = self.ledger.sums[row];
            row_data.weight.is_none() && row_data.shape.distance(sum) > row_data.shape.distance(sum + 1)
        };
        if (0..formulation.rows.len()).any(short) {
            return true;
        }
        self.uses(setting, doctor, |row| {
            let row_data = &formulation.rows[row as usize];
            row_data.weight.is_none() && is_broken(&row_data.shape, self.ledger.sums[row as usize])
        })
    }
}
