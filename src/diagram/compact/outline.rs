//! The outline of a class: its columns, rows and flows.

use super::super::automata::{Automaton, LinearRow, PrivateRow, Span, Sum};
use super::super::automaton_table::AutomatonTable;
use super::super::class::Class;
use super::super::frame::{Frame, Templates};
use super::super::graph::{Label, Place};
use super::super::model::Model;
use super::super::own_rows::OwnRow;
use super::super::table::WantedActivities;
use super::columns::{Column, Kinds, Writer};
use super::flow::{FlowTable, NEUTRAL, StateFlow, constant, starts_are_stays};
use crate::ids::{ActivityId, DoctorId};
use crate::problem::Problem;
use rustc_hash::FxHashSet;

/// Most lengths of a rotation that has a column for each of them.
const MOST_LENGTHS: usize = 8;
/// Most cells of an automaton's table, and most states of it.
const MOST_CELLS: usize = 200_000;
const MOST_STATES: usize = 400;

/// Most arcs of a flow, states × groups of moves.
const MOST_ARCS: usize = 12_000;

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
        (class, own): (&Class, &[OwnRow]),
        start_values: &dyn Fn(u16) -> bool,
    ) -> Self {
        let wanted = WantedActivities::new(problem, false);
        let Model {
            frame, automata, ..
        } = Model::new(problem, doctor, &wanted, own);
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
            end_label: last_label(class),
            base_is_flow: has_slots,
            left_out: 0,
        };
        let pending = outline.add_linear(automata, &frame);
        let is_steady = pending.iter().all(|automaton| automaton.is_steady());
        let templates = Templates::new(&frame, is_steady);
        let tables = outline.tables(&pending, &frame, &templates);

        let mut writer = Writer::new(class, &frame, &templates);
        writer.others();
        for place in 0..frame.places.len() {
            outline.add_place(place, &frame, &tables, start_values, &mut writer);
        }
        outline.match_private(class);

        let Writer {
            columns,
            moves,
            kinds,
            ..
        } = writer;
        let mut removed = vec![false; columns.len()];
        outline.columns = columns;
        for table in &tables {
            outline.add_flow(table, &moves, &kinds, &mut removed);
        }
        outline.keep(&removed);
        outline
    }

    /// Adds the automata that are rows; returns the others, the base as the last of them where it is a flow.
    fn add_linear(
        &mut self,
        automata: Vec<Box<dyn Automaton>>,
        frame: &Frame,
    ) -> Vec<Box<dyn Automaton>> {
        let mut pending: Vec<Box<dyn Automaton>> = Vec::new();
        for automaton in automata {
            match automaton.linear(self.base_is_flow) {
                Some(linear) => {
                    self.add_rows(linear.rows, linear.switches);
                    pending.extend(linear.rest);
                }
                None => pending.push(automaton),
            }
        }
        if self.base_is_flow {
            pending.push(Box::new(frame.base.clone()));
        }
        pending
    }

    /// Tables of the automata that are no rows; those that are too large are left out.
    fn tables(
        &mut self,
        pending: &[Box<dyn Automaton>],
        frame: &Frame,
        templates: &Templates,
    ) -> Vec<FlowTable> {
        let mut tables = Vec::with_capacity(pending.len());
        for (number, automaton) in pending.iter().enumerate() {
            let table =
                AutomatonTable::new(automaton.as_ref(), frame, &templates.kinds, MOST_CELLS);
            match table.filter(|table| table.states() <= MOST_STATES) {
                Some(table) => tables.push(FlowTable {
                    table,
                    is_base: self.base_is_flow && number + 1 == pending.len(),
                }),
                None => self.left_out += 1,
            }
        }
        tables
    }

    /// Adds the columns of a place, as coarse as the rules allow.
    fn add_place(
        &mut self,
        place: usize,
        frame: &Frame,
        tables: &[FlowTable],
        start_values: &dyn Fn(u16) -> bool,
        writer: &mut Writer<'_>,
    ) {
        let (activity, shortest, longest) = frame.places[place];
        let Some(position) = writer.position[place] else {
            return;
        };
        let longest = longest.min(self.steps.max(shortest));
        let is_sensitive = self.counts_starts(activity) || start_values(position);
        let is_alike = || {
            tables.iter().all(|of| {
                of.is_base || starts_are_stays(&of.table, &writer.kinds, writer.templates, place)
            })
        };
        if shortest == 1 && longest > 1 && !is_sensitive && is_alike() {
            writer.cells(place, position);
        } else if !self.base_is_flow && longest - shortest < MOST_LENGTHS {
            writer.rotations(place, position, (shortest, longest));
        } else {
            writer.chain(place, position, shortest);
        }
        let is_forgotten = frame.base.forgotten.contains(activity);
        if !self.base_is_flow && !is_forgotten && !self.allows_one(activity) {
            self.apart.push(position);
        }
    }

    /// Adds an automaton as a flow, as few states and effects as the columns tell apart; none if its state never matters. Columns that nobody can take are
    /// marked as removed.
    fn add_flow(
        &mut self,
        of: &FlowTable,
        moves: &[Vec<u32>],
        kinds: &Kinds,
        removed: &mut [bool],
    ) {
        let mut flow = StateFlow::new(of, &self.columns, moves, kinds);
        let mut groups: FxHashSet<(usize, usize, u32)> = FxHashSet::default();
        for (number, effect) in flow.effect_of.iter_mut().enumerate() {
            let cells = &flow.effects[*effect as usize];
            let column = &mut self.columns[number];
            if cells.iter().all(Option::is_none) {
                removed[number] = true;
            } else if let Some(value) = constant(cells) {
                column.value = column.value.saturating_add(value);
                *effect = NEUTRAL;
            } else {
                groups.insert((column.first, column.steps, *effect));
            }
        }

        if let [end] = flow.ends[..] {
            match end {
                Some(value) => self.end_value = self.end_value.saturating_add(value),
                // No state may end, so no path may begin.
                None => removed.fill(true),
            }
        } else if groups.len().saturating_mul(flow.ends.len()) > MOST_ARCS {
            self.left_out += 1;
        } else {
            self.flows.push(flow);
        }
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
        let counts = |sum: &Sum| sum.starts && sum.counts(activity);
        self.rows.iter().flat_map(|row| &row.sums).any(counts)
    }

    /// True if a row allows only one rotation of an activity.
    fn allows_one(&self, activity: ActivityId) -> bool {
        self.rows.iter().any(|row| {
            let one = row.weight.is_none() && row.span == Span::Whole && row.upper.is_some_and(|upper| upper <= 1);
            let counts = |sum: &Sum| sum.starts && (0..self.steps).all(|step| sum.coefficient(activity, step) >= 1);
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
                let plain = row.span == Span::Whole && row.switches.is_empty();
                let same =
                    |private: &PrivateRow| private.sum == *sum && private.weight == row.weight;
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

/// Label of the end.
fn last_label(class: &Class) -> Option<u32> {
    let labels = class.diagram.labels();
    let is_end = |label: &Label| label.place == Place::End;
    labels.iter().rposition(is_end).map(|number| number as u32)
}
