//! Rules of the library written again as custom code, from `docs/rules.md`.

use medrota::custom::{Block, Breach, Cell, CellCounts, Doing, PersonalRule};
use medrota::ids::PeriodId;
use medrota::problem::rule::{ActivitySet, PeriodSet};
use medrota::problem::rules::{CustomRule, CustomSum, CustomValue};
use medrota::problem::{Doctor, Problem, Rule, RuleDraft};
use std::collections::{BTreeMap, BTreeSet};

/// Activities by their ids.
type Places = BTreeSet<String>;

fn places(problem: &Problem, activities: &ActivitySet) -> Places {
    let key = |activity| problem.activity(activity).key.clone();
    activities.iter().map(key).collect()
}

fn is_in(block: &Block<'_>, places: &Places) -> bool {
    let activity = block.doing.activity();
    activity.is_some_and(|activity| places.contains(&activity.key))
}

/// The rotations of a pathway: the block in which each starts, and the one in which it ends.
fn rotations<'a>(blocks: &[Block<'a>]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (position, block) in blocks.iter().enumerate() {
        match (block.doing, found.last_mut()) {
            (Doing::Starts(_), _) => found.push((position, position)),
            (Doing::GoesOn(_), Some(last)) => last.1 = position,
            _ => {}
        }
    }
    found
}

/// `longest_run`.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) places: Places,
    pub(super) most: u64,
}

