//! What rules ask of single doctors: waived, in proportion, no more where somebody leaves, exchanged where two swap.
//!
//! A rule that speaks of several doctors goes on without this one; where it asks for another amount, a row for this doctor alone is added.

use super::change::{Amounts, Change};
use super::editor::Editor;
use super::ends::{Ends, touched};
use super::owed::Owed;
use super::work::Work;
use crate::check::timeline;
use crate::error::Code;
use crate::ids::{DoctorId, EventId, PeriodId, RuleId};
use crate::problem::edit::is_kept_by_others;
use crate::problem::rule::{PeriodSet, Rule};
use crate::problem::rule_draft::SuccessionModeDraft;
use crate::problem::rules;
use crate::problem::{Problem, RuleDraft, RuleRow};
use std::collections::{BTreeMap, HashMap};

/// True for changes of what rules ask of a doctor.
pub(super) fn is_for_one_doctor(change: &Change) -> bool {
    matches!(
        change,
        Change::Waive { .. }
            | Change::LeaveProgramme { .. }
            | Change::Swap { .. }
            | Change::Extend { .. }
            | Change::PartTime { .. }
    )
}

/// Makes these changes in a draft that has all others; `now` is the problem with these others, row by row.
pub(super) fn change(work: &mut Work<'_>, changes: &[Change], now: &Problem) {
    let mut editor = Editor {
        work,
        now,
        own: HashMap::new(),
        gone: BTreeMap::new(),
    };
    for (number, change) in changes
        .iter()
        .enumerate()
        .filter(|(_, change)| is_for_one_doctor(change))
    {
        editor.work.speak_of(number, change);
        editor.make(change);
    }
    for (rule, doctors) in std::mem::take(&mut editor.gone) {
        editor
            .work
            .edit
            .take_out(now, rule, &doctors.into_iter().collect());
    }
}

impl Editor<'_, '_> {
    fn make(&mut self, change: &Change) {
        let doctor = match change {
            Change::Waive { doctor, .. }
            | Change::LeaveProgramme { doctor, .. }
            | Change::Swap { doctor, .. }
            | Change::Extend { doctor, .. }
            | Change::PartTime { doctor, .. } => doctor,
            _ => return,
        };
        // Unknown doctors have been reported.
        let Some(id) = self.now.find_doctor(doctor) else {
            return;
        };
        match change {
            Change::Waive {
                rule,
                amounts,
                amount,
                ..
            } => {
                let Some(owed) = self.owed_after(*amount, *amounts) else {
                    return;
                };
                let ends = change.ends();
                let left_out = match ends.from.map(|_| touched(self.work, ends)) {
                    None => PeriodSet::default(),
                    Some(None) => return,
                    Some(Some(periods)) => periods.into_iter().collect(),
                };
                match rule {
                    Some(rule) => self.waive(id, rule, owed, &left_out),
                    None if amount.is_some() => {
                        let message = "an amount is one of a rule.";
                        self.work.report(Code::MissingField, "rule", message);
                    }
                    None => self.amounts(id, owed, &left_out, false),
                }
            }
            Change::LeaveProgramme { amounts, .. } => {
                self.amounts_as_said(id, amounts.unwrap_or(Amounts::Waived), true);
                self.release_the_end(id);
            }
            Change::Extend { amounts, .. } => {
                self.amounts_as_said(id, amounts.unwrap_or(Amounts::Kept), false)
            }
            Change::PartTime { amounts, .. } => {
                self.amounts_as_said(id, amounts.unwrap_or(Amounts::InProportion), false)
            }
            Change::Swap { with, from, to, .. } => self.swap(id, with, from, to),
            _ => {}
        }
    }

