//! The problem of some doctors while all others stay as they are.

use super::parts::Selection;
use super::whole::{Aim, Whole};
use crate::ids::{DoctorId, EventId, RuleId};
use crate::problem::draft::{EventDraft, PreferenceDraft, RequirementDraft};
use crate::problem::edit::{DraftEdit, Members, NewRow, OfDoctors};
use crate::problem::row::preference_id;
use crate::problem::rule::DoctorSet;
use crate::problem::{Problem, RuleDraft, RuleRow, published_rows, rules};
use std::collections::HashSet;

/// A draft of a part of the doctors.
#[derive(Debug)]
pub(super) struct Reduced {
    /// Capacities of which something is left stand for those of the whole problem.
    pub(super) edit: DraftEdit<RuleId>,
    pub(super) selection: Selection,
}

impl Whole<'_> {
    /// The draft in which the doctors of `free` are planned and all others stay as they are.
    ///
    /// Doctors whom a rule ties to one of `free` in a way that cannot be taken off a limit stay in the draft, pinned altogether.
    pub(super) fn reduce(&self, free: &DoctorSet, aim: Aim) -> Reduced {
        let kept: Vec<DoctorId> = self.tied(free, aim).into_iter().collect();
        let planned: Vec<DoctorId> = free.iter().collect();
        // Rules of one doctor's pathway only matter for whoever is planned, unless scores are compared.
        let personal = if self.compares_scores() {
            &kept
        } else {
            &planned
        };
        let mut reducer = Reducer {
            whole: *self,
            problem: self.problem,
            kept: &kept,
            free,
            aim,
            all: Members::new(self.problem, &kept),
            personal: Members::new(self.problem, personal),
            planned: Members::new(self.problem, &planned),
            edit: DraftEdit::world(self.problem),
        };
        reducer.edit.draft.note = format!(
            "{} of the doctors of {:?}; the others stay as they are.",
            kept.len(),
            self.problem.name()
        );
        reducer.write_people();
        reducer.write_tables();
        let events = reducer.write_events();
        reducer.publish();
        reducer.write_sums();
        reducer.write_rules();
        reducer.hold();
        let edit = reducer.edit;
        Reduced {
            edit,
            selection: Selection {
                doctors: kept,
                events,
            },
        }
    }
}

/// A draft while it is reduced.
pub(super) struct Reducer<'a> {
    pub(super) whole: Whole<'a>,
    pub(super) problem: &'a Problem,
    /// Doctors of the draft.
    pub(super) kept: &'a [DoctorId],
    /// Those who are planned.
    pub(super) free: &'a DoctorSet,
    pub(super) aim: Aim,
    /// How filters choose among the draft's doctors, among those to whom personal rules matter, and among those who are planned.
    all: Members<'a>,
    personal: Members<'a>,
    planned: Members<'a>,
    pub(super) edit: DraftEdit<RuleId>,
}

impl<'a> Reducer<'a> {
    /// True where nothing counts but how many doctors are disturbed.
    pub(super) fn is_without_values(&self) -> bool {
        matches!(self.aim, Aim::Fewest | Aim::FewestPeriods { .. })
    }
    /// Adds a row of the problem; `None` where nothing of it counts.
    pub(super) fn put(&mut self, row: impl NewRow) -> Option<RuleRow> {
        let row = if self.is_without_values() {
            row.without_value()
        } else {
            Some(row)
        };
        row.map(|row| self.edit.put(row))
    }
    /// True if the problem has a rule from the row: it is not turned off.
    fn is_on(&self, row: RuleRow) -> bool {
        self.problem.rule_at(row).is_some()
    }

    fn write_people(&mut self) {
        let (source, problem) = (self.problem.draft(), self.problem);
        let keys: HashSet<&str> = self
            .kept
            .iter()
            .map(|doctor| problem.doctor(*doctor).key.as_str())
            .collect();
        let draft = &mut self.edit.draft;
        draft.doctors = self
            .kept
            .iter()
            .filter_map(|doctor| source.doctors.get(doctor.index()))
            .cloned()
            .collect();
        draft.leaves = source
            .leaves
            .iter()
            .filter(|row| keys.contains(row.doctor.as_str()))
            .cloned()
            .collect();
        draft.documents = source
            .documents
            .iter()
            .filter(|row| keys.contains(row.doctor.as_str()))
            .cloned()
            .collect();
    }

    /// Requirements, electives, precedence, history and preferences.
    fn write_tables(&mut self) {
        let wanted = self.write_referring();
        self.write_requirements(&wanted);
        self.write_preferences();
    }

    /// A row for whoever it matters to; `None` if it asks nothing of any of them, or is turned off.
    fn personal<Row: OfDoctors>(&self, row: &Row, at: RuleRow) -> Option<Row> {
        let narrowed = self.personal.narrow_row(row);
        narrowed.filter(|_| self.is_on(at))
    }

