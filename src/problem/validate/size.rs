//! How much of everything there is: refused before memory is spent on it. The limits are in [`crate::limits`].

use super::Resolver;
use crate::error::Code;
use crate::limits;
use crate::problem::RuleDraft;
use crate::problem::rules::Size;

/// What has been used up so far of the limits on products.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent([usize; Budget::ALL.len()]);

/// A limit on something that grows row by row.
#[derive(Clone, Copy, Debug)]
pub(in crate::problem) enum Budget {
    SpanPeriods,
    SetMembers,
    AttendeeSlots,
    RuleDoctors,
    SharedRows,
    SharedCells,
}

impl Budget {
    const ALL: [Self; 6] = [
        Self::SpanPeriods,
        Self::SetMembers,
        Self::AttendeeSlots,
        Self::RuleDoctors,
        Self::SharedRows,
        Self::SharedCells,
    ];

    fn limit(self) -> (&'static str, usize, &'static str) {
        match self {
            Self::SpanPeriods => (
                "SPAN_PERIODS",
                limits::SPAN_PERIODS,
                "the spans of rows and filters cover more periods together",
            ),
            Self::SetMembers => (
                "SET_MEMBERS",
                limits::SET_MEMBERS,
                "filters look at more doctors, activities and specialties together",
            ),
            Self::AttendeeSlots => (
                "ATTENDEE_SLOTS",
                limits::ATTENDEE_SLOTS,
                "events have more pairs of an attendee and a slot",
            ),
            Self::RuleDoctors => (
                "RULE_DOCTORS",
                limits::RULE_DOCTORS,
                "there are more pairs of a personal rule and a doctor",
            ),
            Self::SharedRows => (
                "SHARED_ROWS",
                limits::SHARED_ROWS,
                "shared rules have more rows together",
            ),
            Self::SharedCells => (
                "SHARED_CELLS",
                limits::SHARED_CELLS,
                "shared rules speak of more doctors, activities and periods together",
            ),
        }
    }
}

impl Resolver {
    /// Takes `amount` off a budget; false if there is not as much left, which is reported once.
    pub(in crate::problem) fn spend(
        &mut self,
        budget: Budget,
        amount: usize,
        pointer: &str,
        subject: &str,
    ) -> bool {
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
    pub(super) fn exceeded(
        &mut self,
        name: &str,
        most: usize,
        pointer: &str,
        subject: &str,
        what: &str,
    ) {
        self.found.error(
            Code::LimitExceeded,
            pointer,
            subject,
            format!("{what} than {most}, the most there may be ({name})."),
        );
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
                self.exceeded(
                    name,
                    most,
                    &format!("/{table}"),
                    "problem",
                    &format!("{rows} {table} are more"),
                );
            }
        }
        for (field, rows) in [
            ("blocks", draft.horizon.blocks.len()),
            ("closures", draft.horizon.closures.len()),
        ] {
            if rows > limits::ROWS {
                self.exceeded(
                    "ROWS",
                    limits::ROWS,
                    &format!("/horizon/{field}"),
                    "horizon",
                    &format!("{rows} {field} are more"),
                );
            }
        }
        let mut slots = 0_usize;
        for (index, event) in draft.events.iter().enumerate() {
            slots = slots.saturating_add(event.slots.len());
            if event.slots.len() > limits::SLOTS_OF_EVENT {
                let (pointer, what) = (
                    format!("/events/{index}/slots"),
                    format!("{} slots of one event are more", event.slots.len()),
                );
                self.exceeded(
                    "SLOTS_OF_EVENT",
                    limits::SLOTS_OF_EVENT,
                    &pointer,
                    &format!("event {}", index + 1),
                    &what,
                );
            }
        }
        if slots > limits::SLOTS {
            self.exceeded(
                "SLOTS",
                limits::SLOTS,
                "/events",
                "problem",
                &format!("{slots} slots are more"),
            );
        }
        let pairs = draft
            .doctors
            .len()
            .saturating_mul(draft.departments.len().max(draft.activities.len()));
        if pairs > limits::DOCTOR_ACTIVITIES {
            let what = format!("doctors times activities are {pairs}, more");
            self.exceeded(
                "DOCTOR_ACTIVITIES",
                limits::DOCTOR_ACTIVITIES,
                "/doctors",
                "problem",
                &what,
            );
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
        let rules = (
            "rules",
            draft.rules.iter().map(RuleDraft::id).position(is_too_long),
        );
        for (table, found) in tables.into_iter().chain([rules]) {
            if let Some(index) = found {
                self.exceeded(
                    "ID_BYTES",
                    limits::ID_BYTES,
                    &format!("/{table}/{index}/id"),
                    "id",
                    "the id has more bytes",
                );
            }
        }
    }

    /// Refuses problems whose tables by place and period would not fit into memory; false if so.
    pub(super) fn check_size(&mut self) -> bool {
        let most = limits::PLACE_PERIODS;
        let offering: std::collections::HashSet<&str> = self
            .draft
            .activities
            .iter()
            .map(|activity| activity.department.as_str())
            .collect();
        let silent = self
            .draft
            .departments
            .iter()
            .filter(|department| !offering.contains(department.id.as_str()))
            .count();
        let activities = self.draft.activities.len() + silent;
        let places = self.draft.departments.len() * 2 + activities + self.draft.grids.len();
        let cells = places.saturating_mul(self.horizon().len());
        if activities > limits::ACTIVITIES {
            let what = format!(
                "{activities} activities, with one for each department that lists none, are more"
            );
            self.exceeded(
                "ACTIVITIES",
                limits::ACTIVITIES,
                "/activities",
                "problem",
                &what,
            );
        }
        if cells > most {
            let what = format!(
                "periods times departments (twice), activities and grids are {cells}, more"
            );
            self.exceeded("PLACE_PERIODS", most, "/horizon", "horizon", &what);
        }
        activities <= limits::ACTIVITIES && cells <= most
    }
}

impl Resolver {
    /// Refuses shared rules that would come to more rows and cells than fit into memory.
    pub(super) fn check_shared_size(&mut self) {
        let size = Size {
            data: &self.data,
            periods: self.horizon().len() as i128,
            scores: &[],
        };
        let (mut rows, mut cells) = (0_usize, 0_usize);
        for entry in &self.data.rules {
            let (more_rows, more_cells) = entry.rule.facts().rows_and_cells(&size);
            rows = rows.saturating_add(more_rows);
            cells = cells.saturating_add(more_cells);
        }
        self.spent = Spent::default();
        self.spend(Budget::SharedRows, rows, "/rules", "problem");
        self.spend(Budget::SharedCells, cells, "/rules", "problem");
    }
}

fn is_too_long(id: &str) -> bool {
    id.len() > limits::ID_BYTES
}
