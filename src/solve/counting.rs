//! Proofs by counting: what doctors have to do over the horizon against places, and what has to be staffed against what doctors may do.
//!
//! One price on all rows of a rule, for its upper or its lower limits, is such a sum. The diagrams know what each doctor has to do or may do; where one is
//! relaxed, the rows of the counters that it leaves out say so, at one private price each. The verifier evaluates such prices like any others.

use super::run::Run;
use crate::certificate::{Prices, clamp};
use crate::diagram::Pathways;
use crate::formulation::{Formulation, RowId};
use crate::ids::{ActivityId, DoctorId};
use crate::problem::Problem;
use std::collections::BTreeSet;

/// Sums that are tried in one solve.
const MOST_SUMS: usize = 200;

/// What is added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// Upper limits: those who have to be there find no place.
    Places,
    /// Lower limits: those who are needed may not be there as often.
    Staffing,
}

/// Which counters left out of a relaxed diagram are priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counters {
    /// Those within the activities of the rule.
    Within,
    /// Those of other activities: who has to be elsewhere is not here.
    Elsewhere,
}

impl Run<'_> {
    /// True if a sum over the horizon proves that there is no schedule; the prices are kept.
    ///
    /// # Complexity
    /// At most [`MOST_SUMS`] best paths for each doctor.
    pub(super) fn counts_infeasible(&mut self) -> bool {
        let _span = tracing::info_span!("counting").entered();
        let mut tried = 0;
        for (rows, activities) in sums(self.problem, &self.formulation) {
            for (side, counters) in
                [(Side::Places, Counters::Within), (Side::Staffing, Counters::Within), (Side::Staffing, Counters::Elsewhere)]
            {
                let relaxed = self.statistics.relaxed_diagrams > 0;
                if counters == Counters::Elsewhere && !relaxed {
                    continue;
                }
                let Some(ray) = ray(&self.formulation, &self.pathways, (&rows, &activities), side, counters) else { continue };
                if tried == MOST_SUMS || self.limits.reason(self.work).is_some() {
                    return false;
                }
                tried += 1;
                self.work += self.pathways.len() as u64;
                if self.evaluate(&ray).proves_infeasible() {
                    self.infeasible = Some(ray);
                    return true;
                }
            }
        }
        false
    }
}

/// Rows with the activities that they count.
type Sum = (Vec<RowId>, BTreeSet<ActivityId>);

/// The hard rows of each rule over cells: of the rule as a whole and of each of its places; then those of each requirement's activities.
fn sums(problem: &Problem, formulation: &Formulation) -> Vec<Sum> {
    let is_hard = |row: &RowId| formulation.rows[*row as usize].weight.is_none() && formulation.rows[*row as usize].group.is_none();
    let mut sums = Vec::new();
    for family in formulation.families.iter().filter(|family| family.slots.is_empty() && family.scores.is_empty()) {
        let Some(cells) = &family.cells else { continue };
        let mut of_place: std::collections::BTreeMap<usize, (BTreeSet<RowId>, BTreeSet<ActivityId>)> = Default::default();
        for activity in cells.activities() {
            let Some(place) = cells.place(activity) else { continue };
            let entry = of_place.entry(place).or_default();
            if entry.1.is_empty() {
                let periods = (0..formulation.periods).map(crate::ids::PeriodId::new);
                entry.0.extend(periods.flat_map(|period| cells.rows(activity, period)).map(|term| term.0).filter(&is_hard));
            }
            entry.1.insert(activity);
        }
        if of_place.len() > 1 {
            let all = of_place.values().fold((BTreeSet::new(), BTreeSet::new()), |mut all, place| {
                all.0.extend(&place.0);
                all.1.extend(&place.1);
                all
            });
            sums.push((all.0.into_iter().collect(), all.1));
        }
        sums.extend(of_place.into_values().map(|(rows, activities)| (rows.into_iter().collect(), activities)));
    }
    sums.retain(|sum: &Sum| !sum.0.is_empty());
    let mut asked: BTreeSet<BTreeSet<ActivityId>> = BTreeSet::new();
    let mut of_requirements = Vec::new();
    for requirement in problem.requirements() {
        let activities: BTreeSet<ActivityId> = requirement.activities.iter().collect();
        if requirement.min <= 0 || activities.len() < 2 || !asked.insert(activities.clone()) {
            continue;
        }
        // Rules within the requirement, no activity twice.
        let mut of_requirement: Sum = Default::default();
        for (rows, counted) in &sums {
            if counted.is_subset(&activities) && counted.is_disjoint(&of_requirement.1) {
                of_requirement.0.extend(rows);
                of_requirement.1.extend(counted);
            }
        }
        if of_requirement.1.len() > 1 && !sums.contains(&of_requirement) {
            of_requirements.push(of_requirement);
        }
    }
    sums.extend(of_requirements);
    sums
}

/// One on each row that has a limit on this side, and on the counters that go with it; `None` if no row has one.
fn ray(
    formulation: &Formulation,
    pathways: &Pathways,
    (rows, activities): (&[RowId], &BTreeSet<ActivityId>),
    side: Side,
    counters: Counters,
) -> Option<Prices> {
    let mut ray = Prices::zero(formulation, pathways, 0);
    let mut any = false;
    for &row in rows {
        let data = &formulation.rows[row as usize];
        let price = match (side, data.shape.hull()) {
            (Side::Places, (_, Some(_))) => 1,
            (Side::Staffing, (Some(lower), _)) if lower > 0 => -1,
            _ => continue,
        };
        ray.rows[row as usize] = clamp(data, price, 1);
        any |= ray.rows[row as usize] != 0;
    }
    if !any {
        return None;
    }
    for (doctor, private) in ray.private.iter_mut().enumerate() {
        let class = pathways.class(DoctorId::new(doctor));
        if class.private_rows.is_empty() {
            continue;
        }
        private.resize(class.private_rows.len(), 0);
        // The counters that say most come first, and no activity is counted twice.
        let mut order: Vec<usize> = (0..class.private_rows.len()).collect();
        let limit = |row: usize| match (side, counters) {
            (Side::Staffing, Counters::Within) => class.private_rows[row].upper,
            _ => class.private_rows[row].lower.saturating_neg(),
        };
        order.sort_by_key(|row| (limit(*row), *row));
        let mut taken: BTreeSet<ActivityId> = BTreeSet::new();
        for row in order {
            let data = &class.private_rows[row];
            let is_one = !data.starts && data.terms.iter().all(|term| term.1 == 1 && !taken.contains(&term.0));
            let inside = |term: &(ActivityId, i64)| activities.contains(&term.0);
            let price = match (side, counters) {
                (Side::Places, _) if data.lower > 0 && data.terms.iter().all(inside) => -1,
                (Side::Staffing, Counters::Within) if data.upper < i64::MAX && data.terms.iter().any(inside) => 1,
                (Side::Staffing, Counters::Elsewhere) if data.lower > 0 && !data.terms.iter().any(inside) => -1,
                _ => 0,
            };
            if is_one && price != 0 {
                private[row] = price;
                taken.extend(data.terms.iter().map(|term| term.0));
            }
        }
    }
    Some(ray)
}
