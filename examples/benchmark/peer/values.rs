//! What being somewhere, or nowhere, is worth.

use super::model::{Refusal, Sum, TimeIndexed, number};
use medrota::problem::rule::{Idle, Per, Preference};

impl TimeIndexed<'_> {
    pub(super) fn preference(&mut self, rule: &Preference) -> Result<(), Refusal> {
        let all = self.problem.horizon().all();
        let periods = rule.periods.as_ref().unwrap_or(&all);
        for doctor in rule.doctors.iter().map(|doctor| doctor.index()) {
            let columns = &self.doctors[doctor];
            let paid = match rule.per {
                // A block is a period here.
                Per::Period | Per::Block => columns.amount(&rule.activities, periods),
                Per::Rotation => columns.runs(&rule.activities, periods),
            };
            paid.terms
                .into_iter()
                .for_each(|(column, _)| self.earn(Some(doctor), column, number(rule.value)));
        }
        Ok(())
    }

    /// A period without a rotation costs if one comes later, and if one came before where that is asked for.
    pub(super) fn idle(&mut self, rule: &Idle) -> Result<(), Refusal> {
        if rule.cost < 0 || (rule.trailing && !rule.leading) {
            return Err(Refusal(
                "idle time that is worth something, or that costs at the end only".to_owned(),
            ));
        }
        for doctor in rule.doctors.iter().map(|doctor| doctor.index()) {
            let (first, end) = (self.doctors[doctor].first, self.doctors[doctor].end);
            let here: Vec<Sum> = (first..end)
                .map(|period| self.doctors[doctor].anywhere(period))
                .collect();
            let counts: Vec<bool> = self.doctors[doctor].free[first..end]
                .iter()
                .map(|free| *free || rule.leave)
                .collect();
            if rule.trailing {
                // All of it costs: what is worked is saved.
                let cost = number(rule.cost);
                for (_, here) in here.iter().enumerate().filter(|(at, _)| counts[*at]) {
                    self.constant -= cost;
                    self.scores[doctor].constant -= cost;
                    here.terms
                        .iter()
                        .for_each(|&(column, _)| self.earn(Some(doctor), column, cost));
                }
                continue;
            }
            let later = self.running(here.iter().rev());
            let earlier = if rule.leading {
                Vec::new()
            } else {
                self.running(here.iter())
            };
            for (at, here) in here.iter().enumerate().filter(|(at, _)| counts[*at]) {
                // Of the periods seen from the end, those behind this one.
                let Some(later) = (end - first - 1 - at)
                    .checked_sub(1)
                    .map(|position| later[position].clone())
                else {
                    continue;
                };
                let sides = match (rule.leading, at.checked_sub(1)) {
                    (true, _) => later,
                    (false, Some(before)) => later
                        .plus(1.0, &earlier[before])
                        .plus(-1.0, &Sum::constant(1.0)),
                    (false, None) => continue,
                };
                let idle = self.model.add_column(0.0, 1.0, 0.0);
                self.earn(Some(doctor), idle, -number(rule.cost));
                self.at_most(sides.plus(-1.0, here).plus(-1.0, &Sum::of(idle)), 0.0);
            }
        }
        Ok(())
    }

    /// For each position 1 if any of the sums up to it is, at least; nothing pushes it further up.
    fn running<'sum>(&mut self, sums: impl Iterator<Item = &'sum Sum>) -> Vec<Sum> {
        let mut list: Vec<Sum> = Vec::new();
        for sum in sums {
            let column = Sum::of(self.model.add_column(0.0, 1.0, 0.0));
            self.at_least(column.clone().plus(-1.0, sum), 0.0);
            if let Some(before) = list.last() {
                self.at_least(column.clone().plus(-1.0, before), 0.0);
            }
            list.push(column);
        }
        list
    }
}
