//! Words, numbers and dates that an input can be filled with: what its problem knows, and what often goes wrong.

use crate::common::dice::Dice;
use medrota::calendar::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Numbers at the edges of what programs count with.
const NUMBERS: [i64; 42] = [
    0,
    1,
    -1,
    2,
    3,
    7,
    31,
    32,
    33,
    63,
    64,
    65,
    127,
    128,
    255,
    256,
    1_000,
    -1_000,
    32_767,
    65_535,
    65_536,
    65_537,
    1_000_000,
    -1_000_000,
    (1 << 31) - 1,
    1 << 31,
    -(1 << 31),
    (1 << 32) - 1,
    1 << 32,
    1 << 40,
    999_999_999_999,
    1_000_000_000_000,
    -1_000_000_000_000,
    (1 << 53) - 1,
    1 << 53,
    (1 << 53) + 1,
    1_000_000_000_000_000_000,
    1 << 62,
    -(1 << 62),
    i64::MAX,
    i64::MIN,
    i64::MIN + 1,
];

/// Texts that are odd as ids, names and cells.
const TEXTS: [&str; 44] = [
    "",
    " ",
    " ana",
    "ana ",
    "a\"b",
    "a'b",
    "a;b",
    "a,b",
    "a=b",
    "a..b",
    "a/b",
    "a\\b",
    "a\nb",
    "a\r\nb",
    "a\tb",
    "a\0b",
    "\u{1b}[31mred\u{1b}[0m",
    "\u{9b}31m",
    "\u{1b}]0;title\u{7}",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "replan/disturbed",
    "(nobody)",
    "availability",
    "eligibility",
    "attendance/e",
    "capacity/ward",
    "change",
    "period",
    "wish",
    "expected-1-1",
    "<script>alert(1)</script>",
    "</td>&amp;\"'",
    "\u{202e}evil\u{202c}",
    "\u{5d0}\u{5d1}\u{5d2}",
    "\u{feff}bom",
    "\u{301}\u{301}",
    "\u{1f469}\u{200d}\u{2695}\u{fe0f}",
    "\u{ffff}",
    "#1",
    "2026-09-06",
    "null",
];

/// Points in time that are odd.
const MOMENTS: [&str; 24] = [
    "",
    "#",
    "#0",
    "#1",
    "#-1",
    "#65536",
    "#4294967296",
    "#999999999999",
    "#99999999999999999999",
    "0000-01-01",
    "0001-01-01",
    "-000001-01-01",
    "9999-12-31",
    "9999-12-31 pm",
    "10000-01-01",
    "2026-02-30",
    "2024-02-29",
    "2026-9-6",
    "2026-09-06 noon",
    "2026-09-06T00:00:00Z",
    "2026-W37",
    "period",
    "\u{661}",
    "2026-09-06am",
];

/// The words of one problem.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// Ids by table.
    ids: BTreeMap<String, Vec<String>>,
    /// First and last date of the horizon.
    dates: Option<(Date, Date)>,
}

