//! What a search for conflicts returns.

use super::super::oracle::Proof;
use super::super::part::Part;
use super::super::sentences::{Sentence, sentences};
use super::super::words::few;
use crate::certificate::Certificate;
use crate::problem::Problem;

/// Parts that cannot hold together.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
/// use medrota::explain::{ConflictOptions, conflicts};
///
/// let found = conflicts(&problem, &ConflictOptions::default())?;
/// for part in &found.conflicts[0].parts {
///     println!("{}", part.describe(&problem));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Conflict {
    /// The parts, ascending.
    pub parts: Vec<Part>,
    /// For each part: true if a checked schedule keeps all the others, so that the part is needed for the conflict. False if that was not
    /// found out within the limits.
    pub is_needed: Vec<bool>,
    /// What proves that they cannot.
    pub proof: Proof,
    /// The problem with these parts alone, which has no schedule.
    #[serde(skip)]
    pub problem: Problem,
    /// Prices that prove so for [`Self::problem`], where there are any.
    pub certificate: Option<Certificate>,
}

impl Conflict {
    /// True if every part is proven to be needed.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
    /// use medrota::explain::{ConflictOptions, conflicts};
    ///
    /// let found = conflicts(&problem, &ConflictOptions::default())?;
    /// assert!(found.conflicts[0].is_minimal());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_minimal(&self) -> bool {
        self.is_needed.iter().all(|needed| *needed)
    }
    /// The parts as a person would say them: what is the same for many is said once.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
    /// use medrota::explain::{ConflictOptions, conflicts};
    ///
    /// let found = conflicts(&problem, &ConflictOptions::default())?;
    /// let told: Vec<String> = found.conflicts[0].sentences(&problem).into_iter().map(|sentence| sentence.text).collect();
    /// assert!(!told.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn sentences(&self, problem: &Problem) -> Vec<Sentence> {
        sentences(problem, &self.parts)
    }
    /// One sentence: which parts cannot hold together.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        let parts: Vec<String> = self
            .sentences(problem)
            .into_iter()
            .map(|sentence| sentence.text)
            .collect();
        let proof = match self.proof {
            Proof::Certificate | Proof::Enumeration | Proof::Totals => "",
            Proof::Backend => " (by the word of an LP backend)",
        };
        match parts.as_slice() {
            [one] => format!("{one} cannot be kept{proof}."),
            _ => format!("these cannot hold together{proof}: {}.", parts.join("; ")),
        }
    }
    /// The same with long lists of parts cut short.
    #[must_use]
    pub fn summary(&self, problem: &Problem) -> String {
        let parts: Vec<String> = self
            .sentences(problem)
            .into_iter()
            .map(|sentence| sentence.text)
            .collect();
        few(&parts)
    }
}

/// What [`conflicts`](super::conflicts) found.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
/// use medrota::explain::{ConflictOptions, conflicts};
///
/// let found = conflicts(&problem, &ConflictOptions::default())?;
/// assert_eq!(found.rest_is_feasible, Some(true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Conflicts {
    /// The conflicts; no two share a part.
    pub conflicts: Vec<Conflict>,
    /// What is known of the parts that no conflict has: `Some(true)`, a checked schedule keeps them all; `Some(false)`, they conflict,
    /// too, but no more conflicts were asked for; `None`, not found out within the limits.
    pub rest_is_feasible: Option<bool>,
    /// Questions that took a solve.
    pub solves: usize,
}

iterates!(Conflicts, conflicts: Conflict);
