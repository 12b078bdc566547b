//! What becomes of each part, and what comes out.

use super::super::part::Part;
use crate::error::Result;
use crate::ids::{DoctorId, PeriodId, RuleId};
use crate::problem::draft::{DoctorDraft, DoctorFilter, LeaveDraft, ProblemDraft};
use crate::problem::rule::{Rule, is_personal};
use crate::problem::rules;
use crate::problem::{Problem, RuleDraft, UnusedIds};
use crate::schedule::Schedule;
use std::collections::BTreeMap;

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
    /// The rule of the same id.
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
    /// Where rules come from, by their ids in the problem written.
    pub(in crate::explain) origins: BTreeMap<String, Origin>,
    /// Which doctors of the problem it was written from are there, indexed by [`DoctorId`].
    pub(in crate::explain) is_present: Vec<bool>,
}

/// Id of a doctor who is never there. A filter that should choose nobody chooses this doctor.
const NOBODY: &str = "(nobody)";

impl<'a> Recipe<'a> {
    /// Calendars are kept, and nothing is added.
    pub(in crate::explain) fn new(problem: &'a Problem) -> Self {
        Self { problem, calendars: Calendars::Kept, given_up: &[], more_seats: 0, nearness: 0, taken: None }
    }
    /// The problem with every part as `stance` says; capacities are asked for by single periods.
    ///
    /// # Errors
    /// If the draft does not validate, which limits of sizes can cause.
    pub(in crate::explain) fn write(&self, stance: impl Fn(Part) -> Stance) -> Result<Rewritten> {
        let mut writer = Writer::new(*self, &stance);
        writer.find_present();
        writer.write_preferences();
        writer.write_doctors();
        writer.write_events();
        writer.write_requirements();
        writer.write_rules();
        writer.write_places();
        writer.write_switches();
        let problem = writer.draft.validate()?;
        Ok(Rewritten { problem, origins: writer.origins, is_present: writer.is_present })
    }
}

impl Rewritten {
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
    pub(super) draft: ProblemDraft,
    pub(super) origins: BTreeMap<String, Origin>,
    pub(super) rule_of: BTreeMap<&'a str, RuleId>,
    /// Doctors of each personal rule.
    pub(super) doctors_of: BTreeMap<RuleId, Vec<DoctorId>>,
    pub(super) is_present: Vec<bool>,
    /// A hard rule speaks of scores, so that what makes them up has to stay.
    pub(super) scores: bool,
    /// Rules to turn off.
    pub(super) off: Vec<String>,
    pub(super) ids: UnusedIds,
    /// Id of the doctor who is never there.
    nobody: String,
}

impl<'a> Writer<'a> {
    fn new(recipe: Recipe<'a>, stance: &'a dyn Fn(Part) -> Stance) -> Self {
        let problem = recipe.problem;
        let source = problem.draft();
        let draft = ProblemDraft {
            requirements: Vec::new(),
            electives: Vec::new(),
            precedence: Vec::new(),
            events: Vec::new(),
            preferences: Vec::new(),
            rules: Vec::new(),
            capacities: Vec::new(),
            closures: Vec::new(),
            absences: Vec::new(),
            doctors: Vec::new(),
            leaves: Vec::new(),
            published: Vec::new(),
            published_attendances: Vec::new(),
            ..source.clone()
        };
        let mut doctors_of: BTreeMap<RuleId, Vec<DoctorId>> = BTreeMap::new();
        for doctor in super::super::staffing::all_doctors(problem) {
            for &rule in problem.rules_of(doctor) {
                doctors_of.entry(rule).or_default().push(doctor);
            }
        }
        let rule_of = problem.rules().map(|(id, _)| (problem.rule_key(id), id)).collect();
        let reads_scores = |(rule, data): (RuleId, &Rule)| {
            data.compares_scores() && problem.is_hard(rule) && stance(Part::Shared { rule }) == Stance::Hard
        };
        let scores = problem.rules().any(reads_scores);
        let mut ids = UnusedIds::of(source);
        let nobody = ids.doctor(NOBODY);
        Self {
            recipe,
            problem,
            stance,
            draft,
            origins: BTreeMap::new(),
            rule_of,
            doctors_of,
            is_present: vec![false; problem.doctors().len()],
            scores,
            off: Vec::new(),
            ids,
            nobody,
        }
    }

