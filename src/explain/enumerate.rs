//! Trying every combination of pathways of a few doctors, where there are not too many.

use crate::diagram::{NodeId, Pathways, Weights, pathway};
use crate::formulation::{Formulation, Row, RowUsage};
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::schedule::Schedule;
use rustc_hash::{FxHashMap, FxHashSet};

/// Most ways to use the rows from all nodes of the doctors' diagrams.
const ENTRIES: usize = 40_000;
/// Most choices times rows that are looked at.
const CHECKS: u64 = 10_000_000;
/// Most doctors with a choice.
const DOCTORS: usize = 24;

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

/// How much a path uses each row that it uses, ascending by row.
type Usage = Vec<(u32, i64)>;

/// One way a doctor can use the rows, with the labels of a path that does.
struct Choice {
    usage: Usage,
    labels: Vec<u32>,
}

/// A doctor with all distinct choices.
struct Chooser {
    doctor: DoctorId,
    choices: Vec<Choice>,
    /// Least and greatest use of each row that any choice uses.
    touched: Vec<(u32, i64, i64)>,
}

/// Tries every combination of pathways as far as the rows allow, always placing the doctor who has fewest choices left. Pathways that use
/// the rows alike count once, and so does what the rows have come to when the same doctors are left.
///
/// Needs exact diagrams. Bounded.
pub(super) fn enumerate(problem: &Problem, pathways: &Pathways, formulation: &Formulation) -> Enumerated {
    let mut choosers = Vec::new();
    let mut room = ENTRIES;
    for doctor in super::staffing::all_doctors(problem) {
        let Some(choices) = choices_of(pathways, formulation, doctor, &mut room) else { return Enumerated::TooMany };
        if choices.is_empty() {
            return Enumerated::Nothing;
        }
        choosers.push(Chooser { doctor, touched: touched(&choices), choices });
    }
    if choosers.iter().filter(|chooser| chooser.choices.len() > 1).count() > DOCTORS {
        return Enumerated::TooMany;
    }
    let mut search = Search::new(formulation, &choosers);
    match search.place() {
        Some(true) => {
            let mut schedule = Schedule::default();
            for (chooser, &chosen) in choosers.iter().zip(&search.chosen) {
                let (doctor, labels) = (chooser.doctor, &chooser.choices[chosen].labels);
                schedule.set(doctor, pathway(problem, doctor, pathways.axis(doctor), &pathways.class(doctor).diagram, labels));
            }
            Enumerated::Found(schedule)
        }
        Some(false) => Enumerated::Nothing,
        None => Enumerated::TooMany,
    }
}

/// The distinct ways in which a doctor can use the rows, from the end of the diagram backwards; `None` if there are too many.
fn choices_of(pathways: &Pathways, formulation: &Formulation, doctor: DoctorId, room: &mut usize) -> Option<Vec<Choice>> {
    let class = pathways.class(doctor);
    if !class.is_exact() {
        return None;
    }
    let (diagram, values) = (&class.diagram, &pathways.table(doctor).labels);
    let of_label: Vec<Usage> = (0..diagram.labels().len())
        .map(|label| {
            let mut usage: FxHashMap<u32, i64> = FxHashMap::default();
            let value = values[label];
            if value != i64::NOWHERE {
                let (who, label) = ((doctor, pathways.axis(doctor), class), u32::try_from(label).unwrap_or(u32::MAX));
                // What rows take from a score adds up over labels as the score does.
                RowUsage::visit(formulation, who, &[label], value, |row, amount| *usage.entry(row).or_default() += amount);
            }
            sorted(usage)
        })
        .collect();
    let end = diagram.node_count().checked_sub(1)?;
    // Entries of each node: a usage, the label of the first arc, the node and entry it leads to.
    let mut entries: Vec<Vec<(Usage, u32, u32, u32)>> = vec![Vec::new(); end + 1];
    entries[end].push((Vec::new(), u32::MAX, 0, 0));
    for node in (0..end).rev() {
        let mut known: FxHashSet<Usage> = FxHashSet::default();
        let mut here = Vec::new();
        for arc in diagram.arcs_of(node as NodeId).iter().filter(|arc| values[arc.label as usize] != i64::NOWHERE) {
            for (index, next) in entries[arc.to as usize].iter().enumerate() {
                let usage = sum(&of_label[arc.label as usize], &next.0);
                if known.insert(usage.clone()) {
                    here.push((usage, arc.label, arc.to, index as u32));
                    *room = room.checked_sub(1)?;
                }
            }
        }
        entries[node] = here;
    }
    let labels_from = |first: usize| {
        let (mut node, mut entry, mut labels) = (0, first, Vec::new());
        while node != end {
            let (_, label, to, next) = &entries[node][entry];
            labels.push(*label);
            (node, entry) = (*to as usize, *next as usize);
        }
        labels
    };
    let mut choices: Vec<Choice> =
        (0..entries[0].len()).map(|index| Choice { usage: entries[0][index].0.clone(), labels: labels_from(index) }).collect();
    // Little use first: where doctors compete that leads to a schedule sooner.
    choices.sort_by_key(|choice| choice.usage.iter().map(|entry| entry.1.abs()).sum::<i64>());
    Some(choices)
}

