//! An instance as published; students, disciplines, hospitals, groups and periods count from 0 here.

use super::dzn::Statements;
use medrota::error::{Code, Diagnostic, Diagnostics, Place, Severity};
use std::path::Path;

/// Numbers with up to three indices, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    shape: Vec<usize>,
    numbers: Vec<i64>,
}

impl Table {
    /// The table of this shape; `None` if the numbers do not fill it.
    pub(crate) fn new(shape: &[usize], numbers: Vec<i64>) -> Option<Self> {
        let size = shape
            .iter()
            .try_fold(1_usize, |product, length| product.checked_mul(*length))?;
        (size == numbers.len()).then(|| Self {
            shape: shape.to_vec(),
            numbers,
        })
    }
    /// The number at these indices.
    pub(crate) fn at(&self, indices: &[usize]) -> i64 {
        let position = self
            .shape
            .iter()
            .zip(indices)
            .fold(0, |position, (length, index)| position * length + index);
        self.numbers.get(position).copied().unwrap_or(0)
    }
}

/// The data of `.dzn` files, under the names of their documentation in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Instance {
    pub(crate) name: String,
    pub(crate) students: usize,
    pub(crate) disciplines: usize,
    pub(crate) hospitals: usize,
    pub(crate) periods: usize,
    pub(crate) groups: usize,
    /// Periods a discipline takes.
    pub(crate) duration: usize,
    pub(crate) max_disciplines_per_hospital: i64,
    /// Group of each discipline.
    pub(crate) group_of: Vec<usize>,
    /// student, group
    pub(crate) group_count: Table,
    /// student, discipline
    pub(crate) allowed: Table,
    /// discipline, discipline that comes before it
    pub(crate) preceded_by: Table,
    /// student, period
    pub(crate) available: Table,
    /// student, hospital, discipline
    pub(crate) able: Table,
    /// hospital, discipline, period
    pub(crate) max_staff: Table,
    /// hospital, discipline, period
    pub(crate) min_staff: Table,
    /// student; discipline, hospital, hospital change, waiting
    pub(crate) weights: Table,
    /// student, discipline
    pub(crate) discipline_preference: Table,
    /// student, hospital
    pub(crate) hospital_preference: Table,
    /// discipline
    pub(crate) manager_preference: Table,
}

/// Largest number of anything; a file that says more is mistaken.
const MOST: i64 = 5_000;

/// Collects what is wrong while the fields are read.
struct Reader<'a> {
    statements: &'a Statements,
    found: Diagnostics,
}

