//! Planted pathways: a schedule made first, places that hold it afterwards.

use super::curriculum::{Curriculum, department_id, number, period_id};
use super::dice::Dice;
use super::places::Places;
use crate::problem::draft::{CapacityDraft, ProblemDraft, RotationDraft};
use std::ops::Range;

/// Weeks for which the places stay the same.
const QUARTER: usize = 13;

/// Doctors in each department and week of the planted schedule.
pub(super) struct Planted {
    load: Vec<Vec<usize>>,
}

impl Planted {
    pub(super) fn new(departments: usize, weeks: usize) -> Self {
        Self {
            load: vec![vec![0; weeks]; departments],
        }
    }
    /// Plants a pathway in the weeks `first..first + stay`, writes it as published and returns the idle weeks in it.
    ///
    /// The order is drawn among those that keep the precedence, the slack is spread at random, and of the departments of
    /// a requirement the emptiest one is taken.
    pub(super) fn plant(
        &mut self,
        dice: &mut Dice,
        curriculum: &Curriculum,
        doctor: &str,
        weeks: Range<usize>,
        draft: &mut ProblemDraft,
    ) -> Vec<usize> {
        let mut idle = Vec::new();
        let mut slack = weeks.len().saturating_sub(curriculum.weeks());
        let mut week = weeks.start;
        for kind in order(dice, curriculum) {
            let wait = dice.between(0, slack / 2);
            slack -= wait;
            idle.extend(week..week + wait);
            week += wait;
            let to = week + curriculum.kinds[kind].weeks;
            let load_of = |department: usize| self.load[department][week..to].iter().sum::<usize>();
            let emptiest = curriculum.kinds[kind]
                .departments
                .iter()
                .copied()
                .min_by_key(|&department| load_of(department));
            let Some(department) = emptiest else { continue };
            self.load[department][week..to]
                .iter_mut()
                .for_each(|load| *load += 1);
            draft.published.push(RotationDraft {
                doctor: doctor.into(),
                activity: curriculum.activity_id(kind, department),
                from: period_id(week),
                to: period_id(to - 1),
            });
            week = to;
        }
        idle.extend(week..weeks.end);
        idle
    }
    /// Closes departments in weeks in which nobody is there.
    pub(super) fn close(
        &self,
        dice: &mut Dice,
        closures: usize,
        places: &mut Places,
        draft: &mut ProblemDraft,
    ) {
        let empty: Vec<(usize, usize)> = self
            .load
            .iter()
            .enumerate()
            .flat_map(|(department, load)| {
                load.iter()
                    .enumerate()
                    .filter(|(_, load)| **load == 0)
                    .map(move |(week, _)| (department, week))
            })
            .collect();
        for position in dice.several(closures, empty.len()) {
            let (department, week) = empty[position];
            places.close_weeks(department, week, week, draft);
        }
    }
    /// Writes for every department and quarter the places that the fullest week of it takes.
    pub(super) fn write_places(&self, draft: &mut ProblemDraft) {
        for (department, load) in self.load.iter().enumerate() {
            for (quarter, weeks) in load.chunks(QUARTER).enumerate() {
                let from = quarter * QUARTER;
                draft.capacities.push(CapacityDraft {
                    of: department_id(department),
                    from: Some(period_id(from)),
                    to: Some(period_id(from + weeks.len() - 1)),
                    max: Some(number(weeks.iter().copied().max().unwrap_or(0))),
                    ..CapacityDraft::default()
                });
            }
        }
    }
}

/// An order of the requirements that keeps the precedence.
fn order(dice: &mut Dice, curriculum: &Curriculum) -> Vec<usize> {
    let mut left: Vec<usize> = (0..curriculum.kinds.len()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let is_ready = |kind: usize| {
            curriculum
                .precedence
                .iter()
                .all(|&(before, after)| after != kind || !left.contains(&before))
        };
        let ready: Vec<usize> = left
            .iter()
            .copied()
            .filter(|&kind| is_ready(kind))
            .collect();
        let chosen = ready[dice.between(0, ready.len() - 1)];
        left.retain(|&kind| kind != chosen);
        order.push(chosen);
    }
    order
}