    /// What a waiver leaves of an amount; `None`, reported, if it waives nothing.
    fn owed_after(&mut self, amount: Option<i64>, amounts: Option<Amounts>) -> Option<Owed> {
        let (code, field, message) = match (amount, amounts) {
            (Some(i64::MIN..0), _) => (Code::NegativeNumber, "amount", "amount is negative."),
            (Some(amount), _) => return Some(Owed::Enough(amount)),
            (None, Some(Amounts::InProportion)) => return Some(Owed::Share),
            (None, Some(Amounts::Waived) | None) => return Some(Owed::Nothing),
            (None, Some(Amounts::Kept)) => (Code::NothingToChange, "amounts", "nothing is waived."),
        };
        self.work.report(code, field, message);
        None
    }

    fn amounts_as_said(&mut self, doctor: DoctorId, amounts: Amounts, is_cut: bool) {
        match amounts {
            Amounts::Kept => {}
            Amounts::InProportion => {
                self.amounts(doctor, Owed::Share, &PeriodSet::default(), is_cut)
            }
            Amounts::Waived => self.amounts(doctor, Owed::NoLeast, &PeriodSet::default(), is_cut),
        }
    }

    /// All requirements and electives of a doctor; whoever is cut off owes no whole rotation either.
    fn amounts(&mut self, doctor: DoctorId, owed: Owed, left_out: &PeriodSet, is_cut: bool) {
        for &rule in self.now.rules_of(doctor) {
            if matches!(self.now.rule(rule), Rule::Requirement(_)) {
                self.requirement(doctor, rule, owed, left_out, is_cut);
            } else if matches!(self.now.rule(rule), Rule::Elective(_)) {
                self.elective(doctor, rule, owed, left_out);
            }
        }
    }

    /// One rule, by the id that people know it by.
    fn waive(&mut self, doctor: DoctorId, key: &str, owed: Owed, left_out: &PeriodSet) {
        let now = self.now;
        let event = || {
            now.events()
                .iter()
                .position(|event| event.key == key)
                .map(EventId::new)
        };
        let Some(rule) = now.find_rule(key).or_else(|| now.attendance_of(event()?)) else {
            return self.waive_row(doctor, key);
        };
        let data = now.rule(rule);
        let event = if let Rule::Attendance(rule) = data {
            Some(rule.event)
        } else {
            None
        };
        let speaks = match event {
            Some(event) => now.event(event).attendees.contains(doctor),
            None => {
                let is_everybodys = matches!(data, Rule::Eligibility(_));
                is_everybodys
                    || now.rules_of(doctor).contains(&rule)
                    || data.linked_doctors().contains(doctor)
            }
        };
        if !speaks {
            return self.work.report(
                Code::NothingToChange,
                "rule",
                "the rule does not speak of the doctor.",
            );
        }
        if matches!(data, Rule::Requirement(_)) {
            self.requirement(doctor, rule, owed, left_out, false);
        } else if matches!(data, Rule::Elective(_)) {
            self.elective(doctor, rule, owed, left_out);
        } else if matches!(owed, Owed::Share | Owed::Enough(_)) {
            let message = "only a requirement or an elective has an amount; the rule can be waived altogether.";
            self.work.report(Code::NothingToChange, "amounts", message);
        } else if let Some(event) = event {
            self.excuse(doctor, rule, event);
        } else if !matches!(data, Rule::Eligibility(_)) {
            self.take_out(doctor, rule);
        } else if let Some(row) = self.work.edit.draft.doctors.get_mut(doctor.index()) {
            row.waivers = now
                .departments()
                .iter()
                .map(|department| department.key.clone())
                .collect();
        }
    }

    /// A row that is no rule of its own: a ranked wish has one rule for each rank, and rules that are switched off have none.
    fn waive_row(&mut self, doctor: DoctorId, key: &str) {
        let now = self.now;
        let is_meant = |row: &RuleDraft| row.id() == key && !matches!(row, RuleDraft::Off(_));
        let Some(row) = self.work.edit.draft.rules.iter().position(is_meant) else {
            return self.work.unknown("rule", "rule or event", key);
        };
        let ranks = self.work.edit.draft.rules[row].keys().len();
        let rules: Vec<RuleId> = (0..ranks)
            .filter_map(|rank| now.rule_at(RuleRow::Rank { row, rank }))
            .collect();
        let spoken: Vec<RuleId> = rules
            .into_iter()
            .filter(|rule| now.rules_of(doctor).contains(rule))
            .collect();
        // Who is taken out of one rank is taken out of all.
        let is_shared = spoken
            .iter()
            .any(|rule| is_kept_by_others(now, *rule, &[doctor].into_iter().collect()));
        for rule in spoken.into_iter().take(if is_shared { 1 } else { ranks }) {
            self.take_out(doctor, rule);
        }
    }

