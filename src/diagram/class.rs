//! A diagram of doctors who share it, and what was left out of it where it had to be relaxed.

use super::automata::{Automaton, Move, PrivateRow, Relaxation};
use super::built::Built;
use super::frame::{Frame, Templates};
use super::graph::{Diagram, Label, Place};
use super::lookahead::Lookahead;
use super::packed::{Packed, State};
use super::table::Weights;
use crate::ids::RuleId;
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
    /// The automaton of each private row: its part of [`Self::left_out`], if it has one.
    private_part: Vec<Option<usize>>,
    /// What each label counts in the private rows: row and amount.
    private_uses: Uses,
    /// The most that a label counts in each private row, without its sign; at least one.
    private_sizes: Vec<i64>,
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

/// What each label counts: row and amount, label by label.
#[derive(Clone, Debug, Default)]
struct Uses {
    /// First entry of each label; one more than labels, or none at all.
    first: Vec<u32>,
    list: Vec<(u32, i64)>,
}

/// What a class's diagram depends on besides its signature.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// The tier it started at and the one it took.
    pub(super) start: u8,
    pub(super) tier: u8,
    /// Most arcs up to which it keeps what follows from automata that it leaves out.
    pub(super) most_implied: usize,
    /// Rules of its automata.
    pub(super) rules: Vec<Option<RuleId>>,
}

impl Origin {
    /// True if a build from this tier on comes to the same diagram.
    pub(super) fn holds_from(&self, start: u8, most_implied: usize) -> bool {
        let leaves_out_the_same = self.tier == 0 || self.most_implied == most_implied;
        self.start <= start && start <= self.tier && leaves_out_the_same
    }
}

/// A class with where it comes from.
pub(super) type WithOrigin = (Arc<Class>, Origin);

/// The class of doctors that the problem does not have: no pathway at all.
pub(super) static STRANGERS: LazyLock<Class> = LazyLock::new(|| Class {
    diagram: Diagram::default(),
    dropped: Vec::new(),
    private_rows: Vec::new(),
    private_part: Vec::new(),
    private_uses: Uses::default(),
    private_sizes: Vec::new(),
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
        let kind_of = kinds_of(&template_of, templates);
        let moves_of = if left_out.is_incomplete() {
            moves_of(&template_of, templates, frame)
        } else {
            Vec::new()
        };
        let (mut private_rows, mut private_part) = (Vec::new(), Vec::new());
        let mut parts = 0..;
        for (position, automaton) in dropped.iter().enumerate() {
            let is_followed = !left_out.missing().contains(&position);
            let part = is_followed.then(|| parts.next()).flatten();
            if let Relaxation::Drop { rows, .. } = automaton.relaxation() {
                private_part.extend(rows.iter().map(|_| part));
                private_rows.extend(rows);
            }
        }
        let private_uses = private_uses(&diagram, &private_rows);
        let mut private_sizes = vec![1; private_rows.len()];
        for &(row, amount) in &private_uses.list {
            let size: &mut i64 = &mut private_sizes[row as usize];
            *size = (*size).max(amount.saturating_abs());
        }
        let wide = left_out
            .missing()
            .iter()
            .filter_map(|position| dropped.get(*position))
            .map(|automaton| automaton.width())
            .sum();
        let rests = if frame.rests && !dropped.is_empty() {
            let template = |number: &u32| templates.list.get(*number as usize);
            template_of
                .iter()
                .map(|number| template(number).is_some_and(|template| template.rest))
                .collect()
        } else {
            Vec::new()
        };
        let lookahead = Lookahead::default();
        let mut class = Self {
            diagram,
            dropped,
            private_rows,
            private_part,
            private_uses,
            private_sizes,
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
        let ends = (self.private_uses.first.get(label)).zip(self.private_uses.first.get(label + 1));
        ends.map_or(&[], |(first, end)| {
            &self.private_uses.list[*first as usize..*end as usize]
        })
    }

    /// True if the automaton of a private row has a table, so that [`Self::follow`] follows it.
    pub(super) fn is_followed(&self, row: usize) -> bool {
        self.private_part.get(row).is_some_and(Option::is_some)
    }

    /// The private rows of a part of the automata left out.
    pub(super) fn private_rows_of(&self, part: usize) -> impl Iterator<Item = usize> + '_ {
        let rows = self.private_part.iter().enumerate();
        rows.filter(move |(_, of)| **of == Some(part))
            .map(|(row, _)| row)
    }

    /// The most that a label counts in each private row, without its sign; at least one.
    pub(crate) fn private_sizes(&self) -> &[i64] {
        &self.private_sizes
    }

    /// Takes what prices of the private rows charge off the weights of the labels. A soft row is left out if the costs of its breach are counted anyway.
    pub(crate) fn charge_private(&self, private: &[f64], with_soft: bool, weights: &mut [f64]) {
        if private.is_empty() {
            return;
        }
        let charged = |(row, price): (&PrivateRow, &f64)| match with_soft || row.weight.is_none() {
            true => *price,
            false => 0.0,
        };
        let charged: Vec<f64> = self.private_rows.iter().zip(private).map(charged).collect();
        for (weight, ends) in weights.iter_mut().zip(self.private_uses.first.windows(2)) {
            for &(row, amount) in &self.private_uses.list[ends[0] as usize..ends[1] as usize] {
                *weight -= charged[row as usize] * f64::of(amount);
            }
        }
    }

    /// The rules that a relaxed diagram leaves out, in the order of their automata.
    pub fn rules_left_out(&self) -> impl Iterator<Item = RuleId> + '_ {
        self.dropped.iter().filter_map(|automaton| automaton.rule())
    }
}

