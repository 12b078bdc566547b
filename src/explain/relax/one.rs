//! Looking for one relaxation, outwards from the conflicts that are known.

use super::super::conflict::{shrink, suspects};
use super::super::oracle::{Oracle, Verdict};
use super::super::part::{Part, parts};
use super::apply::{Applied, apply};
use super::options::RelaxationOptions;
use super::relaxation::Relaxation;
use super::soft::{Cheapest, Goal, Hurry, Negotiable, Way, cheapest, enough};
use crate::check::check;
use crate::error::Result;
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::schedule::Schedule;
use std::collections::BTreeSet;

/// Most rounds of finding what else stands in the way.
const ROUNDS: usize = 12;

/// Most rules that may give way of a conflict that is not made smaller.
const FEW_RULES: usize = 12;

/// What one search came to.
pub(super) enum Step {
    /// A relaxation, and a bound on the cost of all.
    Found(Box<Relaxation>, i64),
    /// It is proven that there is none.
    Nowhere,
    /// None was found within the limits; a bound on the cost of all.
    Unknown(i64),
}

/// The cheapest relaxation that gives up none of `forbidden`.
///
/// Two questions about the parts known so far take turns: what they cost by themselves, which no relaxation undercuts; and what they cost while all else is kept,
/// which is enough. Where both are the same the search is over; else the next conflict joins in.
pub(super) fn one(
    oracle: &mut Oracle<'_>,
    known: &mut BTreeSet<Part>,
    options: &RelaxationOptions,
    forbidden: &[Part],
    tell: &mut dyn FnMut(&Relaxation),
) -> Result<Step> {
    let mut search = Search {
        options,
        forbidden,
        tell,
        bound: 0,
        best: None,
    };
    for _ in 0..ROUNDS {
        if oracle.is_over() {
            break;
        }
        let cheapest = match search.cheapest_of(oracle, known)? {
            Way::Found(cheapest) => cheapest,
            Way::Nowhere => return Ok(Step::Nowhere),
            Way::Unknown => break,
        };
        let bound = search.bound;
        if let Some(best) = search.best.take_if(|best| best.cost <= bound) {
            return Ok(Step::Found(Box::new(best), bound));
        }
        match search.rest(oracle, known, cheapest)? {
            Rest::Fits(relaxation) => return Ok(Step::Found(relaxation, bound)),
            Rest::JoinsIn => {}
            Rest::Unknown => break,
        }
    }
    if search.best.is_none() && !oracle.is_late() {
        let asked: Vec<Part> = known.iter().copied().collect();
        search.look_for_enough(oracle, &asked)?;
    }
    if let Some(best) = search.best {
        return Ok(Step::Found(Box::new(best), search.bound));
    }
    // A way that is not known to be enough is not returned; the bound on the cost is.
    Ok(Step::Unknown(search.bound))
}

/// A search for the cheapest relaxation that gives up none of `forbidden`.
struct Search<'a> {
    options: &'a RelaxationOptions,
    forbidden: &'a [Part],
    tell: &'a mut dyn FnMut(&Relaxation),
    /// No relaxation costs less.
    bound: i64,
    /// The cheapest one that is enough, so far.
    best: Option<Relaxation>,
}

/// What the rest of the problem says to the cheapest way for the known parts.
enum Rest {
    Fits(Box<Relaxation>),
    /// Another conflict is known now.
    JoinsIn,
    /// It was not found out, or the conflict is one that is known.
    Unknown,
}

