//! The words of HiGHS.

use super::super::{LimitKind, LinearModel, RawStatus};
use super::answer::{
    Claim, MODEL, Request, SOLUTION, START, lines_of, number_after, point as point_of,
};
use super::mps::number;

/// Its options, as a file.
const OPTIONS: &str = "options.txt";

/// Options are a file, as only some of them are arguments.
pub(super) fn files(request: &Request) -> Option<(&'static str, String)> {
    let text = format!(
        "time_limit = {}\nmip_rel_gap = {}\nrandom_seed = {}\nthreads = 1\nparallel = off\nwrite_solution_to_file = true\nwrite_solution_style = 0\nsolution_file = {SOLUTION}\n",
        number(request.seconds),
        number(request.relative_gap),
        request.seed
    );
    Some((OPTIONS, text))
}

pub(super) fn arguments(request: &Request) -> Vec<String> {
    let mut words = vec!["--options_file", OPTIONS];
    if request.has_start {
        words.extend(["--read_solution_file", START]);
    }
    words.push(MODEL);
    words.into_iter().map(str::to_owned).collect()
}

pub(super) fn start(model: &LinearModel, point: &[f64]) -> String {
    let mut text = format!(
        "Model status\nUnknown\n\n# Primal solution values\nFeasible\nObjective 0\n# Columns {}\n{}# Rows {}\n",
        model.columns().len(),
        lines_of(model, point),
        model.rows().len()
    );
    for (row, activity) in model.row_activities(point).into_iter().enumerate() {
        text.push_str(&format!("R{row} {}\n", number(activity)));
    }
    text.push_str("\n# Dual solution values\nNone\n\n# Basis\nHiGHS_basis_file v2\nNone\n");
    text
}

pub(super) fn read(log: &str, solution: &str, columns: usize) -> Claim {
    let after = |heading: &str| {
        let mut lines = solution.lines().map(str::trim);
        lines.find(|line| *line == heading)?;
        lines.find(|line| !line.is_empty())
    };
    let status = match after("Model status") {
        Some("Optimal" | "Empty") => RawStatus::Optimal,
        Some("Infeasible") => RawStatus::Infeasible,
        Some("Unbounded") => RawStatus::Unbounded,
        Some("Primal infeasible or unbounded") => RawStatus::InfeasibleOrUnbounded,
        Some("Time limit reached") => RawStatus::Limit(LimitKind::Time),
        Some("Iteration limit reached" | "Solution limit reached") => {
            RawStatus::Limit(LimitKind::Iterations)
        }
        Some("Memory limit reached") => RawStatus::Limit(LimitKind::Memory),
        Some("Interrupted by user") => RawStatus::Limit(LimitKind::Cancelled),
        _ => return Claim::of(RawStatus::Unknown),
    };
    let has_point = after("# Primal solution values") == Some("Feasible");
    let pairs = || {
        let lines = solution.lines().map(str::trim);
        lines
            .skip_while(|line| !line.starts_with("# Columns"))
            .skip(1)
            .take_while(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(char::is_whitespace))
            .map(|(name, value)| (name, value.trim()))
    };
    Claim {
        status,
        point: has_point.then(|| point_of(pairs(), columns)).flatten(),
        bound: number_after(log, "Dual bound"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_as_highs_writes_them() {
        let solution = "Model status\nTime limit reached\n\n# Primal solution values\nFeasible\nObjective -7.5\n# Columns 3\nC0 1\nC1 -0\nC2 2.5\n# Rows 1\nR0 14\n\n# Dual solution values\nNone\n";
        let log = "  Status            Time limit reached\n  Primal bound      -7.5\n  Dual bound        -8.25\n";
        let expected = Claim {
            status: RawStatus::Limit(LimitKind::Time),
            point: Some(vec![1.0, 0.0, 2.5]),
            bound: Some(-8.25),
        };
        assert_eq!(read(log, solution, 3), expected);
        assert_eq!(read(log, solution, 2).point, None);
        let none = "Model status\nInfeasible\n\n# Primal solution values\nNone\n\n# Dual solution values\nNone\n";
        assert_eq!(
            read("  Dual bound        -inf", none, 3),
            Claim::of(RawStatus::Infeasible)
        );
        for garbage in [
            "",
            "Model status",
            "\u{fffd}\u{fffd}",
            "Model status\n\n# C",
        ] {
            assert_eq!(read(garbage, garbage, 3), Claim::of(RawStatus::Unknown));
        }
    }
}
