//! Looking for the cheapest relaxations.

use super::super::conflict::{Conflict, shrink, suspects};
use super::super::oracle::{Oracle, Verdict};
use super::super::part::{Part, parts};
use super::super::sentences::concessions;
use super::apply::{Applied, apply};
use super::concession::Given;
use super::options::{RelaxationOptions, RelaxationPrices};
use super::soft::{Cheapest, Hurry, Way, cheapest, enough};
use crate::check::check;
use crate::error::{Error, Result};
use crate::ids::RuleId;
use crate::problem::{Problem, ProblemDraft};
use crate::schedule::Schedule;
use std::collections::BTreeSet;

/// One way to make a problem fit.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
/// use medrota::explain::{RelaxationOptions, relaxations};
///
/// let ways = relaxations(&problem, &RelaxationOptions::default())?;
/// let cheapest = &ways.relaxations[0];
/// println!("{}", cheapest.describe(&problem));
/// assert!(cheapest.draft.clone().validate().is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Relaxation {
    /// What is given up, ascending.
    pub given: Vec<Given>,
    /// What that costs.
    pub cost: i64,
    /// The problem with the concessions written into it.
    #[serde(skip)]
    pub draft: ProblemDraft,
    /// A checked schedule of [`Self::draft`]; every relaxation that is returned has one.
    pub schedule: Option<Schedule>,
}

impl Relaxation {
    /// What is given up as a person would say it: concessions of one rule together.
    #[must_use]
    pub fn sentences(&self, problem: &Problem) -> Vec<String> {
        concessions(problem, &self.given)
    }
    /// One sentence: what it costs and what is given up.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        let given = self.sentences(problem);
        let verified = if self.schedule.is_some() {
            ""
        } else {
            " (not verified within the limits)"
        };
        format!("cost {}{verified}: {}.", self.cost, given.join("; "))
    }
}

/// What [`relaxations`] found.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
/// use medrota::explain::{RelaxationOptions, relaxations};
///
/// let ways = relaxations(&problem, &RelaxationOptions::default())?;
/// assert!(!ways.is_impossible && ways.relaxations.iter().all(|way| way.cost >= ways.bound));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Relaxations {
    /// The relaxations, cheapest first, each verified. Empty if there is none, or if none was found within the limits.
    pub relaxations: Vec<Relaxation>,
    /// No relaxation by parts that may be given up is cheaper than this; 0 where nothing could be proven.
    pub bound: i64,
    /// True if it is proven that there is no relaxation: some parts conflict of which none may be given up.
    pub is_impossible: bool,
}

/// Most rounds of finding what else stands in the way.
const ROUNDS: usize = 12;

/// Most rules of a conflict that is not made smaller.
const FEW_RULES: usize = 12;

/// Finds the cheapest ways to make a problem fit, at given prices.
///
/// Works outwards from conflicts, with two questions about the rules of those found so far. By themselves they are a small soft problem, in which every
/// part that may be given up costs its price: no relaxation is cheaper than its optimum, because no smaller problem costs more than the whole. With all else kept
/// hard they give a relaxation that is enough. If both cost the same the search is over; otherwise what the first question gives up is written into the
/// problem, and if that has no schedule the next conflict joins in. Further relaxations are the cheapest ones that leave alone one rule of which the first
/// gives up something.
///
/// Seats of events are raised one by one beside the soft problem; rules without a unit of breach in a draft (limits of
/// [`WorstDoctor`](crate::problem::RuleDraft::WorstDoctor), [`WorstGroup`](crate::problem::RuleDraft::WorstGroup),
/// [`EvenLoad`](crate::problem::RuleDraft::EvenLoad) and [`Change`](crate::problem::RuleDraft::Change)) are left out of it at no cost.
///
/// A feasible problem has one relaxation, which gives up nothing. All questions together have a limit, as those of [`conflicts`](super::super::conflicts).
///
/// ```
/// use medrota::ProblemBuilder;
/// use medrota::explain::{RelaxationOptions, relaxations};
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
///     .department("surgery", 1)
///     .doctor("ana")
///     .doctor("ben")
///     .requirement("surgery", &["surgery"], 3)
///     .build()?;
/// let found = relaxations(&problem, &RelaxationOptions::default())?;
/// // Three weeks each in four: they overlap in two weeks, or one of them does one week only.
/// assert_eq!((found.relaxations[0].cost, found.bound), (20, 20));
/// assert!(found.relaxations[0].schedule.is_some());
/// # Ok::<(), medrota::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Option`](crate::ErrorKind::Option) for a price or an option of the solver outside its range, or a rule that is [never](RelaxationOptions::never) given up and
/// that the problem does not have,
/// [`ErrorKind::Backend`](crate::ErrorKind::Backend) if an engine breaks.
pub fn relaxations(problem: &Problem, options: &RelaxationOptions) -> Result<Relaxations> {
    relaxations_told(problem, options, &[], &mut |_| {})
}

