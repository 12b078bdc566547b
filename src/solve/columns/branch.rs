//! Branch and price: where the programme without whole numbers leaves a gap, each way on is a formulation with changed limits, and columns
//! are generated for it anew.
//!
//! Every leaf is closed by prices evaluated in whole numbers, or by a ray, never by a backend's word. What the leaves prove together
//! has no document, though: a certificate holds one vector of prices. It counts as an exhausted bound, not as a certified one.

use super::super::engine::Common;
use super::super::judge::judge;
use super::super::known::Incumbent;
use super::super::mark::Mark;
use super::super::parameters::columns::{
    CLOSING, FRACTION, MOST_HALVINGS, MOST_NODES, NODES, ROUNDS_OF_NODE, SHARE_OF_TREE, SMALL_GAP,
};
use super::super::run::Run;
use super::super::setting::Setting;
use super::super::{Exhausted, Phase, Termination};
use super::backends::Backends;
use super::engine::{ColumnGeneration, generator};
use super::generate::{Ended, Generator};
use super::inherit::inherit;
use super::kin::Kinship;
use super::stock::Stock;
use crate::error::Result;
use crate::formulation::{Formulation, RowId};
use crate::ids::DoctorId;
use rayon::prelude::*;

/// A formulation to look at.
#[derive(Clone, Debug)]
struct Node {
    formulation: Formulation,
    /// No schedule that it allows is worth more.
    bound: i64,
    /// Columns from the node above.
    stock: Stock,
    /// Rows that the programme has to know of.
    rows: Vec<RowId>,
    /// The only doctor to whom these say something, if it is one.
    doctor: Option<DoctorId>,
}

/// What is left of a tree.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    /// Nodes to look at, the next one last.
    open: Vec<Node>,
    /// No schedule below nodes that were given up is worth more than this; `None` if there are none.
    given_up: Option<i64>,
    /// Nodes looked at, and those of them below which nothing is left open.
    nodes: usize,
    closed: usize,
}

impl Tree {
    /// A tree of which only the root is there.
    pub(super) fn new(formulation: &Formulation, stock: &Stock, bound: i64) -> Self {
        let root = Node {
            formulation: formulation.clone(),
            bound,
            stock: stock.clone(),
            rows: Vec::new(),
            doctor: None,
        };
        Self {
            open: vec![root],
            given_up: None,
            nodes: 0,
            closed: 0,
        }
    }

    /// True if it closed one in so many of the nodes that it looked at since it had looked at `nodes`, of which so many were closed: it comes to an end.
    fn is_closing(&self, (nodes, closed): (usize, usize)) -> bool {
        let (nodes, closed) = (self.nodes - nodes, self.closed - closed);
        closed > 0 && closed * CLOSING >= nodes
    }

    /// True if there is a node to look at.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty() && self.nodes < MOST_NODES
    }

    /// No schedule is worth more than this; `None` if the leaves prove that none is worth more than `value`, or that there is none.
    fn bound(&self, value: Option<i64>) -> Option<i64> {
        let open = self.open.iter().map(|node| node.bound);
        let bound = open.chain(self.given_up).max();
        bound.filter(|bound| value.is_none_or(|value| value < *bound))
    }
}

/// What came of a node.
struct Looked {
    /// Nodes below, the nearer one last.
    below: Vec<Node>,
    /// What is proven of it, if it is given up.
    given_up: Option<i64>,
    found: Option<Incumbent>,
    spent: u64,
}

impl Generator<'_> {
    /// Looks at a node: closes it, gives it up, or finds the two below.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    fn look_at(&self, node: &Node, value: Option<i64>) -> Result<Looked> {
        let setting = Setting {
            formulation: &node.formulation,
            ..self.setting
        };
        let mut generator = Generator {
            setting,
            private: self.private,
            backends: self.backends,
            meter: self.meter,
            stock: inherit(&node.stock, setting, &node.rows, node.doctor),
            best: None,
            listed: None,
            goal: value,
            is_feasible: true,
            pins: None,
        };
        let mut looked = Looked {
            below: Vec::new(),
            given_up: None,
            found: None,
            spent: generator.meter.spent,
        };
        if generator.stock.is_listed && generator.stock.is_bare() {
            return Ok(looked);
        }
        generator.bound_at(generator.stock.center.clone());
        let whole = generator.stock.whole(setting);
        let ended = generator.run(&whole, ROUNDS_OF_NODE)?.0;
        let proven = generator
            .bound()
            .map_or(node.bound, |bound| bound.min(node.bound));
        looked.spent = generator.meter.spent;
        let is_closed = |value: Option<i64>| value.is_some_and(|value| proven <= value);
        let (prices, point, is_final) = match ended {
            Ended::Infeasible(Some(_)) => return Ok(looked),
            _ if is_closed(value) => return Ok(looked),
            ended @ (Ended::Infeasible(None) | Ended::Stopped) => {
                crate::trace::debug!(proven, ended = ended.as_str(), "node given up");
                looked.given_up = Some(proven);
                return Ok(looked);
            }
            Ended::Optimal {
                prices,
                point,
                is_final,
                ..
            } => (prices, point, is_final),
        };
        looked.found = generator.as_schedule(self.setting, &point);
        if is_closed(looked.found.as_ref().map(|found| found.value)) {
            return Ok(looked);
        }
        if generator.stock.is_listed {
            generator.drop_far();
        }
        let two = if is_final {
            generator.split(&point, prices.objective)?
        } else {
            None
        };
        let Some(two) = two else {
            crate::trace::debug!(proven, is_final, "node given up without a split");
            looked.given_up = Some(proven);
            return Ok(looked);
        };
        looked.spent = generator.meter.spent;
        let stock = generator.stock;
        let below = |formulation, stock| Node {
            formulation,
            bound: proven,
            stock,
            rows: two.rows.clone(),
            doctor: two.doctor,
        };
        looked.below = vec![below(two.far, stock.clone()), below(two.near, stock)];
        Ok(looked)
    }

    /// The schedule of a point in whole numbers, judged by the rows of `setting`.
    pub(super) fn as_schedule(
        &self,
        setting: Setting<'_>,
        point: &[(u32, f64)],
    ) -> Option<Incumbent> {
        let mut chosen = Vec::new();
        for &(column, value) in point {
            let copies = value.round();
            if (value - copies).abs() > FRACTION {
                return None;
            }
            (0..copies as i64).for_each(|_| chosen.push(column));
        }
        let labels = self.labels_of(&chosen)?;
        Some(Incumbent {
            value: judge(setting, &labels).value?,
            labels,
        })
    }
}

