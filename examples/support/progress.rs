//! A progress bar for people; nothing where standard error is no terminal.

use indicatif::{ProgressBar, ProgressStyle};
use medrota::Solver;
use medrota::solve::Progress;
use std::io::IsTerminal;
use std::time::Duration;

/// Shows what `solver` does until [`Display::finish`].
pub(crate) struct Display {
    bar: Option<ProgressBar>,
}

impl Display {
    /// Attaches a bar to the solver if somebody is watching.
    pub(crate) fn attach(solver: Solver) -> (Solver, Self) {
        if !std::io::stderr().is_terminal() {
            return (solver, Self { bar: None });
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        let shown = bar.clone();
        let solver = solver.on_progress(move |progress| shown.set_message(sentence(progress)));
        (solver, Self { bar: Some(bar) })
    }
    /// Takes the bar away.
    pub(crate) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

fn sentence(progress: &Progress) -> String {
    let number =
        |number: Option<i64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let gap = progress
        .gap()
        .map_or_else(|| "-".to_owned(), |gap| format!("{:.2} %", gap * 100.0));
    format!(
        "{}: value {}, bound {}, gap {gap}",
        progress.phase.as_str(),
        number(progress.value),
        number(progress.bound)
    )
}
