//! Pages to send, and what the report shows of a residency year.

use medrota::ids::PeriodId;
use medrota::problem::RuleDraft;
use medrota::problem::draft::{
    ActivityFilter, DoctorFilter, LeaveDraft, NamedSpanDraft, PeriodKindDraft,
};
use medrota::problem::rules;
use medrota::report::{Findings, Language, html};
use medrota::schedule::{Pathway, Rotation};
use medrota::{Problem, ProblemBuilder, Schedule, check};

/// Four residents of two levels in three blocks.
pub(super) fn residency() -> (Problem, Schedule) {
    let mut builder = ProblemBuilder::weeks("Residency", "2026-06-29", "2026-09-20")
        .department("wards", 3)
        .department("icu", 2);
    for doctor in ["ana", "ben", "cem", "דנה"] {
        builder = builder.doctor(doctor);
    }
    let draft = builder.draft_mut();
    draft.horizon.kind = PeriodKindDraft::Block;
    for (name, from, to) in [
        ("Block 1", "2026-06-29", "2026-07-26"),
        ("Block 2", "2026-07-27", "2026-08-23"),
        ("Block 3", "2026-08-24", "2026-09-20"),
    ] {
        draft.horizon.blocks.push(NamedSpanDraft {
            name: name.into(),
            from: from.into(),
            to: to.into(),
        });
    }
    for (index, doctor) in draft.doctors.iter_mut().enumerate() {
        doctor.level = if index < 2 { "PGY1" } else { "PGY2" }.into();
    }
    draft.departments[0].name = "Inpatient wards".into();
    draft.departments[1].name = "טיפול נמרץ".into();
    for (from, to) in [("2026-07-27", "2026-07-31"), ("2026-08-01", "2026-08-23")] {
        draft.leaves.push(LeaveDraft {
            doctor: "ana".into(),
            from: from.into(),
            to: to.into(),
            reason: "vacation".into(),
            ..LeaveDraft::default()
        });
    }
    let of = |department: &str| ActivityFilter {
        departments: vec![department.into()],
        ..ActivityFilter::default()
    };
    let only = |doctor: &str| DoctorFilter {
        doctors: vec![doctor.into()],
        ..DoctorFilter::default()
    };
    let builder = builder.rule(RuleDraft::Capacity(rules::Capacity {
        id: "staffing".into(),
        doctors: DoctorFilter::default(),
        activities: of("wards"),
        periods: Default::default(),
        min: 3,
        max: None,
        weight: Some(1),
    }));
    let mut builder =
        builder
            .requirement("some icu", &["icu"], 1)
            .requirement("some wards", &["wards"], 1);
    let draft = builder.draft_mut();
    draft
        .requirements
        .iter_mut()
        .for_each(|requirement| requirement.optional = true);
    draft
        .electives
        .push(medrota::problem::draft::ElectiveDraft {
            id: "one elective".into(),
            requirements: vec!["some icu".into(), "some wards".into()],
            min: 1,
            max: Some(2),
            ..Default::default()
        });
    for (id, doctor, value) in [("ana likes ICU", "ana", 5), ("ben avoids ICU", "ben", -3)] {
        draft
            .preferences
            .push(medrota::problem::draft::PreferenceDraft {
                id: id.into(),
                doctors: only(doctor),
                activities: of("icu"),
                value,
                ..Default::default()
            });
    }
    let problem = builder.build().unwrap();
    let rotation = |activity: &str, first, last| Rotation {
        first: PeriodId::new(first),
        last: PeriodId::new(last),
        activity: problem.find_activity(activity).unwrap(),
    };
    let schedule = Schedule::new(vec![
        Pathway::new(
            vec![rotation("wards", 0, 0), rotation("icu", 2, 2)],
            Vec::new(),
        ),
        Pathway::new(
            vec![rotation("icu", 0, 0), rotation("wards", 1, 2)],
            Vec::new(),
        ),
        Pathway::new(vec![rotation("wards", 0, 2)], Vec::new()),
        Pathway::new(vec![rotation("wards", 0, 0)], Vec::new()),
    ]);
    (problem, schedule)
}

fn shown() -> (Problem, Schedule, String) {
    shown_in(Language::English)
}