impl Words {
    /// What a problem document speaks of.
    pub(crate) fn of(problem: &Value) -> Self {
        let mut words = Self::default();
        for (table, rows) in problem.as_object().into_iter().flatten() {
            for row in rows.as_array().into_iter().flatten() {
                if let Some(id) = row.get("id").and_then(Value::as_str) {
                    words
                        .ids
                        .entry(table.clone())
                        .or_default()
                        .push(id.to_owned());
                }
            }
        }
        let date = |end: &str| {
            problem["horizon"][end]
                .as_str()
                .and_then(|text| text.parse::<Date>().ok())
        };
        words.dates = date("start").zip(date("end"));
        words
    }
    /// All ids of all tables.
    pub(crate) fn all(&self) -> Vec<&str> {
        self.ids.values().flatten().map(String::as_str).collect()
    }
    /// An id of one of the tables.
    fn id(&self, dice: &mut Dice, tables: &[&str]) -> String {
        let known: Vec<&String> = tables
            .iter()
            .filter_map(|table| self.ids.get(*table))
            .flatten()
            .collect();
        if known.is_empty() || dice.chance(3) {
            odd_text(dice)
        } else {
            dice.pick(&known).clone()
        }
    }
    /// A text for a field of this name.
    pub(crate) fn text(&self, dice: &mut Dice, field: &str) -> String {
        let tables: &[&str] = match field {
            "doctor" | "doctors" => &["doctors"],
            "activity" | "activities" => &["activities", "departments"],
            "department" | "departments" | "closable" => &["departments"],
            "hospital" | "hospitals" => &["hospitals"],
            "of" | "permits" | "waivers" => &["departments", "activities", "hospitals"],
            "specialty" | "specialties" | "parent" => &["specialties"],
            "region" | "regions" => &["regions"],
            "cohort" | "cohorts" => &["cohorts"],
            "curriculum" | "curricula" => &["curricula"],
            "grid" => &["grids"],
            "requirement" | "requirements" | "before" | "after" => &["requirements"],
            "event" | "events" => &["events"],
            "rule" => &[
                "rules",
                "requirements",
                "electives",
                "precedence",
                "preferences",
                "events",
            ],
            "from" | "to" | "arrival" | "departure" | "visa_from" | "visa_to" | "start" | "end"
            | "known_from" | "first_period" | "last_period" | "periods" | "starts" | "within" => {
                return self.moment(dice);
            }
            "weekdays" | "working_days" | "working_mornings" => {
                return dice
                    .pick(&[
                        "sunday", "monday", "tuesday", "thursday", "saturday", "Sunday", "8",
                    ])
                    .to_owned();
            }
            "field" => {
                return dice
                    .pick(&[
                        "min",
                        "max",
                        "weight",
                        "value",
                        "max_blocks",
                        "run_max",
                        "min_places",
                        "min_gap_blocks",
                        "x",
                    ])
                    .to_owned();
            }
            "language" | "languages" => {
                return dice
                    .pick(&["russian", "english", "hebrew", "kazakh"])
                    .to_owned();
            }
            _ => {
                return if dice.chance(60) {
                    format!("new-{}", dice.between(1, 99))
                } else {
                    odd_text(dice)
                };
            }
        };
        self.id(dice, tables)
    }
    /// A point in time, most often one near the horizon.
    pub(crate) fn moment(&self, dice: &mut Dice) -> String {
        match (dice.between(0, 9), self.dates) {
            (0, _) => dice.pick(&MOMENTS).to_owned(),
            (1..=3, _) => format!("#{}", dice.between(1, 12)),
            (_, Some((start, end))) => {
                let (near, days) = (dice.pick(&[start, start, end]), dice.amount(-3, 16));
                let date = near.plus_days(i32::try_from(days).unwrap_or(0));
                format!("{date}{}", dice.pick(&["", "", "", " am", " pm"]))
            }
            _ => dice.pick(&MOMENTS).to_owned(),
        }
    }
}

/// A number: small, or at an edge.
pub(crate) fn number(dice: &mut Dice) -> i64 {
    if dice.chance(60) {
        dice.amount(-2, 12)
    } else {
        dice.pick(&NUMBERS)
    }
}

/// A number as JSON, not always a whole one.
pub(crate) fn odd_number(dice: &mut Dice) -> Value {
    match dice.between(0, 9) {
        0 => json!(dice.pick(&[
            0.5,
            -0.0,
            1e18,
            1e300,
            4.9e-324,
            9_007_199_254_740_993.0,
            1.0
        ])),
        1 => json!(u64::MAX),
        _ => json!(number(dice)),
    }
}

/// A text that is odd as an id.
pub(crate) fn odd_text(dice: &mut Dice) -> String {
    if dice.chance(3) {
        "long ".repeat(20_000) + "x"
    } else {
        dice.pick(&TEXTS).to_owned()
    }
}
