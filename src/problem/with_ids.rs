//! Results written with the ids of the input in place of positions.

use super::{Problem, UNKNOWN, when};
use crate::ids::{BY_DOCTOR, PeriodId};
use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use std::fmt::Display;

/// A value that is serialised with the ids of a problem's input; [`Problem::with_ids`] makes it.
#[derive(Clone, Copy, Debug)]
pub struct WithIds<'a, T: ?Sized> {
    problem: &'a Problem,
    value: &'a T,
}

impl Problem {
    /// `value` as it is serialised for readers who do not have the problem at hand: every typed id ([`DoctorId`](crate::ids::DoctorId), …) becomes the text that the
    /// input has for it, a period becomes its number (`"#3"`, as every reader takes it), and lists by doctor become maps by the doctors' ids.
    ///
    /// Without it ids are serialised as positions, 0 the first, and can be read back. Positions that are no typed ids stay numbers: a
    /// [`RequirementIndex`](super::RequirementIndex), a slot, a group, a [`GridId`](crate::ids::GridId), which has no id in the input.
    /// Ids of another problem become [`UNKNOWN`].
    ///
    /// ```
    /// use medrota::{ProblemBuilder, Schedule, check};
    ///
    /// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
    ///     .department("surgery", 1)
    ///     .doctor("ana")
    ///     .requirement("surgery", &["surgery"], 2)
    ///     .build()?;
    /// let report = check(&problem, &Schedule::default());
    /// let json = serde_json::to_value(problem.with_ids(&report))?;
    /// assert_eq!(json["violations"][0]["rule"], "surgery");
    /// assert_eq!(json["violations"][0]["subject"]["doctor"], "ana");
    /// assert_eq!(json["scores"]["ana"], report.scores[0]);
    /// // As it is, it can be read back.
    /// assert_eq!(serde_json::from_str::<check::Report>(&serde_json::to_string(&report)?)?, report);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_ids<'a, T: Serialize + ?Sized>(&'a self, value: &'a T) -> WithIds<'a, T> {
        WithIds {
            problem: self,
            value,
        }
    }

    /// The text of an id, given the name of its type; `None` for what is no id or has none in the input.
    fn text_of(&self, name: &str, index: usize) -> Option<String> {
        let key = match name {
            "DoctorId" => self.doctors().get(index).map(|data| data.key.as_str()),
            "SpecialtyId" => self.specialties().get(index).map(|data| data.key.as_str()),
            "RegionId" => self.regions().get(index).map(|data| data.key.as_str()),
            "CohortId" => self.cohorts().get(index).map(|data| data.key.as_str()),
            "HospitalId" => self.hospitals().get(index).map(|data| data.key.as_str()),
            "DepartmentId" => self.departments().get(index).map(|data| data.key.as_str()),
            "ActivityId" => self.activities().get(index).map(|data| data.key.as_str()),
            "EventId" => self.events().get(index).map(|data| data.key.as_str()),
            "RuleId" => Some(self.rule_key(crate::ids::RuleId::new(index))),
            "PeriodId" => return Some(when(PeriodId::new(index))),
            _ => return None,
        };
        Some(key.unwrap_or(UNKNOWN).to_owned())
    }
}

impl<T: Serialize + ?Sized> Serialize for WithIds<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(Translator {
            inner: serializer,
            problem: self.problem,
            within: Within::Data,
        })
    }
}

/// What the value at hand is the content of.
#[derive(Clone, Copy)]
enum Within {
    Data,
    /// An id of the type of this name.
    Id(&'static str),
    /// A list by doctor.
    ByDoctor,
}

/// A serializer that hands all on to another one, ids as texts.
struct Translator<'a, S> {
    inner: S,
    problem: &'a Problem,
    within: Within,
}

/// A list, a map or a structure that is being written.
struct Parts<'a, C> {
    inner: C,
    problem: &'a Problem,
}

/// A list that is being written, or a list by doctor that becomes a map.
enum List<'a, S: Serializer> {
    Plain(Parts<'a, S::SerializeSeq>),
    ByDoctor(Parts<'a, S::SerializeMap>, usize),
}

macro_rules! handed_on {
    ($($method:ident: $type:ty,)+) => {$(
        fn $method(self, value: $type) -> Result<S::Ok, S::Error> {
            self.inner.$method(value)
        }
    )+};
}

impl<'a, S: Serializer> Translator<'a, S> {
    fn parts<C>(
        problem: &'a Problem,
        inner: Result<C, S::Error>,
    ) -> Result<Parts<'a, C>, S::Error> {
        Ok(Parts {
            inner: inner?,
            problem,
        })
    }
}

