//! What differs between doctors of one class and needs no state: where each may be, and what each cell is worth.

use super::automata::Personal;
use super::axis::Axis;
use super::graph::{Diagram, Place};
use crate::ids::{ActivityId, DoctorId};
use crate::problem::Problem;
use crate::problem::rule::{ActivitySet, Rule};
use crate::problem::rules::{Wants, resolved_rules, with_rules};
use rustc_hash::FxHashMap;
use std::ops::{Add, Mul, Sub};
use std::sync::Arc;

/// A number that paths add up: `i64` for proofs, `i128` where that is too small, `f64` for guides.
pub(crate) trait Weights:
    Copy + PartialOrd + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Send + Sync
{
    /// Value of what is not allowed; less than any sum of allowed values.
    const NOWHERE: Self;
    /// A sum with a part that is not allowed is at most this.
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
    #[allow(
        clippy::cast_precision_loss,
        reason = "the one place where values become floating point"
    )]
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
pub(crate) struct Cells<'a> {
    pub(crate) problem: &'a Problem,
    pub(crate) doctor: DoctorId,
    pub(crate) axis: &'a Axis,
    pub(crate) places: &'a [ActivityId],
    /// Steps of the axis; a cell is `place * steps + step`.
    pub(crate) steps: usize,
    /// Value of being in a place for a step.
    pub(crate) value: Vec<i64>,
    /// Where the doctor may not be.
    pub(crate) blocked: Vec<bool>,
    /// Value of starting in a place at a step.
    pub(crate) start: Vec<i64>,
    /// Value of being idle for a step.
    pub(crate) idle: Vec<i64>,
    /// Steps in which the doctor may not be idle.
    pub(crate) idle_blocked: Vec<bool>,
    /// Value whatever the pathway.
    end: i64,
}

/// What hard cells forbid a doctor altogether: places in which the doctor may never be, and steps in which the doctor may not be idle.
pub(super) fn masks(
    problem: &Problem,
    doctor: DoctorId,
    axis: &Axis,
    places: &[ActivityId],
) -> (Vec<bool>, Vec<bool>) {
    let mut cells = Cells::new(problem, doctor, axis, places);
    for &id in problem.rules_of(doctor) {
        if problem.is_hard(id) {
            cells.apply(problem.rule(id));
        }
    }
    let never = |place: usize| {
        (0..axis.len())
            .all(|step| axis.steps[step].leave || cells.blocked[place * axis.len() + step])
    };
    ((0..places.len()).map(never).collect(), cells.idle_blocked)
}

