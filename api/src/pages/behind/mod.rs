//! Who is behind a figure of a year, and why a household is counted in it or not.

mod answer;

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use jiff::tz::TimeZone;
use serde_json::json;

use super::ask::{Desk, ask};
use super::failure::{self, Failure};
use super::figures::{code_of, values_text, year_of};
use super::frame::Frame;
use super::households::short;
use super::programme::of_year;
use super::respond::html;
use super::texts::Texts;
use answer::{Answer, Behind, Count, Explanation, Unit};

const UNITS: &str = concat!(include_str!("units.graphql"), "\n", include_str!("figure.graphql"));
const WHY: &str = concat!(include_str!("why.graphql"), "\n", include_str!("figure.graphql"));

/// The parameter that names a household: then it is told why that one is counted, or not.
const HOUSEHOLD: &str = "household";

/// The page of a figure of the report of a programme.
pub(super) async fn page(
    State(desk): State<Desk>,
    path: Option<Path<(String, String)>>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    let (code, id) = path.map(|Path(path)| path).unwrap_or_default();
    match read(&desk, &parts, &frame, (&code, &id)).await {
        Ok(page) => html(&frame, StatusCode::OK, &page),
        Err(failure) => failure::page(&frame, failure),
    }
}

async fn read<'f>(
    desk: &Desk,
    parts: &Parts,
    frame: &'f Frame,
    (code, id): (&str, &str),
) -> Result<Page<'f>, Failure> {
    let year = year_of(frame)?.ok_or(Failure::BadRequest)?;
    let (rules, standing) = (code_of(frame, "rules")?, code_of(frame, "standing")?);
    let household = code_of(frame, HOUSEHOLD)?;
    let document = if household.is_some() { WHY } else { UNITS };
    let mut variables = json!({ "programme": code, "year": year, "rules": rules, "id": id });
    if household.is_some() {
        variables[HOUSEHOLD] = json!(household);
    } else {
        variables["standing"] = json!(standing);
        variables["after"] = json!(frame.parameter("after"));
    }
    let answer: Answer = ask(desk, parts, frame.texts.0, document, variables).await?;
    let behind = answer.report.and_then(|report| report.behind).ok_or(Failure::NotFound)?;
    if household.is_some() && behind.told && behind.explanation.is_none() {
        return Err(Failure::NotFound);
    }
    let programme = answer.programme.and_then(|one| one.name).unwrap_or_else(|| code.to_owned());
    let report = of_year(&format!("/programmes/{code}"), frame);
    Ok(Page::of(frame, behind, (programme, report, year), standing, &desk.time_zone()))
}

#[derive(Template)]
#[template(path = "behind/page.html")]
struct Page<'a> {
    frame: &'a Frame,
    programme: String,
    /// The address of the report that the figure is of.
    report: String,
    year: i16,
    title: String,
    /// Whether the title is what a source printed, in French.
    is_quote: bool,
    value: String,
    told: bool,
    places: Vec<Place>,
    rows: Vec<Row>,
    next: Option<String>,
    why: Option<Why>,
    position: Option<String>,
}

/// A place where units stand.
struct Place {
    label: String,
    units: String,
    href: String,
    is_chosen: bool,
}

/// A unit.
struct Row {
    /// What it is called; none when it may not be looked into.
    name: Option<String>,
    /// Its household, and what that is called.
    household: Option<(String, String)>,
    standing: String,
    left_out: Option<String>,
    why: Option<String>,
}

/// Why a household stands where it does.
struct Why {
    household: String,
    is_kept: bool,
    verdict: String,
    hint: Option<String>,
    changes: Vec<(String, String)>,
    /// What is told in the place of the events.
    notice: Option<String>,
    events: Vec<Told>,
    /// Back to all units.
    all: String,
}

/// An event behind a figure.
struct Told {
    on: String,
    what: String,
    recorded: String,
    position: String,
}

impl<'a> Page<'a> {
    fn of(
        frame: &'a Frame,
        behind: Behind,
        (programme, report, year): (String, String, i16),
        standing: Option<&str>,
        zone: &TimeZone,
    ) -> Self {
        let texts = frame.texts;
        let (title, is_quote, value) = match (behind.line, behind.printed) {
            (Some(line), _) => (line.label, false, values_text(&line.values, line.measure.as_deref(), texts)),
            (None, Some(one)) => {
                let value = values_text(&one.values, one.measure.as_deref(), texts);
                (format!("« {} »", one.quote), true, value)
            }
            (None, None) => Default::default(),
        };
        let place = |code: Option<&str>, label: String, units: u64| Place {
            label,
            units: units.to_string(),
            href: frame.here_with(&[("standing", code), ("after", None)]),
            is_chosen: standing == code,
        };
        let all = place(None, texts.say("behind-all"), behind.counts.iter().map(|count| count.units).sum());
        let places = behind.counts.iter().map(|one| place(Some(&one.standing), one.label.clone(), one.units));
        let units = behind.units.as_ref();
        let next = units.filter(|units| units.page_info.has_next_page);
        let next = next.and_then(|units| units.page_info.end_cursor.as_deref());
        let rows = units.into_iter().flat_map(|units| &units.nodes);
        Self {
            rows: rows.map(|unit| Row::of(unit, &behind.counts, frame)).collect(),
            places: std::iter::once(all).chain(places).collect(),
            next: next.map(|cursor| frame.here_with(&[("after", Some(cursor))])),
            why: behind.explanation.map(|why| Why::of(why, frame, zone)),
            position: behind.position.map(|position| position.to_string()),
            told: behind.told,
            frame,
            programme,
            report,
            year,
            title,
            is_quote,
            value,
        }
    }
}

impl Row {
    fn of(unit: &Unit, counts: &[Count], frame: &Frame) -> Self {
        let texts = frame.texts;
        let standing = counts.iter().find(|count| count.standing == unit.standing);
        let household = unit.household.as_ref();
        let is_itself = household.is_some() && unit.id == unit.household;
        Self {
            name: unit.id.as_deref().filter(|_| !is_itself).map(named),
            household: household.map(|id| (id.clone(), short(id))),
            standing: standing.map_or_else(|| unit.standing.clone(), |count| count.label.clone()),
            left_out: unit.left_out.as_deref().map(|reason| texts.of("left-out", reason)),
            why: household
                .map(|id| frame.here_with(&[(HOUSEHOLD, Some(id)), ("standing", None), ("after", None)])),
        }
    }
}

/// A unit: identifiers by their first digits, anything else as it is.
fn named(unit: &str) -> String {
    if unit.parse::<uuid::Uuid>().is_ok() { short(unit) } else { unit.to_owned() }
}

impl Why {
    fn of(why: Explanation, frame: &Frame, zone: &TimeZone) -> Self {
        let texts: Texts = frame.texts;
        let notice = match (why.explained, why.events.is_empty()) {
            (false, _) => Some(texts.say("behind-unexplained")),
            (true, true) => Some(projections::explanation::Explanation::nothing_read(texts.0)),
            (true, false) => None,
        };
        let told = |event: answer::Event| Told {
            on: texts.date(event.occurred_on.0),
            what: event.label,
            recorded: texts.instant(event.recorded_at.0, zone),
            position: event.position.to_string(),
        };
        Self {
            is_kept: why.standing == "kept",
            household: why.household,
            verdict: why.label,
            hint: why.hint,
            changes: why.changes.into_iter().map(|one| (one.label, one.standing_label)).collect(),
            notice,
            events: why.events.into_iter().map(told).collect(),
            all: frame.here_with(&[(HOUSEHOLD, None)]),
        }
    }
}
