//! Replanning: no false floor, no false infeasibility, no value above what there is.

use crate::common::dice::Dice;
use crate::common::oracle;
use crate::draws::change;
use crate::naive::{Naive, has_published};
use crate::run::{Seen, look, problems, small};
use medrota::ids::{DoctorId, PeriodId};
use medrota::replan::{Ending, Keep, Replan, Replanned, Scope, publish};
use medrota::scenario::Scenario;
use medrota::schedule::{Pathway, Rotation, Schedule};
use medrota::{ErrorKind, Problem, Solver, check};

/// A problem in which something random is published, right or wrong, and after which the world may have changed.
pub(crate) fn published(seed: u64) -> Option<Problem> {
    let mut dice = Dice::new(seed ^ 0x4e91);
    let problem = small(seed)?;
    let mut schedule = Schedule::default();
    for doctor in (0..problem.doctors().len()).map(DoctorId::new) {
        let valid: Vec<Pathway> = oracle::pathways(&problem, doctor)
            .into_iter()
            .map(|entry| entry.0)
            .collect();
        let all = oracle::candidates(&problem, doctor);
        let from = if dice.chance(80) && !valid.is_empty() {
            valid
        } else {
            all
        };
        let mut pathway = if dice.chance(85) && !from.is_empty() {
            dice.pick(&from)
        } else {
            Pathway::default()
        };
        if dice.chance(30) {
            pathway = moved(&pathway, problem.horizon().len(), &mut dice);
        }
        schedule.set(doctor, pathway);
    }
    let published = publish(&problem, &schedule).ok()?.validate().ok()?;
    if !dice.chance(50) {
        return Some(published);
    }
    let change = change(published.draft(), published.horizon().len(), &mut dice);
    Scenario::new("since then", vec![change])
        .apply(&published, None)
        .ok()
        .or(Some(published))
}

/// Rotations whose ends are anywhere, blocks or not, overlapping or not: what people publish by hand.
fn moved(pathway: &Pathway, periods: usize, dice: &mut Dice) -> Pathway {
    let mut near = |period: PeriodId| {
        PeriodId::new(
            (period.index() + dice.between(0, 2))
                .saturating_sub(1)
                .min(periods - 1),
        )
    };
    let rotations = pathway.rotations().iter().map(|rotation| {
        let (first, last) = (near(rotation.first), near(rotation.last));
        Rotation {
            first: first.min(last),
            last: first.max(last),
            activity: rotation.activity,
        }
    });
    Pathway::new(rotations.collect(), pathway.attendances().to_vec())
}

#[test]
fn replanning_claims_nothing_that_enumeration_denies() {
    let seen = look("replanning", problems(400_000, 150), |seed, seen| {
        if let Some(problem) = published(seed) {
            examine(&problem, seed, seen);
        }
    });
    seen.enough("mended", 50);
    seen.enough("infeasible", 20);
}

