//! The rules of the programme that have no table of their own, by family.

use super::filters::{
    activities, cohort, departments, doctors, hospital, interns_of, of_specialty, span, tagged,
};
use super::hospital::{AFFILIATED, MAIN};
use super::visitors::{GROUPS, LAST_DAY, day};
use super::{owned, text};
use crate::problem::draft::{
    ActivityFilter, DoctorFilter, PerDraft, PeriodFilter, PreferenceDraft, ProblemDraft,
};
use crate::problem::rule_draft::{
    CellsModeDraft, CoveragePerDraft, DoctorWeightDraft, GroupDraft, MeasureDraft,
    PatternStepDraft, RuleDraft, ScopeDraft, SuccessionModeDraft, TemplateCellDraft,
};
use crate::problem::rules;

/// Adds them.
pub(super) fn write(draft: &mut ProblemDraft) {
    write_preferences(draft);
    draft.rules.extend(documents());
    draft.rules.extend(boundaries());
    draft.rules.extend(cells());
    draft.rules.extend(hospitals());
    draft.rules.extend(waiting());
    draft.rules.extend(sequences());
    draft.rules.extend(shared());
    draft.rules.extend(cohorts());
    draft.rules.extend(fairness());
}

/// Family 9: half-days of training are worth 2; the rest is taste.
fn write_preferences(draft: &mut ProblemDraft) {
    let mut row = |id: &str,
                   doctors: DoctorFilter,
                   activities: ActivityFilter,
                   periods: PeriodFilter,
                   (value, per): (i64, PerDraft)| {
        draft.preferences.push(PreferenceDraft {
            id: id.into(),
            doctors,
            activities,
            periods,
            value,
            per,
        });
    };
    let always = PeriodFilter::default;
    row(
        "training",
        DoctorFilter::default(),
        ActivityFilter::default(),
        always(),
        (2, PerDraft::Period),
    );
    row(
        "not August",
        tagged("intern"),
        ActivityFilter::default(),
        span("2027-08-01", "2027-08-31"),
        (-1, PerDraft::Period),
    );
    row(
        "small hospital teaches more",
        tagged("intern"),
        hospital(AFFILIATED),
        always(),
        (4, PerDraft::Block),
    );
    row(
        "intensive care is in demand",
        interns_of("surgery"),
        departments(&["intensive-care"]),
        always(),
        (6, PerDraft::Rotation),
    );
    row(
        "newborns with their mothers",
        interns_of("obstetrics-gynaecology"),
        departments(&["neonatology"]),
        always(),
        (2, PerDraft::Block),
    );
    row(
        "dinara likes cardiology",
        doctors(&["dinara"]),
        departments(&["cardiology"]),
        always(),
        (10, PerDraft::Rotation),
    );
}

/// Family 3: papers.
fn documents() -> Vec<RuleDraft> {
    vec![
        RuleDraft::Document(rules::Document {
            id: text("vaccinated on vulnerable wards"),
            doctors: DoctorFilter::default(),
            activities: ActivityFilter::tags(["vulnerable"]),
            document: text("vaccination"),
        }),
        RuleDraft::Document(rules::Document {
            id: text("interns are insured"),
            doctors: tagged("intern"),
            activities: ActivityFilter::default(),
            document: text("insurance"),
        }),
    ]
}

/// Family 5: when visitors change.
fn boundaries() -> Vec<RuleDraft> {
    let second_sundays = GROUPS.iter().map(|group| day(group.arrival, 7) + " am");
    let work_days =
        || PeriodFilter::weekdays(["sunday", "monday", "tuesday", "wednesday", "thursday"]);
    vec![
        RuleDraft::Boundary(rules::Boundary {
            id: text("visitors never start on a Friday"),
            doctors: tagged("visitor"),
            activities: ActivityFilter::default(),
            starts: Some(work_days()),
            ends: None,
            uncrossed: None,
            weight: None,
        }),
        RuleDraft::Boundary(rules::Boundary {
            id: text("a new week, a new ward"),
            doctors: tagged("visitor"),
            activities: ActivityFilter::default(),
            starts: None,
            ends: Some(work_days()),
            uncrossed: Some(PeriodFilter::periods(second_sundays)),
            weight: Some(2),
        }),
    ]
}

