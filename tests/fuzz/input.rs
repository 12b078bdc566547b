//! What a run is fed with: a problem and everything that is used together with it, as it is mutated, kept and shrunk.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// A file, or a folder of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// A JSON document.
    Tree(Value),
    /// A text that need not be JSON: a table, or a document that was mutated as text.
    Text(String),
    /// Bytes that need not be UTF-8.
    Bytes(Vec<u8>),
    /// Files by name.
    Tables(BTreeMap<String, Part>),
}

impl Part {
    /// The bytes of the file; none for a folder.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Tree(value) => serde_json::to_vec_pretty(value).unwrap_or_default(),
            Self::Text(text) => text.clone().into_bytes(),
            Self::Bytes(bytes) => bytes.clone(),
            Self::Tables(_) => Vec::new(),
        }
    }
    /// The text of the file, if it is UTF-8.
    pub(crate) fn text(&self) -> Option<String> {
        String::from_utf8(self.bytes()).ok()
    }
    /// Writes the file, or the folder with its files.
    pub(crate) fn write(&self, path: &Path) {
        if path.is_dir() {
            std::fs::remove_dir_all(path).unwrap();
        }
        if let Self::Tables(files) = self {
            std::fs::create_dir_all(path).unwrap();
            for (name, file) in files {
                file.write(&path.join(name));
            }
        } else {
            std::fs::write(path, self.bytes()).unwrap();
        }
    }
}

/// Rotations and attendances of a doctor as bare numbers, as a program that holds ids of another problem would give them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Numbers {
    /// First period, last period, activity.
    pub(crate) rotations: Vec<(u64, u64, u64)>,
    /// Event, slot.
    pub(crate) attendances: Vec<(u64, u32)>,
}

/// One input. What is missing is not used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Input {
    /// What once went wrong with it, for readers of kept inputs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) note: String,
    /// Problem.
    pub(crate) problem: Part,
    /// Schedule document or table, which may be of another problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) schedule: Option<Part>,
    /// Schedule in numbers, which may be of another problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) numbers: Option<Vec<Numbers>>,
    /// Certificate, which may be of another problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) certificate: Option<Part>,
    /// Scenario set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) set: Option<Part>,
    /// A scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) changes: Option<Part>,
    /// Every choice that the stages make comes from it.
    pub(crate) seed: u64,
    /// What is done with the input, in the order of [`crate::stages::ALL`].
    pub(crate) stages: Vec<String>,
}

impl Input {
    /// An input of a problem alone.
    pub(crate) fn new(problem: Part, seed: u64) -> Self {
        Self {
            note: String::new(),
            problem,
            schedule: None,
            numbers: None,
            certificate: None,
            set: None,
            changes: None,
            seed,
            stages: Vec::new(),
        }
    }
    /// Reads a kept input.
    pub(crate) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
    /// Keeps it.
    pub(crate) fn write(&self, path: &Path) {
        let mut text = serde_json::to_string_pretty(self).unwrap();
        text.push('\n');
        std::fs::write(path, text).unwrap();
    }
    /// The parts that are files.
    pub(crate) fn parts_mut(&mut self) -> Vec<&mut Part> {
        let others = [
            &mut self.schedule,
            &mut self.certificate,
            &mut self.set,
            &mut self.changes,
        ];
        std::iter::once(&mut self.problem)
            .chain(others.into_iter().flatten())
            .collect()
    }
}
