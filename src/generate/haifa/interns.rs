//! Twelve interns who stay for four to twelve months.

use super::programme::{Pace, intern_curriculum, write_intern_curriculum};
use super::{owned, text};
use crate::problem::draft::{
    DoctorDraft, DocumentDraft, HistoryDraft, LeaveDraft, ProblemDraft, RotationDraft,
};

/// An intern who comes for months.
pub(super) struct Intern {
    pub(super) id: &'static str,
    name: &'static str,
    pub(super) specialty: &'static str,
    pub(super) pace: Pace,
    region: &'static str,
    /// First day, a Sunday.
    pub(super) arrival: &'static str,
    /// Last day, a Thursday.
    pub(super) departure: &'static str,
    /// Last day of the visa.
    visa_to: &'static str,
    /// Speaks the patients' language.
    hebrew: bool,
    /// Where the permit to work on patients holds.
    permits: &'static [&'static str],
}

impl Intern {
    /// Curriculum of the intern.
    pub(super) fn curriculum(&self) -> String {
        intern_curriculum(self.specialty, self.pace)
    }
    /// True if the intern is there on a date.
    pub(super) fn is_there(&self, date: &str) -> bool {
        self.arrival <= date && date <= self.departure
    }
}

macro_rules! interns {
    ($($id:literal, $name:literal, $specialty:literal, $pace:ident, $region:literal, $arrival:literal .. $departure:literal, $visa_to:literal, $hebrew:literal, $permits:expr;)+) => {
        /// The interns. Their names are invented.
        pub(super) const INTERNS: [Intern; 12] = [$(Intern {
            id: $id, name: $name, specialty: $specialty, pace: Pace::$pace, region: $region, arrival: $arrival, departure: $departure,
            visa_to: $visa_to, hebrew: $hebrew, permits: &$permits,
        },)+];
    };
}

interns! {
    "aigerim", "Aigerim Sarsenova", "obstetrics-gynaecology", Medium, "almaty-city", "2026-10-04".."2027-04-15", "2027-04-20", false, ["gynaecology/hands-on", "hill-delivery/hands-on"];
    "daulet", "Daulet Omarbek", "general-surgery", Long, "shymkent", "2026-09-06".."2027-08-26", "2027-08-31", false, ["general-surgery-b", "hill-surgery"];
    "zarina", "Zarina Kenzhetai", "anaesthesia", Short, "karaganda", "2026-09-06".."2027-01-21", "2027-01-31", false, ["anaesthesia"];
    "yerlan", "Yerlan Toktaruly", "neurosurgery", Long, "astana", "2026-11-08".."2027-08-19", "2027-08-31", true, ["neurosurgery"];
    "madina", "Madina Akhmet", "paediatrics", Short, "turkistan", "2026-11-29".."2027-04-01", "2027-04-10", true, ["paediatrics-a", "paediatrics-b"];
    "nurlan", "Nurlan Seitkali", "internal-medicine", Short, "north-kazakhstan", "2026-12-06".."2027-04-15", "2027-04-18", true, ["internal-b"];
    "saule", "Saule Bekmurat", "anaesthesia", Medium, "abai", "2027-01-03".."2027-07-15", "2027-07-31", false, ["anaesthesia"];
    "gulnaz", "Gulnaz Iskakova", "obstetrics-gynaecology", Short, "zhambyl", "2027-02-07".."2027-06-24", "2027-06-30", true, ["delivery", "gynaecology"];
    "timur", "Timur Abdrakhman", "general-surgery", Short, "mangystau", "2027-02-28".."2027-07-08", "2027-07-15", false, ["hill-surgery"];
    "kamila", "Kamila Dzhaksybek", "paediatrics", Medium, "kyzylorda", "2027-01-31".."2027-08-05", "2027-07-29", false, ["paediatrics-b"];
    "askar", "Askar Zhunus", "neurosurgery", Medium, "kostanay", "2026-10-11".."2027-04-08", "2027-04-15", false, ["neurosurgery"];
    "dinara", "Dinara Mukhtar", "internal-medicine", Medium, "ulytau", "2027-01-10".."2027-07-29", "2027-08-10", true, ["internal-b"];
}

