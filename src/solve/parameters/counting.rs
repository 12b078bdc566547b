//! Proofs by counting.

/// Sums that are tried in one solve; each costs a best path for each doctor.
pub(in crate::solve) const MOST_SUMS: usize = 200;
