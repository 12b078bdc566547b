//! `rules.csv`: the rules without a table of their own. A column holds a field of all kinds that have one of this name; what fits into no cell is in
//! `parameters`, as a JSON object.

use super::cell::{ALL, Cell, CellKind, is_all};
use super::fault::Fault;
use super::guard::escaped_json;
use super::intake::Intake;
use super::table::{Cells, cells_of, rows, write_table};
use crate::error::{Code, Diagnostics, Error, Result};
use crate::format::json::Shape;
use crate::problem::RuleDraft;
use crate::problem::draft::{
    ActivityFilter, DoctorFilter, PeriodFilter, ProblemDraft, When, is_default,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::path::Path;

pub(super) const FILE: &str = "rules.csv";

/// The row of a rule: a field for each that a cell can hold, in the order of the columns.
macro_rules! rule_row {
    ($($field:ident: $type:ty,)*) => {
        #[derive(Default)]
        struct RuleRow {
            id: String,
            kind: String,
            $($field: $type,)*
            parameters: String,
        }

        rows! { RuleRow(2) { id, kind, $($field,)* parameters } }

        impl RuleRow {
            /// The fields that cells say, as a document has them.
            fn fields(&self) -> serde_json::Result<Vec<(&'static str, Value)>> {
                let mut fields = Vec::new();
                $(if !is_default(&self.$field) {
                    fields.push((stringify!($field), serde_json::to_value(&self.$field)?));
                })*
                Ok(fields)
            }

            /// Takes from a document what cells can say.
            fn take(&mut self, fields: &mut Map<String, Value>) {
                $(if let Some(known) = fields.get(stringify!($field)).and_then(in_cell) {
                    self.$field = known;
                    fields.shift_remove(stringify!($field));
                })*
            }
        }
    };
}

rule_row! {
    doctors: Filter<DoctorFilter>,
    activities: Filter<ActivityFilter>,
    departments: Vec<String>,
    periods: Filter<PeriodFilter>,
    from: Option<When>,
    by: Option<When>,
    min: Option<i64>,
    max: Option<i64>,
    allowed: Numbers,
    per: Word,
    half_presence: bool,
    first: Chosen,
    second: Chosen,
    next: Filter<ActivityFilter>,
    mode: Word,
    immediate: bool,
    min_gap_blocks: Option<i64>,
    window_blocks: Option<i64>,
    average: bool,
    max_blocks: Option<i64>,
    max_rotations: Option<i64>,
    every: Option<i64>,
    grid: Option<String>,
    starts: Filter<PeriodFilter>,
    ends: Filter<PeriodFilter>,
    uncrossed: Filter<PeriodFilter>,
    document: Option<String>,
    values: Numbers,
    value: Option<i64>,
    cost: Option<i64>,
    doctor_cost: Option<i64>,
    leading: bool,
    trailing: bool,
    leave: bool,
    scope: Word,
    max_together: Option<i64>,
    tolerance: Option<i64>,
    companions: Filter<DoctorFilter>,
    doctors_per_companion: Option<i64>,
    measure: Word,
    at_least: Option<i64>,
    at_most: Option<i64>,
    max_periods_per_doctor: Option<i64>,
    max_periods: Option<i64>,
    rule: Option<String>,
    weight: Option<i64>,
}

/// The value of a field, if a cell says it and nothing else.
fn in_cell<T: Cell + Serialize + DeserializeOwned>(value: &Value) -> Option<T> {
    let known: T = serde_json::from_value(value.clone()).ok()?;
    let is_same = !is_default(&known) && serde_json::to_value(&known).ok()? == *value;
    let is_read = || T::read(&known.write()).is_ok_and(|read| read == known);
    (is_same && is_read()).then_some(known)
}

/// A filter. An empty cell says nothing, which will not do where a rule has to say what it speaks of; `all` says that it speaks of all.
#[derive(Default, PartialEq)]
struct Filter<F> {
    filter: F,
    /// The filter is empty, and meant to be.
    is_all: bool,
}

impl<F: Serialize> Serialize for Filter<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.filter.serialize(serializer)
    }
}

