//! Writing concessions into the draft.

use super::super::part::Part;
use super::concession::Concession;
use crate::ids::{DoctorId, PeriodId, RuleId};
use crate::problem::draft::{
    CapacityDraft, DoctorFilter, DocumentDraft, HistoryDraft, LeaveDraft, PeriodFilter, ProblemDraft, RequirementDraft,
};
use crate::problem::rule::Rule;
use crate::problem::rules;
use crate::problem::{Problem, RuleDraft, UnusedIds};
use std::collections::BTreeMap;

/// A draft with concessions, and where its new rules come from.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Applied {
    pub(in crate::explain) draft: ProblemDraft,
    /// Ids of rules that replace others, with the ids of these.
    pub(super) replaced: BTreeMap<String, String>,
    ids: UnusedIds,
}

/// The draft of the problem with the concessions written into it.
pub(in crate::explain) fn apply<'a>(problem: &Problem, concessions: impl Iterator<Item = &'a Concession> + Clone) -> Applied {
    let ids = UnusedIds::of(problem.draft());
    let mut applied = Applied { draft: problem.draft().clone(), replaced: BTreeMap::new(), ids };
    let mut limits: BTreeMap<RuleId, BTreeMap<PeriodId, (i64, i64)>> = BTreeMap::new();
    let mut waived: BTreeMap<RuleId, Vec<DoctorId>> = BTreeMap::new();
    for concession in concessions {
        match concession {
            Concession::Places { rule, first, last, more, fewer } => {
                for period in (first.index()..=last.index()).map(PeriodId::new) {
                    limits.entry(*rule).or_default().insert(period, (*more, *fewer));
                }
            }
            Concession::Amount { rule, doctor, amount } => {
                applied.add_requirement(problem, *rule, *doctor, *amount);
                waived.entry(*rule).or_default().push(*doctor);
            }
            Concession::Stay { doctor, first, last } => {
                if let Some(row) = applied.draft.doctors.get_mut(doctor.index()) {
                    (row.arrival, row.departure) = (Some(period_id(*first)), Some(period_id(*last)));
                    (row.visa_from, row.visa_to) = (None, None);
                }
            }
            Concession::Leave { doctor, periods } => applied.shorten_leaves(problem, *doctor, periods),
            Concession::Eligibility { doctor, activities } => {
                if let Some(row) = applied.draft.doctors.get_mut(doctor.index()) {
                    row.waivers.extend(activities.iter().map(|&activity| problem.activity(activity).key.clone()));
                }
            }
            Concession::Document { rule, doctor, periods } => {
                if let Rule::Document(data) = problem.rule(*rule) {
                    for period in periods {
                        let when = Some(period_id(*period));
                        let doctor = problem.doctor(*doctor).key.clone();
                        let row = DocumentDraft { doctor, document: data.document.clone(), from: when.clone(), to: when };
                        applied.draft.documents.push(row);
                    }
                }
            }
            Concession::Seats { event, more, fewer, apart } => {
                if let Some(row) = applied.draft.events.get_mut(event.index()) {
                    row.max_places = row.max_places.map(|most| most.saturating_add(*more));
                    row.min_places = row.min_places.saturating_sub(*fewer).max(0);
                    row.joint &= !apart;
                }
            }
            Concession::Waived { part, periods } => match *part {
                Part::Rule { rule, doctor } => waived.entry(rule).or_default().push(doctor),
                Part::Shared { rule } => applied.waive_shared(problem, rule, periods),
                _ => {}
            },
        }
    }
    for (rule, doctors) in waived {
        applied.take_out(problem, rule, &doctors);
    }
    for (rule, changes) in limits {
        applied.set_places(problem, rule, &changes);
    }
    applied
}

impl Applied {
    /// A requirement of one doctor alone with the amount that is left.
    fn add_requirement(&mut self, problem: &Problem, rule: RuleId, doctor: DoctorId, amount: i64) {
        let Some(row) = super::super::rewrite::requirement_row(problem, rule) else { return };
        let key = &problem.doctor(doctor).key;
        let id = self.ids.rule(format!("{} of {key:?}", row.id));
        let loosened = super::super::rewrite::loosened(row, super::super::rewrite::earlier_runs(problem, row, &[doctor]));
        self.draft.requirements.push(RequirementDraft {
            id: id.clone(),
            doctors: only(key),
            min: row.min.min(amount),
            max: row.max.map(|max| max.max(amount)),
            ..loosened
        });
        let history = problem.draft().history.iter().filter(|history| history.requirement == row.id && history.doctor == *key);
        self.draft.history.extend(history.map(|history| HistoryDraft { requirement: id.clone(), ..history.clone() }));
        self.replaced.insert(id, row.id.clone());
    }

    /// Takes doctors out of a personal rule.
    fn take_out(&mut self, problem: &Problem, rule: RuleId, doctors: &[DoctorId]) {
        let key = problem.rule_key(rule);
        let has_rule = |doctor: &DoctorId| problem.rules_of(*doctor).contains(&rule) && !doctors.contains(doctor);
        let left: Vec<String> =
            super::super::staffing::all_doctors(problem).filter(has_rule).map(|doctor| problem.doctor(doctor).key.clone()).collect();
        if left.is_empty() {
            self.turn_off(key);
            return;
        }
        let filter = DoctorFilter { doctors: left, ..DoctorFilter::default() };
        let draft = &mut self.draft;
        for row in draft.requirements.iter_mut().filter(|row| row.id == key) {
            row.doctors.clone_from(&filter);
        }
        for row in draft.electives.iter_mut().filter(|row| row.id == key) {
            row.doctors.clone_from(&filter);
        }
        for row in draft.precedence.iter_mut().filter(|row| row.id == key) {
            row.doctors.clone_from(&filter);
        }
        for row in draft.rules.iter_mut().filter(|row| row.id() == key) {
            if let Some(doctors) = row.doctors_mut() {
                doctors.clone_from(&filter);
            }
        }
    }