impl<'a, S: Serializer> Serializer for Translator<'a, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = List<'a, S>;
    type SerializeTuple = Parts<'a, S::SerializeTuple>;
    type SerializeTupleStruct = Parts<'a, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Parts<'a, S::SerializeTupleVariant>;
    type SerializeMap = Parts<'a, S::SerializeMap>;
    type SerializeStruct = Parts<'a, S::SerializeStruct>;
    type SerializeStructVariant = Parts<'a, S::SerializeStructVariant>;

    handed_on! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_i128: i128,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u64: u64,
        serialize_u128: u128,
        serialize_f32: f32,
        serialize_f64: f64,
        serialize_char: char,
        serialize_str: &str,
        serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }
    fn serialize_u32(self, value: u32) -> Result<S::Ok, S::Error> {
        let text = match self.within {
            Within::Id(name) => self.problem.text_of(name, value as usize),
            Within::Data | Within::ByDoctor => None,
        };
        match text {
            Some(text) => self.inner.serialize_str(&text),
            None => self.inner.serialize_u32(value),
        }
    }
    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_none()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.serialize_some(&self.problem.with_ids(value))
    }
    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit()
    }
    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit_variant(name, index, variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let within = match name {
            BY_DOCTOR => Within::ByDoctor,
            name if name.ends_with("Id") => Within::Id(name),
            _ => {
                return self
                    .inner
                    .serialize_newtype_struct(name, &self.problem.with_ids(value));
            }
        };
        value.serialize(Self { within, ..self })
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.inner
            .serialize_newtype_variant(name, index, variant, &self.problem.with_ids(value))
    }
    fn serialize_seq(self, length: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        match self.within {
            Within::ByDoctor => Ok(List::ByDoctor(
                Self::parts(self.problem, self.inner.serialize_map(length))?,
                0,
            )),
            Within::Data | Within::Id(_) => Ok(List::Plain(Self::parts(
                self.problem,
                self.inner.serialize_seq(length),
            )?)),
        }
    }
    fn serialize_tuple(self, length: usize) -> Result<Self::SerializeTuple, S::Error> {
        Self::parts(self.problem, self.inner.serialize_tuple(length))
    }
    fn serialize_tuple_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        Self::parts(
            self.problem,
            self.inner.serialize_tuple_struct(name, length),
        )
    }
    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        Self::parts(
            self.problem,
            self.inner
                .serialize_tuple_variant(name, index, variant, length),
        )
    }
    fn serialize_map(self, length: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        Self::parts(self.problem, self.inner.serialize_map(length))
    }
    fn serialize_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        Self::parts(self.problem, self.inner.serialize_struct(name, length))
    }
    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        Self::parts(
            self.problem,
            self.inner
                .serialize_struct_variant(name, index, variant, length),
        )
    }
    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.collect_str(value)
    }
    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

impl<S: Serializer> SerializeSeq for List<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        match self {
            Self::Plain(parts) => parts
                .inner
                .serialize_element(&parts.problem.with_ids(value)),
            Self::ByDoctor(parts, index) => {
                let doctor = parts.problem.doctors().get(*index);
                *index += 1;
                // Keys are told apart also beyond the last doctor.
                let key = doctor.map_or_else(
                    || format!("{UNKNOWN} #{index}"),
                    |doctor| doctor.key.clone(),
                );
                parts
                    .inner
                    .serialize_entry(&key, &parts.problem.with_ids(value))
            }
        }
    }
    fn end(self) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(parts) => parts.inner.end(),
            Self::ByDoctor(parts, _) => parts.inner.end(),
        }
    }
}

impl<C: SerializeMap> SerializeMap for Parts<'_, C> {
    type Ok = C::Ok;
    type Error = C::Error;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), C::Error> {
        self.inner.serialize_key(&self.problem.with_ids(key))
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        self.inner.serialize_value(&self.problem.with_ids(value))
    }
    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

macro_rules! fields {
    ($($trait:ident: $method:ident($($name:ident)?);)+) => {$(
        impl<C: $trait> $trait for Parts<'_, C> {
            type Ok = C::Ok;
            type Error = C::Error;
            fn $method<T: Serialize + ?Sized>(&mut self, $($name: &'static str,)? value: &T) -> Result<(), C::Error> {
                self.inner.$method($($name,)? &self.problem.with_ids(value))
            }
            fn end(self) -> Result<C::Ok, C::Error> {
                self.inner.end()
            }
        }
    )+};
}

fields! {
    SerializeTuple: serialize_element();
    SerializeTupleStruct: serialize_field();
    SerializeTupleVariant: serialize_field();
    SerializeStruct: serialize_field(key);
    SerializeStructVariant: serialize_field(key);
}
