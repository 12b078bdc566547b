//! Tables as spreadsheets write them: what is clear is read, what could be a slip is told, one mistake is one message.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use medrota::error::Diagnostics;
use medrota::format::{ReadOptions, read_schedule};
use medrota::scenario::ScenarioSet;
use medrota::{Problem, ProblemDraft};
use std::fs;
use std::path::Path;

/// A small residency year: seven residents of two levels, four blocks, two departments.
const TABLES: [(&str, &str); 8] = [
    (
        "problem.csv",
        "key,value\nformat,1\nname,Résidence\nkind,block\nstart,2026-08-24\nend,2026-12-13\n",
    ),
    (
        "horizon_blocks.csv",
        "from,to,name\n2026-08-24,2026-09-20,Block 1\n2026-09-21,2026-10-18,Block 2\n2026-10-19,2026-11-15,Block 3\n2026-11-16,2026-12-13,Block 4\n",
    ),
    (
        "departments.csv",
        "id,name\nwards,Inpatient wards\nicu,Intensive care\n",
    ),
    ("capacities.csv", "of,min,max\nwards,1,7\nicu,0,3\n"),
    (
        "doctors.csv",
        "id,name,level\nrahman,Aisha Rahman,PGY1\npetrov,Boris Petrov,PGY1\ndubois,Chloé Dubois,PGY1\nzola,Émile Zola,PGY1\nhaddad,Farid Haddad,PGY2\n\
         okafor,Grace Okafor,PGY2\nlevi,Noa Levi,PGY2\n",
    ),
    (
        "leaves.csv",
        "doctor,from,to,reason\nrahman,2026-09-21,2026-10-18,vacation\npetrov,2026-10-19,2026-11-15,vacation\n",
    ),
    (
        "requirements.csv",
        "id,doctors,activities,min,max\nPGY1 wards,levels=PGY1,departments=wards,1,3\nPGY2 wards,levels=PGY2,departments=wards,1,3\n",
    ),
    (
        "preferences.csv",
        "id,doctors,activities,periods,value\nlevi in winter,doctors=levi,departments=icu,from=2026-11-16,5\n",
    ),
];

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in TABLES {
        fs::write(folder.path().join(file), text).unwrap();
    }
    folder
}

/// The folder with every table changed by `edit`, which gets name and text and gives bytes.
fn edited(edit: impl Fn(&str, &str) -> Vec<u8>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in TABLES {
        fs::write(folder.path().join(file), edit(file, text)).unwrap();
    }
    folder
}

fn with(file: &str, text: &str) -> tempfile::TempDir {
    let folder = folder();
    fs::write(folder.path().join(file), text).unwrap();
    folder
}

fn plain() -> ProblemDraft {
    ProblemDraft::from_path(folder().path()).unwrap()
}

fn found(folder: &Path) -> Diagnostics {
    match Problem::from_path(folder) {
        Ok(problem) => problem.warnings().clone(),
        Err(error) => error.diagnostics().clone(),
    }
}

fn codes(found: &Diagnostics) -> Vec<&'static str> {
    found
        .as_slice()
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

/// The text with the cells of every row, header included, taken apart and put together anew. No cell of these tables holds a comma.
fn rewritten(text: &str, row: impl Fn(Vec<&str>) -> String) -> String {
    text.lines()
        .map(|line| row(line.split(',').collect()) + "\r\n")
        .collect()
}

/// Dates written another way.
fn redated(text: &str, write: impl Fn(&str, &str, &str) -> String) -> String {
    let cell = |cell: &str| {
        let (before, date) = cell
            .rsplit_once('=')
            .map_or(("", cell), |(key, date)| (&cell[..=key.len()], date));
        match date.split('-').collect::<Vec<_>>()[..] {
            [year, month, day] => format!("{before}{}", write(year, month, day)),
            _ => cell.to_owned(),
        }
    };
    text.lines()
        .map(|line| line.split(',').map(cell).collect::<Vec<_>>().join(",") + "\n")
        .collect()
}

