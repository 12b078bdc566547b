//! Pathways of doctors whose diagram is relaxed: an exact-rule forward beam with the relaxed diagram as completion bound.
//!
//! A partial path is a node of the relaxed diagram together with the states of the automata that were left out of it; a move is made only if they
//! allow it. Partial paths are ranked by their priced value so far plus the relaxed diagram's best completion under private prices, and the best of
//! each step are kept. What comes out keeps every rule.

use super::class::Class;
use super::graph::{NodeId, Sorted};
use super::lookahead::Possible;
use super::packed::State;
use super::path::BestPath;
use super::table::Weights;
use rand::Rng;
use rustc_hash::FxHashSet;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::sync::LazyLock;

/// Most partial paths kept at a step, and where these lead nowhere.
const WIDTH: usize = 24;
const WIDEST: usize = 16 * WIDTH;
/// Noise in relation to the temperature. Every label of a path has its own, which adds up. Measured with 24 disciplines: between 0.15 and 0.6 little changes, 0.15 did best over 160 doctors.
const NOISE: f64 = 0.15;
/// Times that private prices are moved before a path is drawn. Measured with 24 disciplines over 96 periods: three did better than one, six were no better.
const LESSONS: usize = 3;
/// Most units that one move of a private price counts.
const FAR: f64 = 3.0;
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Partial {
    /// Value so far, of the plain weights.
    plain: f64,
    /// Value so far under private prices.
    priced: f64,
    /// What is taken off for what the automata without tables still lack.
    behind: f64,
    parent: u32,
    label: u32,
    state: State,
}

/// Moves that may be made when their step comes: the labels of an arc, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    /// Worth of the whole path at most, in an order of integers.
    worth: u64,
    /// Of equal ones the earliest.
    parent: std::cmp::Reverse<u32>,
    arc: std::cmp::Reverse<u32>,
    rank: u32,
}

/// A float as an integer with the same order.
fn in_order(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 0 {
        bits | 1 << 63
    } else {
        !bits
    }
}

/// Buffers of the beam.
#[derive(Debug, Default)]
pub(crate) struct Beam {
    best: BestPath<f64>,
    plain: Vec<f64>,
    priced: Vec<f64>,
    partials: Vec<Partial>,
    layers: Vec<Vec<Candidate>>,
    seen: FxHashSet<(u32, State)>,
    /// The same where there are automata without tables.
    seen_wide: FxHashSet<(u32, State, Box<[u32]>)>,
    /// States of the automata without tables, those of each partial path one after the other, and of the path at hand.
    wide: Vec<u32>,
    next_wide: Vec<u32>,
    /// What is taken off for each step that they lack.
    lead: f64,
    sorted: Sorted,
    width: usize,
    noise: Noise,
    /// Worth of the path found last.
    found: f64,
    relaxed: Vec<u32>,
    used: Vec<i64>,
    possible: Possible,
    /// Moves looked at since the start.
    pub(crate) looked_at: u64,
}

impl Beam {
    /// Moves that one looks at along so many steps, about: one of two is kept.
    pub(crate) fn looks(steps: usize) -> u64 {
        (2 * steps * WIDTH) as u64
    }

    /// Writes the labels of a good path of the class that keeps all rules; false if the beam found none.
    ///
    /// `weights` are without what the `private` prices charge. At a temperature the weights are
    /// perturbed, each label by its own draw, so that good paths come up by chance as in a heat bath.
    pub(crate) fn run<R: Rng>(
        &mut self,
        class: &Class,
        (weights, private): (&[f64], &[f64]),
        heat: Option<(f64, &mut R)>,
        out: &mut Vec<u32>,
    ) -> bool {
        self.weigh(weights, heat);
        self.complete(class, private) && self.draw(class, out)
    }

