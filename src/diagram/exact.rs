//! Exact best paths of doctors whose diagram is relaxed.
//!
//! The diagram is refined where its best path misuses it (`refining`). Where that comes to no valid path, a best-first search over partial paths goes on: the rules left out are followed
//! exactly, and the refined diagram under private prices bounds what is to come. Whatever the prices are, the first complete path taken from the queue is a best one, and the bound of the
//! first entry is valid at any time. So a search that is cut short still proves a bound.

use super::beam::Beam;
use super::class::Class;
use super::lookahead::Possible;
use super::packed::State;
use super::path::BestPath;
use super::refined::{Refined, Refinement, Weighed};
use super::refining::Refining;
use super::table::Weights;
use rustc_hash::FxHashMap;
use std::collections::BinaryHeap;

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
    /// The partial path it goes on from; with a rank of [`READY`] the one it is.
    partial: u32,
    /// Which of the moves from there, the best first.
    rank: u32,
}
const READY: u32 = u32::MAX;

/// What stays the same throughout a search.
struct Given<'a> {
    class: &'a Class,
    plain: &'a [i64],
    weighed: &'a Weighed,
    graph: &'a Refinement,
}

impl Given<'_> {
    /// True if what is worth so much at most is looked at.
    fn is_open(&self, bound: i64) -> bool {
        self.weighed.least.is_none_or(|least| bound > least)
    }
    /// True if a node is the end.
    fn is_end(&self, node: u32) -> bool {
        self.graph.node_of(node) as usize == self.class.diagram.node_count() - 1
    }
    /// Step of a node.
    fn step_of(&self, node: u32) -> u32 {
        self.class.diagram.step_of(self.graph.node_of(node)) as u32
    }
}

/// How the taking up of partial paths ended.
enum Ended {
    /// One of the best is complete.
    Complete { partial: u32, bound: i64 },
    /// The effort is spent.
    CutShort { bound: i64 },
    /// There is none left.
    Empty,
}

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
    graph: Refinement,
    beam: Beam,
    possible: Possible,
    /// The best valid path known.
    pub(crate) best: Vec<u32>,
    floats: Vec<f64>,
}

/// Prices without those of soft rows: paths that are followed pay for what they break of these, and would pay twice.
fn hard_prices(class: &Class, private: &[i64]) -> Vec<f64> {
    let rows = class.private_rows.iter().zip(private);
    rows.map(|(row, price)| {
        if row.weight.is_none() {
            f64::of(*price)
        } else {
            0.0
        }
    })
    .collect()
}

impl ExactSearch {
    /// The best path under the prices, as labels; false if there is none.
    pub(super) fn best_labels(&self, class: &Class, path: &mut Vec<u32>) -> bool {
        self.rest.labels(&class.diagram, path)
    }

