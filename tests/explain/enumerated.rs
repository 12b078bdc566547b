//! Explanations of random tiny problems of all rules against an enumeration that only `check` judges.
//!
//! `TINY_FACTOR=20 cargo test --release --test explain enumerated` tries thousands.

use super::common::dice::Dice;
use super::common::oracle::{self, Oracle};
use super::common::tiny::{Options, tiny_with};
use super::{common, solver};
use medrota::check;
use medrota::explain::{
    ConflictOptions, Plan, RelaxationOptions, RelaxationPrices, ShortfallOptions, Wish, audit,
    conflicts, relaxations, shortfall, why_not,
};
use medrota::ids::{ActivityId, DoctorId, PeriodId};
use medrota::problem::{Problem, ProblemDraft};
use medrota::schedule::Schedule;

fn small(seed: u64) -> ProblemDraft {
    tiny_with(
        seed,
        Options {
            doctors: (1, 3),
            rules: (1, 6),
            pathways: 200.0,
            schedules: 6_000.0,
            own_totals: usize::from(seed % 3 == 2),
        },
    )
}

/// The best value and a schedule, `Some(None)` where there is none, `None` where there are too many to look at.
fn best(problem: &Problem) -> Option<Option<(i64, Schedule)>> {
    match oracle::best(problem) {
        Oracle::TooLarge => None,
        Oracle::Infeasible => Some(None),
        Oracle::Best { value, schedule } => Some(Some((value, schedule))),
    }
}

/// Whatever the rules: nothing is called infeasible that has a schedule, each conflict is one by itself, and most answers are definite.
#[test]
fn no_conflict_is_told_of_a_problem_with_a_schedule() {
    let outcomes = common::in_parallel(common::seeds(31_000, 400), |seed| {
        let problem = small(seed).validate().ok()?;
        let truth = best(&problem)?;
        let looked = audit(&problem);
        let found = conflicts(
            &problem,
            &ConflictOptions::default().most(2).solver(solver()),
        )
        .unwrap();
        if truth.is_some() {
            assert!(
                !looked.proves_infeasible(),
                "seed {seed}: {:?}",
                looked.describe(&problem)
            );
            let told: Vec<String> = found
                .conflicts
                .iter()
                .map(|conflict| conflict.describe(&problem))
                .collect();
            assert!(told.is_empty(), "seed {seed}: {told:?}");
            assert_ne!(found.rest_is_feasible, Some(false), "seed {seed}");
            return Some((true, found.rest_is_feasible == Some(true)));
        }
        assert!(
            !found.conflicts.is_empty() || found.rest_is_feasible != Some(true),
            "seed {seed}"
        );
        for conflict in &found.conflicts {
            let alone = oracle::best(&conflict.problem);
            assert!(
                matches!(alone, Oracle::Infeasible | Oracle::TooLarge),
                "seed {seed}: {}",
                conflict.describe(&problem)
            );
            if let Some(certificate) = &conflict.certificate {
                certificate
                    .verify(&conflict.problem)
                    .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            }
        }
        Some((false, !found.conflicts.is_empty()))
    });
    let count = |feasible: bool, sure: bool| {
        outcomes
            .iter()
            .filter(|outcome| **outcome == (feasible, sure))
            .count()
    };
    println!(
        "with a schedule: {} sure, {} not; without: {} sure, {} not",
        count(true, true),
        count(true, false),
        count(false, true),
        count(false, false)
    );
    assert!(count(true, true) >= 50 && count(false, true) >= 20);
    assert!(
        count(true, false) * 20 <= count(true, true),
        "too many with a schedule are not decided"
    );
    assert!(
        count(false, false) * 8 <= count(false, true),
        "too many without a schedule are not explained"
    );
}

