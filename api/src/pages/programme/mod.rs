//! A programme: how full it is and was, who comes and goes, and the report of a year.

mod answer;
mod flows;
mod levels;
mod workbook;
mod year;

use std::ops::RangeInclusive;

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

use super::ask::{Desk, ask};
use super::failure::{self, Failure};
use super::figures::{code_of, year_of};
use super::frame::Frame;
use super::household::Saved;
use super::household::people::People;
use super::household::story::{Fact, Teller};
use super::programmes::told;
use super::respond::{download, html};
use answer::{Answer, Occupancy, Programme, Report, RuleSet, YearAnswer};
use year::Year;
pub(super) use year::period;

const DOCUMENT: &str =
    concat!(include_str!("query.graphql"), "\n", include_str!("../household/history.graphql"));
const REPORT: &str = include_str!("report.graphql");

/// What workbooks are.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The page.
pub(super) async fn page(State(desk): State<Desk>, code: Option<Path<String>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    let read = read(&desk, &parts, &frame, code.map(|Path(code)| code).unwrap_or_default()).await;
    match read {
        Ok(read) => {
            let is_busy = matches!(read.report, Counted::Busy);
            let status = if is_busy { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
            let mut response = html(&frame, status, &Page::of(&frame, read, &desk.time_zone(), desk.today()));
            if is_busy {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            response
        }
        Err(failure) => failure::page(&frame, failure),
    }
}

/// The report of a year as a workbook.
pub(super) async fn workbook(
    State(desk): State<Desk>,
    code: Option<Path<String>>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    let read = read(&desk, &parts, &frame, code.map(|Path(code)| code).unwrap_or_default()).await;
    let made = read.and_then(|read| match (read.report, read.year) {
        (Counted::Report(report), Some(year)) => {
            let bytes = workbook::made(&read.programme, &report, frame.texts).map_err(|error| {
                tracing::error!(%error, "a workbook cannot be written");
                Failure::Failed
            })?;
            Ok(download(WORKBOOK, &format!("{}-{year}.xlsx", read.programme.code), bytes))
        }
        (Counted::Busy, _) => Err(Failure::Unavailable),
        (Counted::Withheld, _) => Err(Failure::Forbidden),
        (Counted::Report(_) | Counted::NoYear | Counted::Unasked, _) => Err(Failure::NotFound),
    });
    made.unwrap_or_else(|failure| failure::page(&frame, failure))
}

/// What was read for a page.
struct Read {
    programme: Programme,
    rule_sets: Vec<RuleSet>,
    /// The rules asked for, when any were.
    rules: Option<String>,
    years: RangeInclusive<i16>,
    year: Option<i16>,
    report: Counted,
}

/// What came of counting.
enum Counted {
    Report(Box<Report>),
    /// Others are counted for.
    Busy,
    /// Not for this reader.
    Withheld,
    /// Nothing has happened then.
    NoYear,
    /// No year was chosen.
    Unasked,
}

async fn read(desk: &Desk, parts: &Parts, frame: &Frame, code: String) -> Result<Read, Failure> {
    let language = frame.texts.0;
    let (asked, rules) = (year_of(frame)?, code_of(frame, "rules")?.map(str::to_owned));
    let answer: Answer = ask(desk, parts, language, DOCUMENT, json!({ "code": code })).await?;
    let programme = answer.programme.ok_or(Failure::NotFound)?;
    let happened = programme.occupancy.iter().flat_map(|full| &full.flows).map(|flow| flow.month.0.year());
    let (first, last) = (happened.clone().min(), happened.max());
    let this_year = desk.today().year();
    // The list may be a moment behind the facts: a year that is asked for stands in it.
    let first = asked.into_iter().chain(first).min();
    let years = first.unwrap_or(this_year)..=this_year.max(last.unwrap_or(this_year));
    // Counting takes seconds: it is asked for.
    let report = match asked {
        _ if programme.figures_told == "NOTHING" => Counted::Withheld,
        None if last.is_some() => Counted::Unasked,
        None => Counted::NoYear,
        Some(year) if year > *years.end() => Counted::NoYear,
        Some(year) => {
            let variables = json!({ "programme": programme.code, "year": year, "rules": rules });
            match ask::<YearAnswer>(desk, parts, language, REPORT, variables).await {
                Ok(YearAnswer { report: Some(report) }) => Counted::Report(Box::new(report)),
                Ok(YearAnswer { report: None }) => return Err(Failure::BadRequest),
                Err(Failure::Unavailable) => Counted::Busy,
                Err(Failure::Forbidden) => Counted::Withheld,
                Err(other) => return Err(other),
            }
        }
    };
    let year = asked.or(last);
    Ok(Read { programme, rule_sets: answer.rule_sets, rules, years, year, report })
}

#[derive(Template)]
#[template(path = "programme/page.html")]
struct Page<'a> {
    frame: &'a Frame,
    name: String,
    code: String,
    about: String,
    state: Option<String>,
    now: Option<Now>,
    years: Vec<(i16, bool)>,
    year: Option<i16>,
    /// Whether the year is not over.
    is_running: bool,
    tries: bool,
    /// Whether the reader records facts about it.
    records: bool,
    base: String,
    /// The fact that was recorded just now.
    saved: Option<Saved>,
    /// What was recorded about it, when that is told.
    facts: Option<Vec<Fact>>,
    rule_sets: Vec<(String, String, bool)>,
    report: Option<Year>,
    notice: Option<String>,
    months: Option<String>,
    workbook: String,
    position: u64,
}

/// How full it is, and was.
struct Now {
    households: String,
    persons: String,
    capacities: Vec<String>,
    levels: String,
    flows: String,
}

impl<'a> Page<'a> {
    fn of(frame: &'a Frame, read: Read, zone: &TimeZone, today: Date) -> Self {
        let texts = frame.texts;
        let Read { programme, rule_sets, rules, years, year, report } = read;
        let notice = match &report {
            Counted::Report(_) => None,
            Counted::Busy => Some("report-busy"),
            Counted::Withheld => Some("report-withheld"),
            Counted::NoYear => Some("report-no-year"),
            Counted::Unasked => Some("report-unasked"),
        };
        let behind = |id: &str| of_year(&format!("/programmes/{}/figures/{id}", programme.code), frame);
        let report =
            if let Counted::Report(report) = report { Some(Year::of(*report, texts, behind)) } else { None };
        let used = report.as_ref().map(|report| report.rules.clone()).or(rules);
        let is_used = |name: &str| used.as_deref() == Some(name);
        let about = programme.level_label.into_iter().chain(programme.kind_label).chain(programme.operator);
        let about = about.chain(Some(programme.territory.join(", ")).filter(|text| !text.is_empty()));
        let occupancy = programme.occupancy.as_ref();
        let people = People::of(&[], &[], texts);
        let teller = Teller { texts, people: &people, zone, as_of: today };
        let history = programme.history.as_deref().unwrap_or_default();
        let recorded_now = frame.parameter("recorded").and_then(|id| history.iter().find(|one| one.id == id));
        let saved = recorded_now.map(|entry| Saved::of(entry, texts));
        let facts = programme.history.as_ref().map(|history| teller.facts(history));
        Self {
            name: programme.name.unwrap_or_else(|| programme.code.clone()),
            about: about.collect::<Vec<_>>().join(" · "),
            state: programme.state_label,
            now: occupancy.map(|full| Now::of(full, frame, today)),
            months: year.and_then(|year| flows::of_months(occupancy?, year, texts)),
            position: occupancy.map(|full| full.position).unwrap_or_default(),
            years: years.rev().map(|one| (one, Some(one) == year)).collect(),
            is_running: year == Some(today.year()),
            tries: programme.rules_tried,
            records: !programme.recordable.is_empty(),
            base: format!("/programmes/{}", programme.code),
            saved,
            facts,
            rule_sets: rule_sets
                .into_iter()
                .map(|set| {
                    let is_used = is_used(&set.name);
                    (set.name, set.label, is_used)
                })
                .collect(),
            notice: notice.map(|id| texts.say(id)),
            workbook: of_year(&format!("/programmes/{}/report.xlsx", programme.code), frame),
            code: programme.code,
            frame,
            year,
            report,
        }
    }
}

impl Now {
    fn of(full: &Occupancy, frame: &Frame, today: Date) -> Self {
        let texts = frame.texts;
        Self {
            households: texts.count("households", full.count.households.into()),
            persons: texts.count("persons", full.count.persons.into()),
            capacities: full.capacities.iter().map(|capacity| told(capacity, texts)).collect(),
            levels: levels::drawn(full, today, texts),
            flows: flows::of_years(full, texts),
        }
    }
}

/// What is at a path of the same year.
pub(super) fn of_year(path: &str, frame: &Frame) -> String {
    let pairs = ["year", "rules"].into_iter();
    let pairs = pairs.filter_map(|name| Some((name.to_owned(), frame.parameter(name)?.to_owned())));
    super::frame::address(path, &pairs.collect::<Vec<_>>())
}
