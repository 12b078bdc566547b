//! Hospitals, departments, activities, and how many places they have when.

use super::When;
use super::filters::PeriodFilter;
use super::plain::{choice, draft};

draft! {
    /// A hospital.
    HospitalDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
    }

    /// A department of a hospital.
    DepartmentDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
        /// Its hospital; may be left out where there is only one.
        hospital: String,
        /// Supervisors who can take visitors, for capacity by supervision.
        supervisors: Option<i64>,
        /// Visitors per supervisor.
        visitors_per_supervisor: Option<i64>,
        /// Tags, given to all its activities.
        tags: Vec<String>,
    }

    /// An activity that a department offers.
    ActivityDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
        /// Department that offers it.
        department: String,
        /// Specialties it is offered to, their descendants included; everybody if empty.
        specialties: Vec<String>,
        /// `observer` (default) or `hands_on`, which needs a permit.
        role: RoleDraft,
        /// Language the doctor must speak.
        language: Option<String>,
        /// Tags, such as `nights`.
        tags: Vec<String>,
        /// Whoever is in this activity is on leave, within a rotation in the activity named here, whose place is kept.
        leave_of: Option<String>,
        /// The periods that are leave in an activity with `leave_of`; all of them if empty.
        leave_periods: PeriodFilter,
    }

    /// Places of a department or an activity.
    CapacityDraft {
        /// Department or activity.
        of: String,
        /// First period it holds for; the horizon's first if missing.
        from: Option<When>,
        /// Last period it holds for, included; the horizon's last if missing.
        to: Option<When>,
        /// Fewest doctors.
        min: i64,
        /// Most doctors, before local trainees; no limit if missing.
        max: Option<i64>,
        /// Local trainees, who take places first.
        local_trainees: i64,
        /// Cost of each doctor too few or too many in a period; hard if missing. One value for each department or activity. Closures stay hard.
        weight: Option<i64>,
    }

    /// A closure of a hospital, department or activity.
    ClosureDraft {
        /// Hospital, department or activity.
        of: String,
        /// First date.
        from: When,
        /// Last date, included.
        to: When,
        /// Why.
        reason: String,
    }

    /// Supervisors of a department who are away.
    AbsenceDraft {
        /// Department.
        department: String,
        /// First date.
        from: When,
        /// Last date, included.
        to: When,
        /// How many supervisors.
        supervisors: i64,
        /// Why, such as the masterclass they travel to.
        reason: String,
    }
}

choice! {
    /// Role of the doctor in an activity.
    RoleDraft {
        /// Watches.
        #[default]
        Observer,
        /// Works on patients, within a permit.
        HandsOn,
    }
}
