//! Changed drafts: ids are the user's, so that whatever they are, scenarios, replanning and priorities give the same answers. `tests/explain/hostile.rs` holds
//! the same of explanations.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::dice::Dice;
use common::hostile::Renaming;
use common::tiny::{Options, tiny_with};
use common::{in_parallel, seeds};
use medrota::explain::{RelaxationOptions, relaxations};
use medrota::ids::{ActivityId, DoctorId, PeriodId, RuleId};
use medrota::problem::draft::{
    ActivityFilter, CapacityDraft, ClosureDraft, DepartmentDraft, DoctorDraft, DoctorFilter,
    HospitalDraft, PerDraft,
};
use medrota::problem::rules::{Cells, LongestRun, Off, Ranked};
use medrota::problem::{RequirementLimits, Rule};
use medrota::replan::{Replan, publish};
use medrota::scenario::{Amounts, Change, Scenario};
use medrota::schedule::{Pathway, Rotation};
use medrota::{Problem, ProblemBuilder, Schedule, Solver, check};

fn solver(work: u64) -> Solver {
    Solver::new().no_time_limit().work_limit(work)
}

/// A small problem of a seed, the same under other ids, and these ids; `None` where either is refused.
fn twins(seed: u64) -> Option<(Problem, Problem, Renaming)> {
    let draft = tiny_with(
        seed,
        Options {
            doctors: (1, 3),
            rules: (2, 6),
            pathways: 120.0,
            schedules: 3_000.0,
            own_totals: 0,
        },
    );
    let renaming = Renaming::drawn(&draft, &mut Dice::new(seed ^ 0x1d5));
    let plain = draft.clone().validate().ok()?;
    // A rank of a wish may have got the id of another rule.
    Some((plain, renaming.of(&draft).validate().ok()?, renaming))
}

/// All that a problem says, without its ids.
fn said(problem: &Problem) -> (Vec<Rule>, Vec<RequirementLimits>) {
    let nameless = |limits: &RequirementLimits| RequirementLimits {
        key: String::new(),
        ..limits.clone()
    };
    (
        problem.rules().map(|(_, rule)| rule.clone()).collect(),
        problem.requirements().iter().map(nameless).collect(),
    )
}

/// One to three changes of a problem.
fn changes(problem: &Problem, dice: &mut Dice) -> Vec<Change> {
    let doctors: Vec<String> = problem
        .doctors()
        .iter()
        .map(|doctor| doctor.key.clone())
        .collect();
    let rules: Vec<String> = problem
        .rules()
        .map(|(rule, _)| problem.rule_key(rule).to_owned())
        .collect();
    let rows: Vec<String> = problem
        .draft()
        .rules
        .iter()
        .map(|row| row.id().to_owned())
        .collect();
    let departments: Vec<String> = problem
        .departments()
        .iter()
        .map(|department| department.key.clone())
        .collect();
    let periods = problem.horizon().len();
    let mut changes = Vec::new();
    for _ in 0..dice.between(1, 3) {
        let (doctor, of) = (dice.pick(&doctors), dice.pick(&departments));
        let from = dice.between(1, periods);
        let (from, to) = (
            format!("#{from}"),
            format!("#{}", dice.between(from, periods)),
        );
        changes.push(match dice.between(0, 9) {
            0..=3 => {
                let named = if rows.is_empty() || dice.chance(70) {
                    dice.pick(&rules)
                } else {
                    dice.pick(&rows)
                };
                let amounts = dice.chance(30).then_some(Amounts::InProportion);
                Change::Waive {
                    doctor,
                    rule: dice.chance(90).then_some(named),
                    amounts,
                    from: None,
                    amount: None,
                }
            }
            4 => Change::SwitchOff {
                rule: dice.pick(&rules),
            },
            5 => Change::LeaveProgramme {
                doctor,
                departure: to,
                amounts: None,
            },
            6 => Change::PartTime {
                doctor,
                from: None,
                to: None,
                every: Some(2),
                weekdays: vec![],
                periods: vec![],
                half: false,
                amounts: None,
            },
            7 => Change::AddPlaces {
                of,
                places: dice.amount(-1, 1),
                from: Some(from),
                to: Some(to),
            },
            8 => Change::Close {
                of,
                from: from.clone(),
                to: from,
                reason: String::new(),
            },
            _ => Change::Leave {
                doctor,
                from: from.clone(),
                to,
                half: false,
                keeps_place: dice.chance(50),
            },
        });
    }
    changes
}

