//! What an import did, for people and for programs; a retraction of a batch is told alike.

use application::import::{Refusal, Report};
use domain::messages::{contradiction, found, misshapen};
use serde_json::{Value, json};

use crate::output::{DIM, GOOD, NOTICE, WRONG, plain, styled};
use crate::texts::Texts;

/// Whether a dry run found that an import would write nothing: all of the lines, or none.
fn would_write_nothing(report: &Report, partial: bool) -> bool {
    report.dry_run && !partial && report.refused_in_all > 0
}

pub(in crate::verbs) fn as_json(report: &Report, partial: bool, texts: Texts) -> Value {
    let would_write = if would_write_nothing(report, partial) { 0 } else { report.accepted };
    let refused = |refusal: &Refusal| {
        json!({
            "file": refusal.file, "line": refusal.line, "pointer": refusal.pointer,
            "rule": refusal.rule.code(), "value": found(texts.language, refusal.rule, &refusal.value), "message": sentence(refusal, texts),
        })
    };
    json!({
        "accepted": report.accepted,
        "ignored": report.ignored,
        "warnings": report.warnings,
        "refused_in_all": report.refused_in_all,
        "refused": report.refused.iter().map(refused).collect::<Vec<_>>(),
        "first_position": report.first_position,
        "last_position": report.last_position,
        "dry_run": report.dry_run,
        "would_write": report.dry_run.then_some(would_write),
    })
}

pub(in crate::verbs) fn as_table(report: &Report, partial: bool, texts: Texts) -> String {
    let counts = [
        ("import-accepted", report.accepted, GOOD),
        ("import-ignored", report.ignored, DIM),
        ("import-warnings", report.warnings, NOTICE),
        ("import-refused", report.refused_in_all, WRONG),
    ];
    let mut lines: Vec<String> = counts
        .into_iter()
        .map(|(id, count, style)| {
            let what = texts.count(id, i64::try_from(count).unwrap_or(i64::MAX));
            let shown = format!("{count:>9}");
            let shown = if count == 0 { shown } else { styled(style, shown) };
            format!("{shown}  {what}")
        })
        .collect();
    if let (Some(first), Some(last)) = (report.first_position, report.last_position) {
        let (first, last) = (first.to_string(), last.to_string());
        lines.push(texts.say("import-positions", &[("first", &first), ("last", &last)]));
    }
    if would_write_nothing(report, partial) {
        lines.push(texts.say("import-dry-run-refused", &[]));
    } else if report.dry_run {
        lines.push(texts.say("import-dry-run", &[]));
    }
    lines.extend(report.refused.iter().map(|refusal| {
        let Refusal { file, line, pointer, rule, value, .. } = refusal;
        let value = found(texts.language, *rule, value);
        let [file, pointer, value] = [file, pointer, &value].map(|text| plain(text));
        let (rule, message) = (styled(WRONG, rule.code()), plain(&sentence(refusal, texts)));
        format!("{file}:{line}  {pointer}  {rule}  {value}  {message}")
    }));
    lines.join("\n")
}

fn sentence(refusal: &Refusal, texts: Texts) -> String {
    let Refusal { pointer, rule, value, other, expected, .. } = refusal;
    match other {
        None => misshapen(texts.language, *rule, pointer, value, *expected),
        Some(other) => contradiction(texts.language, *rule, pointer, value, Some(other)),
    }
}
