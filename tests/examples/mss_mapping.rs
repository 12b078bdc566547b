//! Medical student scheduling: the crate's judge of the mapped problem against the evaluator of the published one.

use super::benchmarks;
use super::dzn::TINY;
use super::mss::{Aspect, Instance, Placement, draft, evaluate, placements, schedule_of};
use medrota::{Problem, check};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::collections::BTreeSet;
use std::fmt::Write;

fn place(discipline: usize, start: usize) -> Placement {
    Placement {
        student: 0,
        discipline,
        hospital: 0,
        start,
    }
}

#[test]
fn the_evaluator_knows_the_objective_by_hand() {
    let instance = Instance::from_text("tiny", TINY).unwrap();
    // Periods 1-2 and 4-5 of six, the third one absent: one period of waiting.
    let evaluation = evaluate(&instance, &[place(1, 0), place(0, 3)]);
    assert!(evaluation.broken.is_empty(), "{:?}", evaluation.broken);
    let score = (2 * 2 + 3 * 7 + 20) + (2 + 3 * 7 + 10) - 5;
    assert_eq!(
        (evaluation.scores, evaluation.objective),
        (vec![score], 2 * score)
    );
}

#[test]
fn the_evaluator_refuses_what_is_wrong() {
    let instance = Instance::from_text("tiny", TINY).unwrap();
    let broken = |list: &[Placement]| {
        evaluate(&instance, list)
            .aspects()
            .into_iter()
            .collect::<Vec<_>>()
    };
    assert_eq!(broken(&[place(0, 0), place(1, 3)]), [Aspect::Precedence]);
    assert_eq!(broken(&[place(1, 0), place(0, 2)]), [Aspect::Available]);
    assert_eq!(broken(&[place(1, 3)]), [Aspect::GroupCount]);
    assert_eq!(
        broken(&[place(1, 0), place(0, 5)]),
        [Aspect::Horizon, Aspect::GroupCount]
    );
    assert_eq!(
        broken(&[place(1, 3), place(0, 4)]),
        [Aspect::OnePlace, Aspect::Precedence]
    );
    assert!(broken(&[place(1, 0), place(1, 3), place(0, 3)]).contains(&Aspect::Once));
    let full = Instance::from_text(
        "tiny",
        &TINY.replace(
            "MinPosHosp = array3d(1..1, 1..2, 1..6, [0",
            "MinPosHosp = array3d(1..1, 1..2, 1..6, [1",
        ),
    );
    assert_eq!(
        evaluate(&full.unwrap(), &[place(1, 0), place(0, 3)]).aspects(),
        BTreeSet::from([Aspect::Staffing])
    );
    let closed = Instance::from_text(
        "tiny",
        &TINY.replace("MaxDiscPerHosp = 2", "MaxDiscPerHosp = 1"),
    )
    .unwrap();
    assert_eq!(
        evaluate(&closed, &[place(1, 0), place(0, 3)]).aspects(),
        BTreeSet::from([Aspect::HospitalLimit])
    );
    let not_offered = Instance::from_text(
        "tiny",
        &TINY.replace("AllowedDisc = [| 1, 1 |]", "AllowedDisc = [| 0, 1 |]"),
    )
    .unwrap();
    assert_eq!(
        evaluate(&not_offered, &[place(1, 0), place(0, 3)]).aspects(),
        BTreeSet::from([Aspect::Offered])
    );
}

/// Which published rule a rule of the mapped problem stands for.
fn aspects_of(key: &str) -> &'static [Aspect] {
    match key.split('/').next().unwrap_or(key) {
        "availability" => &[Aspect::Available, Aspect::OnePlace],
        "offered" | "group" => &[Aspect::Offered, Aspect::GroupCount],
        "before" => &[Aspect::Precedence],
        "hospital_limit" => &[Aspect::HospitalLimit],
        "capacity" => &[Aspect::Staffing],
        discipline if discipline.starts_with('d') => &[Aspect::Once],
        other => panic!("no published rule is called {other:?}"),
    }
}