#[test]
fn scenarios_are_the_same_whatever_ids_there_are() {
    let outcomes = in_parallel(seeds(81_000, 600), |seed| {
        let (plain, other, renaming) = twins(seed)?;
        let changes = changes(&plain, &mut Dice::new(seed));
        let renamed = renaming.of(&changes);
        let one = Scenario::new("plain", changes).apply(&plain, None);
        let two = Scenario::new("other", renamed).apply(&other, None);
        match (one, two) {
            (Ok(one), Ok(two)) => assert_eq!(said(&one), said(&two), "seed {seed}"),
            (Err(one), Err(two)) => {
                let codes = |error: &medrota::Error| {
                    error
                        .diagnostics()
                        .as_slice()
                        .iter()
                        .map(|found| found.code)
                        .collect::<Vec<_>>()
                };
                assert_eq!(codes(&one), codes(&two), "seed {seed}: {one} and {two}");
                return Some(false);
            }
            (one, two) => panic!("seed {seed}: {:?} and {:?}", one.err(), two.err()),
        }
        Some(true)
    });
    assert!(
        outcomes.iter().filter(|made| **made).count() >= 150 && outcomes.contains(&false),
        "{}",
        outcomes.len()
    );
}

/// All that a replanning says, with positions in place of ids.
fn replanned(
    problem: &Problem,
    published: &Schedule,
    changes: &[Change],
) -> Option<serde_json::Value> {
    let published = publish(problem, published).unwrap().validate().unwrap();
    let today = Scenario::new("today", changes.to_vec())
        .apply(&published, None)
        .ok()?;
    let mut answer =
        serde_json::to_value(Replan::new(&today).solve(&solver(2_000)).unwrap()).unwrap();
    answer.as_object_mut().unwrap().remove("elapsed_seconds");
    Some(answer)
}

#[test]
fn replanning_is_the_same_whatever_ids_there_are() {
    let outcomes = in_parallel(seeds(82_000, 90), |seed| {
        let (plain, other, renaming) = twins(seed)?;
        let published = solver(1_000).solve(&plain).unwrap().schedule?;
        let changes = changes(&plain, &mut Dice::new(seed));
        let one = replanned(&plain, &published, &changes);
        assert_eq!(
            one,
            replanned(&other, &published, &renaming.of(&changes)),
            "seed {seed}"
        );
        one
    });
    assert!(outcomes.len() >= 20, "{}", outcomes.len());
}

#[test]
fn priorities_are_the_same_whatever_ids_there_are() {
    let outcomes = in_parallel(seeds(83_000, 60), |seed| {
        let (plain, other, _) = twins(seed)?;
        let dice = &mut Dice::new(seed);
        let order: Vec<DoctorId> = dice
            .shuffled(plain.doctors().len())
            .into_iter()
            .map(DoctorId::new)
            .collect();
        let wished = plain
            .rules()
            .filter(|(_, rule)| matches!(rule, Rule::Preference(_)))
            .map(|(id, _)| id);
        let levels: Vec<Vec<RuleId>> = wished.map(|id| vec![id]).take(2).collect();
        let drawn = |problem: &Problem| {
            solver(2_000)
                .lottery(problem, &order)
                .map_err(|error| error.kind())
        };
        let ordered = |problem: &Problem| {
            solver(2_000)
                .lexicographic(problem, &levels)
                .map_err(|error| error.kind())
        };
        assert_eq!(drawn(&plain), drawn(&other), "seed {seed}");
        assert_eq!(ordered(&plain), ordered(&other), "seed {seed}");
        Some(ordered(&plain).is_ok())
    });
    assert!(outcomes.iter().filter(|planned| **planned).count() >= 10);
}

fn weeks(count: i32) -> ProblemBuilder {
    let end = medrota::calendar::Date::new(2026, 9, 6)
        .unwrap()
        .plus_days(7 * count - 1);
    ProblemBuilder::weeks("weeks", "2026-09-06", end.to_string())
}

fn longest(id: &str, doctor: &str, max_blocks: i64) -> LongestRun {
    let doctors = DoctorFilter {
        doctors: vec![doctor.into()],
        ..DoctorFilter::default()
    };
    LongestRun {
        id: id.into(),
        doctors,
        max_blocks,
        ..LongestRun::default()
    }
}

