//! Reports in other languages: no English word but in names and where it is marked as English, plurals and dates right.

use super::pages::{residency, shown_in};
use medrota::report::icalendar::{Published, calendars};
use medrota::report::{Findings, Language, html};
use medrota::{Problem, ProblemBuilder, Schedule, check};
use std::collections::BTreeSet;
use std::path::Path;

const OTHERS: [Language; 3] = [Language::Russian, Language::Kazakh, Language::Hebrew];

/// Words in Latin letters that a reader sees or hears, outside of names of the input and of what is marked as English.
fn latin_words(page: &str) -> BTreeSet<String> {
    let mut seen = String::new();
    let mut open: Vec<(&str, bool)> = Vec::new();
    let mut rest = &page[page.find("<body").unwrap()..];
    while let Some(start) = rest.find('<') {
        if !open.iter().any(|(_, is_skipped)| *is_skipped) {
            seen.push_str(&rest[..start]);
        }
        rest = &rest[start + 1..];
        let end = rest.find('>').unwrap();
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        let name = tag
            .trim_start_matches('/')
            .split([' ', '\n', '/'])
            .next()
            .unwrap();
        if tag.starts_with('/') {
            // The document's own end lies behind what was begun here.
            let Some((begun, _)) = open.pop() else { break };
            assert_eq!(begun, name);
            continue;
        }
        let is_named = ["bdi", "code", "style", "script"].contains(&name)
            || tag.contains("lang=\"en\"")
            || tag.contains("dir=\"auto\"");
        for attribute in ["title", "aria-label", "placeholder"] {
            if let Some(value) = tag
                .split(&format!(" {attribute}=\""))
                .nth(1)
                .filter(|_| !open.iter().any(|(_, skipped)| *skipped))
            {
                seen.push('\n');
                seen.push_str(value.split('"').next().unwrap());
            }
        }
        seen.push(' ');
        if !["meta", "input", "path"].contains(&name) {
            open.push((name, is_named));
            if ["style", "script"].contains(&name) {
                rest = &rest[rest.find(&format!("</{name}>")).unwrap()..];
            }
        }
    }
    let mut plain = String::new();
    let mut depth = 0;
    for letter in seen.chars() {
        match letter {
            '\u{2066}' | '\u{2068}' => depth += 1,
            '\u{2069}' => depth -= 1,
            letter if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    let plain = ["&quot;", "&amp;", "&lt;", "&gt;", "&#39;"]
        .iter()
        .fold(plain, |text, sign| text.replace(sign, " "));
    let words = plain
        .split(|letter: char| !letter.is_ascii_alphabetic())
        .filter(|word| word.len() > 1 && *word != "medrota");
    words.map(str::to_owned).collect()
}

/// Latin words that names without marks bring along: titles of pictures within what they are called.
fn without_names(mut words: BTreeSet<String>, problem: &Problem) -> BTreeSet<String> {
    let cohorts = problem.cohorts().iter().map(|cohort| cohort.name.as_str());
    let groups = cohorts.chain(
        problem
            .specialties()
            .iter()
            .map(|specialty| specialty.name.as_str()),
    );
    let levels = problem.doctors().iter().map(|doctor| doctor.level.as_str());
    for name in groups.chain(levels) {
        name.split(|letter: char| !letter.is_ascii_alphabetic())
            .for_each(|word| _ = words.remove(word));
    }
    words
}

fn showcase() -> (Problem, Schedule) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join("data");
    let problem = Problem::from_path(data.join("haifa")).unwrap();
    let (schedule, _) = medrota::format::read_published(
        data.join("haifa-published.csv"),
        &problem,
        &medrota::format::ReadOptions::new(),
    )
    .unwrap();
    (problem, schedule)
}

#[test]
fn no_english_word_is_left_on_a_page_in_another_language() {
    for (problem, schedule) in [
        showcase(),
        crate::hospital_year::hospital_year(),
        residency(),
    ] {
        let report = check(&problem, &schedule);
        let mut findings = Findings::new(&problem, &schedule, &report)
            .termination(medrota::Termination::GapReached)
            .seconds(2.5);
        (findings.bound, findings.gap) = (Some(1250), Some(0.0128));
        assert!(
            latin_words(&html::page(&findings)).len() > 50,
            "the test sees English words"
        );
        for language in OTHERS {
            let findings = findings.language(language);
            let page = html::page(&findings);
            crate::assert_balanced(&page);
            assert_eq!(
                without_names(latin_words(&page), &problem),
                BTreeSet::new(),
                "{language}: {}",
                problem.name()
            );
            let direction = if language.is_right_to_left() {
                " dir=\"rtl\""
            } else {
                ""
            };
            assert!(page.contains(&format!("<html lang=\"{language}\"{direction}>")));
            assert!(
                !page.contains("\" doctors\"") && !page.contains("matches the filter"),
                "{language}: words of script and style"
            );
            assert!(
                report.breaches.is_empty() && report.violations.is_empty()
                    || page.contains("<span lang=\"en\" dir=\"ltr\">")
            );
            for page in html::pages(&findings).iter().take(12) {
                crate::assert_balanced(&page.text);
                assert_eq!(
                    without_names(latin_words(&page.text), &problem),
                    BTreeSet::new(),
                    "{language}: {}",
                    page.name
                );
            }
        }
    }
}

#[test]
fn plurals_follow_the_rules_of_the_language() {
    let expected = [
        (1, ["1 doctor", "1 врач", "1 дәрігер", "רופא אחד"]),
        (2, ["2 doctors", "2 врача", "2 дәрігер", "שני רופאים"]),
        (3, ["3 doctors", "3 врача", "3 дәрігер", "3 רופאים"]),
        (5, ["5 doctors", "5 врачей", "5 дәрігер", "5 רופאים"]),
        (11, ["11 doctors", "11 врачей", "11 дәрігер", "11 רופאים"]),
        (21, ["21 doctors", "21 врач", "21 дәрігер", "21 רופאים"]),
        (22, ["22 doctors", "22 врача", "22 дәрігер", "22 רופאים"]),
        (
            101,
            ["101 doctors", "101 врач", "101 дәрігер", "101 רופאים"],
        ),
        (
            112,
            ["112 doctors", "112 врачей", "112 дәрігер", "112 רופאים"],
        ),
    ];
    for (doctors, said) in expected {
        let mut builder =
            ProblemBuilder::weeks("many", "2026-09-06", "2026-10-03").department("surgery", 1);
        for index in 0..doctors {
            builder = builder.doctor(&format!("d{index}"));
        }
        let problem = builder.build().unwrap();
        let (schedule, report) = (Schedule::default(), check(&problem, &Schedule::default()));
        for (language, said) in Language::ALL.into_iter().zip(said) {
            let page = html::page(&Findings::new(&problem, &schedule, &report).language(language));
            assert!(
                apart(&page).contains(&format!(" · {said} · ")),
                "{language}: {said}"
            );
        }
    }
}

/// A page without what keeps the directions of its parts apart.
fn apart(page: &str) -> String {
    page.replace("<bdi>", "").replace("</bdi>", "")
}

#[test]
fn dates_stand_in_the_order_of_the_language() {
    let spans = [
        (
            "2026-09-06",
            "2026-09-12",
            [
                "6–12 Sep 2026",
                "6–12 сент. 2026\u{a0}г.",
                "2026\u{a0}ж. 6–12 қыр.",
                "6–12 בספט׳ 2026",
            ],
        ),
        (
            "2026-09-06",
            "2026-10-03",
            [
                "6 Sep – 3 Oct 2026",
                "6 сент. – 3 окт. 2026\u{a0}г.",
                "2026\u{a0}ж. 6 қыр. – 3 қаз.",
                "6 בספט׳ – 3 באוק׳ 2026",
            ],
        ),
        (
            "2026-12-20",
            "2027-05-08",
            [
                "20 Dec 2026 – 8 May 2027",
                "20 дек. 2026\u{a0}г. – 8 мая 2027\u{a0}г.",
                "2026\u{a0}ж. 20 жел. – 2027\u{a0}ж. 8 мам.",
                "20 בדצמ׳ 2026 – 8 במאי 2027",
            ],
        ),
    ];
    for (from, to, said) in spans {
        let problem = ProblemBuilder::weeks("dates", from, to)
            .department("surgery", 1)
            .doctor("ana")
            .build()
            .unwrap();
        let (schedule, report) = (Schedule::default(), check(&problem, &Schedule::default()));
        for (language, said) in Language::ALL.into_iter().zip(said) {
            let page = html::page(&Findings::new(&problem, &schedule, &report).language(language));
            assert!(
                apart(&page).contains(&format!("<p class=\"about\">{said} · ")),
                "{language}: {said}"
            );
        }
    }
}

#[test]
fn numbers_are_written_as_the_language_writes_them() {
    let (problem, schedule) = residency();
    let mut report = check(&problem, &schedule);
    report.value = -12_345;
    let said = [
        "\u{2212}12\u{202f}345</dd>",
        "\u{2212}12\u{202f}345</dd>",
        "\u{2212}12\u{202f}345</dd>",
        "\u{200e}\u{2212}12,345</dd>",
    ];
    let gaps = ["1.28 %", "1,28\u{a0}%", "1,28%", "1.28%"];
    for (language, (value, gap)) in Language::ALL.into_iter().zip(said.into_iter().zip(gaps)) {
        let mut findings = Findings::new(&problem, &schedule, &report).language(language);
        findings.gap = Some(0.0128);
        let page = html::page(&findings);
        assert!(page.contains(value) && page.contains(gap), "{language}");
    }
}

#[test]
fn a_code_that_is_no_language_is_refused_with_the_four() {
    for language in Language::ALL {
        assert_eq!(language.as_str().parse(), Ok(language));
        assert_eq!(
            serde_json::to_value(language).unwrap(),
            language.to_string()
        );
    }
    for code in ["fr", "HE", "", "hebrew"] {
        let error = code.parse::<Language>().unwrap_err().to_string();
        assert!(error.contains("en, ru, kk, he"), "{error}");
    }
}

#[test]
fn calendars_speak_the_language_and_keep_their_uids() {
    let (problem, schedule) = crate::hospital_year::small();
    let report = check(&problem, &schedule);
    let findings = Findings::new(&problem, &schedule, &report);
    let uids = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| line.starts_with("UID"))
            .map(str::to_owned)
            .collect()
    };
    let english = calendars(&findings, &Published::default());
    for (language, leave) in
        OTHERS
            .into_iter()
            .zip(["отпуск на полдня", "жарты күн демалыс", "חופשה חלקית"])
    {
        let before = Published::of_schedule_in(language, &problem, &schedule);
        let files = calendars(&findings.language(language), &before);
        // Long lines are folded.
        assert!(
            files[0].text.replace("\r\n ", "").contains(leave),
            "{language}"
        );
        assert!(
            !files[0].text.contains("working half-days")
                && files[0].text.contains("SEQUENCE:0")
                && !files[0].text.contains("SEQUENCE:1")
        );
        assert_eq!(uids(&files[0].text), uids(&english[0].text));
    }
}

#[test]
fn breaches_stand_in_english_that_is_marked() {
    let (_, _, page) = shown_in(Language::Hebrew);
    let rules = &page[page.find("<section id=\"rules\"").unwrap()..];
    assert!(
        rules
            .split("</section>")
            .next()
            .unwrap()
            .contains("<td><span lang=\"en\" dir=\"ltr\">"),
        "{rules}"
    );
    assert!(page.contains("<bdi>") && page.contains("dir=\"rtl\""));
}
