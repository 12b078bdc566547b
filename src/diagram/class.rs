//! Doctors and their diagrams: which doctors share one, and which diagrams had to be relaxed.

use super::automata::{Automaton, Move, PrivateRow, Relaxation};
use super::axis::Axis;
use super::build::{BuildLimits, Built};
use super::frame::{Frame, Templates};
use super::graph::{Diagram, Label, Place};
use super::known::Origin;
use super::lookahead::Lookahead;
use super::model::Model;
use super::packed::{Packed, State};
use super::table::CellTable;
use super::tiers::build_classes;
use crate::ids::DoctorId;
use crate::problem::Problem;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::{Arc, LazyLock};

/// Says whether to stop; asked now and then.
pub(crate) type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// A diagram and what was left out of it.
#[derive(Debug)]
pub struct Class {
    /// The diagram; relaxed if [`Self::is_exact`] is false.
    pub diagram: Diagram,
    /// Automata left out of a relaxed diagram.
    pub(crate) dropped: Vec<Box<dyn Automaton>>,
    /// What remains of them: rows over one doctor's pathway.
    pub(crate) private_rows: Vec<PrivateRow>,
    /// What each label counts in the private rows: row and amount.
    private_uses: Vec<Vec<(u32, i64)>>,
    /// The same automata as tables, over kinds of moves.
    left_out: Packed,
    /// Words of the automata left out that have no table.
    wide: usize,
    /// Kind of the move of each label.
    kind_of: Vec<u32>,
    /// Moves of each label, for automata without tables.
    moves_of: Vec<Vec<(usize, Move)>>,
    /// What they need before they may end.
    lookahead: Lookahead,
    /// Whether each label rests, where idle moves come in two kinds; else empty.
    rests: Vec<bool>,
}

/// The class of doctors that the problem does not have: no pathway at all.
static STRANGERS: LazyLock<Class> = LazyLock::new(|| Class {
    diagram: Diagram::default(),
    dropped: Vec::new(),
    private_rows: Vec::new(),
    private_uses: Vec::new(),
    left_out: Packed::default(),
    wide: 0,
    kind_of: Vec::new(),
    moves_of: Vec::new(),
    lookahead: Lookahead::default(),
    rests: Vec::new(),
});

