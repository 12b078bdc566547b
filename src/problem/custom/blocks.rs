//! The blocks that pathways of a doctor may have, as `docs/rules.md` defines the axis.

use crate::ids::{DoctorId, PeriodId};
use crate::problem::{Presence, Problem};

/// A block before anybody is anywhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct OwnBlock {
    pub(crate) first: PeriodId,
    pub(crate) last: PeriodId,
    /// Periods in which the doctor is available and at no fixed event.
    pub(crate) present: Vec<PeriodId>,
    pub(crate) kind: BlockKind,
}

/// Whether a rotation may cover a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum BlockKind {
    /// The doctor is there.
    Free,
    /// Leave that keeps the place of a rotation around it.
    Kept,
    /// Leave.
    Leave,
}

/// The blocks of a doctor's axis if no event with a choice takes any. O(periods of presence).
pub(crate) fn blocks_of(problem: &Problem, doctor: DoctorId) -> Vec<OwnBlock> {
    let (data, mut blocks) = (problem.doctor(doctor), Vec::new());
    if data.last < data.first {
        return blocks;
    }
    let grid = problem.grid(data.grid);
    for block in grid.block_of(data.first)..=grid.block_of(data.last) {
        let first = grid.first(block).max(data.first);
        let last = grid.last(block).min(data.last);
        let periods = || (first.index()..=last.index()).map(PeriodId::new);
        let presence = |period| problem.presence(doctor, period);
        let is = |wanted: Presence| periods().any(|period| presence(period) == wanted);
        let is_there =
            |period: &PeriodId| matches!(presence(*period), Presence::Half | Presence::Full);
        let present: Vec<PeriodId> = periods().filter(is_there).collect();
        let kind = if !present.is_empty() {
            BlockKind::Free
        } else if is(Presence::Leave) {
            BlockKind::Leave
        } else if is(Presence::KeepsPlace) {
            BlockKind::Kept
        } else {
            continue;
        };
        blocks.push(OwnBlock {
            first,
            last,
            present,
            kind,
        });
    }
    blocks
}
