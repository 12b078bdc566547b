//! What a compact programme has to know of the doctors of one class: columns for moves of the axis, and the personal rules as linear rows over
//! these columns or as flows through the states of small automata, without any product.
//!
//! Columns are as coarse as the rules allow: one for every cell where nothing tells the start of a rotation from its going on, one for
//! every whole rotation where these have few lengths, and otherwise one for each start and each stay.

mod columns;
mod flow;

pub(crate) use columns::{Column, Part};
pub(crate) use flow::{NEUTRAL, StateFlow};

use super::automata::{Automaton, LinearRow};
use super::class::Class;
use super::frame::Templates;
use super::graph::Place;
use super::model::Model;
use super::packed::Table;
use super::table::WantedActivities;
use crate::ids::{ActivityId, DoctorId};
use crate::problem::Problem;
use columns::{Kinds, Writer};
use flow::starts_are_stays;
use rustc_hash::FxHashMap;

/// Most lengths of a rotation that has a column for each of them.
const MOST_LENGTHS: usize = 8;
/// Most cells of an automaton's table, and most states of it.
const MOST_CELLS: usize = 200_000;
const MOST_STATES: usize = 400;

/// The doctors of one class as a compact programme sees them.
#[derive(Debug)]
pub(crate) struct Outline {
    /// Number of steps.
    pub(crate) steps: usize,
    pub(crate) columns: Vec<Column>,
    pub(crate) flows: Vec<StateFlow>,
    pub(crate) rows: Vec<LinearRow>,
    /// Private row of the class that says the same as each of the rows, if one does.
    pub(crate) private: Vec<Option<usize>>,
    /// Number of columns of 0 or 1 that rows refer to.
    pub(crate) switches: usize,
    /// Places of which no rotation may begin where another one ends.
    pub(crate) apart: Vec<u16>,
    /// What automata give at the end whatever happens.
    pub(crate) end_value: i64,
    /// Label of the end.
    pub(crate) end_label: Option<u32>,
    /// Where a rotation goes on is a flow.
    pub(crate) base_is_flow: bool,
    /// Automata that are neither rows nor flows: the programme does not know of them.
    pub(crate) left_out: usize,
}

impl Outline {
    /// The outline of a class, by one of its doctors; in the places with `start_values` a start is worth something else than a stay to one of them.
    ///
    /// # Complexity
    /// Columns × automata × states, each of the few effects that moves have counted once.
    pub(crate) fn new(
        problem: &Problem,
        doctor: DoctorId,
        class: &Class,
        start_values: &dyn Fn(u16) -> bool,
    ) -> Self {
        let wanted = WantedActivities::new(problem, false);
        let Model {
            frame, automata, ..
        } = Model::new(problem, doctor, &wanted);
        // Rotations that something may come between: what goes on is a flow.
        let has_slots = !frame.slots.is_empty() || !frame.base.leave_of.is_empty();
        let mut outline = Self {
            steps: frame.leave.len(),
            columns: Vec::new(),
            flows: Vec::new(),
            rows: Vec::new(),
            private: Vec::new(),
            switches: 0,
            apart: Vec::new(),
            end_value: 0,
            end_label: None,
            base_is_flow: has_slots,
            left_out: 0,
        };
        let mut pending: Vec<Box<dyn Automaton>> = Vec::new();
        for automaton in automata {
            match automaton.linear(has_slots) {
                Some(linear) => {
                    outline.add_rows(linear.rows, linear.switches);
                    pending.extend(linear.rest);
                }
                None => pending.push(automaton),
            }
        }
        if has_slots {
            pending.push(Box::new(frame.base.clone()));
        }
        let templates = Templates::new(
            &frame,
            pending.iter().all(|automaton| automaton.is_steady()),
        );
        let base = if has_slots {
            pending.len() - 1
        } else {
            usize::MAX
        };
        let mut tables: Vec<(Table, bool)> = Vec::with_capacity(pending.len());
        for (number, automaton) in pending.iter().enumerate() {
            match Table::new(automaton.as_ref(), &frame, &templates.kinds, MOST_CELLS)
                .filter(|table| table.states() <= MOST_STATES)
            {
                Some(table) => tables.push((table, number == base)),
                None => outline.left_out += 1,
            }
        }
        let places = class.diagram.places();
        let mut writer = Writer {
            class,
            templates: &templates,
            kinds: Kinds::new(&frame, &templates),
            position: frame
                .places
                .iter()
                .map(|place| {
                    places
                        .iter()
                        .position(|known| *known == place.0)
                        .map(|at| at as u16)
                })
                .collect(),
            label_of: FxHashMap::default(),
            columns: Vec::new(),
            moves: Vec::new(),
        };
        for (number, label) in class.diagram.labels().iter().enumerate() {
            writer
                .label_of
                .entry((label.place, label.first, label.steps))
                .or_insert(number as u32);
            if label.place == Place::End {
                outline.end_label = Some(number as u32);
            }
        }
        writer.others();
        for (place, &(activity, shortest, longest)) in frame.places.iter().enumerate() {
            let Some(position) = writer.position[place] else {
                continue;
            };
            let longest = longest.min(outline.steps.max(shortest));
            let sensitive = outline.counts_starts(activity) || start_values(position);
            let alike = || {
                tables.iter().all(|(table, is_base)| {
                    *is_base || starts_are_stays(table, &writer.kinds, &templates, place)
                })
            };
            if shortest == 1 && longest > 1 && !sensitive && alike() {
                writer.cells(place, position);
            } else if !has_slots && longest - shortest < MOST_LENGTHS {
                writer.rotations(place, position, (shortest, longest));
            } else {
                writer.chain(place, position, shortest);
            }
            if !has_slots
                && !frame.base.forgotten.contains(activity)
                && !outline.allows_one(activity)
            {
                outline.apart.push(position);
            }
        }
        outline.match_private(writer.class);
        let Writer {
            columns,
            moves,
            kinds,
            ..
        } = writer;
        let mut removed = vec![false; columns.len()];
        outline.columns = columns;
        for (table, is_base) in &tables {
            outline.add_flow(table, *is_base, (&moves, &kinds), &mut removed);
        }
        outline.keep(&removed);
        outline
    }

