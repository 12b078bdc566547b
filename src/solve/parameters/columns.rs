//! Column generation.

use std::time::Duration;

/// Least work that a turn may take: a turn takes no more than what was done before, or this.
pub(in crate::solve) const LEAST_WORK: u64 = 20_000;
pub(in crate::solve) const LEAST_TIME: Duration = Duration::from_secs(1);
/// A programme with room for fewer columns of each doctor says little.
pub(in crate::solve) const FEWEST_COLUMNS: usize = 5;
/// Columns drawn for each doctor at each temperature at first, and the temperatures.
pub(in crate::solve) const DRAWN: usize = 6;
pub(in crate::solve) const TEMPERATURES: [f64; 2] = [0.02, 0.1];
/// Columns drawn for each group in a round of generating, and their temperature as part of what the best ones gain, one with another.
pub(in crate::solve) const DRAWN_A_ROUND: usize = 3;
pub(in crate::solve) const WARMTH: f64 = 0.05;
/// Rounds of generating columns for the whole problem in one turn, at a node of the tree, after each settling of a dive, and for a neighbourhood.
pub(in crate::solve) const ROUNDS: usize = 25;
pub(in crate::solve) const ROUNDS_OF_NODE: usize = 60;
pub(in crate::solve) const ROUNDS_OF_DIVE: usize = 4;
pub(in crate::solve) const ROUNDS_OF_NEIGHBOURHOOD: usize = 3;
/// What a unit away from a hard row costs while the programme is not known to have a point, in what it may be worth; so many times more while that is not enough, and the most.
pub(in crate::solve) const GIVING: f64 = 4.0;
pub(in crate::solve) const MOST_GIVING: f64 = 1_000.0;
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
/// One that is solved by interior points, for so many non-zeros and so many cubes of its rows.
pub(in crate::solve) const NONZEROS_OF_INTERIOR_WORK: usize = 60;
pub(in crate::solve) const CUBES_OF_WORK: usize = 50_000;
pub(in crate::solve) const ROWS_OF_WORK: usize = 150;
/// What one with whole numbers counts as, in programmes of real numbers.
pub(in crate::solve) const WORK_OF_WHOLE: usize = 4;
/// Sweeps of the search after a dive.
pub(in crate::solve) const SWEEPS_AFTER_DIVE: usize = 12;
/// So many times more of them while there is no schedule.
pub(in crate::solve) const MORE_FOR_ANY: usize = 4;
/// One in so many of those not settled yet is settled at once at first in a dive, and at most.
pub(in crate::solve) const AT_ONCE: usize = 12;
pub(in crate::solve) const LEAST_STEPS: usize = 4;
/// Once a dive has spent one part in so many of what it may, it ends if at its pace it would take so many times as much: the fewer are open, the faster it goes.
pub(in crate::solve) const PART_OF_PACE: u64 = 6;
pub(in crate::solve) const TOO_SLOW: f64 = 2.0;
/// Part of what it may spend within which a dive is to end: if it falls behind, it takes what comes, without looking for more.
pub(in crate::solve) const IN_TIME: f64 = 0.75;
/// The same where there is a schedule to go on from meanwhile.
pub(in crate::solve) const IN_LESS_TIME: f64 = 0.5;
/// Units by which hard rows may give way more after a step of a dive that has fallen behind.
pub(in crate::solve) const GIVEN: f64 = 0.5;
/// The most by which a pathway is worth less at random where a corner of the optima is looked for, in units of value; and no more than twice this part of what each open doctor may lose.
pub(in crate::solve) const CORNER: f64 = 0.1;
/// Part of what a dive may lose down to the best schedule that is lost on the way.
pub(in crate::solve) const LOSS: f64 = 0.5;
/// Branching may close a gap of one part in so many of the bound, or of two units.
pub(in crate::solve) const SMALL_GAP: i64 = 1_000;
/// Nodes of a tree that are looked at side by side, which part of all that is spent it takes at first, and its most nodes.
pub(in crate::solve) const NODES: usize = 2;
pub(in crate::solve) const SHARE_OF_TREE: u64 = 2;
pub(in crate::solve) const MOST_NODES: usize = 4_000;
/// Ways to branch that are tried over listed columns: on the sums of so many rules, and on where so many doctors are. A side that loses less than this counts as if it lost so much.
pub(in crate::solve) const TRIED_RULES: usize = 8;
pub(in crate::solve) const TRIED_DOCTORS: usize = 4;
pub(in crate::solve) const LEAST_LOSS: f64 = 0.01;
/// A turn of the tree is in vain if it proves nothing and closes fewer than one in so many of the nodes that it looks at. *Measured*: 13 of 37 in the second turn on shift scheduling 7, which it proves in the third, and none of 130 on
/// 320 students.
pub(in crate::solve) const CLOSING: usize = 8;
/// Most pathways that are listed where a better schedule can use no others.
pub(in crate::solve) const MOST_LISTED: usize = 3_000;
/// Groups of doctors whose pathways are listed side by side.
pub(in crate::solve) const LISTED_AT_ONCE: usize = 8;
/// Non-zero coefficients from which on programmes without whole numbers are solved by interior points, and the most there may be.
pub(in crate::solve) const INTERIOR_FROM: usize = 2_000;
pub(in crate::solve) const MOST_NONZEROS: usize = 200_000;
/// Most of them for microlp where interior points do not get through.
pub(in crate::solve) const MOST_SIMPLEX: usize = 40_000;
/// Generating columns takes one part in so many of all that is spent at first, and a turn of it one part in so many of what was spent before.
pub(in crate::solve) const SHARE_OF_GENERATING: u64 = 4;
pub(in crate::solve) const PART_OF_TURN: u32 = 2;
/// Dives side by side; fixed, so that the result does not depend on the number of threads.
pub(in crate::solve) const DIVES: u64 = 2;
/// Dives take one part in so many of all that is spent, half as much after each turn in vain, down to so many halvings.
pub(in crate::solve) const SHARE_OF_DIVES: u64 = 2;
pub(in crate::solve) const MOST_HALVINGS: u32 = 2;
/// By how much of its own the share of a column may be changed when dives after the first settle the largest.
pub(in crate::solve) const NOISE: f64 = 0.3;
/// Dives begin once what the programme falls short of the bound, in so many parts, is no more than what is left open.
pub(in crate::solve) const NEAR: f64 = 8.0;
/// Share of all doctors who are free in a dive around a schedule, by its place in a turn, and their least number.
pub(in crate::solve) const FREE: [f64; 4] = [1.0, 0.25, 0.35, 0.5];
pub(in crate::solve) const LEAST_FREE: usize = 4;
/// A dive gets cheaper the less it has left open: one with another its rounds cost one part in so many of one over everybody. *Measured* on shift scheduling 20, where a quick one took a seventh of
/// what was expected, so that there was none in 150 s.
pub(in crate::solve) const SHRINKING: usize = 4;
/// A schedule that is short of the bound by more than one part in so many, and more than so many units, says little about where good ones are: where diagrams are relaxed the programme and a first dive begin without it, and every end of a dive is a place to search near. *Measured* on shift scheduling
/// 18, where dives ended below the schedule at hand and were thrown away: 4693 after 100 s in one basin, 4485 with walks from where they ended.
pub(in crate::solve) const FAR: i64 = 100;
pub(in crate::solve) const FEW: i64 = 5;
/// Walks that go on from the end of such a dive although another schedule is better.
pub(in crate::solve) const WALKS_ALONE: usize = 12;
/// Dives that there has to be time for if columns are to be generated for the whole problem.
pub(in crate::solve) const TIME_OF_DIVES: u64 = 2;
/// Turns that follow one another while there is no schedule.
pub(in crate::solve) const TURNS_FOR_ANY: usize = 4;