    /// As [`run`](Self::run), but first moves the private prices, by `step` for each unit, against what the best relaxed path uses. Prices that fit
    /// the weights at hand bound completions well, and the beam keeps what leads to good paths. False as well if the path `known` is worth more than
    /// what the beam found.
    pub(crate) fn run_and_learn<R: Rng>(
        &mut self,
        class: &Class,
        (weights, private, step): (&[f64], &mut [f64], f64),
        known: &[u32],
        heat: Option<(f64, &mut R)>,
        out: &mut Vec<u32>,
    ) -> bool {
        self.weigh(weights, heat);
        let mut leads = self.complete(class, private);
        for _ in 0..LESSONS {
            if !leads || !self.learn(class, private, step) {
                break;
            }
            leads = self.complete(class, private);
        }
        leads
            && self.draw(class, out)
            && self
                .worth_of(class, known)
                .is_none_or(|worth| self.found >= worth)
    }

    /// Worth of a path under the weights at hand, if it is one.
    fn worth_of(&self, class: &Class, labels: &[u32]) -> Option<f64> {
        let extra = if labels.is_empty() {
            None
        } else {
            class.left_out_value(labels)
        }?;
        Some(
            f64::of(extra)
                + labels
                    .iter()
                    .map(|label| self.plain[*label as usize])
                    .sum::<f64>(),
        )
    }

    /// Takes the weights over, perturbed at a temperature.
    fn weigh<R: Rng>(&mut self, weights: &[f64], heat: Option<(f64, &mut R)>) {
        self.plain.clear();
        self.plain.extend_from_slice(weights);
        if let Some((tau, random)) = heat {
            self.noise.add(tau * NOISE, random, &mut self.plain);
        }
    }

    /// Best completions under private prices; false if nothing leads to the end.
    fn complete(&mut self, class: &Class, private: &[f64]) -> bool {
        let diagram = &class.diagram;
        self.priced.clone_from(&self.plain);
        class.charge_private(private, false, &mut self.priced);
        self.best.run(diagram, &self.priced) != f64::NOWHERE
    }

    /// Moves private prices against what the best relaxed path uses; false if it keeps all private rows.
    fn learn(&mut self, class: &Class, private: &mut [f64], step: f64) -> bool {
        if !self.best.labels(&class.diagram, &mut self.relaxed) {
            return false;
        }
        self.used.clear();
        self.used.resize(private.len(), 0);
        for &label in &self.relaxed {
            class
                .private_uses(label as usize)
                .iter()
                .for_each(|&(row, amount)| self.used[row as usize] += amount);
        }
        let mut breaks = false;
        // Prices of soft rows stay as they are: what breaks these is paid for, and allowed.
        let rows = class.private_rows.iter().zip(class.private_sizes());
        let rows = rows.zip(private).zip(&self.used);
        for (((row, &size), price), &used) in rows.filter(|(((row, _), _), _)| row.weight.is_none())
        {
            let (over, under) = (
                used.saturating_sub(row.upper),
                row.lower.saturating_sub(used),
            );
            breaks |= over > 0 || under > 0;
            // What a label counts is the unit of what the row counts, and of its price.
            let size = size as f64;
            let far = |beyond: i64| step * (beyond as f64 / size).clamp(-FAR, FAR) / size;
            // A price falls back to nothing where it is not needed, and no further.
            if over > 0 || (*price > 0.0 && over < 0) {
                let moved = *price + far(over);
                *price = if *price > 0.0 { moved.max(0.0) } else { moved };
            } else if under > 0 || (*price < 0.0 && under < 0) {
                let moved = *price - far(under);
                *price = if *price < 0.0 { moved.min(0.0) } else { moved };
            }
        }
        breaks
    }

