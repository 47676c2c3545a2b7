//! The figures of a report beside those that were published: what each becomes.

use std::collections::{BTreeMap, BTreeSet};

use domain::codes::FigureSource;
use domain::facts::figure_declared::{FigureDeclared, Period, RuleVersion, Window as Covered};
use domain::facts::values::TextCode;
use jiff::civil::Date;
use projections::publication::Before;
use projections::rules::Window;

use super::earlier::told_as;
use super::figures::{Books, place};
use super::{Mode, Numbers, Planned, PublishError, PublishedFigure, Standing};
use crate::report::{Report, ReportOf};

/// The figures of a report beside those published.
pub(super) fn planned(report: &Report, books: &Books, mode: Mode) -> Result<Vec<Planned>, PublishError> {
    let of = &report.of;
    let mut figures = Vec::new();
    let of_programme: Vec<&PublishedFigure> =
        books.figures.iter().filter(|one| one.programme == of.programme).collect();
    for cell in &report.cells {
        let not_computed = |_| PublishError::NotComputed { figure: cell.line.id.clone() };
        let printed = cell.printed.as_ref().map_err(not_computed)?;
        for (at, outcome) in printed.shown.outcomes.iter().enumerate() {
            let Some(numbers) = Numbers::of(&printed.side, outcome) else { continue };
            let figure = if at == 0 { cell.line.id.clone() } else { format!("{}/{}", cell.line.id, at + 1) };
            let series: Vec<&PublishedFigure> =
                of_programme.iter().copied().filter(|one| one.figure == figure).collect();
            let unit = printed.side.answer.unit.clone();
            let standing = standing(report, &figure, &numbers, &series, &of_programme, mode)?;
            figures.push(Planned { figure, numbers, unit, standing });
        }
    }
    Ok(figures)
}

fn standing(
    report: &Report,
    figure: &str,
    numbers: &Numbers,
    series: &[&PublishedFigure],
    of_programme: &[&PublishedFigure],
    mode: Mode,
) -> Result<Standing, PublishError> {
    let of = &report.of;
    let rules = of.rule_set.name();
    let of_period = series.iter().rfind(|one| one.window == of.window);
    if let Some(one) = of_period {
        let is_same =
            one.rules() == rules && Some(one.known_at) == report.known_at && one.numbers == *numbers;
        return match mode {
            _ if is_same => Ok(Standing::Same(one.position)),
            Mode::Restate => Ok(Standing::Restated(one.position)),
            Mode::Continue | Mode::Splice => {
                Err(PublishError::Published { figure: figure.to_owned(), position: one.position })
            }
        };
    }
    // Of each period, the version that was published last.
    let current: BTreeMap<Days, &PublishedFigure> =
        series.iter().map(|one| (days(one.window), *one)).collect();
    let own = days(of.window);
    let before = current.range(..own).next_back();
    let others = || current.iter().filter(|(_, one)| one.rules() != rules);
    match mode {
        // The rest of the series is restated with it.
        Mode::Restate => Ok(Standing::New),
        // The other rules apply to what ends after all that was published under those before.
        Mode::Splice => match others().next_back() {
            Some(((to, _), one)) if *to >= own.0 => Err(PublishError::NotAfter {
                figure: figure.to_owned(),
                rule_set: one.rules(),
                to: to.map(|day| day.to_string()).unwrap_or_default(),
            }),
            Some(_) if before.is_none_or(|(_, one)| one.rules() != rules) => Ok(Standing::NewSeries),
            Some(_) | None => Ok(Standing::New),
        },
        // A series goes on under the rules of the period before; before all others, under those of the first.
        Mode::Continue => match before.or_else(|| current.iter().next()) {
            Some((last, one)) if one.rules() != rules => {
                // The programme may have gone on under these rules while this figure was hidden.
                let is_between = |one: &PublishedFigure| (*last..own).contains(&days(one.window));
                if of_programme.iter().any(|one| is_between(one) && one.rules() == rules) {
                    return Ok(Standing::NewSeries);
                }
                Err(PublishError::OtherRules { figure: figure.to_owned(), rule_set: one.rules() })
            }
            Some(_) | None => Ok(Standing::New),
        },
    }
}

/// The days of a window, the last before the first: periods in the order in which they end.
type Days = (Option<Date>, Option<Date>);

fn days(window: Window) -> Days {
    (window.to, window.from)
}

/// The other periods of a programme of which some figure of the report stands under other rules: restating one restates
/// them all.
pub(super) fn others(of: &ReportOf, books: &Books) -> BTreeSet<Days> {
    let Some(report) = &of.rule_set.report else { return BTreeSet::new() };
    let is_of = |one: &&PublishedFigure| {
        one.programme == of.programme && report.lines().any(|line| line.id == one.place().0)
    };
    // The versions of each period in their order: the last one stays.
    let all = books.figures.iter().filter(is_of);
    let current: BTreeMap<(Days, &str), &PublishedFigure> =
        all.map(|one| ((days(one.window), one.figure.as_str()), one)).collect();
    let stale = current.into_iter().filter(|(_, one)| one.rules() != of.rule_set.name());
    stale.map(|((days, _), _)| days).filter(|one| *one != days(of.window)).collect()
}

/// The counts that the figures of a report will tell once they are recorded.
pub(super) fn told_now(report: &Report, figures: &[Planned]) -> Before {
    let told = figures.iter().flat_map(|planned| {
        let (line, outcome) = place(&planned.figure);
        let cell = report.cells.iter().find(|cell| cell.line.id == line);
        let printed = cell.and_then(|cell| cell.printed.as_ref().ok());
        let (to, _) = days(report.of.window);
        let name = format!("{} ({})", planned.figure, to.map(|day| day.to_string()).unwrap_or_default());
        printed.map(|printed| told_as(&name, outcome, &planned.numbers, &printed.side)).unwrap_or_default()
    });
    Before { told: told.collect(), perhaps: Vec::new() }
}

/// The fact of a planned figure; none when one of its codes cannot be kept.
pub(super) fn fact(report: &Report, planned: &Planned) -> Option<FigureDeclared> {
    let of = &report.of;
    let code = TextCode::parse;
    let window = match of.window {
        Window { from: Some(from), to: Some(to) } => Some(Covered::Period(Period { from, to })),
        Window { from: None, to } => to.map(Covered::Day),
        Window { from: Some(_), to: None } => None,
    };
    let Numbers { value, qualifier, numerator, denominator } = planned.numbers;
    Some(FigureDeclared {
        figure: code(&planned.figure)?,
        value,
        unit: code(&planned.unit)?,
        numerator,
        denominator,
        qualifier,
        window,
        source: FigureSource::Computed,
        rule: Some(RuleVersion { rule_set: code(&of.rule_set.code)?, version: of.rule_set.version }),
        known_at: report.known_at,
    })
}
