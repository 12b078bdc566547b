//! The audit: every look at a problem that needs no solver.

use super::finding::Audit;
use super::{documents, events, pathways, places, presence, staffing, sums, totals};
use crate::diagram::{Axis, Stop};
use crate::ids::DoctorId;
use crate::problem::Problem;

/// Looks for what cannot work out before anything is solved.
///
/// Whatever it finds it returns as a finding; it never fails, and the effort of each part is bounded.
///
/// ```
/// use medrota::ProblemBuilder;
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
///     .department("surgery", 1)
///     .doctor("ana")
///     .doctor("ben")
///     .requirement("surgery", &["surgery"], 3)
///     .build()?;
/// let audit = medrota::explain::audit(&problem);
/// assert!(audit.proves_infeasible());
/// assert!(audit.findings[0].describe(&problem).contains("6 doctor-weeks asked for, 4 places: 2 short"));
/// # Ok::<(), medrota::Error>(())
/// ```
///
/// # Complexity
/// Building all pathway diagrams, twice where shared rules speak of one doctor, a pass over them for each sum of rows that may have no total, and a maximum flow for each group of departments that doctors can choose between.
#[must_use]
pub fn audit(problem: &Problem) -> Audit {
    let mut audit = quick_audit(problem);
    look_at_pathways(problem, &mut audit, &|| false);
    crate::trace::debug!(
        findings = audit.findings.len(),
        skipped = audit.skipped.len(),
        "audit done"
    );
    audit
}

/// The part of an audit that builds diagrams, added to what is known without them.
pub(super) fn look_at_pathways(problem: &Problem, audit: &mut Audit, stop: Stop<'_>) {
    let pathways = pathways::look_until(problem, audit, stop);
    // Where something proves already that nothing fits, the totals of what fits say no more.
    if let Some(pathways) = pathways.filter(|_| !audit.proves_infeasible()) {
        totals::look(problem, &pathways, audit, stop);
    }
}

/// The part of an [`audit`] that builds no diagrams: sums and flows, ready at once on problems of any size.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
/// assert!(medrota::explain::quick_audit(&problem).findings.len() <= medrota::explain::audit(&problem).findings.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Complexity
/// A maximum flow for each group of departments that doctors can choose between, and small linear programmes over classes of doctors who are alike: one for
/// the horizon, one for each of at most twelve stretches of it, and one for each kind of period.
#[must_use]
pub fn quick_audit(problem: &Problem) -> Audit {
    let axes: Vec<Axis> = (0..problem.doctors().len())
        .map(|doctor| Axis::new(problem, DoctorId::new(doctor)))
        .collect();
    let mut audit = Audit::default();
    places::look(problem, &axes, &mut audit);
    staffing::look(problem, &axes, &mut audit);
    sums::look(problem, &axes, &mut audit);
    events::look(problem, &mut audit);
    presence::look(problem, &axes, &mut audit);
    documents::look(problem, &axes, &mut audit);
    audit
}
