//! `hmc` from a table of residents to a year.

use super::benchmarks;
use super::binaries::run;
use std::fs;

#[test]
fn too_few_residents_are_no_year() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("residents.csv");
    fs::write(
        &file,
        "id,year,leave1_block,leave1_half,leave2_block,leave2_half\nR1_001,R1,3,first,4,second\n",
    )
    .unwrap();
    let ran = run(
        "hmc",
        &[file.to_str().unwrap(), "--time-limit", "20", "--json"],
    );
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.last_line()["termination"], "infeasible");
}

#[test]
fn a_broken_table_is_refused_with_codes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("residents.csv");
    let head = "id,year,leave1_block,leave1_half,leave2_block,leave2_half\n";
    for (rows, code) in [
        ("a,R9,,,,\n", "E405"),
        ("a,R1,14,first,,\n", "E203"),
        ("a,R1,3,middle,,\n", "E405"),
        ("a,R1,,,,\na,R2,,,,\n", "E102"),
        ("", "E403"),
    ] {
        fs::write(&file, format!("{head}{rows}")).unwrap();
        let ran = run("hmc", &[file.to_str().unwrap()]);
        assert_eq!(ran.code, 1, "{rows}");
        assert!(ran.stderr.contains(code), "{rows}{}", ran.stderr);
    }
}

#[test]
fn the_published_year_is_planned_within_its_rules() {
    let Some(folder) = benchmarks("hmc") else {
        return;
    };
    let written = tempfile::tempdir().unwrap();
    let schedule = written.path().join("year.csv");
    let residents = folder.join("residents.csv");
    let options = [
        "--time-limit",
        "60",
        "--gap",
        "0.05",
        "--json",
        "--schedule",
        schedule.to_str().unwrap(),
    ];
    let ran = run(
        "hmc",
        &[&[residents.to_str().unwrap()][..], &options].concat(),
    );
    // What is found depends on the machine, what is true of it does not.
    assert!([0, 3].contains(&ran.code), "{}{}", ran.stdout, ran.stderr);
    let line = ran.last_line();
    assert!(line["bound"].as_i64().unwrap() >= 294, "{line}");
    if ran.code == 3 {
        println!("nothing found within the limit on this machine");
        return;
    }
    assert_eq!(line["violations"], 0);
    assert!(line["value"].as_i64().unwrap() <= 294, "{line}");
    let text = fs::read_to_string(schedule).unwrap();
    assert!(text.starts_with("id,block_1,block_2,") && text.lines().count() == 184);
}
