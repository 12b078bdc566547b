//! Joint events, at a fixed time or with a choice, and preferences.

use super::Draw;
use medrota::problem::draft::{EventDraft, PerDraft, PeriodKindDraft, PreferenceDraft, SlotDraft};

impl Draw {
    pub(super) fn events(&mut self) {
        if self.dice.chance(25) {
            let (first, last) = self.span(2);
            self.fixed_event(self.when(first), self.when(last));
        }
        if self.dice.chance(8) {
            // A morning only: whole in a horizon of half-days, part of a period elsewhere.
            let horizon = &self.draft.horizon;
            let date = if horizon.kind == PeriodKindDraft::HalfDay {
                horizon.start.clone()
            } else {
                "2026-09-08".into()
            };
            self.fixed_event(format!("{date} am"), format!("{date} am"));
        }
        while self.dice.chance(33) {
            self.event_with_choice();
        }
    }

    fn fixed_event(&mut self, from: String, to: String) {
        let event = EventDraft {
            id: self.id("orientation"),
            attendees: self.doctors(),
            slots: vec![SlotDraft { from, to }],
            value: self.dice.amount(0, 3),
            ..EventDraft::default()
        };
        self.draft.events.push(event);
    }

    fn event_with_choice(&mut self) {
        // A slot covers whole blocks of everybody's grid.
        let used: Vec<Vec<usize>> = self
            .draft
            .doctors
            .iter()
            .map(|doctor| doctor.grid.clone().unwrap_or_else(|| "period".into()))
            .flat_map(|id| {
                self.grids
                    .iter()
                    .filter(move |grid| grid.0 == id)
                    .map(|grid| grid.1.clone())
            })
            .collect();
        let mut starts: Vec<usize> = (0..self.periods)
            .filter(|start| used.iter().all(|grid| grid.contains(start)))
            .collect();
        starts.push(self.periods);
        let blocks = starts.len() - 1;
        let slots = self.dice.between(1, blocks.min(3));
        let slots: Vec<SlotDraft> = self.dice.shuffled(blocks)[..slots]
            .iter()
            .map(|&block| {
                let last = if block + 1 < blocks && self.dice.chance(15) {
                    block + 1
                } else {
                    block
                };
                SlotDraft {
                    from: self.when(starts[block]),
                    to: self.when(starts[last + 1] - 1),
                }
            })
            .collect();
        let doctors = self.draft.doctors.len() as i64;
        let min_places = self.dice.perhaps(30, 1, doctors.min(2)).unwrap_or(0);
        let event = EventDraft {
            id: self.id("masterclass"),
            attendees: self.doctors(),
            joint: self.dice.chance(30),
            optional: slots.len() == 1 || self.dice.chance(40),
            slots,
            min_places,
            max_places: self.dice.perhaps(40, min_places.max(1), doctors),
            value: self.dice.amount(-2, 8),
            ..EventDraft::default()
        };
        self.draft.events.push(event);
    }

    pub(super) fn preferences(&mut self) {
        for _ in 0..self.dice.between(1, 4) {
            let row = PreferenceDraft {
                id: if self.dice.chance(50) {
                    self.id("wish")
                } else {
                    String::new()
                },
                doctors: self.doctors(),
                activities: self.anywhere(),
                periods: self.whenever(),
                value: self.dice.amount(-3, 9),
                per: self.dice.pick(&[
                    PerDraft::Period,
                    PerDraft::Period,
                    PerDraft::Block,
                    PerDraft::Rotation,
                ]),
            };
            self.draft.preferences.push(row);
        }
    }
}
