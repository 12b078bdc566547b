//! The showcase programme: a teaching hospital in Haifa and its visitors, September 2026 to August 2027.

mod filters;
mod hospital;
mod interns;
mod programme;
mod rules;
#[cfg(test)]
mod tests;
mod visitors;
#[cfg(test)]
mod witness;

use crate::problem::draft::{
    FORMAT_VERSION, GridDraft, HorizonDraft, NamedSpanDraft, PeriodKindDraft, ProblemDraft,
    RegionDraft,
};

/// Where the data comes from, as its note says.
const NOTE: &str = "Invented: the hospitals, departments and people. Synthetic: all sizes, derived as follows. About a \
    thousand beds over thirty departments; a department has a head and one doctor for each 5 beds up to 30 and for each 8 \
    beyond; a third of the doctors supervise, at most two visitors each; local trainees hold half of the places and come \
    first; two observers in an operating theatre and ten in all. Regions with a population carry the published figure of \
    1 January 2026. Closures are the festivals of the year with the days between, as a teaching calendar merges them.";

/// A year of visits to a teaching hospital of about a thousand beds in Haifa, in half-days.
///
/// Names are invented and sizes are synthetic; the draft's note says how they were derived.
///
/// * Two hospitals: thirty departments and a teaching centre, and five departments of a small affiliated hospital.
/// * Twelve interns for four to twelve months, on a grid of weeks: orientation, a core in the own specialty, work on
///   patients within a permit, one or two of three electives. One comes with an infant: no nights, trips or long days.
/// * Three cohorts of twenty visitors of one region for two weeks, on a grid of days: lectures, a seminar with a choice of
///   days, wards, and operating theatres with two places each.
/// * Two teaching trips abroad that take supervisors away, masterclasses, festival closures, published promises.
///
/// Every kind of rule occurs. Complexity: constant, about a thousand rows.
///
/// ```
/// let problem = medrota::generate::haifa().validate()?;
/// assert_eq!(problem.doctors().len(), 72);
/// # Ok::<(), medrota::Error>(())
/// ```
#[must_use]
pub fn haifa() -> ProblemDraft {
    let mut draft = ProblemDraft {
        format: FORMAT_VERSION,
        name: text("Visits to a teaching hospital in Haifa, 2026/27"),
        note: text(NOTE),
        horizon: horizon(),
        ..ProblemDraft::default()
    };
    for grid in ["week", "day"] {
        draft.grids.push(GridDraft {
            id: text(grid),
            every: Some(text(grid)),
            starts: Vec::new(),
        });
    }
    write_regions(&mut draft);
    programme::write_specialties(&mut draft);
    hospital::write(&mut draft);
    interns::write(&mut draft);
    visitors::write(&mut draft);
    rules::write(&mut draft);
    draft
}

fn horizon() -> HorizonDraft {
    let closures = [
        ("Rosh Hashanah", "2026-09-11", "2026-09-13"),
        ("Yom Kippur to Sukkot", "2026-09-20", "2026-10-03"),
        ("Purim", "2027-03-23", "2027-03-24"),
        ("Passover", "2027-04-21", "2027-04-28"),
        ("Memorial and Independence Day", "2027-05-11", "2027-05-12"),
        ("Shavuot", "2027-06-10", "2027-06-12"),
    ];
    HorizonDraft {
        kind: PeriodKindDraft::HalfDay,
        start: text("2026-09-01"),
        end: text("2027-08-31"),
        working_days: owned(&["sunday", "monday", "tuesday", "wednesday", "thursday"]),
        working_mornings: owned(&["friday"]),
        closures: closures
            .iter()
            .map(|&(name, from, to)| NamedSpanDraft {
                name: text(name),
                from: text(from),
                to: text(to),
            })
            .collect(),
        blocks: Vec::new(),
    }
}

fn write_regions(draft: &mut ProblemDraft) {
    for (id, name, population) in [
        ("abai", "Abai", Some(595_676)),
        ("akmola", "Akmola", None),
        ("aktobe", "Aktobe", None),
        ("almaty-city", "Almaty (city)", Some(2_347_924)),
        ("almaty", "Almaty", Some(1_596_331)),
        ("astana", "Astana (city)", Some(1_638_233)),
        ("atyrau", "Atyrau", None),
        ("east-kazakhstan", "East Kazakhstan", None),
        ("jetisu", "Jetisu", None),
        ("karaganda", "Karaganda", Some(1_131_287)),
        ("kostanay", "Kostanay", None),
        ("kyzylorda", "Kyzylorda", None),
        ("mangystau", "Mangystau", None),
        ("north-kazakhstan", "North Kazakhstan", Some(514_156)),
        ("pavlodar", "Pavlodar", None),
        ("shymkent", "Shymkent (city)", Some(1_293_648)),
        ("turkistan", "Turkistan", Some(2_148_658)),
        ("ulytau", "Ulytau", Some(218_993)),
        ("west-kazakhstan", "West Kazakhstan", None),
        ("zhambyl", "Zhambyl", Some(1_215_373)),
    ] {
        draft.regions.push(RegionDraft {
            id: text(id),
            name: text(name),
            population,
        });
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}