#[test]
fn the_plain_form_gives_nothing_to_tell() {
    assert_eq!(found(folder().path()).to_string(), "");
}

/// How a spreadsheet writes a table of this name with this text.
type Write = Box<dyn Fn(&str, &str) -> Vec<u8>>;

#[test]
fn whatever_a_spreadsheet_saves_is_the_same_problem() {
    let semicolons = |text: &str| rewritten(text, |cells| cells.join(";"));
    let wide = |text: &str| {
        format!(
            "Our year,,,,,\n,,,,,\n{}\n,,,,,\n,,,,\n\n",
            rewritten(text, |cells| cells.join(",") + ",,")
        )
    };
    let title_case = |text: &str| {
        let (header, rows) = text.split_once('\n').unwrap();
        let names: Vec<String> = header
            .split(',')
            .map(|name| format!(" {}{} ", name[..1].to_uppercase(), &name[1..]))
            .collect();
        format!(
            "{}\n{}",
            names.join(","),
            rows.lines()
                .map(|row| row
                    .split(',')
                    .map(|cell| format!("  {cell} "))
                    .collect::<Vec<_>>()
                    .join(",")
                    + "\n")
                .collect::<String>()
        )
    };
    let utf16 = |text: &str| {
        "\u{feff}"
            .chars()
            .chain(text.chars())
            .collect::<String>()
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let ways: Vec<(&str, Write)> = vec![
        (
            "semicolons",
            Box::new(move |_, text| semicolons(text).into_bytes()),
        ),
        (
            "tabs",
            Box::new(move |_, text| rewritten(text, |cells| cells.join("\t")).into_bytes()),
        ),
        (
            "sep=",
            Box::new(move |_, text| {
                format!("sep=;\r\n{}", rewritten(text, |cells| cells.join(";"))).into_bytes()
            }),
        ),
        (
            "mark",
            Box::new(|_, text| format!("\u{feff}{text}").into_bytes()),
        ),
        ("UTF-16", Box::new(move |_, text| utf16(text))),
        (
            "windows-1252",
            Box::new(|_, text| encoding_rs::WINDOWS_1252.encode(text).0.into_owned()),
        ),
        (
            "title and empty rows and columns",
            Box::new(move |_, text| wide(text).into_bytes()),
        ),
        (
            "capitals and spaces",
            Box::new(move |_, text| title_case(text).into_bytes()),
        ),
        (
            "5.0",
            Box::new(|_, text| {
                rewritten(text, |cells| {
                    cells
                        .iter()
                        .map(|cell| {
                            if cell.len() == 1 && cell.parse::<i64>().is_ok() {
                                format!("{cell}.0")
                            } else {
                                (*cell).to_owned()
                            }
                        })
                        .collect::<Vec<_>>()
                        .join(",")
                })
                .into_bytes()
            }),
        ),
        (
            "day.month.year",
            Box::new(|_, text| {
                redated(text, |year, month, day| format!("{day}.{month}.{year}")).into_bytes()
            }),
        ),
        (
            "day/month/year",
            Box::new(|_, text| {
                redated(text, |year, month, day| format!("{day}/{month}/{year}")).into_bytes()
            }),
        ),
        (
            "month/day/year",
            Box::new(|_, text| {
                redated(text, |year, month, day| {
                    format!(
                        "{}/{}/{year}",
                        month.trim_start_matches('0'),
                        day.trim_start_matches('0')
                    )
                })
                .into_bytes()
            }),
        ),
        (
            "with midnight",
            Box::new(|_, text| {
                redated(text, |year, month, day| {
                    format!("{year}-{month}-{day} 00:00:00")
                })
                .into_bytes()
            }),
        ),
        (
            "serial",
            Box::new(|_, text| {
                if text.starts_with("id,doctors,activities,periods") {
                    text.to_owned()
                } else {
                    redated(text, |year, month, day| {
                        serial(&format!("{year}-{month}-{day}"))
                    })
                }
                .into_bytes()
            }),
        ),
    ];
    for (way, edit) in ways {
        let folder = edited(edit);
        let found = found(folder.path());
        assert!(
            codes(&found).iter().all(|code| *code == "N101"),
            "{way}: {found}"
        );
        assert!(found.as_slice().len() <= 2, "{way}: {found}");
        assert_eq!(
            ProblemDraft::from_path(folder.path()).unwrap(),
            plain(),
            "{way}"
        );
    }
}

/// What a spreadsheet counts.
fn serial(date: &str) -> String {
    let date: medrota::calendar::Date = date.parse().unwrap();
    (date.days_since(medrota::calendar::Date::new(1900, 3, 1).unwrap()) + 61).to_string()
}

#[test]
fn cyrillic_in_its_old_encoding_is_read() {
    let folder = folder();
    let text = "id;name;level\nrahman;Аиша Рахман;PGY1\npetrov;Борис Петров;PGY1\ndubois;Хлоя;PGY1\nzola;Эмиль;PGY1\nhaddad;Фарид;PGY2\nokafor;Грейс;PGY2\nlevi;Ноа;PGY2\n";
    fs::write(
        folder.path().join("doctors.csv"),
        encoding_rs::WINDOWS_1251.encode(text).0,
    )
    .unwrap();
    let problem = Problem::from_path(folder.path()).unwrap();
    assert_eq!(problem.doctors()[1].name, "Борис Петров");
    let told = problem.warnings().to_string();
    assert!(
        told.contains("windows-1251") && told.contains("semicolons"),
        "{told}"
    );
}

#[test]
fn a_column_that_can_be_read_in_two_ways_is_refused_once() {
    let folder = with(
        "leaves.csv",
        "doctor,from,to\nrahman,05/10/2026,06/10/2026\npetrov,07/10/2026,08/10/2026\n",
    );
    let unclear = found(folder.path());
    assert_eq!(codes(&unclear), ["E207"]);
    let told = unclear.to_string();
    assert!(
        told.contains("2026-10-05") && told.contains("2026-05-10") && told.contains("\"to\""),
        "{told}"
    );
    // The order of another column of the table counts for both.
    let folder = with(
        "leaves.csv",
        "doctor,from,to\nrahman,05/10/2026,16/10/2026\n",
    );
    let problem = Problem::from_path(folder.path()).unwrap();
    assert_eq!(problem.draft().leaves[0].from, "2026-10-05");
    for mixed in [
        "rahman,24/09/2026,24/09/2026\npetrov,09/25/2026,09/25/2026\n",
        "rahman,24.09.2026,24.09.2026\npetrov,05/10/2026,05/10/2026\n",
    ] {
        assert_eq!(
            codes(&found(
                with("leaves.csv", &format!("doctor,from,to\n{mixed}")).path()
            )),
            ["E207"],
            "{mixed}"
        );
    }
}

#[test]
fn one_mistake_is_one_message() {
    let many = |cell: &str| {
        format!(
            "id,name,level\n{}",
            (0..40)
                .map(|row| format!("r{row},x,{cell}\n"))
                .collect::<String>()
        )
    };
    let folder = with("doctors.csv", &many("#REF!"));
    let told = found(folder.path());
    assert_eq!(codes(&told), ["E011"]);
    assert!(told.to_string().contains("39 times more"), "{told}");
    let folder = with(
        "capacities.csv",
        "of,min,max\nwards,one,7\nicu,two,3\nwards,three,4\n",
    );
    assert_eq!(codes(&found(folder.path())), ["E004"]);
    // A department that is called otherwise now, wherever it is used.
    let folder = with(
        "departments.csv",
        "id,name\nWards,Inpatient wards\nicu,Intensive care\n",
    );
    let told = found(folder.path());
    assert_eq!(
        codes(&told).iter().filter(|code| **code == "E103").count(),
        codes(&told).len()
    );
    assert!(
        codes(&told).len() <= 2 && told.to_string().contains("Is \"Wards\" meant?"),
        "{told}"
    );
}

/// Whoever forgets a table learns that, and not what follows from it.
#[test]
fn a_table_that_is_missing_as_a_whole_is_one_finding() {
    let short = [
        ("staffing.csv", "of,level,min,max\nicu,PGY2,0,3\n"),
        (
            "wishes.csv",
            "doctor,of,value\nrahman,icu,5\npetrov,wards,3\nlevi,icu,2\n",
        ),
        (
            "pins.csv",
            "doctor,of,from,to\nzola,wards,2026-08-24,2026-09-20\n",
        ),
    ];
    for with_short in [false, true] {
        for (table, kind) in [("doctors", "doctor"), ("departments", "department")] {
            let folder = self::folder();
            if with_short {
                for (file, text) in short {
                    fs::write(folder.path().join(file), text).unwrap();
                }
            }
            fs::remove_file(folder.path().join(format!("{table}.csv"))).unwrap();
            let found = found(folder.path());
            let told = found.to_string();
            assert_eq!(found.as_slice().len(), 1, "{table} {with_short}:\n{told}");
            assert!(
                told.contains(&format!("there is no {kind}"))
                    && told.contains(&format!("the table {table} is missing or empty")),
                "{told}"
            );
            // A table that has only its header is as good as none.
            fs::write(folder.path().join(format!("{table}.csv")), "id,name\n").unwrap();
            assert!(
                self::found(folder.path())
                    .to_string()
                    .contains(&format!("the table {table} is missing or empty"))
            );
        }
    }
    // A table that is there and cannot be read is told of, and not what follows from that either.
    let folder = with("wishes.csv", short[1].1);
    fs::write(
        folder.path().join("doctors.csv"),
        "name,level\nAisha,PGY1\n",
    )
    .unwrap();
    let found = found(folder.path());
    assert!(
        found.as_slice().iter().all(|one| one
            .place
            .file
            .as_ref()
            .is_some_and(|file| file.ends_with("doctors.csv"))),
        "{found}"
    );
}

/// Every table that names something answers an id that there is not by one that is like it.
#[test]
fn an_unknown_id_is_answered_by_a_near_one() {
    for (file, text, near) in [
        ("staffing.csv", "of,min\nward,1\n", "wards"),
        ("no_leave.csv", "of\nWARDS \n", "wards"),
        ("vacations.csv", "min,max,not_in\n0,1,wardss\n", "wards"),
        ("wishes.csv", "doctor,of,value\nrahmann,icu,5\n", "rahman"),
        (
            "closures.csv",
            "of,from,to\nwadrs,2026-08-24,2026-09-20\n",
            "wards",
        ),
        (
            "leaves.csv",
            "doctor,from,to\nhadad,2026-08-24,2026-09-20\n",
            "haddad",
        ),
        (
            "electives.csv",
            "id,requirements\none,PGY1 wads\n",
            "PGY1 wards",
        ),
        (
            "precedence.csv",
            "id,before,after\none,PGY1 wards,PGY2 wrads\n",
            "PGY2 wards",
        ),
        (
            "rules.csv",
            "kind,id,parameters\noff,no wards,\"{\"\"rule\"\":\"\"levi in witner\"\"}\"\n",
            "levi in winter",
        ),
    ] {
        let told = found(with(file, text).path()).to_string();
        assert!(
            told.contains("E103") && told.contains(&format!("Is {near:?} meant?")),
            "{file}: {told}"
        );
    }
    // What an activity is leave of.
    let folder = with(
        "activities.csv",
        "id,department,leave_of\nclinic,wards,\nclinic week,wards,clinik\nround,icu,\n",
    );
    let told = found(folder.path()).to_string();
    assert!(
        told.contains("E103") && told.contains("Is \"clinic\" meant?"),
        "{told}"
    );
    // A schedule, and changes.
    let folder = self::folder();
    let problem = Problem::from_path(folder.path()).unwrap();
    let path = folder.path().join("plan.csv");
    fs::write(
        &path,
        "doctor,activity,from,to\nrahmna,wards,2026-08-24,2026-09-20\nlevi,ward,2026-08-24,2026-09-20\n",
    )
    .unwrap();
    let told = read_schedule(&path, &problem, &ReadOptions::new())
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("Is \"rahman\" meant?") && told.contains("Is \"wards\" meant?"),
        "{told}"
    );
    let path = folder.path().join("changes.csv");
    fs::write(
        &path,
        "kind,doctor,of,from,to\nleave,rahmann,,2026-08-24,2026-09-20\nclose,,wadrs,2026-08-24,2026-09-20\n",
    )
    .unwrap();
    let told = medrota::scenario::Scenario::from_path(&path)
        .unwrap()
        .apply(&problem, None)
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("Is \"rahman\" meant?") && told.contains("Is \"wards\" meant?"),
        "{told}"
    );
}

