//! A coordinator's path: a workbook from `new`, edited and saved by LibreOffice, planned, drawn and printed; and the mistakes that people make on it.
//!
//! LibreOffice writes flat XML, in which the test types what a person would, and saves it as a workbook again. Skipped where it is not installed.

use super::binaries::{Ran, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// LibreOffice with a profile of its own, so that one that is open does not matter.
struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn find() -> Option<Self> {
        let there = Command::new("soffice").arg("--version").output();
        if there.is_ok_and(|output| output.status.success()) {
            return Some(Self {
                folder: tempfile::tempdir().unwrap(),
            });
        }
        println!("skipped: there is no LibreOffice (soffice)");
        None
    }
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
    /// Opens files and saves them in another format, beside them.
    fn save_as(&self, format: &str, files: &[PathBuf]) -> Vec<PathBuf> {
        let profile = format!(
            "-env:UserInstallation=file://{}",
            self.path("profile").display()
        );
        let output = Command::new("soffice")
            .args([&profile, "--headless", "--convert-to", format, "--outdir"])
            .arg(self.folder.path())
            .args(files)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let saved = |file: &PathBuf| {
            let name = file.with_extension(format);
            self.path(name.file_name().and_then(|name| name.to_str()).unwrap())
        };
        files
            .iter()
            .map(saved)
            .inspect(|file| assert!(file.is_file(), "{}", file.display()))
            .collect()
    }
    /// The example year as flat XML.
    fn year(&self) -> String {
        let book = self.path("year.xlsx");
        let made = run("new", &["residency", text(&book)]);
        assert_eq!(made.code, 0, "{}", made.stderr);
        fs::read_to_string(&self.save_as("fods", &[book])[0]).unwrap()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A cell in which somebody typed words.
fn typed(words: &str) -> String {
    format!(
        r#"<table:table-cell office:value-type="string" calcext:value-type="string"><text:p>{words}</text:p></table:table-cell>"#
    )
}

/// A cell in which somebody typed a date that LibreOffice knows as one.
fn date(day: &str) -> String {
    format!(
        r#"<table:table-cell office:value-type="date" office:date-value="{day}" calcext:value-type="date"><text:p>{day}</text:p></table:table-cell>"#
    )
}

fn row(cells: &[String]) -> String {
    format!("<table:table-row>{}</table:table-row>", cells.concat())
}

/// The book with one sheet changed.
fn on_sheet(book: &str, sheet: &str, change: impl Fn(&str) -> String) -> String {
    let from = book.find(&format!("table:name=\"{sheet}\"")).unwrap();
    let to = from + book[from..].find("</table:table>").unwrap();
    [&book[..from], &change(&book[from..to]), &book[to..]].concat()
}

/// A row more, right below the names of the columns.
fn with_row(book: &str, sheet: &str, cells: &[String]) -> String {
    on_sheet(book, sheet, |table| {
        table.replacen(
            "</table:table-row>",
            &format!("</table:table-row>{}", row(cells)),
            1,
        )
    })
}

/// Other words in the first cell of a sheet that has these.
fn with_words(book: &str, sheet: &str, old: &str, new: &str) -> String {
    let paragraph = |words: &str| format!("<text:p>{words}</text:p>");
    on_sheet(book, sheet, |table| {
        assert!(table.contains(&paragraph(old)), "{sheet}: {old}");
        table.replacen(&paragraph(old), &paragraph(new), 1)
    })
}

fn plan(book: &Path, out: &Path) -> Ran {
    run(
        "plan",
        &[text(book), "--out", text(out), "--work-limit", "300"],
    )
}

/// Errors and warnings; notes say what was recognised.
fn codes(ran: &Ran) -> Vec<&str> {
    let code = |line: &'_ str| {
        let at = line.find(": E").or_else(|| line.find(": W"))?;
        Some((at + 2, at + 6))
    };
    let lines = ran.stderr.lines();
    lines
        .filter_map(|line| code(line).and_then(|(from, to)| line.get(from..to)))
        .collect()
}

#[test]
fn a_workbook_goes_through_libreoffice_to_a_chart_on_paper() {
    let Some(office) = Office::find() else {
        return;
    };
    let began = Instant::now();
    let year = office.year();
    // A resident asks for cardiology in summer, and is away in February.
    let year = with_row(
        &year,
        "leaves",
        &[
            typed("resident 7"),
            date("2028-02-07"),
            date("2028-03-05"),
            typed(""),
            typed(""),
            typed(""),
            typed("wedding"),
        ],
    );
    let edited = office.path("edited.fods");
    fs::write(&edited, &year).unwrap();
    let book = office
        .save_as("xlsx", std::slice::from_ref(&edited))
        .remove(0);
    let open = office.save_as("ods", &[edited]).remove(0);
    println!("a workbook made, edited and saved: {:?}", began.elapsed());
    let (out, other) = (office.path("result"), office.path("other"));
    let planned = plan(&book, &out);
    assert_eq!(planned.code, 0, "{}", planned.stderr);
    assert!(codes(&planned).is_empty(), "{}", planned.stderr);
    let from_open = plan(&open, &other);
    assert_eq!(from_open.code, 0, "{}", from_open.stderr);
    let schedule = |folder: &Path| fs::read_to_string(folder.join("schedule.csv")).unwrap();
    assert_eq!(schedule(&out), schedule(&other));
    println!("planned: {:?}", began.elapsed());
    // The chart is opened, saved and read back: the same plan.
    let chart = office.save_as("ods", &[out.join("schedule.xlsx")]);
    assert_eq!(chart.len(), 1);
    let chart = office.path("schedule.ods");
    let judged = run("check", &[text(&book), text(&chart), "--json"]);
    assert_eq!(judged.code, 0, "{}{}", judged.stdout, judged.stderr);
    let printed = office.save_as("pdf", &[chart]).remove(0);
    assert!(fs::read(printed).unwrap().starts_with(b"%PDF"));
    println!("drawn, read back and printed: {:?}", began.elapsed());
}

/// Each is one message that says what to mend, or works.
#[test]
fn mistakes_typed_into_a_workbook_are_one_message_or_none() {
    let Some(office) = Office::find() else {
        return;
    };
    let year = office.year();
    let broken = r#"<table:table-cell table:formula="of:=[.#REF!]" office:value-type="string" calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>"#;
    let leave = |from: &str, to: &str| {
        with_row(
            &year,
            "leaves",
            &[typed("resident 5"), typed(from), typed(to)],
        )
    };
    let resident = |id: &str| {
        with_row(
            &year,
            "doctors",
            &[typed(id), typed("Somebody"), typed(""), typed("PGY1")],
        )
    };
    let titled = on_sheet(&year, "doctors", |table| {
        let title = row(&[typed("Residents of 2027/28")]);
        table.replacen("<table:table-row", &format!("{title}<table:table-row"), 1)
    });
    let shouted = with_words(&year, "doctors", "id", "ID");
    let shouted = with_words(&shouted, "doctors", "level", "Level ");
    let noted = year.replacen(
        "<table:table table:name=\"about\"",
        &format!(
            "<table:table table:name=\"Notes\">{}</table:table><table:table table:name=\"about\"",
            row(&[typed("call Dana")])
        ),
        1,
    );
    let cases: Vec<(&str, String, &[&str])> = vec![
        ("as-it-is", year.clone(), &[]),
        ("title-above", titled, &[]),
        ("capital-headers", shouted, &[]),
        ("empty-row", with_row(&year, "doctors", &[typed("")]), &[]),
        ("own-sheet", noted, &[]),
        ("typed-dates", leave("07.02.2028", "05.03.2028"), &[]),
        (
            "unclear-dates",
            leave("05/06/2028", "06/06/2028"),
            &["E207"],
        ),
        ("no-such-day", leave("31.02.2028", "05.03.2028"), &["E201"]),
        (
            "from-after-to",
            leave("2028-03-05", "2028-02-05"),
            &["E202"],
        ),
        (
            "misspelt",
            with_words(&year, "leaves", "resident 2", "resident2"),
            &["E103"],
        ),
        (
            "name-for-id",
            with_words(&year, "leaves", "resident 2", "Resident 2"),
            &["E103"],
        ),
        ("twice", resident("resident 3"), &["E102"]),
        (
            "level",
            with_words(&year, "doctors", "PGY2", "PGY-2"),
            &["W108"],
        ),
        (
            "formula",
            with_row(&year, "doctors", &[typed("resident 13"), broken.to_owned()]),
            &["E011"],
        ),
    ];
    let files: Vec<PathBuf> = cases
        .iter()
        .map(|(name, book, _)| {
            let path = office.path(&format!("{name}.fods"));
            fs::write(&path, book).unwrap();
            path
        })
        .collect();
    let books = office.save_as("xlsx", &files);
    for ((name, _, expected), book) in cases.iter().zip(books) {
        let ran = plan(&book, &office.path(&format!("{name}-plan")));
        assert_eq!(&codes(&ran), expected, "{name}: {}", ran.stderr);
        let is_refused = expected.iter().any(|code| code.starts_with('E'));
        assert_eq!(ran.code, i32::from(is_refused), "{name}: {}", ran.stderr);
    }
}
