//! Branch and price: where the programme without whole numbers leaves a gap, each way on is a formulation with changed limits, and columns
//! are generated for it anew.
//!
//! Every leaf is closed by prices evaluated in whole numbers, or by a ray, never by a backend's word. What the leaves prove together
//! has no document, though: a certificate holds one vector of prices. It counts as an exhausted bound, not as a certified one.

use super::super::engine::Common;
use super::super::judge::judge;
use super::super::known::Incumbent;
use super::super::lp::Backend;
use super::super::parameters::columns::{
    FRACTION, LEAST_WORK, MOST_NODES, ROUNDS_OF_NODE, SMALL_GAP, WIDTH,
};
use super::super::run::Run;
use super::super::setting::Setting;
use super::super::{Exhausted, Phase, Termination};
use super::engine::ColumnGeneration;
use super::generate::{Ended, Generator};
use super::kin::Kinship;
use super::meter::Meter;
use super::pool::Column;
use super::split::split;
use super::stock::Stock;
use crate::error::Result;
use crate::formulation::{Formulation, RowId};

/// A formulation to look at.
#[derive(Debug)]
struct Node {
    formulation: Formulation,
    /// No schedule that it allows is worth more.
    bound: i64,
    /// Columns from the node above.
    stock: Stock,
    /// Rows that the programme has to know of.
    rows: Vec<RowId>,
}

/// What a tree came to.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The value of the best schedule, and a better one than was known.
    value: Option<i64>,
    pub(super) incumbent: Option<Incumbent>,
    /// No schedule is worth more than this; `None` if the leaves prove that there is none, but for the incumbent.
    pub(super) open_bound: Option<i64>,
    /// Nodes looked at.
    pub(super) nodes: usize,
    pub(super) spent: u64,
}

impl Tree {
    /// True if no schedule within this bound is better than the best one.
    fn is_closed(&self, bound: i64) -> bool {
        self.value.is_some_and(|value| bound <= value)
    }

    fn leave_open(&mut self, bound: i64) {
        self.open_bound = self.open_bound.max(Some(bound));
    }

    fn offer(&mut self, found: Option<Incumbent>) {
        if let Some(found) =
            found.filter(|found| self.value.is_none_or(|value| value < found.value))
        {
            self.value = Some(found.value);
            self.incumbent = Some(found);
        }
    }
}

