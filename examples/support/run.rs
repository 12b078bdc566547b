//! From a problem to a judged schedule: solve, check, verify, show, write.

use super::load::refuse_warnings;
use super::output::{Line, Penalty, count, line_of, print, tell, write_files};
use super::progress::Display;
use super::results::{Program, Results};
use super::{Done, Ending, Failure, SolveOptions};
use medrota::check::{Report, Subject, Violation};
use medrota::explain::{Audit, audit, quick_audit};
use medrota::report::{Findings, text};
use medrota::solve::Exhausted;
use medrota::{Outcome, Problem, Schedule, Termination, check};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

/// A solve whose outcome has been checked. Its certificate has been verified within the solve, over the diagrams that this had built.
pub(crate) struct Run {
    pub(crate) outcome: Outcome,
    /// The schedule and what `check` says of it, if there is one.
    pub(crate) judged: Option<Judged>,
    pub(crate) seconds: f64,
    /// What the audit found that proves that there is no schedule, a sentence each.
    pub(crate) reasons: Vec<String>,
}

/// A schedule and what `check` says of it.
#[derive(Clone)]
pub(crate) struct Judged {
    pub(crate) schedule: Schedule,
    pub(crate) report: Report,
}

/// A plan that is proven to be this near to the best there can be is not worth a minute more of waiting.
const AS_GOOD_AS_PROVEN: f64 = 0.0005;

/// Time for a problem that the audit has refuted.
const WHEN_REFUTED: Duration = Duration::from_secs(3);

/// Solves, then judges the outcome by what does not depend on the engine.
///
/// Refuses a schedule that breaks a hard rule or has another value than the engine said. A certificate that does not prove its claim never leaves
/// the solve; to verify it from the problem alone would build all diagrams anew, beyond the time limit, so that is left to the program `check`.
pub(crate) fn judge(problem: &Problem, options: &SolveOptions) -> Result<Run, Failure> {
    let began = Instant::now();
    let mut reasons = proofs_of(problem, &quick_audit(problem));
    let mut solver = options.solver();
    // What is left to find then is a certificate and the schedule that comes nearest. A work limit alone gets no clock: it promises the same result
    // on any machine.
    let clock = match (solver.options().time_limit, solver.options().work_limit) {
        (None, Some(_)) => None,
        (limit, _) => Some(limit.unwrap_or(WHEN_REFUTED).min(WHEN_REFUTED)),
    };
    if let Some(clock) = clock.filter(|_| !reasons.is_empty()) {
        solver = solver.time_limit(clock);
    }
    // The limit is for the audit, too.
    if let Some(limit) = solver.options().time_limit {
        solver = solver.time_limit(limit.saturating_sub(began.elapsed()));
    }
    let (solver, display) = Display::attach(solver);
    let outcome = solver.solve(problem);
    display.finish();
    let outcome = outcome?;
    let seconds = began.elapsed().as_secs_f64();
    let judged = match &outcome.schedule {
        Some(schedule) => Some(Judged {
            schedule: schedule.clone(),
            report: judged_report(problem, schedule, outcome.value)?,
        }),
        None => None,
    };
    // Totals that do not meet are found over diagrams, so the quick part of the audit does not know of them.
    if reasons.is_empty() && outcome.exhausted == Some(Exhausted::Totals) {
        reasons = proofs_of(problem, &audit(problem));
    }
    if judged.is_some() && !reasons.is_empty() {
        return Err(format!(
            "the audit says that there is no schedule, and there is one: {}",
            reasons.join(" ")
        )
        .into());
    }
    Ok(Run {
        outcome,
        judged,
        seconds,
        reasons,
    })
}

/// What an audit proves, a sentence each.
fn proofs_of(problem: &Problem, audit: &Audit) -> Vec<String> {
    let findings = audit.findings.iter();
    let proofs = findings.filter(|finding| finding.proves_infeasible);
    proofs.map(|finding| finding.describe(problem)).collect()
}

