//! Times the parts of the engine: `cargo bench`, or `cargo bench -- pricing 200x52`. `docs/performance.md` says how to read it.

mod diagrams;
mod growth;
mod master;
mod pricing;
mod repathing;
mod solves;
mod support;

use support::{Bench, Failure};

fn main() -> Result<(), Failure> {
    let bench = Bench::from_arguments();
    diagrams::run(&bench)?;
    pricing::run(&bench)?;
    master::run(&bench)?;
    repathing::run(&bench)?;
    solves::run(&bench)?;
    growth::run(&bench)
}
