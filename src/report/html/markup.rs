//! Small pieces of markup.

use crate::error::visible_in_markup;
use crate::report::Language;
use crate::report::language::Words;
use crate::report::words::{CLOSE, ENGLISH, OPEN, put};

/// A text of the input as HTML text, with a direction of its own: a name written from right to left does not turn round what stands beside it.
pub(super) fn name(text: &str) -> String {
    format!("<bdi>{}</bdi>", escape(text))
}

/// Texts of the input one after the other.
pub(super) fn names<'a>(texts: impl IntoIterator<Item = &'a str>, between: &str) -> String {
    texts
        .into_iter()
        .map(name)
        .collect::<Vec<_>>()
        .join(between)
}

/// A text of the input as a line of its own: where it is too long its end is cut, whichever way it is written.
pub(super) fn line(text: &str) -> String {
    format!("<span class=\"cut\" dir=\"auto\">{}</span>", escape(text))
}

/// A sentence with texts of the input ([`named`](crate::report::words::named)) as HTML text.
pub(super) fn sentence(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut open = Vec::new();
    for letter in signs(text).chars() {
        match letter {
            OPEN => {
                out.push_str("<bdi>");
                open.push("</bdi>");
            }
            ENGLISH => {
                out.push_str("<span lang=\"en\" dir=\"ltr\">");
                open.push("</span>");
            }
            CLOSE => out.push_str(open.pop().unwrap_or_default()),
            letter => out.push(letter),
        }
    }
    open.iter().rev().for_each(|end| out.push_str(end));
    out
}

/// The same as the value of an attribute, where the marks do what markup does elsewhere.
pub(super) fn attribute(text: &str) -> String {
    signs(text)
}

/// A sentence of `explain`, which quotes the ids of the input, as HTML text.
pub(super) fn quoting(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut quoted, mut escaped) = (false, false);
    for letter in visible_in_markup(text).chars() {
        let is_end = letter == '"' && !escaped;
        if is_end && !quoted {
            out.push_str("<bdi>");
        }
        out.push_str(&signs(letter.encode_utf8(&mut [0; 4])));
        if is_end && quoted {
            out.push_str("</bdi>");
        }
        quoted ^= is_end;
        escaped = letter == '\\' && quoted && !escaped;
    }
    if quoted {
        out.push_str("</bdi>");
    }
    out
}

/// A text of the input as HTML text or attribute value; what nobody would see is written as an escape.
pub(super) fn escape(text: &str) -> String {
    signs(&visible_in_markup(text))
}

/// `text` with references for the characters that mean something in HTML.
fn signs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in HTML, not even as a reference.
            letter if letter.is_control() && letter != '\n' && letter != '\t' => {
                out.push('\u{fffd}')
            }
            letter => out.push(letter),
        }
    }
    out
}

/// `text` as the inside of a CSS string.
pub(super) fn style_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_alphanumeric() || letter == ' ' || letter == '-' {
            out.push(letter);
        } else {
            put!(out, "\\{:x} ", u32::from(letter));
        }
    }
    out
}

/// What the filter box looks in: lower case, escaped.
pub(super) fn search(words: &[&str]) -> String {
    escape(
        &words
            .join(" ")
            .replace([OPEN, ENGLISH, CLOSE], "")
            .to_lowercase(),
    )
}

/// A note that a list was cut, if it was.
pub(super) fn cut_note(shown: usize, all: usize, say: fn(usize, usize) -> String) -> String {
    if shown < all {
        format!("<p class=\"note\">{}</p>\n", say(shown, all))
    } else {
        String::new()
    }
}

/// What `explain` says, in English, as HTML text on a page of a language.
pub(super) fn english(words: &Words, markup: &str) -> String {
    if words.language == Language::English {
        markup.to_owned()
    } else {
        format!("<span lang=\"en\" dir=\"ltr\">{markup}</span>")
    }
}

/// A number above the sections.
pub(super) struct Figure {
    title: &'static str,
    value: String,
    class: &'static str,
    note: String,
}

impl Figure {
    pub(super) fn plain(title: &'static str, value: String) -> Self {
        Self {
            title,
            value,
            class: "",
            note: String::new(),
        }
    }

    /// Whether the number is good or bad.
    pub(super) fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    /// What stands below the number.
    pub(super) fn note(self, note: impl Into<String>) -> Self {
        let note = note.into();
        Self { note, ..self }
    }
}

/// The numbers above the sections.
pub(super) fn key_figures(figures: &[Figure]) -> String {
    let mut out = String::from("<dl class=\"figures\">\n");
    for figure in figures {
        let Figure {
            title,
            value,
            class,
            note,
        } = figure;
        put!(
            out,
            "<div class=\"figure {class}\"><dt>{title}</dt><dd>{value}"
        );
        if !note.is_empty() {
            put!(out, "<small>{note}</small>");
        }
        out.push_str("</dd></div>\n");
    }
    out.push_str("</dl>\n");
    out
}
