//! Soft best paths: log-sum-exp at a temperature, expected use of every label, and sampling.

use super::graph::{Diagram, NodeId};
use rand::{Rng, RngExt};

/// Buffers and result of a soft pass.
///
/// The soft value of a node is τ·ln Σ exp(weight of a path / τ) over its paths to the end; it tends to the best path's
/// value as τ falls and is smooth in the weights. Sums are taken relative to the best arc of each node, so that nothing
/// overflows at any temperature.
#[derive(Clone, Debug, Default)]
pub(crate) struct SoftPass {
    values: Vec<f64>,
    /// Probability of each arc, given its source node.
    probabilities: Vec<f64>,
    mass: Vec<f64>,
}

/// exp(x) for x ≤ 0 with a relative error below 1e-7; 0 below −40.
#[inline]
fn exponential(x: f64) -> f64 {
    if x < -40.0 {
        return 0.0;
    }
    let scaled = x * std::f64::consts::LOG2_E;
    let whole = scaled.floor();
    let rest = (scaled - whole) * std::f64::consts::LN_2;
    let series = 1.0
        + rest
            * (1.0 + rest * (0.5 + rest * (1.0 / 6.0 + rest * (1.0 / 24.0 + rest * (1.0 / 120.0 + rest * (1.0 / 720.0 + rest / 5040.0))))));
    #[allow(clippy::cast_possible_truncation, reason = "between -58 and 0")]
    let power = (1023 + whole as i64) as u64;
    series * f64::from_bits(power << 52)
}

impl SoftPass {
    /// Soft values from the end to the source at temperature `tau`; returns the source's. O(arcs).
    pub(crate) fn run(&mut self, diagram: &Diagram, weights: &[f64], tau: f64) -> f64 {
        let nodes = diagram.node_count();
        if nodes == 0 {
            return f64::NEG_INFINITY;
        }
        self.values.clear();
        self.values.resize(nodes, f64::NEG_INFINITY);
        self.probabilities.clear();
        self.probabilities.resize(diagram.arc_count(), 0.0);
        self.values[nodes - 1] = 0.0;
        let inverse = 1.0 / tau;
        for node in (0..nodes - 1).rev() {
            let range = diagram.first_arc[node] as usize..diagram.first_arc[node + 1] as usize;
            let mut best = f64::NEG_INFINITY;
            for (arc, probability) in diagram.arcs[range.clone()].iter().zip(&mut self.probabilities[range.clone()]) {
                let value = weights[arc.label as usize] + self.values[arc.to as usize];
                *probability = value;
                if value > best {
                    best = value;
                }
            }
            if best == f64::NEG_INFINITY {
                self.probabilities[range].fill(0.0);
                continue;
            }
            let mut sum = 0.0;
            for probability in &mut self.probabilities[range.clone()] {
                *probability = exponential((*probability - best) * inverse);
                sum += *probability;
            }
            let share = 1.0 / sum;
            self.probabilities[range].iter_mut().for_each(|probability| *probability *= share);
            self.values[node] = best + tau * sum.ln();
        }
        self.values[0]
    }
    /// Adds `scale` times the probability of each label to `usage`, indexed by label. Call after [`run`](Self::run). O(arcs).
    pub(crate) fn usage(&mut self, diagram: &Diagram, scale: f64, usage: &mut [f64]) {
        let nodes = diagram.node_count();
        if nodes == 0 || self.values[0] == f64::NEG_INFINITY {
            return;
        }
        self.mass.clear();
        self.mass.resize(nodes, 0.0);
        self.mass[0] = scale;
        for node in 0..nodes - 1 {
            let mass = self.mass[node];
            if mass < 1e-9 {
                continue;
            }
            let range = diagram.first_arc[node] as usize..diagram.first_arc[node + 1] as usize;
            for (arc, probability) in diagram.arcs[range.clone()].iter().zip(&self.probabilities[range]) {
                let flow = mass * probability;
                self.mass[arc.to as usize] += flow;
                usage[arc.label as usize] += flow;
            }
        }
    }
    /// Draws a path by its probability; false if there is none. Call after [`run`](Self::run). O(arcs on the path).
    pub(crate) fn sample(&self, diagram: &Diagram, random: &mut impl Rng, out: &mut Vec<u32>) -> bool {
        out.clear();
        let Some(end) = diagram.node_count().checked_sub(1) else { return false };
        if self.values[0] == f64::NEG_INFINITY {
            return false;
        }
        let mut node = 0;
        while node != end {
            let range = diagram.first_arc[node] as usize..diagram.first_arc[node + 1] as usize;
            let mut left = random.random::<f64>();
            let mut chosen = None;
            for (arc, &probability) in diagram.arcs_of(node as NodeId).iter().zip(&self.probabilities[range]) {
                if probability > 0.0 {
                    chosen = Some(*arc);
                    left -= probability;
                    if left < 0.0 {
                        break;
                    }
                }
            }
            let Some(arc) = chosen else { return false };
            out.push(arc.label);
            node = arc.to as usize;
        }
        true
    }
}
