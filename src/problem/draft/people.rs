//! Doctors, and what is known of them.

use super::When;
use super::plain::draft;

draft! {
    /// A specialty.
    SpecialtyDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
        /// The specialty it belongs under.
        parent: Option<String>,
    }

    /// A region.
    RegionDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
        /// Population, for reports and shares.
        population: Option<i64>,
    }

    /// A cohort: doctors who arrive together.
    CohortDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
        /// Arrival of its doctors unless they have one of their own.
        arrival: Option<When>,
        /// Departure (last day, included) of its doctors unless they have one of their own.
        departure: Option<When>,
        /// Region of its doctors unless they have one of their own.
        region: Option<String>,
        /// Grid of its doctors unless they have one of their own.
        grid: Option<String>,
        /// Curriculum of its doctors unless they have one of their own.
        curriculum: Option<String>,
    }

    /// A curriculum.
    CurriculumDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
    }

    /// A doctor.
    DoctorDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
        /// Specialty.
        specialty: Option<String>,
        /// Level or year of training.
        level: String,
        /// Region.
        region: Option<String>,
        /// Cohort.
        cohort: Option<String>,
        /// Curriculum.
        curriculum: Option<String>,
        /// Grid the doctor moves on; the cohort's, else `period`.
        grid: Option<String>,
        /// First day; the cohort's, else the horizon's first.
        arrival: Option<When>,
        /// Last day, included; the cohort's, else the horizon's last.
        departure: Option<When>,
        /// First day the visa covers.
        visa_from: Option<When>,
        /// Last day the visa covers.
        visa_to: Option<When>,
        /// Languages spoken.
        languages: Vec<String>,
        /// Departments or activities the doctor may work hands-on in.
        permits: Vec<String>,
        /// Tags of activities the doctor may not take.
        avoids: Vec<String>,
        /// Departments or activities for which eligibility (specialty, role, language, tags) is waived.
        waivers: Vec<String>,
        /// Tags.
        tags: Vec<String>,
        /// The doctor does not come: keeps the id, is never there, and no rule or event speaks of them.
        withdrawn: bool,
    }

    /// A leave of a doctor.
    LeaveDraft {
        /// Doctor.
        doctor: String,
        /// First day.
        from: When,
        /// Last day, included.
        to: When,
        /// The doctor is there for half of each period that the leave touches.
        half: bool,
        /// The rotation goes on around the leave: the doctor keeps the place without being there.
        keeps_place: bool,
        /// The leave counts as time served in the rotation around it, whose place is kept.
        counts: bool,
        /// Why.
        reason: String,
    }

    /// A document of a doctor.
    DocumentDraft {
        /// Doctor.
        doctor: String,
        /// Kind of document, such as `vaccination`.
        document: String,
        /// First day of validity.
        from: Option<When>,
        /// Last day of validity.
        to: Option<When>,
    }

    /// What a doctor completed of a requirement before the horizon.
    HistoryDraft {
        /// Doctor.
        doctor: String,
        /// Requirement.
        requirement: String,
        /// Amount in the requirement's unit.
        amount: i64,
        /// Rotations.
        runs: i64,
    }
}
