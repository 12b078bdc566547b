//! Results as files that grow: a line a scenario in the order of ids, resumed after a kill, merged from shards.

use super::baseline::Baseline;
use super::result::ScenarioResult;
use super::set::ScenarioSet;
use super::shard::Shard;
use crate::error::{Code, Diagnostic, Diagnostics, Error, Place, Result, Severity};
use crate::format::{ReadOptions, finish_commit_beside, read_json_file, write_file};
use crate::solve::Solver;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// Version of the format of [`RunDocument`]; 2 tells the release and the certificate of the baseline, too.
const FORMAT: u32 = 2;

/// What a run's results depend on, so that nothing is resumed or merged that does not belong together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunDocument {
    /// Format version, 2.
    pub format: u32,
    /// Release of this crate: another one may find other schedules with the same work.
    pub release: String,
    /// Name of the problem.
    pub problem: String,
    /// Fingerprint of the problem's document.
    pub problem_fingerprint: String,
    /// Number of scenarios in the set.
    pub scenarios: u64,
    /// The shard of this run.
    pub shard: Shard,
    /// Gap asked for.
    pub gap: f64,
    /// Units of work for each scenario, if limited.
    pub work_limit: Option<u64>,
    /// Seconds for each scenario, if limited; results then depend on the clock.
    pub time_limit_seconds: Option<f64>,
    /// Seed of each solve.
    pub solver_seed: u64,
    /// Engine.
    pub engine: String,
    /// Scenarios are started from the baseline.
    pub from_baseline: bool,
    /// Value of the baseline.
    pub baseline_value: Option<i64>,
    /// Bound of the baseline.
    pub baseline_bound: Option<i64>,
    /// Fingerprint of the baseline's schedule.
    pub baseline_fingerprint: String,
    /// Fingerprint of the certificate of the baseline's bound: its prices are what scenarios start from.
    pub baseline_certificate_fingerprint: String,
    /// The set itself.
    pub set: ScenarioSet,
}

impl RunDocument {
    /// The document of a run.
    #[must_use]
    pub fn new(
        set: &ScenarioSet,
        baseline: &Baseline,
        solver: &Solver,
        from_baseline: bool,
        shard: Shard,
    ) -> Self {
        let options = solver.options();
        let schedule = baseline.schedule();
        // A baseline refuses schedules of another problem.
        let schedule = schedule.and_then(|schedule| {
            crate::format::ScheduleDocument::new(baseline.problem(), schedule).ok()
        });
        Self {
            format: FORMAT,
            release: env!("CARGO_PKG_VERSION").to_owned(),
            problem: baseline.problem().name().to_owned(),
            problem_fingerprint: fingerprint(baseline.problem().to_json().as_bytes()),
            scenarios: set.len(baseline.problem()),
            shard,
            gap: options.gap,
            work_limit: options.work_limit,
            time_limit_seconds: options.time_limit.map(|limit| limit.as_secs_f64()),
            solver_seed: options.seed,
            engine: options.engine.as_str().to_owned(),
            from_baseline,
            baseline_value: baseline.value(),
            baseline_bound: baseline.bound(),
            baseline_fingerprint: fingerprint(&serde_json::to_vec(&schedule).unwrap_or_default()),
            baseline_certificate_fingerprint: fingerprint(
                &serde_json::to_vec(&baseline.certificate()).unwrap_or_default(),
            ),
            set: set.clone(),
        }
    }
    /// Reads the document of a run.
    ///
    /// # Errors
    /// As [`read_json_file`]; E006 for a document of another version of the format.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let document: Value = read_json_file(path, &ReadOptions::default())?;
        if let Some(format) = document.get("format").filter(|format| **format != FORMAT) {
            let message = format!(
                "the run was written in format {format}, this release goes on with format {FORMAT}; run the study anew."
            );
            return Err(finding(path, Some(1), Code::UnsupportedVersion, message).into());
        }
        serde_json::from_value(document).map_err(|error| {
            finding(
                path,
                Some(1),
                Code::WrongType,
                format!("the document describes no run: {error}."),
            )
            .into()
        })
    }
    /// What differs between both, as sentences: `gap: 0.02 here, 0.01 there`. Long values are not shown.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let fields = |document: &Self| {
            serde_json::to_value(document)
                .ok()
                .and_then(|value| value.as_object().cloned())
                .unwrap_or_default()
        };
        let (here, there) = (fields(self), fields(other));
        let shown = |value: Option<&Value>| {
            value
                .map(ToString::to_string)
                .filter(|text| text.len() <= 60)
        };
        let differing = here
            .iter()
            .filter(|(name, value)| there.get(*name) != Some(*value));
        let sentence =
            |(name, value): (&String, &Value)| match (shown(Some(value)), shown(there.get(name))) {
                (Some(here), Some(there)) => format!("{name}: {here} here, {there} there"),
                _ => format!("{name} is not the same"),
            };
        differing.map(sentence).collect()
    }
    /// True if both runs are of one problem, set and recipe, whatever their shards.
    #[must_use]
    pub fn belongs_to(&self, other: &Self) -> bool {
        Self {
            shard: other.shard,
            ..self.clone()
        } == *other
    }
}

