//! Load of every department against its places over time.

use super::markup::{attribute, name, search, sentence};
use super::scale::{Scale, position};
use super::{Section, colours};
use crate::ids::{DepartmentId, PeriodId};
use crate::report::peaks::{Emptiest, Fullest};
use crate::report::staffing::Staffing;
use crate::report::view::View;
use crate::report::words::{named, put, share};

/// Height of a strip in its own units.
const HEIGHT: i64 = 100;

pub(super) fn section(view: &View<'_>) -> Option<Section> {
    let departments: Vec<DepartmentId> = view.departments().collect();
    (!departments.is_empty()).then(|| Section {
        id: "load",
        title: view.words.load_title,
        body: table(view, &departments),
    })
}

/// The table of these departments.
pub(super) fn table(view: &View<'_>, departments: &[DepartmentId]) -> String {
    let scale = Scale::new(view);
    let shorts = colours::shorts(view.problem);
    let has_least = departments.iter().any(|&department| {
        let asks = |group: &Staffing| group.emptiest().is_some();
        view.emptiest(department).is_some() || view.staffing(department).iter().any(asks)
    });
    let mut body = head(view, &scale, has_least);
    for (index, hospital) in view.problem.hospitals().iter().enumerate() {
        let own: Vec<DepartmentId> = departments
            .iter()
            .copied()
            .filter(|&id| view.problem.department(id).hospital.index() == index)
            .collect();
        if own.is_empty() {
            continue;
        }
        body.push_str("<tbody>\n");
        if view.problem.hospitals().len() > 1 && departments.len() > 1 {
            put!(
                body,
                "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"8\">{}</th></tr>\n",
                name(&hospital.name)
            );
        }
        for department in own {
            row(
                view,
                &scale,
                department,
                &shorts[department.index()],
                &mut body,
            );
            if has_least {
                emptiest(view, view.emptiest(department), &mut body);
            }
            body.push_str("</tr>\n");
            groups(view, &scale, department, has_least, &mut body);
        }
        body.push_str("</tbody>\n");
    }
    body.push_str("</table></div>\n");
    body
}

/// The key of the strips, and the head of the table.
fn head(view: &View<'_>, scale: &Scale<'_>, has_least: bool) -> String {
    let words = view.words;
    let mut body = format!(
        "<p class=\"note key\"><span><i class=\"key-load\"></i> {}</span> <span><i class=\"key-places\"></i> {}</span> \
         <span><i class=\"key-least\"></i> {}</span> <span><i class=\"key-over\"></i> {}</span> <span><i class=\"key-closed\"></i> {}</span></p>\n",
        words.doctors_present,
        words.key_places,
        words.fewest_asked,
        words.beyond_or_short,
        words.closed
    );
    let (style, department) = (scale.style(), words.department);
    put!(
        body,
        "<div class=\"scroll\"><table class=\"load\" style=\"{style}\">\n<thead><tr><th scope=\"col\">{department}</th>"
    );
    put!(
        body,
        "<th scope=\"col\" class=\"wide\"><span class=\"unseen\">{}</span>",
        words.load_over_time
    );
    put!(body, "{}</th>", scale.short_ruler());
    put!(
        body,
        "<th scope=\"col\" class=\"number\">{}</th><th scope=\"col\" class=\"number\">{}</th>\
         <th scope=\"col\" class=\"number\">{}</th><th scope=\"col\">{}</th>",
        words.used,
        words.doctor_weeks,
        words.fullest,
        words.when
    );
    if has_least {
        put!(
            body,
            "<th scope=\"col\" class=\"number\">{}</th><th scope=\"col\">{}</th>",
            words.emptiest,
            words.when
        );
    }
    body.push_str("</tr></thead>\n");
    body
}