impl CellTable {
    pub(crate) fn new(problem: &Problem, doctor: DoctorId, axis: &Axis, diagram: &Diagram) -> Self {
        let places = diagram.places();
        let steps = axis.len();
        let mut cells = Cells::new(problem, doctor, axis, places);
        for &event in problem.fixed_events(doctor) {
            cells.end += problem.event(event).value;
        }
        for &id in problem.rules_of(doctor) {
            cells.apply(problem.rule(id));
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
                    Place::Start(place) => {
                        over(place).map(|sum| sum + cells.start[place as usize * steps + first])
                    }
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

macro_rules! apply_one {
    (personal $rule:ident $cells:ident) => {
        Personal::cells($rule, $cells)
    };
    // What is shared is in the rows.
    (shared $rule:ident $cells:ident) => {{
        let _ = $rule;
    }};
}

macro_rules! apply_each {
    (($applied:ident $cells:ident) $($scope:ident $file:ident $name:ident;)*) => {
        match $applied { $(Rule::$name(rule) => apply_one!($scope rule $cells),)* }
    };
}
impl<'a> Cells<'a> {
    fn new(
        problem: &'a Problem,
        doctor: DoctorId,
        axis: &'a Axis,
        places: &'a [ActivityId],
    ) -> Self {
        let steps = axis.len();
        let cells = places.len() * steps;
        // Whoever is on leave already does not take more of it.
        let is_away = |cell: usize| {
            problem.activity(places[cell / steps]).leave_of.is_some()
                && !axis.steps[cell % steps].kept.is_empty()
        };
        Self {
            problem,
            doctor,
            axis,
            places,
            steps,
            value: vec![0; cells],
            blocked: (0..cells).map(is_away).collect(),
            start: vec![0; cells],
            idle: vec![0; steps],
            idle_blocked: vec![false; steps],
            end: 0,
        }
    }
    /// Adds what a rule says of single cells.
    fn apply(&mut self, rule: &Rule) {
        with_rules!(resolved_rules apply_each (rule self));
    }
}

/// Lets doctors of one class with the same values share one table.
pub(super) fn share(tables: Vec<Arc<CellTable>>, class_of: &[u32]) -> Vec<Arc<CellTable>> {
    let mut known: FxHashMap<(u32, Arc<CellTable>), Arc<CellTable>> = FxHashMap::default();
    tables
        .into_iter()
        .zip(class_of)
        .map(|(table, &class)| known.entry((class, table.clone())).or_insert(table).clone())
        .collect()
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
        let mut wanted = Self {
            all: complete,
            shared: vec![false; problem.activities().len()],
            published: false,
        };
        let shared = problem
            .rules()
            .filter(|(_, rule)| !rule.kind().is_personal());
        for (_, rule) in shared {
            let mut add = |activity: ActivityId| wanted.shared[activity.index()] = true;
            match problem.wanted_by(rule, &mut add) {
                Wants::Named => {}
                Wants::Everything => wanted.all = true,
                Wants::Published => wanted.published = true,
            }
        }
        wanted
    }
    /// The activities of one doctor.
    pub(super) fn of(&self, problem: &Problem, doctor: DoctorId) -> ActivitySet {
        let eligible = problem.eligible(doctor);
        let mut wanted = self.shared.clone();
        if let Some(published) = problem.published().filter(|_| self.published) {
            published
                .pathway(doctor)
                .rotations()
                .iter()
                .for_each(|rotation| wanted[rotation.activity.index()] = true);
        }
        let mut add = |activity: ActivityId| wanted[activity.index()] = true;
        let mut all = self.all;
        for &id in problem.rules_of(doctor) {
            all |= problem.wanted_by(problem.rule(id), &mut add) == Wants::Everything;
        }
        // Leave within a rotation may fill it up, and the rotation the time around leave.
        let mut families: Vec<bool> = vec![false; wanted.len()];
        for activity in
            (0..wanted.len()).filter(|index| problem.has_leave_activities() && wanted[*index])
        {
            families[problem.rotation_of(ActivityId::new(activity)).index()] = true;
        }
        let family = |activity: ActivityId| {
            problem.has_leave_activities() && families[problem.rotation_of(activity).index()]
        };
        eligible
            .iter()
            .filter(|activity| all || family(*activity) || wanted[activity.index()])
            .collect()
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
}

impl<T: Weights> LabelWeights<T> {
    /// Fills in the weights of a doctor's labels. O(places × steps + labels).
    pub(crate) fn fill(
        &mut self,
        diagram: &Diagram,
        table: &CellTable,
        steps: usize,
        charges: &Charges<'_, T>,
    ) {
        let places = diagram.places().len();
        self.prefix.clear();
        for place in 0..places {
            let mut sum = T::ZERO;
            self.prefix.push(sum);
            for step in 0..steps {
                sum = sum + charges.cells[place * steps + step];
                self.prefix.push(sum);
            }
        }
        self.labels.clear();
        self.labels.extend(
            diagram
                .labels()
                .iter()
                .zip(&table.labels)
                .map(|(label, &value)| {
                    if value == i64::NOWHERE {
                        return T::NOWHERE;
                    }
                    let own = T::of(value) * charges.factor;
                    let over = |place: u16| {
                        let from = place as usize * (steps + 1) + label.first as usize;
                        self.prefix[from + label.steps as usize] - self.prefix[from]
                    };
                    match label.place {
                        Place::Start(place) | Place::Stay(place) => own - over(place),
                        Place::Attend(slot) => own - charges.slots[slot as usize],
                        Place::Idle | Place::End => own,
                    }
                }),
        );
    }
}
