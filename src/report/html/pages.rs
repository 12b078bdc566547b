//! A page for each doctor and each department, to be sent to them, and a page that lists all of these.

use super::markup::{escape, line, name, names, search, sentence};
use super::requirements::bars;
use super::scale::Scale;
use super::wishes;
use super::{Section, calendar, colours, load, shell};
use crate::ids::{ActivityId, DepartmentId, DoctorId, PeriodId};
use crate::report::Findings;
use crate::report::file_names::{FileNames, escaped};
use crate::report::view::{Stay, View};
use crate::report::wishes::Wish;
use crate::report::words::put;

/// A page as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageFile {
    /// `index.html`, `doctor-ID.html` or `department-ID.html`; what is neither letter, digit nor `-` in an id stands as its number.
    pub name: String,
    /// The page.
    pub text: String,
}

/// A page for each department and each doctor, in the order of the input, behind one that lists them. Each holds everything it shows and can be sent alone.
///
/// # Complexity
/// Linear in doctors × periods for each department.
#[must_use]
pub fn pages(findings: &Findings<'_>) -> Vec<PageFile> {
    let view = View::new(findings);
    let (problem, words) = (view.problem, view.words);
    let style = colours::departments(problem);
    let wishes = view.wishes();
    let mut file_names = FileNames::default();
    let mut files = Vec::new();
    let mut links = [Vec::new(), Vec::new()];
    let page = |file: String, title: &str, header: &str, sections: &[Section]| PageFile {
        name: file,
        text: shell::shell(&shell::Head {
            words,
            title,
            header,
            style: &style,
            sections,
        }),
    };
    for id in view.departments() {
        let data = problem.department(id);
        let file = file_names.name("department", &escaped(&data.key), "html");
        links[0].push((file.clone(), data.name.as_str()));
        let header = format!(
            "<p class=\"about\">{} · {}</p>\n",
            name(&problem.hospital(data.hospital).name),
            name(problem.name())
        );
        files.push(page(file, &data.name, &header, &department(&view, id)));
    }

    for id in view.doctors() {
        let data = problem.doctor(id);
        let file = file_names.name("doctor", &escaped(&data.key), "html");
        links[1].push((file.clone(), data.name.as_str()));
        let header = about(&view, id);
        let of_doctor: Vec<&Wish> = wishes.iter().filter(|wish| wish.doctor == id).collect();
        files.push(page(
            file,
            &data.name,
            &header,
            &doctor(&view, id, &of_doctor),
        ));
    }

    let [departments, doctors] = links;
    let sections = [
        list("departments", words.departments, &departments),
        list("doctors", words.doctors, &doctors),
    ];
    let header = format!(
        "<p class=\"about\">{}</p>\n",
        escape(&Scale::new(&view).dates())
    );
    let index = page("index.html".to_owned(), problem.name(), &header, &sections);
    files.insert(0, index);
    files
}

/// What a doctor's page says below the name: level, specialty, region, problem.
fn about(view: &View<'_>, doctor: DoctorId) -> String {
    let words = [
        view.problem.doctor(doctor).level.as_str(),
        view.specialty(doctor),
        view.region(doctor),
        view.problem.name(),
    ];
    let about = names(words.into_iter().filter(|word| !word.is_empty()), " · ");
    format!("<p class=\"about\">{about}</p>\n")
}

fn list(id: &'static str, title: &'static str, files: &[(String, &str)]) -> Section {
    let mut body = String::from("<ul class=\"files\">\n");
    for (file, title) in files {
        // A name of a file may have a sign that means something in an address.
        let address = file.replace('%', "%25");
        put!(
            body,
            "<li data-find=\"{}\"><a href=\"{}\">{}</a></li>\n",
            search(&[title]),
            escape(&address),
            name(title)
        );
    }
    body.push_str("</ul>\n");
    Section { id, title, body }
}

