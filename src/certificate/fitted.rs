//! Private prices that fit the prices of rows, and the best pathways at both, of doctors whose diagrams are relaxed.
//!
//! Private prices that were found together with other prices of rows bound these doctors badly: each relaxed diagram is worth the more at new prices, the further they are from the old ones. Here each doctor's are found anew, with the
//! prices of rows as they are.

use super::doctor::{Pass, Tables};
use super::evaluate::kept_prices;
use super::prices::Prices;
use crate::diagram::{ExactSearch, PRIVATE_UNIT, Pathways, Task};
use crate::formulation::{Formulation, PriceTable};
use crate::ids::DoctorId;
use rayon::prelude::*;

/// Prices with private prices that fit them, and pathways.
#[derive(Clone, Debug)]
pub(crate) struct Fitted {
    pub(crate) prices: Prices,
    /// The best pathway found of the first doctor of a group, with the group's number.
    pub(crate) paths: Vec<(usize, Vec<u32>)>,
}

/// What is found for one group.
struct Found {
    private: Vec<i64>,
    path: Vec<u32>,
}

/// Private prices of all doctors whose diagrams are relaxed that bound them well at the prices of rows, by groups of doctors who are alike. Those that
/// prices already have are kept where they fit (`true`), so that only the search is repeated. `None` if the prices do not fit into 64 bits, or if `stop` said so.
///
/// # Complexity
/// Some eighty passes over a diagram of each group, and a search for its best pathway by the prices' effort, in parallel.
pub(crate) fn fit_private(
    (formulation, pathways, activities): (&Formulation, &Pathways, usize),
    (prices, is_fitted): (&Prices, bool),
    groups: &[Vec<DoctorId>],
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<Fitted> {
    if prices.denominator < 1 || !formulation.cuts.is_empty() {
        return None;
    }
    let rows = kept_prices(formulation.components(pathways), &prices.rows);
    let tables = Tables::new(formulation, activities, &rows)?;
    let table = tables.narrow()?;
    let mut fitted = prices.clone();
    fitted.private_denominator = PRIVATE_UNIT;
    // With none they are 0: a doctor's weights are then counted as finely as private prices.
    for (doctor, private) in fitted.private.iter_mut().enumerate() {
        let class = pathways.class(DoctorId::new(doctor));
        if !is_fitted {
            private.clear();
        }
        private.resize(class.private_rows.len(), 0);
    }
    let found: Vec<Option<Found>> = groups
        .par_iter()
        .map_init(
            <(Pass<i64>, ExactSearch)>::default,
            |(pass, search), doctors| {
                let doctor = *doctors.first()?;
                let is_relaxed = !pathways.class(doctor).is_exact();
                (is_relaxed && !stop())
                    .then(|| {
                        fit_one(
                            (pass, search),
                            pathways,
                            doctor,
                            (formulation, table),
                            (&fitted, is_fitted),
                        )
                    })
                    .flatten()
            },
        )
        .collect();
    let mut paths = Vec::new();
    for (group, found) in found.into_iter().enumerate() {
        let Some(found) = found else { continue };
        for doctor in &groups[group] {
            fitted.private[doctor.index()].clone_from(&found.private);
        }
        if !found.path.is_empty() {
            paths.push((group, found.path));
        }
    }
    (!stop()).then_some(Fitted {
        prices: fitted,
        paths,
    })
}

/// Private prices of one doctor, and the best pathway that is found.
fn fit_one(
    (pass, search): (&mut Pass<i64>, &mut ExactSearch),
    pathways: &Pathways,
    doctor: DoctorId,
    (formulation, table): (&Formulation, &PriceTable<i64>),
    (prices, is_fitted): (&Prices, bool),
) -> Option<Found> {
    let class = pathways.class(doctor);
    let grain = match class.private_rows.is_empty() {
        true => 1,
        false => prices.private_denominator,
    };
    let unit = prices.denominator.checked_mul(grain)?;
    let weights = pass.weights(pathways, doctor, formulation, table, prices)?;
    let private = match is_fitted {
        true => prices.private[doctor.index()].clone(),
        false => search.private_prices(class, weights, unit),
    };
    let task = Task {
        plain: weights,
        private: &private,
        unit,
        grain,
    };
    search.run(class, &task, prices.effort).ok()?;
    let path = std::mem::take(&mut search.best);
    Some(Found { private, path })
}

#[cfg(test)]
mod tests {
    use super::super::{Proven, clamp};
    use super::*;
    use crate::diagram::BuildLimits;
    use crate::generate::Cohort;
    use crate::problem::Problem;

    /// Drawn prices of rows, every fourth of them, or none at all.
    fn drawn(formulation: &Formulation, pathways: &Pathways, turn: i64) -> Prices {
        let mut prices = Prices::zero(formulation, pathways, 6);
        let mut state = turn as u64 + 1;
        for (number, price) in prices.rows.iter_mut().enumerate() {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            if turn > 0 && (state >> 33).is_multiple_of(4) {
                let exact = i64::try_from((state >> 40) % 13).unwrap();
                *price = clamp(&formulation.rows[number], exact, 6);
            }
        }
        prices
    }

    /// With all of the effort that they may need, relaxed diagrams prove what exact ones prove, also of doctors who are charged for nothing; with none, private prices that fit are never worse than none.
    #[test]
    fn fitted_prices_prove_what_exact_diagrams_prove() {
        let problem: Problem = Cohort::default().draft().validate().unwrap();
        let activities = problem.activities().len();
        let of = |arcs| Pathways::build(&problem, BuildLimits { arcs }, false);
        let (relaxed, exact) = (of(300), of(400_000));
        let doctors = (0..relaxed.len()).map(DoctorId::new);
        let groups: Vec<Vec<DoctorId>> = doctors.map(|doctor| vec![doctor]).collect();
        let is_relaxed = |doctors: &&Vec<DoctorId>| !relaxed.class(doctors[0]).is_exact();
        assert!(groups.iter().filter(is_relaxed).count() > 0);
        // Best scores of no effort: the closer look has to find them.
        let rough = Formulation::with_effort(&problem, &relaxed, 1);
        let fine = Formulation::new(&problem, &exact);
        let bound = |formulation: &Formulation, pathways: &Pathways, prices: &Prices| {
            let proven = Proven::of(formulation, pathways, activities, prices.clone(), &|| false);
            proven.unwrap().bound()
        };
        let mut sharper = 0;
        for turn in 0..5 {
            let prices = drawn(&rough, &relaxed, turn);
            let whole = (&rough, &relaxed, activities);
            let fitted = fit_private(whole, (&prices, false), &groups, &|| false).unwrap();
            let none = bound(&rough, &relaxed, &prices);
            let some = bound(&rough, &relaxed, &fitted.prices);
            assert!(some <= none, "{some} with private prices, {none} without");
            sharper += usize::from(some < none);
            let effort = 1_000_000;
            let far = Prices {
                effort,
                ..fitted.prices
            };
            let far = fit_private(whole, (&far, true), &groups, &|| false).unwrap();
            let expected = bound(&fine, &exact, &drawn(&fine, &exact, turn));
            assert_eq!(bound(&rough, &relaxed, &far.prices), expected, "{turn}");
            assert_eq!(far.paths.len(), groups.iter().filter(is_relaxed).count());
        }
        assert!(sharper > 0);
    }

    /// Refinements and searches that end early prove no more than is true, and more effort proves more in the end.
    #[test]
    fn searches_that_are_cut_short_bound_as_well() {
        let problem: Problem = Cohort::default().draft().validate().unwrap();
        let activities = problem.activities().len();
        let of = |arcs| Pathways::build(&problem, BuildLimits { arcs }, false);
        let (relaxed, exact) = (of(300), of(400_000));
        let doctors = (0..relaxed.len()).map(DoctorId::new);
        let groups: Vec<Vec<DoctorId>> = doctors.map(|doctor| vec![doctor]).collect();
        let rough = Formulation::with_effort(&problem, &relaxed, 1);
        let fine = Formulation::new(&problem, &exact);
        let bound = |formulation: &Formulation, pathways: &Pathways, prices: &Prices| {
            let proven = Proven::of(formulation, pathways, activities, prices.clone(), &|| false);
            proven.unwrap().bound()
        };
        let mut is_cut_short = false;
        for turn in 1..4 {
            let expected = bound(&fine, &exact, &drawn(&fine, &exact, turn));
            let prices = drawn(&rough, &relaxed, turn);
            let mut found = Vec::new();
            for effort in [1, 2, 8, 64, 1_000_000] {
                let prices = Prices {
                    effort,
                    ..prices.clone()
                };
                let whole = (&rough, &relaxed, activities);
                let fitted = fit_private(whole, (&prices, false), &groups, &|| false).unwrap();
                found.push(bound(&rough, &relaxed, &fitted.prices));
            }
            assert!(found.iter().all(|found| *found >= expected), "{found:?}");
            assert_eq!(found.last(), Some(&expected), "{turn}");
            is_cut_short |= found[0] > expected;
        }
        assert!(is_cut_short);
    }
}
