//! Small changes of a pathway that keep every rule, for doctors whose diagram is relaxed.
//!
//! Two stretches of a pathway change places, a stretch goes to another place, two neighbouring rotations change their order: what counters
//! count changes little or not at all. Changes are drawn by what they are worth under the weights at hand; the one drawn is followed
//! through the diagram and the automata that it leaves out, and made only if all of them allow it.

use super::class::Class;
use super::graph::{NodeId, Place};
use super::table::Weights;
use rand::{Rng, RngExt};
use std::sync::LazyLock;

/// A step without any place.
const IDLE: u16 = u16::MAX;
/// A step at a slot of an event: stays as it is.
const SLOT: u16 = 1 << 15;
/// Changes that are followed, the best draws first, before the pathway stays as it is.
const FOLLOWED: usize = 6;
/// Steps of pairs of stretches that one change looks at, at most. *Measured*: years of call by days and 84 to 364 days of shifts.
const MOST_LOOKS: usize = 8_192;
/// Longest stretch that changes places as a whole.
const LONGEST: usize = 16;

/// A change of a pathway.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// The stretches from two steps on, of this length, change places.
    Exchange(usize, usize, usize),
    /// The stretch goes to this place, or is idle.
    Replace(usize, usize, u16),
    /// The stretches from a step on, of these lengths, change their order.
    Turn(usize, usize, usize),
}

/// Buffers.
#[derive(Debug, Default)]
pub(crate) struct Variation {
    cells: Vec<u16>,
    next: Vec<u16>,
    /// What a step in each place is worth, `row * steps + step`: places, idle, and slots, which are worth nothing else.
    worth: Vec<f64>,
    /// The row of each step's cell, and what it is worth there.
    rows: Vec<u16>,
    own: Vec<f64>,
    /// What the step at hand is worth in each row.
    here: Vec<f64>,
    steps: usize,
    places: usize,
    drawn: Vec<(f64, f64, Change)>,
    labels: Vec<u32>,
    /// Moves looked at since the start: those of the paths that were followed, and a step for each change that may be drawn.
    pub(crate) looked_at: u64,
}

/// The best draws so far.
struct Draws {
    /// The draw of no change.
    stays: f64,
    tau: f64,
    /// Draw, gain and change, the best draw first.
    drawn: Vec<(f64, f64, Change)>,
}

impl Draws {
    /// Draws for a change. One whose gain is too low to win against no change, whatever its noise, is not drawn.
    #[inline]
    fn offer(&mut self, gain: f64, change: Change, random: &mut impl Rng) {
        let drawn = &mut self.drawn;
        let least = match drawn.get(FOLLOWED - 1) {
            Some(last) => self.stays.max(last.0),
            None => self.stays,
        };
        let share = gain / self.tau;
        if share + MOST_NOISE <= least {
            return;
        }
        let uniform = random.random();
        if uniform < surely_below(least - share) {
            return;
        }
        let key = share + gumbel_of(uniform);
        if key <= self.stays {
            return;
        }
        let position = drawn
            .iter()
            .position(|other| other.0 < key)
            .unwrap_or(drawn.len());
        if position < FOLLOWED {
            drawn.truncate(FOLLOWED - 1);
            drawn.insert(position, (key, gain, change));
        }
    }
}

impl Variation {
    /// Changes the path `labels` up to `times` times at temperature `tau`; true if it changed. It keeps all rules if it did before.
    ///
    /// # Complexity
    /// Steps × (steps + places) for each change, on a long axis a part of it, and a walk through the diagram and the automata left out for each that is followed.
    pub(crate) fn run(
        &mut self,
        class: &Class,
        weights: &[f64],
        (tau, times): (f64, usize),
        random: &mut impl Rng,
        labels: &mut Vec<u32>,
    ) -> bool {
        let Some(mut weight) = weight_of(class, weights, labels) else {
            return false;
        };
        self.read(class, weights, labels);
        let mut changed = false;
        for _ in 0..times {
            let turns = self.draw(tau, random);
            self.looked_at += (self.steps * (self.steps + self.places) / 4 / turns) as u64;
            let mut made = false;
            for position in 0..self.drawn.len() {
                let (_, gain, change) = self.drawn[position];
                self.change(change);
                self.looked_at += self.steps as u64;
                if !self.walk(class, weights) {
                    continue;
                }
                let Some(found) = weight_of(class, weights, &self.labels) else {
                    continue;
                };
                // The draw did not know what the automata left out take off.
                let surprise = (found - weight - gain).min(0.0) / tau;
                if surprise < 0.0 && random.random::<f64>() >= surprise.exp() {
                    continue;
                }
                weight = found;
                std::mem::swap(&mut self.cells, &mut self.next);
                labels.clone_from(&self.labels);
                made = true;
                break;
            }
            changed |= made;
            if !made {
                break;
            }
        }
        changed
    }

