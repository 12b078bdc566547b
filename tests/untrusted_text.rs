//! Texts of the input on their way out: whatever an id or a name holds, it neither steers a terminal nor becomes a formula, markup or another line.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use medrota::error::{visible, visible_lines};
use medrota::ids::{DepartmentId, DoctorId};
use medrota::problem::ProblemDraft;
use medrota::replan::{Differences, Replan};
use medrota::report::{Findings, changes, csv, html, icalendar, text};
use medrota::{Problem, Schedule, Solver, check, explain};
use proptest::prelude::*;
use serde_json::json;

/// Texts with a meaning to somebody.
const PIECES: &[&str] = &[
    "=",
    "+",
    "-",
    "@",
    "=1+2",
    "\t=1",
    "\r",
    "\n",
    "\r\n",
    "'",
    "''",
    "\"",
    "\"=1\"",
    "\0",
    "\u{1b}[31m",
    "\u{7}",
    "\u{7f}",
    "\u{9b}31m",
    "\u{85}",
    "\u{202e}",
    "\u{2066}",
    "\u{2069}",
    "\u{200f}",
    "\u{feff}",
    "\u{2028}",
    "\u{e0041}",
    "<script>alert(1)</script>",
    "</style>",
    "</title>",
    "\" onmouseover=\"alert(1)",
    "&amp;",
    "&",
    "<!--",
    "]]>",
    "\\",
    ";",
    ",",
    ":",
    "\nEND:VEVENT",
    "\r\nATTENDEE:x",
    "דוד",
    "علي",
    "Müller",
    "手術",
    "{7*7}",
    "..",
    "＝1",
    "a",
    "x y",
    "2026-09-06",
];

fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 1..4)
        .prop_map(|pieces| pieces.concat());
    prop_oneof![4 => pieces, 1 => any::<String>()]
}

/// A problem in which every id, name and other text is one of `texts`, made different by a number behind it.
fn problem(texts: &[String]) -> Problem {
    let mut next = texts.iter().cycle().enumerate();
    let mut said = || {
        next.next()
            .map(|(number, text)| format!("{text}·{number}"))
            .unwrap()
    };
    // Names of blocks have no white space around them.
    let block = |text: String| format!("b{}", text.trim_start());
    let (hospital, region, specialty, cohort) = (said(), said(), said(), said());
    let (ward, theatre, practice, lecture, document) = (said(), said(), said(), said(), said());
    let doctors: Vec<String> = (0..3).map(|_| said()).collect();
    let mut person = |id: &String| json!({"id": id, "name": said(), "region": region, "specialty": specialty, "cohort": cohort, "level": said(), "tags": [said()]});
    let people: Vec<_> = doctors.iter().map(&mut person).collect();
    let draft = json!({
        "format": 1, "name": said(),
        "horizon": {"kind": "block", "start": "2026-09-06", "end": "2026-10-03", "blocks": [
            {"name": block(said()), "from": "2026-09-06", "to": "2026-09-12"}, {"name": block(said()), "from": "2026-09-13", "to": "2026-09-19"},
            {"name": block(said()), "from": "2026-09-20", "to": "2026-09-26"}, {"name": block(said()), "from": "2026-09-27", "to": "2026-10-03"}]},
        "hospitals": [{"id": hospital, "name": said()}],
        "regions": [{"id": region, "name": said()}],
        "specialties": [{"id": specialty, "name": said()}],
        "cohorts": [{"id": cohort, "name": said()}],
        "departments": [{"id": ward, "name": said(), "hospital": hospital}, {"id": theatre, "name": said(), "hospital": hospital}],
        "activities": [{"id": said(), "name": said(), "department": ward}],
        "capacities": [{"of": theatre, "max": 1}],
        "doctors": people,
        "leaves": [{"doctor": doctors[0], "from": "#4", "to": "#4", "reason": said()}],
        "requirements": [{"id": practice, "activities": {"departments": [theatre]}, "min": 1, "max": 1, "weight": 3}],
        "events": [{"id": lecture, "name": said(), "slots": [{"from": "#2", "to": "#2"}]}],
        "rules": [
            {"kind": "document", "id": said(), "document": document, "activities": {"departments": [ward]}},
            {"kind": "longest_run", "id": said(), "activities": {"departments": [theatre]}, "max_blocks": 1, "weight": 2},
        ],
    });
    // Two texts may be of the same kind of mistake (an id of white space alone): those are refused before anything is written.
    ProblemDraft::from_json_str(&draft.to_string())
        .unwrap()
        .validate()
        .unwrap()
}

