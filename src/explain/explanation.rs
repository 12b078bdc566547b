//! Everything that was found out about a problem, together.

use super::conflict::Conflicts;
use super::finding::Audit;
use super::relax::{Given, Relaxations};
use crate::problem::Problem;
use serde_json::{Value, json};

/// An audit, conflicts and relaxations of one problem, for reports.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
/// use medrota::explain::{ExplanationOptions, explain};
///
/// let explanation = explain(&problem, &ExplanationOptions::default(), |_| {})?;
/// assert!(!explanation.conflicts.conflicts.is_empty() && !explanation.relaxations.relaxations.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Explanation {
    /// What the audit found.
    pub audit: Audit,
    /// Conflicts.
    pub conflicts: Conflicts,
    /// Relaxations; empty where they were not asked for.
    pub relaxations: Relaxations,
    /// True if time was up or somebody cancelled before everything that was asked for was found out.
    pub is_cut: bool,
}

impl Explanation {
    /// Whether the problem has a schedule, if that was found out.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
    /// use medrota::explain::{ExplanationOptions, explain};
    ///
    /// let explanation = explain(&problem, &ExplanationOptions::default(), |_| {})?;
    /// assert_eq!(explanation.is_feasible(), Some(false));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_feasible(&self) -> Option<bool> {
        if !self.conflicts.conflicts.is_empty() || self.audit.proves_infeasible() {
            return Some(false);
        }
        self.conflicts.rest_is_feasible
    }
    /// The explanation as plain data with ids of the input, each finding, part and concession beside its sentence.
    ///
    /// | field | content |
    /// |---|---|
    /// | `feasible` | as [`Self::is_feasible`] |
    /// | `audit` | sentences of the audit |
    /// | `findings` | the same as [`Finding`](super::Finding)s |
    /// | `conflicts` | `sentences`; `parts` as [`Part`](super::Part)s (`{"rule":{"rule":"surgery","doctor":"ana"}}`), `needed` for each; `minimal`, `proof` |
    /// | `relaxations` | `cost`, `verified`; `given`: `what` in words, the [`concession`](super::Concession), `units`, `cost` |
    /// | `relaxation_bound`, `cut` | as in [`Relaxations::bound`] and [`Self::is_cut`] |
    ///
    /// Periods are numbers such as `"#3"`; everything without sentences is `serde_json::to_value(problem.with_ids(&explanation))`.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
    /// use medrota::explain::{ExplanationOptions, explain};
    ///
    /// let explanation = explain(&problem, &ExplanationOptions::default(), |_| {})?;
    /// assert!(explanation.to_json(&problem).is_object());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_json(&self, problem: &Problem) -> serde_json::Value {
        let conflicts: Vec<Value> = self
            .conflicts
            .conflicts
            .iter()
            .map(|conflict| {
                let sentences: Vec<String> = conflict
                    .sentences(problem)
                    .into_iter()
                    .map(|sentence| sentence.text)
                    .collect();
                json!({
                    "sentences": sentences,
                    "parts": data(problem, &conflict.parts),
                    "needed": conflict.is_needed,
                    "minimal": conflict.is_minimal(),
                    "proof": conflict.proof.as_str(),
                })
            })
            .collect();
        let given = |given: &Given| {
            let concession = data(problem, &given.concession);
            json!({ "what": given.concession.describe(problem), "concession": concession, "units": given.units, "cost": given.cost })
        };
        let relaxations: Vec<Value> = self
            .relaxations
            .relaxations
            .iter()
            .map(|relaxation| {
                let given: Vec<Value> = relaxation.given.iter().map(given).collect();
                json!({ "cost": relaxation.cost, "verified": relaxation.schedule.is_some(), "given": given })
            })
            .collect();
        json!({
            "feasible": self.is_feasible(),
            "audit": self.audit.describe(problem),
            "findings": data(problem, &self.audit.findings),
            "conflicts": conflicts,
            "relaxations": relaxations,
            "relaxation_bound": self.relaxations.bound,
            "cut": self.is_cut,
        })
    }
}

/// Plain data with text keys: serde_json has no reason to refuse it.
fn data<T: serde::Serialize + ?Sized>(problem: &Problem, value: &T) -> Value {
    serde_json::to_value(problem.with_ids(value)).unwrap_or_default()
}