    fn turn_off(&mut self, key: &str) {
        let id = self.ids.rule(format!("without {key}"));
        self.draft.rules.push(RuleDraft::Off(rules::Off { id, rule: key.to_owned() }));
    }

    fn waive_shared(&mut self, problem: &Problem, rule: RuleId, periods: &[PeriodId]) {
        let key = problem.rule_key(rule).to_owned();
        let of_rule = problem.rule(rule).judged_periods();
        let left: Vec<String> = of_rule
            .map(|of_rule| of_rule.iter().filter(|period| !periods.contains(period)).map(period_id).collect())
            .filter(|_: &Vec<String>| !periods.is_empty())
            .unwrap_or_default();
        if left.is_empty() {
            self.turn_off(&key);
            return;
        }
        for row in self.draft.rules.iter_mut().filter(|row| row.id() == key) {
            if let Some(periods) = row.judged_periods_mut() {
                *periods = PeriodFilter { periods: left.clone(), ..PeriodFilter::default() };
            }
        }
    }

    /// Leaves of a doctor without some periods.
    fn shorten_leaves(&mut self, problem: &Problem, doctor: DoctorId, given_up: &[PeriodId]) {
        let data = problem.doctor(doctor);
        self.draft.leaves.retain(|row| row.doctor != data.key);
        for leave in &data.leaves {
            // A leave of some days of a period is half a period's leave, and stays one.
            let away = leave.away.iter().filter(|period| !given_up.contains(period)).map(|period| (period, false));
            for (period, half) in away.chain(leave.half.iter().map(|period| (period, true))) {
                self.draft.leaves.push(LeaveDraft {
                    doctor: data.key.clone(),
                    from: period_id(period),
                    to: period_id(period),
                    half,
                    keeps_place: leave.keeps_place,
                    counts: leave.counts,
                    reason: leave.reason.clone(),
                });
            }
        }
    }

    /// Other limits in some periods of a capacity: as a row of the table where that is enough, which supervision or a closure may prevent;
    /// else the capacity is written as rules.
    fn set_places(&mut self, problem: &Problem, rule: RuleId, changes: &BTreeMap<PeriodId, (i64, i64)>) {
        let Rule::Capacity(capacity) = problem.rule(rule) else { return };
        let key = problem.rule_key(rule);
        let limits: Vec<(PeriodId, i64, Option<i64>)> = capacity
            .limits
            .iter()
            .map(|limit| {
                let (more, fewer) = changes.get(&limit.period).copied().unwrap_or_default();
                (limit.period, (limit.min - fewer).max(0), limit.max.map(|most| most.saturating_add(more)))
            })
            .collect();
        if let Some(of) = problem.place_of_rule(rule) {
            let mut trial = self.draft.clone();
            for &(period, min, max) in limits.iter().filter(|limit| changes.contains_key(&limit.0)) {
                let when = Some(period_id(period));
                trial.capacities.push(CapacityDraft {
                    of: of.to_owned(),
                    from: when.clone(),
                    to: when,
                    min,
                    max,
                    local_trainees: 0,
                    weight: capacity.weight,
                });
            }
            let is_so = trial.clone().validate().is_ok_and(|trial| {
                let Some(Rule::Capacity(written)) = trial.find_rule(key).map(|rule| trial.rule(rule)) else { return false };
                written.limits.iter().map(|limit| (limit.period, limit.min, limit.max)).eq(limits.iter().copied())
            });
            if is_so {
                self.draft = trial;
                return;
            }
        }
        self.turn_off(key);
        let activities = crate::problem::draft::ActivityFilter {
            activities: capacity.activities.iter().map(|activity| problem.activity(activity).key.clone()).collect(),
            ..Default::default()
        };
        let doctors = if capacity.doctors.len() == problem.doctors().len() {
            DoctorFilter::default()
        } else {
            DoctorFilter {
                doctors: capacity.doctors.iter().map(|doctor| problem.doctor(doctor).key.clone()).collect(),
                ..DoctorFilter::default()
            }
        };
        for stretch in limits.chunk_by(|one, other| one.0.index() + 1 == other.0.index() && (one.1, one.2) == (other.1, other.2)) {
            let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else { continue };
            let id = self.ids.rule(format!("{key} from {}", period_id(first.0)));
            self.replaced.insert(id.clone(), key.to_owned());
            self.draft.rules.push(RuleDraft::Capacity(rules::Capacity {
                id,
                doctors: doctors.clone(),
                activities: activities.clone(),
                periods: PeriodFilter { from: Some(period_id(first.0)), to: Some(period_id(last.0)), ..PeriodFilter::default() },
                min: first.1,
                max: first.2,
                weight: capacity.weight,
            }));
        }
    }
}

fn only(doctor: &str) -> DoctorFilter {
    DoctorFilter { doctors: vec![doctor.to_owned()], ..DoctorFilter::default() }
}

fn period_id(period: PeriodId) -> String {
    format!("#{}", period.index() + 1)
}
