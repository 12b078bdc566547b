//! Changes of one doctor's time and of what the doctor owes.

use super::{changed, ward};
use medrota::ids::PeriodId;
use medrota::problem::draft::{
    DoctorFilter, ElectiveDraft, HistoryDraft, RequirementDraft, RotationDraft,
};
use medrota::problem::rules;
use medrota::problem::{Presence, Rule, RuleDraft};
use medrota::scenario::{Amounts, Change, Scenario};
use medrota::{Problem, check};

/// The ward with more to owe: a requirement of six weeks with whole rotations, an elective, and rules that only the end of a stay can break.
fn owing() -> Problem {
    let mut draft = ward().draft().clone();
    let six = RequirementDraft {
        min: 6,
        runs_min: 2,
        runs_max: None,
        run_min: 2,
        run_max: None,
        max: Some(8),
        ..draft.requirements[0].clone()
    };
    draft.requirements.push(RequirementDraft {
        id: "six".into(),
        ..six
    });
    let requirements = vec!["surgery".into(), "maternity".into()];
    draft.electives.push(ElectiveDraft {
        id: "both".into(),
        requirements,
        min: 2,
        ..ElectiveDraft::default()
    });
    draft.history.push(HistoryDraft {
        doctor: "ana".into(),
        requirement: "six".into(),
        amount: 1,
        runs: 1,
    });
    for rule in [
        r##"{"kind": "first_by", "id": "imaging early", "activities": {"departments": ["imaging"]}, "by": "#8"}"##,
        r##"{"kind": "succession", "id": "then maternity", "first": {"departments": ["surgery"]}, "next": {"departments": ["maternity"]}}"##,
        r##"{"kind": "boundary", "id": "ends", "activities": {"departments": ["surgery"]}, "ends": {"periods": ["#6", "#10"]}}"##,
        r##"{"kind": "worst_doctor", "id": "worst", "weight": 2}"##,
        r##"{"kind": "together", "id": "pair", "doctors": {"doctors": ["ana", "ben"]}}"##,
    ] {
        draft
            .rules
            .push(serde_json::from_str::<RuleDraft>(rule).unwrap());
    }
    draft.validate().unwrap()
}

/// Least and greatest amount, fewest rotations and shortest rotation that a requirement, by the id it had before, asks of a doctor; `None` if it asks nothing.
fn owed(problem: &Problem, rule: &str, doctor: &str) -> Option<(i64, Option<i64>, i64, i64)> {
    let doctor = problem.find_doctor(doctor)?;
    let mut found = problem
        .rules_of(doctor)
        .iter()
        .filter_map(|id| match problem.rule(*id) {
            Rule::Requirement(row) => Some(problem.requirement(row.requirement)),
            _ => None,
        });
    let row = found.find(|row| {
        row.key == rule
            || row
                .key
                .strip_suffix(')')
                .is_some_and(|key| key.starts_with(&format!("{rule} (")))
    })?;
    Some((
        row.min,
        Some(row.max).filter(|max| *max < i64::MAX),
        row.runs_min,
        row.run_min,
    ))
}

fn has_rule(problem: &Problem, rule: &str, doctor: &str) -> bool {
    let doctor = problem.find_doctor(doctor).unwrap();
    problem.find_rule(rule).is_some_and(|rule| {
        problem.rules_of(doctor).contains(&rule)
            || problem.rule(rule).linked_doctors().contains(doctor)
    })
}

fn waive(
    rule: Option<&str>,
    amounts: Option<Amounts>,
    from: Option<&str>,
    amount: Option<i64>,
) -> Change {
    Change::Waive {
        doctor: "ana".into(),
        rule: rule.map(Into::into),
        amounts,
        from: from.map(Into::into),
        amount,
    }
}

fn findings(problem: &Problem, changes: Vec<Change>) -> Vec<String> {
    let error = Scenario::new("odd", changes)
        .apply(problem, None)
        .unwrap_err();
    error
        .diagnostics()
        .as_slice()
        .iter()
        .map(|finding| format!("{} {}", finding.code, finding.place.pointer))
        .collect()
}

