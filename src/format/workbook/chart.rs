//! A schedule as chiefs draw it: residents down, grouped by level, blocks across, and beside it how many are where, in colours that follow when a cell is changed.
//!
//! Cells that go on from the one to the left have their text in the colour of the cell, so that a rotation looks like one bar and each of its cells can be changed.
//! They are not merged: of merged cells a formula sees the first only.

use super::chart_layout::{ABOVE, LEADING, LEAVE, column, green_or_red, label};
use super::chart_sheets::Counted;
use super::chart_words::ChartWords;
use crate::error::{Error, Result};
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::{Department, Presence, Problem, Rule};
use crate::schedule::Schedule;
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, Format, FormatAlign, FormatBorder, Formula, Workbook,
    Worksheet, XlsxError, column_number_to_name,
};
use std::collections::BTreeMap;
use std::path::Path;

/// Activities that get a colour; of more nobody can tell them apart.
const COLOURED: usize = 60;

/// Of more periods than these no sheet of paper shows columns in which a name has room.
const ROOMY: usize = 20;
/// Numbers of paper sizes.
const A3: u8 = 8;
const A4: u8 = 9;

/// The least and the most of departments in periods.
type Limits = BTreeMap<(usize, usize), (i64, Option<i64>)>;

/// True if there are many periods: their columns are narrow, with what stands above them upright.
fn is_narrow(problem: &Problem) -> bool {
    problem.horizon().len() > ROOMY
}

/// A workbook with a schedule of the problem; `path` is what failures call it.
pub(in crate::format) fn chart_bytes(
    path: &Path,
    problem: &Problem,
    schedule: &Schedule,
    words: &ChartWords,
) -> Result<Vec<u8>> {
    fill(problem, schedule, words).map_err(|error| Error::io(path, std::io::Error::other(error)))
}

fn fill(
    problem: &Problem,
    schedule: &Schedule,
    words: &ChartWords,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("chart")?;
    sheet.set_right_to_left(words.is_right_to_left);
    let periods = problem.horizon().len();
    let last_column = LEADING
        + u16::try_from(periods.saturating_sub(1)).map_err(|_| XlsxError::RowColumnLimitError)?;
    fill_head(sheet, problem, words)?;
    let last_row = fill_doctors(sheet, problem, schedule)?;
    colour(sheet, problem, (ABOVE, last_row), last_column)?;
    let (counts, limits) = (counts(problem, schedule), limits(problem));
    let below = Below {
        last_doctor: last_row,
        departments: u32::try_from(problem.departments().len()).unwrap_or(u32::MAX),
    };
    below.write_titles(sheet, words)?;
    for index in 0..problem.departments().len() {
        below.fill_counts(sheet, problem, index, &counts)?;
        below.fill_limits(sheet, problem, index, &limits)?;
        below.colour(sheet, index, last_column)?;
    }

    sheet.set_freeze_panes(ABOVE, LEADING)?;
    sheet.set_landscape();
    sheet.set_paper_size(if is_narrow(problem) { A3 } else { A4 });
    sheet.set_margins(0.4, 0.4, 0.4, 0.4, 0.2, 0.2);
    sheet.set_print_fit_to_pages(1, 0);
    fill_attendances(workbook.add_worksheet(), problem, schedule, words)?;
    let departments = problem.departments().iter().enumerate();
    let counted = departments.map(|(index, department)| Counted {
        rows: below.rows(index),
        there: counts
            .iter()
            .map(|there| count(problem, department, there))
            .collect(),
        limits: (0..problem.horizon().len())
            .map(|period| limit_of(&limits, index, period))
            .collect(),
    });
    super::chart_sheets::add(
        &mut workbook,
        problem,
        schedule,
        words,
        &counted.collect::<Vec<_>>(),
    )?;
    workbook.save_to_buffer()
}

