//! The closed list of input error codes.

use std::fmt;

macro_rules! codes {
    ($($variant:ident = $text:literal, $remedy:literal;)+) => {
        /// What is wrong with an input; `docs/errors.md` explains every code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $remedy] $variant,)+
        }
        impl Code {
            /// Every code, in the order of `docs/errors.md`.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// The stable text of the code, such as `E101`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
            /// What to do about it, in one sentence.
            #[must_use]
            pub fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy,)+ }
            }
        }
    };
}

codes! {
    UnreadableFile = "E001", "Check that the path exists and can be read.";
    InvalidSyntax = "E002", "Mend the document at the named place; it must be well-formed JSON or CSV.";
    UnknownField = "E003", "Remove the field or correct its spelling; the schema lists the known ones.";
    WrongType = "E004", "Give a value of the named type.";
    MissingField = "E005", "Add the field.";
    UnsupportedVersion = "E006", "Write the document in a format version that this release reads.";
    InputTooLarge = "E007", "Split the input or raise the limit in the reader's options.";
    MissingTable = "E008", "Add the table's CSV file to the folder.";
    DuplicateColumn = "E009", "Keep one column of this name.";
    LimitExceeded = "E010", "Plan less at a time: fewer doctors, places, rules or periods; docs/formats.md lists every limit.";
    SpreadsheetError = "E011", "Mend the formula in the spreadsheet, or type in the cell what is meant.";
    EmptyId = "E101", "Give the entity a non-empty id.";
    DuplicateId = "E102", "Give each entity of a kind an id of its own.";
    UnknownReference = "E103", "Define the entity or correct the reference.";
    ReferenceCycle = "E104", "Break the cycle that the message names.";
    AmbiguousName = "E105", "Write the id of the one that is meant instead of the name.";
    InvalidDate = "E201", "Write dates as YYYY-MM-DD, half-days with am or pm behind it, or period numbers as #1.";
    ReversedSpan = "E202", "Put the earlier end first.";
    OutsideHorizon = "E203", "Move the dates into the horizon or lengthen the horizon.";
    EmptyHorizon = "E204", "Choose dates that leave at least one working period.";
    HorizonTooLong = "E205", "Shorten the horizon or choose longer periods.";
    OverlappingBlocks = "E206", "Let named blocks and grid starts follow each other without overlap.";
    UnclearDates = "E207", "In the spreadsheet, give the column's cells the format YYYY-MM-DD (Format Cells, Number, Custom), look that every date is the one that is meant, and save again.";
    NegativeNumber = "E301", "Give a number that is not negative.";
    ReversedLimits = "E302", "Let the minimum be at most the maximum.";
    NumberTooLarge = "E303", "Use a smaller number, within what the message names.";
    ZeroNumber = "E304", "Give a number of at least one.";
    EmptySelection = "E401", "Let the filter name at least one existing entity.";
    ContradictoryRule = "E402", "Change the rule: its statements exclude each other, or no schedule can keep it.";
    MissingValue = "E403", "Give the rule the value that the message names.";
    SlotNotOnGrid = "E404", "Let every slot of an event with a choice cover whole blocks of the attendees' grid; a vacation within a block is a row of `vacations`.";
    InvalidName = "E405", "Use a spelling from the list in the message.";
    CustomRuleAtFault = "E406", "Mend the rule's code: the same question must have the same answer, units must lie in their range, and automaton and judge must agree; custom::conformance tries them.";
    CustomRuleInFile = "E407", "Take custom rules out with ProblemDraft::take_custom_rules before the problem is written, and add them again after it is read.";
    InvalidSchedule = "E501", "Mend the rotation; it must name a known doctor, activity and periods of the horizon.";
    OverlappingRotations = "E502", "Let a doctor's rotations follow each other without overlap.";
    WrongProblem = "E503", "Use the file with the problem it was written for.";
    ContradictoryPlace = "E504", "Correct the department or the activity; a department that is left out is the activity's.";
    ContradictoryChanges = "E601", "Keep one of the two changes, or put them into different scenarios.";
    NothingToChange = "E602", "Remove the change or let it speak of something that the problem has.";
    WrongResults = "E603", "Resume, merge and compare only results of the same problem, scenario set and options.";
    ExcusedAttendance = "W101", "Change the slots or the dates if the doctor ought to attend.";
    UnusedEntity = "W102", "Remove the entity or refer to it.";
    PublishedOverlap = "W103", "Mend the published schedule: replanning lists what it breaks and changes as little as possible.";
    LostFromPublished = "W104", "Tell those concerned: replanning goes on without the row.";
    PeriodInPart = "W105", "Let the span begin and end with a period, or plan in shorter periods.";
    MinimumFalls = "W106", "Lower the minimum, or give the periods that the message names a row of their own.";
    BlockWithoutWork = "W107", "Name the block's weekdays among the working days, or remove the block.";
    LonelyValue = "W108", "Write the value as the others do if it is a slip; else let it be.";
    ChoosesNobody = "W109", "Correct the value, take it out of the filter, or let it be if nobody has it this year.";
    SpanOutside = "W110", "Correct the dates; what lies outside the horizon has no effect.";
    DaysWithoutBlock = "W111", "Add the missing block, or let it be if nobody rotates on these days.";
    NearlyEqualIds = "W112", "Use one id if one is meant; ids are told apart by case, spaces and marks.";
    CommentRow = "W113", "Remove the row, or take the # from its beginning if it is meant.";
    UnreadFile = "W114", "Remove the file from the folder, or bring what it holds into the tables.";
    NoRequirement = "W115", "Look at the doctor's level, specialty and curriculum, or let it be if nothing is asked of this one.";
    LimitLeftOut = "W116", "Write both limits in one row, or repeat in the later row the limit that is to hold on.";
    NoRotationFits = "W117", "Lower run_min or raise max; if none of it is meant, write max 0.";
    NothingFollows = "W118", "Make the rule soft, write it with must_not, or ask for nobody there in the last period.";
    Recognised = "N101", "If that is wrong, save the table as CSV UTF-8 with commas between the columns and dates as YYYY-MM-DD.";
}

