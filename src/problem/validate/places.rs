//! Built-in rules: availability, eligibility, and the places of departments and activities.

use super::Resolver;
use crate::calendar::{Coverage, joined};
use crate::error::Code;
use crate::ids::{ActivityId, DepartmentId, HospitalId, IdSet, PeriodId};
use crate::problem::place_limits::{
    LimitRow, PlaceLimits, by_rows, lower_minima, supervise, supervisors_there,
};
use crate::problem::row::{self, RuleRow};
use crate::problem::rule::{
    ActivitySet, Availability, Capacity, DoctorSet, Eligibility, PeriodSet, PlaceLimit, Rule,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Places by what their rules are called, and what they are: a hospital may be called as one of its departments is.
type Places = BTreeMap<(String, row::Place), Place>;

/// What the tables say of one department or activity.
struct Place {
    activities: ActivitySet,
    limits: PlaceLimits,
    weight: Option<i64>,
    /// Periods in which it is closed.
    closed: PeriodSet,
}

/// The rows of `capacities` that speak of one place.
struct CapacityRows {
    activities: ActivitySet,
    weight: Option<i64>,
    rows: Vec<LimitRow>,
}

/// The rows of `closures` that speak of one hospital, department or activity.
struct ClosureRows {
    activities: ActivitySet,
    is_hospital: bool,
    rows: Vec<(usize, Range<usize>)>,
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
            let subject = format!("capacity of {:?}", row.of);
            let pointer = format!("/capacities/{index}");
            let activities =
                self.activities_named(&row.of, "of", &format!("{pointer}/of"), &subject);
            let stretch =
                self.stretch((row.from.as_deref(), row.to.as_deref()), &pointer, &subject);
            if stretch.as_ref().is_some_and(Range::is_empty) {
                self.warn_of_outside((row.from.as_deref(), row.to.as_deref()), &pointer, &subject);
            }
            let mut sound = true;
            for (field, number) in [
                ("min", Some(row.min)),
                ("max", row.max),
                ("local_trainees", Some(row.local_trainees)),
                ("weight", row.weight),
            ] {
                if number.is_some_and(|number| number < 0) {
                    let message = format!("{field} is negative.");
                    self.found.error(
                        Code::NegativeNumber,
                        format!("{pointer}/{field}"),
                        subject.clone(),
                        message,
                    );
                    sound = false;
                }
            }
            let max = row
                .max
                .map(|max| max.saturating_sub(row.local_trainees).max(0));
            if max.is_some_and(|max| max < row.min) && sound {
                let message = format!(
                    "min {} is more than max {} after {} local trainees.",
                    row.min,
                    row.max.unwrap_or(0),
                    row.local_trainees
                );
                self.found.error(
                    Code::ReversedLimits,
                    format!("{pointer}/min"),
                    subject.clone(),
                    message,
                );
                sound = false;
            }
            let (Some(activities), Some(stretch), true) = (activities, stretch, sound) else {
                continue;
            };
            let span = self.horizon().coverage(vec![stretch.clone()]);
            self.warn_of_parts(
                &span,
                &pointer,
                &subject,
                "such a period has the tightest limits of its half-days",
            );
            let place = rows_of.entry(&row.of).or_insert_with(|| CapacityRows {
                activities: activities.into_iter().collect(),
                weight: row.weight,
                rows: Vec::new(),
            });
            place.rows.push((stretch, (row.min, max)));
            if place.weight != row.weight {
                let message = "its rows have different weights.";
                self.found.error(
                    Code::ContradictoryRule,
                    format!("{pointer}/weight"),
                    subject,
                    message,
                );
            }
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

    /// The department of this id, else the activity.
    fn place_called(&self, key: &str) -> Option<row::Place> {
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

    fn place<'a>(
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
        let mut absences: Vec<Vec<(Range<usize>, i64)>> = vec![Vec::new(); draft.departments.len()];
        let mut rows_of: Vec<Vec<(usize, Range<usize>)>> =
            vec![Vec::new(); draft.departments.len()];
        for (index, absence) in draft.absences.iter().enumerate() {
            let subject = format!("absence of {:?}", absence.department);
            let pointer = format!("/absences/{index}");
            let found = self.names.departments.get(&absence.department);
            let department = self.look_up(
                found,
                "department",
                &absence.department,
                &format!("{pointer}/department"),
                &subject,
            );
            let stretch =
                self.stretch((Some(&absence.from), Some(&absence.to)), &pointer, &subject);
            if stretch.as_ref().is_some_and(Range::is_empty) {
                self.warn_of_outside((Some(&absence.from), Some(&absence.to)), &pointer, &subject);
            }
            if absence.supervisors < 0 {
                self.found.error(
                    Code::NegativeNumber,
                    format!("{pointer}/supervisors"),
                    subject.clone(),
                    "supervisors is negative.",
                );
                continue;
            }
            let (Some(department), Some(stretch)) = (department, stretch) else {
                continue;
            };
            if draft.departments[department].supervisors.is_none() {
                let message = "the department has no number of supervisors.";
                self.found
                    .error(Code::MissingValue, pointer, subject, message);
                continue;
            }
            absences[department].push((stretch.clone(), absence.supervisors));
            rows_of[department].push((index, stretch));
        }
        for (index, absences) in absences.iter().enumerate() {
            let Some(supervisors) = draft.departments[index].supervisors else {
                continue;
            };
            let there = supervisors_there(self.horizon(), supervisors, absences);
            let together = self.horizon().coverage(
                rows_of[index]
                    .iter()
                    .map(|(_, stretch)| stretch.clone())
                    .collect(),
            );
            let parts: Vec<_> = together
                .into_iter()
                .filter(|(_, coverage)| *coverage == Coverage::Part)
                .collect();
            let subject = format!("absence of {:?}", draft.departments[index].id);
            self.warn_of_rows(
                "absences",
                &rows_of[index],
                &parts,
                &subject,
                "fewer supervisors count for all of such a period",
            );
            if let Some(each) = draft.departments[index].visitors_per_supervisor {
                let activities = self.data.departments[index].activities.clone();
                let key = self.data.departments[index].key.clone();
                let at = row::Place::Department(DepartmentId::new(index));
                supervise(
                    &mut self.place(places, key, at, &activities).limits,
                    &there,
                    each,
                );
            }
            self.data.departments[index].supervisors = Some(there);
        }
    }

    /// Closes places; returns, for each activity, the periods in which it is closed.
    ///
    /// Rows that speak of one place, and of what it lies in, are joined before they become periods: a department that is closed
    /// until Tuesday, in a hospital that is closed from Wednesday on, is closed for the week. A day's closure does not close a week.
    fn read_closures(&mut self, places: &mut Places) -> Vec<PeriodSet> {
        let draft = self.draft.clone();
        let mut rows_of: BTreeMap<&str, ClosureRows> = BTreeMap::new();
        for (index, closure) in draft.closures.iter().enumerate() {
            let subject = format!("closure of {:?}", closure.of);
            let pointer = format!("/closures/{index}");
            let stretch =
                self.stretch((Some(&closure.from), Some(&closure.to)), &pointer, &subject);
            if stretch.as_ref().is_some_and(Range::is_empty) {
                self.warn_of_outside((Some(&closure.from), Some(&closure.to)), &pointer, &subject);
            }
            let is_hospital = self.names.hospitals.get(&closure.of).is_some();
            let field = if is_hospital { "hospitals" } else { "of" };
            let activities =
                self.activities_named(&closure.of, field, &format!("{pointer}/of"), &subject);
            let (Some(stretch), Some(activities)) = (stretch, activities) else {
                continue;
            };
            let activities = || activities.into_iter().collect();
            let rows = rows_of.entry(&closure.of).or_insert_with(|| ClosureRows {
                activities: activities(),
                is_hospital,
                rows: Vec::new(),
            });
            rows.rows.push((index, stretch));
        }
        // What closes each activity: itself, its department, its hospital.
        let mut closing: Vec<Vec<&str>> = vec![Vec::new(); self.data.activities.len()];
        let mut stretches: BTreeMap<&str, Vec<Range<usize>>> = BTreeMap::new();
        for (of, rows) in &rows_of {
            rows.activities
                .iter()
                .for_each(|activity| closing[activity.index()].push(of));
            stretches.insert(
                of,
                joined(
                    rows.rows
                        .iter()
                        .map(|(_, stretch)| stretch.clone())
                        .collect(),
                ),
            );
        }
        for (of, rows) in &rows_of {
            let around = rows
                .activities
                .iter()
                .next()
                .map_or(&[][..], |first| &closing[first.index()]);
            let around = around.iter().filter(|other| {
                rows.activities
                    .iter()
                    .all(|activity| rows_of[*other].activities.contains(activity))
            });
            let together: Vec<Range<usize>> = around
                .flat_map(|other| stretches[other].iter().cloned())
                .collect();
            let together: BTreeMap<PeriodId, Coverage> =
                self.horizon().coverage(together).into_iter().collect();
            let own = self
                .horizon()
                .coverage(stretches[of].clone())
                .into_iter()
                .filter_map(|(period, _)| together.get_key_value(&period));
            let (closed, parts): (Vec<_>, Vec<_>) = own
                .map(|(period, how)| (*period, *how))
                .partition(|(_, how)| *how == Coverage::Full);
            self.warn_of_rows(
                "closures",
                &rows.rows,
                &parts,
                &format!("closure of {of:?}"),
                "it does not close such a period",
            );
            let is_taken = rows.is_hospital
                && (self
                    .names
                    .departments
                    .get(of)
                    .or(self.names.activities.get(of))
                    .is_some());
            let key = if is_taken {
                format!("{of} (hospital)")
            } else {
                (*of).to_owned()
            };
            let hospital = self
                .names
                .hospitals
                .get(of)
                .map(|index| row::Place::Hospital(HospitalId::new(index)));
            let Some(at) = hospital.or_else(|| self.place_called(of)) else {
                continue;
            };
            self.place(places, key, at, &rows.activities).closed =
                closed.into_iter().map(|(period, _)| period).collect();
        }
        let of_activity = |closing: &Vec<&str>| -> PeriodSet {
            let together = closing
                .iter()
                .flat_map(|of| stretches[of].iter().cloned())
                .collect();
            let covered = self.horizon().coverage(together).into_iter();
            covered
                .filter(|(_, coverage)| *coverage == Coverage::Full)
                .map(|(period, _)| period)
                .collect()
        };
        closing.iter().map(of_activity).collect()
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
