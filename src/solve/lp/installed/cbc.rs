//! The words of COIN-OR branch and cut.

use super::super::{LimitKind, LinearModel, RawStatus};
use super::answer::{Claim, MODEL, Request, SOLUTION, START, number_after, point as point_of};
use super::mps::{name_of, number};

/// Its log has three decimals of a bound.
const ROUNDED_BY: f64 = 1e-3;

pub(super) fn arguments(request: &Request) -> Vec<String> {
    let seed = request.seed.to_string();
    let (seconds, gap) = (number(request.seconds), number(request.relative_gap));
    let mut words = vec![
        MODEL,
        "-timeMode",
        "elapsed",
        "-seconds",
        &seconds,
        "-ratioGap",
        &gap,
        "-randomSeed",
        &seed,
        "-randomCbcSeed",
        &seed,
    ];
    if request.has_start {
        words.extend(["-mipstart", START]);
    }
    words.extend(["-solve", "-solution", SOLUTION]);
    words.into_iter().map(str::to_owned).collect()
}

/// A solution as it writes one itself.
pub(super) fn start(model: &LinearModel, point: &[f64]) -> String {
    let mut text = String::from("Optimal - objective value 0\n");
    for (column, value) in (0..model.columns().len()).zip(point) {
        text.push_str(&format!(
            "{column} {} {} 0\n",
            name_of(column),
            number(*value)
        ));
    }
    text
}

pub(super) fn read(log: &str, solution: &str, columns: usize) -> Claim {
    let Some((told, objective)) = solution
        .lines()
        .next()
        .and_then(|line| line.split_once(" - objective value"))
    else {
        return Claim::of(RawStatus::Unknown);
    };
    // Preparations that fail do not tell which it is.
    let is_unclear = log.contains("infeasible or unbounded") || log.contains("(or unbounded)");
    let status = match told {
        "Optimal" => RawStatus::Optimal,
        "Optimal (within gap tolerance)" => RawStatus::Limit(LimitKind::Gap),
        "Infeasible" | "Integer infeasible" if is_unclear => RawStatus::InfeasibleOrUnbounded,
        "Infeasible" | "Integer infeasible" => RawStatus::Infeasible,
        "Unbounded" => RawStatus::Unbounded,
        told if told.starts_with("Stopped on time") => RawStatus::Limit(LimitKind::Time),
        told if told.starts_with("Stopped on ctrl-c") => RawStatus::Limit(LimitKind::Cancelled),
        told if told.starts_with("Stopped on") => RawStatus::Limit(LimitKind::Iterations),
        _ => return Claim::of(RawStatus::Unknown),
    };
    let has_point = !told.contains("nfeasible")
        && status != RawStatus::Unbounded
        && !told.contains("no integer solution");
    // Two stars mark values that are off their limits.
    let pairs = || {
        solution.lines().skip(1).filter_map(|line| {
            let mut words = line.split_whitespace().skip_while(|word| *word == "**");
            words.next()?;
            Some((words.next()?, words.next()?))
        })
    };
    Claim {
        status,
        point: has_point.then(|| point_of(pairs(), columns)).flatten(),
        bound: match number_after(log, "Lower bound") {
            Some(bound) => Some(bound - ROUNDED_BY),
            // It tells an optimum from what is within a gap, and has no bound of the first.
            None if status == RawStatus::Optimal => objective.trim().parse().ok(),
            None => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_as_cbc_writes_them() {
        let log = "Result - Stopped on time limit\n\nObjective value:                -7.50000000\nLower bound:                    -8.250\nGap:                            0.1\n";
        let solution = "Stopped on time - objective value -7.50000000\n      0 C0                     1                    4992\n**    2 C2                   2.5                    3994\n";
        let expected = Claim {
            status: RawStatus::Limit(LimitKind::Time),
            point: Some(vec![1.0, 0.0, 2.5]),
            bound: Some(-8.25 - ROUNDED_BY),
        };
        assert_eq!(read(log, solution, 3), expected);
        let exact = "Optimal - objective value -7.50000000\n      0 C0  1  0\n";
        assert_eq!(read("", exact, 3).bound, Some(-7.5));
        let none = "Infeasible - objective value 7.00000000\n      0 C0  1  0\n";
        assert_eq!(read("", none, 3), Claim::of(RawStatus::Infeasible));
        let unclear = read("Pre-processing says infeasible or unbounded", none, 3);
        assert_eq!(unclear, Claim::of(RawStatus::InfeasibleOrUnbounded));
        for garbage in ["", "\n", "Optimal", " - objective value", "\u{fffd}"] {
            assert_eq!(read(garbage, garbage, 3), Claim::of(RawStatus::Unknown));
        }
    }
}
