//! Trying every combination of pathways of a few doctors, where there are not too many.

use super::choices::{Choice, LabelUses, choices_of};
use crate::diagram::{Pathways, pathway};
use crate::formulation::{Formulation, Row, RowId};
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
    let doctors: Vec<DoctorId> = problem.doctor_ids().collect();
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
        let with_choice = choosers.iter().filter(|chooser| chooser.choices.len() > 1);
        if with_choice.count() > DOCTORS {
            return Enumerated::TooMany;
        }
        let mut search = Search::new(formulation, &choosers, &is_relevant, checks);
        match search.place() {
            Some(true) => {}
            Some(false) => return Enumerated::Nothing,
            None => return Enumerated::TooMany,
        }
        checks = search.checks;
        let chosen = choosers.iter().zip(&search.chosen);
        let chosen: Vec<&Choice> = chosen
            .map(|(chooser, &chosen)| &chooser.choices[chosen])
            .collect();
        let broken = broken(formulation, &uses, &chosen);
        if broken.is_empty() {
            return Enumerated::Found(schedule_of(problem, pathways, &doctors, &chosen));
        }
        broken.into_iter().for_each(|row| is_relevant[row] = true);
    }
}

/// The schedule in which each doctor goes the chosen way.
fn schedule_of(
    problem: &Problem,
    pathways: &Pathways,
    doctors: &[DoctorId],
    chosen: &[&Choice],
) -> Schedule {
    let mut schedule = Schedule::default();
    for (&doctor, choice) in doctors.iter().zip(chosen) {
        let axis = pathways.axis(doctor);
        let diagram = &pathways.class(doctor).diagram;
        let pathway = pathway(problem, doctor, axis, diagram, &choice.labels);
        schedule.set(doctor, pathway);
    }
    schedule
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