fn doctor(view: &View<'_>, doctor: DoctorId, of_doctor: &[&Wish]) -> Vec<Section> {
    let problem = view.problem;
    let mut body = String::new();
    calendar::legend(view, &mut body);
    let whole = Scale::new(view);
    let scale = calendar::span(view, &[doctor])
        .map_or(whole, |(first, last)| Scale::within(view, first, last));
    calendar::picture(
        view,
        &scale,
        "",
        &[calendar::Rows {
            name: problem.doctor(doctor).name.clone(),
            size: 1,
            shown: vec![doctor],
        }],
        &mut body,
    );
    let mut sections = vec![
        Section {
            id: "calendar",
            title: view.words.calendar,
            body,
        },
        rotations(view, doctor),
    ];
    let standings = view.standings(doctor);
    if !standings.is_empty() {
        let mut body = String::new();
        bars(
            view,
            &standings,
            &view.electives(doctor, &standings),
            &mut body,
        );
        sections.push(Section {
            id: "requirements",
            title: view.words.requirements,
            body,
        });
    }
    if !of_doctor.is_empty() {
        let own: Vec<Wish> = of_doctor.iter().map(|&wish| wish.clone()).collect();
        let mut body = String::new();
        wishes::table(view, &wishes::rows(&own), false, &mut body);
        sections.push(Section {
            id: "wishes",
            title: view.words.wishes,
            body,
        });
    }
    sections
}

fn rotations(view: &View<'_>, doctor: DoctorId) -> Section {
    let (problem, words) = (view.problem, view.words);
    let has_roles = view.rotations(doctor).iter().any(|stay| {
        let role = problem.activity(stay.rotation.activity).role;
        words
            .role_of(problem, problem.doctor(doctor), role)
            .is_some()
    });
    let role = |text: &str, tag: &str| {
        if has_roles {
            format!("<{tag}>{text}</{tag}>")
        } else {
            String::new()
        }
    };
    let mut body = format!(
        "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         {}<th scope=\"col\" class=\"number\">{}</th></tr></thead>\n<tbody>\n",
        words.when,
        words.department,
        words.activity,
        role(words.role, "th"),
        words.working_half_days
    );
    for stay in view.rotations(doctor) {
        let activity = problem.activity(stay.rotation.activity);
        let of = words.role_of(problem, problem.doctor(doctor), activity.role);
        let role = role(of.unwrap_or_default(), "td");
        rotation_row(view, &stay, &role, &mut body);
    }
    body.push_str("</tbody></table></div>\n");
    Section {
        id: "rotations",
        title: words.rotations,
        body,
    }
}

fn rotation_row(view: &View<'_>, stay: &Stay, role: &str, out: &mut String) {
    let (problem, words, rotation) = (view.problem, view.words, stay.rotation);
    let activity = problem.activity(rotation.activity);
    let department = problem.department(activity.department);
    let hospital = if problem.hospitals().len() > 1 {
        line(&problem.hospital(activity.hospital).name)
    } else {
        String::new()
    };
    put!(
        out,
        "<tr><th scope=\"row\">{}</th><td>{}<small>{hospital}</small></td><td>{}</td>{role}<td class=\"number\">{}</td></tr>\n",
        sentence(&words.periods(problem, rotation.first, rotation.last)),
        name(&department.name),
        if activity.name == department.name {
            String::new()
        } else {
            name(&activity.name)
        },
        words.half_days(stay.present_quarters)
    );
}

fn department(view: &View<'_>, department: DepartmentId) -> Vec<Section> {
    let problem = view.problem;
    let comes = |doctor: &DoctorId| {
        view.stays[doctor.index()]
            .iter()
            .any(|stay| problem.activity(stay.rotation.activity).department == department)
    };
    let doctors: Vec<DoctorId> = view.doctors().filter(comes).collect();
    let mut sections = vec![who(view, department, &doctors)];
    if !doctors.is_empty() {
        let mut body = String::new();
        calendar::legend(view, &mut body);
        let group = calendar::Rows {
            name: problem.department(department).name.clone(),
            size: doctors.len(),
            shown: doctors,
        };
        calendar::picture(view, &Scale::new(view), "", &[group], &mut body);
        sections.push(Section {
            id: "calendar",
            title: view.words.who_comes,
            body,
        });
    }
    sections.push(Section {
        id: "load",
        title: view.words.load_of_one,
        body: load::table(view, &[department]),
    });
    sections
}