impl Reader<'_> {
    fn keep<T: Default>(&mut self, read: Result<T, Diagnostic>) -> T {
        read.unwrap_or_else(|diagnostic| {
            self.found.push(diagnostic);
            T::default()
        })
    }
    fn size(&mut self, name: &str) -> usize {
        let read = self.statements.number(name);
        let sound = read.is_ok();
        let number = self.keep(read);
        if sound && !(1..=MOST).contains(&number) {
            let message = format!("{number} is not between 1 and {MOST}.");
            self.found.error(
                if number < 1 {
                    Code::ZeroNumber
                } else {
                    Code::NumberTooLarge
                },
                "",
                name,
                message,
            );
            return 0;
        }
        usize::try_from(number).unwrap_or(0)
    }
    fn table(&mut self, name: &str, shape: &[usize]) -> Table {
        if shape.contains(&0) {
            return Table::default();
        }
        let array = match self.statements.array(name) {
            Ok(array) => array,
            Err(diagnostic) => {
                self.found.push(diagnostic);
                return Table::default();
            }
        };
        let (line, given, rows) = (array.line, array.numbers.len(), array.rows);
        let width = shape.last().copied().unwrap_or(0);
        let message = match Table::new(shape, array.numbers) {
            Some(_) if rows.iter().any(|row| *row != width) => {
                format!("its rows do not all have {width} numbers.")
            }
            Some(table) => return table,
            None => format!(
                "it has {given} numbers; {} are expected.",
                shape
                    .iter()
                    .map(usize::to_string)
                    .collect::<Vec<_>>()
                    .join(" x ")
            ),
        };
        let place = Place {
            line: Some(line),
            ..Place::default()
        };
        self.found.push(Diagnostic {
            code: Code::WrongType,
            severity: Severity::Error,
            place,
            subject: name.into(),
            message,
        });
        Table::default()
    }
    /// A table whose numbers must lie in a range.
    fn bounded(
        &mut self,
        name: &str,
        shape: &[usize],
        range: std::ops::RangeInclusive<i64>,
    ) -> Table {
        let table = self.table(name, shape);
        if let Some(number) = table.numbers.iter().find(|number| !range.contains(number)) {
            let message = format!(
                "{number} is not between {} and {}.",
                range.start(),
                range.end()
            );
            self.found.error(Code::NumberTooLarge, "", name, message);
        }
        table
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
        let statements = Statements::read(text).map_err(|diagnostic| {
            let mut found = Diagnostics::new();
            found.push(diagnostic);
            found
        })?;
        let mut read = Reader {
            statements: &statements,
            found: Diagnostics::new(),
        };
        let (students, disciplines, hospitals) = (
            read.size("Students"),
            read.size("Disciplines"),
            read.size("Hospitals"),
        );
        let (periods, groups, duration) = (
            read.size("Horizon"),
            read.size("Groups"),
            read.size("Duration"),
        );
        let number = statements.number("MaxDiscPerHosp");
        let max_disciplines_per_hospital = read.keep(number);
        let largest = 1_000_000;
        let group_of = read.bounded(
            "DiscGroup",
            &[disciplines],
            1..=i64::try_from(groups).unwrap_or(i64::MAX),
        );
        let group_of = group_of
            .numbers
            .iter()
            .map(|group| usize::try_from(group - 1).unwrap_or(0))
            .collect();
        let staff = [hospitals, disciplines, periods];
        let instance = Self {
            name: name.to_owned(),
            students,
            disciplines,
            hospitals,
            periods,
            groups,
            duration,
            max_disciplines_per_hospital,
            group_of,
            group_count: read.bounded("StudDiscGroup", &[students, groups], 0..=MOST),
            allowed: read.bounded("AllowedDisc", &[students, disciplines], 0..=1),
            preceded_by: read.bounded("Precededby", &[disciplines, disciplines], 0..=1),
            available: read.bounded("Availability", &[students, periods], 0..=1),
            able: read.bounded("Ability", &[students, hospitals, disciplines], 0..=1),
            max_staff: read.bounded("MaxPosHosp", &staff, 0..=largest),
            min_staff: read.bounded("MinPosHosp", &staff, 0..=largest),
            weights: read.bounded("WeightPref", &[students, 4], -largest..=largest),
            discipline_preference: read.bounded(
                "PrefStudDisc",
                &[students, disciplines],
                -largest..=largest,
            ),
            hospital_preference: read.bounded(
                "PrefStudHosp",
                &[students, hospitals],
                -largest..=largest,
            ),
            manager_preference: read.bounded("ManPref", &[disciplines], -largest..=largest),
        };
        instance.check_signs(&mut read.found);
        if read.found.has_errors() {
            Err(read.found)
        } else {
            Ok(instance)
        }
    }

    fn check_signs(&self, found: &mut Diagnostics) {
        if self.max_disciplines_per_hospital < 0 {
            found.error(
                Code::NegativeNumber,
                "",
                "MaxDiscPerHosp",
                "it is negative.",
            );
        }
        if (0..self.students).any(|student| self.weights.at(&[student, 2]) > 0) {
            found.error(
                Code::ContradictoryRule,
                "",
                "WeightPref",
                "a weight of hospital changes, the third number of a row, is above 0.",
            );
        }
    }

    /// True if the student may attend the discipline in the hospital.
    pub(crate) fn offered(&self, student: usize, hospital: usize, discipline: usize) -> bool {
        self.allowed.at(&[student, discipline]) == 1
            && self.able.at(&[student, hospital, discipline]) == 1
    }
    /// What attending the discipline in the hospital is worth to the student, the manager's preference included.
    pub(crate) fn worth(&self, student: usize, hospital: usize, discipline: usize) -> i64 {
        let of_discipline =
            self.weights.at(&[student, 0]) * self.discipline_preference.at(&[student, discipline]);
        let of_hospital =
            self.weights.at(&[student, 1]) * self.hospital_preference.at(&[student, hospital]);
        of_discipline + of_hospital + self.manager_preference.at(&[discipline])
    }
}
