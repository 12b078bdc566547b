//! While the restricted programme is not known to have a point, hard rows give way at a cost: so it has an optimum from the first column on, whose prices ask for what is missing.
//!
//! A price of a row is then no more than what a unit away from it costs (the penalties of du Merle, Villeneuve, Desrosiers & Hansen 1999). Rays of an infeasible programme say the same, but are left to the
//! simplex method, and their prices jump about.

use super::super::parameters::columns::{GIVING, MOST_GIVING};
use super::generate::{Course, Ended, Generator};
use super::master::{Master, MasterPrices};
use crate::formulation::{Row, RowId};

impl Course {
    /// Units away from hard rows at a point of the programme; infinity if they give way and there is no point to be seen.
    pub(super) fn given(&self, master: &Master, point: Option<&[f64]>) -> f64 {
        match (self.giving, point) {
            (None, _) => 0.0,
            (Some(_), None) => f64::INFINITY,
            (Some(_), Some(point)) => master.shared.units_given(point),
        }
    }
}

impl Generator<'_> {
    /// What a unit away from each hard row costs: so many times what the best prices say it is worth, or a unit of value. Cuts are no rules of the problem and do not give way; generating without a schedule knows none.
    pub(super) fn give(&self, times: f64) -> Vec<f64> {
        let formulation = self.setting.formulation;
        let rows = formulation.rows.iter().zip(&self.stock.center).enumerate();
        let cost = |(row, (data, price)): (usize, (&Row, &f64))| {
            let is_rule =
                data.weight.is_none() && formulation.cuts.of_row(RowId::new(row)).is_none();
            match is_rule {
                true => times * price.abs().max(self.stock.unit),
                false => 0.0,
            }
        };
        rows.map(cost).collect()
    }

    /// No pathway is missing although hard rows still give way: units away from them are too cheap, or there is no schedule. How the loop ends if the prices prove that; else units cost more, and in the end
    /// a ray decides.
    pub(super) fn give_less(&self, course: &mut Course, prices: &MasterPrices) -> Option<Ended> {
        let times = course.giving.take()?;
        if let Some(proof) = self.prove_none(&prices.rows) {
            return Some(Ended::Infeasible(Some(proof)));
        }
        course.giving = (times < MOST_GIVING).then_some(times * GIVING);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Options;
    use super::super::super::columns::backends::Backends;
    use super::super::super::limits::Limits;
    use super::super::super::setting::Setting;
    use super::super::generate::Draws;
    use super::super::master::Kind;
    use super::super::meter::Meter;
    use super::super::stock::Stock;
    use super::*;
    use crate::diagram::{BuildLimits, Pathways};
    use crate::generate::Year;
    use crate::problem::Problem;

    /// Everybody's best pathways are in each other's way. Where rows give way the programme over these has an optimum, no price of a row is more than what a unit away from it costs, and what the prices ask for
    /// is the programme as it stands in the end; nothing is asked of a ray.
    #[test]
    fn rows_that_give_way_lead_to_a_point() {
        let problem: Problem = Year::new(20, 26, 12).draft().validate().unwrap();
        let pathways = Pathways::build(&problem, BuildLimits { arcs: 100_000 }, false);
        let formulation = crate::formulation::Formulation::new(&problem, &pathways);
        let setting = Setting {
            formulation: &formulation,
            pathways: &pathways,
            activities: problem.activities().len(),
        };
        let options = Options {
            time_limit: None,
            work_limit: Some(10_000_000),
            ..Options::default()
        };
        let limits = Limits::new(&options);
        let zero = vec![0.0; formulation.rows.len()];
        let mut stock = Stock::new(setting, zero.clone());
        stock.rows.fill(true);
        let mut generator = Generator {
            setting,
            private: &[],
            backends: Backends::of(&options),
            meter: Meter::new(&limits, 1_000_000, 1),
            stock,
            best: None,
            listed: None,
            goal: None,
            is_feasible: false,
            pins: None,
        };
        let whole = generator.stock.whole(setting);
        let draws = Draws {
            temperatures: &[0.1],
            count: 12,
            seed: 1,
        };
        generator.draw(&whole, &zero, draws);
        let real = generator.master(&whole).unwrap();
        assert!(
            real.ray(generator.backends, &generator.options())
                .unwrap()
                .is_some()
        );
        let give = generator.give(GIVING);
        let giving = generator
            .master_of(&whole, Kind::Giving(give.clone()))
            .unwrap();
        assert!(
            generator.backends.is_interior(&giving.model),
            "{} {} {}",
            giving.model.nonzeros(),
            giving.columns.len(),
            giving.model.has_integers()
        );
        let (prices, point) = giving
            .prices(generator.backends, &generator.options(), true)
            .unwrap();
        assert!(giving.shared.units_given(&point.unwrap()) > 0.5);
        let prices = prices.unwrap().rows.into_iter().zip(&give);
        for (price, most) in prices {
            assert!(price.abs() <= most + 1e-4, "{price} {most}");
        }
        let (ended, rounds) = generator.run(&whole, 60).unwrap();
        let Ended::Optimal { given, point, .. } = ended else {
            panic!("{ended:?}");
        };
        assert_eq!(given, 0.0);
        assert!(generator.is_feasible && rounds > 1 && !point.is_empty());
        let real = generator.master(&whole).unwrap();
        assert!(
            real.ray(generator.backends, &generator.options())
                .unwrap()
                .is_none()
        );
    }
}
