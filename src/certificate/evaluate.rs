//! Evaluating prices exactly.

use crate::diagram::{BestPath, Charges, ExactSearch, LabelWeights, Pathways, Task, Unpriced, Weights};
use crate::formulation::{ChargeBuffer, Formulation, Greatest, Group, PriceTable, Row};
use crate::ids::DoctorId;
use rayon::prelude::*;

/// Integer prices with their denominators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prices {
    /// Multiplies the doctors' values; 0 for a proof of infeasibility.
    pub(crate) denominator: i64,
    /// Price of each row, in units of 1 / denominator.
    pub(crate) rows: Vec<i64>,
    /// Multiplies everything of a doctor when private prices are added.
    pub(crate) private_denominator: i64,
    /// Private prices of each doctor, in units of 1 / (denominator · private denominator).
    pub(crate) private: Vec<Vec<i64>>,
    /// Partial paths that may be taken up for each doctor whose diagram is relaxed.
    pub(crate) effort: usize,
}

impl Prices {
    pub(crate) fn zero(formulation: &Formulation, pathways: &Pathways, denominator: i64) -> Self {
        let rows = vec![0; formulation.rows.len()];
        Self { denominator, rows, private_denominator: 1, private: vec![Vec::new(); pathways.len()], effort: 0 }
    }
}

/// What prices prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Evaluation {
    /// The sum of each component in units of 1 / denominator, if everybody there has a pathway.
    totals: Vec<Option<i128>>,
    /// No price pushes against a side without limit.
    pub(crate) finite: bool,
}

impl Evaluation {
    /// The bound; `None` if there is no pathway for some doctor.
    ///
    /// Values are whole numbers in each component, so that each is rounded down by itself.
    pub(crate) fn bound(&self, denominator: i64) -> Option<i64> {
        let whole = |total: &Option<i128>| total.map(|total| total.div_euclid(i128::from(denominator.max(1))));
        i64::try_from(self.totals.iter().map(whole).sum::<Option<i128>>()?).ok()
    }
    /// True if everybody has a pathway.
    pub(crate) fn everybody_has_a_pathway(&self) -> bool {
        self.totals.iter().all(Option::is_some)
    }
    /// With a denominator of 0: there is no feasible schedule. Prices of other components than the one without a schedule have to be 0, or small.
    pub(crate) fn proves_infeasible(&self) -> bool {
        self.finite && self.totals.iter().copied().sum::<Option<i128>>().is_none_or(|total| total < 0)
    }
}

/// Largest sum that one doctor's pass may reach.
const LIMIT: i128 = 1 << 60;

/// Evaluates prices; `None` if numbers are too large to be added up in 64 bits. O(arcs of all doctors), in parallel.
pub(crate) fn evaluate(formulation: &Formulation, pathways: &Pathways, activities: usize, prices: &Prices) -> Option<Evaluation> {
    let largest = prices.rows.iter().map(|price| i128::from(price.unsigned_abs())).max().unwrap_or(0);
    let terms = formulation.families.iter().map(largest_term).max().unwrap_or(1).max(1);
    if largest * i128::from(terms) * 64 * (formulation.periods as i128 + 1) > LIMIT / i128::from(prices.private_denominator.max(1)) {
        return None;
    }
    let components = formulation.components(pathways);
    let mut totals: Vec<Option<i128>> = vec![Some(0); components.len()];
    let mut add = |component: usize, term: i128| totals[component] = totals[component].map(|total| total + term);
    let mut finite = true;
    for (number, (row, &price)) in formulation.rows.iter().zip(&prices.rows).enumerate() {
        if row.group.is_none() {
            match row_term(row, price, prices.denominator) {
                Some(term) => add(components.of_row(number), term),
                None => finite = false,
            }
        }
    }
    for (number, group) in formulation.groups.iter().enumerate() {
        match group_term(formulation, group, prices) {
            Some(term) => add(components.of_group(number), term),
            None => finite = false,
        }
    }
    if !finite {
        return Some(Evaluation { totals, finite });
    }
    let mut table = PriceTable::default();
    table.set(formulation, activities, &prices.rows);
    let doctors: Vec<DoctorId> = (0..pathways.len()).map(DoctorId::new).collect();
    let sums: Vec<Option<Option<i128>>> = doctors
        .par_iter()
        .with_min_len(8)
        .map_init(Pass::default, |pass, &doctor| pass.doctor(formulation, pathways, doctor, &table, prices))
        .collect();
    for (doctor, sum) in sums.into_iter().enumerate() {
        let total = &mut totals[components.of_doctor(doctor)];
        *total = total.zip(sum?).map(|(total, sum)| total + sum);
    }
    Some(Evaluation { totals, finite })
}

fn largest_term(family: &crate::formulation::Family) -> i64 {
    let weight = match &family.doctors {
        crate::formulation::DoctorWeights::Everybody => 1,
        crate::formulation::DoctorWeights::Some(weights) => weights.iter().map(|entry| entry.1.abs()).max().unwrap_or(1),
    };
    let scores = family.scores.iter().map(|entry| entry.2.abs()).max().unwrap_or(1);
    let cells = family.cells.as_ref().map_or(1, crate::formulation::CellTerms::largest);
    weight.max(1).saturating_mul(scores.max(1)).saturating_mul(cells.max(1)).min(1 << 40)
}

