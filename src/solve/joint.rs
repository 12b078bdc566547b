//! Joint choices: rows of which only one may be used, as the slots of a joint event are.
//!
//! A doctor who changes the slot alone only makes it worse, so the slot is no move of a doctor. Everybody keeps to one for as long as a
//! walk takes; between walks another one is tried.

use super::ledger::{Held, Ledger};
use super::parameters::mend::ELSEWHERE;
use super::parameters::recipes::TURNS;
use super::parameters::search::{CHAINS, STAYING};
use super::search::Search;
use super::setting::Setting;
use crate::formulation::{Formulation, Group, OneDoctor, RowId, RowUsage};
use crate::ids::DoctorId;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What walks came to with each choice.
#[derive(Debug)]
pub(super) struct JointChoices {
    choices: Vec<Choice>,
    groups: usize,
    /// Walks of each chain that had a choice.
    walks: [usize; CHAINS],
}

/// One group.
#[derive(Debug)]
struct Choice {
    group: usize,
    /// Its rows, those that promise most first.
    rows: Vec<RowId>,
    /// The best value that a walk came to with each of them.
    reached: Vec<Option<i64>>,
}

impl JointChoices {
    /// O(doctors × slots), and the doctors' best paths, if there is such a group.
    pub(super) fn new(setting: Setting<'_>) -> Self {
        let formulation = setting.formulation;
        let mut choices = Vec::new();
        for (group, data) in formulation.groups.iter().enumerate() {
            if let Group::OnlyOne { rows } = data {
                choices.push(Choice {
                    group,
                    rows: rows.clone(),
                    reached: vec![None; rows.len()],
                });
            }
        }
        if !choices.is_empty() {
            let able = able(setting);
            let liked = liked(setting);
            for choice in &mut choices {
                let rank = |row: &RowId| (Reverse(able[row.index()]), Reverse(liked[row.index()]));
                choice.rows.sort_by_key(|row| (rank(row), *row));
            }
        }
        Self {
            choices,
            groups: formulation.groups.len(),
            walks: [0; CHAINS],
        }
    }

    /// True if there is nothing to choose.
    pub(super) fn is_empty(&self) -> bool {
        self.choices.is_empty()
    }

    /// Puts rows that leave more room first, and leaves those out that leave less than none.
    pub(super) fn rank(&mut self, room: &BTreeMap<RowId, i128>) {
        let of = |row: &RowId| room.get(row).copied().unwrap_or(i128::MAX);
        for choice in &mut self.choices {
            choice.rows.sort_by_key(|row| Reverse(of(row)));
            let possible = choice.rows.iter().filter(|row| of(row) >= 0).count();
            choice.rows.truncate(possible.max(1));
            choice.reached.truncate(possible.max(1));
        }
    }

    /// Of each group the best row so far.
    pub(super) fn best(&self) -> Held {
        if self.choices.is_empty() {
            return Held::new();
        }
        let mut held = vec![None; self.groups];
        for choice in &self.choices {
            held[choice.group] = choice.best();
        }
        held
    }

    /// What everybody keeps to in the next walk of a chain: of one group a row that has its turn, of the others the best one so far. Several walks in a row
    /// keep to the same if the chain `stays`.
    pub(super) fn next(&mut self, chain: usize, stays: bool) -> Held {
        let mut held = self.best();
        let (Some(walks), groups) = (self.walks.get_mut(chain), self.choices.len()) else {
            return held;
        };
        let turn = if stays { *walks / STAYING } else { *walks };
        *walks += 1;
        if let Some(choice) = turn.checked_rem(groups).map(|group| &self.choices[group]) {
            held[choice.group] = choice.at(turn / groups);
        }
        held
    }

    /// Records what a walk came to that kept to these rows.
    pub(super) fn judge(&mut self, held: &Held, reached: Option<i64>) {
        for choice in &mut self.choices {
            let kept = held.get(choice.group).copied().flatten();
            let rows = choice.rows.iter().zip(&mut choice.reached);
            for (_, best) in rows.filter(|(row, _)| Some(**row) == kept) {
                *best = (*best).max(reached);
            }
        }
    }
}

impl Choice {
    /// Rows by what was reached with them, the best first; where nothing was, those that promise most.
    fn by_reached(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|number| Reverse(self.reached[*number]));
        order
    }

    fn best(&self) -> Option<RowId> {
        self.at(0)
    }

    /// The row that has its turn: the better ones more often.
    fn at(&self, turn: usize) -> Option<RowId> {
        let order = self.by_reached();
        let place = TURNS[turn % TURNS.len()];
        // The last place of a round is for all that are left.
        let left = order.len().saturating_sub(place);
        let place = match turn % TURNS.len() == TURNS.len() - 1 && left > 0 {
            true => place + turn / TURNS.len() % left,
            false => place.min(order.len().saturating_sub(1)),
        };
        order.get(place).map(|number| self.rows[*number])
    }
}

/// Doctors who can use each row by attending a slot.
fn able(setting: Setting<'_>) -> Vec<usize> {
    let mut able = vec![0; setting.formulation.rows.len()];
    for doctor in (0..setting.pathways.len()).map(DoctorId::new) {
        let one = OneDoctor::new(setting.pathways, doctor);
        setting
            .formulation
            .each_slot_term(doctor, |event, slot, term| {
                able[term.row.index()] += usize::from(one.slot(event, slot).is_some());
            });
    }
    able
}

/// What everybody's best path adds to each row.
fn liked(setting: Setting<'_>) -> Vec<i64> {
    let mut liked = vec![0; setting.formulation.rows.len()];
    for (doctor, best) in setting.formulation.best_scores.iter().enumerate() {
        let one = OneDoctor::new(setting.pathways, DoctorId::new(doctor));
        RowUsage::visit(
            setting.formulation,
            one,
            &best.labels,
            // Slots are not paid from scores.
            0,
            |row, amount| liked[row.index()] += amount,
        );
    }
    liked
}

impl Ledger {
    /// Lets everybody keep to these rows; what was charged is charged anew with the next recount.
    pub(super) fn hold(&mut self, held: Held, unit: f64) {
        (self.held, self.elsewhere) = (held, unit * ELSEWHERE);
    }

    /// Of each group of which only one row may be used the row that most use.
    fn present(&self, formulation: &Formulation) -> Held {
        let sum = |row: &RowId| self.sums[row.index()];
        let of_group = |group: &Group| {
            let Group::OnlyOne { rows } = group else {
                return None;
            };
            let used = rows.iter().filter(|row| sum(row) != 0);
            used.copied().max_by_key(|row| (sum(row), Reverse(*row)))
        };
        let held: Held = formulation.groups.iter().map(of_group).collect();
        match held.iter().any(Option::is_some) {
            true => held,
            false => Held::new(),
        }
    }

    /// How far groups of which only one row may be used are from that.
    pub(super) fn scattered(&self, formulation: &Formulation) -> i64 {
        let groups = formulation.groups.iter();
        groups
            .filter(|group| matches!(group, Group::OnlyOne { .. }))
            .map(|group| group.judge(|row| self.sums[row.index()]).1)
            .sum()
    }
}

impl Search {
    /// Everybody keeps to the slots of joint events that most attend at hand.
    pub(super) fn keep_to_present(&mut self, setting: Setting<'_>) {
        let held = self.ledger.present(setting.formulation);
        self.ledger.hold(held, self.unit);
    }

    /// Everybody keeps to what this walk is to keep to.
    pub(super) fn keep_to(&mut self, held: Held) {
        self.ledger.hold(held, self.unit);
    }
}