/// FNV-1a, 64 bits: stable everywhere, which hashes for tables need not be.
fn fingerprint(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// A file of results that grows by a line for each scenario.
///
/// Every line reaches the system before the next scenario is delivered, so that a kill loses none; a line that was cut off is
/// removed when the run is resumed. This file alone is not written under a temporary name: what there is of it is always valid. It is locked as long as
/// it grows, so that no two runs write into one.
#[derive(Debug)]
pub struct ResultsFile {
    path: PathBuf,
    file: File,
}

impl ResultsFile {
    /// Starts a new file. One that has results is never emptied: resume it, or remove it first.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io), also for a file that has results or that another run writes into.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        let created = Self::open(path.as_ref())?;
        let length = created
            .file
            .metadata()
            .map_err(|error| Error::io(&created.path, error))?
            .len();
        if length > 0 {
            let message = "it has results of an earlier run; resume that run or remove the file";
            return Err(Error::io(
                created.path,
                io::Error::new(io::ErrorKind::AlreadyExists, message),
            ));
        }
        Ok(created)
    }
    fn open(path: &Path) -> Result<Self> {
        finish_commit_beside(path);
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .map_err(|error| Error::io(path, error))?;
        // Where the system cannot lock files, nobody is kept out.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            let message = "another run writes into it; wait for its end or choose another folder";
            return Err(Error::io(
                path,
                io::Error::new(io::ErrorKind::ResourceBusy, message),
            ));
        }
        Ok(Self {
            path: path.to_owned(),
            file,
        })
    }
    /// Goes on with a file, or starts it if it is not there; returns how many scenarios of the shard it has and what they came to, one by one,
    /// through `seen`.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input): E002 for a line that is no result, E603 for results that are not the first ones of this shard;
    /// [`ErrorKind::Io`](crate::ErrorKind::Io), also if another run writes into the file.
    pub fn resume(
        path: impl AsRef<Path>,
        shard: Shard,
        mut seen: impl FnMut(&ScenarioResult),
    ) -> Result<(Self, u64)> {
        let resumed = Self::open(path.as_ref())?;
        let path = &resumed.path;
        let mut done = 0;
        let mut sound_bytes = 0;
        for line in Lines::open(path)? {
            let line = line?;
            let result = line.result(path)?;
            let expected = shard.id(done);
            if result.id != expected {
                let message = format!(
                    "result {} stands where that of scenario {expected} of shard {shard} belongs.",
                    result.id
                );
                return Err(finding(path, Some(line.number), Code::WrongResults, message).into());
            }
            seen(&result);
            done += 1;
            sound_bytes = line.end;
        }
        resumed
            .file
            .set_len(sound_bytes)
            .map_err(|error| Error::io(path, error))?;
        Ok((resumed, done))
    }
    /// Adds a result.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub fn append(&mut self, result: &ScenarioResult) -> Result<()> {
        let line = line_of(result).map_err(|error| Error::io(&self.path, error))?;
        self.file
            .write_all(&line)
            .map_err(|error| Error::io(&self.path, error))
    }
    /// Brings all results to disk.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub fn sync(&self) -> Result<()> {
        self.file
            .sync_all()
            .map_err(|error| Error::io(&self.path, error))
    }
}

/// A result as a line of a file.
fn line_of(result: &ScenarioResult) -> std::io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(result)?;
    line.push(b'\n');
    Ok(line)
}

/// Reads a file of results one by one; a last line that was cut off is left out.
///
/// # Errors
/// [`ErrorKind::Input`](crate::ErrorKind::Input): E001 for a file that cannot be opened, as for every file that is read, and for each line E002 if it is no result;
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if reading breaks off.
pub fn read_results(
    path: impl AsRef<Path>,
) -> Result<impl Iterator<Item = Result<ScenarioResult>>> {
    let path = path.as_ref().to_owned();
    Ok(Lines::open(&path)?.map(move |line| line?.result(&path)))
}