    /// Draws a path once completions are known.
    fn draw(&mut self, class: &Class, out: &mut Vec<u32>) -> bool {
        out.clear();
        self.lead = 0.0;
        self.possible.fill(class, class.lookahead(), &self.plain);
        if self.sweep(class, WIDTH, out) || self.sweep(class, WIDEST, out) {
            return true;
        }
        if !class.is_incomplete() {
            return false;
        }
        // Chance does not fulfil the automata that the diagram leaves out, so moves that bring them nearer to their end go first, whatever
        // they are worth.
        let sizes = self
            .plain
            .iter()
            .map(|weight| weight.abs())
            .filter(|size| size.is_finite());
        self.lead = 1.0 + sizes.fold(0.0, f64::max);
        self.sweep(class, WIDTH, out) || self.sweep(class, WIDEST, out)
    }

    /// One pass from the first step to the last with at most `width` partial paths a step.
    fn sweep(&mut self, class: &Class, width: usize, out: &mut Vec<u32>) -> bool {
        let diagram = &class.diagram;
        self.width = width;
        let last = diagram.step_of(diagram.node_count() as u32 - 1);
        self.partials.clear();
        self.layers.resize_with(last + 1, Vec::new);
        self.layers.iter_mut().for_each(Vec::clear);
        self.sorted.sort(diagram, &self.priced);
        self.partials.push(Partial {
            plain: 0.0,
            priced: 0.0,
            behind: 0.0,
            parent: NONE,
            label: NONE,
            state: class.start(),
        });
        class.start_wide(&mut self.wide);
        self.expand(class, 0, 0);
        let mut goal: Option<u32> = None;
        for step in 0..=last {
            // A move of no length leads to the step it starts from, once: to the end.
            while !self.layers[step].is_empty() {
                let candidates = std::mem::take(&mut self.layers[step]);
                let (buffer, found) = self.advance(class, candidates, goal);
                goal = found;
                if self.layers[step].is_empty() {
                    self.layers[step] = buffer;
                }
            }
        }
        let Some(mut index) = goal else { return false };
        self.found = self.partials[index as usize].plain;
        while self.partials[index as usize].parent != NONE {
            out.push(self.partials[index as usize].label);
            index = self.partials[index as usize].parent;
        }
        out.reverse();
        true
    }

    /// Makes the best moves among a step's candidates and lists what may follow them; returns the best complete path and the empty buffer.
    fn advance(
        &mut self,
        class: &Class,
        candidates: Vec<Candidate>,
        mut goal: Option<u32>,
    ) -> (Vec<Candidate>, Option<u32>) {
        let diagram = &class.diagram;
        let end = diagram.node_count() as u32 - 1;
        let mut open = BinaryHeap::from(candidates);
        self.seen.clear();
        self.seen_wide.clear();
        let mut kept = 0;
        while kept < self.width
            && let Some(mut candidate) = open.peek_mut()
        {
            self.looked_at += 1;
            let arc = diagram.arcs[candidate.arc.0 as usize];
            let parent_index = candidate.parent.0;
            let parent = self.partials[parent_index as usize];
            let labels = self.sorted.of_bundle(diagram, arc.bundle);
            let label = labels[candidate.rank as usize];
            // The next label of the arc waits for its turn.
            let next = labels
                .get(candidate.rank as usize + 1)
                .map(|next| parent.priced - parent.behind + self.priced[*next as usize]);
            match next
                .map(|priced| priced + self.best.values[arc.to as usize])
                .filter(|worth| *worth > f64::NOWHERE)
            {
                Some(worth) => {
                    candidate.worth = in_order(worth);
                    candidate.rank += 1;
                    drop(candidate);
                }
                None => {
                    PeekMut::pop(candidate);
                }
            }
            let Some((state, extra)) = self.follow(class, parent_index, label, arc.to) else {
                continue;
            };
            let plain = parent.plain + self.plain[label as usize] + f64::of(extra);
            let priced = parent.priced + self.priced[label as usize] + f64::of(extra);
            let index = self.partials.len() as u32;
            if arc.to == end {
                if goal.is_some_and(|goal| self.partials[goal as usize].plain >= plain) {
                    continue;
                }
                goal = Some(index);
            }
            let behind = if self.lead > 0.0 {
                self.lead * f64::of(class.lacks_wide(&mut self.next_wide))
            } else {
                0.0
            };
            self.partials.push(Partial {
                plain,
                priced,
                behind,
                parent: parent_index,
                label,
                state,
            });
            if !self.wide.is_empty() {
                self.wide.extend_from_slice(&self.next_wide);
            }
            kept += 1;
            if arc.to != end {
                self.expand(class, index, arc.to);
            }
        }
        let mut buffer = open.into_vec();
        buffer.clear();
        (buffer, goal)
    }

