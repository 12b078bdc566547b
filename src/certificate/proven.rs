//! Prices together with the bound that they were found to prove.

use super::document::{Certificate, Claim};
use super::evaluate::evaluate_until;
use super::prices::Prices;
use crate::diagram::Pathways;
use crate::formulation::{Cut, Formulation};
use crate::problem::Problem;
use std::borrow::Cow;

/// Prices and the bound that they prove. Nothing makes one but an evaluation in integers, and nothing changes one afterwards, so that no engine can
/// say more of prices than they prove.
#[derive(Clone, Debug)]
pub(crate) struct Proven {
    bound: i64,
    prices: Prices,
    /// Its cuts, of which the last prices are.
    cuts: Vec<Cut>,
    /// That of the best scores which the evaluation looked at.
    score_effort: usize,
}

impl Proven {
    /// What prices prove, unless `stop` says so in the meantime; `None` if they prove no bound.
    pub(crate) fn of(
        formulation: &Formulation,
        pathways: &Pathways,
        activities: usize,
        prices: Prices,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<Self> {
        let bound = evaluate_until(formulation, pathways, activities, &prices, stop).bound()?;
        // Cuts without a price prove nothing.
        let mut prices = prices;
        let mut cuts = Vec::new();
        let of_cuts = prices
            .rows
            .split_off(formulation.cuts.first_row(prices.rows.len()));
        for (cut, price) in formulation.cuts.list().iter().zip(of_cuts) {
            if price != 0 {
                cuts.push(cut.clone());
                prices.rows.push(price);
            }
        }
        Some(Self {
            bound,
            prices,
            cuts,
            score_effort: formulation.score_effort,
        })
    }

    /// No feasible schedule is worth more than this.
    pub(crate) fn bound(&self) -> i64 {
        self.bound
    }

    /// Its cuts; the last of its prices are theirs.
    pub(crate) fn cuts(&self) -> &[Cut] {
        &self.cuts
    }

    /// True if it rests on cuts, so that its prices are not those of the problem's rows alone.
    pub(crate) fn has_cuts(&self) -> bool {
        !self.cuts.is_empty()
    }

    /// The rows that its prices are of: those of a formulation without cuts and its own cuts. `None` if its cuts are none there.
    pub(crate) fn formulation<'a>(&self, ground: &'a Formulation) -> Option<Cow<'a, Formulation>> {
        if self.cuts.is_empty() {
            return Some(Cow::Borrowed(ground));
        }
        let cut = ground.with_cuts(self.cuts.clone()).ok()?;
        Some(Cow::Owned(cut))
    }

    pub(crate) fn prices(&self) -> &Prices {
        &self.prices
    }

    /// The document. It is read back, as any reader would, and has to come to the very prices that were evaluated: then what these prove, it proves, and
    /// there is nothing to evaluate again. `None` if it does not.
    pub(crate) fn certificate(
        &self,
        problem: &Problem,
        pathways: &Pathways,
        formulation: &Formulation,
        diagram_arc_limit: usize,
    ) -> Option<Certificate> {
        let claim = Claim::Bound(self.bound);
        let formulation = &*self.formulation(formulation)?;
        let certificate = Certificate {
            score_effort: self.score_effort,
            ..Certificate::new(problem, formulation, &self.prices, claim, diagram_arc_limit)
        };
        let read = certificate
            .prices_for(problem, pathways, formulation)
            .ok()?;
        let has_same_cuts = certificate.cuts_for(problem, formulation).ok()? == self.cuts;
        (has_same_cuts && read == without_zeros(&self.prices)).then_some(certificate)
    }
}

/// The same prices, with none instead of private prices that are all 0: those charge nothing.
fn without_zeros(prices: &Prices) -> Prices {
    let mut prices = prices.clone();
    for private in &mut prices.private {
        if private.iter().all(|price| *price == 0) {
            private.clear();
        }
    }
    prices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::BuildLimits;
    use crate::formulation::RowId;
    use crate::generate::{Cohort, Year};
    use crate::problem::ProblemDraft;

    /// A problem's own diagrams of at most so many arcs, and its rows.
    fn ground(draft: ProblemDraft, arcs: usize) -> (Problem, Pathways, Formulation) {
        let problem = draft.validate().unwrap();
        let pathways = Pathways::build(&problem, BuildLimits { arcs }, false);
        let formulation = Formulation::new(&problem, &pathways);
        (problem, pathways, formulation)
    }

    #[test]
    fn a_document_stands_for_the_prices_that_were_evaluated() {
        // Exact diagrams, and diagrams that leave rules out.
        for (draft, arcs) in [
            (Year::new(6, 26, 8).draft(), 400_000),
            (Cohort::default().draft(), 300),
        ] {
            let (problem, pathways, formulation) = ground(draft, arcs);
            let activities = problem.activities().len();
            let mut prices = Prices::zero(&formulation, &pathways, 4);
            for (number, price) in prices.rows.iter_mut().enumerate().step_by(3) {
                *price = super::super::clamp(&formulation.rows[number], 5, 4);
            }
            for doctor in (0..pathways.len()).map(crate::ids::DoctorId::new) {
                let rows = pathways.class(doctor).private_rows.len();
                prices.private[doctor.index()] = vec![0; rows];
            }
            let proven =
                Proven::of(&formulation, &pathways, activities, prices, &|| false).unwrap();
            let certificate = proven
                .certificate(&problem, &pathways, &formulation, arcs)
                .unwrap();
            assert_eq!(certificate.claim, Claim::Bound(proven.bound()));
            assert_eq!(certificate.verify(&problem), Ok(()));
        }
    }

    #[test]
    fn a_document_that_says_something_else_is_refused() {
        let (problem, pathways, formulation) = ground(Year::new(6, 26, 8).draft(), 400_000);
        let activities = problem.activities().len();
        let prices = Prices::zero(&formulation, &pathways, 1);
        let proven = Proven::of(&formulation, &pathways, activities, prices, &|| false).unwrap();
        // A row that goes by the name of another one.
        let mut wrong = formulation.clone();
        wrong.rows[1].number = wrong.rows[0].number;
        wrong.rows[1].rule = wrong.rows[0].rule;
        let mut prices = Prices::zero(&formulation, &pathways, 1);
        (prices.rows[0], prices.rows[1]) = (1, 2);
        assert_eq!(
            wrong.row_name(&problem, RowId::new(0)),
            wrong.row_name(&problem, RowId::new(1))
        );
        let twice = Proven {
            prices,
            ..proven.clone()
        };
        assert!(
            twice
                .certificate(&problem, &pathways, &wrong, 400_000)
                .is_none()
        );
        assert!(
            proven
                .certificate(&problem, &pathways, &formulation, 400_000)
                .is_some()
        );
    }

    #[test]
    fn an_evaluation_that_was_stopped_proves_nothing() {
        let (problem, pathways, formulation) = ground(Year::new(6, 26, 8).draft(), 400_000);
        let prices = Prices::zero(&formulation, &pathways, 1);
        let activities = problem.activities().len();
        assert!(Proven::of(&formulation, &pathways, activities, prices, &|| true).is_none());
    }
}