    /// Records what each step holds, and what each place is worth in it.
    fn read(&mut self, class: &Class, weights: &[f64], labels: &[u32]) {
        let diagram = &class.diagram;
        self.steps = diagram.step_of.last().map_or(0, |step| *step as usize);
        self.places = diagram.places().len();
        let steps = self.steps;
        self.cells.clear();
        self.cells.resize(steps, IDLE);
        for &label in labels {
            let label = &diagram.labels()[label as usize];
            let cell = match label.place {
                Place::Start(place) | Place::Stay(place) => place,
                Place::Attend(slot) => SLOT | slot,
                Place::Idle | Place::End => IDLE,
            };
            self.cells[label.first as usize..(label.first + label.steps) as usize].fill(cell);
        }
        self.worth.clear();
        self.worth
            .resize((self.places + 2) * steps, f64::NEG_INFINITY);
        for (label, &weight) in diagram.labels().iter().zip(weights) {
            let row = match label.place {
                Place::Start(place) | Place::Stay(place) => place as usize,
                Place::Idle => self.places,
                Place::Attend(_) | Place::End => continue,
            };
            let each = weight / f64::from(label.steps.max(1));
            let first = row * steps + label.first as usize;
            for worth in &mut self.worth[first..first + label.steps as usize] {
                *worth = worth.max(each);
            }
        }
    }

    /// Where the worth of a cell is.
    #[inline]
    fn row(&self, cell: u16) -> usize {
        match cell {
            IDLE => self.places,
            slot if slot & SLOT != 0 => self.places + 1,
            place => place as usize,
        }
    }

    #[inline]
    fn worth(&self, cell: u16, step: usize) -> f64 {
        self.worth[self.row(cell) * self.steps + step]
    }

    /// Records the rows of the cells at hand, and what these are worth.
    fn note_own(&mut self) {
        let (mut rows, mut own) = (
            std::mem::take(&mut self.rows),
            std::mem::take(&mut self.own),
        );
        rows.clear();
        rows.extend(self.cells.iter().map(|cell| self.row(*cell) as u16));
        own.clear();
        let steps = self.steps;
        own.extend(
            (rows.iter().enumerate()).map(|(step, row)| self.worth[*row as usize * steps + step]),
        );
        (self.rows, self.own) = (rows, own);
    }

    /// Draws changes: each with a probability that grows with exp(gain / τ), and none at all with a probability like that of a gain of zero. On a long axis
    /// a part of the stretches has its turn; returns one in how many.
    fn draw(&mut self, tau: f64, random: &mut impl Rng) -> usize {
        self.drawn.clear();
        let steps = self.steps;
        if steps < 2 {
            return 1;
        }
        let length = if random.random_range(0..2) == 0 {
            1
        } else {
            self.length_at(random.random_range(0..steps))
        };
        self.note_own();
        let mut draws = Draws {
            stays: gumbel(random),
            tau,
            drawn: std::mem::take(&mut self.drawn),
        };
        let turns = (steps * steps / 2 * length).div_ceil(MOST_LOOKS).max(1);
        let begin = match turns {
            1 => 0,
            turns => random.random_range(0..turns),
        };
        for first in (begin..=steps - length).step_by(turns) {
            let own: f64 = self.own[first..first + length].iter().sum();
            if own.is_finite() {
                match length {
                    1 => self.offer_exchanges_of_one(first, &mut draws, random),
                    _ => self.offer_exchanges(first, length, own, &mut draws, random),
                }
                self.offer_places(first, length, own, &mut draws, random);
            }
        }
        self.offer_turns(&mut draws, random);
        self.drawn = draws.drawn;
        turns
    }

