//! The table `vacations.csv`: leave that the planner chooses, within rotations.
//!
//! Each activity gets one more that is leave within its rotations, tagged `vacation`; a row becomes rules over these. Where a vacation takes a part of
//! a block only, each activity gets one for each part. What was read is written as the activities and rules that it stands for.

use super::book::Book;
use super::short::{numbered, place};
use super::table::{Cells, cells_of, rows};
use super::vacation_parts::Parts;
use crate::error::{Code, Diagnostics};
use crate::format::options::{Budget, finding};
use crate::format::source::FolderLines;
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::draft::{
    ActivityDraft, ActivityFilter, DoctorFilter, PeriodFilter, ProblemDraft, RequirementDraft, When,
};
use crate::problem::rule_draft::CellsModeDraft;
use crate::problem::{Presence, Problem, Rule, RuleDraft, rules, when};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const FILE: &str = "vacations.csv";
/// Tag of the activities that are leave, and the place that other short tables know them by.
pub(super) const TAG: &str = "vacation";

#[derive(Default)]
struct VacationRow {
    min: i64,
    max: Option<i64>,
    periods: Option<i64>,
    level: Vec<String>,
    doctor: Vec<String>,
    of: Vec<String>,
    not_in: Vec<String>,
    from: Option<When>,
    to: Option<When>,
    longest: Option<i64>,
    at_once: Option<i64>,
    weight: Option<i64>,
}

rows! {
    VacationRow(1) { min, max, periods, level, doctor, of, not_in, from, to, longest, at_once, weight }
}

/// The columns, empty, and what each means.
pub(super) fn explained() -> (Cells, &'static [&'static str]) {
    (
        cells_of::<VacationRow>(FILE, "", std::iter::empty()),
        &[
            "Fewest vacations that the planner chooses: each takes a block (a week, where doctors move by weeks), or a part of one.",
            "Most of them; any number if empty.",
            "How many periods (weeks) in a row of a longer block a vacation takes; the whole block if empty.",
            "Levels of whom it holds, with ; between them; everybody if empty.",
            "Doctors of whom it holds, with ; between them; all of these levels if empty.",
            "Departments or activities in whose rotations it may lie, with ; between them; any if empty.",
            "Departments or activities in whose rotations it may not lie.",
            "First date of it; the horizon's first if empty.",
            "Last date of it, included; the horizon's last if empty.",
            "Most blocks with vacation in a row; any number if empty.",
            "Most of these doctors on vacation from these places at the same time; any number if empty.",
            "Cost of each block too few or too many; never broken if empty.",
        ],
    )
}

/// The table as it stands, if it is there.
#[cfg(feature = "spreadsheet")]
pub(super) fn as_it_stands(
    book: &Book<'_>,
    budget: &mut Budget,
    found: &mut Diagnostics,
) -> Option<Cells> {
    super::short::as_it_stands::<VacationRow>(FILE, book, budget, found)
}

