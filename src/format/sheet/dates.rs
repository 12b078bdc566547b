//! Dates as spreadsheets show them, read column by column: `24.08.2026`, `24/08/2026`, `08/24/2026`, `2026-08-24 00:00`, `24-Aug-2026`, `46258`.
//!
//! One date alone does not say whether the day or the month comes first. Its column does, if one of its dates makes sense in one order only.
//! A column is refused if all of its dates make sense both ways, or if some make sense in one order only and some in the other.
//! Dates with dots have the day first, wherever dots are used.

mod token;

use crate::calendar::Date;
use token::{Shape, Token, serial, tokens};

/// What is said of dates whose order nothing tells.
pub(super) const TWO_WAYS: &str = "can be read in two ways";

/// Columns whose cells hold dates, in whatever table.
const COLUMNS: [&str; 16] = [
    "from",
    "to",
    "arrival",
    "departure",
    "visa_from",
    "visa_to",
    "starts",
    "slots",
    "periods",
    "within",
    "known_from",
    "by",
    "date",
    "start",
    "end",
    "day",
];

/// True for a column whose cells hold dates, alone or within lists, filters and slots.
pub(in crate::format) fn is_date_column(name: &str) -> bool {
    COLUMNS.contains(&name)
}

/// True for a text that reads as another date than it is written, so that it has to be quoted.
pub(in crate::format) fn may_be_misread(cell: &str) -> bool {
    !is_plain(cell)
        && (serial(cell).is_some() || tokens(cell).iter().any(|token| token.is_changed(cell)))
}

/// True for what needs no look: `2026-08-24` and texts without a number.
fn is_plain(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    let is_iso = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
    is_iso || !bytes.iter().any(u8::is_ascii_digit)
}

/// Which number of a date comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Day,
    Month,
}

impl Order {
    fn date(self, (first, second, year): (i8, i8, i16)) -> Option<Date> {
        match self {
            Self::Day => Date::new(year, second, first),
            Self::Month => Date::new(year, first, second),
        }
    }
}

/// How the dates of a column are read.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::format) struct Reading {
    order: Option<Order>,
    /// At least one date makes sense in this order only.
    is_certain: bool,
}

/// A cell of a column with its line.
pub(in crate::format) type Place<'a> = (u64, &'a str);

/// Dates of a column that can be read in two ways, or of which no one order makes sense.
#[derive(Debug)]
pub(in crate::format) enum Unclear<'a> {
    /// Every one makes sense both ways: the first, and how many there are.
    Ambiguous(Place<'a>, usize),
    /// Two that do not go together.
    Mixed(Place<'a>, Place<'a>),
}

impl Reading {
    /// How these cells are to be read.
    pub(in crate::format) fn of<'a>(
        cells: impl Iterator<Item = Place<'a>>,
    ) -> Result<Self, Unclear<'a>> {
        // The first date of each kind: one that only makes sense with the day first, with the month first, and one that makes different sense both ways.
        let (mut day, mut month, mut either) = (None, None, None);
        let mut separators: Option<(char, Place<'a>)> = None;
        let (mut count, mut dots) = (0, false);
        for (line, cell) in cells.filter(|(_, cell)| !is_plain(cell)) {
            for token in tokens(cell) {
                let Shape::Numbers { separator, parts } = token.shape else {
                    continue;
                };
                let found = (Order::Day.date(parts), Order::Month.date(parts));
                if found == (None, None) {
                    continue;
                }
                let place = (line, &cell[token.span.clone()]);
                dots = separator == '.';
                match separators {
                    Some((known, first)) if known != separator => {
                        return Err(Unclear::Mixed(first, place));
                    }
                    _ => separators = separators.or(Some((separator, place))),
                }
                count += 1;
                match found {
                    (Some(_), None) => day = day.or(Some(place)),
                    (None, Some(_)) => month = month.or(Some(place)),
                    (one, other) if one != other => either = either.or(Some(place)),
                    _ => {}
                }
            }
        }
        match (day, month, either) {
            (Some(day), Some(month), _) => Err(Unclear::Mixed(day, month)),
            (_, Some(_), _) => Ok(Self {
                order: Some(Order::Month),
                is_certain: true,
            }),
            (None, None, Some(either)) if !dots => Err(Unclear::Ambiguous(either, count)),
            (day, ..) => Ok(Self {
                order: (count > 0).then_some(Order::Day),
                is_certain: day.is_some(),
            }),
        }
    }

    /// What columns of one table say together of those that are open: they were written in one place.
    pub(in crate::format) fn shared<'a>(readings: impl Iterator<Item = &'a Self>) -> Option<Self> {
        let mut certain = readings
            .filter(|reading| reading.is_certain)
            .map(|reading| reading.order);
        let order = certain.next()?;
        certain.all(|other| other == order).then_some(Self {
            order,
            is_certain: true,
        })
    }

    /// The cell with its dates as they are written here; `None` if nothing is to be changed.
    pub(in crate::format) fn apply(&self, cell: &str) -> Option<String> {
        if is_plain(cell) {
            return None;
        }
        if let Some(date) = serial(cell) {
            return Some(date.to_string());
        }
        let mut out = String::new();
        let mut end = 0;
        for token in tokens(cell) {
            if let Some(date) = self.date(&token)
                && token.is_changed(cell)
            {
                out.push_str(&cell[end..token.span.start]);
                out.push_str(&date.to_string());
                end = token.span.end;
            }
        }
        (end > 0).then(|| out + &cell[end..])
    }

    fn date(&self, token: &Token) -> Option<Date> {
        match token.shape {
            Shape::Date(date) => Some(date),
            Shape::Numbers { parts, .. } => self.order?.date(parts),
        }
    }

    /// What to tell of the order, if one was recognised.
    pub(in crate::format) fn note(&self) -> Option<&'static str> {
        Some(match self.order? {
            Order::Day => "dates are read with the day first, then the month",
            Order::Month => "dates are read with the month first, then the day",
        })
    }
}