    /// The doctor need not attend; an event that nobody else attends is off.
    fn excuse(&mut self, doctor: DoctorId, rule: RuleId, event: EventId) {
        let name = self.now.doctor(doctor).key.clone();
        if self.now.event(event).attendees.len() == 1 {
            self.work.edit.turn_off(self.now, rule);
        } else if let Some(attendees) = self.work.edit.doctors_mut(RuleRow::Event(event)) {
            attendees.except.push(name);
        }
    }

    /// What a stay that ends early could only break: what must follow the last rotation, where the last one ends, what must begin later.
    fn release_the_end(&mut self, doctor: DoctorId) {
        let now = self.now;
        let last = now.doctor(doctor).last;
        for &rule in now.rules_of(doctor) {
            let row = now
                .row_of(rule)
                .position()
                .and_then(|row| self.work.edit.draft.rules.get(row));
            let is_late = matches!(now.rule(rule), Rule::FirstBy(first) if first.by > last);
            let must_follow = matches!(
                row,
                Some(RuleDraft::Succession(rules::Succession {
                    mode: SuccessionModeDraft::Must,
                    ..
                }))
            );
            let own =
                if let Some(RuleDraft::Boundary(row @ rules::Boundary { ends: Some(_), .. })) = row
                {
                    Some(row.clone())
                } else {
                    None
                };
            if is_late || must_follow || own.is_some() {
                self.take_out(doctor, rule);
            }
            if let Some(own) = own {
                let wanted = format!("{} ({})", now.rule_key(rule), now.doctor(doctor).key);
                let own = rules::Boundary {
                    ends: None,
                    doctors: now.only(doctor),
                    ..own
                };
                self.work.edit.add(wanted, RuleDraft::Boundary(own));
            }
        }
        // A part of a year is worth less than a year.
        let is_worst = |rule: &Rule| matches!(rule, Rule::WorstDoctor(rule) if rule.doctors.contains(doctor) && rule.doctors.len() > 1);
        for rule in now
            .rules()
            .filter(|(_, rule)| is_worst(rule))
            .map(|(id, _)| id)
        {
            self.take_out(doctor, rule);
        }
    }

    /// Each of two doctors is held to what was published for the other.
    fn swap(&mut self, one: DoctorId, with: &str, from: &str, to: &str) {
        let now = self.now;
        let Some(other) = now.find_doctor(with) else {
            return;
        };
        let Some(published) = now.published() else {
            return self.work.report(
                Code::NothingToChange,
                "doctor",
                "nothing is published that could be swapped.",
            );
        };
        let ends = Ends {
            from: Some(from),
            to: Some(to),
        };
        let Some(periods) = touched(self.work, ends) else {
            return;
        };
        let mut is_held = false;
        for (doctor, takes_from) in [(one, other), (other, one)] {
            let is_there =
                |period: PeriodId| periods.contains(&period) && now.is_available(doctor, period);
            let cells = timeline(now, takes_from, published.pathway(takes_from))
                .into_iter()
                .filter(|(period, _)| is_there(*period));
            let cells = cells.filter_map(|(period, cell)| Some((period, cell.content()?)));
            is_held |= self
                .work
                .edit
                .hold(
                    format!("swap/{}", now.doctor(doctor).key),
                    now,
                    doctor,
                    cells,
                )
                .is_some();
        }
        if !is_held {
            self.work.report(
                Code::NothingToChange,
                "from",
                "neither is there in the other's place then.",
            );
        }
    }
}
