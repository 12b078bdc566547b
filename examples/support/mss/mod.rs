//! Medical student scheduling (Akbarzadeh & Maenhout 2021): data, mapping onto the rules of the crate, own evaluation.

mod dzn;
mod evaluate;
mod instance;
mod mapping;

pub use dzn::Statements;
pub use evaluate::{Aspect, Evaluation, evaluate};
pub use instance::{Instance, Table};
pub use mapping::{Placement, draft, placements, schedule_of};
