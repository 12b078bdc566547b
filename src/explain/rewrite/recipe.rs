//! What becomes of each part, and what comes out.

use super::super::part::Part;
use crate::error::Result;
use crate::ids::{DoctorId, PeriodId, RuleId};
use crate::problem::draft::DoctorFilter;
use crate::problem::edit::{DraftEdit, Origins};
use crate::problem::rule::{Rule, is_personal};
use crate::problem::{Problem, RequirementIndex, RuleRow};
use crate::schedule::Schedule;
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Stance {
    /// It stays as it is.
    Hard,
    /// It is left out.
    Off,
    /// Each unit of breach costs so much; what has no unit in a draft is left out.
    Soft(i64),
}

/// Where a rule of the written problem comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explain) enum Origin {
    /// The rule, for all of its doctors or for some.
    Rule(RuleId),
    /// A stretch of a capacity that starts with the period.
    Places(RuleId, PeriodId),
    /// The cost of giving up a part.
    Part(Part),
}

/// What becomes of stays, leaves and attendances that are left out, of doctors who are there.
///
/// All other parts only forbid, so that leaving them out loses no schedule. A calendar says when there are blocks to fill: a longer stay has
/// more of them, and rules count over them. So only a problem that keeps calendars has a schedule whenever the whole has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Calendars {
    /// They stay as they are.
    Kept,
    /// They are parts like all others.
    Parts,
}

/// How to write a problem anew. Only what can forbid a schedule stays. Doctors of whom nothing is asked are away, because they could always
/// be idle.
#[derive(Clone, Copy, Debug)]
pub(in crate::explain) struct Recipe<'a> {
    pub(in crate::explain) problem: &'a Problem,
    /// What becomes of stays, leaves and attendances of doctors who are there.
    pub(in crate::explain) calendars: Calendars,
    /// Stays, leaves and attendances that are left out even where calendars are kept.
    pub(in crate::explain) given_up: &'a [Part],
    /// Places more, and doctors fewer at least, in each slot of events that are soft.
    pub(in crate::explain) more_seats: i64,
    /// A soft period beyond a stay costs one more for each period that it is farther from the stay, up to so many.
    pub(in crate::explain) nearness: i64,
    /// Places that others take already: a schedule, and the one doctor whose pathway in it does not count.
    pub(in crate::explain) taken: Option<(&'a Schedule, DoctorId)>,
}

/// A problem written anew.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Rewritten {
    pub(in crate::explain) problem: Problem,
    origins: Origins<Origin>,
    /// Personal rules that are soft for some of their doctors.
    pub(in crate::explain) softened: BTreeSet<RuleId>,
    /// Which doctors of the problem it was written from are there, indexed by [`DoctorId`].
    pub(in crate::explain) is_present: Vec<bool>,
}

impl<'a> Recipe<'a> {
    /// Calendars are kept, and nothing is added.
    pub(in crate::explain) fn new(problem: &'a Problem) -> Self {
        Self {
            problem,
            calendars: Calendars::Kept,
            given_up: &[],
            more_seats: 0,
            nearness: 0,
            taken: None,
        }
    }
    /// The problem with every part as `stance` says; capacities are asked for by single periods.
    ///
    /// # Errors
    /// If the draft does not validate, which limits of sizes can cause.
    pub(in crate::explain) fn write(&self, stance: impl Fn(Part) -> Stance) -> Result<Rewritten> {
        let mut writer = Writer::new(*self, &stance);
        writer.find_present();
        writer.write_doctors();
        writer.nobody = writer.edit.add_nobody();
        writer.write_preferences();
        writer.write_events();
        writer.write_tables();
        writer.write_rules();
        writer.write_places();
        let (draft, origins) = writer.edit.finish();
        Ok(Rewritten {
            problem: draft.validate()?,
            origins,
            softened: writer.softened,
            is_present: writer.is_present,
        })
    }
}

impl Rewritten {
    /// What a rule of the problem written stands for.
    pub(in crate::explain) fn origin(&self, rule: RuleId) -> Option<Origin> {
        self.origins.of(&self.problem, rule).copied()
    }
    /// The rule of which a requirement of the problem written is a version.
    pub(in crate::explain) fn rule_of_requirement(
        &self,
        requirement: RequirementIndex,
    ) -> Option<RuleId> {
        match self.origins.of_row(RuleRow::Requirement(requirement))? {
            Origin::Rule(rule) => Some(*rule),
            Origin::Places(..) | Origin::Part(_) => None,
        }
    }
    /// A schedule of the problem written, as one of the problem it was written from.
    pub(in crate::explain) fn restore(&self, schedule: &Schedule, doctors: usize) -> Schedule {
        Schedule::new(schedule.pathways().iter().take(doctors).cloned().collect())
    }
}