fn fill_head(
    sheet: &mut Worksheet,
    problem: &Problem,
    words: &ChartWords,
) -> std::result::Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Left);
    let small = Format::new()
        .set_font_color(Color::Gray)
        .set_font_size(8)
        .set_align(FormatAlign::Left);
    sheet.write_string_with_format(
        0,
        0,
        problem.name(),
        &Format::new().set_bold().set_font_size(14),
    )?;
    for (index, (name, width)) in
        (0_u16..).zip([(words.doctor, 12), (words.name, 22), (words.level, 9)])
    {
        sheet.write_string_with_format(1, index, name, &small)?;
        sheet.set_column_width(index, width)?;
    }
    let (width, turn) = if is_narrow(problem) {
        (4.5, 90)
    } else {
        (10.5, 0)
    };
    let (bold, upright) = (bold.set_rotation(turn), small.clone().set_rotation(turn));
    if turn != 0 {
        // Not every program makes rows as high as upright texts are long.
        let has_names = problem
            .horizon()
            .periods()
            .iter()
            .any(|span| !span.name.is_empty());
        sheet.set_row_height(2, if has_names { 60 } else { 12 })?;
        sheet.set_row_height(3, 54)?;
    }
    for (index, span) in problem.horizon().periods().iter().enumerate() {
        let at = column(index);
        sheet.write_string_with_format(1, at, format!("#{}", index + 1), &small)?;
        sheet.write_string_with_format(2, at, span.name.as_str(), &bold)?;
        let day = if span.first.date == span.last.date {
            span.first.to_string()
        } else {
            span.first.date.to_string()
        };
        sheet.write_string_with_format(3, at, day, &upright)?;
        sheet.set_column_width(at, width)?;
    }
    Ok(())
}

/// The doctors by level, each level under its name; the last row.
fn fill_doctors(
    sheet: &mut Worksheet,
    problem: &Problem,
    schedule: &Schedule,
) -> std::result::Result<u32, XlsxError> {
    let mut levels: Vec<&str> = Vec::new();
    for doctor in problem.doctors() {
        if !levels.contains(&doctor.level.as_str()) {
            levels.push(&doctor.level);
        }
    }
    let heading = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00E8_E8E8));
    let mut row = ABOVE;
    for level in levels {
        if !level.is_empty() {
            sheet.write_string_with_format(row, 1, level, &heading)?;
            row += 1;
        }
        for (index, doctor) in problem
            .doctors()
            .iter()
            .enumerate()
            .filter(|(_, doctor)| doctor.level == level)
        {
            for (at, text) in [(0, &doctor.key), (1, &doctor.name), (2, &doctor.level)] {
                sheet.write_string(row, at, text.as_str())?;
            }
            let cells = cells(problem, schedule, DoctorId::new(index));
            for (period, text) in cells
                .into_iter()
                .enumerate()
                .filter(|(_, text)| !text.is_empty())
            {
                sheet.write_string(row, column(period), text)?;
            }
            row += 1;
        }
    }
    Ok(row.saturating_sub(1).max(ABOVE))
}

/// What a doctor's row says in each period.
fn cells(problem: &Problem, schedule: &Schedule, doctor: DoctorId) -> Vec<String> {
    let periods = problem.period_ids();
    let mut cells: Vec<String> = vec![String::new(); problem.horizon().len()];
    for rotation in schedule.pathway(doctor).rotations() {
        for period in (rotation.first.index()..=rotation.last.index()).map(PeriodId::new) {
            let on_leave = problem.activity(rotation.activity).is_leave(period);
            cells[period.index()] = format!(
                "{}{}",
                label(problem, problem.rotation_of(rotation.activity)),
                if on_leave { LEAVE } else { "" }
            );
        }
    }
    for period in periods {
        let cell = &mut cells[period.index()];
        match problem.presence(doctor, period) {
            Presence::Leave | Presence::KeepsPlace if !cell.ends_with(LEAVE) => {
                cell.push_str(if cell.is_empty() {
                    LEAVE.trim_start_matches(" · ")
                } else {
                    LEAVE
                })
            }
            Presence::Outside
            | Presence::Leave
            | Presence::KeepsPlace
            | Presence::Event
            | Presence::Half
            | Presence::Full => {}
        }
    }
    cells
}

