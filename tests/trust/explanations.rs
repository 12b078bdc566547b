//! Explanations: "no schedule" only where there is none, conflicts that conflict, relaxations that fit at the cost they tell, and prices of wishes.

use crate::common::dice::Dice;
use crate::draws::change;
use crate::naive::{Naive, Rows, Sum, Truth};
use crate::run::{Seen, look, problems, small};
use medrota::explain::{
    ConflictOptions, FindingKind, FindingSubject, Plan, RelaxationOptions, Wish, audit, conflicts,
    relaxations, why_not, worth_of_places,
};
use medrota::ids::{ActivityId, DoctorId, PeriodId};
use medrota::scenario::Scenario;
use medrota::{Problem, Solver};

/// A tiny problem, now and then one with a place less or somebody away.
pub(crate) fn asked(seed: u64) -> Option<Problem> {
    let mut dice = Dice::new(seed ^ 0xe4b1);
    let problem = small(seed)?;
    if !dice.chance(30) {
        return Some(problem);
    }
    let change = change(problem.draft(), problem.horizon().len(), &mut dice);
    Scenario::new("changed", vec![change])
        .apply(&problem, None)
        .ok()
        .or(Some(problem))
}

fn questioner(seed: u64) -> Solver {
    Solver::new()
        .no_time_limit()
        .work_limit(3_000)
        .flow_column_limit(1_500)
        .threads(1)
        .seed(seed)
}

#[test]
fn explanations_claim_nothing_that_enumeration_denies() {
    let seen = look("explanations", problems(500_000, 120), |seed, seen| {
        if let Some(problem) = asked(seed) {
            examine(&problem, seed, seen);
        }
    });
    seen.enough("conflicts", 15);
    seen.enough("relaxations", 15);
}

pub(crate) fn examine(problem: &Problem, seed: u64, seen: &mut Seen) {
    let mut dice = Dice::new(seed ^ 0xe4b2);
    let naive = Naive::new(problem);
    let truth = naive.best();
    if truth == Truth::TooLarge {
        return;
    }
    seen.count("problems");
    judge_audit(&naive, &truth, seen);
    judge_conflicts(seed, &naive, &truth, seen);
    if let Truth::Best { value, picks } = &truth {
        judge_wish(seed, &naive, *value, picks, &mut dice, seen);
        judge_worth(seed, &naive, *value, picks, seen);
    }
    if truth == Truth::Infeasible || dice.chance(20) {
        judge_relaxations(seed, &naive, &truth, seen);
    }
}

fn judge_audit(naive: &Naive, truth: &Truth, seen: &mut Seen) {
    let Some(audit) = seen.survive("audit", || audit(&naive.problem)) else {
        return;
    };
    let told = || {
        format!(
            "audit says {:?}, but {truth:?}",
            audit.describe(&naive.problem)
        )
    };
    seen.claim(
        !audit.proves_infeasible() || *truth == Truth::Infeasible,
        told,
    );
    for finding in &audit.findings {
        if let (FindingKind::NoPathway, FindingSubject::Doctor(doctor)) =
            (finding.kind, &finding.subject)
        {
            seen.claim(naive.choices[doctor.index()].is_empty(), told);
        }
    }
}

