//! What may be given up, and at what price.

use super::super::conflict::questioner;
use super::super::part::Part;
use crate::error::{Error, Result, nearest};
use crate::ids::RuleId;
use crate::problem::{Problem, RequirementLimits, Rule};
use crate::solve::Solver;

/// Prices of what a relaxation gives up; `None` for what is never given up.
///
/// ```
/// use medrota::explain::RelaxationPrices;
///
/// // No dates are given up, whatever it costs.
/// let prices = RelaxationPrices { date: None, ..RelaxationPrices::default() };
/// assert!(prices.are_in_range());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct RelaxationPrices {
    /// One place more (or one doctor fewer than the least) in a department or activity and period, or in a slot of an event.
    pub place: Option<i64>,
    /// One unit of a requirement that is not fulfilled, or exceeded.
    pub amount: Option<i64>,
    /// One period in which a doctor is there before arrival, after departure or during a leave.
    pub date: Option<i64>,
    /// One unit of breach of any other rule, a period without role, language or document included.
    pub rule: Option<i64>,
}

impl Default for RelaxationPrices {
    /// A place or a period of a stay 10, a unit of a requirement 15, a unit of any other rule 20.
    fn default() -> Self {
        Self {
            place: Some(10),
            amount: Some(15),
            date: Some(10),
            rule: Some(20),
        }
    }
}

impl RelaxationPrices {
    /// The greatest price.
    pub const MOST: i64 = 50_000;

    /// True if every price lies between 0 and [`Self::MOST`].
    #[must_use]
    pub fn are_in_range(&self) -> bool {
        [self.place, self.amount, self.date, self.rule]
            .into_iter()
            .flatten()
            .all(|price| (0..=Self::MOST).contains(&price))
    }
    /// The price of a unit of the part.
    #[must_use]
    pub fn of(&self, problem: &Problem, part: Part) -> Option<i64> {
        match part {
            Part::Places { .. } | Part::Event { .. } => self.place,
            Part::Stay { .. } | Part::Leaves { .. } => self.date,
            Part::Rule { rule, .. } if matches!(problem.rule(rule), Rule::Requirement(_)) => {
                // Where the amount is soft already only limits of rotations are hard, which have no unit.
                let is_hard = |limits: &RequirementLimits| limits.weight.is_none();
                let Rule::Requirement(data) = problem.rule(rule) else {
                    return None;
                };
                self.amount
                    .filter(|_| is_hard(problem.requirement(data.requirement)))
            }
            // Who attends is said by the event's own filter.
            Part::Attendance { .. } => None,
            Part::Rule { .. } | Part::Shared { .. } | Part::Eligibility { .. } => self.rule,
        }
    }
}

/// How to look for relaxations.
///
/// ```
/// use medrota::explain::RelaxationOptions;
///
/// let options = RelaxationOptions::default().most(1).never("capacity/surgery");
/// assert_eq!((options.most, options.never[0].as_str()), (1, "capacity/surgery"));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RelaxationOptions {
    /// Prices.
    pub prices: RelaxationPrices,
    /// Ids of rules that are never negotiable; `availability` stands for stays and leaves, `eligibility` for role, language and tags.
    pub never: Vec<String>,
    /// Most relaxations.
    pub most: usize,
    /// Limits of each question, as in [`ConflictOptions`](super::super::ConflictOptions).
    pub solver: Solver,
    /// Rules that stand for what has to stay, and are never negotiable either.
    pub(crate) held: Vec<RuleId>,
}

impl Default for RelaxationOptions {
    /// The three cheapest, at default prices.
    fn default() -> Self {
        Self {
            prices: RelaxationPrices::default(),
            never: Vec::new(),
            most: 3,
            solver: questioner(),
            held: Vec::new(),
        }
    }
}

impl RelaxationOptions {
    /// Sets the prices.
    #[must_use]
    pub fn prices(mut self, prices: RelaxationPrices) -> Self {
        self.prices = prices;
        self
    }
    /// Adds a rule that is never negotiable. An id that the problem does not have is an error when it is asked about.
    #[must_use]
    pub fn never(mut self, rule: impl Into<String>) -> Self {
        self.never.push(rule.into());
        self
    }
    /// Sets the number of relaxations to look for.
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

    /// Refuses ids of rules that the problem does not have: after a slip of the pen the rule that was meant would be given up.
    pub(in crate::explain) fn ensure_known(&self, problem: &Problem) -> Result<()> {
        for never in &self.never {
            // Rows that turn a rule off, or that become several rules, are no rules of the problem themselves.
            let is_row = || problem.draft().rules.iter().any(|row| row.id() == never);
            if matches!(never.as_str(), "availability" | "eligibility")
                || problem.find_rule(never).is_some()
                || is_row()
            {
                continue;
            }
            let near = nearest(never, problem.rules().map(|(id, _)| problem.rule_key(id)));
            let near = near.map_or_else(String::new, |near| format!("; is {near:?} meant?"));
            return Err(Error::option(format!(
                "there is no rule {never:?} that could never be given up{near}"
            )));
        }
        Ok(())
    }

    /// The price of a unit of a part that may be given up.
    pub(super) fn price(&self, problem: &Problem, part: Part) -> Option<i64> {
        let is_never = part.rule(problem).is_some_and(|rule| {
            self.held.contains(&rule)
                || self
                    .never
                    .iter()
                    .any(|never| never == problem.rule_key(rule))
        });
        self.prices.of(problem, part).filter(|_| !is_never)
    }
}
