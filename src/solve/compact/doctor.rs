//! One doctor's columns and rows: one place at a time, rotations that do not touch, and the personal rules that are linear rows.

use super::super::lp::LinearModel;
use super::super::parameters::compact::{ROUNDS_OF_REACH, SHORT_WINDOW};
use super::states::{self, Group};
use super::writer::Writer;
use crate::diagram::{Class, LinearRow, Outline, Part, Span, Weights};

/// What a doctor's part of the programme is.
pub(super) struct Written {
    /// The outline's columns with their numbers in the programme.
    pub(super) columns: Vec<(u32, usize)>,
    /// Private rows with the rows of the programme that say the same.
    pub(super) private: Vec<(usize, usize)>,
    /// Columns that are whole.
    pub(super) whole: Vec<usize>,
    /// What columns are worth to the doctor.
    pub(super) worth: Vec<(usize, i64)>,
}

/// Writes one doctor. Each column of the outline has its value for the doctor, or none if the doctor may not take it. `None` if there is no
/// way from the first to the last step.
pub(super) fn write(
    model: &mut LinearModel,
    outline: &Outline,
    class: &Class,
    values: Vec<Option<i64>>,
) -> Option<Written> {
    let mut alive: Vec<bool> = values.iter().map(Option::is_some).collect();
    let groups = groups(outline, &mut alive)?;
    let columns = alive
        .iter()
        .map(|alive| alive.then(|| model.add_column(0.0, f64::INFINITY, 0.0)))
        .collect();
    let switches = (0..outline.switches)
        .map(|_| model.add_column(0.0, 1.0, 0.0))
        .collect();
    let values = values.into_iter().map(|value| value.unwrap_or(0)).collect();
    let mut writer = Writer {
        model,
        outline,
        class,
        columns,
        values,
        worth: Vec::new(),
        switches,
        private: Vec::new(),
    };
    writer.write(&groups);
    let columns: Vec<(u32, usize)> = (0_u32..)
        .zip(writer.columns)
        .filter_map(|(number, column)| Some((number, column?)))
        .collect();
    writer.worth.retain(|worth| worth.1 != 0);
    let whole = columns.iter().map(|column| column.1);
    Some(Written {
        whole: whole.chain(writer.switches).collect(),
        columns,
        private: writer.private,
        worth: writer.worth,
    })
}

/// The groups of all flows, when columns that lie on no way are taken out, until nothing changes any more. `None` if there is no way.
fn groups(outline: &Outline, alive: &mut [bool]) -> Option<Vec<Vec<Group>>> {
    let mut groups = Vec::new();
    for _ in 0..ROUNDS_OF_REACH {
        let before = alive.iter().filter(|alive| **alive).count();
        if !reach(outline, alive) {
            return None;
        }
        groups.clear();
        for flow in &outline.flows {
            groups.push(states::groups(outline, flow, alive)?);
        }
        if before == alive.iter().filter(|alive| **alive).count() {
            break;
        }
    }
    reach(outline, alive).then_some(groups)
}

