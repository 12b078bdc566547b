//! Characters that nobody sees, or that steer a terminal, made visible.

use std::borrow::Cow;
use std::fmt::Write as _;

/// `text` on one line and without anything hidden: control characters, line ends among them, marks that turn the direction of writing and
/// characters without a width become the escapes that Rust writes, `\n`, `\u{1b}` or `\u{202e}`.
///
/// Texts of users go through it on their way to a terminal, so that a name can neither move the cursor nor pretend to be another line.
/// The joiners of Persian and Indic scripts (U+200C, U+200D) stay.
///
/// ```
/// use medrota::error::visible;
///
/// assert_eq!(visible("Dr. Müller, דוד"), "Dr. Müller, דוד");
/// assert_eq!(visible("\u{1b}[31mred\nfeasible  yes"), "\\u{1b}[31mred\\nfeasible  yes");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text, is_hidden)
}

/// As [`visible`] for a text of several lines: line feeds stay.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    shown(text, |letter| letter != '\n' && is_hidden(letter))
}

/// As [`visible`] where line ends do no harm and the marks that languages written from right to left need have an effect on their own name only.
#[cfg(feature = "report")]
pub(crate) fn visible_in_markup(text: &str) -> Cow<'_, str> {
    shown(text, |letter| {
        is_hidden(letter) && !matches!(letter, '\n' | '\t' | '\u{200e}' | '\u{200f}' | '\u{61c}')
    })
}

fn shown(text: &str, hides: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&hides) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '\n' if hides(letter) => out.push_str("\\n"),
            '\r' if hides(letter) => out.push_str("\\r"),
            '\t' if hides(letter) => out.push_str("\\t"),
            // Writing to a string cannot fail.
            letter if hides(letter) => drop(write!(out, "\\u{{{:x}}}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    Cow::Owned(out)
}

/// Characters that are not seen but do something.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            // Marks, embeddings, overrides and isolates of direction.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            // Ends of lines and paragraphs that are no control characters.
            | '\u{2028}' | '\u{2029}'
            // Without a width.
            | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}