fn row(
    view: &View<'_>,
    scale: &Scale<'_>,
    department: DepartmentId,
    short: &str,
    out: &mut String,
) {
    let (data, words) = (view.problem.department(department), view.words);
    let index = department.index();
    put!(
        out,
        "<tr data-find=\"{}\"><th scope=\"row\"><i class=\"chip d{index}\">{}</i> {}</th>",
        search(&[&data.name, &data.key]),
        name(short),
        name(&data.name)
    );
    put!(
        out,
        "<td class=\"wide\"><div class=\"strip\">{}</div></td>",
        strip(
            view,
            scale,
            department,
            &named(&data.name),
            Counts::of(view, department)
        )
    );
    let (used, places) = view.used(department);
    if places > 0 {
        let used = share(used, places);
        let class = if used > 100 { " over" } else { "" };
        put!(
            out,
            "<td class=\"number{class}\"><span class=\"meter\"><i style=\"--v:{}\"></i></span>{used}{}</td>",
            used.min(100),
            words.per_cent
        );
    } else {
        out.push_str("<td class=\"number\">–</td>");
    }
    let quarters: i64 = view.placed_in(department);
    put!(
        out,
        "<td class=\"number\">{}</td>",
        words.tenths(view.weeks(quarters))
    );
    fullest(view, view.fullest(department), out);
}

/// A row for each group of which a department has a fewest or a most.
fn groups(
    view: &View<'_>,
    scale: &Scale<'_>,
    department: DepartmentId,
    has_least: bool,
    out: &mut String,
) {
    let data = view.problem.department(department);
    let all = view.staffing(department);
    for group in all.iter().take(MOST_GROUPS) {
        let title = format!("{}, {}", named(&data.name), group.whom);
        put!(
            out,
            "<tr class=\"part\" data-find=\"{}\"><th scope=\"row\">{}</th><td class=\"wide\"><div class=\"strip\">{}</div></td>\
             <td></td><td></td>",
            search(&[&data.name, &data.key]),
            sentence(&group.whom),
            strip(view, scale, department, &title, Counts::of_group(group))
        );
        fullest(view, group.fullest(), out);
        if has_least {
            emptiest(view, group.emptiest(), out);
        }
        out.push_str("</tr>\n");
    }
    let left = all.len().saturating_sub(MOST_GROUPS);
    if left > 0 {
        put!(
            out,
            "<tr class=\"part\" data-find=\"{}\"><th scope=\"row\">{}</th><td colspan=\"7\"></td></tr>\n",
            search(&[&data.name, &data.key]),
            (view.words.more)(left)
        );
    }
}

/// Groups of a department that are shown one by one.
const MOST_GROUPS: usize = 12;

fn fullest(view: &View<'_>, fullest: Option<Fullest>, out: &mut String) {
    let words = view.words;
    match fullest {
        Some(Fullest {
            period,
            load,
            places,
        }) => {
            let over = if places.is_some_and(|places| load > places) {
                " over"
            } else {
                ""
            };
            let load = words.grouped(load);
            let load = places.map_or_else(
                || load.clone(),
                |places| (words.of)(&load, &words.grouped(places)),
            );
            put!(
                out,
                "<td class=\"number{over}\">{load}</td><td class=\"when\">{}</td>",
                sentence(&when(view, period))
            );
        }
        None => out.push_str("<td class=\"number\">0</td><td class=\"when\">–</td>"),
    }
}

/// The period with the fewest doctors beyond those that are asked for.
fn emptiest(view: &View<'_>, emptiest: Option<Emptiest>, out: &mut String) {
    match emptiest {
        Some(Emptiest {
            period,
            load,
            least,
        }) => {
            let short = if load < least { " over" } else { "" };
            let when = sentence(&when(view, period));
            let (load, least) = (view.words.grouped(load), view.words.grouped(least));
            put!(
                out,
                "<td class=\"number{short}\">{}</td><td class=\"when\">{when}</td>",
                (view.words.asked_for)(&load, &least)
            );
        }
        None => out.push_str("<td class=\"number\">–</td><td class=\"when\"></td>"),
    }
}

/// A period in as few words as it can be found by.
pub(super) fn when(view: &View<'_>, period: PeriodId) -> String {
    match view.problem.horizon().span(period).name.as_str() {
        "" => view.words.periods(view.problem, period, period),
        block => named(block),
    }
}

