//! What is staffed in a stretch of time against who is there: the sums of every single period, and of the periods in which requirements are due.

use super::parameters::counting::{MOST_STRETCHES, NEARLY_ALL};
use super::run::Run;
use crate::certificate::{Prices, clamp};
use crate::diagram::Pathways;
use crate::formulation::{DoctorWeights, Family, Formulation, RowId};
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::Problem;
use crate::problem::rule::PeriodSet;
use std::collections::{BTreeMap, BTreeSet};

/// Least staffing of one rule in one period.
#[derive(Clone, Copy, Debug)]
struct Need {
    row: RowId,
    family: usize,
    least: i64,
}

/// Rows that may ask for more than all doctors together can give.
#[derive(Clone, Debug)]
struct Stretch {
    rows: Vec<RowId>,
    asked: i64,
    /// Periods in which a doctor is there, of all doctors.
    there: i64,
}

impl Run<'_> {
    /// True if what is staffed in a stretch proves that there is no schedule; the prices are kept.
    ///
    /// # Complexity
    /// At most [`MOST_STRETCHES`] best paths for each doctor.
    pub(super) fn stretches_prove_infeasible(&mut self) -> bool {
        let formulation = &self.ground.formulation;
        for stretch in stretches(self.problem, formulation, &self.ground.pathways) {
            let mut ray = Prices::zero(&self.ground.formulation, &self.ground.pathways, 0);
            for row in &stretch.rows {
                let data = &self.ground.formulation.rows[row.index()];
                ray.rows[row.index()] = clamp(data, -1, 1);
            }
            if self.effort.reason().is_some() {
                return false;
            }
            self.effort.work += self.ground.pass();
            if self.evaluate(&ray).proves_infeasible() {
                self.known.infeasible = Some(ray);
                return true;
            }
        }
        false
    }
}

/// The stretches that are worth a look, the tightest first.
fn stretches(problem: &Problem, formulation: &Formulation, pathways: &Pathways) -> Vec<Stretch> {
    let needs = needs(formulation);
    let there = there(formulation.periods, pathways);
    let mut found: Vec<Stretch> = Vec::new();
    for period in 0..formulation.periods {
        let stretch = together(formulation, &needs, &there, (period, period), None);
        if stretch.asked > stretch.there {
            found.push(stretch);
        }
    }
    for window in windows(problem, &needs) {
        // Some of what is staffed there may be what doctors have to do there anyway: all but one rule are tried, too.
        let families: BTreeSet<usize> = needs[window.0..=window.1]
            .iter()
            .flatten()
            .map(|need| need.family)
            .collect();
        for without in std::iter::once(None).chain(families.into_iter().map(Some)) {
            let stretch = together(formulation, &needs, &there, window, without);
            if stretch.asked > stretch.there / NEARLY_ALL.1 * NEARLY_ALL.0 {
                found.push(stretch);
            }
        }
    }
    found.sort_by_key(|stretch| stretch.there - stretch.asked);
    found.truncate(MOST_STRETCHES);
    found
}

/// First and last periods of what requirements are due within and of what rules staff, where that is not the whole horizon.
fn windows(problem: &Problem, needs: &[Vec<Need>]) -> BTreeSet<(usize, usize)> {
    let last = needs.len().saturating_sub(1);
    let due = |within: &PeriodSet| {
        let mut periods = within.iter().map(PeriodId::index);
        let first = periods.next()?;
        Some((first, periods.next_back().unwrap_or(first)))
    };
    let requirements = problem.requirements().iter().filter(|one| one.min > 0);
    let mut windows: BTreeSet<(usize, usize)> = requirements
        .filter_map(|requirement| due(&requirement.within))
        .collect();
    let mut staffed: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (period, needs) in needs.iter().enumerate() {
        for need in needs {
            staffed.entry(need.family).or_insert((period, period)).1 = period;
        }
    }
    windows.extend(staffed.into_values());
    windows.retain(|window| window.0 < window.1 && *window != (0, last));
    windows
}

