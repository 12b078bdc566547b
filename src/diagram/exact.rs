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

/// What stays the same throughout a search.
struct Given<'a> {
    class: &'a Class,
    plain: &'a [i64],
    unit: i64,
    /// The last node.
    end: u32,
    /// What is not worth more than this is not looked at.
    least: i64,
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
    sorted: Sorted,
    beam: Beam,
    possible: Possible,
    /// The best valid path known.
    pub(crate) best: Vec<u32>,
    floats: Vec<f64>,
}

/// Prices without those of soft rows: paths that are followed pay for what they break of these, and would pay twice.
fn hard_prices(class: &Class, private: &[i64]) -> Vec<i64> {
    let rows = class.private_rows.iter().zip(private);
    rows.map(|(row, price)| if row.weight.is_none() { *price } else { 0 })
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

    /// Searches for the best valid path, taking up at most `effort` partial paths; with an effort of 0 the bound is that of the prices alone.
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
            grain,
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

        let hard = hard_prices(class, private);
        let begin = match hard == private {
            true => Some(first),
            false => self.price(class, (plain, unit), &hard)?,
        };
        let charges: Vec<f64> = hard.iter().map(|price| f64::of(*price)).collect();
        // Partial paths that cannot be worth more than the path at hand are not looked at.
        let known = self.beam_value(class, plain, &charges, unit);
        let floor = known.map(|known| known + grain - 1);
        let given = Given {
            class,
            plain,
            unit,
            end: class.diagram.node_count() as u32 - 1,
            // A sum with a part that is not allowed is below any floor.
            least: floor.unwrap_or(i64::LEAST).max(i64::LEAST),
        };
        self.begin(&given, begin.unwrap_or(first));

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
                bound: known,
                exact,
            },
        };
        Ok(Found {
            bound: found.bound.map(|bound| bound.min(first)),
            ..found
        })
    }

    /// Opens the empty path.
    fn begin(&mut self, given: &Given<'_>, bound: i64) {
        let class = given.class;
        self.partials.clear();
        self.open.clear();
        self.seen.clear();
        self.possible.fill(class, class.lookahead(), given.plain);
        self.sorted.sort(&class.diagram, &self.priced);
        self.partials.push(Partial {
            node: 0,
            parent: READY,
            label: READY,
            priced: 0,
            plain: 0,
            state: class.start(),
        });
        if bound > given.least {
            self.open.push(Candidate {
                bound,
                step: 0,
                number: 0,
                partial: 0,
                arc: READY,
                rank: 0,
            });
        }
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
                if bound > given.least {
                    self.open.push(Candidate {
                        bound,
                        number,
                        partial,
                        arc: READY,
                        ..candidate
                    });
                }
                continue;
            }
            if self.partials[partial as usize].node == given.end {
                return Ok(Ended::Complete { partial, bound });
            }
            taken += 1;
            if taken > effort {
                return Ok(Ended::CutShort { bound });
            }
            self.open_arcs(given, partial, bound, &mut number);
        }
        Ok(Ended::Empty)
    }

    /// Opens what may follow a partial path: the best label of each arc.
    fn open_arcs(&mut self, given: &Given<'_>, index: u32, bound: i64, number: &mut u32) {
        let diagram = &given.class.diagram;
        let partial = self.partials[index as usize];
        let first_arc = diagram.first_arc[partial.node as usize];
        for (position, arc) in diagram.arcs_of(partial.node).iter().enumerate() {
            let worth = partial.priced
                + self.rest.values[arc.to as usize]
                + self.offset
                + self.rest.of_bundle(arc.bundle);
            if worth > given.least {
                *number += 1;
                self.open.push(Candidate {
                    bound: worth.min(bound),
                    step: diagram.step_of[arc.to as usize],
                    number: *number,
                    partial: index,
                    arc: first_arc + position as u32,
                    rank: 0,
                });
            }
        }
    }

    /// Makes the partial path of a candidate: where it lies and what it is worth at most; `None` if it is not allowed or no better than
    /// one known. The next label of the same arc becomes a candidate in its place.
    fn take(&mut self, given: &Given<'_>, candidate: Candidate, number: u32) -> Option<(u32, i64)> {
        if candidate.arc == READY {
            return Some((candidate.partial, candidate.bound));
        }
        let diagram = &given.class.diagram;
        let arc = diagram.arcs[candidate.arc as usize];
        let parent = self.partials[candidate.partial as usize];
        let labels = self.sorted.of_bundle(diagram, arc.bundle);
        let label = labels[candidate.rank as usize];
        if let Some(&next) = labels.get(candidate.rank as usize + 1) {
            let worth = parent.priced
                + self.rest.values[arc.to as usize]
                + self.offset
                + self.priced[next as usize];
            if worth > given.least {
                self.open.push(Candidate {
                    bound: worth.min(candidate.bound),
                    rank: candidate.rank + 1,
                    number,
                    ..candidate
                });
            }
        }

        let partial = self.followed(given, candidate.partial, label, arc.to)?;
        let bound = if arc.to == given.end {
            partial.plain
        } else if self.is_new(given, &partial) {
            partial.priced + self.rest.values[arc.to as usize] + self.offset
        } else {
            return None;
        };
        self.partials.push(partial);
        Some((self.partials.len() as u32 - 1, bound.min(candidate.bound)))
    }

    /// A partial path with one label more; `None` if an automaton does not allow it, or if a sum leaves 64 bits. Such a sum proves nothing, and `run` says so.
    fn followed(&mut self, given: &Given<'_>, from: u32, label: u32, node: u32) -> Option<Partial> {
        let parent = self.partials[from as usize];
        let mut state = parent.state;
        let mut extra = given.class.follow(&mut state, label)?;
        if node == given.end {
            extra += given.class.end(&state)?;
        }
        let Some(extra) = extra
            .checked_mul(given.unit)
            .filter(|extra| extra.unsigned_abs() <= LARGEST_EXTRA)
        else {
            self.overflows = true;
            return None;
        };
        let sum = |so_far: i64, weight: i64| so_far.saturating_add(weight).saturating_add(extra);
        let plain = sum(parent.plain, given.plain[label as usize]);
        let priced = sum(parent.priced, self.priced[label as usize]);
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
        let step = class.diagram.step_of(partial.node);
        if class
            .lookahead()
            .is_lost(class, &self.possible, &partial.state, step)
        {
            return false;
        }
        let seen = self.seen.entry((partial.node, partial.state));
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
        if !class.is_incomplete() || class.left_out_value(&labels).is_some() {
            self.best = labels;
        }
    }
}
