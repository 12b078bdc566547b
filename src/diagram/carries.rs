//! The best path where some counts are halved and rounded down: a pass with a bit for each, whether what was counted so far is odd.

use super::graph::{Diagram, NodeId, Place};
use super::path::BestPath;
use super::table::Weights;

/// What a cell or a slot adds to counts, by their numbers.
pub(crate) type Added = Vec<(u32, i64)>;

/// What the labels of one doctor add to counts that are halved.
#[derive(Clone, Debug, Default)]
pub(crate) struct Carries {
    /// The row of each bit.
    pub(crate) rows: Vec<usize>,
    /// Bits that are set at first.
    start: u64,
    /// For each label the bits that it turns.
    odd: Vec<u64>,
    /// For each bit the last step in which a label turns it.
    last: Vec<u32>,
    /// Labels that add other than nothing or one to a count: label, bit, times two (rounded down).
    whole: Vec<(u32, u8, i64)>,
    /// The most that a label adds to a count, or takes off.
    most: i64,
}

impl Carries {
    /// What cells (`place * steps + step`) and slots add to counts by their numbers; some have `begun` with one, and each is that of a `row`. Labels without a value are never taken. `None` if there are
    /// more counts than bits.
    ///
    /// # Complexity
    /// Labels, their steps, and what is added in these.
    pub(crate) fn new(
        diagram: &Diagram,
        values: &[i64],
        (cells, slots): (&[Added], &[Added]),
        begun: impl Fn(u32) -> bool,
        row: impl Fn(u32) -> usize,
    ) -> Option<Self> {
        let mut counts: Vec<u32> = cells
            .iter()
            .chain(slots)
            .flatten()
            .map(|added| added.0)
            .collect();
        counts.sort_unstable();
        counts.dedup();
        let mut carries = Self::default();
        if counts.is_empty() {
            return Some(carries);
        }
        if counts.len() > u64::BITS as usize {
            return None;
        }
        let steps = cells.len() / diagram.places().len().max(1);
        carries.odd = vec![0; diagram.labels().len()];
        carries.last = vec![0; counts.len()];
        let mut sums = vec![0_i64; counts.len()];
        for (index, label) in diagram.labels().iter().enumerate() {
            let added = match label.place {
                _ if values[index] == i64::NOWHERE => continue,
                Place::Start(place) | Place::Stay(place) => {
                    let first = place as usize * steps + label.first as usize;
                    cells.get(first..first + label.steps as usize)?
                }
                Place::Attend(slot) => slots.get(slot as usize..=slot as usize)?,
                Place::Idle | Place::End => continue,
            };
            for (count, amount) in added.iter().flatten() {
                let bit = counts.binary_search(count).ok()?;
                sums[bit] = sums[bit].checked_add(*amount)?;
            }
            for (bit, sum) in sums.iter_mut().enumerate() {
                let sum = std::mem::take(sum);
                carries.most = carries.most.max(sum.checked_abs()?);
                if sum.rem_euclid(2) == 1 {
                    carries.odd[index] |= 1 << bit;
                    carries.last[bit] = carries.last[bit].max(label.first);
                }
                if sum.div_euclid(2) != 0 {
                    carries
                        .whole
                        .push((index as u32, bit as u8, sum.div_euclid(2)));
                }
            }
        }
        for (bit, count) in counts.into_iter().enumerate() {
            carries.start |= u64::from(begun(count)) << bit;
            carries.rows.push(row(count));
        }
        Some(carries)
    }

    /// The most that a path of so many steps pays, in units of the largest price: for each count in each step.
    pub(crate) fn most(&self) -> i128 {
        self.rows.len() as i128 * (i128::from(self.most) + 1)
    }

    /// Takes `prices` (by row), `times` as much, off the weights of labels for what each of them counts by itself, halved and rounded down. A path counts that much or more, so that a bound without
    /// bits is a bound.
    ///
    /// # Complexity
    /// Labels that add other than nothing or one to a count.
    pub(crate) fn pay_without_bits<T: Weights>(&self, prices: &[T], times: T, weights: &mut [T]) {
        for &(label, bit, twos) in &self.whole {
            let weight = &mut weights[label as usize];
            if *weight > T::LEAST {
                *weight = *weight - prices[self.rows[bit as usize]] * T::of(twos) * times;
            }
        }
    }