impl Search<'_> {
    /// What the known parts cost by themselves; meanwhile a way that is enough for the whole problem is looked for, too.
    fn cheapest_of(&mut self, oracle: &Oracle<'_>, known: &BTreeSet<Part>) -> Result<Way> {
        if known.is_empty() {
            return Ok(Way::Found(Cheapest {
                given: Vec::new(),
                cost: 0,
                bound: 0,
                schedule: Schedule::default(),
            }));
        }
        let asked: Vec<Part> = known.iter().copied().collect();
        let way = cheapest(oracle, self.negotiable(&asked))?;
        if let Way::Found(cheapest) = &way {
            self.bound = self.bound.max(cheapest.bound);
            self.look_for_enough(oracle, &asked)?;
        }
        Ok(way)
    }

    fn negotiable<'b>(&'b self, parts: &'b [Part]) -> Negotiable<'b> {
        Negotiable {
            parts,
            forbidden: self.forbidden,
            options: self.options,
        }
    }

    /// Writes a way into the problem, and asks whether that has a schedule. If not, the parts of the conflict become known.
    fn rest(
        &self,
        oracle: &mut Oracle<'_>,
        known: &mut BTreeSet<Part>,
        cheapest: Cheapest,
    ) -> Result<Rest> {
        let problem = oracle.problem;
        let given = cheapest.given.iter().map(|given| &given.concession);
        let applied = apply(problem, given);
        // A longer stay may bring a doctor to two events at once: what makes no sense together is no way out.
        let Ok(relaxed) = applied.draft.clone().validate() else {
            return Ok(Rest::Unknown);
        };
        let mut next = Oracle::new(&relaxed, &self.options.solver);
        next.effort = oracle.effort.clone();
        next.remember(start(problem, &cheapest.schedule));
        let all = parts(&relaxed);
        let (start, verdict) = suspects(&mut next, &all)?;
        oracle.effort = next.effort.clone();
        match verdict {
            Verdict::Feasible(schedule) if check(&relaxed, &schedule).is_feasible() => {
                Ok(Rest::Fits(Box::new(Relaxation {
                    given: cheapest.given,
                    cost: cheapest.cost,
                    draft: applied.draft,
                    schedule: Some(schedule),
                })))
            }
            Verdict::Infeasible(..) => {
                // A conflict of few rules need not be made smaller, because the other parts of these rules join in anyway.
                let asked = translated(problem, &relaxed, &applied, &start);
                let is_open = |part: &&Part| self.options.price(problem, **part).is_some();
                let conflict = if rules_of(problem, asked.iter().filter(is_open)) <= FEW_RULES {
                    start
                } else {
                    shrink(&mut next, &start)?
                };
                oracle.effort = next.effort.clone();
                let more = translated(problem, &relaxed, &applied, &conflict);
                let before = known.len();
                known.extend(of_the_same_rules(problem, &more));
                Ok(match known.len() == before {
                    true => Rest::Unknown,
                    false => Rest::JoinsIn,
                })
            }
            Verdict::Feasible(_) | Verdict::Unknown => Ok(Rest::Unknown),
        }
    }

    /// Looks for ways that are enough: first one at all, then a cheaper one. If the known parts are not enough, others join in.
    fn look_for_enough(&mut self, oracle: &Oracle<'_>, known: &[Part]) -> Result<()> {
        let problem = oracle.problem;
        let all = parts(problem);
        let is_shared = |part: &Part| matches!(part, Part::Places { .. } | Part::Shared { .. });
        // What links doctors gives way before what is asked of each.
        let shared: Vec<Part> = all.iter().copied().filter(is_shared).collect();
        let both: BTreeSet<Part> = known.iter().chain(&shared).copied().collect();
        let both: Vec<Part> = both.into_iter().collect();
        let everybody = i64::try_from(problem.doctors().len()).unwrap_or(i64::MAX);
        for (parts, more_seats) in [
            (known, 0),
            (&shared[..], 0),
            (&both[..], 0),
            (&all[..], 0),
            (&all[..], everybody),
        ] {
            if oracle.is_late() || self.is_enough() {
                break;
            }
            let goal = Goal {
                bound: self.bound,
                hurry: Hurry::Great,
                more_seats,
            };
            let found = enough(oracle, self.negotiable(parts), goal)?;
            if !self.keep(problem, found) {
                continue;
            }
            if !self.is_enough() {
                let hurry = Hurry::Little;
                let found = enough(oracle, self.negotiable(parts), Goal { hurry, ..goal })?;
                self.keep(problem, found);
            }
            break;
        }
        Ok(())
    }

    /// True if no way is cheaper than the one there is.
    fn is_enough(&self) -> bool {
        let best = self.best.as_ref();
        best.is_some_and(|best| best.cost <= self.bound)
    }

    /// Keeps a way that is verified, if it is cheaper; true if it is verified.
    fn keep(&mut self, problem: &Problem, found: Option<Cheapest>) -> bool {
        let Some(found) = found.and_then(|found| verified(problem, found)) else {
            return false;
        };
        let best = self.best.as_ref();
        if best.is_none_or(|best| found.cost < best.cost) {
            (self.tell)(&found);
            self.best = Some(found);
        }
        true
    }
}

/// A way with its draft, if its schedule keeps every rule of that.
fn verified(problem: &Problem, found: Cheapest) -> Option<Relaxation> {
    let draft = apply(problem, found.given.iter().map(|given| &given.concession)).draft;
    let relaxed = draft.clone().validate().ok()?;
    let Cheapest {
        given,
        cost,
        schedule,
        ..
    } = found;
    check(&relaxed, &schedule)
        .is_feasible()
        .then_some(Relaxation {
            given,
            cost,
            draft,
            schedule: Some(schedule),
        })
}

/// Rules of whom some parts speak.
fn rules_of<'a>(problem: &Problem, parts: impl Iterator<Item = &'a Part>) -> usize {
    parts
        .filter_map(|part| part.rule(problem))
        .collect::<BTreeSet<RuleId>>()
        .len()
}

/// The parts, and those of the same rules for other doctors and periods: a conflict that is mended in one place appears in the next one.
pub(super) fn of_the_same_rules(problem: &Problem, conflict: &[Part]) -> Vec<Part> {
    let rules: BTreeSet<RuleId> = conflict
        .iter()
        .filter_map(|part| part.rule(problem))
        .collect();
    let is_alike = |part: &Part| {
        let is_of_rule = matches!(
            part,
            Part::Rule { .. } | Part::Places { .. } | Part::Shared { .. }
        );
        is_of_rule && part.rule(problem).is_some_and(|rule| rules.contains(&rule))
    };
    // A stretch of a capacity lies within the whole of it.
    let whole: Vec<Part> = parts(problem).into_iter().filter(is_alike).collect();
    let others = conflict.iter().copied().filter(|part| !is_alike(part));
    whole.iter().copied().chain(others).collect()
}

/// The schedule to start from: what is published, with the pathways found where somebody has one.
fn start(problem: &Problem, found: &Schedule) -> Schedule {
    let mut start = problem.published().cloned().unwrap_or_default();
    for doctor in problem.doctor_ids() {
        let pathway = found.pathway(doctor);
        if !pathway.rotations().is_empty() {
            start.set(doctor, pathway.clone());
        }
    }
    start
}

/// Parts of the relaxed problem as parts of the original one.
fn translated(
    problem: &Problem,
    relaxed: &Problem,
    applied: &Applied,
    conflict: &[Part],
) -> Vec<Part> {
    let rule_of = |rule| applied.rule_of(problem, relaxed, rule);
    let mut translated = Vec::new();
    for &part in conflict {
        translated.extend(match part {
            Part::Rule { rule, doctor } => rule_of(rule).map(|rule| Part::Rule { rule, doctor }),
            Part::Places { rule, first, last } => {
                rule_of(rule).map(|rule| Part::Places { rule, first, last })
            }
            Part::Shared { rule } => rule_of(rule).map(|rule| Part::Shared { rule }),
            same => Some(same),
        });
    }
    translated
}