impl Writer<'_> {
    fn write(&mut self, groups: &[Vec<Group>]) {
        self.time();
        for (row, private) in self.outline.rows.iter().zip(&self.outline.private) {
            self.linear(row, *private);
        }
        for (flow, groups) in self.outline.flows.iter().zip(groups) {
            states::write(self, flow, groups);
        }
        for (column, value) in self.columns.iter().zip(&self.values) {
            if let Some(column) = *column {
                self.model.columns_mut()[column].objective = f64::of(*value);
                self.worth.push((column, *value));
            }
        }
    }

    /// What columns count in a row, by the step in which they count it.
    fn counted(&self, row: &LinearRow) -> Vec<Vec<(usize, f64)>> {
        let mut by_step = vec![Vec::new(); self.outline.steps];
        for (column, known) in self.each() {
            let places = self.class.diagram.places();
            let place = column.part.place();
            let Some(activity) = place.and_then(|place| places.get(place as usize)) else {
                continue;
            };
            for sum in &row.sums {
                let begins = !matches!(column.part, Part::Stay(_) | Part::Cell(_));
                let counts = if !sum.starts {
                    column.first..column.end()
                } else if begins {
                    column.first..column.first + 1
                } else {
                    0..0
                };
                for step in counts {
                    let coefficient = sum.coefficient(*activity, step);
                    if let Some(terms) = by_step
                        .get_mut(step + sum.delay)
                        .filter(|_| coefficient != 0)
                    {
                        terms.push((known, f64::of(coefficient)));
                    }
                }
            }
        }
        by_step
    }

    /// A personal rule that is a row, or one for every step.
    fn linear(&mut self, row: &LinearRow, private: Option<usize>) {
        let by_step = self.counted(row);
        match row.span {
            Span::Whole => {
                let switches = row.switches.iter().filter_map(|&(switch, coefficient)| {
                    Some((*self.switches.get(switch)?, f64::of(coefficient)))
                });
                let terms: Vec<(usize, f64)> =
                    by_step.into_iter().flatten().chain(switches).collect();
                let number = self.add_row(row, terms);
                self.private
                    .extend(private.map(|private| (private, number)));
            }
            Span::Running => self.running(row, by_step),
            Span::Window(width) if width <= SHORT_WINDOW => {
                for steps in by_step.windows(width) {
                    let terms: Vec<(usize, f64)> = steps.iter().flatten().copied().collect();
                    self.add_row(row, terms);
                }
            }
            Span::Window(width) if width > by_step.len() => {}
            Span::Window(width) => self.long_windows(row, width, by_step),
        }
    }

    /// A row for every step, on the sum of all steps so far.
    fn running(&mut self, row: &LinearRow, by_step: Vec<Vec<(usize, f64)>>) {
        let (lower, upper) = limits_of(row);
        let mut stock = None;
        for terms in by_step.into_iter().filter(|terms| !terms.is_empty()) {
            let next = self.model.add_column(lower, upper, 0.0);
            self.sum_up(stock, terms, next);
            stock = Some(next);
        }
    }

    /// A row for every window, as the difference of two running sums.
    fn long_windows(&mut self, row: &LinearRow, width: usize, by_step: Vec<Vec<(usize, f64)>>) {
        // Sums of all steps before each.
        let mut running: Vec<Option<usize>> = vec![None];
        for terms in by_step {
            let before = running.last().copied().flatten();
            if terms.is_empty() {
                running.push(before);
                continue;
            }
            let next = self.model.add_column(0.0, f64::INFINITY, 0.0);
            self.sum_up(before, terms, next);
            running.push(Some(next));
        }
        for window in running.windows(width + 1) {
            let from = window[0].map(|from| (from, -1.0));
            let to = window[width].map(|to| (to, 1.0));
            self.add_row(row, to.into_iter().chain(from).collect());
        }
    }

    /// Makes a column the sum of another one, if there is one, and some terms.
    fn sum_up(&mut self, before: Option<usize>, terms: Vec<(usize, f64)>, sum: usize) {
        let before = before.map(|before| (before, 1.0));
        let terms = terms.into_iter().chain(before).chain([(sum, -1.0)]);
        self.model.add_row(0.0, 0.0, terms);
    }

    /// A row, with slack where it is soft; a row without terms is kept for its limits only if these are not met.
    fn add_row(&mut self, row: &LinearRow, mut terms: Vec<(usize, f64)>) -> usize {
        let (lower, upper) = limits_of(row);
        if let Some(weight) = row.weight {
            if lower.is_finite() {
                terms.push((self.add_column(-weight), 1.0));
            }
            if upper.is_finite() {
                terms.push((self.add_column(-weight), -1.0));
            }
        }
        self.model.add_row(lower, upper, terms)
    }
}

/// The limits of a row, infinite where there are none.
fn limits_of(row: &LinearRow) -> (f64, f64) {
    (
        row.lower.map_or(f64::NEG_INFINITY, f64::of),
        row.upper.map_or(f64::INFINITY, f64::of),
    )
}

/// Takes out columns that lie on no way from the first to the last step; false if there is none.
fn reach(outline: &Outline, alive: &mut [bool]) -> bool {
    let steps = outline.steps;
    let mut by_step: Vec<Vec<usize>> = vec![Vec::new(); steps + 1];
    for (number, column) in outline.columns.iter().enumerate() {
        by_step[column.first].push(number);
    }
    let (mut forward, mut backward) = (vec![false; steps + 1], vec![false; steps + 1]);
    forward[0] = true;
    backward[steps] = true;
    for step in 0..steps {
        if forward[step] {
            by_step[step]
                .iter()
                .filter(|number| alive[**number])
                .for_each(|number| forward[outline.columns[*number].end()] = true);
        }
    }
    for step in (0..steps).rev() {
        backward[step] = by_step[step]
            .iter()
            .any(|number| alive[*number] && backward[outline.columns[*number].end()]);
    }
    for (alive, column) in alive.iter_mut().zip(&outline.columns) {
        *alive &= forward[column.first] && backward[column.end()];
    }
    forward[steps] && backward[0]
}