fn judged_report(
    problem: &Problem,
    schedule: &Schedule,
    claimed: Option<i64>,
) -> Result<Report, Failure> {
    let report = check(problem, schedule);
    if let Some(first) = report.violations.first() {
        let rule = problem.rule_key(first.rule);
        return Err(format!(
            "the engine's schedule breaks {} hard rules, the first of them {rule:?}",
            report.violations.len()
        )
        .into());
    }
    if claimed.is_some_and(|claimed| claimed != report.value) {
        return Err(format!(
            "the engine says its schedule is worth {claimed:?}, check says {}",
            report.value
        )
        .into());
    }
    Ok(report)
}

/// Solves, checks, verifies, writes what the options ask for and shows a summary, in this order; `accept` sees the schedule before
/// anything of it is written or reported and may refuse it. `inputs` are the files that this run reads and must not replace.
pub(crate) fn plan(
    problem: &Problem,
    options: &SolveOptions,
    inputs: &[&Path],
    accept: impl FnOnce(&Judged) -> Result<(), Failure>,
) -> Done {
    if options.gap.is_some() || options.work_limit.is_some() {
        return solve_and_show(problem, options, inputs, None, accept);
    }
    solve_and_show(
        problem,
        &SolveOptions {
            gap: Some(AS_GOOD_AS_PROVEN),
            ..options.clone()
        },
        inputs,
        None,
        accept,
    )
}

/// The same for a problem whose publishers minimise a penalty: `constant` less the value. Penalty and bound are shown as such, too.
pub(crate) fn plan_penalty(
    problem: &Problem,
    options: &SolveOptions,
    inputs: &[&Path],
    constant: i64,
    accept: impl FnOnce(&Judged) -> Result<(), Failure>,
) -> Done {
    solve_and_show(problem, options, inputs, Some(constant), accept)
}

fn solve_and_show(
    problem: &Problem,
    options: &SolveOptions,
    inputs: &[&Path],
    constant: Option<i64>,
    accept: impl FnOnce(&Judged) -> Result<(), Failure>,
) -> Done {
    if options.strict
        && let Err(failure) = refuse_warnings(problem)
    {
        return refuse(options, failure);
    }
    let results = match Results::open(Program::Plan, options.output.out.as_deref(), inputs) {
        Ok(results) => results,
        Err(failure) => return refuse(options, failure),
    };
    let run = match judge(problem, options) {
        Ok(run) => run,
        Err(failure) => return refuse(options, failure),
    };
    if let Some(judged) = &run.judged
        && let Err(failure) = accept(judged)
    {
        return refuse(options, failure);
    }
    let ending = ending(&run);
    let is_kept = ending == Ending::NothingFound && results.keeps_older()?;
    let written = if is_kept {
        Ok(())
    } else {
        results.write(|folder| write_files(folder, problem, &run, options))
    };
    show(problem, options, &run, !is_kept)?;
    let penalty = constant.map(|constant| Penalty::new(constant, &run));
    if let Some(penalty) = &penalty {
        print(&penalty.sentence(&run))?;
    }
    if options.output.json {
        print(
            &Line {
                penalty,
                ..line_of(&run)
            }
            .to_json(),
        )?;
    }
    written?;
    Ok(ending)
}

/// Nothing of a refused schedule is shown, but whoever reads the last line learns that the run failed.
fn refuse(options: &SolveOptions, failure: Failure) -> Done {
    tell(&failure.to_string());
    if options.output.json {
        print(&Line::failed().to_json())?;
    }
    Ok(Ending::Failed)
}

/// Rules that are named of those which the nearest schedule breaks.
const NAMED_RULES: usize = 5;

/// What a schedule breaks of one rule.
#[derive(Default)]
struct Broken<'a> {
    times: usize,
    amount: i64,
    doctors: BTreeSet<&'a str>,
    unit: &'static str,
}

impl<'a> Broken<'a> {
    fn add(&mut self, violation: &Violation, problem: &'a Problem) {
        self.times += 1;
        self.amount = self.amount.saturating_add(violation.amount);
        let sum = Violation {
            amount: self.amount,
            ..*violation
        };
        self.unit = sum.unit(problem);
        if let Subject::Doctor(doctor) = violation.subject
            && let Some(doctor) = problem.doctors().get(doctor.index())
        {
            self.doctors.insert(doctor.key.as_str());
        }
    }