/// The picture: places as a pale band, load as a solid one, what lies above the places in red, closed times hatched.
fn strip(
    view: &View<'_>,
    scale: &Scale<'_>,
    department: DepartmentId,
    title: &str,
    counts: Counts<'_>,
) -> String {
    let index = department.index();
    let runs = runs(view, scale, counts);
    let tops = runs.iter();
    let tops = tops.map(|run| run.load.max(run.places.unwrap_or(0)).max(run.least));
    let mut picture = Picture {
        top: tops.max().unwrap_or(0).max(1),
        ..Picture::default()
    };
    for run in &runs {
        picture.add(run, view.words.closed);
    }
    let most = counts.load.iter().copied().max().unwrap_or(0);
    let mut out = format!(
        "<svg viewBox=\"0 0 {} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\" class=\"d{index}\"><title>{}</title>",
        scale.days * 2,
        attribute(&(view.words.at_most_present)(title, most))
    );
    for (class, path) in [
        ("places", &picture.places),
        ("load", &picture.load),
        ("over", &picture.over),
        ("least", &picture.least),
    ] {
        if !path.is_empty() {
            put!(out, "<path class=\"{class}\" d=\"{path}\"/>");
        }
    }
    out.push_str("</svg>");
    out + &picture.shut
}

/// The paths of a strip, as far as they are drawn.
#[derive(Default)]
struct Picture {
    /// The number that fills the whole height.
    top: i64,
    places: String,
    load: String,
    over: String,
    least: String,
    /// What is drawn beside the paths: closed times.
    shut: String,
}

impl Picture {
    fn add(&mut self, run: &Run, closed: &str) {
        let top = self.top;
        let height = |number: i64| number.saturating_mul(HEIGHT - 6) / top;
        let (from, width) = (run.from, run.to - run.from);
        let column = |path: &mut String, low: i64, high: i64| {
            if high > low {
                put!(
                    path,
                    "M{from} {}h{width}v-{}h-{width}z",
                    HEIGHT - height(low),
                    height(high) - height(low)
                );
            }
        };
        if run.places != Some(0) {
            if run.least > 0 {
                let low = HEIGHT - height(run.least) - 1;
                put!(self.least, "M{from} {low}h{width}v3h-{width}z");
            }
            column(&mut self.over, run.load, run.least);
        }
        let Some(limit) = run.places else {
            return column(&mut self.load, 0, run.load);
        };
        column(&mut self.places, 0, limit);
        column(&mut self.load, 0, run.load.min(limit));
        column(&mut self.over, limit, run.load);
        if limit == 0 {
            let at = position(from, width);
            put!(
                self.shut,
                "<i class=\"hatch\" style=\"{at}\" title=\"{closed}\"></i>"
            );
        }
    }
}

/// Consecutive periods of equal load and places, in half-days from the horizon's start.
struct Run {
    from: i32,
    to: i32,
    load: i64,
    places: Option<i64>,
    least: i64,
}

/// Who is there, how many may be and have to be, by period.
#[derive(Clone, Copy)]
struct Counts<'a> {
    load: &'a [i64],
    places: &'a [Option<i64>],
    least: &'a [i64],
}

impl<'a> Counts<'a> {
    fn of(view: &'a View<'_>, department: DepartmentId) -> Self {
        let index = department.index();
        Self {
            load: &view.load[index],
            places: &view.places[index],
            least: &view.least[index],
        }
    }
    fn of_group(group: &'a Staffing) -> Self {
        Self {
            load: &group.load,
            places: &group.places,
            least: &group.least,
        }
    }
}

fn runs(view: &View<'_>, scale: &Scale<'_>, counts: Counts<'_>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for period in 0..view.problem.horizon().len() {
        let id = PeriodId::new(period);
        let (from, to) = scale.ends(id, id);
        let (load, places, least) = (
            counts.load[period],
            counts.places[period],
            counts.least[period],
        );
        // Weekends belong to the run before them, closures of a week do not.
        if let Some(run) = runs.last_mut().filter(|run| from - run.to <= 8) {
            run.to = from;
        }
        match runs.last_mut() {
            Some(run)
                if (run.load, run.places, run.least) == (load, places, least) && run.to == from =>
            {
                run.to = to
            }
            _ => runs.push(Run {
                from,
                to,
                load,
                places,
                least,
            }),
        }
    }
    runs
}
