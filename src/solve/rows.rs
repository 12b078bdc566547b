//! The shared rows in a linear programme, over whatever columns an engine has: arcs of diagrams or whole pathways.

use super::lp::LinearModel;
use super::prices::Setting;
use crate::diagram::Weights;
use crate::formulation::{Formulation, Gap, Group, OneDoctor, Row, RowId, RowUsage, Shape};
use crate::ids::DoctorId;

/// What rows sum.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    /// Columns of the programme with their coefficients, indexed by row of the formulation.
    pub(super) terms: Vec<Vec<(usize, f64)>>,
    /// What is settled already, indexed by row.
    pub(super) fixed: Vec<i64>,
}

/// Columns of its own that a row of the formulation has.
#[derive(Clone, Debug, Default)]
struct RowColumns {
    /// Units below what is allowed, and above.
    below: Option<usize>,
    above: Option<usize>,
    /// Allowed values with their binaries.
    choices: Vec<(i64, usize)>,
    /// Gaps with their binaries, where no sum is allowed.
    gaps: Vec<(Gap, usize)>,
    /// 1 if the sum is not 0.
    switch: Option<usize>,
}

/// Columns of a group.
#[derive(Clone, Copy, Debug)]
enum GroupColumns {
    /// Least sum.
    Minimum(usize),
    /// Least and greatest sum.
    Range(usize, usize),
    /// None of its own.
    None,
}

/// The shared rows of a formulation as rows of a programme.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedRows {
    /// Rows of the programme with the rows of the formulation whose prices they carry.
    priced: Vec<(usize, RowId)>,
    rows: Vec<RowColumns>,
    groups: Vec<GroupColumns>,
}

impl SharedRows {
    /// Writes the rows that are `needed`, and the groups that have one; `None` if a row of a group has a shape that a switch cannot express
    /// (no rule makes one).
    ///
    /// Without whole numbers the programme allows the hull of what a row allows.
    pub(super) fn write(model: &mut LinearModel, formulation: &Formulation, sums: &Sums, needed: impl Fn(RowId) -> bool) -> Option<Self> {
        let mut shared = Self {
            priced: Vec::new(),
            rows: vec![RowColumns::default(); formulation.rows.len()],
            groups: Vec::with_capacity(formulation.groups.len()),
        };
        let wanted: Vec<bool> = formulation.groups.iter().map(|group| group.rows().iter().any(|row| needed(*row))).collect();
        for (index, row) in formulation.rows.iter().enumerate() {
            let group = row.group.map(|group| group as usize);
            if group.map_or_else(|| needed(RowId::new(index)), |group| wanted[group]) {
                shared.add_row(model, RowId::new(index), row, sums, group.map(|group| &formulation.groups[group]))?;
            }
        }
        for (group, wanted) in formulation.groups.iter().zip(wanted) {
            let columns = if wanted { shared.add_group(model, group, sums) } else { GroupColumns::None };
            shared.groups.push(columns);
        }
        Some(shared)
    }

    /// A row of the formulation by its shape; rows of groups that allow every sum have none.
    fn add_row(&mut self, model: &mut LinearModel, id: RowId, row: &Row, sums: &Sums, group: Option<&Group>) -> Option<()> {
        let only_one = matches!(group, Some(Group::OnlyOne { .. }));
        let mut terms = sums.terms[id.index()].clone();
        let fixed = sums.fixed[id.index()];
        let (lower, upper) = row.shape.hull();
        if let Some(weight) = row.weight {
            // A unit away from what is allowed costs `weight`; no limit, so that nothing but the cost speaks against it.
            let columns = &mut self.rows[id.index()];
            if lower.is_some() {
                let below = model.add_column(0.0, f64::INFINITY, -f64::of(weight));
                columns.below = Some(below);
                terms.push((below, 1.0));
            }
            if upper.is_some() {
                let above = model.add_column(0.0, f64::INFINITY, -f64::of(weight));
                columns.above = Some(above);
                terms.push((above, -1.0));
            }
        }
        match &row.shape {
            Shape::OneOf(_) | Shape::Never(_) if only_one => return None,
            Shape::Interval { .. } | Shape::ZeroOr { .. } if only_one => {
                let (lower, upper) = lower.zip(upper).filter(|limits| limits.0 <= 0)?;
                let least = if let Shape::ZeroOr { min, .. } = row.shape { min } else { lower };
                self.add_switched(model, id, (&terms, fixed), least, upper);
            }
            Shape::ZeroOr { min, max } if *min > 1 => self.add_switched(model, id, (&terms, fixed), *min, *max),
            Shape::OneOf(values) if values.windows(2).any(|pair| pair[1] > pair[0] + 1) => {
                for &value in values {
                    let column = model.add_integer_column(0.0, 1.0, 0.0);
                    self.rows[id.index()].choices.push((value, column));
                    terms.push((column, -f64::of(value)));
                }
                self.priced_row(model, id, (0.0, 0.0), (&terms, fixed));
                model.add_row(1.0, 1.0, self.rows[id.index()].choices.iter().map(|choice| (choice.1, 1.0)));
            }
            Shape::Never(gaps) => match row.weight {
                // Two demands that contradict each other are two rows, as a backend refuses one such row without a reason.
                None => {
                    let (least, most) = gaps.first().map_or((1, 0), |gap| (gap.high, gap.low));
                    self.priced_row(model, id, (f64::of(least), f64::INFINITY), (&terms, fixed));
                    self.priced_row(model, id, (f64::NEG_INFINITY, f64::of(most)), (&terms, fixed));
                }
                // The distance is that to the middle of a gap, and half the gap.
                Some(weight) => {
                    for gap in gaps {
                        let (middle, half) =
                            (f64::midpoint(f64::of(gap.low), f64::of(gap.high)), (f64::of(gap.high) - f64::of(gap.low)) / 2.0);
                        let column = model.add_integer_column(0.0, 1.0, -f64::of(weight) * half);
                        self.rows[id.index()].gaps.push((*gap, column));
                        terms.push((column, -middle));
                    }
                    self.priced_row(model, id, (0.0, 0.0), (&terms, fixed));
                    model.add_row(1.0, 1.0, self.rows[id.index()].gaps.iter().map(|gap| (gap.1, 1.0)));
                }
            },
            Shape::Interval { .. } | Shape::ZeroOr { .. } | Shape::OneOf(_) => {
                let (least, most) = (lower.map_or(f64::NEG_INFINITY, f64::of), upper.map_or(f64::INFINITY, f64::of));
                if least.is_finite() || most.is_finite() {
                    self.priced_row(model, id, (least, most), (&terms, fixed));
                }
            }
        }
        Some(())
    }

