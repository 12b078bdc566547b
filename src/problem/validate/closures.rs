//! When places are closed.
//!
//! Rows that speak of one place, and of what it lies in, are joined before they become periods: a department that is closed
//! until Tuesday, in a hospital that is closed from Wednesday on, is closed for the week. A day's closure does not close a week.

use super::Resolver;
use super::places::Places;
use super::table_row::{Ends, SpanRow, TableRow, stretches_of};
use super::time::by_coverage;
use crate::calendar::{Coverage, joined};
use crate::ids::{HospitalId, PeriodId};
use crate::problem::row::Place;
use crate::problem::rule::{ActivitySet, PeriodSet};
use std::collections::BTreeMap;
use std::ops::Range;

/// The rows of `closures` that speak of one hospital, department or activity.
struct ClosureRows {
    activities: ActivitySet,
    is_hospital: bool,
    rows: Vec<SpanRow>,
    /// What the rows cover together.
    stretches: Vec<Range<usize>>,
}

/// All closures by what they are of.
struct Closures<'a> {
    rows_of: BTreeMap<&'a str, ClosureRows>,
    /// What closes each activity: itself, its department, its hospital.
    closing: Vec<Vec<&'a str>>,
}

impl Closures<'_> {
    /// When a place is closed, alone or by what it lies in.
    fn around(&self, rows: &ClosureRows) -> Vec<Range<usize>> {
        let Some(first) = rows.activities.iter().next() else {
            return Vec::new();
        };
        let holds_all = |other: &ClosureRows| {
            let mut activities = rows.activities.iter();
            activities.all(|activity| other.activities.contains(activity))
        };
        let closing = self.closing[first.index()].iter();
        closing
            .map(|other| &self.rows_of[other])
            .filter(|other| holds_all(other))
            .flat_map(|other| other.stretches.iter().cloned())
            .collect()
    }
}

impl Resolver {
    /// Closes places; returns, for each activity, the periods in which it is closed.
    pub(super) fn read_closures(&mut self, places: &mut Places) -> Vec<PeriodSet> {
        let draft = self.draft.clone();
        let mut rows_of: BTreeMap<&str, ClosureRows> = BTreeMap::new();
        for (index, closure) in draft.closures.iter().enumerate() {
            let at = TableRow::new("closures", index, format!("closure of {:?}", closure.of));
            let stretch = self.stretch_inside(&at, Ends::dates(&closure.from, &closure.to));
            let is_hospital = self.names.hospitals.get(&closure.of).is_some();
            let field = if is_hospital { "hospitals" } else { "of" };
            let activities =
                self.activities_named(&closure.of, field, &at.field("of"), &at.subject);
            let (Some(stretch), Some(activities)) = (stretch, activities) else {
                continue;
            };
            let rows = rows_of.entry(&closure.of).or_insert_with(|| ClosureRows {
                activities: activities.into_iter().collect(),
                is_hospital,
                rows: Vec::new(),
                stretches: Vec::new(),
            });
            rows.rows.push(SpanRow { index, stretch });
        }
        let mut closing = vec![Vec::new(); self.data.activities.len()];
        for (of, rows) in &mut rows_of {
            rows.stretches = joined(stretches_of(&rows.rows));
            let activities = rows.activities.iter();
            activities.for_each(|activity| closing[activity.index()].push(*of));
        }
        let closures = Closures { rows_of, closing };
        for (of, rows) in &closures.rows_of {
            self.close(of, rows, &closures, places);
        }

        let of_activity = |closing: &Vec<&str>| -> PeriodSet {
            let stretches = closing
                .iter()
                .flat_map(|of| closures.rows_of[of].stretches.iter().cloned());
            by_coverage(self.horizon().coverage(stretches.collect())).0
        };
        closures.closing.iter().map(of_activity).collect()
    }

    /// Closes one place in the periods of its own closures that are closed altogether.
    fn close(
        &mut self,
        of: &str,
        rows: &ClosureRows,
        closures: &Closures<'_>,
        places: &mut Places,
    ) {
        let together = self.horizon().coverage(closures.around(rows));
        let together: BTreeMap<PeriodId, Coverage> = together.into_iter().collect();
        let own = self.horizon().coverage(rows.stretches.clone()).into_iter();
        let own = own.filter_map(|(period, _)| Some((period, *together.get(&period)?)));
        let (closed, parts) = by_coverage(own.collect());
        self.warn_of_rows(
            "closures",
            &rows.rows,
            &parts,
            &format!("closure of {of:?}"),
            "it does not close such a period",
        );
        let called_so = self.place_called(of);
        let key = match rows.is_hospital && called_so.is_some() {
            true => format!("{of} (hospital)"),
            false => of.to_owned(),
        };
        let hospital = self.names.hospitals.get(of);
        let hospital = hospital.map(|index| Place::Hospital(HospitalId::new(index)));
        if let Some(at) = hospital.or(called_so) {
            self.place(places, key, at, &rows.activities).closed = closed;
        }
    }
}
