//! The ranking at the end of a study: what gains most, what loses most, and what has no place in it.

use super::{Failure, print};
use medrota::scenario::{Comparison, Effect, ScenarioResult, Status};
use std::collections::BTreeMap;

/// Scenarios at each end of the ranking, and of each kind without a place in it.
const RANKED: usize = 8;

/// Scenarios that cannot be ranked, by why not.
#[derive(Debug, Default)]
pub(crate) struct Unranked {
    kinds: BTreeMap<Kind, Kept>,
}

/// Why a scenario has no place in the ranking, in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A schedule, and no bound of it or of the baseline.
    Unbounded,
    NotFound,
    Proven,
}

/// The first few of a kind, and how many more there are.
#[derive(Debug, Default)]
struct Kept {
    lines: Vec<String>,
    more: usize,
}

impl Unranked {
    /// Takes a result in, if the comparison has no effect of it.
    pub(crate) fn add(&mut self, comparison: &Comparison, result: &ScenarioResult) {
        let kind = match result.status {
            Status::Infeasible => Kind::Proven,
            Status::Solved if comparison.effect(result).is_some() => return,
            Status::Solved => Kind::Unbounded,
            _ => Kind::NotFound,
        };
        let kept = self.kinds.entry(kind).or_default();
        if kept.lines.len() == RANKED {
            kept.more += 1;
            return;
        }
        let about = about(&result.name, &result.changes);
        kept.lines.push(match kind {
            Kind::Unbounded => about,
            Kind::NotFound | Kind::Proven if result.reason.is_empty() => about,
            Kind::NotFound | Kind::Proven => {
                format!("{about} ({})", result.reason.trim_end().replace('\n', "; "))
            }
        });
    }

    fn print(&self) -> Result<(), Failure> {
        for (kind, kept) in &self.kinds {
            print(match kind {
                Kind::Unbounded => "a schedule that cannot be ranked, because no bound is known:",
                Kind::NotFound => "no schedule found, which is no proof that there is none:",
                Kind::Proven => "no schedule, proven:",
            })?;
            kept.lines
                .iter()
                .try_for_each(|line| print(&format!("      {line}")))?;
            if kept.more > 0 {
                print(&format!("      … {} more", kept.more))?;
            }
        }
        Ok(())
    }
}

/// Name and changes, once where they are the same.
fn about(name: &str, changes: &[String]) -> String {
    let words = changes.join("; ");
    if words == name || words.is_empty() {
        name.to_owned()
    } else {
        format!("{name}: {words}")
    }
}

/// The scenarios that gain most and lose most, the best first, with what is proven of each; then those without a place among them.
pub(crate) fn print_ranking(comparison: &Comparison, unranked: &Unranked) -> Result<(), Failure> {
    let effects = comparison.effects();
    if effects.is_empty() {
        print("no scenario can be ranked: of none both a schedule and a bound are known")?;
        return unranked.print();
    }
    print("ranking, the best first; the value changes by at least … and at most …:")?;
    let (best, worst) = effects.split_at(effects.len().min(RANKED));
    let left_out = worst.len().saturating_sub(RANKED);
    let line = |(rank, effect): (usize, &&Effect)| {
        let about = about(&effect.name, &effect.changes);
        print(&format!(
            "{rank:>4}. {:>8} {:>8}  {about}",
            effect.least, effect.greatest
        ))
    };
    (1..).zip(best).try_for_each(line)?;
    if left_out > 0 {
        print(&format!("      … {left_out} between these"))?;
    }
    (best.len() + left_out + 1..)
        .zip(&worst[left_out..])
        .try_for_each(line)?;
    unranked.print()
}
