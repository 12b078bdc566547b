//! Exact best paths of doctors whose diagram is relaxed.
//!
//! A best-first search over partial paths: the rules left out are followed exactly, the relaxed diagram under private prices bounds what is
//! to come. Whatever the prices are, the first complete path taken from the queue is a best one, and the bound of the first entry is valid
//! at any time. So a search that is cut short still proves a bound.

use super::beam::Beam;
use super::class::Class;
use super::graph::Sorted;
use super::lookahead::Possible;
use super::packed::State;
use super::path::BestPath;
use super::table::Weights;
use rustc_hash::FxHashMap;
use std::collections::BinaryHeap;

/// Private prices are multiples of 1 / this.
pub(crate) const UNIT: i64 = 16;
/// Steps of the private prices.
const STEPS: usize = 80;

/// The best score that a doctor can get if no other doctor is in the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BestScore {
    /// No valid pathway is worth more.
    pub(crate) bound: i64,
    /// The best path known, as labels; empty if none is.
    pub(crate) labels: Vec<u32>,
    /// True if the bound is the worth of a valid path.
    pub(crate) exact: bool,
    /// Prices of the private rows that bound well, in units of 1 / [`UNIT`]; empty where the diagram is exact.
    pub(crate) private: Vec<i64>,
}

/// The best value of a valid pathway of the class under the labels' values, or a bound on it where the diagram is relaxed and `effort` partial
/// paths do not suffice; `None` if there is no valid pathway at all.
pub(crate) fn best_score(class: &Class, values: &[i64], effort: usize) -> Option<BestScore> {
    let mut best = BestPath::default();
    let plain = best.run(&class.diagram, values);
    if plain <= i64::LEAST {
        return None;
    }
    if class.is_exact() {
        let mut labels = Vec::new();
        best.labels(&class.diagram, &mut labels);
        return Some(BestScore {
            bound: plain,
            labels,
            exact: true,
            private: Vec::new(),
        });
    }
    let scaled: Vec<i64> = values
        .iter()
        .map(|&value| {
            if value == i64::NOWHERE {
                value
            } else {
                value.saturating_mul(UNIT)
            }
        })
        .collect();
    let mut search = ExactSearch::default();
    let private = search.private_prices(class, &scaled);
    let task = Task {
        plain: &scaled,
        private: &private,
        unit: UNIT,
        grain: UNIT,
    };
    let (bound, exact) = match search.run(class, &task, effort) {
        Ok(found) => (
            found
                .bound?
                .min(plain.saturating_mul(UNIT))
                .div_euclid(UNIT),
            found.exact,
        ),
        Err(Unpriced) => (plain, false),
    };
    Some(BestScore {
        bound,
        labels: search.best,
        exact,
        private,
    })
}

/// Partial paths taken up to see whether a doctor has a pathway.
const PATH_EFFORT: usize = 10_000;

/// False if it is certain that the class has no valid pathway under the labels' values.
pub(crate) fn may_have_pathway(class: &Class, values: &[i64]) -> bool {
    best_score(class, values, PATH_EFFORT).is_some()
}

/// What a search is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Task<'a> {
    /// Weights of the labels, without private prices.
    pub(crate) plain: &'a [i64],
    /// Prices of the private rows, in the units of the weights.
    pub(crate) private: &'a [i64],
    /// What a value of one is in these weights; the automata left out count in it.
    pub(crate) unit: i64,
    /// All weights are multiples of this.
    pub(crate) grain: i64,
}

/// Largest part of a sum that is not bounded by the weights of the labels: with it all sums stay far away from [`Weights::LEAST`].
const LARGEST_EXTRA: u64 = 1 << 58;
/// Largest sum of a partial path.
const LARGEST_SUM: u64 = 1 << 59;

/// A private price pushes against a side of its row that has no limit, or is too large: nothing is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unpriced;

/// What a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// No valid path is worth more; `None` if there is no valid path.
    pub(crate) bound: Option<i64>,
    /// True if the bound is the worth of a valid path.
    pub(crate) exact: bool,
}

