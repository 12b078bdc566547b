//! Trying every combination of pathways of a few doctors, where there are not too many.

use crate::diagram::{Diagram, NodeId, Pathways, Weights, pathway};
use crate::formulation::{Formulation, Row, RowUsage};
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::schedule::Schedule;
use rustc_hash::{FxHashMap, FxHashSet};

/// Most pathways of one doctor.
const PATHS: u64 = 30_000;
/// Most choices that are tried.
const TRIES: u64 = 400_000;

/// What enumeration found.
#[derive(Clone, Debug)]
pub(super) enum Enumerated {
    /// A schedule that keeps all hard rows; the caller checks it.
    Found(Schedule),
    /// Every combination breaks one.
    Nothing,
    /// There are too many.
    TooMany,
}

/// One way a doctor can use the rows, with the labels of a path that does.
struct Choice {
    usage: Vec<(u32, i64)>,
    labels: Vec<u32>,
}

/// Tries every combination of pathways, doctor by doctor, as far as the rows allow. Doctors who use rows alike count once, and what
/// the rows have come to decides all that follows, so that it is tried once, too.
///
/// Needs exact diagrams. O(tries × choices), bounded.
pub(super) fn enumerate(problem: &Problem, pathways: &Pathways, formulation: &Formulation) -> Enumerated {
    let mut choices: Vec<(DoctorId, Vec<Choice>)> = Vec::new();
    for doctor in super::staffing::all_doctors(problem) {
        if !pathways.class(doctor).is_exact() || count(pathways, doctor) > PATHS {
            return Enumerated::TooMany;
        }
        let of_doctor = choices_of(pathways, formulation, doctor);
        if of_doctor.is_empty() {
            return Enumerated::Nothing;
        }
        choices.push((doctor, of_doctor));
    }
    choices.sort_by_key(|(doctor, of_doctor)| (of_doctor.len(), *doctor));
    let mut search = Search::new(formulation, &choices);
    match search.place(0) {
        Some(true) => {
            let mut schedule = Schedule::default();
            for ((doctor, of_doctor), &chosen) in choices.iter().zip(&search.chosen) {
                let class = pathways.class(*doctor);
                schedule.set(*doctor, pathway(problem, *doctor, pathways.axis(*doctor), &class.diagram, &of_doctor[chosen].labels));
            }
            Enumerated::Found(schedule)
        }
        Some(false) => Enumerated::Nothing,
        None => Enumerated::TooMany,
    }
}

/// Number of allowed paths, up to more than [`PATHS`].
fn count(pathways: &Pathways, doctor: DoctorId) -> u64 {
    let diagram = &pathways.class(doctor).diagram;
    let labels = &pathways.table(doctor).labels;
    let nodes = diagram.node_count();
    let mut counts = vec![0_u64; nodes];
    let Some(end) = nodes.checked_sub(1) else { return 0 };
    counts[end] = 1;
    for node in (0..end).rev() {
        let arcs = diagram.arcs_of(node as NodeId).iter().filter(|arc| labels[arc.label as usize] != i64::NOWHERE);
        counts[node] = arcs.fold(0_u64, |sum, arc| sum.saturating_add(counts[arc.to as usize]));
    }
    counts[0]
}

/// The distinct ways in which a doctor can use the rows.
fn choices_of(pathways: &Pathways, formulation: &Formulation, doctor: DoctorId) -> Vec<Choice> {
    let class = pathways.class(doctor);
    let values = &pathways.table(doctor).labels;
    let mut known: FxHashSet<Vec<(u32, i64)>> = FxHashSet::default();
    let mut choices = Vec::new();
    walk(&class.diagram, values, 0, &mut Vec::new(), &mut |labels| {
        let score: i64 = labels.iter().map(|label| values[*label as usize]).sum();
        let mut sums: FxHashMap<u32, i64> = FxHashMap::default();
        let who = (doctor, pathways.axis(doctor), class);
        RowUsage::visit(formulation, who, labels, score, |row, amount| *sums.entry(row).or_default() += amount);
        let mut usage: Vec<(u32, i64)> = sums.into_iter().filter(|entry| entry.1 != 0).collect();
        usage.sort_unstable();
        if known.insert(usage.clone()) {
            choices.push(Choice { usage, labels: labels.to_vec() });
        }
    });
    // Little use first: where doctors compete that leads to a schedule sooner.
    choices.sort_by_key(|choice| choice.usage.iter().map(|entry| entry.1.abs()).sum::<i64>());
    choices
}

