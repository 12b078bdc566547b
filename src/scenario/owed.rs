//! What a doctor owes of requirements and electives: nothing, so much, or in proportion to the time that is left.

use super::editor::Editor;
use crate::ids::{DoctorId, PeriodId, RuleId};
use crate::problem::draft::{ElectiveDraft, RequirementDraft};
use crate::problem::rule::{PeriodSet, Rule};
use crate::problem::{Presence, Problem, RequirementIndex, RuleRow};

/// What a doctor owes of an amount.
#[derive(Clone, Copy)]
pub(super) enum Owed {
    /// Nothing, and the rule's other limits are gone, too.
    Nothing,
    /// No least amount; greatest ones stay.
    NoLeast,
    /// So much is enough, and not too much.
    Enough(i64),
    /// In proportion: the time left of the time before.
    Share,
}

impl Editor<'_, '_> {
    /// The share of the time that is left, and what it was before; `None` where there was none.
    fn share(&self, doctor: DoctorId, within: &PeriodSet, left_out: &PeriodSet) -> Option<Share> {
        let time =
            |problem: &Problem, doctor: DoctorId, counts: &dyn Fn(PeriodId) -> bool| -> i128 {
                let of = |period: PeriodId| match problem.presence(doctor, period) {
                    Presence::Outside | Presence::Leave | Presence::KeepsPlace => 0,
                    Presence::Half => 1,
                    Presence::Event | Presence::Full => 2,
                };
                within.iter().filter(|period| counts(*period)).map(of).sum()
            };
        // Whoever is added by this scenario had no other time before.
        let (earlier, known) = match self.work.problem.find_doctor(&self.now.doctor(doctor).key) {
            Some(known) => (self.work.problem, known),
            None => (self.now, doctor),
        };
        let before = time(earlier, known, &|_| true);
        let after = time(self.now, doctor, &|period| !left_out.contains(period));
        (before > 0).then_some(Share { after, before })
    }

    pub(super) fn requirement(
        &mut self,
        doctor: DoctorId,
        rule: RuleId,
        owed: Owed,
        left_out: &PeriodSet,
        is_cut: bool,
    ) {
        let now = self.now;
        let Rule::Requirement(data) = now.rule(rule) else {
            return;
        };
        let Some(before) = now.draft().requirements.get(data.requirement) else {
            return;
        };
        let mut row = before.clone();
        match owed {
            Owed::Nothing => return self.take_out(doctor, rule),
            Owed::NoLeast => (row.min, row.runs_min) = (0, 0),
            Owed::Enough(amount) => {
                row.min = row.min.min(amount);
                row.max = row.max.map(|max| max.max(amount));
                // Fewer blocks may be fewer rotations, too.
                row.runs_min = row.runs_min.min(amount);
                row.run_min = row.run_min.min(amount);
            }
            Owed::Share => {
                let within = &now.requirement(data.requirement).within;
                let Some(share) = self.share(doctor, within, left_out) else {
                    return;
                };
                (row.min, row.runs_min) = (share.of(row.min), share.of(row.runs_min));
                row.max = row.max.map(|max| max.max(share.of(max)));
                row.runs_max = row.runs_max.map(|max| max.max(share.of(max)));
            }
        }
        if is_cut {
            row.run_min = 0;
        }
        if row != *before && !self.is_gone(doctor, rule) {
            self.write_requirement(doctor, rule, data.requirement, row);
        }
    }

    /// Writes what a doctor owes of a requirement: into the row that is the doctor's alone, or into a new one.
    fn write_requirement(
        &mut self,
        doctor: DoctorId,
        rule: RuleId,
        index: RequirementIndex,
        row: RequirementDraft,
    ) {
        let is_alone = self.is_alone(doctor, rule);
        let rows = &mut self.work.edit.draft.requirements;
        if let Some(RuleRow::Requirement(own)) = self.own.get(&(doctor, rule))
            && let Some(own) = rows.get_mut(*own)
        {
            // Of several changes each lets the doctor off something.
            own.min = own.min.min(row.min);
            own.runs_min = own.runs_min.min(row.runs_min);
            own.run_min = own.run_min.min(row.run_min);
            own.max = larger(own.max, row.max);
            own.runs_max = larger(own.runs_max, row.runs_max);
        } else if is_alone {
            rows[index] = row;
            self.own.insert((doctor, rule), RuleRow::Requirement(index));
        } else {
            let wanted = self.leave(doctor, rule);
            let edit = &mut self.work.edit;
            let own = edit.add_requirement(wanted, row, self.now, index, &[doctor]);
            self.own.insert((doctor, rule), own);
        }
    }

    pub(super) fn elective(
        &mut self,
        doctor: DoctorId,
        rule: RuleId,
        owed: Owed,
        left_out: &PeriodSet,
    ) {
        let now = self.now;
        let RuleRow::Elective(index) = now.row_of(rule) else {
            return;
        };
        let Some(before) = now.draft().electives.get(index) else {
            return;
        };
        let mut row: ElectiveDraft = before.clone();
        match owed {
            Owed::Nothing => return self.take_out(doctor, rule),
            Owed::NoLeast => row.min = 0,
            Owed::Enough(amount) => {
                row.min = row.min.min(amount);
                row.max = row.max.map(|max| max.max(amount));
            }
            Owed::Share => {
                let Some(share) = self.share(doctor, &now.horizon().all(), left_out) else {
                    return;
                };
                // There are no more to choose from, whatever the time.
                row.min = share.of(row.min).min(
                    row.min
                        .max(i64::try_from(row.requirements.len()).unwrap_or(i64::MAX)),
                );
                row.max = row.max.map(|max| max.max(share.of(max)));
            }
        }
        if row == *before || self.is_gone(doctor, rule) {
            return;
        }
        let is_alone = self.is_alone(doctor, rule);
        let rows = &mut self.work.edit.draft.electives;
        if let Some(RuleRow::Elective(own)) = self.own.get(&(doctor, rule))
            && let Some(own) = rows.get_mut(*own)
        {
            (own.min, own.max) = (own.min.min(row.min), larger(own.max, row.max));
        } else if is_alone {
            rows[index] = row;
            self.own.insert((doctor, rule), RuleRow::Elective(index));
        } else {
            let wanted = self.leave(doctor, rule);
            let own = self.work.edit.add(
                wanted,
                ElectiveDraft {
                    doctors: now.only(doctor),
                    ..row
                },
            );
            self.own.insert((doctor, rule), own);
        }
    }

    /// A rule goes on without a doctor who gets a row alone; the id that this row should have.
    fn leave(&mut self, doctor: DoctorId, rule: RuleId) -> String {
        let name = self.now.doctor(doctor).key.clone();
        let wanted = format!("{} ({name})", self.now.rule_key(rule));
        if let Some(filter) = self.work.edit.doctors_mut(self.now.row_of(rule)) {
            filter.except.push(name);
        }
        wanted
    }
}

/// A share of time: that which is left, of that which there was.
#[derive(Clone, Copy)]
struct Share {
    after: i128,
    before: i128,
}

impl Share {
    /// A number in proportion, rounded down.
    fn of(self, number: i64) -> i64 {
        let scaled = (i128::from(number) * self.after).div_euclid(self.before);
        i64::try_from(scaled).unwrap_or(if scaled < 0 { i64::MIN } else { i64::MAX })
    }
}

/// The larger limit; none is larger than any.
fn larger(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    one.zip(other).map(|(one, other)| one.max(other))
}
