//! The programme's rules as data; blocks count from 1, as its documents write them.

/// Blocks of the year.
pub(crate) const BLOCKS: usize = 13;

/// So many blocks in any of the rotations.
pub(crate) struct Amount {
    pub(crate) rotations: &'static [&'static str],
    pub(crate) min: i64,
    pub(crate) max: i64,
    /// Not asked of residents with a leave of a whole block.
    pub(crate) waived_by_leave: bool,
}

/// A year of training.
pub(crate) struct Year {
    pub(crate) level: &'static str,
    pub(crate) amounts: &'static [Amount],
    /// Rotations that go together with half a block of leave.
    pub(crate) half_leave: &'static [&'static str],
}

impl Year {
    /// All rotations of the year.
    pub(crate) fn rotations(&self) -> Vec<&'static str> {
        self.amounts
            .iter()
            .flat_map(|amount| amount.rotations.iter().copied())
            .collect()
    }
}

const fn amount(rotations: &'static [&'static str], min: i64, max: i64) -> Amount {
    Amount {
        rotations,
        min,
        max,
        waived_by_leave: false,
    }
}

pub(crate) const YEARS: &[Year] = &[
    Year {
        level: "R1",
        amounts: &[
            amount(&["Medical Teams"], 4, 7),
            amount(&["AMAU"], 1, 2),
            amount(&["Cardiology"], 2, 2),
            amount(&["Infectious Disease"], 1, 2),
            amount(&["Endocrine"], 1, 2),
        ],
        half_leave: &["Endocrine", "AMAU", "Infectious Disease"],
    },
    Year {
        level: "R2",
        amounts: &[
            amount(&["Senior"], 1, 2),
            amount(&["CCU"], 2, 2),
            amount(&["MICU"], 2, 2),
            amount(&["Nephrology"], 1, 2),
            amount(&["Neurology"], 1, 1),
            amount(&["Cardiology"], 1, 1),
            amount(&["Geriatrics"], 1, 1),
            amount(&["AMAU"], 1, 2),
            amount(&["Al Khor"], 0, 1),
            amount(&["MOP"], 1, 1),
        ],
        half_leave: &["MOP", "Nephrology", "AMAU"],
    },
    Year {
        level: "R3",
        amounts: &[
            amount(&["Senior"], 2, 2),
            amount(&["Oncology"], 1, 1),
            amount(&["Hematology"], 1, 1),
            amount(&["Al Wakra"], 1, 1),
            amount(&["GI"], 2, 2),
            amount(&["Pulmonology"], 2, 2),
            amount(&["Rheumatology"], 1, 1),
            amount(&["MOP"], 1, 1),
            amount(&["AMAU"], 1, 1),
            Amount {
                rotations: &["Cardiology", "ED", "Medical Consultation"],
                min: 1,
                max: 1,
                waived_by_leave: true,
            },
        ],
        half_leave: &["GI", "Pulmonology", "AMAU"],
    },
    Year {
        level: "R4",
        amounts: &[
            amount(&["Registrar"], 5, 6),
            amount(&["Medical Consultation"], 3, 5),
            amount(&["Al Wakra"], 1, 2),
            amount(&["Al Khor"], 1, 2),
            amount(&["Hematology", "Oncology"], 1, 2),
        ],
        half_leave: &["Medical Consultation"],
    },
    Year {
        level: "R_NEURO",
        amounts: &[
            amount(&["Medical Teams"], 3, 3),
            amount(&["AMAU"], 3, 4),
            amount(&["MICU"], 1, 1),
            amount(&["Rheumatology"], 1, 1),
            amount(&["ED"], 2, 2),
            amount(&["TRANSFER"], 2, 2),
        ],
        half_leave: &["AMAU"],
    },
];

/// Staffing of a rotation in a stretch of blocks; a later row about the same block counts.
pub(crate) struct Staffing {
    pub(crate) rotation: &'static str,
    pub(crate) blocks: (usize, usize),
    pub(crate) min: i64,
    pub(crate) max: Option<i64>,
}

const fn staffing(
    rotation: &'static str,
    first: usize,
    last: usize,
    min: i64,
    max: Option<i64>,
) -> Staffing {
    Staffing {
        rotation,
        blocks: (first, last),
        min,
        max,
    }
}