/// Calls `each` with the labels of every allowed path.
fn walk(diagram: &Diagram, values: &[i64], node: usize, labels: &mut Vec<u32>, each: &mut impl FnMut(&[u32])) {
    if node + 1 == diagram.node_count() {
        each(labels);
        return;
    }
    for arc in diagram.arcs_of(node as NodeId) {
        if values[arc.label as usize] != i64::NOWHERE {
            labels.push(arc.label);
            walk(diagram, values, arc.to as usize, labels, each);
            labels.pop();
        }
    }
}

/// The state of the search.
struct Search<'a> {
    formulation: &'a Formulation,
    choices: &'a [(DoctorId, Vec<Choice>)],
    /// Least and greatest that the doctors from a position on can add to each row.
    rest: Vec<Vec<(i64, i64)>>,
    sums: Vec<i64>,
    chosen: Vec<usize>,
    /// Sums from which the doctors from a position on cannot go on.
    dead: FxHashSet<(usize, Vec<i64>)>,
    tries: u64,
}

impl<'a> Search<'a> {
    fn new(formulation: &'a Formulation, choices: &'a [(DoctorId, Vec<Choice>)]) -> Self {
        let rows = formulation.rows().len();
        let mut rest = vec![vec![(0, 0); rows]; choices.len() + 1];
        for (position, (_, of_doctor)) in choices.iter().enumerate().rev() {
            let mut used = vec![(i64::MAX, i64::MIN, 0_usize); rows];
            for &(row, amount) in of_doctor.iter().flat_map(|choice| &choice.usage) {
                let (least, greatest, count) = used[row as usize];
                used[row as usize] = (least.min(amount), greatest.max(amount), count + 1);
            }
            for row in 0..rows {
                let (least, greatest, count) = used[row];
                // Whoever need not use a row can add 0.
                let (least, greatest) = if count < of_doctor.len() { (least.min(0), greatest.max(0)) } else { (least, greatest) };
                let (low, high) = rest[position + 1][row];
                rest[position][row] = (low + least, high + greatest);
            }
        }
        Self {
            formulation,
            choices,
            rest,
            sums: vec![0; rows],
            chosen: vec![0; choices.len()],
            dead: FxHashSet::default(),
            tries: 0,
        }
    }

    /// Places the doctors from a position on; `None` if there is too much to try.
    fn place(&mut self, position: usize) -> Option<bool> {
        if position == self.choices.len() {
            return Some(self.is_kept());
        }
        // Only what lies ahead can tell states apart.
        let ahead = |row: usize| self.rest[position][row] != (0, 0);
        let state: Vec<i64> = (0..self.sums.len()).map(|row| if ahead(row) || self.is_grouped(row) { self.sums[row] } else { 0 }).collect();
        if self.dead.contains(&(position, state.clone())) {
            return Some(false);
        }
        for index in 0..self.choices[position].1.len() {
            self.tries += 1;
            if self.tries > TRIES {
                return None;
            }
            self.add(position, index, 1);
            self.chosen[position] = index;
            if self.can_go_on(position) && self.place(position + 1)? {
                return Some(true);
            }
            self.add(position, index, -1);
        }
        self.dead.insert((position, state));
        Some(false)
    }

    fn is_grouped(&self, row: usize) -> bool {
        self.formulation.rows()[row].group.is_some()
    }

    fn add(&mut self, position: usize, index: usize, sign: i64) {
        for &(row, amount) in &self.choices[position].1[index].usage {
            self.sums[row as usize] += sign * amount;
        }
    }

    /// True if every hard row that this doctor or the next ones can touch may still come out right.
    fn can_go_on(&self, position: usize) -> bool {
        self.formulation.rows().iter().enumerate().all(|(index, row)| {
            let (low, high) = self.rest[position + 1][index];
            could_be_kept(row, self.sums[index] + low, self.sums[index] + high)
        })
    }

    fn is_kept(&self) -> bool {
        let rows = self.formulation.rows().iter().zip(&self.sums);
        let all = rows.filter(|(row, _)| row.weight.is_none()).all(|(row, &sum)| row.shape.distance(sum) == 0);
        all && self.formulation.groups().iter().all(|group| group.judge(|row| self.sums[row as usize]).1 == 0)
    }
}

/// True if a sum between `low` and `high` may be allowed.
fn could_be_kept(row: &Row, low: i64, high: i64) -> bool {
    if row.weight.is_some() {
        return true;
    }
    let (lower, upper) = row.shape.hull();
    lower.is_none_or(|lower| high >= lower) && upper.is_none_or(|upper| low <= upper)
}
