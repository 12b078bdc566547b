//! One place at a time, and rotations that do not touch.

use super::writer::Writer;
use crate::diagram::Part;
use std::collections::BTreeMap;

/// Columns of the programme at a place and a step.
#[derive(Default)]
struct Border {
    ends: Vec<usize>,
    starts: Vec<usize>,
    stays: Vec<usize>,
}

/// By step and place.
type Borders = BTreeMap<(usize, u16), Border>;

/// The places of a step.
fn of_step(borders: &Borders, step: usize) -> impl Iterator<Item = (u16, &Border)> {
    borders
        .range((step, 0)..=(step, u16::MAX))
        .map(|(key, border)| (key.1, border))
}

/// Columns that stand for sums over the columns at a step, where rows need them.
#[derive(Clone, Copy, Default)]
struct StepSums {
    /// Of all columns that begin.
    all: Option<usize>,
    /// Of stays.
    stays: Option<usize>,
}

impl Writer<'_> {
    /// One place at a time, and a rotation goes on only where it is and does not begin where one of the same place just ended.
    pub(super) fn time(&mut self) {
        let mut borders = Borders::new();
        for (column, known) in self.each() {
            let (Some(place), false) = (column.part.place(), matches!(column.part, Part::Cell(_)))
            else {
                continue;
            };
            let border = borders.entry((column.end(), place)).or_default();
            border.ends.push(known);
            let border = borders.entry((column.first, place)).or_default();
            match column.part {
                Part::Stay(_) => border.stays.push(known),
                _ => border.starts.push(known),
            }
        }
        let sums = self.rotations(&borders);
        self.one_place(&borders, &sums);
    }

    /// A rotation goes on only where it is and does not begin where one of the same place just ended.
    fn rotations(&mut self, borders: &Borders) -> Vec<StepSums> {
        let steps = self.outline.steps;
        let mut sums = vec![StepSums::default(); steps];
        let model = &mut *self.model;
        for (&(step, place), border) in borders {
            if step == 0 || step >= steps {
                continue;
            }
            let Border {
                ends,
                starts,
                stays,
            } = border;
            if !stays.is_empty() && !self.outline.base_is_flow {
                let terms = ones(stays, 1.0).chain(ones(ends, -1.0));
                model.add_row(f64::NEG_INFINITY, 0.0, terms);
            }
            if ends.is_empty() || starts.is_empty() || !self.outline.apart.contains(&place) {
                continue;
            }
            let mut sum_at = |sum: &mut Option<usize>| {
                *sum.get_or_insert_with(|| model.add_column(0.0, f64::INFINITY, 0.0))
            };
            let all = sum_at(&mut sums[step].all);
            let mut terms: Vec<(usize, f64)> = ones(ends, 1.0)
                .chain(ones(starts, 1.0))
                .chain([(all, -1.0)])
                .collect();
            if of_step(borders, step)
                .any(|(other, border)| other != place && !border.stays.is_empty())
            {
                terms.push((sum_at(&mut sums[step].stays), 1.0));
                terms.extend(ones(stays, -1.0));
            }
            model.add_row(f64::NEG_INFINITY, 0.0, terms);
        }
        sums
    }

    /// One place at a time: as many columns begin at a step as end there.
    fn one_place(&mut self, borders: &Borders, sums: &[StepSums]) {
        let steps = self.outline.steps;
        let (mut begin, mut end) = (vec![Vec::new(); steps + 1], vec![Vec::new(); steps + 1]);
        for (column, known) in self.each() {
            begin[column.first].push(known);
            end[column.end()].push(known);
        }
        let model = &mut *self.model;
        for (step, sums) in sums.iter().enumerate() {
            let (begin, end) = (&begin[step], &end[step]);
            if let Some(all) = sums.stays {
                let stays = of_step(borders, step).flat_map(|(_, border)| ones(&border.stays, 1.0));
                let terms: Vec<(usize, f64)> = stays.chain([(all, -1.0)]).collect();
                model.add_row(0.0, 0.0, terms);
            }
            match sums.all {
                _ if step == 0 => {
                    model.add_row(1.0, 1.0, ones(begin, 1.0));
                }
                Some(all) => {
                    model.add_row(0.0, 0.0, ones(begin, 1.0).chain([(all, -1.0)]));
                    model.add_row(0.0, 0.0, ones(end, 1.0).chain([(all, -1.0)]));
                }
                None if begin.is_empty() && end.is_empty() => {}
                None => {
                    model.add_row(0.0, 0.0, ones(end, 1.0).chain(ones(begin, -1.0)));
                }
            }
        }
    }
}

/// Columns that count the same.
fn ones(columns: &[usize], coefficient: f64) -> impl Iterator<Item = (usize, f64)> + '_ {
    columns.iter().map(move |column| (*column, coefficient))
}