    /// Nothing, or between two limits.
    fn add_switched(&mut self, model: &mut LinearModel, id: RowId, (terms, fixed): (&[(usize, f64)], i64), least: i64, most: i64) {
        let switch = model.add_integer_column(0.0, 1.0, 0.0);
        self.rows[id.index()].switch = Some(switch);
        let with = |limit: i64| [terms, &[(switch, -f64::of(limit))]].concat();
        self.priced_row(model, id, (f64::NEG_INFINITY, 0.0), (&with(most), fixed));
        self.priced_row(model, id, (0.0, f64::INFINITY), (&with(least), fixed));
    }

    fn add_group(&mut self, model: &mut LinearModel, group: &Group, sums: &Sums) -> GroupColumns {
        let with = |row: RowId, column: usize| ([sums.terms[row.index()].as_slice(), &[(column, -1.0)]].concat(), sums.fixed[row.index()]);
        match group {
            Group::Minimum { rows, .. } | Group::Range { rows, .. } if rows.is_empty() => GroupColumns::None,
            Group::Minimum { rows, weight, at_least, most } => {
                // Where `at_least` is out of reach the rows say so, not the box: they have prices.
                let (lower, upper) = (at_least.map_or(f64::NEG_INFINITY, f64::of), at_least.map_or(*most, |limit| limit.max(*most)));
                let least = model.add_column(lower, f64::of(upper), f64::of(*weight));
                for &row in rows {
                    let (terms, fixed) = with(row, least);
                    self.priced_row(model, row, (0.0, f64::INFINITY), (&terms, fixed));
                }
                GroupColumns::Minimum(least)
            }
            Group::Range { rows, weight, at_most, most, least: apart } => {
                let least = model.add_column(0.0, f64::of(*most), f64::of(*weight));
                let greatest = model.add_column(0.0, f64::of(*most), -f64::of(*weight));
                for &row in rows {
                    let (terms, fixed) = with(row, least);
                    self.priced_row(model, row, (0.0, f64::INFINITY), (&terms, fixed));
                    let (terms, fixed) = with(row, greatest);
                    self.priced_row(model, row, (f64::NEG_INFINITY, 0.0), (&terms, fixed));
                }
                let width = at_most.map_or(f64::INFINITY, f64::of);
                model.add_row(f64::of(*apart).min(width), width, [(greatest, 1.0), (least, -1.0)]);
                GroupColumns::Range(least, greatest)
            }
            Group::OnlyOne { rows } => {
                let switches: Vec<(usize, f64)> =
                    rows.iter().filter_map(|row| self.rows[row.index()].switch).map(|column| (column, 1.0)).collect();
                model.add_row(f64::NEG_INFINITY, 1.0, switches);
                GroupColumns::None
            }
        }
    }

    fn priced_row(&mut self, model: &mut LinearModel, id: RowId, (lower, upper): (f64, f64), (terms, fixed): (&[(usize, f64)], i64)) {
        let fixed = f64::of(fixed);
        let row = model.add_row(lower - fixed, upper - fixed, terms.iter().copied());
        self.priced.push((row, id));
    }

