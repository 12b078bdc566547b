//! How much of everything there is: refused before memory is spent on it. The limits are in [`crate::limits`].

use super::Resolver;
use super::budget::{Budget, Limit, Spent, limit};
use crate::error::Code;
use crate::limits;
use crate::problem::RuleDraft;
use crate::problem::rules::Size;

impl Resolver {
    /// Takes `amount` off a budget; false if there is not as much left, which is reported once.
    pub(in crate::problem) fn spend(
        &mut self,
        budget: Budget,
        amount: usize,
        pointer: &str,
        subject: &str,
    ) -> bool {
        let (limit, what) = budget.limit();
        let spent = &mut self.spent.0[budget as usize];
        let before = *spent;
        *spent = spent.saturating_add(amount);
        if *spent <= limit.most {
            return true;
        }
        if before <= limit.most {
            self.exceeded(limit, pointer, subject, what);
        }
        false
    }

    /// Reports a limit that does not hold; `what` says what there is too much of.
    pub(super) fn exceeded(
        &mut self,
        limit: Limit,
        pointer: &str,
        subject: &str,
        what: impl std::fmt::Display,
    ) {
        let Limit { name, most } = limit;
        let message = format!("{what} than {most}, the most there may be ({name}).");
        self.found
            .error(Code::LimitExceeded, pointer, subject, message);
    }

    /// Refuses tables that are too long, and ids that nobody can read; false if there are any.
    pub(super) fn check_tables(&mut self) -> bool {
        self.check_row_counts();
        self.check_slot_counts();
        let draft = &self.draft;
        let places = draft.departments.len().max(draft.activities.len());
        let pairs = draft.doctors.len().saturating_mul(places);
        if pairs > limits::DOCTOR_ACTIVITIES {
            let what = format!("doctors times activities are {pairs}, more");
            self.exceeded(limit!(DOCTOR_ACTIVITIES), "/doctors", "problem", what);
        }
        self.check_ids();
        !self.found.has_errors()
    }

    fn check_row_counts(&mut self) {
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
                let what = format!("{rows} {table} are more");
                let limit = Limit { name, most };
                self.exceeded(limit, &format!("/{table}"), "problem", what);
            }
        }
        for (field, rows) in [
            ("blocks", draft.horizon.blocks.len()),
            ("closures", draft.horizon.closures.len()),
        ] {
            if rows > limits::ROWS {
                let pointer = format!("/horizon/{field}");
                let what = format!("{rows} {field} are more");
                self.exceeded(limit!(ROWS), &pointer, "horizon", what);
            }
        }
    }

    fn check_slot_counts(&mut self) {
        let draft = self.draft.clone();
        let mut together = 0_usize;
        for (index, event) in draft.events.iter().enumerate() {
            let slots = event.slots.len();
            together = together.saturating_add(slots);
            if slots > limits::SLOTS_OF_EVENT {
                let pointer = format!("/events/{index}/slots");
                let subject = format!("event {}", index + 1);
                let what = format!("{slots} slots of one event are more");
                self.exceeded(limit!(SLOTS_OF_EVENT), &pointer, &subject, what);
            }
        }
        if together > limits::SLOTS {
            let what = format!("{together} slots are more");
            self.exceeded(limit!(SLOTS), "/events", "problem", what);
        }
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
                let pointer = format!("/{table}/{index}/id");
                self.exceeded(limit!(ID_BYTES), &pointer, "id", "the id has more bytes");
            }
        }
    }

    /// Refuses problems whose tables by place and period would not fit into memory; false if so.
    pub(super) fn check_size(&mut self) -> bool {
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
            self.exceeded(limit!(ACTIVITIES), "/activities", "problem", what);
        }
        if cells > limits::PLACE_PERIODS {
            let what = format!(
                "periods times departments (twice), activities and grids are {cells}, more"
            );
            self.exceeded(limit!(PLACE_PERIODS), "/horizon", "horizon", what);
        }
        activities <= limits::ACTIVITIES && cells <= limits::PLACE_PERIODS
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