#[test]
fn a_rule_is_waived_for_one_doctor_and_stays_for_all_others() {
    let problem = owing();
    let whole = changed(&problem, vec![waive(Some("six"), None, None, None)]);
    assert_eq!(
        (owed(&whole, "six", "ana"), owed(&whole, "six", "ben")),
        (None, Some((6, Some(8), 2, 2)))
    );
    let enough = changed(&problem, vec![waive(Some("six"), None, None, Some(1))]);
    assert_eq!(owed(&enough, "six", "ana"), Some((1, Some(8), 1, 1)));
    assert_eq!(
        enough
            .requirements()
            .iter()
            .filter(|row| !row.history.is_empty())
            .count(),
        2,
        "history counts for the new row, too"
    );
    let more = changed(&problem, vec![waive(Some("six"), None, None, Some(9))]);
    assert_eq!(owed(&more, "six", "ana"), Some((6, Some(9), 2, 2)));
    // Ten weeks, of which the last four do not count: 6 of 10 are 3.6, rounded down.
    let part = changed(
        &problem,
        vec![waive(
            Some("six"),
            Some(Amounts::InProportion),
            Some("#7"),
            None,
        )],
    );
    assert_eq!(
        (owed(&part, "six", "ana"), owed(&part, "six", "ben")),
        (Some((3, Some(8), 1, 2)), Some((6, Some(8), 2, 2)))
    );
    let all = changed(&problem, vec![waive(None, None, None, None)]);
    assert!(
        ["six", "surgery", "maternity"]
            .iter()
            .all(|rule| owed(&all, rule, "ana").is_none() && owed(&all, rule, "ben").is_some())
    );
    assert!(!has_rule(&all, "both", "ana") && has_rule(&all, "both", "ben"));
    for rule in ["imaging early", "then maternity", "worst", "eligibility"] {
        let without = changed(&problem, vec![waive(Some(rule), None, None, None)]);
        assert!(
            rule == "eligibility"
                || !has_rule(&without, rule, "ana") && has_rule(&without, rule, "ben"),
            "{rule}"
        );
    }
    // Nobody is together with himself.
    assert!(
        changed(&problem, vec![waive(Some("pair"), None, None, None)])
            .find_rule("pair")
            .is_none()
    );
    // A preference without an id is known by its number.
    assert!(
        changed(
            &problem,
            vec![waive(Some("preference/1"), None, None, None)]
        )
        .find_rule("preference/1")
        .is_none()
    );
}

#[test]
fn waivers_of_nothing_are_refused() {
    let problem = owing();
    for (change, expected) in [
        (
            waive(Some("none"), None, None, None),
            "E103 /changes/0/rule",
        ),
        (
            waive(Some("capacity/surgery"), None, None, None),
            "E602 /changes/0/rule",
        ),
        (
            waive(Some("availability"), None, None, None),
            "E602 /changes/0/rule",
        ),
        (
            waive(Some("six"), Some(Amounts::Kept), None, None),
            "E602 /changes/0/amounts",
        ),
        (
            waive(Some("pair"), Some(Amounts::InProportion), None, None),
            "E602 /changes/0/amounts",
        ),
        (
            waive(Some("six"), None, None, Some(-1)),
            "E301 /changes/0/amount",
        ),
        (waive(None, None, None, Some(1)), "E005 /changes/0/rule"),
        (
            waive(Some("six"), None, Some("someday"), None),
            "E201 /changes/0/from",
        ),
        (
            Change::Swap {
                doctor: "ana".into(),
                with: "ben".into(),
                from: "#1".into(),
                to: "#2".into(),
            },
            "E602 /changes/0/doctor",
        ),
        (
            Change::Swap {
                doctor: "ana".into(),
                with: "ana".into(),
                from: "#1".into(),
                to: "#2".into(),
            },
            "E602 /changes/0/with",
        ),
        (
            Change::Return {
                doctor: "ana".into(),
                from: "#3".into(),
            },
            "E602 /changes/0/from",
        ),
        (
            Change::Extend {
                doctor: "ana".into(),
                departure: "#10".into(),
                amounts: None,
            },
            "E602 /changes/0/departure",
        ),
        (
            Change::LeaveProgramme {
                doctor: "ana".into(),
                departure: "2030-01-01".into(),
                amounts: None,
            },
            "E602 /changes/0/departure",
        ),
        (part_time(None, &[], false), "E005 /changes/0/every"),
        (part_time(Some(1), &[], false), "E304 /changes/0/every"),
        (
            part_time(Some(2), &["friday"], false),
            "E402 /changes/0/every",
        ),
        (
            part_time(None, &["someday"], false),
            "E405 /changes/0/weekdays/0",
        ),
    ] {
        assert_eq!(
            findings(&problem, vec![change.clone()])[0],
            expected,
            "{change}"
        );
    }
    let switched = Change::SwitchOff { rule: "six".into() };
    assert_eq!(
        findings(
            &problem,
            vec![waive(Some("six"), None, None, None), switched]
        ),
        ["E601 /changes/1"]
    );
}

