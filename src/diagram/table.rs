//! What differs between doctors of one class without any state: where each may be, and what each cell is worth.

use super::axis::Axis;
use super::graph::{Diagram, Place};
use crate::ids::{ActivityId, DoctorId};
use crate::problem::Problem;
use crate::problem::rule::{ActivitySet, Per, Rule};
use rustc_hash::FxHashMap;
use std::ops::{Add, Mul, Sub};
use std::sync::Arc;

/// A number that paths add up: `i64` for proofs, `i128` where that is too small, `f64` for guides.
pub(crate) trait Weights: Copy + PartialOrd + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Send + Sync {
    /// Of what is not allowed; less than any sum that is.
    const NOWHERE: Self;
    /// A sum that has a part which is not allowed is at most this.
    const LEAST: Self;
    /// Zero.
    const ZERO: Self;
    /// A value of the problem.
    fn of(value: i64) -> Self;
}

impl Weights for i64 {
    const NOWHERE: Self = i64::MIN / 4;
    const LEAST: Self = i64::MIN / 8;
    const ZERO: Self = 0;
    fn of(value: i64) -> Self {
        value
    }
}

impl Weights for i128 {
    const NOWHERE: Self = i128::MIN / 4;
    const LEAST: Self = i128::MIN / 8;
    const ZERO: Self = 0;
    fn of(value: i64) -> Self {
        Self::from(value)
    }
}

impl Weights for f64 {
    const NOWHERE: Self = f64::NEG_INFINITY;
    const LEAST: Self = f64::MIN;
    const ZERO: Self = 0.0;
    #[allow(clippy::cast_precision_loss, reason = "the one place where values become floating point")]
    fn of(value: i64) -> Self {
        value as f64
    }
}

/// One doctor's value of each label of the class's diagram, automata and cells together; [`i64::NOWHERE`](Weights) where not allowed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CellTable {
    pub(crate) labels: Vec<i64>,
}

/// Cells of one doctor while the table is made.
struct Cells {
    steps: usize,
    value: Vec<i64>,
    blocked: Vec<bool>,
    start: Vec<i64>,
    idle: Vec<i64>,
    idle_blocked: Vec<bool>,
    end: i64,
}

/// What hard cells forbid a doctor altogether: places in which the doctor may never be, and steps in which the doctor may not be idle.
pub(super) fn masks(problem: &Problem, doctor: DoctorId, axis: &Axis, places: &[ActivityId]) -> (Vec<bool>, Vec<bool>) {
    let mut cells = Cells::new(places.len(), axis.len());
    for &id in problem.rules_of(doctor) {
        if let rule @ (Rule::Cells(_) | Rule::Document(_)) = problem.rule(id) {
            cells.apply(problem, doctor, axis, places, rule);
        }
    }
    let never = |place: usize| (0..axis.len()).all(|step| axis.steps[step].leave || cells.blocked[place * axis.len() + step]);
    ((0..places.len()).map(never).collect(), cells.idle_blocked)
}

impl CellTable {
    pub(crate) fn new(problem: &Problem, doctor: DoctorId, axis: &Axis, diagram: &Diagram) -> Self {
        let places = diagram.places();
        let steps = axis.len();
        let mut cells = Cells::new(places.len(), steps);
        for &event in problem.fixed_events(doctor) {
            cells.end += problem.event(event).value;
        }
        for &id in problem.rules_of(doctor) {
            cells.apply(problem, doctor, axis, places, problem.rule(id));
        }
        let mut sums = vec![0_i64; places.len() * (steps + 1)];
        let mut blocks = vec![0_u32; places.len() * (steps + 1)];
        for place in 0..places.len() {
            for step in 0..steps {
                let (from, cell) = (place * (steps + 1) + step, place * steps + step);
                sums[from + 1] = sums[from] + cells.value[cell];
                blocks[from + 1] = blocks[from] + u32::from(cells.blocked[cell]);
            }
        }
        let labels = diagram
            .labels()
            .iter()
            .map(|label| {
                let first = label.first as usize;
                let over = |place: u16| {
                    let from = place as usize * (steps + 1) + first;
                    let to = from + label.steps as usize;
                    (blocks[to] == blocks[from]).then(|| sums[to] - sums[from])
                };
                let cells_value = match label.place {
                    Place::Idle => (!cells.idle_blocked[first]).then(|| cells.idle[first]),
                    Place::Start(place) => over(place).map(|sum| sum + cells.start[place as usize * steps + first]),
                    Place::Stay(place) => over(place),
                    Place::Attend(_) => Some(0),
                    Place::End => Some(cells.end),
                };
                cells_value.map_or(i64::NOWHERE, |value| value + label.value)
            })
            .collect();
        Self { labels }
    }
}

