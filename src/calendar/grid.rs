//! Grids: partitions of the horizon into blocks.

use super::Horizon;
use crate::ids::PeriodId;

/// A partition of the horizon into **blocks** of consecutive periods.
///
/// A doctor on a grid is in one place for the whole of each block; durations of requirements count blocks unless they
/// ask for periods. Grid 0 of every problem is the finest one, a block a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    id: String,
    /// First period of each block, ascending, starting with period 0.
    starts: Vec<PeriodId>,
    /// Block of each period.
    block_of: Vec<u32>,
}

impl Grid {
    /// The grid whose blocks start at `starts` (and at period 0).
    pub(crate) fn new(id: String, starts: &[PeriodId], horizon: &Horizon) -> Self {
        let mut starts: Vec<PeriodId> = starts.to_vec();
        starts.push(PeriodId::new(0));
        starts.sort_unstable();
        starts.dedup();
        starts.retain(|start| start.index() < horizon.len());
        let mut block_of = Vec::with_capacity(horizon.len());
        let mut block = 0_u32;
        for period in 0..horizon.len() {
            if starts
                .get(block as usize + 1)
                .is_some_and(|next| next.index() == period)
            {
                block += 1;
            }
            block_of.push(block);
        }
        Self {
            id,
            starts,
            block_of,
        }
    }
    /// A grid without blocks, of no horizon.
    pub(crate) fn empty(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            starts: Vec::new(),
            block_of: Vec::new(),
        }
    }
    /// Name of the grid.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
    /// Number of blocks.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }
    /// True if there is no block.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }
    /// The block a period belongs to; the last one for a period beyond the horizon.
    #[must_use]
    pub fn block_of(&self, period: PeriodId) -> usize {
        self.block_of
            .get(period.index())
            .or(self.block_of.last())
            .map_or(0, |block| *block as usize)
    }
    /// First period of a block; that of the last one for a block beyond the horizon.
    #[must_use]
    pub fn first(&self, block: usize) -> PeriodId {
        self.starts
            .get(block)
            .or(self.starts.last())
            .copied()
            .unwrap_or_default()
    }
    /// Last period of a block; that of the horizon for a block beyond it.
    #[must_use]
    pub fn last(&self, block: usize) -> PeriodId {
        let next = self
            .starts
            .get(block.saturating_add(1))
            .map_or(self.block_of.len(), |next| next.index());
        PeriodId::new(next.saturating_sub(1))
    }
}
