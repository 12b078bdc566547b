//! The resolved rules: their ids, the rows that they come from, and whom they speak of.

use super::Resolver;
use super::budget::{Budget, limit};
use crate::error::{Code, row_words};
use crate::ids::RuleId;
use crate::limits;
use crate::problem::problem::NamedRule;
use crate::problem::row::{Place, RuleRow};
use crate::problem::rule::{DoctorSet, Rule, is_personal};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

impl Resolver {
    /// Adds a rule under its id.
    pub(in crate::problem) fn add_rule(
        &mut self,
        key: impl Into<String>,
        row: RuleRow,
        rule: Rule,
    ) {
        self.data.rules.push(NamedRule {
            key: key.into(),
            row,
            rule,
        });
    }

    pub(super) fn check_rule_ids(&mut self) {
        let mut first_of: HashMap<&str, RuleRow> = HashMap::new();
        let mut twice: Vec<(String, RuleRow, RuleRow)> = Vec::new();
        for NamedRule { key, row, .. } in &self.data.rules {
            match first_of.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(*row);
                }
                Entry::Occupied(entry) => twice.push((key.clone(), *row, *entry.get())),
            }
        }
        for (key, row, first) in twice {
            let other = match self.list_of(first) {
                Some((table, index)) => row_words(table, index),
                None => "the library".to_owned(),
            };
            self.found.error(
                Code::DuplicateId,
                self.pointer_of(row),
                format!("rule {key:?}"),
                format!(
                    "{other} gives another rule this id: requirements, electives, precedences, preferences and rules share one space of ids."
                ),
            );
        }
    }

    /// Where the draft has a row; of places the first row about them.
    pub(super) fn pointer_of(&self, row: RuleRow) -> String {
        let place = self.list_of(row);
        place.map_or_else(String::new, |(table, index)| format!("/{table}/{index}"))
    }

    /// The table and the position of a row, of places the first row about them; `None` for what no table has.
    fn list_of(&self, row: RuleRow) -> Option<(&'static str, usize)> {
        let of_place = |place: Place| match place {
            Place::Hospital(id) => self.data.hospitals[id.index()].key.as_str(),
            Place::Department(id) => self.data.departments[id.index()].key.as_str(),
            Place::Activity(id) => self.data.activities[id.index()].key.as_str(),
        };
        let capacity = |place| {
            let mut rows = self.draft.capacities.iter();
            rows.position(|row| row.of == of_place(place))
        };
        let closure = |place| {
            let mut rows = self.draft.closures.iter();
            rows.position(|row| row.of == of_place(place))
        };
        let (table, index) = match row {
            RuleRow::Availability | RuleRow::Eligibility => return None,
            RuleRow::Capacity(place) => match capacity(place) {
                Some(index) => ("capacities", Some(index)),
                None => ("closures", closure(place)),
            },
            RuleRow::Closure(place) => ("closures", closure(place)),
            RuleRow::Requirement(index) => ("requirements", Some(index)),
            RuleRow::Elective(index) => ("electives", Some(index)),
            RuleRow::Precedence(index) => ("precedence", Some(index)),
            RuleRow::Event(event) => ("events", Some(event.index())),
            RuleRow::Preference(index) => ("preferences", Some(index)),
            RuleRow::Rule(row) | RuleRow::Rank { row, .. } => ("rules", Some(row)),
        };
        Some((table, index?))
    }

    /// Lists the personal rules of each doctor.
    pub(super) fn index_rules(&mut self) {
        let sizes = self
            .data
            .rules
            .iter()
            .map(|entry| &entry.rule)
            .filter(|rule| is_personal(rule));
        let pairs: usize = sizes
            .map(|rule| {
                self.doctors_of(rule)
                    .map_or(self.data.doctors.len(), |doctors| doctors.len())
            })
            .sum();
        if !self.spend(Budget::RuleDoctors, pairs, "", "problem") {
            return;
        }
        let mut rules_of: Vec<Vec<RuleId>> = vec![Vec::new(); self.data.doctors.len()];
        for (index, NamedRule { rule, .. }) in self.data.rules.iter().enumerate() {
            if !is_personal(rule) {
                continue;
            }
            let id = RuleId::new(index);
            match self.doctors_of(rule) {
                Some(doctors) => doctors
                    .iter()
                    .for_each(|doctor| rules_of[doctor.index()].push(id)),
                None => rules_of.iter_mut().for_each(|rules| rules.push(id)),
            }
        }
        let is_too_many = |rules: &Vec<RuleId>| rules.len() > limits::RULES_OF_DOCTOR;
        if let Some(doctor) = rules_of.iter().position(is_too_many) {
            let pointer = format!("/doctors/{doctor}");
            let subject = format!("doctor {:?}", self.data.doctors[doctor].key);
            let rules = rules_of[doctor].len();
            let what = format!("{rules} rules speak of this doctor, more");
            self.exceeded(limit!(RULES_OF_DOCTOR), &pointer, &subject, what);
        }
        self.data.rules_of = rules_of;
        self.data.rule_at = self
            .data
            .rules
            .iter()
            .enumerate()
            .map(|(index, entry)| (entry.row, RuleId::new(index)))
            .collect();
    }

    /// The doctors a personal rule speaks of; `None` for everybody.
    pub(super) fn doctors_of<'a>(&'a self, rule: &'a Rule) -> Option<&'a DoctorSet> {
        rule.facts().doctors(&self.data)
    }
}
