//! What a compact programme has to know of the doctors of one class: columns for moves of the axis, and the personal rules as linear rows over
//! these columns or as flows through the states of small automata, without any product.
//!
//! Columns are as coarse as the rules allow: one for every cell where nothing tells the start of a rotation from its going on, one for every whole
//! rotation where these have few lengths, starts and stays else.

use super::automata::{Automaton, LinearRow, PlaceAutomaton};
use super::class::Class;
use super::frame::{Frame, Template, Templates};
use super::graph::Place;
use super::model::Model;
use super::packed::Table;
use super::table::WantedActivities;
use crate::ids::{ActivityId, DoctorId};
use crate::problem::Problem;
use rustc_hash::FxHashMap;

/// Most lengths of a rotation that has a column for each of them.
const MOST_LENGTHS: usize = 8;
/// Most cells of an automaton's table, most states of it, and most arcs of its flow, states × groups of moves.
const MOST_CELLS: usize = 200_000;
const MOST_STATES: usize = 400;
const MOST_ARCS: usize = 12_000;

/// What a column puts into its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Idle.
    Idle,
    /// In a place for a step, whether the rotation starts there or goes on; position in the diagram's places.
    Cell(u16),
    /// A rotation starts, and stays for its least length.
    Start(u16),
    /// It goes on.
    Stay(u16),
    /// A whole rotation.
    Rotation(u16),
    /// At a slot.
    Attend(u16),
}

impl Part {
    /// The place, if it is a rotation or some of one.
    pub(crate) fn place(self) -> Option<u16> {
        match self {
            Self::Cell(place) | Self::Start(place) | Self::Stay(place) | Self::Rotation(place) => Some(place),
            Self::Idle | Self::Attend(_) => None,
        }
    }
}

/// A move of the axis, or several that are made together.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) part: Part,
    pub(crate) first: usize,
    pub(crate) steps: usize,
    /// What automata give for it whatever the state.
    pub(crate) value: i64,
    /// Labels of the diagram with the same cells.
    pub(crate) labels: Vec<u32>,
}

impl Column {
    /// The step before which it ends.
    pub(crate) fn end(&self) -> usize {
        self.first + self.steps
    }
}

/// Column whose move changes nothing in a flow.
pub(crate) const NEUTRAL: u32 = u32::MAX;

/// An automaton as states between the columns.
#[derive(Clone, Debug)]
pub(crate) struct StateFlow {
    pub(crate) start: u32,
    /// Value of ending in each state, `None` where that is not allowed.
    pub(crate) ends: Vec<Option<i64>>,
    /// What moves do: next state and value by state.
    pub(crate) effects: Vec<Vec<Option<(u32, i64)>>>,
    /// Effect of each column, or [`NEUTRAL`].
    pub(crate) effect_of: Vec<u32>,
}

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
    /// Automata that are neither rows nor flows: the programme does not know of them.
    pub(crate) left_out: usize,
}

/// Kinds of the moves of a step and a place, if there are any.
struct Kinds {
    steps: usize,
    start: Vec<Option<u32>>,
    stay: Vec<Option<u32>>,
}

impl Kinds {
    fn new(frame: &Frame, templates: &Templates) -> Self {
        let steps = frame.leave.len();
        let mut kinds = Self { steps, start: vec![None; steps * frame.places.len()], stay: vec![None; steps * frame.places.len()] };
        for (template, kind) in templates.list.iter().zip(&templates.kind_of) {
            match template.label.place {
                Place::Start(place) => kinds.start[place as usize * steps + template.label.first as usize] = Some(*kind),
                Place::Stay(place) => kinds.stay[place as usize * steps + template.label.first as usize] = Some(*kind),
                Place::Idle | Place::Attend(_) | Place::End => {}
            }
        }
        kinds
    }
    fn start(&self, place: usize, step: usize) -> Option<u32> {
        self.start.get(place * self.steps + step).copied().flatten()
    }
    fn stay(&self, place: usize, step: usize) -> Option<u32> {
        self.stay.get(place * self.steps + step).copied().flatten()
    }
}

/// Columns while they are made.
struct Writer<'a> {
    class: &'a Class,
    templates: &'a Templates,
    kinds: Kinds,
    /// Position in the diagram of each place of the frame.
    position: Vec<Option<u16>>,
    label_of: FxHashMap<(Place, u32, u32), u32>,
    columns: Vec<Column>,
    /// Kinds of the moves of each column, in order.
    moves: Vec<Vec<u32>>,
}

