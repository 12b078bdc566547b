//! Rules that go on without some of their doctors.

use super::DraftEdit;
use crate::ids::RuleId;
use crate::problem::draft::DoctorFilter;
use crate::problem::rule::{DoctorSet, Rule, is_personal};
use crate::problem::{Problem, RuleDraft};

impl<O> DraftEdit<O> {
    /// Takes some doctors out of a rule of the problem; the rule is turned off if nobody is left. The draft began with all of the problem.
    ///
    /// False if the rule is about places or about everybody's calendar: nobody can be taken out of these.
    pub(crate) fn take_out(
        &mut self,
        problem: &Problem,
        rule: RuleId,
        doctors: &DoctorSet,
    ) -> bool {
        if !is_kept_by_others(problem, rule, doctors) {
            self.turn_off(problem, rule);
            return true;
        }
        let (row, data) = (problem.row_of(rule), problem.rule(rule));
        let leave = |filter: &mut DoctorFilter, chosen: &DoctorSet| {
            let out = doctors
                .iter()
                .filter(|doctor| chosen.contains(*doctor))
                .map(|doctor| problem.doctor(doctor).key.clone());
            filter.except.extend(out);
        };
        let mut is_empty = false;
        match (self.rule_mut(row), data) {
            (Some(RuleDraft::Team(row)), Rule::Team(team)) => {
                for (filter, chosen) in [
                    (&mut row.doctors, &team.doctors),
                    (&mut row.companions, &team.companions),
                ] {
                    leave(filter, chosen);
                    is_empty |= chosen.iter().all(|doctor| doctors.contains(doctor));
                }
            }
            (Some(RuleDraft::WorstGroup(row)), Rule::WorstGroup(worst)) => {
                let mut chosen = worst.groups.iter();
                row.groups.retain_mut(|group| {
                    let Some((members, _)) = chosen.next() else {
                        return true;
                    };
                    leave(&mut group.doctors, members);
                    members.is_empty() || !members.iter().all(|doctor| doctors.contains(doctor))
                });
                is_empty = row.groups.is_empty();
            }
            _ => match self.doctors_mut(row) {
                Some(filter) => leave(filter, doctors),
                None => return false,
            },
        }
        if is_empty {
            self.turn_off(problem, rule);
        }
        true
    }
}

/// True if a rule has something to say to others than these doctors.
pub(crate) fn is_kept_by_others(problem: &Problem, rule: RuleId, doctors: &DoctorSet) -> bool {
    let data = problem.rule(rule);
    if is_personal(data) {
        let mut others = problem
            .doctor_ids()
            .filter(|other| !doctors.contains(*other));
        return others.any(|other| problem.rules_of(other).contains(&rule));
    }
    // Nobody is together with himself.
    let needed = if matches!(data, Rule::Together(_)) {
        2
    } else {
        1
    };
    data.linked_doctors()
        .iter()
        .filter(|other| !doctors.contains(*other))
        .count()
        >= needed
}