/// Kind of the move of each label. The end is a move of its own that no automaton makes.
fn kinds_of(template_of: &[u32], templates: &Templates) -> Vec<u32> {
    let no_move = templates.kinds.len() as u32;
    let kind_of = |template: &u32| templates.kind_of.get(*template as usize).copied();
    template_of
        .iter()
        .map(|template| kind_of(template).unwrap_or(no_move))
        .collect()
}

/// Moves of each label, step by step.
fn moves_of(template_of: &[u32], templates: &Templates, frame: &Frame) -> Vec<Vec<(usize, Move)>> {
    let moves = |number: &u32| {
        let template = templates.list.get(*number as usize);
        template.map(|template| template.moves(frame).collect())
    };
    template_of
        .iter()
        .map(|template| moves(template).unwrap_or_default())
        .collect()
}

/// What each label counts in the private rows: row and amount.
fn private_uses(diagram: &Diagram, private_rows: &[PrivateRow]) -> Uses {
    if private_rows.is_empty() {
        return Uses::default();
    }
    let mut uses = Uses {
        first: vec![0],
        list: Vec::new(),
    };
    for label in diagram.labels() {
        let rows = private_rows.iter().enumerate();
        let amounts = rows.map(|(index, row)| (index as u32, counted(diagram, row, label)));
        uses.list.extend(amounts.filter(|entry| entry.1 != 0));
        uses.first.push(uses.list.len() as u32);
    }
    uses
}

/// What a label counts in a private row.
fn counted(diagram: &Diagram, row: &PrivateRow, label: &Label) -> i64 {
    let Some(activity) = diagram.activity(label) else {
        return 0;
    };
    let first = label.first as usize;
    let steps = match label.place {
        Place::Start(_) if row.sum.starts => first..first + 1,
        Place::Start(_) => first..first + label.steps as usize,
        Place::Stay(_) if !row.sum.starts => first..first + label.steps as usize,
        Place::Stay(_) | Place::Idle | Place::Attend(_) | Place::End => return 0,
    };
    steps
        .map(|step| row.sum.coefficient(activity, step))
        .fold(0, i64::saturating_add)
}
