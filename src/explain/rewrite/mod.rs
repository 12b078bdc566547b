//! The problem written anew with some of its parts left out or made soft.
//!
//! Always plain data through the one validation, so that what is explained is a problem like any other: it can be written
//! to a file, read, solved and checked. Ids of doctors, activities and periods stay; filters become explicit lists, the
//! places of departments one [`RuleDraft::Capacity`](crate::problem::RuleDraft) for each stretch of equal limits.

mod people;
mod places;
mod recipe;
mod rows;

pub(super) use recipe::{Calendars, Origin, Recipe, Rewritten, Stance};
pub(super) use rows::{earlier_runs, loosened};
