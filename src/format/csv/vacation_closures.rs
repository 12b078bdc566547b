//! Where and when nobody may take a vacation that the planner chooses: wherever no row of `vacations.csv` allows it.

use super::vacation_parts::{Parts, TAG};
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::draft::{ActivityFilter, DoctorFilter, PeriodFilter, ProblemDraft};
use crate::problem::rule::Cells;
use crate::problem::rule_draft::CellsModeDraft;
use crate::problem::{Problem, Rule, RuleDraft, rules, when};
use std::collections::{BTreeMap, BTreeSet};

/// What a row says of where and when.
pub(super) struct Where {
    /// Its requirement, by position in the draft.
    pub(super) requirement: usize,
    /// How many periods of a longer block it takes.
    pub(super) periods: Option<i64>,
}

/// Periods in which some row lets a doctor be in an activity that is leave.
type Granted = BTreeMap<(DoctorId, ActivityId), BTreeSet<PeriodId>>;

/// Nobody takes vacation where and when no row says so.
pub(super) fn forbid_elsewhere(
    problem: &Problem,
    parts: &Parts,
    wheres: &BTreeMap<String, Where>,
    draft: &mut ProblemDraft,
) {
    let mut granted = Granted::new();
    for (id, rule) in problem.rules() {
        let (Rule::Cells(rule), Some(row)) = (rule, wheres.get(problem.rule_key(id))) else {
            continue;
        };
        let within = grant(problem, parts, rule, row, &mut granted);
        if row.periods.is_some() {
            draft.requirements[row.requirement].within = only_in(problem, within.into_iter());
        }
    }
    draft.rules.extend(closures(problem, &granted));
}

/// Grants what a row allows. Returns the periods in which its vacations count: that is the block a vacation is in, which may begin before the row's first date.
fn grant(
    problem: &Problem,
    parts: &Parts,
    rule: &Cells,
    row: &Where,
    granted: &mut Granted,
) -> BTreeSet<PeriodId> {
    let mut within = BTreeSet::new();
    for entry in &rule.entries {
        for activity in leaves(problem).filter(|activity| !entry.allowed.contains(*activity)) {
            for doctor in rule.doctors.iter() {
                let grid = problem.grid(problem.doctor(doctor).grid);
                if !parts.is_on(grid.id(), &problem.activity(activity).key, row.periods) {
                    continue;
                }
                let periods = granted.entry((doctor, activity)).or_default();
                for period in entry.periods.iter() {
                    periods.insert(period);
                    within.extend([period, grid.first(grid.block_of(period))]);
                }
            }
        }
    }
    within
}

/// A filter of these periods, empty if they are all.
fn only_in(problem: &Problem, periods: impl ExactSizeIterator<Item = PeriodId>) -> PeriodFilter {
    let always = periods.len() == problem.horizon().len();
    PeriodFilter {
        periods: if always {
            Vec::new()
        } else {
            periods.map(when).collect()
        },
        ..PeriodFilter::default()
    }
}

/// Rules that forbid what is not granted. Doctors and activities of whom the same is forbidden are one rule.
fn closures(problem: &Problem, granted: &Granted) -> impl Iterator<Item = RuleDraft> {
    let mut activities_of: BTreeMap<(Vec<PeriodId>, DoctorId), Vec<ActivityId>> = BTreeMap::new();
    for doctor in problem.doctor_ids() {
        for activity in leaves(problem) {
            let granted = granted.get(&(doctor, activity));
            let periods = closed(problem, doctor, activity, granted);
            if !periods.is_empty() {
                activities_of
                    .entry((periods, doctor))
                    .or_default()
                    .push(activity);
            }
        }
    }
    let mut doctors_of: BTreeMap<(Vec<PeriodId>, Vec<ActivityId>), Vec<DoctorId>> = BTreeMap::new();
    for ((periods, doctor), activities) in activities_of {
        doctors_of
            .entry((periods, activities))
            .or_default()
            .push(doctor);
    }
    let forbidden = doctors_of.into_iter().enumerate();
    forbidden.map(|(index, ((periods, activities), doctors))| {
        RuleDraft::Cells(rules::Cells {
            id: format!("no vacation/{}", index + 1),
            doctors: DoctorFilter::doctors(
                doctors
                    .iter()
                    .map(|doctor| problem.doctor(*doctor).key.clone()),
            ),
            activities: ActivityFilter::activities(
                activities
                    .iter()
                    .map(|activity| problem.activity(*activity).key.clone()),
            ),
            periods: only_in(problem, periods.into_iter()),
            mode: CellsModeDraft::Forbidden,
            weight: None,
        })
    })
}

/// The periods in which the doctor may not be in an activity that is leave: outside of what is granted, and in blocks that have not all of the leave.
fn closed(
    problem: &Problem,
    doctor: DoctorId,
    activity: ActivityId,
    granted: Option<&BTreeSet<PeriodId>>,
) -> Vec<PeriodId> {
    let all = problem.period_ids();
    let (Some(granted), Some(part)) = (granted, &problem.activity(activity).leave_periods) else {
        return all
            .filter(|period| granted.is_none_or(|granted| !granted.contains(period)))
            .collect();
    };
    let grid = problem.grid(problem.doctor(doctor).grid);
    let is_there = |period: &PeriodId| problem.is_available(doctor, *period);
    let mut closed = Vec::new();
    for block in 0..grid.len() {
        let off = (grid.first(block).index()..=grid.last(block).index())
            .map(PeriodId::new)
            .filter(|period| part.contains(*period));
        let off: Vec<PeriodId> = off.collect();
        if off.is_empty()
            || !off
                .iter()
                .all(|period| granted.contains(period) && is_there(period))
        {
            closed.push(grid.first(block).max(problem.doctor(doctor).first));
        }
    }
    closed.dedup();
    closed
}

fn leaves(problem: &Problem) -> impl Iterator<Item = ActivityId> + '_ {
    let is_leave = |activity: &ActivityId| {
        let data = problem.activity(*activity);
        data.leave_of.is_some() && data.tags.iter().any(|tag| tag == TAG)
    };
    problem.activity_ids().filter(is_leave)
}
