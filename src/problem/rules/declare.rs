//! How a rule is declared.
//!
//! A declaration names the rule, its breach and its fields, each with a doc comment, its types and its kind. From
//!
//! ```text
//! rule! {
//!     /// 6. Longest stretch of consecutive blocks in any of the activities. Unit: a block beyond.
//!     LongestRun {
//!         /// Who; everybody if empty.
//!         [default] doctors: DoctorFilter => DoctorSet = Doctors,
//!         /// Activities that count.
//!         activities: ActivityFilter => ActivitySet = Activities,
//!         /// Most blocks in a row.
//!         max_blocks: i64 => u32 = Count(0, 100_000),
//!         /// Cost of each block beyond; the rule is hard if it is missing.
//!         [default] weight: Option<i64> => Option<i64> = Weight,
//!     }
//! }
//! ```
//!
//! come, shortened:
//!
//! ```text
//! pub struct LongestRun { pub id: String, pub doctors: DoctorFilter, pub activities: ActivityFilter, pub max_blocks: i64, pub weight: Option<i64> }
//! impl From<LongestRun> for RuleDraft { .. }
//! impl DraftParts for LongestRun { .. }               // each method asks the kind of each field
//! impl Draft for LongestRun { fn add_to(&self, at) { at.add(Rule::LongestRun(resolved::LongestRun { doctors: Doctors.resolve(..)?, .. })) } }
//! pub mod resolved { pub struct LongestRun { pub doctors: DoctorSet, pub activities: ActivitySet, pub max_blocks: u32, pub weight: Option<i64> } }
//! impl Parts for resolved::LongestRun { .. }          // each method asks the kind of each field
//! ```
//!
//! `[default]` marks a field that files may leave out; a field without it has to be written. The kinds are in [`field`](super::field): what a
//! field means to whoever reads, narrows, scales or limits rules is said there once for all rules. What fields have to keep together, a function
//! after `checked by` reports. What the fields do not tell, `impl Facts` beside the declaration does. A rule whose two forms differ declares them one by one, with `draft_rule!` and `resolved_rule!`, and says in
//! `impl Draft` how one becomes the other.

