//! Programmes over a few doctors at a time.

/// Looked at side by side; fixed, so that the result does not depend on the number of threads.
pub(in crate::solve) const BATCH: usize = 8;
/// Doctors and the part of the horizon in which they may move. *Measured* on shift scheduling: windows of a week or two with many doctors gain most.
pub(in crate::solve) const SCOPES: [(usize, usize); 8] = [
    (3, 1),
    (5, 1),
    (8, 2),
    (12, 4),
    (16, 4),
    (24, 4),
    (24, 8),
    (48, 8),
];
/// What is left of what a size gained and cost when it is looked at again, and the least chance of one in relation to what all gained.
pub(in crate::solve) const REMEMBERED: f64 = 0.95;
/// What is left of what a turn gained and cost with the next turn: walks gain seldom and much.
pub(in crate::solve) const REMEMBERED_TURN: f64 = 0.8;
pub(in crate::solve) const LEAST_CHANCE: f64 = 0.02;
/// Looks in vain, one after another, after which more doctors are taken, how many times as many, and how often at most.
pub(in crate::solve) const VAIN: u32 = 8;
pub(in crate::solve) const GROWTH: f64 = 1.25;
pub(in crate::solve) const MOST_GROWTH: u32 = 6;
/// A window of fewer periods leaves nothing to choose.
pub(in crate::solve) const SHORTEST_WINDOW: usize = 4;
/// What they may spend in a turn, in sixteenths of what was spent since the last one: at first, and at most. It doubles when they gained more by the same work than the walks, and halves when
/// they gained less. *Measured*: without that they took 107 of 150 s on 3,500 arrivals.
pub(in crate::solve) const FIRST_SHARE: u64 = 4;
pub(in crate::solve) const MOST_SHARE: u64 = 32;
/// What a unit costs by which a hard row is broken, in units of value, while there is no schedule.
pub(in crate::solve) const WEIGHT_OF_HARD: f64 = 100.0;
pub(in crate::solve) const SIXTEENTHS: u64 = 16;
/// Columns drawn for each doctor at each temperature, and the temperatures.
pub(in crate::solve) const DRAWN: usize = 12;
pub(in crate::solve) const TEMPERATURES: [f64; 2] = [0.15, 0.5];
/// The most of them where a diagram is relaxed and each takes a beam.
pub(in crate::solve) const BEAMS: usize = 4;
/// Weight of a doctor without regrets, in units of value, and of one who holds nothing that others would like, when doctors are drawn.
pub(in crate::solve) const LEAST_REGRET: f64 = 0.05;
pub(in crate::solve) const LEAST_HOLD: f64 = 0.1;
/// A gain of less is none: values are whole.
pub(in crate::solve) const LEAST_GAIN: f64 = 0.5;
/// Tells the seed of windows from that of doctors.
pub(in crate::solve) const SEED_OF_WINDOW: u64 = 0x5bd1_e995;
