//! Column generation.

/// Walks in vain before it takes turns beside the search.
pub(in crate::solve) const WALKS_IN_VAIN: u32 = 2;
/// Least work that a turn may take: a turn takes no more than what was done before, or this.
pub(in crate::solve) const LEAST_WORK: u64 = 20_000;
/// Work at which something that is never due would be due; its double still fits.
pub(in crate::solve) const NEVER: u64 = u64::MAX / 4;
/// A programme with room for fewer columns of each doctor says little.
pub(in crate::solve) const FEWEST_COLUMNS: usize = 5;
/// Columns drawn for each doctor at each temperature at first, and the temperatures.
pub(in crate::solve) const DRAWN: usize = 6;
pub(in crate::solve) const TEMPERATURES: [f64; 2] = [0.02, 0.1];
/// Rounds of generating columns for the whole problem in one turn, at a node of the tree, after each settling of a dive, and for a neighbourhood.
pub(in crate::solve) const ROUNDS: usize = 25;
pub(in crate::solve) const ROUNDS_OF_NODE: usize = 60;
pub(in crate::solve) const ROUNDS_OF_DIVE: usize = 4;
pub(in crate::solve) const ROUNDS_OF_NEIGHBOURHOOD: usize = 3;
/// How far prices of the programme may go from the smoothed ones at first. *Measured* on the year of 20 doctors: bounds of the first programmes were 4652 without a box and 4211 with one of 0.1.
pub(in crate::solve) const WIDTH: f64 = 0.02;
/// A box that grew wider than this, in value, is none.
pub(in crate::solve) const WIDEST: f64 = 1e7;
/// Share of the best prices in the point that is priced; it is halved while nothing is found, down to the least one.
pub(in crate::solve) const SMOOTHING: f64 = 0.6;
pub(in crate::solve) const LEAST_SMOOTHING: f64 = 0.1;
/// Columns of each group that are taken into the programme from the pool at once.
pub(in crate::solve) const RECALLED: usize = 3;
/// A column gains if it is worth at least so much more than its group gets.
pub(in crate::solve) const LEAST_GAIN: f64 = 1e-5;
/// Prices below this count as 0 when rows are chosen for the programme.
pub(in crate::solve) const NO_PRICE: f64 = 1e-9;
/// A row is nearly used up within this part of its limit and half a unit.
pub(in crate::solve) const NEARLY_USED: f64 = 0.15;
/// Price of a row that is used up, in value; and of being elsewhere than pinned: beyond all values, and beyond all walls.
pub(in crate::solve) const WALL: f64 = 1e7;
pub(in crate::solve) const PIN: f64 = 1e8;
/// Values of columns are 0 below this, and whole this near to a whole number; sums are fractional this far from one.
pub(in crate::solve) const ZERO: f64 = 1e-7;
pub(in crate::solve) const FRACTION: f64 = 1e-4;
/// Round-off of sums of a programme, and of two distances that are as good as equal.
pub(in crate::solve) const ROUND_OFF: f64 = 1e-6;
pub(in crate::solve) const TIE: f64 = 1e-9;
/// Most non-zero coefficients of a programme with whole numbers that runs without a time limit: its end must not be far away.
pub(in crate::solve) const MOST_WHOLE_WITHOUT_CLOCK: usize = 2_000;
/// It takes at most this part of the time that is left.
pub(in crate::solve) const SHARE_OF_TIME: u32 = 8;
/// A programme of real numbers counts as a unit of work for so many non-zeros, so many squares of them, and so many rows of the formulation. *Measured* with microlp: with 26,520 rows a small
/// programme took 180 re-pathings.
pub(in crate::solve) const NONZEROS_OF_WORK: usize = 10;
pub(in crate::solve) const SQUARES_OF_WORK: usize = 15_000;
pub(in crate::solve) const ROWS_OF_WORK: usize = 150;
/// What one with whole numbers counts as, in programmes of real numbers.
pub(in crate::solve) const WORK_OF_WHOLE: usize = 4;
/// Sweeps of the search after a dive.
pub(in crate::solve) const SWEEPS_AFTER_DIVE: usize = 12;
/// One in so many of those not settled yet is settled at once in a dive, and from which share on next to the first one.
pub(in crate::solve) const AT_ONCE: usize = 12;
pub(in crate::solve) const CERTAIN: f64 = 0.6;
/// Branching may close a gap of one part in so many of the bound, or of two units.
pub(in crate::solve) const SMALL_GAP: i64 = 100;
/// Most nodes of a tree.
pub(in crate::solve) const MOST_NODES: usize = 400;
