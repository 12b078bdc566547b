//! The diagrams of all doctors: which doctors share one.

use super::axis::Axis;
use super::build::BuildLimits;
use super::class::{Class, Origin, STRANGERS, Stop, WithOrigin};
use super::model::Model;
use super::own_rows::OwnRows;
use super::table::CellTable;
use super::tiers::build_classes;
use crate::ids::DoctorId;
use crate::problem::Problem;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::{Arc, LazyLock};

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
    /// Rows of shared rules that diagrams count; doctors by their numbers in the problem.
    own: Arc<OwnRows>,
    /// Class of each signature, and what else its diagram depends on: for problems that take diagrams over.
    pub(super) class_by_signature: FxHashMap<Vec<u32>, u32>,
    pub(super) origins: Vec<Origin>,
}

/// Doctors sorted by their automata: those of one signature share a class.
struct Sorted {
    class_of: Vec<u32>,
    class_by_signature: FxHashMap<Vec<u32>, u32>,
    axes: Vec<Arc<Axis>>,
    /// For each class the model of its first doctor, and what may be taken over.
    to_build: Vec<(Model, Option<WithOrigin>)>,
}

impl Sorted {
    fn new(models: Vec<(Model, Vec<u32>)>, known: Option<&Pathways>) -> Self {
        let mut sorted = Self {
            class_of: Vec::with_capacity(models.len()),
            class_by_signature: FxHashMap::default(),
            axes: Vec::with_capacity(models.len()),
            to_build: Vec::new(),
        };
        for (index, (model, signature)) in models.into_iter().enumerate() {
            let axis = known.and_then(|known| known.same_axis(index, &model.axis));
            sorted.axes.push(axis.unwrap_or_else(|| model.axis.clone()));
            let class = match sorted.class_by_signature.get(&signature) {
                Some(class) => *class,
                None => {
                    let next = sorted.to_build.len() as u32;
                    let taken_over = known.and_then(|known| known.find(model.rules(), &signature));
                    sorted.to_build.push((model, taken_over));
                    sorted.class_by_signature.insert(signature, next);
                    next
                }
            };
            sorted.class_of.push(class);
        }
        sorted
    }
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
        let own = Arc::default();
        Self::assemble(known, (problem, own), limits, complete, &|| false)
    }

    /// The same, unless `stop` says so in the meantime.
    pub(crate) fn build_until(
        known: Option<&Self>,
        problem: &Problem,
        limits: BuildLimits,
        stop: Stop<'_>,
    ) -> Option<Self> {
        let built = Self::build_with(known, (problem, OwnRows::default()), limits, stop);
        (!stop()).then_some(built)
    }

    /// The same, with rows of shared rules that the diagrams of single doctors count: each pathway keeps the hard ones and pays for the soft ones.
    /// Once `stop` says so, what comes out is empty and of no use.
    pub(crate) fn build_with(
        known: Option<&Self>,
        (problem, own): (&Problem, OwnRows),
        limits: BuildLimits,
        stop: Stop<'_>,
    ) -> Self {
        Self::assemble(known, (problem, Arc::new(own)), limits, false, stop)
    }

    /// The rows of shared rules that the diagrams count.
    pub(crate) fn own_rows(&self) -> &OwnRows {
        &self.own
    }

    /// Builds what is not known. Once `stop` says so, what comes out is empty and of no use.
    fn assemble(
        known: Option<&Self>,
        (problem, own): (&Problem, Arc<OwnRows>),
        limits: BuildLimits,
        complete: bool,
        stop: Stop<'_>,
    ) -> Self {
        let known = known.filter(|known| known.limits == limits);
        let wanted = super::table::WantedActivities::new(problem, complete);
        let doctors: Vec<DoctorId> = (0..problem.doctors().len()).map(DoctorId::new).collect();
        let model_of = |&doctor: &DoctorId| {
            let model = (!stop()).then(|| Model::new(problem, doctor, &wanted, own.of(doctor)))?;
            let signature = model.signature();
            Some((model, signature))
        };
        let models: Option<Vec<(Model, Vec<u32>)>> = doctors.par_iter().map(model_of).collect();
        let Some(models) = models else {
            return Self::nothing(limits);
        };
        let Sorted {
            class_of,
            class_by_signature,
            axes,
            to_build,
        } = Sorted::new(models, known);
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
            own,
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
            own: Arc::default(),
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
            own: Arc::clone(&self.own),
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
