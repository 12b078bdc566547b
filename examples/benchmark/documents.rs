//! Instances that are files somebody else wrote: shift scheduling, a residency as a document, and cases from the public. What is known of them is
//! told here; the files are none of this project.

use super::Suite;
use super::instance::{Instance, Right, Source, When, by_numbers, missing};
use std::path::{Path, PathBuf};

/// Least known penalties of the shift-scheduling instances, as the repository wssuite/NurseScheduler, which holds the data, lists them (`ub`). Those of
/// 1 to 11 are optimal by the branch and price of Curtois & Qu (2014).
const ROSTERING: [(&str, i64); 13] = [
    ("Instance1", 607),
    ("Instance2", 828),
    ("Instance4", 1716),
    ("Instance5", 1143),
    ("Instance7", 1056),
    ("Instance9", 439),
    ("Instance10", 4631),
    ("Instance11", 3443),
    ("Instance13", 1348),
    ("Instance16", 3225),
    ("Instance18", 4459),
    ("Instance20", 4769),
    ("Instance21", 21133),
];

/// A year of internal medicine that does not fit, and the same with soft staffing: proven by a certificate of this crate and by HiGHS 1.16.
const RESIDENCY: [(&str, Right); 2] = [
    ("problem", Right::Infeasible),
    ("problem-soft", Right::Optimum(740)),
];

/// Cases that people asked about in public, and the right answers: proven by CP-SAT or HiGHS, by enumeration or by counting.
const PUBLIC: [(&str, Right); 20] = [
    ("01-latin-square", Right::Optimum(1182)),
    ("02-family-medicine-year", Right::Optimum(145)),
    ("03-vacation-pools", Right::Optimum(0)),
    ("03c-vacation-event-weekly", Right::Optimum(0)),
    ("04-ten-days-of-shifts", Right::Feasible),
    ("05a-backup-layer", Right::Optimum(9)),
    ("05d-once", Right::Optimum(2)),
    ("07-internal-medicine-4-1", Right::Infeasible),
    ("07-internal-medicine-4-1-soft", Right::Optimum(-16)),
    ("08-half-days-with-preceptors", Right::Infeasible),
    ("10a-enough-residents", Right::Feasible),
    ("10b-too-few-residents", Right::Infeasible),
    ("11-family-medicine-26", Right::Optimum(-8)),
    ("13-pathology-weeks", Right::Infeasible),
    ("16b-obstetrics-two", Right::Feasible),
    ("18b-psychiatry-ranked", Right::Optimum(235)),
    ("20-even-emergency-blocks", Right::Optimum(-13)),
    ("23-leave-eligible-rotations", Right::Feasible),
    ("counts-9x52x5-nothing-found", Right::Feasible),
    ("overload-not-proven", Right::Infeasible),
];

/// Seconds for shift scheduling, by days: the published runs take ten minutes.
fn seconds_of(name: &str) -> u64 {
    match name {
        "Instance1" | "Instance2" | "Instance4" | "Instance5" | "Instance7" | "Instance9"
        | "Instance10" | "Instance11" => 60,
        _ => 600,
    }
}

fn document(
    suite: Suite,
    name: &str,
    path: PathBuf,
    seconds: u64,
    right: Option<Right>,
) -> Instance {
    Instance {
        name: name.to_owned(),
        suite,
        set: suite.as_str().to_owned(),
        source: Source::Document(path),
        seconds,
        seed: 0,
        best_known: right.and_then(Right::best),
        right,
        when: When::Always,
    }
}

/// What a folder holds whose name, without its ending, is a name; in the order of numbers.
fn listed(
    folder: &Path,
    is_wanted: impl Fn(&Path) -> bool,
) -> Result<Vec<(String, PathBuf)>, String> {
    let entries = std::fs::read_dir(folder).map_err(|_| missing(folder))?;
    let paths = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| is_wanted(path));
    let mut list: Vec<(String, PathBuf)> = paths
        .filter_map(|path| Some((path.file_stem()?.to_str()?.to_owned(), path.clone())))
        .collect();
    list.sort_by_key(|(name, _)| by_numbers(name));
    if list.is_empty() {
        Err(missing(folder))
    } else {
        Ok(list)
    }
}

fn ends_with(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|extension| extension == ending)
}

fn known<Value: Copy>(table: &[(&str, Value)], name: &str) -> Option<Value> {
    table.iter().find(|row| row.0 == name).map(|row| row.1)
}

/// Shift scheduling. Values are less the penalty.
pub(super) fn rostering(data: &Path) -> Result<Vec<Instance>, String> {
    let files = listed(&data.join("rostering"), |path| ends_with(path, "txt"))?;
    let instance = |(name, path): (String, PathBuf)| Instance {
        source: Source::Shifts(path.clone()),
        best_known: known(&ROSTERING, &name).map(|penalty| -penalty),
        ..document(Suite::Rostering, &name, path, seconds_of(&name), None)
    };
    Ok(files.into_iter().map(instance).collect())
}

/// The residency as documents.
pub(super) fn residency(data: &Path) -> Result<Vec<Instance>, String> {
    let files = listed(&data.join("residency"), |path| ends_with(path, "json"))?;
    let instance = |(name, path): (String, PathBuf)| {
        let right = known(&RESIDENCY, &name);
        document(
            Suite::Residency,
            &format!("residency {name}"),
            path,
            60,
            right,
        )
    };
    Ok(files.into_iter().map(instance).collect())
}

/// Cases from the public: documents, folders with one, and folders of tables, beside the folder of published instances.
pub(super) fn public(data: &Path) -> Result<Vec<Instance>, String> {
    let folder = data.join("..").join("cases").join("public");
    let problem_in = |path: &Path| {
        let inside = [
            path.join("problem.json"),
            path.join("tables").join("problem.csv"),
            path.join("problem.csv"),
        ];
        let found = inside.into_iter().find(|path| path.is_file())?;
        if ends_with(&found, "csv") {
            found.parent().map(Path::to_path_buf)
        } else {
            Some(found)
        }
    };
    let files = listed(&folder, |path| {
        ends_with(path, "json") || problem_in(path).is_some()
    })?;
    let instance = |(name, path): (String, PathBuf)| {
        // A folder's whole name counts, whatever dots it has.
        let name = if path.is_dir() {
            path.file_name()
                .and_then(|name| name.to_str())
                .unwrap_or(&name)
                .to_owned()
        } else {
            name
        };
        document(
            Suite::Public,
            &name,
            problem_in(&path).unwrap_or(path),
            10,
            known(&PUBLIC, &name),
        )
    };
    Ok(files.into_iter().map(instance).collect())
}

/// The documents that `--problem` names.
pub(super) fn named(paths: &[PathBuf]) -> Vec<Instance> {
    let instance = |path: &PathBuf| Instance {
        when: When::Always,
        ..document(
            Suite::Named,
            &path.display().to_string(),
            path.clone(),
            60,
            None,
        )
    };
    paths.iter().map(instance).collect()
}
