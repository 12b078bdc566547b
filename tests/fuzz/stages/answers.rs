//! Audits, conflicts, relaxations, shortfalls, single questions: what they prove must not contradict a schedule.

use super::plans::expected;
use super::{Bench, solver, views};
use crate::common::dice::Dice;
use medrota::explain::{
    ConflictOptions, DatesOptions, Explanation, Plan, RelaxationOptions, RelaxationPrices,
    ShortfallOptions, Wish, audit, conflicts, nearest_dates, relaxations, shortfall, why, why_not,
    worth_of_places,
};
use medrota::ids::{ActivityId, DoctorId, PeriodId};
use medrota::{Certificate, Problem, Solver, check, report};
use std::time::Duration;

/// Who answers questions: little work, few of them.
fn questions(dice: &mut Dice) -> Solver {
    Solver::new()
        .work_limit(dice.pick(&[0, 50, 500]))
        .time_limit(Duration::from_secs(3))
        .threads(1)
        .flow_column_limit(dice.pick(&[0, 500]))
}

pub(super) fn audited(bench: &mut Bench, _: &mut Dice) {
    let Some(problem) = bench.problem.clone() else {
        return;
    };
    let found = audit(&problem);
    found
        .describe(&problem)
        .iter()
        .for_each(|line| views::sound_text(line));
    if found.proves_infeasible() {
        bench.claim_infeasible("the audit");
    }
}

/// Conflicts, and what would make the problem fit.
pub(super) fn conflicting(bench: &mut Bench, dice: &mut Dice) {
    let Some(problem) = bench.problem.clone() else {
        return;
    };
    bench.tally.solves += 1;
    let options = ConflictOptions::default()
        .most(dice.between(1, 2))
        .solver(questions(dice));
    let mut explanation = Explanation {
        audit: audit(&problem),
        ..Explanation::default()
    };
    explanation.conflicts = match conflicts(&problem, &options) {
        Ok(found) => found,
        Err(error) => return expected(&error),
    };
    if explanation.is_feasible() == Some(false) {
        bench.claim_infeasible("an explanation");
        relaxed(bench, dice, &problem, &mut explanation);
    }
    drop(explanation.to_json(&problem));
    views::sound_text(&report::text::explanation(&problem, &explanation));
    views::sound_page(&report::html::explanation_page(&problem, &explanation));
}

fn relaxed(bench: &mut Bench, dice: &mut Dice, problem: &Problem, explanation: &mut Explanation) {
    let price = |dice: &mut Dice| {
        if dice.chance(80) {
            Some(dice.amount(0, 20))
        } else {
            dice.pick(&[None, Some(50_000), Some(-1), Some(i64::MAX)])
        }
    };
    let mut options = RelaxationOptions::default().most(1).solver(questions(dice));
    options = options.prices(RelaxationPrices {
        place: price(dice),
        amount: price(dice),
        date: price(dice),
        rule: price(dice),
    });
    if dice.chance(30) {
        options = options.never(dice.pick(&["availability", "eligibility", "nothing", ""]));
    }
    bench.tally.solves += 1;
    match relaxations(problem, &options) {
        Ok(found) => explanation.relaxations = found,
        Err(error) => return expected(&error),
    }
    for relaxation in &explanation.relaxations.relaxations {
        let Some(schedule) = &relaxation.schedule else {
            continue;
        };
        let relaxed = relaxation
            .draft
            .clone()
            .validate()
            .unwrap_or_else(|error| panic!("a relaxed problem is refused: {error}"));
        bench.tally.schedules += 1;
        assert!(
            check(&relaxed, schedule).is_feasible(),
            "the schedule of a relaxation breaks rules"
        );
        assert!(
            explanation.relaxations.bound <= relaxation.cost,
            "a relaxation is cheaper than the bound"
        );
    }
}

