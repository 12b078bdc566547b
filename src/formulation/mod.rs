//! Shared rules as linear rows over the doctors' pathways, one file a rule.
//!
//! A row sums **usage**: over cells (a doctor present in an activity in a period), over attendances of slots, and over doctors' scores.
//! Its [`Shape`] says which sums are allowed; a [`Group`] couples several rows. Every row is tagged with its rule.

mod branch;
mod build;
mod charge;
mod components;
mod connect;
mod cut;
mod family;
mod group;
mod own;
mod part;
mod places;
mod range;
mod row;
mod scores;
mod shared;
mod terms;
mod whole;

use crate::problem::rules::{resolved_rules, with_rules};

macro_rules! declare {
    (shared $file:ident) => {
        mod $file;
    };
    (personal $file:ident) => {};
}
macro_rules! declare_each {
    (() $($scope:ident $file:ident $name:ident;)*) => {
        $(declare!($scope $file);)*
    };
}
with_rules!(resolved_rules declare_each ());

pub(crate) use capacity::place_rows;
pub(crate) use charge::{ChargeBuffer, Expected, PriceTable, RowUsage};
pub(crate) use components::{Component, Components};
pub(crate) use cut::{Cut, Side};
pub use family::{CellTerms, DoctorWeights, Family};
pub use group::Group;
pub(crate) use own::own_rows;
pub(crate) use row::Greatest;
pub use row::{Gap, Row, RowId, Shape};
pub(crate) use terms::{OneDoctor, Term};
pub use whole::Formulation;
