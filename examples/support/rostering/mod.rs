//! Shift scheduling (Curtois & Qu 2014): data, mapping onto the rules of the crate, own evaluation.
#![allow(
    dead_code,
    unused_imports,
    reason = "the tests take more of this than the example does"
)]

mod contract;
mod instance;
mod judge;
mod mapping;
mod sections;

pub(crate) use contract::Unsupported;
pub(crate) use instance::{Cover, Employee, Instance, Request, Roster, Shift};
pub(crate) use judge::{Aspect, Judgement, judge};
pub(crate) use mapping::{draft, roster_of, schedule_of};