impl Cells {
    fn new(places: usize, steps: usize) -> Self {
        Self {
            steps,
            value: vec![0; places * steps],
            blocked: vec![false; places * steps],
            start: vec![0; places * steps],
            idle: vec![0; steps],
            idle_blocked: vec![false; steps],
            end: 0,
        }
    }
    /// Adds what a personal rule says of single cells.
    fn apply(&mut self, problem: &Problem, doctor: DoctorId, axis: &Axis, places: &[ActivityId], rule: &Rule) {
        match rule {
            Rule::Preference(rule) => {
                for (place, activity) in places.iter().enumerate().filter(|(_, activity)| rule.activities.contains(**activity)) {
                    debug_assert!(activity.index() < problem.activities().len());
                    for (step, block) in axis.steps.iter().enumerate() {
                        let chosen = |period| rule.periods.as_ref().is_none_or(|periods| periods.contains(period));
                        let cell = place * self.steps + step;
                        match rule.per {
                            Per::Period => {
                                let count = match &rule.periods {
                                    None => block.present.len(),
                                    Some(periods) => block.present.iter().filter(|period| periods.contains(**period)).count(),
                                };
                                self.value[cell] += rule.value * count as i64;
                            }
                            Per::Block => self.value[cell] += if chosen(block.first) { rule.value } else { 0 },
                            Per::Rotation => self.start[cell] += if chosen(block.first) { rule.value } else { 0 },
                        }
                    }
                }
            }
            Rule::Cells(rule) => {
                for entry in &rule.entries {
                    for (step, block) in axis.steps.iter().enumerate() {
                        let count = block.present.iter().filter(|period| entry.periods.contains(**period)).count() as i64;
                        if count == 0 {
                            continue;
                        }
                        if !entry.idle {
                            match rule.weight {
                                Some(weight) => self.idle[step] -= weight * count,
                                None => self.idle_blocked[step] = true,
                            }
                        }
                        for (place, activity) in places.iter().enumerate() {
                            if !entry.allowed.contains(*activity) {
                                let cell = place * self.steps + step;
                                match rule.weight {
                                    Some(weight) => self.value[cell] -= weight * count,
                                    None => self.blocked[cell] = true,
                                }
                            }
                        }
                    }
                }
            }
            Rule::Document(rule) => {
                let documents = &problem.doctor(doctor).documents;
                let valid = |period| documents.iter().any(|document| document.document == rule.document && document.valid.contains(period));
                for (step, block) in axis.steps.iter().enumerate() {
                    if block.present.iter().all(|period| valid(*period)) {
                        continue;
                    }
                    for (place, _) in places.iter().enumerate().filter(|(_, activity)| rule.activities.contains(**activity)) {
                        self.blocked[place * self.steps + step] = true;
                    }
                }
            }
            Rule::Idle(rule) if rule.leading && rule.trailing => {
                for (step, block) in axis.steps.iter().enumerate() {
                    if rule.leave || !block.leave {
                        self.idle[step] -= rule.cost;
                    }
                }
            }
            // Rules with states are automata; shared rules are rows; eligibility and availability chose places and axis.
            Rule::Idle(_)
            | Rule::Requirement(_)
            | Rule::Elective(_)
            | Rule::Precedence(_)
            | Rule::Availability(_)
            | Rule::Boundary(_)
            | Rule::Succession(_)
            | Rule::Spacing(_)
            | Rule::Window(_)
            | Rule::LongestRun(_)
            | Rule::FirstBy(_)
            | Rule::Pattern(_)
            | Rule::HospitalLimit(_)
            | Rule::HospitalChange(_)
            | Rule::SameHospital(_)
            | Rule::Eligibility(_)
            | Rule::Capacity(_)
            | Rule::Coverage(_)
            | Rule::Attendance(_)
            | Rule::Together(_)
            | Rule::Apart(_)
            | Rule::SplitEvenly(_)
            | Rule::Team(_)
            | Rule::WorstDoctor(_)
            | Rule::WorstGroup(_)
            | Rule::EvenLoad(_)
            | Rule::Change(_) => {}
        }
    }
}