/// Family 4: where somebody is or is not in certain periods.
fn cells() -> Vec<RuleDraft> {
    let mondays: Vec<String> = GROUPS.iter().map(|group| day(group.arrival, 1)).collect();
    vec![
        RuleDraft::Cells(rules::Cells {
            id: text("aigerim begins with orientation"),
            doctors: doctors(&["aigerim"]),
            activities: activities(&["academy/orientation"]),
            periods: span("2026-10-04", "2026-10-09"),
            mode: CellsModeDraft::Fixed,
            weight: None,
        }),
        RuleDraft::Cells(rules::Cells {
            id: text("the first Monday in the main hospital"),
            doctors: tagged("visitor"),
            activities: hospital(MAIN),
            periods: PeriodFilter::periods(mondays),
            mode: CellsModeDraft::OneOf,
            weight: None,
        }),
        RuleDraft::Cells(rules::Cells {
            id: text("the course of interns is not for visitors"),
            doctors: tagged("visitor"),
            activities: departments(&["academy"]),
            periods: PeriodFilter::default(),
            mode: CellsModeDraft::Forbidden,
            weight: None,
        }),
        RuleDraft::Template(rules::Template {
            id: text("saule's first weeks as she asked"),
            doctors: doctors(&["saule"]),
            cells: vec![
                cell(("2027-01-03", "2027-01-08"), Some("academy/orientation")),
                cell(("2027-01-10", "2027-01-22"), Some("anaesthesia/practice")),
            ],
            weight: Some(1),
        }),
    ]
}

/// Family 7: hospitals.
fn hospitals() -> Vec<RuleDraft> {
    vec![
        RuleDraft::HospitalChange(rules::HospitalChange {
            id: text("moving costs"),
            doctors: tagged("intern"),
            weight: Some(15),
        }),
        RuleDraft::HospitalLimit(rules::HospitalLimit {
            id: text("not everything in one hospital"),
            doctors: DoctorFilter {
                specialties: vec![text("orthopaedics")],
                ..cohort("abai")
            },
            max_rotations: 3,
            weight: Some(3),
        }),
        RuleDraft::SameHospital(rules::SameHospital {
            id: text("core and advanced work under one roof"),
            doctors: doctors(&["gulnaz"]),
            first: text("intern/obstetrics-gynaecology/short/core"),
            second: text("intern/obstetrics-gynaecology/short/advanced"),
            weight: Some(20),
        }),
    ]
}

/// Family 9: idle time.
fn waiting() -> Vec<RuleDraft> {
    vec![
        RuleDraft::Idle(rules::Idle {
            id: text("interns wait"),
            doctors: tagged("intern"),
            cost: 5,
            leading: true,
            trailing: false,
            leave: false,
        }),
        RuleDraft::Idle(rules::Idle {
            id: text("visitors wait"),
            doctors: tagged("visitor"),
            cost: 3,
            leading: true,
            trailing: true,
            leave: false,
        }),
    ]
}

fn cell((from, to): (&str, &str), activity: Option<&str>) -> TemplateCellDraft {
    TemplateCellDraft {
        from: from.into(),
        to: to.into(),
        activity: activity.map(text),
    }
}

fn theatres() -> ActivityFilter {
    ActivityFilter::tags(["theatre"])
}

fn step(department: &str) -> PatternStepDraft {
    PatternStepDraft {
        activities: departments(&[department]),
        idle: false,
    }
}

/// Family 6; each rule speaks of few doctors, so that diagrams stay small.
fn sequences() -> Vec<RuleDraft> {
    vec![
        RuleDraft::Succession(rules::Succession {
            id: text("no intensive care right after emergency"),
            doctors: interns_of("anaesthesia"),
            first: departments(&["emergency"]),
            next: departments(&["intensive-care"]),
            mode: SuccessionModeDraft::MustNot,
            immediate: true,
            weight: Some(10),
        }),
        RuleDraft::Spacing(rules::Spacing {
            id: text("a fortnight between the theatre and emergency"),
            doctors: interns_of("general-surgery"),
            first: theatres(),
            second: departments(&["emergency"]),
            min_gap_blocks: 2,
            weight: Some(8),
        }),
        RuleDraft::Window(rules::Window {
            id: text("no more than four heavy weeks in six"),
            doctors: interns_of("anaesthesia"),
            activities: departments(&["intensive-care", "emergency"]),
            window_blocks: 6,
            min: 0,
            max: Some(4),
            weight: Some(5),
        }),
        RuleDraft::LongestRun(rules::LongestRun {
            id: text("six weeks at a time on the hill"),
            doctors: interns_of("obstetrics-gynaecology"),
            activities: hospital(AFFILIATED),
            max_blocks: 6,
            weight: Some(5),
        }),
        RuleDraft::FirstBy(rules::FirstBy {
            id: text("yerlan operates by April"),
            doctors: doctors(&["yerlan"]),
            activities: activities(&["neurosurgery/hands-on"]),
            by: text("2027-04-01"),
            weight: Some(25),
        }),
        RuleDraft::Pattern(rules::Pattern {
            id: text("newborns first, then their surgery"),
            doctors: DoctorFilter {
                specialties: vec![text("paediatrics")],
                ..tagged("visitor")
            },
            steps: vec![step("neonatology"), step("paediatric-surgery")],
            value: Some(4),
        }),
    ]
}

