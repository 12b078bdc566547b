//! Small pieces of markup.

/// `text` as HTML text or attribute value.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in HTML, not even as a reference.
            letter if letter.is_control() && letter != '\n' && letter != '\t' => out.push('\u{fffd}'),
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
            super::super::words::put!(out, "\\{:x} ", u32::from(letter));
        }
    }
    out
}

/// What the filter box looks in: lower case, escaped.
pub(super) fn search(words: &[&str]) -> String {
    escape(&words.join(" ").to_lowercase())
}

/// A note that a list was cut, if it was.
pub(super) fn cut_note(shown: usize, all: usize, noun: &str) -> String {
    if shown < all { format!("<p class=\"note\">The first {shown} of {all} {noun} are shown.</p>\n") } else { String::new() }
}
