//! How much of everything there is: refused before memory is spent on it. The limits are in [`crate::limits`].

use super::Resolver;
use crate::error::Code;
use crate::limits;
use crate::problem::rule::{DoctorSet, Measure, PeriodSet, Rule, Scope};
use crate::problem::rule_draft::RuleDraft;

/// What has been used up so far of the limits on products.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent([usize; Budget::ALL.len()]);

/// A limit on something that grows row by row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Budget {
    SpanPeriods,
    SetMembers,
    AttendeeSlots,
    RuleDoctors,
    SharedRows,
    SharedCells,
}

impl Budget {
    const ALL: [Self; 6] =
        [Self::SpanPeriods, Self::SetMembers, Self::AttendeeSlots, Self::RuleDoctors, Self::SharedRows, Self::SharedCells];

    fn limit(self) -> (&'static str, usize, &'static str) {
        match self {
            Self::SpanPeriods => ("SPAN_PERIODS", limits::SPAN_PERIODS, "the spans of rows and filters cover more periods together"),
            Self::SetMembers => ("SET_MEMBERS", limits::SET_MEMBERS, "filters look at more doctors, activities and specialties together"),
            Self::AttendeeSlots => ("ATTENDEE_SLOTS", limits::ATTENDEE_SLOTS, "events have more pairs of an attendee and a slot"),
            Self::RuleDoctors => ("RULE_DOCTORS", limits::RULE_DOCTORS, "there are more pairs of a personal rule and a doctor"),
            Self::SharedRows => ("SHARED_ROWS", limits::SHARED_ROWS, "shared rules have more rows together"),
            Self::SharedCells => {
                ("SHARED_CELLS", limits::SHARED_CELLS, "shared rules speak of more doctors, activities and periods together")
            }
        }
    }
}

impl Resolver {
    /// Takes `amount` off a budget; false if there is not as much left, which is reported once.
    pub(super) fn spend(&mut self, budget: Budget, amount: usize, pointer: &str, subject: &str) -> bool {
        let (name, most, what) = budget.limit();
        let spent = &mut self.spent.0[budget as usize];
        let before = *spent;
        *spent = spent.saturating_add(amount);
        if *spent <= most {
            return true;
        }
        if before <= most {
            self.exceeded(name, most, pointer, subject, what);
        }
        false
    }

    /// Reports a limit that does not hold; `what` says what there is too much of.
    pub(super) fn exceeded(&mut self, name: &str, most: usize, pointer: &str, subject: &str, what: &str) {
        self.found.error(Code::LimitExceeded, pointer, subject, format!("{what} than {most}, the most there may be ({name})."));
    }

    /// Refuses tables that are too long, and ids that nobody can read; false if there are any.
    pub(super) fn check_tables(&mut self) -> bool {
        let draft = self.draft.clone();
        macro_rules! rows {
            ($($table:ident),+ $(,)?) => { [$((stringify!($table), draft.$table.len())),+] };
        }
        let tables = rows!(
            grids,
            specialties,
            regions,
            cohorts,
            hospitals,
            departments,
            activities,
            capacities,
            closures,
            absences,
            curricula,
            doctors,
            leaves,
            documents,
            history,
            requirements,
            electives,
            precedence,
            events,
            preferences,
            rules,
            published,
            published_attendances,
        );
        for (table, rows) in tables {
            let (name, most) = limits::of_table(table);
            if rows > most {
                self.exceeded(name, most, &format!("/{table}"), "problem", &format!("{rows} {table} are more"));
            }
        }
        for (field, rows) in [("blocks", draft.horizon.blocks.len()), ("closures", draft.horizon.closures.len())] {
            if rows > limits::ROWS {
                self.exceeded("ROWS", limits::ROWS, &format!("/horizon/{field}"), "horizon", &format!("{rows} {field} are more"));
            }
        }
        let mut slots = 0_usize;
        for (index, event) in draft.events.iter().enumerate() {
            slots = slots.saturating_add(event.slots.len());
            if event.slots.len() > limits::SLOTS_OF_EVENT {
                let (pointer, what) = (format!("/events/{index}/slots"), format!("{} slots of one event are more", event.slots.len()));
                self.exceeded("SLOTS_OF_EVENT", limits::SLOTS_OF_EVENT, &pointer, &format!("event {}", index + 1), &what);
            }
        }
        if slots > limits::SLOTS {
            self.exceeded("SLOTS", limits::SLOTS, "/events", "problem", &format!("{slots} slots are more"));
        }
        let pairs = draft.doctors.len().saturating_mul(draft.departments.len().max(draft.activities.len()));
        if pairs > limits::DOCTOR_ACTIVITIES {
            let what = format!("doctors times activities are {pairs}, more");
            self.exceeded("DOCTOR_ACTIVITIES", limits::DOCTOR_ACTIVITIES, "/doctors", "problem", &what);
        }
        self.check_ids();
        !self.found.has_errors()
    }

    fn check_ids(&mut self) {
        let draft = self.draft.clone();
        macro_rules! ids {
            ($($table:ident),+ $(,)?) => {
                [$((stringify!($table), draft.$table.iter().map(|row| row.id.as_str()).position(is_too_long))),+]
            };
        }
        let tables = ids!(
            grids,
            specialties,
            regions,
            cohorts,
            hospitals,
            departments,
            activities,
            curricula,
            doctors,
            requirements,
            electives,
            precedence,
            events,
            preferences,
        );
        let rules = ("rules", draft.rules.iter().map(RuleDraft::id).position(is_too_long));
        for (table, found) in tables.into_iter().chain([rules]) {
            if let Some(index) = found {
                self.exceeded("ID_BYTES", limits::ID_BYTES, &format!("/{table}/{index}/id"), "id", "the id has more bytes");
            }
        }
    }

