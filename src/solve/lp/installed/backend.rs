//! The backend: a program that is looked for and tried.

use super::super::verify::snapped;
use super::super::{Capabilities, LinearModel, LpOptions, RawAnswer, RawSolver, RawStatus, Reach};
use super::Program;
use super::ask::ask;
use crate::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Time of each programme of the trial.
const TRIAL: Duration = Duration::from_secs(10);

/// A solver program that is installed, for programmes in whole numbers: nothing of it is built, and nothing but std starts it.
///
/// ```no_run
/// use medrota::solve::lp::{Installed, Program};
/// use medrota::{Solver, generate::Year};
///
/// let problem = Year::new(20, 26, 12).seed(1).draft().validate()?;
/// // Says what is missing if there is no such program; `Installed::any` takes whichever there is.
/// let highs = Installed::find(Program::Highs)?;
/// let outcome = Solver::new().backend(highs).solve(&problem)?;
/// # Ok::<(), medrota::Error>(())
/// ```
///
/// No solver looks for a program by itself: what a solve finds may not depend on what else a machine has. A solver that is given one asks it for programmes in whole
/// numbers and solves the others as usual ([`Capabilities::whole_only`]). With the same version of the program and without a time limit results are the same every time.
///
/// A programme is a file in a new folder within [`std::env::temp_dir`], which is gone after the run. A program runs on one thread, gets nine tenths of the time as its own
/// limit, and is ended when all of it is over, when the token of the solve is cancelled, or when it says 64 MB. Only the program itself is ended: a script in its
/// place should `exec` it. Whatever else goes wrong (it is gone, it crashes, it writes nonsense) counts as [`LpStatus::Unknown`](super::super::LpStatus::Unknown), and the solve goes on without it. Its
/// answers pass the same check as those of any backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    program: Program,
    path: PathBuf,
}

impl Installed {
    /// The program in the first folder of `PATH` that has it, after a [trial](Self::tried).
    ///
    /// # Errors
    /// Of kind `Backend` if there is none, or if it fails the trial.
    pub fn find(program: Program) -> Result<Self, Error> {
        match Self::looked_for(program) {
            Some(found) => found.tried(),
            None => Err(Error::backend(format!(
                "there is no program {program} in any folder of PATH; install it, or say where it is"
            ))),
        }
    }

    fn looked_for(program: Program) -> Option<Self> {
        on_path(program).map(|path| Self { program, path })
    }

