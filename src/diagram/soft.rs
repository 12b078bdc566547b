//! Soft best paths: log-sum-exp at a temperature, expected use of every label, and sampling.

use super::graph::{Diagram, NodeId};
use rand::{Rng, RngExt};

/// A number that is not negative, with an exponent of its own: `mantissa · 2^exponent`. Sums of exp(value / τ) fit at any temperature.
#[derive(Clone, Copy, Debug)]
struct Scaled {
    /// In 1..2, or 0.
    mantissa: f64,
    exponent: i64,
}

/// Exponent of zero; adding a few of them stays in range.
const NEVER: i64 = i64::MIN / 8;
/// Parts that are smaller than the largest by so many binary digits count as nothing.
const DIGITS: i64 = 60;

impl Scaled {
    const ZERO: Self = Self {
        mantissa: 0.0,
        exponent: NEVER,
    };
    const ONE: Self = Self {
        mantissa: 1.0,
        exponent: 0,
    };

    /// 2^x, with a relative error below 1e-7.
    #[inline]
    fn power(x: f64) -> Self {
        if x == f64::NEG_INFINITY {
            return Self::ZERO;
        }
        // Long before this the temperature is zero for every purpose; sums of exponents along a path have to fit.
        let x = x.clamp(-1e13, 1e13);
        let whole = x.floor();
        let rest = (x - whole) * std::f64::consts::LN_2;
        let mantissa = 1.0
            + rest
                * (1.0
                    + rest
                        * (1.0 / 2.0
                            + rest
                                * (1.0 / 6.0
                                    + rest
                                        * (1.0 / 24.0
                                            + rest
                                                * (1.0 / 120.0
                                                    + rest * (1.0 / 720.0 + rest / 5040.0))))));
        Self {
            mantissa,
            exponent: whole as i64,
        }
    }
    #[inline]
    fn times(self, other: Self) -> Self {
        Self {
            mantissa: self.mantissa * other.mantissa,
            exponent: self.exponent + other.exponent,
        }
    }
    /// `mantissa · 2^(exponent − base)`, 0 if that is tiny; never called with a base below the exponent by much.
    #[inline]
    fn relative_to(self, base: i64) -> f64 {
        let shift = self.exponent - base;
        if shift < -DIGITS {
            0.0
        } else {
            self.mantissa * f64::from_bits(((1023 + shift) as u64) << 52)
        }
    }
    /// A plain sum that is not negative, times 2^base.
    #[inline]
    fn normal(sum: f64, base: i64) -> Self {
        if sum > 0.0 {
            let bits = sum.to_bits();
            let exponent = ((bits >> 52) & 0x7ff) as i64 - 1023;
            let mantissa = f64::from_bits((bits & !(0x7ff << 52)) | (1023 << 52));
            Self {
                mantissa,
                exponent: base + exponent,
            }
        } else {
            Self::ZERO
        }
    }
    fn log2(self) -> f64 {
        if self.mantissa > 0.0 {
            self.exponent as f64 + self.mantissa.log2()
        } else {
            f64::NEG_INFINITY
        }
    }
}

/// Buffers and result of a soft pass.
///
/// The soft value of a node is τ·ln Σ exp(weight of a path / τ) over its paths to the end; it tends to the best path's
/// value as τ falls and is smooth in the weights. The exponentials are taken once a label; along arcs they are only multiplied and added.
#[derive(Clone, Debug, Default)]
pub(crate) struct SoftPass {
    /// exp(weight / τ) of each label.
    labels: Vec<Scaled>,
    /// Their sums by bundle.
    bundles: Vec<Scaled>,
    /// Sums over the paths from each node.
    nodes: Vec<Scaled>,
    /// Probability of each node.
    mass: Vec<f64>,
    /// Expected use of each bundle.
    flow: Vec<f64>,
}

