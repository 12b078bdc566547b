//! Where in the text of a JSON document a value is. Used only once something is wrong with it.

use std::collections::{HashMap, HashSet};

/// Deeper than any document that serde_json reads.
const DEEPEST: usize = 200;

/// The line of each pointer; of the nearest value around it where there is no such value.
pub(in crate::format) fn line_of_pointers<'a>(
    text: &str,
    pointers: impl Iterator<Item = &'a str>,
) -> HashMap<String, u64> {
    let wanted: HashSet<&str> = pointers.collect();
    let with_parents: HashSet<&str> = wanted.iter().flat_map(|pointer| upwards(pointer)).collect();
    let mut lines: HashMap<String, u64> = HashMap::new();
    // Of a field that is given twice, the second one is what is wrong.
    let mut note = |pointer: &str, line: u64, _repeated: bool| {
        if with_parents.contains(pointer) {
            lines.insert(pointer.to_owned(), line);
        }
    };
    Scanner::new(text, &mut note).value(0);
    wanted
        .into_iter()
        .filter_map(|pointer| {
            Some((
                pointer.to_owned(),
                upwards(pointer)
                    .find_map(|parent| lines.get(parent))
                    .copied()?,
            ))
        })
        .collect()
}

/// Pointers of the fields that an object gives more than once.
pub(super) fn repeated_keys(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut note = |pointer: &str, _line: u64, repeated: bool| {
        if repeated {
            found.push(pointer.to_owned());
        }
    };
    Scanner::new(text, &mut note).value(0);
    found
}

/// A pointer, then the pointers of the values around it, the document last.
fn upwards(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |pointer| {
        pointer.rfind('/').map(|end| &pointer[..end])
    })
}

/// Walks through a document that is known to be well-formed; anything else ends the walk early.
struct Scanner<'a, 'b> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
    pointer: String,
    note: &'b mut dyn FnMut(&str, u64, bool),
}

impl<'a, 'b> Scanner<'a, 'b> {
    fn new(text: &'a str, note: &'b mut dyn FnMut(&str, u64, bool)) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            line: 1,
            pointer: String::new(),
            note,
        }
    }

    fn peek(&mut self) -> Option<u8> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' => {}
                _ => return Some(byte),
            }
            self.at += 1;
        }
        None
    }

    fn eat(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        let first = self.peek()?;
        if depth == 0 {
            (self.note)("", self.line, false);
        }
        match first {
            _ if depth > DEEPEST => None,
            b'{' => self.members(depth, b'}'),
            b'[' => self.members(depth, b']'),
            b'"' => self.string().map(|_| ()),
            _ => {
                let rest = &self.bytes[self.at..];
                self.at += rest
                    .iter()
                    .position(|byte| b",]} \t\r\n".contains(byte))
                    .unwrap_or(rest.len());
                Some(())
            }
        }
    }

    fn members(&mut self, depth: usize, close: u8) -> Option<()> {
        self.at += 1;
        let outer = self.pointer.len();
        let mut keys = HashSet::new();
        for index in 0_usize.. {
            if self.peek()? == close {
                self.at += 1;
                return Some(());
            }
            if index > 0 {
                self.eat(b',')?;
            }
            self.peek()?;
            let line = self.line;
            let mut repeated = false;
            self.pointer.push('/');
            if close == b'}' {
                let key = self.string()?;
                self.pointer
                    .push_str(&key.replace('~', "~0").replace('/', "~1"));
                repeated = !keys.insert(key);
                self.eat(b':')?;
            } else {
                self.pointer.push_str(&index.to_string());
            }
            (self.note)(&self.pointer, line, repeated);
            self.value(depth + 1)?;
            self.pointer.truncate(outer);
        }
        None
    }

    fn string(&mut self) -> Option<String> {
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at;
        self.at += 1;
        loop {
            match self.bytes.get(self.at)? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        serde_json::from_slice(&self.bytes[start..self.at]).ok()
    }
}