/// A valid partial path.
#[derive(Clone, Copy, Debug)]
struct Partial {
    node: u32,
    parent: u32,
    label: u32,
    /// Priced value so far.
    priced: i64,
    /// Plain value so far.
    plain: i64,
    state: State,
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    /// Nothing that follows is worth more.
    bound: i64,
    /// Step of the node: of equal bounds the deeper one first.
    step: u32,
    /// Of equal ones the latest first, so that the order is a function of the input.
    number: u32,
    /// The partial path it goes on from; with an arc of [`READY`] the one it is.
    partial: u32,
    arc: u32,
    /// Which of the arc's labels, the best first.
    rank: u32,
}
const READY: u32 = u32::MAX;

/// Buffers of the search.
#[derive(Debug, Default)]
pub(crate) struct ExactSearch {
    /// Completions under the priced weights.
    rest: BestPath<i64>,
    /// Weights with private prices taken off, and what those give back at least: the plain weight of a valid path is at most its priced
    /// one plus the offset.
    priced: Vec<i64>,
    offset: i64,
    /// A sum left 64 bits: nothing is proven.
    overflows: bool,
    partials: Vec<Partial>,
    open: BinaryHeap<Candidate>,
    seen: FxHashMap<(u32, State), i64>,
    sorted: Sorted,
    beam: Beam,
    possible: Possible,
    /// The best valid path known.
    best: Vec<u32>,
    floats: Vec<f64>,
}

impl ExactSearch {
    /// Private prices that bound well, by steps towards the best path known (Polyak 1969), in units of the weights.
    ///
    /// # Complexity
    /// At most [`STEPS`] passes over the diagram.
    pub(crate) fn private_prices(&mut self, class: &Class, plain: &[i64]) -> Vec<i64> {
        let diagram = &class.diagram;
        let mut prices = vec![0.0_f64; class.private_rows.len()];
        let mut kept = (vec![0_i64; prices.len()], i64::MAX);
        let (mut path, mut used) = (Vec::new(), vec![0_i64; prices.len()]);
        let mut goal = None;
        let (mut pace, mut since) = (1.0, 0);
        for step in 0..STEPS {
            let rounded: Vec<i64> = prices.iter().map(|price| price.round() as i64).collect();
            let Ok(Some(bound)) = self.price(class, plain, &rounded) else {
                break;
            };
            since += 1;
            if bound < kept.1 {
                kept = (rounded, bound);
                since = 0;
            }
            if !self.rest.labels(diagram, &mut path) {
                break;
            }
            if step % 20 == 0 {
                goal = self.beam_value(class, plain, &prices, UNIT).max(goal);
            }
            let goal = goal.unwrap_or(bound - bound.abs() / 10 - 1);
            if bound <= goal {
                break;
            }
            used.fill(0);
            for &label in &path {
                class
                    .private_uses(label as usize)
                    .iter()
                    .for_each(|entry| used[entry.0 as usize] += entry.1);
            }
            let mut square = 0.0;
            let slopes: Vec<f64> = class
                .private_rows
                .iter()
                .zip(&prices)
                .zip(&used)
                .map(|((row, price), used)| {
                    let limit = if *price > 0.0 || *used > row.upper {
                        row.upper
                    } else {
                        row.lower
                    };
                    let over = if *price == 0.0 && row.lower <= *used && *used <= row.upper {
                        0
                    } else {
                        used - limit
                    };
                    square += (over * over) as f64;
                    over as f64
                })
                .collect();
            if square == 0.0 {
                break;
            }
            if since > 8 {
                (pace, since) = (pace * 0.6, 0);
            }
            let length = pace * (bound - goal) as f64 / square;
            for ((row, price), slope) in class.private_rows.iter().zip(&mut prices).zip(slopes) {
                let moved = *price + length * slope;
                // A price does not cross zero in one step: the other side of the row has another slope.
                *price = if moved * *price < 0.0 { 0.0 } else { moved };
                if row.lower == i64::MIN {
                    *price = price.max(0.0);
                }
                if row.upper == i64::MAX {
                    *price = price.min(0.0);
                }
            }
        }
        kept.0
    }

