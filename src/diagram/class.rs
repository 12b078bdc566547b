//! Doctors and their diagrams: who shares one, and which had to be relaxed.

use super::automata::{
    AttendanceAutomaton, Automaton, BoundaryAutomaton, ChangeAutomaton, ElectiveAutomaton, FirstByAutomaton, HospitalChangeAutomaton,
    HospitalLimitAutomaton, IdleAutomaton, LongestRunAutomaton, Members, Move, PatternAutomaton, PlaceAutomaton, PrecedenceAutomaton,
    PrivateRow, Progress, Relaxation, RequirementAutomaton, SameHospitalAutomaton, SpacingAutomaton, SuccessionAutomaton, WindowAutomaton,
    run_limits,
};
use super::axis::Axis;
use super::build::{BuildLimits, build};
use super::frame::{Frame, Templates};
use super::graph::{Diagram, Label, Place};
use super::packed::{Packed, State, Table};
use super::table::CellTable;
use crate::ids::{ActivityId, DoctorId, EventId};
use crate::problem::rule::{ActivitySet, Rule};
use crate::problem::{Problem, RequirementIndex};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

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
    /// Kind of the move of each label.
    kind_of: Vec<u32>,
    /// Moves of each label, for automata without tables.
    moves_of: Vec<Vec<(usize, Move)>>,
}