impl Writer<'_> {
    fn add(&mut self, part: Part, (first, steps): (usize, usize), labels: Vec<u32>, moves: Vec<u32>) {
        self.columns.push(Column { part, first, steps, value: 0, labels });
        self.moves.push(moves);
    }
    fn label(&self, place: Place, first: usize, steps: usize) -> Option<u32> {
        self.label_of.get(&(place, first as u32, steps as u32)).copied()
    }
    /// Idle moves and slots.
    fn others(&mut self) {
        for (template, kind) in self.templates.list.iter().zip(&self.templates.kind_of) {
            let Template { label, .. } = *template;
            let (first, steps) = (label.first as usize, label.steps as usize);
            let part = match label.place {
                Place::Idle => Part::Idle,
                Place::Attend(slot) => Part::Attend(slot),
                Place::Start(_) | Place::Stay(_) | Place::End => continue,
            };
            if let Some(known) = self.label(label.place, first, steps) {
                self.add(part, (first, steps), vec![known], vec![*kind]);
            }
        }
    }
    fn cells(&mut self, place: usize, position: u16) {
        for step in 0..self.kinds.steps {
            let Some(kind) = self.kinds.start(place, step) else { continue };
            let label = self.label(Place::Start(position), step, 1).or_else(|| self.label(Place::Stay(position), step, 1));
            if let Some(label) = label {
                self.add(Part::Cell(position), (step, 1), vec![label], vec![kind]);
            }
        }
    }
    fn chain(&mut self, place: usize, position: u16, shortest: usize) {
        for step in 0..self.kinds.steps {
            if let (Some(kind), Some(label)) = (self.kinds.start(place, step), self.label(Place::Start(position), step, shortest)) {
                self.add(Part::Start(position), (step, shortest), vec![label], vec![kind]);
            }
            if let (Some(kind), Some(label)) = (self.kinds.stay(place, step), self.label(Place::Stay(position), step, 1)) {
                self.add(Part::Stay(position), (step, 1), vec![label], vec![kind]);
            }
        }
    }
    fn rotations(&mut self, place: usize, position: u16, (shortest, longest): (usize, usize)) {
        for step in 0..self.kinds.steps {
            let Some(kind) = self.kinds.start(place, step) else { continue };
            let Some(label) = self.label(Place::Start(position), step, shortest) else { continue };
            let (mut labels, mut moves) = (vec![label], vec![kind]);
            self.add(Part::Rotation(position), (step, shortest), labels.clone(), moves.clone());
            for length in shortest + 1..=longest {
                let next = step + length - 1;
                if next >= self.kinds.steps {
                    break;
                }
                let (Some(kind), Some(label)) = (self.kinds.stay(place, next), self.label(Place::Stay(position), next, 1)) else { break };
                labels.push(label);
                moves.push(kind);
                self.add(Part::Rotation(position), (step, length), labels.clone(), moves.clone());
            }
        }
    }
}