pub(super) fn shown_in(language: Language) -> (Problem, Schedule, String) {
    let (problem, schedule) = residency();
    let report = check(&problem, &schedule);
    let page = html::page(&Findings::new(&problem, &schedule, &report).language(language));
    crate::assert_balanced(&page);
    (problem, schedule, page)
}

/// The report of thirty residents of three levels in 26 blocks, each with a rotation a block.
pub(super) fn level_year() -> String {
    let mut builder =
        ProblemBuilder::weeks("Residency, thirty residents", "2026-06-29", "2027-06-27");
    for department in 0..12 {
        builder = builder.department(&format!("Department {department}"), 30);
    }
    for doctor in 0..30 {
        builder = builder.doctor(&format!("Resident number {doctor}"));
    }
    let draft = builder.draft_mut();
    draft.horizon.kind = PeriodKindDraft::Block;
    let start: medrota::calendar::Date = "2026-06-29".parse().unwrap();
    for block in 0..26 {
        let (from, to) = (
            start.plus_days(block * 14),
            start.plus_days(block * 14 + 13),
        );
        draft.horizon.blocks.push(NamedSpanDraft {
            name: format!("Block {}", block + 1),
            from: from.to_string(),
            to: to.to_string(),
        });
    }
    for (index, doctor) in draft.doctors.iter_mut().enumerate() {
        doctor.level = format!("PGY{}", index / 10 + 1);
    }
    let problem = builder.build().unwrap();
    let activities = problem.activities().len();
    let rotation = |doctor: usize, block: usize| {
        let (period, activity) = (
            PeriodId::new(block),
            medrota::ids::ActivityId::new((doctor * 7 + block * 5) % activities),
        );
        Rotation {
            first: period,
            last: period,
            activity,
        }
    };
    let pathway = |doctor: usize| {
        Pathway::new(
            (0..26).map(|block| rotation(doctor, block)).collect(),
            Vec::new(),
        )
    };
    let schedule = Schedule::new((0..30).map(pathway).collect());
    let report = check(&problem, &schedule);
    html::page(&Findings::new(&problem, &schedule, &report))
}

/// The text of one section.
fn section<'a>(page: &'a str, id: &str) -> &'a str {
    let start = page
        .find(&format!("<section id=\"{id}\""))
        .unwrap_or_else(|| panic!("section {id} is missing"));
    &page[start..start + page[start..].find("</section>").unwrap()]
}

#[test]
fn residents_stand_under_their_levels_and_blocks_have_their_names() {
    let (_, _, page) = shown();
    let calendar = section(&page, "calendar");
    let (first, second) = (
        calendar.find("<bdi>PGY1</bdi>").unwrap(),
        calendar.find("<bdi>PGY2</bdi>").unwrap(),
    );
    let (ben, cem) = (
        calendar.find(">ben<").unwrap(),
        calendar.find(">cem<").unwrap(),
    );
    assert!(first < ben && ben < second && second < cem);
    for block in ["Block 1", "Block 2", "Block 3"] {
        assert!(
            calendar.contains(&format!("<bdi>{block}</bdi></i>")),
            "{block}"
        );
    }
}

#[test]
fn leave_is_one_bar_with_its_reason() {
    let (_, _, page) = shown();
    assert_eq!(
        section(&page, "calendar")
            .matches("class=\"bar leave\"")
            .count(),
        1
    );
    assert!(section(&page, "calendar").contains(">vacation</b>"));
}

#[test]
fn what_lies_behind_bars_does_not_depend_on_the_width_of_a_day() {
    let (_, _, page) = shown();
    let back = page
        .split("--back:")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert!(back.contains('%') && !back.contains("--d"), "{back}");
    assert_eq!(
        page.matches("--back:").count(),
        2,
        "the calendar's and the strips'"
    );
}

#[test]
fn optional_requirements_are_owed_as_their_choice_only() {
    let (_, _, page) = shown();
    let requirements = section(&page, "requirements");
    assert_eq!(
        requirements
            .matches("<td class=\"number\">1 of 1</td>")
            .count(),
        4,
        "{requirements}"
    );
    assert!(
        requirements.contains("one elective</span><b>2/1</b>")
            && requirements.contains("one elective</span><b>1/1</b>")
    );
}

