//! The rules, each declared once.
//!
//! A rule has a **plain form**, the structs of this module, which files and [`RuleDraft`] hold: ids are texts, nothing is checked, and
//! everything has a default, so that Rust code names only what it sets:
//!
//! ```
//! use medrota::problem::draft::ActivityFilter;
//! use medrota::problem::{RuleDraft, rules::LongestRun};
//!
//! let nights = ActivityFilter { activities: vec!["nights".into()], ..Default::default() };
//! let rule: RuleDraft = LongestRun { id: "nights".into(), activities: nights, max_blocks: 3, ..Default::default() }.into();
//! assert_eq!(rule.id(), "nights");
//! ```
//!
//! and a **resolved form** in [`rule`](super::rule), which validation makes of it. Both come from one declaration, a file a rule; `declare` shows
//! what a declaration becomes. The list below is the only other place that names all rules.

#[macro_use]
pub(crate) mod declare;
mod facts;
pub(crate) mod field;
mod prelude;

pub(crate) use facts::{At, Draft, DraftParts, Facts, Parts, Say, Size, Wants};

use super::draft::{DoctorFilter, PeriodFilter};
use serde::{Deserialize, Serialize};

/// Calls a macro with the list of all rules, in the order of the families.
///
/// A `rule` has both forms, a `plain` one becomes rules of other kinds, one of a `table` has the resolved form alone. Rules in `code` have both forms and no file
/// holds them. `resolved_rules` or `plain_rules` choose what the macro sees: `scope file Name;` for each, with attributes behind the plain ones: `scope file Name [attributes];`.
macro_rules! with_rules {
    ($chosen:ident $callback:ident $arguments:tt) => {
        $chosen! {
            $callback $arguments []
            table personal requirement Requirement;
            table personal elective Elective;
            table personal precedence Precedence;
            table personal availability Availability;
            rule personal document Document;
            rule personal boundary Boundary;
            rule personal alignment Alignment;
            rule personal cells Cells;
            plain personal template Template;
            rule personal succession Succession;
            rule personal spacing Spacing;
            rule personal window Window;
            rule personal longest_run LongestRun;
            rule personal first_by FirstBy;
            rule personal pattern Pattern;
            rule personal weighted_amount WeightedAmount;
            rule personal hospital_limit HospitalLimit;
            rule personal hospital_change HospitalChange;
            rule personal same_hospital SameHospital;
            table personal eligibility Eligibility;
            table personal preference Preference;
            plain personal ranked Ranked;
            rule personal idle Idle;
            rule shared capacity Capacity;
            rule shared coverage Coverage;
            table shared attendance Attendance;
            rule shared together Together;
            rule shared apart Apart;
            rule shared split_evenly SplitEvenly;
            rule shared team Team;
            rule shared worst_doctor WorstDoctor;
            rule shared worst_group WorstGroup;
            rule shared even_load EvenLoad;
            rule shared change Change;
            code personal custom_rule CustomRule;
            code personal custom_value CustomValue;
            code shared custom_sum CustomSum;
            plain personal off Off;
        }
    };
}
pub(crate) use with_rules;

/// Keeps the rules that have a resolved form.
macro_rules! resolved_rules {
    ($callback:ident $arguments:tt [$($kept:tt)*]) => {
        $callback! { $arguments $($kept)* }
    };
    ($callback:ident $arguments:tt [$($kept:tt)*] plain $scope:ident $file:ident $name:ident; $($rest:tt)*) => {
        $crate::problem::rules::resolved_rules! { $callback $arguments [$($kept)*] $($rest)* }
    };
    ($callback:ident $arguments:tt [$($kept:tt)*] $form:ident $scope:ident $file:ident $name:ident; $($rest:tt)*) => {
        $crate::problem::rules::resolved_rules! { $callback $arguments [$($kept)* $scope $file $name;] $($rest)* }
    };
}
pub(crate) use resolved_rules;