/// Lets doctors of one class with the same values share one table.
pub(super) fn share(tables: Vec<Arc<CellTable>>, class_of: &[u32]) -> Vec<Arc<CellTable>> {
    let mut known: FxHashMap<(u32, Arc<CellTable>), Arc<CellTable>> = FxHashMap::default();
    tables.into_iter().zip(class_of).map(|(table, &class)| known.entry((class, table.clone())).or_insert(table).clone()).collect()
}

/// Which activities can matter to a best schedule.
///
/// An activity that no rule rewards or asks for only takes places away from others, so that a schedule without it is as
/// good; leaving it out keeps diagrams small.
pub(super) struct WantedActivities {
    /// Everything counts: wanted by all.
    all: bool,
    /// Wanted by a shared rule.
    shared: Vec<bool>,
    /// Every doctor's published activities are wanted.
    published: bool,
}

impl WantedActivities {
    pub(super) fn new(problem: &Problem, complete: bool) -> Self {
        let mut wanted = Self { all: complete, shared: vec![false; problem.activities().len()], published: false };
        for (_, rule) in problem.rules() {
            let activities = match rule {
                Rule::Capacity(rule) if rule.limits.iter().all(|limit| limit.min <= 0) => continue,
                Rule::Capacity(rule) => Some(&rule.activities),
                Rule::Coverage(rule) => Some(&rule.activities),
                Rule::Team(rule) => Some(&rule.activities),
                Rule::EvenLoad(rule) => Some(&rule.activities),
                Rule::SplitEvenly(rule) => {
                    rule.departments.iter().flat_map(ActivitySet::iter).for_each(|activity| wanted.shared[activity.index()] = true);
                    continue;
                }
                Rule::Together(_) | Rule::WorstGroup(_) => None,
                // It wants what was published for a doctor, nothing else.
                Rule::Change(_) => {
                    wanted.published = true;
                    continue;
                }
                Rule::Apart(_) | Rule::Attendance(_) | Rule::WorstDoctor(_) => continue,
                Rule::Requirement(_)
                | Rule::Elective(_)
                | Rule::Precedence(_)
                | Rule::Availability(_)
                | Rule::Document(_)
                | Rule::Boundary(_)
                | Rule::Cells(_)
                | Rule::Succession(_)
                | Rule::Spacing(_)
                | Rule::Window(_)
                | Rule::LongestRun(_)
                | Rule::FirstBy(_)
                | Rule::Pattern(_)
                | Rule::HospitalLimit(_)
                | Rule::HospitalChange(_)
                | Rule::SameHospital(_)
                | Rule::Eligibility(_)
                | Rule::Preference(_)
                | Rule::Idle(_) => continue,
            };
            match activities {
                Some(activities) => activities.iter().for_each(|activity| wanted.shared[activity.index()] = true),
                None => wanted.all = true,
            }
        }
        wanted
    }
    /// The activities of one doctor.
    pub(super) fn of(&self, problem: &Problem, doctor: DoctorId) -> ActivitySet {
        let eligible = problem.eligible(doctor);
        let mut wanted = self.shared.clone();
        if let Some(published) = problem.published().filter(|_| self.published) {
            published.pathway(doctor).rotations().iter().for_each(|rotation| wanted[rotation.activity.index()] = true);
        }
        let mut add = |set: &ActivitySet| set.iter().for_each(|activity| wanted[activity.index()] = true);
        let mut all = self.all;
        for &id in problem.rules_of(doctor) {
            match problem.rule(id) {
                Rule::Requirement(rule) => add(&problem.requirement(rule.requirement).activities),
                Rule::Preference(rule) if rule.value > 0 => add(&rule.activities),
                Rule::Pattern(rule) if rule.value.unwrap_or(0) > 0 => rule.steps.iter().for_each(|step| add(&step.activities)),
                Rule::Cells(rule) => rule.entries.iter().filter(|entry| !entry.idle).for_each(|entry| add(&entry.allowed)),
                Rule::Succession(rule) if rule.must => add(&rule.next),
                // Any rotation between the two makes the later one not the next.
                Rule::Succession(rule) if !rule.immediate => all = true,
                Rule::FirstBy(rule) => add(&rule.activities),
                Rule::Window(rule) if rule.min > 0 => add(&rule.activities),
                // Idle blocks that are worth something count only next to a rotation, whichever.
                Rule::Idle(rule) => all |= rule.cost > 0 || (rule.cost < 0 && !(rule.leading && rule.trailing)),
                Rule::Elective(rule) => rule.requirements.iter().for_each(|&index| add(&problem.requirement(index).activities)),
                Rule::Precedence(rule) => rule.before.iter().for_each(|&index| add(&problem.requirement(index).activities)),
                Rule::Pattern(_) => all = true,
                Rule::Availability(_)
                | Rule::Document(_)
                | Rule::Boundary(_)
                | Rule::Succession(_)
                | Rule::Spacing(_)
                | Rule::Window(_)
                | Rule::LongestRun(_)
                | Rule::HospitalLimit(_)
                | Rule::HospitalChange(_)
                | Rule::SameHospital(_)
                | Rule::Eligibility(_)
                | Rule::Preference(_)
                | Rule::Capacity(_)
                | Rule::Coverage(_)
                | Rule::Attendance(_)
                | Rule::Together(_)
                | Rule::Apart(_)
                | Rule::SplitEvenly(_)
                | Rule::Team(_)
                | Rule::WorstDoctor(_)
                | Rule::WorstGroup(_)
                | Rule::EvenLoad(_)
                | Rule::Change(_) => {}
            }
        }
        eligible.iter().filter(|activity| all || wanted[activity.index()]).collect()
    }
}

