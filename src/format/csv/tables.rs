//! The tables of a problem: which file, which list of the draft, which columns.

use super::intake::Intake;
use super::table::{Cells, cells_of, rows, write_table};
use crate::error::Result;
use crate::problem::draft::{
    AbsenceDraft, ActivityDraft, AttendanceDraft, CapacityDraft, ClosureDraft, CohortDraft,
    CurriculumDraft, DepartmentDraft, DoctorDraft, DocumentDraft, ElectiveDraft, EventDraft,
    GridDraft, HistoryDraft, HospitalDraft, LeaveDraft, NamedSpanDraft, PrecedenceDraft,
    PreferenceDraft, ProblemDraft, RegionDraft, RequirementDraft, RotationDraft, SpecialtyDraft,
};
use std::path::Path;

rows! {
    NamedSpanDraft(2) { from, to, name }
    GridDraft(1) { id, every, starts }
    SpecialtyDraft(1) { id, name, parent }
    RegionDraft(1) { id, name, population }
    CohortDraft(1) { id, name, arrival, departure, region, grid, curriculum }
    HospitalDraft(1) { id, name }
    DepartmentDraft(1) { id, name, hospital, supervisors, visitors_per_supervisor, tags }
    ActivityDraft(2) { id, department, name, specialties, role, language, tags, leave_of, leave_periods }
    CapacityDraft(1) { of, from, to, min, max, local_trainees, weight }
    ClosureDraft(3) { of, from, to, reason }
    AbsenceDraft(4) { department, from, to, supervisors, reason }
    CurriculumDraft(1) { id, name }
    DoctorDraft(1) {
        id, name, specialty, level, region, cohort, curriculum, grid, arrival, departure, visa_from, visa_to, languages, permits, avoids,
        waivers, tags, withdrawn,
    }
    LeaveDraft(3) { doctor, from, to, half, keeps_place, counts, reason }
    DocumentDraft(2) { doctor, document, from, to }
    HistoryDraft(2) { doctor, requirement, amount, runs }
    RequirementDraft(1) {
        id, doctors, activities, min, max, unit, run_min, run_max, runs_min, runs_max, optional, within, weight,
    }
    ElectiveDraft(2) { id, requirements, doctors, min, max, weight }
    PrecedenceDraft(3) { id, before, after, doctors, count, weight }
    EventDraft(2) { id, slots, name, attendees, min_places, max_places, joint, optional, value }
    PreferenceDraft(0) { id, doctors, activities, periods, value, per }
    RotationDraft(4) { doctor, activity, from, to }
    AttendanceDraft(3) { doctor, event, slot }
}

macro_rules! tables {
    ($($file:literal $pointer:literal: $($field:ident).+;)+) => {
        /// File names of the tables that are lists of the draft.
        pub(super) const FILES: &[&str] = &[$($file),+];

        /// Reads every table that is there, rules and the key-value table excepted.
        pub(super) fn read_lists(intake: &mut Intake<'_>) {
            $(
                if let Some(table) = intake.table($file, $pointer) {
                    intake.draft.$($field).+ = table.rows;
                    intake.add_lines($pointer, $file, table.lines);
                }
            )+
        }

        /// The cells of every table, empty ones included.
        pub(super) fn cells(draft: &ProblemDraft) -> Vec<Cells> {
            vec![$(cells_of($file, $pointer, draft.$($field).+.iter())),+]
        }

        /// Writes every table that has rows or is already there, in the folder `older`.
        pub(super) fn write_lists(folder: &Path, draft: &ProblemDraft, older: &Path) -> Result<()> {
            $(
                if !draft.$($field).+.is_empty() || older.join($file).exists() {
                    write_table(&folder.join($file), draft.$($field).+.iter())?;
                }
            )+
            Ok(())
        }
    };
}

tables! {
    "horizon_closures.csv" "/horizon/closures": horizon.closures;
    "horizon_blocks.csv" "/horizon/blocks": horizon.blocks;
    "grids.csv" "/grids": grids;
    "specialties.csv" "/specialties": specialties;
    "regions.csv" "/regions": regions;
    "cohorts.csv" "/cohorts": cohorts;
    "hospitals.csv" "/hospitals": hospitals;
    "departments.csv" "/departments": departments;
    "activities.csv" "/activities": activities;
    "capacities.csv" "/capacities": capacities;
    "closures.csv" "/closures": closures;
    "absences.csv" "/absences": absences;
    "curricula.csv" "/curricula": curricula;
    "doctors.csv" "/doctors": doctors;
    "leaves.csv" "/leaves": leaves;
    "documents.csv" "/documents": documents;
    "history.csv" "/history": history;
    "requirements.csv" "/requirements": requirements;
    "electives.csv" "/electives": electives;
    "precedence.csv" "/precedence": precedence;
    "events.csv" "/events": events;
    "preferences.csv" "/preferences": preferences;
    "published.csv" "/published": published;
    "published_attendances.csv" "/published_attendances": published_attendances;
}
