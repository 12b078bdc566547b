//! The year in the words of the crate: rotations are departments of one hospital, years of training are levels.

use super::evaluate::Cell;
use super::residents::Resident;
use super::table::{
    BLOCKS, FIXED, FORBIDDEN, NEW_TEAMS, SEQUENCES, STAFFING, Sequence, TOGETHER, UNDIVIDED,
    WINDOWS, YEARS, Year,
};
use medrota::calendar::Date;
use medrota::ids::{DoctorId, PeriodId};
use medrota::problem::draft::{
    ActivityFilter, CapacityDraft, DepartmentDraft, DoctorDraft, DoctorFilter, FORMAT_VERSION,
    HorizonDraft, HospitalDraft, LeaveDraft, NamedSpanDraft, PeriodFilter, PeriodKindDraft,
    ProblemDraft, RequirementDraft,
};
use medrota::problem::rule_draft::{
    CellsModeDraft, CoveragePerDraft, DoctorWeightDraft, PatternStepDraft, RuleDraft,
};
use medrota::problem::rules;
use medrota::{Problem, Schedule};
use std::collections::BTreeSet;

/// Tag of residents with a leave of a whole block.
const WHOLE_LEAVE: &str = "whole_leave";
/// Tag of those without.
const NO_WHOLE_LEAVE: &str = "no_whole_leave";

fn block_id(block: usize) -> String {
    format!("#{}", block + 1)
}
fn in_rotations(rotations: &[&str]) -> ActivityFilter {
    ActivityFilter {
        activities: rotations.iter().map(|name| (*name).to_owned()).collect(),
        ..ActivityFilter::default()
    }
}
fn of_level(level: &str) -> DoctorFilter {
    DoctorFilter {
        levels: vec![level.to_owned()],
        ..DoctorFilter::default()
    }
}
fn in_blocks((first, last): (usize, usize)) -> PeriodFilter {
    PeriodFilter {
        from: Some(format!("#{first}")),
        to: Some(format!("#{last}")),
        ..PeriodFilter::default()
    }
}
fn named(residents: &[&Resident]) -> DoctorFilter {
    DoctorFilter {
        doctors: residents
            .iter()
            .map(|resident| resident.id.clone())
            .collect(),
        ..DoctorFilter::default()
    }
}
/// The part of a rule's id that names rotations.
fn joined(rotations: &[&str]) -> String {
    rotations.join("+")
}

/// The problem: value of a schedule = the programme's score.
pub(crate) fn draft(residents: &[Resident]) -> ProblemDraft {
    let mut draft = ProblemDraft {
        format: FORMAT_VERSION,
        name: "residency year".into(),
        ..ProblemDraft::default()
    };
    write_time_and_places(&mut draft);
    for resident in residents {
        write_resident(resident, &mut draft);
    }
    for year in YEARS.iter().filter(|year| {
        residents
            .iter()
            .any(|resident| resident.year().level == year.level)
    }) {
        let of_year: Vec<&Resident> = residents
            .iter()
            .filter(|resident| resident.year().level == year.level)
            .collect();
        write_year(year, &of_year, &mut draft);
    }
    write_staffing(residents, &mut draft);
    draft
}

fn write_time_and_places(draft: &mut ProblemDraft) {
    let Some(start) = Date::new(2025, 7, 1) else {
        return;
    };
    let mut blocks = Vec::new();
    let mut from = start;
    for block in 0..BLOCKS {
        let to = from.plus_days(27);
        blocks.push(NamedSpanDraft {
            name: format!("{}", block + 1),
            from: from.to_string(),
            to: to.to_string(),
        });
        from = to.next();
    }
    draft.horizon = HorizonDraft {
        kind: PeriodKindDraft::Block,
        start: start.to_string(),
        end: from.plus_days(-1).to_string(),
        working_days: ["sunday", "monday", "tuesday", "wednesday", "thursday"]
            .map(str::to_owned)
            .to_vec(),
        blocks,
        ..HorizonDraft::default()
    };
    draft.hospitals.push(HospitalDraft {
        id: "hospital".into(),
        name: String::new(),
    });
    let rotations: BTreeSet<&str> = YEARS.iter().flat_map(Year::rotations).collect();
    for rotation in rotations {
        draft.departments.push(DepartmentDraft {
            id: rotation.into(),
            hospital: "hospital".into(),
            ..DepartmentDraft::default()
        });
    }
}