    /// How long the stretch around a step is that holds the same.
    fn length_at(&self, at: usize) -> usize {
        let cell = self.cells[at];
        let before = self.cells[..at]
            .iter()
            .rev()
            .take_while(|other| **other == cell)
            .count();
        let after = self.cells[at..]
            .iter()
            .take_while(|other| **other == cell)
            .count();
        (before + after).min(LONGEST).min(self.steps / 2)
    }

    /// Offers to exchange a step for each later one.
    fn offer_exchanges_of_one(&mut self, first: usize, draws: &mut Draws, random: &mut impl Rng) {
        let steps = self.steps;
        self.here.clear();
        let worth = self.worth.iter().skip(first).step_by(steps);
        self.here.extend(worth);
        let (held, own) = (self.rows[first], self.own[first]);
        let there = held as usize * steps;
        let later = first + 1..steps;
        let each = self.rows[later.clone()]
            .iter()
            .zip(&self.own[later.clone()])
            .zip(&self.worth[there + first + 1..there + steps]);
        for (second, ((row, other), moved)) in later.zip(each) {
            // On a long axis most stretches hold the same: nothing, say.
            if *row == held {
                continue;
            }
            let gain = self.here[*row as usize] + moved - other - own;
            if gain.is_finite() {
                draws.offer(gain, Change::Exchange(first, second, 1), random);
            }
        }
    }

    /// Offers to exchange a stretch, which is worth `own`, for each later one.
    fn offer_exchanges(
        &self,
        first: usize,
        length: usize,
        own: f64,
        draws: &mut Draws,
        random: &mut impl Rng,
    ) {
        let held = &self.rows[first..first + length];
        for second in first + length..=self.steps - length {
            let others = &self.rows[second..second + length];
            if held == others {
                continue;
            }
            let mut gain = -own;
            for (offset, (here, there)) in held.iter().zip(others).enumerate() {
                let (one, other) = (first + offset, second + offset);
                gain += self.worth[*there as usize * self.steps + one]
                    + self.worth[*here as usize * self.steps + other]
                    - self.own[other];
            }
            if gain.is_finite() {
                draws.offer(gain, Change::Exchange(first, second, length), random);
            }
        }
    }

    /// Offers to bring a stretch, which is worth `own`, to each place, and to leave it idle.
    fn offer_places(
        &self,
        first: usize,
        length: usize,
        own: f64,
        draws: &mut Draws,
        random: &mut impl Rng,
    ) {
        for place in 0..=self.places {
            let cell = if place == self.places {
                IDLE
            } else {
                place as u16
            };
            if self.cells[first..first + length]
                .iter()
                .all(|held| *held == cell)
            {
                continue;
            }
            let gain: f64 = (first..first + length)
                .map(|step| self.worth(cell, step))
                .sum::<f64>()
                - own;
            if gain.is_finite() {
                draws.offer(gain, Change::Replace(first, length, cell), random);
            }
        }
    }

    /// Offers to turn round the order of each two neighbouring stretches.
    fn offer_turns(&self, draws: &mut Draws, random: &mut impl Rng) {
        let run = |from: usize| {
            self.cells[from..]
                .iter()
                .take_while(|cell| **cell == self.cells[from])
                .count()
        };
        let mut first = 0;
        while first < self.steps {
            let one = run(first);
            if first + one < self.steps {
                let other = run(first + one);
                let before: f64 = (first..first + one + other)
                    .map(|step| self.worth(self.cells[step], step))
                    .sum();
                let (here, there) = (self.cells[first], self.cells[first + one]);
                let after = (first..first + other)
                    .map(|step| self.worth(there, step))
                    .sum::<f64>()
                    + (first + other..first + one + other)
                        .map(|step| self.worth(here, step))
                        .sum::<f64>();
                if one != other && (after - before).is_finite() {
                    draws.offer(after - before, Change::Turn(first, one, other), random);
                }
            }
            first += one;
        }
    }

    /// Writes the pathway after a change.
    fn change(&mut self, change: Change) {
        self.next.clone_from(&self.cells);
        match change {
            Change::Exchange(first, second, length) => {
                (0..length).for_each(|offset| self.next.swap(first + offset, second + offset))
            }
            Change::Replace(first, length, cell) => self.next[first..first + length].fill(cell),
            Change::Turn(first, one, other) => {
                self.next[first..first + one + other].rotate_left(one)
            }
        }
    }