/// What the reader of a finding has in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// A sheet of a workbook.
    Sheet,
    /// A table in a file, or a folder of these.
    Table,
    /// A JSON document.
    Document,
}

impl Held {
    /// What a file of this name is; sheets are called as formulas call them: `year.xlsx!leaves`.
    pub(super) fn of(file: &str) -> Self {
        let ends = |name: &str, endings: &[&str]| {
            name.rsplit_once('.').is_some_and(|(_, ending)| {
                endings
                    .iter()
                    .any(|known| ending.eq_ignore_ascii_case(known))
            })
        };
        let is_book = |name: &str| ends(name, &["xlsx", "xlsm", "xls", "ods"]);
        if is_book(file) || file.rsplit_once('!').is_some_and(|(book, _)| is_book(book)) {
            Self::Sheet
        } else if ends(file, &["json", "jsonl"]) {
            Self::Document
        } else {
            Self::Table
        }
    }
}

impl Code {
    /// What to do about it, for somebody who has this in hand.
    pub(super) fn remedy_in(self, held: Held) -> &'static str {
        use Held::{Document, Sheet, Table};
        match (self, held) {
            (Self::InvalidSyntax, Sheet) => {
                "Mend the cell or the sheet in the spreadsheet, and save the workbook again as .xlsx."
            }
            (Self::InvalidSyntax, Table) => {
                "Mend the table at the named place, or save it again as CSV UTF-8."
            }
            (Self::InvalidSyntax, Document) => {
                "Mend the document at the named place; it must be well-formed JSON."
            }
            (Self::UnknownField, Sheet | Table) => {
                "Correct the spelling, or remove it; docs/fields.md explains every column."
            }
            (Self::WrongType, Sheet | Table) => "Type into the cell what the message names.",
            (Self::MissingField, Sheet | Table) => "Add the column, or fill in the cell.",
            (Self::MissingTable, Sheet) => "Add the sheet that the message names.",
            (Self::DuplicateColumn, Document) => "Keep one field of this name.",
            (Self::UnreadFile, Sheet) => {
                "Remove the sheet, or give it the name of the table that it holds."
            }
            (Self::Recognised, Sheet) => {
                "If that is wrong, let the first row of the sheet name the columns, and give cells with dates the format YYYY-MM-DD (Format Cells, Number, Custom)."
            }
            _ => self.remedy(),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl serde::Serialize for Code {
    /// As its stable text, such as `E101`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        let known = Self::ALL.iter().find(|code| code.as_str() == text);
        known
            .copied()
            .ok_or_else(|| serde::de::Error::custom(format!("{text:?} is no error code")))
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Held};

    #[test]
    fn remedies_speak_of_what_somebody_has_in_hand() {
        for (file, held) in [
            ("year.xlsx!leaves", Held::Sheet),
            ("/home/a!b/year.ODS", Held::Sheet),
            ("tables/leaves.csv", Held::Table),
            ("tables", Held::Table),
            ("year.json", Held::Document),
        ] {
            assert_eq!(Held::of(file), held, "{file}");
        }
        for code in Code::ALL {
            assert!(!code.remedy_in(Held::Sheet).contains("CSV"), "{code}");
            assert!(!code.remedy_in(Held::Sheet).contains("JSON"), "{code}");
            assert!(!code.remedy_in(Held::Table).contains("JSON"), "{code}");
            // These two are said of tables alone.
            let is_of_tables = matches!(code, Code::MissingTable | Code::Recognised);
            assert!(
                is_of_tables || !code.remedy_in(Held::Document).contains("CSV"),
                "{code}"
            );
        }
    }
}
