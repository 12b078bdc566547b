//! Built-in rules: availability, eligibility, and the places of departments and activities.

use super::Resolver;
use super::table_row::{Ends, SpanRow, TableRow, stretches_of};
use super::time::by_coverage;
use crate::error::{Code, row_words};
use crate::ids::{ActivityId, DepartmentId, IdSet, PeriodId};
use crate::problem::draft::CapacityDraft;
use crate::problem::place_limits::{
    LimitRow, PlaceLimits, by_rows, lower_minima, supervise, supervisors_there,
};
use crate::problem::row::{self, RuleRow};
use crate::problem::rule::{
    ActivitySet, Availability, Capacity, DoctorSet, Eligibility, PeriodSet, PlaceLimit, Rule,
};
use std::collections::{BTreeMap, BTreeSet};

/// Places by what their rules are called, and what they are: a hospital may be called as one of its departments is.
pub(super) type Places = BTreeMap<(String, row::Place), Place>;

/// What the tables say of one department or activity.
pub(super) struct Place {
    activities: ActivitySet,
    limits: PlaceLimits,
    weight: Option<i64>,
    /// Periods in which it is closed.
    pub(super) closed: PeriodSet,
}

/// The rows of `capacities` that speak of one place.
struct CapacityRows {
    activities: ActivitySet,
    weight: Option<i64>,
    rows: Vec<LimitRow>,
    /// Position of each row in the table.
    positions: Vec<usize>,
}

impl Resolver {
    pub(super) fn resolve_fixed_rules(&mut self) {
        self.add_rule(
            "availability",
            RuleRow::Availability,
            Rule::Availability(Availability {}),
        );
        self.add_rule(
            "eligibility",
            RuleRow::Eligibility,
            Rule::Eligibility(Eligibility {}),
        );
        let mut places = self.read_capacities();
        self.read_supervision(&mut places);
        let everybody: DoctorSet = IdSet::all(self.data.doctors.len());
        let closed = self.read_closures(&mut places);
        for ((key, _), place) in &mut places {
            self.lower_minima(key, place, &closed);
        }
        for ((key, at), place) in places {
            self.add_places(&key, at, place, &everybody);
        }
    }

    /// The rules of one place. Closed is closed: where the limits are soft, closures are a hard rule of their own.
    fn add_places(&mut self, key: &str, at: row::Place, place: Place, everybody: &DoctorSet) {
        let (mut limits, mut closed) = (Vec::new(), Vec::new());
        for (index, (min, max)) in place.limits.into_iter().enumerate() {
            let period = PeriodId::new(index);
            let (list, limit) = match place.closed.contains(period) {
                true if place.weight.is_some() => (&mut closed, (0, Some(0))),
                true => (&mut limits, (0, Some(0))),
                false => (&mut limits, (min, max)),
            };
            if limit != (0, None) {
                list.push(PlaceLimit {
                    period,
                    min: limit.0,
                    max: limit.1,
                });
            }
        }
        if !limits.is_empty() {
            self.data
                .place_of_rule
                .insert(RuleRow::Capacity(at), key.to_owned());
        }
        let rules = [
            ("capacity", RuleRow::Capacity(at), limits, place.weight),
            ("closure", RuleRow::Closure(at), closed, None),
        ];
        for (kind, row, limits, weight) in rules {
            if !limits.is_empty() {
                let doctors = everybody.clone();
                let rule = Capacity {
                    doctors,
                    activities: place.activities.clone(),
                    limits,
                    weight,
                };
                self.add_rule(format!("{kind}/{key}"), row, Rule::Capacity(rule));
            }
        }
    }