/// The least staffing of each period: hard rows whose sums only doctors' presence can raise, one by one.
fn needs(formulation: &Formulation) -> Vec<Vec<Need>> {
    let mut needs: Vec<BTreeMap<RowId, Need>> = vec![BTreeMap::new(); formulation.periods];
    for (number, family) in formulation.families.iter().enumerate() {
        if !counts_heads(family) {
            continue;
        }
        let Some(cells) = &family.cells else { continue };
        for activity in cells.activities() {
            for (period, needs) in needs.iter_mut().enumerate() {
                for &(row, coefficient) in cells.rows(activity, PeriodId::new(period)) {
                    let data = &formulation.rows[row.index()];
                    let is_hard = data.weight.is_none() && data.group.is_none();
                    let least = data.shape.hull().0.unwrap_or(0);
                    if is_hard && coefficient == 1 && least > 0 {
                        let family = number;
                        needs.insert(row, Need { row, family, least });
                    }
                }
            }
        }
    }
    needs
        .into_iter()
        .map(|needs| needs.into_values().collect())
        .collect()
}

/// Everybody counts at most 1, and nothing but cells counts.
fn counts_heads(family: &Family) -> bool {
    let is_head = match &family.doctors {
        DoctorWeights::Everybody => true,
        DoctorWeights::Some(weights) => weights.iter().all(|weight| weight.1 <= 1),
    };
    is_head && family.slots.is_empty() && family.scores.is_empty()
}

/// Doctors who are there in each period.
fn there(periods: usize, pathways: &Pathways) -> Vec<i64> {
    let mut there = vec![0; periods];
    for doctor in (0..pathways.len()).map(DoctorId::new) {
        for step in &pathways.axis(doctor).steps {
            for period in &step.present {
                there[period.index()] += 1;
            }
        }
    }
    there
}

/// Rules that are about other activities or other doctors than each other, those first that ask for most; all of their rows in the stretch.
fn together(
    formulation: &Formulation,
    needs: &[Vec<Need>],
    there: &[i64],
    (first, last): (usize, usize),
    without: Option<usize>,
) -> Stretch {
    let mut of_family: BTreeMap<usize, (i64, Vec<RowId>)> = BTreeMap::new();
    let asked = needs[first..=last].iter().flatten();
    for need in asked.filter(|need| Some(need.family) != without) {
        let entry = of_family.entry(need.family).or_default();
        entry.0 += need.least;
        entry.1.push(need.row);
    }
    let mut order: Vec<(usize, (i64, Vec<RowId>))> = of_family.into_iter().collect();
    order.sort_by_key(|(family, (asked, _))| (std::cmp::Reverse(*asked), *family));
    let mut taken: Vec<&Family> = Vec::new();
    let mut stretch = Stretch {
        rows: Vec::new(),
        asked: 0,
        there: there[first..=last].iter().sum(),
    };
    for (family, (asked, rows)) in order {
        let family = &formulation.families[family];
        if taken.iter().all(|other| are_apart(family, other)) {
            taken.push(family);
            stretch.asked += asked;
            stretch.rows.extend(rows);
        }
    }
    stretch
}

/// True if no cell of a doctor counts in both.
fn are_apart(one: &Family, other: &Family) -> bool {
    let doctors = |family: &Family| match &family.doctors {
        DoctorWeights::Everybody => None,
        DoctorWeights::Some(weights) => Some(
            weights
                .iter()
                .filter(|weight| weight.1 > 0)
                .map(|weight| weight.0)
                .collect::<BTreeSet<DoctorId>>(),
        ),
    };
    let activities = |family: &Family| -> BTreeSet<ActivityId> {
        let cells = family.cells.iter();
        cells.flat_map(|cells| cells.activities()).collect()
    };
    let other_doctors = match (doctors(one), doctors(other)) {
        (Some(one), Some(other)) => one.is_disjoint(&other),
        _ => false,
    };
    other_doctors || activities(one).is_disjoint(&activities(other))
}
