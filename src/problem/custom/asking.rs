//! Code asked about everything that pathways may come to.

use super::answers::{Answer, Answers, Fault, LARGEST_UNITS, Line, Rows, column};
use super::blocks::{BlockKind, OwnBlock, blocks_of};
use super::{Letter, PersonalRule};
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::limits;
use crate::problem::Problem;
use crate::problem::rule::{ActivitySet, DoctorSet};
use std::collections::{BTreeSet, HashMap, HashSet};

impl Answers {
    /// Asks the code about everything that some pathway of the doctors may come to; `left` is how many answers there may be yet.
    ///
    /// # Complexity
    /// States × kinds of blocks × activities questions, and for each doctor who differs from the others blocks × states steps.
    pub(super) fn ask(
        problem: &Problem,
        code: &dyn PersonalRule,
        doctors: &DoctorSet,
        left: &mut usize,
    ) -> Result<Self, Fault> {
        let most = code.most_units();
        if !(1..=LARGEST_UNITS).contains(&most) {
            return Err(Fault::of_code(format!(
                "its most_units is {most}, outside 1 to {LARGEST_UNITS}."
            )));
        }
        let activities: ActivitySet = doctors
            .iter()
            .flat_map(|doctor| problem.eligible(doctor).iter())
            .collect();
        let mut asking = Asking {
            problem,
            code,
            most,
            left,
            activities: activities.iter().collect(),
            states: Vec::new(),
            state_of: HashMap::new(),
            blocks: Vec::new(),
            block_of: HashMap::new(),
            rows: HashMap::new(),
            after: HashMap::new(),
        };
        let mut lines = HashMap::new();
        let mut walked = HashSet::new();
        for doctor in doctors.iter() {
            let line = asking.line(doctor)?;
            let jumps = asking.jumps(doctor, &line);
            if walked.insert((line.start, line.blocks.clone(), jumps.clone())) {
                asking.walk(&line, &jumps)?;
            }
            lines.insert(doctor, line);
        }
        let ends = asking.ends()?;
        let width = asking.activities.len() * 2 + 2;
        let states = asking.states.len();
        Ok(Self::new(
            asking.activities,
            (states, width, asking.rows),
            ends,
            lines,
        ))
    }
}

/// Questions and answers so far.
struct Asking<'a> {
    problem: &'a Problem,
    code: &'a dyn PersonalRule,
    most: i64,
    left: &'a mut usize,
    activities: Vec<ActivityId>,
    states: Vec<u64>,
    state_of: HashMap<u64, u32>,
    blocks: Vec<OwnBlock>,
    block_of: HashMap<OwnBlock, u32>,
    rows: Rows,
    /// The states after each row.
    after: HashMap<(u32, u32), Vec<u32>>,
}

