//! What a solve starts with: diagrams, best scores and rows, shared with those of a similar problem where they are equal.

use super::setting::Setting;
use crate::diagram::{BuildLimits, Pathways, Stop};
use crate::formulation::{Formulation, own_rows};
use crate::ids::DoctorId;
use crate::problem::Problem;

/// The diagrams and rows of a problem.
///
/// Given to [`Options::groundwork`](super::Options), it saves work in the solve of a similar problem: that problem's own groundwork shares
/// the diagrams, tables and best scores that did not change, and only what is new is built. The result is the same without it.
#[derive(Debug)]
pub(crate) struct Groundwork {
    pub(crate) pathways: Pathways,
    pub(crate) formulation: Formulation,
    /// Number of activities of the problem.
    pub(crate) activities: usize,
}

impl Groundwork {
    /// Builds diagrams of at most `arcs` arcs, and rows, upon the groundwork of a similar problem if there is one; `None` if `stop` says so in the meantime.
    ///
    /// # Complexity
    /// As [`Pathways::build_on`] and [`Formulation::new`].
    pub(crate) fn build(
        problem: &Problem,
        known: Option<&Self>,
        arcs: usize,
        stop: Stop<'_>,
    ) -> Option<Self> {
        let pathways = Pathways::build_with(
            known.map(|known| &known.pathways),
            (problem, own_rows(problem)),
            BuildLimits { arcs },
            stop,
        );
        if stop() {
            return None;
        }
        let formulation = Formulation::new_on(
            known.map(|known| (&known.formulation, &known.pathways)),
            problem,
            &pathways,
            stop,
        )?;
        Some(Self {
            pathways,
            formulation,
            activities: problem.activities().len(),
        })
    }

    pub(super) fn setting(&self) -> Setting<'_> {
        Setting {
            formulation: &self.formulation,
            pathways: &self.pathways,
            activities: self.activities,
        }
    }

    /// Units of work that a pass over the diagrams of all doctors is.
    pub(super) fn pass(&self) -> u64 {
        self.pathways.len() as u64
    }

    /// Arcs of all doctors' diagrams.
    pub(super) fn arcs(&self) -> usize {
        (0..self.pathways.len())
            .map(|doctor| {
                self.pathways
                    .class(DoctorId::new(doctor))
                    .diagram
                    .arc_count()
            })
            .sum()
    }
}
