//! The best values that others have published, as the page beside the instances says: its text is read, none of it is kept here.

use std::collections::BTreeMap;
use std::path::Path;

/// Best known values by instance, as far as a page tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Known {
    optima: BTreeMap<String, i64>,
    residency: Option<i64>,
}

impl Known {
    /// Reads `README.md` of the data folder; nothing is known where there is none.
    pub(crate) fn from_folder(folder: &Path) -> Self {
        std::fs::read_to_string(folder.join("README.md"))
            .map_or_else(|_| Self::default(), |text| Self::from_text(&text))
    }
    /// Takes three things from a page: the paragraph that begins with the published set's name and lists `instance: value`, the table
    /// with a column `best known`, and the sentence that gives the optimum of the residency year.
    pub(crate) fn from_text(text: &str) -> Self {
        let mut known = Self::default();
        let mut in_list = false;
        let mut best_column = None;
        for line in text.lines() {
            if line.trim().is_empty() {
                (in_list, best_column) = (false, None);
            }
            let mut rest = line;
            if let Some(list) = line.strip_prefix("`akbarzadeh_maenhout/`:") {
                (in_list, rest) = (true, list);
            }
            if in_list {
                known
                    .optima
                    .extend(rest.split([',', '.']).filter_map(entry));
            }
            if let Some(row) = line.trim().strip_prefix('|') {
                let cells: Vec<&str> = row.split('|').map(str::trim).collect();
                match best_column {
                    None => best_column = cells.iter().position(|cell| *cell == "best known"),
                    Some(column) => {
                        let best = cells.get(column).and_then(|cell| numbers(cell).max());
                        // Tables of other suites number their instances, as the list does.
                        if let Some(best) = best {
                            known.optima.entry(cells[0].to_owned()).or_insert(best);
                        }
                    }
                }
            }
            if let Some((_, after)) = line.split_once("optimum of this input is") {
                known.residency = numbers(after).next();
            }
        }
        known
    }
    /// Of an instance of student scheduling, by the name of its file: `Instance_L31` or `I40_12_1`.
    pub(crate) fn students(&self, name: &str) -> Option<i64> {
        self.optima
            .get(name.trim_start_matches("Instance_"))
            .copied()
    }
    /// Of the residency year.
    pub(crate) fn residency(&self) -> Option<i64> {
        self.residency
    }
}

/// `L30: 5063`, after words or not.
fn entry(text: &str) -> Option<(String, i64)> {
    let (before, value) = text.rsplit_once(':')?;
    let name = before.split_whitespace().last()?;
    Some((name.to_owned(), value.trim().parse().ok()?))
}

fn numbers(text: &str) -> impl Iterator<Item = i64> {
    text.split(|character: char| !character.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
}
