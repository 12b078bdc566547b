//! Refining a relaxed diagram where its best path misuses it, until that path is valid, or the graph is too large.
//!
//! The best path is followed in all automata that are left out. One that refuses a move of it, or takes something off, is followed from there on by all paths (decremental state-space
//! relaxation, Righini & Salani 2008; column elimination, Karahalios & van Hoeve 2024). A private price that only stands for what is now followed is taken back where the bound is better without.

use super::automata::PrivateRow;
use super::class::Class;
use super::exact::Task;
use super::packed::Part;
use super::refined::{Refined, Refinement, Weighed};
use super::table::Weights;

/// Moves of all graphs together that count as one partial path, and most moves of one graph, and of a diagram with which a refinement begins.
const MOVES_OF_PARTIAL: usize = 256;
const MOST_MOVES: usize = 1_000_000;
const MOST_AT_FIRST: usize = 8_000_000;

/// A refinement for the weights of one doctor.
#[derive(Debug)]
pub(super) struct Refining<'a> {
    pub(super) class: &'a Class,
    /// Weights of the labels, without private prices.
    pub(super) plain: &'a [i64],
    /// All weights are multiples of this.
    grain: i64,
    /// Private prices that are still in the weights.
    private: Vec<i64>,
    pub(super) weighed: Weighed,
    /// No valid path is worth more than the larger one of this and of what is known.
    pub(super) bound: i64,
    /// Worth of the best valid path known.
    pub(super) known: Option<i64>,
    /// What is left out, once it is looked at.
    parts: Vec<Part<'a>>,
    /// Moves of the graph that was too large to be multiplied by each part.
    too_large: Vec<usize>,
    /// Moves that may still be made.
    left: usize,
}

/// A part of what is left out that the best path misuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Misused {
    /// Moves that it refuses, negative, so that most come first.
    refused: i64,
    /// What it gives the path: 0 or less.
    value: i64,
    part: usize,
}

impl<'a> Refining<'a> {
    /// Weights of a task with its private prices taken off, the bound that they prove, and the worth of a valid path, if one is known.
    pub(super) fn new(
        class: &'a Class,
        task: &Task<'a>,
        (priced, offset): (Vec<i64>, i64),
        bound: i64,
        known: Option<i64>,
    ) -> Self {
        Self {
            class,
            plain: task.plain,
            grain: task.grain,
            private: task.private.to_vec(),
            weighed: Weighed {
                priced,
                offset,
                unit: task.unit,
                least: known.and_then(|known| known.checked_add(task.grain - 1)),
            },
            bound,
            known,
            parts: Vec::new(),
            too_large: Vec::new(),
            left: 0,
        }
    }

    /// Refines the diagram, of which `rest` are the completions; `Nothing` if no valid path is worth more than the best one, which is then in `best` if it was found here.
    ///
    /// # Complexity
    /// Moves of all graphs, at most [`MOVES_OF_PARTIAL`] for each unit of effort besides those of the first.
    pub(super) fn run(
        &mut self,
        graph: &mut Refinement,
        rest: &[i64],
        effort: usize,
        best: &mut Vec<u32>,
    ) -> Refined {
        match graph.begin(self.class, &self.weighed, rest, MOST_AT_FIRST) {
            Refined::Path => {}
            other => return other,
        }
        self.left = effort.saturating_mul(MOVES_OF_PARTIAL);
        self.parts = self.class.left_out().parts();
        self.too_large = vec![usize::MAX; self.parts.len()];
        let mut labels = Vec::new();
        loop {
            let worth = graph.best().saturating_add(self.weighed.offset);
            self.bound = self.bound.min(worth);
            graph.labels(&self.weighed, &mut labels);
            let misused = self.misused(graph, &labels);
            let ended = match misused.is_empty() {
                true => self.take(graph, &labels, best),
                false => self.follow_one(graph, &misused),
            };
            match ended {
                Refined::Path => {}
                Refined::Nothing => return Refined::Nothing,
                Refined::TooLarge => return Refined::Path,
            }
        }
    }