/// Adds activities that are leave, and for each row how much of it, how long, how many at once; then where and when nobody may take it.
pub(super) fn read(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let Some(table) = book.read::<VacationRow>(FILE, "/rules", budget, found) else {
        return;
    };
    let rows: Vec<(usize, u64, VacationRow)> = numbered(table).collect();
    // A sheet that nobody filled in says nothing.
    if rows.is_empty() {
        return;
    }
    for (_, line, row) in rows
        .iter()
        .filter(|(_, _, row)| row.periods.is_some_and(|periods| periods < 1))
    {
        let message = format!(
            "a vacation of {} periods is none.",
            row.periods.unwrap_or(0)
        );
        let mut wrong = finding(
            Code::NegativeNumber,
            Some(&book.place(FILE)),
            Some(*line),
            message,
        );
        wrong.subject = "column \"periods\"".into();
        found.push(wrong);
    }
    let lengths = rows.iter().map(|(_, _, row)| row.periods);
    let parts = Parts::add(draft, &lengths.collect(), !found.has_errors());
    let (mut used, mut in_requirements, mut last) = (Vec::new(), Vec::new(), 0);
    let mut wheres: BTreeMap<String, Where> = BTreeMap::new();
    for (number, line, row) in rows {
        let mut named = |list: &[String]| -> Vec<ActivityFilter> {
            list.iter()
                .filter_map(|of| place(draft, of, (book, FILE, line), found))
                .collect()
        };
        let (of, not_in) = (named(&row.of), named(&row.not_in));
        let is_in = |places: &[ActivityFilter], leave: &ActivityDraft| {
            let of = leave.leave_of.as_ref();
            places.iter().any(|place| {
                place.departments.contains(&leave.department)
                    || of.is_some_and(|of| place.activities.contains(of))
            })
        };
        let leaves = draft
            .activities
            .iter()
            .filter(|row| row.leave_of.is_some() && row.tags.iter().any(|tag| tag == TAG));
        let leaves = leaves
            .filter(|leave| (row.of.is_empty() || is_in(&of, leave)) && !is_in(&not_in, leave));
        let leaves = leaves.filter(|leave| parts.is_for(&leave.id, row.periods));
        let activities = ActivityFilter {
            activities: leaves.map(|leave| leave.id.clone()).collect(),
            ..ActivityFilter::default()
        };
        if activities.activities.is_empty() {
            continue;
        }
        let doctors = DoctorFilter {
            doctors: row.doctor,
            levels: row.level,
            ..DoctorFilter::default()
        };
        let periods = PeriodFilter {
            from: row.from,
            to: row.to,
            ..PeriodFilter::default()
        };
        let id = |what: &str| format!("vacation/{number}{what}");
        in_requirements.push(line);
        let requirement = draft.requirements.len();
        draft.requirements.push(RequirementDraft {
            id: id(""),
            doctors: doctors.clone(),
            activities: activities.clone(),
            min: row.min,
            max: row.max,
            within: periods.clone(),
            weight: row.weight,
            ..RequirementDraft::default()
        });
        if let Some(max_blocks) = row.longest {
            let (doctors, activities) = (doctors.clone(), activities.clone());
            let rule = rules::LongestRun {
                id: id(", in a row"),
                doctors,
                activities,
                max_blocks,
                weight: None,
            };
            draft.rules.push(RuleDraft::LongestRun(rule));
            used.push(line);
        }
        if row.at_once.is_some() {
            let (doctors, activities, max) = (doctors.clone(), activities.clone(), row.at_once);
            let rule = rules::Capacity {
                id: id(", at once"),
                doctors,
                activities,
                max,
                ..rules::Capacity::default()
            };
            draft.rules.push(RuleDraft::Capacity(rule));
            used.push(line);
        }
        // Where and when it may be taken, until all rows are known.
        wheres.insert(
            id(WHERE),
            Where {
                requirement,
                periods: row.periods,
            },
        );
        draft.rules.push(RuleDraft::Cells(rules::Cells {
            id: id(WHERE),
            doctors,
            activities,
            periods,
            mode: CellsModeDraft::Forbidden,
            weight: Some(0),
        }));
        last = line;
    }
    lines.add("/requirements", book.place(FILE), in_requirements);
    // What keeps the rest from being resolved is reported there.
    let problem = if found.has_errors() {
        None
    } else {
        draft.clone().validate().ok()
    };
    draft.rules.retain(|rule| !wheres.contains_key(rule.id()));
    if let Some(problem) = problem {
        let before = draft.rules.len();
        forbid_elsewhere(&problem, &parts, &wheres, draft);
        used.resize(used.len() + draft.rules.len() - before, last);
    }
    lines.add("/rules", book.place(FILE), used);
}

const WHERE: &str = ", where";

/// What a row says of where and when.
struct Where {
    /// Its requirement, by position in the draft.
    requirement: usize,
    periods: Option<i64>,
}

