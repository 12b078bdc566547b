//! The shared rows in a linear programme, over whatever columns an engine has: arcs of diagrams or whole pathways.

use super::lp::LinearModel;
use crate::diagram::Weights;
use crate::formulation::{Cut, Formulation, Gap, Group, Row, RowId, Shape, Side};

/// What rows sum.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    /// Columns of the programme with their coefficients, indexed by row of the formulation.
    pub(super) terms: Vec<Vec<(usize, f64)>>,
    /// What is settled already, indexed by row.
    pub(super) fixed: Vec<i64>,
}

impl Sums {
    /// What one row sums.
    fn of(&self, row: RowId) -> Sum {
        Sum {
            terms: self.terms[row.index()].clone(),
            fixed: self.fixed[row.index()],
        }
    }
}

/// What a row of the programme sums.
#[derive(Clone, Debug)]
struct Sum {
    terms: Vec<(usize, f64)>,
    fixed: i64,
}

impl Sum {
    /// The same with a column more.
    fn with(&self, column: usize, coefficient: f64) -> Self {
        let mut sum = self.clone();
        sum.terms.push((column, coefficient));
        sum
    }
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
    /// What a unit away from each hard row costs, where they give way; empty if none does.
    give: Vec<f64>,
    /// The columns of these units.
    given: Vec<usize>,
}

impl SharedRows {
    /// Writes the rows that are `needed`, and the groups that have one; `None` if a row of a group has a shape that a switch cannot express
    /// (no rule makes one).
    ///
    /// Without whole numbers the programme allows the hull of what a row allows.
    pub(super) fn write(
        model: &mut LinearModel,
        formulation: &Formulation,
        sums: &Sums,
        needed: impl Fn(RowId) -> bool,
    ) -> Option<Self> {
        Self::write_giving(model, formulation, sums, needed, Vec::new())
    }

    /// The same, where a unit away from a hard row costs what `give` says, if that is anything: so the programme has a point whatever columns there are, and no price
    /// of a row is more than that.
    pub(super) fn write_giving(
        model: &mut LinearModel,
        formulation: &Formulation,
        sums: &Sums,
        needed: impl Fn(RowId) -> bool,
        give: Vec<f64>,
    ) -> Option<Self> {
        let mut shared = Self {
            priced: Vec::new(),
            rows: vec![RowColumns::default(); formulation.rows.len()],
            groups: Vec::with_capacity(formulation.groups.len()),
            give,
            given: Vec::new(),
        };
        let wanted: Vec<bool> = formulation
            .groups
            .iter()
            .map(|group| group.rows().iter().any(|row| needed(*row)))
            .collect();
        for (index, row) in formulation.rows.iter().enumerate() {
            if let Some(cut) = formulation.cuts.of_row(RowId::new(index)) {
                if needed(RowId::new(index)) {
                    shared.add_cut(model, RowId::new(index), row, cut, sums);
                }
                continue;
            }
            let group = row.group.map(|group| group as usize);
            if group.map_or_else(|| needed(RowId::new(index)), |group| wanted[group]) {
                shared.add_row(
                    model,
                    RowId::new(index),
                    row,
                    sums,
                    group.map(|group| &formulation.groups[group]),
                )?;
            }
        }
        for (group, wanted) in formulation.groups.iter().zip(wanted) {
            let columns = if wanted {
                shared.add_group(model, group, sums)
            } else {
                GroupColumns::None
            };
            shared.groups.push(columns);
        }
        Some(shared)
    }