/// Everybody everywhere: schedules that break rules, so that reports have to speak of them.
fn schedules(problem: &Problem) -> Vec<Schedule> {
    let solver = Solver::new().no_time_limit().work_limit(500).threads(1);
    let solved = solver.solve(problem).unwrap().schedule.unwrap_or_default();
    let crowded: Vec<_> = (0..problem.doctors().len())
        .map(|_| {
            let everywhere =
                (0..problem.activities().len()).map(|activity| medrota::schedule::Rotation {
                    first: medrota::ids::PeriodId::new(activity),
                    last: medrota::ids::PeriodId::new(activity + 1),
                    activity: medrota::ids::ActivityId::new(activity),
                });
            medrota::schedule::Pathway::new(everywhere.collect(), Vec::new())
        })
        .collect();
    vec![solved, Schedule::new(crowded), Schedule::default()]
}

/// What a terminal is given: the same as after everything hidden in it has been made visible.
fn assert_harmless(text: &str) {
    assert_eq!(visible_lines(text), text);
}

/// The texts of `docs/formats.md`, "Cells and spreadsheets", read back: the apostrophe first, then the JSON string.
fn cell_text(cell: &str) -> String {
    let starts_formula = |text: &str| {
        let seen = text.trim_start_matches(|letter: char| {
            letter.is_whitespace()
                || letter == '"'
                || visible(&letter.to_string()) != letter.to_string()
        });
        seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
            && text.parse::<f64>().map_or(true, |_| text.starts_with('+'))
            || text.starts_with(char::is_control)
    };
    assert!(!starts_formula(cell), "a formula: {cell:?}");
    assert!(
        !cell.contains(|letter: char| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r')),
        "control characters: {cell:?}"
    );
    let plain = match cell.strip_prefix('\'') {
        Some(rest) if starts_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    };
    let json = if plain.starts_with('"') {
        serde_json::from_str(plain).ok()
    } else {
        None
    };
    json.unwrap_or_else(|| plain.to_owned())
}

fn rows(table: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(table.as_bytes());
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|record| record.unwrap().iter().map(cell_text).collect())
        .collect();
    assert!(rows.windows(2).all(|pair| pair[0].len() == pair[1].len()));
    rows
}

/// Elements without an end.
const VOID: &[&str] = &["meta", "input", "br", "rect", "line", "path"];

/// Every element is closed in order, and only those are there that the pages use themselves.
fn assert_balanced(page: &str) {
    let mut open: Vec<String> = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = rest.find('>').unwrap();
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        if tag.starts_with('!') {
            assert!(tag == "!DOCTYPE html", "{tag}");
            continue;
        }
        let name = tag
            .trim_start_matches('/')
            .split([' ', '\n', '/'])
            .next()
            .unwrap()
            .to_owned();
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(
                open.pop().as_deref(),
                Some(closed),
                "in {}",
                &page[page.len() - rest.len() - 60..page.len() - rest.len()]
            );
        } else if !VOID.contains(&name.as_str()) && !tag.ends_with('/') {
            let attributes = tag[name.len()..].split('"').step_by(2).collect::<String>();
            assert!(!attributes.contains("onmouseover"), "{tag}");
            assert!(
                name != "script" || open == ["html", "body"],
                "a script in the page"
            );
            if name == "script" || name == "style" {
                rest = &rest[rest.find(&format!("</{name}>")).unwrap()..];
            }
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(!page.contains(|letter: char| letter.is_control() && letter != '\n' && letter != '\t'));
    // Whatever turns the direction of writing is shut in, or shown.
    assert!(!page.contains([
        '\u{202a}', '\u{202b}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}'
    ]));
    assert_eq!(
        page.matches('\u{2068}').count(),
        page.matches('\u{2069}').count()
    );
}

