//! The problem of some doctors while all others stay as they are.

use super::filters::{Members, narrow_rule};
use super::fit::Standing;
use super::keep::{Pins, template};
use super::places::{Uses, capacity_left, coverage_left};
use super::strip::strip_values;
use crate::check::differences;
use crate::ids::{DoctorId, EventId, PeriodId, RuleId};
use crate::problem::draft::{DoctorFilter, PeriodFilter, ProblemDraft, RequirementDraft};
use crate::problem::rule::{Change, DoctorSet, Rule};
use crate::problem::rule_draft::RuleDraft;
use crate::problem::rules;
use crate::problem::{Presence, Problem, UnusedIds, drop_changes_of_nothing, published_rows, when};
use std::collections::{HashMap, HashSet};

/// Limits of what may change, besides the pins.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ChangeLimits {
    pub(super) max_periods_per_doctor: Option<i64>,
    pub(super) period_cost: i64,
}

/// What a reduced problem is solved for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Aim {
    /// Fewest doctors disturbed; nothing else counts.
    Fewest,
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
    pub(super) draft: ProblemDraft,
    /// Doctors of the draft, by their numbers in the whole problem, ascending.
    pub(super) kept: Vec<DoctorId>,
    pub(super) names: Names,
}

/// Ids of what a reduced draft has and the whole problem has not.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) ids: UnusedIds,
    /// Capacities of which something is left, by their ids in the draft.
    pub(super) capacities: HashMap<String, RuleId>,
}