pub(crate) const STAFFING: &[Staffing] = &[
    staffing("Senior", 1, BLOCKS, 10, Some(10)),
    staffing("Registrar", 1, BLOCKS, 20, Some(20)),
    staffing("Medical Teams", 1, 3, 20, None),
    staffing("Medical Teams", 2, 2, 25, None),
    staffing("Medical Teams", 4, BLOCKS, 20, Some(20)),
    staffing("Cardiology", 1, BLOCKS, 11, None),
    staffing("AMAU", 1, BLOCKS, 11, None),
    staffing("CCU", 1, BLOCKS, 7, None),
    staffing("MICU", 1, BLOCKS, 7, None),
    staffing("Al Khor", 1, BLOCKS, 6, None),
    staffing("MOP", 1, BLOCKS, 6, None),
    staffing("Hematology", 1, BLOCKS, 5, None),
    staffing("Oncology", 1, BLOCKS, 5, None),
    staffing("Al Wakra", 1, BLOCKS, 9, None),
    staffing("Medical Consultation", 1, BLOCKS, 10, None),
];

/// A least sum over several rotations in every block, without R_NEURO.
pub(crate) struct Together {
    pub(crate) name: &'static str,
    pub(crate) rotations: &'static [&'static str],
    pub(crate) min: i64,
    /// What a resident counts, and what in a block of half a leave.
    pub(crate) units: (i64, i64),
}

/// The programme's report counts heads in the first sum and units of a sixth only in the second.
pub(crate) const TOGETHER: &[Together] = &[
    Together {
        name: "floaters",
        rotations: &["Nephrology", "Endocrine"],
        min: 10,
        units: (1, 1),
    },
    Together {
        name: "second_on_call",
        rotations: &["GI", "Rheumatology", "Pulmonology"],
        min: 60,
        units: (6, 3),
    },
];

/// Residents of a level who are in a rotation in these blocks.
pub(crate) const FIXED: &[(&str, &str, (usize, usize))] = &[
    ("R1", "Medical Teams", (1, 1)),
    ("R_NEURO", "Medical Teams", (1, 3)),
    ("R_NEURO", "TRANSFER", (12, 13)),
];

/// Residents of a level who are not in a rotation in these blocks.
pub(crate) const FORBIDDEN: &[(&str, &str, (usize, usize))] = &[("R2", "Senior", (1, 1))];

/// At most so many blocks of a rotation in any window: level, rotation, window, most.
pub(crate) const WINDOWS: &[(&str, &str, usize, usize)] = &[
    ("R1", "Medical Teams", 6, 5),
    ("R2", "Senior", 2, 1),
    ("R3", "Senior", 2, 1),
];

/// Rotations of two blocks that must not lie across a change of teams: never the same one in a block of the list and the
/// block before it. The programme's report calls this batch integrity and writes it for each rotation by itself.
pub(crate) const UNDIVIDED: &[&str] = &["MICU", "CCU"];
/// The blocks with which new teams begin.
pub(crate) const NEW_TEAMS: &[usize] = &[3, 5, 7, 9, 11];

/// A sequence of blocks and what each occurrence is worth; `None` is any content.
pub(crate) struct Sequence {
    pub(crate) name: &'static str,
    /// Empty for every level.
    pub(crate) level: &'static str,
    pub(crate) steps: &'static [Option<&'static str>],
    pub(crate) value: i64,
}

const TEAMS: Option<&str> = Some("Medical Teams");
const REGISTRAR: Option<&str> = Some("Registrar");

pub(crate) const SEQUENCES: &[Sequence] = &[
    Sequence {
        name: "micu_twice",
        level: "R2",
        steps: &[Some("MICU"), Some("MICU")],
        value: 2,
    },
    Sequence {
        name: "ccu_twice",
        level: "R2",
        steps: &[Some("CCU"), Some("CCU")],
        value: 2,
    },
    Sequence {
        name: "hematology_oncology",
        level: "",
        steps: &[Some("Hematology"), Some("Oncology")],
        value: 2,
    },
    Sequence {
        name: "oncology_hematology",
        level: "",
        steps: &[Some("Oncology"), Some("Hematology")],
        value: 2,
    },
    Sequence {
        name: "four_medical_teams",
        level: "R1",
        steps: &[TEAMS, TEAMS, TEAMS, TEAMS],
        value: -1,
    },
    Sequence {
        name: "cardiology_twice",
        level: "R1",
        steps: &[Some("Cardiology"), Some("Cardiology")],
        value: -1,
    },
    Sequence {
        name: "senior_after_one",
        level: "R3",
        steps: &[Some("Senior"), None, Some("Senior")],
        value: -1,
    },
    Sequence {
        name: "six_registrar",
        level: "R4",
        steps: &[
            REGISTRAR, REGISTRAR, REGISTRAR, REGISTRAR, REGISTRAR, REGISTRAR,
        ],
        value: -2,
    },
];