/// Keeps the rules that have a plain form.
macro_rules! plain_rules {
    ($callback:ident $arguments:tt [$($kept:tt)*]) => {
        $callback! { $arguments $($kept)* }
    };
    ($callback:ident $arguments:tt [$($kept:tt)*] table $scope:ident $file:ident $name:ident; $($rest:tt)*) => {
        $crate::problem::rules::plain_rules! { $callback $arguments [$($kept)*] $($rest)* }
    };
    ($callback:ident $arguments:tt [$($kept:tt)*] code $scope:ident $file:ident $name:ident; $($rest:tt)*) => {
        $crate::problem::rules::plain_rules! {
            $callback $arguments
            [$($kept)* $scope $file $name [serde(skip_deserializing), cfg_attr(feature = "schema", schemars(skip))];]
            $($rest)*
        }
    };
    ($callback:ident $arguments:tt [$($kept:tt)*] $form:ident $scope:ident $file:ident $name:ident; $($rest:tt)*) => {
        $crate::problem::rules::plain_rules! { $callback $arguments [$($kept)* $scope $file $name [];] $($rest)* }
    };
}
pub(crate) use plain_rules;

/// Keeps all of them.
macro_rules! all_rules {
    ($callback:ident $arguments:tt [] $($form:ident $scope:ident $file:ident $name:ident;)*) => {
        $callback! { $arguments $($scope $file $name;)* }
    };
}

/// Whether a scope of the list is that of one doctor.
macro_rules! is_personal {
    (personal) => {
        true
    };
    (shared) => {
        false
    };
}
pub(crate) use is_personal;

/// Whether a plain rule with these attributes is in code.
macro_rules! is_code {
    ([]) => {
        false
    };
    ([$($attribute:meta),+]) => {
        true
    };
}

/// Declares the module of each rule: `mod longest_run;` and so on.
macro_rules! declare_modules {
    (() $($scope:ident $file:ident $name:ident;)*) => {
        $(mod $file;)*
    };
}
pub(crate) use declare_modules;
with_rules!(all_rules declare_modules ());

macro_rules! declare_plain {
    (() $($scope:ident $file:ident $name:ident [$($attribute:meta),*];)*) => {
        // With what the rule is made of.
        $(pub use $file::*;)*

        /// Any rule that is not in a table of its own, in its plain form.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "kind", rename_all = "snake_case")]
        #[allow(missing_docs, reason = "the structs have the docs, and give them to the schema")]
        pub enum RuleDraft { $($(#[$attribute])* $name($name),)* }

        impl RuleDraft {
            pub(crate) fn as_draft(&self) -> &dyn Draft {
                match self { $(Self::$name(rule) => rule,)* }
            }
            pub(crate) fn as_draft_mut(&mut self) -> &mut dyn Draft {
                match self { $(Self::$name(rule) => rule,)* }
            }
            /// True if the rule speaks of one doctor's pathway, false if it links several doctors.
            pub(crate) fn is_personal(&self) -> bool {
                match self { $(Self::$name(_) => is_personal!($scope),)* }
            }
            /// True for a rule that is [code](crate::problem::custom): no file can hold it.
            #[must_use]
            pub fn is_custom(&self) -> bool {
                match self { $(Self::$name(_) => is_code!([$($attribute),*]),)* }
            }
        }
    };
}
with_rules!(plain_rules declare_plain ());

impl RuleDraft {
    /// The rule's id.
    ///
    /// ```
    /// use medrota::problem::RuleDraft;
    /// use medrota::problem::rules::HospitalChange;
    ///
    /// let rule: RuleDraft = HospitalChange { id: "moving".into(), ..Default::default() }.into();
    /// assert_eq!(rule.id(), "moving");
    /// ```
    #[must_use]
    pub fn id(&self) -> &str {
        self.as_draft().id()
    }
    /// The rule's id, to change it.
    pub(crate) fn id_mut(&mut self) -> &mut String {
        self.as_draft_mut().id_mut()
    }
    /// Whom the rule speaks of, to change it; `None` for groups and for what turns a rule off.
    pub(crate) fn doctors_mut(&mut self) -> Option<&mut DoctorFilter> {
        self.as_draft_mut().doctors_mut()
    }
    /// What each unit of breach costs, to change it; `None` for rules that are neither hard nor soft by a weight.
    pub(crate) fn weight_mut(&mut self) -> Option<&mut Option<i64>> {
        self.as_draft_mut().weight_mut()
    }
    /// Periods that a shared rule judges one by one, to change them.
    pub(crate) fn judged_periods_mut(&mut self) -> Option<&mut PeriodFilter> {
        self.as_draft_mut().judged_periods_mut()
    }
    /// Ids of the rules of the problem that it becomes.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.as_draft().keys()
    }
}

macro_rules! declare_resolved {
    (() $($scope:ident $file:ident $name:ident;)*) => {
        /// The resolved forms of all rules.
        pub mod resolved {
            $(pub use super::$file::resolved::$name;)*
        }
    };
}
with_rules!(resolved_rules declare_resolved ());