    /// Sets the priced weights and their completions; the bound, or `None` if no path is allowed.
    fn price(
        &mut self,
        class: &Class,
        plain: &[i64],
        private: &[i64],
    ) -> Result<Option<i64>, Unpriced> {
        self.offset = 0;
        for (row, &price) in class
            .private_rows
            .iter()
            .zip(private)
            .filter(|(_, price)| **price != 0)
        {
            let limit = if price > 0 { row.upper } else { row.lower };
            if limit == i64::MAX || limit == i64::MIN {
                return Err(Unpriced);
            }
            let offset = price
                .checked_mul(limit)
                .and_then(|term| self.offset.checked_add(term));
            self.offset = offset
                .filter(|offset| offset.unsigned_abs() <= LARGEST_EXTRA)
                .ok_or(Unpriced)?;
        }
        self.priced.clear();
        self.priced
            .extend(plain.iter().enumerate().map(|(label, &value)| {
                let charged = || {
                    class
                        .private_uses(label)
                        .iter()
                        .map(|entry| private[entry.0 as usize] * entry.1)
                        .sum::<i64>()
                };
                if value == i64::NOWHERE {
                    value
                } else {
                    value - charged()
                }
            }));
        let best = self.rest.run(&class.diagram, &self.priced);
        Ok((best > i64::LEAST).then(|| best + self.offset))
    }

    /// Worth of a good valid path in the weights, kept as the best known if it is better.
    fn beam_value(
        &mut self,
        class: &Class,
        plain: &[i64],
        private: &[f64],
        unit: i64,
    ) -> Option<i64> {
        self.floats.clear();
        self.floats.extend(plain.iter().map(|&value| {
            if value == i64::NOWHERE {
                f64::NOWHERE
            } else {
                f64::of(value)
            }
        }));
        let mut path = Vec::new();
        if !self
            .beam
            .run::<rand_pcg::Pcg64Mcg>(class, (&self.floats, private), None, &mut path)
        {
            return None;
        }
        let extra = class.left_out_value(&path)?;
        let value = path
            .iter()
            .map(|label| plain[*label as usize])
            .sum::<i64>()
            .checked_add(extra.checked_mul(unit)?)?;
        self.best = path;
        Some(value)
    }

    /// Searches for the best valid path, taking up at most `effort` partial paths; with an effort of 0 the bound is that of the prices alone.
    pub(crate) fn run(
        &mut self,
        class: &Class,
        task: &Task<'_>,
        effort: usize,
    ) -> Result<Found, Unpriced> {
        let diagram = &class.diagram;
        let Task {
            plain,
            private,
            unit,
            grain,
        } = *task;
        self.best.clear();
        self.overflows = false;
        let Some(first) = self.price(class, plain, private)? else {
            return Ok(Found {
                bound: None,
                exact: true,
            });
        };
        if effort == 0 {
            return Ok(Found {
                bound: Some(first),
                exact: false,
            });
        }
        let charges: Vec<f64> = private.iter().map(|price| f64::of(*price)).collect();
        // Partial paths that cannot be worth more than the path at hand are not looked at.
        let known = self.beam_value(class, plain, &charges, unit);
        let floor = known.map(|known| known + grain - 1);
        let exact = !class.is_incomplete();
        self.partials.clear();
        self.open.clear();
        self.seen.clear();
        let end = diagram.node_count() as u32 - 1;
        // A sum with a part that is not allowed is below any floor.
        let least = floor.unwrap_or(i64::LEAST).max(i64::LEAST);
        self.possible.fill(class, class.lookahead(), plain);
        self.sorted.sort(diagram, &self.priced);
        self.partials.push(Partial {
            node: 0,
            parent: READY,
            label: READY,
            priced: 0,
            plain: 0,
            state: class.start(),
        });
        if first > least {
            self.open.push(Candidate {
                bound: first,
                step: 0,
                number: 0,
                partial: 0,
                arc: READY,
                rank: 0,
            });
        }
        let (mut taken, mut number) = (0, 0);
        while let Some(candidate) = self.open.pop() {
            number += 1;
            let Some((index, bound)) =
                self.take(class, plain, (unit, end, least), candidate, number)
            else {
                if self.overflows {
                    return Err(Unpriced);
                }
                continue;
            };
            if bound < candidate.bound {
                // The automata left out take something off: it has to wait for its turn.
                if bound > least {
                    self.open.push(Candidate {
                        bound,
                        number,
                        partial: index,
                        arc: READY,
                        ..candidate
                    });
                }
                continue;
            }
            let partial = self.partials[index as usize];
            if partial.node == end {
                self.trace(class, index);
                return Ok(Found {
                    bound: Some(bound),
                    exact,
                });
            }
            taken += 1;
            if taken > effort {
                return Ok(Found {
                    bound: Some(bound),
                    exact: false,
                });
            }
            let first_arc = diagram.first_arc[partial.node as usize];
            for (position, arc) in diagram.arcs_of(partial.node).iter().enumerate() {
                let worth = partial.priced
                    + self.rest.values[arc.to as usize]
                    + self.offset
                    + self.rest.of_bundle(arc.bundle);
                if worth > least {
                    number += 1;
                    let step = diagram.step_of[arc.to as usize];
                    let arc = first_arc + position as u32;
                    self.open.push(Candidate {
                        bound: worth.min(bound),
                        step,
                        number,
                        partial: index,
                        arc,
                        rank: 0,
                    });
                }
            }
        }
        Ok(Found {
            bound: known,
            exact,
        })
    }

