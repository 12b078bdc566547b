//! What `replan` adds to a replanning: changes from files and options, swaps as they stand, and what would have to be waived.

use super::support::{Failure, is_stopped, print, stop_token, tell};
use medrota::explain::{ConflictOptions, RelaxationOptions};
use medrota::ids::DoctorId;
use medrota::problem::RuleDraft;
use medrota::replan::{Ending, Replan, Replanned, WayOut, swap};
use medrota::scenario::{Change, Scenario};
use medrota::{Problem, Solver};
use serde::Serialize;
use std::collections::HashSet;
use std::path::Path;

/// A swap as it is written on the command line: `ANA,BEN,2026-10-04,2026-10-17`, with semicolons where a name has a comma.
pub(crate) fn read_swap(text: &str) -> Result<Change, String> {
    let between = if text.contains(';') { ';' } else { ',' };
    let words: Vec<&str> = text.split(between).map(str::trim).collect();
    let [doctor, with, from, to] = words.as_slice() else {
        return Err(format!(
            "{text:?} is not two doctors and two days, such as Ana Berg,Ben Okafor,2026-10-04,2026-10-17"
        ));
    };
    Ok(Change::Swap {
        doctor: (*doctor).into(),
        with: (*with).into(),
        from: (*from).into(),
        to: (*to).into(),
    })
}

/// The changes of a file, if there is one, and those of options, all by ids.
pub(crate) fn changes(
    problem: &Problem,
    path: Option<&Path>,
    swaps: &[Change],
) -> Result<Option<Scenario>, Failure> {
    let scenario = path.map(Scenario::from_path).transpose()?;
    if swaps.is_empty() {
        return Ok(scenario
            .map(|scenario| scenario.resolve_names(problem))
            .transpose()?);
    }
    let words: Vec<String> = swaps.iter().map(ToString::to_string).collect();
    let scenario = scenario.unwrap_or_else(|| Scenario::new(&words.join(", "), Vec::new()));
    let all = swaps.iter().cloned().fold(scenario, Scenario::with);
    Ok(Some(all.resolve_names(problem)?))
}

/// Says what each swap breaks and costs if nobody else moves.
pub(crate) fn judge_swaps(problem: &Problem, scenario: &Scenario) -> Result<(), Failure> {
    let Some(published) = problem.published() else {
        return Ok(());
    };
    let horizon = problem.horizon();
    for change in &scenario.changes {
        let Change::Swap {
            doctor,
            with,
            from,
            to,
        } = change
        else {
            continue;
        };
        let doctors: Vec<DoctorId> = [doctor, with]
            .into_iter()
            .filter_map(|key| problem.find_doctor(key))
            .collect();
        let span = horizon
            .moment(from)
            .ok()
            .zip(horizon.moment(to).ok())
            .map(|(from, to)| horizon.covered(from.0, to.1));
        let periods = span.unwrap_or_default();
        let ([one, other], Some(first), Some(last)) =
            (doctors.as_slice(), periods.first(), periods.last())
        else {
            continue;
        };
        let swapped = swap(problem, published, [*one, *other], [first.0, last.0])?;
        let broken: Vec<String> = swapped
            .newly_broken
            .iter()
            .map(|violation| format!("\n  {}", violation.describe(problem)))
            .collect();
        let breaks = if broken.is_empty() {
            "breaks nothing".to_owned()
        } else {
            format!("breaks{}", broken.concat())
        };
        print(&format!(
            "If nobody else moves, {}: value {:+}, {breaks}\n",
            change.describe(problem),
            swapped.value_change
        ))?;
    }
    Ok(())
}