#[test]
fn wishes_are_granted_or_not() {
    let (problem, schedule, page) = shown();
    let wishes = section(&page, "wishes");
    assert!(wishes.contains("<b>1 of 2</b> wishes granted"), "{wishes}");
    assert!(
        wishes.contains("granted (1 block)") && wishes.contains("not avoided (1 block)"),
        "{wishes}"
    );
    let value = section(&page, "value");
    let report = check(&problem, &schedule);
    assert!(
        value.contains("ana likes ICU") && value.contains("staffing"),
        "{value}"
    );
    assert!(
        value.contains(
            &format!("<td class=\"number\">{}</td></tr></tfoot>", report.value)
                .replace('-', "\u{2212}")
        ),
        "{value}"
    );
}

#[test]
fn fewest_asked_for_stands_beside_the_load() {
    let (_, _, page) = shown();
    let load = section(&page, "load");
    assert!(
        load.contains("class=\"least\"") && load.contains("<td class=\"number over\">2 for 3</td>"),
        "{load}"
    );
}

#[test]
fn a_name_written_from_right_to_left_is_cut_at_its_end() {
    let (_, _, page) = shown();
    assert!(page.contains("<span class=\"cut\" dir=\"auto\">דנה</span>"));
    assert!(page.contains("<b dir=\"auto\">טיפול נמרץ</b>"));
}

#[test]
fn there_is_a_page_for_everybody_and_a_list() {
    let (problem, schedule) = residency();
    let report = check(&problem, &schedule);
    let pages = html::pages(&Findings::new(&problem, &schedule, &report));
    assert_eq!(
        pages.len(),
        1 + problem.departments().len() + problem.doctors().len()
    );
    for page in &pages {
        crate::assert_balanced(&page.text);
        assert!(!page.text.contains("http://") && !page.text.contains("https://"));
    }
    assert_eq!(pages[0].name, "index.html");
    for page in &pages[1..] {
        assert!(
            pages[0].text.contains(&format!("href=\"{}\"", page.name)),
            "{}",
            page.name
        );
    }
    let of = |name: &str| &pages.iter().find(|page| page.name == name).unwrap().text;
    let ana = of("doctor-ana.html");
    assert!(
        section(ana, "rotations").contains("Inpatient wards")
            && section(ana, "wishes").contains("granted")
    );
    assert!(
        !ana.contains(">cem<"),
        "a doctor's page speaks of nobody else"
    );
    let wards = section(of("department-wards.html"), "who");
    assert!(
        wards.contains("ana")
            && wards.contains("ben")
            && wards.contains("<td class=\"number over\">2</td>"),
        "{wards}"
    );
    assert_eq!(
        pages,
        html::pages(&Findings::new(&problem, &schedule, &report))
    );
}

/// Two interns in the wards in each block, and a senior: asked for by level, shown by level.
#[test]
fn staffing_by_level_stands_below_its_department() {
    let (problem, schedule) = residency();
    let mut draft = problem.draft().clone();
    let of = |level: &str| DoctorFilter {
        levels: vec![level.into()],
        ..DoctorFilter::default()
    };
    for (level, min, max) in [("PGY1", 1, None), ("PGY2", 1, Some(1))] {
        draft.rules.push(RuleDraft::Capacity(rules::Capacity {
            id: format!("staffing {level}"),
            doctors: of(level),
            activities: ActivityFilter {
                departments: vec!["wards".into()],
                ..ActivityFilter::default()
            },
            periods: Default::default(),
            min,
            max,
            weight: Some(1),
        }));
    }
    let problem = draft.validate().unwrap();
    let report = check(&problem, &schedule);
    let page = html::page(&Findings::new(&problem, &schedule, &report));
    crate::assert_balanced(&page);
    let load = section(&page, "load");
    let rows: Vec<&str> = load.split("<tr class=\"part\"").skip(1).collect();
    assert_eq!(rows.len(), 2, "{load}");
    // Ana is there in the first block, ben in the others: one at least, so that the first block is the emptiest.
    assert!(
        rows[0].contains("PGY1") && rows[0].contains("1 for 1"),
        "{}",
        rows[0]
    );
    // Cem is there all year, and with דנה there are two in the first block, one beyond what may be.
    assert!(
        rows[1].contains("PGY2")
            && rows[1].contains("class=\"over\"")
            && rows[1].contains("<td class=\"number over\">2 of 1</td>"),
        "{}",
        rows[1]
    );
    let pages = html::pages(&Findings::new(&problem, &schedule, &report));
    let wards = pages
        .iter()
        .find(|page| page.name == "department-wards.html")
        .unwrap();
    assert_eq!(wards.text.matches("<tr class=\"part\"").count(), 2);
}

