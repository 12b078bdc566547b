//! The residency year: the crate's judge of the mapped problem against the evaluator of the programme's own rules.

use super::benchmarks;
use super::hmc::{BLOCKS, Cell, Resident, YEARS, cells, draft, evaluate, read_residents};
use medrota::ids::PeriodId;
use medrota::schedule::{Pathway, Rotation};
use medrota::{Problem, Schedule, check};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::collections::BTreeSet;

fn resident(number: usize, year: usize) -> Resident {
    Resident {
        id: format!("resident {number}"),
        year,
        leave: [[false; 2]; BLOCKS],
    }
}

/// Rotations of no year's patterns, for residents who should not be there.
const FOREIGN: [&str; 4] = ["Geriatrics", "ED", "GI", "Registrar"];

fn random_row(dice: &mut Pcg64, resident: &Resident) -> Vec<Cell> {
    let own = resident.year().rotations();
    let mut row: Vec<Cell> = Vec::new();
    for block in 0..BLOCKS {
        let again = row
            .last()
            .cloned()
            .filter(|cell| matches!(cell, Cell::Rotation(_)) && dice.random_bool(0.5));
        row.push(match dice.random_range(0..100) {
            _ if resident.away(block) => Cell::Leave,
            0..3 => Cell::Empty,
            3..6 => Cell::Rotation(FOREIGN[dice.random_range(0..FOREIGN.len())].into()),
            _ => {
                again.unwrap_or_else(|| Cell::Rotation(own[dice.random_range(0..own.len())].into()))
            }
        });
    }
    row
}

fn schedule_of(problem: &Problem, rows: &[Vec<Cell>]) -> Schedule {
    let pathway = |row: &Vec<Cell>| {
        let rotations = row
            .iter()
            .enumerate()
            .filter_map(|(block, cell)| match cell {
                Cell::Rotation(name) => {
                    let period = PeriodId::new(block);
                    Some(Rotation {
                        first: period,
                        last: period,
                        activity: problem.find_activity(name).unwrap(),
                    })
                }
                Cell::Leave | Cell::Empty => None,
            });
        Pathway::new(rotations.collect(), Vec::new())
    };
    Schedule::new(rows.iter().map(pathway).collect())
}

/// The same table before both judges: the same rules are broken, and the value is the score.
fn compare(
    residents: &[Resident],
    problem: &Problem,
    rows: &[Vec<Cell>],
) -> Result<(), TestCaseError> {
    let schedule = schedule_of(problem, rows);
    let report = check(problem, &schedule);
    let evaluation = evaluate(residents, rows);
    let keys: BTreeSet<&str> = report
        .violations
        .iter()
        .map(|violation| problem.rule_key(violation.rule))
        .collect();
    prop_assert_eq!(&keys, &evaluation.rules(), "{:?}", evaluation.broken);
    prop_assert_eq!(report.value, evaluation.score);
    prop_assert_eq!(cells(residents, problem, &schedule), rows);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_judges_agree_on_any_table(seed in any::<u64>()) {
        let mut dice = Pcg64::seed_from_u64(seed);
        let mut residents: Vec<Resident> = (0..dice.random_range(1..40)).map(|number| resident(number, dice.random_range(0..YEARS.len()))).collect();
        for resident in &mut residents {
            for _ in 0..2 {
                let block = if dice.random_bool(0.3) { 4 } else { dice.random_range(0..BLOCKS) };
                resident.leave[block][usize::from(dice.random_bool(0.5))] = true;
            }
        }
        let problem = draft(&residents).validate().unwrap();
        let rows: Vec<Vec<Cell>> = residents.iter().map(|resident| random_row(&mut dice, resident)).collect();
        compare(&residents, &problem, &rows)?;
    }
}

/// A row of abbreviations; `L` is leave, `.` nothing.
fn row(names: [&str; BLOCKS]) -> Vec<Cell> {
    names
        .iter()
        .map(|name| match *name {
            "." => Cell::Empty,
            "L" => Cell::Leave,
            name => Cell::Rotation(name.into()),
        })
        .collect()
}

const R2: [&str; BLOCKS] = [
    "MICU",
    "MICU",
    "CCU",
    "CCU",
    "Senior",
    "Nephrology",
    "Neurology",
    "Cardiology",
    "Geriatrics",
    "AMAU",
    "MOP",
    "Al Khor",
    "Nephrology",
];

/// Broken rules of one R2 by himself, staffing apart, and his score.
fn judged(resident: &Resident, names: [&str; BLOCKS]) -> (Vec<String>, i64) {
    let evaluation = evaluate(std::slice::from_ref(resident), &[row(names)]);
    let rules = evaluation
        .rules()
        .into_iter()
        .filter(|rule| !rule.starts_with("capacity/") && !rule.starts_with("together/"));
    (rules.map(str::to_owned).collect(), evaluation.score)
}

fn changed(block: usize, name: &'static str) -> [&'static str; BLOCKS] {
    let mut names = R2;
    names[block - 1] = name;
    names
}

#[test]
fn the_evaluator_keeps_and_rewards_what_the_programme_wants() {
    assert_eq!(judged(&resident(1, 1), R2), (Vec::new(), 4));
}

#[test]
fn the_evaluator_refuses_what_is_wrong() {
    let someone = resident(1, 1);
    assert_eq!(
        judged(&someone, changed(13, "Geriatrics")).0,
        ["blocks/R2/Geriatrics"]
    );
    assert_eq!(
        judged(&someone, changed(13, "Senior")).0,
        Vec::<String>::new()
    );
    assert_eq!(judged(&someone, changed(13, ".")).0, ["rotations/R2"]);
    assert_eq!(judged(&someone, changed(13, "GI")).0, ["rotations/R2"]);
    assert_eq!(
        judged(&someone, changed(6, "Senior")).0,
        ["window/R2/Senior"]
    );
    let mut swapped = R2;
    swapped.swap(0, 4);
    assert_eq!(judged(&someone, swapped).0, ["forbidden/R2/Senior"]);
    // MICU in blocks 2 and 3 lies across a change of teams.
    let mut across = R2;
    across.swap(0, 2);
    assert_eq!(
        judged(&someone, across),
        (vec!["undivided/R2/MICU".to_owned()], 2)
    );
    let mut on_leave = someone.clone();
    on_leave.leave[5] = [true, false];
    assert_eq!(judged(&on_leave, R2).0, Vec::<String>::new());
    assert_eq!(
        judged(&on_leave, changed(6, "Al Khor")).0,
        ["blocks/R2/Al Khor", "half_leave/R2/6"]
    );
    on_leave.leave[5] = [true, true];
    assert_eq!(judged(&on_leave, R2).0, ["availability"]);
    assert_eq!(judged(&on_leave, changed(6, "L")).0, Vec::<String>::new());
}

#[test]
fn the_published_residents_can_be_read_and_mapped() {
    let Some(folder) = benchmarks("hmc") else {
        return;
    };
    let residents = read_residents(&folder.join("residents.csv")).unwrap();
    assert_eq!(residents.len(), 183);
    let problem = draft(&residents).validate().unwrap();
    let mut dice = Pcg64::seed_from_u64(3);
    let rows: Vec<Vec<Cell>> = residents
        .iter()
        .map(|resident| random_row(&mut dice, resident))
        .collect();
    compare(&residents, &problem, &rows).unwrap();
}