impl<'de, F: Deserialize<'de> + Default + PartialEq> Deserialize<'de> for Filter<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let filter = F::deserialize(deserializer)?;
        let is_all = is_default(&filter);
        Ok(Self { filter, is_all })
    }
}

impl<F: Cell> Cell for Filter<F> {
    fn read(text: &str) -> std::result::Result<Self, Fault> {
        Ok(Self {
            filter: F::read(text)?,
            is_all: is_all(text),
        })
    }
    fn write(&self) -> String {
        if self.is_all {
            ALL.to_owned()
        } else {
            self.filter.write()
        }
    }
}

/// Columns of filters.
const FILTERS: [&str; 8] = [
    "doctors",
    "activities",
    "periods",
    "next",
    "starts",
    "ends",
    "uncrossed",
    "companions",
];

/// One of a few words; which, the kind of the rule knows.
#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
struct Word(String);

impl Cell for Word {
    fn read(text: &str) -> std::result::Result<Self, Fault> {
        Ok(Self(text.trim().to_owned()))
    }
    fn write(&self) -> String {
        self.0.clone()
    }
}

/// Numbers with semicolons between them.
#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
struct Numbers(Vec<i64>);

impl Cell for Numbers {
    fn read(text: &str) -> std::result::Result<Self, Fault> {
        let items = <Vec<String> as Cell>::read(text)?;
        let numbers = items.iter().map(|item| <i64 as Cell>::read(item));
        numbers.collect::<std::result::Result<_, _>>().map(Self)
    }
    fn write(&self) -> String {
        let items: Vec<String> = self.0.iter().map(i64::to_string).collect();
        items.join(";")
    }
}

/// What a rule speaks of first or second: activities, or a requirement by its id.
#[derive(PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Chosen {
    Requirement(String),
    Activities(ActivityFilter),
}

impl Default for Chosen {
    fn default() -> Self {
        Self::Activities(ActivityFilter::default())
    }
}

impl Cell for Chosen {
    fn read(text: &str) -> std::result::Result<Self, Fault> {
        if text.contains('=') || text.trim().is_empty() {
            Cell::read(text).map(Self::Activities)
        } else {
            Cell::read(text).map(Self::Requirement)
        }
    }
    fn write(&self) -> String {
        match self {
            Self::Requirement(id) => id.write(),
            Self::Activities(filter) => filter.write(),
        }
    }
    fn kind(&self) -> CellKind {
        CellKind::Other
    }
}

pub(super) fn read(intake: &mut Intake<'_>) {
    let Some(table) = intake.table(FILE, "/rules") else {
        return;
    };
    let file = intake.book.place(FILE);
    let mut shape = None;
    for (index, (row, &line)) in table.rows.into_iter().zip(&table.lines).enumerate() {
        let mut wrong = Diagnostics::new();
        match read_rule(row, &format!("/rules/{index}"), &mut shape, &mut wrong) {
            Some(rule) => intake.draft.rules.push(rule),
            None => {
                for diagnostic in wrong.iter_mut() {
                    diagnostic.place.file = Some(file.clone());
                    diagnostic.place.line = Some(line);
                }
                intake.found.extend(wrong);
            }
        }
    }
    intake.lines.add("/rules", file, table.lines);
}

/// The rule of a row. Its columns are fields, and so is what its parameters hold.
fn read_rule(
    row: RuleRow,
    pointer: &str,
    shape: &mut Option<Shape>,
    found: &mut Diagnostics,
) -> Option<RuleDraft> {
    let subject = format!("rule {:?}", row.id);
    let value = match fields_of(row, pointer) {
        Ok(fields) => Value::Object(fields),
        Err(wrong) => {
            found.error(wrong.code, wrong.pointer, subject, wrong.message);
            return None;
        }
    };
    if let Ok(rule) = serde_json::from_value(value.clone()) {
        return Some(rule);
    }
    shape
        .get_or_insert_with(Shape::of::<RuleDraft>)
        .check(&value, pointer, found);
    if found.is_empty() {
        found.error(
            Code::WrongType,
            pointer,
            "",
            "its parameters do not fit its kind.",
        );
    }
    for diagnostic in found.iter_mut() {
        diagnostic.subject.clone_from(&subject);
        let is_filter = |name: &&str| diagnostic.message == format!("field {name:?} is missing.");
        if diagnostic.code == Code::MissingField && FILTERS.iter().any(is_filter) {
            diagnostic
                .message
                .push_str(" A cell `all` says that all are meant.");
        }
    }
    None
}