fn write_resident(resident: &Resident, draft: &mut ProblemDraft) {
    let tag = if resident.has_whole_leave() {
        WHOLE_LEAVE
    } else {
        NO_WHOLE_LEAVE
    };
    draft.doctors.push(DoctorDraft {
        id: resident.id.clone(),
        level: resident.year().level.into(),
        tags: vec![tag.into()],
        ..DoctorDraft::default()
    });
    for block in (0..BLOCKS).filter(|block| resident.away(*block) || resident.half(*block)) {
        draft.leaves.push(LeaveDraft {
            doctor: resident.id.clone(),
            from: block_id(block),
            to: block_id(block),
            half: resident.half(block),
            ..LeaveDraft::default()
        });
    }
}

/// Rules of one year of training.
fn write_year(year: &Year, residents: &[&Resident], draft: &mut ProblemDraft) {
    let level = year.level;
    write_amounts(year, residents, draft);
    let own = year.rotations();
    // Fixed, so that nobody is idle outside leave.
    draft.rules.push(cell_rule(
        format!("rotations/{level}"),
        of_level(level),
        &own,
        (1, BLOCKS),
        CellsModeDraft::Fixed,
    ));
    write_half_leave(year, residents, draft);
    write_fixed(level, residents, draft);
    for &(_, rotation, blocks) in FORBIDDEN.iter().filter(|rule| rule.0 == level) {
        draft.rules.push(cell_rule(
            format!("forbidden/{level}/{rotation}"),
            of_level(level),
            &[rotation],
            blocks,
            CellsModeDraft::Forbidden,
        ));
    }
    for &(_, rotation, window, most) in WINDOWS.iter().filter(|rule| rule.0 == level) {
        draft.rules.push(RuleDraft::Window(rules::Window {
            id: format!("window/{level}/{rotation}"),
            doctors: of_level(level),
            activities: in_rotations(&[rotation]),
            window_blocks: i64::try_from(window).unwrap_or(i64::MAX),
            min: 0,
            max: i64::try_from(most).ok(),
            weight: None,
        }));
    }
    for rotation in UNDIVIDED.iter().filter(|rotation| own.contains(rotation)) {
        draft.rules.push(undivided(level, rotation));
    }
    let of_year = |sequence: &&Sequence| {
        let mut rotations = sequence.steps.iter().flatten();
        (sequence.level.is_empty() || sequence.level == level)
            && rotations.all(|rotation| own.contains(rotation))
    };
    draft.rules.extend(
        SEQUENCES
            .iter()
            .filter(of_year)
            .map(|sequence| pattern(level, sequence)),
    );
}

/// How many blocks of each rotation.
fn write_amounts(year: &Year, residents: &[&Resident], draft: &mut ProblemDraft) {
    let level = year.level;
    for amount in year.amounts {
        let mut doctors = of_level(level);
        if amount.waived_by_leave {
            if residents.iter().all(|resident| resident.has_whole_leave()) {
                continue;
            }
            doctors.tags.push(NO_WHOLE_LEAVE.into());
        }
        draft.requirements.push(RequirementDraft {
            id: format!("blocks/{level}/{}", joined(amount.rotations)),
            doctors,
            activities: in_rotations(amount.rotations),
            min: amount.min,
            max: Some(amount.max),
            ..RequirementDraft::default()
        });
    }
}

fn cell_rule(
    id: String,
    doctors: DoctorFilter,
    rotations: &[&str],
    blocks: (usize, usize),
    mode: CellsModeDraft,
) -> RuleDraft {
    RuleDraft::Cells(rules::Cells {
        id,
        doctors,
        activities: in_rotations(rotations),
        periods: in_blocks(blocks),
        mode,
        weight: None,
    })
}

/// Where residents are in a block of which they have half.
fn write_half_leave(year: &Year, residents: &[&Resident], draft: &mut ProblemDraft) {
    for block in 0..BLOCKS {
        let half: Vec<&Resident> = residents
            .iter()
            .copied()
            .filter(|resident| resident.half(block))
            .collect();
        if !half.is_empty() {
            draft.rules.push(cell_rule(
                format!("half_leave/{}/{}", year.level, block + 1),
                named(&half),
                year.half_leave,
                (block + 1, block + 1),
                CellsModeDraft::OneOf,
            ));
        }
    }
}