impl Class {
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
    pub(crate) fn private_charges(&self, private: &[f64], starts: &mut Vec<f64>, steps: &mut Vec<f64>) {
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
                let charged = if row.starts { &mut *starts } else { &mut *steps };
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

/// The pathway diagrams of all doctors of a problem.
#[derive(Debug)]
pub struct Pathways {
    classes: Vec<Arc<Class>>,
    class_of: Vec<u32>,
    axes: Vec<Arc<Axis>>,
    tables: Vec<Arc<CellTable>>,
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
        let wanted = super::table::WantedActivities::new(problem, complete);
        let doctors: Vec<DoctorId> = (0..problem.doctors().len()).map(DoctorId::new).collect();
        let models: Vec<(Model, Vec<u32>)> = doctors
            .par_iter()
            .map(|&doctor| {
                let model = Model::new(problem, doctor, &wanted);
                let signature = model.signature();
                (model, signature)
            })
            .collect();
        let mut class_of = Vec::with_capacity(models.len());
        let mut known: FxHashMap<&[u32], u32> = FxHashMap::default();
        let mut representatives = Vec::new();
        for (index, (_, signature)) in models.iter().enumerate() {
            let next = representatives.len() as u32;
            let class = *known.entry(signature).or_insert(next);
            if class == next {
                representatives.push(index);
            }
            class_of.push(class);
        }
        drop(known);
        let mut axes = Vec::with_capacity(models.len());
        let mut kept: Vec<Option<Model>> = Vec::with_capacity(models.len());
        let mut is_representative = vec![false; models.len()];
        representatives.iter().for_each(|&index| is_representative[index] = true);
        for (index, (model, _)) in models.into_iter().enumerate() {
            axes.push(model.axis.clone());
            kept.push(is_representative[index].then_some(model));
        }
        let to_build: Vec<Model> = representatives.iter().filter_map(|&index| kept[index].take()).collect();
        let classes = build_classes(to_build, limits);
        let tables: Vec<Arc<CellTable>> = doctors
            .par_iter()
            .map(|&doctor| {
                let class = &classes[class_of[doctor.index()] as usize];
                Arc::new(CellTable::new(problem, doctor, &axes[doctor.index()], &class.diagram))
            })
            .collect();
        let tables = super::table::share(tables, &class_of);
        Self { classes, class_of, axes, tables }
    }
    /// The distinct classes.
    #[must_use]
    pub fn classes(&self) -> &[Arc<Class>] {
        &self.classes
    }
    /// The class of a doctor.
    #[must_use]
    pub fn class(&self, doctor: DoctorId) -> &Class {
        &self.classes[self.class_of[doctor.index()] as usize]
    }
    /// Number of a doctor's class.
    #[must_use]
    pub fn class_index(&self, doctor: DoctorId) -> usize {
        self.class_of[doctor.index()] as usize
    }
    /// The axis of a doctor.
    #[must_use]
    pub fn axis(&self, doctor: DoctorId) -> &Axis {
        &self.axes[doctor.index()]
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

/// A class with the tier it took, or a model that has to wait for the first of its shape.
type Attempt = Result<(Arc<Class>, u8), Box<Model>>;

/// Builds the diagrams of all models. The first model of each shape finds out how much has to be left out; the others
/// of its shape start there, so that the result depends on nothing but their order.
fn build_classes(models: Vec<Model>, limits: BuildLimits) -> Vec<Arc<Class>> {
    let shapes: Vec<Vec<u32>> = models.iter().map(Model::shape).collect();
    let mut first_of: FxHashMap<&[u32], usize> = FxHashMap::default();
    let is_first: Vec<bool> = shapes.iter().enumerate().map(|(index, shape)| *first_of.entry(shape).or_insert(index) == index).collect();
    let first_index: Vec<usize> = shapes.iter().map(|shape| first_of[shape.as_slice()]).collect();
    let built: Vec<Attempt> = models
        .into_par_iter()
        .zip(is_first)
        .map(|(model, first)| if first { Ok(model.into_class(limits, 0)) } else { Err(Box::new(model)) })
        .collect();
    let tiers: Vec<u8> = built.iter().map(|built| built.as_ref().map_or(0, |built| built.1)).collect();
    let finish = |(built, first): (Attempt, usize)| match built {
        Ok((class, _)) => class,
        Err(model) => model.into_class(limits, tiers[first]).0,
    };
    built.into_par_iter().zip(first_index).map(finish).collect()
}

/// One doctor's automata before any product is built.
struct Model {
    axis: Arc<Axis>,
    frame: Frame,
    automata: Vec<Box<dyn Automaton>>,
}

impl Model {
    fn new(problem: &Problem, doctor: DoctorId, wanted: &super::table::WantedActivities) -> Self {
        let axis = Axis::new(problem, doctor);
        let relevant: ActivitySet = wanted.of(problem, doctor);
        let (never, busy) = super::table::masks(problem, doctor, &axis, relevant.as_slice());
        let relevant: ActivitySet = relevant.iter().zip(never).filter(|(_, never)| !never).map(|(activity, _)| activity).collect();
        let mut requirements = Vec::new();
        let mut automata: Vec<Box<dyn Automaton>> = Vec::new();
        let mut rests = false;
        for &id in problem.rules_of(doctor) {
            let members = |set: &ActivitySet| Members::new(set.iter(), &relevant);
            let progress = |index: RequirementIndex| Progress::new(problem, doctor, &axis, index, &relevant);
            match problem.rule(id) {
                Rule::Requirement(rule) => {
                    requirements.push(RequirementAutomaton::new(problem, (doctor, &axis), rule.requirement, id, &relevant));
                }
                Rule::Elective(rule) => {
                    let (atomic, others) = rule.requirements.iter().map(|&index| progress(index)).partition(|progress| progress.atomic);
                    automata.push(Box::new(ElectiveAutomaton {
                        rule: id,
                        atomic,
                        others,
                        min: rule.min,
                        max: rule.max,
                        weight: rule.weight,
                    }));
                }
                Rule::Precedence(rule) => automata.push(Box::new(PrecedenceAutomaton {
                    rule: id,
                    before: rule.before.iter().map(|&index| progress(index)).collect(),
                    count: rule.count,
                    after: members(&problem.requirement(rule.after).activities),
                    after_once: progress(rule.after).atomic,
                    weight: rule.weight,
                })),
                Rule::Boundary(rule) => automata.push(Box::new(BoundaryAutomaton::new(id, rule, &axis, &relevant))),
                Rule::Succession(rule) => automata.push(Box::new(SuccessionAutomaton {
                    rule: id,
                    first: members(&rule.first),
                    next: members(&rule.next),
                    must: rule.must,
                    immediate: rule.immediate,
                    weight: rule.weight,
                })),
                Rule::Spacing(rule) => automata.push(Box::new(SpacingAutomaton {
                    rule: id,
                    first: members(&rule.first),
                    second: members(&rule.second),
                    gap: rule.min_gap_blocks,
                    weight: rule.weight,
                })),
                Rule::Window(rule) => automata.push(Box::new(WindowAutomaton {
                    rule: id,
                    activities: members(&rule.activities),
                    window: rule.window_blocks,
                    min: rule.min,
                    max: rule.max,
                    weight: rule.weight,
                })),
                Rule::LongestRun(rule) => automata.push(Box::new(LongestRunAutomaton {
                    rule: id,
                    activities: members(&rule.activities),
                    max: rule.max_blocks,
                    weight: rule.weight,
                })),
                Rule::FirstBy(rule) => automata.push(Box::new(FirstByAutomaton {
                    rule: id,
                    activities: members(&rule.activities),
                    steps: axis.steps.iter().filter(|step| step.first <= rule.by).count() as u32,
                    weight: rule.weight,
                })),
                Rule::Pattern(rule) => automata.push(Box::new(PatternAutomaton {
                    rule: id,
                    steps: rule.steps.iter().map(|step| (members(&step.activities), step.idle)).collect(),
                    value: rule.value,
                })),
                Rule::HospitalLimit(rule) => {
                    let (hospitals, count) = local_hospitals(problem, relevant.iter());
                    let max = rule.max_rotations;
                    if max as usize >= axis.len() {
                        // Every rotation takes a step at least: the limit cannot be reached.
                        continue;
                    }
                    automata.push(Box::new(HospitalLimitAutomaton { rule: id, hospitals, count, max, weight: rule.weight }));
                }
                Rule::HospitalChange(rule) => {
                    let (hospitals, _) = local_hospitals(problem, relevant.iter());
                    automata.push(Box::new(HospitalChangeAutomaton { rule: id, hospitals, weight: rule.weight }));
                }
                Rule::SameHospital(rule) => {
                    let (first, second) = (problem.requirement(rule.first), problem.requirement(rule.second));
                    let counted = |activity: &ActivityId| first.activities.contains(*activity) || second.activities.contains(*activity);
                    let (hospitals, count) = local_hospitals(problem, relevant.iter().filter(counted));
                    automata.push(Box::new(SameHospitalAutomaton { rule: id, hospitals, count, weight: rule.weight }));
                }
                Rule::Idle(rule) => {
                    if !(rule.leading && rule.trailing) {
                        rests = true;
                        automata.push(Box::new(IdleAutomaton {
                            rule: id,
                            cost: rule.cost,
                            leading: rule.leading,
                            trailing: rule.trailing,
                            leave: rule.leave,
                        }));
                    }
                }
                // What speaks of single cells is in the doctor's table; what is shared is in the rows.
                Rule::Availability(_)
                | Rule::Document(_)
                | Rule::Cells(_)
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
        for (id, rule) in problem.rules() {
            if let Rule::Attendance(rule) = rule {
                attend(problem, (doctor, &axis), (id, rule.event), &mut automata);
            }
            if let Rule::Change(rule) = rule
                && let Some(automaton) = ChangeAutomaton::new(problem, (doctor, &axis), id, rule)
            {
                automata.push(Box::new(automaton));
            }
        }
        let places: Vec<(ActivityId, usize, usize, bool)> = relevant
            .iter()
            .map(|activity| {
                let (shortest, longest, once) =
                    if axis.slots.is_empty() { run_limits(&requirements, activity) } else { (1, usize::MAX, false) };
                (activity, shortest.max(1), longest, once)
            })
            .filter(|place| place.2 >= place.1)
            .collect();
        let forgotten = places.iter().filter(|place| place.1 == place.2 && place.3).map(|place| place.0);
        let frame = Frame {
            leave: axis.steps.iter().map(|step| step.leave).collect(),
            busy,
            slots: axis.slots.iter().map(|slot| (slot.first_step, slot.steps)).collect(),
            base: PlaceAutomaton { forgotten: Members::new(forgotten, &relevant) },
            places: places.into_iter().map(|place| (place.0, place.1, place.2)).collect(),
            rests,
        };
        automata.extend(requirements.into_iter().map(|automaton| Box::new(automaton) as Box<dyn Automaton>));
        Self { axis: Arc::new(axis), frame, automata }
    }

    fn signature(&self) -> Vec<u32> {
        let mut out = vec![self.frame.leave.len() as u32, u32::from(self.frame.rests)];
        out.extend(self.frame.leave.iter().map(|leave| u32::from(*leave)));
        out.extend(self.frame.busy.iter().map(|busy| u32::from(*busy)));
        out.push(self.frame.slots.len() as u32);
        out.extend(self.frame.slots.iter().flat_map(|slot| [slot.0 as u32, slot.1 as u32]));
        out.push(self.frame.places.len() as u32);
        for place in &self.frame.places {
            out.extend([place.0.index() as u32, place.1 as u32, place.2.min(u32::MAX as usize) as u32]);
        }
        self.frame.base.signature(&mut out);
        self.automata.iter().for_each(|automaton| automaton.signature(&mut out));
        out
    }

    /// What decides roughly how large the diagram becomes.
    fn shape(&self) -> Vec<u32> {
        let mut shape: Vec<u32> = self.automata.iter().map(|automaton| u32::from(tier_of(automaton.as_ref()))).collect();
        shape.sort_unstable();
        shape.extend([self.frame.leave.len() as u32, self.frame.places.len() as u32]);
        shape
    }

    /// Builds the diagram, leaving automata out tier by tier until it fits; returns the tier.
    fn into_class(self, limits: BuildLimits, start_tier: u8) -> (Arc<Class>, u8) {
        const LAST_TIER: u8 = 4;
        let Self { frame, automata, .. } = self;
        let templates = Templates::new(&frame, automata.iter().all(|automaton| automaton.is_steady()));
        let table_of = |automaton: &dyn Automaton| Table::new(automaton, &frame, &templates.kinds);
        let base = table_of(&frame.base);
        let tables: Vec<Option<Table>> = automata.iter().map(|automaton| table_of(automaton.as_ref())).collect();
        // What has no table is always left out, and asked when a path is complete.
        let tiers: Vec<u8> =
            automata.iter().zip(&tables).map(|(automaton, table)| if table.is_some() { tier_of(automaton.as_ref()) } else { 0 }).collect();
        let start_tier = if tables.iter().any(Option::is_none) { start_tier.max(1) } else { start_tier };
        let pack = |base: Option<&Option<Table>>, keep: &dyn Fn(u8) -> bool| {
            let others = tables.iter().zip(&tiers).filter(|(_, tier)| keep(**tier)).map(|(table, _)| table);
            Packed::new(base.into_iter().chain(others).map(Option::as_ref), templates.kinds.len())
        };
        let mut built = None;
        for left_out in start_tier..=LAST_TIER {
            let drops_more = tiers.iter().any(|tier| tier + 1 == left_out);
            if left_out > start_tier && !drops_more && left_out < LAST_TIER {
                continue;
            }
            let mut kept: Vec<&dyn Automaton> = vec![&frame.base];
            kept.extend(automata.iter().zip(&tiers).filter(|(_, tier)| **tier >= left_out).map(|(automaton, _)| automaton.as_ref()));
            let packed = pack(Some(&base), &|tier| tier >= left_out);
            if packed.is_incomplete() && left_out < LAST_TIER {
                continue;
            }
            // The last resort is built whatever it takes: it has only what cannot be left out.
            let arcs = if left_out == LAST_TIER { usize::MAX } else { limits.arcs };
            if let Some(diagram) = build(&frame, &templates, &kept, &packed, BuildLimits { arcs }) {
                built = Some((diagram, left_out));
                break;
            }
        }
        let ((diagram, template_of), left_out) = built.unwrap_or_default();
        let packed = pack(None, &|tier| tier < left_out);
        // The end is a move of its own that no automaton makes.
        let no_move = templates.kinds.len() as u32;
        let kind_of = template_of.iter().map(|&template| templates.kind_of.get(template as usize).copied().unwrap_or(no_move)).collect();
        let moves_of = if packed.is_incomplete() {
            let moves = |template: &u32| templates.list.get(*template as usize).map(|template| template.moves(&frame).collect());
            template_of.iter().map(|template| moves(template).unwrap_or_default()).collect()
        } else {
            Vec::new()
        };
        let dropped: Vec<Box<dyn Automaton>> =
            automata.into_iter().zip(&tiers).filter(|(_, tier)| **tier < left_out).map(|(automaton, _)| automaton).collect();
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
                let rows = private_rows.iter().enumerate().map(|(index, row)| (index as u32, counted(&diagram, row, label)));
                rows.filter(|entry| entry.1 != 0).collect()
            };
            diagram.labels().iter().map(of_label).collect()
        };
        (Arc::new(Class { diagram, dropped, private_rows, private_uses, left_out: packed, kind_of, moves_of }), left_out)
    }
}

/// What a label counts in a private row.
fn counted(diagram: &Diagram, row: &PrivateRow, label: &Label) -> i64 {
    let Some(activity) = diagram.activity(label) else { return 0 };
    let times = match label.place {
        Place::Start(_) if row.starts => 1,
        Place::Start(_) => i64::from(label.steps),
        Place::Stay(_) if !row.starts => i64::from(label.steps),
        Place::Stay(_) | Place::Idle | Place::Attend(_) | Place::End => 0,
    };
    row.terms.iter().find(|term| term.0 == activity).map_or(0, |term| term.1 * times)
}

/// When an automaton may be left out.
fn tier_of(automaton: &dyn Automaton) -> u8 {
    match automaton.relaxation() {
        Relaxation::Keep => u8::MAX - 1,
        Relaxation::Drop { tier, .. } => tier,
    }
}

/// Adds the automaton of an event with a choice, if the doctor attends it.
fn attend(
    problem: &Problem,
    (doctor, axis): (DoctorId, &Axis),
    (rule, event): (crate::ids::RuleId, EventId),
    automata: &mut Vec<Box<dyn Automaton>>,
) {
    let data = problem.event(event);
    if data.is_fixed() || !data.attendees.contains(doctor) {
        return;
    }
    let slots = (0..axis.slots.len()).filter(|&slot| axis.slots[slot].event == event).collect();
    automata.push(Box::new(AttendanceAutomaton { rule, slots, optional: data.optional, value: data.value }));
}

/// The hospitals of some activities, numbered from 0 in the order of their ids.
fn local_hospitals(problem: &Problem, activities: impl Iterator<Item = ActivityId>) -> (Vec<(ActivityId, u32)>, usize) {
    let with: Vec<_> = activities.map(|activity| (activity, problem.activity(activity).hospital)).collect();
    let mut hospitals: Vec<_> = with.iter().map(|entry| entry.1).collect();
    hospitals.sort_unstable();
    hospitals.dedup();
    let local = |hospital| hospitals.binary_search(&hospital).unwrap_or(0) as u32;
    (with.into_iter().map(|(activity, hospital)| (activity, local(hospital))).collect(), hospitals.len())
}