impl PersonalRule for Run {
    fn step(&self, state: u64, block: &Block<'_>) -> (u64, i64) {
        match is_in(block, &self.places) {
            true if state >= self.most => (self.most, 1),
            true => (state + 1, 0),
            false => (0, 0),
        }
    }
    fn judge(&self, _: &Doctor, blocks: &[Block<'_>]) -> Vec<Breach> {
        let alike = |one: &Block<'_>, other: &Block<'_>| {
            is_in(one, &self.places) == is_in(other, &self.places)
        };
        let stretches = blocks.chunk_by(alike);
        stretches
            .filter(|stretch| is_in(&stretch[0], &self.places))
            .map(|stretch| Breach::at(stretch[0].first, stretch.len() as i64 - self.most as i64))
            .collect()
    }
}

/// `first_by`.
#[derive(Debug)]
struct FirstBy {
    places: Places,
    by: PeriodId,
}

impl PersonalRule for FirstBy {
    fn step(&self, state: u64, block: &Block<'_>) -> (u64, i64) {
        let starts = matches!(block.doing, Doing::Starts(_)) && is_in(block, &self.places);
        (state | u64::from(starts && block.first <= self.by), 0)
    }
    fn end(&self, state: u64) -> i64 {
        i64::from(state == 0)
    }
    fn judge(&self, _: &Doctor, blocks: &[Block<'_>]) -> Vec<Breach> {
        let begun = rotations(blocks)
            .iter()
            .any(|(from, _)| is_in(&blocks[*from], &self.places) && blocks[*from].first <= self.by);
        vec![Breach::at(self.by, i64::from(!begun))]
    }
}

/// The starts of `boundary`.
#[derive(Debug)]
struct Starts {
    places: Places,
    allowed: PeriodSet,
}

impl Starts {
    fn is_wrong(&self, block: &Block<'_>) -> bool {
        is_in(block, &self.places) && !self.allowed.contains(block.first)
    }
}

impl PersonalRule for Starts {
    fn step(&self, state: u64, block: &Block<'_>) -> (u64, i64) {
        let starts = matches!(block.doing, Doing::Starts(_));
        (state, i64::from(starts && self.is_wrong(block)))
    }
    fn judge(&self, _: &Doctor, blocks: &[Block<'_>]) -> Vec<Breach> {
        rotations(blocks)
            .into_iter()
            .map(|(from, _)| &blocks[from])
            .filter(|first| self.is_wrong(first))
            .map(|first| Breach::at(first.first, 1))
            .collect()
    }
}

/// `spacing`. State: blocks since the last rotation of `first`, capped at the gap, twice, and 1 while it goes on.
#[derive(Debug)]
struct Spacing {
    first: Places,
    second: Places,
    gap: u64,
}

impl PersonalRule for Spacing {
    fn start(&self, _: &Doctor) -> u64 {
        2 * self.gap
    }
    fn step(&self, state: u64, block: &Block<'_>) -> (u64, i64) {
        let (since, goes_on) = (state / 2, state % 2 == 1);
        let (goes_on, broken) = match block.doing {
            Doing::Starts(_) => (
                is_in(block, &self.first),
                is_in(block, &self.second) && since < self.gap,
            ),
            Doing::GoesOn(_) => (goes_on, false),
            Doing::Idle | Doing::Leave => (false, false),
        };
        let since = if goes_on {
            0
        } else {
            (since + 1).min(self.gap)
        };
        (2 * since + u64::from(goes_on), i64::from(broken))
    }
    fn judge(&self, _: &Doctor, blocks: &[Block<'_>]) -> Vec<Breach> {
        let all = rotations(blocks);
        let mut found = Vec::new();
        for (position, (from, _)) in all.iter().enumerate() {
            let before = all[..position]
                .iter()
                .rev()
                .find(|(first, _)| is_in(&blocks[*first], &self.first));
            if let Some((_, to)) = before
                && is_in(&blocks[*from], &self.second)
                && ((from - to - 1) as u64) < self.gap
            {
                found.push(Breach::at(blocks[*from].first, 1));
            }
        }
        found
    }
}

/// What a cell counts, by doctor, for some activities and periods.
#[derive(Debug)]
struct Weights {
    doctors: BTreeMap<String, i64>,
    places: Places,
    periods: Option<PeriodSet>,
}

impl CellCounts for Weights {
    fn count(&self, cell: &Cell<'_>) -> i64 {
        let is_chosen = self.places.contains(&cell.activity.key)
            && self
                .periods
                .as_ref()
                .is_none_or(|periods| periods.contains(cell.period));
        let weight = self.doctors.get(&cell.doctor.key).copied().unwrap_or(0);
        if is_chosen { weight } else { 0 }
    }
}

/// The custom rule that says what a rule of a problem does, under its id; `None` for those that have no copy here.
pub(super) fn copy(problem: &Problem, rule: &Rule, id: &str) -> Option<RuleDraft> {
    let id = id.to_owned();
    let named = |doctors: &mut dyn Iterator<Item = medrota::ids::DoctorId>| {
        medrota::problem::draft::DoctorFilter {
            doctors: doctors
                .map(|doctor| problem.doctor(doctor).key.clone())
                .collect(),
            ..Default::default()
        }
    };
    let personal = |doctors: &medrota::problem::rule::DoctorSet, code, weight| {
        let doctors = named(&mut doctors.iter());
        let id = id.clone();
        RuleDraft::from(CustomRule {
            id,
            doctors,
            code,
            weight,
        })
    };
    Some(match rule {
        Rule::LongestRun(rule) => {
            let places = places(problem, &rule.activities);
            let most = rule.max_blocks.into();
            personal(&rule.doctors, Run { places, most }.into(), rule.weight)
        }
        Rule::FirstBy(rule) => {
            let code = FirstBy {
                places: places(problem, &rule.activities),
                by: rule.by,
            };
            personal(&rule.doctors, code.into(), rule.weight)
        }
        Rule::Boundary(rule) if rule.ends.is_none() && rule.uncrossed.is_none() => {
            let code = Starts {
                places: places(problem, &rule.activities),
                allowed: rule.starts.clone()?,
            };
            personal(&rule.doctors, code.into(), rule.weight)
        }
        Rule::Spacing(rule) => {
            let code = Spacing {
                first: places(problem, &rule.first),
                second: places(problem, &rule.second),
                gap: rule.min_gap_blocks.into(),
            };
            personal(&rule.doctors, code.into(), rule.weight)
        }
        Rule::Preference(rule) if rule.per == medrota::problem::rule::Per::Period => {
            let key = |doctor| (problem.doctor(doctor).key.clone(), 1);
            let counts = Weights {
                doctors: rule.doctors.iter().map(key).collect(),
                places: places(problem, &rule.activities),
                periods: rule.periods.clone(),
            };
            let doctors = named(&mut rule.doctors.iter());
            let value = rule.value;
            CustomValue {
                id,
                doctors,
                counts: counts.into(),
                value,
                ..Default::default()
            }
            .into()
        }
        Rule::Coverage(rule) if rule.allowed.is_empty() && !rule.half_presence => {
            let key = |entry: &(medrota::ids::DoctorId, i64)| {
                (problem.doctor(entry.0).key.clone(), entry.1)
            };
            let counts = Weights {
                doctors: rule.doctor_weights.iter().map(key).collect(),
                places: places(problem, &rule.activities),
                periods: None,
            };
            let numbers = rule
                .periods
                .iter()
                .map(|period| format!("#{}", period.index() + 1));
            let periods = medrota::problem::draft::PeriodFilter {
                periods: numbers.collect(),
                ..Default::default()
            };
            let per = if rule.each_period {
                medrota::problem::rule_draft::CoveragePerDraft::Period
            } else {
                medrota::problem::rule_draft::CoveragePerDraft::Total
            };
            CustomSum {
                id,
                periods,
                counts: counts.into(),
                per,
                min: rule.min,
                max: rule.max,
                weight: rule.weight,
                ..Default::default()
            }
            .into()
        }
        _ => return None,
    })
}
