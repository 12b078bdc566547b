//! Questions about a plan against enumeration: every interval holds the true cost, everybody who is named can be checked.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::dice::Dice;
use common::oracle;
use common::tiny::tiny;
use common::{in_parallel, seeds};
use medrota::check::{self, check, differences};
use medrota::explain::Plan;
use medrota::ids::{DoctorId, PeriodId};
use medrota::problem::Presence;
use medrota::replan::questions::{TakerWay, alternatives, best_places, who_instead, wishes};
use medrota::schedule::Schedule;
use medrota::{Problem, Solver};

fn solver(seed: u64) -> Solver {
    Solver::new()
        .no_time_limit()
        .work_limit(60_000)
        .threads(1)
        .seed(seed)
}

/// A tiny problem, its best schedule and the bound that is known of it.
fn planned(seed: u64) -> Option<(Problem, Schedule, i64)> {
    let problem = tiny(seed).validate().ok()?;
    let outcome = solver(seed).solve(&problem).ok()?;
    Some((problem, outcome.schedule?, outcome.bound?))
}

/// The best value among all schedules that are as asked; `None` inside if there is none, outside if there are too many.
fn best(problem: &Problem, asked: impl Fn(&Schedule) -> bool) -> Option<Option<i64>> {
    let mut best = None;
    let all = oracle::visit(problem, |schedule, report| {
        if report.is_feasible() && asked(&schedule) {
            best = best.max(Some(report.value));
        }
    });
    all.then_some(best)
}

#[test]
fn costs_of_places_are_what_enumeration_says() {
    let compared = in_parallel(seeds(50_000, 120), |seed| {
        let (problem, schedule, bound) = planned(seed)?;
        let mut dice = Dice::new(seed ^ 0x91ace);
        let doctor = DoctorId::new(dice.between(0, problem.doctors().len() - 1));
        let first = dice.between(0, problem.horizon().len() - 1);
        let span = [
            PeriodId::new(first),
            PeriodId::new(dice.between(first, problem.horizon().len() - 1)),
        ];
        let optimum = best(&problem, |_| true)??;
        let Ok(offers) = best_places(
            &problem,
            Plan {
                schedule: &schedule,
                bound: Some(bound),
            },
            doctor,
            span,
            &solver(seed),
        ) else {
            return Some(0);
        };
        let mut compared = 0;
        for offer in &offers {
            let holds = |other: &Schedule| {
                check::timeline(&problem, doctor, other.pathway(doctor))
                    .into_iter()
                    .all(|(period, cell)| match cell {
                        check::Cell::Activity { activity, .. } => {
                            !(span[0]..=span[1]).contains(&period)
                                || offer.activity == Some(activity)
                                || offer.activity == Some(problem.rotation_of(activity))
                        }
                        check::Cell::Idle => {
                            !(span[0]..=span[1]).contains(&period) || offer.activity.is_none()
                        }
                        _ => true,
                    })
            };
            let truth = best(&problem, holds)?;
            match truth {
                None => assert!(offer.price.schedule.is_none(), "seed {seed}: {offer:?}"),
                Some(value) => {
                    assert!(!offer.price.is_impossible, "seed {seed}: {offer:?}");
                    let cost = optimum - value;
                    assert!(
                        offer.price.least.unwrap() <= cost,
                        "seed {seed}: {cost} is less than {:?}",
                        offer.price
                    );
                    assert!(
                        offer.price.most.is_none_or(|most| cost <= most),
                        "seed {seed}: {cost} is more than {:?}",
                        offer.price
                    );
                    compared += 1;
                }
            }
        }
        // The cheapest come first.
        let costs: Vec<i64> = offers.iter().filter_map(|offer| offer.price.most).collect();
        assert!(costs.is_sorted(), "seed {seed}: {costs:?}");
        Some(compared)
    });
    assert!(compared.iter().sum::<usize>() >= 100, "{compared:?}");
}

