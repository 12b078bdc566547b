//! Verifying certificates: one, or several of one problem.

use super::document::{Certificate, CertificateError, Claim};
use super::evaluate::{Evaluation, evaluate};
use crate::diagram::{BuildLimits, Pathways};
use crate::formulation::{Formulation, own_rows};
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
        let limits = BuildLimits {
            arcs: diagram_arc_limit,
        };
        let own = own_rows(problem);
        let pathways = Pathways::build_with(None, (problem, own), limits, &|| false);
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

impl Certificate {
    /// Verifies the claim from the problem alone: builds the diagrams and rows anew and evaluates the prices in integers.
    ///
    /// # Errors
    /// Why the claim does not follow from the prices.
    pub fn verify(&self, problem: &Problem) -> Result<(), CertificateError> {
        self.is_in_range()?;
        Verifier::new(problem, self).verify(self)
    }

    /// The formulation with its cuts.
    fn with_cuts(
        &self,
        problem: &Problem,
        formulation: &Formulation,
    ) -> Result<Formulation, CertificateError> {
        let cuts = self.cuts_for(problem, formulation)?;
        formulation
            .with_cuts(cuts)
            .map_err(|number| CertificateError::Cut(number + 1))
    }

    pub(crate) fn verify_with(
        &self,
        problem: &Problem,
        pathways: &Pathways,
        formulation: &Formulation,
    ) -> Result<(), CertificateError> {
        let cut;
        let formulation = if self.cuts.is_empty() {
            formulation
        } else {
            cut = self.with_cuts(problem, formulation)?;
            &cut
        };
        let prices = self.prices_for(problem, pathways, formulation)?;
        let evaluation = evaluate(formulation, pathways, problem.activities().len(), &prices);
        match (&evaluation, self.claim) {
            (Evaluation::Unlimited(row), _) if formulation.cuts.of_row(*row).is_some() => {
                let first = formulation.rows.len() - self.cuts.len();
                Err(CertificateError::Cut(row.index() - first + 1))
            }
            (Evaluation::Unlimited(row), _) => Err(CertificateError::Unbounded(
                formulation.row_name(problem, *row),
            )),
            (Evaluation::Unpriced(doctor), _) => Err(CertificateError::Private(
                problem.doctor(*doctor).key.clone(),
            )),
            (Evaluation::TooLarge | Evaluation::Stopped, _) => Err(CertificateError::TooLarge),
            // Without a feasible schedule every bound holds.
            (Evaluation::NoPathway(_) | Evaluation::NoSum(_), _) => Ok(()),
            (Evaluation::Sums { .. }, Claim::Infeasible) if evaluation.proves_infeasible() => {
                Ok(())
            }
            (Evaluation::Sums { .. }, Claim::Infeasible) => Err(CertificateError::NotInfeasible),
            (Evaluation::Sums { .. }, Claim::Bound(claimed)) => match evaluation.wide_bound() {
                Some(bound) if bound <= i128::from(claimed) => Ok(()),
                Some(bound) => Err(CertificateError::Weaker(bound)),
                None => Err(CertificateError::TooLarge),
            },
        }
    }
}