/// Rotations with blocks of their own. Cells ask nothing of somebody on leave, but the programme does: a leave then contradicts it.
fn write_fixed(level: &str, residents: &[&Resident], draft: &mut ProblemDraft) {
    for &(_, rotation, blocks) in FIXED.iter().filter(|rule| rule.0 == level) {
        let id = format!("fixed/{level}/{rotation}");
        draft.rules.push(cell_rule(
            id.clone(),
            of_level(level),
            &[rotation],
            blocks,
            CellsModeDraft::Fixed,
        ));
        let away: Vec<&Resident> = residents
            .iter()
            .copied()
            .filter(|resident| (blocks.0..=blocks.1).any(|block| resident.away(block - 1)))
            .collect();
        if !away.is_empty() {
            draft.requirements.push(RequirementDraft {
                id: format!("{id}/leave"),
                doctors: named(&away),
                activities: in_rotations(&[rotation]),
                min: i64::try_from(blocks.1 + 1 - blocks.0).unwrap_or(i64::MAX),
                within: in_blocks(blocks),
                ..RequirementDraft::default()
            });
        }
    }
}

/// A rotation that no change of teams divides.
fn undivided(level: &str, rotation: &str) -> RuleDraft {
    let periods = NEW_TEAMS.iter().map(|block| block_id(block - 1)).collect();
    RuleDraft::Boundary(rules::Boundary {
        id: format!("undivided/{level}/{rotation}"),
        doctors: of_level(level),
        activities: in_rotations(&[rotation]),
        starts: None,
        ends: None,
        uncrossed: Some(PeriodFilter {
            periods,
            ..PeriodFilter::default()
        }),
        weight: None,
    })
}

/// A sequence of rotations that is worth something.
fn pattern(level: &str, sequence: &Sequence) -> RuleDraft {
    let step = |rotation: &Option<&'static str>| PatternStepDraft {
        activities: rotation.map_or_else(ActivityFilter::default, |rotation| {
            in_rotations(&[rotation])
        }),
        idle: rotation.is_none(),
    };
    RuleDraft::Pattern(rules::Pattern {
        id: format!("{}/{level}", sequence.name),
        doctors: of_level(level),
        steps: sequence.steps.iter().map(step).collect(),
        value: Some(sequence.value),
    })
}

fn write_staffing(residents: &[Resident], draft: &mut ProblemDraft) {
    for row in STAFFING {
        draft.capacities.push(CapacityDraft {
            of: row.rotation.into(),
            from: Some(format!("#{}", row.blocks.0)),
            to: Some(format!("#{}", row.blocks.1)),
            min: row.min,
            max: row.max,
            ..CapacityDraft::default()
        });
    }
    // Without R_NEURO; a filter that chooses nobody would be refused.
    let counted: BTreeSet<&str> = residents
        .iter()
        .map(|resident| resident.year().level)
        .filter(|level| *level != "R_NEURO")
        .collect();
    let doctors = DoctorFilter {
        levels: counted.into_iter().map(str::to_owned).collect(),
        ..DoctorFilter::default()
    };
    for row in TOGETHER.iter().filter(|_| !doctors.levels.is_empty()) {
        draft.rules.push(RuleDraft::Coverage(rules::Coverage {
            id: format!("together/{}", row.name),
            doctors: doctors.clone(),
            activities: in_rotations(row.rotations),
            periods: PeriodFilter::default(),
            per: CoveragePerDraft::Period,
            min: Some(row.min),
            max: None,
            allowed: Vec::new(),
            doctor_weights: vec![DoctorWeightDraft {
                doctors: doctors.clone(),
                weight: row.units.0,
            }],
            half_presence: row.units.0 != row.units.1,
            weight: None,
        }));
    }
}

/// What each resident does in each block.
pub(crate) fn cells(
    residents: &[Resident],
    problem: &Problem,
    schedule: &Schedule,
) -> Vec<Vec<Cell>> {
    let row = |(position, resident): (usize, &Resident)| {
        let pathway = schedule.pathway(DoctorId::new(position));
        let cell = |block: usize| match pathway.rotation_at(PeriodId::new(block)) {
            Some(rotation) => Cell::Rotation(problem.activity(rotation.activity).key.clone()),
            None if resident.away(block) => Cell::Leave,
            None => Cell::Empty,
        };
        (0..BLOCKS).map(cell).collect()
    };
    residents.iter().enumerate().map(row).collect()
}
