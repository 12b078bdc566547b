//! All pathways that a better schedule can use, where they are few: a programme over these needs no pricing, and the tree below it no passes.
//!
//! At prices that prove a bound, a pathway that loses more than the bound leaves above the next better value is part of no better schedule ([`paths_within_reach`]). What is left is listed.
//! Prices then prove a bound by the best of the listed pathways of each doctor, and pathways that lose more than that leaves are dropped from the list, node by node.

use super::super::parameters::columns::{LISTED_AT_ONCE, MOST_LISTED};
use super::super::proofs::{proof_of_infeasibility, proof_of_infeasibility_by};
use super::super::rounding::round_rows;
use super::super::setting::Setting;
use super::generate::Generator;
use super::kin::Kinship;
use super::pool::Column;
use super::stock::Stock;
use crate::certificate::{Evaluation, Prices, evaluate, evaluate_among, paths_within_reach};
use crate::ids::DoctorId;

/// Fraction that prices are rounded to.
const DENOMINATOR: i64 = 1_000_000;

/// What prices prove of listed columns.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    prices: Prices,
    /// What the best column of each group is worth.
    best: Vec<i128>,
    evaluation: Evaluation,
    bound: i64,
}

impl Listed {
    /// No schedule of listed columns is worth more than this.
    pub(super) fn bound(&self) -> i64 {
        self.bound
    }

    /// What a schedule worth more than a value may lose, in units of 1 / denominator.
    fn spare(&self, value: i64) -> Option<i64> {
        self.evaluation.spare(value.checked_add(1)?)
    }

    /// What a column loses to the best one of its group; `None` if it does not fit.
    fn loss(&self, column: &Column) -> Option<i64> {
        let worth = column.exact_worth(&self.prices)?;
        let loss = self.best[column.group as usize].checked_sub(worth)?;
        i64::try_from(loss).ok()
    }
}

/// The columns that a schedule worth more than `value` can use under the rows of a setting, as prices say; `None` if they are too many, or prices say nothing.
pub(super) fn list(
    setting: Setting<'_>,
    above: &Stock,
    prices: &[f64],
    value: i64,
) -> Option<Stock> {
    let Setting {
        formulation,
        pathways,
        activities,
    } = setting;
    let rounded = round_rows(setting, prices, DENOMINATOR as f64, DENOMINATOR)?;
    let evaluation = evaluate(formulation, pathways, activities, &rounded);
    let spare = evaluation.spare(value.checked_add(1)?)?;
    let mut stock = above.emptied(Kinship::new(setting), prices);
    (stock.is_listed, stock.is_final) = (true, true);
    stock.rows.clone_from(&above.rows);
    let doctors: Vec<DoctorId> = stock.kinship.groups.iter().map(|group| group[0]).collect();
    // Some doctors at a time: mostly the first of them tell that there are too many.
    let mut found: Vec<Vec<Vec<u32>>> = Vec::with_capacity(doctors.len());
    let mut left = MOST_LISTED;
    for doctors in doctors.chunks(LISTED_AT_ONCE) {
        let paths = paths_within_reach(
            formulation,
            pathways,
            activities,
            &rounded,
            (spare, left),
            doctors,
        );
        for paths in paths {
            let paths = paths?;
            left = left.checked_sub(paths.len())?;
            found.push(paths);
        }
    }
    for (group, paths) in found.iter().enumerate() {
        for labels in paths {
            let column = Column::new(setting, &stock.kinship, group as u32, labels)?;
            stock.add(column);
        }
    }
    stock.working.fill(true);
    Some(stock)
}

