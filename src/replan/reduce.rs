//! The problem of some doctors while all others stay as they are.

use super::fit::Standing;
use super::keep::Pins;
use super::parts::Selection;
use crate::check::{differences, timeline};
use crate::ids::{DoctorId, EventId, PeriodId, RuleId};
use crate::problem::draft::{
    DoctorFilter, ElectiveDraft, EventDraft, PeriodFilter, PrecedenceDraft, PreferenceDraft,
    RequirementDraft,
};
use crate::problem::edit::{DraftEdit, Members, NewRow, named_periods};
use crate::problem::row::preference_id;
use crate::problem::rule::{Change, DoctorSet};
use crate::problem::rules;
use crate::problem::{Presence, Problem, RuleDraft, RuleRow, published_rows};
use crate::schedule::Schedule;
use std::collections::HashSet;

/// Limits of what may change, besides the pins.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ChangeLimits {
    pub(super) max_periods_per_doctor: Option<i64>,
    /// Of everybody together, where as few as possible are to change.
    pub(super) max_periods: Option<i64>,
    pub(super) period_cost: i64,
}

/// What a reduced problem is solved for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Aim {
    /// Fewest doctors disturbed; nothing else counts.
    Fewest,
    /// Fewest periods that differ, where each disturbed doctor counts as so many; nothing else counts.
    FewestPeriods { doctor_cost: i64 },
    /// The value, where each disturbed doctor costs so much.
    Value { doctor_cost: i64 },
}

/// What everybody's draft is reduced from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whole<'a> {
    pub(super) problem: &'a Problem,
    pub(super) standing: &'a Standing,
    pub(super) pins: &'a Pins,
    pub(super) limits: ChangeLimits,
}

/// A draft of a part of the doctors.
#[derive(Debug)]
pub(super) struct Reduced {
    /// Capacities of which something is left stand for those of the whole problem.
    pub(super) edit: DraftEdit<RuleId>,
    pub(super) selection: Selection,
}

impl Whole<'_> {
    /// Periods of some doctors in which a schedule differs from what was published.
    pub(super) fn changed(&self, of: impl Fn(DoctorId) -> bool, schedule: &Schedule) -> i64 {
        let published = &self.standing.published;
        let doctors = (0..self.problem.doctors().len())
            .map(DoctorId::new)
            .filter(|doctor| self.standing.has_published[doctor.index()] && of(*doctor));
        doctors
            .map(|doctor| {
                differences(
                    self.problem,
                    doctor,
                    published.pathway(doctor),
                    schedule.pathway(doctor),
                )
                .len()
            })
            .fold(0, |sum, changed| {
                i64::try_from(changed)
                    .unwrap_or(i64::MAX)
                    .saturating_add(sum)
            })
    }

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
    aim: Aim,
    /// How filters choose among the draft's doctors, among those to whom personal rules matter, and among those who are planned.
    all: Members<'a>,
    personal: Members<'a>,
    planned: Members<'a>,
    pub(super) edit: DraftEdit<RuleId>,
}

