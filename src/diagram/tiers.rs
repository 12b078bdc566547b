//! From models to classes: which automata a diagram keeps, tier by tier, until it fits.

use super::automata::{Automaton, Excess, Generous};
use super::automaton_table::AutomatonTable;
use super::build::BuildLimits;
use super::built::Built;
use super::class::{Class, Origin, Stop, WithOrigin};
use super::frame::{Frame, Templates};
use super::model::Model;
use super::packed::Packed;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A class that is built, or a model that has to wait for the first of its shape with a class that it may take over.
type Attempt = Result<WithOrigin, Box<(Model, Option<WithOrigin>)>>;

/// Builds the diagrams of all models, or takes over those that are known. The first model of each shape finds out how much has to be left
/// out; the others of its shape start there, so that the result depends on nothing but their order.
///
/// `None` if `stop` says so in the meantime.
pub(super) fn build_classes(
    models: Vec<(Model, Option<WithOrigin>)>,
    limits: BuildLimits,
    stop: Stop<'_>,
) -> Option<Vec<WithOrigin>> {
    let shapes: Vec<Vec<u32>> = models.iter().map(|(model, _)| model.shape()).collect();
    let mut first_of: FxHashMap<&[u32], usize> = FxHashMap::default();
    let is_first: Vec<bool> = shapes
        .iter()
        .enumerate()
        .map(|(index, shape)| *first_of.entry(shape).or_insert(index) == index)
        .collect();
    let first_index: Vec<usize> = shapes
        .iter()
        .map(|shape| first_of[shape.as_slice()])
        .collect();
    let tables = Tables::default();
    let most_implied = most_implied(limits, models.len());
    let make = |(model, known): (Model, Option<WithOrigin>), start: u8| match known
        .filter(|known| known.1.holds_from(start, most_implied))
    {
        _ if stop() => None,
        Some(known) => Some(known),
        None => {
            let rules = model.rules().collect();
            let (class, tier) = model.into_class((limits, most_implied), start, &tables, stop)?;
            let origin = Origin {
                start,
                tier,
                most_implied,
                rules,
            };
            Some((class, origin))
        }
    };
    let attempt = |(model, first): (_, bool)| {
        if first {
            make(model, 0).map(Ok)
        } else {
            Some(Err(Box::new(model)))
        }
    };
    let built: Vec<Attempt> = models
        .into_par_iter()
        .zip(is_first)
        .map(attempt)
        .collect::<Option<_>>()?;
    let tiers: Vec<u8> = built
        .iter()
        .map(|built| built.as_ref().map_or(0, |built| built.1.tier))
        .collect();
    let finish = |(built, first): (Attempt, usize)| match built {
        Ok(built) => Some(built),
        Err(model) => make(*model, tiers[first]),
    };
    built.into_par_iter().zip(first_index).map(finish).collect()
}

/// Tables by what they depend on: automata of several doctors are often the same.
#[derive(Debug, Default)]
struct Tables(Mutex<FxHashMap<Vec<u32>, Option<Arc<AutomatonTable>>>>);

impl Tables {
    /// The table of an automaton over the moves of a frame, if it has no more than `most` cells.
    fn get(
        &self,
        automaton: &dyn Automaton,
        frame: &Frame,
        moves: &Moves,
        most: usize,
        stop: Stop<'_>,
    ) -> Option<Arc<AutomatonTable>> {
        let mut key = moves.key.clone();
        key.push(u32::try_from(most).unwrap_or(u32::MAX));
        automaton.signature(&mut key);
        // A thread that panicked while it held the lock left the map as it was.
        if let Some(known) = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
        {
            return known.clone();
        }
        let table = AutomatonTable::new_until(automaton, frame, &moves.templates.kinds, most, stop)
            .map(Arc::new);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, table.clone());
        table
    }
}

/// The moves that a frame allows, and all that they depend on.
struct Moves {
    templates: Templates,
    key: Vec<u32>,
}

impl Moves {
    fn new(frame: &Frame, steady: bool) -> Self {
        let mut key = vec![u32::from(steady)];
        frame.sign(&mut key);
        Self {
            templates: Templates::new(frame, steady),
            key,
        }
    }
}

/// Most cells of an automaton's table, for each arc of a diagram, and in all.
const CELLS_OF_ARC: usize = 10;
const MOST_CELLS: usize = 4_000_000;

/// A relaxed diagram keeps what follows from the automata left out up to this part of the most arcs, and all of them together up to so many.
const SMALL: usize = 4;
const SMALL_IN_ALL: usize = 2_000_000;

/// Most arcs of a diagram up to which it keeps what follows: by how many diagrams there are, halved so that one more or less seldom makes a difference.
fn most_implied(limits: BuildLimits, models: usize) -> usize {
    let each = SMALL_IN_ALL / models.max(1);
    (limits.arcs / SMALL).min(1 << each.max(1).ilog2())
}