    fn read_capacities(&mut self) -> Places {
        let draft = self.draft.clone();
        let mut rows_of: BTreeMap<&str, CapacityRows> = BTreeMap::new();
        for (index, row) in draft.capacities.iter().enumerate() {
            let at = TableRow::new("capacities", index, format!("capacity of {:?}", row.of));
            let activities = self.activities_named(&row.of, "of", &at.field("of"), &at.subject);
            let ends = Ends::open(row.from.as_deref(), row.to.as_deref());
            let stretch = self.stretch_inside(&at, ends);
            let is_sound = self.check_capacity(&at, row);
            let (Some(activities), Some(stretch), true) = (activities, stretch, is_sound) else {
                continue;
            };
            let span = self.horizon().coverage(vec![stretch.clone()]);
            let how = "such a period has the tightest limits of its half-days";
            self.warn_of_parts(&span, &at.pointer, &at.subject, how);
            let place = rows_of.entry(&row.of).or_insert_with(|| CapacityRows {
                activities: activities.into_iter().collect(),
                weight: row.weight,
                rows: Vec::new(),
                positions: Vec::new(),
            });
            place.rows.push((stretch, (row.min, places_left(row))));
            place.positions.push(index);
            if place.weight != row.weight {
                let message = "its rows have different weights.";
                self.error_in(&at, "weight", Code::ContradictoryRule, message);
            }
        }
        for (key, place) in &rows_of {
            self.warn_of_lost_limits(key, place);
        }
        let by_period = |rows: CapacityRows| Place {
            limits: by_rows(self.horizon(), &rows.rows),
            activities: rows.activities,
            weight: rows.weight,
            closed: PeriodSet::default(),
        };
        let at = |key: &str| self.place_called(key).map(|at| (key.to_owned(), at));
        rows_of
            .into_iter()
            .filter_map(|(key, rows)| Some((at(key)?, by_period(rows))))
            .collect()
    }

    /// Warns of rows that take a limit of an earlier row away, as they speak of all its time and do not repeat it.
    fn warn_of_lost_limits(&mut self, key: &str, place: &CapacityRows) {
        // Of the rows that lose a limit to one and the same row, the first one.
        let mut told: BTreeSet<usize> = BTreeSet::new();
        for (row, later) in last_around(&place.rows) {
            let (before, after) = (place.rows[row].1, place.rows[later].1);
            // As it is written, whatever local trainees leave of it.
            let max = self.draft.capacities[place.positions[row]].max;
            let lost = match (
                before.0 > 0 && after.0 == 0,
                max.filter(|_| after.1.is_none()),
            ) {
                (true, Some(max)) => format!("min {} and max {max}", before.0),
                (true, None) => format!("min {}", before.0),
                (false, Some(max)) => format!("max {max}"),
                (false, None) => continue,
            };
            if place.rows[row].0.is_empty() || !told.insert(later) {
                continue;
            }
            let other = row_words("capacities", place.positions[row]);
            let message = format!(
                "it speaks of all the time that {other} speaks of and leaves out its {lost}: the later row counts alone, so that this limit holds no longer."
            );
            self.found.warning(
                Code::LimitLeftOut,
                format!("/capacities/{}", place.positions[later]),
                format!("capacity of {key:?}"),
                message,
            );
        }
    }

    /// Reports numbers of a row that make no sense; true if there are none.
    fn check_capacity(&mut self, at: &TableRow, row: &CapacityDraft) -> bool {
        let numbers = [
            ("min", Some(row.min)),
            ("max", row.max),
            ("local_trainees", Some(row.local_trainees)),
            ("weight", row.weight),
        ];
        if !self.not_negative(at, &numbers) {
            return false;
        }
        if places_left(row).is_none_or(|max| max >= row.min) {
            return true;
        }
        let message = format!(
            "min {} is more than max {} after {} local trainees.",
            row.min,
            row.max.unwrap_or(0),
            row.local_trainees
        );
        self.error_in(at, "min", Code::ReversedLimits, message);
        false
    }

    /// The department of this id, else the activity.
    pub(super) fn place_called(&self, key: &str) -> Option<row::Place> {
        let department = self
            .names
            .departments
            .get(key)
            .map(|index| row::Place::Department(DepartmentId::new(index)));
        department.or_else(|| {
            self.names
                .activities
                .get(key)
                .map(|index| row::Place::Activity(ActivityId::new(index)))
        })
    }