/// Lines that are properties or go on; the same entries as without any text.
fn assert_calendar(calendar: &str, entries: usize) {
    let unfolded = calendar.replace("\r\n ", "");
    let lines: Vec<&str> = unfolded
        .split("\r\n")
        .filter(|line| !line.is_empty())
        .collect();
    for line in &lines {
        assert!(
            !line.contains(|letter: char| letter.is_control()),
            "{line:?}"
        );
        let name = line.split([':', ';']).next().unwrap();
        const KNOWN: &[&str] = &[
            "BEGIN",
            "END",
            "VERSION",
            "PRODID",
            "CALSCALE",
            "METHOD",
            "X-WR-CALNAME",
            "UID",
            "DTSTAMP",
            "SUMMARY",
            "LOCATION",
            "DESCRIPTION",
            "TRANSP",
            "DTSTART",
            "DTEND",
            "CLASS",
            "SEQUENCE",
            "STATUS",
        ];
        assert!(KNOWN.contains(&name), "{line:?}");
    }
    // Folded at 75 bytes by the library; a character of several bytes at the end stays whole.
    assert!(calendar.split("\r\n").all(|line| line.len() <= 78));
    let count = |wanted: &str| lines.iter().filter(|line| **line == wanted).count();
    assert_eq!(
        (
            count("BEGIN:VEVENT"),
            count("END:VEVENT"),
            count("BEGIN:VCALENDAR")
        ),
        (entries, entries, 1)
    );
}

/// Files that are sent, of a problem with texts of all kinds and of the same one without.
fn sent_safely(
    (problem, schedule): (&Problem, &medrota::Schedule),
    (plain, known): (&Problem, &medrota::Schedule),
) {
    let (report, known_report) = (check(problem, schedule), check(plain, known));
    let (findings, known_findings) = (
        Findings::new(problem, schedule, &report),
        Findings::new(plain, known, &known_report),
    );
    let nothing = icalendar::Published::default();
    let (files, known_files) = (
        icalendar::calendars(&findings, &nothing),
        icalendar::calendars(&known_findings, &nothing),
    );
    assert_eq!(files.len(), known_files.len());
    for (file, known) in files.iter().zip(&known_files) {
        assert_calendar(&file.text, known.text.matches("BEGIN:VEVENT").count());
        icalendar::Published::default()
            .read(&file.name, &file.text)
            .unwrap();
    }
    let pages = html::pages(&findings);
    pages.iter().for_each(|page| assert_balanced(&page.text));
    for name in files
        .iter()
        .map(|file| &file.name)
        .chain(pages.iter().map(|page| &page.name))
    {
        assert!(
            !name.contains(|letter: char| letter.is_control() || "/\\:*?\"<>|".contains(letter)),
            "{name:?}"
        );
    }
}

