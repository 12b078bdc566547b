//! Scenario sets as files: a JSON document, or a CSV table with a change a row.

use super::change::Change;
use super::random::Disruptions;
use super::set::{Part, SCENARIO_FORMAT_VERSION, Scenario, ScenarioSet};
#[cfg(feature = "tables")]
use super::table;
use crate::calendar::Date;
#[cfg(feature = "tables")]
use crate::error::Error;
use crate::error::{Code, Diagnostics, Result};
#[cfg(feature = "tables")]
use crate::format::write_bytes;
use crate::format::{
    Described, ReadOptions, parse_document, read_document, schema_of, write_json_file,
};
use crate::limits;
#[cfg(feature = "tables")]
use crate::problem::Problem;
use crate::problem::custom::refuse_to_write;
use std::path::Path;

impl Described for ScenarioSet {
    const SCHEMA: &'static str = include_str!("../../docs/scenarios.schema.json");
}

impl Described for Scenario {
    const SCHEMA: &'static str = ScenarioSet::SCHEMA;
    const DEFINITION: &'static str = "Scenario";
}

impl ScenarioSet {
    /// Reads a set: a JSON document, or, with the feature `tables`, a `.csv` file with a change a row.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) with everything that is wrong: E001 to E007, E405 and what [`Self::validate`] finds.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let set: Self = match path.extension() {
            #[cfg(feature = "tables")]
            Some(extension) if extension.eq_ignore_ascii_case("csv") => table::read(path, None)?,
            #[cfg(not(feature = "tables"))]
            Some(extension) if extension.eq_ignore_ascii_case("csv") => return Err(no_table(path)),
            _ => read_document(path, &ReadOptions::default())?,
        };
        set.validate()?;
        Ok(set)
    }
    /// Reads a set from the text of a JSON document.
    ///
    /// ```
    /// use medrota::scenario::ScenarioSet;
    ///
    /// let text = r#"{ "format": 1, "name": "what if", "parts": [{ "kind": "one_at_a_time", "changes": [{ "kind": "withdraw", "doctor": "ben" }] }] }"#;
    /// let set = ScenarioSet::from_json_str(text)?;
    /// assert_eq!(ScenarioSet::from_json_str(&set.to_json())?, set);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::from_path`].
    pub fn from_json_str(text: &str) -> Result<Self> {
        let set: Self = parse_document(text)?;
        set.validate()?;
        Ok(set)
    }
    /// The set as a JSON document.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Plain data with text keys: serde_json has no reason to refuse it.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
    /// Reads a set from the bytes of a CSV table, under this name. With the feature `tables`.
    ///
    /// ```
    /// use medrota::scenario::ScenarioSet;
    ///
    /// let set = ScenarioSet::from_csv("what if", b"scenario,kind,doctor\nben goes,withdraw,ben\n")?;
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").doctor("ben").build()?;
    /// assert_eq!(set.len(&problem), 1);
    /// assert_eq!(ScenarioSet::from_csv("what if", set.to_csv(&problem)?.as_bytes())?, set);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::from_path`].
    #[cfg(feature = "tables")]
    pub fn from_csv(name: &str, bytes: &[u8]) -> Result<Self> {
        let set = Self {
            name: name.into(),
            ..table::read(Path::new(name), Some(bytes))?
        };
        set.validate()?;
        Ok(set)
    }
    /// What [`Self::write_csv`] would write. With the feature `tables`.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) with E407 for each change that sets a [custom rule](crate::custom).
    #[cfg(feature = "tables")]
    pub fn to_csv(&self, problem: &Problem) -> Result<String> {
        self.ensure_in_files()?;
        let scenarios = (1..=self.len(problem)).filter_map(|id| self.scenario(problem, id));
        let failed = |error| Error::io(Path::new(&self.name), std::io::Error::other(error));
        let bytes = table::write(scenarios).map_err(failed)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
    /// Writes the set as a JSON document.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io); [`ErrorKind::Input`](crate::ErrorKind::Input) with E407 for each change that sets a [custom rule](crate::custom).
    pub fn write_json(&self, path: impl AsRef<Path>) -> Result<()> {
        self.ensure_in_files()?;
        write_json_file(path, self)
    }
    /// Writes every scenario of the set as a CSV table with a change a row; read again it is a list of the same scenarios. Scenarios without
    /// changes have no row. With the feature `tables`.
    ///
    /// # Errors
    /// As [`Self::write_json`].
    #[cfg(feature = "tables")]
    pub fn write_csv(&self, path: impl AsRef<Path>, problem: &Problem) -> Result<()> {
        write_bytes(path, self.to_csv(problem)?)
    }
    /// Refuses a set with rules that no file can hold.
    fn ensure_in_files(&self) -> Result<()> {
        let mut found = Diagnostics::new();
        for (index, part) in self.parts.iter().enumerate() {
            let changes: Vec<&Change> = match part {
                Part::List { scenarios } => scenarios
                    .iter()
                    .flat_map(|scenario| &scenario.changes)
                    .collect(),
                Part::Grid { axes } => axes.iter().flatten().collect(),
                Part::OneAtATime { changes } => changes.iter().collect(),
                Part::Places { .. } | Part::Random { .. } | Part::CohortDates { .. } => Vec::new(),
            };
            for change in changes {
                if let Change::SetRule { rule } = change
                    && rule.is_custom()
                {
                    refuse_to_write(rule, format!("/parts/{index}"), &mut found);
                }
            }
        }
        if found.is_empty() {
            Ok(())
        } else {
            Err(found.into())
        }
    }
    /// The JSON Schema of a scenario set.
    ///
    /// ```
    /// assert!(medrota::scenario::ScenarioSet::schema()["properties"]["parts"].is_object());
    /// ```
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schema_of::<Self>()
    }

    /// Looks for what makes a part of the set unusable whatever the problem is.
    ///
    /// What is wrong with a single scenario is the result of that scenario, so that the others go on.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input): E006, E010, E201, E202, E301, E303, E304 and E401.
    pub fn validate(&self) -> Result<()> {
        let mut found = Diagnostics::new();
        if self.format != SCENARIO_FORMAT_VERSION {
            let message = format!(
                "format is {}, this release reads {SCENARIO_FORMAT_VERSION}.",
                self.format
            );
            found.error(Code::UnsupportedVersion, "/format", "", message);
        }
        for (index, part) in self.parts.iter().enumerate() {
            check_part(part, &format!("/parts/{index}"), &mut found);
        }
        let size = self
            .parts
            .iter()
            .map(Part::size)
            .fold(0, u64::saturating_add);
        if size > limits::SCENARIOS as u64 {
            let most = limits::SCENARIOS;
            let message = format!(
                "its parts have {size} scenarios, more than {most}, the most there may be (SCENARIOS)."
            );
            found.error(Code::LimitExceeded, "/parts", "set", message);
        }
        if found.has_errors() {
            Err(found.into())
        } else {
            Ok(())
        }
    }
}

