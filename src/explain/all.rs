//! Everything that can be found out about a problem that does not fit, one answer after the other.

use super::audit::{look_at_pathways, quick_audit};
use super::conflict::{Conflict, ConflictOptions, conflicts_told, questioner};
use super::explanation::Explanation;
use super::finding::Finding;
use super::relax::{Relaxation, RelaxationOptions, RelaxationPrices, relaxations_told};
use crate::clock::Instant;
use crate::error::Result;
use crate::problem::Problem;
use crate::solve::Solver;
use std::time::Duration;

/// How to explain a problem.
///
/// ```
/// use medrota::explain::{ExplanationOptions, RelaxationPrices};
///
/// let options = ExplanationOptions::default().conflicts(2).relaxations(3).never("capacity/surgery");
/// assert_eq!((options.conflicts, options.never.len()), (2, 1));
/// assert!(RelaxationPrices::default().are_in_range());
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExplanationOptions {
    /// Most conflicts; none are looked for with 0.
    pub conflicts: usize,
    /// Most relaxations; none are looked for with 0.
    pub relaxations: usize,
    /// What may be given up, and at what price.
    pub prices: RelaxationPrices,
    /// Ids of rules that are never negotiable.
    pub never: Vec<String>,
    /// Work limit, seed and threads of each question. Its time limit is for everything together: the audit is told in any case, conflicts have at most half of what
    /// is left, relaxations the rest. Without one the work of all questions together is limited, and the same answers come out everywhere.
    pub solver: Solver,
}

impl Default for ExplanationOptions {
    /// Three conflicts, three relaxations, no clock.
    fn default() -> Self {
        Self {
            conflicts: 3,
            relaxations: 3,
            prices: RelaxationPrices::default(),
            never: Vec::new(),
            solver: questioner(),
        }
    }
}

impl ExplanationOptions {
    /// Sets the number of conflicts to look for; none with 0.
    #[must_use]
    pub fn conflicts(mut self, conflicts: usize) -> Self {
        self.conflicts = conflicts;
        self
    }
    /// Sets the number of relaxations to look for; none with 0.
    #[must_use]
    pub fn relaxations(mut self, relaxations: usize) -> Self {
        self.relaxations = relaxations;
        self
    }
    /// Sets what may be given up, and at what price.
    #[must_use]
    pub fn prices(mut self, prices: RelaxationPrices) -> Self {
        self.prices = prices;
        self
    }
    /// Adds a rule that is never negotiable.
    #[must_use]
    pub fn never(mut self, rule: impl Into<String>) -> Self {
        self.never.push(rule.into());
        self
    }
    /// Sets who answers single questions.
    #[must_use]
    pub fn solver(mut self, solver: Solver) -> Self {
        self.solver = solver;
        self
    }
}