#[test]
fn the_period_in_which_somebody_leaves_the_programme_stays() {
    let problem = owing();
    let span = problem.horizon().span(PeriodId::new(4)).clone();
    let leave = |departure: String| Change::LeaveProgramme {
        doctor: "ana".into(),
        departure,
        amounts: None,
    };
    let presence = |departure: String| {
        let changed = changed(&problem, vec![leave(departure)]);
        let ana = changed.find_doctor("ana").unwrap();
        [3, 4, 5].map(|period| changed.presence(ana, PeriodId::new(period)))
    };
    // On any day of the week she was there for a part of it; her place is not somebody else's then.
    let middle = span.first.date.plus_days(3).to_string();
    assert_eq!(
        presence(middle.clone()),
        [Presence::Full, Presence::Half, Presence::Outside]
    );
    let end = span.last.date.to_string();
    assert_eq!(
        presence(end),
        [Presence::Full, Presence::Full, Presence::Outside]
    );
    let before = span.first.date.plus_days(-1).to_string();
    assert_eq!(
        presence(before),
        [Presence::Full, Presence::Outside, Presence::Outside]
    );
    // Back again a fortnight later, all that was said of leaving is a leave.
    let gone = changed(&problem, vec![leave(middle)]);
    let back = Change::Return {
        doctor: "ana".into(),
        from: "#7".into(),
    };
    let back = changed(&gone, vec![back]);
    let ana = back.find_doctor("ana").unwrap();
    assert_eq!(
        [4, 5, 6].map(|period| back.presence(ana, PeriodId::new(period))),
        [Presence::Half, Presence::Leave, Presence::Full]
    );
}

#[test]
fn whoever_leaves_the_programme_owes_what_was_said_and_no_end() {
    let problem = owing();
    let leave = |amounts| Change::LeaveProgramme {
        doctor: "ana".into(),
        departure: "#5".into(),
        amounts,
    };
    let waived = changed(&problem, vec![leave(None)]);
    let ana = waived.find_doctor("ana").unwrap();
    assert_eq!(waived.presence(ana, PeriodId::new(5)), Presence::Outside);
    assert_eq!(
        (owed(&waived, "six", "ana"), owed(&waived, "six", "ben")),
        (Some((0, Some(8), 0, 0)), Some((6, Some(8), 2, 2)))
    );
    let share = changed(&problem, vec![leave(Some(Amounts::InProportion))]);
    assert_eq!(owed(&share, "six", "ana"), Some((3, Some(8), 1, 0)));
    let kept = changed(&problem, vec![leave(Some(Amounts::Kept))]);
    assert_eq!(owed(&kept, "six", "ana"), Some((6, Some(8), 2, 2)));
    for problem in [&waived, &share, &kept] {
        for rule in ["imaging early", "then maternity", "ends", "worst"] {
            assert!(
                !has_rule(problem, rule, "ana") && has_rule(problem, rule, "ben"),
                "{rule}"
            );
        }
    }
    // Two changes that both let a doctor off add up to no more than the larger of them, in either order.
    let both = vec![
        leave(Some(Amounts::InProportion)),
        waive(Some("six"), None, None, None),
    ];
    assert_eq!(owed(&changed(&problem, both.clone()), "six", "ana"), None);
    assert_eq!(
        owed(
            &changed(&problem, both.into_iter().rev().collect()),
            "six",
            "ana"
        ),
        None
    );
    let both = vec![
        leave(Some(Amounts::InProportion)),
        waive(Some("six"), None, None, Some(2)),
    ];
    assert_eq!(
        owed(&changed(&problem, both.clone()), "six", "ana")
            .unwrap()
            .0,
        2
    );
    assert_eq!(
        owed(
            &changed(&problem, both.into_iter().rev().collect()),
            "six",
            "ana"
        )
        .unwrap()
        .0,
        2
    );
}

fn part_time(every: Option<i64>, weekdays: &[&str], half: bool) -> Change {
    let weekdays = weekdays.iter().map(|day| (*day).to_owned()).collect();
    Change::PartTime {
        doctor: "ana".into(),
        from: None,
        to: None,
        every,
        weekdays,
        periods: Vec::new(),
        half,
        amounts: None,
    }
}