impl Generator<'_> {
    /// Searches the tree below the problem, depth first; `known` is the value of the best schedule and `bound` what is proven.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    pub(super) fn branch(&self, known: Option<i64>, bound: i64) -> Result<Tree> {
        let mut tree = Tree {
            value: known,
            ..Tree::default()
        };
        let root = Node {
            formulation: self.setting.formulation.clone(),
            bound,
            stock: self.stock.clone(),
            rows: Vec::new(),
        };
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if tree.is_closed(node.bound) {
                continue;
            }
            let meter = Meter {
                spent: tree.spent,
                ..self.meter
            };
            if tree.nodes >= MOST_NODES || meter.is_over() {
                tree.leave_open(node.bound);
                continue;
            }
            tree.nodes += 1;
            open.extend(self.look_at(&mut tree, &node, meter)?.into_iter().flatten());
        }
        tree.open_bound = tree.open_bound.filter(|bound| !tree.is_closed(*bound));
        Ok(tree)
    }

    /// Looks at a node: closes it, leaves it open, or returns the two below, the nearer one last.
    fn look_at(&self, tree: &mut Tree, node: &Node, meter: Meter<'_>) -> Result<Option<[Node; 2]>> {
        let setting = Setting {
            formulation: &node.formulation,
            ..self.setting
        };
        let mut generator = Generator {
            setting,
            private: self.private,
            backend: self.backend,
            meter,
            stock: inherit(node, setting),
            best: None,
            goal: tree.value,
            is_feasible: true,
            width: self.width,
            pins: None,
        };
        let whole = generator.stock.whole(setting);
        let ended = generator.run(&whole, ROUNDS_OF_NODE)?;
        tree.spent = generator.meter.spent;
        let proven = generator
            .best
            .as_ref()
            .map_or(node.bound, |best| best.bound().min(node.bound));
        let (point, is_final) = match ended {
            Ended::Infeasible(Some(_)) => return Ok(None),
            _ if tree.is_closed(proven) => return Ok(None),
            Ended::Infeasible(None) | Ended::Stopped => {
                tree.leave_open(proven);
                return Ok(None);
            }
            Ended::Optimal {
                point, is_final, ..
            } => (point, is_final),
        };
        tree.offer(generator.as_schedule(self.setting, &point));
        if tree.is_closed(proven) {
            return Ok(None);
        }
        let Some(two) = split(setting, &generator.stock, &point).filter(|_| is_final) else {
            tree.leave_open(proven);
            return Ok(None);
        };
        let stock = generator.stock;
        let below = |formulation, stock| Node {
            formulation,
            bound: proven,
            stock,
            rows: two.rows.clone(),
        };
        Ok(Some([
            below(two.far, stock.clone()),
            below(two.near, stock),
        ]))
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
    /// Branches where little is left open.
    pub(super) fn branch(
        &mut self,
        backend: &dyn Backend,
        run: &mut Run<'_>,
        common: &Common,
    ) -> Result<Option<Termination>> {
        let (work, value) = (run.effort.work, run.known.value());
        self.work_at_branching = work;
        let Some(bound) = run.known.proven() else {
            return Ok(None);
        };
        let is_small = value.is_none_or(|value| bound - value <= (bound / SMALL_GAP).abs().max(2));
        let Some(stock) = self.stock.take_if(|_| is_small) else {
            return Ok(None);
        };
        let generator = Generator {
            setting: run.ground.setting(),
            private: &common.prices.private,
            backend,
            meter: Meter {
                limits: &run.effort.limits,
                before: work,
                spent: 0,
                most: work.max(LEAST_WORK),
            },
            is_feasible: value.is_some(),
            width: Some(WIDTH * common.unit),
            pins: None,
            stock,
            best: None,
            goal: value,
        };
        let tree = generator.branch(value, bound);
        self.stock = Some(generator.stock);
        let tree = tree?;
        run.effort.work += tree.spent;
        run.effort.statistics.branch_nodes = tree.nodes;
        crate::trace::debug!(
            nodes = tree.nodes,
            bound = tree.open_bound,
            spent = tree.spent,
            "branched"
        );
        if let Some(found) = tree.incumbent {
            run.known.offer_schedule(found);
        }
        let Some(bound) = tree.open_bound.or_else(|| run.known.value()) else {
            run.known.exhausted = Some(Exhausted::Tree);
            return Ok(Some(Termination::Infeasible));
        };
        run.known.offer_exhausted(bound, Exhausted::Tree);
        run.tell(Phase::Columns);
        Ok(run.is_done())
    }
}

/// The columns of the node above under the rows of this one.
fn inherit(node: &Node, setting: Setting<'_>) -> Stock {
    let above = &node.stock;
    let mut stock = above.emptied(Kinship::new(setting), &above.center);
    stock.center.resize(setting.formulation.rows.len(), 0.0);
    stock.rows.clone_from(&above.rows);
    stock.rows.resize(setting.formulation.rows.len(), true);
    node.rows
        .iter()
        .for_each(|row| stock.rows[row.index()] = true);
    stock.see_rows(setting.formulation);
    for group in 0..stock.kinship.groups.len() {
        let first = stock.kinship.groups[group][0];
        for &index in &above.pool.of_group[above.kinship.of_doctor[first.index()] as usize] {
            if above.working[index as usize] {
                let labels = &above.pool.columns[index as usize].labels;
                let Some(column) = Column::new(setting, &stock.kinship, group as u32, labels)
                else {
                    continue;
                };
                let index = stock.add(column);
                stock.working[index as usize] = true;
            }
        }
    }
    stock
}
