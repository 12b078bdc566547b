//! Places: how many doctors each department takes in each week.

use super::curriculum::{Curriculum, department_id, number, period_id};
use super::dice::Dice;
use crate::problem::draft::{
    ActivityFilter, CapacityDraft, ClosureDraft, DepartmentDraft, DoctorFilter, PreferenceDraft,
    ProblemDraft,
};

/// A requirement's weeks are divided over 1, 2, 3 or 4 departments: twelfths keep that exact.
const PARTS: usize = 12;

/// Open weeks and wanted weeks of every department.
pub(super) struct Places {
    /// Is the department open in the week?
    open: Vec<Vec<bool>>,
    /// Twelfths of weeks wanted from each department, were everybody to choose evenly.
    wanted: Vec<usize>,
}

impl Places {
    pub(super) fn new(departments: usize, weeks: usize) -> Self {
        Self {
            open: vec![vec![true; weeks]; departments],
            wanted: vec![0; departments],
        }
    }
    /// Adds one doctor's demand.
    pub(super) fn want(&mut self, curriculum: &Curriculum) {
        for kind in &curriculum.kinds {
            for &department in &kind.departments {
                self.wanted[department] += kind.weeks * PARTS / kind.departments.len();
            }
        }
    }
    /// Closes departments for one to three weeks each and writes the closures.
    pub(super) fn close(&mut self, dice: &mut Dice, closures: usize, draft: &mut ProblemDraft) {
        let (departments, weeks) = (self.open.len(), self.open.first().map_or(0, Vec::len));
        if departments == 0 {
            return;
        }
        for _ in 0..closures {
            let department = dice.between(0, departments - 1);
            let length = dice.between(1, 3).min(weeks / 4);
            let from = dice.between(0, weeks - length);
            let still_open = self.open[department].iter().filter(|open| **open).count();
            if length > 0 && still_open > weeks / 2 {
                self.close_weeks(department, from, from + length - 1, draft);
            }
        }
    }
    /// Closes one department from week `from` to week `to`, both included.
    pub(super) fn close_weeks(
        &mut self,
        department: usize,
        from: usize,
        to: usize,
        draft: &mut ProblemDraft,
    ) {
        self.open[department][from..=to].fill(false);
        draft.closures.push(ClosureDraft {
            of: department_id(department),
            from: period_id(from),
            to: period_id(to),
            reason: "renovation".into(),
        });
    }
    /// Writes places whose sum over departments and open weeks is `load_percent` of all weeks wanted, rounded down.
    ///
    /// Each department gets its share of what is wanted from it (largest remainders); the part of a place that does not
    /// last for the whole horizon is there in its first weeks.
    pub(super) fn write_share(&self, load_percent: usize, draft: &mut ProblemDraft) {
        let total = self.wanted.iter().sum::<usize>() * load_percent / (100 * PARTS);
        let mut shares: Vec<usize> = self
            .wanted
            .iter()
            .map(|wanted| wanted * load_percent / (100 * PARTS))
            .collect();
        let mut by_remainder: Vec<usize> = (0..shares.len()).collect();
        by_remainder.sort_by_key(|&department| {
            std::cmp::Reverse(self.wanted[department] * load_percent % (100 * PARTS))
        });
        let missing = total - shares.iter().sum::<usize>();
        for &department in by_remainder.iter().take(missing) {
            shares[department] += 1;
        }
        for (department, share) in shares.into_iter().enumerate() {
            let open: Vec<usize> = (0..self.open[department].len())
                .filter(|&week| self.open[department][week])
                .collect();
            let (always, at_first) = (share / open.len().max(1), share % open.len().max(1));
            let row = |max: usize| CapacityDraft {
                of: department_id(department),
                max: Some(number(max)),
                ..CapacityDraft::default()
            };
            draft.capacities.push(row(always));
            if at_first > 0 {
                let until = open[at_first - 1];
                draft.capacities.push(CapacityDraft {
                    from: Some(period_id(0)),
                    to: Some(period_id(until)),
                    ..row(always + 1)
                });
            }
        }
    }
}

/// Adds the departments.
pub(super) fn write_departments(count: usize, draft: &mut ProblemDraft) {
    for department in 0..count {
        draft.departments.push(DepartmentDraft {
            id: department_id(department),
            ..DepartmentDraft::default()
        });
    }
}

/// What somebody thinks of departments, 0 to 3 of each: a row for each value above 0.
pub(super) fn write_likes(
    dice: &mut Dice,
    id: &str,
    doctors: &DoctorFilter,
    departments: impl IntoIterator<Item = usize>,
    draft: &mut ProblemDraft,
) {
    let mut liked: [Vec<String>; 4] = Default::default();
    for department in departments {
        liked[dice.between(0, 3)].push(department_id(department));
    }
    for (value, departments) in liked.into_iter().enumerate().skip(1) {
        if !departments.is_empty() {
            draft.preferences.push(PreferenceDraft {
                id: format!("preference/{id}/{value}"),
                doctors: doctors.clone(),
                activities: ActivityFilter::departments(departments),
                value: number(value),
                ..PreferenceDraft::default()
            });
        }
    }
}
