//! Doctors who are at the same places: one of the two counts for both.

use super::candidates::Candidate;
use crate::formulation::{CellTerms, DoctorWeights, Family, Formulation, RowId, Shape};
use crate::ids::{ActivityId, DoctorId, PeriodId};
use std::collections::{BTreeMap, BTreeSet};

/// How often rows are added where rows that say `d − e = 0` are added so often that e counts for nothing, and d so much more; `None` if there are no such rows over what the sum counts.
///
/// Whatever rows are added, and how often: the sum stays one that has to come out.
pub(super) fn pair(
    formulation: &Formulation,
    sum: &Candidate,
    mut times: Vec<i64>,
) -> Option<Vec<i64>> {
    let own = families_of(formulation, sum);
    // Half of a presence makes what a cell counts a matter of the doctor.
    if own.iter().any(|family| family.halves || family.keeps) {
        return None;
    }
    let mut moved = Moved {
        own,
        sum,
        more: BTreeMap::new(),
    };
    let mut is_moved = false;
    // Neighbours come in order, so that everybody of a list comes to count with the first one.
    for family in formulation.families.iter().rev() {
        let (Some((first, second)), Some(cells)) = (neighbours(family), &family.cells) else {
            continue;
        };
        for (activities, period, row) in equal_rows(cells, formulation, sum) {
            let mut counts = activities
                .iter()
                .map(|activity| moved.counts(second, *activity, period));
            let Some(count) = counts.next().filter(|count| *count != 0) else {
                continue;
            };
            if counts.any(|other| other != count) {
                continue;
            }
            times[row.index()] += count;
            for activity in activities {
                *moved.more.entry((second, activity, period)).or_default() -= count;
                *moved.more.entry((first, activity, period)).or_default() += count;
            }
            is_moved = true;
        }
    }
    is_moved.then_some(times)
}

/// The families that some of the sum's rows belong to.
fn families_of<'a>(formulation: &'a Formulation, sum: &Candidate) -> Vec<&'a Family> {
    let has_rows = |family: &&Family| {
        let mut has = false;
        if let Some(cells) = &family.cells {
            cells.each_row(|row, _| has |= sum.rows.contains(&row));
        }
        has
    };
    formulation.families.iter().filter(has_rows).collect()
}

/// The two doctors of a family whose rows say what one does more than the other.
fn neighbours(family: &Family) -> Option<(DoctorId, DoctorId)> {
    let DoctorWeights::Some(list) = &family.doctors else {
        return None;
    };
    let is_plain = family.is_plain() && !family.keeps;
    match list.as_slice() {
        [(first, 1), (second, -1)] if is_plain => Some((*first, *second)),
        [(second, -1), (first, 1)] if is_plain => Some((*first, *second)),
        _ => None,
    }
}

/// Hard rows of one period that allow no difference, each with its activities, all of which the sum counts.
fn equal_rows(
    cells: &CellTerms,
    formulation: &Formulation,
    sum: &Candidate,
) -> Vec<(Vec<ActivityId>, PeriodId, RowId)> {
    const EQUAL: Shape = Shape::Interval {
        lower: Some(0),
        upper: Some(0),
    };
    let mut of_place: BTreeMap<usize, Vec<ActivityId>> = BTreeMap::new();
    for activity in cells.activities() {
        if let Some(place) = cells.place(activity) {
            of_place.entry(place).or_default().push(activity);
        }
    }
    let mut rows = Vec::new();
    for activities in of_place.into_values() {
        let Some(&first) = activities.first() else {
            continue;
        };
        if !activities
            .iter()
            .all(|activity| sum.activities.contains(activity))
        {
            continue;
        }
        for &period in &sum.periods {
            let [(row, 1)] = cells.rows(first, period) else {
                continue;
            };
            let data = &formulation.rows[row.index()];
            if data.weight.is_none() && data.group.is_none() && data.shape == EQUAL {
                rows.push((activities.clone(), period, *row));
            }
        }
    }
    // A row that counts in several periods is none of one.
    let mut seen: BTreeMap<RowId, usize> = BTreeMap::new();
    rows.iter()
        .for_each(|entry| *seen.entry(entry.2).or_default() += 1);
    let once: BTreeSet<RowId> = seen
        .into_iter()
        .filter(|entry| entry.1 == 1)
        .map(|entry| entry.0)
        .collect();
    rows.retain(|entry| once.contains(&entry.2));
    rows
}

/// What doctors count in the sum's cells after some of it has moved from one to another.
struct Moved<'a> {
    own: Vec<&'a Family>,
    sum: &'a Candidate,
    more: BTreeMap<(DoctorId, ActivityId, PeriodId), i64>,
}

impl Moved<'_> {
    fn counts(&self, doctor: DoctorId, activity: ActivityId, period: PeriodId) -> i64 {
        let of_family = |family: &&Family| {
            let weight = match &family.doctors {
                DoctorWeights::Everybody => 1,
                DoctorWeights::Some(list) => list
                    .binary_search_by_key(&doctor, |entry| entry.0)
                    .map_or(0, |position| list[position].1),
            };
            let cells = family
                .cells
                .iter()
                .flat_map(|cells| cells.rows(activity, period));
            let counted = cells.filter(|entry| self.sum.rows.contains(&entry.0));
            weight * counted.map(|entry| entry.1).sum::<i64>()
        };
        let more = self
            .more
            .get(&(doctor, activity, period))
            .copied()
            .unwrap_or(0);
        self.own.iter().map(of_family).sum::<i64>() + more
    }
}