fn wish(id: &str, doctor: &str, departments: &[&str], values: &[i64]) -> Ranked {
    let doctors = DoctorFilter {
        doctors: vec![doctor.into()],
        ..DoctorFilter::default()
    };
    let departments = departments.iter().map(|id| (*id).into()).collect();
    Ranked {
        id: id.into(),
        doctors,
        departments,
        values: values.to_vec(),
        per: PerDraft::Rotation,
    }
}

fn waive(doctor: &str, rule: &str) -> Change {
    Change::Waive {
        doctor: doctor.into(),
        rule: Some(rule.into()),
        amounts: None,
        from: None,
        amount: None,
    }
}

/// A rule of both doctors.
fn of_both() -> LongestRun {
    LongestRun {
        doctors: DoctorFilter::default(),
        ..longest("nights", "", 1)
    }
}

fn is_of_ben_alone(rule: &Rule) -> bool {
    matches!(rule, Rule::LongestRun(run) if !run.doctors.contains(DoctorId::new(0)) && run.doctors.contains(DoctorId::new(1)))
}

fn has(problem: &Problem, is_meant: impl Fn(&Rule) -> bool) -> bool {
    problem.rules().any(|(_, rule)| is_meant(rule))
}

/// The row that turns off one rule may be called as another rule is: it is not the one that is waived.
#[test]
fn a_rule_is_waived_although_a_switch_has_its_id() {
    let builder = weeks(4)
        .department("surgery", 1)
        .doctor("ana")
        .doctor("ben")
        .with(longest("other", "ana", 9));
    let builder = builder
        .with(Off {
            id: "nights".into(),
            rule: "other".into(),
        })
        .with(of_both());
    let changed = Scenario::new("waived", vec![waive("ana", "nights")])
        .apply(&builder.build().unwrap(), None)
        .unwrap();
    assert!(has(&changed, is_of_ben_alone));
}

/// Nor is it the one that another rule replaces.
#[test]
fn a_rule_is_replaced_although_a_switch_has_its_id() {
    let builder = weeks(4)
        .department("surgery", 1)
        .doctor("ana")
        .with(longest("other", "ana", 9));
    let builder = builder
        .with(Off {
            id: "nights".into(),
            rule: "other".into(),
        })
        .with(longest("nights", "ana", 1));
    let changes = vec![Change::SetRule {
        rule: longest("nights", "ana", 3).into(),
    }];
    let changed = Scenario::new("replaced", changes)
        .apply(&builder.build().unwrap(), None)
        .unwrap();
    assert!(has(
        &changed,
        |rule| matches!(rule, Rule::LongestRun(run) if run.max_blocks == 3)
    ));
    assert!(!has(
        &changed,
        |rule| matches!(rule, Rule::LongestRun(run) if run.max_blocks != 3)
    ));
}

/// Ranks of a wish are rules of their own, so that the wish may be called as another rule is.
#[test]
fn a_wish_stays_where_a_rule_of_its_id_is_waived() {
    let ranked = wish("nights", "ana", &["surgery"], &[5]);
    let problem = weeks(4)
        .department("surgery", 1)
        .doctor("ana")
        .doctor("ben")
        .with(ranked)
        .with(of_both())
        .build()
        .unwrap();
    let changed = Scenario::new("waived", vec![waive("ana", "nights")])
        .apply(&problem, None)
        .unwrap();
    assert!(has(&changed, is_of_ben_alone));
    assert!(has(
        &changed,
        |rule| matches!(rule, Rule::Preference(wish) if wish.doctors.contains(DoctorId::new(0)))
    ));
}

/// The same of a way out that gives up the rule for one of two doctors.
#[test]
fn a_wish_stays_where_a_rule_of_its_id_is_given_up() {
    let builder = weeks(3)
        .department("surgery", 2)
        .doctor("ana")
        .doctor("ben")
        .with(wish("nights", "ana", &["surgery"], &[5]));
    let held = Cells {
        id: "held".into(),
        doctors: DoctorFilter {
            doctors: vec!["ana".into()],
            ..DoctorFilter::default()
        },
        activities: ActivityFilter {
            activities: vec!["surgery".into()],
            ..ActivityFilter::default()
        },
        ..Cells::default()
    };
    let problem = builder.with(of_both()).with(held).build().unwrap();
    let found = relaxations(
        &problem,
        &RelaxationOptions::default().never("held").most(1),
    )
    .unwrap();
    let relaxed = found.relaxations[0].draft.clone().validate().unwrap();
    assert!(has(
        &relaxed,
        |rule| matches!(rule, Rule::Preference(wish) if wish.doctors.contains(DoctorId::new(0)))
    ));
    assert!(has(&relaxed, is_of_ben_alone));
}