/// Families 10 and 14.
fn shared() -> Vec<RuleDraft> {
    vec![
        RuleDraft::Capacity(rules::Capacity {
            id: text("ten observers in all theatres"),
            doctors: DoctorFilter::default(),
            activities: theatres(),
            periods: PeriodFilter::default(),
            min: 0,
            max: Some(10),
            weight: None,
        }),
        RuleDraft::Coverage(rules::Coverage {
            id: text("high-risk pregnancy counts on help"),
            doctors: of_specialty("obstetrics-gynaecology"),
            activities: departments(&["high-risk-pregnancy"]),
            periods: span("2026-10-25", "2026-11-05"),
            per: CoveragePerDraft::Period,
            min: Some(4),
            // A specialist for months counts twice as much as a visitor; half-present, half of that.
            doctor_weights: [("visitor", 2), ("intern", 4)]
                .map(|(tag, weight)| DoctorWeightDraft {
                    doctors: tagged(tag),
                    weight,
                })
                .into(),
            half_presence: true,
            weight: Some(1),
            ..rules::Coverage::default()
        }),
        RuleDraft::Coverage(rules::Coverage {
            id: text("the hill sees interns"),
            doctors: tagged("intern"),
            activities: hospital(AFFILIATED),
            per: CoveragePerDraft::Total,
            min: Some(120),
            weight: Some(1),
            ..rules::Coverage::default()
        }),
        RuleDraft::Coverage(rules::Coverage {
            id: text("the car to the hill takes two or four"),
            doctors: cohort("abai"),
            activities: hospital(AFFILIATED),
            periods: span("2027-05-23", "2027-06-03"),
            per: CoveragePerDraft::Period,
            allowed: vec![0, 2, 4],
            weight: Some(2),
            ..rules::Coverage::default()
        }),
        RuleDraft::Change(rules::Change {
            id: text("what was promised"),
            doctors: doctors(&["daulet", "zarina", "aigerim"]),
            periods: span("2026-09-06", "2026-10-23"),
            cost: 1,
            doctor_cost: 0,
            max_periods_per_doctor: Some(33),
            max_periods: Some(66),
        }),
    ]
}

/// Family 12.
fn cohorts() -> Vec<RuleDraft> {
    let mut rules: Vec<RuleDraft> = GROUPS
        .iter()
        .map(|group| {
            RuleDraft::Apart(rules::Apart {
                id: format!("{}: no crowd on a ward", group.region),
                doctors: cohort(group.region),
                scope: ScopeDraft::Department,
                activities: ActivityFilter::default(),
                periods: span(group.arrival, &day(group.arrival, LAST_DAY)),
                max_together: Some(4),
                weight: None,
            })
        })
        .collect();
    rules.push(RuleDraft::Together(rules::Together {
        id: text("a couple travels together"),
        doctors: doctors(&["turkistan-05", "turkistan-09"]),
        scope: ScopeDraft::Hospital,
        periods: span("2027-01-18", "2027-01-28"),
        weight: Some(1),
    }));
    rules.push(RuleDraft::SplitEvenly(rules::SplitEvenly {
        id: text("surgeons of Karaganda spread out"),
        doctors: DoctorFilter {
            specialties: vec![text("general-surgery")],
            ..cohort("karaganda")
        },
        departments: owned(&["general-surgery-a", "general-surgery-b", "hill-surgery"]),
        periods: span("2026-10-26", "2026-11-05"),
        tolerance: Some(1),
        weight: Some(1),
    }));
    rules.push(RuleDraft::Team(rules::Team {
        id: text("juniors with a senior"),
        doctors: DoctorFilter {
            levels: vec![text("junior")],
            ..cohort("turkistan")
        },
        companions: DoctorFilter {
            levels: vec![text("senior")],
            ..cohort("turkistan")
        },
        doctors_per_companion: 3,
        scope: ScopeDraft::Hospital,
        activities: hospital(AFFILIATED),
        periods: span("2027-01-18", "2027-01-28"),
        weight: Some(2),
    }));
    rules
}

/// Family 13.
fn fairness() -> Vec<RuleDraft> {
    let groups = GROUPS.iter().map(|group| GroupDraft {
        name: group.region.into(),
        doctors: cohort(group.region),
        multiplier: None,
    });
    vec![
        RuleDraft::WorstDoctor(rules::WorstDoctor {
            id: text("nobody of Karaganda is left behind"),
            doctors: cohort("karaganda"),
            weight: 2,
            at_least: None,
        }),
        RuleDraft::WorstGroup(rules::WorstGroup {
            id: text("regions get equal shares"),
            groups: groups.collect(),
            measure: MeasureDraft::Periods,
            weight: 1,
            at_least: None,
        }),
        RuleDraft::EvenLoad(rules::EvenLoad {
            id: text("steady numbers in emergency"),
            doctors: DoctorFilter::default(),
            activities: departments(&["emergency"]),
            periods: span("2026-10-26", "2026-11-05"),
            weight: 1,
            at_most: None,
        }),
    ]
}
