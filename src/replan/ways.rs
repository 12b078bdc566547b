//! What would have to be waived so that a change becomes possible.

use super::outcome::{Ending, Replanned};
use super::request::Replan;
use super::run::Run;
use crate::check::timeline;
use crate::error::Result;
use crate::explain::{
    Conflict, ConflictOptions, Given, Part, RelaxationOptions, conflicts, quick_audit, relaxations,
};
use crate::ids::RuleId;
use crate::problem::edit::DraftEdit;
use crate::problem::{Problem, RuleRow};
use crate::scenario::Change;
use crate::solve::Solver;
use std::collections::HashSet;

/// Something to waive, with which a replanning that is impossible becomes possible.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct WayOut {
    /// What is given up, as [`relaxations`](crate::explain::relaxations) says it; of [`Self::asked`].
    pub given: Vec<Given>,
    /// What that costs at the prices that were given.
    pub cost: i64,
    /// The same as changes, to be added to those that were made; `None` where some of it cannot be said by a [`Change`].
    pub changes: Option<Vec<Change>>,
    /// The problem with it.
    #[serde(skip)]
    pub problem: Problem,
    /// The replanning with it, which found a plan that `check` accepts.
    pub replanned: Replanned,
    /// The problem that was asked about.
    #[serde(skip)]
    pub asked: Problem,
}

impl WayOut {
    /// One sentence: what it costs, what is given up, and how many doctors are disturbed then.
    #[must_use]
    pub fn describe(&self) -> String {
        let given: Vec<String> = self
            .given
            .iter()
            .map(|given| given.concession.describe(&self.asked))
            .collect();
        let doctors = self.replanned.doctors_changed();
        let plural = if doctors == 1 { "" } else { "s" };
        let fewest = if self.replanned.is_fewest() {
            ", proven to be the fewest"
        } else {
            ""
        };
        format!(
            "cost {}: {}; then {doctors} doctor{plural} disturbed{fewest}",
            self.cost,
            given.join("; ")
        )
    }
}

impl Replan {
    /// What would have to be waived so that a replanning becomes possible that is not, cheapest first, each verified by a replanning of its own.
    ///
    /// What has to stay as published stays, and stays and leaves are facts: only rules give way. Rules that are never to give way are named in the options; what one
    /// unit of each kind costs, too. Empty if nothing is in the way, if nothing that may give way is enough, or if nothing was found within the limits.
    ///
    /// # Errors
    /// As [`relaxations`](crate::explain::relaxations) and [`Replan::solve`].
    ///
    /// # Complexity
    /// A few questions and a replanning for each way; the options' solver limits each question, `solver` each replanning.
    pub fn ways_out(&self, options: &RelaxationOptions, solver: &Solver) -> Result<Vec<WayOut>> {
        let (held, rows) = self.held(solver)?;
        let mut options = options.clone();
        options.held = rows.iter().filter_map(|row| held.rule_at(*row)).collect();
        options.never.push("availability".to_owned());
        let mut ways: Vec<WayOut> = Vec::new();
        for relaxation in relaxations(&held, &options)?.relaxations {
            // Whether it is enough is what the replanning finds out.
            if relaxation.given.is_empty() {
                continue;
            }
            let mut draft = relaxation.draft;
            // All rows are where they were in what was asked about.
            let mut row = 0..;
            draft.rules.retain(|_| {
                !row.next()
                    .is_some_and(|row| rows.contains(&RuleRow::Rule(row)))
            });
            let problem = draft.validate()?;
            let replanned = Self {
                problem: problem.clone(),
                ..self.clone()
            }
            .solve(solver)?;
            if replanned.ending != Ending::Mended {
                continue;
            }
            let changes = relaxation
                .given
                .iter()
                .map(|given| given.concession.to_changes(&held))
                .collect::<Option<Vec<Vec<Change>>>>();
            ways.push(WayOut {
                given: relaxation.given,
                cost: relaxation.cost,
                changes: changes.map(|changes| changes.concat()),
                problem,
                replanned,
                asked: held.clone(),
            });
        }
        ways.sort_by_key(|way| (way.cost, way.replanned.doctors_changed()));
        Ok(ways)
    }

