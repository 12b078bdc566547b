//! The periods in which a place is fullest and emptiest.

use crate::ids::PeriodId;
use std::cmp::Reverse;

/// A period in which so many are there; `None` for any number that may be.
#[derive(Clone, Copy)]
pub(super) struct Fullest {
    pub(super) period: PeriodId,
    pub(super) load: i64,
    pub(super) places: Option<i64>,
}

/// A period in which so many are there, and how many are asked for.
#[derive(Clone, Copy)]
pub(super) struct Emptiest {
    pub(super) period: PeriodId,
    pub(super) load: i64,
    pub(super) least: i64,
}

/// The period in which a place comes nearest to its limit, or is furthest over it; of these the one with most doctors, the earliest of equals. `None` where
/// nobody ever is.
pub(super) fn fullest(load: &[i64], places: &[Option<i64>]) -> Option<Fullest> {
    let key = |index: &usize| {
        let (load, most) = (load[*index], places[*index].unwrap_or(i64::MAX));
        (load.saturating_sub(most), load, Reverse(*index))
    };
    let index = (0..load.len())
        .filter(|&index| load[index] > 0)
        .max_by_key(key)?;
    Some(Fullest {
        period: PeriodId::new(index),
        load: load[index],
        places: places[index],
    })
}

/// The period in which most are missing; if nobody is missing, the one with the fewest to spare. `None` where nobody is asked for.
pub(super) fn emptiest(load: &[i64], least: &[i64]) -> Option<Emptiest> {
    let asked = (0..least.len()).filter(|&index| least[index] > 0);
    let index = asked.min_by_key(|&index| (load[index].saturating_sub(least[index]), index))?;
    Some(Emptiest {
        period: PeriodId::new(index),
        load: load[index],
        least: least[index],
    })
}
