//! Components that share nothing are solved one by one, each by a portfolio of its own; their schedules, prices and bounds are put
//! together.

use super::groundwork::Groundwork;
use super::judge::schedule_of;
use super::known::Known;
use super::limits::Limits;
use super::parameters::apart::{FIRST, MOST_DENOMINATOR, MOST_DOUBLINGS, UNLIMITED};
use super::progress::Progress;
use super::run::Run;
use super::setting::Setting;
use super::unit::unit_of_value;
use super::{Engine, Exhausted, Options, Phase, Termination};
use crate::certificate::{Prices, Proven};
use crate::formulation::{Component, Cut};
use crate::ids::DoctorId;
use crate::limits::CERTIFICATE_CUTS;
use std::sync::Arc;
use std::time::Duration;

/// One component and what it has come to. Its diagrams and rows are there only while it is solved.
struct Part {
    component: Component,
    known: Known,
    is_closed: bool,
}

impl Part {
    fn value(&self) -> Option<i64> {
        self.known.value()
    }
    fn proven(&self) -> Option<i64> {
        self.known.proven()
    }
    fn size(&self) -> usize {
        self.component.doctors.len()
    }
}

/// What is left when a component has its turn.
#[derive(Clone, Copy, Debug)]
struct Left {
    /// Passes over all components before.
    pass: u32,
    /// Doctors of the components that are open, this one and later ones.
    open: usize,
    /// The relative gap that will do.
    gap: f64,
}