/// What is wrong with the fields of a row.
struct Wrong {
    code: Code,
    pointer: String,
    message: String,
}

/// All fields of a row, each given once.
fn fields_of(row: RuleRow, pointer: &str) -> std::result::Result<Map<String, Value>, Wrong> {
    let wrong = |code: Code, message: String| Wrong {
        code,
        pointer: pointer.to_owned(),
        message,
    };
    let parameters = if row.parameters.trim().is_empty() {
        "{}"
    } else {
        &row.parameters
    };
    let mut fields: Map<String, Value> = match serde_json::from_str(parameters) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => {
            let message = "parameters is not a JSON object.".to_owned();
            return Err(wrong(Code::WrongType, message));
        }
        Err(error) => {
            let message = format!("parameters is not JSON: {error}.");
            return Err(wrong(Code::InvalidSyntax, message));
        }
    };

    let said = row
        .fields()
        .map_err(|error| wrong(Code::WrongType, format!("{error}.")))?;
    let named = [
        ("id", Value::from(row.id)),
        ("kind", row.kind.trim().into()),
    ];
    for (column, value) in named.into_iter().chain(said) {
        if fields.insert(column.into(), value).is_some() {
            return Err(Wrong {
                code: Code::DuplicateColumn,
                pointer: format!("{pointer}/{column}"),
                message: format!("parameters has {column:?}, which is a column of its own."),
            });
        }
    }
    Ok(fields)
}

pub(super) fn write(folder: &Path, draft: &ProblemDraft, older: &Path) -> Result<()> {
    let path = folder.join(FILE);
    let rows = draft
        .rules
        .iter()
        .map(row_of)
        .collect::<std::result::Result<Vec<_>, _>>();
    let rows = rows.map_err(|error| Error::io(&path, error.into()))?;
    if rows.is_empty() && !older.join(FILE).exists() {
        return Ok(());
    }
    write_table(&path, rows.iter())
}

/// The cells of the table.
pub(super) fn cells(draft: &ProblemDraft) -> serde_json::Result<Cells> {
    let rows = draft
        .rules
        .iter()
        .map(row_of)
        .collect::<serde_json::Result<Vec<_>>>()?;
    let mut cells = cells_of(FILE, "/rules", rows.iter());
    if !rows.is_empty() {
        // No sheet needs a column for each field of each kind.
        let used: Vec<bool> = (cells.columns.iter().enumerate())
            .map(|(index, column)| {
                column.is_required || cells.rows.iter().any(|row| !row[index].is_empty())
            })
            .collect();
        let mut uses = used.iter().copied();
        cells.columns.retain(|_| uses.next().unwrap_or(true));
        for row in &mut cells.rows {
            let mut uses = used.iter().copied();
            row.retain(|_| uses.next().unwrap_or(true));
        }
    }
    Ok(cells)
}

fn row_of(rule: &RuleDraft) -> serde_json::Result<RuleRow> {
    let mut row = RuleRow::default();
    if let Value::Object(mut fields) = serde_json::to_value(rule)? {
        for (column, cell) in [("id", &mut row.id), ("kind", &mut row.kind)] {
            if let Some(Value::String(text)) = fields.shift_remove(column) {
                *cell = text;
            }
        }
        row.take(&mut fields);
        if !fields.is_empty() {
            row.parameters = escaped_json(&Value::Object(fields).to_string());
        }
    }
    Ok(row)
}