pub(super) fn short(bench: &mut Bench, dice: &mut Dice) {
    let Some(problem) = bench.problem.clone() else {
        return;
    };
    bench.tally.solves += 1;
    let options = ShortfallOptions::default()
        .solver(questions(dice))
        .questions(questions(dice))
        .most_questions(dice.between(0, 2));
    let found = match shortfall(&problem, &options) {
        Ok(found) => found,
        Err(error) => return expected(&error),
    };
    found
        .unmet
        .iter()
        .for_each(|unmet| views::sound_text(&unmet.describe(&problem)));
    if let Some(schedule) = &found.schedule {
        let asked = found
            .draft
            .clone()
            .validate()
            .unwrap_or_else(|error| panic!("the problem of a shortfall is refused: {error}"));
        bench.tally.schedules += 1;
        assert!(
            check(&asked, schedule).is_feasible(),
            "the schedule of a shortfall breaks rules"
        );
        assert!(
            found.bound <= found.units,
            "{} units short, at least {} proven",
            found.units,
            found.bound
        );
    }
}

/// A number that is often one of the problem's.
fn index(dice: &mut Dice, length: usize) -> usize {
    if dice.chance(90) && length > 0 {
        dice.between(0, length - 1)
    } else {
        dice.pick(&[length, 65_536, u32::MAX as usize])
    }
}

pub(super) fn why_nots(bench: &mut Bench, dice: &mut Dice) {
    let Some(problem) = bench.problem.clone() else {
        return;
    };
    let schedule = bench.schedules.last().cloned().unwrap_or_default();
    let plan = Plan {
        schedule: &schedule,
        bound: None,
    };
    let (first, last) = (
        index(dice, problem.horizon().len()),
        index(dice, problem.horizon().len()),
    );
    let wish = Wish {
        doctor: DoctorId::new(index(dice, problem.doctors().len())),
        activity: ActivityId::new(index(dice, problem.activities().len())),
        first: PeriodId::new(first.min(last)),
        last: PeriodId::new(first.max(last)),
        is_there: dice.chance(50),
    };
    bench.tally.solves += 1;
    let solver = questions(dice);
    let answer = if dice.chance(70) {
        why_not(&problem, plan, wish, &solver)
    } else {
        why(&problem, plan, wish.doctor, wish.first, &solver)
    };
    match answer {
        Ok(answer) => {
            answer
                .describe()
                .iter()
                .for_each(|line| views::sound_text(line));
            if let Some(schedule) = &answer.schedule {
                bench.tally.schedules += 1;
                assert!(
                    check(&answer.problem, schedule).is_feasible(),
                    "the schedule of an answer breaks rules"
                );
                assert!(!answer.is_impossible);
            }
        }
        Err(error) => expected(&error),
    }
}

pub(super) fn worths(bench: &mut Bench, dice: &mut Dice) {
    let Some(problem) = bench.problem.clone() else {
        return;
    };
    let document = bench
        .input
        .certificate
        .as_ref()
        .map(crate::input::Part::bytes);
    let Some(certificate) =
        document.and_then(|bytes| serde_json::from_slice::<Certificate>(&bytes).ok())
    else {
        return;
    };
    let schedule = bench.schedules.last().cloned().unwrap_or_default();
    bench.tally.solves += 1;
    match worth_of_places(
        &problem,
        Plan {
            schedule: &schedule,
            bound: None,
        },
        &certificate,
        1,
        &solver(dice),
    ) {
        Ok(worths) => worths
            .iter()
            .for_each(|worth| views::sound_text(&worth.describe(&problem))),
        Err(error) => expected(&error),
    }
}

pub(super) fn nearest(bench: &mut Bench, dice: &mut Dice) {
    let Some(problem) = bench.problem.clone() else {
        return;
    };
    let cohort = problem
        .cohorts()
        .first()
        .map_or_else(|| "nobody".to_owned(), |cohort| cohort.key.clone());
    bench.tally.solves += 1;
    match nearest_dates(
        &problem,
        &cohort,
        &DatesOptions::default()
            .most_steps(dice.between(0, 2))
            .solver(questions(dice)),
    ) {
        Ok(tried) => {
            for dates in &tried {
                let Some(schedule) = &dates.schedule else {
                    continue;
                };
                let moved = dates.draft.clone().validate().unwrap_or_else(|error| {
                    panic!("a problem with other dates is refused: {error}")
                });
                bench.tally.schedules += 1;
                assert!(
                    check(&moved, schedule).is_feasible(),
                    "the schedule of other dates breaks rules"
                );
            }
        }
        Err(error) => expected(&error),
    }
}
