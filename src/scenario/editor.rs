//! The rules of a draft while doctors are let off.

use super::work::Work;
use crate::error::Code;
use crate::ids::{DoctorId, RuleId};
use crate::problem::edit::is_kept_by_others;
use crate::problem::rule::Rule;
use crate::problem::{Problem, RuleRow};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The rules of a draft while doctors are let off.
pub(super) struct Editor<'a, 'b> {
    pub(super) work: &'a mut Work<'b>,
    pub(super) now: &'a Problem,
    /// Rows of the requirements and electives that a doctor has alone.
    pub(super) own: HashMap<(DoctorId, RuleId), RuleRow>,
    /// Doctors of whom a rule does not speak any more, whatever it still says to others.
    pub(super) gone: BTreeMap<RuleId, BTreeSet<DoctorId>>,
}

impl Editor<'_, '_> {
    /// True if a rule speaks of nobody else.
    pub(super) fn is_alone(&self, doctor: DoctorId, rule: RuleId) -> bool {
        !is_kept_by_others(self.now, rule, &[doctor].into_iter().collect())
    }
    pub(super) fn is_gone(&self, doctor: DoctorId, rule: RuleId) -> bool {
        self.gone
            .get(&rule)
            .is_some_and(|doctors| doctors.contains(&doctor))
    }

    /// The rule goes on without the doctor.
    pub(super) fn take_out(&mut self, doctor: DoctorId, rule: RuleId) {
        let is_of_places = matches!(
            self.now.row_of(rule),
            RuleRow::Capacity(_) | RuleRow::Closure(_)
        ) && !self.is_alone(doctor, rule);
        if is_of_places || matches!(self.now.rule(rule), Rule::Availability(_)) {
            let message = "the rule is one of places or of everybody's calendar; nobody can be taken out of it.";
            return self.work.report(Code::NothingToChange, "rule", message);
        }
        match self.own.get(&(doctor, rule)) {
            // The rule itself has let the doctor go already.
            Some(own) if *own != self.now.row_of(rule) => self.work.edit.turn_off_row(*own),
            _ => {
                self.gone.entry(rule).or_default().insert(doctor);
            }
        }
    }
}
