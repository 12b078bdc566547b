//! What a doctor does in a block as a number, for tables of answers.

use super::{Block, Doing};
use crate::ids::{ActivityId, PeriodId};
use crate::problem::Problem;

/// What a doctor does in a block, by ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Letter {
    Starts(ActivityId),
    GoesOn(ActivityId),
    Idle,
    Leave,
}

impl Letter {
    /// The block as code sees it.
    pub(crate) fn block<'a>(
        self,
        problem: &'a Problem,
        (first, last): (PeriodId, PeriodId),
        present: &'a [PeriodId],
    ) -> Block<'a> {
        let horizon = problem.horizon();
        Block {
            first,
            last,
            from: horizon.span(first).first.date,
            to: horizon.span(last).last.date,
            present,
            doing: match self {
                Self::Starts(activity) => Doing::Starts(problem.activity(activity)),
                Self::GoesOn(activity) => Doing::GoesOn(problem.activity(activity)),
                Self::Idle => Doing::Idle,
                Self::Leave => Doing::Leave,
            },
        }
    }
}