impl Asking<'_> {
    fn state(&mut self, state: u64) -> Result<u32, Fault> {
        if let Some(known) = self.state_of.get(&state) {
            return Ok(*known);
        }
        if self.states.len() >= limits::CUSTOM_STATES {
            return Err(Fault::too_much(
                "CUSTOM_STATES",
                limits::CUSTOM_STATES,
                "its automaton reaches more states",
            ));
        }
        let number = self.states.len() as u32;
        self.states.push(state);
        self.state_of.insert(state, number);
        Ok(number)
    }

    fn line(&mut self, doctor: DoctorId) -> Result<Line, Fault> {
        let data = self.problem.doctor(doctor);
        let (start, again) = (self.code.start(data), self.code.start(data));
        if start != again {
            return Err(Fault::of_code(format!(
                "asked twice for the start of doctor {:?}, its code says {start} and {again}.",
                data.key
            )));
        }
        let start = self.state(start)?;
        let mut blocks = Vec::new();
        for block in blocks_of(self.problem, doctor) {
            let next = self.blocks.len() as u32;
            let number = *self.block_of.entry(block.clone()).or_insert(next);
            blocks.push((block.first, number));
            if number == next {
                self.blocks.push(block);
            }
        }
        Ok(Line {
            start,
            blocks: blocks.into(),
        })
    }

    /// Blocks that a slot of an event with a choice may take: from which to which position.
    fn jumps(&self, doctor: DoctorId, line: &Line) -> Vec<(usize, usize)> {
        let mut jumps = Vec::new();
        for event in self.problem.events() {
            if event.is_fixed() || !event.attendees.contains(doctor) {
                continue;
            }
            for slot in &event.slots {
                let last = |block: &(PeriodId, u32)| self.blocks[block.1 as usize].last;
                let from = line
                    .blocks
                    .partition_point(|block| last(block) < slot.first);
                let to = line.blocks.partition_point(|block| block.0 <= slot.last);
                if from < to {
                    jumps.push((from, to));
                }
            }
        }
        jumps.sort_unstable();
        jumps.dedup();
        jumps
    }

    /// Asks about every state in which the doctor may be before each block.
    fn walk(&mut self, line: &Line, jumps: &[(usize, usize)]) -> Result<(), Fault> {
        let mut at = vec![BTreeSet::new(); line.blocks.len() + 1];
        at[0].insert(line.start);
        for (position, &(_, block)) in line.blocks.iter().enumerate() {
            let states = std::mem::take(&mut at[position]);
            for &(_, to) in jumps.iter().filter(|jump| jump.0 == position) {
                at[to].extend(&states);
            }
            for state in states {
                at[position + 1].extend(self.after(state, block)?);
            }
        }
        Ok(())
    }

    /// The states that may come after a block.
    fn after(&mut self, state: u32, block: u32) -> Result<Vec<u32>, Fault> {
        if let Some(known) = self.after.get(&(state, block)) {
            return Ok(known.clone());
        }
        let kind = self.blocks[block as usize].kind;
        let mut letters = vec![if kind == BlockKind::Free {
            Letter::Idle
        } else {
            Letter::Leave
        }];
        if kind != BlockKind::Leave {
            let places = self.activities.iter();
            letters
                .extend(places.flat_map(|place| [Letter::Starts(*place), Letter::GoesOn(*place)]));
        }
        *self.left = self.left.checked_sub(letters.len()).ok_or_else(|| {
            Fault::too_much(
                "CUSTOM_ANSWERS",
                limits::CUSTOM_ANSWERS,
                "automata of custom rules are asked about more states, blocks and activities",
            )
        })?;
        let mut row: Vec<Answer> = vec![None; self.activities.len() * 2 + 2];
        let mut after = BTreeSet::new();
        for letter in letters {
            let answer = self.answer(state, block, letter)?;
            after.insert(answer.0);
            if let Some(cell) =
                column(&self.activities, letter).and_then(|column| row.get_mut(column))
            {
                *cell = Some(answer);
            }
        }
        self.rows.insert((state, block), row.into());
        let after: Vec<u32> = after.into_iter().collect();
        self.after.insert((state, block), after.clone());
        Ok(after)
    }

    fn answer(&mut self, state: u32, block: u32, letter: Letter) -> Result<(u32, u32), Fault> {
        let before = self.states[state as usize];
        let own = &self.blocks[block as usize];
        let seen = letter.block(self.problem, (own.first, own.last), &own.present);
        let (answer, again) = (self.code.step(before, &seen), self.code.step(before, &seen));
        let question = || format!("about state {before} and the block {}", words(&seen));
        if answer != again {
            return Err(Fault::of_code(format!(
                "asked twice {}, its code says {answer:?} and {again:?}.",
                question()
            )));
        }
        let units = self.within(answer.1, question)?;
        Ok((self.state(answer.0)?, units))
    }

    fn within(&self, units: i64, question: impl Fn() -> String) -> Result<u32, Fault> {
        let taken = u32::try_from(units).ok().filter(|_| units <= self.most);
        taken.ok_or_else(|| {
            Fault::of_code(format!(
                "asked {}, its code adds {units} units, outside 0 to its most_units, {}.",
                question(),
                self.most
            ))
        })
    }

    fn ends(&self) -> Result<Vec<u32>, Fault> {
        let end = |state: &u64| {
            let (units, again) = (self.code.end(*state), self.code.end(*state));
            let question = || format!("about the end in state {state}");
            if units == again {
                return self.within(units, question);
            }
            Err(Fault::of_code(format!(
                "asked twice {}, its code says {units} and {again}.",
                question()
            )))
        };
        self.states.iter().map(end).collect()
    }
}

/// A block in words: `#3 to #4, goes on in "ward"`.
pub(super) fn words(block: &super::Block<'_>) -> String {
    use super::Doing;
    let number = |period: PeriodId| period.index() + 1;
    let periods = if block.first == block.last {
        format!("#{}", number(block.first))
    } else {
        format!("#{} to #{}", number(block.first), number(block.last))
    };
    match block.doing {
        Doing::Starts(activity) => format!("{periods} starts {:?}", activity.key),
        Doing::GoesOn(activity) => format!("{periods} goes on in {:?}", activity.key),
        Doing::Idle => format!("{periods} idle"),
        Doing::Leave => format!("{periods} on leave"),
    }
}