    /// The parts that a path misuses, the worst first.
    fn misused(&self, graph: &Refinement, labels: &[u32]) -> Vec<Misused> {
        let others = self.parts.iter().enumerate();
        let mut misused: Vec<Misused> = others
            .filter(|(number, _)| !graph.follows(*number))
            .map(|(number, part)| {
                let (mut state, mut refused, mut value) = (part.start(), 0, 0_i64);
                for &label in labels {
                    match part.follow(state, self.class.kinds()[label as usize]) {
                        Some((next, gained)) => {
                            state = next;
                            value = value.saturating_add(gained);
                        }
                        None => refused -= 1,
                    }
                }
                match part.end(state) {
                    Some(gained) => value = value.saturating_add(gained),
                    None => refused -= 1,
                }
                Misused {
                    refused,
                    value,
                    part: number,
                }
            })
            .filter(|part| part.refused < 0 || part.value < 0)
            .collect();
        misused.sort_unstable();
        misused
    }

    /// Follows the first of some parts with which the graph does not become too large.
    fn follow_one(&mut self, graph: &mut Refinement, misused: &[Misused]) -> Refined {
        for &Misused { part, .. } in misused {
            // It is tried again once the graph is half as large.
            if graph.moves() >= self.too_large[part] / 2 {
                continue;
            }
            let ended = self.follow(graph, part, self.left.min(MOST_MOVES));
            self.left = self.left.saturating_sub(graph.made());
            if ended != Refined::TooLarge {
                return ended;
            }
            self.too_large[part] = graph.moves();
        }
        Refined::TooLarge
    }

    /// Takes note of the best path, which misuses nothing. It is the best of all unless private prices give back more than it pays; these are then taken back.
    fn take(&mut self, graph: &mut Refinement, labels: &[u32], best: &mut Vec<u32>) -> Refined {
        let worth = self.worth(labels);
        let Some(worth) = worth else {
            // An automaton without a table does not allow it.
            return Refined::TooLarge;
        };
        if self.known.is_none_or(|known| worth > known) {
            self.known = Some(worth);
            best.clear();
            best.extend_from_slice(labels);
            self.weighed.least = worth.checked_add(self.grain - 1);
        }
        let is_best = self.weighed.least.is_some_and(|least| self.bound <= least);
        if is_best {
            return Refined::Nothing;
        }
        let mut used = vec![0_i64; self.private.len()];
        for &label in labels {
            let uses = self.class.private_uses(label as usize).iter();
            uses.for_each(|(row, amount)| used[*row as usize] += amount);
        }
        let is_slack = |row: &usize| self.private[*row] != 0 && used[*row] != self.limit(*row);
        let slack: Vec<usize> = (0..self.private.len()).filter(is_slack).collect();
        if slack.is_empty() {
            return Refined::TooLarge;
        }
        self.take_back(graph, &slack)
    }

    /// Takes the prices of some private rows back; both weights and graph are what they were if that is too large.
    fn take_back(&mut self, graph: &mut Refinement, rows: &[usize]) -> Refined {
        let weighed = self.without(rows);
        let ended = graph.weigh(&weighed);
        if ended == Refined::Path {
            self.weighed = weighed;
            rows.iter().for_each(|row| self.private[*row] = 0);
        }
        ended
    }

    /// What a path is worth; `None` if it is not valid.
    fn worth(&self, labels: &[u32]) -> Option<i64> {
        let extra = self
            .class
            .left_out_value(labels)?
            .checked_mul(self.weighed.unit)?;
        let mut plain = labels.iter().map(|label| self.plain[*label as usize]);
        plain.try_fold(extra, i64::checked_add)
    }

    /// Follows one part more.
    fn follow(&mut self, graph: &mut Refinement, part: usize, most: usize) -> Refined {
        let rows = |is_soft: bool| -> Vec<usize> {
            let rows = self.class.private_rows_of(part);
            let is_soft_row = |row: &usize| self.class.private_rows[*row].weight.is_some();
            rows.filter(|row| self.private[*row] != 0 && is_soft_row(row) == is_soft)
                .collect()
        };
        let (soft, hard) = (rows(true), rows(false));
        // What is followed pays for what it breaks, and would pay twice.
        if !soft.is_empty() {
            match self.take_back(graph, &soft) {
                Refined::Path => {}
                other => return other,
            }
        }
        let followed = (part, &self.parts[part]);
        let ended = graph.follow(self.class, followed, &self.weighed, most);
        if ended != Refined::Path || hard.is_empty() {
            return ended;
        }
        let without = self.without(&hard);
        let best = graph.best_under(&without).saturating_add(without.offset);
        if best > graph.best().saturating_add(self.weighed.offset) {
            return ended;
        }
        match self.take_back(graph, &hard) {
            Refined::TooLarge => Refined::Path,
            other => other,
        }
    }