/// The same placements before both judges.
fn compare(
    instance: &Instance,
    problem: &Problem,
    list: &[Placement],
) -> Result<(), TestCaseError> {
    let schedule = schedule_of(instance, problem, list);
    let report = check(problem, &schedule);
    let evaluation = evaluate(instance, list);
    let theirs = evaluation.aspects();
    let keys: BTreeSet<&str> = report
        .violations
        .iter()
        .map(|violation| problem.rule_key(violation.rule))
        .collect();
    prop_assert_eq!(
        report.is_feasible(),
        theirs.is_empty(),
        "{:?} against {:?}",
        keys,
        evaluation.broken
    );
    // Stays on top of each other, during absence or twice in the same place are no rotations the crate knows.
    if [Aspect::OnePlace, Aspect::Available, Aspect::Once]
        .iter()
        .any(|aspect| theirs.contains(aspect))
    {
        return Ok(());
    }
    for key in &keys {
        prop_assert!(
            aspects_of(key).iter().any(|aspect| theirs.contains(aspect)),
            "{} against {:?}",
            key,
            evaluation.broken
        );
    }
    for aspect in [Aspect::Precedence, Aspect::Staffing] {
        prop_assert_eq!(
            keys.iter().any(|key| aspects_of(key).contains(&aspect)),
            theirs.contains(&aspect)
        );
    }
    // What is not offered has no preference in the mapped problem.
    if !theirs.contains(&Aspect::Offered) {
        prop_assert_eq!(report.value, evaluation.objective);
        prop_assert_eq!(&report.scores, &evaluation.scores);
    }
    prop_assert_eq!(placements(instance, &schedule).unwrap(), sorted(list));
    Ok(())
}

fn sorted(list: &[Placement]) -> Vec<Placement> {
    let mut list = list.to_vec();
    list.sort_unstable();
    list
}

/// A small instance as text, made around placements that keep most of its rules.
fn random_instance(dice: &mut Pcg64) -> (String, Vec<Placement>) {
    let (students, disciplines, hospitals) = (
        dice.random_range(1..=4),
        dice.random_range(1..=4),
        dice.random_range(1..=3),
    );
    let (duration, groups) = (dice.random_range(1..=3), dice.random_range(1..=2));
    let periods = disciplines * duration + dice.random_range(0..=4);
    let mut list = Vec::new();
    for student in 0..students {
        let mut start = dice.random_range(0..=2);
        for discipline in 0..disciplines {
            if dice.random_bool(0.7) && start + duration <= periods {
                list.push(Placement {
                    student,
                    discipline,
                    hospital: dice.random_range(0..hospitals),
                    start,
                });
                start += duration + usize::from(dice.random_bool(0.2));
            }
        }
    }
    let group_of: Vec<usize> = (0..disciplines)
        .map(|_| dice.random_range(0..groups))
        .collect();
    let attended = |student: usize, group: usize| {
        list.iter()
            .filter(|placement| {
                placement.student == student && group_of[placement.discipline] == group
            })
            .count()
    };
    let busy = |student: usize, period: usize| {
        list.iter().any(|placement| {
            placement.student == student
                && (placement.start..placement.start + duration).contains(&period)
        })
    };
    let mut text = format!(
        "Students={students};Disciplines={disciplines};Hospitals={hospitals};Horizon={periods};Groups={groups};Duration={duration};MaxDiscPerHosp={};\n",
        dice.random_range(1..=4)
    );
    let mut write = |name: &str, shape: &[usize], number: &mut dyn FnMut(&[usize]) -> i64| {
        let size: usize = shape.iter().product();
        let numbers = (0..size).map(|mut position| {
            let mut indices = vec![0; shape.len()];
            for (index, length) in indices.iter_mut().zip(shape).rev() {
                *index = position % length;
                position /= length;
            }
            number(&indices).to_string()
        });
        writeln!(
            text,
            "{name} = [{}];",
            numbers.collect::<Vec<_>>().join(",")
        )
        .unwrap();
    };
    write("DiscGroup", &[disciplines], &mut |at| {
        i64::try_from(group_of[at[0]] + 1).unwrap()
    });
    write("StudDiscGroup", &[students, groups], &mut |at| {
        i64::try_from(attended(at[0], at[1])).unwrap()
    });
    write("AllowedDisc", &[students, disciplines], &mut |_| {
        i64::from(dice.random_bool(0.95))
    });
    write("Precededby", &[disciplines, disciplines], &mut |at| {
        i64::from(at[1] < at[0] && dice.random_bool(0.1))
    });
    write("Availability", &[students, periods], &mut |at| {
        i64::from(busy(at[0], at[1]) || dice.random_bool(0.7))
    });
    write("Ability", &[students, hospitals, disciplines], &mut |_| {
        i64::from(dice.random_bool(0.95))
    });
    let staff = [hospitals, disciplines, periods];
    write("MaxPosHosp", &staff, &mut |_| dice.random_range(2..=4));
    write("MinPosHosp", &staff, &mut |_| {
        i64::from(dice.random_bool(0.005))
    });
    write("WeightPref", &[students, 4], &mut |at| {
        if at[1] < 2 {
            dice.random_range(0..=3)
        } else {
            dice.random_range(-3..=0)
        }
    });
    write("PrefStudDisc", &[students, disciplines], &mut |_| {
        dice.random_range(-1..=5)
    });
    write("PrefStudHosp", &[students, hospitals], &mut |_| {
        dice.random_range(0..=5)
    });
    write("ManPref", &[disciplines], &mut |_| dice.random_range(0..=5));
    (text, list)
}