    /// How often, by how much of what, and for how many people.
    fn describe(&self, rule: &str) -> String {
        let Self { amount, unit, .. } = self;
        let people = match self.doctors.len() {
            0 => String::new(),
            number => format!(" for {}", count(number, "doctor")),
        };
        match self.times {
            1 => format!("{rule} once, by {amount} {unit}{people}"),
            times => format!("{rule} {times} times, by {amount} {unit} in all{people}"),
        }
    }
}

/// What the schedule that came nearest breaks, by rule, the worst first.
fn nearest_breaks(problem: &Problem, nearest: &Schedule) -> String {
    let mut by_rule: BTreeMap<&str, Broken<'_>> = BTreeMap::new();
    for violation in &check(problem, nearest).violations {
        let rule = problem.rule_key(violation.rule);
        by_rule.entry(rule).or_default().add(violation, problem);
    }
    let mut rules: Vec<(&str, Broken<'_>)> = by_rule.into_iter().collect();
    rules.sort_by_key(|(rule, broken)| (std::cmp::Reverse(broken.amount), *rule));
    let named: Vec<String> = rules
        .iter()
        .take(NAMED_RULES)
        .map(|(rule, broken)| broken.describe(rule))
        .collect();
    let more = rules.len().saturating_sub(NAMED_RULES);
    let others = if more > 0 {
        format!(", and {}", count(more, "more rule"))
    } else {
        String::new()
    };
    format!(
        "the nearest schedule found breaks {}{others}",
        named.join("; ")
    )
}

fn show(
    problem: &Problem,
    options: &SolveOptions,
    run: &Run,
    is_written: bool,
) -> Result<(), Failure> {
    let outcome = &run.outcome;
    let Some(judged) = &run.judged else {
        let evidence = outcome.evidence().describe();
        let bound = outcome.bound.map_or_else(String::new, |bound| {
            format!("; none is worth more than {bound} ({evidence})")
        });
        print(&match outcome.termination {
            Termination::Infeasible => format!(
                "{}: proven that no schedule keeps the hard rules ({evidence})",
                problem.name()
            ),
            _ if !run.reasons.is_empty() => format!(
                "{}: proven that no schedule keeps the hard rules (by the audit)",
                problem.name()
            ),
            other => format!(
                "{}: no schedule found ({}){bound}",
                problem.name(),
                other.as_str()
            ),
        })?;
        for reason in &run.reasons {
            print(&format!("  {reason}"))?;
        }
        if let Some(nearest) = &outcome.nearest {
            print(&nearest_breaks(problem, nearest))?;
            if let Some(out) = options.output.out.as_ref().filter(|_| is_written) {
                print(&format!(
                    "it is in {}: nearest.html shows it, nearest.csv is for a spreadsheet",
                    out.display()
                ))?;
            }
        }
        return print(
            "next: explain PROBLEM says why and what would mend it; explain --shortfall PROBLEM, as much as can be had",
        );
    };
    print(&text::summary(&findings(
        problem,
        judged,
        run,
        options.engine.as_str(),
    )))?;
    match outcome.termination {
        Termination::GapReached => print(&format!(
            "as good as proven: no schedule is worth {} % more; --gap 0 goes on until it is proven that none is worth more",
            100.0 * options.gap.unwrap_or(0.0)
        )),
        _ => Ok(()),
    }
}

/// What the reports show of a run.
pub(crate) fn findings<'a>(
    problem: &'a Problem,
    judged: &'a Judged,
    run: &'a Run,
    engine: &'a str,
) -> Findings<'a> {
    Findings::new(problem, &judged.schedule, &judged.report)
        .with_outcome(&run.outcome)
        .engine(engine)
        .seconds(run.seconds)
}

fn ending(
    Run {
        outcome, reasons, ..
    }: &Run,
) -> Ending {
    if outcome.schedule.is_some() {
        if outcome.termination == Termination::Cancelled {
            Ending::Stopped
        } else {
            Ending::Solved
        }
    } else if outcome.termination == Termination::Infeasible || !reasons.is_empty() {
        Ending::Infeasible
    } else {
        Ending::NothingFound
    }
}