/// Colours by what a cell says, so that they follow when it is changed.
fn colour(
    sheet: &mut Worksheet,
    problem: &Problem,
    (first, last): (u32, u32),
    last_column: u16,
) -> std::result::Result<(), XlsxError> {
    let (here, left) = (
        format!("{}{}", column_number_to_name(LEADING), first + 1),
        format!("{}{}", column_number_to_name(LEADING - 1), first + 1),
    );
    let mut add = |formula: String, format: Format| -> std::result::Result<(), XlsxError> {
        let rule = ConditionalFormatFormula::new()
            .set_rule(Formula::new(formula))
            .set_format(format);
        sheet
            .add_conditional_format(first, LEADING, last, last_column, &rule)
            .map(|_| ())
    };
    let grey = Format::new()
        .set_background_color(Color::RGB(0x00D0_D0D0))
        .set_font_color(Color::RGB(0x0060_6060))
        .set_italic();
    let grey_on = grey.clone().set_font_color(Color::RGB(0x00D0_D0D0));
    add(
        format!("=AND(RIGHT({here},5)=\"leave\",{left}={here})"),
        grey_on,
    )?;
    add(format!("=RIGHT({here},5)=\"leave\""), grey)?;
    let count = problem.departments().len().max(1);
    for index in (0..problem.activities().len()).take(COLOURED) {
        let id = ActivityId::new(index);
        let fill = pastel(problem.activity(id).department.index(), count);
        let text = literal(label(problem, id));
        add(
            format!("=AND({here}={text},{left}={text})"),
            Format::new()
                .set_background_color(fill)
                .set_font_color(fill),
        )?;
        add(
            format!("={here}={text}"),
            Format::new()
                .set_background_color(fill)
                .set_font_color(Color::Black),
        )?;
    }
    Ok(())
}

/// What stands below the doctors: for each department how many are there, counted from the cells, and the least and the most there may be.
struct Below {
    /// Row of the last doctor.
    last_doctor: u32,
    departments: u32,
}

impl Below {
    /// The rows of a department: how many are there, at least, at most.
    fn rows(&self, department: usize) -> [u32; 3] {
        let department = u32::try_from(department).unwrap_or(u32::MAX);
        [0, 1, 2].map(|part| self.title(part) + 1 + department)
    }

    /// The row of the title of each part.
    fn title(&self, part: u32) -> u32 {
        self.last_doctor + 2 + part * (self.departments + 1)
    }

    fn write_titles(
        &self,
        sheet: &mut Worksheet,
        words: &ChartWords,
    ) -> std::result::Result<(), XlsxError> {
        let head = Format::new().set_bold().set_border_top(FormatBorder::Thin);
        for (part, title) in (0_u32..).zip([words.how_many, words.at_least, words.at_most]) {
            sheet.write_string_with_format(self.title(part), 1, title, &head)?;
        }
        Ok(())
    }

    /// Counts who is in a department in each period.
    fn fill_counts(
        &self,
        sheet: &mut Worksheet,
        problem: &Problem,
        index: usize,
        there: &[BTreeMap<String, i64>],
    ) -> std::result::Result<(), XlsxError> {
        let centred = Format::new().set_align(FormatAlign::Center);
        let department = &problem.departments()[index];
        let rows = self.rows(index);
        for row in rows {
            sheet.write_string(row, 1, department.name.as_str())?;
        }
        for period in 0..problem.horizon().len() {
            let at = column(period);
            let range = format!(
                "{0}${1}:{0}${2}",
                column_number_to_name(at),
                ABOVE + 1,
                self.last_doctor + 1
            );
            let parts = department.activities.iter().map(|activity| {
                format!(
                    "SUMPRODUCT(--({range}={}))",
                    literal(label(problem, activity))
                )
            });
            let count = there
                .get(period)
                .map_or(0, |there| count(problem, department, there));
            // Whoever shows the file without computing shows this.
            let formula = Formula::new(format!("={}", parts.collect::<Vec<_>>().join("+")))
                .set_result(count.to_string());
            sheet.write_formula_with_format(rows[0], at, formula, &centred)?;
        }
        Ok(())
    }

    /// Writes the least and the most that may be in a department in each period.
    fn fill_limits(
        &self,
        sheet: &mut Worksheet,
        problem: &Problem,
        index: usize,
        limits: &Limits,
    ) -> std::result::Result<(), XlsxError> {
        let pale = Format::new()
            .set_font_color(Color::Gray)
            .set_font_size(8)
            .set_align(FormatAlign::Center);
        let [_, at_least, at_most] = self.rows(index);
        for period in 0..problem.horizon().len() {
            let (min, max) = limit_of(limits, index, period);
            if let Ok(min) = i32::try_from(min) {
                sheet.write_number_with_format(at_least, column(period), min, &pale)?;
            }
            if let Some(max) = max.and_then(|max| i32::try_from(max).ok()) {
                sheet.write_number_with_format(at_most, column(period), max, &pale)?;
            }
        }
        Ok(())
    }

