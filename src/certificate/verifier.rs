//! Verifying several certificates of one problem.

use super::document::{Certificate, CertificateError};
use crate::diagram::{BuildLimits, Pathways};
use crate::formulation::Formulation;
use crate::limits;
use crate::problem::Problem;

/// Verifies certificates of one problem; diagrams and rows are built once for all of them.
///
/// What a single [`Certificate::verify`] costs is mostly the building; the evaluation of prices is a pass over the diagrams.
///
/// ```
/// use medrota::certificate::{Claim, Verifier};
/// use medrota::{ProblemBuilder, Solver};
///
/// let problem = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03")
///     .department("surgery", 1)
///     .doctor("ana")
///     .requirement("surgery", &["surgery"], 2)
///     .preference("ana", "surgery", 3)
///     .build()?;
/// let outcome = Solver::new().no_time_limit().work_limit(1_000).solve(&problem)?;
/// let mut certificate = outcome.certificate.ok_or("no certificate")?;
/// let verifier = Verifier::new(&problem, &certificate);
/// verifier.verify(&certificate)?;
///
/// // A claim of more than the prices prove is refused.
/// certificate.claim = Claim::Bound(5);
/// assert!(verifier.verify(&certificate).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Verifier<'problem> {
    problem: &'problem Problem,
    pathways: Pathways,
    formulation: Formulation,
    diagram_arc_limit: usize,
    score_effort: usize,
}

impl<'problem> Verifier<'problem> {
    /// Builds the diagrams and rows on which `certificate` is to be evaluated, and others that were made with the same limits.
    ///
    /// # Complexity
    /// That of [`Pathways::build`] and [`Formulation::new`].
    ///
    /// Numbers beyond [`limits`] are cut down to these; [`Self::verify`] refuses the certificate.
    #[must_use]
    pub fn new(problem: &'problem Problem, certificate: &Certificate) -> Self {
        let diagram_arc_limit = certificate.diagram_arc_limit.min(limits::DIAGRAM_ARCS);
        let score_effort = certificate.score_effort.min(limits::CERTIFICATE_EFFORT);
        let pathways = Pathways::build(
            problem,
            BuildLimits {
                arcs: diagram_arc_limit,
            },
            false,
        );
        let formulation = Formulation::with_effort(problem, &pathways, score_effort);
        Self {
            problem,
            pathways,
            formulation,
            diagram_arc_limit,
            score_effort,
        }
    }
    /// Verifies the claim of a certificate by evaluating its prices in integers. One that was made with other limits gets diagrams and rows
    /// of its own.
    ///
    /// # Errors
    /// Why the claim does not follow from the prices.
    ///
    /// # Complexity
    /// O(arcs of all doctors' diagrams), in parallel; more where diagrams are relaxed, by the certificate's `effort`.
    pub fn verify(&self, certificate: &Certificate) -> Result<(), CertificateError> {
        certificate.is_in_range()?;
        if (certificate.diagram_arc_limit, certificate.score_effort)
            == (self.diagram_arc_limit, self.score_effort)
        {
            certificate.verify_with(self.problem, &self.pathways, &self.formulation)
        } else {
            certificate.verify(self.problem)
        }
    }
}