    /// Makes the partial path of a candidate: where it lies and what it is worth at most; `None` if it is not allowed or no better than
    /// one known. The next label of the same arc becomes a candidate in its place.
    fn take(
        &mut self,
        class: &Class,
        plain: &[i64],
        (unit, end, least): (i64, u32, i64),
        candidate: Candidate,
        number: u32,
    ) -> Option<(u32, i64)> {
        if candidate.arc == READY {
            return Some((candidate.partial, candidate.bound));
        }
        let arc = class.diagram.arcs[candidate.arc as usize];
        let parent = self.partials[candidate.partial as usize];
        let labels = self.sorted.of_bundle(&class.diagram, arc.bundle);
        let label = labels[candidate.rank as usize];
        if let Some(&next) = labels.get(candidate.rank as usize + 1) {
            let worth = parent.priced
                + self.rest.values[arc.to as usize]
                + self.offset
                + self.priced[next as usize];
            if worth > least {
                self.open.push(Candidate {
                    bound: worth.min(candidate.bound),
                    rank: candidate.rank + 1,
                    number,
                    ..candidate
                });
            }
        }
        let mut state = parent.state;
        let mut extra = class.follow(&mut state, label)?;
        if arc.to == end {
            extra += class.end(&state)?;
        }
        // A sum that leaves 64 bits proves nothing; `run` says so.
        let Some(extra) = extra
            .checked_mul(unit)
            .filter(|extra| extra.unsigned_abs() <= LARGEST_EXTRA)
        else {
            self.overflows = true;
            return None;
        };
        let worth = parent
            .plain
            .saturating_add(plain[label as usize])
            .saturating_add(extra);
        let priced = parent
            .priced
            .saturating_add(self.priced[label as usize])
            .saturating_add(extra);
        if worth.unsigned_abs().max(priced.unsigned_abs()) > LARGEST_SUM {
            self.overflows = true;
            return None;
        }
        if arc.to != end {
            if class.lookahead().is_lost(
                class,
                &self.possible,
                &state,
                class.diagram.step_of(arc.to),
            ) {
                return None;
            }
            let known = self.seen.entry((arc.to, state)).or_insert(i64::MIN);
            if *known >= worth {
                return None;
            }
            *known = worth;
        }
        let bound = if arc.to == end {
            worth
        } else {
            priced + self.rest.values[arc.to as usize] + self.offset
        };
        self.partials.push(Partial {
            node: arc.to,
            parent: candidate.partial,
            label,
            priced,
            plain: worth,
            state,
        });
        Some((self.partials.len() as u32 - 1, bound.min(candidate.bound)))
    }

    /// Keeps the labels of a complete partial path as the best, unless an automaton that was not followed does not allow it.
    fn trace(&mut self, class: &Class, mut index: u32) {
        let mut labels = Vec::new();
        while self.partials[index as usize].label != READY {
            labels.push(self.partials[index as usize].label);
            index = self.partials[index as usize].parent;
        }
        labels.reverse();
        if !class.is_incomplete() || class.left_out_value(&labels).is_some() {
            self.best = labels;
        }
    }
}
