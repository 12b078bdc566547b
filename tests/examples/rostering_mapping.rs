//! Shift scheduling: the crate's judge of the mapped problem against the evaluator of the published one.

use super::benchmarks;
use super::rostering::{Aspect, Instance, Roster, draft, judge, roster_of, schedule_of};
use super::rostering_files::TINY;
use medrota::{Problem, check};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::collections::BTreeSet;
use std::fmt::Write;

/// A row of the tiny instance: `e` early, `l` late, `.` off.
fn row(text: &str) -> Vec<Option<usize>> {
    text.chars().map(|letter| "el".find(letter)).collect()
}

#[test]
fn the_evaluator_knows_the_penalty_by_hand() {
    let instance = Instance::from_text("tiny", TINY).unwrap();
    let judgement = judge(&instance, &vec![row(".eee..ll.."), row("ll..ll....")]);
    assert_eq!(judgement.broken, []);
    // Bob's wish to work the last day and his wish not to work the fifth; of two early on the third day one is missing.
    assert_eq!(
        (judgement.requests, judgement.cover, judgement.penalty()),
        (2 + 5, 100, 107)
    );
    let judgement = judge(&instance, &vec![row("...ee.ee.."), row(".l.......l")]);
    // One early is missing on the second day, two on the third, one late, of weight 7, on the fifth.
    assert_eq!((judgement.requests, judgement.cover), (3, 100 + 200 + 7));
    // One late too many on the ninth.
    assert_eq!(
        judge(&instance, &vec![row(".eee...ll."), row("ll..ll....")]).cover,
        101
    );
}

#[test]
fn the_evaluator_refuses_what_is_wrong() {
    let instance = Instance::from_text("tiny", TINY).unwrap();
    let ann = |text: &str| {
        judge(&instance, &vec![row(text), row("ll..ll....")])
            .aspects()
            .into_iter()
            .collect::<Vec<_>>()
    };
    let bob = |text: &str| {
        judge(&instance, &vec![row(".eee..ll.."), row(text)])
            .aspects()
            .into_iter()
            .collect::<Vec<_>>()
    };
    assert_eq!(ann(".eee..ll.."), []);
    assert_eq!(ann(".lll..ll.."), [Aspect::ShiftMost]);
    assert_eq!(ann(".ee......."), [Aspect::Minutes]);
    assert_eq!(ann(".eeee..eee"), [Aspect::Minutes, Aspect::DayOff]);
    assert_eq!(ann("..eeeee..."), [Aspect::LongestRun]);
    assert_eq!(ann(".eee..e..."), [Aspect::ShortestRun]);
    assert_eq!(ann(".eee.ee..."), [Aspect::ShortestRest]);
    assert_eq!(ann(".ele..ee.."), [Aspect::Succession]);
    assert_eq!(ann("ee..eee..."), [Aspect::DayOff]);
    // Runs at either end may be short.
    assert_eq!(bob("l..ll....l"), []);
    assert_eq!(bob("e..ll....l"), [Aspect::ShiftMost]);
    let one_weekend = Instance::from_text("tiny", &TINY.replace("10 # days", "14")).unwrap();
    let rows = vec![row(".eee...ll....."), row("l....ll...lll.")];
    assert_eq!(
        judge(&one_weekend, &rows).aspects(),
        BTreeSet::from([Aspect::Weekends])
    );
    assert_eq!(
        judge(&instance, &vec![row(".eee..ll..")]).aspects(),
        BTreeSet::from([Aspect::Shape])
    );
}

/// Which published rule a hard rule of the mapped problem stands for.
fn aspect_of(key: &str) -> Aspect {
    match key.split('/').next().unwrap_or(key) {
        "total" | "minutes" => Aspect::Minutes,
        "most" | "eligibility" => Aspect::ShiftMost,
        "longest_run" => Aspect::LongestRun,
        "shortest_run" => Aspect::ShortestRun,
        "shortest_rest" => Aspect::ShortestRest,
        "weekends" => Aspect::Weekends,
        "days_off" => Aspect::DayOff,
        "succession" => Aspect::Succession,
        other => panic!("no published rule is called {other:?}"),
    }
}

