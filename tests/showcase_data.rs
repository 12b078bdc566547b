//! `examples/data/haifa` is the showcase programme, written out once.
//!
//! After a change of `medrota::generate::haifa` write it again with
//! `cargo test --test showcase_data -- --ignored`.
#![allow(clippy::panic, reason = "tests stop at the first surprise")]

use medrota::{Problem, ProblemDraft, generate};
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/data/haifa")
}

#[test]
fn the_folder_holds_the_showcase_programme() {
    let read = ProblemDraft::from_path(folder()).unwrap_or_else(|error| panic!("{error:#?}"));
    assert!(read == generate::haifa(), "examples/data/haifa differs from generate::haifa(): write it again");
    let problem = Problem::from_path(folder()).unwrap_or_else(|error| panic!("{error:#?}"));
    assert!(problem.warnings().is_empty());
}

#[test]
#[ignore = "writes examples/data/haifa"]
fn write_the_folder() {
    generate::haifa().write_csv(folder()).unwrap_or_else(|error| panic!("{error:#?}"));
}