pub(crate) fn examine(problem: &Problem, seed: u64, seen: &mut Seen) {
    let mut dice = Dice::new(seed ^ 0x4e92);
    let naive = Naive::new(problem);
    // Numbers of every size; a doctor cannot differ in more periods than there are.
    let most_periods = dice.chance(25).then(|| {
        dice.pick(&[
            0,
            1,
            2,
            1_000_000_000,
            1_000_000_001,
            1 << 53,
            i64::MAX,
            -1,
            i64::MIN,
        ])
    });
    let change_cost = dice.chance(15).then(|| {
        dice.pick(&[
            0,
            1,
            7,
            1_000_000_000,
            1_000_000_001,
            i64::MAX,
            -1,
            i64::MIN,
        ])
    });
    let may_differ = |doctor: usize, pick: usize| {
        let (id, choice) = (DoctorId::new(doctor), &naive.choices[doctor][pick]);
        let periods = (0..problem.horizon().len()).map(PeriodId::new);
        let differing = periods
            .filter(|period| choice.reading.differs(problem, id, *period))
            .count();
        !has_published(problem, id)
            || most_periods.is_none_or(|most| i64::try_from(differing).unwrap() <= most)
    };
    // How many are disturbed and what it is worth, of every feasible schedule.
    let mut all = Vec::new();
    if !naive.visit(|picks, value| {
        if !picks
            .iter()
            .enumerate()
            .all(|(doctor, pick)| may_differ(doctor, *pick))
        {
            return;
        }
        let disturbed = picks
            .iter()
            .zip(&naive.choices)
            .filter(|(pick, choices)| choices[**pick].disturbed)
            .count();
        all.push((disturbed, value));
    }) {
        return;
    }
    seen.count("problems");
    let mut replan = Replan::new(problem);
    let most = dice.chance(25).then(|| dice.between(0, 1));
    if let Some(most) = most {
        replan = replan.max_changes(most);
    }
    if let Some(most) = most_periods {
        replan = replan.max_changes_per_doctor(most);
    }
    if let Some(cost) = change_cost {
        replan = replan.change_cost(cost);
    }
    let value_only = dice.chance(20);
    if value_only {
        replan = replan.value_only();
    }
    let mut limit = most.map_or(String::new(), |most| format!(", at most {most}"));
    if most_periods.is_some() || change_cost.is_some() {
        limit +=
            &format!(", periods of a doctor {most_periods:?}, cost of a period {change_cost:?}");
    }
    let what = format!(
        "replanning{}{limit}",
        if value_only { " for the value" } else { "" }
    );
    let solver = Solver::new()
        .no_time_limit()
        .work_limit(if dice.chance(75) { 4_000 } else { 200 })
        .threads(1)
        .seed(seed);
    pinned(problem, &naive, &solver, &mut dice, seen);
    match seen.survive(&what, || replan.solve(&solver)) {
        Some(Err(error)) if error.kind() == ErrorKind::Option => {
            let is_wrong = |number: Option<i64>, most: i64| {
                number.is_some_and(|number| !(0..=most).contains(&number))
            };
            let is_wrong = is_wrong(most_periods, i64::MAX) || is_wrong(change_cost, 1_000_000_000);
            // A thousand million for a period beside weights on scores may be more than values can be.
            let may_be_too_much = change_cost == Some(1_000_000_000);
            seen.count("refused");
            seen.claim(is_wrong || may_be_too_much, || {
                format!("{what} is refused: {error}")
            });
        }
        Some(Ok(found)) => judge(&what, &naive, &all, (most, value_only), &found, seen),
        Some(Err(error)) => seen.wrong.push(format!("{what} ends in {error}")),
        None => {}
    }
}

/// Pins: where a schedule keeps them, they are kept; and no floor is above what was changed, whether they were released or not.
fn pinned(problem: &Problem, naive: &Naive, solver: &Solver, dice: &mut Dice, seen: &mut Seen) {
    let periods = problem.horizon().len();
    let doctors = problem.doctors().len();
    // What was published and cannot be done as it stands is kept as far as blocks can hold it: no matter of this test.
    let is_whole = |doctor: usize| {
        let published = problem
            .published()
            .map(|published| published.pathway(DoctorId::new(doctor)).clone())
            .unwrap_or_default();
        naive.choices[doctor]
            .iter()
            .any(|choice| choice.pathway == published)
    };
    if doctors == 0 || periods == 0 || !(0..doctors).all(is_whole) {
        return;
    }
    let (doctor, before) = (dice.between(0, doctors - 1), dice.between(0, periods));
    let everybody_before = dice.chance(50);
    let is_pinned = |other: usize, period: PeriodId| {
        if everybody_before {
            period.index() < before
        } else {
            other == doctor
        }
    };
    let replan = Replan::new(problem);
    let replan = if everybody_before {
        replan.keep(Keep::Before(PeriodId::new(before)))
    } else {
        replan.keep_doctor(DoctorId::new(doctor))
    };
    let mut fewest: Option<usize> = None;
    naive.visit(|picks, _| {
        let choices = || {
            picks
                .iter()
                .zip(&naive.choices)
                .map(|(pick, of)| &of[*pick])
        };
        let keeps = choices().enumerate().all(|(other, choice)| {
            (0..periods).map(PeriodId::new).all(|period| {
                !is_pinned(other, period)
                    || !choice
                        .reading
                        .differs(problem, DoctorId::new(other), period)
            })
        });
        if keeps {
            let disturbed = choices().filter(|choice| choice.disturbed).count();
            fewest = Some(fewest.map_or(disturbed, |fewest| fewest.min(disturbed)));
        }
    });
    let what = format!(
        "pinned {}",
        if everybody_before {
            format!("before {before}")
        } else {
            format!("doctor {doctor}")
        }
    );
    let Some(Ok(found)) = seen.survive(&what, || replan.solve(solver)) else {
        return seen.wrong.push(format!("{what} breaks down"));
    };
    let told = || {
        format!(
            "{what}: {:?}, floor {:?}, changed {}, released {:?}, but fewest {fewest:?}",
            found.ending,
            found.floor,
            found.doctors_changed(),
            found.unpinned
        )
    };
    if let Some(schedule) = &found.schedule {
        seen.claim(check(problem, schedule).is_feasible(), told);
        seen.claim(found.floor.doctors <= found.doctors_changed(), told);
    }
    if let Some(fewest) = fewest {
        seen.count("pins that can hold");
        seen.claim(found.ending != Ending::Infeasible, told);
        seen.claim(found.floor.doctors <= fewest, told);
    }
}