/// Automata of this tier and above are never left out.
pub(super) const LAST_TIER: u8 = 4;

impl Model {
    /// Builds the diagram, leaving automata out tier by tier until it fits; returns the tier. `None` if `stop` says so in the meantime.
    fn into_class(
        self,
        (limits, most_implied): (BuildLimits, usize),
        start_tier: u8,
        known: &Tables,
        stop: Stop<'_>,
    ) -> Option<(Arc<Class>, u8)> {
        let written = Written::new(self, limits, known, stop);
        let (built, left_out) = written.build(limits, start_tier, stop);
        let built = written.with_implied(built, left_out, most_implied, stop);
        (!stop()).then(|| (Arc::new(written.into_class(built, left_out)), left_out))
    }
}

/// A model whose automata are written as tables.
struct Written {
    frame: Frame,
    templates: Templates,
    base: Option<Arc<AutomatonTable>>,
    automata: Vec<Box<dyn Automaton>>,
    /// One for each automaton that is small enough for one.
    tables: Vec<Option<Arc<AutomatonTable>>>,
    /// When each automaton may be left out. One without a table always is, and judges paths when they are complete.
    tiers: Vec<u8>,
}

impl Written {
    fn new(model: Model, limits: BuildLimits, known: &Tables, stop: Stop<'_>) -> Self {
        let Model {
            mut frame,
            automata,
            ..
        } = model;
        let steady =
            frame.base.is_steady() && automata.iter().all(|automaton| automaton.is_steady());
        let most = limits.arcs.saturating_mul(CELLS_OF_ARC).min(MOST_CELLS);

        // Where rotations are nothing but their cells, there are fewer moves, and tables over these.
        let mut moves = Moves::new(&frame, steady);
        let tables: Vec<_> = automata
            .iter()
            .map(|automaton| known.get(automaton.as_ref(), &frame, &moves, most, stop))
            .collect();
        let cells = frame.find_cells(&moves.templates, &automata, &tables);
        if cells.contains(&true) {
            frame.take_cells(cells);
            moves = Moves::new(&frame, steady);
        }

        let table_of = |automaton: &dyn Automaton, most: usize| {
            known.get(automaton, &frame, &moves, most, stop)
        };
        let table_of: &TableOf<'_> = &table_of;
        let mut base = table_of(&frame.base, most);
        let mut automata = with_tables(automata, most, table_of);
        // One that says nothing would only tell places apart that are alike.
        automata.retain(|(_, table)| !table.as_ref().is_some_and(|table| table.says_nothing()));
        if base.is_none() {
            // Too many places for a table: paths are asked when they are complete, like those of any other automaton without one.
            automata.push((Box::new(frame.base.clone()), None));
            base = table_of(&Generous(Arc::new(frame.base.clone())), usize::MAX);
        }
        let (automata, tables): (Vec<_>, Vec<_>) = make_room(base.as_deref(), automata, table_of)
            .into_iter()
            .unzip();
        let tiers = automata.iter().zip(&tables).map(|(automaton, table)| {
            let tier = automaton.relaxation().tier();
            if table.is_some() { tier } else { 0 }
        });
        Self {
            tiers: tiers.collect(),
            frame,
            templates: moves.templates,
            base,
            automata,
            tables,
        }
    }

    /// The tables of some tiers, side by side; that of the base comes first.
    fn pack(&self, with_base: bool, keep: impl Fn(u8) -> bool) -> Packed {
        let base = with_base.then_some(&self.base);
        let others = self
            .tables
            .iter()
            .zip(&self.tiers)
            .filter(|(_, tier)| keep(**tier))
            .map(|(table, _)| table);
        Packed::new(
            base.into_iter().chain(others).map(Option::as_deref),
            self.templates.kinds.len(),
        )
    }

    /// The automata of a diagram that leaves out the tiers before this one.
    fn kept(&self, left_out: u8) -> Vec<&dyn Automaton> {
        let others = self
            .automata
            .iter()
            .zip(&self.tiers)
            .filter(|(_, tier)| **tier >= left_out)
            .map(|(automaton, _)| automaton.as_ref());
        std::iter::once(&self.frame.base as &dyn Automaton)
            .chain(others)
            .collect()
    }

