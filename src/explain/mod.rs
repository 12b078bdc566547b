//! Why a problem does not work out, what would make it fit, and why a plan is as it is.
//!
//! | question | answer |
//! |---|---|
//! | what is wrong before anything is solved? | [`audit`] |
//! | which rules, people and periods cannot hold together? | [`conflicts`] |
//! | what is the cheapest way to make it fit? | [`relaxations`], [`nearest_dates`] |
//! | as much as possible: what is missing, and what stands in the way? | [`shortfall`] |
//! | why is somebody here, and why not there? | [`why`], [`why_not`] |
//! | what is one more place worth? | [`worth_of_places`] |
//!
//! Nothing here is believed because an engine says so: schedules are checked, proofs come with certificates where there are any, and what was
//! not found out within the limits is said to be unknown. Questions have work limits and no clock unless a solver of one's own is
//! given, so that the same answers come out on every machine.
//!
//! [`audit`] looks at a problem without planning it: where more places are asked for than exist, doctors whose own rules
//! leave them no pathway, events without room, people who are never there, staffing that nobody can give. A finding that
//! [proves](Finding::proves_infeasible) something is never mistaken; that an audit finds nothing proves nothing.

mod all;
mod audit;
mod choices;
mod chosen;
mod conflict;
mod documents;
mod effort;
mod enumerate;
mod events;
mod explanation;
mod finding;
mod finding_words;
mod group;
mod oracle;
mod part;
mod pathways;
mod places;
mod presence;
mod question;
mod relax;
mod rewrite;
mod row_keys;
mod sentences;
mod shortfall;
mod staffing;
mod sum_words;
mod sums;
mod totals;
mod words;
mod worth;

pub use all::{Answered, ExplanationOptions, explain};
pub use audit::{audit, quick_audit};
pub use conflict::{Conflict, ConflictOptions, Conflicts, conflicts};
pub use explanation::Explanation;
pub use finding::{Audit, Finding, FindingKind, FindingSubject, Term, Total, Totals};
pub use oracle::Proof;
pub use part::Part;
pub use question::{Answer, Move, Moved, Plan, Wish, why, why_not};
pub use relax::{
    Concession, DatesOptions, DatesTried, Given, Relaxation, RelaxationOptions, RelaxationPrices,
    Relaxations, nearest_dates, relaxations,
};
pub use sentences::Sentence;
pub use shortfall::{Shortfall, ShortfallOptions, Unmet, shortfall};
pub(crate) use worth::priced_places;
pub use worth::{Worth, worth_of_places};
