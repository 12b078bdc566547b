//! From what an explanation would give up to the changes that do so.

use super::change::Change;
use crate::explain::{Concession, Part};
use crate::ids::DoctorId;
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
        let name = |doctor: DoctorId| problem.doctor(doctor).key.clone();
        let waive = |doctor: DoctorId, rule: String, amount: Option<i64>| Change::Waive {
            doctor: name(doctor),
            rule: Some(rule),
            amounts: None,
            from: None,
            amount,
        };
        match self {
            Self::Amount {
                rule,
                doctor,
                amount,
            } => Some(vec![waive(
                *doctor,
                problem.rule_key(*rule).to_owned(),
                Some(*amount),
            )]),
            Self::Waived {
                part: Part::Rule { rule, doctor },
                ..
            } => Some(vec![waive(
                *doctor,
                problem.rule_key(*rule).to_owned(),
                None,
            )]),
            Self::Waived {
                part: Part::Shared { rule },
                periods,
            } if periods.is_empty() => Some(vec![Change::SwitchOff {
                rule: problem.rule_key(*rule).to_owned(),
            }]),
            Self::Eligibility { doctor, .. } => {
                Some(vec![waive(*doctor, "eligibility".to_owned(), None)])
            }
            Self::Places {
                rule,
                first,
                last,
                more,
                fewer: 0,
            } => {
                let Rule::Capacity(capacity) = problem.rule(*rule) else {
                    return None;
                };
                // Only a rule about all activities of one department, or about one activity, is one that places can be added to.
                let department = problem
                    .departments()
                    .iter()
                    .find(|department| department.activities == capacity.activities);
                let activity = || {
                    capacity
                        .activities
                        .iter()
                        .next()
                        .filter(|_| capacity.activities.len() == 1)
                };
                let of = department
                    .map(|department| department.key.clone())
                    .or_else(|| Some(problem.activity(activity()?).key.clone()))?;
                let when = |period| Some(when(period));
                Some(vec![Change::AddPlaces {
                    of,
                    places: *more,
                    from: when(*first),
                    to: when(*last),
                }])
            }
            _ => None,
        }
    }
}
