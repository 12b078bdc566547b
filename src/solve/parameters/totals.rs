//! Totals that no schedule has.

/// Sums of rows whose totals are looked at in one solve, or in an audit.
pub(in crate::solve) const MOST_SUMS: usize = 100;
/// Arcs of all doctors' diagrams that all sums of an audit pass together; one sum is looked at in any case.
pub(in crate::solve) const MOST_ARCS: usize = 400_000_000;
/// Windows of requirements within which rows are added up.
pub(in crate::solve) const MOST_WINDOWS: usize = 12;
/// Sets of activities of requirements within which rows of several rules are added up.
pub(in crate::solve) const MOST_ASKED: usize = 24;
/// Sums of a turn at least, and the part of all that was spent which all turns may take beyond that.
pub(in crate::solve) const SUMS_AT_LEAST: usize = 12;
pub(in crate::solve) const PART_OF_ALL: u64 = 8;
/// Words of bits of one diagram, and words that its arcs move, up to which all of its totals are found: some tenths of a second. Beyond that only the ends and the common divisor of what labels
/// count are.
pub(in crate::solve) const MOST_WORDS: usize = 4_000_000;
pub(in crate::solve) const MOST_STEPS: usize = 40_000_000;
