//! Mutations of CSV tables: cells, rows, columns, and what spreadsheets do to files.

use crate::common::dice::Dice;
use crate::words::{Words, number, odd_text};

type Rows = Vec<Vec<String>>;

fn read(text: &str) -> Rows {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    reader
        .records()
        .filter_map(Result::ok)
        .map(|record| record.iter().map(ToOwned::to_owned).collect())
        .collect()
}

fn write(rows: &Rows, separator: u8, end: csv::Terminator, quotes: csv::QuoteStyle) -> String {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .delimiter(separator)
        .terminator(end)
        .quote_style(quotes)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Mutates a table once.
pub(crate) fn mutate(dice: &mut Dice, words: &Words, text: &mut String) {
    let mut rows = read(text);
    let (mut separator, mut end, mut quotes) = (
        b',',
        csv::Terminator::Any(b'\n'),
        csv::QuoteStyle::Necessary,
    );
    let Some(width) = rows.first().map(Vec::len).filter(|width| *width > 0) else {
        return text.push_str("id,name\na,b\n");
    };
    let (row, column) = (dice.between(0, rows.len() - 1), dice.between(0, width - 1));
    let name = rows[0][column].clone();
    match dice.between(0, 19) {
        0..=7 => {
            let cell = match dice.between(0, 3) {
                0 => number(dice).to_string(),
                1 => odd_text(dice),
                2 => words.text(dice, &name),
                _ => dice
                    .pick(&[
                        "",
                        "true",
                        "false",
                        "a;b",
                        "key=",
                        "x=y;z w=v",
                        "\"",
                        "\"a",
                        "[]",
                        "{}",
                        "{\"max_blocks\":0}",
                        "1..2",
                        "..",
                        "\u{feff}",
                    ])
                    .to_owned(),
            };
            if let Some(old) = rows[row].get_mut(column) {
                *old = cell;
            }
        }
        8 => drop(rows.remove(row)),
        9 => {
            let copy = rows[row].clone();
            let times = if dice.chance(5) { 1_000 } else { 1 };
            rows.extend(std::iter::repeat_n(copy, times));
        }
        10 => rows
            .iter_mut()
            .for_each(|row| drop((column < row.len()).then(|| row.remove(column)))),
        11 => rows
            .iter_mut()
            .for_each(|row| row.extend(row.get(column).cloned())),
        12 => {
            let other = dice.between(0, width - 1);
            rows.iter_mut()
                .filter(|row| row.len() == width)
                .for_each(|row| row.swap(column, other));
        }
        13 => drop(rows[row].pop()),
        14 => rows[row].push("more".to_owned()),
        15 => separator = dice.pick(b";\t|"),
        16 => end = csv::Terminator::CRLF,
        17 => quotes = csv::QuoteStyle::Always,
        18 => {
            text.insert(0, '\u{feff}');
            return;
        }
        _ => {
            let other = dice.between(0, rows.len() - 1);
            rows.swap(row, other);
        }
    }
    *text = write(&rows, separator, end, quotes);
}