impl Whole<'_> {
    /// The draft in which the doctors of `free` are planned and all others stay as they are.
    ///
    /// Doctors whom a rule ties to one of `free` in a way that cannot be taken off a limit stay in the draft, pinned altogether.
    pub(super) fn reduce(&self, free: &DoctorSet, aim: Aim) -> Reduced {
        let (problem, source) = (self.problem, self.problem.draft());
        let kept: Vec<DoctorId> = self.tied(free, aim).into_iter().collect();
        let kept_keys: HashSet<&str> = kept.iter().map(|doctor| problem.doctor(*doctor).key.as_str()).collect();
        let all = Members::new(problem, &kept);
        let planned: Vec<DoctorId> = free.iter().collect();
        // Rules of one doctor's pathway only matter for whoever is planned, unless scores are compared.
        let personal = if self.compares_scores() { Members::new(problem, &kept) } else { Members::new(problem, &planned) };
        let mut draft = ProblemDraft {
            format: source.format,
            name: source.name.clone(),
            note: format!("{} of the doctors of {:?}; the others stay as they are.", kept.len(), source.name),
            horizon: source.horizon.clone(),
            grids: source.grids.clone(),
            specialties: source.specialties.clone(),
            regions: source.regions.clone(),
            cohorts: source.cohorts.clone(),
            hospitals: source.hospitals.clone(),
            departments: source.departments.clone(),
            activities: source.activities.clone(),
            curricula: source.curricula.clone(),
            doctors: kept.iter().filter_map(|doctor| source.doctors.get(doctor.index())).cloned().collect(),
            leaves: source.leaves.iter().filter(|row| kept_keys.contains(row.doctor.as_str())).cloned().collect(),
            documents: source.documents.iter().filter(|row| kept_keys.contains(row.doctor.as_str())).cloned().collect(),
            ..ProblemDraft::default()
        };
        // Places, closures and supervision are all in the capacity rules.
        draft.departments.iter_mut().for_each(|row| (row.supervisors, row.visitors_per_supervisor) = (None, None));
        self.narrow_tables(&personal, &kept, &mut draft);
        for (number, event) in source.events.iter().enumerate() {
            if let Some(attendees) = all.narrow(&event.attendees) {
                let mut event = event.clone();
                event.attendees = attendees;
                let is_settled = !free.iter().any(|doctor| problem.event(EventId::new(number)).attendees.contains(doctor));
                if is_settled || event.slots.len() == 1 && !event.optional {
                    // Who attends is settled, whatever the places; some attendees may have been taken out.
                    (event.min_places, event.max_places, event.joint) = (0, None, false);
                }
                draft.events.push(event);
            }
        }
        let mut names = Names { ids: UnusedIds::of(source), capacities: HashMap::new() };
        self.narrow_rules(&personal, &all, &kept, free, &mut draft, &mut names);
        self.publish(&kept, &mut draft);
        if matches!(aim, Aim::Fewest) {
            strip_values(&mut draft);
        }
        self.hold(&kept, free, aim, &mut draft, &mut names);
        prune_off(&mut draft);
        Reduced { draft, kept, names }
    }

    /// Requirements, electives, precedence, history and preferences.
    fn narrow_tables(&self, members: &Members<'_>, kept: &[DoctorId], draft: &mut ProblemDraft) {
        let source = self.problem.draft();
        let mut wanted: HashSet<&str> = HashSet::new();
        for row in &source.electives {
            if let Some(doctors) = members.narrow(&row.doctors) {
                wanted.extend(row.requirements.iter().map(String::as_str));
                draft.electives.push(crate::problem::draft::ElectiveDraft { doctors, ..row.clone() });
            }
        }
        for row in &source.precedence {
            if let Some(doctors) = members.narrow(&row.doctors) {
                wanted.extend(row.before.iter().chain([&row.after]).map(String::as_str));
                draft.precedence.push(crate::problem::draft::PrecedenceDraft { doctors, ..row.clone() });
            }
        }
        for rule in &source.rules {
            let names = rule.as_draft().requirements();
            if !names.is_empty() && narrow_rule(members, rule).is_some() {
                wanted.extend(names);
            }
        }
        for row in &source.requirements {
            if let Some(doctors) = members.narrow(&row.doctors) {
                draft.requirements.push(RequirementDraft { doctors, ..row.clone() });
            } else if wanted.contains(row.id.as_str()) {
                // Others refer to it: it stays as a count that asks nothing of anybody.
                let doctors = members.name(&kept[..1]).unwrap_or_default();
                let free = RequirementDraft { run_min: 0, run_max: None, runs_min: 0, runs_max: None, weight: Some(0), ..row.clone() };
                draft.requirements.push(RequirementDraft { doctors, ..free });
            }
        }
        let kept_keys: HashSet<&str> = kept.iter().map(|doctor| self.problem.doctor(*doctor).key.as_str()).collect();
        let stays: HashSet<&str> = draft.requirements.iter().map(|row| row.id.as_str()).collect();
        let history = source.history.iter();
        let history = history.filter(|row| kept_keys.contains(row.doctor.as_str()) && stays.contains(row.requirement.as_str()));
        draft.history = history.cloned().collect();
        for (index, row) in source.preferences.iter().enumerate() {
            if let Some(doctors) = members.narrow(&row.doctors) {
                // The default id is a number in the list, which is another one here.
                let id = if row.id.is_empty() { format!("preference/{}", index + 1) } else { row.id.clone() };
                draft.preferences.push(crate::problem::draft::PreferenceDraft { id, doctors, ..row.clone() });
            }
        }
    }

    /// All other rules, what the doctors taken out use taken off their limits.
    fn narrow_rules(
        &self,
        personal: &Members<'_>,
        all: &Members<'_>,
        kept: &[DoctorId],
        free: &DoctorSet,
        draft: &mut ProblemDraft,
        names: &mut Names,
    ) {
        let problem = self.problem;
        let is_kept: HashSet<DoctorId> = kept.iter().copied().collect();
        let out: Vec<DoctorId> = (0..problem.doctors().len()).map(DoctorId::new).filter(|doctor| !is_kept.contains(doctor)).collect();
        // Totals over the horizon need everybody's use of all of it; places only where somebody is planned.
        let totals = problem.rules().any(|(_, rule)| matches!(rule, Rule::Coverage(_)));
        let mut near = vec![totals; problem.horizon().len()];
        for doctor in free.iter().map(|doctor| problem.doctor(doctor)) {
            let end = (doctor.last.index() + 1).min(near.len());
            near.iter_mut().take(end).skip(doctor.first.index()).for_each(|near| *near = true);
        }
        let uses = Uses::new(problem, &self.standing.kept, &out, &near);
        for (id, rule) in problem.rules() {
            let key = problem.rule_key(id);
            if let Rule::Capacity(rule) = rule {
                let doctors: Vec<DoctorId> = kept.iter().copied().filter(|doctor| rule.doctors.contains(*doctor)).collect();
                let everybody = doctors.len() == kept.len();
                let Some(named) = all.name(&doctors) else { continue };
                let doctors = if everybody { DoctorFilter::default() } else { named };
                draft.rules.extend(capacity_left(problem, (id, rule), &uses, (&near, &doctors), names));
            } else if let Rule::Coverage(rule) = rule {
                draft.rules.extend(coverage_left(problem, (key, rule), &uses, kept, &mut names.ids));
            } else if let Rule::Change(rule) = rule {
                draft.rules.extend(self.change_left((key, rule), all, kept, &out));
            }
        }
        for rule in &problem.draft().rules {
            let narrowed = if matches!(rule, RuleDraft::Capacity(_) | RuleDraft::Coverage(_) | RuleDraft::Change(_)) {
                None
            } else if rule.is_personal() {
                narrow_rule(personal, rule)
            } else {
                self.speaks_of(rule, free).then(|| narrow_rule(all, rule)).flatten()
            };
            draft.rules.extend(narrowed);
        }
    }

    /// A change rule of the problem, less what the doctors taken out differ anyway.
    fn change_left(&self, (key, rule): (&str, &Change), all: &Members<'_>, kept: &[DoctorId], out: &[DoctorId]) -> Option<RuleDraft> {
        let mut rows = self.problem.draft().rules.iter();
        let mut row = rows.find(|row| matches!(row, RuleDraft::Change(rules::Change { id, .. }) if id == key))?.clone();
        let named: Vec<DoctorId> = kept.iter().copied().filter(|doctor| rule.doctors.contains(*doctor)).collect();
        if let RuleDraft::Change(rules::Change { doctors, max_periods, .. }) = &mut row {
            *doctors = all.name(&named)?;
            if let Some(max) = max_periods {
                let spent: i64 = out.iter().filter(|doctor| rule.doctors.contains(**doctor)).map(|doctor| self.spent(*doctor, rule)).sum();
                *max = max.saturating_sub(spent);
            }
        }
        Some(row)
    }

    /// True if a rule that links doctors speaks of one who is planned; otherwise it is settled.
    fn speaks_of(&self, rule: &RuleDraft, free: &DoctorSet) -> bool {
        let planned: Vec<DoctorId> = free.iter().collect();
        let members = Members::new(self.problem, &planned);
        match rule {
            RuleDraft::Team(rules::Team { doctors, companions, .. }) => members.narrow(doctors).or(members.narrow(companions)).is_some(),
            other => narrow_rule(&members, other).is_some(),
        }
    }

    /// Differences that a doctor who stays has anyway, in the periods of a change rule.
    fn spent(&self, doctor: DoctorId, rule: &Change) -> i64 {
        let (published, kept) = (self.standing.published.pathway(doctor), self.standing.kept.pathway(doctor));
        let counted = differences(self.problem, doctor, published, kept).into_iter();
        i64::try_from(counted.filter(|difference| rule.periods.contains(difference.period)).count()).unwrap_or(i64::MAX)
    }

    fn publish(&self, kept: &[DoctorId], draft: &mut ProblemDraft) {
        let (rotations, attendances) = published_rows(self.problem, &self.standing.published, kept.iter().copied());
        let events: HashSet<&str> = draft.events.iter().map(|event| event.id.as_str()).collect();
        let attendances = attendances.into_iter().filter(|row| events.contains(row.event.as_str())).collect();
        (draft.published, draft.published_attendances) = (rotations, attendances);
        drop_changes_of_nothing(draft);
    }

    /// Pins, and the cost and limits of changes.
    fn hold(&self, kept: &[DoctorId], free: &DoctorSet, aim: Aim, draft: &mut ProblemDraft, names: &mut Names) {
        let (problem, standing) = (self.problem, self.standing);
        let key = |doctor: DoctorId| problem.doctor(doctor).key.clone();
        let has_choice = |doctor: DoctorId| problem.events().iter().any(|event| !event.is_fixed() && event.attendees.contains(doctor));
        let anything = !draft.published.is_empty() || !draft.published_attendances.is_empty();
        let mut rules = Vec::new();
        for &doctor in kept {
            let is_free = free.contains(doctor);
            let id = names.ids.rule(format!("replan/keep/{}", key(doctor)));
            let pinned = |period| !is_free || self.pins.is_pinned(doctor, period);
            rules.extend(template(problem, standing, doctor, id, pinned));
            // A template cannot hold anybody to a slot: it does not speak of periods that the slot takes.
            let periods = (0..problem.horizon().len()).map(PeriodId::new).filter(|period| pinned(*period));
            let periods = periods.filter(|period| matches!(problem.presence(doctor, *period), Presence::Half | Presence::Full));
            if anything && (!is_free || self.pins.has_any(doctor)) && has_choice(doctor) {
                rules.push(RuleDraft::Change(rules::Change {
                    id: names.ids.rule(format!("replan/keep events/{}", key(doctor))),
                    doctors: DoctorFilter { doctors: vec![key(doctor)], ..DoctorFilter::default() },
                    periods: PeriodFilter { periods: periods.map(when).collect(), ..PeriodFilter::default() },
                    cost: 0,
                    doctor_cost: 0,
                    max_periods_per_doctor: Some(0),
                    max_periods: None,
                }));
            }
        }
        let mine: Vec<String> = free.iter().filter(|doctor| standing.has_published[doctor.index()]).map(key).collect();
        if !mine.is_empty() && anything {
            rules.push(RuleDraft::Change(rules::Change {
                id: names.ids.rule("replan/disturbed"),
                doctors: DoctorFilter { doctors: mine, ..DoctorFilter::default() },
                periods: PeriodFilter::default(),
                cost: if matches!(aim, Aim::Fewest) { 0 } else { self.limits.period_cost },
                doctor_cost: match aim {
                    Aim::Fewest => 1,
                    Aim::Value { doctor_cost } => doctor_cost,
                },
                // Nobody can differ in more periods than there are; a rule takes no number without an end.
                max_periods_per_doctor: self.limits.max_periods_per_doctor.filter(|max| *max < periods_of(problem)),
                max_periods: None,
            }));
        }
        draft.rules.extend(rules);
    }
}

fn periods_of(problem: &Problem) -> i64 {
    i64::try_from(problem.horizon().len()).unwrap_or(i64::MAX)
}

/// Leaves out what turns off rules that are not there any more.
pub(super) fn prune_off(draft: &mut ProblemDraft) {
    let mut named: HashSet<String> = HashSet::from(["eligibility".to_owned()]);
    named.extend(draft.requirements.iter().map(|row| row.id.clone()));
    named.extend(draft.electives.iter().map(|row| row.id.clone()));
    named.extend(draft.precedence.iter().map(|row| row.id.clone()));
    named.extend(draft.preferences.iter().map(|row| row.id.clone()));
    named.extend(draft.events.iter().map(|row| format!("attendance/{}", row.id)));
    for row in draft.rules.iter().filter(|row| !matches!(row, RuleDraft::Off(_))) {
        // A rank of a ranked wish is turned off as `wish/2`, all of them as `wish`.
        named.extend(row.keys());
        named.insert(row.id().to_owned());
    }
    draft.rules.retain(|row| if let RuleDraft::Off(rules::Off { rule, .. }) = row { named.contains(rule) } else { true });
}