fn judge_conflicts(seed: u64, naive: &Naive, truth: &Truth, seen: &mut Seen) {
    let problem = &naive.problem;
    let options = ConflictOptions::default().most(2).solver(questioner(seed));
    let found = match seen.survive("conflicts", || conflicts(problem, &options)) {
        Some(Ok(found)) => found,
        Some(Err(error)) => return seen.wrong.push(format!("conflicts end in {error}")),
        None => return,
    };
    for conflict in &found.conflicts {
        seen.count("conflicts");
        let what = || format!("{} ({:?})", conflict.describe(problem), conflict.proof);
        seen.claim(*truth == Truth::Infeasible, || {
            format!("{} But {truth:?}", what())
        });
        let alone = Naive::new(&conflict.problem);
        let alone_truth = alone.best();
        seen.claim(
            matches!(alone_truth, Truth::Infeasible | Truth::TooLarge),
            || format!("{} The parts alone: {alone_truth:?}", what()),
        );
        if let Some(certificate) = &conflict.certificate {
            seen.claim(certificate.verify(&conflict.problem) == Ok(()), || {
                format!("{} The certificate is refused", what())
            });
            seen.claim(alone_truth.allows(certificate.claim), || {
                format!("{} A false certificate", what())
            });
        }
    }
    let rest = (found.conflicts.is_empty(), found.rest_is_feasible);
    seen.claim(
        rest != (true, Some(true)) || *truth != Truth::Infeasible,
        || "said to be feasible, and is not".into(),
    );
    seen.claim(rest.1 != Some(false) || *truth == Truth::Infeasible, || {
        format!("the rest is said to conflict, but {truth:?}")
    });
    if rest == (true, None) {
        seen.count("conflicts not found out");
    }
}

fn judge_relaxations(seed: u64, naive: &Naive, truth: &Truth, seen: &mut Seen) {
    let problem = &naive.problem;
    let options = RelaxationOptions::default()
        .most(2)
        .solver(questioner(seed));
    let found = match seen.survive("relaxations", || relaxations(problem, &options)) {
        Some(Ok(found)) => found,
        Some(Err(error)) => return seen.wrong.push(format!("relaxations end in {error}")),
        None => return,
    };
    seen.claim(!found.is_impossible || *truth == Truth::Infeasible, || {
        format!("no relaxation is said to be possible, but {truth:?}")
    });
    for relaxation in &found.relaxations {
        seen.count("relaxations");
        let told = |why: &str| {
            format!(
                "relaxation {} (bound {}): {why}",
                relaxation.describe(problem),
                found.bound
            )
        };
        let cost: i64 = relaxation.given.iter().map(|given| given.cost).sum();
        seen.claim(cost == relaxation.cost, || told("the costs do not add up"));
        let is_empty = *truth == Truth::Infeasible && relaxation.given.is_empty();
        seen.claim(!is_empty || relaxation.schedule.is_none(), || {
            told("gives up nothing")
        });
        if !matches!(truth, Truth::Infeasible) {
            seen.claim(found.bound <= 0, || {
                told("a problem that has a schedule needs none")
            });
        }
        let Some(schedule) = &relaxation.schedule else {
            continue;
        };
        seen.count("relaxations verified");
        seen.claim(found.bound <= relaxation.cost, || {
            told("cheaper than the bound")
        });
        match relaxation.draft.clone().validate() {
            Ok(relaxed) => {
                seen.claim(medrota::check(&relaxed, schedule).is_feasible(), || {
                    told("its schedule breaks the relaxed problem")
                });
                seen.claim(Naive::new(&relaxed).best() != Truth::Infeasible, || {
                    told("no schedule by enumeration")
                });
            }
            Err(error) => seen
                .wrong
                .push(told(&format!("the relaxed draft is refused: {error}"))),
        }
    }
}

