//! The row that names the columns: not always the first one, and not always written as in the docs.

use super::records::LOOKED_AT;
use csv::StringRecord;
use std::collections::HashSet;

/// A name of a column without what people and spreadsheets add to it: capitals, spaces around and within, hyphens, a star or a colon behind.
pub(in crate::format) fn normalised(name: &str) -> String {
    let name = name.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{feff}' | '\u{200b}' | '*' | ':')
    });
    let mut out = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '-' | '_' => out.push('_'),
            letter if letter.is_whitespace() => {
                if !out.ends_with('_') {
                    out.push('_');
                }
            }
            letter => out.extend(letter.to_lowercase()),
        }
    }
    out
}

/// How many different columns a row names.
pub(super) fn score(row: &StringRecord, columns: &[&str]) -> usize {
    let names: HashSet<String> = row.iter().map(normalised).collect();
    columns
        .iter()
        .filter(|column| names.contains(**column))
        .count()
}

/// The position of the row that names most columns, of several the first; the first row if none names any.
pub(super) fn find<'a>(rows: impl Iterator<Item = &'a StringRecord>, columns: &[&str]) -> usize {
    let mut best = (0, 0);
    for (index, row) in rows.take(LOOKED_AT).enumerate() {
        let score = score(row, columns);
        if score > best.1 {
            best = (index, score);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::{find, normalised};
    use csv::StringRecord;

    #[test]
    fn names_are_found_however_they_are_written() {
        for name in [
            "visa_from",
            "Visa from",
            " VISA-FROM ",
            "visa  from*",
            "\u{feff}Visa_From:",
        ] {
            assert_eq!(normalised(name), "visa_from");
        }
    }

    #[test]
    fn titles_stand_above_the_header() {
        let rows: Vec<StringRecord> = [
            ["Residents of 2026", "", ""],
            ["ID", "Name", "Level"],
            ["id", "name", ""],
        ]
        .iter()
        .map(|row| StringRecord::from(&row[..]))
        .collect();
        assert_eq!(find(rows.iter(), &["id", "name", "level"]), 1);
        assert_eq!(find(rows.iter(), &["doctor"]), 0);
    }
}