impl SoftPass {
    /// Soft values from the end to the source at temperature `tau`; returns the source's. O(labels + arcs).
    pub(crate) fn run(&mut self, diagram: &Diagram, weights: &[f64], tau: f64) -> f64 {
        let nodes = diagram.node_count();
        self.nodes.clear();
        if nodes == 0 {
            return f64::NEG_INFINITY;
        }
        let scale = std::f64::consts::LOG2_E / tau;
        self.labels.clear();
        self.labels
            .extend(weights.iter().map(|weight| Scaled::power(weight * scale)));
        let labels = &self.labels;
        self.bundles.clear();
        self.bundles
            .extend((0..diagram.bundle_count() as u32).map(|bundle| {
                let range = diagram.labels_of(bundle);
                if range.len() == 1 {
                    return labels[range.start];
                }
                let base = labels[range.clone()]
                    .iter()
                    .map(|label| label.exponent)
                    .max()
                    .unwrap_or(NEVER);
                Scaled::normal(
                    labels[range]
                        .iter()
                        .map(|label| label.relative_to(base))
                        .sum(),
                    base,
                )
            }));
        self.nodes.resize(nodes, Scaled::ZERO);
        self.nodes[nodes - 1] = Scaled::ONE;
        for node in (0..nodes - 1).rev() {
            let arcs = diagram.arcs_of(node as NodeId);
            let mut base = NEVER;
            for arc in arcs {
                base = base.max(
                    self.bundles[arc.bundle as usize].exponent
                        + self.nodes[arc.to as usize].exponent,
                );
            }
            if base <= NEVER / 2 {
                continue;
            }
            let mut sum = 0.0;
            for arc in arcs {
                sum += self.bundles[arc.bundle as usize]
                    .times(self.nodes[arc.to as usize])
                    .relative_to(base);
            }
            self.nodes[node] = Scaled::normal(sum, base);
        }
        self.nodes[0].log2() / scale
    }

    /// Adds `scale` times the probability of each label to `usage`, indexed by label. Call after [`run`](Self::run). O(labels + arcs).
    pub(crate) fn usage(&mut self, diagram: &Diagram, scale: f64, usage: &mut [f64]) {
        let nodes = diagram.node_count();
        if nodes == 0 || self.nodes[0].mantissa == 0.0 {
            return;
        }
        self.mass.clear();
        self.mass.resize(nodes, 0.0);
        self.mass[0] = scale;
        self.flow.clear();
        self.flow.resize(diagram.bundle_count(), 0.0);
        for node in 0..nodes - 1 {
            let mass = self.mass[node];
            if mass < 1e-9 {
                continue;
            }
            let own = self.nodes[node];
            let share = mass / own.mantissa;
            for arc in diagram.arcs_of(node as NodeId) {
                let flow = share
                    * self.bundles[arc.bundle as usize]
                        .times(self.nodes[arc.to as usize])
                        .relative_to(own.exponent);
                self.mass[arc.to as usize] += flow;
                self.flow[arc.bundle as usize] += flow;
            }
        }
        for (bundle, &flow) in self.flow.iter().enumerate() {
            if flow <= 0.0 {
                continue;
            }
            let range = diagram.labels_of(bundle as u32);
            let own = self.bundles[bundle];
            let share = flow / own.mantissa;
            for (label, used) in self.labels[range.clone()].iter().zip(&mut usage[range]) {
                *used += share * label.relative_to(own.exponent);
            }
        }
    }

    /// Draws a path by its probability; false if there is none. Call after [`run`](Self::run). O(arcs and labels on the path).
    pub(crate) fn sample(
        &self,
        diagram: &Diagram,
        random: &mut impl Rng,
        out: &mut Vec<u32>,
    ) -> bool {
        out.clear();
        let Some(end) = diagram.node_count().checked_sub(1) else {
            return false;
        };
        if self.nodes[0].mantissa == 0.0 {
            return false;
        }
        let mut node = 0;
        while node != end {
            let own = self.nodes[node];
            let weight = |arc: &super::graph::Arc| {
                self.bundles[arc.bundle as usize]
                    .times(self.nodes[arc.to as usize])
                    .relative_to(own.exponent)
            };
            let arcs = diagram.arcs_of(node as NodeId);
            let Some(arc) = draw(
                arcs.iter().map(|arc| (arc, weight(arc))),
                own.mantissa * random.random::<f64>(),
            ) else {
                return false;
            };
            let range = diagram.labels_of(arc.bundle);
            if range.len() == 1 {
                out.push(range.start as u32);
            } else {
                let own = self.bundles[arc.bundle as usize];
                let labels =
                    range.map(|label| (label, self.labels[label].relative_to(own.exponent)));
                let Some(label) = draw(labels, own.mantissa * random.random::<f64>()) else {
                    return false;
                };
                out.push(label as u32);
            }
            node = arc.to as usize;
        }
        true
    }
}

/// The first entry at which the running sum of weights passes `at`, or the last one of any weight.
fn draw<Entry>(entries: impl Iterator<Item = (Entry, f64)>, at: f64) -> Option<Entry> {
    let mut left = at;
    let mut chosen = None;
    for (entry, weight) in entries {
        if weight > 0.0 {
            chosen = Some(entry);
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
    }
    chosen
}