/// Declares a rule whose plain form and resolved form have the same fields.
macro_rules! rule {
    (
        $(#[$meta:meta])*
        $name:ident {
            $($(#[$field_meta:meta])* $([$optional:ident])? $field:ident: $draft:ty => $resolved:ty = $kind:expr,)*
        }
        $(checked by $check:path;)?
    ) => {
        $crate::problem::rules::declare::draft_rule! {
            $(#[$meta])*
            $name { $($(#[$field_meta])* $([$optional])? $field: $draft = $kind,)* }
        }
        $crate::problem::rules::declare::resolved_rule! {
            $(#[$meta])*
            $name { $($(#[$field_meta])* $field: $resolved = $kind,)* }
        }
        impl $crate::problem::rules::Draft for $name {
            fn add_to(&self, at: &mut $crate::problem::rules::At<'_>) -> Option<()> {
                use $crate::problem::rules::field::Resolve;
                $(let $field = Resolve::<_, $resolved>::resolve(&$kind, &self.$field, stringify!($field), at);)*
                let rule = resolved::$name { $($field: $field?,)* };
                $(if !$check(&rule, at) {
                    return None;
                })?
                at.add($crate::problem::Rule::$name(rule));
                Some(())
            }
        }
    };
}

/// Declares the plain form of a rule: what files say.
macro_rules! draft_rule {
    (
        $(#[$meta:meta])*
        $name:ident { $($(#[$field_meta:meta])* $([$optional:ident])? $field:ident: $draft:ty = $kind:expr,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Id of the rule; no other rule has it, and no requirement, elective, precedence or preference.
            pub id: String,
            $(
                $(#[$field_meta])*
                $(#[serde($optional, skip_serializing_if = "crate::problem::draft::is_default")])?
                pub $field: $draft,
            )*
        }

        impl From<$name> for $crate::problem::RuleDraft {
            fn from(rule: $name) -> Self {
                Self::$name(rule)
            }
        }

        impl $crate::problem::rules::DraftParts for $name {
            fn id(&self) -> &str {
                &self.id
            }
            fn id_mut(&mut self) -> &mut String {
                &mut self.id
            }
            fn doctors_mut(&mut self) -> Option<&mut $crate::problem::draft::DoctorFilter> {
                use $crate::problem::rules::field::DraftField;
                $(if let Some(found) = $kind.doctors(&mut self.$field) {
                    return Some(found);
                })*
                None
            }
            fn weight_mut(&mut self) -> Option<&mut Option<i64>> {
                use $crate::problem::rules::field::DraftField;
                $(if let Some(found) = $kind.weight(&mut self.$field) {
                    return Some(found);
                })*
                None
            }
            fn judged_periods_mut(&mut self) -> Option<&mut $crate::problem::draft::PeriodFilter> {
                use $crate::problem::rules::field::DraftField;
                $(if let Some(found) = $kind.judged_periods(&mut self.$field) {
                    return Some(found);
                })*
                None
            }
            fn narrow(&mut self, keep: &mut dyn FnMut(&mut $crate::problem::draft::DoctorFilter) -> bool) -> bool {
                use $crate::problem::rules::field::DraftField;
                let _ = &keep;
                true $(&& $kind.narrow(&mut self.$field, keep))*
            }
            fn strip_fields(&mut self) -> bool {
                use $crate::problem::rules::field::DraftField;
                let mut forbids = false;
                $(forbids |= $kind.strip(&mut self.$field);)*
                forbids
            }
            fn values_of_fields(&mut self, visit: &mut dyn FnMut(&mut i64)) {
                use $crate::problem::rules::field::DraftField;
                let _ = &visit;
                $($kind.values(&mut self.$field, visit);)*
            }
            fn requirements(&self) -> Vec<&str> {
                use $crate::problem::rules::field::DraftField;
                let found: Vec<Option<&str>> = vec![$($kind.requirement(&self.$field)),*];
                found.into_iter().flatten().collect()
            }
        }
    };
}

/// Declares the resolved form of a rule: what everything behind the validation sees.
macro_rules! resolved_rule {
    (
        $(#[$meta:meta])*
        $name:ident { $($(#[$field_meta:meta])* $field:ident: $resolved:ty = $kind:expr,)* }
    ) => {
        /// The rule with every reference resolved.
        pub(crate) mod resolved {
            #[allow(unused_imports, reason = "whatever the fields need")]
            use super::*;
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct $name { $($(#[$field_meta])* pub $field: $resolved,)* }
        }

        impl $crate::problem::rules::Parts for resolved::$name {
            fn doctors_of_fields(&self) -> Option<&$crate::problem::rule::DoctorSet> {
                #[allow(unused_imports, reason = "a rule may have no fields")]
                use $crate::problem::rules::field::ResolvedField;
                $(if let Some(found) = $kind.doctors(&self.$field) {
                    return Some(found);
                })*
                None
            }
            fn linked(&self) -> $crate::problem::rule::DoctorSet {
                #[allow(unused_imports, reason = "a rule may have no fields")]
                use $crate::problem::rules::field::ResolvedField;
                #[allow(unused_mut, reason = "a rule may have no fields")]
                let mut found = Vec::new();
                $($kind.linked(&self.$field, &mut found);)*
                found.into_iter().collect()
            }
            fn forbids(&self) -> bool {
                #[allow(unused_imports, reason = "a rule may have no fields")]
                use $crate::problem::rules::field::ResolvedField;
                false $(|| $kind.forbids(&self.$field))*
            }
            fn cost_of_fields(&self) -> Option<i64> {
                #[allow(unused_imports, reason = "a rule may have no fields")]
                use $crate::problem::rules::field::ResolvedField;
                let found: Vec<Option<i64>> = vec![$($kind.cost(&self.$field)),*];
                found.into_iter().flatten().next()
            }
            fn numbers_of_fields(&self) -> Vec<i64> {
                #[allow(unused_imports, reason = "a rule may have no fields")]
                use $crate::problem::rules::field::ResolvedField;
                #[allow(unused_mut, reason = "a rule may have no fields")]
                let mut found = Vec::new();
                $($kind.numbers(&self.$field, &mut found);)*
                found
            }
        }
    };
}

pub(crate) use {draft_rule, resolved_rule};
