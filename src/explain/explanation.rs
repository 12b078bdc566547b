//! Everything that was found out about a problem, together.

use super::audit::Audit;
use super::conflict::Conflicts;
use super::oracle::Proof;
use super::relax::Relaxations;
use crate::problem::Problem;

/// An audit, conflicts and relaxations of one problem, for reports.
#[derive(Clone, Debug, Default)]
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
    #[must_use]
    pub fn is_feasible(&self) -> Option<bool> {
        if !self.conflicts.conflicts.is_empty() || self.audit.proves_infeasible() {
            return Some(false);
        }
        self.conflicts.rest_is_feasible
    }
    /// The explanation as plain data with ids of the input.
    #[must_use]
    pub fn to_json(&self, problem: &Problem) -> serde_json::Value {
        let conflicts: Vec<serde_json::Value> = self
            .conflicts
            .conflicts
            .iter()
            .map(|conflict| {
                let parts: Vec<String> = conflict.parts.iter().map(|part| part.describe(problem)).collect();
                let proof = match conflict.proof {
                    Proof::Certificate => "certificate",
                    Proof::Enumeration => "enumeration",
                    Proof::Backend => "backend",
                };
                let sentences: Vec<String> = conflict.sentences(problem).into_iter().map(|sentence| sentence.text).collect();
                serde_json::json!({ "sentences": sentences, "parts": parts, "minimal": conflict.is_minimal(), "proof": proof })
            })
            .collect();
        let relaxations: Vec<serde_json::Value> = self
            .relaxations
            .relaxations
            .iter()
            .map(|relaxation| {
                let given: Vec<serde_json::Value> = relaxation
                    .given
                    .iter()
                    .map(
                        |given| serde_json::json!({ "what": given.concession.describe(problem), "units": given.units, "cost": given.cost }),
                    )
                    .collect();
                serde_json::json!({ "cost": relaxation.cost, "verified": relaxation.schedule.is_some(), "given": given })
            })
            .collect();
        serde_json::json!({
            "feasible": self.is_feasible(),
            "audit": self.audit.describe(problem),
            "conflicts": conflicts,
            "relaxations": relaxations,
            "relaxation_bound": self.relaxations.bound,
            "cut": self.is_cut,
        })
    }
}