impl Outline {
    /// The outline of a class, by one of its doctors; in the places with `start_values` a start is worth something else than a stay to one of them.
    ///
    /// # Complexity
    /// Columns × automata × states, each of the few effects that moves have counted once.
    pub(crate) fn new(problem: &Problem, doctor: DoctorId, class: &Class, start_values: &dyn Fn(u16) -> bool) -> Self {
        let wanted = WantedActivities::new(problem, false);
        let Model { frame, automata, .. } = Model::new(problem, doctor, &wanted);
        let has_slots = !frame.slots.is_empty();
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
            pending.push(Box::new(PlaceAutomaton { forgotten: frame.base.forgotten.clone() }));
        }
        let templates = Templates::new(&frame, pending.iter().all(|automaton| automaton.is_steady()));
        let base = if has_slots { pending.len() - 1 } else { usize::MAX };
        let mut tables: Vec<(Table, bool)> = Vec::with_capacity(pending.len());
        for (number, automaton) in pending.iter().enumerate() {
            match Table::new(automaton.as_ref(), &frame, &templates.kinds, MOST_CELLS).filter(|table| table.states() <= MOST_STATES) {
                Some(table) => tables.push((table, number == base)),
                None => outline.left_out += 1,
            }
        }
        let places = class.diagram.places();
        let mut writer = Writer {
            class,
            templates: &templates,
            kinds: Kinds::new(&frame, &templates),
            position: frame.places.iter().map(|place| places.iter().position(|known| *known == place.0).map(|at| at as u16)).collect(),
            label_of: FxHashMap::default(),
            columns: Vec::new(),
            moves: Vec::new(),
        };
        for (number, label) in class.diagram.labels().iter().enumerate() {
            writer.label_of.entry((label.place, label.first, label.steps)).or_insert(number as u32);
            if label.place == Place::End {
                outline.end_label = Some(number as u32);
            }
        }
        writer.others();
        for (place, &(activity, shortest, longest)) in frame.places.iter().enumerate() {
            let Some(position) = writer.position[place] else { continue };
            let longest = longest.min(outline.steps.max(shortest));
            let sensitive = outline.counts_starts(activity) || start_values(position);
            let alike = || tables.iter().all(|(table, is_base)| *is_base || starts_are_stays(table, &writer.kinds, &templates, place));
            if shortest == 1 && longest > 1 && !sensitive && alike() {
                writer.cells(place, position);
            } else if !has_slots && longest - shortest < MOST_LENGTHS {
                writer.rotations(place, position, (shortest, longest));
            } else {
                writer.chain(place, position, shortest);
            }
            if !has_slots && !frame.base.forgotten.contains(activity) && !outline.allows_one(activity) {
                outline.apart.push(position);
            }
        }
        outline.match_private(writer.class);
        let Writer { columns, moves, kinds, .. } = writer;
        let mut removed = vec![false; columns.len()];
        outline.columns = columns;
        for (table, is_base) in &tables {
            outline.add_flow(table, *is_base, (&moves, &kinds, &frame), &mut removed);
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
        let counts = |sum: &super::automata::Sum| sum.starts && sum.terms.iter().any(|term| term.0 == activity && term.1 != 0);
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
                let [sum] = row.sums.as_slice() else { return None };
                let plain =
                    row.span == super::automata::Span::Whole && row.switches.is_empty() && sum.amounts.iter().all(|amount| *amount == 1);
                let same = |private: &super::automata::PrivateRow| {
                    let mut terms = private.terms.clone();
                    terms.sort_unstable();
                    private.starts == sum.starts && terms == sum.terms
                };
                class.private_rows.iter().position(|private| plain && same(private))
            })
            .collect();
    }

    /// Adds an automaton as a flow, as few states and effects as the columns tell apart; none if its state never matters.
    fn add_flow(&mut self, table: &Table, is_base: bool, (moves, kinds, frame): (&[Vec<u32>], &Kinds, &Frame), removed: &mut [bool]) {
        let states = table.states();
        let mut known: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
        let mut effects: Vec<Vec<Option<(u32, i64)>>> = Vec::new();
        let mut effect_of = Vec::with_capacity(self.columns.len());
        for (column, moves) in self.columns.iter().zip(moves) {
            let mut key: Vec<u32> = moves.iter().map(|kind| table.column(*kind)).collect();
            // Where the base is a flow, a cell goes on if it was there before.
            let stay = match column.part {
                Part::Cell(_) if is_base => frame_stay(kinds, moves[0], column.first),
                _ => None,
            };
            key.extend(stay.map(|kind| table.column(kind)));
            let next = effects.len() as u32;
            let effect = *known.entry(key).or_insert(next);
            if effect == next {
                effects.push((0..states).map(|state| follow_all(table, state, moves).or_else(|| table.follow(state, stay?))).collect());
            }
            effect_of.push(effect);
        }
        let _ = frame;
        // States that columns lead to.
        let mut reached = vec![false; states];
        let mut list = vec![table.start()];
        reached[table.start()] = true;
        while let Some(state) = list.pop() {
            for effect in &effects {
                if let Some((next, _)) = effect[state]
                    && !std::mem::replace(&mut reached[next as usize], true)
                {
                    list.push(next as usize);
                }
            }
        }
        let (class_of, classes) = merged(table, &effects, &reached);
        let mut ends = vec![None; classes];
        let mut start = 0;
        let mut merged_effects = vec![vec![None; classes]; effects.len()];
        for state in (0..states).filter(|state| reached[*state]) {
            let class = class_of[state] as usize;
            ends[class] = table.end(state);
            if state == table.start() {
                start = class as u32;
            }
            for (effect, merged) in effects.iter().zip(&mut merged_effects) {
                merged[class] = effect[state].map(|(next, value)| (class_of[next as usize], value));
            }
        }
        // What changes nothing and is worth the same everywhere is a value of the column.
        let constant = |effect: &[Option<(u32, i64)>]| {
            let value = effect.first().copied().flatten()?.1;
            let same = effect.iter().enumerate().all(|(state, cell)| *cell == Some((state as u32, value)));
            same.then_some(value)
        };
        let mut groups: FxHashMap<(usize, usize, u32), ()> = FxHashMap::default();
        for (number, effect) in effect_of.iter_mut().enumerate() {
            let cells = &merged_effects[*effect as usize];
            if cells.iter().all(Option::is_none) {
                removed[number] = true;
            } else if let Some(value) = constant(cells) {
                self.columns[number].value = self.columns[number].value.saturating_add(value);
                *effect = NEUTRAL;
            } else {
                groups.insert((self.columns[number].first, self.columns[number].steps, *effect), ());
            }
        }
        if classes == 1 {
            match ends[0] {
                Some(value) => self.end_value = self.end_value.saturating_add(value),
                // Nobody may end: nobody may begin either.
                None => removed.fill(true),
            }
            return;
        }
        if groups.len().saturating_mul(classes) > MOST_ARCS {
            self.left_out += 1;
            return;
        }
        self.flows.push(StateFlow { start, ends, effects: merged_effects, effect_of });
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

/// The stay of the place whose start at a step is of a kind.
fn frame_stay(kinds: &Kinds, start: u32, step: usize) -> Option<u32> {
    let places = kinds.start.len().checked_div(kinds.steps)?;
    (0..places).find(|place| kinds.start(*place, step) == Some(start)).and_then(|place| kinds.stay(place, step))
}

/// Makes several moves one after the other.
fn follow_all(table: &Table, state: usize, moves: &[u32]) -> Option<(u32, i64)> {
    moves.iter().try_fold((state as u32, 0_i64), |(state, sum), kind| {
        let (next, value) = table.follow(state as usize, *kind)?;
        Some((next, sum.saturating_add(value)))
    })
}

/// True if, while a rotation of a place goes on, its starting again would make no difference.
fn starts_are_stays(table: &Table, kinds: &Kinds, templates: &Templates, place: usize) -> bool {
    let mut inside = vec![false; table.states()];
    let mut list = Vec::new();
    let enter = |next: Option<(u32, i64)>, inside: &mut Vec<bool>, list: &mut Vec<usize>| {
        if let Some((next, _)) = next
            && !std::mem::replace(&mut inside[next as usize], true)
        {
            list.push(next as usize);
        }
    };
    let mut columns: Vec<(u32, u32)> =
        (0..kinds.steps).filter_map(|step| Some((kinds.start(place, step)?, kinds.stay(place, step)?))).collect();
    columns.sort_unstable_by_key(|pair| (table.column(pair.0), table.column(pair.1)));
    columns.dedup_by_key(|pair| (table.column(pair.0), table.column(pair.1)));
    let attends = templates.kinds.iter().zip(0_u32..).filter(|(kind, _)| matches!(kind.label.place, Place::Attend(_)));
    let attends: Vec<u32> = attends.map(|(_, kind)| kind).collect();
    for state in 0..table.states() {
        columns.iter().for_each(|pair| enter(table.follow(state, pair.0), &mut inside, &mut list));
    }
    while let Some(state) = list.pop() {
        for &(start, stay) in &columns {
            if table.follow(state, start) != table.follow(state, stay) {
                return false;
            }
            enter(table.follow(state, stay), &mut inside, &mut list);
        }
        attends.iter().for_each(|kind| enter(table.follow(state, *kind), &mut inside, &mut list));
    }
    true
}

/// Classes of states that columns do not tell apart, and their number.
fn merged(table: &Table, effects: &[Vec<Option<(u32, i64)>>], reached: &[bool]) -> (Vec<u32>, usize) {
    type Future = (u32, Option<i64>, Vec<Option<(u32, i64)>>);
    let mut class_of = vec![0_u32; reached.len()];
    let mut classes = 1;
    loop {
        let mut known: FxHashMap<Future, u32> = FxHashMap::default();
        let mut refined = vec![0_u32; reached.len()];
        for state in (0..reached.len()).filter(|state| reached[*state]) {
            let cells = effects.iter().map(|effect| effect[state].map(|(next, value)| (class_of[next as usize], value))).collect();
            let next = known.len() as u32;
            refined[state] = *known.entry((class_of[state], table.end(state), cells)).or_insert(next);
        }
        let found = known.len();
        class_of = refined;
        if found == classes {
            return (class_of, classes);
        }
        classes = found;
    }
}
