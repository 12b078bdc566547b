//! The compact programme.

use std::time::Duration;

/// Most columns; with a work limit and no time limit, where the programme runs to its end, which must not be far away.
pub(in crate::solve) const MOST_COLUMNS: usize = 150_000;
pub(in crate::solve) const MOST_COLUMNS_WITHOUT_CLOCK: usize = 4_000;
/// Most terms of shared rows for each column that there may be.
pub(in crate::solve) const DENSITY: usize = 40;
/// Arcs of all doctors from which on a programme with few columns comes before the prices, and arcs for each column that are many. *Measured*: before the prices everywhere it
/// cost shift scheduling instance 7 its bound (981 instead of 1033 to 1036); the residency that it helps has 54 to 68 arcs for each column.
pub(in crate::solve) const LARGE: usize = 400_000;
pub(in crate::solve) const ARCS_OF_COLUMN: usize = 32;
/// Nor does it come first where so little is left open. *Measured* on the published student instance L30: 5061 of 5063 after a second, which a walk ends in half a second more, and dives in 50 s.
pub(in crate::solve) const NEARLY_CLOSED: f64 = 0.001;
/// Most doctors who are looked at alone, and most rows of the formulation times doctors.
pub(in crate::solve) const MOST_ALONE: usize = 500;
pub(in crate::solve) const ROWS_ALONE: usize = 20_000_000;
/// Round-off of an optimum, in units of value. *Measured* on the published student instance L30, whose best schedule, 5063, is there after a second and whose relaxation is worth 5063.5: dives took 50 s before the proof
/// had its turn.
pub(in crate::solve) const REACHED: f64 = 1e-4;
/// Longest run where there is no limit.
pub(in crate::solve) const UNLIMITED: Duration = Duration::from_secs(60);
/// Part of the time that is left which it takes before the prices, and after them. Before the prices it comes where it is likely to be all that helps. *Measured* on the residency within
/// 15 s, with Clarabel: 372 of 740 with a half of the time and dives that began anew, 739 with this and dives that go on. After them, on the year of 60 doctors: 7 s of 30 for a bound of 30657 in place of
/// 30698; on pools of vacations a relaxation of 450,000 coefficients proves the optimum in 1.8 s.
pub(in crate::solve) const SHARE_AT_FIRST: f64 = 0.9;
pub(in crate::solve) const SHARE_OF_TIME: f64 = 0.35;
/// Part of the time that is left which rounding takes where the relaxation is as good a bound as there is.
pub(in crate::solve) const SHARE_OF_ROUNDING: f64 = 0.25;
/// Relaxations that a dive takes about as long as: where there is a schedule and less time is left for it, none is begun. *Measured* on a programme of 16 doctors whose relaxation takes 0.65 s,
/// 10 s in all: -33 with dives that time ends half-way, -26 without.
pub(in crate::solve) const SOLVES_OF_DIVE: u32 = 6;
/// Where there is a schedule, a dive that has spent one part in so many of its time ends if at its pace all would take so many times as much. *Measured* on the year of 60 doctors, 100 s: six relaxations of 4 s settled
/// next to nobody, and later turns took a third of the time.
pub(in crate::solve) const PART_OF_PACE: u32 = 3;
pub(in crate::solve) const TOO_SLOW: f64 = 2.0;
/// Later dives take one part in so many of all time, half as much after each that was in vain, down to so many halvings; each takes one part in so many of the time so far, and no less than this.
pub(in crate::solve) const SHARE_OF_DIVES: u64 = 3;
pub(in crate::solve) const MOST_HALVINGS: u32 = 3;
pub(in crate::solve) const PART_OF_DIVE: f64 = 4.0;
pub(in crate::solve) const SHORTEST_DIVE: Duration = Duration::from_millis(500);
/// Longest run after the prices.
pub(in crate::solve) const LONGEST_TURN: Duration = Duration::from_secs(30);
/// Before the prices its relaxation takes at most this part of that, or this long. *Measured*: 0.3 to 0.6 s for each component of the residency, and 10.5 s on a programme of 40 students
/// whose prices come by smoothing in 2 s.
pub(in crate::solve) const SHARE_OF_EARLY_RELAXATION: f64 = 0.08;
pub(in crate::solve) const EARLY_RELAXATION: Duration = Duration::from_secs(2);
/// Iterations of an interior point method, for the meter, and coefficients that are looked at in one unit of work.
pub(in crate::solve) const ITERATIONS: u64 = 25;
pub(in crate::solve) const COEFFICIENTS_OF_WORK: u64 = 10_000;
/// Part of its time that is the backend's; the rest is for finding out what the prices prove.
pub(in crate::solve) const SHARE_OF_BACKEND: f64 = 0.85;
/// Longest stretch whose rows sum its steps one by one; longer ones are differences of running sums.
pub(in crate::solve) const SHORT_WINDOW: usize = 3;
/// Rounds of leaving out what a doctor cannot take.
pub(in crate::solve) const ROUNDS_OF_REACH: usize = 4;
/// Passes over all rows of a programme whose settled columns are put into the rows, and its tolerances: of a limit, and of a whole number.
pub(in crate::solve) const PASSES: usize = 12;
pub(in crate::solve) const TOLERANCE: f64 = 1e-7;
pub(in crate::solve) const ROUND_OFF: f64 = 1e-6;
/// From here on a column counts as whole; nearly whole; and below this as nothing.
pub(in crate::solve) const WHOLE: f64 = 0.99;
pub(in crate::solve) const NEARLY: f64 = 0.9;
pub(in crate::solve) const NOTHING: f64 = 0.001;
/// Rounds of settling, and of them from one programme in whole numbers to the next.
pub(in crate::solve) const ROUNDS: usize = 40;
pub(in crate::solve) const ROUNDS_BETWEEN: usize = 3;
/// A dive by doctors settles one in so many of those whose columns are not whole at once. Whole are those whose columns are so far from whole numbers in all. *Measured* on the residency of
/// 45: 369, -509 and 383 in its three components, whose optima are 369, -12 and 383.
pub(in crate::solve) const AT_ONCE: usize = 8;
pub(in crate::solve) const WHOLE_DOCTOR: f64 = 0.1;
/// What settling a lot of doctors may cost the relaxation, in units of value, before it is settled in smaller lots, and how many others are tried before one who costs more is settled.
/// *Measured* on the second component of the same residency: -211 without a limit (the better of two dives), -13 with this one.
pub(in crate::solve) const LOSS: f64 = 0.5;
pub(in crate::solve) const MOST_SWAPS: usize = 3;
/// Columns that a dive settles where every doctor's path would leave too little.
pub(in crate::solve) const MOST_BRANCHES: usize = 12;
/// And more of them where the relaxation may be worth anything.
pub(in crate::solve) const MOST_BRANCHES_TO_ANY: usize = 60;
/// Dives, one after the other, that begin with other small changes of the objective. *Measured* on two hardware threads: two side by side take twice as long as one, and on the residency
/// within 60 s end at 617 of 740 where one ends at 739.
pub(in crate::solve) const MOST_DIVES: u64 = 4;
/// The first dive does without columns that fall further short of the prices, in units of value: a schedule that is worth what the relaxation is has no use for them. *Measured* on the
/// residency: a fifth to a third of the columns, and programmes that take two thirds of the time.
pub(in crate::solve) const UNLIKELY: f64 = 0.01;
/// Doctors who are free at first when a dive is repeated around a schedule. After so many times without a gain twice as many are free, and after so many it ends.
pub(in crate::solve) const FREE: usize = 3;
pub(in crate::solve) const VAIN: usize = 3;
pub(in crate::solve) const MOST_VAIN: usize = 9;
/// Whole columns and non-zero coefficients of a programme that microlp is asked to solve in whole numbers; one in so many of them where there is no clock.
pub(in crate::solve) const MOST_WHOLE: usize = 2_500;
pub(in crate::solve) const MOST_NONZEROS: usize = 15_000;
pub(in crate::solve) const WITHOUT_CLOCK: usize = 5;
/// Such programmes that are solved; the first are the smallest.
pub(in crate::solve) const MOST_ATTEMPTS: usize = 8;
/// Longest run of one of them, the part of the time left that it may take, and the relative gap at which it stops.
pub(in crate::solve) const LONGEST: Duration = Duration::from_secs(5);
pub(in crate::solve) const SHARE_OF_ATTEMPT: u32 = 3;
pub(in crate::solve) const GAP: f64 = 1e-6;
/// Of columns that are not even nearly whole those are settled that are this near to the largest, and at least so large; so many at once.
pub(in crate::solve) const WITHIN: f64 = 0.1;
pub(in crate::solve) const LEAST: f64 = 0.3;
pub(in crate::solve) const MOST_AT_ONCE: usize = 20;
/// What objectives are off by, so that points are near a corner. *Measured* on yearly plans: without it half of the columns stayed fractional. With ten times as much a thousand columns
/// together are off by more than a unit of value, and the corner may be worth less.
pub(in crate::solve) const NOISE: f64 = 0.001;