/// The same roster before both judges: the same rules are broken, and the value is the penalty.
fn compare(instance: &Instance, problem: &Problem, roster: &Roster) -> Result<bool, TestCaseError> {
    let schedule = schedule_of(instance, problem, roster);
    let report = check(problem, &schedule);
    let judgement = judge(instance, roster);
    let ours: BTreeSet<Aspect> = report
        .violations
        .iter()
        .map(|violation| aspect_of(problem.rule_key(violation.rule)))
        .collect();
    let theirs = judgement.aspects();
    // Limits that others imply are left out of the mapping: they are broken only where these are.
    prop_assert_eq!(
        report.is_feasible(),
        theirs.is_empty(),
        "{:?} against {:?}",
        &ours,
        &judgement.broken
    );
    prop_assert!(
        ours.is_subset(&theirs),
        "{:?} against {:?}",
        &ours,
        &judgement.broken
    );
    let implied = [Aspect::ShiftMost, Aspect::Minutes];
    prop_assert!(
        theirs
            .difference(&ours)
            .all(|aspect| implied.contains(aspect)),
        "{:?} against {:?}",
        &ours,
        &judgement.broken
    );
    prop_assert_eq!(report.value, -judgement.penalty(), "{:?}", judgement);
    prop_assert_eq!(&roster_of(instance, problem, &schedule).unwrap(), roster);
    Ok(theirs.is_empty())
}

/// A small instance as text, and rosters of which some keep most of its rules.
fn random_instance(dice: &mut Pcg64) -> String {
    let (days, shifts, staff) = (
        dice.random_range(1..=17),
        dice.random_range(1..=3),
        dice.random_range(1..=3),
    );
    let length = dice.random_range(1..=600);
    let mut text = format!("SECTION_HORIZON\n{days}\nSECTION_SHIFTS\n");
    for shift in 0..shifts {
        // Any may not follow any, itself included.
        let not_next = (0..shifts)
            .filter(|_| dice.random_bool(0.2))
            .map(|next| format!("s{next}"))
            .collect::<Vec<_>>()
            .join("|");
        writeln!(text, "s{shift},{length},{not_next}").unwrap();
    }
    text.push_str("SECTION_STAFF\n");
    for employee in 0..staff {
        let most: Vec<String> = (0..shifts)
            .map(|shift| {
                format!(
                    "s{shift}={}",
                    if dice.random_bool(0.2) {
                        0
                    } else {
                        dice.random_range(1..=days + 1)
                    }
                )
            })
            .collect();
        let fewest = dice.random_range(0..=days / 2);
        let (least, more) = (fewest * length, dice.random_range(0..=days) * length);
        let spare = dice.random_range(0..length);
        let limits: Vec<String> = [3..=8, 0..=3, 0..=3, 0..=3]
            .map(|range| dice.random_range(range).to_string())
            .to_vec();
        writeln!(
            text,
            "e{employee},{},{},{least},{}",
            most.join("|"),
            least + more + spare,
            limits.join(",")
        )
        .unwrap();
    }
    text.push_str("SECTION_DAYS_OFF\n");
    for employee in 0..staff {
        if dice.random_bool(0.4) {
            writeln!(text, "e{employee},{}", dice.random_range(0..days)).unwrap();
        }
    }
    for section in ["ON", "OFF"] {
        writeln!(text, "SECTION_SHIFT_{section}_REQUESTS").unwrap();
        for day in 0..days {
            if dice.random_bool(0.3) {
                let (employee, shift) = (dice.random_range(0..staff), dice.random_range(0..shifts));
                writeln!(
                    text,
                    "e{employee},{day},s{shift},{}",
                    dice.random_range(0..=3)
                )
                .unwrap();
            }
        }
    }
    text.push_str("SECTION_COVER\n");
    for (day, shift) in (0..days).flat_map(|day| (0..shifts).map(move |shift| (day, shift))) {
        if dice.random_bool(0.8) {
            let (wanted, under, over) = (
                dice.random_range(0..=2),
                dice.random_range(0..=2),
                dice.random_range(0..=2),
            );
            writeln!(text, "{day},s{shift},{wanted},{under},{over}").unwrap();
        }
    }
    text
}

