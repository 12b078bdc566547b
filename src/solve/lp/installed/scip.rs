//! The words of SCIP.

use super::super::{LimitKind, LinearModel, RawStatus};
use super::answer::{
    Claim, MODEL, Request, SOLUTION, START, lines_of, number_after, point as point_of,
};
use super::mps::number;

/// SCIP is told what to do as if somebody typed it.
pub(super) fn arguments(request: &Request) -> Vec<String> {
    let mut lines = vec![
        format!("set limits time {}", number(request.seconds)),
        format!("set limits gap {}", number(request.relative_gap)),
        format!("set randomization randomseedshift {}", request.seed),
        format!("read {MODEL}"),
    ];
    if request.has_start {
        lines.push(format!("read {START}"));
    }
    lines.extend([
        "optimize".to_owned(),
        format!("write solution {SOLUTION}"),
        "quit".to_owned(),
    ]);
    lines
        .into_iter()
        .flat_map(|line| ["-c".to_owned(), line])
        .collect()
}

pub(super) fn start(model: &LinearModel, point: &[f64]) -> String {
    format!("solution status: known\n{}", lines_of(model, point))
}

pub(super) fn read(log: &str, solution: &str, columns: usize) -> Claim {
    let mut lines = log.lines().rev();
    let Some((_, told)) = lines
        .find(|line| line.starts_with("SCIP Status"))
        .and_then(|line| line.split_once('['))
    else {
        return Claim::of(RawStatus::Unknown);
    };
    let status = match told.trim_end().trim_end_matches(']') {
        "optimal solution found" => RawStatus::Optimal,
        "infeasible" => RawStatus::Infeasible,
        "unbounded" => RawStatus::Unbounded,
        "infeasible or unbounded" => RawStatus::InfeasibleOrUnbounded,
        "time limit reached" => RawStatus::Limit(LimitKind::Time),
        "gap limit reached" => RawStatus::Limit(LimitKind::Gap),
        "memory limit reached" => RawStatus::Limit(LimitKind::Memory),
        "user interrupt" | "termination signal received" => RawStatus::Limit(LimitKind::Cancelled),
        other if other.ends_with("limit reached") => RawStatus::Limit(LimitKind::Iterations),
        _ => return Claim::of(RawStatus::Unknown),
    };
    let has_point = solution
        .lines()
        .any(|line| line.starts_with("objective value:"));
    let pairs = || {
        solution.lines().filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?, words.next()?))
        })
    };
    Claim {
        status,
        point: has_point.then(|| point_of(pairs(), columns)).flatten(),
        bound: number_after(log, "Dual Bound"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_as_scip_writes_them() {
        let log = "SCIP Status        : solving was interrupted [gap limit reached]\nPrimal Bound       : -7.50000000000000e+00 (2 solutions)\nDual Bound         : -8.25000000000000e+00\n";
        let solution = "solution status: gap limit reached\nobjective value:                        -7.5\nC0                                                  1 \t(obj:-4)\nC2                                                2.5 \t(obj:1)\n";
        let expected = Claim {
            status: RawStatus::Limit(LimitKind::Gap),
            point: Some(vec![1.0, 0.0, 2.5]),
            bound: Some(-8.25),
        };
        assert_eq!(read(log, solution, 3), expected);
        let log = "SCIP Status        : problem is solved [infeasible]\nDual Bound         : +1.00000000000000e+20\n";
        let none = "solution status: infeasible\nno solution available\n";
        assert_eq!(read(log, none, 3), Claim::of(RawStatus::Infeasible));
        for garbage in ["", "SCIP Status", "SCIP Status [", "\u{fffd}"] {
            assert_eq!(read(garbage, garbage, 3), Claim::of(RawStatus::Unknown));
        }
    }
}
