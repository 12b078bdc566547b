//! The model: plain draft data in, one validation, an immutable [`Problem`] out.

mod builder;
pub mod draft;
mod entity;
pub mod filters;
mod known;
pub(crate) mod place_limits;
#[allow(clippy::module_inception, reason = "the file holds the type the module is named after")]
mod problem;
mod publish;
pub mod rule;
pub mod rule_draft;
mod rule_facts;
pub mod rules;
mod stand_in;
mod traits;
mod unused;
mod validate;
mod with_ids;

pub use builder::{ProblemBuilder, Row};
pub use draft::ProblemDraft;
pub use entity::{
    Activity, Cohort, Department, Doctor, Document, Event, Hospital, Leave, Presence, Region, RequirementIndex, RequirementLimits, Role,
    Slot, Specialty,
};
pub use problem::Problem;
pub use publish::publish;
pub(crate) use publish::{drop_changes_of_nothing, published_rows, when};
pub use rule::{Rule, RuleKind};
pub use rules::RuleDraft;
pub use stand_in::UNKNOWN;
pub(crate) use unused::UnusedIds;
pub use with_ids::WithIds;