    /// True if a price of a count is not 0.
    pub(crate) fn is_priced<T: Weights>(&self, prices: &[T]) -> bool {
        self.rows.iter().any(|row| prices[*row] > T::ZERO)
    }
}

/// A way to a node.
#[derive(Clone, Copy, Debug)]
struct State<T> {
    bits: u64,
    value: T,
    /// The state before, and the label in between.
    before: u32,
    label: u32,
}

/// The pass; reused between doctors.
#[derive(Debug, Default)]
pub(crate) struct CarryPass<T> {
    /// Weights of labels less what they pay for twos.
    weights: Vec<T>,
    /// Price of each bit, and the bits that have one.
    prices: Vec<T>,
    priced: u64,
    /// For each bundle its labels that are the best among those that turn the same bits: bits, label.
    kept: Vec<(u64, u32)>,
    first_kept: Vec<u32>,
    /// Bits that a label of a step or a later one turns.
    alive: Vec<u64>,
    /// States of each node.
    open: Vec<Vec<u32>>,
    states: Vec<State<T>>,
    /// Comparisons of states so far.
    compared: usize,
}

/// Most comparisons of states in a pass: a document may ask for bits of which none is better than another.
const MOST_COMPARED: usize = 10_000_000;
/// Most beginnings that are looked at for each path that may be found.
const LOOKED_FOR_EACH: usize = 50;

impl<T: Weights> CarryPass<T> {
    /// The greatest value of a path, where `prices` (by row, none below 0) are paid for counts; its labels are in `path`. `None` if there are too many states.
    ///
    /// # Complexity
    /// As a pass, times the states of a node that differ in bits and may still be the best.
    pub(crate) fn run(
        &mut self,
        diagram: &Diagram,
        carries: &Carries,
        prices: &[T],
        weights: &[T],
        best: &mut BestPath<T>,
        path: &mut Vec<u32>,
    ) -> Option<T> {
        self.weigh(carries, prices, weights);
        let plain = best.run(diagram, &self.weights);
        if plain <= T::LEAST || !best.labels(diagram, path) {
            return Some(T::NOWHERE);
        }
        // What the best path without bits comes to with them.
        let (mut turned, mut reached) = (carries.start & self.priced, plain);
        for &label in path.iter() {
            let odd = carries.odd[label as usize] & self.priced;
            reached = reached - self.cost(turned & odd);
            turned ^= odd;
        }
        let keep = |value: T| value > reached;
        self.go(diagram, carries, &best.values, keep)?;
        let mut better = None;
        for &state in self
            .open
            .get(diagram.node_count() - 1)
            .into_iter()
            .flatten()
        {
            let value = self.states[state as usize].value;
            if value > reached {
                (reached, better) = (value, Some(state));
            }
        }
        if let Some(mut state) = better {
            path.clear();
            while self.states[state as usize].before != u32::MAX {
                path.push(self.states[state as usize].label);
                state = self.states[state as usize].before;
            }
            path.reverse();
        }
        Some(reached)
    }

