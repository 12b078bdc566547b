use super::hospital::{AFFILIATED_DEPARTMENTS, MAIN_DEPARTMENTS, staff};
use super::interns::INTERNS;
use super::visitors::{GROUPS, LAST_DAY, day};
use super::*;
use crate::Problem;
use crate::calendar::Date;
use crate::problem::rule::RuleKind;

fn problem() -> Problem {
    haifa()
        .validate()
        .unwrap_or_else(|error| panic!("{error:#?}"))
}

#[test]
fn it_is_valid_and_without_warnings() {
    let problem = problem();
    assert!(problem.warnings().is_empty(), "{:?}", problem.warnings());
    assert!(problem.draft().note.contains("Invented"));
}

#[test]
fn it_has_everything_it_promises() {
    let draft = haifa();
    let interns = draft
        .doctors
        .iter()
        .filter(|doctor| doctor.tags.contains(&text("intern")))
        .count();
    let visitors = draft
        .doctors
        .iter()
        .filter(|doctor| doctor.cohort.is_some())
        .count();
    assert_eq!((interns, visitors, draft.cohorts.len()), (12, 60, 3));
    let mut trips: Vec<&str> = draft
        .absences
        .iter()
        .map(|absence| absence.reason.as_str())
        .collect();
    trips.sort_unstable();
    trips.dedup();
    assert_eq!(trips.len(), 2);
    assert_eq!(draft.horizon.closures.len(), 6);
    assert_eq!(draft.hospitals.len(), 2);
    let problem = problem();
    let missing: Vec<_> = RuleKind::ALL
        .iter()
        .filter(|kind| !problem.rules().any(|(_, rule)| rule.kind() == **kind))
        .collect();
    // Rules that came after it have examples of their own, and code is in no file.
    let later = [
        RuleKind::Alignment,
        RuleKind::WeightedAmount,
        RuleKind::CustomRule,
        RuleKind::CustomValue,
        RuleKind::CustomSum,
    ];
    assert!(
        missing.iter().all(|kind| later.contains(kind)),
        "{missing:?}"
    );
}

#[test]
fn beds_and_staff_follow_the_norm() {
    assert_eq!((staff(30), staff(38)), (7, 8));
    let beds: i64 = MAIN_DEPARTMENTS.iter().map(|department| department.2).sum();
    assert!((950..=1050).contains(&beds), "{beds}");
    assert!(
        AFFILIATED_DEPARTMENTS
            .iter()
            .map(|department| department.2)
            .sum::<i64>()
            < 200
    );
}

#[test]
fn visits_start_on_sundays_and_end_on_thursdays_outside_closures() {
    let closures = horizon().closures;
    let stays = INTERNS
        .iter()
        .map(|intern| (intern.arrival.to_owned(), intern.departure.to_owned()));
    let visits = GROUPS
        .iter()
        .map(|group| (group.arrival.to_owned(), day(group.arrival, LAST_DAY)));
    for (arrival, departure) in stays.chain(visits) {
        for (date, weekday) in [(arrival, 0), (departure, 4)] {
            assert_eq!(date.parse::<Date>().unwrap().weekday(), weekday, "{date}");
            assert!(
                !closures
                    .iter()
                    .any(|closure| closure.from <= date && date <= closure.to),
                "{date}"
            );
        }
    }
}

#[test]
fn every_doctor_has_a_bounded_choice() {
    let problem = problem();
    for (index, doctor) in problem.doctors().iter().enumerate() {
        let id = crate::ids::DoctorId::new(index);
        for activity in problem.eligible(id).iter() {
            let key = &problem.activity(activity).key;
            let bounded = problem
                .requirements()
                .iter()
                .any(|row| row.doctors.contains(id) && row.activities.contains(activity));
            assert!(
                bounded || key == "academy/orientation",
                "{} may stay in {key} for ever",
                doctor.key
            );
        }
        for row in problem
            .requirements()
            .iter()
            .filter(|row| row.doctors.contains(id) && !row.optional && row.min > 0)
        {
            assert!(
                row.activities.intersects(problem.eligible(id)),
                "{} can never do {}",
                doctor.key,
                row.key
            );
        }
    }
}

#[test]
fn interns_have_more_free_weeks_than_they_must_fill() {
    let problem = problem();
    for (index, doctor) in problem.doctors().iter().enumerate().take(INTERNS.len()) {
        let id = crate::ids::DoctorId::new(index);
        let grid = problem.grid(doctor.grid);
        let mut free: Vec<usize> = (doctor.first.index()..=doctor.last.index())
            .map(crate::ids::PeriodId::new)
            .filter(|period| problem.is_available(id, *period))
            .map(|period| grid.block_of(period))
            .collect();
        free.dedup();
        let own = problem
            .requirements()
            .iter()
            .filter(|row| row.doctors.contains(id));
        let needed: i64 = own
            .map(|row| if row.optional { 0 } else { row.min })
            .sum::<i64>()
            + 2;
        assert!(
            needed <= free.len() as i64,
            "{}: {needed} of {}",
            doctor.key,
            free.len()
        );
    }
}
