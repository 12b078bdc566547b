//! The model: plain draft data in, one validation, an immutable [`Problem`] out.

mod builder;
pub(crate) mod called;
pub mod custom;
pub mod draft;
pub(crate) mod edit;
mod entity;
pub mod filters;
mod find;
mod known;
pub(crate) mod place_limits;
#[allow(
    clippy::module_inception,
    reason = "the file holds the type the module is named after"
)]
mod problem;
mod publish;
pub(crate) mod row;
mod row_of;
pub mod rule;
pub mod rule_draft;
mod rule_facts;
pub mod rules;
mod stand_in;
mod traits;
mod validate;
mod with_ids;

pub use builder::{ProblemBuilder, Row};
pub use draft::ProblemDraft;
pub use entity::{
    Activity, Cohort, Department, Doctor, Document, Event, Hospital, Leave, Presence, Region,
    RequirementIndex, RequirementLimits, Role, Slot, Specialty,
};
pub use problem::Problem;
pub use publish::publish;
pub(crate) use publish::{published_rows, when};
pub(crate) use row::{Place, RuleRow};
pub use rule::{Rule, RuleKind};
pub use rules::RuleDraft;
pub use stand_in::UNKNOWN;
#[cfg(feature = "tables")]
pub(crate) use validate::no_table;
pub use with_ids::WithIds;
