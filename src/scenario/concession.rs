//! From what an explanation would give up to the changes that do so.

use super::change::Change;
use crate::explain::{Concession, Part};
use crate::ids::{DoctorId, RuleId};
use crate::problem::rule::Rule;
use crate::problem::{Problem, when};

impl Concession {
    /// The same as changes that a [`Scenario`](super::Scenario) or a [`Replan`](crate::replan::Replan) can make; `None` where no [`Change`] says it. `problem` is the one that
    /// was explained; for ids of another one the changes name what no problem has, and are refused where they are applied.
    ///
    /// ```
    /// use medrota::explain::{RelaxationOptions, RelaxationPrices, relaxations};
    /// use medrota::{ProblemBuilder, Solver, scenario::Scenario};
    ///
    /// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
    ///     .department("surgery", 1)
    ///     .doctor("ana")
    ///     .doctor("ben")
    ///     .requirement("surgery", &["surgery"], 3)
    ///     .build()?;
    /// // Only places may be given: two weeks with one place more.
    /// let prices = RelaxationPrices { amount: None, date: None, rule: None, ..RelaxationPrices::default() };
    /// let found = relaxations(&problem, &RelaxationOptions::default().prices(prices))?;
    /// let changes = found.relaxations[0].given.iter().map(|given| given.concession.to_changes(&problem));
    /// let changes = changes.collect::<Option<Vec<_>>>().ok_or("a concession that no change says")?.concat();
    /// let mended = Scenario::new("as proposed", changes).apply(&problem, None)?;
    /// assert!(Solver::new().no_time_limit().work_limit(20_000).solve(&mended)?.schedule.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_changes(&self, problem: &Problem) -> Option<Vec<Change>> {
        let waive = |doctor: DoctorId, rule: &str, amount: Option<i64>| Change::Waive {
            doctor: problem.doctor(doctor).key.clone(),
            rule: Some(rule.to_owned()),
            amounts: None,
            from: None,
            amount,
        };
        let change = match self {
            Self::Amount {
                rule,
                doctor,
                amount,
            } => waive(*doctor, problem.rule_key(*rule), Some(*amount)),
            Self::Waived {
                part: Part::Rule { rule, doctor },
                ..
            } => waive(*doctor, problem.rule_key(*rule), None),
            Self::Waived {
                part: Part::Shared { rule },
                periods,
            } if periods.is_empty() => Change::SwitchOff {
                rule: problem.rule_key(*rule).to_owned(),
            },
            Self::Eligibility { doctor, .. } => waive(*doctor, "eligibility", None),
            Self::Places {
                rule,
                first,
                last,
                more,
                fewer: 0,
            } => Change::AddPlaces {
                of: place_of(problem, *rule)?,
                places: *more,
                from: Some(when(*first)),
                to: Some(when(*last)),
            },
            _ => return None,
        };
        Some(vec![change])
    }
}

/// The place that a rule limits: only one about all activities of one department, or about one activity, is one that places can be added to.
fn place_of(problem: &Problem, rule: RuleId) -> Option<String> {
    let Rule::Capacity(capacity) = problem.rule(rule) else {
        return None;
    };
    let mut departments = problem.departments().iter();
    let department = departments.find(|department| department.activities == capacity.activities);
    if let Some(department) = department {
        return Some(department.key.clone());
    }
    let mut activities = capacity.activities.iter();
    let only = activities
        .next()
        .filter(|_| capacity.activities.len() == 1)?;
    Some(problem.activity(only).key.clone())
}