/// What it costs to put somebody somewhere: least and most, against the best schedule that has them there.
fn judge_wish(
    seed: u64,
    naive: &Naive,
    best: i128,
    picks: &[usize],
    dice: &mut Dice,
    seen: &mut Seen,
) {
    let problem = &naive.problem;
    let doctor = DoctorId::new(dice.between(0, problem.doctors().len() - 1));
    let activity = ActivityId::new(dice.between(0, problem.activities().len() - 1));
    let first = PeriodId::new(dice.between(0, problem.horizon().len() - 1));
    let last = PeriodId::new((first.index() + dice.between(0, 1)).min(problem.horizon().len() - 1));
    let wish = Wish {
        doctor,
        activity,
        first,
        last,
        is_there: dice.chance(70),
    };
    // Cells, rule 5: in each period in which the doctor is available and which is not cut.
    // Who chooses an activity chooses the leave within its rotations, too.
    let is_it =
        |other: ActivityId| other == activity || problem.activity(other).leave_of == Some(activity);
    let fulfils = |pick: usize| {
        let choice = &naive.choices[doctor.index()][pick];
        (first.index()..=last.index())
            .filter(|period| choice.reading.free_to_choose[*period])
            .all(|period| {
                choice
                    .pathway
                    .rotation_at(PeriodId::new(period))
                    .is_some_and(|rotation| is_it(rotation.activity))
                    == wish.is_there
            })
    };
    let mut with_wish: Option<i128> = None;
    naive.visit(|picks, value| {
        if fulfils(picks[doctor.index()]) {
            with_wish = with_wish.max(Some(value));
        }
    });
    let schedule = naive.schedule(picks);
    let plan = Plan {
        schedule: &schedule,
        bound: i64::try_from(best).ok(),
    };
    let answer = match seen.survive("why not", || {
        why_not(problem, plan, wish, &questioner(seed))
    }) {
        Some(Ok(answer)) => answer,
        // A wish that chooses nothing is refused.
        Some(Err(error)) if error.is_input() => return seen.count("wishes refused"),
        Some(Err(error)) => {
            return seen
                .wrong
                .push(format!("{} ends in {error}", wish.describe(problem)));
        }
        None => return,
    };
    seen.count("wishes");
    let told = || {
        let (least, most) = (answer.least_cost, answer.most_cost);
        format!(
            "{}: costs {least:?} to {most:?}, impossible: {}; but {with_wish:?} instead of {best}",
            wish.describe(problem),
            answer.is_impossible
        )
    };
    seen.claim(!answer.is_impossible || with_wish.is_none(), told);
    if let Some(with_wish) = with_wish {
        seen.claim(
            answer
                .least_cost
                .is_none_or(|least| i128::from(least) <= best - with_wish),
            told,
        );
        seen.claim(
            answer
                .most_cost
                .is_none_or(|most| best - with_wish <= i128::from(most)),
            told,
        );
        seen.claim(
            answer
                .value_then
                .is_none_or(|then| i128::from(then) <= with_wish),
            told,
        );
    } else {
        seen.claim(answer.schedule.is_none(), told);
    }
}

/// What one more place is worth, against the best schedule with the place.
fn judge_worth(seed: u64, naive: &Naive, best: i128, picks: &[usize], seen: &mut Seen) {
    let problem = &naive.problem;
    let outcome = match seen.survive("solve", || questioner(seed).solve(problem)) {
        Some(Ok(outcome)) => outcome,
        _ => return seen.wrong.push("a solve breaks down".into()),
    };
    let Some(certificate) = outcome.certificate() else {
        return;
    };
    let schedule = naive.schedule(picks);
    let plan = Plan {
        schedule: &schedule,
        bound: i64::try_from(best).ok(),
    };
    let found = match seen.survive("worth", || {
        worth_of_places(problem, plan, certificate, 2, &questioner(seed))
    }) {
        Some(Ok(found)) => found,
        Some(Err(error)) => return seen.wrong.push(format!("worth of places ends in {error}")),
        None => return,
    };
    for worth in found {
        seen.count("worths");
        let Some((least, most)) = worth.gain else {
            continue;
        };
        let mut rows = Rows::new(problem);
        let period_of = |sum: &Sum| match sum {
            Sum::Places { period, .. } => Some(*period),
            Sum::Heads { periods, .. } => periods.first().copied(),
            _ => None,
        };
        for row in rows.rows.iter_mut().filter(|row| row.rule == worth.rule) {
            if period_of(&row.sum).is_some_and(|at| worth.first <= at && at <= worth.last) {
                row.allowed.most = row.allowed.most.map(|most| most + 1);
            }
        }
        let Some(then) = Naive::with_rows(problem, rows).best().value() else {
            continue;
        };
        seen.claim(
            i128::from(least) <= then - best && then - best <= i128::from(most),
            || {
                format!(
                    "{}: gain {least} to {most}, but {best} becomes {then}",
                    worth.describe(problem)
                )
            },
        );
    }
}
