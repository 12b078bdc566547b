//! What rules ask of single doctors: waived, in proportion, no more where somebody leaves, exchanged where two swap.
//!
//! A rule that speaks of several doctors goes on without this one; where it asks for another amount, a row for this doctor alone is added.

use super::apply::Work;
use super::change::{Amounts, Change};
use super::known::template;
use super::owed::Owed;
use super::places::touched;
use crate::error::Code;
use crate::ids::{DoctorId, EventId, PeriodId, RuleId};
use crate::problem::draft::{DoctorFilter, PreferenceDraft};
use crate::problem::rule::{PeriodSet, Rule};
use crate::problem::rule_draft::SuccessionModeDraft;
use crate::problem::rules;
use crate::problem::{Presence, Problem, RuleDraft, UnusedIds};
use std::collections::{HashMap, HashSet};

/// True for changes of what rules ask of a doctor.
pub(super) fn is_for_one_doctor(change: &Change) -> bool {
    matches!(
        change,
        Change::Waive { .. } | Change::LeaveProgramme { .. } | Change::Swap { .. } | Change::Extend { .. } | Change::PartTime { .. }
    )
}

/// Makes these changes in a draft that has all others; `now` is the problem with these others.
pub(super) fn change(work: &mut Work<'_>, changes: &[Change], now: &Problem) {
    let ids = UnusedIds::of(&work.draft);
    let mut editor = Editor { work, now, ids, own: HashMap::new(), gone: HashSet::new() };
    for (number, change) in changes.iter().enumerate().filter(|(_, change)| is_for_one_doctor(change)) {
        editor.work.speak_of(number, change);
        editor.make(change);
    }
}