fn sorted(usage: FxHashMap<u32, i64>) -> Usage {
    let mut usage: Usage = usage.into_iter().filter(|entry| entry.1 != 0).collect();
    usage.sort_unstable();
    usage
}

fn sum(one: &Usage, other: &Usage) -> Usage {
    let mut sum = Vec::with_capacity(one.len() + other.len());
    let (mut left, mut right) = (one.iter().copied().peekable(), other.iter().copied().peekable());
    while let (Some(a), Some(b)) = (left.peek().copied(), right.peek().copied()) {
        if a.0 <= b.0 {
            left.next();
        }
        if b.0 <= a.0 {
            right.next();
        }
        let entry = match a.0.cmp(&b.0) {
            std::cmp::Ordering::Less => a,
            std::cmp::Ordering::Greater => b,
            std::cmp::Ordering::Equal => (a.0, a.1 + b.1),
        };
        if entry.1 != 0 {
            sum.push(entry);
        }
    }
    sum.extend(left);
    sum.extend(right);
    sum
}

fn touched(choices: &[Choice]) -> Vec<(u32, i64, i64)> {
    let mut used: FxHashMap<u32, (i64, i64, usize)> = FxHashMap::default();
    for &(row, amount) in choices.iter().flat_map(|choice| &choice.usage) {
        let entry = used.entry(row).or_insert((amount, amount, 0));
        *entry = (entry.0.min(amount), entry.1.max(amount), entry.2 + 1);
    }
    // Whoever need not use a row can add 0.
    let with_zero = |(row, (least, greatest, count)): (u32, (i64, i64, usize))| {
        if count < choices.len() { (row, least.min(0), greatest.max(0)) } else { (row, least, greatest) }
    };
    let mut touched: Vec<(u32, i64, i64)> = used.into_iter().map(with_zero).collect();
    touched.sort_unstable();
    touched
}

/// The state of the search.
struct Search<'a> {
    formulation: &'a Formulation,
    choosers: &'a [Chooser],
    /// What each row has come to, and the least and greatest that doctors not placed can add.
    sums: Vec<(i64, i64, i64)>,
    chosen: Vec<usize>,
    /// Doctors not placed, as positions.
    open: Vec<usize>,
    /// Doctors not placed and sums from which they cannot go on.
    dead: FxHashSet<(Vec<usize>, Vec<i64>)>,
    checks: u64,
}