/// Greatest value of price · sum − cost of the sum, over all sums; `None` if it has no limit.
fn row_term(row: &Row, price: i64, denominator: i64) -> Option<i128> {
    match row.shape.greatest(price, row.weight.map(|weight| i128::from(weight) * i128::from(denominator))) {
        Greatest::Limited(term) => Some(term),
        // Less than anything the doctors may add.
        Greatest::Never => Some(-(1 << 100)),
        Greatest::Unlimited | Greatest::TooLarge => None,
    }
}

fn group_term(formulation: &Formulation, group: &Group, prices: &Prices) -> Option<i128> {
    let price = |row: &u32| i128::from(prices.rows[*row as usize]);
    let unit = i128::from(prices.denominator);
    match group {
        Group::Minimum { rows, weight, at_least, most } => {
            if rows.iter().any(|row| price(row) > 0) {
                return None;
            }
            // Greatest (weight + Σ p) · z over the z allowed; each row's sum is at least z, and its price is not positive.
            let slope = i128::from(*weight) * unit + rows.iter().map(price).sum::<i128>();
            if slope >= 0 { Some(slope * i128::from(*most)) } else { at_least.map(|limit| slope * i128::from(limit)) }
        }
        Group::Range { rows, weight, at_most, most } => {
            let up: i128 = rows.iter().map(price).filter(|price| *price > 0).sum();
            let down: i128 = rows.iter().map(price).filter(|price| *price < 0).sum();
            let (high, low) = (up - i128::from(*weight) * unit, down + i128::from(*weight) * unit);
            let most = i128::from(*most);
            let width = at_most.map_or(most, |limit| most.min(i128::from(limit.max(0))));
            // A linear function over 0 ≤ lo ≤ hi ≤ most, hi − lo ≤ width takes its greatest value at a corner.
            let corners = [(0, 0), (0, width), (most, most), (most - width, most)];
            corners.into_iter().map(|(lo, hi)| low * lo + high * hi).max()
        }
        Group::OnlyOne { rows } => {
            let mut best = 0;
            for row in rows {
                best = best.max(row_term(&formulation.rows[*row as usize], prices.rows[*row as usize], prices.denominator)?);
            }
            Some(best)
        }
    }
}

/// Buffers of one thread.
#[derive(Default)]
struct Pass {
    charges: ChargeBuffer<i64>,
    weights: LabelWeights<i64>,
    best: BestPath<i64>,
    exact: ExactSearch,
}

impl Pass {
    /// One doctor's part: `None` if out of range, `Some(None)` if there is no pathway.
    fn doctor(
        &mut self,
        formulation: &Formulation,
        pathways: &Pathways,
        doctor: DoctorId,
        table: &PriceTable<i64>,
        prices: &Prices,
    ) -> Option<Option<i128>> {
        let class = pathways.class(doctor);
        let (axis, values) = (pathways.axis(doctor), pathways.table(doctor));
        self.charges.fill(formulation, pathways, doctor, table);
        // Without any price the best score is known, exactly also where the diagram is relaxed.
        let free = self.charges.score == 0 && self.charges.cells.iter().chain(&self.charges.slots).all(|price| *price == 0);
        if free && !class.is_exact() && prices.denominator > 0 {
            return Some(Some(i128::from(formulation.best_scores[doctor.index()].bound) * i128::from(prices.denominator)));
        }
        let private = &prices.private[doctor.index()];
        let scale = if private.is_empty() { 1 } else { prices.private_denominator };
        let factor = i128::from(prices.denominator + self.charges.score) * i128::from(scale);
        let largest =
            values.labels.iter().filter(|value| **value != i64::NOWHERE).map(|value| i128::from(value.unsigned_abs())).max().unwrap_or(0);
        let largest_private = private.iter().map(|price| i128::from(price.unsigned_abs())).sum::<i128>();
        let largest_charge =
            self.charges.cells.iter().chain(&self.charges.slots).map(|price| i128::from(price.unsigned_abs())).max().unwrap_or(0);
        let length = axis.len() as i128 + 2;
        if largest * factor.abs() * length > LIMIT || (largest_private + largest_charge * i128::from(scale)) * length > LIMIT {
            return None;
        }
        if scale != 1 {
            self.charges.cells.iter_mut().chain(&mut self.charges.slots).for_each(|price| *price *= scale);
        }
        let charges = Charges {
            factor: i64::try_from(factor).ok()?,
            cells: &self.charges.cells,
            slots: &self.charges.slots,
            starts: &[],
            steps: &[],
        };
        self.weights.fill(&class.diagram, values, axis.len(), &charges);
        let value = if class.is_exact() {
            Some(self.best.run(&class.diagram, &self.weights.labels)).filter(|value| *value > i64::LEAST)
        } else {
            let private = if private.is_empty() { vec![0; class.private_rows.len()] } else { private.clone() };
            if private.len() != class.private_rows.len() {
                return None;
            }
            let task = Task { plain: &self.weights.labels, private: &private, unit: prices.denominator * scale, grain: scale };
            match self.exact.run(class, &task, prices.effort) {
                Ok(found) => found.bound,
                Err(Unpriced) => return None,
            }
        };
        Some(value.map(|value| i128::from(value).div_euclid(i128::from(scale))))
    }
}

/// Brings a price into the range in which its row's term has a limit.
pub(crate) fn clamp(row: &Row, price: i64, denominator: i64) -> i64 {
    let (lower, upper) = row.shape.hull();
    let weight = row.weight.map_or(i64::MAX, |weight| weight.saturating_mul(denominator));
    let most = if upper.is_some() { weight } else { 0 };
    let least = if lower.is_some() { weight } else { 0 };
    price.clamp(-least, most)
}
