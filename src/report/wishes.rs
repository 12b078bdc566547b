//! What was wished for and what came of it, and what the value is made of.

use super::view::View;
use crate::ids::{DoctorId, RuleId};
use crate::problem::rule::{Per, Preference};
use crate::problem::{Rule, RuleRow};

/// One doctor's part of a preference that does not speak of everybody.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) doctor: DoctorId,
    pub(super) rule: RuleId,
    /// Id of the wish; choices of one ranking share it.
    pub(super) key: String,
    /// Position among the choices of a ranking, 1 the first.
    pub(super) choice: Option<usize>,
    /// Value of a unit; negative where something is to be avoided.
    pub(super) value: i64,
    pub(super) per: Per,
    /// How often it happened.
    pub(super) units: i64,
}

impl Wish {
    /// What was wanted happened, what was to be avoided did not.
    pub(super) fn is_granted(&self) -> bool {
        (self.units > 0) == (self.value > 0)
    }
    pub(super) fn earned(&self) -> i64 {
        self.value.saturating_mul(self.units)
    }
}

/// A row of what the value is made of.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Id of the rule; empty for what is no rule's own.
    pub(super) rule: String,
    pub(super) units: i64,
    pub(super) value: i64,
}

impl View<'_> {
    /// Wishes in the order of doctors, each doctor's in the order of the input.
    pub(super) fn wishes(&self) -> Vec<Wish> {
        let everybody = self.problem.doctors().len();
        let mut wishes = Vec::new();
        for (id, rule) in self.problem.rules() {
            let Rule::Preference(preference) = rule else {
                continue;
            };
            if preference.value == 0 || (preference.doctors.len() >= everybody && everybody > 1) {
                continue;
            }
            let (key, choice) = self.ranking(id);
            for doctor in preference.doctors.iter() {
                let units = self.paid_units(preference, doctor);
                wishes.push(Wish {
                    doctor,
                    rule: id,
                    key: key.clone(),
                    choice,
                    value: preference.value,
                    per: preference.per,
                    units,
                });
            }
        }
        wishes.sort_by_key(|wish| (wish.doctor, wish.rule));
        wishes
    }

    /// A ranking is written as one rule and read as one for each choice, `id/1`, `id/2`, ….
    fn ranking(&self, rule: RuleId) -> (String, Option<usize>) {
        match self.problem.row_of(rule) {
            RuleRow::Rank { row, rank } => (
                self.problem.draft().rules[row].id().to_owned(),
                Some(rank + 1),
            ),
            _ => (self.problem.rule_key(rule).to_owned(), None),
        }
    }

    /// How often a preference pays for a doctor.
    fn paid_units(&self, preference: &Preference, doctor: DoctorId) -> i64 {
        crate::check::units_paid(self.problem, self.findings.schedule, doctor, preference)
    }

    /// What the value is made of: preferences and soft rules that came to something, greatest first, then what is left.
    pub(super) fn parts_of_value(&self) -> Vec<Part> {
        let problem = self.problem;
        let mut parts: Vec<Part> = Vec::new();
        for (id, rule) in problem.rules() {
            let Rule::Preference(preference) = rule else {
                continue;
            };
            let units: i64 = preference
                .doctors
                .iter()
                .map(|doctor| self.paid_units(preference, doctor))
                .sum();
            if units > 0 && preference.value != 0 {
                let value = preference.value.saturating_mul(units);
                parts.push(Part {
                    rule: problem.rule_key(id).to_owned(),
                    units,
                    value,
                });
            }
        }
        let mut breaches = self.findings.report.breaches.clone();
        breaches.retain(|breach| breach.rule.index() < problem.rule_count());
        breaches.sort_unstable();
        for same in breaches.chunk_by(|one, other| one.rule == other.rule) {
            let units = same
                .iter()
                .fold(0_i64, |sum, breach| sum.saturating_add(breach.amount));
            let cost = problem.cost_of_breach(same[0].rule).unwrap_or(0);
            parts.push(Part {
                rule: problem.rule_key(same[0].rule).to_owned(),
                units,
                value: cost.saturating_mul(units).saturating_neg(),
            });
        }
        parts.sort_by_key(|part| std::cmp::Reverse(part.value.unsigned_abs()));
        let known = parts
            .iter()
            .fold(0_i64, |sum, part| sum.saturating_add(part.value));
        let rest = self.findings.report.value.saturating_sub(known);
        if rest != 0 {
            parts.push(Part {
                rule: String::new(),
                units: 0,
                value: rest,
            });
        }
        parts
    }
}
