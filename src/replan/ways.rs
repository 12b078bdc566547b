//! What would have to be waived so that a change becomes possible.

use super::fit::Standing;
use super::keep::Pins;
use super::outcome::{Ending, Replanned};
use super::request::Replan;
use crate::check::timeline;
use crate::error::Result;
use crate::explain::{Given, RelaxationOptions, relaxations};
use crate::ids::DoctorId;
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
        let (held, rows) = self.held()?;
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

    /// The problem in which what has to stay is a rule, and the rows of these rules.
    fn held(&self) -> Result<(Problem, HashSet<RuleRow>)> {
        let problem = &self.problem;
        let standing = Standing::new(problem);
        let pins = Pins::new(problem, &standing, &self.keeps);
        let mut edit: DraftEdit = DraftEdit::of(problem);
        let mut held = HashSet::new();
        for doctor in (0..problem.doctors().len()).map(DoctorId::new) {
            let cells = timeline(problem, doctor, standing.kept.pathway(doctor)).into_iter();
            let cells = cells.filter(|(period, _)| pins.is_pinned(doctor, *period));
            let cells = cells.filter_map(|(period, cell)| Some((period, cell.content()?)));
            held.extend(edit.hold(
                format!("replan/keep/{}", problem.doctor(doctor).key),
                problem,
                doctor,
                cells,
            ));
        }
        Ok((edit.finish().0.validate()?, held))
    }
}