impl Reducer<'_> {
    /// True where nothing counts but how many doctors are disturbed.
    pub(super) fn is_without_values(&self) -> bool {
        matches!(self.aim, Aim::Fewest | Aim::FewestPeriods { .. })
    }
    /// Adds a row of the problem; `None` where nothing of it counts.
    fn put(&mut self, row: impl NewRow) -> Option<RuleRow> {
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
        let problem = self.problem;
        let source = problem.draft();
        // Requirements to which others refer.
        let mut wanted: HashSet<&str> = HashSet::new();
        for (index, row) in source.electives.iter().enumerate() {
            let doctors = self
                .personal
                .narrow(&row.doctors)
                .filter(|_| self.is_on(RuleRow::Elective(index)));
            if let Some(doctors) = doctors {
                wanted.extend(row.requirements.iter().map(String::as_str));
                self.put(ElectiveDraft {
                    doctors,
                    ..row.clone()
                });
            }
        }
        for (index, row) in source.precedence.iter().enumerate() {
            let doctors = self
                .personal
                .narrow(&row.doctors)
                .filter(|_| self.is_on(RuleRow::Precedence(index)));
            if let Some(doctors) = doctors {
                wanted.extend(row.before.iter().chain([&row.after]).map(String::as_str));
                self.put(PrecedenceDraft {
                    doctors,
                    ..row.clone()
                });
            }
        }
        for rule in &source.rules {
            let names = rule.as_draft().requirements();
            if !names.is_empty() && self.personal.narrow_rule(rule).is_some() {
                wanted.extend(names);
            }
        }
        for (index, row) in source.requirements.iter().enumerate() {
            let written = if let Some(doctors) = self.personal.narrow(&row.doctors) {
                RequirementDraft {
                    doctors,
                    ..row.clone()
                }
            } else if wanted.contains(row.id.as_str()) {
                // Others refer to it: it stays as a count that asks nothing of anybody.
                let doctors = problem
                    .named_doctors(self.kept[..1].iter().copied())
                    .unwrap_or_default();
                let free = RequirementDraft {
                    run_min: 0,
                    run_max: None,
                    runs_min: 0,
                    runs_max: None,
                    weight: Some(0),
                    ..row.clone()
                };
                RequirementDraft { doctors, ..free }
            } else {
                continue;
            };
            self.edit.put_history(problem, index, &row.id, self.kept);
            if let Some(now) = self.put(written) {
                self.edit
                    .turn_off_again(problem, RuleRow::Requirement(index), now);
            }
        }
        for (index, row) in source.preferences.iter().enumerate() {
            let doctors = self
                .personal
                .narrow(&row.doctors)
                .filter(|_| self.is_on(RuleRow::Preference(index)));
            if let Some(doctors) = doctors {
                // The default id is a number in the list, which is another one here.
                self.put(PreferenceDraft {
                    id: preference_id(row, index),
                    doctors,
                    ..row.clone()
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
    /// True if there is anything that could change.
    fn is_published(&self) -> bool {
        !self.edit.draft.published.is_empty() || !self.edit.draft.published_attendances.is_empty()
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

    /// A change rule of the problem, less what the doctors taken out differ anyway.
    pub(super) fn write_change(&mut self, id: RuleId, rule: &Change, out: &[DoctorId]) {
        let named = self.problem.named_doctors(
            self.kept
                .iter()
                .copied()
                .filter(|doctor| rule.doctors.contains(*doctor)),
        );
        let row = self
            .problem
            .row_of(id)
            .position()
            .and_then(|row| self.problem.draft().rules.get(row));
        let (Some(doctors), Some(RuleDraft::Change(row)), true) = (named, row, self.is_published())
        else {
            return;
        };
        let spent = || {
            out.iter()
                .filter(|doctor| rule.doctors.contains(**doctor))
                .map(|doctor| self.spent(*doctor, rule))
                .sum()
        };
        let max_periods = row.max_periods.map(|max| max.saturating_sub(spent()));
        self.put(RuleDraft::Change(rules::Change {
            doctors,
            max_periods,
            ..row.clone()
        }));
    }

    /// Differences that a doctor who stays has anyway, in the periods of a change rule.
    fn spent(&self, doctor: DoctorId, rule: &Change) -> i64 {
        let standing = self.whole.standing;
        let counted = differences(
            self.problem,
            doctor,
            standing.published.pathway(doctor),
            standing.kept.pathway(doctor),
        )
        .into_iter();
        i64::try_from(
            counted
                .filter(|difference| rule.periods.contains(difference.period))
                .count(),
        )
        .unwrap_or(i64::MAX)
    }

    /// Pins, and the cost and limits of changes.
    fn hold(&mut self) {
        let (problem, standing) = (self.problem, self.whole.standing);
        let has_choice = |doctor: DoctorId| {
            problem
                .events()
                .iter()
                .any(|event| !event.is_fixed() && event.attendees.contains(doctor))
        };
        for &doctor in self.kept {
            let (is_free, pins) = (self.free.contains(doctor), self.whole.pins);
            let is_pinned = |period: &PeriodId| !is_free || pins.is_pinned(doctor, *period);
            let cells = timeline(problem, doctor, standing.kept.pathway(doctor))
                .into_iter()
                .filter(|(period, _)| is_pinned(period));
            let cells = cells.filter_map(|(period, cell)| Some((period, cell.content()?)));
            let key = &problem.doctor(doctor).key;
            self.edit
                .hold(format!("replan/keep/{key}"), problem, doctor, cells);
            // A template cannot hold anybody to a slot: it does not speak of periods that the slot takes.
            if self.is_published() && (!is_free || pins.has_any(doctor)) && has_choice(doctor) {
                let there = |period: &PeriodId| {
                    matches!(
                        problem.presence(doctor, *period),
                        Presence::Half | Presence::Full
                    )
                };
                let periods = (0..problem.horizon().len())
                    .map(PeriodId::new)
                    .filter(is_pinned)
                    .filter(there);
                let (doctors, periods) = (problem.only(doctor), named_periods(periods));
                let held = rules::Change {
                    doctors,
                    periods,
                    max_periods_per_doctor: Some(0),
                    ..rules::Change::default()
                };
                self.edit
                    .add(format!("replan/keep events/{key}"), RuleDraft::Change(held));
            }
        }
        let mine = problem.named_doctors(
            self.free
                .iter()
                .filter(|doctor| standing.has_published[doctor.index()]),
        );
        if let Some(doctors) = mine.filter(|_| self.is_published()) {
            let disturbed = self.disturbed(doctors);
            self.edit
                .add("replan/disturbed", RuleDraft::Change(disturbed));
        }
    }

    /// What it costs to disturb doctors, and how far they may be.
    fn disturbed(&self, doctors: DoctorFilter) -> rules::Change {
        let limits = self.whole.limits;
        let periods = i64::try_from(self.problem.horizon().len()).unwrap_or(i64::MAX);
        let (cost, doctor_cost) = match self.aim {
            Aim::Fewest => (0, 1),
            Aim::FewestPeriods { doctor_cost } => (1, doctor_cost),
            Aim::Value { doctor_cost } => (limits.period_cost, doctor_cost),
        };
        // Nobody can differ in more periods than there are; a rule takes no number without an end.
        let max_periods_per_doctor = limits.max_periods_per_doctor.filter(|max| *max < periods);
        // What the others differ in anyway is taken off.
        let max_periods = limits.max_periods.map(|max| {
            max.saturating_sub(self.whole.changed(
                |doctor| !self.free.contains(doctor),
                &self.whole.standing.kept,
            ))
            .max(0)
        });
        rules::Change {
            doctors,
            periods: PeriodFilter::default(),
            cost,
            doctor_cost,
            max_periods_per_doctor,
            max_periods,
            ..rules::Change::default()
        }
    }
}
