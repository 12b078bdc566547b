//! Writing concessions into the draft.

use super::super::part::Part;
use super::super::rewrite::{earlier_runs, loosened};
use super::concession::Concession;
use crate::ids::{ActivityId, DoctorId, PeriodId, RuleId};
use crate::problem::draft::{CapacityDraft, DocumentDraft, LeaveDraft, RequirementDraft};
use crate::problem::edit::{DraftEdit, Origins, PlacesLeft, named_periods, stretches};
use crate::problem::rule::{Capacity, PlaceLimit, Rule};
use crate::problem::{Problem, ProblemDraft, RuleDraft, when};
use std::collections::{BTreeMap, BTreeSet};

/// A draft with concessions.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Applied {
    pub(in crate::explain) draft: ProblemDraft,
    /// The rules of the problem that added ones stand for; all other rows are where they were.
    origins: Origins<RuleId>,
}

impl Applied {
    /// The rule of the problem that one of the relaxed problem stands for.
    pub(super) fn rule_of(
        &self,
        problem: &Problem,
        relaxed: &Problem,
        rule: RuleId,
    ) -> Option<RuleId> {
        self.origins
            .of(relaxed, rule)
            .copied()
            .or_else(|| problem.rule_at(relaxed.row_of(rule)))
    }
}

/// The draft of the problem with the concessions written into it.
pub(in crate::explain) fn apply<'a>(
    problem: &Problem,
    concessions: impl Iterator<Item = &'a Concession>,
) -> Applied {
    let mut applier = Applier {
        problem,
        edit: DraftEdit::of(problem),
        limits: BTreeMap::new(),
        waived: BTreeMap::new(),
    };
    concessions.for_each(|concession| applier.apply(concession));
    for (rule, doctors) in std::mem::take(&mut applier.waived) {
        applier
            .edit
            .take_out(problem, rule, &doctors.into_iter().collect());
    }
    for (rule, changes) in std::mem::take(&mut applier.limits) {
        applier.set_places(rule, &changes);
    }
    let (draft, origins) = applier.edit.finish();
    Applied { draft, origins }
}

/// What changes in a period of a capacity.
#[derive(Clone, Copy, Debug, Default)]
struct MorePlaces {
    more: i64,
    fewer: i64,
}

/// The draft while concessions are written into it.
struct Applier<'a> {
    problem: &'a Problem,
    edit: DraftEdit<RuleId>,
    limits: BTreeMap<RuleId, BTreeMap<PeriodId, MorePlaces>>,
    waived: BTreeMap<RuleId, BTreeSet<DoctorId>>,
}