/// A rule that is off and speaks of nobody who is planned takes no wish of its id with it.
#[test]
fn a_wish_counts_in_a_replanning_although_a_rule_of_its_id_is_off() {
    let others = ["eye", "ear", "nose", "skin"];
    for wished in others {
        let mut builder = weeks(2).department("surgery", 1).doctor("ana");
        for other in others {
            builder = builder.department(other, 1);
        }
        builder = builder.with(DoctorDraft {
            id: "ben".into(),
            withdrawn: true,
            ..DoctorDraft::default()
        });
        let off = Off {
            id: "off".into(),
            rule: "w".into(),
        };
        builder = builder
            .with(wish("w", "ana", &[wished], &[5]))
            .with(longest("w", "ben", 1))
            .with(off);
        let problem = builder
            .requirement("training", &["surgery", "eye", "ear", "nose", "skin"], 2)
            .build()
            .unwrap();
        let rotation = Rotation {
            first: PeriodId::new(0),
            last: PeriodId::new(1),
            activity: ActivityId::new(0),
        };
        let published = Schedule::new(vec![Pathway::new(vec![rotation], Vec::new())]);
        let mut draft = publish(&problem, &published).unwrap();
        draft.closures.push(ClosureDraft {
            of: "surgery".into(),
            from: "#1".into(),
            to: "#2".into(),
            reason: String::new(),
        });
        let mended = Replan::new(&draft.validate().unwrap())
            .solve(&solver(5_000))
            .unwrap();
        assert_eq!(
            (mended.doctors_changed(), mended.value()),
            (1, Some(5)),
            "{wished}"
        );
    }
}

/// Each rank counts in its own level only.
#[test]
fn ranks_of_one_wish_are_planned_in_their_order() {
    let builder = weeks(1)
        .department("surgery", 1)
        .department("eye", 1)
        .doctor("ana")
        .with(wish("w", "ana", &["surgery", "eye"], &[10, 9]));
    let problem = builder.build().unwrap();
    let rank = |number: usize| problem.find_rule(&format!("w/{number}")).unwrap();
    let planned = solver(20_000)
        .lexicographic(&problem, &[vec![rank(2)], vec![rank(1)]])
        .unwrap();
    assert!(planned.is_proven());
    assert_eq!(
        planned
            .levels
            .iter()
            .map(|level| level.value)
            .collect::<Vec<_>>(),
        [9, 0, 0]
    );
    assert_eq!(check(&problem, planned.schedule.as_ref().unwrap()).value, 9);
}

/// The turn of a wish has an id whose ranks nobody else has.
#[test]
fn a_lottery_is_drawn_whatever_rules_are_called() {
    let builder = weeks(1)
        .department("surgery", 1)
        .doctor("ana")
        .with(wish("w", "ana", &["surgery"], &[7]))
        .with(longest("turn/1", "ana", 9));
    let drawn = solver(20_000)
        .lottery(&builder.build().unwrap(), &[DoctorId::new(0)])
        .unwrap();
    assert_eq!(drawn.levels[0].value, 7);
}

/// The places of a hospital that is called as one of its departments have an id of their own; a department of that very id is not closed in its stead.
#[test]
fn a_department_is_not_taken_for_a_hospital() {
    let mut builder = weeks(1);
    let draft = builder.draft_mut();
    draft
        .hospitals
        .extend(["north", "south"].map(|id| HospitalDraft {
            id: id.into(),
            ..HospitalDraft::default()
        }));
    for (id, hospital) in [("north", "north"), ("north (hospital)", "south")] {
        draft.departments.push(DepartmentDraft {
            id: id.into(),
            hospital: hospital.into(),
            ..DepartmentDraft::default()
        });
    }
    draft.closures.push(ClosureDraft {
        of: "north".into(),
        from: "#1".into(),
        to: "#1".into(),
        reason: String::new(),
    });
    draft.capacities.push(CapacityDraft {
        of: "north (hospital)".into(),
        max: Some(3),
        ..CapacityDraft::default()
    });
    let error = builder.doctor("ana").build().unwrap_err();
    assert_eq!(
        error.diagnostics().as_slice()[0].code,
        medrota::error::Code::DuplicateId
    );
}