#[test]
fn what_could_be_a_slip_is_told() {
    let doctors = TABLES[4].1;
    let slips: Vec<(&str, String, &str)> = vec![
        (
            "doctors.csv",
            doctors.replacen("Petrov,PGY1", "Petrov,PGY-1", 1),
            "W108",
        ),
        (
            "doctors.csv",
            doctors.replacen("Petrov,PGY1", "Petrov,PYG1", 1),
            "W108",
        ),
        (
            "doctors.csv",
            doctors.replacen("Petrov,PGY1", "Petrov,", 1),
            "W115",
        ),
        (
            "doctors.csv",
            format!("{doctors}Rahman,Another,PGY2\n"),
            "W112",
        ),
        ("doctors.csv", format!("{doctors}# ask Dinara\n"), "W113"),
        (
            "requirements.csv",
            TABLES[6].1.replace("levels=PGY2", "levels=PGY2;PGY4"),
            "W109",
        ),
        (
            "leaves.csv",
            format!("{}zola,2062-09-21,2062-10-18,vacation\n", TABLES[5].1),
            "W110",
        ),
        (
            "leaves.csv",
            format!("{}zola,2025-09-21,2025-10-18,vacation\n", TABLES[5].1),
            "W110",
        ),
        (
            "horizon_blocks.csv",
            TABLES[1].1.replace("2026-09-21,2026-10-18,Block 2\n", ""),
            "W111",
        ),
        ("doctors.xlsx.bak", "something".into(), "W114"),
    ];
    for (file, text, code) in slips {
        let folder = with(file, &text);
        if file == "horizon_blocks.csv" {
            fs::remove_file(folder.path().join("leaves.csv")).unwrap();
        }
        let told = found(folder.path());
        assert!(codes(&told).contains(&code), "{file} {text:?}: {told}");
        assert!(!told.has_errors(), "{told}");
        let strict =
            Problem::from_path_with(folder.path(), &ReadOptions::new().strict(true)).unwrap_err();
        assert!(codes(strict.diagnostics()).contains(&code));
    }
    // Spaces around a level mean nothing.
    let folder = with(
        "doctors.csv",
        &doctors.replacen("Petrov,PGY1", "Petrov,PGY1 ", 1),
    );
    assert_eq!(found(folder.path()).to_string(), "");
    // A table under a name that is not read would be an empty table.
    let folder = folder_with_capitals();
    let told = found(folder.path());
    assert!(
        told.has_errors() && told.to_string().contains("doctors.csv"),
        "{told}"
    );
}