    /// Prices of the formulation's rows from prices of the programme's.
    pub(super) fn prices(&self, prices: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.rows.len()];
        for &(row, id) in &self.priced {
            out[id.index()] += prices[row];
        }
        out
    }

    /// Sets the columns of rows and groups at a point where the rows have these sums.
    pub(super) fn settle(&self, model: &LinearModel, formulation: &Formulation, sums: &[i64], point: &mut [f64]) {
        for ((row, columns), &sum) in formulation.rows.iter().zip(&self.rows).zip(sums) {
            let target = nearest(&row.shape, sum);
            let gap = columns.gaps.iter().map(|gap| gap.0).min_by_key(|gap| gap.distance(sum));
            let distance = gap.map_or(f64::of(target), |gap| f64::midpoint(f64::of(gap.low), f64::of(gap.high))) - f64::of(sum);
            if let Some(below) = columns.below {
                point[below] = distance.max(0.0);
            }
            if let Some(above) = columns.above {
                point[above] = (-distance).max(0.0);
            }
            for (known, column) in &columns.gaps {
                point[*column] = f64::from(u8::from(Some(*known) == gap));
            }
            for &(value, column) in &columns.choices {
                point[column] = f64::from(u8::from(value == target));
            }
            if let Some(switch) = columns.switch {
                point[switch] = f64::from(u8::from(target != 0));
            }
        }
        for (group, columns) in formulation.groups.iter().zip(&self.groups) {
            let sum = |row: &RowId| sums[row.index()];
            let least = group.rows().iter().map(sum).min().unwrap_or(0) as f64;
            match (group, columns) {
                (Group::Minimum { .. }, GroupColumns::Minimum(column)) => point[*column] = within(model, *column, least),
                (Group::Range { .. }, GroupColumns::Range(low, high)) => {
                    point[*low] = least;
                    point[*high] = group.rows().iter().map(sum).max().unwrap_or(0) as f64;
                }
                _ => {}
            }
        }
    }
}

fn within(model: &LinearModel, column: usize, value: f64) -> f64 {
    value.min(model.columns()[column].upper)
}

/// The allowed sum nearest to a sum.
fn nearest(shape: &Shape, sum: i64) -> i64 {
    match shape {
        Shape::Interval { lower, upper } => {
            let sum = lower.map_or(sum, |lower| sum.max(lower));
            upper.map_or(sum, |upper| sum.min(upper))
        }
        Shape::Never(_) => sum,
        Shape::OneOf(values) => values.iter().copied().min_by_key(|value| (value - sum).abs()).unwrap_or(sum),
        Shape::ZeroOr { min, max } => {
            let some = sum.clamp(*min, (*max).max(*min));
            if sum <= 0 || min > max || (some - sum).abs() > sum { 0 } else { some }
        }
    }
}

/// What paths of all doctors come to.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) sums: Vec<i64>,
    /// `None` if a hard row is broken or a path is none that the doctor may take.
    pub(super) value: Option<i64>,
}

/// Sums of all rows for paths of all doctors, and the value if no hard row is broken. The same arithmetic as the search's.
pub(super) fn judge(setting: Setting<'_>, labels: &[Vec<u32>]) -> Judged {
    let formulation = setting.formulation;
    let mut sums = vec![0; formulation.rows.len()];
    let mut value = 0;
    let mut broken = 0;
    for (doctor, labels) in labels.iter().enumerate().map(|(index, labels)| (DoctorId::new(index), labels)) {
        let Some(score) = score_of(setting, doctor, labels) else {
            broken += 1;
            continue;
        };
        value += score;
        let one = OneDoctor::new(setting.pathways, doctor);
        RowUsage::visit(formulation, one, labels, score, |row, amount| sums[row.index()] += amount);
    }
    for (row, &sum) in formulation.rows.iter().zip(&sums) {
        let distance = row.shape.distance(sum);
        match row.weight {
            Some(weight) => value -= weight * distance,
            None => broken += distance,
        }
    }
    for group in &formulation.groups {
        let (more, distance) = group.judge(|row| sums[row.index()]);
        value += more;
        broken += distance;
    }
    Judged { sums, value: (broken == 0).then_some(value) }
}

/// What one doctor's path is worth to the doctor; `None` if it breaks what a relaxed diagram leaves out, or is where the doctor may not be.
pub(super) fn score_of(setting: Setting<'_>, doctor: DoctorId, labels: &[u32]) -> Option<i64> {
    let values = &setting.pathways.table(doctor).labels;
    let own = |sum: i64, label: &u32| Some(sum + values.get(*label as usize).copied().filter(|value| *value != i64::NOWHERE)?);
    Some(labels.iter().try_fold(0, own)? + setting.pathways.class(doctor).left_out_value(labels)?)
}