impl Class {
    /// The class of a diagram that leaves out the automata `dropped`, in tables `left_out`.
    pub(super) fn new(
        built: Built,
        frame: &Frame,
        templates: &Templates,
        dropped: Vec<Box<dyn Automaton>>,
        left_out: Packed,
    ) -> Self {
        let Built {
            diagram,
            template_of,
        } = built;
        // The end is a move of its own that no automaton makes.
        let no_move = templates.kinds.len() as u32;
        let kind_of = template_of
            .iter()
            .map(|&template| {
                templates
                    .kind_of
                    .get(template as usize)
                    .copied()
                    .unwrap_or(no_move)
            })
            .collect();
        let moves_of = if left_out.is_incomplete() {
            let moves = |template: &u32| {
                templates
                    .list
                    .get(*template as usize)
                    .map(|template| template.moves(frame).collect())
            };
            template_of
                .iter()
                .map(|template| moves(template).unwrap_or_default())
                .collect()
        } else {
            Vec::new()
        };
        let mut private_rows = Vec::new();
        for automaton in &dropped {
            if let Relaxation::Drop { rows, .. } = automaton.relaxation() {
                private_rows.extend(rows);
            }
        }
        let private_uses = if private_rows.is_empty() {
            Vec::new()
        } else {
            let of_label = |label: &Label| {
                let rows = private_rows
                    .iter()
                    .enumerate()
                    .map(|(index, row)| (index as u32, counted(&diagram, row, label)));
                rows.filter(|entry| entry.1 != 0).collect()
            };
            diagram.labels().iter().map(of_label).collect()
        };
        let wide = left_out
            .missing()
            .iter()
            .filter_map(|position| dropped.get(*position))
            .map(|automaton| automaton.width())
            .sum();
        let rests = if frame.rests && !dropped.is_empty() {
            template_of
                .iter()
                .map(|template| {
                    templates
                        .list
                        .get(*template as usize)
                        .is_some_and(|template| template.rest)
                })
                .collect()
        } else {
            Vec::new()
        };
        let lookahead = Lookahead::default();
        let mut class = Self {
            diagram,
            dropped,
            private_rows,
            private_uses,
            left_out,
            wide,
            kind_of,
            moves_of,
            lookahead,
            rests,
        };
        class.lookahead = Lookahead::new(&class);
        class
    }
    /// The automata left out that have tables.
    pub(super) fn left_out(&self) -> &Packed {
        &self.left_out
    }
    /// What they need before they may end.
    pub(super) fn lookahead(&self) -> &Lookahead {
        &self.lookahead
    }
    /// True if no rotation follows an idle label, where a relaxed diagram tells such labels apart.
    pub(super) fn is_rest(&self, label: usize) -> Option<bool> {
        self.rests.get(label).copied()
    }
    /// Kind of the move of each label.
    pub(super) fn kinds(&self) -> &[u32] {
        &self.kind_of
    }
    /// True if the diagram's paths are exactly the valid pathways, false if there may be others among them.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.dropped.is_empty()
    }
    /// States of the automata left out before the first label.
    pub(crate) fn start(&self) -> State {
        self.left_out.start()
    }
    /// Follows a label in the automata left out: their value, or `None` if one does not allow it.
    #[inline]
    pub(crate) fn follow(&self, state: &mut State, label: u32) -> Option<i64> {
        self.left_out.follow(state, self.kind_of[label as usize])
    }
    /// Value of ending in a state of the automata left out, or `None` if one does not allow it.
    pub(crate) fn end(&self, state: &State) -> Option<i64> {
        self.left_out.end(state)
    }
    /// The automata left out that [`Self::follow`] does not follow, each with its words among `states`.
    fn each_wide(
        &self,
        states: &mut [u32],
        mut each: impl FnMut(&dyn Automaton, &mut [u32]) -> Option<i64>,
    ) -> Option<i64> {
        let (mut rest, mut sum) = (states, 0_i64);
        for automaton in self
            .left_out
            .missing()
            .iter()
            .filter_map(|position| self.dropped.get(*position))
        {
            let (own, others) =
                std::mem::take(&mut rest).split_at_mut_checked(automaton.width())?;
            sum = sum.saturating_add(each(automaton.as_ref(), own)?);
            rest = others;
        }
        Some(sum)
    }
    /// Their states before the first label.
    pub(crate) fn start_wide(&self, states: &mut Vec<u32>) {
        states.clear();
        states.resize(self.wide, 0);
        self.each_wide(states, |automaton, own| {
            automaton.start(own);
            Some(0)
        });
    }
    /// Follows a label in them: their value, or `None` if one does not allow it. O(their states × steps of the label).
    pub(crate) fn follow_wide(&self, states: &mut [u32], label: u32) -> Option<i64> {
        if self.wide == 0 {
            return Some(0);
        }
        self.each_wide(states, |automaton, own| {
            let moves = self.moves_of[label as usize].iter();
            moves.copied().try_fold(0_i64, |sum, (step, moved)| {
                Some(sum.saturating_add(automaton.step(own, step, moved)?))
            })
        })
    }
    /// Value of ending in their states, or `None` if one does not allow it.
    pub(crate) fn end_wide(&self, states: &mut [u32]) -> Option<i64> {
        self.each_wide(states, |automaton, own| automaton.end(own))
    }
    /// About how many steps it takes until their states may end.
    pub(crate) fn lacks_wide(&self, states: &mut [u32]) -> i64 {
        self.each_wide(states, |automaton, own| Some(automaton.lacks(own)))
            .unwrap_or(0)
    }
    /// Some automaton left out is not followed by [`Self::follow`]: it has too many states.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.left_out.is_incomplete()
    }
    /// What the automata left out add to the value of a path; `None` if they do not allow it. An exact diagram leaves nothing out.
    pub(crate) fn left_out_value(&self, labels: &[u32]) -> Option<i64> {
        if self.is_exact() {
            return Some(0);
        }
        if !self.is_incomplete() {
            let mut state = self.start();
            let mut value = 0;
            for &label in labels {
                value += self.follow(&mut state, label)?;
            }
            return Some(value + self.end(&state)?);
        }
        let mut value = 0;
        for automaton in &self.dropped {
            let mut state = vec![0; automaton.width()];
            automaton.start(&mut state);
            for &label in labels {
                for &(step, moved) in &self.moves_of[label as usize] {
                    value += automaton.step(&mut state, step, moved)?;
                }
            }
            value += automaton.end(&state)?;
        }
        Some(value)
    }
    /// What a label counts in the private rows: row and amount.
    #[inline]
    pub(crate) fn private_uses(&self, label: usize) -> &[(u32, i64)] {
        self.private_uses.get(label).map_or(&[], Vec::as_slice)
    }
    /// What prices of the private rows charge for a start and for a step in each of the diagram's places.
    pub(crate) fn private_charges(
        &self,
        private: &[f64],
        starts: &mut Vec<f64>,
        steps: &mut Vec<f64>,
    ) {
        starts.clear();
        steps.clear();
        if private.is_empty() {
            return;
        }
        let places = self.diagram.places();
        starts.resize(places.len(), 0.0);
        steps.resize(places.len(), 0.0);
        for (row, &price) in self.private_rows.iter().zip(private) {
            if price != 0.0 {
                let charged = if row.starts {
                    &mut *starts
                } else {
                    &mut *steps
                };
                for &(activity, coefficient) in &row.terms {
                    if let Ok(place) = places.binary_search(&activity) {
                        charged[place] += price * coefficient as f64;
                    }
                }
            }
        }
    }
    /// The rules that a relaxed diagram leaves out, in the order of their automata.
    pub fn rules_left_out(&self) -> impl Iterator<Item = crate::ids::RuleId> + '_ {
        self.dropped.iter().filter_map(|automaton| automaton.rule())
    }
}

