//! The chart of a schedule: written, changed in a spreadsheet, read back, judged.
#![cfg(feature = "spreadsheet")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use medrota::format::{ReadOptions, read_schedule, write_chart, write_schedule};
use medrota::report::Language;
use medrota::{Problem, Solver, check};

fn solved(text: &str) -> (Problem, medrota::Schedule) {
    let problem = Problem::from_json_str(text).unwrap();
    let outcome = Solver::new()
        .no_time_limit()
        .work_limit(3_000)
        .seed(1)
        .solve(&problem)
        .unwrap();
    let schedule = outcome.schedule.unwrap();
    assert!(check(&problem, &schedule).is_feasible());
    (problem, schedule)
}

#[test]
fn a_chart_is_read_back_as_the_schedule_it_shows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schedule.xlsx");
    for text in [
        include_str!("../examples/new/residency.json"),
        include_str!("../examples/new/visit.json"),
        include_str!("../examples/new/clerkship.json"),
    ] {
        let (problem, schedule) = solved(text);
        write_schedule(&path, &problem, &schedule).unwrap();
        let read = read_schedule(&path, &problem, &ReadOptions::new()).unwrap();
        let (before, after) = (check(&problem, &schedule), check(&problem, &read));
        assert!(after.is_feasible(), "{:?}", after.violations);
        assert_eq!(after.value, before.value);
    }
}

#[test]
fn a_chart_in_any_language_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schedule.xlsx");
    let (problem, schedule) = solved(include_str!("../examples/new/clerkship.json"));
    for language in Language::ALL {
        write_chart(&path, &problem, &schedule, language.chart_words()).unwrap();
        let read = read_schedule(&path, &problem, &ReadOptions::new()).unwrap();
        assert_eq!(read, schedule, "{language}");
    }
}

#[test]
fn what_a_chart_cannot_mean_is_told_with_its_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schedule.xlsx");
    let (problem, schedule) = solved(include_str!("../examples/new/clerkship.json"));
    write_schedule(&path, &problem, &schedule).unwrap();
    let other = Problem::from_json_str(
        &include_str!("../examples/new/clerkship.json").replace("psychiatry", "neurology"),
    )
    .unwrap();
    let error = read_schedule(&path, &other, &ReadOptions::new()).unwrap_err();
    let told = error.diagnostics();
    assert_eq!(told.as_slice().len(), 1, "{told}");
    assert!(
        told.to_string().contains("schedule.xlsx!chart:")
            && told.to_string().contains("psychiatry"),
        "{told}"
    );
}