/// Ways out that a pencil finds, each a whole row of the input loosened, with what they cost at default prices.
fn loosened(problem: &Problem) -> Vec<(i64, ProblemDraft)> {
    let draft = problem.draft();
    let periods = problem.horizon().len();
    let everybody = problem.doctors().len() as i64;
    let mut ways = Vec::new();
    for index in 0..draft.requirements.len() {
        let mut other = draft.clone();
        let row = &mut other.requirements[index];
        if row.weight.is_none() && row.min > 0 {
            row.min -= 1;
            ways.push((15 * everybody, other));
        }
    }
    for index in 0..draft.capacities.len() {
        let mut other = draft.clone();
        let row = &mut other.capacities[index];
        if row.weight.is_none() && row.max.is_some() {
            row.max = row.max.map(|max| max + 1);
            ways.push((10 * periods as i64, other));
        }
    }
    for (index, doctor) in problem
        .doctors()
        .iter()
        .enumerate()
        .filter(|(_, doctor)| doctor.first <= doctor.last)
    {
        for (first, last) in [
            (doctor.first.index().saturating_sub(1), doctor.last.index()),
            (doctor.first.index(), doctor.last.index() + 1),
        ] {
            if (first, last) != (doctor.first.index(), doctor.last.index()) && last < periods {
                let mut other = draft.clone();
                let row = &mut other.doctors[index];
                (row.visa_from, row.visa_to) = (None, None);
                (row.arrival, row.departure) = (
                    Some(format!("#{}", first + 1)),
                    Some(format!("#{}", last + 1)),
                );
                ways.push((10, other));
            }
        }
    }
    for index in 0..draft.leaves.len() {
        let doctor = problem.doctor(problem.find_doctor(&draft.leaves[index].doctor).unwrap());
        let away: i64 = doctor
            .leaves
            .iter()
            .map(|leave| leave.away.len() as i64)
            .sum();
        let mut other = draft.clone();
        // A leave that makes a period half only is no part.
        if !other.leaves[index].half
            && doctor
                .leaves
                .iter()
                .all(|leave| leave.away.is_empty() || leave.half.is_empty())
        {
            other.leaves.remove(index);
            ways.push((10 * away, other));
        }
    }
    ways
}

/// The cheapest way out is verified, costs what is said, and is no dearer than proven; what is called impossible is.
#[test]
fn ways_out_hold_and_none_is_cheaper_than_the_bound() {
    let outcomes = common::in_parallel(common::seeds(33_000, 250), |seed| {
        let problem = small(seed).validate().ok()?;
        if best(&problem)?.is_some() {
            return None;
        }
        let found = relaxations(
            &problem,
            &RelaxationOptions::default().most(2).solver(solver()),
        )
        .unwrap();
        let mut verified = false;
        for relaxation in &found.relaxations {
            let told = relaxation.describe(&problem);
            assert_eq!(
                relaxation.cost,
                relaxation.given.iter().map(|given| given.cost).sum::<i64>(),
                "seed {seed}: {told}"
            );
            assert!(
                !relaxation.given.is_empty(),
                "seed {seed}: nothing is given up"
            );
            if let Some(schedule) = &relaxation.schedule {
                let relaxed = relaxation
                    .draft
                    .clone()
                    .validate()
                    .unwrap_or_else(|error| panic!("seed {seed}: {told}: {error}"));
                assert!(
                    check(&relaxed, schedule).is_feasible(),
                    "seed {seed}: {told}"
                );
                assert!(
                    found.bound <= relaxation.cost,
                    "seed {seed}: bound {}, but {told}",
                    found.bound
                );
                verified = true;
            }
        }
        for (cost, way) in loosened(&problem) {
            if let Ok(loosened) = way.validate()
                && let Some(Some(_)) = best(&loosened)
            {
                assert!(
                    !found.is_impossible,
                    "seed {seed}: called impossible, but there is a way for {cost}"
                );
                assert!(
                    found.bound <= cost,
                    "seed {seed}: bound {}, but there is a way for {cost}",
                    found.bound
                );
            }
        }
        Some((verified, found.is_impossible))
    });
    let verified = outcomes.iter().filter(|outcome| outcome.0).count();
    println!(
        "{} without a schedule, {verified} with a verified way out",
        outcomes.len()
    );
    assert!(outcomes.len() >= 20 && verified * 2 >= outcomes.len());
}