/// The draft while it is written.
pub(super) struct Writer<'a> {
    pub(super) recipe: Recipe<'a>,
    pub(super) problem: &'a Problem,
    pub(super) stance: &'a dyn Fn(Part) -> Stance,
    pub(super) edit: DraftEdit<Origin>,
    /// Doctors of each personal rule.
    pub(super) doctors_of: BTreeMap<RuleId, Vec<DoctorId>>,
    pub(super) is_present: Vec<bool>,
    /// A hard rule speaks of scores, so that what makes them up has to stay.
    pub(super) scores: bool,
    pub(super) softened: BTreeSet<RuleId>,
    /// Id of a doctor who is never there. A filter that should choose nobody chooses this doctor.
    nobody: String,
}

/// Doctors of a personal rule.
#[derive(Default)]
pub(super) struct Split {
    /// For whom it stays hard.
    pub(super) hard: Vec<DoctorId>,
    /// For whom it is soft, by cost.
    pub(super) soft: BTreeMap<i64, Vec<DoctorId>>,
}

impl<'a> Writer<'a> {
    fn new(recipe: Recipe<'a>, stance: &'a dyn Fn(Part) -> Stance) -> Self {
        let problem = recipe.problem;
        let mut doctors_of: BTreeMap<RuleId, Vec<DoctorId>> = BTreeMap::new();
        for doctor in problem.doctor_ids() {
            for &rule in problem.rules_of(doctor) {
                doctors_of.entry(rule).or_default().push(doctor);
            }
        }
        let reads_scores = |(rule, data): (RuleId, &Rule)| {
            data.compares_scores()
                && problem.is_hard(rule)
                && stance(Part::Shared { rule }) == Stance::Hard
        };
        let scores = problem.rules().any(reads_scores);
        // Documents, and what was done before, are as they are.
        let mut edit = DraftEdit::world(problem);
        edit.draft.documents.clone_from(&problem.draft().documents);
        edit.draft.history.clone_from(&problem.draft().history);
        Self {
            recipe,
            problem,
            stance,
            edit,
            doctors_of,
            is_present: vec![false; problem.doctors().len()],
            scores,
            softened: BTreeSet::new(),
            nobody: String::new(),
        }
    }

    /// A list of doctors as a filter.
    pub(super) fn filter(&self, doctors: impl IntoIterator<Item = DoctorId>) -> DoctorFilter {
        let nobody = || DoctorFilter::doctors([self.nobody.clone()]);
        self.problem.named_doctors(doctors).unwrap_or_else(nobody)
    }

    /// What becomes of a stay, a leave or an attendance.
    pub(super) fn calendar_stance(&self, part: Part) -> Stance {
        match (self.recipe.calendars, (self.stance)(part)) {
            (Calendars::Kept, Stance::Off) if !self.recipe.given_up.contains(&part) => Stance::Hard,
            (_, chosen) => chosen,
        }
    }

    /// Doctors of a personal rule by what becomes of it.
    pub(super) fn split(&self, rule: RuleId) -> Split {
        let mut split = Split::default();
        for &doctor in self.doctors_of.get(&rule).into_iter().flatten() {
            match (self.stance)(Part::Rule { rule, doctor }) {
                Stance::Hard => split.hard.push(doctor),
                Stance::Off => {}
                Stance::Soft(cost) => split.soft.entry(cost).or_default().push(doctor),
            }
        }
        split
    }

    /// Marks the doctors who have to be there: those of whom something is asked, and those whom a rule counts that wants doctors
    /// to be somewhere. All others could be idle without any rule minding.
    fn find_present(&mut self) {
        let problem = self.problem;
        for (&rule, doctors) in &self.doctors_of {
            if problem.is_hard(rule) {
                for &doctor in doctors {
                    self.is_present[doctor.index()] |=
                        (self.stance)(Part::Rule { rule, doctor }) != Stance::Off;
                }
            }
        }
        for (index, event) in problem
            .events()
            .iter()
            .enumerate()
            .filter(|(_, event)| !event.optional)
        {
            let event_id = crate::ids::EventId::new(index);
            for doctor in event.attendees.iter() {
                self.is_present[doctor.index()] |= (self.stance)(Part::Attendance {
                    event: event_id,
                    doctor,
                }) != Stance::Off;
            }
        }
        for (rule, data) in problem.rules() {
            let is_counted = if let Rule::Capacity(capacity) = data {
                capacity.limits.iter().any(|limit| {
                    let part = Part::Places {
                        rule,
                        first: limit.period,
                        last: limit.period,
                    };
                    limit.min > 0 && capacity.weight.is_none() && (self.stance)(part) != Stance::Off
                })
            } else {
                // *Apart* never needs a doctor; personal rules were looked at above.
                let is_other = is_personal(data) || matches!(data, Rule::Apart(_));
                !is_other
                    && problem.is_hard(rule)
                    && (self.stance)(Part::Shared { rule }) != Stance::Off
            };
            if is_counted {
                data.linked_doctors()
                    .iter()
                    .for_each(|doctor| self.is_present[doctor.index()] = true);
            }
        }
    }
}
