//! How values are distributed.

use super::super::Section;
use super::WIDTH;
use crate::report::language::Words;
use crate::report::words::put;
use crate::scenario::{Comparison, Quantiles};

/// Bars of the picture of values.
const BARS: i64 = 40;

/// How the values are distributed, with the baseline marked.
pub(super) fn values(words: &Words, comparison: &Comparison) -> Option<Section> {
    let said = &words.scenarios;
    let grouped = |number: i64| words.grouped(number);
    let quantiles = comparison.value_quantiles()?;
    let low = quantiles
        .least
        .min(comparison.baseline_value().unwrap_or(quantiles.least));
    let high = quantiles
        .greatest
        .max(comparison.baseline_value().unwrap_or(quantiles.greatest));
    let mut body = picture(words, comparison, low, high);
    put!(
        body,
        "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">{}</th>",
        said.figure
    );
    let per_cent = |number: i64| format!("{number}{}", words.per_cent);
    let heads = [
        said.least.to_owned(),
        per_cent(5),
        per_cent(25),
        said.median.to_owned(),
        per_cent(75),
        per_cent(95),
        said.greatest.to_owned(),
    ];
    for head in heads {
        put!(body, "<th class=\"number\" scope=\"col\">{head}</th>");
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    let mut line = |name: &str, quantiles: Option<Quantiles>| {
        let Some(Quantiles {
            least,
            p05,
            p25,
            median,
            p75,
            p95,
            greatest,
        }) = quantiles
        else {
            return;
        };
        put!(body, "<tr><th scope=\"row\">{name}</th>");
        for number in [least, p05, p25, median, p75, p95, greatest] {
            put!(body, "<td class=\"number\">{}</td>", grouped(number));
        }
        body.push_str("</tr>\n");
    };
    line(words.value, Some(quantiles));
    line(said.changed, comparison.changed_quantiles());
    body.push_str("</tbody></table></div>\n");
    Some(Section {
        id: "values",
        title: said.outcomes,
        body,
    })
}

/// The values as bars from `low` to `high`, with a mark where the baseline is.
fn picture(words: &Words, comparison: &Comparison, low: i64, high: i64) -> String {
    let said = &words.scenarios;
    let grouped = |number: i64| words.grouped(number);
    let range = (high - low).max(1);
    let place = |value: i64| (value - low).saturating_mul(WIDTH) / range;
    let mut counts = vec![0_i64; usize::try_from(BARS).unwrap_or(1)];
    for value in comparison.values() {
        let bar = ((value - low).saturating_mul(BARS) / range).min(BARS - 1);
        if let Some(count) = usize::try_from(bar)
            .ok()
            .and_then(|bar| counts.get_mut(bar))
        {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let mut body = format!(
        "<div class=\"what-if\"><p class=\"note\">{}</p>\n\
         <svg viewBox=\"0 0 {WIDTH} 100\" preserveAspectRatio=\"none\" role=\"img\"><title>{}</title>",
        said.bars_note,
        (said.values_of)(comparison.values().len())
    );
    for (bar, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = (count * 96 / most).max(1);
        put!(
            body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{height}\"/>",
            bar as i64 * WIDTH / BARS,
            100 - height,
            WIDTH / BARS - 2
        );
    }
    if let Some(value) = comparison.baseline_value() {
        let at = place(value).clamp(2, WIDTH - 2);
        put!(
            body,
            "<line class=\"mark\" x1=\"{at}\" y1=\"0\" x2=\"{at}\" y2=\"100\"/>"
        );
    }
    put!(
        body,
        "</svg>\n<div class=\"axis\"><span>{}</span><span>{}</span></div></div>\n",
        grouped(low),
        grouped(high)
    );
    body
}
