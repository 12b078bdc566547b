//! Code as a field of a rule.

use super::{CellCounts, PersonalRule};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

macro_rules! code {
    ($(#[$meta:meta])* $name:ident: $rule:ident) => {
        $(#[$meta])*
        #[derive(Clone, Default)]
        pub struct $name(Option<Arc<dyn $rule>>);

        impl $name {
            #[doc = concat!("Code as a field of a rule; `.into()` says the same of whatever implements [`", stringify!($rule), "`].")]
            #[must_use]
            pub fn new(code: Arc<dyn $rule>) -> Self {
                Self(Some(code))
            }
            /// The code, if there is any.
            #[must_use]
            pub fn get(&self) -> Option<&dyn $rule> {
                self.0.as_deref()
            }
            fn address(&self) -> Option<*const ()> {
                self.0.as_ref().map(|code| Arc::as_ptr(code).cast::<()>())
            }
        }

        impl<R: $rule + 'static> From<R> for $name {
            fn from(code: R) -> Self {
                Self(Some(Arc::new(code)))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                match &self.0 {
                    Some(code) => code.fmt(formatter),
                    None => formatter.write_str("no code"),
                }
            }
        }

        /// The same code is the same object.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.address() == other.address()
            }
        }

        impl Eq for $name {}

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.address().map(|address| address.addr()).hash(state);
            }
        }

        impl Serialize for $name {
            /// As what `Debug` says of it: for fingerprints and people. Nobody can read it back.
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&format_args!("{self:?}"))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
                Err(serde::de::Error::custom(
                    "a custom rule is code, which no file holds; add it to the problem after reading",
                ))
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            /// Nothing is code.
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                false.into()
            }
        }
    };
}

code! {
    /// The code of a [`CustomRule`](crate::problem::rules::CustomRule).
    PersonalCode: PersonalRule
}
code! {
    /// The code of a [`CustomValue`](crate::problem::rules::CustomValue) or a [`CustomSum`](crate::problem::rules::CustomSum).
    CellCode: CellCounts
}