impl Generator<'_> {
    /// What the best of the listed columns of each group is worth; `None` if a group has none, or where it does not fit.
    fn best_listed(&self, prices: &Prices) -> Option<Vec<i128>> {
        let stock = &self.stock;
        let of_group = |columns: &Vec<u32>| {
            let mut best = None;
            for &index in columns
                .iter()
                .filter(|index| stock.working[**index as usize])
            {
                best = best.max(Some(
                    stock.pool.columns[index as usize].exact_worth(prices)?,
                ));
            }
            best
        };
        stock.pool.of_group.iter().map(of_group).collect()
    }

    fn evaluate_listed(&self, prices: &Prices, best: &[i128]) -> Evaluation {
        let mut counts = self.stock.kinship.groups.iter().map(Vec::len).zip(best);
        let worth = counts.try_fold(0_i128, |sum, (count, worth)| {
            sum.checked_add(worth.checked_mul(i128::try_from(count).ok()?)?)
        });
        worth.map_or(Evaluation::TooLarge, |worth| {
            evaluate_among(self.setting.formulation, prices, worth)
        })
    }

    /// What prices prove of listed columns; the best ones are kept.
    pub(super) fn bound_listed(&mut self, point: Vec<f64>) {
        let Some(prices) = round_rows(self.setting, &point, DENOMINATOR as f64, DENOMINATOR) else {
            return;
        };
        let Some(best) = self.best_listed(&prices) else {
            return;
        };
        let evaluation = self.evaluate_listed(&prices, &best);
        let Some(bound) = evaluation.bound() else {
            return;
        };
        let spare = |evaluation: &Evaluation| evaluation.spare(0);
        if self
            .listed
            .as_ref()
            .is_none_or(|known| spare(&evaluation) < spare(&known.evaluation))
        {
            self.listed = Some(Listed {
                prices,
                best,
                evaluation,
                bound,
            });
            self.stock.center = point;
        }
    }

    /// Multipliers that prove that no choice of pathways keeps the hard rows, in nearly the proportions of a ray.
    pub(super) fn prove_none(&self, ray: &[f64]) -> Option<Prices> {
        if !self.stock.is_listed {
            return proof_of_infeasibility(self.setting, ray);
        }
        proof_of_infeasibility_by(self.setting, ray, |prices| {
            self.best_listed(prices)
                .map_or(Evaluation::TooLarge, |best| {
                    self.evaluate_listed(prices, &best)
                })
        })
    }

    /// Takes listed columns out of the programme that no schedule worth more than the goal can use.
    pub(super) fn drop_far(&mut self) {
        let (Some(listed), Some(goal)) = (&self.listed, self.goal) else {
            return;
        };
        let Some(spare) = listed.spare(goal) else {
            return;
        };
        let stock = &mut self.stock;
        for (column, working) in stock.pool.columns.iter().zip(&mut stock.working) {
            *working &= listed.loss(column).is_none_or(|loss| loss <= spare);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::backends::Backends;
    use super::super::generate::Ended;
    use super::super::meter::Meter;
    use super::*;
    use crate::diagram::{BuildLimits, Pathways};
    use crate::formulation::Formulation;
    use crate::problem::Problem;
    use crate::solve::judge::schedule_of;
    use crate::solve::limits::Limits;
    use crate::solve::lp::{Capabilities, LinearModel, LpOptions, MicroLp, RawAnswer, RawSolver};
    use crate::solve::options::Options;

    /// Everything that a doctor may do.
    fn all(setting: Setting<'_>, stock: &Stock, doctor: usize) -> Vec<Vec<u32>> {
        let zero = vec![0.0; setting.formulation.rows.len()];
        let rounded = round_rows(setting, &zero, 1.0, 1).unwrap();
        let doctors = [DoctorId::new(doctor)];
        assert_eq!(stock.kinship.of_doctor.len(), setting.pathways.len());
        let found = paths_within_reach(
            setting.formulation,
            setting.pathways,
            setting.activities,
            &rounded,
            (1 << 40, 100_000),
            &doctors,
        );
        found[0].clone().unwrap()
    }

    fn four_weeks() -> Problem {
        let text = r#"{"format": 1, "name": "four weeks",
            "horizon": {"kind": "week", "start": "2026-09-06", "end": "2026-10-03"},
            "departments": [{"id": "north"}, {"id": "south"}], "doctors": [{"id": "ana"}, {"id": "ben"}, {"id": "cem"}],
            "preferences": [{"value": 2}, {"value": 3, "doctors": {"doctors": ["ben"]}, "activities": {"departments": ["south"]}}],
            "requirements": [{"id": "north", "doctors": {"doctors": ["ana", "ben"]}, "activities": {"departments": ["north"]}, "min": 1, "run_min": 2}],
            "rules": [{"kind": "capacity", "id": "places", "activities": {}, "max": 1},
                      {"kind": "coverage", "id": "hands", "activities": {"departments": ["north"]}, "min": 1, "weight": 4}]}"#;
        Problem::from_json_str(text).unwrap()
    }

    /// Four weeks, two wards, three doctors; all schedules are gone through. Whatever is better than a value is made of listed pathways, and is worth no more than what prices prove of these.
    #[test]
    fn better_schedules_are_made_of_listed_pathways() {
        let problem = four_weeks();
        let pathways = Pathways::build(&problem, BuildLimits { arcs: 10_000 }, false);
        let formulation = Formulation::new(&problem, &pathways);
        let setting = Setting {
            formulation: &formulation,
            pathways: &pathways,
            activities: problem.activities().len(),
        };
        let above = Stock::new(setting, vec![0.0; formulation.rows.len()]);
        let paths: Vec<_> = (0..3).map(|doctor| all(setting, &above, doctor)).collect();
        let mut schedules = Vec::new();
        for ana in &paths[0] {
            for ben in &paths[1] {
                for cem in &paths[2] {
                    schedules.extend(schedule_of(
                        setting,
                        vec![ana.clone(), ben.clone(), cem.clone()],
                    ));
                }
            }
        }
        let best = schedules
            .iter()
            .map(|schedule| schedule.value)
            .max()
            .unwrap();
        let (mut state, mut left_out, mut seen) = (1_u64, 0, 0);
        for turn in 0..40_i64 {
            let mut draw = || {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                f64::from(u32::try_from((state >> 33) % 9).unwrap()) / 2.0
            };
            let prices: Vec<f64> = formulation.rows.iter().map(|_| draw()).collect();
            let value = best - 1 - turn % 3;
            let stock = list(setting, &above, &prices, value).unwrap();
            left_out += paths.iter().map(Vec::len).sum::<usize>() - stock.pool.columns.len();
            for schedule in schedules.iter().filter(|schedule| schedule.value > value) {
                seen += 1;
                for (doctor, labels) in schedule.labels.iter().enumerate() {
                    let group = stock.kinship.of_doctor[doctor];
                    let column = Column::new(setting, &stock.kinship, group, labels).unwrap();
                    let is_there = stock.pool.of_group[group as usize]
                        .iter()
                        .map(|index| &stock.pool.columns[*index as usize])
                        .any(|known| (known.score, &known.usage) == (column.score, &column.usage));
                    assert!(is_there, "a pathway of a better schedule is not listed");
                }
            }
        }
        assert!(left_out > 0 && seen > 0, "{left_out} {seen}");
    }

    /// A backend for programmes of so many non-zero coefficients.
    #[derive(Debug)]
    struct Short(MicroLp, usize);

    impl RawSolver for Short {
        fn name(&self) -> &str {
            "short"
        }
        fn capabilities(&self) -> Capabilities {
            let mut capabilities = RawSolver::capabilities(&self.0);
            capabilities.reach.linear_nonzeros = self.1;
            capabilities
        }
        fn run(&self, model: &LinearModel, options: &LpOptions<'_>) -> RawAnswer {
            self.0.run(model, options)
        }
    }

    /// A programme that grows too large forgets columns, which can be found again; listed ones cannot, and prices would prove too much of what is left.
    #[test]
    fn listed_columns_are_not_forgotten() {
        let problem = four_weeks();
        let pathways = Pathways::build(&problem, BuildLimits { arcs: 10_000 }, false);
        let formulation = Formulation::new(&problem, &pathways);
        let setting = Setting {
            formulation: &formulation,
            pathways: &pathways,
            activities: problem.activities().len(),
        };
        let zero = vec![0.0; formulation.rows.len()];
        let above = Stock::new(setting, zero.clone());
        let mut stock = list(setting, &above, &zero, -100).unwrap();
        // Rows come with a second round.
        stock.rows.fill(false);
        let columns = &stock.pool.columns;
        let size: usize = columns.iter().map(|column| column.usage.len() + 1).sum();
        let options = Options {
            backend: Some(std::sync::Arc::new(Short(MicroLp::default(), size * 2 / 3))),
            time_limit: None,
            ..Options::default()
        };
        let limits = Limits::new(&options);
        let mut generator = Generator {
            setting,
            private: &[],
            backends: Backends::of(&options),
            meter: Meter::new(&limits, 0, 1),
            stock,
            best: None,
            listed: None,
            goal: None,
            is_feasible: true,
            pins: None,
        };
        let whole = generator.stock.whole(setting);
        let (ended, rounds) = generator.run(&whole, 60).unwrap();
        assert!(matches!(ended, Ended::Optimal { .. }) && rounds > 1);
        assert!(generator.stock.working.iter().all(|working| *working));
    }
}
