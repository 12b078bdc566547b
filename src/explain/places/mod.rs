//! Demand against places.

use super::audit::Audit;
use crate::diagram::Axis;
use crate::problem::Problem;

pub(super) fn look(_problem: &Problem, _axes: &[Axis], _audit: &mut Audit) {}
