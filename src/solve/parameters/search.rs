//! The search.

/// Chains, each with a schedule of its own. Fixed, so that the result does not depend on the number of threads.
pub(in crate::solve) const CHAINS: usize = 2;
/// Sweeps of a walk between stages of the prices; the first walk afterwards has twice as many.
pub(in crate::solve) const SHORT_WALK: usize = 16;
/// Most of them while no schedule is known and they are cheap.
pub(in crate::solve) const LONG_FOR_ANY: usize = 48;
/// While no schedule is known, what walks that vary pathways may have cost, in what those have that look for them anew.
pub(in crate::solve) const MORE_FOR_VARIATIONS: u64 = 2;
/// Most sweeps of a walk, and the factor by which walks that bring nothing grow.
pub(in crate::solve) const LONGEST_WALK: usize = 2_000;
pub(in crate::solve) const WALK_GROWTH: usize = 2;
/// What a walk between stages of the prices may cost, in what the prices cost since the last one: while they are only to come near and there is a schedule, and otherwise. *Measured* on
/// 80 students with 24 disciplines: walks of 4 s between stages of 1 s left the first schedule to second 43 of 60.
pub(in crate::solve) const WORTH_WHILE_WARM: u64 = 1;
pub(in crate::solve) const WORTH_WHILE_COOLING: u64 = 2;
/// Sweeps that look for any schedule, for each sweep of a walk that anneals.
pub(in crate::solve) const BREAKING_OUT: usize = 2;
/// Walks in a row that keep to the same slots of joint events while they look for any schedule: what rows have learnt is of use for these slots only.
pub(in crate::solve) const STAYING: usize = 4;
/// Variations of pathways that count as one re-pathing, and the most that take its place in a walk: about what they cost where re-pathings are dear.
pub(in crate::solve) const VARIATIONS_OF_ONE: u64 = 8;
/// A move that a beam looks at costs about so many times as much as one that a variation looks at, passes over the diagram included. *Measured*: 185 and 97 ns on a family medicine programme, 330
/// and 90 ns on 80 students.
pub(in crate::solve) const MOVE_OF_BEAM: u64 = 4;
/// Least sweeps of a walk of dear re-pathings.
pub(in crate::solve) const LEAST_SWEEPS: usize = 2;
/// Changes of one pathway in a re-pathing that varies it.
pub(in crate::solve) const CHANGES: usize = 4;
/// Sweeps of settling, from every doctor's best pathway on; their temperature, and the pressure of hard rules, which doubles.
pub(in crate::solve) const SETTLING: usize = 10;
pub(in crate::solve) const SETTLING_HEAT: f64 = 0.01;
pub(in crate::solve) const SETTLING_PRESSURE: f64 = 0.1;
/// What a row that was broken after a sweep weighs more afterwards, how much of that stays after each sweep, and the temperature, while no schedule is known.
pub(in crate::solve) const PRESSURE_OF_ONE: f64 = 0.3;
pub(in crate::solve) const PRESSED_STAYS: f64 = 0.95;
pub(in crate::solve) const BREAKING_HEAT: f64 = 0.1;
/// How far a lesson moves a private price, for each step beyond. *Measured* with 24 disciplines over 96 periods: 0.2 lost 3 %, 0.05 half a per cent.
pub(in crate::solve) const LESSON: f64 = 0.02;
/// Penalties of rows that are broken grow by this factor and this much, up to this much above their base; those of others fall by this factor towards it.
pub(in crate::solve) const PENALTY_GROWTH: f64 = 1.05;
pub(in crate::solve) const PENALTY_STEP: f64 = 0.01;
pub(in crate::solve) const MOST_PENALTY: f64 = 1e4;
pub(in crate::solve) const PENALTY_FALL: f64 = 0.97;
/// Least penalty of a hard row where prices say nothing: this many times its price.
pub(in crate::solve) const MULTIPLE: f64 = 1.2;
/// Length of a part of a long horizon in longest stays. *Measured* with 3,500 doctors over 884 weeks who stay for 13 to 52: two, three and six bring less in two minutes.
pub(in crate::solve) const STAYS_OF_PART: usize = 4;
/// Part of what is left of the limits that a walk may count on: one that is cut off has not closed, and is lost.
pub(in crate::solve) const SHARE_OF_REST: f64 = 0.95;
/// A walk of fewer sweeps leads nowhere.
pub(in crate::solve) const LEAST_WALK: usize = 8;