impl ColumnGeneration {
    /// True if pathways are listed, or may be, or little is left open below an optimum where no column is missing, and branching has had less than its part.
    pub(super) fn may_branch(&self, run: &Run<'_>) -> bool {
        if self.is_listed() {
            return true;
        }
        let is_open = self.tree.as_ref().is_none_or(Tree::is_open);
        let all = run.effort.limits.spent(run.effort.work);
        is_open
            && (self.is_at_small_gap(run) || self.may_list(run))
            && self.branching.may_go_on(SHARE_OF_TREE, MOST_HALVINGS, all)
    }

    /// True if little is left open below an optimum where no column is missing.
    pub(super) fn is_at_small_gap(&self, run: &Run<'_>) -> bool {
        let Some(bound) = run.known.proven() else {
            return false;
        };
        let value = run.known.value();
        let is_small = value.is_none_or(|value| bound - value <= (bound / SMALL_GAP).abs().max(2));
        let is_final = self.stock.as_ref().is_some_and(|stock| stock.is_final);
        self.optimum.is_some() && is_final && is_small
    }

    /// Goes on with the tree.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    pub(super) fn branch(
        &mut self,
        run: &mut Run<'_>,
        common: &Common,
    ) -> Result<Option<Termination>> {
        if self.may_list(run) {
            run.effort.work += 2 * run.ground.pass();
            self.list(run);
        }
        if !self.is_listed() && !self.is_at_small_gap(run) {
            return Ok(None);
        }
        let (Some(stock), Some(bound)) = (&self.stock, run.known.proven()) else {
            return Ok(None);
        };
        let (mark, before) = (Mark::new(run.effort.work), run.known.proven());
        let formulation = run.ground.setting().formulation;
        let mut value = run.known.value();
        let none = stock.emptied(Kinship::new(run.ground.setting()), &stock.center);
        let mut root = generator(
            Some(none),
            Backends::of(run.effort.options()),
            run,
            common,
            false,
        );
        let mut found = match value {
            Some(value) => self.tighten(&mut root, value)?,
            None => None,
        };
        value = value.max(found.as_ref().map(|found| found.value));
        let mut tree = match (self.tree.take(), &self.cutting, &self.stock) {
            (Some(tree), ..) => tree,
            (None, Some(cutting), _) => Tree::new(&cutting.formulation, &cutting.stock, bound),
            (None, None, Some(stock)) => Tree::new(formulation, stock, bound),
            (None, None, None) => return Ok(None),
        };
        let looked_at = (tree.nodes, tree.closed);
        while self.listing.root.is_none() && tree.is_open() && !root.meter.is_over() {
            let mut batch = Vec::new();
            while batch.len() < NODES
                && let Some(node) = tree.open.pop()
            {
                if value.is_none_or(|value| value < node.bound) {
                    batch.push(node);
                }
            }
            let looked: Vec<_> = batch
                .par_iter()
                .map(|node| root.look_at(node, value))
                .collect();
            let begun = root.meter.spent;
            for (looked, node) in looked.into_iter().zip(batch).rev() {
                let looked = looked?;
                root.meter.spent += looked.spent - begun;
                // What was stopped is looked at again.
                if looked.given_up.is_some() && root.meter.is_over() {
                    tree.open.push(node);
                } else {
                    tree.nodes += 1;
                    let is_closed = looked.given_up.is_none() && looked.below.is_empty();
                    tree.closed += usize::from(is_closed);
                    tree.given_up = tree.given_up.max(looked.given_up);
                    tree.open.extend(looked.below);
                }
                if let Some(better) = looked.found
                    && value.is_none_or(|value| value < better.value)
                {
                    value = Some(better.value);
                    found = Some(better);
                }
            }
        }
        let spent = root.meter.spent;
        run.effort.work += spent;
        run.effort.statistics.branch_nodes = tree.nodes;
        let bound = tree.bound(value);
        crate::trace::debug!(
            nodes = tree.nodes,
            open = tree.open.len(),
            given_up = tree.given_up,
            bound,
            spent,
            "branched"
        );
        let is_closing = tree.is_closing(looked_at);
        self.tree = Some(tree);
        if let Some(found) = found {
            run.known.offer_schedule(found);
        }
        let cost = mark.cost(&run.effort.limits, run.effort.work);
        let Some(bound) = bound.or_else(|| run.known.value()) else {
            run.known.exhausted = Some(Exhausted::Tree);
            return Ok(Some(Termination::Infeasible));
        };
        run.known.offer_exhausted(bound, Exhausted::Tree);
        let has_gained = is_closing || before != run.known.proven();
        self.branching.judge(cost, has_gained);
        run.tell(Phase::Columns);
        Ok(run.is_done())
    }
}