#[test]
fn whoever_could_do_a_rotation_is_named_truly() {
    let named = in_parallel(seeds(51_000, 80), |seed| {
        let (problem, schedule, bound) = planned(seed)?;
        let doctors = (0..problem.doctors().len()).map(DoctorId::new);
        let (doctor, rotation) = doctors
            .filter_map(|doctor| Some((doctor, *schedule.pathway(doctor).rotations().first()?)))
            .next()?;
        let there = |period: &PeriodId| {
            matches!(
                problem.presence(doctor, *period),
                Presence::Half | Presence::Full
            )
        };
        let period = (rotation.first.index()..=rotation.last.index())
            .map(PeriodId::new)
            .find(there)?;
        let plan = Plan {
            schedule: &schedule,
            bound: Some(bound),
        };
        let takers = who_instead(&problem, plan, doctor, period, 2, &solver(seed)).unwrap();
        for taker in &takers {
            assert_eq!(
                taker.direct.report,
                check(&problem, &taker.direct.schedule),
                "seed {seed}"
            );
            assert_eq!(
                taker.direct.is_possible(),
                taker.direct.report.is_feasible(),
                "seed {seed}: the plan broke nothing"
            );
            if taker.way == TakerWay::TakeOver {
                let had = |schedule: &Schedule, doctor| {
                    schedule
                        .pathway(doctor)
                        .rotation_at(period)
                        .map(|rotation| rotation.activity)
                };
                assert_ne!(
                    had(&taker.direct.schedule, doctor),
                    Some(rotation.activity),
                    "seed {seed}"
                );
            }
            if let Some(found) = taker
                .price
                .as_ref()
                .and_then(|price| price.schedule.as_ref())
            {
                assert!(check(&problem, found).is_feasible(), "seed {seed}");
            }
            // Where it is possible as it stands a solve cannot say that it is impossible.
            let is_impossible = taker
                .price
                .as_ref()
                .is_some_and(|price| price.is_impossible);
            assert!(
                !(taker.direct.is_possible() && is_impossible),
                "seed {seed}: {taker:?}"
            );
        }
        Some(takers.len())
    });
    assert!(named.iter().sum::<usize>() >= 40, "{named:?}");
}

#[test]
fn alternatives_keep_all_rules_and_differ_as_much_as_asked() {
    let found = in_parallel(seeds(52_000, 60), |seed| {
        let (problem, schedule, bound) = planned(seed)?;
        let plan = Plan {
            schedule: &schedule,
            bound: Some(bound),
        };
        let others = alternatives(&problem, plan, 2, 2, &solver(seed)).unwrap();
        let apart = |one: &Schedule, other: &Schedule| -> usize {
            let doctors = (0..problem.doctors().len()).map(DoctorId::new);
            doctors
                .map(|doctor| {
                    differences(&problem, doctor, one.pathway(doctor), other.pathway(doctor)).len()
                })
                .sum()
        };
        for other in &others {
            let report = check(&problem, &other.schedule);
            assert!(
                report.is_feasible() && report.value == other.value,
                "seed {seed}"
            );
            assert!(apart(&schedule, &other.schedule) >= 2, "seed {seed}");
            assert!(
                other.value <= bound && other.most_cost == Some(bound - other.value),
                "seed {seed}"
            );
        }
        if let [one, other] = others.as_slice() {
            assert!(apart(&one.schedule, &other.schedule) >= 2, "seed {seed}");
        }
        Some(others.len())
    });
    assert!(found.iter().sum::<usize>() >= 40, "{found:?}");
}

#[test]
fn what_a_wish_earned_is_what_check_pays() {
    let asked = in_parallel(seeds(53_000, 80), |seed| {
        let (problem, schedule, bound) = planned(seed)?;
        let answers = wishes(
            &problem,
            Plan {
                schedule: &schedule,
                bound: Some(bound),
            },
            &[],
            &solver(seed),
        )
        .unwrap();
        for answer in &answers {
            let price = answer.price.as_ref().unwrap();
            assert!(
                price.least.is_none_or(|least| least >= 0)
                    && price.most.is_none_or(|most| most >= 0),
                "seed {seed}: {answer:?}"
            );
            assert!(
                price
                    .least
                    .zip(price.most)
                    .is_none_or(|(least, most)| least <= most),
                "seed {seed}: {answer:?}"
            );
        }
        Some(answers.len())
    });
    assert!(asked.iter().sum::<usize>() >= 20, "{asked:?}");
}
