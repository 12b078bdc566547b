//! Beside the chart: a sheet for each department (who is there, when, and how many against the places), one of wishes, and one for each doctor.

use super::chart_layout::{GREEN, LEAVE, RED, column, green_or_red};
use super::chart_words::ChartWords;
use crate::check::units_paid;
use crate::ids::{DepartmentId, DoctorId, PeriodId};
use crate::problem::rule::{Per, Preference};
use crate::problem::{Problem, Role, Rule};
use crate::schedule::{Rotation, Schedule};
use rust_xlsxwriter::{
    Color, Format, Formula, Workbook, Worksheet, XlsxError, column_number_to_name,
};
use std::collections::BTreeSet;

/// Most cells of load on all departments' sheets together; of longer horizons the chart alone shows the load.
const MOST_CELLS: usize = 60_000;
/// Of more doctors than these nobody looks for a sheet of one.
const MOST_DOCTORS: usize = 60;
/// Longest name of a sheet.
const LONGEST_NAME: usize = 31;
/// Where the load stands on a department's sheet.
const LOAD: u16 = 8;
/// Row of the headers on a department's sheet.
const HEAD: u32 = 2;

/// What stands for a limit that there is not.
const NO_LIMIT: &str = "–";

/// A department below the chart: the rows of how many are there, at least and at most, and what these say of each period.
pub(super) struct Counted {
    pub(super) rows: [u32; 3],
    pub(super) there: Vec<i64>,
    pub(super) limits: Vec<(i64, Option<i64>)>,
}

/// Adds the sheets; `counts` are what the chart has of each department.
pub(super) fn add(
    workbook: &mut Workbook,
    problem: &Problem,
    schedule: &Schedule,
    words: &ChartWords,
    counts: &[Counted],
) -> Result<(), XlsxError> {
    let mut names: BTreeSet<String> = ["chart", "attendances", "wishes", "history"]
        .map(str::to_owned)
        .into();
    let has_load = problem
        .departments()
        .len()
        .saturating_mul(problem.horizon().len())
        <= MOST_CELLS;
    for (index, department) in problem.departments().iter().enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&department.name, &mut names))?;
        sheet.set_right_to_left(words.is_right_to_left);
        who(sheet, problem, schedule, words, DepartmentId::new(index))?;
        if let Some(counted) = counts.get(index).filter(|_| has_load) {
            load(sheet, problem, words, counted)?;
        }
    }
    wishes(workbook, problem, schedule, words)?;
    let doctors = problem.doctors().len();
    for doctor in (0..doctors)
        .map(DoctorId::new)
        .filter(|_| doctors <= MOST_DOCTORS)
    {
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&problem.doctor(doctor).name, &mut names))?;
        sheet.set_right_to_left(words.is_right_to_left);
        year_of(sheet, problem, schedule, words, doctor)?;
    }
    Ok(())
}

