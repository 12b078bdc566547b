//! What is delivered, by region, specialty and department.

use super::super::Section;
use super::super::markup::{self, search};
use super::WIDTH;
use super::weeks::weeks;
use crate::problem::Problem;
use crate::report::language::Words;
use crate::report::words::put;
use crate::scenario::{Comparison, Spread};
use std::collections::BTreeMap;

pub(super) fn delivered(
    words: &Words,
    problem: &Problem,
    comparison: &Comparison,
) -> Option<Section> {
    let [region, specialty, department] = words.scenarios.by;
    let regions = |key: &str| {
        let mut regions = problem.regions().iter();
        regions
            .find(|region| region.key == key)
            .map(|region| region.name.clone())
    };
    let specialties = |key: &str| {
        let mut specialties = problem.specialties().iter();
        specialties
            .find(|specialty| specialty.key == key)
            .map(|specialty| specialty.name.clone())
    };
    let departments = |key: &str| {
        let department = problem.find_department(key)?;
        Some(problem.department(department).name.clone())
    };
    let tables = [
        Spreads {
            words: region,
            of_key: &comparison.by_region,
            name_of: &regions,
        },
        Spreads {
            words: specialty,
            of_key: &comparison.by_specialty,
            name_of: &specialties,
        },
        Spreads {
            words: department,
            of_key: &comparison.by_department,
            name_of: &departments,
        },
    ];
    let mut body = String::new();
    for table in tables {
        table.write(&mut body, words, problem, comparison.solved);
    }
    (!body.is_empty()).then_some(Section {
        id: "delivered",
        title: words.scenarios.delivered,
        body,
    })
}

/// What is delivered to each of several places or people.
struct Spreads<'a> {
    /// Title of the table and head of its first column.
    words: (&'static str, &'static str),
    of_key: &'a BTreeMap<String, Spread>,
    name_of: &'a dyn Fn(&str) -> Option<String>,
}

impl Spreads<'_> {
    fn write(&self, out: &mut String, words: &Words, problem: &Problem, solved: u64) {
        if self.of_key.is_empty() || solved == 0 {
            return;
        }
        let said = &words.scenarios;
        let (title, head) = self.words;
        let solved = i64::try_from(solved).unwrap_or(i64::MAX).max(1);
        let most = self
            .of_key
            .values()
            .map(|spread| spread.greatest.max(spread.baseline))
            .max()
            .unwrap_or(1)
            .max(1);
        put!(
            out,
            "<h3>{title}</h3>\n<div class=\"scroll\"><table class=\"what-if\"><thead><tr><th scope=\"col\">{head}</th><th scope=\"col\" class=\"wide\">{}</th>\
         <th class=\"number\" scope=\"col\">{}</th><th class=\"number\" scope=\"col\">{}</th><th class=\"number\" scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
            said.spread,
            said.baseline,
            said.mean,
            said.least
        );
        for (key, spread) in self.of_key {
            let name = (self.name_of)(key).unwrap_or_else(|| key.clone());
            let place = |amount: i64| amount.saturating_mul(WIDTH - 4) / most;
            put!(
                out,
                "<tr data-find=\"{}\"><th scope=\"row\">{}</th><td class=\"wide\"><div class=\"span\"><i style=\"--x:{};--w:{}\"></i><b style=\"--x:{}\"></b></div></td>\
             <td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
                search(&[&name, key]),
                markup::name(&name),
                place(spread.least),
                place(spread.greatest) - place(spread.least),
                place(spread.baseline),
                weeks(words, problem, spread.baseline),
                weeks(words, problem, spread.sum / solved),
                weeks(words, problem, spread.least)
            );
        }
        out.push_str("</tbody></table></div>\n");
    }
}