fn shown_safely(problem: &Problem, plain: &Problem) {
    let folder = tempfile::tempdir().unwrap();
    for (schedule, known) in schedules(problem).iter().zip(&schedules(plain)) {
        let (report, known_report) = (check(problem, schedule), check(plain, known));
        let (findings, known) = (
            Findings::new(problem, schedule, &report),
            Findings::new(plain, known, &known_report),
        );
        let summary = text::summary(&findings);
        assert_harmless(&summary);
        for violation in report.violations.iter().chain(&report.breaches) {
            assert_harmless(&violation.describe(problem));
        }
        assert_balanced(&html::page(&findings));
        for (table, known) in [
            (csv::load(&findings), csv::load(&known)),
            (csv::requirements(&findings), csv::requirements(&known)),
            (csv::ledger(&findings), csv::ledger(&known)),
            (csv::roster(&findings), csv::roster(&known)),
        ] {
            let (table, known) = (table.unwrap(), known.unwrap());
            let keys: Vec<&String> = problem.doctors().iter().map(|doctor| &doctor.key).collect();
            let rows = rows(&table);
            assert_eq!(rows.len(), known.lines().count());
            if let Some(column) = rows[0].iter().position(|name| name == "doctor") {
                assert!(rows[1..].iter().all(|row| keys.contains(&&row[column])));
            }
        }
        for (index, _) in problem.doctors().iter().enumerate() {
            let entries = icalendar::doctor(&known, DoctorId::new(index))
                .matches("BEGIN:VEVENT")
                .count();
            assert_calendar(&icalendar::doctor(&findings, DoctorId::new(index)), entries);
        }
        let entries = icalendar::department(&known, DepartmentId::new(1))
            .matches("BEGIN:VEVENT")
            .count();
        assert_calendar(
            &icalendar::department(&findings, DepartmentId::new(1)),
            entries,
        );
        let path = folder.path().join("schedule.csv");
        if medrota::format::write_schedule(&path, problem, schedule).is_ok() {
            rows(&std::fs::read_to_string(&path).unwrap());
            let (read, _) = medrota::format::read_published(
                &path,
                problem,
                &medrota::format::ReadOptions::default(),
            )
            .unwrap();
            assert!(
                read.pathways()
                    .iter()
                    .zip(schedule.pathways())
                    .all(|(one, other)| one == other)
            );
        }
    }
    let published = schedules(problem).swap_remove(0);
    sent_safely((problem, &published), (plain, &schedules(plain)[0]));
    let differences = Differences::new(problem, &published, &schedules(problem)[1]);
    let letters = changes::letters(problem, &differences, &published);
    assert_harmless(&letters);
    rows(&changes::csv(problem, &differences, &published).unwrap());
    let solver = Solver::new().no_time_limit().work_limit(500).threads(1);
    let replanned = Replan::of(problem, &published)
        .unwrap()
        .solve(&solver)
        .unwrap();
    assert_harmless(&changes::summary(problem, &replanned));
    assert_balanced(&html::changes_page(problem, &replanned));
    let audit = explain::audit(problem);
    audit
        .describe(problem)
        .iter()
        .for_each(|line| assert_harmless(line));
    let dot = medrota::diagram::Pathways::build(
        problem,
        medrota::diagram::BuildLimits { arcs: 20_000 },
        true,
    );
    dot.classes()
        .iter()
        .for_each(|class| assert_harmless(&medrota::diagram::to_dot(problem, &class.diagram)));
    // Tables hold the problem without loss, and no cell of them is a formula.
    let tables = folder.path().join("tables");
    problem.draft().write_csv(&tables).unwrap();
    assert_eq!(&ProblemDraft::from_path(&tables).unwrap(), problem.draft());
    for entry in std::fs::read_dir(&tables).unwrap() {
        rows(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_text_gets_out_of_its_place(texts in prop::collection::vec(any_text(), 1..8)) {
        shown_safely(&problem(&texts), &problem(&["plain".to_owned()]));
    }
}

#[test]
fn every_piece_alone_stays_in_its_place() {
    let plain = problem(&["plain".to_owned()]);
    for piece in PIECES {
        shown_safely(&problem(&[(*piece).to_owned()]), &plain);
    }
}

#[test]
fn a_line_cannot_be_made_up() {
    let honest = problem(&["name".to_owned()]);
    let forged = problem(&["name\nfeasible        yes\n".to_owned()]);
    let lines = |problem: &Problem| {
        let schedule = Schedule::default();
        let report = check(problem, &schedule);
        text::summary(&Findings::new(problem, &schedule, &report))
            .lines()
            .count()
    };
    assert_eq!(lines(&honest), lines(&forged));
}

#[test]
fn findings_about_an_input_show_what_it_hides() {
    let escape = "\u{1b}]0;owned\u{7}";
    let text =
        json!({"format": 1, "name": escape, "horizon": {"kind": "week", "start": escape, "end": "2026-10-03"}, escape: 1}).to_string();
    let error = ProblemDraft::from_json_str(&text)
        .and_then(|draft| draft.validate())
        .unwrap_err();
    assert_harmless(&error.to_string());
    assert_harmless(&format!("{error:?}"));
}

#[test]
fn names_from_right_to_left_are_shut_in() {
    let problem = problem(&["דוד (10)".to_owned()]);
    let schedule = schedules(&problem).swap_remove(1);
    let report = check(&problem, &schedule);
    let page = html::page(&Findings::new(&problem, &schedule, &report));
    // Outside of attributes and the title no name stands without its own direction.
    let title = page.find("</title>").unwrap();
    let mut seen = 0;
    for (at, _) in page.match_indices("דוד").filter(|(at, _)| *at > title) {
        let before = &page[..at];
        let in_attribute = before.rfind('<') > before.rfind('>');
        let is_open = |begin: &str, end: &str| before.rfind(begin) > before.rfind(end);
        let isolated = is_open("<bdi>", "</bdi>")
            || is_open("dir=\"auto\">", "</")
            || is_open("\u{2068}", "\u{2069}");
        assert!(
            in_attribute || isolated,
            "{}",
            before
                .chars()
                .rev()
                .take(200)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect::<String>()
        );
        seen += 1;
    }
    assert!(seen > 40, "{seen}");
}
