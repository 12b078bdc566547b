//! Family 12: together, apart, split evenly, teams.

use super::Subject;
use super::ledger::Findings;
use super::loads::{Loads, at, places, subject_of_activities, subject_of_place};
use super::timeline::Moment;
use crate::problem::rule::{Apart, SplitEvenly, Team, Together};

/// Neighbours in the list are in the same place whenever both are there.
pub(super) fn judge_together(rule: &Together, loads: &Loads<'_>, findings: &mut Findings<'_>) {
    let places = places(loads.problem, rule.scope);
    let place = |moment: Moment| moment.present_in().map(|activity| places[activity.index()]);
    for pair in rule.doctors.as_slice().windows(2) {
        let (Some(one), Some(other)) = (loads.timelines.get(pair[0].index()), loads.timelines.get(pair[1].index())) else { continue };
        for &period in one.within(&rule.periods) {
            let (Some(left), Some(right)) = (one.moment(period), other.moment(period)) else { continue };
            if !(left.is_available() && right.is_available()) {
                continue;
            }
            let (left, right) = (place(left), place(right));
            if left != right {
                let amount = i64::from(left.is_some()) + i64::from(right.is_some());
                findings.add_for(Subject::Doctors(pair[0], pair[1]), rule.weight, Some(period), amount);
            }
        }
    }
}

/// At most so many in one place.
pub(super) fn judge_apart(rule: &Apart, loads: &Loads<'_>, findings: &mut Findings<'_>) {
    let counts = loads.head_counts_by_place(&rule.doctors, &rule.activities, rule.scope);
    for (place, counts) in counts.iter().enumerate().filter(|(_, counts)| !counts.is_empty()) {
        let subject = subject_of_place(loads.problem, rule.scope, place);
        for (period, doctors) in at(counts, &rule.periods) {
            findings.add_for(subject, rule.weight, Some(period), doctors.saturating_sub(rule.max_together));
        }
    }
}

/// Head counts of any two places differ by little; the excess over all other places is written about the fuller one.
pub(super) fn judge_split(rule: &SplitEvenly, loads: &Loads<'_>, findings: &mut Findings<'_>) {
    let counts: Vec<Vec<i64>> = rule.departments.iter().map(|place| loads.head_counts(&rule.doctors, place)).collect();
    for period in rule.periods.iter() {
        let doctors_at = |counts: &Vec<i64>| counts.get(period.index()).copied().unwrap_or(0);
        for (place, fuller) in counts.iter().enumerate() {
            let excess = |emptier: &Vec<i64>| (doctors_at(fuller) - doctors_at(emptier)).saturating_sub(rule.tolerance).max(0);
            let amount = counts.iter().map(excess).sum();
            if amount > 0 {
                findings.add_for(subject_of_activities(loads.problem, &rule.departments[place]), rule.weight, Some(period), amount);
            }
        }
    }
}

/// At most so many doctors for each companion.
pub(super) fn judge_team(rule: &Team, loads: &Loads<'_>, findings: &mut Findings<'_>) {
    let doctors = loads.head_counts_by_place(&rule.doctors, &rule.activities, rule.scope);
    let companions = loads.head_counts_by_place(&rule.companions, &rule.activities, rule.scope);
    for (place, (doctors, companions)) in doctors.iter().zip(&companions).enumerate().filter(|(_, counts)| !counts.0.is_empty()) {
        let subject = subject_of_place(loads.problem, rule.scope, place);
        for (period, doctors) in at(doctors, &rule.periods) {
            let company = companions.get(period.index()).copied().unwrap_or(0);
            let amount = doctors.saturating_sub(company.saturating_mul(rule.doctors_per_companion));
            findings.add_for(subject, rule.weight, Some(period), amount);
        }
    }
}
