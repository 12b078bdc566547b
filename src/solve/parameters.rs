//! The numbers of the engine: each has its name, its unit and what it trades here, and nowhere else; an engine imports what it needs.
//!
//! A value of 2, half, or the first of a list is no parameter; neither are limits of input, which are in [`limits`](crate::limits), nor the
//! figures of a backend, which are at the backend. *Measured* says what was measured when a number was set; where nothing is said it was
//! set by judgement. Longer accounts are in `docs/log.md`. Temperatures, pressures and widths are in units of value
//! ([`unit_of_value`](super::unit::unit_of_value)) unless something else is said.

use std::time::Duration;

/// Seed of one of several generators of random numbers that have one seed in common.
pub(super) fn seed_of(seed: u64, number: u64) -> u64 {
    // An odd number without a pattern: 2^64 over the golden ratio.
    seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(number)
}

/// Smoothed prices.
pub(super) mod prices {
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
}

/// From prices of a linear programme to what they prove.
pub(super) mod proofs {
    /// Fractions that prices of a programme are rounded to.
    pub(in crate::solve) const DENOMINATORS: [i64; 8] = [1, 2, 3, 4, 6, 12, 1_000, 1_000_000];
    /// Scales of multipliers that prove that there is no schedule, where private prices go with them.
    pub(in crate::solve) const SCALES: [f64; 6] = [1.0, 2.0, 6.0, 12.0, 1_000.0, 1_000_000.0];
    /// Multipliers below this are round-off.
    pub(in crate::solve) const ZERO: f64 = 1e-6;
    /// Broken rows that are tried one by one as a proof.
    pub(in crate::solve) const MOST_ROWS: usize = 12;
}

/// The closer look at best scores.
pub(super) mod closer {
    /// It is worth its time within one part in so many of the bound.
    pub(in crate::solve) const NEAR: i64 = 200;
    /// Factor of partial paths from one look to the next.
    pub(in crate::solve) const EFFORT_GROWTH: usize = 8;
}

/// Proofs by counting.
pub(super) mod counting {
    /// Sums that are tried in one solve; each costs a best path for each doctor.
    pub(in crate::solve) const MOST_SUMS: usize = 200;
}

/// The search.
pub(super) mod search {
    /// Chains, each with a schedule of its own. Fixed, so that the result does not depend on the number of threads.
    pub(in crate::solve) const CHAINS: usize = 2;
    /// Sweeps of a walk between stages of the prices; the first walk afterwards has twice as many.
    pub(in crate::solve) const SHORT_WALK: usize = 16;
    /// Most sweeps of a walk, and the factor by which walks that bring nothing grow.
    pub(in crate::solve) const LONGEST_WALK: usize = 2_000;
    pub(in crate::solve) const WALK_GROWTH: usize = 2;
    /// Sweeps that look for any schedule, for each sweep of a walk that anneals.
    pub(in crate::solve) const BREAKING_OUT: usize = 2;
    /// Variations of pathways that count as one re-pathing: about what they cost.
    pub(in crate::solve) const VARIATIONS_OF_ONE: u64 = 8;
    /// A move that a beam looks at costs about so many times as much as one that a variation looks at. *Measured* on a family medicine programme: 185 and 97 ns.
    pub(in crate::solve) const MOVE_OF_BEAM: u64 = 2;
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
}

/// How walks go from warm to cold.
pub(super) mod recipes {
    /// One way to anneal. Temperatures and pressure are in units of value.
    #[derive(Clone, Copy, Debug)]
    pub(in crate::solve) struct Recipe {
        /// Temperature to start with, and to end with.
        pub(in crate::solve) warm: f64,
        pub(in crate::solve) cold: f64,
        /// Share of the prices that is charged for what rows allow.
        pub(in crate::solve) share: f64,
        /// Least penalty of a hard row: this many times its price, and the pressure.
        pub(in crate::solve) multiple: f64,
        pub(in crate::solve) pressure: f64,
    }