/// Where a doctor is from when to when, and when away.
fn year_of(
    sheet: &mut Worksheet,
    problem: &Problem,
    schedule: &Schedule,
    words: &ChartWords,
    doctor: DoctorId,
) -> Result<(), XlsxError> {
    let data = problem.doctor(doctor);
    title(sheet, &data.name)?;
    sheet.write_string(1, 0, data.level.as_str())?;
    let columns = [
        (words.from, 12.0),
        (words.to, 12.0),
        (words.period, 14.0),
        (words.activity, 40.0),
    ];
    headers(sheet, HEAD, &columns)?;

    let horizon = problem.horizon();
    let mut rows: Vec<[String; 4]> = Vec::new();
    for rotation in schedule.pathway(doctor).rotations() {
        let (first, last) = (horizon.span(rotation.first), horizon.span(rotation.last));
        let name = called(problem, rotation);
        let block = if first.name == last.name {
            first.name.clone()
        } else {
            format!("{} – {}", first.name, last.name)
        };
        rows.push([
            first.first.date.to_string(),
            last.last.date.to_string(),
            block,
            name,
        ]);
    }
    let leaves = problem.draft().leaves.iter();
    for leave in leaves.filter(|leave| leave.doctor == data.key) {
        let reason = if leave.reason.is_empty() {
            String::new()
        } else {
            format!(": {}", leave.reason)
        };
        let what = format!("{}{reason}", LEAVE.trim_start_matches(" · "));
        rows.push([leave.from.clone(), leave.to.clone(), String::new(), what]);
    }
    rows.sort();
    for (row, cells) in (HEAD + 1..).zip(rows) {
        write_texts(sheet, row, cells)?;
    }
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// What the sheet is about, in large letters.
fn title(sheet: &mut Worksheet, text: &str) -> Result<(), XlsxError> {
    let format = Format::new().set_bold().set_font_size(14);
    sheet
        .write_string_with_format(0, 0, text, &format)
        .map(|_| ())
}

/// The names of columns, from the first on, and how wide these are.
fn headers(sheet: &mut Worksheet, row: u32, columns: &[(&str, f64)]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (at, (name, width)) in (0_u16..).zip(columns) {
        sheet.write_string_with_format(row, at, *name, &bold)?;
        sheet.set_column_width(at, *width)?;
    }
    Ok(())
}

/// Texts in a row, from the first column on.
fn write_texts(
    sheet: &mut Worksheet,
    row: u32,
    texts: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<(), XlsxError> {
    for (at, text) in (0_u16..).zip(texts) {
        sheet.write_string(row, at, text.as_ref())?;
    }
    Ok(())
}

/// Who is in a department, and when.
fn who(
    sheet: &mut Worksheet,
    problem: &Problem,
    schedule: &Schedule,
    words: &ChartWords,
    department: DepartmentId,
) -> Result<(), XlsxError> {
    title(sheet, &problem.department(department).name)?;
    let columns = [
        (words.from, 12.0),
        (words.to, 12.0),
        (words.doctor, 12.0),
        (words.name, 22.0),
        (words.level, 9.0),
        (words.activity, 22.0),
        (words.role, 10.0),
    ];
    headers(sheet, HEAD, &columns)?;

    let stays = stays_in(problem, schedule, department);
    for (row, (rotation, doctor)) in (HEAD + 1..).zip(stays) {
        let data = problem.doctor(doctor);
        let role = match problem.activity(rotation.activity).role {
            Role::HandsOn => words.hands_on,
            // A role that nobody spoke of is no observer.
            Role::Observer if problem.tells_roles() && data.level.is_empty() => words.observer,
            Role::Observer => "",
        };
        let horizon = problem.horizon();
        let cells = [
            &horizon.span(rotation.first).first.date.to_string(),
            &horizon.span(rotation.last).last.date.to_string(),
            &data.key,
            &data.name,
            &data.level,
            &called(problem, &rotation),
            role,
        ];
        write_texts(sheet, row, cells)?;
    }
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// All rotations in a department, by time.
fn stays_in(
    problem: &Problem,
    schedule: &Schedule,
    department: DepartmentId,
) -> Vec<(Rotation, DoctorId)> {
    let mut stays = Vec::new();
    for doctor in problem.doctor_ids() {
        let rotations = schedule.pathway(doctor).rotations().iter();
        stays.extend(
            rotations
                .filter(|rotation| problem.activity(rotation.activity).department == department)
                .map(|rotation| (*rotation, doctor)),
        );
    }
    stays.sort_unstable();
    stays
}

/// What a rotation is called; leave within it has its dates, unless it is all of it.
fn called(problem: &Problem, rotation: &Rotation) -> String {
    let activity = problem.activity(rotation.activity);
    let Some(of) = activity.leave_of else {
        return activity.name.clone();
    };
    let periods: Vec<PeriodId> = (rotation.first.index()..=rotation.last.index())
        .map(PeriodId::new)
        .collect();
    let off: Vec<PeriodId> = periods
        .iter()
        .copied()
        .filter(|at| activity.is_leave(*at))
        .collect();
    let dates = off.chunk_by(|one, other| one.index() + 1 == other.index());
    let dates = dates.filter_map(|run| {
        let span = |at: &PeriodId| problem.horizon().span(*at);
        let (first, last) = (span(run.first()?).first.date, span(run.last()?).last.date);
        Some(format!("{first} – {last}"))
    });
    let dates: Vec<String> = dates.filter(|_| off.len() < periods.len()).collect();
    format!("{}{LEAVE} {}", problem.activity(of).name, dates.join(", "))
        .trim_end()
        .to_owned()
}

/// How many are there in each period: what the chart counts, so that it follows when the chart is changed.
fn load(
    sheet: &mut Worksheet,
    problem: &Problem,
    words: &ChartWords,
    Counted {
        rows,
        there,
        limits,
    }: &Counted,
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (at, name) in (LOAD..).zip([
        words.period,
        words.from,
        words.doctors,
        words.at_least,
        words.at_most,
    ]) {
        sheet.write_string_with_format(HEAD, at, name, &bold)?;
    }
    sheet.set_column_width(LOAD + 1, 12)?;
    let first = HEAD + 1;
    let mut last = first;
    for (index, span) in problem.horizon().periods().iter().enumerate() {
        last = first.saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
        let name = if span.name.is_empty() {
            format!("#{}", index + 1)
        } else {
            span.name.clone()
        };
        sheet.write_string(last, LOAD, name)?;
        sheet.write_string(last, LOAD + 1, span.first.date.to_string())?;
        let cell = |row: u32| format!("chart!{}{}", column_number_to_name(column(index)), row + 1);
        let count = Formula::new(format!("={}", cell(rows[0])))
            .set_result(there.get(index).copied().unwrap_or(0).to_string());
        sheet.write_formula(last, LOAD + 2, count)?;
        let (min, max) = limits.get(index).copied().unwrap_or((0, None));
        for ((at, row), limit) in (LOAD + 3..).zip(&rows[1..]).zip([Some(min), max]) {
            // Whoever shows the file without computing shows this.
            let shown = limit.map_or_else(|| NO_LIMIT.to_owned(), |limit| limit.to_string());
            let limit = cell(*row);
            let formula = format!("=IF({limit}=\"\",\"{NO_LIMIT}\",{limit})");
            sheet.write_formula(last, at, Formula::new(formula).set_result(shown))?;
        }
    }
    let of = |at: u16| format!("${}{}", column_number_to_name(at), first + 1);
    let (count, min, max) = (of(LOAD + 2), of(LOAD + 3), of(LOAD + 4));
    let kept = format!(
        "AND(OR(NOT(ISNUMBER({min})),{count}>={min}),OR(NOT(ISNUMBER({max})),{count}<={max}))"
    );
    for rule in green_or_red(&kept) {
        sheet.add_conditional_format(first, LOAD + 2, last, LOAD + 2, &rule)?;
    }
    Ok(())
}

/// Preferences that do not speak of everybody, and how often what they speak of happened when the workbook was written.
fn wishes(
    workbook: &mut Workbook,
    problem: &Problem,
    schedule: &Schedule,
    words: &ChartWords,
) -> Result<(), XlsxError> {
    let wishes = wishes_of(problem, schedule);
    if wishes.is_empty() {
        return Ok(());
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name("wishes")?;
    sheet.set_right_to_left(words.is_right_to_left);
    let columns = [
        (words.doctor, 12.0),
        (words.name, 22.0),
        (words.wish, 30.0),
        (words.worth, 8.0),
        (words.for_each, 10.0),
        (words.times, 8.0),
        (words.outcome, 14.0),
    ];
    headers(sheet, 0, &columns)?;

    for (row, wish) in (1_u32..).zip(wishes) {
        let data = problem.doctor(wish.doctor);
        write_texts(sheet, row, [&data.key, &data.name, wish.key])?;
        // Whole numbers of 64 bits; those that a cell can hold are written as numbers.
        for (at, number) in [(3, wish.preference.value), (5, wish.units)] {
            match i32::try_from(number) {
                Ok(number) => sheet.write_number(row, at, number)?,
                Err(_) => sheet.write_string(row, at, number.to_string())?,
            };
        }
        let per = match wish.preference.per {
            Per::Period => words.period,
            Per::Block => words.block,
            Per::Rotation => words.rotation,
        };
        sheet.write_string(row, 4, per)?;
        let (word, fill) = wish.outcome(words);
        let format = Format::new().set_background_color(Color::RGB(fill));
        sheet.write_string_with_format(row, 6, word, &format)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// A preference of a doctor, and how often what it speaks of happened.
struct Wish<'a> {
    doctor: DoctorId,
    key: &'a str,
    preference: &'a Preference,
    units: i64,
}

impl Wish<'_> {
    /// Whether it was granted, in words, and the colour of that.
    fn outcome<'w>(&self, words: &'w ChartWords) -> (&'w str, u32) {
        let is_wanted = self.preference.value > 0;
        match ((self.units > 0) == is_wanted, is_wanted) {
            (true, true) => (words.granted, GREEN),
            (true, false) => (words.avoided, GREEN),
            (false, true) => (words.not_granted, RED),
            (false, false) => (words.not_avoided, RED),
        }
    }
}

/// Preferences that do not speak of everybody, doctor by doctor.
fn wishes_of<'a>(problem: &'a Problem, schedule: &Schedule) -> Vec<Wish<'a>> {
    let everybody = problem.doctors().len();
    let mut wishes = Vec::new();
    for (id, rule) in problem.rules() {
        let Rule::Preference(preference) = rule else {
            continue;
        };
        let is_of_all = preference.doctors.len() >= everybody && everybody > 1;
        if preference.value == 0 || is_of_all {
            continue;
        }
        wishes.extend(preference.doctors.iter().map(|doctor| Wish {
            doctor,
            key: problem.rule_key(id),
            preference,
            units: units_paid(problem, schedule, doctor, preference),
        }));
    }
    wishes.sort_by_key(|wish| wish.doctor);
    wishes
}

/// A name for a sheet that spreadsheets take and that no other has.
fn sheet_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = name
        .chars()
        .map(|letter| {
            if letter.is_control() || "[]:*?/\\'".contains(letter) {
                '-'
            } else {
                letter
            }
        })
        .collect::<String>()
        .trim()
        .to_owned();
    let plain = if plain.is_empty() {
        "department".to_owned()
    } else {
        plain
    };
    let mut number = 1_usize;
    loop {
        let more = if number > 1 {
            format!(" {number}")
        } else {
            String::new()
        };
        // Spreadsheets count in units of UTF-16.
        let mut left = LONGEST_NAME - more.len();
        let short: String = plain
            .chars()
            .take_while(|letter| {
                let fits = letter.len_utf16() <= left;
                left = left.saturating_sub(letter.len_utf16());
                fits
            })
            .collect();
        let name = format!("{}{more}", short.trim_end());
        if taken.insert(name.to_lowercase()) {
            return name;
        }
        number += 1;
    }
}