fn folder_with_capitals() -> tempfile::TempDir {
    let folder = folder();
    fs::rename(
        folder.path().join("doctors.csv"),
        folder.path().join("doctors.CSV"),
    )
    .unwrap();
    folder
}

#[test]
fn a_schedule_that_was_saved_by_a_spreadsheet_is_read() {
    let folder = folder();
    let problem = Problem::from_path(folder.path()).unwrap();
    let path = folder.path().join("schedule.csv");
    let read = |text: &str| {
        fs::write(&path, text).unwrap();
        read_schedule(&path, &problem, &ReadOptions::new())
    };
    let plain =
        read("doctor,activity,department,from,to\nrahman,wards,wards,2026-08-24,2026-09-20\nzola,icu,icu,2026-09-21,2026-10-18\n").unwrap();
    let saved = read(
        "Our plan;;;;\r\n\r\nDoctor;Activity;Department;From;To\r\nrahman;wards;wards;24.08.2026;20.09.2026\r\nzola;icu;icu;21.09.2026;18.10.2026\r\n;;;;\r\n",
    );
    assert_eq!(saved.unwrap(), plain);
    let error =
        read("doctor,activity,department,from,to\nrahman,wards,icu,2026-08-24,2026-09-20\n")
            .unwrap_err();
    assert_eq!(codes(error.diagnostics()), ["E504"]);
}

