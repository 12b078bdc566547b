//! Trying every combination of pathways of a few doctors, where there are not too many.

use crate::diagram::{NodeId, Pathways, Weights, pathway};
use crate::formulation::{Formulation, OneDoctor, Row, RowId, RowUsage};
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::schedule::Schedule;
use rustc_hash::{FxHashMap, FxHashSet};

/// Most ways to use the rows from all nodes of the doctors' diagrams.
const ENTRIES: usize = 200_000;
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
type Usage = Vec<(RowId, i64)>;

/// One way a doctor can use the rows, with the labels of a path that does.
struct Choice {
    usage: Usage,
    labels: Vec<u32>,
}

/// A doctor with all distinct choices.
struct Chooser {
    choices: Vec<Choice>,
    /// Least and greatest use of each row that any choice uses.
    touched: Vec<(RowId, i64, i64)>,
}

/// Tries every combination of pathways as far as the rows allow, always placing the doctor who has fewest choices left. Pathways that use
/// the rows alike count once, and so does what the rows have come to when the same doctors are left.
///
/// Only rows that some combination has broken are looked at. Fewer rows forbid less, so if no combination keeps some of the rows, none
/// keeps all. This keeps the number of combinations small.
///
/// Needs exact diagrams. Bounded.
pub(super) fn enumerate(
    problem: &Problem,
    pathways: &Pathways,
    formulation: &Formulation,
) -> Enumerated {
    let doctors: Vec<DoctorId> = super::staffing::all_doctors(problem).collect();
    if doctors
        .iter()
        .any(|&doctor| !pathways.class(doctor).is_exact())
    {
        return Enumerated::TooMany;
    }
    let uses: Vec<LabelUses> = doctors
        .iter()
        .map(|&doctor| LabelUses::new(pathways, formulation, doctor))
        .collect();
    let mut is_relevant = vec![false; formulation.rows().len()];
    let (mut room, mut checks) = (ENTRIES, CHECKS);
    loop {
        let mut choosers = Vec::new();
        for (&doctor, uses) in doctors.iter().zip(&uses) {
            let Some(choices) = choices_of(pathways, doctor, uses, &is_relevant, &mut room) else {
                return Enumerated::TooMany;
            };
            if choices.is_empty() {
                return Enumerated::Nothing;
            }
            choosers.push(Chooser {
                touched: touched(&choices),
                choices,
            });
        }
        if choosers
            .iter()
            .filter(|chooser| chooser.choices.len() > 1)
            .count()
            > DOCTORS
        {
            return Enumerated::TooMany;
        }
        let mut search = Search::new(formulation, &choosers, &is_relevant, checks);
        match search.place() {
            Some(true) => {}
            Some(false) => return Enumerated::Nothing,
            None => return Enumerated::TooMany,
        }
        checks = search.checks;
        let chosen: Vec<&Choice> = choosers
            .iter()
            .zip(&search.chosen)
            .map(|(chooser, &chosen)| &chooser.choices[chosen])
            .collect();
        let broken = broken(formulation, &uses, &chosen);
        if broken.is_empty() {
            let mut schedule = Schedule::default();
            for (&doctor, choice) in doctors.iter().zip(chosen) {
                let diagram = &pathways.class(doctor).diagram;
                schedule.set(
                    doctor,
                    pathway(
                        problem,
                        doctor,
                        pathways.axis(doctor),
                        diagram,
                        &choice.labels,
                    ),
                );
            }
            return Enumerated::Found(schedule);
        }
        broken.into_iter().for_each(|row| is_relevant[row] = true);
    }
}

/// Hard rows that the chosen pathways break, with all rows of their groups.
fn broken(formulation: &Formulation, uses: &[LabelUses], chosen: &[&Choice]) -> Vec<usize> {
    let mut sums = vec![0_i64; formulation.rows().len()];
    for (uses, choice) in uses.iter().zip(chosen) {
        for &(row, amount) in choice
            .labels
            .iter()
            .flat_map(|label| &uses.of_label[*label as usize])
        {
            sums[row.index()] += amount;
        }
    }
    let rows = formulation.rows().iter().zip(&sums).enumerate();
    let mut broken: Vec<usize> = rows
        .filter(|(_, (row, sum))| row.weight.is_none() && row.shape.distance(**sum) > 0)
        .map(|(index, _)| index)
        .collect();
    for group in formulation.groups() {
        if group.judge(|row| sums[row.index()]).1 > 0 {
            broken.extend(group.rows().iter().map(|row| row.index()));
        }
    }
    broken
}

/// How much each label of a doctor's diagram uses each row.
struct LabelUses {
    of_label: Vec<Usage>,
}