/// A stretch of time with the same doctors in a department, and the same limits.
struct Staffing<'a> {
    first: PeriodId,
    last: PeriodId,
    there: Vec<(DoctorId, &'a Stay)>,
    least: i64,
    places: Option<i64>,
}

impl Staffing<'_> {
    fn is_like(&self, other: &Self) -> bool {
        let activities = |staffing: &Self| -> Vec<(DoctorId, ActivityId)> {
            let there = staffing.there.iter();
            there
                .map(|(doctor, stay)| (*doctor, stay.rotation.activity))
                .collect()
        };
        activities(self) == activities(other)
            && (self.least, self.places) == (other.least, other.places)
    }
}

fn staffing<'a>(
    view: &'a View<'_>,
    department: DepartmentId,
    doctors: &[DoctorId],
) -> Vec<Staffing<'a>> {
    let problem = view.problem;
    let stay_of = |doctor: DoctorId, period: PeriodId| {
        let mut stays = view.stays[doctor.index()].iter();
        let stay = stays.find(|stay| {
            (stay.rotation.first..=stay.rotation.last).contains(&period)
                && problem.activity(stay.rotation.activity).department == department
        })?;
        view.works_in(doctor, stay, period)?;
        Some((doctor, stay))
    };
    let index = department.index();
    let mut rows: Vec<Staffing<'_>> = Vec::new();
    for period in problem.period_ids() {
        let doctors = doctors.iter();
        let row = Staffing {
            first: period,
            last: period,
            there: doctors
                .filter_map(|doctor| stay_of(*doctor, period))
                .collect(),
            least: view.least[index][period.index()],
            places: view.places[index][period.index()],
        };
        match rows.last_mut() {
            Some(before) if before.is_like(&row) => before.last = period,
            _ => rows.push(row),
        }
    }
    rows
}

/// Who is there when: a row for each stretch of time with the same doctors.
fn who(view: &View<'_>, department: DepartmentId, doctors: &[DoctorId]) -> Section {
    let (problem, words) = (view.problem, view.words);
    let mut body = format!(
        "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\" class=\"number\">{}</th>\
         <th scope=\"col\" class=\"number\">{}</th><th scope=\"col\" class=\"number\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        words.when, words.doctors, words.least, words.places, words.who
    );
    let shown = |&(doctor, stay): &(DoctorId, &Stay)| {
        let activity = problem.activity(stay.rotation.activity);
        let data = problem.doctor(doctor);
        let cohort = data.cohort.map(|id| problem.cohort(id).name.as_str());
        let role = words.role_of(problem, data, activity.role);
        let about = match (data.level.as_str(), role, cohort) {
            ("", Some(role), _) => role.to_owned(),
            ("", None, Some(cohort)) => name(cohort),
            ("", None, None) => return name(&data.name),
            (level, ..) => name(level),
        };
        format!("{} <small>({about})</small>", name(&data.name))
    };
    let limit =
        |limit: Option<i64>| limit.map_or_else(|| "–".to_owned(), |limit| words.grouped(limit));
    for row in staffing(view, department, doctors) {
        if row.there.is_empty() && row.least == 0 {
            continue;
        }
        let who: Vec<String> = row.there.iter().map(shown).collect();
        let count = i64::try_from(row.there.len()).unwrap_or(i64::MAX);
        let is_over = count < row.least || row.places.is_some_and(|places| count > places);
        let class = if is_over { " over" } else { "" };
        put!(
            body,
            "<tr><th scope=\"row\">{}</th><td class=\"number{class}\">{count}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
            sentence(&words.periods(problem, row.first, row.last)),
            limit(Some(row.least).filter(|least| *least > 0)),
            limit(row.places),
            who.join(", ")
        );
    }
    body.push_str("</tbody></table></div>\n");
    Section {
        id: "who",
        title: words.who_is_here,
        body,
    }
}
