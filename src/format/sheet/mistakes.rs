//! One message for one mistake, however many cells it hits.

use super::dates::TWO_WAYS;
use crate::error::{Code, Diagnostic, Diagnostics, Severity};
use crate::format::options::finding;
use std::collections::HashMap;
use std::path::Path;

/// Places that are named besides the first; the others are counted.
const NAMED: usize = 4;

/// Findings, those that are one mistake put together.
#[derive(Debug, Default)]
pub(in crate::format) struct Mistakes {
    list: Vec<Mistake>,
    by_key: HashMap<String, usize>,
}

#[derive(Debug)]
struct Mistake {
    first: Diagnostic,
    /// File and line of those that follow, the first of them only.
    more: Vec<(Option<String>, Option<u64>)>,
    count: usize,
}

impl Mistakes {
    /// Adds a finding; findings with one key are one mistake.
    pub(in crate::format) fn add(&mut self, key: String, diagnostic: Diagnostic) {
        match self
            .by_key
            .get(&key)
            .and_then(|index| self.list.get_mut(*index))
        {
            None => {
                self.by_key.insert(key, self.list.len());
                self.list.push(Mistake {
                    first: diagnostic,
                    more: Vec::new(),
                    count: 0,
                });
            }
            Some(mistake) => {
                let place = (diagnostic.place.file, diagnostic.place.line);
                let is_known =
                    (&mistake.first.place.file, mistake.first.place.line) == (&place.0, place.1);
                mistake.count += usize::from(!is_known);
                if !is_known && mistake.more.len() < NAMED && !mistake.more.contains(&place) {
                    mistake.more.push(place);
                }
            }
        }
    }

    /// Adds what was recognised, once however often.
    pub(super) fn note(&mut self, file: &str, line: Option<u64>, note: &str) {
        let told = finding(Code::Recognised, Some(file), line, format!("{note}."));
        self.add(format!("N {note}"), as_note(told));
    }

    /// The findings, each mistake once with its places.
    pub(in crate::format) fn tell(self) -> Vec<Diagnostic> {
        self.list.into_iter().map(Mistake::tell).collect()
    }
}

pub(super) fn as_note(finding: Diagnostic) -> Diagnostic {
    Diagnostic {
        severity: Severity::Note,
        ..finding
    }
}

impl Mistake {
    fn tell(self) -> Diagnostic {
        let mut diagnostic = self.first;
        if self.count == 0 {
            return diagnostic;
        }
        let file = diagnostic.place.file.clone();
        let places = self.more.iter().map(|(other, line)| match (other, line) {
            (other, Some(line)) if *other == file => format!("line {line}"),
            (Some(other), line) => {
                let name = Path::new(other)
                    .file_name()
                    .map_or_else(|| other.clone(), |name| name.to_string_lossy().into_owned());
                line.map_or_else(|| name.clone(), |line| format!("{name}:{line}"))
            }
            _ => String::new(),
        });
        let mut places: Vec<String> = places.filter(|place| !place.is_empty()).collect();
        if self.count > places.len() && !places.is_empty() {
            places.push("…".into());
        }
        let times = if self.count == 1 {
            "once more".to_owned()
        } else {
            format!("{} times more", self.count)
        };
        let places = if places.is_empty() {
            String::new()
        } else {
            format!(" ({})", places.join(", "))
        };
        diagnostic.message = format!("{} The same {times}{places}.", diagnostic.message);
        diagnostic
    }
}

/// Puts the findings together that are one mistake: what is wrong with the cells of one column, an id that is missing wherever it is used,
/// the same sentence in any row of a table.
pub(in crate::format) fn merge_same(found: &mut Diagnostics) {
    let mut mistakes = Mistakes::default();
    for (index, diagnostic) in found.as_slice().iter().enumerate() {
        mistakes.add(key(diagnostic, index), diagnostic.clone());
    }
    found.replace(mistakes.tell());
}

fn key(diagnostic: &Diagnostic, index: usize) -> String {
    let Diagnostic {
        code,
        message,
        place,
        ..
    } = diagnostic;
    let pointer = place
        .pointer
        .split('/')
        .filter(|part| part.parse::<usize>().is_err())
        .collect::<Vec<_>>()
        .join("/");
    let file = place.file.as_deref().unwrap_or_default();
    match code {
        // Every id that is there twice is a mistake of its own.
        Code::DuplicateId => format!("{index}"),
        // The id that is missing, whatever kind of thing it is called.
        Code::UnknownReference => {
            format!("{code} {}", message.split('"').nth(1).unwrap_or(message))
        }
        // Words and dates that are examples differ from table to table.
        Code::Recognised => format!(
            "{code} {}",
            message.split(", with words").next().unwrap_or(message)
        ),
        Code::UnclearDates if message.contains(TWO_WAYS) => format!("{code} {TWO_WAYS}"),
        Code::InvalidDate
        | Code::WrongType
        | Code::NegativeNumber
        | Code::PeriodInPart
        | Code::SpanOutside => {
            format!("{code} {file} {pointer}")
        }
        _ => format!("{code} {file} {pointer} {message}"),
    }
}
