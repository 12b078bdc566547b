//! Cells that a spreadsheet would take for a formula, and characters that no table should hold.
//!
//! A cell that looks like the start of a formula is written with an apostrophe in front, which spreadsheets read as "this is text". Readers take the
//! apostrophe off again, so that every text survives the way into a table and back: one apostrophe is added in front of any number of apostrophes that
//! a formula follows, and one is taken off wherever at least one is there.

use std::borrow::Cow;

/// Text of any user as a cell of a table, read back by [`plain`] and the reader of texts.
pub(crate) fn text_cell(text: &str) -> String {
    guarded(&quoted_if_odd(text)).into_owned()
}

/// The text that [`text_cell`] wrote.
pub(crate) fn read_text(cell: &str) -> String {
    let cell = plain(cell.trim());
    unquoted(cell).unwrap_or_else(|| cell.to_owned())
}

/// A cell with an apostrophe in front if it needs one.
pub(in crate::format) fn guarded(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// A cell without the apostrophe that [`guarded`] put in front.
pub(crate) fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// A text as it is, or as a JSON string if it holds control characters other than line ends and tabs, has white space around it, which readers take off,
/// or could be taken for a JSON string.
pub(in crate::format) fn quoted_if_odd(text: &str) -> Cow<'_, str> {
    if has_odd_control(text) || text.trim() != text || unquoted(text).is_some() {
        Cow::Owned(quoted(text))
    } else {
        Cow::Borrowed(text)
    }
}

/// True if a text holds control characters that a table cannot show.
fn has_odd_control(text: &str) -> bool {
    text.chars()
        .any(|letter| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r'))
}

/// The text that a cell holds if the whole cell is a JSON string.
pub(in crate::format) fn unquoted(cell: &str) -> Option<String> {
    if cell.starts_with('"') {
        serde_json::from_str(cell).ok()
    } else {
        None
    }
}

/// A text as a JSON string in which every control character is escaped.
pub(in crate::format) fn quoted(text: &str) -> String {
    escaped_json(&serde_json::Value::from(text).to_string())
}

/// JSON in which the control characters that JSON allows in strings (U+007F to U+009F) are escaped, too.
pub(crate) fn escaped_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter.is_control() {
            out.push_str(&format!("\\u{:04x}", u32::from(letter)))
        } else {
            out.push(letter)
        }
    }
    out
}

/// True if a spreadsheet may take a cell for a formula: the first character that is seen, quotes left aside, is one that formulas start with. Full-width
/// forms count, and so do tabs and line ends at the start. A number is none.
fn is_formula(cell: &str) -> bool {
    let is_skipped = |letter: char| {
        letter.is_whitespace()
            || letter == '"'
            || crate::error::visible(letter.encode_utf8(&mut [0; 4])).len() > letter.len_utf8()
    };
    let first = cell.trim_start_matches(is_skipped).chars().next();
    let starts = first
        .is_some_and(|letter| matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    (starts && !is_number(cell)) || cell.starts_with(char::is_control)
}

/// `-3` or `-3.25`; positive numbers start with a digit and need no look.
fn is_number(cell: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    is_digits(whole) && is_digits(part)
}

#[cfg(test)]
mod tests {
    use super::{guarded, plain, read_text, text_cell};

    #[test]
    fn formulas_get_an_apostrophe_and_numbers_do_not() {
        for cell in [
            "=1+2",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(1)",
            "\t=1",
            "\r=1",
            " =1",
            "\"=1\"",
            "＝1",
            "-",
            "\u{200b}=1",
            "+5",
            "'=1",
            "''-x",
            "-1.2.3",
        ] {
            assert_eq!(guarded(cell), format!("'{cell}"));
            assert_eq!(plain(&guarded(cell)), cell);
        }
        for cell in [
            "",
            "-3",
            "-3.25",
            "0",
            "a=b",
            "'",
            "'tis",
            "Müller",
            " lead",
            "#1..#2",
            "{\"a\":1}",
        ] {
            assert_eq!(guarded(cell), cell);
            assert_eq!(plain(cell), cell);
        }
    }

    #[test]
    fn odd_texts_become_json_strings() {
        assert_eq!(text_cell("\0nul"), "\"\\u0000nul\"");
        assert_eq!(text_cell("\u{9b}31m\u{7f}"), "\"\\u009b31m\\u007f\"");
        assert_eq!(text_cell("\"quoted\""), "\"\\\"quoted\\\"\"");
        assert_eq!(text_cell("\"open"), "\"open");
        for text in [
            "\0",
            "\"a\"",
            "\"a",
            "a\nb",
            "=\0",
            "\"=\\u0000\"",
            "'\"=\"",
            "\u{1b}[31m",
        ] {
            assert_eq!(read_text(&text_cell(text)), text);
        }
    }
}
