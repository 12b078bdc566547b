//! What a solve starts with: diagrams, best scores and rows, shared with those of a similar problem where they are equal.

use super::Options;
use crate::diagram::{BuildLimits, Pathways, Stop};
use crate::formulation::Formulation;
use crate::problem::Problem;

/// The diagrams and rows of a problem.
///
/// Given to [`Options::groundwork`], it saves the solve of a similar problem whatever did not change: that problem's own groundwork holds the same
/// diagrams, tables and best scores in memory, and only what is new is built. The result is the same without it.
#[derive(Debug)]
pub(crate) struct Groundwork {
    pub(crate) pathways: Pathways,
    pub(crate) formulation: Formulation,
}

impl Groundwork {
    /// Builds diagrams and rows, upon the options' groundwork if they have one; `None` if `stop` says so in the meantime.
    ///
    /// # Complexity
    /// As [`Pathways::build_on`] and [`Formulation::new`].
    pub(crate) fn build(problem: &Problem, options: &Options, stop: Stop<'_>) -> Option<Self> {
        let known = options.groundwork.as_deref();
        let limits = BuildLimits { arcs: options.diagram_arc_limit };
        let pathways = Pathways::build_until(known.map(|known| &known.pathways), problem, limits, stop)?;
        let formulation = Formulation::new_on(known.map(|known| (&known.formulation, &known.pathways)), problem, &pathways, stop)?;
        Some(Self { pathways, formulation })
    }
}
