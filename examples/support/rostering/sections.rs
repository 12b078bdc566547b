//! The text as rows by section: `SECTION_…` begins one, `#` a comment, commas part the fields of a row.

use super::instance::finding;
use medrota::error::{Code, Diagnostics};
use std::collections::{BTreeMap, BTreeSet};

/// What the sections hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Horizon,
    Shifts,
    Staff,
    DaysOff,
    OnRequests,
    OffRequests,
    Cover,
}

impl Section {
    const ALL: [Self; 7] = [
        Self::Horizon,
        Self::Shifts,
        Self::Staff,
        Self::DaysOff,
        Self::OnRequests,
        Self::OffRequests,
        Self::Cover,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Horizon => "SECTION_HORIZON",
            Self::Shifts => "SECTION_SHIFTS",
            Self::Staff => "SECTION_STAFF",
            Self::DaysOff => "SECTION_DAYS_OFF",
            Self::OnRequests => "SECTION_SHIFT_ON_REQUESTS",
            Self::OffRequests => "SECTION_SHIFT_OFF_REQUESTS",
            Self::Cover => "SECTION_COVER",
        }
    }
    /// The fields of a row, for messages.
    pub(super) fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Horizon => &["days"],
            Self::Shifts => &["id", "minutes", "shifts that may not follow"],
            Self::Staff => &[
                "id",
                "most of each shift",
                "most minutes",
                "least minutes",
                "longest run of working days",
                "shortest run of working days",
                "shortest run of days off",
                "most weekends",
            ],
            Self::DaysOff => &["employee", "days"],
            Self::OnRequests | Self::OffRequests => &["employee", "day", "shift", "weight"],
            Self::Cover => &[
                "day",
                "shift",
                "wanted",
                "weight of one missing",
                "weight of one too many",
            ],
        }
    }
    /// True if a row may have any number of fields, as long as the named ones are there.
    fn is_open(self) -> bool {
        self == Self::DaysOff
    }
}

/// A row and the line it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) fields: Vec<String>,
}

/// The rows of a text, and the sections of which some are not there: what refers to those is no mistake of its own.
#[derive(Debug, Default)]
pub(super) struct Sections {
    pub(super) rows: BTreeMap<Section, Vec<Row>>,
    pub(super) incomplete: BTreeSet<Section>,
}

/// Splits a text. Rows with a wrong number of fields are reported and left out; sections that are missing, unknown or there twice are reported.
pub(super) fn sections(text: &str, found: &mut Diagnostics) -> Sections {
    let Sections {
        mut rows,
        mut incomplete,
    } = Sections::default();
    // `None` until the first section begins, and within one that is not known.
    let mut current = None;
    let (mut begun, mut has_unknown) = (false, false);
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let content = line.split('#').next().unwrap_or_default().trim();
        if content.is_empty() {
            continue;
        }
        if content.starts_with("SECTION_") {
            begun = true;
            current = Section::ALL
                .into_iter()
                .find(|section| section.name() == content);
            match current {
                None => {
                    has_unknown = true;
                    let names: Vec<&str> =
                        Section::ALL.iter().map(|section| section.name()).collect();
                    found.push(finding(
                        Code::UnknownField,
                        number,
                        content,
                        format!("there is no such section; they are {}.", names.join(", ")),
                    ));
                }
                Some(section) if rows.contains_key(&section) => {
                    found.push(finding(
                        Code::DuplicateId,
                        number,
                        content,
                        "the section comes twice.",
                    ));
                }
                Some(section) => drop(rows.insert(section, Vec::new())),
            }
            continue;
        }
        let fields: Vec<String> = content
            .split(',')
            .map(|field| field.trim().to_owned())
            .collect();
        match current {
            Some(section) => {
                let expected = section.fields();
                if fields.len() == expected.len()
                    || (section.is_open() && fields.len() > expected.len())
                {
                    rows.entry(section).or_default().push(Row {
                        line: number,
                        fields,
                    });
                } else {
                    incomplete.insert(section);
                    let message = format!(
                        "the row has {} fields, not the {} of {}.",
                        fields.len(),
                        expected.len(),
                        expected.join(", ")
                    );
                    found.push(finding(Code::MissingField, number, section.name(), message));
                }
            }
            None if begun => {}
            None => {
                begun = true;
                found.push(finding(
                    Code::InvalidSyntax,
                    number,
                    content,
                    "it stands before the first section.",
                ));
            }
        }
    }
    for section in Section::ALL {
        if rows.contains_key(&section) {
            continue;
        }
        incomplete.insert(section);
        // A name that is not known is most likely the one that is missing.
        if !has_unknown {
            found.push(finding(
                Code::MissingField,
                0,
                section.name(),
                "the section is missing.",
            ));
        }
    }
    Sections { rows, incomplete }
}