impl<'a> Search<'a> {
    fn new(formulation: &'a Formulation, choosers: &'a [Chooser]) -> Self {
        let mut sums = vec![(0, 0, 0); formulation.rows().len()];
        for &(row, least, greatest) in choosers.iter().flat_map(|chooser| &chooser.touched) {
            sums[row as usize].1 += least;
            sums[row as usize].2 += greatest;
        }
        let mut search = Self {
            formulation,
            choosers,
            sums,
            chosen: vec![0; choosers.len()],
            open: (0..choosers.len()).filter(|position| choosers[*position].choices.len() > 1).collect(),
            dead: FxHashSet::default(),
            checks: 0,
        };
        // Whoever has no choice is placed for good.
        for position in (0..choosers.len()).filter(|position| choosers[*position].choices.len() == 1) {
            search.add(position, 0, 1);
        }
        search
    }

    /// Places the open doctors; `None` if there is too much to try.
    fn place(&mut self) -> Option<bool> {
        if !(0..self.sums.len()).all(|row| self.could_be_kept(row, 0, (0, 0))) {
            return Some(false);
        }
        if self.open.is_empty() {
            return Some(self.is_kept());
        }
        let state = (self.open.clone(), self.sums.iter().map(|sum| sum.0).collect::<Vec<i64>>());
        if self.dead.contains(&state) {
            return Some(false);
        }
        let mut fewest: Option<(usize, Vec<usize>)> = None;
        for index in 0..self.open.len() {
            let left = self.left(self.open[index])?;
            if fewest.as_ref().is_none_or(|(_, known)| left.len() < known.len()) {
                let is_forced = left.len() <= 1;
                fewest = Some((index, left));
                if is_forced {
                    break;
                }
            }
        }
        let (index, left) = fewest?;
        let position = self.open.remove(index);
        for choice in left {
            self.add(position, choice, 1);
            self.chosen[position] = choice;
            if self.place()? {
                return Some(true);
            }
            self.add(position, choice, -1);
        }
        self.open.insert(index, position);
        self.dead.insert(state);
        Some(false)
    }

    /// The choices of a doctor that the rows still allow; `None` if there is too much to try.
    fn left(&mut self, position: usize) -> Option<Vec<usize>> {
        let chooser = &self.choosers[position];
        self.checks += (chooser.choices.len() * (chooser.touched.len() + 1)) as u64;
        if self.checks > CHECKS {
            return None;
        }
        let fits = |choice: &Choice| {
            let mut usage = choice.usage.iter().copied().peekable();
            chooser.touched.iter().all(|&(row, least, greatest)| {
                let amount = if usage.peek().is_some_and(|entry| entry.0 == row) { usage.next().map_or(0, |entry| entry.1) } else { 0 };
                self.could_be_kept(row as usize, amount, (least, greatest))
            })
        };
        Some((0..chooser.choices.len()).filter(|index| fits(&chooser.choices[*index])).collect())
    }

    fn add(&mut self, position: usize, choice: usize, sign: i64) {
        let chooser = &self.choosers[position];
        for &(row, amount) in &chooser.choices[choice].usage {
            self.sums[row as usize].0 += sign * amount;
        }
        for &(row, least, greatest) in &chooser.touched {
            self.sums[row as usize].1 -= sign * least;
            self.sums[row as usize].2 -= sign * greatest;
        }
    }

    /// True if a row may still come out right when a doctor who could add `of_doctor` adds `amount`.
    fn could_be_kept(&self, row: usize, amount: i64, (least, greatest): (i64, i64)) -> bool {
        let data: &Row = &self.formulation.rows()[row];
        if data.weight.is_some() {
            return true;
        }
        let (sum, low, high) = self.sums[row];
        let (lower, upper) = data.shape.hull();
        let sum = sum + amount;
        lower.is_none_or(|lower| sum + high - greatest >= lower) && upper.is_none_or(|upper| sum + low - least <= upper)
    }

    fn is_kept(&self) -> bool {
        let mut rows = self.formulation.rows().iter().zip(&self.sums).filter(|(row, _)| row.weight.is_none());
        rows.all(|(row, sum)| row.shape.distance(sum.0) == 0)
            && self.formulation.groups().iter().all(|group| group.judge(|row| self.sums[row as usize].0).1 == 0)
    }
}
