//! A relaxed diagram refined for the weights of one doctor: automata that it leaves out are followed one after the other.
//!
//! A node is a node of the diagram together with the states of the automata that are followed. Whatever is followed, no valid path is worth more than the best path: a refinement
//! that is cut short bounds as well. Only what may be worth more than some value is kept, so that each step works on a small part of the product.

use super::build::Layer;
use super::class::Class;
use super::graph::NodeId;
use super::packed::Part;
use super::table::Weights;

/// The number of a node that is not kept.
const GONE: u32 = u32::MAX;
/// Largest value of an automaton's move in the units of the weights, and largest sum of a path.
const LARGEST_EXTRA: u64 = 1 << 58;
const LARGEST_SUM: i64 = 1 << 59;

/// A move: its label, where it leads, and what the automata that are followed give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) label: u32,
    pub(super) to: u32,
    extra: i64,
}

/// What a graph is after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refined {
    /// No valid path is worth more than the least.
    Nothing,
    /// There is a best path.
    Path,
    /// The change takes more moves than allowed, or a sum is too large: the graph is what it was.
    TooLarge,
}

/// Weights of a doctor's labels.
#[derive(Clone, Debug, Default)]
pub(super) struct Weighed {
    /// By label, with what private prices take off.
    pub(super) priced: Vec<i64>,
    /// What private prices give back at least: a valid path is worth at most the sum of its labels and this.
    pub(super) offset: i64,
    /// What a value of one is in the weights.
    pub(super) unit: i64,
    /// What is not worth more than this is not kept; `None` keeps all.
    pub(super) least: Option<i64>,
}

impl Weighed {
    /// True if a path of such a sum may be worth more than the least.
    #[inline]
    fn keeps(&self, sum: i64) -> bool {
        self.least
            .is_none_or(|least| sum.saturating_add(self.offset) > least)
    }
    /// Weight of a move.
    #[inline]
    fn of(&self, step: &Step) -> i64 {
        self.priced[step.label as usize].saturating_add(step.extra)
    }
}

/// The part of a product that may still be worth something.
#[derive(Clone, Debug, Default)]
pub(super) struct Refinement {
    /// First move of each node; one more entry than nodes. The last node is the end.
    first: Vec<u32>,
    steps: Vec<Step>,
    /// Node of the diagram of each node.
    node_of: Vec<NodeId>,
    /// Best completion of each node.
    rest: Vec<i64>,
    /// The parts of what the diagram leaves out that are followed.
    followed: Vec<usize>,
    /// The diagram's end.
    end: NodeId,
    next: Next,
}

/// What is being made: nodes by number, moves in the order of the nodes they leave.
#[derive(Clone, Debug, Default)]
struct Next {
    /// Nodes in the order of time.
    order: Vec<u32>,
    /// First move of each of them.
    first: Vec<u32>,
    steps: Vec<Step>,
    node_of: Vec<NodeId>,
    /// Best sum that leads to each node.
    sum: Vec<i64>,
    rest: Vec<i64>,
    /// Number of each node in the graph.
    number: Vec<u32>,
}

impl Refinement {
    /// The diagram as it is; at most so many moves. O(labels of all arcs).
    pub(super) fn begin(
        &mut self,
        class: &Class,
        weighed: &Weighed,
        rest: &[i64],
        most: usize,
    ) -> Refined {
        let diagram = &class.diagram;
        let nodes = diagram.node_count();
        self.followed.clear();
        self.end = nodes as u32 - 1;
        let next = &mut self.next;
        next.open();
        next.node_of.extend(0..nodes as u32);
        next.sum.resize(nodes, i64::NOWHERE);
        next.sum[0] = 0;
        for node in 0..nodes {
            next.order.push(node as u32);
            next.first.push(next.steps.len() as u32);
            let so_far = next.sum[node];
            if so_far <= i64::LEAST {
                continue;
            }
            for (label, to) in diagram.moves_of(node as NodeId) {
                let (weight, ahead) = (weighed.priced[label as usize], rest[to as usize]);
                if weight > i64::LEAST
                    && ahead > i64::LEAST
                    && weighed.keeps(so_far + weight + ahead)
                {
                    let sum = &mut next.sum[to as usize];
                    *sum = (*sum).max(so_far + weight);
                    next.steps.push(Step {
                        label,
                        to,
                        extra: 0,
                    });
                }
            }
            if next.steps.len() > most {
                return Refined::TooLarge;
            }
        }
        self.settle(weighed)
    }