/// The rules of a draft while doctors are let off.
pub(super) struct Editor<'a, 'b> {
    pub(super) work: &'a mut Work<'b>,
    pub(super) now: &'a Problem,
    pub(super) ids: UnusedIds,
    /// Positions of the requirements and electives that a doctor has alone, among the rows of the draft.
    pub(super) own: HashMap<(DoctorId, RuleId), usize>,
    /// What has been waived altogether.
    pub(super) gone: HashSet<(DoctorId, RuleId)>,
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
        let Some(id) = self.now.find_doctor(doctor) else { return };
        match change {
            Change::Waive { rule, amounts, from, amount, .. } => {
                let owed = match (amount, amounts) {
                    (Some(amount), _) if *amount < 0 => return self.work.report(Code::NegativeNumber, "amount", "amount is negative."),
                    (Some(amount), _) => Owed::Enough(*amount),
                    (None, Some(Amounts::InProportion)) => Owed::Share,
                    (None, Some(Amounts::Kept)) => return self.work.report(Code::NothingToChange, "amounts", "nothing is waived."),
                    (None, Some(Amounts::Waived) | None) => Owed::Nothing,
                };
                let left_out = match from {
                    Some(from) => match touched(self.work, Some(from), None) {
                        Some(periods) => periods.into_iter().collect(),
                        None => return,
                    },
                    None => PeriodSet::default(),
                };
                match rule {
                    Some(rule) => self.waive(id, rule, owed, &left_out),
                    None if amount.is_some() => self.work.report(Code::MissingField, "rule", "an amount is one of a rule."),
                    None => self.amounts(id, owed, &left_out, false),
                }
            }
            Change::LeaveProgramme { amounts, .. } => {
                self.amounts_as_said(id, amounts.unwrap_or(Amounts::Waived), true);
                self.release_the_end(id);
            }
            Change::Extend { amounts, .. } => self.amounts_as_said(id, amounts.unwrap_or(Amounts::Kept), false),
            Change::PartTime { amounts, .. } => self.amounts_as_said(id, amounts.unwrap_or(Amounts::InProportion), false),
            Change::Swap { with, from, to, .. } => self.swap(id, with, (from, to)),
            _ => {}
        }
    }

    fn amounts_as_said(&mut self, doctor: DoctorId, amounts: Amounts, is_cut: bool) {
        match amounts {
            Amounts::Kept => {}
            Amounts::InProportion => self.amounts(doctor, Owed::Share, &PeriodSet::default(), is_cut),
            Amounts::Waived => self.amounts(doctor, Owed::NoLeast, &PeriodSet::default(), is_cut),
        }
    }

    /// All requirements and electives of a doctor; whoever is cut off owes no whole rotation either.
    fn amounts(&mut self, doctor: DoctorId, owed: Owed, left_out: &PeriodSet, is_cut: bool) {
        for &rule in self.now.rules_of(doctor) {
            if matches!(self.now.rule(rule), Rule::Requirement(_)) {
                self.requirement(doctor, rule, owed, (left_out, is_cut));
            } else if matches!(self.now.rule(rule), Rule::Elective(_)) {
                self.elective(doctor, rule, owed, left_out);
            }
        }
    }

    /// One rule, by the id that people know it by.
    fn waive(&mut self, doctor: DoctorId, key: &str, owed: Owed, left_out: &PeriodSet) {
        let now = self.now;
        let event = || now.events().iter().position(|event| event.key == key).map(EventId::new);
        let attendance =
            |event| now.rules().find(|(_, rule)| matches!(rule, Rule::Attendance(rule) if rule.event == event)).map(|(id, _)| id);
        let Some(rule) = now.find_rule(key).or_else(|| event().and_then(attendance)) else {
            // A ranked wish has one rule for each rank, and rules that are switched off have none.
            let is_row = self.work.draft.rules.iter().any(|row| row.id() == key);
            return if is_row { self.take_out_of_row(doctor, key) } else { self.work.unknown("rule", "rule or event", key) };
        };
        let data = now.rule(rule);
        let event = if let Rule::Attendance(rule) = data { Some(now.event(rule.event)) } else { None };
        let is_everybodys = matches!(data, Rule::Eligibility(_));
        let speaks = match event {
            Some(event) => event.attendees.contains(doctor),
            None => is_everybodys || now.rules_of(doctor).contains(&rule) || data.linked_doctors().contains(doctor),
        };
        if !speaks {
            return self.work.report(Code::NothingToChange, "rule", "the rule does not speak of the doctor.");
        }
        if matches!(data, Rule::Requirement(_)) {
            return self.requirement(doctor, rule, owed, (left_out, false));
        }
        if matches!(data, Rule::Elective(_)) {
            return self.elective(doctor, rule, owed, left_out);
        }
        if matches!(owed, Owed::Share | Owed::Enough(_)) {
            let message = "only a requirement or an elective has an amount; the rule can be waived altogether.";
            return self.work.report(Code::NothingToChange, "amounts", message);
        }
        if is_everybodys {
            let departments = now.departments().iter().map(|department| department.key.clone());
            if let Some(row) = self.work.draft.doctors.get_mut(doctor.index()) {
                row.waivers = departments.collect();
            }
        } else if let Some(event) = event {
            let name = now.doctor(doctor).key.clone();
            if event.attendees.len() == 1 {
                self.switch_off(rule);
            } else if let Some(row) = self.work.draft.events.iter_mut().find(|row| row.id == event.key) {
                row.attendees.except.push(name);
            }
        } else {
            self.take_out(doctor, rule);
        }
    }

    /// True if a personal rule speaks of nobody else.
    pub(super) fn is_alone(&self, doctor: DoctorId, rule: RuleId) -> bool {
        let mut others = (0..self.now.doctors().len()).map(DoctorId::new).filter(|other| *other != doctor);
        !others.any(|other| self.now.rules_of(other).contains(&rule))
    }

    /// The rule goes on without the doctor.
    pub(super) fn take_out(&mut self, doctor: DoctorId, rule: RuleId) {
        let now = self.now;
        let key = now.rule_key(rule);
        if !self.gone.insert((doctor, rule)) {
            return;
        }
        if let Some(own) = self.own.get(&(doctor, rule)) {
            // The doctor has a row alone already.
            let is_requirement = matches!(now.rule(rule), Rule::Requirement(_));
            let requirement = || self.work.draft.requirements.get(*own).map(|row| row.id.clone());
            let own = if is_requirement { requirement() } else { self.work.draft.electives.get(*own).map(|row| row.id.clone()) };
            return own.into_iter().for_each(|own| self.switch_off_key(&own));
        }
        let linked = now.rule(rule).linked_doctors();
        // Nobody is together with himself.
        let needed = if matches!(now.rule(rule), Rule::Together(_)) { 2 } else { 1 };
        let is_alone = if linked.is_empty() { self.is_alone(doctor, rule) } else { linked.len() <= needed };
        if is_alone {
            return self.switch_off(rule);
        }
        let name = now.doctor(doctor).key.clone();
        let draft = &mut self.work.draft;
        let mut filters: Vec<&mut DoctorFilter> = Vec::new();
        filters.extend(draft.requirements.iter_mut().filter(|row| row.id == key).map(|row| &mut row.doctors));
        filters.extend(draft.electives.iter_mut().filter(|row| row.id == key).map(|row| &mut row.doctors));
        filters.extend(draft.precedence.iter_mut().filter(|row| row.id == key).map(|row| &mut row.doctors));
        let named =
            |(index, row): &(usize, &mut PreferenceDraft)| row.id == key || row.id.is_empty() && format!("preference/{}", index + 1) == key;
        filters.extend(draft.preferences.iter_mut().enumerate().filter(named).map(|(_, row)| &mut row.doctors));
        for filter in &mut filters {
            filter.except.push(name.clone());
        }
        if filters.is_empty() {
            self.take_out_of_row(doctor, key);
        }
    }

    /// The same for a rule without a table of its own.
    fn take_out_of_row(&mut self, doctor: DoctorId, key: &str) {
        let now = self.now;
        let name = now.doctor(doctor).key.clone();
        let rule = now.find_rule(key).map(|rule| now.rule(rule));
        // Each rank of a ranked wish is a rule by itself; who is taken out of one is taken out of all.
        let has_rank = |row: &RuleDraft| row.keys().iter().any(|rank| rank == key);
        let Some(row) = self.work.draft.rules.iter_mut().find(|row| row.id() == key || has_rank(row)) else {
            return self.work.report(
                Code::NothingToChange,
                "rule",
                "the rule is one of places or of everybody's calendar; nobody can be taken out of it.",
            );
        };
        let mut is_empty = false;
        match (row, rule) {
            (RuleDraft::Team(rules::Team { doctors, companions, .. }), Some(Rule::Team(team))) => {
                for (filter, chosen) in [(doctors, &team.doctors), (companions, &team.companions)] {
                    if chosen.contains(doctor) {
                        filter.except.push(name.clone());
                        is_empty |= chosen.len() == 1;
                    }
                }
            }
            (RuleDraft::WorstGroup(rules::WorstGroup { groups, .. }), Some(Rule::WorstGroup(worst))) => {
                let mut chosen = worst.groups.iter();
                groups.retain_mut(|group| {
                    let Some((members, _)) = chosen.next() else { return true };
                    if members.contains(doctor) {
                        group.doctors.except.push(name.clone());
                    }
                    !(members.contains(doctor) && members.len() == 1)
                });
                is_empty = groups.is_empty();
            }
            (row, _) => {
                if let Some(filter) = row.doctors_mut() {
                    is_empty = filter.doctors.len() == 1 && filter.doctors.contains(&name);
                    if !is_empty {
                        filter.except.push(name);
                    }
                }
            }
        }
        if is_empty {
            self.switch_off_key(key);
        }
    }

    fn switch_off(&mut self, rule: RuleId) {
        self.switch_off_key(self.now.rule_key(rule));
    }

    fn switch_off_key(&mut self, key: &str) {
        let id = self.ids.rule(format!("scenario/off/{key}"));
        self.work.draft.rules.push(RuleDraft::Off(rules::Off { id, rule: key.to_owned() }));
    }

    /// What a stay that ends early could only break: what must follow the last rotation, where the last one ends, what must begin later.
    fn release_the_end(&mut self, doctor: DoctorId) {
        let now = self.now;
        let last = now.doctor(doctor).last;
        for &rule in now.rules_of(doctor) {
            let key = now.rule_key(rule);
            let row = self.work.draft.rules.iter().find(|row| row.id() == key);
            let is_late = matches!(now.rule(rule), Rule::FirstBy(first) if first.by > last);
            let must_follow = matches!(row, Some(RuleDraft::Succession(rules::Succession { mode: SuccessionModeDraft::Must, .. })));
            let own = row.filter(|row| matches!(row, RuleDraft::Boundary(rules::Boundary { ends: Some(_), .. }))).cloned();
            if is_late || must_follow || own.is_some() {
                self.take_out(doctor, rule);
            }
            let Some(mut own) = own else { continue };
            let name = now.doctor(doctor).key.clone();
            *own.id_mut() = self.ids.rule(format!("{key} ({name})"));
            if let RuleDraft::Boundary(rules::Boundary { ends, doctors, .. }) = &mut own {
                (*ends, *doctors) = (None, only(name));
            }
            self.work.draft.rules.push(own);
        }
        // A part of a year is worth less than a year.
        let worst: Vec<RuleId> = now
            .rules()
            .filter(|(_, rule)| matches!(rule, Rule::WorstDoctor(rule) if rule.doctors.contains(doctor) && rule.doctors.len() > 1))
            .map(|(id, _)| id)
            .collect();
        for rule in worst {
            self.take_out_of_row(doctor, now.rule_key(rule));
        }
    }

    /// Each of two doctors is held to what was published for the other.
    fn swap(&mut self, one: DoctorId, with: &str, (from, to): (&str, &str)) {
        let now = self.now;
        let Some(other) = now.find_doctor(with) else { return };
        let Some(published) = now.published() else {
            return self.work.report(Code::NothingToChange, "doctor", "nothing is published that could be swapped.");
        };
        let Some(periods) = touched(self.work, Some(from), Some(to)) else { return };
        let mut rules = Vec::new();
        for (doctor, takes_from) in [(one, other), (other, one)] {
            let pathway = published.pathway(takes_from);
            let is_there =
                |period: PeriodId| periods.contains(&period) && matches!(now.presence(doctor, period), Presence::Half | Presence::Full);
            let id = self.ids.rule(format!("swap/{}", now.doctor(doctor).key));
            rules.extend(template(now, (doctor, id), (takes_from, pathway), is_there));
        }
        if rules.is_empty() {
            return self.work.report(Code::NothingToChange, "from", "neither is there in the other's place then.");
        }
        self.work.draft.rules.extend(rules);
    }
}

pub(super) fn only(doctor: String) -> DoctorFilter {
    DoctorFilter { doctors: vec![doctor], ..DoctorFilter::default() }
}