    /// Calls `each` with the source, target and label of arcs, and at least what the best path through each comes to, unless that is less than `least`. False if there are too many states.
    ///
    /// # Complexity
    /// As [`run`](Self::run), with the states of which a path may come to `least`; and squares of the states of a node.
    pub(crate) fn through(
        &mut self,
        (diagram, carries): (&Diagram, &Carries),
        (prices, weights): (&[T], &[T]),
        best: &mut BestPath<T>,
        least: T,
        mut each: impl FnMut(NodeId, NodeId, u32, T),
    ) -> bool {
        self.weigh(carries, prices, weights);
        if best.run(diagram, &self.weights) <= T::LEAST {
            return true;
        }
        let keep = |value: T| value >= least;
        if self.go(diagram, carries, &best.values, keep).is_none() {
            return false;
        }
        let nodes = diagram.node_count();
        let mut to_end = vec![T::NOWHERE; self.states.len()];
        for &state in &self.open[nodes - 1] {
            to_end[state as usize] = T::ZERO;
        }
        for node in (0..nodes - 1).rev() {
            for (label, to) in diagram.moves_of(node as NodeId) {
                let (weight, plain) = (self.weights[label as usize], best.values[to as usize]);
                if weight <= T::LEAST || plain <= T::LEAST {
                    continue;
                }
                let odd = carries.odd[label as usize] & self.priced;
                let alive = self.alive[diagram.step_of(to)];
                let mut whole = T::NOWHERE;
                for &from in &self.open[node] {
                    let State { bits, value, .. } = self.states[from as usize];
                    let paid = weight - self.cost(bits & odd);
                    let bits = (bits ^ odd) & alive;
                    self.compared += 1 + self.open[to as usize].len();
                    // From here on, with what fewer bits may save: of whatever is there, as a state that comes late may be the measure of one that does not.
                    let mut rest = plain;
                    for &known in &self.open[to as usize] {
                        let least = to_end[known as usize]
                            + self.cost(self.states[known as usize].bits & !bits);
                        if least < rest {
                            rest = least;
                        }
                    }
                    if paid + rest > to_end[from as usize] {
                        to_end[from as usize] = paid + rest;
                    }
                    if value + paid + rest > whole {
                        whole = value + paid + rest;
                    }
                }
                if self.compared > MOST_COMPARED {
                    return false;
                }
                if whole > T::LEAST && keep(whole) {
                    each(node as NodeId, to, label, whole);
                }
            }
        }
        true
    }

    /// Calls `each` with the labels of all paths that come to `least`. False if there are more than `most` of them, or too many beginnings of paths to look at.
    ///
    /// # Complexity
    /// Beginnings of which a path may come to `least` without bits.
    pub(crate) fn paths(
        &mut self,
        (diagram, carries): (&Diagram, &Carries),
        (prices, weights): (&[T], &[T]),
        best: &mut BestPath<T>,
        (least, most): (T, usize),
        mut each: impl FnMut(&[u32]),
    ) -> bool {
        self.weigh(carries, prices, weights);
        if best.run(diagram, &self.weights) <= T::LEAST {
            return true;
        }
        let end = diagram.node_count() - 1;
        let (mut found, mut looked) = (0, 0);
        let mut labels: Vec<u32> = Vec::new();
        let mut open = vec![(0 as NodeId, carries.start & self.priced, T::ZERO, 0, None)];
        while let Some((node, bits, value, depth, label)) = open.pop() {
            labels.truncate(usize::saturating_sub(depth, 1));
            labels.extend(label);
            looked += 1;
            if node as usize == end {
                found += 1;
                each(&labels);
            } else {
                for (label, to) in diagram.moves_of(node) {
                    let (weight, rest) = (self.weights[label as usize], best.values[to as usize]);
                    if weight <= T::LEAST || rest <= T::LEAST {
                        continue;
                    }
                    let odd = carries
                        .odd
                        .get(label as usize)
                        .map_or(0, |odd| odd & self.priced);
                    let value = value + weight - self.cost(bits & odd);
                    if value + rest >= least {
                        open.push((to, bits ^ odd, value, depth + 1, Some(label)));
                    }
                }
            }
            if found > most || looked > LOOKED_FOR_EACH * (most + 1) {
                return false;
            }
        }
        true
    }

    fn weigh(&mut self, carries: &Carries, prices: &[T], weights: &[T]) {
        self.prices.clear();
        self.prices
            .extend(carries.rows.iter().map(|row| prices[*row]));
        let priced = (0..self.prices.len()).filter(|bit| self.prices[*bit] > T::ZERO);
        self.priced = priced.fold(0, |mask, bit| mask | 1 << bit);
        self.weights.clear();
        self.weights.extend_from_slice(weights);
        for &(label, bit, times) in &carries.whole {
            let weight = &mut self.weights[label as usize];
            if *weight > T::LEAST {
                *weight = *weight - self.prices[bit as usize] * T::of(times);
            }
        }
    }

