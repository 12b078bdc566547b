//! Smoothed prices.

/// Steps at one temperature. More prove more at it, and cool later.
pub(in crate::solve) const STEPS: usize = 40;
/// Temperature of the first stage at which bounds are sought, in units of value or of what a unit of a soft row weighs, whichever is more. Higher costs stages, lower starts too far
/// from what rows are worth. *Measured* on shift scheduling: where cover weighs 100 and wishes 1 to 3, prices that started at 0.3 wishes never came near.
pub(in crate::solve) const WARMEST: f64 = 0.3;
/// Factor between temperatures.
pub(in crate::solve) const COOLING: f64 = 0.6;
/// Below this temperature prices are cold.
pub(in crate::solve) const COLDEST: f64 = 0.004;
/// Stages left out if the solve starts from prices that are near already.
pub(in crate::solve) const STAGES_SAVED: i32 = 5;
/// Stages without a better bound after which prices have stalled.
pub(in crate::solve) const STALLED_STAGES: usize = 4;
/// A stage has gained if the bound fell by more than one part in so many.
pub(in crate::solve) const GAIN_OF_BOUND: i64 = 100_000;
/// Fewest steps of a stage that is only to come near.
pub(in crate::solve) const LEAST_STEPS: usize = 6;
/// Such a stage is over when steps have shrunk to this part (their squares; *measured* on shift scheduling: far-off starts cost a few steps each).
pub(in crate::solve) const SETTLED: f64 = 0.05;
/// Temperature from which stalled prices are taken up again, and the factor of their steps each time.
pub(in crate::solve) const TAKEN_UP: f64 = 0.06;
pub(in crate::solve) const STEPS_GROWTH: usize = 2;
/// Rounds of walks before that, at first and at most.
pub(in crate::solve) const FIRST_REST: u64 = 1;
pub(in crate::solve) const MOST_REST: u64 = 6;
/// Stages of one turn go on for this part of what others cost since the last turn. *Measured* on shift scheduling: stages of 0.05 to 0.8 s took turns with walks of 1 to 5 s, so that prices
/// came near after a minute or two; on instance 7 one stage between two walks gained up to 16 units of bound.
pub(in crate::solve) const SHARE_OF_STAGES: u64 = 2;
/// Denominators that prices are rounded to for a bound: optimal prices are often simple fractions. Only the first one is tried while
/// prices are only to come near. Each costs a pass over the diagrams.
pub(in crate::solve) const DENOMINATORS: [i64; 7] = [1_000, 1, 2, 3, 4, 6, 12];
/// Private prices are finer than those of rows by this factor: as the diagrams count theirs.
pub(in crate::solve) const PRIVATE_DENOMINATOR: i64 = crate::diagram::PRIVATE_UNIT;
/// Partial paths taken up for each doctor whose diagram is relaxed, in a closer look at prices that prove a bound.
pub(in crate::solve) const CLOSER_EFFORT: usize = 3_000;
/// Such a look is worth its time if the bound is within one part in so many of the best bound, which is about what a relaxed diagram
/// may be too high by.
pub(in crate::solve) const NEAR_BOUND: i64 = 50;
/// It waits while the last stage of prices lowered the bound by more than one part in so many: the next one is lower without a look. *Measured* on I80_24_4: after 40, 80, 120, 160 and 200 steps 14457, 14217, 14070, 13990 and 13941
/// without a look, 14153, 14001, 13925, 13883 and 13851 with one, which takes as long as the steps.
pub(in crate::solve) const FALLING: i64 = 400;
/// Step of private prices, in temperatures.
pub(in crate::solve) const PRIVATE_STEP: f64 = 0.15;
/// Growth of the step length from step to step; part of what the curvature allows; and the least that is left of it at once.
pub(in crate::solve) const LENGTH_GROWTH: f64 = 1.3;
pub(in crate::solve) const LENGTH_SHARE: f64 = 0.9;
pub(in crate::solve) const LEAST_LENGTH: f64 = 0.2;
/// A row is used from this sum on, in units of its largest coefficient, when the least length is found.
pub(in crate::solve) const USED: f64 = 0.1;
/// Chunks of doctors whose sums are added up in order, whatever the number of threads.
pub(in crate::solve) const CHUNKS: usize = 8;
/// Largest price of a ray that is tried as a proof, in whole numbers.
pub(in crate::solve) const RAY: f64 = 1_000.0;
/// Prices beyond this are not rounded: whole numbers that floating point knows end there.
pub(in crate::solve) const LARGEST: f64 = crate::solve::lp::LARGEST_NUMBER;
