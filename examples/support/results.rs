//! The folder of results: tried before the solve, written before anything is printed, all of its files or none.

use super::Failure;
use super::output::tell;
use medrota::format::{OutputFolder, write_bytes};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The list of a run's files with their digests, as `sha256sum -c` reads it: files of two runs side by side would not fit it.
pub(crate) const SUMS: &str = "medrota.sha256";

/// Who writes into a folder, and so which files in it may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    Plan,
    Replan,
    Explain,
    Scenarios,
    Ask,
    Check,
    Calendars,
    Pages,
}

impl Program {
    const ALL: [Self; 8] = [
        Self::Plan,
        Self::Replan,
        Self::Explain,
        Self::Scenarios,
        Self::Ask,
        Self::Check,
        Self::Calendars,
        Self::Pages,
    ];

    /// True for the files that this program writes.
    fn owns(self, name: &str) -> bool {
        let names: &[&str] = match self {
            Self::Plan => &[
                "problem.json",
                "certificate.json",
                "nearest.json",
                "nearest.csv",
                "nearest.html",
                "schedule.json",
                "schedule.csv",
                "schedule.xlsx",
                "report.html",
                "load.csv",
                "requirements.csv",
                "ledger.csv",
                "roster.csv",
            ],
            Self::Replan => &[
                "problem.json",
                "problem.xlsx",
                "waived.json",
                "changes.html",
                "schedule.json",
                "schedule.csv",
                "schedule.xlsx",
                "differences.csv",
                "report.html",
                "load.csv",
                "requirements.csv",
                "ledger.csv",
                "roster.csv",
            ],
            Self::Explain => &["explanation.html", "shortfall.json"],
            Self::Ask => &["answer.json"],
            Self::Calendars | Self::Pages => &[],
            Self::Check => &[
                "report.html",
                "schedule.xlsx",
                "load.csv",
                "requirements.csv",
                "ledger.csv",
                "roster.csv",
            ],
            Self::Scenarios => &[
                "run.json",
                "baseline.json",
                "certificate.json",
                "results.jsonl",
                "times.csv",
                "scenarios.csv",
                "effects.csv",
                "delivered.csv",
                "limiting.csv",
                "comparison.json",
                "report.html",
            ],
        };
        let is_numbered = |before: &str, after: &str| {
            let number = name
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after));
            number.is_some_and(|number| {
                !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
            })
        };
        let is_numbered = match self {
            Self::Explain => is_numbered("relaxed-", ".json"),
            Self::Ask => is_numbered("alternative-", ".csv") || is_numbered("differences-", ".csv"),
            Self::Plan
            | Self::Replan
            | Self::Scenarios
            | Self::Check
            | Self::Calendars
            | Self::Pages => false,
        };
        name == SUMS || names.contains(&name) || is_numbered
    }

    /// True for the files that this program writes under names made of the input, if a run's list of digests names them, too.
    pub(crate) fn owns_if_listed(self, name: &str) -> bool {
        let ending = match self {
            Self::Calendars => ".ics",
            Self::Pages => ".html",
            _ => return false,
        };
        let is_of_somebody = ["doctor-", "department-"]
            .iter()
            .any(|kind| name.starts_with(kind))
            && name.ends_with(ending);
        is_of_somebody || (self == Self::Pages && name == "index.html")
    }
}

/// Where a run's files go, if anywhere; locked until it is dropped.
pub(crate) struct Results {
    program: Program,
    folder: Option<OutputFolder>,
}

impl Results {
    /// Makes and tries the folder of `--out` and refuses one that other runs or people need as it is.
    pub(crate) fn open(
        program: Program,
        out: Option<&Path>,
        inputs: &[&Path],
    ) -> Result<Self, Failure> {
        let Some(path) = out else {
            return Ok(Self {
                program,
                folder: None,
            });
        };
        let folder = OutputFolder::open(path)?;
        if path.join("problem.csv").exists() {
            return Err(format!(
                "--out {}: the folder holds the tables of a problem; choose another folder",
                path.display()
            )
            .into());
        }
        let results = Self {
            program,
            folder: Some(folder),
        };
        let here = fs::canonicalize(path).map_err(|error| medrota::Error::io(path, error))?;
        let older = results.older()?;
        for input in inputs {
            let Ok(input_path) = fs::canonicalize(input) else {
                continue;
            };
            let name = input_path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            if input_path.parent() == Some(&here) && older.contains(name) {
                let message = "this run reads the file and would replace it; choose another folder";
                return Err(
                    format!("--out {}: {}: {message}", path.display(), input.display()).into(),
                );
            }
        }
        if let Some(name) = older.iter().find(|name| path.join(name).is_dir()) {
            return Err(format!(
                "--out {}: {name} is a folder, where a file has to be written",
                path.display()
            )
            .into());
        }
        Ok(results)
    }