    /// No way is best everywhere: where everybody wants the same few places, prices charged in full leave them empty; where prices are near what places
    /// are worth, they find the schedule; where rules ask for a least staffing everywhere, little pressure and low temperatures do.
    pub(in crate::solve) const RECIPES: [Recipe; 6] = [
        Recipe {
            warm: 0.5,
            cold: 0.06,
            share: 1.0,
            multiple: 1.2,
            pressure: 0.3,
        },
        Recipe {
            warm: 0.2,
            cold: 0.02,
            share: 0.3,
            multiple: 0.8,
            pressure: 0.2,
        },
        Recipe {
            warm: 0.1,
            cold: 0.01,
            share: 0.5,
            multiple: 0.65,
            pressure: 0.03,
        },
        Recipe {
            warm: 0.2,
            cold: 0.04,
            share: 1.0,
            multiple: 1.2,
            pressure: 0.5,
        },
        Recipe {
            warm: 0.3,
            cold: 0.02,
            share: 0.15,
            multiple: 0.8,
            pressure: 0.2,
        },
        Recipe {
            warm: 0.2,
            cold: 0.01,
            share: 1.0,
            multiple: 1.2,
            pressure: 0.15,
        },
    ];
    /// Ways to look around a good schedule.
    pub(in crate::solve) const NEAR: [Recipe; 3] = [
        Recipe {
            warm: 0.04,
            cold: 0.01,
            share: 1.0,
            multiple: 1.2,
            pressure: 0.5,
        },
        Recipe {
            warm: 0.04,
            cold: 0.004,
            share: 0.5,
            multiple: 0.65,
            pressure: 0.03,
        },
        Recipe {
            warm: 0.04,
            cold: 0.01,
            share: 0.3,
            multiple: 0.8,
            pressure: 0.1,
        },
    ];
    /// Temperatures of a walk that begins at the best schedule, in relation to those of the recipe.
    pub(in crate::solve) const LITTLE: f64 = 0.3;
    /// Which of the recipes has its turn once all were tried, the first being the one that reached most: the better, the more often.
    pub(in crate::solve) const TURNS: [usize; 8] = [0, 1, 0, 2, 0, 1, 0, 3];
    /// Hard rows count more and more from this part of a walk on, and so much more at its end.
    pub(in crate::solve) const LATE: f64 = 0.6;
    pub(in crate::solve) const LATE_PRESSURE: f64 = 3.0;
    /// Walks in a row that close with guides that fade, and without. *Measured*: neither is better everywhere.
    pub(in crate::solve) const TURNS_OF_FADING: u64 = 3;

    /// How a walk ends: pressure in units of value rises from soft to hard while the temperature stays.
    pub(in crate::solve) struct Closing {
        /// A part of the walk's sweeps, at least and at most so many.
        pub(in crate::solve) sweeps_of_one: usize,
        pub(in crate::solve) least: usize,
        pub(in crate::solve) most: usize,
        pub(in crate::solve) soft: f64,
        pub(in crate::solve) hard: f64,
        pub(in crate::solve) heat: f64,
    }
    /// Measured: two sweeps without heat lost about a rotation for each place too many, 3 % of a whole programme; this loses a third of that.
    pub(in crate::solve) const CLOSING: Closing = Closing {
        sweeps_of_one: 4,
        least: 3,
        most: 50,
        soft: 1.0,
        hard: 50.0,
        heat: 0.03,
    };
}

/// Mending a schedule of a similar problem.
pub(super) mod mend {
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
}

/// Components that are solved apart.
pub(super) mod apart {
    /// Work for each doctor of a component at first, so that all are nearly good early on.
    pub(in crate::solve) const FIRST: u64 = 100;
    /// The same later on where there is no limit, doubled every time, so many times at most.
    pub(in crate::solve) const UNLIMITED: u64 = 2_000;
    pub(in crate::solve) const MOST_DOUBLINGS: u32 = 32;
    /// Largest denominator that prices of all components are brought to.
    pub(in crate::solve) const MOST_DENOMINATOR: i64 = 100_000_000;
}

/// Column generation.
pub(super) mod columns {
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
}

/// Programmes over a few doctors at a time.
pub(super) mod neighbourhoods {
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
}

/// The compact programme.
pub(super) mod compact {
    use super::Duration;