/// As [`relaxations`], from conflicts that are known; each way that is verified is handed to `tell` when it is known.
pub(in crate::explain) fn relaxations_told(
    problem: &Problem,
    options: &RelaxationOptions,
    conflicts: &[Part],
    tell: &mut dyn FnMut(&Relaxation),
) -> Result<Relaxations> {
    if !options.prices.are_in_range() {
        return Err(Error::option(format!(
            "prices of relaxations lie between 0 and {}",
            RelaxationPrices::MOST
        )));
    }
    options.ensure_known(problem)?;
    let mut oracle = Oracle::new(problem, &options.solver);
    let mut known: BTreeSet<Part> = of_the_same_rules(problem, conflicts).into_iter().collect();
    let mut found = Relaxations::default();
    let (first, bound) = match one(&mut oracle, &mut known, options, &[], tell)? {
        Step::Found(first, bound) => (*first, bound),
        Step::Nowhere => {
            found.is_impossible = true;
            return Ok(found);
        }
        Step::Unknown(bound) => {
            found.bound = bound;
            return Ok(found);
        }
    };
    found.bound = bound;
    if options.most == 0 {
        return Ok(found);
    }
    // Another way leaves alone one rule of the first altogether: the same in other weeks is no other way.
    let mut rules: Vec<Vec<Part>> = Vec::new();
    for part in first.given.iter().map(|given| given.concession.part()) {
        if !rules
            .iter()
            .flatten()
            .any(|known| known.rule(problem) == part.rule(problem))
        {
            rules.push(of_the_same_rules(problem, &[part]));
        }
    }
    found.relaxations.push(first);
    for forbidden in rules
        .iter()
        .take(options.most.saturating_sub(1).saturating_mul(2))
    {
        if oracle.is_over() {
            break;
        }
        if let Step::Found(next, _) = one(&mut oracle, &mut known, options, forbidden, &mut |_| {})?
            && found
                .relaxations
                .iter()
                .all(|relaxation| relaxation.given != next.given)
        {
            tell(&next);
            found.relaxations.push(*next);
        }
    }
    found
        .relaxations
        .sort_by_key(|relaxation| (relaxation.schedule.is_none(), relaxation.cost));
    found.relaxations.truncate(options.most.max(1));
    // A way that was solved and checked is worth more than any bound: one that it contradicts would prove nothing.
    let cheapest = found
        .relaxations
        .iter()
        .filter(|relaxation| relaxation.schedule.is_some())
        .map(|relaxation| relaxation.cost)
        .min();
    let is_contradicted = cheapest.is_some_and(|cheapest| cheapest < found.bound);
    debug_assert!(
        !is_contradicted,
        "a relaxation of {cheapest:?} is cheaper than the bound {}",
        found.bound
    );
    if is_contradicted {
        found.bound = 0;
    }
    Ok(found)
}