    /// The folder, if there is one.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.folder.as_ref().map(OutputFolder::path)
    }

    /// What an earlier run left that goes when this one's files come: files of this program's names, and those that the list of digests names.
    pub(super) fn older(&self) -> Result<BTreeSet<String>, Failure> {
        let Some(path) = self.path() else {
            return Ok(BTreeSet::new());
        };
        let listed = read_sums(path);
        let mut older = BTreeSet::new();
        for entry in fs::read_dir(path).map_err(|error| medrota::Error::io(path, error))? {
            let name = entry
                .map_err(|error| medrota::Error::io(path, error))?
                .file_name();
            let Some(name) = name.to_str() else { continue };
            // Whoever wrote a list of the same name for files of his own keeps them.
            let is_some_program_s = || {
                Program::ALL
                    .iter()
                    .any(|program| program.owns(name) || program.owns_if_listed(name))
            };
            if self.program.owns(name) || (listed.contains_key(name) && is_some_program_s()) {
                older.insert(name.to_owned());
            }
        }
        Ok(older)
    }

    /// True, and said, if an earlier run's files lie in the folder: a run that has found nothing leaves them whole.
    pub(crate) fn keeps_older(&self) -> Result<bool, Failure> {
        let kept = !self.older()?.is_empty();
        if let (true, Some(path)) = (kept, self.path()) {
            tell(&format!(
                "nothing was found to write; {} keeps the files of an earlier run",
                path.display()
            ));
        }
        Ok(kept)
    }

    /// Writes the files that `fill` puts into the folder it is given, with their digests, in place of whatever an earlier run left.
    ///
    /// If the folder cannot take them, because its disk is full for example, they go into a new one among the system's temporary files, and the failure says where.
    pub(crate) fn write(&self, fill: impl Fn(&Path) -> Result<(), Failure>) -> Result<(), Failure> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let Err(failure) = self.write_into(folder, &[], true, &fill) else {
            return Ok(());
        };
        match self.rescue(&fill) {
            Ok(kept) => Err(format!(
                "{failure}; the files of this run are kept in {}",
                kept.display()
            )
            .into()),
            Err(_) => Err(failure),
        }
    }

    /// As [`Self::write`], beside files of this run that are there already and stay.
    pub(crate) fn add(
        &self,
        stay: &[&str],
        fill: impl Fn(&Path) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.folder
            .as_ref()
            .map_or(Ok(()), |folder| self.write_into(folder, stay, true, &fill))
    }

    /// As [`Self::add`], without digests: the files will grow.
    pub(crate) fn begin(
        &self,
        stay: &[&str],
        fill: impl Fn(&Path) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.folder
            .as_ref()
            .map_or(Ok(()), |folder| self.write_into(folder, stay, false, &fill))
    }

    fn write_into(
        &self,
        folder: &OutputFolder,
        stay: &[&str],
        with_sums: bool,
        fill: &dyn Fn(&Path) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let files = folder.stage()?;
        fill(files.path())?;
        if with_sums {
            let mut sums = sums_of(files.path(), None)?;
            sums.extend(sums_of(folder.path(), Some(stay))?);
            let lines: String = sums
                .iter()
                .map(|(name, sum)| format!("{sum}  {name}\n"))
                .collect();
            write_bytes(files.path().join(SUMS), lines)?;
        }
        let goes: Vec<String> = self
            .older()?
            .into_iter()
            .filter(|name| !stay.contains(&name.as_str()))
            .collect();
        files.commit(&goes)?;
        Ok(())
    }

    fn rescue(&self, fill: &dyn Fn(&Path) -> Result<(), Failure>) -> Result<PathBuf, Failure> {
        let parent = std::env::temp_dir();
        for number in 1..1_000 {
            let path = parent.join(format!("medrota-kept-{number}"));
            match fs::create_dir(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(medrota::Error::io(path, error).into()),
                Ok(()) => {
                    let kept = Self {
                        program: self.program,
                        folder: Some(OutputFolder::open(&path)?),
                    };
                    let Some(folder) = &kept.folder else { break };
                    kept.write_into(folder, &[], true, fill)?;
                    return Ok(path);
                }
            }
        }
        Err("there is no room for another folder".into())
    }
}

/// Digests of the files in a folder, of all that are not hidden or of those named.
fn sums_of(folder: &Path, names: Option<&[&str]>) -> Result<BTreeMap<String, String>, Failure> {
    let mut sums = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(|error| medrota::Error::io(folder, error))? {
        let entry = entry.map_err(|error| medrota::Error::io(folder, error))?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if names.map_or(!name.starts_with('.'), |names| {
            names.contains(&name.as_str())
        }) {
            let path = entry.path();
            let mut hash = Hash(Sha256::new());
            File::open(&path)
                .and_then(|mut file| io::copy(&mut file, &mut hash))
                .map_err(|error| medrota::Error::io(&path, error))?;
            sums.insert(
                name,
                hash.0
                    .finalize()
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect(),
            );
        }
    }
    Ok(sums)
}

/// Whatever is written into it goes into the digest.
struct Hash(Sha256);

impl io::Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The files that a folder's list of digests names; none where there is no such list.
fn read_sums(folder: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(folder.join(SUMS)).unwrap_or_default();
    let pairs = text.lines().filter_map(|line| line.split_once("  "));
    pairs
        .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
        .collect()
}

/// Tries a file that is written after the solve, before it, and refuses one that the run reads or writes otherwise.
pub(crate) fn try_output(
    option: &str,
    file: &Path,
    inputs: &[&Path],
    out: Option<&Path>,
) -> Result<(), Failure> {
    medrota::format::try_file(file)?;
    let place = |path: &Path| {
        let folder = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        Some(fs::canonicalize(folder).ok()?.join(path.file_name()?))
    };
    let refuse =
        |why: &str| Err(format!("{option} {}: {why}; choose another file", file.display()).into());
    if inputs.iter().any(|input| place(input) == place(file)) {
        return refuse("this run reads the file");
    }
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let is_in_out = out.is_some_and(|out| {
        place(file).is_some_and(|file| file.parent() == fs::canonicalize(out).ok().as_deref())
    });
    if is_in_out && Program::Plan.owns(name) {
        return refuse("the folder of --out gets a file of this name");
    }
    Ok(())
}
