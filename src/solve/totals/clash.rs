//! Two sets of totals that do not meet.

use super::candidates::{Candidate, candidates};
use super::doctor::totals;
use super::numbers::Numbers;
use super::pairs::pair;
use crate::diagram::{Charges, LabelWeights, Pathways, Stop};
use crate::formulation::{ChargeBuffer, Formulation, PriceTable, RowId, Shape};
use crate::ids::{ActivityId, DoctorId, PeriodId, RuleId};
use crate::problem::Problem;
use crate::solve::parameters::totals::MOST_ARCS;
use crate::solve::setting::Setting;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Rows whose sum no schedule has.
#[derive(Clone, Debug)]
pub(crate) struct Clash {
    /// Those that say so, and those that say that doctors are together.
    pub(crate) rules: BTreeSet<RuleId>,
    pub(crate) activities: BTreeSet<ActivityId>,
    /// First and last period that counts.
    pub(crate) periods: Option<(PeriodId, PeriodId)>,
    /// Who can add something.
    pub(crate) doctors: Vec<DoctorId>,
    /// What pathways come to in all.
    pub(crate) given: Numbers,
    /// What the rows allow in all.
    pub(crate) allowed: Numbers,
}

/// The first clash of the sums that are looked at; nothing if `stop` says so before. Where diagrams are large only the first sums are.
pub(crate) fn clash(
    problem: &Problem,
    (formulation, pathways): (&Formulation, &Pathways),
    stop: Stop<'_>,
) -> Option<Clash> {
    let setting = Setting {
        formulation,
        pathways,
        activities: problem.activities().len(),
    };
    let doctors = (0..pathways.len()).map(DoctorId::new);
    let pass: usize = doctors
        .map(|doctor| pathways.class(doctor).diagram.arc_count())
        .sum();
    let sums = candidates(problem, formulation);
    let most = MOST_ARCS / pass.max(1) + 1;
    let mut sums = sums.iter().take(most).take_while(|_| !stop());
    sums.find_map(|sum| of_rows(setting, sum))
}

/// The clash of a sum of rows, if there is one: as it is, or with doctors who stay together taken together.
///
/// # Complexity
/// O(labels + arcs of all diagrams × totals of a doctor / 64), doctors who are alike once; then as many sums of sets as there are doctors and rows.
pub(super) fn of_rows(setting: Setting<'_>, sum: &Candidate) -> Option<Clash> {
    let mut prices = vec![0_i64; setting.formulation.rows.len()];
    sum.rows.iter().for_each(|row| prices[row.index()] = 1);
    let plain = between(setting, sum, &prices);
    plain.or_else(|| between(setting, sum, &pair(setting.formulation, sum, prices)?))
}

/// The clash of rows, each so many times.
fn between(setting: Setting<'_>, sum: &Candidate, times: &[i64]) -> Option<Clash> {
    let (given, doctors) = given(setting, times)?;
    let allowed = allowed(setting.formulation, times, &given)?;
    given.nearest(&allowed)?;
    let rows = (0..times.len()).filter(|row| times[*row] != 0);
    Some(Clash {
        rules: rows.map(|row| setting.formulation.rows[row].rule).collect(),
        activities: sum.activities.clone(),
        periods: sum
            .periods
            .first()
            .copied()
            .zip(sum.periods.last().copied()),
        doctors,
        given,
        allowed,
    })
}

/// What all doctors together can come to, and who adds something.
fn given(setting: Setting<'_>, times: &[i64]) -> Option<(Numbers, Vec<DoctorId>)> {
    let Setting {
        formulation,
        pathways,
        activities,
    } = setting;
    let taken: Vec<i64> = times.iter().map(|times| -times).collect();
    let mut table = PriceTable::default();
    table.set(formulation, activities, &taken);
    let (mut charges, mut weights) = (ChargeBuffer::default(), LabelWeights::default());
    let mut known: FxHashMap<(usize, Vec<i64>), Numbers> = FxHashMap::default();
    let (mut given, mut adding) = (Numbers::one(0), Vec::new());
    for doctor in (0..pathways.len()).map(DoctorId::new) {
        charges.fill(formulation, pathways, doctor, &table);
        if charges
            .cells
            .iter()
            .chain(&charges.slots)
            .all(|charge| *charge == 0)
        {
            continue;
        }
        let (class, axis) = (pathways.class(doctor), pathways.axis(doctor));
        let charged = Charges {
            factor: 0,
            cells: &charges.cells,
            slots: &charges.slots,
        };
        weights.fill(&class.diagram, pathways.table(doctor), axis.len(), &charged);
        let key = (pathways.class_index(doctor), weights.labels.clone());
        let own = match known.get(&key) {
            Some(own) => own.clone(),
            None => {
                let own = totals(class, &weights.labels)?;
                known.insert(key, own.clone());
                own
            }
        };
        given = given.plus(&own)?;
        adding.push(pathways.original(doctor));
    }
    Some((given, adding))
}

/// What rows allow in all, as far as it can matter to these totals.
fn allowed(formulation: &Formulation, times: &[i64], given: &Numbers) -> Option<Numbers> {
    // Rows that are alike are many, and most of what they allow is the same.
    let mut alike: Vec<(&Shape, i64, usize)> = Vec::new();
    for (row, &times) in times.iter().enumerate().filter(|(_, times)| **times != 0) {
        let shape = &formulation.rows[RowId::new(row).index()].shape;
        match alike
            .iter_mut()
            .find(|known| (known.0, known.1) == (shape, times))
        {
            Some(known) => known.2 += 1,
            None => alike.push((shape, times, 1)),
        }
    }
    // Without an upper limit a row may take whatever there is.
    let mut least = 0_i64;
    for (shape, times, number) in &alike {
        let own = shape.hull().0.unwrap_or(0).checked_mul(*times)?;
        least = least.checked_add(own.checked_mul(i64::try_from(*number).ok()?)?)?;
    }
    let left = given.greatest().checked_sub(least)?;
    let mut allowed = Numbers::one(0);
    for (shape, times, number) in alike {
        let own = of_shape(shape, times, left.max(0))?;
        for _ in 0..number {
            allowed = allowed.plus(&own)?;
        }
    }
    Some(allowed)
}

/// What a row allows, so many times; `left` more than its least sum where it has no upper limit.
fn of_shape(shape: &Shape, times: i64, left: i64) -> Option<Numbers> {
    match shape {
        Shape::Interval { lower, upper } => {
            // Nothing counts less than nothing where a row has no lower limit.
            let least = lower.unwrap_or(0).checked_mul(times)?;
            let most = match upper {
                Some(upper) => upper
                    .checked_mul(times)?
                    .min(least.checked_add(left)?)
                    .max(least),
                None => least.checked_add(left)?,
            };
            Numbers::range(least, most, times)
        }
        Shape::OneOf(values) => {
            let values: Option<Vec<i64>> = values
                .iter()
                .map(|value| value.checked_mul(times))
                .collect();
            Numbers::of(&values?)
        }
        Shape::ZeroOr { min, max } => {
            let range = Numbers::range(min.checked_mul(times)?, max.checked_mul(times)?, times)?;
            let values: Vec<i64> = std::iter::once(0).chain(range.iter()).collect();
            Numbers::of(&values)
        }
        Shape::Never(_) => None,
    }
}