/// What to tell of numbers in a column of dates.
pub(in crate::format) fn serial_note(cell: &str) -> Option<&'static str> {
    serial(cell).map(|_| "whole numbers in columns of dates are read as the days that spreadsheets count from the end of 1899")
}

impl Unclear<'_> {
    /// The sentence that is told, with both readings.
    pub(in crate::format) fn message(&self) -> String {
        match self {
            Self::Ambiguous((_, text), count) => {
                let read = |order: Order| {
                    let token = tokens(text).into_iter().next();
                    let date = token.and_then(|token| {
                        if let Shape::Numbers { parts, .. } = token.shape {
                            order.date(parts)
                        } else {
                            None
                        }
                    });
                    date.map_or_else(String::new, |date| date.to_string())
                };
                let (day, month) = (read(Order::Day), read(Order::Month));
                let all = if *count == 1 {
                    "the date".to_owned()
                } else {
                    format!("each of the {count} dates")
                };
                format!(
                    "{all} {TWO_WAYS}: {text:?} is {day} with the day first and {month} with the month first."
                )
            }
            Self::Mixed((line, text), (other_line, other)) => {
                format!(
                    "the column has dates of two orders: {text:?} (line {line}) and {other:?} (line {other_line}) do not go together."
                )
            }
        }
    }
    /// The line that is named.
    pub(in crate::format) fn line(&self) -> u64 {
        match self {
            Self::Ambiguous((line, _), _) | Self::Mixed((line, _), _) => *line,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]
mod tests {
    use super::{Reading, Unclear};

    fn read(cells: &[&str]) -> Vec<String> {
        let reading = Reading::of(cells.iter().map(|cell| (1, *cell))).unwrap();
        cells
            .iter()
            .map(|cell| reading.apply(cell).unwrap_or_else(|| (*cell).to_owned()))
            .collect()
    }

    #[test]
    fn the_column_says_what_comes_first() {
        assert_eq!(
            read(&["24.08.2026", "1.9.2026", ""]),
            ["2026-08-24", "2026-09-01", ""]
        );
        assert_eq!(
            read(&["01/09/2026", "24/08/2026"]),
            ["2026-09-01", "2026-08-24"]
        );
        assert_eq!(
            read(&["09/01/2026", "08/24/2026"]),
            ["2026-09-01", "2026-08-24"]
        );
        assert_eq!(
            read(&["9/1/26", "8/24/26 0:00"]),
            ["2026-09-01", "2026-08-24"]
        );
        assert_eq!(
            read(&["05.06.2026", "07.06.2026"]),
            ["2026-06-05", "2026-06-07"]
        );
        assert_eq!(read(&["05/05/2026"]), ["2026-05-05"]);
    }

    #[test]
    fn what_is_clear_needs_no_column() {
        assert_eq!(
            read(&["2026-08-24 00:00", "2026-08-24T00:00:00", "2026/08/24"]),
            ["2026-08-24"; 3]
        );
        assert_eq!(
            read(&[
                "46258",
                "46258.0",
                "24-Aug-2026",
                "24 August 2026",
                "Aug 24, 2026"
            ]),
            ["2026-08-24"; 5]
        );
        assert_eq!(
            read(&["#1", "Block 3", "2026-08-24 am", "13"]),
            ["#1", "Block 3", "2026-08-24 am", "13"]
        );
    }

    #[test]
    fn lists_filters_slots_and_halves_keep_their_notation() {
        assert_eq!(
            read(&["from=24.08.2026 to=\"30.08.2026 pm\""]),
            ["from=2026-08-24 to=\"2026-08-30 pm\""]
        );
        assert_eq!(
            read(&["24.08.2026 am..24.08.2026 pm;25.08.2026..26.08.2026"]),
            ["2026-08-24 am..2026-08-24 pm;2026-08-25..2026-08-26"]
        );
        assert_eq!(
            read(&["1.2.3.2026", "v1.2.2026", "24.08.2026x"]),
            ["1.2.3.2026", "v1.2.2026", "24.08.2026x"]
        );
    }

    #[test]
    fn two_readings_are_refused() {
        let unclear = |cells: &[&'static str]| {
            Reading::of(cells.iter().map(|cell| (2, *cell)))
                .unwrap_err()
                .message()
        };
        let message = unclear(&["05/08/2026", "06/08/2026"]);
        assert!(
            message.contains("2026-08-05")
                && message.contains("2026-05-08")
                && message.contains('2'),
            "{message}"
        );
        assert!(matches!(
            Reading::of([(2, "24/08/2026"), (3, "08/25/2026")].into_iter()),
            Err(Unclear::Mixed(..))
        ));
        assert!(matches!(
            Reading::of([(2, "24.08.2026"), (3, "05/08/2026")].into_iter()),
            Err(Unclear::Mixed(..))
        ));
    }
}