impl Applier<'_> {
    fn apply(&mut self, concession: &Concession) {
        match concession {
            Concession::Places {
                rule,
                first,
                last,
                more,
                fewer,
            } => {
                let (more, fewer) = (*more, *fewer);
                self.add_places(*rule, [*first, *last], MorePlaces { more, fewer });
            }
            Concession::Amount {
                rule,
                doctor,
                amount,
            } => {
                self.add_requirement(*rule, *doctor, *amount);
                self.waived.entry(*rule).or_default().insert(*doctor);
            }
            Concession::Stay {
                doctor,
                first,
                last,
            } => self.set_stay(*doctor, *first, *last),
            Concession::Leave { doctor, periods } => self.shorten_leaves(*doctor, periods),
            Concession::Eligibility { doctor, activities } => self.add_waivers(*doctor, activities),
            Concession::Document {
                rule,
                doctor,
                periods,
            } => self.lengthen_document(*rule, *doctor, periods),
            Concession::Seats {
                event,
                more,
                fewer,
                apart,
            } => {
                if let Some(row) = self.edit.draft.events.get_mut(event.index()) {
                    row.max_places = row.max_places.map(|most| most.saturating_add(*more));
                    row.min_places = row.min_places.saturating_sub(*fewer).max(0);
                    row.joint &= !apart;
                }
            }
            Concession::Waived { part, periods } => match *part {
                Part::Rule { rule, doctor } => {
                    self.waived.entry(rule).or_default().insert(doctor);
                }
                Part::Shared { rule } => self.waive_shared(rule, periods),
                _ => {}
            },
        }
    }

    fn add_places(&mut self, rule: RuleId, [first, last]: [PeriodId; 2], change: MorePlaces) {
        let periods = (first.index()..=last.index()).map(PeriodId::new);
        let changes = periods.map(|period| (period, change));
        self.limits.entry(rule).or_default().extend(changes);
    }

    fn set_stay(&mut self, doctor: DoctorId, first: PeriodId, last: PeriodId) {
        if let Some(row) = self.edit.draft.doctors.get_mut(doctor.index()) {
            (row.arrival, row.departure) = (Some(when(first)), Some(when(last)));
            (row.visa_from, row.visa_to) = (None, None);
        }
    }

    fn add_waivers(&mut self, doctor: DoctorId, activities: &[ActivityId]) {
        if let Some(row) = self.edit.draft.doctors.get_mut(doctor.index()) {
            let keys = activities.iter().map(|&id| &self.problem.activity(id).key);
            row.waivers.extend(keys.cloned());
        }
    }

    /// A document that a rule asks for, valid in some more periods.
    fn lengthen_document(&mut self, rule: RuleId, doctor: DoctorId, periods: &[PeriodId]) {
        let Rule::Document(data) = self.problem.rule(rule) else {
            return;
        };
        let rows = periods.iter().map(|period| DocumentDraft {
            doctor: self.problem.doctor(doctor).key.clone(),
            document: data.document.clone(),
            from: Some(when(*period)),
            to: Some(when(*period)),
        });
        self.edit.draft.documents.extend(rows);
    }

    /// A requirement of one doctor alone with the amount that is left.
    fn add_requirement(&mut self, rule: RuleId, doctor: DoctorId, amount: i64) {
        let problem = self.problem;
        let Rule::Requirement(data) = problem.rule(rule) else {
            return;
        };
        let Some(row) = problem.draft().requirements.get(data.requirement) else {
            return;
        };
        let loosened = loosened(row, earlier_runs(problem, data.requirement, &[doctor]));
        let wanted = format!("{} of {:?}", row.id, problem.doctor(doctor).key);
        let own = RequirementDraft {
            min: row.min.min(amount),
            max: row.max.map(|max| max.max(amount)),
            ..loosened
        };
        let own = self
            .edit
            .add_requirement(wanted, own, problem, data.requirement, &[doctor]);
        self.edit.note(own, rule);
    }

    fn waive_shared(&mut self, rule: RuleId, periods: &[PeriodId]) {
        let of_rule = self
            .problem
            .rule(rule)
            .judged_periods()
            .filter(|_| !periods.is_empty());
        let mut left = of_rule
            .into_iter()
            .flat_map(|of_rule| of_rule.iter())
            .filter(|period| !periods.contains(period))
            .peekable();
        if left.peek().is_none() {
            self.edit.turn_off(self.problem, rule);
        } else if let Some(judged) = self
            .edit
            .rule_mut(self.problem.row_of(rule))
            .and_then(RuleDraft::judged_periods_mut)
        {
            *judged = named_periods(left);
        }
    }

    /// Leaves of a doctor without some periods.
    fn shorten_leaves(&mut self, doctor: DoctorId, given_up: &[PeriodId]) {
        let data = self.problem.doctor(doctor);
        self.edit.draft.leaves.retain(|row| row.doctor != data.key);
        for leave in &data.leaves {
            // A leave of some days of a period is half a period's leave, and stays one.
            let away = leave
                .away
                .iter()
                .filter(|period| !given_up.contains(period))
                .map(|period| (period, false));
            for (period, half) in away.chain(leave.half.iter().map(|period| (period, true))) {
                self.edit.draft.leaves.push(LeaveDraft {
                    doctor: data.key.clone(),
                    from: when(period),
                    to: when(period),
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
    fn set_places(&mut self, rule: RuleId, changes: &BTreeMap<PeriodId, MorePlaces>) {
        let problem = self.problem;
        let Rule::Capacity(capacity) = problem.rule(rule) else {
            return;
        };
        let changed = |limit: &PlaceLimit| {
            let MorePlaces { more, fewer } =
                changes.get(&limit.period).copied().unwrap_or_default();
            PlaceLimit {
                period: limit.period,
                min: (limit.min - fewer).max(0),
                max: limit.max.map(|most| most.saturating_add(more)),
            }
        };
        let limits: Vec<PlaceLimit> = capacity.limits.iter().map(changed).collect();
        let of_changed = limits
            .iter()
            .filter(|limit| changes.contains_key(&limit.period));
        let trial = problem.place_of_rule(rule).map(|of| {
            let mut trial = self.edit.clone();
            let rows = of_changed.map(|limit| CapacityDraft {
                of: of.to_owned(),
                from: Some(when(limit.period)),
                to: Some(when(limit.period)),
                min: limit.min,
                max: limit.max,
                local_trainees: 0,
                weight: capacity.weight,
            });
            trial.draft.capacities.extend(rows);
            trial
        });
        let has_limits = |trial: &DraftEdit<RuleId>| {
            let written = trial.draft.clone().validate();
            written.is_ok_and(|written| {
                let rule = written.rule_at(problem.row_of(rule));
                let rule = rule.map(|rule| written.rule(rule));
                matches!(rule, Some(Rule::Capacity(capacity)) if capacity.limits == limits)
            })
        };
        match trial.filter(has_limits) {
            Some(trial) => self.edit = trial,
            None => self.write_as_rules(rule, capacity, &limits),
        }
    }

    /// Writes a capacity as rules, one for each stretch of equal limits.
    fn write_as_rules(&mut self, rule: RuleId, capacity: &Capacity, limits: &[PlaceLimit]) {
        let problem = self.problem;
        self.edit.turn_off(problem, rule);
        let is_everybodys = capacity.doctors.len() == problem.doctors().len();
        let doctors = problem
            .named_doctors(capacity.doctors.iter())
            .filter(|_| !is_everybodys)
            .unwrap_or_default();
        let by_period = limits
            .iter()
            .map(|limit| (limit.period, (limit.min, limit.max)));
        for stretch in stretches(by_period) {
            let (min, max) = stretch.content;
            let left = PlacesLeft {
                doctors: doctors.clone(),
                periods: stretch.named(),
                min,
                max,
                weight: capacity.weight,
            };
            let wanted = format!("{} from {}", problem.rule_key(rule), when(stretch.first));
            let row = self.edit.add_places(wanted, problem, capacity, left);
            self.edit.note(row, rule);
        }
    }
}