#[test]
fn part_time_keeps_the_place_and_cuts_what_is_owed() {
    let problem = owing();
    let of = |problem: &Problem| -> Vec<Presence> {
        let ana = problem.find_doctor("ana").unwrap();
        (0..4)
            .map(|period| problem.presence(ana, PeriodId::new(period)))
            .collect()
    };
    use Presence::{Full, Half, KeepsPlace};
    let second = changed(&problem, vec![part_time(Some(2), &[], false)]);
    assert_eq!(
        (of(&second), owed(&second, "six", "ana").unwrap().0),
        (vec![Full, KeepsPlace, Full, KeepsPlace], 3)
    );
    let fridays = changed(&problem, vec![part_time(None, &["Friday"], false)]);
    assert_eq!(
        (of(&fridays), owed(&fridays, "six", "ana").unwrap().0),
        (vec![Half; 4], 3)
    );
    let half = changed(&problem, vec![part_time(None, &[], true)]);
    assert_eq!(
        (of(&half), owed(&half, "six", "ana").unwrap().0),
        (vec![Half; 4], 3)
    );
    assert_eq!(owed(&half, "six", "ben"), Some((6, Some(8), 2, 2)));
}

#[test]
fn whoever_is_back_is_there_again_and_whoever_stays_longer_may_owe_more() {
    let problem = owing();
    let back = |from: &str| Change::Return {
        doctor: "ana".into(),
        from: from.into(),
    };
    let there = |problem: &Problem| -> Vec<usize> {
        let ana = problem.find_doctor("ana").unwrap();
        (0..10)
            .filter(|period| problem.presence(ana, PeriodId::new(*period)) == Presence::Full)
            .collect()
    };
    let leave = |from: &str, to: &str| Change::Leave {
        doctor: "ana".into(),
        from: from.into(),
        to: to.into(),
        half: false,
        keeps_place: false,
    };
    let ill = changed(&problem, vec![leave("#2", "#7"), leave("#9", "#9")]);
    assert_eq!(there(&ill), [0, 7, 9]);
    assert_eq!(there(&changed(&ill, vec![back("#5")])), [0, 4, 5, 6, 7, 9]);
    assert_eq!(
        there(&changed(&problem, vec![leave("#2", "#7"), back("#5")])),
        [0, 4, 5, 6, 7, 8, 9]
    );
    let gone = changed(
        &problem,
        vec![Change::LeaveProgramme {
            doctor: "ana".into(),
            departure: "#3".into(),
            amounts: None,
        }],
    );
    assert_eq!(
        there(&changed(&gone, vec![back("#6")])),
        [0, 1, 2, 5, 6, 7, 8, 9]
    );
    let withdrawn = changed(
        &problem,
        vec![Change::Withdraw {
            doctor: "ana".into(),
        }],
    );
    assert_eq!(
        there(&changed(&withdrawn, vec![back("#6")])),
        [5, 6, 7, 8, 9]
    );
    let short = changed(
        &problem,
        vec![Change::Depart {
            doctor: "ana".into(),
            departure: "#5".into(),
        }],
    );
    let longer = changed(
        &short,
        vec![Change::Extend {
            doctor: "ana".into(),
            departure: "#8".into(),
            amounts: Some(Amounts::InProportion),
        }],
    );
    assert_eq!(there(&longer), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(owed(&longer, "six", "ana"), Some((9, Some(12), 3, 2)));
}

#[test]
fn two_who_swap_do_what_the_other_was_to_do() {
    let mut draft = ward().draft().clone();
    for (doctor, activity, from, to) in [
        ("ana", "surgery", "#1", "#2"),
        ("ben", "imaging", "#2", "#3"),
        ("ben", "maternity", "#5", "#6"),
    ] {
        let row = RotationDraft {
            doctor: doctor.into(),
            activity: activity.into(),
            from: from.into(),
            to: to.into(),
        };
        draft.published.push(row);
    }
    let problem = draft.validate().unwrap();
    let swap = Change::Swap {
        doctor: "ana".into(),
        with: "ben".into(),
        from: "#2".into(),
        to: "#5".into(),
    };
    let swapped = changed(&problem, vec![swap]);
    let held: Vec<(&DoctorFilter, usize)> = swapped
        .draft()
        .rules
        .iter()
        .filter_map(|rule| match rule {
            RuleDraft::Template(rules::Template { doctors, cells, .. }) => {
                Some((doctors, cells.len()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(held.len(), 2);
    // Ana: imaging, idle, maternity; Ben: surgery, idle.
    assert_eq!((held[0].1, held[1].1), (3, 2));
    let report = check(&swapped, swapped.published().unwrap());
    assert_eq!(
        report
            .violations
            .iter()
            .filter(|one| swapped.rule_key(one.rule).starts_with("swap/"))
            .count(),
        6
    );
}
