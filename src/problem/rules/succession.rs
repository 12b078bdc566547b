//! Family 6: what must or may not follow.

use super::prelude::*;

draft_rule! {
    /// 6. What must or may not follow. Unit: a rotation of `first`.
    Succession {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter = Doctors,
        /// Rotations whose successor is restricted.
        first: ActivityFilter = Activities,
        /// The next rotation's activities.
        next: ActivityFilter = Activities,
        /// Whether the next rotation must be one of `next`, or must not.
        [default] mode: SuccessionModeDraft = Plain,
        /// Only a rotation that starts on the very next block counts as the next one.
        [default] immediate: bool = Plain,
        /// Cost of each breach; the rule is hard if it is missing.
        [default] weight: Option<i64> = Weight,
    }
}

resolved_rule! {
    /// 6. What must or may not follow. Unit: a rotation of `first`.
    Succession {
        /// Who.
        doctors: DoctorSet = Doctors,
        /// Rotations whose successor is restricted.
        first: ActivitySet = Activities,
        /// The next rotation's activities.
        next: ActivitySet = Activities,
        /// True: the next rotation exists and is in `next`. False: if it exists it is not in `next`.
        must: bool = Plain,
        /// Only a rotation that starts on the very next block counts as the next one.
        immediate: bool = Plain,
        /// Cost of each breach.
        weight: Option<i64> = Weight,
    }
}

impl Draft for Succession {
    fn add_to(&self, at: &mut At<'_>) -> Option<()> {
        let weight = Weight.resolve(&self.weight, "weight", at)?;
        let doctors: Option<DoctorSet> = Doctors.resolve(&self.doctors, "doctors", at);
        let first: Option<ActivitySet> = Activities.resolve(&self.first, "first", at);
        let next: Option<ActivitySet> = Activities.resolve(&self.next, "next", at);
        let (must, immediate) = (self.mode == SuccessionModeDraft::Must, self.immediate);
        at.add(Rule::Succession(resolved::Succession {
            doctors: doctors?,
            first: first?,
            next: next?,
            must,
            immediate,
            weight,
        }));
        Some(())
    }
}

impl Facts for resolved::Succession {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("the next rotation is not as told", "rotations")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        let wrong = if self.must {
            "not followed as it must be"
        } else {
            "followed by what may not follow"
        };
        format!("{} {wrong}", say.count(amount, "rotation"))
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        if self.must {
            self.next.iter().for_each(add);
        } else if !self.immediate {
            // Any rotation between the two makes the later one not the next.
            return Wants::Everything;
        }
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
}
