//! The views of a schedule: text and tables as snapshots, the page by its structure.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod hospital_year;
mod report_files;

use hospital_year::{hospital_year, small};
use medrota::check::{Report, Subject, Violation};
use medrota::ids::{ActivityId, DepartmentId, DoctorId, PeriodId};
use medrota::report::{Findings, csv, html, icalendar, text};
use medrota::schedule::{Pathway, Rotation};
use medrota::{Problem, Schedule};

/// A judgement made by hand, so that these tests speak of the views alone.
fn judged(problem: &Problem) -> Report {
    let rule = |key: &str| problem.find_rule(key).unwrap();
    let department = |key: &str| Subject::Department(problem.find_department(key).unwrap());
    let violation = |rule, subject, period: Option<usize>, amount| Violation {
        rule,
        subject,
        period: period.map(PeriodId::new),
        amount,
    };
    let doctor = Subject::Doctor(DoctorId::new(0));
    Report {
        violations: vec![
            violation(rule("capacity/surgery"), department("surgery"), Some(0), 1),
            violation(rule("capacity/surgery"), department("surgery"), Some(1), 1),
        ],
        breaches: vec![violation(rule("calm"), doctor, None, 2)],
        value: 1234,
        scores: vec![0; problem.doctors().len()],
    }
}

fn with_findings<T>(
    problem: &Problem,
    schedule: &Schedule,
    view: impl Fn(&Findings<'_>) -> T,
) -> T {
    let report = judged(problem);
    let mut findings = Findings::new(problem, schedule, &report)
        .termination(medrota::Termination::GapReached)
        .engine("portfolio")
        .seconds(2.5);
    (findings.bound, findings.gap) = (Some(1250), Some(0.0128));
    view(&findings)
}

#[test]
fn summary_of_a_small_year() {
    let (problem, schedule) = small();
    insta::assert_snapshot!(with_findings(&problem, &schedule, text::summary));
}

#[test]
fn tables_of_a_small_year() {
    let (problem, schedule) = small();
    insta::assert_snapshot!(
        "load",
        with_findings(&problem, &schedule, |findings| csv::load(findings).unwrap())
    );
    insta::assert_snapshot!(
        "requirements",
        with_findings(&problem, &schedule, |findings| csv::requirements(findings)
            .unwrap())
    );
    insta::assert_snapshot!(
        "ledger",
        with_findings(&problem, &schedule, |findings| csv::ledger(findings)
            .unwrap())
    );
    insta::assert_snapshot!(
        "roster",
        with_findings(&problem, &schedule, |findings| csv::roster(findings)
            .unwrap())
    );
}

#[test]
fn calendars_of_a_small_year() {
    let (problem, schedule) = small();
    insta::assert_snapshot!(
        "doctor",
        with_findings(&problem, &schedule, |findings| icalendar::doctor(
            findings,
            DoctorId::new(0)
        ))
    );
    let department = with_findings(&problem, &schedule, |findings| {
        icalendar::department(findings, DepartmentId::new(0))
    });
    insta::assert_snapshot!("department", department);
    let nobody = with_findings(&problem, &schedule, |findings| {
        icalendar::doctor(findings, DoctorId::new(99))
    });
    assert!(!nobody.contains("VEVENT"));
}

#[test]
fn page_shows_everybody_and_is_well_formed() {
    let (problem, schedule) = hospital_year();
    let page = with_findings(&problem, &schedule, html::page);
    if let Ok(path) = std::env::var("MEDROTA_REPORT_PAGE") {
        std::fs::write(path, &page).unwrap();
    }
    assert_balanced(&page);
    for doctor in problem.doctors() {
        assert!(
            page.contains(&format!(" dir=\"auto\">{}</span><small>", doctor.name)),
            "{} is missing",
            doctor.name
        );
    }
    for id in [
        "calendar",
        "load",
        "rules",
        "requirements",
        "figures",
        "events",
    ] {
        assert!(
            page.contains(&format!("<section id=\"{id}\"")),
            "section {id} is missing"
        );
    }
    assert_eq!(page, with_findings(&problem, &schedule, html::page));
    assert!(
        !page.contains("http://") && !page.contains("https://"),
        "the page loads nothing"
    );
}

#[test]
fn page_of_an_empty_schedule() {
    let (problem, _) = small();
    let (schedule, report) = (Schedule::default(), Report::default());
    let findings = Findings::new(&problem, &schedule, &report);
    assert_balanced(&html::page(&findings));
    assert!(text::summary(&findings).contains("proven bound    none"));
    assert_eq!(csv::roster(&findings).unwrap().lines().count(), 1);
}

#[test]
fn text_of_the_problem_is_escaped() {
    let mut builder = medrota::ProblemBuilder::weeks(
        "</title><script>alert(1)</script>",
        "2026-09-06",
        "2026-10-03",
    )
    .department("a\"><b>", 1)
    .doctor("<i>&'")
    .requirement("r<q>", &["a\"><b>"], 2);
    builder.draft_mut().departments[0].name = "</style><u>\"\\".into();
    let problem = builder.build().unwrap();
    let (schedule, report) = (Schedule::default(), Report::default());
    let page = html::page(&Findings::new(&problem, &schedule, &report));
    assert_balanced(&page);
    for raw in ["<script>alert", "<b>\"", "<u>", "<q>", "<i>&'"] {
        assert!(!page.contains(raw), "{raw} is not escaped");
    }
}

#[test]
fn long_lists_are_cut_with_a_note() {
    let mut builder =
        medrota::ProblemBuilder::weeks("many", "2026-09-06", "2026-10-03").department("surgery", 1);
    for index in 0..310 {
        builder = builder.doctor(&format!("doctor-{index}"));
    }
    let problem = builder
        .requirement("surgery", &["surgery"], 2)
        .build()
        .unwrap();
    let (schedule, report) = (Schedule::default(), Report::default());
    let page = html::page(&Findings::new(&problem, &schedule, &report));
    assert_eq!(page.matches("<tr class=\"doctor\"").count(), 300);
    assert!(page.contains("The first 300 of 310 doctors are shown."));
    assert_balanced(&page);
}

/// Every element that is opened is closed in order, outside of style and script.
fn assert_balanced(page: &str) {
    const VOID: [&str; 3] = ["meta", "input", "path"];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = rest.find('>').unwrap();
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        let name = tag
            .trim_start_matches('/')
            .split([' ', '\n', '/'])
            .next()
            .unwrap();
        if tag.starts_with('!') || VOID.contains(&name) {
            continue;
        }
        if tag.starts_with('/') {
            assert_eq!(
                open.pop(),
                Some(name),
                "closing {name} where another is open"
            );
        } else {
            open.push(name);
            if ["style", "script"].contains(&name) {
                rest = &rest[rest.find(&format!("</{name}>")).unwrap()..];
            }
        }
    }
    assert_eq!(open, Vec::<&str>::new(), "never closed");
}

