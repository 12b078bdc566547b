use super::{Arrivals, Cohort, Year};
use crate::problem::ProblemDraft;
use crate::problem::rule::Rule;
use crate::{Problem, Schedule};

/// Places of all departments and open weeks together.
fn places(problem: &Problem) -> i64 {
    problem
        .rules()
        .filter_map(|(_, rule)| match rule {
            Rule::Capacity(capacity) => Some(
                capacity
                    .limits
                    .iter()
                    .map(|limit| limit.max.unwrap())
                    .sum::<i64>(),
            ),
            _ => None,
        })
        .sum()
}

/// Weeks of all requirements of all doctors together.
fn demand(problem: &Problem) -> i64 {
    problem
        .requirements()
        .iter()
        .map(|requirement| requirement.min * requirement.doctors.len() as i64)
        .sum()
}

fn assert_planted_fits(problem: &Problem) {
    let schedule: &Schedule = problem.published().unwrap();
    for (_, rule) in problem.rules() {
        if let Rule::Capacity(capacity) = rule {
            for limit in &capacity.limits {
                let there = schedule
                    .pathways()
                    .iter()
                    .filter_map(|pathway| pathway.rotation_at(limit.period));
                let count = there
                    .filter(|rotation| capacity.activities.contains(rotation.activity))
                    .count();
                assert!(count as i64 <= limit.max.unwrap());
            }
        }
    }
    for requirement in problem.requirements() {
        assert!(!requirement.optional);
        for doctor in requirement.doctors.iter() {
            let pathway = schedule.pathway(doctor);
            let of_it: Vec<_> = pathway
                .rotations()
                .iter()
                .filter(|rotation| requirement.activities.contains(rotation.activity))
                .collect();
            assert_eq!(of_it.len(), 1);
            assert_eq!(
                (of_it[0].last.index() - of_it[0].first.index() + 1) as i64,
                requirement.min
            );
            for period in of_it[0].first.index()..=of_it[0].last.index() {
                let presence = problem.presence(doctor, crate::ids::PeriodId::new(period));
                assert_eq!(presence, crate::problem::Presence::Full);
            }
        }
    }
    for (_, rule) in problem.rules() {
        if let Rule::Precedence(precedence) = rule {
            for doctor in precedence.doctors.iter() {
                let start = |requirement: usize| {
                    let activities = &problem.requirement(requirement).activities;
                    schedule
                        .pathway(doctor)
                        .rotations()
                        .iter()
                        .find(|rotation| activities.contains(rotation.activity))
                        .unwrap()
                        .first
                };
                assert!(start(precedence.before[0]) < start(precedence.after));
            }
        }
    }
}

fn years() -> Vec<Year> {
    let sizes = [
        (1, 4, 1),
        (6, 12, 3),
        (20, 26, 12),
        (60, 52, 18),
        (200, 52, 30),
    ];
    sizes
        .iter()
        .flat_map(|&(doctors, weeks, departments)| {
            (1..=4).map(move |seed| Year::new(doctors, weeks, departments).seed(seed))
        })
        .collect()
}

fn many_arrivals() -> Vec<Arrivals> {
    let sizes = [(1, 2, 1), (12, 30, 4), (300, 200, 12)];
    sizes
        .iter()
        .flat_map(|&(doctors, weeks, departments)| {
            (1..=4).map(move |seed| {
                Arrivals::new(doctors, weeks, departments)
                    .stay_weeks(2, 52)
                    .seed(seed)
            })
        })
        .collect()
}

#[test]
fn families_are_valid() {
    let drafts = years()
        .into_iter()
        .map(|year| year.draft())
        .chain(many_arrivals().into_iter().map(|arrivals| arrivals.draft()));
    for draft in drafts {
        let name = draft.note.clone();
        let problem = draft
            .validate()
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert!(problem.warnings().is_empty(), "{name}");
    }
}

#[test]
fn the_same_seed_gives_the_same_draft_and_another_seed_another_one() {
    let draft = |seed| -> [ProblemDraft; 4] {
        let year = Year::new(20, 26, 12).seed(seed);
        let arrivals = Arrivals::new(50, 100, 8).seed(seed);
        [
            year.draft(),
            year.planted().draft(),
            arrivals.draft(),
            arrivals.planted().draft(),
        ]
    };
    assert_eq!(draft(3), draft(3));
    for (one, other) in draft(3).into_iter().zip(draft(4)) {
        assert_ne!(one.requirements, other.requirements);
    }
}

#[test]
fn places_are_the_asked_share_of_demand() {
    for load_percent in [80, 95, 100, 130] {
        for year in years() {
            let problem = year.load_percent(load_percent).draft().validate().unwrap();
            assert_eq!(
                places(&problem),
                demand(&problem) * load_percent as i64 / 100
            );
        }
        for arrivals in many_arrivals() {
            let problem = arrivals
                .load_percent(load_percent)
                .draft()
                .validate()
                .unwrap();
            assert_eq!(
                places(&problem),
                demand(&problem) * load_percent as i64 / 100
            );
        }
    }
}

#[test]
fn requirements_fill_most_of_a_year() {
    for year in years().into_iter().filter(|year| year.weeks >= 12) {
        let problem = year.draft().validate().unwrap();
        for doctor in (0..year.doctors).map(crate::ids::DoctorId::new) {
            let own = problem
                .requirements()
                .iter()
                .filter(|requirement| requirement.doctors.contains(doctor));
            let weeks: i64 = own.map(|requirement| requirement.min).sum();
            assert!(
                weeks * 100 >= year.weeks as i64 * 55 && weeks * 100 <= year.weeks as i64 * 95,
                "{weeks} of {}",
                year.weeks
            );
        }
    }
}

#[test]
fn planted_schedules_keep_the_rules() {
    for year in years() {
        assert_planted_fits(&year.planted().draft().validate().unwrap());
    }
    for arrivals in many_arrivals() {
        assert_planted_fits(&arrivals.planted().draft().validate().unwrap());
    }
}

#[test]
fn seventeen_years_stay_compact() {
    let draft = Arrivals::new(3500, 884, 30).seed(1).draft();
    assert_eq!(draft.doctors.len(), 3500);
    assert!(draft.preferences.len() < 300);
    assert!(draft.requirements.len() < 200);
    assert!(draft.activities.len() < 600);
    draft.validate().unwrap();
}

#[test]
fn cohorts_are_valid_and_repeatable() {
    for (doctors, departments) in [(1, 2), (5, 6), (20, 10), (40, 13)] {
        for seed in 1..=4 {
            let cohort = Cohort::new(doctors, departments).seed(seed);
            assert_eq!(cohort.draft(), cohort.draft());
            let problem = cohort
                .draft()
                .validate()
                .unwrap_or_else(|error| panic!("{cohort:?}: {error:?}"));
            assert!(problem.warnings().is_empty());
            assert_eq!(problem.horizon().len(), 22);
            assert_eq!(problem.fixed_events(crate::ids::DoctorId::new(0)).len(), 5);
        }
    }
}
