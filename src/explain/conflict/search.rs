//! Looking for conflicts, one after another.

use super::super::chosen::without;
use super::super::oracle::{Oracle, Proof, Verdict};
use super::super::part::{Part, parts};
use super::conflict::{Conflict, Conflicts};
use super::shrink::{needed, shrink, with_calendars};
use super::suspects::suspects;
use crate::check::check;
use crate::error::Result;
use crate::problem::Problem;
use crate::solve::Solver;

/// How to look for conflicts.
///
/// ```
/// use medrota::{Solver, explain::ConflictOptions};
///
/// let options = ConflictOptions::default().most(3).solver(Solver::new().work_limit(5_000));
/// assert_eq!(options.most, 3);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConflictOptions {
    /// Most conflicts; no two share a part.
    pub most: usize,
    /// Work limit, seed and threads of each question, and the time limit of all of them. The default has a work limit and no clock, so that the same conflicts are found
    /// on every machine.
    pub solver: Solver,
}

/// Work of one question.
pub(in crate::explain) const WORK: u64 = 30_000;
/// Columns of a flow programme that is solved to its end.
const COLUMNS: usize = 1_500;

/// The solver that answers single questions unless another one is given: no clock, a work limit.
pub(in crate::explain) fn questioner() -> Solver {
    Solver::new()
        .no_time_limit()
        .work_limit(WORK)
        .flow_column_limit(COLUMNS)
}

impl Default for ConflictOptions {
    /// One conflict.
    fn default() -> Self {
        Self {
            most: 1,
            solver: questioner(),
        }
    }
}

impl ConflictOptions {
    /// Sets the number of conflicts to look for.
    #[must_use]
    pub fn most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }
    /// Sets who answers single questions.
    #[must_use]
    pub fn solver(mut self, solver: Solver) -> Self {
        self.solver = solver;
        self
    }
}

/// Finds out why there is no schedule: smallest sets of [parts](Part) that cannot hold together.
///
/// A doctor without a pathway is in conflict with the doctor's own rules; other conflicts come from bottlenecks of the
/// audit or from the prices that prove the problem infeasible, and are shrunk by solving smaller and smaller problems. A part counts as
/// needed only if a checked schedule keeps all the others. The same problem and options give the same conflicts.
///
/// No conflict is returned where the problem has a schedule, or where nothing could be proven within the limits:
/// [`Conflicts::rest_is_feasible`] tells the two apart. All questions together have a limit as well, in units of work and arcs of diagrams, and the solver's time limit and cancel
/// token are for the whole search: once it is over, what was proven by then is told, and parts that were not asked about are said not to be known to be needed.
///
/// ```
/// use medrota::ProblemBuilder;
/// use medrota::explain::{ConflictOptions, conflicts};
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
///     .department("surgery", 1)
///     .department("maternity", 3)
///     .doctor("ana")
///     .doctor("ben")
///     .requirement("surgery", &["surgery"], 3)
///     .requirement("maternity", &["maternity"], 1)
///     .build()?;
/// let found = conflicts(&problem, &ConflictOptions::default())?;
/// assert!(found.conflicts[0].is_minimal());
/// assert!(found.conflicts[0].describe(&problem).contains("rule \"surgery\" for ana, ben"));
/// assert_eq!(found.rest_is_feasible, Some(true));
/// # Ok::<(), medrota::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Option`](crate::ErrorKind::Option) for an option of the solver outside its range,
/// [`ErrorKind::Backend`](crate::ErrorKind::Backend) if an engine breaks.
///
/// # Complexity
/// For each conflict of k out of n parts about k · log(n / k) solves of problems that shrink to the k parts.
pub fn conflicts(problem: &Problem, options: &ConflictOptions) -> Result<Conflicts> {
    conflicts_told(problem, options, &mut |_| {})
}

/// As [`conflicts`]; each is handed to `tell` when it is known.
pub(in crate::explain) fn conflicts_told(
    problem: &Problem,
    options: &ConflictOptions,
    tell: &mut dyn FnMut(&Conflict),
) -> Result<Conflicts> {
    let mut oracle = Oracle::new(problem, &options.solver);
    let mut found = Conflicts::default();
    let mut left = parts(problem);
    loop {
        let trusted = !oracle.is_backend_wrong;
        let (start, verdict) = suspects(&mut oracle, &left)?;
        if !verdict.is_infeasible() {
            // With all parts the question is the whole problem, so that its schedule is one of the problem.
            let is_schedule =
                |schedule| !found.conflicts.is_empty() || check(problem, schedule).is_feasible();
            found.rest_is_feasible =
                matches!(&verdict, Verdict::Feasible(schedule) if is_schedule(schedule))
                    .then_some(true);
            break;
        }
        if found.conflicts.len() >= options.most {
            found.rest_is_feasible = Some(false);
            break;
        }
        match conclude(&mut oracle, &start, &left)? {
            Some(conflict) => {
                left = without(&left, &conflict.parts);
                oracle
                    .given_up
                    .extend(conflict.parts.iter().filter(|part| part.is_of_calendar()));
                oracle.forget_proofs();
                tell(&conflict);
                found.conflicts.push(conflict);
            }
            // A schedule was found where a backend had said that there is none: once more without its word.
            None if trusted && oracle.is_backend_wrong => {}
            None => {
                // There was no time to find out which parts are in the way: that some are is proven.
                let is_proven = matches!(
                    verdict,
                    Verdict::Infeasible(Proof::Certificate | Proof::Enumeration | Proof::Totals, _)
                );
                found.rest_is_feasible = (is_proven && oracle.is_over()).then_some(false);
                break;
            }
        }
    }
    found.solves = oracle.solves;
    crate::trace::debug!(
        conflicts = found.conflicts.len(),
        solves = found.solves,
        "conflicts done"
    );
    Ok(found)
}

/// The conflict within parts that conflict, proven as it will be told; `None` if that cannot be done.
fn conclude(oracle: &mut Oracle<'_>, start: &[Part], left: &[Part]) -> Result<Option<Conflict>> {
    let parts = shrink(oracle, start)?;
    let Some(parts) = with_calendars(oracle, parts, left)? else {
        return Ok(None);
    };
    let (parts, is_needed) = needed(oracle, parts)?;
    // The set was proven to conflict on the way here, and proofs are kept: whatever else comes back is a contradiction.
    let Verdict::Infeasible(proof, certificate) =
        oracle.at_last(|oracle| oracle.ask_alone(&parts))?
    else {
        return Ok(None);
    };
    if !oracle.at_last(|oracle| oracle.ask(&parts))?.is_infeasible() {
        return Ok(None);
    }
    let problem = oracle.write_alone(&parts)?.problem;
    Ok(Some(Conflict {
        parts,
        is_needed,
        proof,
        problem,
        certificate,
    }))
}
