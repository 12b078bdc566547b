//! When doctors are on leave, and how long their documents are valid.

use super::Resolver;
use super::budget::limit;
use super::table_row::{Ends, SpanRow, TableRow, stretches_of};
use super::time::by_coverage;
use crate::calendar::Coverage;
use crate::ids::{DoctorId, PeriodId};
use crate::limits;
use crate::problem::draft::LeaveDraft;
use crate::problem::entity::{Document, Leave};
use crate::problem::rule::PeriodSet;
use std::collections::{BTreeMap, HashMap};

/// The periods that the leaves of a doctor take together.
struct Together {
    /// Altogether away.
    away: PeriodSet,
    /// A leave that gives the place up has a part.
    gives_up: PeriodSet,
    /// A leave that does not count has a part.
    uncounted: PeriodSet,
}

impl Resolver {
    /// Refuses more rows of one doctor than any calendar has use for; later passes look at all of them for each period.
    fn check_rows_of(&mut self, table: &str, doctors: &mut dyn Iterator<Item = &str>) {
        let mut rows: HashMap<&str, usize> = HashMap::new();
        let mut found = Vec::new();
        for (index, doctor) in doctors.enumerate() {
            let count = rows.entry(doctor).or_default();
            *count += 1;
            if *count == limits::ROWS_OF_DOCTOR + 1 {
                found.push((index, doctor));
            }
        }
        for (index, doctor) in found {
            let pointer = format!("/{table}/{index}/doctor");
            let subject = format!("doctor {doctor:?}");
            let what = format!("the table {table} has more rows of this doctor");
            self.exceeded(limit!(ROWS_OF_DOCTOR), &pointer, &subject, what);
        }
    }

    /// Leaves of one doctor are joined before they become periods: two that together fill a week are a week's leave.
    pub(super) fn resolve_leaves(&mut self) {
        let draft = self.draft.clone();
        self.check_rows_of(
            "leaves",
            &mut draft.leaves.iter().map(|row| row.doctor.as_str()),
        );
        let mut rows_of: Vec<Vec<SpanRow>> = vec![Vec::new(); self.data.doctors.len()];
        for (index, leave) in draft.leaves.iter().enumerate() {
            let at = TableRow::new("leaves", index, format!("doctor {:?}", leave.doctor));
            let doctor = self.doctor_of(&at, &leave.doctor);
            let stretch = self.stretch_inside(&at, Ends::dates(&leave.from, &leave.to));
            if let (Some(doctor), Some(stretch)) = (doctor, stretch)
                && !stretch.is_empty()
            {
                rows_of[doctor.index()].push(SpanRow { index, stretch });
            }
        }
        for (doctor, rows) in rows_of.into_iter().enumerate() {
            if !rows.is_empty() {
                self.resolve_leaves_of(DoctorId::new(doctor), &rows);
            }
        }
    }

    fn resolve_leaves_of(&mut self, id: DoctorId, rows: &[SpanRow]) {
        let draft = self.draft.clone();
        let coverage_of = |chosen: &dyn Fn(&LeaveDraft) -> bool| {
            let chosen = rows.iter().filter(|row| chosen(&draft.leaves[row.index]));
            self.horizon().coverage(stretches_of(chosen))
        };
        let (away, parts) = by_coverage(coverage_of(&|leave| !leave.half));
        let halved = periods_of(coverage_of(&|leave| leave.half));
        let together = Together {
            gives_up: periods_of(coverage_of(&|leave| !leave.half && !keeps_place(leave))),
            uncounted: periods_of(coverage_of(&|leave| !leave.half && !leave.counts)),
            away,
        };
        let leaves = rows.iter().map(|row| {
            let span = self.horizon().coverage(vec![row.stretch.clone()]);
            together.leave(&draft.leaves[row.index], span)
        });
        let leaves = leaves.collect();

        let in_days = rows.iter().filter(|row| !draft.leaves[row.index].half);
        let in_days: Vec<SpanRow> = in_days.cloned().collect();
        let taken = self.horizon().covered_half_days(stretches_of(&in_days));
        let is_part =
            |period: PeriodId| !together.away.contains(period) && !halved.contains(period);
        let part_leave = taken.into_iter().filter(|(period, _)| is_part(*period));
        let doctor = &mut self.data.doctors[id.index()];
        doctor.part_leave = part_leave
            .map(|(period, half_days)| (period, u32::try_from(half_days).unwrap_or(u32::MAX)))
            .collect();
        doctor.leaves = leaves;
        self.warn_of_rows(
            "leaves",
            &in_days,
            &parts,
            &format!("doctor {:?}", draft.doctors[id.index()].id),
            "the doctor counts as there for half of such a period",
        );
    }

    /// Documents of one kind are joined before they become periods: one that takes over from another leaves no gap.
    pub(super) fn resolve_documents(&mut self) {
        let draft = self.draft.clone();
        self.check_rows_of(
            "documents",
            &mut draft.documents.iter().map(|row| row.doctor.as_str()),
        );
        let mut rows_of: BTreeMap<(DoctorId, &str), Vec<SpanRow>> = BTreeMap::new();
        for (index, document) in draft.documents.iter().enumerate() {
            let at = TableRow::new("documents", index, format!("doctor {:?}", document.doctor));
            let doctor = self.doctor_of(&at, &document.doctor);
            let ends = Ends::open(document.from.as_deref(), document.to.as_deref());
            let stretch = self.stretch(ends, &at);
            if let (Some(doctor), Some(stretch)) = (doctor, stretch) {
                let rows = rows_of.entry((doctor, &document.document)).or_default();
                rows.push(SpanRow { index, stretch });
            }
        }
        for ((doctor, kind), rows) in rows_of {
            let (valid, parts) = by_coverage(self.horizon().coverage(stretches_of(&rows)));
            self.warn_of_rows(
                "documents",
                &rows,
                &parts,
                &format!("doctor {:?}", draft.doctors[doctor.index()].id),
                "it is not valid for such a period",
            );
            self.data.doctors[doctor.index()].documents.push(Document {
                document: kind.to_owned(),
                valid,
            });
        }
    }
}

impl Together {
    /// One leave among the others: `span` is what it covers alone.
    fn leave(&self, leave: &LeaveDraft, span: Vec<(PeriodId, Coverage)>) -> Leave {
        let keeps_place = keeps_place(leave);
        // Where a leave that gives the place up has a part of the period, the place is given up.
        // Nor does a period count of which a leave that does not count has a part.
        let is_given_up = |period: PeriodId| {
            keeps_place && self.gives_up.contains(period)
                || leave.counts && self.uncounted.contains(period)
        };
        let periods = periods_of(span);
        let (away, half): (Vec<_>, Vec<_>) = periods
            .iter()
            .partition(|period| !leave.half && self.away.contains(*period));
        Leave {
            away: away
                .into_iter()
                .filter(|period| !is_given_up(*period))
                .collect(),
            half: half.into_iter().collect(),
            keeps_place,
            counts: leave.counts,
            reason: leave.reason.clone(),
        }
    }
}

fn keeps_place(leave: &LeaveDraft) -> bool {
    leave.keeps_place || leave.counts
}

fn periods_of(covered: Vec<(PeriodId, Coverage)>) -> PeriodSet {
    covered.into_iter().map(|(period, _)| period).collect()
}
