//! Errors as programs meet them: kinds, predicates, the same kind for the same mistake, and ids that nothing has.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use medrota::calendar::Date;
use medrota::explain::{
    ExplanationOptions, RelaxationOptions, ShortfallOptions, explain, nearest_dates, relaxations,
    shortfall,
};
use medrota::format::{ReadOptions, read_json_file, read_published, read_schedule};
use medrota::scenario::{
    ResultsFile, RunDocument, ScenarioSet, Shard, merge_results, read_results,
};
use medrota::{
    Certificate, Engine, Error, ErrorKind, Problem, ProblemBuilder, ProblemDraft, Solver,
};
use std::path::Path;

fn short() -> Problem {
    let builder = ProblemBuilder::weeks("short", "2026-09-06", "2026-10-03")
        .department("surgery", 1)
        .doctor("ana")
        .doctor("ben");
    builder
        .requirement("surgery", &["surgery"], 3)
        .build()
        .unwrap()
}

/// Each is refused in the same way.
#[test]
fn a_missing_file_is_always_the_same_kind() {
    let (missing, problem, options) = (Path::new("no/such/file.json"), short(), ReadOptions::new());
    let errors: Vec<Error> = vec![
        Problem::from_path(missing).unwrap_err(),
        ProblemDraft::from_path(missing).unwrap_err(),
        read_schedule(missing, &problem, &options).unwrap_err(),
        read_schedule("no/such/file.csv", &problem, &options).unwrap_err(),
        read_published(missing, &problem, &options).unwrap_err(),
        read_json_file::<Certificate>(missing, &options).unwrap_err(),
        ScenarioSet::from_path(missing).unwrap_err(),
        RunDocument::from_path(missing).unwrap_err(),
        read_results(missing).err().unwrap(),
        merge_results(
            &[missing.to_owned()],
            1,
            std::env::temp_dir().join("medrota-never-written"),
        )
        .unwrap_err(),
    ];
    for error in errors {
        assert!(error.is_input() && !error.is_io(), "{error}");
        assert_eq!(
            error.diagnostics().as_slice()[0].code.as_str(),
            "E001",
            "{error}"
        );
    }
    // What cannot be written is a failure, with the path.
    let error = problem
        .draft()
        .write_json("no/such/folder/file.json")
        .unwrap_err();
    assert!(error.is_io() && error.path().is_some(), "{error}");
    assert!(
        ResultsFile::resume("no/such/folder/file.json", Shard::WHOLE, |_| {})
            .unwrap_err()
            .is_io()
    );
}

#[test]
fn texts_that_are_not_what_they_should_be_are_errors_of_a_type() {
    fn reads() -> Result<(), Box<dyn std::error::Error + Send + Sync + 'static>> {
        "2026-13-01".parse::<Date>()?;
        Ok(())
    }
    assert!(reads().unwrap_err().to_string().contains("does not exist"));
    assert_eq!("3/2".parse::<Shard>().unwrap_err().text(), "3/2");
    let error: Error = "simplex".parse::<Engine>().unwrap_err().into();
    assert_eq!(error.kind(), ErrorKind::Option);
}

#[test]
fn a_rule_that_is_never_given_up_has_to_exist() {
    let problem = short();
    let error = relaxations(
        &problem,
        &RelaxationOptions::default().never("capacity/surgry"),
    )
    .unwrap_err();
    assert!(
        error.is_option() && error.to_string().contains("is \"capacity/surgery\" meant?"),
        "{error}"
    );
    let options = ExplanationOptions::default().never("no rule at all");
    assert!(explain(&problem, &options, |_| {}).unwrap_err().is_option());
    // Built-in ones do, whether or not the problem has any of their parts.
    let kept = RelaxationOptions::default()
        .never("availability")
        .never("eligibility")
        .never("capacity/surgery");
    assert!(relaxations(&problem, &kept).is_ok());
}

#[test]
fn a_cohort_that_is_not_there_is_named_with_its_nearest() {
    let error = nearest_dates(
        &short(),
        "nobody",
        &medrota::explain::DatesOptions::default(),
    )
    .unwrap_err();
    assert!(error.is_option());
}

#[test]
fn a_shortfall_that_was_cut_off_says_so() {
    let problem = short();
    let hasty =
        ShortfallOptions::default().solver(Solver::new().time_limit(std::time::Duration::ZERO));
    let cut = shortfall(&problem, &hasty).unwrap();
    assert!(
        cut.is_cut && !cut.is_impossible && cut.schedule.is_none(),
        "{}",
        cut.describe()
    );
    assert!(
        cut.describe().starts_with("Cut off: ") && cut.describe().contains("within the limits")
    );
    let whole = shortfall(&problem, &ShortfallOptions::default()).unwrap();
    assert!(!whole.is_cut && whole.units == 2, "{}", whole.describe());
    assert!(whole.describe().contains("proven to be the least"));
}
