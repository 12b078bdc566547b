//! What a run has written, and where.

use super::{SendOptions, tell};
use std::path::Path;

/// Files that belong together, as people would ask for them; those that are not there are not told.
const KINDS: [(&str, &[&str]); 7] = [
    ("letters, who has to be told what", &["changes.html"]),
    ("report to read and print", &["report.html"]),
    ("wall chart to edit", &["schedule.xlsx"]),
    ("schedule", &["schedule.csv", "schedule.json"]),
    (
        "tables",
        &[
            "load.csv",
            "requirements.csv",
            "ledger.csv",
            "roster.csv",
            "differences.csv",
        ],
    ),
    ("problem", &["problem.xlsx", "problem.json"]),
    ("what was waived", &["waived.json"]),
];

/// Says which files of these kinds lie in the folder of results, and where what is to be sent lies; then what can be done next, if anything.
pub(crate) fn tell_written(out: &Path, sent: Option<&SendOptions>, next: &str) {
    let mut lines = vec![format!("Written to {}:", out.join("").display())];
    for (what, files) in KINDS {
        let there: Vec<&str> = files
            .iter()
            .copied()
            .filter(|file| out.join(file).exists())
            .collect();
        if !there.is_empty() {
            lines.push(format!("  {what}: {}", there.join(", ")));
        }
    }
    let folders = sent.into_iter().flat_map(|sent| {
        [
            ("calendars", &sent.calendars),
            ("pages to send", &sent.pages),
        ]
    });
    lines.extend(folders.filter_map(|(what, folder)| {
        Some(format!("  {what}: {}", folder.as_ref()?.join("").display()))
    }));
    if !next.is_empty() {
        lines.push(format!("Next:\n{next}"));
    }
    tell(&lines.join("\n"));
}