/// What a wish costs lies between the two figures, and what is called impossible is.
#[test]
fn wishes_cost_what_enumeration_says() {
    let outcomes = common::in_parallel(common::seeds(34_000, 200), |seed| {
        let problem = small(seed).validate().ok()?;
        let (value, schedule) = best(&problem)??;
        let mut dice = Dice::new(seed ^ 0x77);
        let doctor = DoctorId::new(dice.between(0, problem.doctors().len() - 1));
        let first = dice.between(0, problem.horizon().len() - 1);
        let last = (first + dice.between(0, 1)).min(problem.horizon().len() - 1);
        let wish = Wish {
            doctor,
            activity: ActivityId::new(dice.between(0, problem.activities().len() - 1)),
            first: PeriodId::new(first),
            last: PeriodId::new(last),
            is_there: dice.chance(60),
        };
        let answer = why_not(
            &problem,
            Plan {
                schedule: &schedule,
                bound: Some(value),
            },
            wish,
            &solver(),
        )
        .ok()?;
        let Some((then, _)) = best(&answer.problem)? else {
            assert!(
                answer.schedule.is_none(),
                "seed {seed}: {}",
                wish.describe(&problem)
            );
            return Some(answer.is_impossible);
        };
        assert!(
            !answer.is_impossible && answer.conflict.is_none(),
            "seed {seed}: {}",
            wish.describe(&problem)
        );
        let cost = value - then;
        assert!(
            answer.least_cost.is_some_and(|least| least <= cost),
            "seed {seed}: at least {:?}, it is {cost}",
            answer.least_cost
        );
        assert!(
            answer.most_cost.is_none_or(|most| most >= cost),
            "seed {seed}: at most {:?}, it is {cost}",
            answer.most_cost
        );
        Some(answer.least_cost == Some(cost) && answer.most_cost == Some(cost))
    });
    let exact = outcomes.iter().filter(|exact| **exact).count();
    assert!(
        outcomes.len() >= 50 && exact * 10 >= outcomes.len() * 9,
        "{exact} of {} are exact",
        outcomes.len()
    );
}

/// No schedule falls short by less than is proven.
#[test]
fn shortfalls_are_bounded_from_below() {
    common::in_parallel(common::seeds(35_000, 200), |seed| {
        let problem = small(seed).validate().ok()?;
        if !problem
            .requirements()
            .iter()
            .any(|row| row.weight.is_none())
        {
            return None;
        }
        // Every unit of a requirement costs 1 and nothing else counts.
        let mut draft = problem.draft().clone();
        let hard: Vec<String> = draft
            .requirements
            .iter()
            .filter(|row| row.weight.is_none())
            .map(|row| row.id.clone())
            .collect();
        draft
            .requirements
            .iter_mut()
            .filter(|row| row.weight.is_none())
            .for_each(|row| row.weight = Some(1));
        let soft = draft.validate().ok()?;
        let mut least: Option<i64> = None;
        if !oracle::visit(&soft, |_, report| {
            if report.is_feasible() {
                let of_requirement = |breach: &&check::Violation| {
                    hard.iter().any(|id| id == soft.rule_key(breach.rule))
                };
                let units: i64 = report
                    .breaches
                    .iter()
                    .filter(of_requirement)
                    .map(|breach| breach.amount)
                    .sum();
                least = Some(least.map_or(units, |least| least.min(units)));
            }
        }) {
            return None;
        }
        let options = ShortfallOptions::default()
            .solver(solver())
            .questions(solver())
            .most_questions(2);
        let found = shortfall(&problem, &options).unwrap();
        if let Some(least) = least {
            assert!(
                found.bound <= least,
                "seed {seed}: {} short at least, but {least} is possible",
                found.bound
            );
        }
        if let Some(schedule) = &found.schedule {
            assert!(
                check(&found.draft.clone().validate().unwrap(), schedule).is_feasible(),
                "seed {seed}"
            );
        }
        Some(())
    });
}

/// A price of nothing for dates must not be undercut by what nearness adds.
#[test]
fn free_dates_are_free() {
    let prices = RelaxationPrices {
        date: Some(0),
        ..RelaxationPrices::default()
    };
    let mut builder = super::weeks().department("eye", 1).doctor("ana");
    builder.draft_mut().doctors[0].departure = Some("#1".into());
    let problem = builder.requirement("eye", &["eye"], 3).build().unwrap();
    let found = relaxations(
        &problem,
        &RelaxationOptions::default().prices(prices).most(1),
    )
    .unwrap();
    assert_eq!((found.bound, found.relaxations[0].cost), (0, 0));
}
