//! Pathway diagrams: the exact product of a doctor's personal rules, laid out over time.
//!
//! Every personal rule is a small automaton (`automata`). Their product, step by step along the doctor's [axis](Axis), is a directed
//! acyclic graph whose source-to-end paths are exactly the doctor's valid pathways. What speaks of single cells only (preferences, fixed
//! and forbidden cells, eligibility, documents) is no state: it is a table (`CellTable`) of each doctor over the labels of the arcs, so
//! that doctors with the same automata share one diagram.

pub(crate) mod automata;
mod automaton_table;
mod axis;
mod beam;
mod best_score;
mod build;
mod built;
mod carries;
mod cells;
mod class;
mod compact;
#[cfg(test)]
pub(crate) mod duties;
mod enumerate;
mod exact;
mod export;
mod frame;
mod graph;
mod known;
mod lookahead;
mod merge;
mod model;
mod own_rows;
mod packed;
mod path;
mod pathways;
mod private_prices;
mod refined;
mod refining;
mod soft;
mod table;
mod tiers;
mod vary;
mod walk;

pub(crate) use automata::{LinearRow, PrivateRow, Span, Sum, greatest_common_divisor};
pub use axis::{Axis, AxisSlot, Step};
pub(crate) use beam::Beam;
pub(crate) use best_score::{BestScore, best_score, may_have_pathway};
pub use build::BuildLimits;
pub(crate) use carries::{Carries, CarryPass};
pub use class::Class;
pub(crate) use class::Stop;
pub(crate) use compact::{Column as OutlineColumn, NEUTRAL, Outline, Part, StateFlow};
pub(crate) use exact::{ExactSearch, Task, Unpriced};
pub use export::{Statistics, to_dot, to_petgraph};
pub use graph::{Arc, Diagram, Label, NodeId, Place};
pub(crate) use own_rows::{OwnRow, OwnRows};
pub(crate) use path::{BestPath, pathway};
pub use pathways::Pathways;
pub(crate) use private_prices::UNIT as PRIVATE_UNIT;
pub(crate) use soft::SoftPass;
pub(crate) use table::{Charges, LabelWeights, Weights};
pub(crate) use vary::Variation;
