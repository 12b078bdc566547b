//! What changes do.

use super::super::Section;
use super::super::markup::{english, name, search};
use super::WIDTH;
use crate::report::language::Words;
use crate::report::words::put;
use crate::scenario::{Comparison, Effect};

/// Most effects shown.
const SHOWN_EFFECTS: usize = 60;

/// Each effect as the interval that is proven for it.
pub(super) fn effects(words: &Words, comparison: &Comparison) -> Option<Section> {
    let said = &words.scenarios;
    let all = comparison.effects();
    if all.is_empty() {
        return None;
    }
    let half = SHOWN_EFFECTS / 2;
    let shown: Vec<&Effect> = if all.len() <= SHOWN_EFFECTS {
        all.clone()
    } else {
        all[..half]
            .iter()
            .chain(&all[all.len() - half..])
            .copied()
            .collect()
    };
    let low = shown
        .iter()
        .map(|effect| effect.least)
        .min()
        .unwrap_or(0)
        .min(0);
    let high = shown
        .iter()
        .map(|effect| effect.greatest)
        .max()
        .unwrap_or(0)
        .max(0);
    let range = high.saturating_sub(low).max(1);
    let place = |value: i64| value.saturating_sub(low).saturating_mul(WIDTH) / range;
    let mut body = format!("<p class=\"note\">{}</p>\n", said.effects_note);
    if shown.len() < all.len() {
        put!(body, "<p class=\"note\">{}</p>\n", (said.cut_effects)(half));
    }
    put!(
        body,
        "<div class=\"scroll\"><table class=\"what-if\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\" class=\"wide\">{}</th>\
         <th class=\"number\" scope=\"col\">{}</th><th class=\"number\" scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        said.scenario,
        said.interval,
        words.least,
        said.at_most
    );
    for effect in shown {
        write_effect(&mut body, words, effect, place);
    }
    body.push_str("</tbody></table></div>\n");
    Some(Section {
        id: "effects",
        title: said.matters_most,
        body,
    })
}

/// A row of the table of effects; `place` says where a value lies in the picture.
fn write_effect(out: &mut String, words: &Words, effect: &Effect, place: impl Fn(i64) -> i64) {
    let class = match (effect.least > 0, effect.greatest < 0) {
        (true, _) => "gain",
        (_, true) => "loss",
        _ => "open",
    };
    let changes = effect.changes.join("; ");
    let about = if changes == effect.name {
        String::new()
    } else {
        format!("<br><small>{}</small>", english(words, &name(&changes)))
    };
    put!(
        out,
        "<tr data-find=\"{}\"><th scope=\"row\">{}{about}</th>",
        search(&[&effect.name, &changes]),
        name(&effect.name)
    );
    let (from, to) = (place(effect.least), place(effect.greatest));
    put!(
        out,
        "<td class=\"wide\"><div class=\"span {class}\"><i style=\"--x:{from};--w:{}\"></i><b style=\"--x:{}\"></b></div></td>\
         <td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
        (to - from).max(0),
        place(0),
        words.grouped(effect.least),
        words.grouped(effect.greatest)
    );
}