    /// A diagram within the limits that leaves out as few tiers as possible, from a tier on, and which it leaves out. That of the last tier is built
    /// however large it becomes. Once `stop` says so, what comes out is of no use.
    fn build(&self, limits: BuildLimits, start_tier: u8, stop: Stop<'_>) -> (Built, u8) {
        let start_tier = if self.tables.iter().any(Option::is_none) {
            start_tier.max(1)
        } else {
            start_tier
        };
        let moves = (&self.frame, &self.templates);
        let of_axis = Built::of_axis(&self.frame, &self.templates);
        // The automata that cannot be left out make a small diagram, which is then refined by the others.
        let all = self.pack(true, |tier| tier >= LAST_TIER);
        let coarse = if all.is_incomplete() {
            None
        } else {
            of_axis.refined(moves, &self.kept(LAST_TIER), &all, limits, stop)
        };

        for left_out in start_tier..LAST_TIER {
            let drops_more = self.tiers.iter().any(|tier| tier + 1 == left_out);
            if left_out > start_tier && !drops_more {
                continue;
            }
            let packed = match coarse {
                Some(_) => self.pack(false, |tier| (left_out..LAST_TIER).contains(&tier)),
                None => self.pack(true, |tier| tier >= left_out),
            };
            if packed.is_incomplete() || stop() {
                continue;
            }
            let start = coarse.as_ref().unwrap_or(&of_axis);
            if let Some(built) = start.refined(moves, &self.kept(left_out), &packed, limits, stop) {
                return (built, left_out);
            }
        }

        let whatever = || {
            let limits = BuildLimits { arcs: usize::MAX };
            of_axis.refined(moves, &self.kept(LAST_TIER), &all, limits, stop)
        };
        let last = coarse.or_else(whatever);
        last.map_or_else(Default::default, |built| (built, LAST_TIER))
    }

    /// Adds what follows from the automata left out, as long as the diagram stays small.
    ///
    /// The automata themselves stay out, however small they are: what several of them still need is weighed together beside the diagram.
    fn with_implied(
        &self,
        mut built: Built,
        left_out: u8,
        most_arcs: usize,
        stop: Stop<'_>,
    ) -> Built {
        let mut automata = self.kept(left_out);
        let left_out = self
            .automata
            .iter()
            .zip(&self.tiers)
            .filter(|(_, tier)| **tier < left_out);
        let implied: Vec<Box<dyn Automaton>> = left_out
            .flat_map(|(automaton, _)| automaton.implied())
            .collect();
        let (moves, kinds) = ((&self.frame, &self.templates), &self.templates.kinds);
        let limits = BuildLimits { arcs: most_arcs };
        for automaton in &implied {
            if stop() || built.diagram.arcs.len() >= most_arcs {
                break;
            }
            let table =
                AutomatonTable::new_until(automaton.as_ref(), &self.frame, kinds, MOST_CELLS, stop);
            if table.as_ref().is_some_and(AutomatonTable::says_nothing) {
                continue;
            }
            let packed = Packed::new(std::iter::once(table.as_ref()), kinds.len());
            automata.push(automaton.as_ref());
            let refined = match packed.is_incomplete() {
                true => None,
                false => built.refined(moves, &automata, &packed, limits, stop),
            };
            match refined {
                Some(refined) => built = refined,
                None => drop(automata.pop()),
            }
        }
        built
    }

    fn into_class(self, built: Built, left_out: u8) -> Class {
        let left_out_tables = self.pack(false, |tier| tier < left_out);
        let dropped = self
            .automata
            .into_iter()
            .zip(&self.tiers)
            .filter(|(_, tier)| **tier < left_out)
            .map(|(automaton, _)| automaton)
            .collect();
        Class::new(
            built,
            &self.frame,
            &self.templates,
            dropped,
            left_out_tables,
        )
    }
}

/// An automaton and its table, if it is small enough for one.
type WithTable = (Box<dyn Automaton>, Option<Arc<AutomatonTable>>);
/// Makes the table of an automaton, if it has no more than so many cells.
type TableOf<'a> = dyn Fn(&dyn Automaton, usize) -> Option<Arc<AutomatonTable>> + 'a;

/// Tables of automata. An automaton that has none and may not be left out is written as two automata, one of which may be left out.
fn with_tables(
    automata: Vec<Box<dyn Automaton>>,
    most: usize,
    table_of: &TableOf<'_>,
) -> Vec<WithTable> {
    let mut with = Vec::with_capacity(automata.len());
    for automaton in automata {
        let table = table_of(automaton.as_ref(), most);
        if table.is_some() || automaton.relaxation().tier() < LAST_TIER {
            with.push((automaton, table));
        } else {
            with.extend(in_two(automaton, table_of));
        }
    }
    with
}

fn in_two(automaton: Box<dyn Automaton>, table_of: &TableOf<'_>) -> [WithTable; 2] {
    let shared: Arc<dyn Automaton> = Arc::from(automaton);
    let generous = Generous(Arc::clone(&shared));
    let table = table_of(&generous, usize::MAX);
    [
        (Box::new(generous), table),
        (Box::new(Excess(shared)), None),
    ]
}