/// Whoever withdraws never came. Who was there already has left, which is another change.
pub(crate) fn warn_of_withdrawals(problem: &Problem, scenario: &Scenario, today: Option<&str>) {
    let horizon = problem.horizon();
    let today = today.and_then(|date| horizon.moment(date).ok());
    let (Some((today, _)), Some(published)) = (today, problem.published()) else {
        return;
    };
    for change in &scenario.changes {
        let Change::Withdraw { doctor } = change else {
            continue;
        };
        let Some(id) = problem.find_doctor(doctor) else {
            continue;
        };
        let begun = published
            .pathway(id)
            .rotations()
            .iter()
            .find(|rotation| horizon.span(rotation.first).first < today);
        if let Some(rotation) = begun {
            tell(&format!(
                "{}: {} has been there since {}, and what was done until now goes, too; leave_programme keeps it",
                change.describe(problem),
                problem.doctor(id).name,
                horizon.span(rotation.first).first.date
            ));
        }
    }
}

/// A way out in the line of `--json`.
#[derive(Serialize)]
pub(crate) struct WayLine {
    cost: i64,
    what: Vec<String>,
    doctors_changed: usize,
    doctors_changed_bound: usize,
}

impl WayLine {
    pub(crate) fn new(way: &WayOut) -> Self {
        Self {
            cost: way.cost,
            what: way
                .given
                .iter()
                .map(|given| given.concession.describe(&way.asked))
                .collect(),
            doctors_changed: way.replanned.doctors_changed(),
            doctors_changed_bound: way.replanned.floor.doctors,
        }
    }
}

/// What is known of a replanning that is impossible.
#[derive(Default)]
pub(crate) struct Impossible {
    /// What cannot hold together.
    pub(crate) reasons: Vec<String>,
    /// What would have to be waived, cheapest first.
    pub(crate) ways: Vec<WayOut>,
}

/// Why a replanning is impossible, which is told as soon as it is known, and what would have to be waived; what the changes ask for is not given up.
pub(crate) fn impossible(
    before: &Problem,
    replan: &Replan,
    replanned: &mut Replanned,
    most: usize,
    (solver, max_changes): (&Solver, Option<usize>),
) -> Result<Impossible, Failure> {
    // Too few doctors who may be disturbed are no rule that could be waived.
    let is_limit = max_changes.is_some_and(|max| replanned.floor.doctors > max);
    if replanned.ending == Ending::Mended || is_limit || is_stopped() {
        return Ok(Impossible::default());
    }
    let why = ConflictOptions::default();
    let why = why.clone().solver(questioner(&why.solver, solver, 4));
    let reasons = replan.in_the_way(&why)?;
    for reason in &reasons {
        tell(&format!("in the way: {reason}"));
    }
    // Where none was found a conflict is the proof that there is none.
    if !reasons.is_empty() {
        replanned.ending = Ending::Infeasible;
    }
    if most == 0 || replanned.ending != Ending::Infeasible {
        return Ok(Impossible {
            reasons,
            ways: Vec::new(),
        });
    }
    let known: HashSet<&str> = before.draft().rules.iter().map(RuleDraft::id).collect();
    let added = replan
        .problem()
        .draft()
        .rules
        .iter()
        .map(RuleDraft::id)
        .filter(|id| !known.contains(id));
    let defaults = RelaxationOptions::default();
    let questions = questioner(&defaults.solver, solver, 2);
    let options = added.fold(defaults.most(most).solver(questions), |options, rule| {
        options.never(rule)
    });
    // Each way is mended for itself.
    let mender = solver.options().time_limit.map_or_else(
        || solver.clone(),
        |limit| solver.clone().time_limit(limit / 3),
    );
    let ways = replan.ways_out(&options, &mender)?;
    Ok(Impossible { reasons, ways })
}

/// Who answers questions: part of the time that was given for the mending; with a work limit no clock says what is found.
fn questioner(usual: &Solver, given: &Solver, part: u32) -> Solver {
    let given = given.options();
    let questions = usual
        .clone()
        .seed(given.seed)
        .threads(given.threads)
        .cancel_token(stop_token());
    match given.time_limit {
        Some(limit) => questions.time_limit(limit / part),
        None => questions,
    }
}
