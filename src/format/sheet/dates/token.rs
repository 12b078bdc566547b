//! Dates within a text.

use crate::calendar::Date;
use std::ops::Range;

/// Three letters say which month is meant in English; whole names begin with them.
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
/// Days that a spreadsheet counts: 1990-01-01 to 2100-12-31. Smaller numbers are numbers of blocks.
const SERIALS: Range<i32> = 32_874..73_416;

/// A date within a text.
#[derive(Debug)]
pub(super) struct Token {
    /// Where it stands, with a time behind it that says midnight.
    pub(super) span: Range<usize>,
    pub(super) shape: Shape,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// The year first, or the month in letters: nothing is left open.
    Date(Date),
    /// Two numbers whose order is open, and the year.
    Numbers {
        separator: char,
        parts: (i8, i8, i16),
    },
}

impl Token {
    /// True if it is written otherwise than dates are written here.
    pub(super) fn is_changed(&self, text: &str) -> bool {
        match self.shape {
            Shape::Date(date) => date.to_string() != text[self.span.clone()],
            Shape::Numbers { .. } => true,
        }
    }
}

/// The day that a cell means which holds nothing but a number.
pub(super) fn serial(cell: &str) -> Option<Date> {
    let cell = cell.trim();
    let (digits, part) = cell.split_once(['.', ',']).unwrap_or((cell, "0"));
    if digits.len() != 5 || !part.bytes().all(|byte| byte == b'0') {
        return None;
    }
    let days: i32 = digits.parse().ok().filter(|days| SERIALS.contains(days))?;
    // Spreadsheets count a 29th of February 1900 that never was; from the day after it on all is well.
    Some(Date::new(1900, 3, 1)?.plus_days(days - 61))
}

/// The dates of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let before = text[..at].chars().next_back();
        // Two dots stand between the ends of a slot; a single one belongs to a number.
        let is_begun = match before {
            None => true,
            Some('.') => text[..at].ends_with(".."),
            Some(before) => !before.is_alphanumeric() && !matches!(before, '-' | '/' | '#' | '_'),
        };
        if is_begun && let Some(token) = (Cursor { text, at }).date() {
            at = token.span.end;
            found.push(token);
        } else {
            at += letter.len_utf8();
        }
    }
    found
}

#[derive(Clone, Copy)]
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn take(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|letter| !accept(letter)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn digits(&mut self, lengths: Range<usize>) -> Option<&'a str> {
        Some(self.take(|letter| letter.is_ascii_digit()))
            .filter(|digits| lengths.contains(&digits.len()))
    }

    fn separator(&mut self, accept: &[char]) -> Option<char> {
        let letter = self
            .rest()
            .chars()
            .next()
            .filter(|letter| accept.contains(letter))?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    fn date(self) -> Option<Token> {
        let start = self.at;
        let (shape, mut end) = self.numbers().or_else(|| self.with_letters())?;
        end.midnight();
        // A date goes no further; two dots lead to the end of a slot, one dot closes a sentence.
        let next = end.rest();
        let goes_on = next.starts_with(|letter: char| {
            letter.is_alphanumeric() || matches!(letter, '-' | '/' | '_' | ':')
        }) || (next.starts_with('.') && !next.starts_with(".."));
        (!goes_on).then_some(Token {
            span: start..end.at,
            shape,
        })
    }

    /// `24.08.2026`, `8/24/26`, `2026-08-24`, `2026/08/24`.
    fn numbers(mut self) -> Option<(Shape, Self)> {
        let first = self.digits(1..5)?;
        let separator = self.separator(&['.', '/', '-'])?;
        let second = self.digits(1..3)?;
        self.separator(&[separator])?;
        let third = self.digits(1..5)?;
        let shape = if first.len() == 4 {
            Shape::Date(Date::new(
                first.parse().ok()?,
                second.parse().ok()?,
                third.parse().ok()?,
            )?)
        } else {
            // Two digits of a year behind hyphens may be a day as well.
            let year = if separator == '-' && third.len() != 4 {
                return None;
            } else {
                year(third)?
            };
            Shape::Numbers {
                separator,
                parts: (first.parse().ok()?, second.parse().ok()?, year),
            }
        };
        Some((shape, self))
    }

    /// `24-Aug-2026`, `24 August 2026`, `Aug 24, 2026`.
    fn with_letters(mut self) -> Option<(Shape, Self)> {
        let (day, month) = match self.digits(1..3) {
            Some(day) => {
                self.separator(&['-', ' ', '.', '/'])?;
                (day, self.month()?)
            }
            None => {
                let month = self.month()?;
                self.separator(&[' '])?;
                (self.digits(1..3)?, month)
            }
        };
        self.separator(&['-', ' ', '.', '/', ',']);
        self.separator(&[' ']);
        let year = year(self.digits(2..5)?)?;
        Some((
            Shape::Date(Date::new(year, month, day.parse().ok()?)?),
            self,
        ))
    }

    fn month(&mut self) -> Option<i8> {
        let word = self.take(char::is_alphabetic).to_ascii_lowercase();
        self.separator(&['.']);
        let position = MONTHS.iter().position(|month| word.starts_with(month))?;
        i8::try_from(position + 1).ok()
    }

    /// Goes on behind a time that says midnight, as spreadsheets add it to dates.
    fn midnight(&mut self) {
        let mut ahead = *self;
        if ahead.separator(&['T', ' ']).is_none() {
            return;
        }
        let time = ahead.take(|letter| letter.is_ascii_digit() || matches!(letter, ':' | '.'));
        let parts: Vec<&str> = time.split(':').collect();
        let is_zero = |part: &&str| {
            !part.is_empty() && part.chars().all(|letter| matches!(letter, '0' | '.'))
        };
        let rest = ahead.rest().to_ascii_lowercase();
        let twelve = parts.first() == Some(&"12") && rest.trim_start().starts_with("am");
        if parts.len() >= 2 && parts[1..].iter().all(is_zero) && (twelve || is_zero(&parts[0])) {
            *self = ahead;
            if rest.trim_start().starts_with("am") {
                self.at += rest.len() - rest.trim_start().len() + "am".len();
            }
        }
    }
}

fn year(digits: &str) -> Option<i16> {
    let year: i16 = digits.parse().ok()?;
    match digits.len() {
        4 => Some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}
