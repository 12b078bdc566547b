//! Family 2: what comes first.

use super::prelude::*;

resolved_rule! {
    /// 2. A rotation in `after` starts only when `count` of `before` are complete. Unit: a rotation started too early.
    Precedence {
        /// Who.
        doctors: DoctorSet = Doctors,
        /// Come first.
        before: Vec<RequirementIndex> = Plain,
        /// How many of them, 1 to `before.len()`.
        count: usize = Plain,
        /// Comes after.
        after: RequirementIndex = Plain,
        /// Cost of each rotation started too early.
        weight: Option<i64> = Weight,
    }
}

impl Facts for resolved::Precedence {
    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "a rotation starts before what comes first is complete",
            "rotations",
        )
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        let before: Vec<String> = self
            .before
            .iter()
            .map(|&index| say.requirement(index))
            .collect();
        let needed = if self.count < before.len() {
            format!("{} of ", self.count)
        } else {
            String::new()
        };
        let times = if amount > 1 {
            format!(" {amount} times")
        } else {
            String::new()
        };
        format!(
            "{} started{times} before {needed}{} complete",
            say.requirement(self.after),
            listed(&before)
        )
    }
    fn wants(&self, data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        self.before
            .iter()
            .flat_map(|&index| data.requirements[index].activities.iter())
            .for_each(add);
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
}

fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [word] => format!("{word} is"),
        [rest @ .., last] => format!("{} and {last} are", rest.join(", ")),
    }
}