    /// Colours the counts of a department by whether they are within their limits.
    fn colour(
        &self,
        sheet: &mut Worksheet,
        index: usize,
        last_column: u16,
    ) -> std::result::Result<(), XlsxError> {
        let rows = self.rows(index);
        let [count, min, max] =
            rows.map(|row| format!("{}{}", column_number_to_name(LEADING), row + 1));
        let kept = format!("AND({count}>={min},OR({max}=\"\",{count}<={max}))");
        for rule in green_or_red(&kept) {
            sheet.add_conditional_format(rows[0], LEADING, rows[0], last_column, &rule)?;
        }
        Ok(())
    }
}

/// How many of the texts of a period are a department's.
fn count(problem: &Problem, department: &Department, there: &BTreeMap<String, i64>) -> i64 {
    department
        .activities
        .iter()
        .filter_map(|activity| there.get(label(problem, activity)))
        .sum()
}

/// For each period how often each text is in its column.
fn counts(problem: &Problem, schedule: &Schedule) -> Vec<BTreeMap<String, i64>> {
    let mut counts = vec![BTreeMap::new(); problem.horizon().len()];
    for doctor in problem.doctor_ids() {
        for (count, text) in counts
            .iter_mut()
            .zip(cells(problem, schedule, doctor))
            .filter(|(_, text)| !text.is_empty())
        {
            *count.entry(text).or_insert(0) += 1;
        }
    }
    counts
}

/// The least and the most of a department in a period.
fn limit_of(limits: &Limits, department: usize, period: usize) -> (i64, Option<i64>) {
    limits
        .get(&(department, period))
        .copied()
        .unwrap_or((0, None))
}

/// The strictest limits of each department in each period, of rules that speak of everybody in all of it.
fn limits(problem: &Problem) -> Limits {
    let mut limits = Limits::new();
    for (_, rule) in problem.rules() {
        let Rule::Capacity(capacity) = rule else {
            continue;
        };
        if capacity.doctors.len() < problem.doctors().len() {
            continue;
        }
        for (index, _) in problem
            .departments()
            .iter()
            .enumerate()
            .filter(|(_, department)| department.activities == capacity.activities)
        {
            for limit in &capacity.limits {
                let known = limits
                    .entry((index, limit.period.index()))
                    .or_insert((0, None));
                let max = [known.1, limit.max].into_iter().flatten().min();
                *known = (known.0.max(limit.min), max);
            }
        }
    }
    limits
}

fn fill_attendances(
    sheet: &mut Worksheet,
    problem: &Problem,
    schedule: &Schedule,
    words: &ChartWords,
) -> std::result::Result<(), XlsxError> {
    sheet.set_name("attendances")?;
    sheet.set_right_to_left(words.is_right_to_left);
    for (index, name) in (0_u16..).zip([words.doctor, words.event, words.slot]) {
        sheet.write_string_with_format(0, index, name, &Format::new().set_bold())?;
    }
    let mut row = 1;
    for (doctor, pathway) in problem.doctors().iter().zip(schedule.pathways()) {
        for attendance in pathway.attendances() {
            sheet.write_string(row, 0, doctor.key.as_str())?;
            sheet.write_string(row, 1, problem.event(attendance.event).key.as_str())?;
            sheet.write_number(row, 2, attendance.slot + 1)?;
            row += 1;
        }
    }
    Ok(())
}

/// A text within a formula.
fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// One of `count` light colours around the circle.
fn pastel(index: usize, count: usize) -> Color {
    // Six stretches of the circle, each from one main colour to the next, in steps of 255.
    let position = (index * 1530 / count) % 1530;
    let (part, step) = (position / 255, u32::try_from(position % 255).unwrap_or(0));
    let (red, green, blue) = match part {
        0 => (255, step, 0),
        1 => (255 - step, 255, 0),
        2 => (0, 255, step),
        3 => (0, 255 - step, 255),
        4 => (step, 0, 255),
        _ => (255, 0, 255 - step),
    };
    let light = |shade: u32| 150 + shade * 90 / 255;
    Color::RGB(light(red) << 16 | light(green) << 8 | light(blue))
}