/// Adds the interns, their curricula and everything about them alone.
pub(super) fn write(draft: &mut ProblemDraft) {
    for intern in &INTERNS {
        write_intern_curriculum(intern.specialty, intern.pace, draft);
        write_intern(intern, draft);
    }
    write_leaves(draft);
    // Both were here before.
    for (doctor, requirement, amount) in [
        ("dinara", "intern/internal-medicine/medium/orientation", 1),
        ("yerlan", "intern/neurosurgery/long/core", 4),
    ] {
        draft.history.push(HistoryDraft {
            doctor: doctor.into(),
            requirement: requirement.into(),
            amount,
            runs: 1,
        });
    }
    write_published(draft);
}

fn write_intern(intern: &Intern, draft: &mut ProblemDraft) {
    let is_parent = intern.id == "aigerim";
    let mut tags = vec![text("intern")];
    tags.extend(is_parent.then(|| text("parent")));
    draft.doctors.push(DoctorDraft {
        id: intern.id.into(),
        name: intern.name.into(),
        specialty: Some(intern.specialty.into()),
        level: text("specialist"),
        region: Some(intern.region.into()),
        curriculum: Some(intern.curriculum()),
        grid: Some(text("week")),
        arrival: Some(intern.arrival.into()),
        departure: Some(intern.departure.into()),
        visa_from: Some(text("2026-09-01")),
        visa_to: Some(intern.visa_to.into()),
        languages: owned(if intern.hebrew {
            &["russian", "kazakh", "hebrew"]
        } else {
            &["russian", "kazakh"]
        }),
        permits: owned(intern.permits),
        // A parent of an infant: no nights, no trips, no long days.
        avoids: if is_parent {
            owned(&["nights", "trips", "long-days"])
        } else {
            Vec::new()
        },
        // Her host in the affiliated hospital speaks Russian.
        waivers: if is_parent {
            owned(&["hill-delivery/hands-on"])
        } else {
            Vec::new()
        },
        tags,
        ..DoctorDraft::default()
    });
    // Vaccinations run out after a year; Nurlan's before he leaves.
    let vaccinated_to = if intern.id == "nurlan" {
        "2027-04-01"
    } else {
        "2027-12-31"
    };
    for (document, to) in [
        ("vaccination", vaccinated_to),
        ("insurance", intern.visa_to),
    ] {
        draft.documents.push(DocumentDraft {
            doctor: intern.id.into(),
            document: document.into(),
            from: Some(text("2026-09-01")),
            to: Some(to.into()),
        });
    }
}

fn write_leaves(draft: &mut ProblemDraft) {
    let mut leave = |doctor: &str,
                     (from, to): (&str, &str),
                     reason: &str,
                     (half, keeps_place): (bool, bool)| {
        draft.leaves.push(LeaveDraft {
            doctor: doctor.into(),
            from: from.into(),
            to: to.into(),
            half,
            keeps_place,
            counts: false,
            reason: reason.into(),
        });
    };
    let (away, half, keeps_place) = ((false, false), (true, false), (false, true));
    leave("aigerim", ("2026-12-27", "2027-01-08"), "family", away);
    leave(
        "aigerim",
        ("2026-11-15", "2026-11-16"),
        "infant's vaccination",
        keeps_place,
    );
    leave(
        "aigerim",
        ("2026-10-04", "2026-10-30"),
        "shorter days while nursing",
        half,
    );
    leave("daulet", ("2027-03-28", "2027-04-02"), "home visit", away);
    leave("daulet", ("2026-12-27", "2027-01-01"), "home visit", away);
    leave(
        "yerlan",
        ("2027-03-20", "2027-03-26"),
        "Nauryz at home",
        away,
    );
    leave("saule", ("2027-05-07", "2027-05-10"), "family", keeps_place);
    leave("kamila", ("2027-06-20", "2027-06-25"), "conference", away);
}

/// What was promised to those who arrive first: orientation and the first weeks of practice.
fn write_published(draft: &mut ProblemDraft) {
    for (doctor, activity, from, to) in [
        ("daulet", "academy/orientation", "2026-09-06", "2026-09-10"),
        (
            "daulet",
            "general-surgery-a/practice",
            "2026-09-14",
            "2026-10-23",
        ),
        ("zarina", "academy/orientation", "2026-09-06", "2026-09-10"),
        ("zarina", "anaesthesia/practice", "2026-09-14", "2026-10-23"),
        ("aigerim", "academy/orientation", "2026-10-04", "2026-10-09"),
        (
            "aigerim",
            "high-risk-pregnancy/practice",
            "2026-10-11",
            "2026-11-06",
        ),
    ] {
        draft.published.push(RotationDraft {
            doctor: doctor.into(),
            activity: activity.into(),
            from: from.into(),
            to: to.into(),
        });
    }
}