/// Merges the result files of all shards of a run into what one machine would have written; `parts` are in the order of shards. Returns the
/// number of results.
///
/// # Errors
/// [`ErrorKind::Input`](crate::ErrorKind::Input): E001 for a file that cannot be opened, E603 for one whose results are not those of its shard; [`ErrorKind::Io`](crate::ErrorKind::Io).
pub fn merge_results(parts: &[PathBuf], scenarios: u64, out: impl AsRef<Path>) -> Result<u64> {
    let mut files = parts
        .iter()
        .map(|path| Ok((path, Lines::open(path)?)))
        .collect::<Result<Vec<_>>>()?;
    let of = files.len() as u64;
    let mut failure = None;
    let written = write_file(out, |file| {
        for position in 0..scenarios {
            let index = usize::try_from(position % of.max(1)).unwrap_or(0);
            let Some((path, lines)) = files.get_mut(index) else {
                break;
            };
            match take_line(path, lines, position + 1) {
                Ok(line) => {
                    file.write_all(&line)?;
                    file.write_all(b"\n")?;
                }
                Err(error) => {
                    failure = Some(error);
                    return Err(std::io::Error::other("a part does not fit"));
                }
            }
        }
        if let Some((path, line)) = files
            .iter_mut()
            .find_map(|(path, lines)| Some((path, lines.next()?)))
        {
            let number = line.map_or(0, |line| line.number);
            failure = Some(
                finding(
                    path,
                    Some(number),
                    Code::WrongResults,
                    "the file has more results than its shard.".into(),
                )
                .into(),
            );
            return Err(std::io::Error::other("a part does not fit"));
        }
        Ok(())
    });
    match failure {
        Some(error) => Err(error),
        None => written.map(|()| scenarios),
    }
}

/// The bytes of the next line, which must be the result of scenario `id`.
fn take_line(path: &Path, lines: &mut Lines, id: u64) -> Result<Vec<u8>> {
    let Some(line) = lines.next() else {
        let message =
            format!("the result of scenario {id} is missing; resume the run of this shard.");
        return Err(finding(path, Some(lines.number + 1), Code::WrongResults, message).into());
    };
    let line = line?;
    let result = line.result(path)?;
    if result.id != id {
        let message = format!(
            "result {} stands where that of scenario {id} belongs.",
            result.id
        );
        return Err(finding(path, Some(line.number), Code::WrongResults, message).into());
    }
    Ok(line.bytes)
}

/// A complete line of a file.
struct Line {
    bytes: Vec<u8>,
    /// Number, 1 the first.
    number: u64,
    /// Bytes of the file up to its end.
    end: u64,
}

impl Line {
    fn result(&self, path: &Path) -> Result<ScenarioResult> {
        serde_json::from_slice(&self.bytes).map_err(|error| {
            let message = format!("the line is no result: {error}.");
            finding(path, Some(self.number), Code::InvalidSyntax, message).into()
        })
    }
}

/// The complete lines of a file; what follows the last line end was cut off.
struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    number: u64,
    end: u64,
}

impl Lines {
    fn open(path: &Path) -> Result<Self> {
        finish_commit_beside(path);
        let unreadable = |error: io::Error| {
            finding(
                path,
                None,
                Code::UnreadableFile,
                format!("it cannot be read: {error}."),
            )
        };
        let file = File::open(path).map_err(unreadable)?;
        Ok(Self {
            path: path.to_owned(),
            reader: BufReader::new(file),
            number: 0,
            end: 0,
        })
    }
}

impl Iterator for Lines {
    type Item = Result<Line>;
    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = Vec::new();
        match self.reader.read_until(b'\n', &mut bytes) {
            Err(error) => return Some(Err(Error::io(&self.path, error))),
            Ok(length) => self.end += length as u64,
        }
        bytes.pop_if(|last| *last == b'\n')?;
        self.number += 1;
        Some(Ok(Line {
            bytes,
            number: self.number,
            end: self.end,
        }))
    }
}

fn finding(path: &Path, line: Option<u64>, code: Code, message: String) -> Diagnostics {
    let mut found = Diagnostics::new();
    let place = Place {
        file: Some(path.display().to_string()),
        line,
        pointer: String::new(),
    };
    found.push(Diagnostic {
        code,
        severity: Severity::Error,
        place,
        subject: String::new(),
        message,
    });
    found
}
