//! The report in a browser: what is laid out where, at three widths and on paper. Skipped, and said so, where there is no Chromium.

use super::pages::{level_year, shown_in};
use medrota::report::Language;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Measures the page when all of its own scripts have run and leaves the figures in the title.
const MEASURE: &str = r#"<script>
window.addEventListener("load", function () {
  var box = function (one) { return one.getBoundingClientRect(); };
  var bars = Array.from(document.querySelectorAll(".calendar .bar"));
  var outside = bars.filter(function (bar) {
    var track = box(bar.parentElement), own = box(bar);
    return own.left < track.left - 1 || own.right > track.right + 1 || own.top < track.top - 1 || own.bottom > track.bottom + 1;
  }).length;
  var heights = new Set(bars.map(function (bar) { return Math.round(box(bar).height); }));
  var scroller = document.querySelector(".calendar"), ruler = document.querySelector(".ruler.minor").children;
  var right = box(scroller).right;
  document.title = JSON.stringify({
    overflow: document.documentElement.scrollWidth - window.innerWidth, outside: outside, heights: heights.size, bars: bars.length,
    seen: Array.from(ruler).filter(function (mark) { return box(mark).right <= right + 2; }).length, marks: ruler.length,
    names: Math.round(100 * box(document.querySelector(".who")).width / window.innerWidth)
  });
});
</script>"#;

fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let paths: Vec<PathBuf> = std::env::var_os("PATH")
        .iter()
        .flat_map(std::env::split_paths)
        .collect();
    let found = names.iter().find_map(|name| {
        paths
            .iter()
            .map(|path| path.join(name))
            .find(|path| path.is_file())
    });
    if found.is_none() {
        println!("skipped: there is no Chromium to look at pages with");
    }
    found
}

fn browse(chromium: &Path, folder: &Path, options: &[&str], page: &Path) -> Option<String> {
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let mut command = Command::new(chromium);
    command
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            &profile,
        ])
        .args(options);
    let output = command
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    if !output.status.success() {
        println!(
            "skipped: Chromium does not start here: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        return None;
    }
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn everything_lies_where_it_belongs_at_three_widths() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    for language in [Language::English, Language::Kazakh, Language::Hebrew] {
        let (_, _, page) = shown_in(language);
        fs::write(&path, page.replace("</body>", &format!("{MEASURE}</body>"))).unwrap();
        for width in [1440, 900, 390] {
            let size = format!("--window-size={width},1000");
            let Some(shown) = browse(
                &chromium,
                folder.path(),
                &["--dump-dom", "--virtual-time-budget=3000", &size],
                &path,
            ) else {
                return;
            };
            let title = shown
                .split("<title>")
                .nth(1)
                .unwrap()
                .split("</title>")
                .next()
                .unwrap()
                .replace("&quot;", "\"");
            let measured: serde_json::Value =
                serde_json::from_str(&title).unwrap_or_else(|error| panic!("{title}: {error}"));
            let number = |name: &str| measured[name].as_i64().unwrap();
            assert!(
                number("overflow") <= 0,
                "{language} {width}: the page is wider than the window: {measured}"
            );
            assert!(
                number("bars") > 5 && number("outside") == 0,
                "{language} {width}: bars lie outside of their rows: {measured}"
            );
            assert_eq!(
                number("heights"),
                1,
                "{language} {width}: leave is as high as a rotation: {measured}"
            );
            assert!(
                number("names") <= 30,
                "{language} {width}: names leave no room: {measured}"
            );
            if !language.is_right_to_left() {
                assert_eq!(
                    number("seen"),
                    number("marks"),
                    "{width}: not all blocks are visible: {measured}"
                );
            }
        }
    }
}

#[test]
fn thirty_residents_and_26_blocks_are_a_page_of_their_own() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (path, pdf) = (
        folder.path().join("report.html"),
        folder.path().join("report.pdf"),
    );
    fs::write(&path, level_year()).unwrap();
    let print = format!("--print-to-pdf={}", pdf.display());
    let Some(_) = browse(
        &chromium,
        folder.path(),
        &["--no-pdf-header-footer", &print],
        &path,
    ) else {
        return;
    };
    let pages = |bytes: &[u8]| {
        bytes
            .windows(12)
            .filter(|part| part.starts_with(b"/Type /Page") && part[11] != b's')
            .count()
    };
    // The calendar, and departments, rules and the value behind it.
    let all = pages(&fs::read(&pdf).unwrap());
    assert!((1..=3).contains(&all), "{all} pages");
}