#[test]
fn a_scenario_set_that_was_saved_by_a_spreadsheet_is_read() {
    let folder = folder();
    let path = folder.path().join("what-if.csv");
    let read = |text: &str| {
        fs::write(&path, text).unwrap();
        ScenarioSet::from_path(&path).unwrap()
    };
    let plain = read("scenario,kind,doctor\nwithout Zola,withdraw,zola\n");
    assert_eq!(
        read("\u{feff}Scenario;Kind;Doctor;\r\nwithout Zola;withdraw;zola;\r\n;;;\r\n"),
        plain
    );
}

#[test]
fn short_tables_stand_for_rules_that_there_are() {
    use medrota::problem::RuleDraft;
    let folder = folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "staffing.csv",
        "of;level;from;to;min;max;weight\nicu;PGY2;;;1;;\nwards;PGY1;24.08.2026;20.09.2026;0;3;5\n",
    );
    write(
        "pins.csv",
        "doctor,of,from,to\nlevi,icu,2026-08-24,2026-09-20\n",
    );
    write(
        "wishes.csv",
        "doctor,of,value,from,to,per\nzola,icu,4,2026-11-16,,block\nzola,wards,-1,,,\n",
    );
    write("no_leave.csv", "of,level\nicu,PGY1\n");
    let problem = Problem::from_path(folder.path()).unwrap();
    assert!(
        codes(problem.warnings()).iter().all(|code| *code == "N101"),
        "{}",
        problem.warnings()
    );
    let draft = problem.draft();
    let kinds: Vec<&str> = draft
        .rules
        .iter()
        .map(|rule| {
            if matches!(rule, RuleDraft::Capacity(_)) {
                "capacity"
            } else if matches!(rule, RuleDraft::Cells(_)) {
                "cells"
            } else {
                "?"
            }
        })
        .collect();
    assert_eq!(kinds, ["capacity", "capacity", "cells", "cells", "cells"]);
    assert!(
        draft
            .rules
            .iter()
            .any(|rule| rule.id() == "staffing/1: icu PGY2")
    );
    assert!(
        draft
            .rules
            .iter()
            .any(|rule| rule.id() == "no leave/1: petrov in icu, block 3")
    );
    let wishes: Vec<i64> = draft.preferences.iter().map(|wish| wish.value).collect();
    assert_eq!(wishes, [5, 4, -1]);
    // Written again they are rules, and nothing is there twice.
    draft.write_csv(folder.path()).unwrap();
    assert_eq!(&ProblemDraft::from_path(folder.path()).unwrap(), draft);
    // Mistakes are told where they were made.
    write(
        "pins.csv",
        "doctor,of,from,to\nLevi,roof,2026-08-24,2026-09-20\n",
    );
    let told = found(folder.path()).to_string();
    assert!(
        told.contains("pins.csv:2: E103") && told.contains("Is \"levi\" meant?"),
        "{told}"
    );
}