    fn add_rows(&mut self, rows: Vec<LinearRow>, switches: usize) {
        let first = self.switches;
        self.switches += switches;
        self.rows.extend(rows.into_iter().map(|mut row| {
            row.switches.iter_mut().for_each(|entry| entry.0 += first);
            row
        }));
    }

    /// True if a row counts starts of an activity.
    fn counts_starts(&self, activity: ActivityId) -> bool {
        let counts = |sum: &super::automata::Sum| {
            sum.starts
                && sum
                    .terms
                    .iter()
                    .any(|term| term.0 == activity && term.1 != 0)
        };
        self.rows.iter().flat_map(|row| &row.sums).any(counts)
    }

    /// True if a row allows only one rotation of an activity.
    fn allows_one(&self, activity: ActivityId) -> bool {
        self.rows.iter().any(|row| {
            let one = row.weight.is_none() && row.span == super::automata::Span::Whole && row.upper.is_some_and(|upper| upper <= 1);
            let counts = |sum: &super::automata::Sum| sum.starts && (0..self.steps).all(|step| sum.coefficient(activity, step) >= 1);
            one && row.switches.is_empty()
                && matches!(row.sums.as_slice(), [sum] if counts(sum) && sum.terms.iter().all(|term| term.1 >= 0))
        })
    }

    /// Finds the private rows of the class among the rows.
    fn match_private(&mut self, class: &Class) {
        self.private = self
            .rows
            .iter()
            .map(|row| {
                let [sum] = row.sums.as_slice() else {
                    return None;
                };
                let plain = row.span == super::automata::Span::Whole
                    && row.switches.is_empty()
                    && sum.amounts.iter().all(|amount| *amount == 1);
                let same = |private: &super::automata::PrivateRow| {
                    let mut terms = private.terms.clone();
                    terms.sort_unstable();
                    private.starts == sum.starts && terms == sum.terms
                };
                class
                    .private_rows
                    .iter()
                    .position(|private| plain && same(private))
            })
            .collect();
    }

    /// Leaves out columns that nobody can take.
    fn keep(&mut self, removed: &[bool]) {
        let mut kept = removed.iter().map(|removed| !removed);
        self.columns.retain(|_| kept.next().unwrap_or(true));
        for flow in &mut self.flows {
            let mut kept = removed.iter().map(|removed| !removed);
            flow.effect_of.retain(|_| kept.next().unwrap_or(true));
        }
    }
}
