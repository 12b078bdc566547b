//! What is the most of everything, so that an input that is too large is refused with a coded error before memory or time is spent on it.
//!
//! Every limit leaves room for several times the largest instance that the project measures: 100,000 doctors over 884 weeks, 200 departments, seventeen
//! years of weeks. `docs/formats.md` lists them all; a test holds the page equal to [`ALL`].

/// One stated limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Limit {
    /// Its name, that of the constant.
    pub name: &'static str,
    /// The most that is allowed.
    pub most: u64,
    /// Of what.
    pub of: &'static str,
}

macro_rules! limits {
    ($($name:ident = $most:literal, $of:literal;)+) => {
        $(#[doc = concat!("Most ", $of, ".")] pub const $name: usize = $most;)+
        /// Every limit, in the order of `docs/formats.md`.
        pub const ALL: &[Limit] = &[$(Limit { name: stringify!($name), most: $most, of: $of }),+];
    };
}

limits! {
    // Documents.
    NESTING = 100, "lists and objects inside each other in a JSON document";
    DOCUMENT_ITEMS = 10_000_000, "items and fields in a JSON document";
    ID_BYTES = 500, "bytes of an id";
    FINDINGS = 1_000, "findings that are listed; further ones are counted";
    FINDINGS_OF_A_CODE = 100, "findings with one code that are listed; further ones are counted";
    // Time.
    PERIODS = 20_000, "periods of a horizon";
    DAYS = 36_600, "days of a horizon, and of a closure of it";
    GRIDS = 1_000, "grids";
    // Tables.
    DOCTORS = 250_000, "doctors";
    ACTIVITIES = 10_000, "activities, with one for each department that lists none";
    DEPARTMENTS = 10_000, "departments";
    HOSPITALS = 10_000, "hospitals";
    SPECIALTIES = 100_000, "specialties";
    REGIONS = 10_000, "regions";
    COHORTS = 100_000, "cohorts";
    CURRICULA = 10_000, "curricula";
    REQUIREMENTS = 20_000, "requirements";
    ELECTIVES = 20_000, "electives";
    PRECEDENCE = 20_000, "rows of precedence";
    EVENTS = 20_000, "events";
    SLOTS_OF_EVENT = 20_000, "slots of one event";
    SLOTS = 50_000, "slots of all events together";
    PREFERENCES = 1_000_000, "preferences";
    RULES = 100_000, "rules without a table of their own";
    ROWS = 2_000_000, "rows of any other table";
    ROWS_OF_DOCTOR = 10_000, "leaves, and documents, of one doctor";
    // Products.
    PLACE_PERIODS = 30_000_000, "periods times the sum of activities, grids and twice the departments";
    SPAN_PERIODS = 100_000_000, "periods that the spans of all rows and filters cover together";
    SET_MEMBERS = 50_000_000, "doctors, activities and specialties that filters look at and choose, equal filters counted once";
    DOCTOR_ACTIVITIES = 100_000_000, "doctors times activities";
    ATTENDEE_SLOTS = 20_000_000, "attendees times slots, over all events";
    RULE_DOCTORS = 50_000_000, "pairs of a personal rule and a doctor of whom it speaks";
    RULES_OF_DOCTOR = 20_000, "personal rules that speak of one doctor";
    SHARED_ROWS = 3_000_000, "rows of all shared rules: one for each period, and where a rule compares places or doctors, for each of these";
    SHARED_CELLS = 200_000_000, "doctors, activities and periods times places that shared rules speak of";
    CUSTOM_STATES = 10_000, "states that the automaton of one custom rule reaches";
    CUSTOM_ANSWERS = 5_000_000, "answers that the automata of all custom rules give: states, kinds of blocks and activities";
    CUSTOM_CELLS = 10_000_000, "doctors times activities times periods of all custom values and sums";
    // Runs.
    THREADS = 1_024, "threads";
    DIAGRAM_ARCS = 20_000_000, "arcs of one pathway diagram before nodes are merged (`diagram_arc_limit`)";
    CHANGES = 20_000, "changes of one scenario";
    CHANGE_ROWS = 1_000_000_000, "changes that look at whole tables (places, reopened places, cohorts) times the rows of these";
    DOCTORS_ADDED = 10_000, "doctors that one change adds";
    SCENARIOS = 10_000_000, "scenarios of a set";
    FUTURES = 1_000, "futures that a replanning looks at";
    EXPECTED = 20_000, "doctors expected in one future";
    EXPECTED_IN_ALL = 500_000, "doctors expected in all futures that are drawn at once";
    // Certificates.
    CERTIFICATE_PRICES = 3_000_000, "prices of rows in a certificate";
    CERTIFICATE_CUTS = 1_000, "cuts in a certificate";
    CERTIFICATE_EFFORT = 1_000_000, "partial paths of one doctor that a certificate may ask for (`effort`, `score_effort`)";
}

/// Most rows of a list of a document or of a table: which limit holds for the list of this name.
#[must_use]
pub fn of_table(name: &str) -> (&'static str, usize) {
    match name {
        "grids" => ("GRIDS", GRIDS),
        "doctors" => ("DOCTORS", DOCTORS),
        "activities" => ("ACTIVITIES", ACTIVITIES),
        "departments" => ("DEPARTMENTS", DEPARTMENTS),
        "hospitals" => ("HOSPITALS", HOSPITALS),
        "specialties" => ("SPECIALTIES", SPECIALTIES),
        "regions" => ("REGIONS", REGIONS),
        "cohorts" => ("COHORTS", COHORTS),
        "curricula" => ("CURRICULA", CURRICULA),
        "requirements" => ("REQUIREMENTS", REQUIREMENTS),
        "electives" => ("ELECTIVES", ELECTIVES),
        "precedence" => ("PRECEDENCE", PRECEDENCE),
        "events" => ("EVENTS", EVENTS),
        "preferences" => ("PREFERENCES", PREFERENCES),
        "rules" => ("RULES", RULES),
        "changes" => ("CHANGES", CHANGES),
        "prices" => ("CERTIFICATE_PRICES", CERTIFICATE_PRICES),
        _ => ("ROWS", ROWS),
    }
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn limits_are_documented() {
        let page = include_str!("../docs/formats.md");
        let section = page
            .split("\n## Limits\n")
            .nth(1)
            .unwrap()
            .split("\n## ")
            .next()
            .unwrap();
        let rows: Vec<&str> = section
            .lines()
            .filter(|line| line.starts_with("| ") && !line.starts_with("| limit"))
            .collect();
        let expected: Vec<String> = ALL
            .iter()
            .map(|limit| {
                format!(
                    "| `{}` | {} | {} |",
                    limit.name,
                    grouped(limit.most),
                    limit.of
                )
            })
            .collect();
        assert_eq!(rows, expected);
    }

    /// A number with a comma before every three digits.
    fn grouped(number: u64) -> String {
        let digits = number.to_string();
        let comma = |at: usize| at > 0 && (digits.len() - at).is_multiple_of(3);
        digits
            .char_indices()
            .flat_map(|(at, digit)| comma(at).then_some(',').into_iter().chain([digit]))
            .collect()
    }
}
