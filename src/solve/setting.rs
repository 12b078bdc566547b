//! What all engines work on.

use crate::diagram::Pathways;
use crate::formulation::Formulation;

/// Diagrams and rows, as engines borrow them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    pub(crate) formulation: &'a Formulation,
    pub(crate) pathways: &'a Pathways,
    pub(crate) activities: usize,
}
