//! Why a problem cannot work out, said before anything is solved.
//!
//! [`audit`] looks at a problem without planning it: where more places are asked for than exist, doctors whose own rules
//! leave them no pathway, events without room, people who are never there, staffing that nobody can give. A finding that
//! [proves](Finding::proves_infeasible) something is never mistaken; that an audit finds nothing proves nothing.

mod audit;
mod chosen;
mod conflict;
mod enumerate;
mod events;
mod finding;
mod oracle;
mod part;
mod pathways;
mod places;
mod presence;
mod question;
mod relax;
mod rewrite;
mod shortfall;
mod staffing;
mod words;
mod worth;

pub use audit::{Audit, audit};
pub use conflict::{Conflict, ConflictOptions, Conflicts, conflicts};
pub use finding::{Finding, FindingKind, FindingSubject};
pub use oracle::Proof;
pub use part::Part;
pub use relax::{
    Concession, DatesOptions, DatesTried, Given, Relaxation, RelaxationOptions, RelaxationPrices, Relaxations, nearest_dates, relaxations,
};
pub use question::{Answer, Move, Moved, Plan, Wish, why, why_not};
pub use shortfall::{Shortfall, ShortfallOptions, Unmet, shortfall};
pub use worth::{Worth, worth_of_places};
