//! Solver programs that are installed: a programme is written to a file, the program is started on it, and what it writes is read.
//!
//! | file | what it has |
//! |---|---|
//! | `program` | the programs, by name |
//! | `backend` | [`Installed`], the backend: a program that is looked for and tried |
//! | `ask` | one run |
//! | `mps` | the programme as a file |
//! | `process` | a folder for a run's files, the run itself, and its end at a limit |
//! | `answer` | what the words of all programs have in common |
//! | `highs`, `scip`, `cbc` | the words of each: its arguments, a known solution, its answer |
//!
//! The crate `lp-solvers` does much the same and is no help here, as of 1.2: it waits for a program without end, hands over whole seconds, takes what a time limit left for
//! an optimum, reads values as `f32`, has no bounds, panics on an empty line, leaves files behind, and knows neither HiGHS nor SCIP.

mod answer;
mod ask;
mod backend;
mod cbc;
mod highs;
mod mps;
mod process;
mod program;
mod scip;

pub use backend::Installed;
pub use program::Program;