    /// A row of the formulation by its shape; rows of groups that allow every sum have none.
    fn add_row(
        &mut self,
        model: &mut LinearModel,
        id: RowId,
        row: &Row,
        sums: &Sums,
        group: Option<&Group>,
    ) -> Option<()> {
        let only_one = matches!(group, Some(Group::OnlyOne { .. }));
        let mut sum = sums.of(id);
        let (lower, upper) = row.shape.hull();
        self.add_slack(model, id, row, &mut sum);
        match &row.shape {
            Shape::OneOf(_) | Shape::Never(_) if only_one => return None,
            Shape::Interval { .. } | Shape::ZeroOr { .. } if only_one => {
                let (lower, upper) = lower.zip(upper).filter(|limits| limits.0 <= 0)?;
                let least = if let Shape::ZeroOr { min, .. } = row.shape {
                    min
                } else {
                    lower
                };
                self.add_switched(model, id, &sum, least, upper);
            }
            Shape::ZeroOr { min, max } if *min > 1 => {
                self.add_switched(model, id, &sum, *min, *max)
            }
            Shape::OneOf(values) if values.windows(2).any(|pair| pair[1] > pair[0] + 1) => {
                for &value in values {
                    let column = model.add_integer_column(0.0, 1.0, 0.0);
                    self.rows[id.index()].choices.push((value, column));
                    sum.terms.push((column, -f64::of(value)));
                }
                self.priced_row(model, id, &sum, 0.0, 0.0);
                model.add_row(
                    1.0,
                    1.0,
                    self.rows[id.index()]
                        .choices
                        .iter()
                        .map(|choice| (choice.1, 1.0)),
                );
            }
            Shape::Never(gaps) => self.add_never(model, id, gaps, row.weight, sum),
            Shape::Interval { .. } | Shape::ZeroOr { .. } | Shape::OneOf(_) => {
                let (least, most) = (
                    lower.map_or(f64::NEG_INFINITY, f64::of),
                    upper.map_or(f64::INFINITY, f64::of),
                );
                if least.is_finite() || most.is_finite() {
                    self.priced_row(model, id, &sum, least, most);
                }
            }
        }
        Some(())
    }

    /// The row of a cut. A unit away from a limit that it rests on is at most a unit of it.
    fn add_cut(&mut self, model: &mut LinearModel, id: RowId, row: &Row, cut: &Cut, sums: &Sums) {
        let mut sum = sums.of(id);
        for &(of, side) in &cut.rows {
            let away = match side {
                Side::Lower => self.rows[of.index()].below,
                Side::Upper => self.rows[of.index()].above,
            };
            sum.terms.extend(away.map(|column| (column, -1.0)));
        }
        let most = row.shape.hull().1.map_or(f64::INFINITY, f64::of);
        self.priced_row(model, id, &sum, f64::NEG_INFINITY, most);
    }

    /// A unit away from what a soft row allows costs its weight; the column has no limit, so that only the cost is against it.
    fn add_slack(&mut self, model: &mut LinearModel, id: RowId, row: &Row, sum: &mut Sum) {
        let Some(weight) = row.weight else { return };
        let (lower, upper) = row.shape.hull();
        let columns = &mut self.rows[id.index()];
        if lower.is_some() {
            let below = model.add_column(0.0, f64::INFINITY, -f64::of(weight));
            columns.below = Some(below);
            sum.terms.push((below, 1.0));
        }
        if upper.is_some() {
            let above = model.add_column(0.0, f64::INFINITY, -f64::of(weight));
            columns.above = Some(above);
            sum.terms.push((above, -1.0));
        }
    }

    /// Demands that no sum meets.
    fn add_never(
        &mut self,
        model: &mut LinearModel,
        id: RowId,
        gaps: &[Gap],
        weight: Option<i64>,
        mut sum: Sum,
    ) {
        let Some(weight) = weight else {
            // Two demands that contradict each other are two rows, as a backend refuses one such row without a reason.
            let (least, most) = gaps.first().map_or((1, 0), |gap| (gap.high, gap.low));
            self.priced_row(model, id, &sum, f64::of(least), f64::INFINITY);
            self.priced_row(model, id, &sum, f64::NEG_INFINITY, f64::of(most));
            return;
        };
        // The distance is that to the middle of a gap, and half the gap.
        for gap in gaps {
            let (middle, half) = (
                f64::midpoint(f64::of(gap.low), f64::of(gap.high)),
                (f64::of(gap.high) - f64::of(gap.low)) / 2.0,
            );
            let column = model.add_integer_column(0.0, 1.0, -f64::of(weight) * half);
            self.rows[id.index()].gaps.push((*gap, column));
            sum.terms.push((column, -middle));
        }
        self.priced_row(model, id, &sum, 0.0, 0.0);
        model.add_row(
            1.0,
            1.0,
            self.rows[id.index()].gaps.iter().map(|gap| (gap.1, 1.0)),
        );
    }

    /// Nothing, or between two limits.
    fn add_switched(
        &mut self,
        model: &mut LinearModel,
        id: RowId,
        sum: &Sum,
        least: i64,
        most: i64,
    ) {
        let switch = model.add_integer_column(0.0, 1.0, 0.0);
        self.rows[id.index()].switch = Some(switch);
        self.priced_row(
            model,
            id,
            &sum.with(switch, -f64::of(most)),
            f64::NEG_INFINITY,
            0.0,
        );
        self.priced_row(
            model,
            id,
            &sum.with(switch, -f64::of(least)),
            0.0,
            f64::INFINITY,
        );
    }

