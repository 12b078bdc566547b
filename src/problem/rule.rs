//! The rules of a validated problem, with every reference resolved.
//!
//! `docs/rules.md` gives the maths of each; the same names head the files of `check`, `diagram` and `formulation`. A
//! `weight` of `None` means that the rule is hard; otherwise breaking it costs `weight` per unit, the unit given with
//! the rule. Sets of doctors, activities and periods are already restricted to what the filters chose.

use super::rules::resolved_rules;
use crate::ids::{ActivityId, DoctorId, IdSet, PeriodId};

/// Set of doctors.
pub type DoctorSet = IdSet<DoctorId>;
/// Set of activities.
pub type ActivitySet = IdSet<ActivityId>;
/// Set of periods.
pub type PeriodSet = IdSet<PeriodId>;

pub use super::rules::resolved::*;
use super::rules::{Facts, is_personal, with_rules};

macro_rules! declare_rule {
    (() $($scope:ident $file:ident $name:ident;)*) => {
        /// One rule.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the structs have the docs")]
        pub enum Rule { $($name($name),)* }

        impl Rule {
            /// The rule's kind as written in violations, rows and docs: the name in snake case.
            #[must_use]
            pub fn kind(&self) -> RuleKind {
                match self { $(Self::$name(_) => RuleKind::$name,)* }
            }
            /// What the rest of the crate asks of any rule.
            pub(crate) fn facts(&self) -> &dyn Facts {
                match self { $(Self::$name(rule) => rule,)* }
            }
        }

        /// The kinds of rules.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "the structs of the same names have the docs")]
        pub enum RuleKind { $($name,)* }

        impl RuleKind {
            /// Every kind, in the order of the families.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// The Rust name of the kind.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
            /// True if rules of the kind speak of one doctor's pathway, false if they link several doctors.
            #[must_use]
            pub fn is_personal(self) -> bool {
                match self { $(Self::$name => is_personal!($scope),)* }
            }
        }
    };
}
with_rules!(resolved_rules declare_rule ());

/// One restriction of a [`Cells`] rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellEntry {
    /// Periods it speaks of.
    pub periods: PeriodSet,
    /// Activities allowed in them.
    pub allowed: ActivitySet,
    /// Being idle is allowed in them.
    pub idle: bool,
}

/// What one block must match in a [`Pattern`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternStep {
    /// Any of these activities.
    pub activities: ActivitySet,
    /// Or idle (or on leave).
    pub idle: bool,
}

/// Limits of one period in a [`Capacity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceLimit {
    /// The period.
    pub period: PeriodId,
    /// Fewest doctors.
    pub min: i64,
    /// Most doctors.
    pub max: Option<i64>,
}

/// What a preference is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Per {
    /// Each period in which the doctor is present in the activity.
    Period,
    /// Each block (paid at the block's first period, which decides whether it is in `periods`).
    Block,
    /// Each rotation (its first period decides).
    Rotation,
}

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// An activity.
    Activity,
    /// A department.
    Department,
    /// A hospital.
    Hospital,
}

/// What is compared between groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Periods in which a doctor is present in an activity.
    Periods,
    /// Value of the doctor's pathway.
    Score,
}

/// True if the rule speaks of one doctor's pathway, false if it links several doctors.
#[must_use]
pub fn is_personal(rule: &Rule) -> bool {
    rule.kind().is_personal()
}