/// If the automata that may not be left out do not fit into the words of a state, the last of them are written as two automata as well.
fn make_room(
    base: Option<&AutomatonTable>,
    automata: Vec<WithTable>,
    table_of: &TableOf<'_>,
) -> Vec<WithTable> {
    let stays = |with: &WithTable| with.0.relaxation().tier() >= LAST_TIER;
    let missing = {
        let tables = automata
            .iter()
            .filter(|with| stays(with))
            .map(|with| with.1.as_deref());
        Packed::new(std::iter::once(base).chain(tables), 0)
            .missing()
            .to_vec()
    };
    let mut position = 0;
    let mut with = Vec::with_capacity(automata.len());
    for entry in automata {
        position += usize::from(stays(&entry));
        if stays(&entry) && missing.contains(&position) {
            with.extend(in_two(entry.0, table_of));
        } else {
            with.push(entry);
        }
    }
    with
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{Cohort, Year, haifa};
    use crate::problem::ProblemDraft;

    /// Refining a coarse diagram gives what the product of all automata gives, whatever is coarse.
    fn same_as_product(draft: ProblemDraft, complete: bool) {
        let problem = draft.validate().unwrap();
        let wanted = crate::diagram::table::WantedActivities::new(&problem, complete);
        let limits = BuildLimits { arcs: 3_000_000 };
        for doctor in (0..problem.doctors().len())
            .step_by(3)
            .map(crate::ids::DoctorId::new)
        {
            let Model {
                frame, automata, ..
            } = Model::new(&problem, doctor, &wanted, &[]);
            let templates = Templates::new(
                &frame,
                frame.base.is_steady() && automata.iter().all(|automaton| automaton.is_steady()),
            );
            let table_of = |automaton: &dyn Automaton| {
                AutomatonTable::new(automaton, &frame, &templates.kinds, usize::MAX).unwrap()
            };
            let base = table_of(&frame.base);
            let tables: Vec<(AutomatonTable, u8)> = automata
                .iter()
                .map(|automaton| (table_of(automaton.as_ref()), automaton.relaxation().tier()))
                .collect();
            let of_tiers = |from: u8, to: u8| {
                tables
                    .iter()
                    .filter(move |table| from <= table.1 && table.1 < to)
                    .map(|table| &table.0)
            };
            let with_base = |from| {
                Packed::new(
                    std::iter::once(&base)
                        .chain(of_tiers(from, u8::MAX))
                        .map(Some),
                    templates.kinds.len(),
                )
            };
            let known = |from: u8| {
                let others = automata
                    .iter()
                    .filter(|automaton| automaton.relaxation().tier() >= from)
                    .map(|automaton| automaton.as_ref());
                std::iter::once(&frame.base as &dyn Automaton)
                    .chain(others)
                    .collect::<Vec<_>>()
            };
            let of_axis = Built::of_axis(&frame, &templates);
            let moves = (&frame, &templates);
            let product = of_axis
                .refined(moves, &known(0), &with_base(0), limits, &|| false)
                .unwrap();
            for tier in [1, LAST_TIER] {
                let coarse = of_axis
                    .refined(moves, &known(tier), &with_base(tier), limits, &|| false)
                    .unwrap();
                let rest = Packed::new(of_tiers(0, tier).map(Some), templates.kinds.len());
                let refined = coarse
                    .refined(moves, &known(0), &rest, limits, &|| false)
                    .unwrap();
                assert_eq!(refined.diagram, product.diagram);
                assert_eq!(refined.template_of, product.template_of);
            }
        }
    }

    /// A time limit is kept also where one diagram takes long: it is asked for within each.
    #[test]
    fn the_building_of_a_diagram_is_stopped_within() {
        let problem = Cohort::default().draft().validate().unwrap();
        let limits = BuildLimits { arcs: 400_000 };
        let stopped_after = |questions: usize| {
            let asked = std::sync::atomic::AtomicUsize::new(0);
            let stop = || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= questions;
            let built = crate::diagram::Pathways::build_until(None, &problem, limits, &stop);
            (built, asked.into_inner())
        };
        let (built, all) = stopped_after(usize::MAX);
        let diagrams = built.unwrap().statistics().diagrams;
        assert!(
            all > 3 * problem.doctors().len() + 5 * diagrams,
            "{all} questions for {diagrams} diagrams"
        );
        for questions in [all / 4, all / 2, all - 1] {
            let (built, asked) = stopped_after(questions);
            assert!(built.is_none());
            // What goes on for a moment is other threads, and what has to be put away.
            assert!(asked <= all + 20, "{asked} of {all}");
        }
    }

    #[test]
    fn a_refined_diagram_is_the_product() {
        same_as_product(Year::new(6, 26, 8).draft(), false);
        same_as_product(Year::new(3, 8, 4).draft(), true);
        same_as_product(Cohort::default().draft(), false);
        same_as_product(haifa(), false);
    }
}
