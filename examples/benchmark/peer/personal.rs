//! Requirements, their order, and what single periods and short stretches may hold.

use super::model::{DoctorColumns, Refusal, Sum, TimeIndexed, number, upper};
use medrota::ids::PeriodId;
use medrota::problem::RequirementLimits;
use medrota::problem::rule::{
    Boundary, Cells, Elective, LongestRun, Pattern, PatternStep, PeriodSet, Precedence, Window,
};

impl TimeIndexed<'_> {
    pub(super) fn requirement(&mut self, index: usize) -> Result<(), Refusal> {
        let limits = self.problem.requirement(index);
        if limits.weight.is_some() || !limits.history.is_empty() {
            return Err(Refusal("soft requirements and history".to_owned()));
        }
        for doctor in limits.doctors.iter().map(|doctor| doctor.index()) {
            let columns = &self.doctors[doctor];
            let (amount, runs) = (
                columns.amount(&limits.activities, &limits.within),
                columns.runs(&limits.activities, &limits.within),
            );
            if limits.optional {
                // All or nothing.
                let begun = self.model.add_integer_column(0.0, 1.0, 0.0);
                self.begun.insert((doctor, index), begun);
                let most = number(limits.max.min(self.periods()));
                let most_runs = number(limits.runs_max.min(self.periods()));
                self.at_most(amount.clone().plus(-most, &Sum::of(begun)), 0.0);
                self.at_least(amount.plus(-number(limits.min), &Sum::of(begun)), 0.0);
                self.at_most(runs.clone().plus(-most_runs, &Sum::of(begun)), 0.0);
                self.at_least(runs.plus(-number(limits.runs_min), &Sum::of(begun)), 0.0);
            } else {
                self.between(amount, number(limits.min), upper(limits.max));
                if limits.runs_min > 0 || limits.runs_max < self.periods() {
                    self.between(runs, number(limits.runs_min), upper(limits.runs_max));
                }
            }
            self.run_lengths(doctor, limits)?;
        }
        Ok(())
    }

    /// Whoever is somewhere has started there recently enough, and whoever starts stays long enough.
    fn run_lengths(&mut self, doctor: usize, limits: &RequirementLimits) -> Result<(), Refusal> {
        let periods = self.problem.horizon().len();
        let shortest = usize::try_from(limits.run_min.max(1))
            .unwrap_or(usize::MAX)
            .min(periods + 1);
        let longest = usize::try_from(limits.run_max.max(0))
            .unwrap_or(usize::MAX)
            .min(periods);
        if shortest <= 1 && longest >= periods {
            return Ok(());
        }
        if limits.within.len() != periods {
            return Err(Refusal(
                "lengths of rotations in a part of the horizon".to_owned(),
            ));
        }
        let mut rows = Vec::new();
        let mut never = Vec::new();
        for place in self.doctors[doctor]
            .places
            .iter()
            .filter(|place| limits.activities.contains(place.activity))
        {
            for period in 0..periods {
                let Some(here) = place.present[period] else {
                    continue;
                };
                let began = |span: usize| (period + 1).saturating_sub(span)..=period;
                let starts = |span: usize| {
                    began(span)
                        .filter_map(|start| place.starts[start])
                        .collect::<Sum>()
                };
                if shortest == longest {
                    rows.push((starts(shortest).plus(-1.0, &Sum::of(here)), 0.0, 0.0));
                } else {
                    if shortest > 1 {
                        rows.push((
                            starts(shortest).plus(-1.0, &Sum::of(here)),
                            f64::NEG_INFINITY,
                            0.0,
                        ));
                    }
                    if longest < periods {
                        rows.push((
                            starts(longest).plus(-1.0, &Sum::of(here)),
                            0.0,
                            f64::INFINITY,
                        ));
                    }
                }
                if !(period..period + shortest)
                    .all(|next| place.present.get(next).is_some_and(Option::is_some))
                {
                    never.extend(place.starts[period]);
                }
            }
        }
        rows.into_iter()
            .for_each(|(sum, lower, upper)| self.between(sum, lower, upper));
        never.into_iter().for_each(|column| self.fix(column, 0.0));
        Ok(())
    }

    pub(super) fn elective(&mut self, rule: &Elective) -> Result<(), Refusal> {
        if rule.weight.is_some() {
            return Err(Refusal("soft electives".to_owned()));
        }
        for doctor in rule.doctors.iter().map(|doctor| doctor.index()) {
            let mut complete = Sum::default();
            for &index in &rule.requirements {
                complete = complete.plus(1.0, &self.complete(doctor, index)?);
            }
            self.between(complete, number(rule.min), upper(rule.max));
        }
        Ok(())
    }

    /// 1 if the doctor has completed a requirement, else 0.
    fn complete(&mut self, doctor: usize, index: usize) -> Result<Sum, Refusal> {
        let limits = self.problem.requirement(index);
        if let Some(begun) = self.begun.get(&(doctor, index)).filter(|_| limits.min >= 1) {
            return Ok(Sum::of(*begun));
        }
        if !limits.history.is_empty() {
            return Err(Refusal("history".to_owned()));
        }
        let amount = self.doctors[doctor].amount(&limits.activities, &limits.within);
        let complete = self.model.add_integer_column(0.0, 1.0, 0.0);
        let (least, most) = (number(limits.complete_at()), number(self.periods()));
        self.at_least(amount.clone().plus(-least, &Sum::of(complete)), 0.0);
        self.at_most(
            amount.plus(-(most - least + 1.0).max(0.0), &Sum::of(complete)),
            least - 1.0,
        );
        Ok(Sum::of(complete))
    }

    pub(super) fn precedence(&mut self, rule: &Precedence) -> Result<(), Refusal> {
        if rule.weight.is_some() || rule.count != rule.before.len() {
            return Err(Refusal(
                "soft precedence, and precedence with a choice".to_owned(),
            ));
        }
        let after = self.problem.requirement(rule.after);
        let periods = self.problem.horizon().len();
        for doctor in rule.doctors.iter() {
            let once = after.doctors.contains(doctor)
                && after.runs_max == 1
                && after.within.len() == periods;
            for &index in &rule.before {
                let before = self.problem.requirement(index);
                if !before.history.is_empty() {
                    return Err(Refusal("history".to_owned()));
                }
                let doctor_index = doctor.index();
                // One rotation completes it, which is told by its start: the strong form.
                let by_start = before.doctors.contains(doctor)
                    && before.run_min >= before.complete_at()
                    && before.within.len() == periods;
                let done = if by_start {
                    self.started(doctor_index, index)
                } else {
                    Vec::new()
                };
                let started = if once {
                    self.started(doctor_index, rule.after)
                } else {
                    Vec::new()
                };
                let least = usize::try_from(before.complete_at()).unwrap_or(usize::MAX);
                for period in 0..periods {
                    let columns = &self.doctors[doctor_index];
                    let now: Sum = columns.starts(&after.activities, period).collect();
                    if now.terms.is_empty() {
                        continue;
                    }
                    let starts = if once {
                        started.get(period).cloned().unwrap_or_default()
                    } else {
                        now
                    };
                    self.at_most(
                        if by_start {
                            let done = period
                                .checked_sub(least)
                                .map(|last| done[last].clone())
                                .unwrap_or_default();
                            starts.plus(-1.0, &done)
                        } else {
                            Sum::default()
                                .plus(number(before.complete_at()), &starts)
                                .plus(-1.0, &amount_before(columns, before, period))
                        },
                        0.0,
                    );
                }
            }
        }
        Ok(())
    }

    /// Rotations of a requirement that have started in or before each period: columns of their own, so that rows stay short.
    fn started(&mut self, doctor: usize, index: usize) -> Vec<Sum> {
        if let Some(known) = self.started.get(&(doctor, index)) {
            return known.clone();
        }
        let limits = self.problem.requirement(index);
        let mut list: Vec<Sum> = Vec::new();
        for period in 0..self.problem.horizon().len() {
            let before = list.last().cloned().unwrap_or_default();
            let now: Sum = self.doctors[doctor]
                .starts(&limits.activities, period)
                .collect();
            list.push(if now.terms.is_empty() {
                before
            } else {
                let so_far = Sum::of(self.model.add_column(0.0, f64::INFINITY, 0.0));
                self.between(
                    so_far.clone().plus(-1.0, &before).plus(-1.0, &now),
                    0.0,
                    0.0,
                );
                so_far
            });
        }
        self.started.insert((doctor, index), list.clone());
        list
    }

    pub(super) fn cells(&mut self, rule: &Cells) -> Result<(), Refusal> {
        if let Some(weight) = rule.weight {
            self.soft_cells(rule, number(weight));
            return Ok(());
        }
        // What is not allowed has no column.
        for doctor in rule.doctors.iter().map(|doctor| doctor.index()) {
            for entry in rule.entries.iter().filter(|entry| !entry.idle) {
                for period in entry
                    .periods
                    .iter()
                    .map(|period| period.index())
                    .filter(|period| self.doctors[doctor].free[*period])
                    .collect::<Vec<_>>()
                {
                    self.at_least(self.doctors[doctor].anywhere(period), 1.0);
                }
            }
        }
        Ok(())
    }

    /// Each period costs unless one of the presences that are allowed, or idleness, takes it.
    fn soft_cells(&mut self, rule: &Cells, weight: f64) {
        for doctor in rule.doctors.iter().map(|doctor| doctor.index()) {
            for entry in &rule.entries {
                for period in entry
                    .periods
                    .iter()
                    .map(|period| period.index())
                    .filter(|period| self.doctors[doctor].free[*period])
                    .collect::<Vec<_>>()
                {
                    let columns = &self.doctors[doctor];
                    let allowed: Sum = columns.present(&entry.allowed, period).collect();
                    // 1 if the period is as the entry wants it.
                    let kept = if entry.idle {
                        allowed
                            .plus(-1.0, &columns.anywhere(period))
                            .plus(1.0, &Sum::constant(1.0))
                    } else {
                        allowed
                    };
                    let constant = weight * (kept.constant - 1.0);
                    self.constant += constant;
                    self.scores[doctor].constant += constant;
                    kept.terms.into_iter().for_each(|(column, coefficient)| {
                        self.earn(Some(doctor), column, weight * coefficient)
                    });
                }
            }
        }
    }

    pub(super) fn boundary(&mut self, rule: &Boundary) -> Result<(), Refusal> {
        if rule.weight.is_some() {
            return Err(Refusal("soft boundaries".to_owned()));
        }
        let is_out = |set: &Option<PeriodSet>, period: usize| {
            set.as_ref()
                .is_some_and(|set| !set.contains(PeriodId::new(period)))
        };
        let is_in = |set: &Option<PeriodSet>, period: usize| {
            set.as_ref()
                .is_some_and(|set| set.contains(PeriodId::new(period)))
        };
        let mut rows = Vec::new();
        let mut never = Vec::new();
        for doctor in rule.doctors.iter() {
            let columns = &self.doctors[doctor.index()];
            for place in columns
                .places
                .iter()
                .filter(|place| rule.activities.contains(place.activity))
            {
                for period in 0..place.present.len() {
                    let (Some(here), Some(start)) = (place.present[period], place.starts[period])
                    else {
                        continue;
                    };
                    if is_out(&rule.starts, period) {
                        never.push(start);
                    }
                    if is_out(&rule.ends, period) {
                        // Here, and then not there any more.
                        let next = place
                            .present
                            .get(period + 1)
                            .copied()
                            .flatten()
                            .map_or_else(Sum::default, Sum::of);
                        rows.push(Sum::of(here).plus(-1.0, &next));
                    }
                    if is_in(&rule.uncrossed, period) {
                        rows.push(Sum::of(here).plus(-1.0, &Sum::of(start)));
                    }
                }
            }
        }
        rows.into_iter().for_each(|sum| self.at_most(sum, 0.0));
        never.into_iter().for_each(|column| self.fix(column, 0.0));
        Ok(())
    }

    pub(super) fn window(&mut self, rule: &Window) -> Result<(), Refusal> {
        let length = rule.window_blocks as usize;
        for doctor in rule.doctors.iter().map(|doctor| doctor.index()) {
            let (first, end) = (self.doctors[doctor].first, self.doctors[doctor].end);
            for start in first..(end + 1).saturating_sub(length).max(first) {
                let sum: Sum = (start..start + length)
                    .flat_map(|period| self.doctors[doctor].present(&rule.activities, period))
                    .collect();
                let least = if rule.min > 0 {
                    f64::from(rule.min)
                } else {
                    f64::NEG_INFINITY
                };
                let most = if rule.max < rule.window_blocks {
                    f64::from(rule.max)
                } else {
                    f64::INFINITY
                };
                if least.is_finite() || most.is_finite() {
                    self.between_or_pay(Some(doctor), sum, least, most, rule.weight);
                }
            }
        }
        Ok(())
    }

    /// A block beyond the limit is one at which so many and one more lie in a row.
    pub(super) fn longest_run(&mut self, rule: &LongestRun) -> Result<(), Refusal> {
        let length = rule.max_blocks as usize + 1;
        for doctor in rule.doctors.iter().map(|doctor| doctor.index()) {
            let (first, end) = (self.doctors[doctor].first, self.doctors[doctor].end);
            for start in first..(end + 1).saturating_sub(length).max(first) {
                let sum: Sum = (start..start + length)
                    .flat_map(|period| self.doctors[doctor].present(&rule.activities, period))
                    .collect();
                self.between_or_pay(
                    Some(doctor),
                    sum,
                    f64::NEG_INFINITY,
                    f64::from(rule.max_blocks),
                    rule.weight,
                );
            }
        }
        Ok(())
    }

    pub(super) fn pattern(&mut self, rule: &Pattern) -> Result<(), Refusal> {
        let length = rule.steps.len();
        for doctor in rule.doctors.iter().map(|doctor| doctor.index()) {
            let (first, end) = (self.doctors[doctor].first, self.doctors[doctor].end);
            for start in first..(end + 1).saturating_sub(length).max(first) {
                let columns = &self.doctors[doctor];
                let matches: Vec<Sum> = rule
                    .steps
                    .iter()
                    .enumerate()
                    .map(|(offset, step)| matched(columns, step, start + offset))
                    .collect();
                let all = matches
                    .iter()
                    .fold(Sum::default(), |sum, step| sum.plus(1.0, step));
                let most = number(i64::try_from(length).unwrap_or(i64::MAX)) - 1.0;
                match rule.value {
                    None => self.at_most(all, most),
                    Some(value) => {
                        let found = self.model.add_column(0.0, 1.0, 0.0);
                        self.earn(Some(doctor), found, number(value));
                        if value > 0 {
                            matches.into_iter().for_each(|step| {
                                self.at_most(Sum::of(found).plus(-1.0, &step), 0.0)
                            });
                        } else {
                            self.at_most(all.plus(-1.0, &Sum::of(found)), most);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn periods(&self) -> i64 {
        i64::try_from(self.problem.horizon().len()).unwrap_or(i64::MAX)
    }
}

/// What of a requirement lies before a period.
fn amount_before(columns: &DoctorColumns, limits: &RequirementLimits, period: usize) -> Sum {
    let inside = (0..period).filter(|period| limits.within.contains(PeriodId::new(*period)));
    inside
        .flat_map(|period| columns.present(&limits.activities, period))
        .collect()
}

/// 1 if a period holds what the step asks for, else 0.
fn matched(columns: &DoctorColumns, step: &PatternStep, period: usize) -> Sum {
    let there: Sum = columns.present(&step.activities, period).collect();
    match (step.idle, columns.free[period]) {
        (true, true) => there
            .plus(-1.0, &columns.anywhere(period))
            .plus(1.0, &Sum::constant(1.0)),
        (true, false) => Sum::constant(1.0),
        (false, _) => there,
    }
}