impl LabelUses {
    fn new(pathways: &Pathways, formulation: &Formulation, doctor: DoctorId) -> Self {
        let class = pathways.class(doctor);
        let values = &pathways.table(doctor).labels;
        let of_label = (0..class.diagram.labels().len()).map(|label| {
            let mut usage: FxHashMap<RowId, i64> = FxHashMap::default();
            let value = values[label];
            if value != i64::NOWHERE {
                let (one, label) = (
                    OneDoctor::new(pathways, doctor),
                    u32::try_from(label).unwrap_or(u32::MAX),
                );
                // What rows over scores take adds up over labels, as scores do.
                RowUsage::visit(formulation, one, &[label], value, |row, amount| {
                    *usage.entry(row).or_default() += amount
                });
            }
            sorted(usage)
        });
        Self {
            of_label: of_label.collect(),
        }
    }
}

/// A way to use the relevant rows from a node on: how much all rows are used, the label of the first arc, the node and entry it leads to.
#[derive(Clone, Copy)]
struct Entry {
    weight: i64,
    label: u32,
    to: u32,
    next: u32,
}

/// The distinct ways in which a doctor can use the relevant rows, from the end of the diagram backwards, each by a path that uses all rows
/// least; `None` if there are too many.
fn choices_of(
    pathways: &Pathways,
    doctor: DoctorId,
    uses: &LabelUses,
    is_relevant: &[bool],
    room: &mut usize,
) -> Option<Vec<Choice>> {
    let (diagram, values) = (
        &pathways.class(doctor).diagram,
        &pathways.table(doctor).labels,
    );
    let relevant: Vec<Usage> = uses
        .of_label
        .iter()
        .map(|usage| {
            usage
                .iter()
                .copied()
                .filter(|entry| is_relevant[entry.0.index()])
                .collect()
        })
        .collect();
    let weights: Vec<i64> = uses
        .of_label
        .iter()
        .map(|usage| usage.iter().map(|entry| entry.1.abs()).sum())
        .collect();
    let end = diagram.node_count().checked_sub(1)?;
    let mut entries: Vec<Vec<(Usage, Entry)>> = vec![Vec::new(); end + 1];
    entries[end].push((
        Vec::new(),
        Entry {
            weight: 0,
            label: u32::MAX,
            to: 0,
            next: 0,
        },
    ));
    for node in (0..end).rev() {
        let mut known: FxHashMap<Usage, usize> = FxHashMap::default();
        let mut here: Vec<(Usage, Entry)> = Vec::new();
        for (label, to) in diagram
            .moves_of(node as NodeId)
            .filter(|(label, _)| values[*label as usize] != i64::NOWHERE)
        {
            for (index, (rest, next)) in entries[to as usize].iter().enumerate() {
                let usage = sum(&relevant[label as usize], rest);
                let weight = weights[label as usize] + next.weight;
                let entry = Entry {
                    weight,
                    label,
                    to,
                    next: index as u32,
                };
                match known.get(&usage) {
                    Some(&position) if here[position].1.weight <= weight => {}
                    Some(&position) => here[position].1 = entry,
                    None => {
                        *room = room.checked_sub(1)?;
                        known.insert(usage.clone(), here.len());
                        here.push((usage, entry));
                    }
                }
            }
        }
        entries[node] = here;
    }
    let labels_from = |first: usize| {
        let (mut node, mut entry, mut labels) = (0, first, Vec::new());
        while node != end {
            let step = &entries[node][entry].1;
            labels.push(step.label);
            (node, entry) = (step.to as usize, step.next as usize);
        }
        labels
    };
    let mut order: Vec<usize> = (0..entries[0].len()).collect();
    // Choices of little use come first, which finds a schedule sooner where doctors compete.
    order.sort_by_key(|index| entries[0][*index].1.weight);
    Some(
        order
            .into_iter()
            .map(|index| Choice {
                usage: entries[0][index].0.clone(),
                labels: labels_from(index),
            })
            .collect(),
    )
}

fn sorted(usage: FxHashMap<RowId, i64>) -> Usage {
    let mut usage: Usage = usage.into_iter().filter(|entry| entry.1 != 0).collect();
    usage.sort_unstable();
    usage
}