/// Weights of the labels of one doctor under prices; reused between doctors.
#[derive(Clone, Debug, Default)]
pub(crate) struct LabelWeights<T> {
    pub(crate) labels: Vec<T>,
    prefix: Vec<T>,
}

/// What one doctor pays: all in the units of the labels.
pub(crate) struct Charges<'a, T> {
    /// Multiplies the doctor's own values.
    pub(crate) factor: T,
    /// Price of being in a place for a step, `place * steps + step`.
    pub(crate) cells: &'a [T],
    /// Price of attending each slot of the axis.
    pub(crate) slots: &'a [T],
    /// Price of starting in a place, on top; empty for none.
    pub(crate) starts: &'a [T],
    /// Price of each step in a place, on top; empty for none.
    pub(crate) steps: &'a [T],
}

impl<T: Weights> LabelWeights<T> {
    /// Fills in the weights of a doctor's labels. O(places × steps + labels).
    pub(crate) fn fill(&mut self, diagram: &Diagram, table: &CellTable, steps: usize, charges: &Charges<'_, T>) {
        let places = diagram.places().len();
        self.prefix.clear();
        for place in 0..places {
            let mut sum = T::ZERO;
            self.prefix.push(sum);
            let extra = charges.steps.get(place).copied().unwrap_or(T::ZERO);
            for step in 0..steps {
                sum = sum + charges.cells[place * steps + step] + extra;
                self.prefix.push(sum);
            }
        }
        self.labels.clear();
        self.labels.extend(diagram.labels().iter().zip(&table.labels).map(|(label, &value)| {
            if value == i64::NOWHERE {
                return T::NOWHERE;
            }
            let own = T::of(value) * charges.factor;
            let over = |place: u16| {
                let from = place as usize * (steps + 1) + label.first as usize;
                self.prefix[from + label.steps as usize] - self.prefix[from]
            };
            match label.place {
                Place::Start(place) => own - over(place) - charges.starts.get(place as usize).copied().unwrap_or(T::ZERO),
                Place::Stay(place) => own - over(place),
                Place::Attend(slot) => own - charges.slots[slot as usize],
                Place::Idle | Place::End => own,
            }
        }));
    }
}