/// What a label counts in a private row.
fn counted(diagram: &Diagram, row: &PrivateRow, label: &Label) -> i64 {
    let Some(activity) = diagram.activity(label) else {
        return 0;
    };
    let times = match label.place {
        Place::Start(_) if row.starts => 1,
        Place::Start(_) => i64::from(label.steps),
        Place::Stay(_) if !row.starts => i64::from(label.steps),
        Place::Stay(_) | Place::Idle | Place::Attend(_) | Place::End => 0,
    };
    row.terms
        .iter()
        .find(|term| term.0 == activity)
        .map_or(0, |term| term.1 * times)
}

/// The pathway diagrams of all doctors of a problem.
#[derive(Debug)]
pub struct Pathways {
    pub(super) classes: Vec<Arc<Class>>,
    pub(super) class_of: Vec<u32>,
    pub(super) axes: Vec<Arc<Axis>>,
    pub(super) tables: Vec<Arc<CellTable>>,
    /// Number of each doctor in the problem, where these are diagrams of some of the doctors.
    original: Option<Vec<u32>>,
    limits: BuildLimits,
    /// Class of each signature, and what else its diagram depends on: for problems that take diagrams over.
    pub(super) class_by_signature: FxHashMap<Vec<u32>, u32>,
    pub(super) origins: Vec<Origin>,
}

