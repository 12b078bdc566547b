//! Random tiny problems: few enough schedules to enumerate, and over many seeds everything the model can say.

mod events;
mod filters;
mod people;
mod personal;
mod requirements;
mod shared;
mod world;

use super::dice::Dice;
use medrota::problem::ProblemDraft;

/// How large a tiny problem may become.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Fewest and most doctors.
    pub(crate) doctors: (usize, usize),
    /// Fewest and most rules drawn besides preferences, places and events.
    pub(crate) rules: (usize, usize),
    /// Most contents of an axis to enumerate for one doctor, before any rule.
    pub(crate) pathways: f64,
    /// Most schedules to enumerate, before any rule.
    pub(crate) schedules: f64,
    /// Totals of single doctors that are drawn on top, written as shared rules.
    pub(crate) own_totals: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            doctors: (1, 3),
            rules: (2, 6),
            pathways: 2_500.0,
            schedules: 200_000.0,
            own_totals: 0,
        }
    }
}

/// The tiny problem of a seed.
pub(crate) fn tiny(seed: u64) -> ProblemDraft {
    tiny_with(seed, Options::default())
}

/// The same with totals of single doctors, written as shared rules.
pub(crate) fn tiny_with_totals(seed: u64) -> ProblemDraft {
    let options = Options {
        own_totals: 2,
        ..Options::default()
    };
    tiny_with(seed, options)
}

/// The tiny problem of a seed within `options`.
pub(crate) fn tiny_with(seed: u64, options: Options) -> ProblemDraft {
    let mut draw = Draw::new(seed);
    draw.world();
    draw.people(options);
    draw.places();
    draw.events();
    draw.preferences();
    for _ in 0..draw.dice.between(options.rules.0, options.rules.1) {
        draw.rule();
    }
    // Rules that came later are drawn by dice of their own, so that the problems of older seeds stay what they are.
    if options.rules.1 > 0 {
        let dice = std::mem::replace(&mut draw.dice, Dice::new(seed ^ 0x5eed_0001));
        draw.later_rules();
        draw.dice = dice;
    }
    draw.switch_off();
    for _ in 0..options.own_totals {
        draw.own_total();
    }
    draw.draft
}

/// A draft on its way, and what is known of it without validating it.
struct Draw {
    dice: Dice,
    draft: ProblemDraft,
    /// Number of periods.
    periods: usize,
    /// Weekday the horizon starts on, 0 is Sunday.
    first_weekday: usize,
    /// Grids by id with the first period of each block.
    grids: Vec<(String, Vec<usize>)>,
    /// Activities: id, department, hospital, tags.
    activities: Vec<Place>,
    /// For ids that nothing else has.
    next_id: usize,
}

/// An activity as filters see it.
#[derive(Clone, Debug)]
struct Place {
    activity: String,
    department: String,
    hospital: Option<String>,
    tags: Vec<String>,
}

impl Draw {
    fn new(seed: u64) -> Self {
        let draft = ProblemDraft {
            format: 1,
            name: format!("tiny {seed}"),
            ..ProblemDraft::default()
        };
        Self {
            dice: Dice::new(seed),
            draft,
            periods: 0,
            first_weekday: 0,
            grids: Vec::new(),
            activities: Vec::new(),
            next_id: 0,
        }
    }
    /// An id of its own.
    fn id(&mut self, kind: &str) -> String {
        self.next_id += 1;
        format!("{kind}-{}", self.next_id)
    }
    /// A period, 0 the first, as the draft names it.
    fn when(&self, period: usize) -> String {
        format!("#{}", period + 1)
    }
    /// First and last of some consecutive periods, at most `longest` of them.
    fn span(&mut self, longest: usize) -> (usize, usize) {
        let first = self.dice.between(0, self.periods - 1);
        let last = first + self.dice.between(0, longest.max(1) - 1);
        (first, last.min(self.periods - 1))
    }
    /// Sometimes one of the rules that the recipes below do not have.
    fn later_rules(&mut self) {
        if self.dice.chance(20) {
            self.weighted_amount();
        }
        if self.dice.chance(12) {
            self.alignment();
        }
    }
    /// One rule of any kind.
    fn rule(&mut self) {
        const RECIPES: [fn(&mut Draw); 28] = [
            Draw::some_requirement,
            Draw::some_requirement,
            Draw::elective,
            Draw::precedence,
            Draw::document,
            Draw::boundary,
            Draw::cells,
            Draw::template,
            Draw::succession,
            Draw::spacing,
            Draw::window,
            Draw::longest_run,
            Draw::first_by,
            Draw::pattern,
            Draw::hospital_limit,
            Draw::hospital_change,
            Draw::same_hospital,
            Draw::ranked,
            Draw::idle,
            Draw::capacity,
            Draw::coverage,
            Draw::together,
            Draw::apart,
            Draw::split_evenly,
            Draw::worst_doctor,
            Draw::worst_group,
            Draw::even_load,
            Draw::change,
        ];
        if self.draft.doctors.len() > 1 && self.dice.chance(8) {
            return self.team();
        }
        self.dice.pick(&RECIPES)(self);
    }
}