    /// What some bits cost.
    fn cost(&self, mut bits: u64) -> T {
        let mut sum = T::ZERO;
        while bits != 0 {
            sum = sum + self.prices[bits.trailing_zeros() as usize];
            bits &= bits - 1;
        }
        sum
    }

    /// Reaches nodes from the source, each by the states of which a path may come to what is kept; `to_end` bounds what is still to come. `None` if there are too many.
    fn go(
        &mut self,
        diagram: &Diagram,
        carries: &Carries,
        to_end: &[T],
        keep: impl Fn(T) -> bool,
    ) -> Option<()> {
        self.keep_best(diagram, carries);
        let nodes = diagram.node_count();
        let steps = diagram.step_of(nodes as NodeId) + 1;
        self.alive.clear();
        self.alive.resize(steps + 1, 0);
        for (bit, last) in carries.last.iter().enumerate() {
            self.alive[..=*last as usize]
                .iter_mut()
                .for_each(|alive| *alive |= self.priced & (1 << bit));
        }
        self.open.iter_mut().for_each(Vec::clear);
        self.open.resize_with(nodes.max(self.open.len()), Vec::new);
        self.states.clear();
        self.compared = 0;
        self.states.push(State {
            bits: carries.start & self.priced,
            value: T::ZERO,
            before: u32::MAX,
            label: u32::MAX,
        });
        self.open[0].push(0);
        for node in 0..nodes - 1 {
            let here = std::mem::take(&mut self.open[node]);
            for arc in diagram.arcs_of(node as NodeId) {
                let rest = to_end[arc.to as usize];
                if rest <= T::LEAST {
                    continue;
                }
                let alive = self.alive[diagram.step_of(arc.to)];
                let bundle = arc.bundle as usize;
                let kept = self.first_kept[bundle] as usize..self.first_kept[bundle + 1] as usize;
                for &from in &here {
                    let State {
                        bits: had, value, ..
                    } = self.states[from as usize];
                    if self.compared > MOST_COMPARED {
                        return None;
                    }
                    for at in kept.clone() {
                        let (odd, label) = self.kept[at];
                        let value = value + self.weights[label as usize] - self.cost(had & odd);
                        if keep(value + rest) {
                            let bits = (had ^ odd) & alive;
                            self.reach(
                                arc.to,
                                State {
                                    bits,
                                    value,
                                    before: from,
                                    label,
                                },
                            );
                        }
                    }
                }
                if self.compared > MOST_COMPARED {
                    return None;
                }
            }
            self.open[node] = here;
        }
        Some(())
    }

    /// Keeps of each bundle the best label of those that turn the same bits.
    fn keep_best(&mut self, diagram: &Diagram, carries: &Carries) {
        self.kept.clear();
        self.first_kept.clear();
        self.first_kept.push(0);
        for bundle in 0..diagram.bundle_count() as u32 {
            let first = self.kept.len();
            for label in diagram.labels_of(bundle) {
                let (odd, weight) = (carries.odd[label] & self.priced, self.weights[label]);
                if weight <= T::LEAST {
                    continue;
                }
                match self.kept[first..].iter_mut().find(|kept| kept.0 == odd) {
                    Some(kept) if self.weights[kept.1 as usize] < weight => kept.1 = label as u32,
                    Some(_) => {}
                    None => self.kept.push((odd, label as u32)),
                }
            }
            self.first_kept.push(self.kept.len() as u32);
        }
    }

    /// Adds a state to a node, unless one that is there is as good whatever comes; those that it is as good as are taken out.
    fn reach(&mut self, node: NodeId, state: State<T>) {
        let mut open = std::mem::take(&mut self.open[node as usize]);
        self.compared += 1 + 2 * open.len();
        let is_beaten = open.iter().any(|known| {
            let known = self.states[*known as usize];
            known.value >= state.value
                && known.value - self.cost(known.bits & !state.bits) >= state.value
        });
        if !is_beaten {
            open.retain(|known| {
                let known = self.states[*known as usize];
                known.value > state.value
                    || state.value - self.cost(state.bits & !known.bits) < known.value
            });
            open.push(self.states.len() as u32);
            self.states.push(state);
        }
        self.open[node as usize] = open;
    }
}
