//! An instance as published; days, shifts and employees count from 0.

use super::sections::{Row, Section, Sections, sections};
use medrota::error::{Code, Diagnostic, Diagnostics, Place, Severity};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;
use std::path::Path;

/// A kind of shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shift {
    pub(crate) id: String,
    pub(crate) minutes: i64,
    /// Shifts that may not be worked on the next day.
    pub(crate) not_next: BTreeSet<usize>,
}

/// Somebody and what the contract says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Employee {
    pub(crate) id: String,
    /// Where the file says so.
    pub(crate) line: u64,
    /// Most of each shift.
    pub(crate) most_of: Vec<i64>,
    pub(crate) most_minutes: i64,
    pub(crate) least_minutes: i64,
    /// Working days in a row.
    pub(crate) longest_run: i64,
    pub(crate) shortest_run: i64,
    /// Days off in a row.
    pub(crate) shortest_rest: i64,
    pub(crate) most_weekends: i64,
    /// Days on which nothing may be worked.
    pub(crate) days_off: BTreeSet<usize>,
}

/// A wish to work a shift on a day, or not to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Request {
    pub(crate) employee: usize,
    pub(crate) shift: usize,
    pub(crate) weight: i64,
    pub(crate) day: usize,
}

/// How many are wanted in a shift on a day, and what it costs to be one less or one more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cover {
    pub(crate) day: usize,
    pub(crate) shift: usize,
    pub(crate) wanted: i64,
    pub(crate) under: i64,
    pub(crate) over: i64,
}

/// The data of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Instance {
    pub(crate) name: String,
    pub(crate) days: usize,
    pub(crate) shifts: Vec<Shift>,
    pub(crate) staff: Vec<Employee>,
    pub(crate) on_requests: Vec<Request>,
    pub(crate) off_requests: Vec<Request>,
    pub(crate) cover: Vec<Cover>,
}

/// Shift of each employee on each day.
pub(crate) type Roster = Vec<Vec<Option<usize>>>;

/// Largest number anywhere: what weights and limits of the crate's rules may be.
const MOST: i64 = 1_000_000_000;

pub(super) fn finding(
    code: Code,
    line: u64,
    subject: &str,
    message: impl Into<String>,
) -> Diagnostic {
    let place = Place {
        file: None,
        line: (line > 0).then_some(line),
        pointer: String::new(),
    };
    Diagnostic {
        code,
        severity: Severity::Error,
        place,
        subject: subject.to_owned(),
        message: message.into(),
    }
}

impl Instance {
    /// Reads a file.
    pub(crate) fn from_path(path: &Path) -> medrota::Result<Self> {
        let text =
            std::fs::read_to_string(path).map_err(|error| medrota::Error::io(path, error))?;
        let name = path
            .file_stem()
            .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        Self::from_text(&name, &text).map_err(|mut found| {
            found
                .iter_mut()
                .for_each(|diagnostic| diagnostic.place.file = Some(path.display().to_string()));
            found.into()
        })
    }

    /// Reads a text; reports everything that is wrong with it.
    pub(crate) fn from_text(name: &str, text: &str) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        let Sections { rows, incomplete } = sections(text, &mut found);
        let instance = Self {
            name: name.to_owned(),
            ..Self::default()
        };
        let mut read = Reader {
            instance,
            found,
            incomplete,
            ..Reader::default()
        };
        rows.iter()
            .for_each(|(section, rows)| read.section(*section, rows));
        if read.found.has_errors() {
            Err(read.found)
        } else {
            Ok(read.instance)
        }
    }
}

/// Collects what is wrong while rows are read. Sections come in the order of [`Section`], so that references are known.
#[derive(Default)]
struct Reader {
    instance: Instance,
    found: Diagnostics,
    /// Sections of which something is missing.
    incomplete: BTreeSet<Section>,
    shifts: HashMap<String, usize>,
    staff: HashMap<String, usize>,
}

impl Reader {
    fn section(&mut self, section: Section, rows: &[Row]) {
        match section {
            Section::Horizon => self.horizon(rows),
            Section::Shifts => self.read_shifts(rows),
            Section::Staff => rows.iter().for_each(|row| self.employee(row)),
            Section::DaysOff => rows.iter().for_each(|row| self.days_off(row)),
            Section::OnRequests => self.instance.on_requests = self.requests(rows),
            Section::OffRequests => self.instance.off_requests = self.requests(rows),
            Section::Cover => self.cover(rows),
        }
        if rows.is_empty()
            && matches!(section, Section::Horizon | Section::Shifts | Section::Staff)
            && self.incomplete.insert(section)
        {
            self.report(
                Code::MissingValue,
                0,
                section.name(),
                "the section has no row.",
            );
        }
    }

    fn report(&mut self, code: Code, line: u64, subject: &str, message: impl Into<String>) {
        self.found.push(finding(code, line, subject, message));
    }

