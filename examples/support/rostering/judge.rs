//! The published rules and penalties once more, judged on the file's own data: shares nothing with the crate but the roster.

use super::instance::{Employee, Instance, Roster};
use std::collections::BTreeSet;

/// The hard rules of the published problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Aspect {
    /// A roster of another number of employees, days or shifts.
    Shape,
    /// Most of each shift.
    ShiftMost,
    /// Least and most minutes.
    Minutes,
    /// Longest run of working days.
    LongestRun,
    /// Shortest run of working days between days off.
    ShortestRun,
    /// Shortest run of days off between working days.
    ShortestRest,
    /// Most weekends.
    Weekends,
    /// Nothing on a day off.
    DayOff,
    /// Shifts that may not follow each other.
    Succession,
}

/// The judgement: broken rules with a sentence each, and the penalty in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) broken: Vec<(Aspect, String)>,
    /// Of requests that are not met.
    pub(crate) requests: i64,
    /// Of employees missing and too many.
    pub(crate) cover: i64,
}

impl Judgement {
    /// The rules that are broken.
    pub(crate) fn aspects(&self) -> BTreeSet<Aspect> {
        self.broken.iter().map(|(aspect, _)| *aspect).collect()
    }
    /// What the roster costs altogether.
    pub(crate) fn penalty(&self) -> i64 {
        self.requests.saturating_add(self.cover)
    }
}

/// Judges a roster by the published rules.
pub(crate) fn judge(instance: &Instance, roster: &Roster) -> Judgement {
    let mut judgement = Judgement::default();
    let is_shift = |cell: &Option<usize>| cell.is_none_or(|shift| shift < instance.shifts.len());
    if roster.len() != instance.staff.len()
        || roster
            .iter()
            .any(|row| row.len() != instance.days || !row.iter().all(is_shift))
    {
        judgement.broken.push((
            Aspect::Shape,
            "the roster is not one of these employees, days and shifts".to_owned(),
        ));
        return judgement;
    }
    for (employee, row) in instance.staff.iter().zip(roster) {
        judge_employee(instance, employee, row, &mut judgement.broken);
    }
    let works = |employee: usize, day: usize, shift: usize| roster[employee][day] == Some(shift);
    for request in &instance.on_requests {
        if !works(request.employee, request.day, request.shift) {
            judgement.requests = judgement.requests.saturating_add(request.weight);
        }
    }
    for request in &instance.off_requests {
        if works(request.employee, request.day, request.shift) {
            judgement.requests = judgement.requests.saturating_add(request.weight);
        }
    }
    for cover in &instance.cover {
        let there = roster
            .iter()
            .filter(|row| row[cover.day] == Some(cover.shift))
            .count();
        let there = i64::try_from(there).unwrap_or(i64::MAX);
        let weight = if there < cover.wanted {
            cover.under
        } else {
            cover.over
        };
        judgement.cover = judgement
            .cover
            .saturating_add(weight.saturating_mul((there - cover.wanted).abs()));
    }
    judgement
}

fn judge_employee(
    instance: &Instance,
    employee: &Employee,
    row: &[Option<usize>],
    broken: &mut Vec<(Aspect, String)>,
) {
    let mut report = |aspect: Aspect, what: String| {
        broken.push((aspect, format!("employee {}: {what}", employee.id)))
    };
    for (number, (shift, most)) in instance.shifts.iter().zip(&employee.most_of).enumerate() {
        let count = row.iter().filter(|cell| **cell == Some(number)).count();
        if i64::try_from(count).is_ok_and(|count| count > *most) {
            report(
                Aspect::ShiftMost,
                format!("{count} of shift {}, not at most {most}", shift.id),
            );
        }
    }
    let minutes: i64 = row
        .iter()
        .flatten()
        .map(|shift| instance.shifts[*shift].minutes)
        .sum();
    if !(employee.least_minutes..=employee.most_minutes).contains(&minutes) {
        report(
            Aspect::Minutes,
            format!(
                "{minutes} minutes, not {} to {}",
                employee.least_minutes, employee.most_minutes
            ),
        );
    }
    judge_runs(employee, row, &mut report);
    // Day 0 is a Monday.
    let weekends = row
        .chunks(7)
        .filter(|week| week.iter().skip(5).any(Option::is_some))
        .count();
    if i64::try_from(weekends).is_ok_and(|weekends| weekends > employee.most_weekends) {
        report(
            Aspect::Weekends,
            format!(
                "works on {weekends} weekends, not at most {}",
                employee.most_weekends
            ),
        );
    }
    for day in employee.days_off.iter().filter(|day| row[**day].is_some()) {
        report(
            Aspect::DayOff,
            format!("works on day {}, a day off", day + 1),
        );
    }
    for (day, pair) in (1..).zip(row.windows(2)) {
        if let [Some(one), Some(next)] = *pair
            && instance.shifts[one].not_next.contains(&next)
        {
            let (one, next) = (&instance.shifts[one].id, &instance.shifts[next].id);
            report(
                Aspect::Succession,
                format!("shift {next} follows {one} on day {}", day + 1),
            );
        }
    }
}

/// Days of work in a row, and days off in a row. What the first and the last day cut is of no length that is known.
fn judge_runs(employee: &Employee, row: &[Option<usize>], report: &mut impl FnMut(Aspect, String)) {
    let mut first = 0;
    for run in row.chunk_by(|one, next| one.is_some() == next.is_some()) {
        let next = first + run.len();
        let (length, is_cut) = (
            i64::try_from(run.len()).unwrap_or(i64::MAX),
            first == 0 || next == row.len(),
        );
        let (from, to) = (first + 1, next);
        if run[0].is_some() && length > employee.longest_run {
            report(
                Aspect::LongestRun,
                format!(
                    "works from day {from} to {to}, not at most {} days",
                    employee.longest_run
                ),
            );
        }
        if run[0].is_some() && !is_cut && length < employee.shortest_run {
            report(
                Aspect::ShortestRun,
                format!(
                    "works from day {from} to {to}, not at least {} days",
                    employee.shortest_run
                ),
            );
        }
        if run[0].is_none() && !is_cut && length < employee.shortest_rest {
            report(
                Aspect::ShortestRest,
                format!(
                    "off from day {from} to {to}, not at least {} days",
                    employee.shortest_rest
                ),
            );
        }
        first = next;
    }
}