    /// Electives and precedence; returns the requirements to which these and rules refer.
    fn write_referring(&mut self) -> HashSet<&'a str> {
        let source = self.problem.draft();
        let mut wanted: HashSet<&str> = HashSet::new();
        for (index, row) in source.electives.iter().enumerate() {
            if let Some(narrowed) = self.personal(row, RuleRow::Elective(index)) {
                wanted.extend(row.requirements.iter().map(String::as_str));
                self.put(narrowed);
            }
        }
        for (index, row) in source.precedence.iter().enumerate() {
            if let Some(narrowed) = self.personal(row, RuleRow::Precedence(index)) {
                wanted.extend(row.before.iter().chain([&row.after]).map(String::as_str));
                self.put(narrowed);
            }
        }
        for rule in &source.rules {
            let names = rule.as_draft().requirements();
            if !names.is_empty() && self.personal.narrow_rule(rule).is_some() {
                wanted.extend(names);
            }
        }
        wanted
    }

    /// Requirements that matter, and those to which others refer, with their history.
    fn write_requirements(&mut self, wanted: &HashSet<&str>) {
        let problem = self.problem;
        for (index, row) in problem.draft().requirements.iter().enumerate() {
            let written = if let Some(narrowed) = self.personal.narrow_row(row) {
                narrowed
            } else if wanted.contains(row.id.as_str()) {
                self.as_count(row)
            } else {
                continue;
            };
            self.edit.put_history(problem, index, &row.id, self.kept);
            if let Some(now) = self.put(written) {
                self.edit
                    .turn_off_again(problem, RuleRow::Requirement(index), now);
            }
        }
    }

    /// A requirement to which others refer as a count that asks nothing of anybody.
    fn as_count(&self, row: &RequirementDraft) -> RequirementDraft {
        let somebody = self.kept[..1].iter().copied();
        RequirementDraft {
            doctors: self.problem.named_doctors(somebody).unwrap_or_default(),
            run_min: 0,
            run_max: None,
            runs_min: 0,
            runs_max: None,
            weight: Some(0),
            ..row.clone()
        }
    }

    fn write_preferences(&mut self) {
        for (index, row) in self.problem.draft().preferences.iter().enumerate() {
            if let Some(narrowed) = self.personal(row, RuleRow::Preference(index)) {
                // The default id is a number in the list, which is another one here.
                self.put(PreferenceDraft {
                    id: preference_id(row, index),
                    ..narrowed
                });
            }
        }
    }

    /// Events of anybody in the draft; which ones of the whole problem they are.
    fn write_events(&mut self) -> Vec<EventId> {
        let problem = self.problem;
        let mut events = Vec::new();
        for (index, row) in problem.draft().events.iter().enumerate() {
            let Some(attendees) = self.all.narrow(&row.attendees) else {
                continue;
            };
            let id = EventId::new(index);
            let mut row = EventDraft {
                attendees,
                ..row.clone()
            };
            let is_settled = !self
                .free
                .iter()
                .any(|doctor| problem.event(id).attendees.contains(doctor));
            if is_settled || row.slots.len() == 1 && !row.optional {
                // Who attends is settled, whatever the places; some attendees may have been taken out.
                (row.min_places, row.max_places, row.joint) = (0, None, false);
            }
            if let Some(now) = self.put(row) {
                events.push(id);
                self.edit.turn_off_again(problem, RuleRow::Event(id), now);
            }
        }
        events
    }

    fn publish(&mut self) {
        let standing = self.whole.standing;
        let (rotations, attendances) =
            published_rows(self.problem, &standing.published, self.kept.iter().copied());
        let draft = &mut self.edit.draft;
        let events: HashSet<&str> = draft.events.iter().map(|event| event.id.as_str()).collect();
        draft.published_attendances = attendances
            .into_iter()
            .filter(|row| events.contains(row.event.as_str()))
            .collect();
        draft.published = rotations;
    }

    /// Rules without a table of their own, those aside of which something is taken off.
    fn write_rules(&mut self) {
        for (index, rule) in self.problem.draft().rules.iter().enumerate() {
            if matches!(
                rule,
                RuleDraft::Capacity(_)
                    | RuleDraft::Coverage(_)
                    | RuleDraft::Change(_)
                    | RuleDraft::Off(_)
            ) {
                continue;
            }
            let ranks = rule.keys().len();
            let rows = || {
                (0..ranks)
                    .map(move |rank| RuleRow::Rank { row: index, rank })
                    .chain([RuleRow::Rule(index)])
            };
            if !rows().any(|row| self.is_on(row))
                || !rule.is_personal() && !self.speaks_of_planned(rule)
            {
                continue;
            }
            let members = if rule.is_personal() {
                &self.personal
            } else {
                &self.all
            };
            let narrowed = members.narrow_rule(rule);
            if let Some(row) = narrowed
                .and_then(|narrowed| self.put(narrowed))
                .and_then(RuleRow::position)
            {
                for rank in 0..ranks {
                    self.edit.turn_off_again(
                        self.problem,
                        RuleRow::Rank { row: index, rank },
                        RuleRow::Rank { row, rank },
                    );
                }
            }
        }
    }

    /// True if a rule that links doctors speaks of one who is planned; otherwise it is settled.
    fn speaks_of_planned(&self, rule: &RuleDraft) -> bool {
        match rule {
            RuleDraft::Team(rules::Team {
                doctors,
                companions,
                ..
            }) => self
                .planned
                .narrow(doctors)
                .or(self.planned.narrow(companions))
                .is_some(),
            other => self.planned.narrow_rule(other).is_some(),
        }
    }
}
