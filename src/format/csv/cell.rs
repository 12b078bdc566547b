//! How each type of field is written in a cell.

use super::fault::Fault;
use super::guard::{quoted, quoted_if_odd, unquoted};
use super::notation::{
    Within, read_filter, read_list, read_optional, read_slots, write_list, write_slots,
};
use crate::error::Code;
use crate::problem::draft::{
    ActivityFilter, DoctorFilter, PerDraft, PeriodFilter, PeriodKindDraft, RoleDraft, SlotDraft,
    UnitDraft,
};
use serde_json::Value;

/// A type that fits into a cell; the default is the empty cell.
pub(in crate::format) trait Cell: Default + PartialEq {
    fn read(text: &str) -> Result<Self, Fault>;
    fn write(&self) -> String;
    /// What the cells of the type are to a spreadsheet.
    fn kind(&self) -> CellKind {
        CellKind::Other
    }
}

/// What a cell is to a spreadsheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::format) enum CellKind {
    /// A single text, which may be written as a JSON string.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    YesNo,
    /// A list, a filter, a word of a few.
    Other,
}

impl Cell for String {
    fn read(text: &str) -> Result<Self, Fault> {
        Ok(unquoted(text).unwrap_or_else(|| text.to_owned()))
    }
    fn write(&self) -> String {
        quoted_if_odd(self).into_owned()
    }
    fn kind(&self) -> CellKind {
        CellKind::Text
    }
}

impl Cell for Option<String> {
    fn read(text: &str) -> Result<Self, Fault> {
        read_optional(text)
    }
    fn write(&self) -> String {
        match self {
            None => String::new(),
            Some(text) if text.is_empty() || text.starts_with('"') => quoted(text),
            Some(text) => quoted_if_odd(text).into_owned(),
        }
    }
    fn kind(&self) -> CellKind {
        CellKind::Text
    }
}

impl Cell for i64 {
    fn read(text: &str) -> Result<Self, Fault> {
        Ok(<Option<i64> as Cell>::read(text)?.unwrap_or(0))
    }
    fn write(&self) -> String {
        self.to_string()
    }
    fn kind(&self) -> CellKind {
        CellKind::Number
    }
}

impl Cell for Option<i64> {
    fn read(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        // A whole number as spreadsheets may show it: 5.0, or 5,0.
        let whole = text.split_once(['.', ',']).filter(|(whole, part)| {
            !whole.is_empty() && !part.is_empty() && part.bytes().all(|byte| byte == b'0')
        });
        whole
            .map_or(text, |(whole, _)| whole)
            .parse()
            .map(Some)
            .map_err(|_| {
                let digits = text.strip_prefix('-').unwrap_or(text);
                if digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.is_empty() {
                    Fault::new(
                        Code::NumberTooLarge,
                        format!("{} is more than any column takes.", shortened(text)),
                    )
                } else {
                    Fault::new(
                        Code::WrongType,
                        format!("{:?} is not a whole number.", shortened(text)),
                    )
                }
            })
    }
    fn write(&self) -> String {
        self.map_or_else(String::new, |number| number.to_string())
    }
    fn kind(&self) -> CellKind {
        CellKind::Number
    }
}

/// What people and spreadsheets write for yes and no; only `true` and `false` are written here.
const TRUE: [&str; 4] = ["true", "yes", "1", "истина"];
const FALSE: [&str; 5] = ["", "false", "no", "0", "ложь"];

impl Cell for bool {
    fn read(text: &str) -> Result<Self, Fault> {
        match text.trim() {
            text if FALSE.iter().any(|word| text.to_lowercase() == *word) => Ok(false),
            text if TRUE.iter().any(|word| text.to_lowercase() == *word) => Ok(true),
            text => Err(Fault::new(
                Code::WrongType,
                format!("{:?} is neither true nor false.", shortened(text)),
            )),
        }
    }
    fn write(&self) -> String {
        self.to_string()
    }
    fn kind(&self) -> CellKind {
        CellKind::YesNo
    }
}

impl Cell for Vec<String> {
    fn read(text: &str) -> Result<Self, Fault> {
        read_list(text)
    }
    fn write(&self) -> String {
        write_list(self, Within::List)
    }
}

impl Cell for Vec<SlotDraft> {
    fn read(text: &str) -> Result<Self, Fault> {
        read_slots(text)
    }
    fn write(&self) -> String {
        write_slots(self)
    }
}

macro_rules! choices {
    ($($name:ident),+) => {$(
        impl Cell for $name {
            fn read(text: &str) -> Result<Self, Fault> {
                match text.trim() {
                    "" => Ok(Self::default()),
                    name => serde_json::from_value(name.into()).map_err(|error| Fault::new(Code::InvalidName, format!("{error}."))),
                }
            }
            fn write(&self) -> String {
                match serde_json::to_value(self) {
                    Ok(Value::String(name)) => name,
                    _ => String::new(),
                }
            }
        }
    )+};
}
choices!(RoleDraft, UnitDraft, PerDraft, PeriodKindDraft);

/// A field of a filter: a list, or one text at most.
trait Part: Default {
    fn set(&mut self, items: Vec<String>) -> Result<(), Fault>;
    fn items(&self) -> &[String];
}

impl Part for Vec<String> {
    fn set(&mut self, items: Vec<String>) -> Result<(), Fault> {
        *self = items;
        Ok(())
    }
    fn items(&self) -> &[String] {
        self
    }
}

impl Part for Option<String> {
    fn set(&mut self, mut items: Vec<String>) -> Result<(), Fault> {
        *self = items.pop();
        if items.is_empty() {
            Ok(())
        } else {
            Err(Fault::new(
                Code::WrongType,
                "here is a list, not a single value.",
            ))
        }
    }
    fn items(&self) -> &[String] {
        self.as_slice()
    }
}

macro_rules! filters {
    ($($name:ident { $($field:ident),+ })+) => {$(
        impl Cell for $name {
            fn read(text: &str) -> Result<Self, Fault> {
                let mut filter = Self::default();
                if is_all(text) {
                    return Ok(filter);
                }
                for (key, items) in read_filter(text)? {
                    match key.as_str() {
                        $(stringify!($field) => filter.$field.set(items)?,)+
                        _ => {
                            let known = [$(stringify!($field)),+].join(", ");
                            return Err(Fault::new(Code::UnknownField, format!("a filter here has no {key:?}; it has {known}.")));
                        }
                    }
                }
                Ok(filter)
            }
            fn write(&self) -> String {
                let Self { $($field),+ } = self;
                let parts = [$((stringify!($field), Part::items($field))),+];
                let written = parts.iter().filter(|(_, items)| !items.is_empty());
                written.map(|(key, items)| format!("{key}={}", write_list(items, Within::Filter))).collect::<Vec<_>>().join(" ")
            }
        }
    )+};
}
filters! {
    DoctorFilter { doctors, specialties, levels, regions, cohorts, curricula, tags, except }
    ActivityFilter { activities, departments, hospitals, tags, except }
    PeriodFilter { from, to, periods, weekdays }
}

/// The cell of a filter that chooses all, where it has to be said.
pub(super) const ALL: &str = "all";

/// True if the cell of a filter says that it chooses all.
pub(super) fn is_all(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case(ALL)
}

/// The beginning of a text that goes into a message.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