impl Run<'_> {
    /// True if there are several components and neither a schedule nor prices of a similar problem: a solve that has these is nearly
    /// finished anyway.
    pub(super) fn falls_apart(&self) -> bool {
        let options = self.effort.options();
        let from_scratch = options.warm_start.is_none() && options.warm_prices.is_none();
        let Groundwork {
            pathways,
            formulation,
            ..
        } = &self.ground;
        from_scratch && options.engine != Engine::Flow && formulation.components(pathways).len() > 1
    }

    /// Solves one component after the other, first each for a little while, then the small ones before the large ones, each with its share
    /// of what is left; a component that needs less leaves the rest to the next one. A first schedule is settled by all together, so there
    /// is a schedule at any time.
    pub(super) fn search_apart(&mut self) -> Termination {
        let _span = crate::trace::info_span!("apart").entered();
        let joint = self.joint_choices();
        self.chains(unit_of_value(self.ground.setting()), &joint);
        let lists = self
            .ground
            .formulation
            .components(&self.ground.pathways)
            .lists();
        let mut parts: Vec<Part> = lists.into_iter().map(|list| self.part(list)).collect();
        parts.sort_by_key(Part::size);
        self.put_together(&parts);
        self.tell(Phase::Search);
        let mut gap = self.effort.options().gap;
        for pass in 0_u32.. {
            if let Some(ended) = self.is_done().or_else(|| self.effort.reason()) {
                return ended;
            }
            if parts.iter().all(|part| part.is_closed) {
                if gap == 0.0 {
                    break;
                }
                // Gaps of values below 0 do not add up, so every component is solved to the end.
                gap = 0.0;
                parts
                    .iter_mut()
                    .for_each(|part| part.is_closed = part.value() >= part.proven());
            }
            if self.pass_over(&mut parts, pass, gap) {
                return Termination::Infeasible;
            }
            self.put_together(&parts);
            self.tell(Phase::Search);
        }
        Termination::Exhausted
    }

    /// A turn for each component that is open, within the limits; true if one of them has no feasible schedule.
    fn pass_over(&mut self, parts: &mut [Part], pass: u32, gap: f64) -> bool {
        let mut open: usize = parts
            .iter()
            .filter(|part| !part.is_closed)
            .map(Part::size)
            .sum();
        for number in 0..parts.len() {
            if parts[number].is_closed {
                continue;
            }
            let options = self.part_options(parts, number, Left { pass, open, gap });
            open -= parts[number].size();
            if self.solve_part(&mut parts[number], &options) {
                return true;
            }
            if self.effort.reason().is_some() {
                break;
            }
        }
        false
    }

    /// A component with its share of the schedule at hand, and with what no prices at all prove; closed if that is all there is to have.
    fn part(&self, component: Component) -> Part {
        let mut run = self.run_of(&component, self.effort.options());
        run.start_bound();
        run.known.best = self.known.best.as_ref().and_then(|best| {
            let labels: Vec<Vec<u32>> = component
                .doctors
                .iter()
                .map(|doctor| best.labels[*doctor as usize].clone())
                .collect();
            schedule_of(run.ground.setting(), labels)
        });
        let is_closed = run.known.value().is_some() && run.known.value() >= run.known.proven();
        Part {
            known: run.known,
            is_closed,
            component,
        }
    }

    /// A run over the diagrams and rows of a component. O(the whole's).
    fn run_of<'b>(&self, component: &Component, options: &'b Options) -> Run<'b>
    where
        Self: 'b,
    {
        let Groundwork {
            pathways,
            formulation,
            activities,
        } = &self.ground;
        let (pathways, formulation) = (
            pathways.part(&component.doctors),
            formulation.part(component, *activities),
        );
        Run::over(
            self.problem,
            Limits::new(options),
            Groundwork {
                pathways,
                formulation,
                activities: *activities,
            },
        )
    }

    /// The options of a component's own solve.
    fn part_options(
        &self,
        parts: &[Part],
        number: usize,
        Left { pass, open, gap }: Left,
    ) -> Options {
        let (options, limits) = (self.effort.options(), &self.effort.limits);
        let size = parts[number].size();
        let share = size as f64 / open.max(1) as f64;
        let work = match options.work_limit {
            Some(limit) => Some((limit.saturating_sub(self.effort.work) as f64 * share) as u64 + 1),
            None if options.time_limit.is_none() => {
                Some((UNLIMITED << pass.min(MOST_DOUBLINGS)).saturating_mul(size as u64))
            }
            None => None,
        };
        let work = if pass == 0 {
            Some(work.unwrap_or(u64::MAX).min(FIRST * size as u64))
        } else {
            work
        };
        let others = parts
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != number)
            .map(|(_, part)| part);
        let (value, bound) = (
            others.clone().map(Part::value).sum::<Option<i64>>(),
            others.map(Part::proven).sum::<Option<i64>>(),
        );
        let begun = limits.elapsed();
        let observer = options.observer.clone().map(|observer| {
            let whole = move |progress: &Progress| {
                observer(&Progress {
                    value: progress.value.zip(value).map(|(own, others)| own + others),
                    bound: progress.bound.zip(bound).map(|(own, others)| own + others),
                    elapsed: progress.elapsed + begun,
                    ..*progress
                });
            };
            Arc::new(whole) as super::options::Observer
        });
        Options {
            gap,
            time_limit: limits.remaining().map(|left| {
                Duration::try_from_secs_f64(left.as_secs_f64() * share).unwrap_or(left)
            }),
            work_limit: work,
            observer,
            groundwork: None,
            // What is asked for is asked of all together.
            target: None,
            stop: Vec::new(),
            stop_rules: Vec::new(),
            audience: None,
            ..options.clone()
        }
    }

    /// A component's own solve; what it comes to is kept in the part. True if it has no feasible schedule; the proof, if there is one, is kept for the whole.
    fn solve_part(&mut self, part: &mut Part, options: &Options) -> bool {
        let mut run = self.run_of(&part.component, options);
        run.known = Known {
            nearest: None,
            ..std::mem::take(&mut part.known)
        };
        let termination = run.search();
        self.effort.work += run.effort.work;
        self.effort.statistics.add(&run.effort.statistics);
        if termination == Termination::Infeasible {
            self.known.exhausted = run.known.exhausted;
            self.known.infeasible = run
                .known
                .infeasible
                .map(|ray| self.widen(std::iter::once((&part.component, &ray)), 0));
            return true;
        }
        part.is_closed = matches!(termination, Termination::Optimal | Termination::GapReached);
        part.known = run.known;
        false
    }

    /// The schedule and the bound of the whole from those of the components.
    fn put_together(&mut self, parts: &[Part]) {
        if let Some(value) = parts.iter().map(Part::value).sum::<Option<i64>>()
            && self.known.value().is_none_or(|known| known < value)
        {
            self.put_schedules_together(parts, value);
        }
        self.put_prices_together(parts);
        if let Some(proven) = parts.iter().map(Part::proven).sum::<Option<i64>>() {
            // On whose word the whole bound rests: the one that all components share, if they do share one.
            let exhausted = parts.iter().filter_map(|part| {
                part.known
                    .exhausted_bound
                    .filter(|bound| Some(bound.0) == part.proven())
            });
            let mut words = exhausted.map(|bound| bound.1);
            let first = words.next().unwrap_or(Exhausted::Components);
            self.known.offer_exhausted(
                proven,
                if words.all(|word| word == first) {
                    first
                } else {
                    Exhausted::Components
                },
            );
        }
    }

    /// The schedules of all components as one, which is worth what they are worth together.
    fn put_schedules_together(&mut self, parts: &[Part], value: i64) {
        let mut labels = vec![Vec::new(); self.ground.pathways.len()];
        for part in parts {
            let own = part.known.best.iter().flat_map(|best| &best.labels);
            for (doctor, own) in part.component.doctors.iter().zip(own) {
                labels[*doctor as usize].clone_from(own);
            }
        }
        self.known.best = schedule_of(self.ground.setting(), labels);
        debug_assert_eq!(
            self.known.value(),
            Some(value),
            "components are worth what they are worth together"
        );
    }

    /// The bound that the prices of all components prove together.
    fn put_prices_together(&mut self, parts: &[Part]) {
        // A document has room for so many cuts.
        let cuts = parts.iter().filter_map(|part| part.known.certified());
        let is_too_much = cuts.map(|proven| proven.cuts().len()).sum::<usize>() > CERTIFICATE_CUTS;
        let certified = || {
            let parts = parts.iter();
            parts.filter_map(move |part| {
                let proven = match is_too_much {
                    true => part.known.bound.as_ref(),
                    false => part.known.certified(),
                };
                Some((&part.component, proven?))
            })
        };
        let priced = certified().map(|(component, proven)| (component, proven.prices()));
        let Some(common) = priced
            .clone()
            .map(|part| part.1.denominator)
            .filter(|denominator| *denominator > 0)
            .try_fold(1, least_common_multiple)
        else {
            return;
        };
        let mut prices = self.widen(priced, common);
        let Setting {
            formulation,
            pathways,
            activities,
        } = self.ground.setting();
        let mut cuts = Vec::new();
        for (component, proven) in certified() {
            let scale = common
                .checked_div(proven.prices().denominator)
                .unwrap_or(1)
                .max(1);
            let of_cuts = proven.prices().rows.iter().skip(component.rows.len());
            prices
                .rows
                .extend(of_cuts.map(|price| price.saturating_mul(scale)));
            cuts.extend(proven.cuts().iter().map(|cut| {
                Cut {
                    rows: cut
                        .rows
                        .iter()
                        .map(|&(row, side)| (component.rows[row.index()], side))
                        .collect(),
                    doctors: cut
                        .doctors
                        .iter()
                        .map(|doctor| DoctorId::new(component.doctors[doctor.index()] as usize))
                        .collect(),
                }
            }));
        }
        let cut;
        let formulation = if cuts.is_empty() {
            formulation
        } else {
            let Ok(with_cuts) = formulation.with_cuts(cuts) else {
                return;
            };
            cut = with_cuts;
            &cut
        };
        if let Some(proven) = Proven::of(formulation, pathways, activities, prices, &|| false) {
            self.known.offer_certified(proven);
        }
    }

    /// Prices of components as prices of the whole, at a denominator that theirs divide.
    fn widen<'p>(
        &self,
        parts: impl Iterator<Item = (&'p Component, &'p Prices)> + Clone,
        denominator: i64,
    ) -> Prices {
        let mut whole = Prices::zero(&self.ground.formulation, &self.ground.pathways, denominator);
        whole.private_denominator = parts
            .clone()
            .map(|part| part.1.private_denominator)
            .fold(1, i64::max);
        for (component, prices) in parts {
            let scale = denominator
                .checked_div(prices.denominator)
                .unwrap_or(1)
                .max(1);
            let private_scale =
                scale * (whole.private_denominator / prices.private_denominator.max(1));
            whole.effort = whole.effort.max(prices.effort);
            for (row, price) in component.rows.iter().zip(&prices.rows) {
                whole.rows[row.index()] = price.saturating_mul(scale);
            }
            for (doctor, private) in component.doctors.iter().zip(&prices.private) {
                whole.private[*doctor as usize] = private
                    .iter()
                    .map(|price| price.saturating_mul(private_scale))
                    .collect();
            }
        }
        whole
    }
}

/// The least common multiple, unless it is too large to be a denominator.
fn least_common_multiple(one: i64, other: i64) -> Option<i64> {
    let (mut divisor, mut rest) = (one, other);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (one / divisor)
        .checked_mul(other)
        .filter(|multiple| *multiple <= MOST_DENOMINATOR)
}
