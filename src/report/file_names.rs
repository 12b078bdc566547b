//! Names of files made of ids of the input.

use std::collections::BTreeSet;

/// Longest part of a name that is made of an id, in bytes; file systems take 255 for a whole name.
const LONGEST: usize = 120;

/// Letters and digits of any script stay, every other character becomes its number, so that different ids stay different.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_alphanumeric() || letter == '-' {
            out.push(letter);
        } else {
            super::words::put!(out, "%{:X}", u32::from(letter));
        }
    }
    out
}

/// Names of one folder, no two alike, also where large and small letters are one.
#[derive(Debug, Default)]
pub(super) struct FileNames {
    taken: BTreeSet<String>,
}

impl FileNames {
    /// `doctor-ana.ics` for the kind `doctor`, the escaped id `ana` and the ending `ics`.
    pub(super) fn name(&mut self, kind: &str, id: &str, ending: &str) -> String {
        let mut end = id.len().min(LONGEST);
        while !id.is_char_boundary(end) {
            end -= 1;
        }
        let short = &id[..end];
        let mut number = 1_u64;
        loop {
            let more = if number > 1 || short.len() < id.len() {
                format!("~{number}")
            } else {
                String::new()
            };
            let name = format!("{kind}-{short}{more}.{ending}");
            if self.taken.insert(name.to_lowercase()) {
                return name;
            }
            number += 1;
        }
    }
}
