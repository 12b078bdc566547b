//! The sources of the library, as the tests read them that hold laws about them.
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

/// A source file without comments, strings and test modules: what the laws speak of.
pub(crate) struct Source {
    /// Path below `src/`, with slashes.
    pub(crate) path: String,
    pub(crate) code: String,
}

impl Source {
    /// The module directly under the crate root that the file belongs to.
    pub(crate) fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }
}

pub(crate) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut all = Vec::new();
    let mut tests = Vec::new();
    for file in files {
        let path = file
            .strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        let code = without_comments_and_strings(&fs::read_to_string(&file).unwrap());
        let folder = path
            .strip_suffix("mod.rs")
            .or(path.strip_suffix("lib.rs"))
            .map_or(path.replace(".rs", "/"), ToOwned::to_owned);
        tests.extend(
            test_files(&code)
                .into_iter()
                .map(|name| format!("{folder}{name}")),
        );
        all.push(Source {
            path,
            code: without_tests(&code),
        });
    }
    // A file that is only declared under cfg(test) is a test, too.
    let is_test = |path: &str| {
        tests.iter().any(|test| {
            path.strip_prefix(test.as_str())
                .is_some_and(|rest| rest.starts_with(['.', '/']))
        })
    };
    all.retain(|source| !is_test(&source.path));
    all
}

/// Modules in files of their own that are declared under `#[cfg(test)]`.
pub(crate) fn test_files(code: &str) -> Vec<String> {
    let declared = code
        .split("#[cfg(test)]")
        .skip(1)
        .map(|item| item.trim_start().trim_start_matches("pub(crate) "));
    let named = declared
        .filter_map(|item| item.strip_prefix("mod "))
        .map(|item| (first_word(item), item));
    named
        .filter(|(name, item)| item[name.len()..].starts_with(';'))
        .map(|(name, _)| name)
        .collect()
}

/// Blanks comments, strings and characters, keeping lines.
pub(crate) fn without_comments_and_strings(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut position = 0;
    let at = |position: usize| characters.get(position).copied().unwrap_or(' ');
    while position < characters.len() {
        let start = position;
        if at(position) == '/' && at(position + 1) == '/' {
            while position < characters.len() && at(position) != '\n' {
                position += 1;
            }
        } else if at(position) == '/' && at(position + 1) == '*' {
            let mut depth = 0;
            loop {
                if at(position) == '/' && at(position + 1) == '*' {
                    depth += 1;
                    position += 2;
                } else if at(position) == '*' && at(position + 1) == '/' {
                    depth -= 1;
                    position += 2;
                } else {
                    position += 1;
                }
                if depth == 0 || position >= characters.len() {
                    break;
                }
            }
        } else if let Some(end) = raw_string_end(&characters, position) {
            position = end;
        } else if at(position) == '"' {
            position += 1;
            while position < characters.len() && at(position) != '"' {
                position += if at(position) == '\\' { 2 } else { 1 };
            }
            position += 1;
        } else if at(position) == '\'' && (at(position + 1) == '\\' || at(position + 2) == '\'') {
            // A character; a lifetime has no closing quote two places on.
            position += if at(position + 1) == '\\' { 3 } else { 2 };
            while position < characters.len() && at(position) != '\'' {
                position += 1;
            }
            position += 1;
        } else {
            out.push(at(position));
            position += 1;
            continue;
        }
        out.push(' ');
        out.extend(
            characters[start..position.min(characters.len())]
                .iter()
                .filter(|character| **character == '\n'),
        );
    }
    out
}

/// Where a raw string that starts at `position` ends.
fn raw_string_end(characters: &[char], position: usize) -> Option<usize> {
    let before = position.checked_sub(1).map(|before| characters[before]);
    if characters[position] != 'r'
        || before.is_some_and(|before| before.is_alphanumeric() || before == '_')
    {
        return None;
    }
    let hashes = characters[position + 1..]
        .iter()
        .take_while(|character| **character == '#')
        .count();
    if characters.get(position + 1 + hashes) != Some(&'"') {
        return None;
    }
    let closing: Vec<char> = std::iter::once('"')
        .chain(std::iter::repeat_n('#', hashes))
        .collect();
    let body = position + 2 + hashes;
    let found = characters[body..]
        .windows(closing.len())
        .position(|window| window == closing)?;
    Some(body + found + closing.len())
}

/// Cuts out every item under `#[cfg(test)]`.
pub(crate) fn without_tests(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(start) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..start]);
        let item = &rest[start..];
        let end = match (item.find('{'), item.find(';')) {
            (Some(brace), semicolon) if semicolon.is_none_or(|semicolon| brace < semicolon) => {
                brace + block_length(&item[brace..])
            }
            (_, Some(semicolon)) => semicolon + 1,
            _ => item.len(),
        };
        rest = &item[end..];
    }
    out.push_str(rest);
    out
}

/// Length of the block that `code` starts with, braces included.
pub(crate) fn block_length(code: &str) -> usize {
    let mut depth = 0_i32;
    for (position, character) in code.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return position + 1;
        }
    }
    code.len()
}

pub(crate) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

pub(crate) fn first_word(text: &str) -> String {
    text.chars()
        .take_while(|character| is_word(*character))
        .collect()
}
