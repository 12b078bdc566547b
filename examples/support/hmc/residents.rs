//! The residents' table: `id,year,leave1_block,leave1_half,leave2_block,leave2_half`.

use super::table::{BLOCKS, YEARS, Year};
use medrota::error::{Code, Diagnostic, Diagnostics, Place, Severity};
use serde::Deserialize;
use std::path::Path;

/// A resident and the halves of blocks on leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resident {
    pub(crate) id: String,
    /// Position of the year of training in [`YEARS`].
    pub(crate) year: usize,
    /// Halves on leave in each block, counted from 0: first, second.
    pub(crate) leave: [[bool; 2]; BLOCKS],
}

impl Resident {
    pub(crate) fn year(&self) -> &'static Year {
        &YEARS[self.year]
    }
    /// Both halves of the block are leave.
    pub(crate) fn away(&self, block: usize) -> bool {
        self.leave[block] == [true, true]
    }
    /// One half of the block is leave.
    pub(crate) fn half(&self, block: usize) -> bool {
        self.leave[block][0] != self.leave[block][1]
    }
    pub(crate) fn has_whole_leave(&self) -> bool {
        (0..BLOCKS).any(|block| self.away(block))
    }
}

#[derive(Deserialize)]
struct Row {
    id: String,
    year: String,
    #[serde(default)]
    leave1_block: String,
    #[serde(default)]
    leave1_half: String,
    #[serde(default)]
    leave2_block: String,
    #[serde(default)]
    leave2_half: String,
}

/// Reads the table and reports everything that is wrong with it.
pub(crate) fn read_residents(path: &Path) -> medrota::Result<Vec<Resident>> {
    let text = std::fs::read_to_string(path).map_err(|error| medrota::Error::io(path, error))?;
    residents_of(&text).map_err(|mut found| {
        found
            .iter_mut()
            .for_each(|diagnostic| diagnostic.place.file = Some(path.display().to_string()));
        found.into()
    })
}

pub(super) fn residents_of(text: &str) -> Result<Vec<Resident>, Diagnostics> {
    let mut found = Diagnostics::new();
    let mut residents: Vec<Resident> = Vec::new();
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    for row in reader.deserialize::<Row>() {
        match row {
            Ok(row) => match resident(&row) {
                Ok(resident) if residents.iter().any(|other| other.id == resident.id) => {
                    found.push(finding(Code::DuplicateId, &row.id, "the id comes twice."));
                }
                Ok(resident) => residents.push(resident),
                Err(diagnostic) => found.push(diagnostic),
            },
            Err(error) => {
                let mut diagnostic =
                    finding(Code::InvalidSyntax, "residents", &format!("{error}."));
                diagnostic.place.line = error.position().map(csv::Position::line);
                found.push(diagnostic);
            }
        }
    }
    if residents.is_empty() && found.is_empty() {
        found.push(finding(
            Code::MissingValue,
            "residents",
            "the table has no resident.",
        ));
    }
    if found.has_errors() {
        Err(found)
    } else {
        Ok(residents)
    }
}

fn finding(code: Code, subject: &str, message: &str) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Error,
        place: Place::default(),
        subject: subject.to_owned(),
        message: message.to_owned(),
    }
}

fn resident(row: &Row) -> Result<Resident, Diagnostic> {
    let refuse = |code: Code, message: String| Err(finding(code, &row.id, &message));
    if row.id.is_empty() {
        return refuse(Code::EmptyId, "the id is empty.".into());
    }
    let Some(year) = YEARS.iter().position(|year| year.level == row.year) else {
        return refuse(
            Code::InvalidName,
            format!(
                "{:?} is no year; they are {}.",
                row.year,
                YEARS
                    .iter()
                    .map(|year| year.level)
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        );
    };
    let mut resident = Resident {
        id: row.id.clone(),
        year,
        leave: [[false; 2]; BLOCKS],
    };
    for (block, half) in [
        (&row.leave1_block, &row.leave1_half),
        (&row.leave2_block, &row.leave2_half),
    ] {
        if block.is_empty() && half.is_empty() {
            continue;
        }
        let number = block
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        let Some(halves) = number.and_then(|number| resident.leave.get_mut(number)) else {
            return refuse(
                Code::OutsideHorizon,
                format!("{block:?} is no block; they are 1 to {BLOCKS}."),
            );
        };
        match half.as_str() {
            "first" => halves[0] = true,
            "second" => halves[1] = true,
            other => {
                return refuse(
                    Code::InvalidName,
                    format!("{other:?} is no half; they are first, second."),
                );
            }
        }
    }
    Ok(resident)
}
