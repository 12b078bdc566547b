//! Mending a schedule of a similar problem.

/// Passes after which a proof that the schedule cannot be mended is looked for, and passes in all.
pub(in crate::solve) const FEW_PASSES: usize = 4;
pub(in crate::solve) const PASSES: usize = 24;
/// Penalty of a broken row, and the share of it that is added for each pass after which the row was still broken: in the end a doctor
/// who is in the way moves to a place where another one is in the way then.
pub(in crate::solve) const PRESSURE: f64 = 4.0;
pub(in crate::solve) const GROWTH: f64 = 0.5;
/// Temperature of a move.
pub(in crate::solve) const HEAT: f64 = 0.01;
/// Charge for a day of a joint event that is not the chosen one: more than everything else.
pub(in crate::solve) const ELSEWHERE: f64 = 1e5;
