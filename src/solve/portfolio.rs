//! The portfolio: the list of engines, and the rounds in which they take turns.

use super::Termination;
use super::closer::CloserLook;
use super::columns::{ColumnGeneration, Neighbourhoods};
use super::compact::CompactProgramme;
use super::cooling::{Cooling, weight_of_rows};
use super::counting::Counting;
use super::engine::{Common, Course, Next, PortfolioEngine, Stages};
use super::flow::FlowProgramme;
use super::joint::JointChoices;
use super::options::Engine;
use super::prices::PriceSearch;
use super::reach::WithinReach;
use super::run::Run;
use super::setting::Setting;
use super::unit::unit_of_value;
use super::walk::Walk;

/// Every engine, in the order of turns: an engine is a file, and a line here.
fn engines(run: &Run<'_>) -> Vec<Box<dyn PortfolioEngine>> {
    vec![
        Box::<Counting>::default(),
        Box::new(CloserLook),
        Box::<CompactProgramme>::default(),
        Box::<Cooling>::default(),
        Box::<WithinReach>::default(),
        Box::<ColumnGeneration>::default(),
        Box::<Neighbourhoods>::default(),
        Box::new(Walk::new(run.ground.setting())),
        Box::<FlowProgramme>::default(),
    ]
}

impl Run<'_> {
    /// Rounds of all engines until what was asked for is reached, or a limit.
    pub(super) fn search(&mut self) -> Termination {
        let mut common = Common::new(self.ground.setting());
        common.take_prices(self);
        if let Some(done) = self.start_warm(&mut common) {
            return done;
        }
        common.joint = self.joint_choices();
        common.chains = self.chains(common.unit, &common.joint);
        // A solve that starts from a schedule walks near it first.
        common.course.round =
            if self.known.best.is_some() && self.effort.options().warm_start.is_some() {
                2
            } else {
                0
            };
        let mut engines = engines(self);
        loop {
            if let Some(done) = self.is_done().or_else(|| self.effort.reason()) {
                return done;
            }
            common.course.begin_round(self.effort.options().engine);
            if let Some(end) = self.round(&mut engines, &mut common) {
                return end;
            }
        }
    }

    /// One round; why the solve ends with it, if it does.
    fn round(
        &mut self,
        engines: &mut [Box<dyn PortfolioEngine>],
        common: &mut Common,
    ) -> Option<Termination> {
        if common.course.is_opening {
            engines
                .iter_mut()
                .for_each(|engine| engine.open(self, common));
        }
        for engine in engines {
            if let Some(done) = self.is_done() {
                return Some(done);
            }
            if !engine.is_available(self, common) {
                continue;
            }
            crate::trace::trace!(engine = engine.name(), round = common.course.round, "turn");
            engine.take(self, common);
            let next = engine.step(self, common);
            engine.share(self, common);
            match next {
                Next::Engine => {}
                Next::Round => return None,
                Next::Nothing => {
                    return Some(
                        self.is_done()
                            .or_else(|| self.effort.reason())
                            .unwrap_or(Termination::Exhausted),
                    );
                }
                Next::End(termination) => return Some(termination),
            }
        }
        None
    }
}

impl Common {
    /// No chains yet, and no prices.
    pub(super) fn new(setting: Setting<'_>) -> Self {
        let unit = unit_of_value(setting);
        // Prices depend on the weights of soft rows as much as on what doctors are worth.
        let stages = Stages::new(unit, weight_of_rows(setting.formulation));
        Self {
            unit,
            prices: PriceSearch::new(setting),
            chains: Vec::new(),
            joint: JointChoices::new(setting),
            course: Course {
                stages,
                ..Course::default()
            },
        }
    }

    /// Goes on from prices where there are some: those of a similar problem, or of an earlier turn of a component.
    fn take_prices(&mut self, run: &Run<'_>) {
        if let Some(certificate) = &run.effort.options().warm_prices {
            self.prices.prices = certificate.row_prices(run.problem, &run.ground.formulation);
            self.course.stages.start_cold();
        }
        if let Some(known) = run.known.bound.as_ref().filter(|_| run.known.has_prices()) {
            self.prices.take_over(known);
            self.course.stages.start_cold();
        }
    }
}

impl Course {
    fn begin_round(&mut self, engine: Engine) {
        self.is_opening = self.round == 0;
        self.is_pricing = self.stages.go_on() && engine != Engine::Compact;
    }
}