fn sum(one: &Usage, other: &Usage) -> Usage {
    let mut sum = Vec::with_capacity(one.len() + other.len());
    let (mut left, mut right) = (
        one.iter().copied().peekable(),
        other.iter().copied().peekable(),
    );
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

fn touched(choices: &[Choice]) -> Vec<(RowId, i64, i64)> {
    let mut used: FxHashMap<RowId, (i64, i64, usize)> = FxHashMap::default();
    for &(row, amount) in choices.iter().flat_map(|choice| &choice.usage) {
        let entry = used.entry(row).or_insert((amount, amount, 0));
        *entry = (entry.0.min(amount), entry.1.max(amount), entry.2 + 1);
    }
    // A doctor with a choice that does not use the row can add 0.
    let with_zero = |(row, (least, greatest, count)): (RowId, (i64, i64, usize))| {
        if count < choices.len() {
            (row, least.min(0), greatest.max(0))
        } else {
            (row, least, greatest)
        }
    };
    let mut touched: Vec<(RowId, i64, i64)> = used.into_iter().map(with_zero).collect();
    touched.sort_unstable();
    touched
}

/// The state of the search.
struct Search<'a> {
    formulation: &'a Formulation,
    choosers: &'a [Chooser],
    is_relevant: &'a [bool],
    /// What each row has come to, and the least and greatest that doctors not placed can add.
    sums: Vec<(i64, i64, i64)>,
    chosen: Vec<usize>,
    /// Doctors not placed, as positions.
    open: Vec<usize>,
    /// Doctors not placed and sums from which they cannot go on.
    dead: FxHashSet<(Vec<usize>, Vec<i64>)>,
    /// Checks left.
    checks: u64,
}

impl<'a> Search<'a> {
    fn new(
        formulation: &'a Formulation,
        choosers: &'a [Chooser],
        is_relevant: &'a [bool],
        checks: u64,
    ) -> Self {
        let mut sums = vec![(0, 0, 0); formulation.rows().len()];
        for &(row, least, greatest) in choosers.iter().flat_map(|chooser| &chooser.touched) {
            sums[row.index()].1 += least;
            sums[row.index()].2 += greatest;
        }
        let mut search = Self {
            formulation,
            choosers,
            is_relevant,
            sums,
            chosen: vec![0; choosers.len()],
            open: (0..choosers.len())
                .filter(|position| choosers[*position].choices.len() > 1)
                .collect(),
            dead: FxHashSet::default(),
            checks,
        };
        // A doctor with one choice is placed for good.
        for position in
            (0..choosers.len()).filter(|position| choosers[*position].choices.len() == 1)
        {
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
        let state = (
            self.open.clone(),
            self.sums.iter().map(|sum| sum.0).collect::<Vec<i64>>(),
        );
        if self.dead.contains(&state) {
            return Some(false);
        }
        let mut fewest: Option<(usize, Vec<usize>)> = None;
        for index in 0..self.open.len() {
            let left = self.left(self.open[index])?;
            if fewest
                .as_ref()
                .is_none_or(|(_, known)| left.len() < known.len())
            {
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
        self.checks = self
            .checks
            .checked_sub((chooser.choices.len() * (chooser.touched.len() + 1)) as u64)?;
        let fits = |choice: &Choice| {
            let mut usage = choice.usage.iter().copied().peekable();
            chooser.touched.iter().all(|&(row, least, greatest)| {
                let amount = if usage.peek().is_some_and(|entry| entry.0 == row) {
                    usage.next().map_or(0, |entry| entry.1)
                } else {
                    0
                };
                self.could_be_kept(row.index(), amount, (least, greatest))
            })
        };
        Some(
            (0..chooser.choices.len())
                .filter(|index| fits(&chooser.choices[*index]))
                .collect(),
        )
    }

    fn add(&mut self, position: usize, choice: usize, sign: i64) {
        let chooser = &self.choosers[position];
        for &(row, amount) in &chooser.choices[choice].usage {
            self.sums[row.index()].0 += sign * amount;
        }
        for &(row, least, greatest) in &chooser.touched {
            self.sums[row.index()].1 -= sign * least;
            self.sums[row.index()].2 -= sign * greatest;
        }
    }

    /// True if a row may still come out right when a doctor who could add `of_doctor` adds `amount`.
    fn could_be_kept(&self, row: usize, amount: i64, (least, greatest): (i64, i64)) -> bool {
        let data: &Row = &self.formulation.rows()[row];
        if data.weight.is_some() || !self.is_relevant[row] {
            return true;
        }
        let (sum, low, high) = self.sums[row];
        let (lower, upper) = data.shape.hull();
        let sum = sum + amount;
        lower.is_none_or(|lower| sum + high - greatest >= lower)
            && upper.is_none_or(|upper| sum + low - least <= upper)
    }

    fn is_kept(&self) -> bool {
        let rows = self
            .formulation
            .rows()
            .iter()
            .zip(&self.sums)
            .zip(self.is_relevant);
        let mut rows = rows.filter(|((row, _), is_relevant)| **is_relevant && row.weight.is_none());
        let is_whole = |group: &&crate::formulation::Group| {
            group.rows().iter().all(|row| self.is_relevant[row.index()])
        };
        rows.all(|((row, sum), _)| row.shape.distance(sum.0) == 0)
            && self
                .formulation
                .groups()
                .iter()
                .filter(is_whole)
                .all(|group| group.judge(|row| self.sums[row.index()].0).1 == 0)
    }
}
