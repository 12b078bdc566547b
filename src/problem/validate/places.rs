//! Built-in rules: availability, eligibility, and the places of departments and activities.

use super::Resolver;
use crate::calendar::Coverage;
use crate::error::Code;
use crate::ids::IdSet;
use crate::problem::rule::{ActivitySet, Availability, Capacity, DoctorSet, Eligibility, PlaceLimit, Rule};
use std::collections::BTreeMap;

/// Limits by period of one department or activity while rows are read.
struct Places {
    activities: ActivitySet,
    limits: Vec<(i64, Option<i64>)>,
    weight: Option<Option<i64>>,
}

impl Resolver {
    pub(super) fn resolve_fixed_rules(&mut self) {
        self.add_rule("availability", Rule::Availability(Availability {}));
        self.add_rule("eligibility", Rule::Eligibility(Eligibility {}));
        let mut places: BTreeMap<String, Places> = BTreeMap::new();
        self.read_capacities(&mut places);
        self.read_supervision(&mut places);
        self.read_closures(&mut places);
        let everybody: DoctorSet = IdSet::all(self.data.doctors.len());
        for (key, place) in places {
            let limits: Vec<PlaceLimit> = place
                .limits
                .into_iter()
                .enumerate()
                .filter(|(_, limit)| *limit != (0, None))
                .map(|(period, (min, max))| PlaceLimit { period: crate::ids::PeriodId::new(period), min, max })
                .collect();
            if !limits.is_empty() {
                let doctors = everybody.clone();
                let weight = place.weight.flatten();
                let rule = Capacity { doctors, activities: place.activities, limits, weight };
                self.add_rule(format!("capacity/{key}"), Rule::Capacity(rule));
            }
        }
    }

    fn place<'a>(&self, places: &'a mut BTreeMap<String, Places>, key: &str, activities: &[crate::ids::ActivityId]) -> &'a mut Places {
        let periods = self.horizon().len();
        places.entry(key.to_owned()).or_insert_with(|| Places {
            activities: activities.iter().copied().collect(),
            limits: vec![(0, None); periods],
            weight: None,
        })
    }

    fn read_capacities(&mut self, places: &mut BTreeMap<String, Places>) {
        let draft = self.draft.clone();
        for (index, row) in draft.capacities.iter().enumerate() {
            let subject = format!("capacity of {:?}", row.of);
            let pointer = format!("/capacities/{index}");
            let activities = self.activities_named(&row.of, "of", &format!("{pointer}/of"), &subject);
            let periods = self.touched(row.from.as_deref(), row.to.as_deref(), &pointer, &subject);
            let mut sound = true;
            for (field, number) in
                [("min", Some(row.min)), ("max", row.max), ("local_trainees", Some(row.local_trainees)), ("weight", row.weight)]
            {
                if number.is_some_and(|number| number < 0) {
                    let message = format!("{field} is negative.");
                    self.found.error(Code::NegativeNumber, format!("{pointer}/{field}"), subject.clone(), message);
                    sound = false;
                }
            }
            let max = row.max.map(|max| max.saturating_sub(row.local_trainees).max(0));
            if max.is_some_and(|max| max < row.min) && sound {
                let message =
                    format!("min {} is more than max {} after {} local trainees.", row.min, row.max.unwrap_or(0), row.local_trainees);
                self.found.error(Code::ReversedLimits, format!("{pointer}/min"), subject.clone(), message);
                sound = false;
            }
            let (Some(activities), Some(periods), true) = (activities, periods, sound) else { continue };
            let place = self.place(places, &row.of, &activities);
            for period in periods {
                place.limits[period.index()] = (row.min, max);
            }
            if place.weight.is_some_and(|weight| weight != row.weight) {
                let message = "its rows have different weights.";
                self.found.error(Code::ContradictoryRule, format!("{pointer}/weight"), subject, message);
            } else {
                place.weight = Some(row.weight);
            }
        }
    }

    fn read_supervision(&mut self, places: &mut BTreeMap<String, Places>) {
        let draft = self.draft.clone();
        for (index, department) in draft.departments.iter().enumerate() {
            if let Some(supervisors) = department.supervisors {
                self.data.departments[index].supervisors = Some(vec![supervisors; self.horizon().len()]);
            }
        }
        for (index, absence) in draft.absences.iter().enumerate() {
            let subject = format!("absence of {:?}", absence.department);
            let pointer = format!("/absences/{index}");
            let found = self.names.departments.get(&absence.department);
            let department = self.look_up(found, "department", &absence.department, &format!("{pointer}/department"), &subject);
            let periods = self.touched(Some(&absence.from), Some(&absence.to), &pointer, &subject);
            if absence.supervisors < 0 {
                self.found.error(Code::NegativeNumber, format!("{pointer}/supervisors"), subject.clone(), "supervisors is negative.");
                continue;
            }
            let (Some(department), Some(periods)) = (department, periods) else { continue };
            let Some(supervisors) = self.data.departments[department].supervisors.as_mut() else {
                let message = "the department has no number of supervisors.";
                self.found.error(Code::MissingValue, pointer, subject, message);
                continue;
            };
            for period in periods {
                let left = &mut supervisors[period.index()];
                *left = left.saturating_sub(absence.supervisors).max(0);
            }
        }
        for index in 0..self.data.departments.len() {
            let department = &self.data.departments[index];
            let (Some(supervisors), Some(each)) = (department.supervisors.clone(), draft.departments[index].visitors_per_supervisor) else {
                continue;
            };
            let (key, activities) = (department.key.clone(), department.activities.clone());
            let place = self.place(places, &key, activities.as_slice());
            for (limit, supervisors) in place.limits.iter_mut().zip(supervisors) {
                let supervised = supervisors.saturating_mul(each);
                limit.1 = Some(limit.1.map_or(supervised, |max| max.min(supervised)));
                limit.0 = limit.0.min(supervised);
            }
        }
    }

    fn read_closures(&mut self, places: &mut BTreeMap<String, Places>) {
        let draft = self.draft.clone();
        for (index, closure) in draft.closures.iter().enumerate() {
            let subject = format!("closure of {:?}", closure.of);
            let pointer = format!("/closures/{index}");
            let span = self.span((Some(&closure.from), Some(&closure.to)), &pointer, &subject);
            let whole_hospital = self.names.hospitals.get(&closure.of).is_some();
            let field = if whole_hospital { "hospitals" } else { "of" };
            let activities = self.activities_named(&closure.of, field, &format!("{pointer}/of"), &subject);
            let (Some(span), Some(activities)) = (span, activities) else { continue };
            // A day's closure does not close a week.
            let periods: Vec<usize> =
                span.iter().filter(|(_, coverage)| *coverage == Coverage::Full).map(|(period, _)| period.index()).collect();
            let is_taken = whole_hospital && (self.names.departments.get(&closure.of).or(self.names.activities.get(&closure.of)).is_some());
            let key = if is_taken { format!("{} (hospital)", closure.of) } else { closure.of.clone() };
            let place = self.place(places, &key, &activities);
            for &period in &periods {
                place.limits[period] = (0, Some(0));
            }
            // What lies within is closed, too: its minimum cannot be met then.
            let closed: ActivitySet = activities.into_iter().collect();
            for other in places.values_mut().filter(|other| other.activities.iter().all(|activity| closed.contains(activity))) {
                for &period in &periods {
                    other.limits[period].0 = 0;
                }
            }
        }
    }
}
