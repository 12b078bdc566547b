//! How large a document is, looked up in its bytes before anything is made of it.

use crate::error::{Code, Diagnostic};
use crate::format::options::finding;
use crate::limits;

/// Refuses a document that is nested too deep, or has too many items, or a list with more rows than its table may have.
///
/// Looks at each byte once and keeps nothing. What is not well-formed is left for the parser to find.
pub(super) fn check(text: &str, file: Option<&str>) -> Result<(), Diagnostic> {
    Measure {
        bytes: text.as_bytes(),
        at: 0,
        line: 1,
        depth: 0,
        items: 0,
        key: "",
        text,
        rows: None,
    }
    .run()
    .map_err(|(name, most, what, line)| {
        let message = format!("{what} than {most}, the most there may be ({name}).");
        finding(Code::LimitExceeded, file, Some(line), message)
    })
}

/// Name of a limit, the limit, what exceeds it, and the line.
type Exceeded = (&'static str, usize, String, u64);

struct Measure<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    line: u64,
    depth: usize,
    items: usize,
    /// The last text at the top of the document: the name of the list that follows.
    key: &'a str,
    /// Rows so far of the list that a field of the document holds.
    rows: Option<usize>,
}

impl Measure<'_> {
    fn run(mut self) -> Result<(), Exceeded> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => self.line += 1,
                b'"' => self.string(),
                b'[' | b'{' => {
                    if self.depth == 1 {
                        // Rows follow commas, but for the first.
                        self.rows = (byte == b'[').then_some(1);
                    }
                    self.depth += 1;
                    self.item()?;
                    if self.depth > limits::NESTING {
                        return Err((
                            "NESTING",
                            limits::NESTING,
                            "lists and objects lie deeper inside each other".into(),
                            self.line,
                        ));
                    }
                }
                b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                b',' => {
                    self.item()?;
                    if self.depth == 2 {
                        self.row()?;
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
        Ok(())
    }

    fn item(&mut self) -> Result<(), Exceeded> {
        self.items += 1;
        if self.items > limits::DOCUMENT_ITEMS {
            return Err((
                "DOCUMENT_ITEMS",
                limits::DOCUMENT_ITEMS,
                "the document has more items and fields".into(),
                self.line,
            ));
        }
        Ok(())
    }

    /// One more row of the list of a field.
    fn row(&mut self) -> Result<(), Exceeded> {
        let Some(rows) = self.rows.as_mut() else {
            return Ok(());
        };
        *rows += 1;
        let rows = *rows;
        let (name, most) = limits::of_table(self.key);
        if rows > most {
            return Err((name, most, format!("{} has more rows", self.key), self.line));
        }
        Ok(())
    }

    /// Goes to the closing quote of a text.
    fn string(&mut self) {
        let start = self.at + 1;
        let mut end = start;
        while let Some(&byte) = self.bytes.get(end) {
            match byte {
                b'"' => break,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        if self.depth == 1 {
            self.key = self.text.get(start..end).unwrap_or_default();
        }
        self.at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_is_too_large_is_found_where_it_is() {
        let found = |text: &str| {
            check(text, None)
                .map_err(|found| (found.place.line, found.message))
                .err()
        };
        assert_eq!(
            found("{\"doctors\": [{\"id\": \"[[[\\\"\"}, {}], \"name\": \"x\"}"),
            None
        );
        assert_eq!(found(&"[".repeat(100)), None);
        let deep = found(&format!("[\n{}", "[".repeat(100))).unwrap();
        assert!(deep.0 == Some(2) && deep.1.contains("NESTING"), "{deep:?}");
        let rows = |count: usize| format!("{{\"grids\": [{{}}{}]}}", ",\n{}".repeat(count - 1));
        assert_eq!(found(&rows(1_000)), None);
        let many = found(&rows(1_001)).unwrap();
        assert!(
            many.0 == Some(1_000) && many.1.contains("GRIDS"),
            "{many:?}"
        );
        // Not well-formed: the parser says so.
        assert_eq!(found("]]}}\"\\"), None);
    }
}
