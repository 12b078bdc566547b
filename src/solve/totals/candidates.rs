//! Which rows to add up.

use crate::formulation::{CellTerms, DoctorWeights, Family, Formulation, RowId, Shape};
use crate::ids::{ActivityId, PeriodId};
use crate::problem::Problem;
use crate::solve::parameters::totals::{MOST_ASKED, MOST_SUMS, MOST_WINDOWS};
use std::collections::{BTreeMap, BTreeSet};

/// Rows to add up, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) rows: BTreeSet<RowId>,
    /// What they count.
    pub(super) activities: BTreeSet<ActivityId>,
    pub(super) periods: BTreeSet<PeriodId>,
}

/// The hard rows of one place of a rule.
struct Part {
    /// The periods of each row.
    rows: BTreeMap<RowId, BTreeSet<PeriodId>>,
    activities: BTreeSet<ActivityId>,
}

/// The rows of each place of a rule; those of all rules that lie within a requirement's activities, no cell twice; and those of all rules. The same within the dates of requirements.
///
/// Left out is what no total can contradict: where every row allows an interval and these are together wider than any doctor's totals are apart, some total fits.
pub(super) fn candidates(problem: &Problem, formulation: &Formulation) -> Vec<Candidate> {
    let mixed = mixed(formulation);
    let mut parts: Vec<Part> = formulation
        .families
        .iter()
        .flat_map(|family| parts(family, formulation, &mixed))
        .filter_map(|part| part.narrow(formulation))
        .collect();
    if parts.is_empty() {
        return Vec::new();
    }
    // Rows that allow least first: of rules about the same cells these say most.
    let width = |part: &Part| {
        let rows = part.rows.keys();
        rows.map(|row| width(&formulation.rows[row.index()].shape))
            .max()
    };
    parts.sort_by_key(width);
    let everything: BTreeSet<ActivityId> = problem.activity_ids().collect();
    let all = || -> BTreeSet<PeriodId> { (0..formulation.periods).map(PeriodId::new).collect() };
    let mut asked: Vec<BTreeSet<ActivityId>> = Vec::new();
    let mut windows: Vec<BTreeSet<PeriodId>> = vec![all()];
    for requirement in problem.requirements() {
        let within: BTreeSet<PeriodId> = requirement.within.iter().collect();
        if windows.len() <= MOST_WINDOWS && !windows.contains(&within) && !within.is_empty() {
            windows.push(within);
        }
        let activities: BTreeSet<ActivityId> = requirement.activities.iter().collect();
        let is_new = !asked.contains(&activities) && activities != everything;
        if is_new && asked.len() < MOST_ASKED {
            asked.push(activities);
        }
    }
    asked.push(everything);
    let mut found: Vec<Candidate> = Vec::new();
    let mut add = |rows: &[(&Part, Vec<RowId>)]| {
        let candidate = Candidate::of(rows);
        let is_new = !candidate.rows.is_empty() && !found.contains(&candidate);
        let may_clash = || {
            let periods = candidate.periods.iter().copied();
            may_clash(candidate.rows.iter(), periods, formulation)
        };
        if is_new && found.len() < MOST_SUMS && may_clash() {
            found.push(candidate);
        }
    };
    for window in &windows {
        let within: Vec<(&Part, Vec<RowId>)> = parts
            .iter()
            .map(|part| (part, part.within(window)))
            .collect();
        within
            .iter()
            .for_each(|part| add(std::slice::from_ref(part)));
        for activities in &asked {
            add(&disjoint(&within, activities));
        }
    }
    found
}

/// Rows in which somebody counts less than nothing, or attendances or scores count.
fn mixed(formulation: &Formulation) -> BTreeSet<RowId> {
    let mut mixed = BTreeSet::new();
    for family in &formulation.families {
        mixed.extend(family.slots.iter().map(|entry| entry.2));
        mixed.extend(family.scores.iter().map(|entry| entry.1));
        let weighs_less = match &family.doctors {
            DoctorWeights::Everybody => false,
            DoctorWeights::Some(list) => list.iter().any(|entry| entry.1 < 0),
        };
        if let Some(cells) = &family.cells {
            cells.each_row(|row, coefficient| {
                if weighs_less || coefficient < 0 {
                    mixed.insert(row);
                }
            });
        }
    }
    mixed
}

/// The parts of a rule over cells.
fn parts(family: &Family, formulation: &Formulation, mixed: &BTreeSet<RowId>) -> Vec<Part> {
    let Some(cells) = &family.cells else {
        return Vec::new();
    };
    let mut of_place: BTreeMap<usize, Part> = BTreeMap::new();
    for activity in cells.activities() {
        let Some(place) = cells.place(activity) else {
            continue;
        };
        let part = of_place.entry(place).or_insert_with(|| Part {
            rows: rows_of(cells, activity, formulation, mixed),
            activities: BTreeSet::new(),
        });
        part.activities.insert(activity);
    }
    let parts = of_place.into_values();
    parts.filter(|part| !part.rows.is_empty()).collect()
}