/// Seventeen years of weeks: the page stays small enough to open.
#[test]
fn page_of_many_doctors_and_years_is_bounded() {
    let mut builder = medrota::ProblemBuilder::weeks("seventeen years", "2010-01-03", "2026-12-12");
    for index in 0..30 {
        builder = builder.department(&format!("department-{index}"), 20);
    }
    for index in 0..3_500 {
        builder = builder.doctor(&format!("doctor-{index}"));
    }
    let problem = builder.build().unwrap();
    let periods = problem.horizon().len();
    assert!(periods > 880);
    let pathway = |doctor: usize| {
        let rotations = (0..periods - 20).step_by(20).map(|first| Rotation {
            first: PeriodId::new(first),
            last: PeriodId::new(first + 15 + doctor % 5),
            activity: ActivityId::new((doctor + first / 20) % 30),
        });
        Pathway::new(rotations.collect(), Vec::new())
    };
    let schedule = Schedule::new((0..3_500).map(pathway).collect());
    let report = Report::default();
    let findings = Findings::new(&problem, &schedule, &report);
    let page = html::page(&findings);
    if let Ok(path) = std::env::var("MEDROTA_REPORT_LARGE_PAGE") {
        std::fs::write(path, &page).unwrap();
    }
    assert!(page.len() < 10_000_000, "{} bytes", page.len());
    assert_balanced(&page);
    assert!(text::summary(&findings).lines().count() < 100);
}
