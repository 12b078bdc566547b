//! Sums: what is asked for in a stretch of time against what doctors may do in it.
//!
//! A small linear programme for each stretch: a column is the time that doctors who are alike spend in an activity, the rows are staffing,
//! places, amounts and presence. What is left out (order, lengths of rotations, which doctors meet) only allows more, so a programme
//! without a point proves that there is no schedule. Solvers only choose which rows to add up; the sum itself is worked out in whole
//! numbers.
//!
//! Stretches: the whole horizon, the parts of it between changes of limits, where amounts count, and each period.

mod add_up;
mod own;
mod reach;
mod rows;
mod shared;
mod shortages;
mod stretch;

pub(super) use shortages::look;