    /// Follows one part more; at most so many moves. O(moves that result).
    pub(super) fn follow(
        &mut self,
        class: &Class,
        (number, part): (usize, &Part<'_>),
        weighed: &Weighed,
        most: usize,
    ) -> Refined {
        let mut next = std::mem::take(&mut self.next);
        let is_made = self.multiply(&mut next, class, part, weighed, most);
        self.next = next;
        if !is_made {
            return Refined::TooLarge;
        }
        let settled = self.settle(weighed);
        if settled == Refined::Path {
            self.followed.push(number);
        }
        settled
    }

    /// The product with a part; false if there are too many moves, or if a sum is too large.
    fn multiply(
        &self,
        next: &mut Next,
        class: &Class,
        part: &Part<'_>,
        weighed: &Weighed,
        most: usize,
    ) -> bool {
        next.open();
        let end = self.node_of.len() - 1;
        let mut layers: Vec<Layer<1>> = vec![Layer::default(); end + 1];
        layers[0].node([part.start() as u64], 0);
        next.add(0, 0);
        for node in 0..=end {
            for (state, number) in std::mem::take(&mut layers[node]).nodes {
                next.order.push(number);
                next.first.push(next.steps.len() as u32);
                let so_far = next.sum[number as usize];
                for step in self.steps_of(node) {
                    let kind = class.kinds()[step.label as usize];
                    let Some((mut reached, mut value)) = part.follow(state[0] as usize, kind)
                    else {
                        continue;
                    };
                    let to = step.to as usize;
                    if to == end {
                        let Some(last) = part.end(reached) else {
                            continue;
                        };
                        // All paths end in one node.
                        (reached, value) = (0, value.saturating_add(last));
                    }
                    let extra = value
                        .checked_mul(weighed.unit)
                        .filter(|extra| extra.unsigned_abs() <= LARGEST_EXTRA);
                    let Some(extra) = extra.and_then(|extra| extra.checked_add(step.extra)) else {
                        return false;
                    };
                    let made = Step { extra, ..*step };
                    let sum = so_far.saturating_add(weighed.of(&made));
                    if sum.saturating_abs() > LARGEST_SUM {
                        return false;
                    }
                    if !weighed.keeps(sum + self.rest[to]) {
                        continue;
                    }
                    let new = next.sum.len() as u32;
                    let number = layers[to].node([reached as u64], new);
                    if number == new {
                        next.add(self.node_of[to], sum);
                    }
                    let known = &mut next.sum[number as usize];
                    *known = (*known).max(sum);
                    next.steps.push(Step { to: number, ..made });
                }
                if next.steps.len() > most {
                    return false;
                }
            }
        }
        true
    }

    /// Takes other weights. O(moves).
    pub(super) fn weigh(&mut self, weighed: &Weighed) -> Refined {
        let next = &mut self.next;
        next.open();
        let nodes = self.node_of.len();
        next.order.extend(0..nodes as u32);
        next.first.extend_from_slice(&self.first[..nodes]);
        next.steps.extend_from_slice(&self.steps);
        next.node_of.extend_from_slice(&self.node_of);
        next.sum.resize(nodes, i64::NOWHERE);
        next.sum[0] = 0;
        for node in 0..nodes {
            for step in &self.steps[self.first[node] as usize..self.first[node + 1] as usize] {
                let sum = next.sum[node].saturating_add(weighed.of(step));
                if sum.saturating_abs() > LARGEST_SUM {
                    return Refined::TooLarge;
                }
                let known = &mut next.sum[step.to as usize];
                *known = (*known).max(sum);
            }
        }
        self.settle(weighed)
    }

    /// Takes over what was made: the nodes and moves that may be worth more than the least, and their completions.
    fn settle(&mut self, weighed: &Weighed) -> Refined {
        let end = self.end;
        let next = &mut self.next;
        next.first.push(next.steps.len() as u32);
        next.rest.clear();
        next.rest.resize(next.sum.len(), i64::NOWHERE);
        for position in (0..next.order.len()).rev() {
            let node = next.order[position] as usize;
            if next.node_of[node] == end {
                next.rest[node] = 0;
                continue;
            }
            let mut best = i64::NOWHERE;
            for step in next.steps_at(position) {
                let ahead = next.rest[step.to as usize];
                if ahead <= i64::LEAST {
                    continue;
                }
                let worth = ahead.saturating_add(weighed.of(step));
                if worth.saturating_abs() > LARGEST_SUM {
                    return Refined::TooLarge;
                }
                best = best.max(worth);
            }
            next.rest[node] = best;
        }

        next.number.clear();
        next.number.resize(next.sum.len(), GONE);
        let mut count = 0;
        for &node in &next.order {
            let (sum, rest) = (next.sum[node as usize], next.rest[node as usize]);
            if sum > i64::LEAST && rest > i64::LEAST && weighed.keeps(sum + rest) {
                next.number[node as usize] = count;
                count += 1;
            }
        }
        if next.number.first().is_none_or(|first| *first == GONE) {
            return Refined::Nothing;
        }
        self.first.clear();
        self.steps.clear();
        self.rest.clear();
        self.node_of.clear();
        for position in 0..next.order.len() {
            let node = next.order[position] as usize;
            if next.number[node] == GONE {
                continue;
            }
            self.first.push(self.steps.len() as u32);
            self.rest.push(next.rest[node]);
            self.node_of.push(next.node_of[node]);
            for step in next.steps_at(position) {
                let to = step.to as usize;
                let through = || next.sum[node] + weighed.of(step) + next.rest[to];
                if next.number[to] != GONE && weighed.keeps(through()) {
                    let to = next.number[to];
                    self.steps.push(Step { to, ..*step });
                }
            }
        }
        self.first.push(self.steps.len() as u32);
        Refined::Path
    }

    /// Sum of the best path.
    pub(super) fn best(&self) -> i64 {
        self.rest.first().copied().unwrap_or(i64::NOWHERE)
    }

    /// Best completion of a node.
    pub(super) fn rest(&self, node: u32) -> i64 {
        self.rest[node as usize]
    }

    /// The node of the diagram that a node lies over.
    pub(super) fn node_of(&self, node: u32) -> NodeId {
        self.node_of[node as usize]
    }

    /// Number of moves.
    pub(super) fn moves(&self) -> usize {
        self.steps.len()
    }

    /// Number of moves that were made for the last product or weights, kept or not.
    pub(super) fn made(&self) -> usize {
        self.next.steps.len()
    }

    /// True if a part is followed.
    pub(super) fn follows(&self, part: usize) -> bool {
        self.followed.contains(&part)
    }

    /// The moves that leave a node.
    pub(super) fn steps_of(&self, node: usize) -> &[Step] {
        &self.steps[self.first[node] as usize..self.first[node + 1] as usize]
    }

    /// Worth of a move and the best completion behind it.
    pub(super) fn worth(&self, weighed: &Weighed, step: &Step) -> i64 {
        weighed.of(step) + self.rest[step.to as usize]
    }

    /// Sum of the best path under other weights. O(moves).
    pub(super) fn best_under(&mut self, weighed: &Weighed) -> i64 {
        let rest = &mut self.next.rest;
        rest.clear();
        rest.resize(self.node_of.len(), i64::NOWHERE);
        let last = rest.len() - 1;
        rest[last] = 0;
        for node in (0..last).rev() {
            let steps = &self.steps[self.first[node] as usize..self.first[node + 1] as usize];
            let worth = steps
                .iter()
                .map(|step| weighed.of(step).saturating_add(rest[step.to as usize]));
            rest[node] = worth.max().unwrap_or(i64::NOWHERE);
        }
        rest[0]
    }

    /// The labels of the best path. Of equal moves a scattered one is taken: with always the first of them everybody's best paths were in each other's way.
    pub(super) fn labels(&self, weighed: &Weighed, out: &mut Vec<u32>) {
        out.clear();
        let (mut node, last) = (0, self.node_of.len() - 1);
        while node != last {
            let steps = self.steps_of(node).iter();
            let key = |step: &&Step| (self.worth(weighed, step), scattered(step.label));
            let Some(step) = steps.max_by_key(key) else {
                return;
            };
            out.push(step.label);
            node = step.to as usize;
        }
    }

    /// Sorts the moves of each node, those with the best completion first.
    pub(super) fn sort(&mut self, weighed: &Weighed) {
        let rest = &self.rest;
        for ends in self.first.windows(2) {
            self.steps[ends[0] as usize..ends[1] as usize]
                .sort_by_key(|step| std::cmp::Reverse(weighed.of(step) + rest[step.to as usize]));
        }
    }
}

/// Another order of numbers (Fibonacci hashing, Knuth 1973).
fn scattered(number: u32) -> u32 {
    number.wrapping_mul(0x9E37_79B9)
}

impl Next {
    fn open(&mut self) {
        self.order.clear();
        self.first.clear();
        self.steps.clear();
        self.node_of.clear();
        self.sum.clear();
    }

    fn add(&mut self, node: NodeId, sum: i64) {
        self.node_of.push(node);
        self.sum.push(sum);
    }

    /// The moves of the node at a position of the order.
    fn steps_at(&self, position: usize) -> &[Step] {
        &self.steps[self.first[position] as usize..self.first[position + 1] as usize]
    }
}
