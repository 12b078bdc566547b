//! Personal rules as small automata, one file each.
//!
//! An automaton reads the contents of a doctor's axis step by step. Its state is a few words; a move either gives the
//! next state and a value, or is not allowed. `docs/rules.md` says what each rule means; DESIGN.md how states are kept small.

mod attendance;
mod change;
mod excess;
mod hospitals;
mod linear;
mod personal;
mod place;
mod progress;

use crate::problem::rules::{resolved_rules, with_rules};

macro_rules! declare {
    (personal $file:ident) => {
        mod $file;
    };
    (shared $file:ident) => {};
}
macro_rules! declare_each {
    (() $($scope:ident $file:ident $name:ident;)*) => {
        $(declare!($scope $file);)*
    };
}
with_rules!(resolved_rules declare_each ());

pub(crate) use attendance::AttendanceAutomaton;
pub(crate) use change::ChangeAutomaton;
pub(crate) use excess::{Excess, Generous};
pub(crate) use linear::{Linear, LinearRow, Span, Sum};
pub(crate) use personal::{Found, OfDoctor, Personal};
pub(crate) use place::PlaceAutomaton;
pub(crate) use progress::Progress;
pub(crate) use requirement::{RequirementAutomaton, run_limits};
pub(crate) use weighted_amount::{WeightedAmountAutomaton, greatest_common_divisor};

use crate::ids::{ActivityId, RuleId};
use std::fmt;

/// What one step of the axis holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Move {
    /// A rotation starts.
    Start(ActivityId),
    /// The rotation goes on.
    Stay(ActivityId),
    /// Idle, or on leave. `rest`: no rotation follows any more.
    Idle {
        /// The step is a leave.
        leave: bool,
        /// No rotation follows.
        rest: bool,
    },
    /// At a slot of an event with a choice: position in the axis's slots. Given once, at the slot's first step.
    Attend(usize),
}

/// A personal rule as a state machine.
pub(crate) trait Automaton: fmt::Debug + Send + Sync {
    /// Number of words of the state.
    fn width(&self) -> usize;
    /// Writes the state before the first step.
    fn start(&self, state: &mut [u32]);
    /// Makes a move at a step: the value of it, or `None` if it is not allowed.
    fn step(&self, state: &mut [u32], step: usize, moved: Move) -> Option<i64>;
    /// Called at the end of the move that starts a rotation of its least length.
    fn started(&self, _state: &mut [u32], _activity: ActivityId) {}
    /// Value of ending in this state, or `None` if that is not allowed.
    fn end(&self, state: &[u32]) -> Option<i64>;
    /// About how many steps it takes until this state may end; leads a search that finds nothing. The default says 0.
    fn lacks(&self, _state: &[u32]) -> i64 {
        0
    }
    /// Appends everything that the behaviour depends on, besides the kind: one more or less of a list has to show.
    fn parameters(&self, out: &mut Vec<u32>);
    /// Appends the kind and the parameters: automata with equal signatures are interchangeable. The kind is the type, so that no two kinds can
    /// be taken for each other.
    fn signature(&self, out: &mut Vec<u32>) {
        sign_kind(std::any::type_name::<Self>(), out);
        self.parameters(out);
    }
    /// How the automaton may be left out of a relaxed diagram.
    fn relaxation(&self) -> Relaxation;
    /// Small automata that allow whatever this one allows, at no cost: a diagram that leaves it out may keep them. The default has none.
    fn implied(&self) -> Vec<Box<dyn Automaton>> {
        Vec::new()
    }
    /// The rule as linear rows, if it can be written so. `slots`: moves that attend slots may come between others. The default has no rows.
    fn linear(&self, _slots: bool) -> Option<Linear> {
        None
    }
    /// The greatest value that a move may have in any state. Moves of an automaton that may be left out are worth at most 0, and so are the
    /// ends of every automaton. There is no default: too little makes bounds that are too low.
    fn most(&self, moved: Move) -> i64;
    /// Appends the role of an activity: activities with the same role are treated alike in every state. The default treats none alike, which
    /// is always right.
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        out.push(activity.index() as u32);
    }
    /// True if moves do not depend on the step. The default says that they do, which is always right.
    fn is_steady(&self) -> bool {
        false
    }
    /// The rule, for messages.
    #[allow(
        dead_code,
        reason = "for explanations, which will name the rules of an automaton"
    )]
    fn rule(&self) -> Option<RuleId>;
}

/// How an automaton may be left out of a diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Relaxation {
    /// It has to stay: it is small, or its values may be positive.
    Keep,
    /// It may go. The earlier tier goes first; the rows are what remains of the rule.
    Drop {
        /// 0 goes first.
        tier: u8,
        /// Linear rows that every allowed pathway keeps.
        rows: Vec<PrivateRow>,
    },
}

impl Relaxation {
    /// It may go in this tier; nothing remains of the rule.
    pub(crate) fn without_rows(tier: u8) -> Self {
        Self::Drop {
            tier,
            rows: Vec::new(),
        }
    }

    /// When it may go; beyond all tiers if it has to stay.
    pub(crate) fn tier(&self) -> u8 {
        match self {
            Self::Keep => u8::MAX - 1,
            Self::Drop { tier, .. } => *tier,
        }
    }
}