    /// Looks for the path through the diagram that holds what the next pathway does; false if there is none.
    fn walk(&mut self, class: &Class, weights: &[f64]) -> bool {
        let diagram = &class.diagram;
        self.labels.clear();
        let (steps, end) = (self.steps, diagram.node_count() - 1);
        // From here on nothing follows.
        let rest = self
            .next
            .iter()
            .rposition(|cell| *cell != IDLE && cell & SLOT == 0)
            .map_or(0, |last| last + 1);
        let mut current = IDLE;
        let mut node: NodeId = 0;
        while node as usize != end {
            let step = diagram.step_of[node as usize] as usize;
            let wanted = match self.next.get(step).copied() {
                None => Place::End,
                Some(IDLE) => {
                    current = IDLE;
                    Place::Idle
                }
                Some(cell) if cell & SLOT != 0 => Place::Attend(cell & !SLOT),
                Some(cell) if cell == current && !diagram.is_cell(cell) => Place::Stay(cell),
                Some(cell) => {
                    current = cell;
                    Place::Start(cell)
                }
            };
            let fits = |label: usize| {
                let data = &diagram.labels[label];
                if data.place != wanted || weights[label] <= f64::NOWHERE {
                    return false;
                }
                match wanted {
                    Place::Idle => class
                        .is_rest(label)
                        .is_none_or(|rests| rests == (step >= rest)),
                    Place::Start(cell) | Place::Stay(cell) => self.next
                        [step..(step + data.steps as usize).min(steps)]
                        .iter()
                        .all(|held| *held == cell),
                    Place::Attend(_) | Place::End => true,
                }
            };
            let step_to = diagram.arcs_of(node).iter().find_map(|arc| {
                Some((
                    diagram.labels_of(arc.bundle).find(|label| fits(*label))?,
                    arc.to,
                ))
            });
            let Some((label, to)) = step_to else {
                return false;
            };
            self.labels.push(label as u32);
            node = to;
        }
        true
    }
}

/// Worth of a path under the weights; `None` if it breaks a rule that the diagram leaves out.
fn weight_of(class: &Class, weights: &[f64], labels: &[u32]) -> Option<f64> {
    let extra = class.left_out_value(labels)?;
    Some(
        f64::of(extra)
            + labels
                .iter()
                .map(|label| weights[*label as usize])
                .sum::<f64>(),
    )
}

/// More than [`gumbel`] ever draws.
const MOST_NOISE: f64 = 25.0;

/// A draw from the Gumbel distribution: the greatest of several values with such noise is drawn as from a heat bath.
fn gumbel(random: &mut impl Rng) -> f64 {
    gumbel_of(random.random())
}

/// The draw of a number that every value of which comes up as often.
fn gumbel_of(uniform: u32) -> f64 {
    let uniform = (f64::from(uniform) + 0.5) / f64::from(u32::MAX);
    -(-uniform.ln()).max(1e-10).ln()
}

/// The least threshold of [`BELOW`], and its entries for each unit.
const LOWEST: f64 = -3.0;
const OF_UNIT: f64 = 8.0;

/// For thresholds an eighth apart: every smaller number has a draw below the threshold. Nearly all changes are refused by their threshold, and two logarithms for each took two fifths of the time of the first walks of
/// yearly counts.
static BELOW: LazyLock<[u32; 224]> = LazyLock::new(|| {
    std::array::from_fn(|at| {
        let threshold = LOWEST + f64::of(at as i64) / OF_UNIT;
        let share = (-(-threshold).exp()).exp();
        // Two less, as the last digits of what is compared are not exact.
        (share * f64::from(u32::MAX) - 2.0).max(0.0) as u32
    })
});

/// Numbers below this have a draw of at most the threshold.
#[inline]
fn surely_below(threshold: f64) -> u32 {
    if threshold < LOWEST {
        return 0;
    }
    let at = ((threshold - LOWEST) * OF_UNIT) as usize;
    BELOW[at.min(BELOW.len() - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_surely_below_a_threshold_is_below_it() {
        let mut refused = 0;
        for step in -400..=3_200 {
            let threshold = f64::from(step) / 100.0;
            let below = surely_below(threshold);
            if below > 0 {
                assert!(gumbel_of(below - 1) <= threshold, "{threshold}");
                refused += 1;
            }
        }
        assert!(refused > 2_500, "{refused}");
        assert_eq!(surely_below(f64::NEG_INFINITY), 0);
        assert_eq!(surely_below(f64::INFINITY), BELOW[223]);
    }
}
