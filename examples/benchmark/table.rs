//! The table for people: a line for each instance, and sums.

use super::row::{Row, Run};

const NAME: usize = 26;

/// The names of the columns.
pub(crate) fn head(peers: bool) -> String {
    let figures = |who: &str| {
        format!(
            "{:>10} {:>10} {:>8} {:>8} {:>9}",
            format!("{who}value"),
            "bound",
            "gap",
            "seconds",
            "memory"
        )
    };
    let peer = if peers {
        format!(" | {}", figures("MILP "))
    } else {
        String::new()
    };
    format!(
        "{:NAME$} {}{:>11}{peer}  what held",
        "instance",
        figures(""),
        "best known"
    )
}

/// One instance.
pub(crate) fn line(row: &Row) -> String {
    let peer = row
        .peer
        .as_ref()
        .map_or_else(String::new, |peer| format!(" | {}", figures(peer)));
    let what = match &row.peer {
        Some(peer) => format!("{}; MILP: {}", held(&row.engine), held(peer)),
        None => held(&row.engine),
    };
    let known = row.best_known.map_or_else(
        || row.right.unwrap_or("-").to_owned(),
        |best| best.to_string(),
    );
    format!(
        "{:NAME$} {}{known:>11}{peer}  {what}",
        row.instance,
        figures(&row.engine)
    )
}

/// For each set of instances how many ended how, and the time altogether.
pub(crate) fn sums(rows: &[Row]) -> String {
    let mut sets: Vec<&str> = rows.iter().map(|row| row.set.as_str()).collect();
    sets.dedup();
    let sum = |set: &&str| {
        let of_set: Vec<&Row> = rows.iter().filter(|row| row.set == **set).collect();
        let count = |holds: &dyn Fn(&Row) -> bool| of_set.iter().filter(|row| holds(row)).count();
        let seconds: f64 = of_set.iter().filter_map(|row| row.engine.seconds).sum();
        let known = count(&|row| row.best_known.is_some());
        let reached = count(&|row| {
            row.best_known
                .is_some_and(|best| row.engine.value.is_some_and(|value| value >= best))
        });
        let beside = if known > 0 {
            format!(", {reached} of {known} at least as good as the best known")
        } else {
            String::new()
        };
        format!(
            "{set}: {} instances, {} with a schedule, {} proven optimal, {seconds:.1} s altogether{beside}",
            of_set.len(),
            count(&|row| row.engine.value.is_some()),
            count(&|row| row.engine.termination == "optimal"),
        )
    };
    sets.iter().map(sum).collect::<Vec<_>>().join("\n")
}

fn figures(run: &Run) -> String {
    let gap = run
        .gap
        .map_or_else(|| "-".to_owned(), |gap| format!("{:.3} %", gap * 100.0));
    let seconds = run
        .seconds
        .map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:.1}"));
    format!(
        "{:>10} {:>10} {gap:>8} {seconds:>8} {:>9}",
        number(run.value),
        number(run.bound),
        memory(run.peak_memory_bytes)
    )
}

fn number(number: Option<i64>) -> String {
    number.map_or_else(|| "-".to_owned(), |number| number.to_string())
}

fn memory(bytes: Option<u64>) -> String {
    bytes.map_or_else(
        || "n/a".to_owned(),
        |bytes| format!("{} MB", bytes.div_ceil(1 << 20)),
    )
}

/// What of a run stood up to those who do not trust it.
fn held(run: &Run) -> String {
    if let Some(note) = &run.note {
        return format!("{}: {note}", run.termination);
    }
    let bound = match (run.bound, run.bound_verified) {
        (_, true) => "bound proven",
        (Some(_), false) => "bound by the backend's word",
        (None, false) => "no bound",
    };
    let schedule = if run.schedule_checked {
        "schedule checked"
    } else {
        "no schedule"
    };
    format!("{schedule}, {bound}")
}
