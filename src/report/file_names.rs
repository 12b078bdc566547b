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

/// Longest escaped text in a uid: names may have hundreds of thousands of characters, and lines of calendars are folded.
const LONGEST_KEY: usize = 300;

/// As [`escaped`], and short: of a long text the beginning and a number that stands for all of it.
pub(super) fn uid_key(text: &str) -> String {
    let mut key = escaped(text);
    if let Some((end, _)) = key.char_indices().nth(LONGEST_KEY) {
        // FNV-1a, which is the same everywhere and in every version.
        let number = text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |number, byte| {
                (number ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        key.truncate(end);
        super::words::put!(key, "%{number:016X}");
    }
    key
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

#[cfg(test)]
mod tests {
    use super::{escaped, uid_key};

    #[test]
    fn keys_are_short_and_tell_long_texts_apart() {
        assert_eq!(uid_key("ward 1"), escaped("ward 1"));
        let long = "[".repeat(400_000);
        let (one, other) = (uid_key(&long), uid_key(&format!("{long}]")));
        assert!(one.len() < 400);
        assert_ne!(one, other);
        assert_eq!(one, uid_key(&long));
        assert_ne!(uid_key(&"a".repeat(300)), uid_key(&"a".repeat(301)));
    }
}