/// One thing moved, taken away or added.
fn mutate(dice: &mut Pcg64, instance: &Instance, list: &mut Vec<Placement>) {
    let start = dice.random_range(0..=instance.periods - instance.duration);
    let placement = Placement {
        student: dice.random_range(0..instance.students),
        discipline: dice.random_range(0..instance.disciplines),
        hospital: dice.random_range(0..instance.hospitals),
        start,
    };
    match (dice.random_range(0..4), list.len()) {
        (0, _) | (_, 0) => list.push(placement),
        (kind, length) => {
            let position = dice.random_range(0..length);
            match kind {
                1 => drop(list.remove(position)),
                2 => list[position].start = start,
                _ => list[position].hospital = placement.hospital,
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_judges_agree_on_any_placements(seed in any::<u64>()) {
        let mut dice = Pcg64::seed_from_u64(seed);
        let (text, mut list) = random_instance(&mut dice);
        let instance = Instance::from_text("random", &text).unwrap();
        let problem = draft(&instance).validate().unwrap();
        compare(&instance, &problem, &list)?;
        for _ in 0..4 {
            mutate(&mut dice, &instance, &mut list);
            compare(&instance, &problem, &list)?;
        }
    }
}

#[test]
fn the_random_instances_are_not_all_infeasible() {
    let keeps_all = |seed: &u64| {
        let (text, list) = random_instance(&mut Pcg64::seed_from_u64(*seed));
        evaluate(&Instance::from_text("random", &text).unwrap(), &list)
            .broken
            .is_empty()
    };
    assert!((0..200).filter(keeps_all).count() > 10);
}

#[test]
fn the_published_instances_can_be_read_and_mapped() {
    let Some(folder) = benchmarks("mss") else {
        return;
    };
    let mut files: Vec<_> = ["akbarzadeh_maenhout", "generated"]
        .iter()
        .flat_map(|set| {
            std::fs::read_dir(folder.join(set))
                .unwrap()
                .map(|entry| entry.unwrap().path())
        })
        .collect();
    files.sort();
    assert!(files.len() > 40);
    let mut dice = Pcg64::seed_from_u64(5);
    for (number, file) in files.iter().enumerate() {
        let instance = Instance::from_path(file).unwrap();
        // Validating all of them would take longer than it teaches.
        if number % 12 == 0 {
            let problem = draft(&instance).validate().unwrap();
            let mut list = Vec::new();
            (0..instance.students * 2).for_each(|_| mutate(&mut dice, &instance, &mut list));
            compare(&instance, &problem, &list).unwrap();
        }
    }
}