    /// The first of [`Program::ALL`] that is there and passes the [trial](Self::tried).
    ///
    /// # Errors
    /// Of kind `Backend` if there is none.
    pub fn any() -> Result<Self, Error> {
        let mut failed = None;
        for found in Program::ALL.iter().copied().filter_map(Self::looked_for) {
            match found.tried() {
                Ok(found) => return Ok(found),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        Err(failed.unwrap_or_else(|| {
            Error::backend(format!(
                "no solver program ({}) is in any folder of PATH",
                names()
            ))
        }))
    }

    /// What a user calls it, as on a command line: the name of a program, which is [looked for](Self::find), or the path of a file that has such a name,
    /// with a version behind it or not. Either is [tried](Self::tried).
    ///
    /// # Errors
    /// Of kind `Option` if no program is called like that, of kind `Backend` as the others.
    pub fn named(text: &str) -> Result<Self, Error> {
        if let Ok(program) = text.parse() {
            return Self::find(program);
        }
        let path = Path::new(text);
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.unwrap_or_default().to_ascii_lowercase();
        let mut programs = Program::ALL.iter().copied();
        match programs.find(|program| name.starts_with(program.as_str())) {
            Some(program) => Self::at(program, path)?.tried(),
            None => Err(Error::option(format!(
                "{text:?} is neither the name of a solver program ({}) nor a path to one",
                names()
            ))),
        }
    }

    /// The program in a file, which is not looked at before it is asked.
    ///
    /// # Errors
    /// Of kind `Io` for an empty path, or a relative one while nobody knows the folder that it is in.
    pub fn at(program: Program, path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        match std::path::absolute(path) {
            Ok(path) => Ok(Self { program, path }),
            Err(error) => Err(Error::io(path, error)),
        }
    }

    /// The same, after it has solved two small programmes as it should. An older version, or another program of that name, may fail.
    ///
    /// # Errors
    /// Of kind `Backend` with what was wrong.
    pub fn tried(self) -> Result<Self, Error> {
        match self.trial() {
            Ok(()) => Ok(self),
            Err(reason) => Err(Error::backend(format!(
                "{} is no {} that can be worked with: {reason}",
                self.path.display(),
                self.program
            ))),
        }
    }

    /// Which program it is.
    #[must_use]
    pub fn program(&self) -> Program {
        self.program
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A knapsack from a known solution, and a programme that has no point.
    fn trial(&self) -> Result<(), String> {
        let mut knapsack = LinearModel::new();
        let items = [(8.0, 5.0), (11.0, 7.0), (6.0, 4.0), (4.0, 3.0)];
        let items =
            items.map(|(value, weight)| (knapsack.add_integer_column(0.0, 1.0, value), weight));
        knapsack.add_row(-14.0, 14.0, items);
        let answer = self.try_on(&knapsack, Some(&[1.0, 1.0, 0.0, 0.0]))?;
        let point = answer.columns.and_then(|point| snapped(&knapsack, &point));
        let worth = point.map(|point| knapsack.objective_value(&point));
        if (answer.status, worth) != (RawStatus::Optimal, Some(21.0)) {
            return Err(format!(
                "the optimum of a small programme is 21, and it answered {:?} with {worth:?}",
                answer.status
            ));
        }
        let mut odd = LinearModel::new();
        let columns = [0, 1].map(|_| (odd.add_integer_column(0.0, 5.0, 1.0), 2.0));
        odd.add_row(3.0, 3.0, columns);
        match self.try_on(&odd, None)?.status {
            RawStatus::Infeasible | RawStatus::InfeasibleOrUnbounded => Ok(()),
            status => Err(format!(
                "a small programme has no point, and it answered {status:?}"
            )),
        }
    }

    fn try_on(&self, model: &LinearModel, start: Option<&[f64]>) -> Result<RawAnswer, String> {
        let options = LpOptions {
            time_limit: Some(TRIAL),
            warm_start: start,
            ..LpOptions::default()
        };
        ask(self, model, &options).map_err(|error| error.to_string())
    }
}

impl RawSolver for Installed {
    fn name(&self) -> &str {
        self.program.as_str()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            duals: false,
            integers: true,
            time_limit: true,
            warm_start: true,
            relative_gap: true,
            bound: true,
            seed: true,
            whole_only: true,
            max_nonzeros: None,
            reach: match self.program {
                Program::Highs | Program::Scip | Program::Cbc => Reach {
                    whole_nonzeros: 20_000,
                    flow_columns: 200_000,
                    ..Reach::default()
                },
            },
        }
    }

    fn run(&self, model: &LinearModel, options: &LpOptions<'_>) -> RawAnswer {
        ask(self, model, options).unwrap_or_else(|error| {
            crate::trace::warn!(program = %self.path.display(), %error, "the program could not be asked");
            RawAnswer::of(RawStatus::Unknown)
        })
    }
}

/// All programs, for messages.
fn names() -> String {
    let names: Vec<&str> = Program::ALL
        .iter()
        .map(|program| program.as_str())
        .collect();
    names.join(", ")
}

/// The file of a program in the first folder of `PATH` that has it. Folders that depend on where somebody stands do not count.
fn on_path(program: Program) -> Option<PathBuf> {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&std::env::var_os("PATH")?)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&name))
        .find(|path| is_program(path))
}

fn is_program(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|file| file.is_file() && is_executable(&file))
}

#[cfg(unix)]
fn is_executable(file: &std::fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&file.permissions()) & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &std::fs::Metadata) -> bool {
    true
}
