//! Published figures, rebuilt: the same, or what is at fault.

use std::path::PathBuf;

use application::publication::{Numbers, RebuiltFigure, Verdict};
use serde_json::{Value as Json, json};

use super::{error_text, workers};
use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{DIM, GOOD, NOTICE, WRONG, plain, print, styled};
use crate::session::Session;
use crate::table::table;
use crate::texts::Texts;
use crate::verbs::bar::Bar;
use crate::verbs::publish::{numbers_json, numbers_text};
use crate::verbs::rules;

/// Rebuild published figures, each under its rule version and its belief: the same, or what is at fault
///
/// Every version of a period is told, and where a series goes on under other rules. Ends with 1 when a figure is not what
/// was published, unless it is because data were erased since.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours figures published
  parcours figures published --programme para --format json")]
pub(super) struct PublishedArgs {
    /// Only figures of this programme
    #[arg(long, value_name = "CODE")]
    programme: Option<String>,
    /// Folder of rule sets, beside and in the place of those of the program
    #[arg(long, value_name = "FOLDER")]
    rules: Option<PathBuf>,
    /// How many fold households at once; as many as the machine has processors when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
}

pub(super) async fn run(args: PublishedArgs, session: Session) -> Result<Outcome, Failure> {
    let (texts, format) = (session.texts, session.format);
    let rule_sets = rules::load(args.rules.as_deref(), texts)?;
    let (programme, workers) = (args.programme, workers(args.workers));
    let rebuilt = session
        .on_ledger(move |application| async move {
            let mut bar = Bar::new(texts);
            let mut show = |done, all| bar.show("figures-computing", done, all);
            let asked = application.rebuild_figures(programme.as_deref(), &rule_sets, workers, &mut show);
            Ok(asked.await?)
        })
        .await?;
    print(&match format {
        Format::Json => as_json(&rebuilt, texts).to_string(),
        Format::Table => as_text(&rebuilt, texts),
    })?;
    Ok(if all_right(&rebuilt) { Outcome::Done } else { Outcome::Refused })
}

fn as_text(rebuilt: &[RebuiltFigure], texts: Texts) -> String {
    let head = ["position", "programme", "id", "from", "to", "value", "numerator", "denominator", "rule-set"];
    let mut head: Vec<String> =
        head.iter().map(|column| texts.say(&format!("report-{column}"), &[])).collect();
    head.extend(["verdict", "series"].map(|column| texts.say(&format!("published-{column}"), &[])));
    let row = |one: &RebuiltFigure| {
        let published = &one.published;
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let mut row = vec![
            published.position.to_string(),
            plain(&published.programme),
            plain(&published.figure),
            day(published.window.from),
            day(published.window.to),
        ];
        row.extend(numbers_text(&published.numbers, texts));
        row.push(plain(&published.rules()));
        let style = match (matches!(one.verdict, Verdict::Same), one.verdict.is_right()) {
            (true, _) => GOOD,
            (false, true) => NOTICE,
            (false, false) => WRONG,
        };
        row.push(styled(style, verdict_text(&one.verdict, texts)));
        row.push(styled(DIM, series_text(one, texts)));
        row
    };
    let same = rebuilt.iter().filter(|one| matches!(one.verdict, Verdict::Same)).count().to_string();
    let all = rebuilt.len().to_string();
    let total = texts.say("published-total", &[("same", &same), ("all", &all)]);
    let shown = table(head, rebuilt.iter().map(row).collect(), &[0, 5, 6, 7]);
    format!("{shown}\n{}", styled(if all_right(rebuilt) { GOOD } else { WRONG }, total))
}

fn all_right(rebuilt: &[RebuiltFigure]) -> bool {
    rebuilt.iter().all(|one| one.verdict.is_right())
}

fn verdict_text(verdict: &Verdict, texts: Texts) -> String {
    let id = format!("published-{}", verdict.code().replace('_', "-"));
    match verdict {
        Verdict::Same
        | Verdict::RulesMissing
        | Verdict::RulesNotPublished
        | Verdict::LineMissing
        | Verdict::EventsMissing => texts.say(&id, &[]),
        Verdict::RulesDiffer { published, found } => {
            texts.say(&id, &[("published", published), ("found", found)])
        }
        Verdict::Erased { found } | Verdict::Differs { found } => {
            texts.say(&id, &[("found", &found_text(found.as_ref(), texts))])
        }
        Verdict::Failed(error) => error_text(error, texts),
    }
}

/// `28 (28/30)`.
fn found_text(found: Option<&Numbers>, texts: Texts) -> String {
    let Some(found) = found else { return texts.say("report-nothing", &[]) };
    let [value, numerator, denominator] = numbers_text(found, texts);
    let behind: Vec<String> =
        [numerator, denominator].into_iter().filter(|number| !number.is_empty()).collect();
    if behind.is_empty() { value } else { format!("{value} ({})", behind.join("/")) }
}

fn series_text(one: &RebuiltFigure, texts: Texts) -> String {
    let restated = one
        .restated_at
        .map(|position| texts.say("published-restated", &[("position", &position.to_string())]));
    let broken = one.broken_from.as_ref().map(|rules| texts.say("published-broken", &[("rules", rules)]));
    [restated, broken].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn as_json(rebuilt: &[RebuiltFigure], texts: Texts) -> Json {
    let figure = |one: &RebuiltFigure| {
        let published = &one.published;
        let mut json = numbers_json(&published.numbers);
        let found = match &one.verdict {
            Verdict::Erased { found } | Verdict::Differs { found } => found.as_ref().map(numbers_json),
            Verdict::Same
            | Verdict::RulesMissing
            | Verdict::RulesNotPublished
            | Verdict::RulesDiffer { .. }
            | Verdict::LineMissing
            | Verdict::EventsMissing
            | Verdict::Failed(_) => None,
        };
        let more = json!({
            "programme": published.programme,
            "figure": published.figure,
            "unit": published.unit,
            "from": published.window.from.map(|day| day.to_string()),
            "to": published.window.to.map(|day| day.to_string()),
            "rule_set": published.rule_set,
            "version": published.version,
            "known_at": published.known_at.to_string(),
            "position": published.position,
            "published_at": published.published_at.to_string(),
            "restated_at": one.restated_at,
            "broken_from": one.broken_from,
            "verdict": one.verdict.code(),
            "reason": verdict_text(&one.verdict, texts),
            "found": found,
        });
        if let (Some(json), Json::Object(more)) = (json.as_object_mut(), more) {
            json.extend(more);
        }
        json
    };
    let same = rebuilt.iter().filter(|one| matches!(one.verdict, Verdict::Same)).count();
    json!({ "figures": rebuilt.iter().map(figure).collect::<Vec<_>>(), "same": same, "of": rebuilt.len() })
}
