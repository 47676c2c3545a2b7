//! The report of a year, as a page shows it.

use super::answer::{Line, Part, Printed, Report};
use crate::pages::chart::{Bar, Bars};
use crate::pages::figures::{SHARE, values_text};
use crate::pages::numbers::percent;
use crate::pages::texts::Texts;

/// What the page shows of a report.
pub(super) struct Year {
    pub(super) rules: String,
    pub(super) rules_label: String,
    pub(super) digest: String,
    pub(super) known_at: Option<String>,
    pub(super) position: u64,
    pub(super) hidden: Option<String>,
    pub(super) sections: Vec<(String, Vec<Row>)>,
    /// Whether exits are counted from the opening of the programme on.
    pub(super) since_opening: bool,
    pub(super) destinations: Option<String>,
    pub(super) lengths: Option<String>,
    pub(super) printed: Vec<Beside>,
    pub(super) agreement: String,
}

/// A line.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: String,
    /// Where it is told who is behind it.
    pub(super) behind: Option<String>,
    pub(super) fraction: Option<String>,
    pub(super) left_out: Option<String>,
}

/// A printed figure beside a computed one.
pub(super) struct Beside {
    pub(super) id: String,
    pub(super) quote: String,
    pub(super) printed: String,
    pub(super) computed: String,
    /// Where it is told who is behind it.
    pub(super) behind: Option<String>,
    pub(super) fraction: Option<String>,
    pub(super) period: String,
    pub(super) rules: String,
    /// A class of badge, and its words.
    pub(super) verdict: (&'static str, String),
}

impl Year {
    /// `href` is where those behind a figure are told.
    pub(super) fn of(report: Report, texts: Texts, href: impl Fn(&str) -> String) -> Self {
        let told = report.behind_told.unwrap_or_default();
        let behind = |id: &String| told.contains(id).then(|| href(id));
        let threshold = report.threshold.map(|threshold| threshold.to_string());
        let hidden = threshold.map(|least| texts.with("report-hidden", &[("least", &least)]));
        let sections = report.sections.into_iter().map(|section| {
            let lines = section.lines.into_iter();
            let lines = lines.map(|line| Row { behind: behind(&line.id), ..Row::of(line, texts) }).collect();
            (section.label.unwrap_or_default(), lines)
        });
        let printed = report.printed.into_iter();
        let printed: Vec<Beside> =
            printed.map(|one| Beside { behind: behind(&one.id), ..Beside::of(one, texts) }).collect();
        let agree = printed.iter().filter(|one| one.verdict.0 == "added").count().to_string();
        let all = printed.len().to_string();
        Self {
            rules: report.rule_set.name,
            rules_label: report.rule_set.label,
            digest: report.rule_set.digest.chars().take(12).collect(),
            known_at: report.known_at.map(|instant| instant.0.to_string()),
            position: report.position,
            hidden,
            since_opening: report.exits_since_opening,
            sections: sections.collect(),
            destinations: destinations(report.destinations, texts),
            lengths: lengths(report.lengths, texts),
            agreement: texts.with("printed-agree", &[("agree", &agree), ("all", &all)]),
            printed,
        }
    }
}

impl Row {
    fn of(line: Line, texts: Texts) -> Self {
        let value = if line.failed {
            texts.say("figure-failed")
        } else {
            values_text(&line.values, line.measure.as_deref(), texts)
        };
        let reason = |reason: &str, units: Option<u64>| {
            let units = units.map_or_else(|| "?".to_owned(), |units| units.to_string());
            format!("{} {units}", texts.of("left-out", reason))
        };
        let left_out: Vec<String> = line.left_out.iter().map(|one| reason(&one.reason, one.units)).collect();
        Self {
            label: line.label,
            value,
            behind: None,
            fraction: line.values.first().and_then(|value| value.fraction(texts)),
            left_out: Some(left_out.join(", ")).filter(|text| !text.is_empty()),
        }
    }
}

impl Beside {
    fn of(one: Printed, texts: Texts) -> Self {
        let is_share = one.measure.as_deref() == Some(SHARE);
        let value = |text: &String| match text.parse::<f64>() {
            Ok(number) if is_share => percent(texts.0, number),
            Ok(number) => crate::pages::numbers::number(texts.0, number),
            Err(_) => text.clone(),
        };
        let printed = one.told.iter().map(value).collect::<Vec<_>>().join(" · ");
        let printed = match one.qualifier.as_str() {
            "exact" => printed,
            qualifier => {
                texts.with(&format!("printed-{}", qualifier.replace('_', "-")), &[("value", &printed)])
            }
        };
        let verdict = match one.agrees {
            Some(true) => ("added", texts.say("printed-same")),
            Some(false) => ("late", texts.say("printed-other")),
            None => ("", texts.say("printed-unknown")),
        };
        Self {
            period: period(one.from.map(|day| day.0), one.to.map(|day| day.0), texts),
            computed: values_text(&one.values, one.measure.as_deref(), texts),
            behind: None,
            fraction: one.values.first().and_then(|value| value.fraction(texts)),
            id: one.id,
            quote: one.quote,
            rules: one.rules,
            printed,
            verdict,
        }
    }
}

/// The days that a figure covers.
pub(in crate::pages) fn period(
    from: Option<jiff::civil::Date>,
    to: Option<jiff::civil::Date>,
    texts: Texts,
) -> String {
    match (from, to) {
        (Some(from), Some(to)) => texts.with("period", &[("from", &texts.day(from)), ("to", &texts.day(to))]),
        (None, Some(day)) | (Some(day), None) => texts.day(day),
        (None, None) => String::new(),
    }
}

/// The chart of where those who left went; nothing when nobody left.
fn destinations(mut parts: Vec<Part>, texts: Texts) -> Option<String> {
    parts.sort_by_key(|part| std::cmp::Reverse(part.count));
    let bars = parts.into_iter().map(|part| bar(part.label.unwrap_or(part.code), part.count, texts));
    let bars: Vec<Bar> = bars.collect();
    bars_of("destinations", bars, texts)
}

/// The chart of how long those who left had stayed; nothing when nobody left.
fn lengths(parts: Vec<Part>, texts: Texts) -> Option<String> {
    let ends: Vec<String> = parts.iter().skip(1).map(|part| part.code.clone()).collect();
    let bars = parts.into_iter().enumerate().map(|(at, part)| {
        let label = match ends.get(at) {
            Some(end) => texts.with("length-between", &[("from", &part.code), ("to", end)]),
            None => texts.with("length-from", &[("from", &part.code)]),
        };
        bar(label, part.count, texts)
    });
    let bars: Vec<Bar> = bars.collect();
    if bars.iter().all(|bar| bar.value == Some(0.0)) { None } else { bars_of("lengths", bars, texts) }
}

fn bar(label: String, count: Option<u64>, texts: Texts) -> Bar {
    let value = count.and_then(|count| u32::try_from(count).ok()).map(f64::from);
    let text = value
        .map_or_else(|| texts.say("figure-hidden"), |value| crate::pages::numbers::number(texts.0, value));
    Bar { label, value, text }
}

fn bars_of(id: &'static str, bars: Vec<Bar>, texts: Texts) -> Option<String> {
    if bars.is_empty() {
        return None;
    }
    let about = if bars.iter().any(|bar| bar.value.is_none()) { "about-told" } else { "about" };
    let all: f64 = bars.iter().filter_map(|bar| bar.value).sum();
    let all = crate::pages::numbers::number(texts.0, all);
    let chart = Bars {
        id,
        title: texts.say(&format!("{id}-title")),
        description: texts.with(&format!("{id}-{about}"), &[("all", &all)]),
        heads: [texts.say(&format!("{id}-head")), texts.say("households-head")],
        table: texts.say("chart-table"),
        parts: bars,
    };
    Some(chart.drawn())
}