/// A wish that the calendar makes impossible is no wish that the plan has denied.
#[test]
fn a_wish_out_of_reach_is_told_apart() {
    let (problem, schedule) = residency();
    let mut draft = problem.draft().clone();
    let mut wish = |id: &str, from: &str, to: &str| {
        draft
            .preferences
            .push(medrota::problem::draft::PreferenceDraft {
                id: id.into(),
                doctors: DoctorFilter {
                    doctors: vec!["ana".into()],
                    ..DoctorFilter::default()
                },
                activities: ActivityFilter {
                    departments: vec!["icu".into()],
                    ..ActivityFilter::default()
                },
                periods: medrota::problem::draft::PeriodFilter {
                    from: Some(from.into()),
                    to: Some(to.into()),
                    ..Default::default()
                },
                value: 4,
                ..Default::default()
            });
    };
    // She is away in all of the second block, and in the wards in the first.
    wish("icu while away", "2026-07-27", "2026-08-23");
    wish("icu at once", "2026-06-29", "2026-07-26");
    let problem = draft.validate().unwrap();
    let report = check(&problem, &schedule);
    let page = html::page(&Findings::new(&problem, &schedule, &report));
    let wishes = section(&page, "wishes");
    assert!(
        wishes.contains("<b>1 of 4</b> wishes granted") && wishes.contains("1 of those"),
        "{wishes}"
    );
    let row = |id: &str| {
        wishes
            .split("<tr ")
            .find(|row| row.contains(&format!("<bdi>{id}</bdi>")))
            .unwrap()
    };
    assert!(row("icu while away").contains("cannot be granted"));
    assert!(row("icu at once").contains("not granted"));
}

/// Roles are told where some work hands-on and others look on; a resident is no observer for want of a word.
#[test]
fn residents_are_no_observers() {
    let (_, _, page) = shown();
    assert!(!page.contains("observer"));
    let (problem, schedule) = residency();
    let report = check(&problem, &schedule);
    let findings = Findings::new(&problem, &schedule, &report);
    for page in html::pages(&findings) {
        assert!(!page.text.contains("observer"), "{}", page.name);
    }
    #[cfg(feature = "calendar")]
    for file in medrota::report::icalendar::calendars(&findings, &Default::default()) {
        assert!(!file.text.contains("observer"), "{}", file.name);
    }
}

/// A name that a bar of leave would cover stands beside it.
#[test]
fn names_of_rotations_are_not_covered_by_leave() {
    let (problem, _) = residency();
    let mut draft = problem.draft().clone();
    draft.leaves.clear();
    draft.leaves.push(LeaveDraft {
        doctor: "ana".into(),
        from: "2026-07-27".into(),
        to: "2026-08-23".into(),
        keeps_place: true,
        ..LeaveDraft::default()
    });
    let problem = draft.validate().unwrap();
    let rotation = |first, last| Rotation {
        first: PeriodId::new(first),
        last: PeriodId::new(last),
        activity: problem.find_activity("wards").unwrap(),
    };
    let schedule = Schedule::new(vec![Pathway::new(vec![rotation(0, 2)], Vec::new())]);
    let report = check(&problem, &schedule);
    let page = html::page(&Findings::new(&problem, &schedule, &report));
    crate::assert_balanced(&page);
    let calendar = section(&page, "calendar");
    let bars: Vec<&str> = calendar.split("<i class=\"bar ").skip(1).collect();
    let bare = bars.iter().find(|bar| bar.starts_with("bare d0")).unwrap();
    assert!(!bare.contains("<b"), "{bare}");
    let name = bars.iter().find(|bar| bar.starts_with("name d0")).unwrap();
    assert!(
        name.contains("Inpatient wards") && name.contains("--x:0;--w:28"),
        "{name}"
    );
}