impl Scenario {
    /// Reads changes that are made together: a scenario as a JSON document, or a `.csv` file with a change a row, as those of [`ScenarioSet::from_path`] but that the
    /// column `scenario` may be left out.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) with everything that is wrong: E001 to E007, E601 for a table of several scenarios.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        match path.extension() {
            #[cfg(feature = "tables")]
            Some(extension) if extension.eq_ignore_ascii_case("csv") => Ok(table::read_one(path)?),
            #[cfg(not(feature = "tables"))]
            Some(extension) if extension.eq_ignore_ascii_case("csv") => Err(no_table(path)),
            _ => read_document(path, &ReadOptions::default()),
        }
    }
}

/// This build reads no tables.
#[cfg(not(feature = "tables"))]
fn no_table(path: &Path) -> crate::Error {
    let mut found = Diagnostics::new();
    found.push(crate::format::not_in_this_build(path, "a table", "tables"));
    found.into()
}

fn check_part(part: &Part, pointer: &str, found: &mut Diagnostics) {
    match part {
        Part::List { .. } | Part::OneAtATime { .. } | Part::Places { .. } => {}
        Part::Grid { axes } => {
            for (number, axis) in axes.iter().enumerate() {
                if axis.is_empty() {
                    found.error(
                        Code::EmptySelection,
                        format!("{pointer}/axes/{number}"),
                        "grid",
                        "the axis has no change.",
                    );
                }
            }
        }
        Part::Random { count, disruptions } => {
            not_negative(*count, &format!("{pointer}/count"), found);
            check_disruptions(disruptions, &format!("{pointer}/disruptions"), found);
        }
        Part::CohortDates {
            from,
            to,
            step_days,
            ..
        } => {
            check_cohort_dates(from, to, *step_days, pointer, found);
        }
    }
}

fn check_cohort_dates(
    from: &str,
    to: &str,
    step_days: i64,
    pointer: &str,
    found: &mut Diagnostics,
) {
    let mut report = |code: Code, field: &str, message: String| {
        found.error(code, format!("{pointer}/{field}"), "cohort dates", message);
    };
    let mut read = |field: &str, text: &str| {
        let date = text.parse::<Date>();
        date.map_err(|message| report(Code::InvalidDate, field, format!("{message}.")))
            .ok()
    };
    let dates = (read("from", from), read("to", to));
    if let (Some(first), Some(last)) = dates
        && last < first
    {
        let message = format!("{to} comes before {from}.");
        report(Code::ReversedSpan, "to", message);
    }
    if step_days < 1 {
        let code = match step_days {
            0 => Code::ZeroNumber,
            _ => Code::NegativeNumber,
        };
        report(code, "step_days", format!("step_days is {step_days}."));
    }
}

fn not_negative(number: i64, pointer: &str, found: &mut Diagnostics) {
    if number < 0 {
        found.error(
            Code::NegativeNumber,
            pointer,
            "random scenarios",
            format!("{number} is negative."),
        );
    }
}

fn check_disruptions(disruptions: &Disruptions, pointer: &str, found: &mut Diagnostics) {
    let Disruptions {
        withdrawal_per_mille,
        late_per_mille,
        late_days,
        early_per_mille,
        early_days,
        leave_per_mille,
        leave_days,
        closure_per_mille,
        closable: _,
        closure_days,
        stop_per_mille,
        stop_days,
        supervisor_per_mille,
        supervisor_days,
    } = disruptions;
    for (field, per_mille) in [
        ("withdrawal_per_mille", withdrawal_per_mille),
        ("late_per_mille", late_per_mille),
        ("early_per_mille", early_per_mille),
        ("leave_per_mille", leave_per_mille),
        ("closure_per_mille", closure_per_mille),
        ("stop_per_mille", stop_per_mille),
        ("supervisor_per_mille", supervisor_per_mille),
    ] {
        not_negative(*per_mille, &format!("{pointer}/{field}"), found);
        if *per_mille > 1_000 {
            let message = format!("{per_mille} in a thousand is more than always, which is 1000.");
            found.error(
                Code::NumberTooLarge,
                format!("{pointer}/{field}"),
                "random scenarios",
                message,
            );
        }
    }
    for (field, days) in [
        ("late_days", late_days),
        ("early_days", early_days),
        ("leave_days", leave_days),
        ("closure_days", closure_days),
        ("stop_days", stop_days),
        ("supervisor_days", supervisor_days),
    ] {
        not_negative(*days, &format!("{pointer}/{field}"), found);
    }
}

impl Scenario {
    /// The scenario as a JSON document of one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