    /// Why a replanning is impossible, in sentences: what is asked for and what has to stay as published, and cannot hold together.
    ///
    /// Sums that need no solve come first; where they prove nothing, a conflict is looked for within the limits of `options`, as
    /// [`conflicts`] does. Empty if nothing is in the way, or if it was not found out.
    ///
    /// ```
    /// use medrota::{ProblemBuilder, Solver, replan::{Keep, Replan}};
    /// use medrota::explain::ConflictOptions;
    /// use medrota::ids::DoctorId;
    ///
    /// let builder = |weeks| ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    ///     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], weeks).build();
    /// let schedule = Solver::new().work_limit(2_000).solve(&builder(2)?)?.schedule.ok_or("no schedule")?;
    /// // Three weeks each from now on, and what ana has stays.
    /// let replan = Replan::of(&builder(3)?, &schedule)?.keep(Keep::Doctor(DoctorId::new(0)));
    /// let told = replan.in_the_way(&ConflictOptions::default())?;
    /// assert!(!told.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`conflicts`].
    pub fn in_the_way(&self, options: &ConflictOptions) -> Result<Vec<String>> {
        let (held, rows) = self.held(&options.solver)?;
        let findings = quick_audit(&held).findings.into_iter();
        let told: Vec<String> = findings
            .filter(|finding| finding.proves_infeasible)
            .map(|finding| finding.describe(&held))
            .take(MOST_SENTENCES)
            .collect();
        if !told.is_empty() {
            return Ok(told);
        }
        let kept: HashSet<RuleId> = rows.iter().filter_map(|row| held.rule_at(*row)).collect();
        let found = conflicts(&held, options)?.conflicts.into_iter();
        Ok(found
            .flat_map(|conflict| sentences(&held, &kept, conflict))
            .collect())
    }

    fn held(&self, solver: &Solver) -> Result<(Problem, HashSet<RuleRow>)> {
        let mut run = Run::new(self, solver);
        run.release_all_impossible()?;
        run.held()
    }
}

impl Run<'_> {
    /// The problem in which what has to stay is a rule, and the rows of these rules. What the problem does not allow to stay does not have to.
    fn held(&self) -> Result<(Problem, HashSet<RuleRow>)> {
        let problem = self.problem;
        let mut edit: DraftEdit = DraftEdit::of(problem);
        let mut held = HashSet::new();
        for doctor in problem.doctor_ids() {
            let cells = timeline(problem, doctor, self.standing.kept.pathway(doctor)).into_iter();
            let cells = cells.filter(|(period, _)| self.pins.is_pinned(doctor, *period));
            let cells = cells.filter_map(|(period, cell)| Some((period, cell.content()?)));
            held.extend(edit.hold(
                format!("as published: {}", problem.doctor(doctor).key),
                problem,
                doctor,
                cells,
            ));
        }
        Ok((edit.finish().0.validate()?, held))
    }

    /// True if sums prove that nothing can be planned around what has to stay.
    pub(super) fn is_proven_impossible(&self) -> Result<bool> {
        let findings = quick_audit(&self.held()?.0).findings;
        Ok(findings.iter().any(|finding| finding.proves_infeasible))
    }
}

/// Most sentences of sums: each of them is a reason by itself.
const MOST_SENTENCES: usize = 3;

/// A conflict in sentences, what has to stay in one of them.
fn sentences(held: &Problem, kept: &HashSet<RuleId>, conflict: Conflict) -> Vec<String> {
    let is_kept = |part: &Part| part.rule(held).is_some_and(|rule| kept.contains(&rule));
    let who: Vec<&str> = conflict
        .parts
        .iter()
        .filter(|part| is_kept(part))
        .filter_map(Part::doctor)
        .map(|doctor| held.doctor(doctor))
        .map(|data| match data.name.as_str() {
            "" => data.key.as_str(),
            name => name,
        })
        .collect();
    let mut told: Vec<String> = if who.is_empty() {
        Vec::new()
    } else {
        vec![format!(
            "what has to stay as published of {}",
            who.join(", ")
        )]
    };
    let rest = Conflict {
        parts: conflict
            .parts
            .iter()
            .copied()
            .filter(|part| !is_kept(part))
            .collect(),
        ..conflict
    };
    told.extend(
        rest.sentences(held)
            .into_iter()
            .map(|sentence| sentence.text),
    );
    told
}