    /// A whole number in a range, or a report.
    fn number(
        &mut self,
        line: u64,
        name: &str,
        text: &str,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let code = match text.parse::<i128>() {
            Err(_) => {
                self.report(
                    Code::WrongType,
                    line,
                    name,
                    format!("{text:?} is not a whole number."),
                );
                return None;
            }
            Ok(number) => match i64::try_from(number) {
                Ok(number) if range.contains(&number) => return Some(number),
                _ if number < 0 => Code::NegativeNumber,
                _ if number < i128::from(*range.start()) => Code::ZeroNumber,
                _ => Code::NumberTooLarge,
            },
        };
        self.report(
            code,
            line,
            name,
            format!(
                "{text} is not between {} and {}.",
                range.start(),
                range.end()
            ),
        );
        None
    }

    /// The number in a field of a row; the least one, and a report, if there is none.
    fn field(&mut self, section: Section, row: &Row, field: usize, least: i64) -> i64 {
        self.number(
            row.line,
            section.fields()[field],
            &row.fields[field],
            least..=MOST,
        )
        .unwrap_or(least)
    }

    fn horizon(&mut self, rows: &[Row]) {
        let most = i64::try_from(medrota::limits::PERIODS).unwrap_or(MOST);
        match rows {
            [row] => {
                let days = self.number(row.line, "days", &row.fields[0], 1..=most);
                self.instance.days = days
                    .and_then(|days| usize::try_from(days).ok())
                    .unwrap_or(0);
            }
            [] => {}
            [_, row, ..] => self.report(
                Code::WrongType,
                row.line,
                Section::Horizon.name(),
                "the number of days comes once.",
            ),
        }
    }

    /// True for an id that nobody had before; reports any other.
    fn is_new(&mut self, line: u64, id: &str, is_known: bool) -> bool {
        if id.is_empty() {
            self.report(Code::EmptyId, line, "id", "it is empty.");
        } else if is_known {
            self.report(Code::DuplicateId, line, id, "the id comes twice.");
        }
        !id.is_empty() && !is_known
    }

    fn read_shifts(&mut self, rows: &[Row]) {
        for row in rows {
            let is_known = self.shifts.contains_key(&row.fields[0]);
            let is_new = self.is_new(row.line, &row.fields[0], is_known);
            let minutes = self.field(Section::Shifts, row, 1, 1);
            if is_new {
                self.shifts
                    .insert(row.fields[0].clone(), self.instance.shifts.len());
                self.instance.shifts.push(Shift {
                    id: row.fields[0].clone(),
                    minutes,
                    not_next: BTreeSet::new(),
                });
            }
        }
        // Shifts may name later ones.
        for row in rows {
            let list: Vec<Option<usize>> = row.fields[2]
                .split('|')
                .filter(|id| !id.trim().is_empty())
                .map(|id| self.shift(row.line, id.trim()))
                .collect();
            if let Some(shift) = self
                .shifts
                .get(&row.fields[0])
                .and_then(|shift| self.instance.shifts.get_mut(*shift))
            {
                shift.not_next.extend(list.into_iter().flatten());
            }
        }
    }

    fn shift(&mut self, line: u64, id: &str) -> Option<usize> {
        let shift = self.shifts.get(id).copied();
        if shift.is_none() && !self.incomplete.contains(&Section::Shifts) {
            self.report(Code::UnknownReference, line, id, "there is no such shift.");
        }
        shift
    }

    fn someone(&mut self, line: u64, id: &str) -> Option<usize> {
        let someone = self.staff.get(id).copied();
        if someone.is_none() && !self.incomplete.contains(&Section::Staff) {
            self.report(
                Code::UnknownReference,
                line,
                id,
                "there is no such employee.",
            );
        }
        someone
    }

    fn day(&mut self, line: u64, text: &str) -> Option<usize> {
        match text.parse::<i64>() {
            Err(_) => self.report(
                Code::WrongType,
                line,
                "day",
                format!("{text:?} is not a whole number."),
            ),
            Ok(number) => match usize::try_from(number) {
                Ok(day) if day < self.instance.days => return Some(day),
                // How many days there are is not known.
                _ if self.instance.days == 0 => {}
                _ => {
                    let last = self.instance.days.saturating_sub(1);
                    self.report(
                        Code::OutsideHorizon,
                        line,
                        "day",
                        format!("{number} is no day; they are 0 to {last}."),
                    );
                }
            },
        }
        None
    }