fn judge(
    what: &str,
    naive: &Naive,
    all: &[(usize, i128)],
    (most, value_only): (Option<usize>, bool),
    found: &Replanned,
    seen: &mut Seen,
) {
    seen.count(found.ending.as_str());
    let allowed = || {
        all.iter()
            .filter(|(disturbed, _)| most.is_none_or(|most| *disturbed <= most))
    };
    let fewest = all.iter().map(|(disturbed, _)| *disturbed).min();
    let told = || {
        format!(
            "{what}: {:?}, floor {:?}, changed {}, value {:?}, bound {:?} ({:?}), but fewest {fewest:?} of {} schedules",
            found.ending,
            found.floor,
            found.doctors_changed(),
            found.value(),
            found.value_bound,
            found.value_scope,
            all.len()
        )
    };
    seen.claim(
        found.ending != Ending::Infeasible || allowed().next().is_none(),
        told,
    );
    if let Some(fewest) = fewest {
        seen.claim(found.floor.doctors <= fewest, told);
        seen.claim(
            !found.is_fewest() || found.doctors_changed() == fewest,
            told,
        );
    }
    let best_with = |changed: usize| {
        all.iter()
            .filter(|entry| entry.0 == changed)
            .map(|entry| entry.1)
            .max()
    };
    if let Some(schedule) = &found.schedule {
        let report = check(&naive.problem, schedule);
        seen.claim(
            report.is_feasible() && Some(report.value) == found.value(),
            told,
        );
        let changed = found.doctors_changed();
        let by_name = (0..naive.choices.len())
            .map(DoctorId::new)
            .filter(|doctor| {
                let reading =
                    crate::naive::Reading::new(&naive.problem, *doctor, schedule.pathway(*doctor));
                let mut periods = (0..naive.problem.horizon().len()).map(PeriodId::new);
                has_published(&naive.problem, *doctor)
                    && periods.any(|period| reading.differs(&naive.problem, *doctor, period))
            });
        seen.claim(
            found.differences.disturbed == by_name.collect::<Vec<_>>(),
            told,
        );
        seen.claim(most.is_none_or(|most| changed <= most), told);
        let value = i128::from(report.value);
        seen.claim(best_with(changed).is_some_and(|best| value <= best), told);
        let Some(bound) = found.value_bound.map(i128::from) else {
            return;
        };
        seen.claim(bound >= value, told);
        if value_only && found.value_scope == Scope::Everybody {
            seen.claim(allowed().all(|(_, value)| *value <= bound), told);
        } else if found.value_scope == Scope::Everybody {
            seen.claim(best_with(changed).is_none_or(|best| best <= bound), told);
        }
    }
}