    pub(super) fn place<'a>(
        &self,
        places: &'a mut Places,
        key: String,
        at: row::Place,
        activities: &ActivitySet,
    ) -> &'a mut Place {
        let periods = self.horizon().len();
        places.entry((key, at)).or_insert_with(|| Place {
            activities: activities.clone(),
            limits: vec![(0, None); periods],
            weight: None,
            closed: PeriodSet::default(),
        })
    }

    fn read_supervision(&mut self, places: &mut Places) {
        let draft = self.draft.clone();
        let mut rows_of: Vec<Vec<SpanRow>> = vec![Vec::new(); draft.departments.len()];
        for (index, absence) in draft.absences.iter().enumerate() {
            let subject = format!("absence of {:?}", absence.department);
            let at = TableRow::new("absences", index, subject);
            let found = self.reference(
                &at,
                "department",
                |names| &names.departments,
                &absence.department,
            );
            let stretch = self.stretch_inside(&at, Ends::dates(&absence.from, &absence.to));
            if !self.not_negative(&at, &[("supervisors", Some(absence.supervisors))]) {
                continue;
            }
            let (Some(department), Some(stretch)) = (found, stretch) else {
                continue;
            };
            if draft.departments[department].supervisors.is_some() {
                rows_of[department].push(SpanRow { index, stretch });
            } else {
                let message = "the department has no number of supervisors.";
                self.error_of(&at, Code::MissingValue, message);
            }
        }
        for (index, rows) in rows_of.iter().enumerate() {
            if let Some(supervisors) = draft.departments[index].supervisors {
                let id = DepartmentId::new(index);
                self.limit_to_supervisors(id, supervisors, rows, places);
            }
        }
    }

    /// Limits a department to the visitors whom the supervisors who are there can look after.
    fn limit_to_supervisors(
        &mut self,
        id: DepartmentId,
        supervisors: i64,
        rows: &[SpanRow],
        places: &mut Places,
    ) {
        let draft = self.draft.clone();
        let department = &draft.departments[id.index()];
        let absent = |row: &SpanRow| draft.absences[row.index].supervisors;
        let absences: Vec<_> = rows
            .iter()
            .map(|row| (row.stretch.clone(), absent(row)))
            .collect();
        let there = supervisors_there(self.horizon(), supervisors, &absences);
        let (_, parts) = by_coverage(self.horizon().coverage(stretches_of(rows)));
        self.warn_of_rows(
            "absences",
            rows,
            &parts,
            &format!("absence of {:?}", department.id),
            "fewer supervisors count for all of such a period",
        );
        if let Some(each) = department.visitors_per_supervisor {
            let activities = self.data.departments[id.index()].activities.clone();
            let at = row::Place::Department(id);
            let place = self.place(places, department.id.clone(), at, &activities);
            supervise(&mut place.limits, &there, each);
        }
        self.data.departments[id.index()].supervisors = Some(there);
    }

    /// Minima ask for nobody where all is closed, and for no more than there are places.
    fn lower_minima(&mut self, key: &str, place: &mut Place, closed: &[PeriodSet]) {
        let mut fell: BTreeSet<usize> = lower_minima(&mut place.limits).into_iter().collect();
        for (period, limit) in place
            .limits
            .iter_mut()
            .enumerate()
            .filter(|(_, limit)| limit.0 > 0)
        {
            let is_closed =
                |activity: ActivityId| closed[activity.index()].contains(PeriodId::new(period));
            if place.activities.iter().all(is_closed) {
                limit.0 = 0;
                fell.insert(period);
            }
        }
        let Some(first) = fell.first() else { return };
        let row = self
            .draft
            .capacities
            .iter()
            .position(|row| row.of == key && row.min > 0)
            .unwrap_or(0);
        let message = format!(
            "its min is more than the places there are in {} periods, {} first, and is lowered to them: closures, supervisors who are away \
             or another row leave no more.",
            fell.len(),
            self.horizon().span(PeriodId::new(*first))
        );
        self.found.warning(
            Code::MinimumFalls,
            format!("/capacities/{row}/min"),
            format!("capacity of {key:?}"),
            message,
        );
    }
}

/// For each row around whose stretch a later one lies the last of these. O(rows × log of rows).
fn last_around(rows: &[LimitRow]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = rows.iter().map(|row| row.0.end).collect();
    ends.sort_unstable();
    ends.dedup();
    // The last row seen among those that end here or later, as a tree over the ends, the latest first.
    let rank = |row: usize| ends.len() - ends.partition_point(|end| *end < rows[row].0.end);
    let mut latest: Vec<usize> = vec![0; ends.len() + 1];
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|row| rows[*row].0.start);
    let mut found = Vec::new();
    for together in order.chunk_by(|one, other| rows[*one].0.start == rows[*other].0.start) {
        for &row in together {
            let mut at = rank(row);
            while at < latest.len() {
                latest[at] = latest[at].max(row);
                at += at & at.wrapping_neg();
            }
        }
        for &row in together {
            let (mut at, mut last) = (rank(row), 0);
            while at > 0 {
                last = last.max(latest[at]);
                at &= at - 1;
            }
            if last > row {
                found.push((row, last));
            }
        }
    }
    found.sort_unstable();
    found
}

/// The places that local trainees leave to others.
fn places_left(row: &CapacityDraft) -> Option<i64> {
    let left = |max: i64| max.saturating_sub(row.local_trainees).max(0);
    row.max.map(left)
}