/// An answer, as soon as it is known.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
/// use medrota::explain::{Answered, ExplanationOptions, explain};
///
/// // Answers come one by one, the quick ones first.
/// explain(&problem, &ExplanationOptions::default(), |answer| {
///     if let Answered::Finding(finding) = answer {
///         println!("{}", finding.describe(&problem));
///     }
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Answered<'a> {
    /// A finding of the audit.
    Finding(&'a Finding),
    /// A conflict.
    Conflict(&'a Conflict),
    /// A way to make the problem fit, cheaper than those before it or another one.
    Relaxation(&'a Relaxation),
}

/// Part of the time that conflicts may take, if relaxations are asked for as well.
const SHARE_OF_CONFLICTS: f64 = 0.5;
/// Part of the time that diagrams of the audit may take.
const SHARE_OF_AUDIT: f64 = 0.2;

/// Finds out why a problem does not fit and how it would: the audit, conflicts, relaxations. Each answer is handed to `tell` when it is known.
///
/// ```
/// use medrota::ProblemBuilder;
/// use medrota::explain::{Answered, ExplanationOptions, explain};
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
///     .department("surgery", 1)
///     .doctor("ana")
///     .doctor("ben")
///     .requirement("surgery", &["surgery"], 3)
///     .build()?;
/// let mut first = None;
/// let explanation = explain(&problem, &ExplanationOptions::default(), |answer| {
///     if let (None, Answered::Finding(finding)) = (&first, answer) {
///         first = Some(finding.describe(&problem));
///     }
/// })?;
/// assert!(first.is_some_and(|first| first.contains("2 short")));
/// assert_eq!(explanation.is_feasible(), Some(false));
/// assert_eq!(explanation.relaxations.relaxations[0].cost, 20);
/// # Ok::<(), medrota::Error>(())
/// ```
///
/// # Errors
/// As [`conflicts`](super::conflicts) and [`relaxations`](super::relaxations).
pub fn explain(
    problem: &Problem,
    options: &ExplanationOptions,
    mut tell: impl FnMut(Answered<'_>),
) -> Result<Explanation> {
    let asked = RelaxationOptions {
        prices: options.prices,
        never: options.never.clone(),
        most: options.relaxations,
        solver: options.solver.clone(),
        held: Vec::new(),
    };
    asked.ensure_known(problem)?;
    let mut asking = Asking {
        problem,
        options,
        clock: Clock {
            began: Instant::now(),
            limit: options.solver.options().time_limit,
        },
        explanation: Explanation::default(),
    };
    asking.audit(&mut tell);
    if options.conflicts > 0 {
        asking.conflicts(&mut tell)?;
    }
    let fits = asking.explanation.is_feasible() == Some(true);
    if options.relaxations > 0 && !fits && !asking.is_cancelled() {
        asking.relaxations(asked, &mut tell)?;
    }
    let is_cut = asking.is_cancelled() || asking.clock.is_over(asking.clock.limit);
    Ok(Explanation {
        is_cut,
        ..asking.explanation
    })
}

/// The questions, and what has been answered.
struct Asking<'a> {
    problem: &'a Problem,
    options: &'a ExplanationOptions,
    clock: Clock,
    explanation: Explanation,
}

impl Asking<'_> {
    fn is_cancelled(&self) -> bool {
        self.options.solver.options().cancel.is_cancelled()
    }

    /// The quick part of the audit is told in any case, before diagrams are built.
    fn audit(&mut self, tell: &mut impl FnMut(Answered<'_>)) {
        let mut told = |findings: &[Finding]| {
            let findings = findings.iter();
            findings.for_each(|finding| tell(Answered::Finding(finding)));
        };
        let mut audit = quick_audit(self.problem);
        told(&audit.findings);
        let late = self.clock.share(SHARE_OF_AUDIT);
        let known = audit.findings.len();
        look_at_pathways(self.problem, &mut audit, &|| {
            self.is_cancelled() || self.clock.is_over(late)
        });
        told(&audit.findings[known..]);
        self.explanation.audit = audit;
    }

    fn conflicts(&mut self, tell: &mut impl FnMut(Answered<'_>)) -> Result<()> {
        let share = if self.options.relaxations > 0 {
            SHARE_OF_CONFLICTS
        } else {
            1.0
        };
        let asked = ConflictOptions {
            most: self.options.conflicts,
            solver: self.clock.limited(&self.options.solver, share),
        };
        self.explanation.conflicts = conflicts_told(self.problem, &asked, &mut |conflict| {
            tell(Answered::Conflict(conflict));
        })?;
        Ok(())
    }

    fn relaxations(
        &mut self,
        asked: RelaxationOptions,
        tell: &mut impl FnMut(Answered<'_>),
    ) -> Result<()> {
        let asked = RelaxationOptions {
            solver: self.clock.limited(&self.options.solver, 1.0),
            ..asked
        };
        let conflicts = self.explanation.conflicts.conflicts.iter();
        let known: Vec<_> = conflicts
            .flat_map(|conflict| conflict.parts.iter().copied())
            .collect();
        self.explanation.relaxations =
            relaxations_told(self.problem, &asked, &known, &mut |relaxation| {
                tell(Answered::Relaxation(relaxation));
            })?;
        Ok(())
    }
}

/// The time of all answers together.
struct Clock {
    began: Instant,
    limit: Option<Duration>,
}

impl Clock {
    /// True if so much time since the beginning has passed.
    fn is_over(&self, time: Option<Duration>) -> bool {
        time.is_some_and(|time| self.began.elapsed() >= time)
    }
    /// Time since the beginning at which a part of what is left is over.
    fn share(&self, share: f64) -> Option<Duration> {
        let elapsed = self.began.elapsed();
        self.limit
            .map(|limit| elapsed + limit.saturating_sub(elapsed).mul_f64(share))
    }
    /// The solver with a part of what is left.
    fn limited(&self, solver: &Solver, share: f64) -> Solver {
        match self.limit {
            Some(limit) => solver
                .clone()
                .time_limit(limit.saturating_sub(self.began.elapsed()).mul_f64(share)),
            None => solver.clone(),
        }
    }
}