#[test]
fn vacations_are_planned_within_rotations() {
    let folder = folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "vacations.csv",
        "min;max;level;not_in;to;longest;at_once\n1;1;PGY1;icu;15.11.2026;1;2\n",
    );
    write(
        "wishes.csv",
        "doctor,of,value,from,to,per\nzola,vacation,4,2026-09-21,2026-10-18,block\n",
    );
    write("staffing.csv", "of,level,max\nvacation,PGY1,2\n");
    let problem = Problem::from_path(folder.path()).unwrap();
    assert!(
        codes(problem.warnings()).iter().all(|code| *code == "N101"),
        "{}",
        problem.warnings()
    );
    let draft = problem.draft();
    let leave = draft
        .activities
        .iter()
        .find(|row| row.id == "wards, vacation")
        .unwrap();
    assert_eq!(leave.leave_of.as_deref(), Some("wards"));
    assert!(
        draft
            .requirements
            .iter()
            .any(|row| row.id == "vacation/1" && row.min == 1 && row.max == Some(1))
    );
    let ids: Vec<&str> = draft.rules.iter().map(|rule| rule.id()).collect();
    assert!(
        ids.contains(&"vacation/1, in a row")
            && ids.contains(&"vacation/1, at once")
            && ids.contains(&"no vacation/1"),
        "{ids:?}"
    );
    assert!(!ids.iter().any(|id| id.ends_with("where")), "{ids:?}");
    // Written again they are activities and rules, and nothing is there twice.
    draft.write_csv(folder.path()).unwrap();
    assert_eq!(&ProblemDraft::from_path(folder.path()).unwrap(), draft);
    // Interns have their block off, none of them in the ICU, none after the date, and nobody else has any.
    let outcome = medrota::Solver::new()
        .no_time_limit()
        .work_limit(20_000)
        .threads(1)
        .solve(&problem)
        .unwrap();
    let schedule = outcome.schedule.unwrap();
    assert!(medrota::check(&problem, &schedule).is_feasible());
    for (index, doctor) in problem.doctors().iter().enumerate() {
        let rotations = schedule
            .pathway(medrota::ids::DoctorId::new(index))
            .rotations();
        let off: Vec<_> = rotations
            .iter()
            .filter(|rotation| problem.activity(rotation.activity).leave_of.is_some())
            .collect();
        assert_eq!(
            off.len(),
            usize::from(doctor.level == "PGY1"),
            "{}",
            doctor.key
        );
        assert!(
            off.iter().all(
                |rotation| problem.activity(rotation.activity).key == "wards, vacation"
                    && rotation.last.index() < 3
            )
        );
    }
    write("vacations.csv", "min,of\n1,roof\n");
    assert!(
        found(folder.path())
            .to_string()
            .contains("vacations.csv:2: E103")
    );
    write("vacations.csv", "min,periods\n1,0\n");
    assert!(
        found(folder.path())
            .to_string()
            .contains("vacations.csv:2: E")
    );
}