    /// Refuses problems whose tables by place and period would not fit into memory; false if so.
    pub(super) fn check_size(&mut self) -> bool {
        let most = limits::PLACE_PERIODS;
        let offering: std::collections::HashSet<&str> = self.draft.activities.iter().map(|activity| activity.department.as_str()).collect();
        let silent = self.draft.departments.iter().filter(|department| !offering.contains(department.id.as_str())).count();
        let activities = self.draft.activities.len() + silent;
        let places = self.draft.departments.len() * 2 + activities + self.draft.grids.len();
        let cells = places.saturating_mul(self.horizon().len());
        if activities > limits::ACTIVITIES {
            let what = format!("{activities} activities, with one for each department that lists none, are more");
            self.exceeded("ACTIVITIES", limits::ACTIVITIES, "/activities", "problem", &what);
        }
        if cells > most {
            let what = format!("periods times departments (twice), activities and grids are {cells}, more");
            self.exceeded("PLACE_PERIODS", most, "/horizon", "horizon", &what);
        }
        activities <= limits::ACTIVITIES && cells <= most
    }
}

impl Resolver {
    /// Refuses shared rules that would come to more rows and cells than fit into memory.
    pub(super) fn check_shared_size(&mut self) {
        let (mut rows, mut cells) = (0_usize, 0_usize);
        for (_, rule) in &self.data.rules {
            let (more_rows, more_cells) = self.shared_size(rule);
            rows = rows.saturating_add(more_rows);
            cells = cells.saturating_add(more_cells);
        }
        self.spent = Spent::default();
        self.spend(Budget::SharedRows, rows, "/rules", "problem");
        self.spend(Budget::SharedCells, cells, "/rules", "problem");
    }

    /// Rows of a shared rule at most, and what holds their terms.
    fn shared_size(&self, rule: &Rule) -> (usize, usize) {
        let (periods, activities) = (self.horizon().len(), self.data.activities.len());
        let places = |scope: Scope| match scope {
            Scope::Activity => activities,
            Scope::Department => self.data.departments.len(),
            Scope::Hospital => self.data.hospitals.len(),
        };
        // Terms are held by place and period; each list of activities is as long as that of all.
        let cells = |places: usize, doctors: usize| places.saturating_mul(periods).saturating_add(activities / 2 + doctors);
        match rule {
            Rule::Capacity(rule) => (rule.limits.len(), cells(1, rule.doctors.len())),
            Rule::Coverage(rule) => (if rule.each_period { rule.periods.len() } else { 1 }, cells(1, rule.doctor_weights.len())),
            Rule::Together(rule) => {
                let pairs = rule.doctors.as_slice().windows(2);
                let places = places(rule.scope);
                let rows: usize = pairs.map(|pair| self.common_periods(pair[0].index(), pair[1].index(), &rule.periods)).sum();
                (rows.saturating_mul(places), cells(places, 2).saturating_mul(rule.doctors.len().saturating_sub(1)))
            }
            Rule::Apart(rule) => {
                let places = places(rule.scope).min(rule.activities.len());
                (places.saturating_mul(rule.periods.len()), cells(places, rule.doctors.len()))
            }
            Rule::SplitEvenly(rule) => {
                let count = rule.places.len();
                (count.saturating_mul(count).saturating_mul(rule.periods.len()), count.saturating_mul(cells(1, rule.doctors.len())))
            }
            Rule::Team(rule) => {
                let places = places(rule.scope).min(rule.activities.len());
                (places.saturating_mul(rule.periods.len()), cells(places, rule.doctors.len() + rule.companions.len()))
            }
            Rule::WorstDoctor(rule) => (rule.doctors.len(), rule.doctors.len()),
            Rule::WorstGroup(rule) => {
                let doctors = |doctors: &DoctorSet| if rule.measure == Measure::Score { doctors.len() } else { cells(1, doctors.len()) };
                (rule.groups.len(), rule.groups.iter().map(|group| doctors(&group.0)).fold(0, usize::saturating_add))
            }
            Rule::EvenLoad(rule) => (rule.periods.len(), cells(1, rule.doctors.len())),
            Rule::Change(rule) => (rule.doctors.len().saturating_mul(2), 0),
            Rule::Attendance(rule) => {
                (self.data.events[rule.event.index()].slots.len(), self.data.events[rule.event.index()].attendees.len())
            }
            Rule::Requirement(_)
            | Rule::Elective(_)
            | Rule::Precedence(_)
            | Rule::Availability(_)
            | Rule::Document(_)
            | Rule::Boundary(_)
            | Rule::Cells(_)
            | Rule::Succession(_)
            | Rule::Spacing(_)
            | Rule::Window(_)
            | Rule::LongestRun(_)
            | Rule::FirstBy(_)
            | Rule::Pattern(_)
            | Rule::HospitalLimit(_)
            | Rule::HospitalChange(_)
            | Rule::SameHospital(_)
            | Rule::Eligibility(_)
            | Rule::Preference(_)
            | Rule::Idle(_) => (0, 0),
        }
    }

    /// Periods in which two doctors may both be there, at most so many of a set.
    fn common_periods(&self, one: usize, other: usize, periods: &PeriodSet) -> usize {
        let (one, other) = (&self.data.doctors[one], &self.data.doctors[other]);
        let (first, last) = (one.first.max(other.first).index(), one.last.min(other.last).index());
        (last + 1).saturating_sub(first).min(periods.len())
    }
}

fn is_too_long(id: &str) -> bool {
    id.len() > limits::ID_BYTES
}
