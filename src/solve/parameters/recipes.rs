//! How walks go from warm to cold.

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