    /// A list of doctors as a filter.
    pub(super) fn filter(&self, doctors: impl IntoIterator<Item = DoctorId>) -> DoctorFilter {
        let mut chosen: Vec<String> = doctors.into_iter().map(|doctor| self.problem.doctor(doctor).key.clone()).collect();
        if chosen.is_empty() {
            chosen.push(self.nobody.clone());
        }
        DoctorFilter { doctors: chosen, ..DoctorFilter::default() }
    }

    /// Notes where a rule of this id comes from.
    pub(super) fn note(&mut self, key: &str, origin: Origin) {
        self.origins.insert(key.to_owned(), origin);
    }

    /// What becomes of a stay, a leave or an attendance.
    pub(super) fn calendar_stance(&self, part: Part) -> Stance {
        match (self.recipe.calendars, (self.stance)(part)) {
            (Calendars::Kept, Stance::Off) if !self.recipe.given_up.contains(&part) => Stance::Hard,
            (_, chosen) => chosen,
        }
    }

    /// Doctors of a personal rule by what becomes of it: those for whom it stays hard, then those for whom it is soft, by cost.
    pub(super) fn split(&self, rule: RuleId) -> (Vec<DoctorId>, BTreeMap<i64, Vec<DoctorId>>) {
        let mut hard = Vec::new();
        let mut soft: BTreeMap<i64, Vec<DoctorId>> = BTreeMap::new();
        for &doctor in self.doctors_of.get(&rule).into_iter().flatten() {
            match (self.stance)(Part::Rule { rule, doctor }) {
                Stance::Hard => hard.push(doctor),
                Stance::Off => {}
                Stance::Soft(cost) => soft.entry(cost).or_default().push(doctor),
            }
        }
        (hard, soft)
    }

    /// Marks the doctors who have to be there: those of whom something is asked, and those whom a rule counts that wants doctors
    /// to be somewhere. All others could be idle without any rule minding.
    fn find_present(&mut self) {
        let problem = self.problem;
        for (&rule, doctors) in &self.doctors_of {
            if problem.is_hard(rule) {
                for &doctor in doctors {
                    self.is_present[doctor.index()] |= (self.stance)(Part::Rule { rule, doctor }) != Stance::Off;
                }
            }
        }
        for (index, event) in problem.events().iter().enumerate().filter(|(_, event)| !event.optional) {
            let event_id = crate::ids::EventId::new(index);
            for doctor in event.attendees.iter() {
                self.is_present[doctor.index()] |= (self.stance)(Part::Attendance { event: event_id, doctor }) != Stance::Off;
            }
        }
        for (rule, data) in problem.rules() {
            let is_counted = if let Rule::Capacity(capacity) = data {
                capacity.limits.iter().any(|limit| {
                    let part = Part::Places { rule, first: limit.period, last: limit.period };
                    limit.min > 0 && capacity.weight.is_none() && (self.stance)(part) != Stance::Off
                })
            } else {
                // *Apart* never needs a doctor; personal rules were looked at above.
                let is_other = is_personal(data) || matches!(data, Rule::Apart(_));
                !is_other && problem.is_hard(rule) && (self.stance)(Part::Shared { rule }) != Stance::Off
            };
            if is_counted {
                data.linked_doctors().iter().for_each(|doctor| self.is_present[doctor.index()] = true);
            }
        }
    }

    /// Turns off the rules that the draft has and the written problem does not, and adds the doctor who is never there.
    fn write_switches(&mut self) {
        if !self.rule_of.contains_key("eligibility") {
            self.off.push("eligibility".to_owned());
        }
        for rule in std::mem::take(&mut self.off) {
            let id = self.ids.rule(format!("without {rule}"));
            self.draft.rules.push(RuleDraft::Off(rules::Off { id, rule }));
        }
        self.draft.doctors.push(DoctorDraft {
            id: self.nobody.clone(),
            arrival: Some("#1".to_owned()),
            departure: Some("#1".to_owned()),
            ..DoctorDraft::default()
        });
        self.draft.leaves.push(away(&self.nobody));
    }
}

/// A leave from the first period, for doctors who are there for no other.
pub(super) fn away(doctor: &str) -> LeaveDraft {
    LeaveDraft { doctor: doctor.to_owned(), from: "#1".to_owned(), to: "#1".to_owned(), ..LeaveDraft::default() }
}

/// The id of a period in a draft.
pub(super) fn period_id(period: PeriodId) -> String {
    format!("#{}", period.index() + 1)
}