/// The hard rows that an activity counts in, with their periods; all activities of a place have the same.
fn rows_of(
    cells: &CellTerms,
    activity: ActivityId,
    formulation: &Formulation,
    mixed: &BTreeSet<RowId>,
) -> BTreeMap<RowId, BTreeSet<PeriodId>> {
    let mut rows: BTreeMap<RowId, BTreeSet<PeriodId>> = BTreeMap::new();
    for period in (0..formulation.periods).map(PeriodId::new) {
        for &(row, _) in cells.rows(activity, period) {
            let data = &formulation.rows[row.index()];
            if data.weight.is_none() && data.group.is_none() && !mixed.contains(&row) {
                rows.entry(row).or_default().insert(period);
            }
        }
    }
    rows
}

impl Part {
    /// The rows of which all periods are among some.
    fn within(&self, window: &BTreeSet<PeriodId>) -> Vec<RowId> {
        let rows = self.rows.iter();
        rows.filter(|(_, periods)| periods.is_subset(window))
            .map(|(row, _)| *row)
            .collect()
    }
    /// All rows, or where these allow too much together those that allow least; nothing if none is left.
    fn narrow(mut self, formulation: &Formulation) -> Option<Self> {
        let rows: Vec<RowId> = self.rows.keys().copied().collect();
        let periods: Vec<PeriodId> = self.periods(&rows).collect();
        if !may_clash(rows.iter(), periods.into_iter(), formulation) {
            let width = |row: &RowId| width(&formulation.rows[row.index()].shape);
            self.rows.retain(|row, _| width(row) <= 0);
        }
        (!self.rows.is_empty()).then_some(self)
    }
    fn periods<'a>(&'a self, rows: &'a [RowId]) -> impl Iterator<Item = PeriodId> + 'a {
        rows.iter()
            .filter_map(|row| self.rows.get(row))
            .flatten()
            .copied()
    }
}

impl Candidate {
    fn of(parts: &[(&Part, Vec<RowId>)]) -> Self {
        let mut candidate = Self {
            rows: BTreeSet::new(),
            activities: BTreeSet::new(),
            periods: BTreeSet::new(),
        };
        for (part, rows) in parts.iter().filter(|(_, rows)| !rows.is_empty()) {
            candidate.rows.extend(rows);
            candidate.activities.extend(&part.activities);
            candidate.periods.extend(part.periods(rows));
        }
        candidate
    }
}

/// Those of some parts that lie within some activities and share no cell with one before.
fn disjoint<'a>(
    parts: &[(&'a Part, Vec<RowId>)],
    activities: &BTreeSet<ActivityId>,
) -> Vec<(&'a Part, Vec<RowId>)> {
    let mut taken: BTreeSet<(ActivityId, PeriodId)> = BTreeSet::new();
    let mut chosen: Vec<(&'a Part, Vec<RowId>)> = Vec::new();
    for (part, rows) in parts {
        if rows.is_empty() || !part.activities.is_subset(activities) {
            continue;
        }
        let cells: Vec<(ActivityId, PeriodId)> = part
            .periods(rows)
            .flat_map(|period| {
                part.activities
                    .iter()
                    .map(move |activity| (*activity, period))
            })
            .collect();
        if cells.iter().all(|cell| !taken.contains(cell)) {
            taken.extend(cells);
            chosen.push((*part, rows.clone()));
        }
    }
    chosen
}

/// How far the ends of what a row allows are apart, where that is an interval; -1 where it has gaps, and of no row is more.
fn width(shape: &Shape) -> i64 {
    let gaps = |values: &[i64]| {
        values
            .windows(2)
            .any(|pair| pair[1].saturating_sub(pair[0]) > 1)
    };
    match shape {
        Shape::OneOf(values) if gaps(values) => -1,
        Shape::ZeroOr { min, .. } if *min > 1 => -1,
        Shape::Interval { .. } | Shape::OneOf(_) | Shape::ZeroOr { .. } => match shape.hull() {
            (lower, Some(upper)) => upper.saturating_sub(lower.unwrap_or(0).max(0)),
            (_, None) => i64::MAX,
        },
        Shape::Never(_) => 0,
    }
}

/// False where some total fits for sure, or so it seems: nothing is lost but a proof.
fn may_clash<'a>(
    rows: impl Iterator<Item = &'a RowId>,
    periods: impl Iterator<Item = PeriodId>,
    formulation: &Formulation,
) -> bool {
    let mut total = 0_i64;
    for row in rows {
        match width(&formulation.rows[row.index()].shape) {
            width if width < 0 => return true,
            width => total = total.saturating_add(width),
        }
    }
    let heaviest = formulation
        .families
        .iter()
        .map(|family| match &family.doctors {
            DoctorWeights::Everybody => 1,
            DoctorWeights::Some(list) => list
                .iter()
                .map(|entry| entry.1.saturating_abs())
                .max()
                .unwrap_or(0),
        });
    let periods: BTreeSet<PeriodId> = periods.collect();
    let periods = i64::try_from(periods.len()).unwrap_or(i64::MAX);
    total < periods.saturating_mul(heaviest.max().unwrap_or(1))
}