    /// The limit that the price of a private row pushes against.
    fn limit(&self, row: usize) -> i64 {
        let PrivateRow { lower, upper, .. } = self.class.private_rows[row];
        if self.private[row] > 0 { upper } else { lower }
    }

    /// The weights without the prices of some private rows. O(labels).
    fn without(&self, rows: &[usize]) -> Weighed {
        let mut weighed = self.weighed.clone();
        for &row in rows {
            weighed.offset -= self.private[row] * self.limit(row);
        }
        let is_of = |row: u32| rows.contains(&(row as usize));
        for (label, weight) in weighed.priced.iter_mut().enumerate() {
            if *weight > i64::LEAST {
                let uses = self.class.private_uses(label).iter();
                let paid = uses.filter(|entry| is_of(entry.0));
                *weight += paid
                    .map(|(row, amount)| self.private[*row as usize] * amount)
                    .sum::<i64>();
            }
        }
        weighed
    }

    /// The weights for a search that follows all automata with tables: without the prices of soft rows, as what is broken of these is paid for, and without those of
    /// automata without tables, since of two paths in the same state one may keep such a row and the other break it.
    pub(super) fn of_search(&self) -> Option<Weighed> {
        let is_priced = |row: &usize| {
            let is_soft = self.class.private_rows[*row].weight.is_some();
            self.private[*row] != 0 && (is_soft || !self.class.is_followed(*row))
        };
        let rows: Vec<usize> = (0..self.private.len()).filter(is_priced).collect();
        (!rows.is_empty()).then(|| self.without(&rows))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BuildLimits, Pathways, best_score};
    use crate::generate::Year;
    use crate::ids::DoctorId;
    use crate::problem::Problem;
    use crate::problem::draft::{HospitalDraft, PrecedenceDraft, ProblemDraft};
    use crate::problem::{RuleDraft, rules};

    /// A year of three hospitals, at most four rotations in each, in which the last requirement comes after all others.
    fn hospitals() -> Problem {
        let mut draft: ProblemDraft = Year::new(3, 26, 6).draft();
        let id = |number: usize| format!("hospital {number}");
        draft.hospitals = (0..3)
            .map(|number| HospitalDraft {
                id: id(number),
                ..HospitalDraft::default()
            })
            .collect();
        let departments = draft.departments.iter_mut().enumerate();
        departments.for_each(|(number, department)| department.hospital = id(number % 3));
        draft.rules = vec![RuleDraft::HospitalLimit(rules::HospitalLimit {
            id: "limit".into(),
            max_rotations: 4,
            ..rules::HospitalLimit::default()
        })];
        let requirements: Vec<String> = draft
            .requirements
            .iter()
            .map(|requirement| requirement.id.clone())
            .collect();
        let (last, before) = requirements.split_last().unwrap();
        draft.precedence = vec![PrecedenceDraft {
            id: "last".into(),
            before: before.to_vec(),
            after: last.clone(),
            ..PrecedenceDraft::default()
        }];
        draft.validate().unwrap()
    }

    /// What is independent is an automaton of its own, with a state for each count and none for each combination of counts; and refinements prove what exact diagrams do.
    #[test]
    fn what_is_independent_is_followed_by_itself() {
        let problem = hospitals();
        let of = |arcs| Pathways::build(&problem, BuildLimits { arcs }, false);
        let (relaxed, exact) = (of(40), of(400_000));
        let mut limits = 0;
        for doctor in (0..relaxed.len()).map(DoctorId::new) {
            let class = relaxed.class(doctor);
            let named = class
                .dropped
                .iter()
                .map(|automaton| format!("{automaton:?}"));
            for (automaton, part) in named.zip(class.left_out().parts()) {
                if automaton.starts_with("HospitalLimit") {
                    limits += 1;
                    assert!(part.states() <= 5, "{automaton}");
                }
            }
            let best = |pathways: &Pathways| {
                let values = &pathways.table(doctor).labels;
                best_score(pathways.class(doctor), values, 10_000).unwrap()
            };
            let found = best(&relaxed);
            assert!(found.exact);
            assert_eq!(found.bound, best(&exact).bound);
        }
        assert!(limits > 1, "{limits}");
    }
}