/// Nobody takes vacation where and when no row says so.
fn forbid_elsewhere(
    problem: &Problem,
    parts: &Parts,
    wheres: &BTreeMap<String, Where>,
    draft: &mut ProblemDraft,
) {
    let mut granted: BTreeMap<(DoctorId, ActivityId), BTreeSet<PeriodId>> = BTreeMap::new();
    for (id, rule) in problem.rules() {
        let (Rule::Cells(rule), Some(row)) = (rule, wheres.get(problem.rule_key(id))) else {
            continue;
        };
        let mut within: BTreeSet<PeriodId> = BTreeSet::new();
        for entry in &rule.entries {
            for activity in leaves(problem).filter(|activity| !entry.allowed.contains(*activity)) {
                for doctor in rule.doctors.iter() {
                    let grid = problem.grid(problem.doctor(doctor).grid);
                    if !parts.is_on(grid.id(), &problem.activity(activity).key, row.periods) {
                        continue;
                    }
                    granted
                        .entry((doctor, activity))
                        .or_default()
                        .extend(entry.periods.iter());
                    // A vacation counts in the block that it is in, which may begin before the row's first date.
                    within.extend(
                        entry
                            .periods
                            .iter()
                            .flat_map(|period| [period, grid.first(grid.block_of(period))]),
                    );
                }
            }
        }
        if row.periods.is_some() {
            let always = within.len() == problem.horizon().len();
            let periods = if always {
                Vec::new()
            } else {
                within.into_iter().map(when).collect()
            };
            draft.requirements[row.requirement].within = PeriodFilter {
                periods,
                ..PeriodFilter::default()
            };
        }
    }
    // Doctors and activities of whom the same is forbidden are one rule.
    let mut forbidden: BTreeMap<(Vec<PeriodId>, DoctorId), Vec<ActivityId>> = BTreeMap::new();
    for doctor in (0..problem.doctors().len()).map(DoctorId::new) {
        for activity in leaves(problem) {
            let periods = closed(
                problem,
                (doctor, activity),
                granted.get(&(doctor, activity)),
            );
            forbidden
                .entry((periods, doctor))
                .or_default()
                .push(activity);
        }
    }
    let mut rules_of: BTreeMap<(Vec<PeriodId>, Vec<ActivityId>), Vec<DoctorId>> = BTreeMap::new();
    for ((periods, doctor), activities) in
        forbidden.into_iter().filter(|entry| !entry.0.0.is_empty())
    {
        rules_of
            .entry((periods, activities))
            .or_default()
            .push(doctor);
    }
    for (number, ((periods, activities), doctors)) in rules_of.into_iter().enumerate() {
        let always = periods.len() == problem.horizon().len();
        let periods = periods.into_iter().map(when).collect();
        draft.rules.push(RuleDraft::Cells(rules::Cells {
            id: format!("no vacation/{}", number + 1),
            doctors: DoctorFilter {
                doctors: doctors
                    .iter()
                    .map(|doctor| problem.doctor(*doctor).key.clone())
                    .collect(),
                ..DoctorFilter::default()
            },
            activities: ActivityFilter {
                activities: activities
                    .iter()
                    .map(|activity| problem.activity(*activity).key.clone())
                    .collect(),
                ..ActivityFilter::default()
            },
            periods: if always {
                PeriodFilter::default()
            } else {
                PeriodFilter {
                    periods,
                    ..PeriodFilter::default()
                }
            },
            mode: CellsModeDraft::Forbidden,
            weight: None,
        }));
    }
}

/// The periods in which the doctor may not be in an activity that is leave: outside of what is granted, and in blocks that have not all of the leave.
fn closed(
    problem: &Problem,
    (doctor, activity): (DoctorId, ActivityId),
    granted: Option<&BTreeSet<PeriodId>>,
) -> Vec<PeriodId> {
    let all = (0..problem.horizon().len()).map(PeriodId::new);
    let (Some(granted), Some(part)) = (granted, &problem.activity(activity).leave_periods) else {
        return all
            .filter(|period| granted.is_none_or(|granted| !granted.contains(period)))
            .collect();
    };
    let grid = problem.grid(problem.doctor(doctor).grid);
    let is_there = |period: &PeriodId| {
        matches!(
            problem.presence(doctor, *period),
            Presence::Half | Presence::Full
        )
    };
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
    (0..problem.activities().len())
        .map(ActivityId::new)
        .filter(is_leave)
}