    fn add_group(&mut self, model: &mut LinearModel, group: &Group, sums: &Sums) -> GroupColumns {
        let without = |row: RowId, column: usize| sums.of(row).with(column, -1.0);
        match group {
            Group::Minimum { rows, .. } | Group::Range { rows, .. } if rows.is_empty() => {
                GroupColumns::None
            }
            Group::Minimum {
                rows,
                weight,
                at_least,
                most,
            } => {
                // If `at_least` is out of reach, the rows say so and not the box, because rows have prices.
                let (lower, upper) = (
                    at_least.map_or(f64::NEG_INFINITY, f64::of),
                    at_least.map_or(*most, |limit| limit.max(*most)),
                );
                let least = model.add_column(lower, f64::of(upper), f64::of(*weight));
                for &row in rows {
                    self.priced_row(model, row, &without(row, least), 0.0, f64::INFINITY);
                }
                GroupColumns::Minimum(least)
            }
            Group::Range {
                rows,
                weight,
                at_most,
                most,
                least: apart,
            } => {
                let least = model.add_column(0.0, f64::of(*most), f64::of(*weight));
                let greatest = model.add_column(0.0, f64::of(*most), -f64::of(*weight));
                for &row in rows {
                    self.priced_row(model, row, &without(row, least), 0.0, f64::INFINITY);
                    self.priced_row(model, row, &without(row, greatest), f64::NEG_INFINITY, 0.0);
                }
                let width = at_most.map_or(f64::INFINITY, f64::of);
                model.add_row(
                    f64::of(*apart).min(width),
                    width,
                    [(greatest, 1.0), (least, -1.0)],
                );
                GroupColumns::Range(least, greatest)
            }
            Group::OnlyOne { rows } => {
                let switches: Vec<(usize, f64)> = rows
                    .iter()
                    .filter_map(|row| self.rows[row.index()].switch)
                    .map(|column| (column, 1.0))
                    .collect();
                model.add_row(f64::NEG_INFINITY, 1.0, switches);
                GroupColumns::None
            }
        }
    }

    fn priced_row(
        &mut self,
        model: &mut LinearModel,
        id: RowId,
        sum: &Sum,
        lower: f64,
        upper: f64,
    ) {
        let fixed = f64::of(sum.fixed);
        let mut terms = sum.terms.clone();
        if let Some(&cost) = self.give.get(id.index()).filter(|cost| **cost > 0.0) {
            for (_, coefficient) in [(lower, 1.0), (upper, -1.0)]
                .into_iter()
                .filter(|side| side.0.is_finite())
            {
                let away = model.add_column(0.0, f64::INFINITY, -cost);
                self.given.push(away);
                terms.push((away, coefficient));
            }
        }
        let row = model.add_row(lower - fixed, upper - fixed, terms);
        self.priced.push((row, id));
    }

    /// Units away from hard rows at a point of a programme where these give way.
    pub(super) fn units_given(&self, point: &[f64]) -> f64 {
        self.given.iter().map(|column| point[*column]).sum()
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
    pub(super) fn settle(
        &self,
        model: &LinearModel,
        formulation: &Formulation,
        sums: &[i64],
        point: &mut [f64],
    ) {
        for ((row, columns), &sum) in formulation.rows.iter().zip(&self.rows).zip(sums) {
            let target = nearest(&row.shape, sum);
            let gap = columns
                .gaps
                .iter()
                .map(|gap| gap.0)
                .min_by_key(|gap| gap.distance(sum));
            let distance = gap.map_or(f64::of(target), |gap| {
                f64::midpoint(f64::of(gap.low), f64::of(gap.high))
            }) - f64::of(sum);
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
                (Group::Minimum { .. }, GroupColumns::Minimum(column)) => {
                    point[*column] = within(model, *column, least)
                }
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
        Shape::OneOf(values) => values
            .iter()
            .copied()
            .min_by_key(|value| (value - sum).abs())
            .unwrap_or(sum),
        Shape::ZeroOr { min, max } => {
            let some = sum.clamp(*min, (*max).max(*min));
            if sum <= 0 || min > max || (some - sum).abs() > sum {
                0
            } else {
                some
            }
        }
    }
}