/// Rows of runs, so that some of them keep their rules.
fn random_roster(dice: &mut Pcg64, instance: &Instance) -> Roster {
    let mut roster = Roster::new();
    for employee in &instance.staff {
        let open: Vec<usize> = (0..instance.shifts.len())
            .filter(|shift| employee.most_of[*shift] > 0 || dice.random_bool(0.02))
            .collect();
        let mut row = Vec::new();
        while row.len() < instance.days {
            let shift = if open.is_empty() || dice.random_bool(0.5) {
                None
            } else {
                Some(open[dice.random_range(0..open.len())])
            };
            row.extend(std::iter::repeat_n(shift, dice.random_range(1..=4)));
        }
        row.truncate(instance.days);
        for day in &employee.days_off {
            if dice.random_bool(0.9) {
                row[*day] = None;
            }
        }
        roster.push(row);
    }
    roster
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_judges_agree_on_any_roster(seed in any::<u64>()) {
        let mut dice = Pcg64::seed_from_u64(seed);
        let instance = Instance::from_text("random", &random_instance(&mut dice)).unwrap();
        let problem = draft(&instance).unwrap().validate().unwrap();
        for _ in 0..8 {
            compare(&instance, &problem, &random_roster(&mut dice, &instance))?;
        }
    }
}

#[test]
fn the_random_rosters_keep_and_break_every_rule() {
    let mut kept = 0;
    let mut broken: BTreeSet<Aspect> = BTreeSet::new();
    for seed in 0..200 {
        let mut dice = Pcg64::seed_from_u64(seed);
        let instance = Instance::from_text("random", &random_instance(&mut dice)).unwrap();
        for _ in 0..8 {
            let aspects = judge(&instance, &random_roster(&mut dice, &instance)).aspects();
            kept += usize::from(aspects.is_empty());
            broken.extend(aspects);
        }
    }
    assert!(kept > 50, "{kept}");
    assert_eq!(broken.len(), 8, "{broken:?}");
}

#[test]
fn the_same_contract_is_one_rule_whoever_has_it() {
    let row = |id: &str| format!("{id},early=10|late=10,2880,1440,5,2,2,1\n");
    let (before, after) = TINY.split_once("ann,early").unwrap();
    let after = &after[after.find("\n\nSECTION_DAYS_OFF").unwrap()..];
    let text = format!(
        "{before}{}{}{}{}{after}",
        row("ann"),
        row("bob"),
        row("cid"),
        row("dan")
    );
    let draft = draft(&Instance::from_text("tiny", &text).unwrap()).unwrap();
    let ids: Vec<&str> = draft
        .requirements
        .iter()
        .map(|requirement| requirement.id.as_str())
        .collect();
    // One weekend and its half cannot be more than one.
    assert_eq!(ids, ["total/3 to 6"]);
    assert!(draft.requirements[0].doctors.doctors.is_empty());
    let ids: Vec<&str> = draft
        .rules
        .iter()
        .map(medrota::problem::RuleDraft::id)
        .collect();
    let hard = [
        "longest_run/5",
        "shortest_run/1",
        "shortest_rest/1",
        "succession/1",
        "days_off/1",
    ];
    assert_eq!(&ids[..5], hard, "{ids:?}");
}

#[test]
fn the_published_instances_can_be_read_and_mapped() {
    let Some(folder) = benchmarks("rostering") else {
        return;
    };
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() > 10);
    let mut dice = Pcg64::seed_from_u64(7);
    for file in files {
        let instance = Instance::from_path(&file).unwrap();
        let Ok(draft) = draft(&instance) else {
            println!("{}: not expressible", file.display());
            continue;
        };
        let problem = draft.validate().unwrap();
        assert!(
            problem.warnings().as_slice().is_empty(),
            "{:?}",
            problem.warnings()
        );
        compare(&instance, &problem, &random_roster(&mut dice, &instance)).unwrap();
    }
}
