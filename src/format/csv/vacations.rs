//! The table `vacations.csv`: leave that the planner chooses, within rotations.
//!
//! Each activity gets one more that is leave within its rotations, tagged `vacation`; a row becomes rules over these. Where a vacation takes a part of
//! a block only, each activity gets one for each part. What was read is written as the activities and rules that it stands for.

use super::intake::Intake;
use super::short_row::{At, ShortRow, place, short_rows};
use super::table::rows;
use super::vacation_closures::{Where, forbid_elsewhere};
use super::vacation_parts::{Parts, TAG};
use crate::error::{Code, Diagnostics};
use crate::problem::draft::{
    ActivityDraft, ActivityFilter, DoctorFilter, PeriodFilter, ProblemDraft, RequirementDraft, When,
};
use crate::problem::rule_draft::CellsModeDraft;
use crate::problem::{RuleDraft, rules};
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct VacationRow {
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

impl ShortRow for VacationRow {
    const FILE: &'static str = "vacations.csv";
    const LIST: &'static str = "/rules";
    const MEANINGS: &'static [&'static str] = &[
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
    ];
}

/// Adds activities that are leave, and for each row how much of it, how long, how many at once; then where and when nobody may take it.
pub(super) fn read(intake: &mut Intake<'_>) {
    let Some(rows) = short_rows::<VacationRow>(intake) else {
        return;
    };
    // A sheet that nobody filled in says nothing.
    if rows.is_empty() {
        return;
    }

    let (draft, found) = (&mut intake.draft, &mut intake.found);
    for (at, row) in &rows {
        refuse_no_length(row, *at, found);
    }
    let lengths = rows.iter().map(|(_, row)| row.periods);
    let parts = Parts::add(draft, &lengths.collect(), !found.has_errors());

    let mut written = Written::default();
    for (at, row) in rows {
        let activities = leave_for(&row, draft, &parts, at, found);
        if !activities.activities.is_empty() {
            written.add(&row, at, activities, draft);
        }
    }
    let requirement_lines = written.requirement_lines.clone();
    let rule_lines = written.close_elsewhere(&parts, draft, found);
    intake.add_lines("/requirements", VacationRow::FILE, requirement_lines);
    intake.add_lines(VacationRow::LIST, VacationRow::FILE, rule_lines);
}

/// A vacation of no period is a mistake.
fn refuse_no_length(row: &VacationRow, at: At<'_>, found: &mut Diagnostics) {
    let Some(periods) = row.periods.filter(|periods| *periods < 1) else {
        return;
    };
    let message = format!("a vacation of {periods} periods is none.");
    let mut wrong = at.finding(Code::NegativeNumber, message);
    wrong.subject = "column \"periods\"".into();
    found.push(wrong);
}

/// The activities that are leave of the row's length within rotations in its places.
fn leave_for(
    row: &VacationRow,
    draft: &ProblemDraft,
    parts: &Parts,
    at: At<'_>,
    found: &mut Diagnostics,
) -> ActivityFilter {
    let mut named = |list: &[String]| -> Vec<ActivityFilter> {
        list.iter()
            .filter_map(|of| place(draft, of, at, found))
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
        .filter(|row| row.leave_of.is_some() && row.tags.iter().any(|tag| tag == TAG))
        .filter(|leave| (row.of.is_empty() || is_in(&of, leave)) && !is_in(&not_in, leave))
        .filter(|leave| parts.is_for(&leave.id, row.periods));
    ActivityFilter::activities(leaves.map(|leave| leave.id.clone()))
}

const WHERE: &str = ", where";

/// What the rows have become in the draft so far.
#[derive(Default)]
struct Written {
    /// Lines of the rows that are requirements, and of those that are rules.
    requirement_lines: Vec<u64>,
    rule_lines: Vec<u64>,
    /// Where and when each row allows vacation, by the id of the rule that says so until all rows are known.
    wheres: BTreeMap<String, Where>,
}

impl Written {
    /// Writes a row: how much vacation, how long, how many at once.
    fn add(
        &mut self,
        row: &VacationRow,
        at: At<'_>,
        activities: ActivityFilter,
        draft: &mut ProblemDraft,
    ) {
        let id = |what: &str| format!("vacation/{}{what}", at.number);
        let doctors = DoctorFilter {
            doctors: row.doctor.clone(),
            levels: row.level.clone(),
            ..DoctorFilter::default()
        };
        let periods = PeriodFilter::between(row.from.clone(), row.to.clone());

        self.wheres.insert(
            id(WHERE),
            Where {
                requirement: draft.requirements.len(),
                periods: row.periods,
            },
        );
        self.requirement_lines.push(at.line);
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
        for rule in limits(row, &id, &doctors, &activities) {
            self.rule_lines.push(at.line);
            draft.rules.push(rule);
        }
        draft.rules.push(RuleDraft::Cells(rules::Cells {
            id: id(WHERE),
            doctors,
            activities,
            periods,
            mode: CellsModeDraft::Forbidden,
            weight: Some(0),
        }));
    }

    /// Replaces what says where and when vacation is allowed by rules that forbid it elsewhere, now that all rows are known; returns the lines of all rules.
    fn close_elsewhere(
        self,
        parts: &Parts,
        draft: &mut ProblemDraft,
        found: &Diagnostics,
    ) -> Vec<u64> {
        let Self {
            requirement_lines,
            mut rule_lines,
            wheres,
        } = self;
        // What keeps the rest from being resolved is reported there.
        let problem = if found.has_errors() {
            None
        } else {
            draft.clone().validate().ok()
        };
        draft.rules.retain(|rule| !wheres.contains_key(rule.id()));
        if let Some(problem) = problem {
            let before = draft.rules.len();
            forbid_elsewhere(&problem, parts, &wheres, draft);
            let last = requirement_lines.last().copied().unwrap_or(0);
            rule_lines.resize(rule_lines.len() + draft.rules.len() - before, last);
        }
        rule_lines
    }
}

/// How long and how many at once vacations of a row are.
fn limits(
    row: &VacationRow,
    id: impl Fn(&str) -> String,
    doctors: &DoctorFilter,
    activities: &ActivityFilter,
) -> impl Iterator<Item = RuleDraft> {
    let longest_run = row.longest.map(|max_blocks| {
        RuleDraft::LongestRun(rules::LongestRun {
            id: id(", in a row"),
            doctors: doctors.clone(),
            activities: activities.clone(),
            max_blocks,
            weight: None,
        })
    });
    let at_once = row.at_once.map(|max| {
        RuleDraft::Capacity(rules::Capacity {
            id: id(", at once"),
            doctors: doctors.clone(),
            activities: activities.clone(),
            max: Some(max),
            ..rules::Capacity::default()
        })
    });
    longest_run.into_iter().chain(at_once)
}