impl Pathways {
    /// Builds the diagrams of all doctors; doctors with the same automata share one.
    ///
    /// `complete` keeps activities that cannot matter to a best schedule; enumeration wants them.
    ///
    /// # Complexity
    /// For each class of doctors, arcs before merging × automata; the limit in `limits` bounds the arcs.
    #[must_use]
    pub fn build(problem: &Problem, limits: BuildLimits, complete: bool) -> Self {
        Self::build_on(None, problem, limits, complete)
    }
    /// The same, sharing with the pathways of a similar problem whatever is equal in both; the result is that of [`Self::build`].
    ///
    /// # Complexity
    /// As [`Self::build`] for the classes that are new; the others cost an axis and a table for each doctor.
    #[must_use]
    pub fn build_on(
        known: Option<&Self>,
        problem: &Problem,
        limits: BuildLimits,
        complete: bool,
    ) -> Self {
        Self::assemble(known, problem, limits, complete, &|| false)
    }
    /// The same, unless `stop` says so in the meantime.
    pub(crate) fn build_until(
        known: Option<&Self>,
        problem: &Problem,
        limits: BuildLimits,
        stop: Stop<'_>,
    ) -> Option<Self> {
        let built = Self::assemble(known, problem, limits, false, stop);
        (!stop()).then_some(built)
    }
    /// Once `stop` says so, what comes out is empty and of no use.
    fn assemble(
        known: Option<&Self>,
        problem: &Problem,
        limits: BuildLimits,
        complete: bool,
        stop: Stop<'_>,
    ) -> Self {
        let known = known.filter(|known| known.limits == limits);
        let wanted = super::table::WantedActivities::new(problem, complete);
        let doctors: Vec<DoctorId> = (0..problem.doctors().len()).map(DoctorId::new).collect();
        let model_of = |&doctor: &DoctorId| {
            let model = (!stop()).then(|| Model::new(problem, doctor, &wanted))?;
            let signature = model.signature();
            Some((model, signature))
        };
        let models: Option<Vec<(Model, Vec<u32>)>> = doctors.par_iter().map(model_of).collect();
        let Some(models) = models else {
            return Self::nothing(limits);
        };
        let mut class_of = Vec::with_capacity(models.len());
        let mut class_by_signature: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
        let mut axes = Vec::with_capacity(models.len());
        let mut to_build = Vec::new();
        for (index, (model, signature)) in models.into_iter().enumerate() {
            axes.push(
                known
                    .and_then(|known| known.same_axis(index, &model.axis))
                    .unwrap_or_else(|| model.axis.clone()),
            );
            let class = match class_by_signature.get(&signature) {
                Some(class) => *class,
                None => {
                    let next = to_build.len() as u32;
                    let taken_over = known.and_then(|known| known.find(model.rules(), &signature));
                    to_build.push((model, taken_over));
                    class_by_signature.insert(signature, next);
                    next
                }
            };
            class_of.push(class);
        }
        let Some(built) = build_classes(to_build, limits, stop) else {
            return Self::nothing(limits);
        };
        let (classes, origins): (Vec<Arc<Class>>, Vec<Origin>) = built.into_iter().unzip();
        let table_of = |&doctor: &DoctorId| {
            let class = &classes[class_of[doctor.index()] as usize];
            let table = (!stop())
                .then(|| CellTable::new(problem, doctor, &axes[doctor.index()], &class.diagram))?;
            Some(
                known
                    .and_then(|known| known.same_table(doctor, class, &table))
                    .unwrap_or_else(|| Arc::new(table)),
            )
        };
        let tables: Option<Vec<Arc<CellTable>>> = doctors.par_iter().map(table_of).collect();
        let Some(tables) = tables else {
            return Self::nothing(limits);
        };
        let tables = super::table::share(tables, &class_of);
        Self {
            classes,
            class_of,
            axes,
            tables,
            original: None,
            limits,
            class_by_signature,
            origins,
        }
    }
    fn nothing(limits: BuildLimits) -> Self {
        Self {
            classes: Vec::new(),
            class_of: Vec::new(),
            axes: Vec::new(),
            tables: Vec::new(),
            original: None,
            limits,
            class_by_signature: FxHashMap::default(),
            origins: Vec::new(),
        }
    }
    /// The diagrams of some of the doctors, numbered from 0 in that order; shared with these. O(doctors).
    pub(crate) fn part(&self, doctors: &[u32]) -> Self {
        let mut number: FxHashMap<u32, u32> = FxHashMap::default();
        let mut classes = Vec::new();
        let class_of = doctors.iter().map(|doctor| {
            let class = self.class_of[*doctor as usize];
            *number.entry(class).or_insert_with(|| {
                classes.push(Arc::clone(&self.classes[class as usize]));
                classes.len() as u32 - 1
            })
        });
        let class_of = class_of.collect();
        Self {
            classes,
            class_of,
            axes: doctors
                .iter()
                .map(|doctor| Arc::clone(&self.axes[*doctor as usize]))
                .collect(),
            tables: doctors
                .iter()
                .map(|doctor| Arc::clone(&self.tables[*doctor as usize]))
                .collect(),
            original: Some(
                doctors
                    .iter()
                    .map(|doctor| self.original(DoctorId::new(*doctor as usize)).index() as u32)
                    .collect(),
            ),
            limits: self.limits,
            class_by_signature: FxHashMap::default(),
            origins: Vec::new(),
        }
    }
    /// The number of a doctor in the problem.
    pub(crate) fn original(&self, doctor: DoctorId) -> DoctorId {
        match self
            .original
            .as_ref()
            .and_then(|original| original.get(doctor.index()))
        {
            Some(number) => DoctorId::new(*number as usize),
            None => doctor,
        }
    }
    /// The distinct classes.
    #[must_use]
    pub fn classes(&self) -> &[Arc<Class>] {
        &self.classes
    }
    /// The class of a doctor; one without any pathway for a doctor of another problem, beyond the last.
    #[must_use]
    pub fn class(&self, doctor: DoctorId) -> &Class {
        self.classes
            .get(self.class_index(doctor))
            .map_or_else(|| &*STRANGERS, |class| class.as_ref())
    }
    /// Number of a doctor's class; for a doctor of another problem, beyond the last, the number of classes.
    #[must_use]
    pub fn class_index(&self, doctor: DoctorId) -> usize {
        self.class_of
            .get(doctor.index())
            .map_or(self.classes.len(), |class| *class as usize)
    }
    /// The axis of a doctor; an empty one for a doctor of another problem, beyond the last.
    #[must_use]
    pub fn axis(&self, doctor: DoctorId) -> &Axis {
        static EMPTY: LazyLock<Axis> = LazyLock::new(Axis::default);
        self.axes
            .get(doctor.index())
            .map_or_else(|| &*EMPTY, |axis| axis.as_ref())
    }
    pub(crate) fn table(&self, doctor: DoctorId) -> &CellTable {
        &self.tables[doctor.index()]
    }
    /// Number of doctors.
    #[must_use]
    pub fn len(&self) -> usize {
        self.class_of.len()
    }
    /// True if there is no doctor.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.class_of.is_empty()
    }
}