    /// Follows a label to a node in the automata left out: their states and value; `None` if one does not allow it, if the path is lost, or if another one came
    /// to the node in the same states. The states of automata without tables are in `next_wide`.
    fn follow(
        &mut self,
        class: &Class,
        parent: u32,
        label: u32,
        node: NodeId,
    ) -> Option<(State, i64)> {
        let mut state = self.partials[parent as usize].state;
        let mut extra = class.follow(&mut state, label)?;
        // An automaton without a table is followed by calling it.
        let has_wide = !self.wide.is_empty();
        if has_wide {
            let width = self.wide.len() / self.partials.len();
            self.next_wide.clear();
            self.next_wide
                .extend_from_slice(&self.wide[parent as usize * width..][..width]);
            extra += class.follow_wide(&mut self.next_wide, label)?;
        }
        if node == class.diagram.node_count() as u32 - 1 {
            extra += class.end(&state)?;
            extra += match has_wide {
                true => class.end_wide(&mut self.next_wide)?,
                false => 0,
            };
            return Some((state, extra));
        }
        let step = class.diagram.step_of(node);
        let is_lost = class
            .lookahead()
            .is_lost(class, &self.possible, &state, step);
        let mut is_new = || match has_wide {
            true => (self.seen_wide).insert((node, state, self.next_wide.as_slice().into())),
            false => self.seen.insert((node, state)),
        };
        (!is_lost && is_new()).then_some((state, extra))
    }

    /// Lists the moves that may follow a partial path at a node.
    fn expand(&mut self, class: &Class, index: u32, node: u32) {
        let diagram = &class.diagram;
        let priced = self.partials[index as usize].priced - self.partials[index as usize].behind;
        let first_arc = diagram.first_arc[node as usize];
        for (position, arc) in diagram.arcs_of(node).iter().enumerate() {
            let worth =
                priced + self.best.values[arc.to as usize] + self.best.of_bundle(arc.bundle);
            if worth > f64::NOWHERE {
                let arc_index = std::cmp::Reverse(first_arc + position as u32);
                let candidate = Candidate {
                    worth: in_order(worth),
                    parent: std::cmp::Reverse(index),
                    arc: arc_index,
                    rank: 0,
                };
                self.layers[diagram.step_of(arc.to)].push(candidate);
            }
        }
    }
}

/// Quantiles of the Gumbel distribution: a logarithm for each label would cost more than the path. One table serves every doctor.
static QUANTILES: LazyLock<Vec<f64>> = LazyLock::new(|| {
    const SIZE: usize = 1 << 12;
    let quantile = |index: usize| -(-((index as f64 + 0.5) / SIZE as f64).ln()).ln();
    (0..SIZE).map(quantile).collect()
});

/// Draws from the Gumbel distribution.
#[derive(Debug)]
struct Noise {
    quantiles: &'static [f64],
}

impl Default for Noise {
    fn default() -> Self {
        Self {
            quantiles: &QUANTILES,
        }
    }
}

impl Noise {
    /// Adds `scale` times a draw of its own to each weight.
    fn add<R: Rng>(&self, scale: f64, random: &mut R, weights: &mut [f64]) {
        for weights in weights.chunks_mut(5) {
            let mut bits = random.next_u64();
            for weight in weights {
                *weight += scale * self.quantiles[(bits & 0xfff) as usize];
                bits >>= 12;
            }
        }
    }
}