/// A linear row over one doctor's pathway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PrivateRow {
    /// What counts.
    pub(crate) sum: Sum,
    /// Fewest; the least number of all where there is no limit.
    pub(crate) lower: i64,
    /// Most; the greatest number of all where there is no limit.
    pub(crate) upper: i64,
    /// Cost of each unit beyond the limits, and so the largest price of the row; hard if `None`.
    pub(crate) weight: Option<i64>,
}

impl PrivateRow {
    /// A hard row in which starts or steps count; what is said twice of an activity is added up.
    pub(crate) fn hard(
        terms: impl IntoIterator<Item = (ActivityId, i64)>,
        starts: bool,
        (lower, upper): (i64, i64),
    ) -> Self {
        let mut added = std::collections::BTreeMap::new();
        for (activity, coefficient) in terms {
            *added.entry(activity).or_insert(0) += coefficient;
        }
        Self {
            sum: Sum {
                terms: added.into_iter().collect(),
                starts,
                amounts: Vec::new(),
                delay: 0,
            },
            lower,
            upper,
            weight: None,
        }
    }

    /// The rows of an automaton that sum over the whole axis, each by itself: with switches or over windows they say nothing that a price could use.
    pub(crate) fn of(rows: Vec<LinearRow>) -> Vec<Self> {
        let is_plain =
            |row: &LinearRow| row.span == Span::Whole && row.switches.is_empty() && !row.is_idle();
        let private = |mut row: LinearRow| {
            let sum = row.sums.pop().filter(|_| row.sums.is_empty())?;
            Some(Self {
                sum,
                lower: row.lower.unwrap_or(i64::MIN),
                upper: row.upper.unwrap_or(i64::MAX),
                weight: row.weight,
            })
        };
        rows.into_iter()
            .filter(is_plain)
            .filter_map(private)
            .collect()
    }

    /// The most that a step counts, without its sign.
    pub(crate) fn largest(&self) -> u64 {
        let terms = self.sum.terms.iter();
        let coefficient = terms.map(|term| term.1.unsigned_abs()).max().unwrap_or(0);
        let amount = self.sum.amounts.iter().copied().max().unwrap_or(0).max(1);
        coefficient.saturating_mul(u64::from(amount))
    }

    /// The price nearest to this one at which the row proves something, where a unit of value is so much.
    pub(crate) fn clamp(&self, price: f64, unit: f64) -> f64 {
        let most = self
            .weight
            .map_or(f64::INFINITY, |weight| weight as f64 * unit);
        let (least, most) = (
            if self.lower == i64::MIN { 0.0 } else { -most },
            if self.upper == i64::MAX { 0.0 } else { most },
        );
        price.clamp(least, most)
    }
}

/// Membership of activities in a set, for signatures and lookups.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Members(Vec<ActivityId>, fixedbitset::FixedBitSet);

impl Members {
    /// The members of `set` that are also in `relevant`.
    pub(crate) fn new(
        set: impl IntoIterator<Item = ActivityId>,
        relevant: &crate::problem::rule::ActivitySet,
    ) -> Self {
        let list: Vec<ActivityId> = set
            .into_iter()
            .filter(|activity| relevant.contains(*activity))
            .collect();
        let mut bits = fixedbitset::FixedBitSet::with_capacity(
            list.iter()
                .map(|activity| activity.index() + 1)
                .max()
                .unwrap_or(0),
        );
        for activity in &list {
            bits.insert(activity.index());
        }
        Self(list, bits)
    }
    pub(crate) fn contains(&self, activity: ActivityId) -> bool {
        self.1.contains(activity.index())
    }
    pub(crate) fn list(&self) -> &[ActivityId] {
        &self.0
    }
    pub(crate) fn sign(&self, out: &mut Vec<u32>) {
        out.push(word(self.0.len() as i64));
        out.extend(self.0.iter().map(|activity| activity.index() as u32));
    }
}

impl fmt::Debug for Members {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A number as a word; saturates.
pub(crate) fn word(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

/// Appends the name of a type, four letters a word, with its length in front.
fn sign_kind(name: &str, out: &mut Vec<u32>) {
    out.push(name.len() as u32);
    out.extend(name.as_bytes().chunks(4).map(|letters| {
        letters
            .iter()
            .fold(0, |word, letter| word << 8 | u32::from(*letter))
    }));
}

/// Appends a signed number to a signature.
pub(crate) fn sign_number(number: i64, out: &mut Vec<u32>) {
    let bits = number as u64;
    out.push((bits >> 32) as u32);
    out.push(bits as u32);
}

/// Appends an optional weight to a signature.
pub(crate) fn sign_weight(weight: Option<i64>, out: &mut Vec<u32>) {
    out.push(u32::from(weight.is_some()));
    sign_number(weight.unwrap_or(0), out);
}

/// Value of `amount` units of breach, or `None` where the rule is hard.
pub(crate) fn breach(amount: i64, weight: Option<i64>) -> Option<i64> {
    if amount == 0 {
        Some(0)
    } else {
        weight.map(|weight| -weight.saturating_mul(amount))
    }
}