    /// Most columns; with a work limit and no time limit, where the programme runs to its end, which must not be far away.
    pub(in crate::solve) const MOST_COLUMNS: usize = 150_000;
    pub(in crate::solve) const MOST_COLUMNS_WITHOUT_CLOCK: usize = 4_000;
    /// Most terms of shared rows for each column that there may be.
    pub(in crate::solve) const DENSITY: usize = 40;
    /// Arcs of all doctors from which on a programme with few columns comes before the prices, and arcs for each column that are many. *Measured*: before the prices everywhere it
    /// cost shift scheduling instance 7 its bound (981 instead of 1033 to 1036); the residency that it helps has 54 to 68 arcs for each column.
    pub(in crate::solve) const LARGE: usize = 400_000;
    pub(in crate::solve) const ARCS_OF_COLUMN: usize = 32;
    /// Longest run where there is no limit.
    pub(in crate::solve) const UNLIMITED: Duration = Duration::from_secs(60);
    /// Part of the time that is left which it takes before the prices, and after them. Before the prices it comes where it is likely to be all that helps. *Measured* on the residency within
    /// 15 s: 372 of 740 with a half of the time and dives that began anew, 739 with this and dives that go on.
    pub(in crate::solve) const SHARE_AT_FIRST: f64 = 0.9;
    pub(in crate::solve) const SHARE_OF_TIME: f64 = 0.25;
    /// The same after them where there is a schedule already, and the gap is one part in so many or less: prices are near then, and the programme has little to add. *Measured* on shift
    /// scheduling: relaxations of 110,000 coefficients were cut off after 9 of 60 s and proved nothing; on pools of vacations, with a gap of a fourth, one of 450,000 proves the optimum in 1.8 s.
    pub(in crate::solve) const SHARE_WITH_SCHEDULE: f64 = 0.1;
    pub(in crate::solve) const SMALL_GAP: i64 = 20;
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
    pub(in crate::solve) const SHARE_OF_BACKEND: f64 = 0.75;
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
}

/// The flow programme.
/// Programmes over what is within reach.
pub(super) mod reach {
    use super::Duration;

    /// Most arcs of all doctors that are gone through.
    pub(in crate::solve) const MOST_ARCS: usize = 500_000;
    /// Most arcs that are solved over, of all doctors; with a work limit and no time limit.
    pub(in crate::solve) const MOST_COLUMNS: usize = 4_000;
    pub(in crate::solve) const MOST_COLUMNS_WITHOUT_CLOCK: usize = 500;
    /// Arcs of the first neighbourhood. It grows by half when it was searched through in vain, and shrinks by a third when it was not searched through.
    pub(in crate::solve) const FIRST_COLUMNS: usize = 2_000;
    pub(in crate::solve) const LEAST_COLUMNS: usize = 500;
    /// A turn is at most as long as the time so far, within these limits, and all turns together take at most this part of it.
    pub(in crate::solve) const SHORTEST: Duration = Duration::from_secs(1);
    pub(in crate::solve) const LONGEST: Duration = Duration::from_secs(8);
    pub(in crate::solve) const SHARE_OF_TIME: u32 = 6;
}

pub(super) mod flow {
    use super::Duration;

    /// Walks in vain before it has its turn.
    pub(in crate::solve) const WALKS_IN_VAIN: u32 = 3;
    /// Most arcs of all doctors, unless the options or the backend's [`Reach`](crate::solve::lp::Reach) say otherwise: what microlp solves in a minute, roughly. The figures are at [`MicroLp`](crate::solve::lp::MicroLp).
    pub(in crate::solve) const MOST_COLUMNS: usize = 4_000;
    /// With a work limit and no time limit the programme runs to its end, which must not be far away.
    pub(in crate::solve) const MOST_COLUMNS_WITHOUT_CLOCK: usize = 500;
    /// Most terms in shared rows for each column that there may be.
    pub(in crate::solve) const DENSITY: usize = 25;
    /// Longest run beside the search where there is no time limit: backends cannot be cancelled in the middle.
    pub(in crate::solve) const UNLIMITED: Duration = Duration::from_secs(30);
    /// Part of the time left that it takes beside the search, and part of that for its relaxation.
    pub(in crate::solve) const SHARE_OF_TIME: u32 = 2;
    pub(in crate::solve) const SHARE_OF_RELAXATION: u32 = 3;
    /// Part of the gap asked for that the backend may leave.
    pub(in crate::solve) const SHARE_OF_GAP: f64 = 0.9;
    /// Walks for a first schedule where it is alone.
    pub(in crate::solve) const FIRST_WALKS: u64 = 3;
    /// Round-off of a backend's objective, relative.
    pub(in crate::solve) const ROUND_OFF: f64 = 1e-6;
}

/// A solve's own defaults.
pub(super) mod usual {
    use super::Duration;

    /// The usual time limit.
    pub(in crate::solve) const TIME: Duration = Duration::from_secs(60);
    /// Most arcs of an exact diagram: what is larger is merged. More arcs prove more and cost time and memory, about 8 bytes each.
    pub(crate) const ARCS: usize = 400_000;
}