    /// Sets the priced weights and their completions; the bound, or `None` if no path is allowed. A value of one is `unit` in the weights.
    pub(super) fn price(
        &mut self,
        class: &Class,
        (plain, unit): (&[i64], i64),
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
            // Of a soft row one may buy as much as one likes at its weight.
            let is_bought = |weight: i64| price.saturating_abs() > weight.saturating_mul(unit);
            if limit == i64::MAX || limit == i64::MIN || row.weight.is_some_and(is_bought) {
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
    pub(super) fn beam_value(
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

    /// Searches for the best valid path: the diagram is refined, and where that does not suffice at most `effort` partial paths are taken up. With an effort of 0 the
    /// bound is that of the prices alone.
    pub(crate) fn run(
        &mut self,
        class: &Class,
        task: &Task<'_>,
        effort: usize,
    ) -> Result<Found, Unpriced> {
        let Task {
            plain,
            private,
            unit,
            ..
        } = *task;
        self.best.clear();
        self.overflows = false;
        let Some(first) = self.price(class, (plain, unit), private)? else {
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

        let charges = hard_prices(class, private);
        // What cannot be worth more than the path at hand is not looked at.
        let known = self.beam_value(class, plain, &charges, unit);
        let priced = (std::mem::take(&mut self.priced), self.offset);
        let mut refining = Refining::new(class, task, priced, first, known);
        let mut graph = std::mem::take(&mut self.graph);
        let refined = refining.run(&mut graph, &self.rest.values, effort, &mut self.best);
        let exact = !class.is_incomplete();
        let found = match refined {
            Refined::Nothing => Ok(Found {
                bound: refining.known,
                exact,
            }),
            Refined::TooLarge => Ok(Found {
                bound: Some(first),
                exact: false,
            }),
            Refined::Path => self.search(&refining, &mut graph, effort),
        };
        self.graph = graph;
        found
    }

    /// Searches for the best valid path in what is left of a refined diagram.
    fn search(
        &mut self,
        refining: &Refining<'_>,
        graph: &mut Refinement,
        effort: usize,
    ) -> Result<Found, Unpriced> {
        let class = refining.class;
        let others = refining.of_search();
        let weighed = others.as_ref().unwrap_or(&refining.weighed);
        if others.is_some() && graph.weigh(weighed) != Refined::Path {
            return Ok(Found {
                bound: Some(refining.bound),
                exact: false,
            });
        }
        graph.sort(weighed);
        let given = Given {
            class,
            plain: refining.plain,
            weighed,
            graph,
        };
        self.begin(&given);
        let exact = !class.is_incomplete();
        let found = match self.take_up(&given, effort)? {
            Ended::Complete { partial, bound } => {
                self.trace(class, partial);
                Found {
                    bound: Some(bound),
                    exact,
                }
            }
            Ended::CutShort { bound } => Found {
                bound: Some(bound),
                exact: false,
            },
            Ended::Empty => Found {
                bound: refining.known,
                exact,
            },
        };
        Ok(Found {
            bound: found.bound.map(|bound| bound.min(refining.bound)),
            ..found
        })
    }

    /// Opens the empty path.
    fn begin(&mut self, given: &Given<'_>) {
        let class = given.class;
        self.partials.clear();
        self.open.clear();
        self.seen.clear();
        self.possible.fill(class, class.lookahead(), given.plain);
        self.partials.push(Partial {
            node: 0,
            parent: READY,
            label: READY,
            priced: 0,
            plain: 0,
            state: class.start(),
        });
        self.open.push(Candidate {
            bound: given.graph.best().saturating_add(given.weighed.offset),
            step: 0,
            number: 0,
            partial: 0,
            rank: READY,
        });
    }

    /// Takes up partial paths, the best first, until one is complete.
    fn take_up(&mut self, given: &Given<'_>, effort: usize) -> Result<Ended, Unpriced> {
        let (mut taken, mut number) = (0, 0);
        while let Some(candidate) = self.open.pop() {
            number += 1;
            let Some((partial, bound)) = self.take(given, candidate, number) else {
                if self.overflows {
                    return Err(Unpriced);
                }
                continue;
            };
            if bound < candidate.bound {
                // The automata left out take something off: it has to wait for its turn.
                if given.is_open(bound) {
                    self.open.push(Candidate {
                        bound,
                        number,
                        partial,
                        rank: READY,
                        ..candidate
                    });
                }
                continue;
            }
            if given.is_end(self.partials[partial as usize].node) {
                return Ok(Ended::Complete { partial, bound });
            }
            taken += 1;
            if taken > effort {
                return Ok(Ended::CutShort { bound });
            }
            number += 1;
            self.offer(given, partial, (0, bound), number);
        }
        Ok(Ended::Empty)
    }

    /// Opens a move from a partial path: the one of a rank, the best first; nothing that follows is worth more than a bound.
    fn offer(&mut self, given: &Given<'_>, index: u32, (rank, bound): (u32, i64), number: u32) {
        let partial = self.partials[index as usize];
        let steps = given.graph.steps_of(partial.node as usize);
        let Some(step) = steps.get(rank as usize) else {
            return;
        };
        let ahead = given.graph.worth(given.weighed, step);
        let worth = partial
            .priced
            .saturating_add(ahead)
            .saturating_add(given.weighed.offset);
        if given.is_open(worth) {
            self.open.push(Candidate {
                bound: worth.min(bound),
                step: given.step_of(step.to),
                number,
                partial: index,
                rank,
            });
        }
    }

    /// Makes the partial path of a candidate: where it lies and what it is worth at most; `None` if it is not allowed or no better than
    /// one known. The next move of the same path becomes a candidate in its place.
    fn take(&mut self, given: &Given<'_>, candidate: Candidate, number: u32) -> Option<(u32, i64)> {
        let Candidate {
            bound,
            partial,
            rank,
            ..
        } = candidate;
        if rank == READY {
            return Some((partial, bound));
        }
        self.offer(given, partial, (rank + 1, bound), number);
        let parent = self.partials[partial as usize];
        let step = given.graph.steps_of(parent.node as usize)[rank as usize];
        let made = self.followed(given, partial, step.label, step.to)?;
        let worth = if given.is_end(step.to) {
            made.plain
        } else if self.is_new(given, &made) {
            made.priced
                .saturating_add(given.graph.rest(step.to))
                .saturating_add(given.weighed.offset)
        } else {
            return None;
        };
        self.partials.push(made);
        Some((self.partials.len() as u32 - 1, worth.min(bound)))
    }

    /// A partial path with one label more; `None` if an automaton does not allow it, or if a sum leaves 64 bits. Such a sum proves nothing, and `run` says so.
    fn followed(&mut self, given: &Given<'_>, from: u32, label: u32, node: u32) -> Option<Partial> {
        let parent = self.partials[from as usize];
        let mut state = parent.state;
        let mut extra = given.class.follow(&mut state, label)?;
        if given.is_end(node) {
            extra += given.class.end(&state)?;
        }
        let Some(extra) = extra
            .checked_mul(given.weighed.unit)
            .filter(|extra| extra.unsigned_abs() <= LARGEST_EXTRA)
        else {
            self.overflows = true;
            return None;
        };
        let sum = |so_far: i64, weight: i64| so_far.saturating_add(weight).saturating_add(extra);
        let plain = sum(parent.plain, given.plain[label as usize]);
        let priced = sum(parent.priced, given.weighed.priced[label as usize]);
        if plain.unsigned_abs().max(priced.unsigned_abs()) > LARGEST_SUM {
            self.overflows = true;
            return None;
        }
        Some(Partial {
            node,
            parent: from,
            label,
            priced,
            plain,
            state,
        })
    }

    /// True if a partial path may still be completed, and is worth more than each that came to its node in the same state.
    fn is_new(&mut self, given: &Given<'_>, partial: &Partial) -> bool {
        let class = given.class;
        let node = given.graph.node_of(partial.node);
        let step = class.diagram.step_of(node);
        if class
            .lookahead()
            .is_lost(class, &self.possible, &partial.state, step)
        {
            return false;
        }
        let seen = self.seen.entry((node, partial.state));
        let known = seen.or_insert(i64::MIN);
        if *known >= partial.plain {
            return false;
        }
        *known = partial.plain;
        true
    }

    /// Keeps the labels of a complete partial path as the best, unless an automaton that was not followed does not allow it.
    fn trace(&mut self, class: &Class, mut index: u32) {
        let mut labels = Vec::new();
        while self.partials[index as usize].label != READY {
            labels.push(self.partials[index as usize].label);
            index = self.partials[index as usize].parent;
        }
        labels.reverse();
        let is_first = || self.best.is_empty() && class.left_out_value(&labels).is_some();
        if !class.is_incomplete() || is_first() {
            self.best = labels;
        }
    }
}