/// Residents move in blocks of four weeks and have a week off in some of them.
#[test]
fn a_week_of_vacation_lies_within_a_block() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "problem.csv",
        "key,value\nformat,1\nname,weeks off\nkind,week\nstart,2026-09-07\nend,2026-11-01\n",
    );
    write("grids.csv", "id,starts\nfour weeks,2026-09-07;2026-10-05\n");
    write("departments.csv", "id\nwards\nicu\n");
    write(
        "doctors.csv",
        "id,grid\nana,four weeks\nben,four weeks\ncem,four weeks\ndia,four weeks\n",
    );
    write("capacities.csv", "of,min,max\nwards,1,3\n");
    write(
        "requirements.csv",
        "id,activities,min,max\nwards,departments=wards,1,\nicu,departments=icu,1,\n",
    );
    write(
        "vacations.csv",
        "min,max,periods,not_in,from,to,at_once\n1,1,1,icu,2026-09-14,2026-11-01,1\n",
    );
    write(
        "wishes.csv",
        "doctor,of,value,from,to\nana,vacation,7,2026-10-12,2026-10-18\n",
    );
    let problem = Problem::from_path(folder.path()).unwrap();
    assert!(
        problem.find_activity("wards, vacation in week 2").is_some()
            && problem.find_activity("wards, vacation").is_none()
    );
    let draft = problem.draft();
    draft.write_csv(folder.path()).unwrap();
    assert_eq!(&ProblemDraft::from_path(folder.path()).unwrap(), draft);
    let outcome = medrota::Solver::new()
        .no_time_limit()
        .work_limit(20_000)
        .threads(1)
        .solve(&problem)
        .unwrap();
    let schedule = outcome.schedule.unwrap();
    let report = medrota::check(&problem, &schedule);
    assert!(
        report.is_feasible() && report.value == 7 && outcome.bound == Some(7),
        "{report:?}, bound {:?}",
        outcome.bound
    );
    // Who is off in each week, by what the pathways say.
    let mut off = vec![Vec::new(); problem.horizon().len()];
    for (index, doctor) in problem.doctors().iter().enumerate() {
        for rotation in schedule
            .pathway(medrota::ids::DoctorId::new(index))
            .rotations()
        {
            let periods =
                (rotation.first.index()..=rotation.last.index()).map(medrota::ids::PeriodId::new);
            let is_off = |period: &medrota::ids::PeriodId| {
                problem.activity(rotation.activity).is_leave(*period)
            };
            periods
                .filter(is_off)
                .for_each(|period| off[period.index()].push(doctor.key.as_str()));
        }
    }
    assert!(
        off[0].is_empty()
            && off.iter().all(|off| off.len() <= 1)
            && off.iter().flatten().count() == 4,
        "{off:?}"
    );
    assert_eq!(off[5], ["ana"]);
    // On the wall the rotation goes on around the week off, and a chart that was taken down is the schedule that was hung up.
    let page = medrota::report::html::page(&medrota::report::Findings::new(
        &problem, &schedule, &report,
    ));
    assert_eq!(page.matches("class=\"bar leave\"").count(), 4);
    if cfg!(feature = "spreadsheet") {
        let chart = folder.path().join("schedule.xlsx");
        medrota::format::write_schedule(&chart, &problem, &schedule).unwrap();
        let read =
            medrota::format::read_schedule(&chart, &problem, &medrota::format::ReadOptions::new())
                .unwrap();
        assert_eq!(read, schedule);
    }
}

#[test]
fn a_place_is_closed_whenever_nobody_says_that_it_is_open() {
    let folder = folder();
    fs::write(
        folder.path().join("availability.csv"),
        "of,from,to\nicu,2026-09-21,2026-11-15\n",
    )
    .unwrap();
    let problem = Problem::from_path(folder.path()).unwrap();
    let closed: Vec<(&str, &str)> = problem
        .draft()
        .closures
        .iter()
        .map(|row| (row.from.as_str(), row.to.as_str()))
        .collect();
    assert_eq!(
        closed,
        [
            ("2026-08-24 am", "2026-09-20 pm"),
            ("2026-11-16 am", "2026-12-13 pm")
        ]
    );
    fs::write(
        folder.path().join("availability.csv"),
        "of,from,to,weekdays\nicu,2026-09-21,2026-11-15,someday\n",
    )
    .unwrap();
    assert!(
        found(folder.path())
            .to_string()
            .contains("availability.csv:2: E201")
    );
}
