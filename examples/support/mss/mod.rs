//! Medical student scheduling (Akbarzadeh & Maenhout 2021): data, mapping onto the rules of the crate, own evaluation.
#![allow(
    dead_code,
    unused_imports,
    reason = "the tests take more of this than the example does"
)]

mod dzn;
mod evaluate;
mod instance;
mod mapping;

pub(crate) use dzn::Statements;
pub(crate) use evaluate::{Aspect, Evaluation, evaluate};
pub(crate) use instance::{Instance, Table};
pub(crate) use mapping::{Placement, draft, placements, schedule_of};