/// What one search came to.
enum Step {
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
fn one(
    oracle: &mut Oracle<'_>,
    known: &mut BTreeSet<Part>,
    options: &RelaxationOptions,
    forbidden: &[Part],
    tell: &mut dyn FnMut(&Relaxation),
) -> Result<Step> {
    let problem = oracle.problem;
    let mut bound = 0;
    let mut best: Option<Relaxation> = None;
    for _ in 0..ROUNDS {
        if oracle.is_over() {
            break;
        }
        let cheapest = if known.is_empty() {
            Cheapest {
                given: Vec::new(),
                cost: 0,
                bound: 0,
                schedule: Schedule::default(),
            }
        } else {
            let asked: Vec<Part> = known.iter().copied().collect();
            let cheapest = match cheapest(oracle, &asked, options, forbidden)? {
                Way::Found(cheapest) => cheapest,
                Way::Nowhere => return Ok(Step::Nowhere),
                Way::Unknown => break,
            };
            bound = bound.max(cheapest.bound);
            look_for_enough(oracle, (&asked, forbidden), options, bound, &mut best, tell)?;
            if let Some(best) = best.take_if(|best| best.cost <= bound) {
                return Ok(Step::Found(Box::new(best), bound));
            }
            cheapest
        };
        let applied = apply(
            problem,
            cheapest.given.iter().map(|given| &given.concession),
        );
        // A longer stay may bring a doctor to two events at once: what makes no sense together is no way out.
        let Ok(relaxed) = applied.draft.clone().validate() else {
            break;
        };
        let mut next = Oracle::new(&relaxed, &options.solver);
        next.effort = oracle.effort.clone();
        next.remember(start(problem, &cheapest.schedule));
        let all = parts(&relaxed);
        let (start, verdict) = suspects(&mut next, &all)?;
        oracle.effort = next.effort.clone();
        match verdict {
            Verdict::Feasible(schedule) if check(&relaxed, &schedule).is_feasible() => {
                let Cheapest { given, cost, .. } = cheapest;
                let relaxation = Relaxation {
                    given,
                    cost,
                    draft: applied.draft,
                    schedule: Some(schedule),
                };
                return Ok(Step::Found(Box::new(relaxation), bound));
            }
            Verdict::Infeasible(..) => {
                // A conflict of few rules need not be made smaller, because the other parts of these rules join in anyway.
                let conflict = if rules_of(&relaxed, &start) <= FEW_RULES {
                    start
                } else {
                    shrink(&mut next, &start)?
                };
                oracle.effort = next.effort.clone();
                let more = translated(problem, &relaxed, &applied, &conflict);
                let before = known.len();
                known.extend(of_the_same_rules(problem, &more));
                if known.len() == before {
                    break;
                }
            }
            Verdict::Feasible(_) | Verdict::Unknown => break,
        }
    }
    if best.is_none() && !oracle.is_late() {
        let asked: Vec<Part> = known.iter().copied().collect();
        look_for_enough(oracle, (&asked, forbidden), options, bound, &mut best, tell)?;
    }
    if let Some(best) = best {
        return Ok(Step::Found(Box::new(best), bound));
    }
    // A way that is not known to be enough is not returned; the bound on the cost is.
    Ok(Step::Unknown(bound))
}

/// Looks for ways that are enough: first one at all, then a cheaper one. If the known parts are not enough, others join in.
fn look_for_enough(
    oracle: &Oracle<'_>,
    (known, forbidden): (&[Part], &[Part]),
    options: &RelaxationOptions,
    bound: i64,
    best: &mut Option<Relaxation>,
    tell: &mut dyn FnMut(&Relaxation),
) -> Result<()> {
    let problem = oracle.problem;
    let all = parts(problem);
    let is_shared = |part: &Part| matches!(part, Part::Places { .. } | Part::Shared { .. });
    // What links doctors gives way before what is asked of each.
    let shared: Vec<Part> = all.iter().copied().filter(is_shared).collect();
    let both: Vec<Part> = known
        .iter()
        .chain(&shared)
        .copied()
        .collect::<BTreeSet<Part>>()
        .into_iter()
        .collect();
    let mut keep = |found: Option<Cheapest>, best: &mut Option<Relaxation>| {
        let Some(found) = found.and_then(|found| verified(problem, found)) else {
            return false;
        };
        if best.as_ref().is_none_or(|best| found.cost < best.cost) {
            tell(&found);
            *best = Some(found);
        }
        true
    };
    let everybody = i64::try_from(problem.doctors().len()).unwrap_or(i64::MAX);
    for (parts, seats) in [
        (known, 0),
        (&shared[..], 0),
        (&both[..], 0),
        (&all[..], 0),
        (&all[..], everybody),
    ] {
        let is_enough =
            |best: &Option<Relaxation>| best.as_ref().is_some_and(|best| best.cost <= bound);
        if oracle.is_late() || is_enough(best) {
            break;
        }
        if keep(
            enough(
                oracle,
                (parts, forbidden),
                options,
                (bound, Hurry::Great, seats),
            )?,
            best,
        ) {
            if !is_enough(best) {
                keep(
                    enough(
                        oracle,
                        (parts, forbidden),
                        options,
                        (bound, Hurry::Little, seats),
                    )?,
                    best,
                );
            }
            break;
        }
    }
    Ok(())
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
fn rules_of(problem: &Problem, parts: &[Part]) -> usize {
    parts
        .iter()
        .filter_map(|part| part.rule(problem))
        .collect::<BTreeSet<RuleId>>()
        .len()
}

/// The parts, and those of the same rules for other doctors and periods: a conflict that is mended in one place appears in the next one.
fn of_the_same_rules(problem: &Problem, conflict: &[Part]) -> Vec<Part> {
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
    for doctor in super::super::staffing::all_doctors(problem) {
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

impl Conflict {
    /// The cheapest way to resolve this conflict alone; the rest of the problem may not allow it. `None` if none of its parts may be given up, or nothing
    /// was found within the limits.
    ///
    /// # Errors
    /// As [`relaxations`]; [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for parts of another problem.
    pub fn cheapest_way_out(
        &self,
        problem: &Problem,
        options: &RelaxationOptions,
    ) -> Result<Option<Vec<Given>>> {
        self.parts
            .iter()
            .try_for_each(|part| part.ensure_known(problem))?;
        let oracle = Oracle::new(problem, &options.solver);
        Ok(match cheapest(&oracle, &self.parts, options, &[])? {
            Way::Found(cheapest) => Some(cheapest.given),
            Way::Nowhere | Way::Unknown => None,
        })
    }
}

iterates!(Relaxations, relaxations: Relaxation);