    fn employee(&mut self, row: &Row) {
        const SECTION: Section = Section::Staff;
        let id = row.fields[0].clone();
        let is_known = self.staff.contains_key(&id);
        let is_new = self.is_new(row.line, &id, is_known);
        let most_of = self.most_of_each(row);
        let [
            most_minutes,
            least_minutes,
            longest_run,
            shortest_run,
            shortest_rest,
            most_weekends,
        ] = [2, 3, 4, 5, 6, 7].map(|field| self.field(SECTION, row, field, 0));
        if least_minutes > most_minutes {
            self.report(
                Code::ReversedLimits,
                row.line,
                &id,
                format!("least minutes {least_minutes}, most minutes {most_minutes}."),
            );
        }
        self.check_minutes(row.line, &id, &most_of, (least_minutes, most_minutes));
        if is_new {
            let line = row.line;
            self.staff.insert(id.clone(), self.instance.staff.len());
            let contract = Employee {
                id,
                line,
                most_of,
                most_minutes,
                least_minutes,
                longest_run,
                shortest_run,
                shortest_rest,
                most_weekends,
                days_off: BTreeSet::new(),
            };
            self.instance.staff.push(contract);
        }
    }

    /// Of shifts that all have one length some number has to lie between the limits.
    fn check_minutes(&mut self, line: u64, id: &str, most_of: &[i64], (least, most): (i64, i64)) {
        let open = self
            .instance
            .shifts
            .iter()
            .zip(most_of)
            .filter(|(_, most)| **most > 0);
        let lengths: BTreeSet<i64> = open.map(|(shift, _)| shift.minutes).collect();
        if let (Some(length), 1, true) = (lengths.first(), lengths.len(), least <= most)
            && most / length * length < least
        {
            let message = format!(
                "no number of shifts of {length} minutes comes to {least} to {most} minutes."
            );
            self.report(Code::ContradictoryRule, line, id, message);
        }
    }

    /// `E=14|L=0` in the order of shifts; each of them has to be there once.
    fn most_of_each(&mut self, row: &Row) -> Vec<i64> {
        let mut most: BTreeMap<usize, i64> = BTreeMap::new();
        for entry in row.fields[1].split('|') {
            let Some((shift, number)) = entry.split_once('=') else {
                self.report(
                    Code::WrongType,
                    row.line,
                    &row.fields[0],
                    format!("{entry:?} is not a shift, = and a number."),
                );
                continue;
            };
            let number = self
                .number(
                    row.line,
                    &format!("most of {}", shift.trim()),
                    number.trim(),
                    0..=MOST,
                )
                .unwrap_or(0);
            if let Some(shift) = self.shift(row.line, shift.trim())
                && most.insert(shift, number).is_some()
            {
                let id = self.instance.shifts[shift].id.clone();
                self.report(
                    Code::DuplicateId,
                    row.line,
                    &row.fields[0],
                    format!("the shift {id:?} comes twice."),
                );
            }
        }
        for shift in 0..self.instance.shifts.len() {
            if !most.contains_key(&shift) {
                let id = self.instance.shifts[shift].id.clone();
                self.report(
                    Code::MissingField,
                    row.line,
                    &row.fields[0],
                    format!("how many {id:?} at most is missing."),
                );
            }
        }
        (0..self.instance.shifts.len())
            .map(|shift| most.get(&shift).copied().unwrap_or(0))
            .collect()
    }

    fn days_off(&mut self, row: &Row) {
        let someone = self.someone(row.line, &row.fields[0]);
        for text in &row.fields[1..] {
            let day = self.day(row.line, text);
            if let Some((employee, day)) = someone
                .and_then(|someone| self.instance.staff.get_mut(someone))
                .zip(day)
            {
                employee.days_off.insert(day);
            }
        }
    }

    fn requests(&mut self, rows: &[Row]) -> Vec<Request> {
        let mut list = Vec::new();
        let mut known = HashSet::new();
        for row in rows {
            let (employee, day) = (
                self.someone(row.line, &row.fields[0]),
                self.day(row.line, &row.fields[1]),
            );
            let shift = self.shift(row.line, &row.fields[2]);
            let weight = self.field(Section::OnRequests, row, 3, 0);
            let (Some(employee), Some(day), Some(shift)) = (employee, day, shift) else {
                continue;
            };
            if !known.insert((employee, day, shift)) {
                let message = format!(
                    "the request for day {day} and shift {:?} comes twice.",
                    row.fields[2]
                );
                self.report(Code::DuplicateId, row.line, &row.fields[0], message);
            }
            list.push(Request {
                employee,
                day,
                shift,
                weight,
            });
        }
        list
    }

    fn cover(&mut self, rows: &[Row]) {
        let mut known = HashSet::new();
        for row in rows {
            let (day, shift) = (
                self.day(row.line, &row.fields[0]),
                self.shift(row.line, &row.fields[1]),
            );
            let [wanted, under, over] =
                [2, 3, 4].map(|field| self.field(Section::Cover, row, field, 0));
            let (Some(day), Some(shift)) = (day, shift) else {
                continue;
            };
            if !known.insert((day, shift)) {
                self.report(
                    Code::DuplicateId,
                    row.line,
                    &row.fields[1],
                    format!("the cover of day {day} comes twice."),
                );
            }
            self.instance.cover.push(Cover {
                day,
                shift,
                wanted,
                under,
                over,
            });
        }
    }
}
