//! The list of households, and what needs attention today.

pub(super) mod answer;
mod filter;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::json;

use super::ask::{Desk, ask};
use super::failure::{self, Failure};
use super::frame::Frame;
use super::respond::html;
use super::texts::Texts;
use answer::{Answer, Attention, Deadline, Household, names};
use filter::Filter;

const DOCUMENT: &str = include_str!("query.graphql");
const ATTENTION: &str = include_str!("attention.graphql");

/// How many days before its last day something needs attention.
const SOON_DAYS: i64 = 30;

/// The page.
pub(super) async fn page(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    let today = desk.today();
    let filter = match Filter::of(&frame, today) {
        Ok(filter) => filter,
        Err(failure) => return failure::page(&frame, failure),
    };
    match read(&desk, &parts, &frame, filter, today).await {
        Ok((answer, attention, filter)) => {
            html(&frame, StatusCode::OK, &Page::of(&frame, answer, attention, filter, today))
        }
        Err(failure) => failure::page(&frame, failure),
    }
}

/// The list, and what needs attention. Whoever oversees without a reason may have no list by deadlines, which may be days
/// of permits: it comes by identifier then, unless an order was chosen. So does an empty list: whoever sees
/// households in part may have some all the same.
async fn read(
    desk: &Desk,
    parts: &Parts,
    frame: &Frame,
    mut filter: Filter,
    today: Date,
) -> Result<(Answer, Attention, Filter), Failure> {
    let language = frame.texts.0;
    let mut answer: Result<Answer, Failure> = ask(desk, parts, language, DOCUMENT, filter.variables()).await;
    let is_empty = matches!(&answer, Ok(answer) if answer.households.nodes.is_empty());
    if !filter.sorted && (is_empty || matches!(answer, Err(Failure::Forbidden))) {
        filter = if is_empty { filter.by_id_of_all() } else { filter.by_id() };
        answer = ask(desk, parts, language, DOCUMENT, filter.variables()).await;
    }
    let days = json!({ "today": today.to_string(), "soon": soon(today).to_string() });
    Ok((answer?, ask(desk, parts, language, ATTENTION, days).await?, filter))
}

/// The first day on which nothing needs attention yet.
fn soon(today: Date) -> Date {
    today.checked_add((SOON_DAYS + 1).days()).unwrap_or(Date::MAX)
}

#[derive(Template)]
#[template(path = "households/page.html")]
struct Page<'a> {
    frame: &'a Frame,
    /// What is typed of a name: nothing yet.
    name: &'static str,
    wrong: Option<String>,
    today: String,
    late: Group,
    soon: Group,
    filter: Filter,
    programmes: Vec<(String, String)>,
    rows: Vec<Row>,
    found: String,
    position: u64,
    next: Option<String>,
}

/// Deadlines of one group.
struct Group {
    due: Vec<Due>,
    /// The list of the households that have such a deadline, when there are more.
    more: Option<String>,
}

struct Due {
    household: String,
    short: String,
    day: String,
    iso: String,
    left: String,
    what: String,
    programme: String,
}

struct Row {
    id: String,
    short: String,
    members: String,
    programmes: String,
    open: bool,
    home: Option<String>,
    class: Option<(String, String)>,
    entered: Option<(String, String)>,
    last: Option<(String, String)>,
    due: Option<Next>,
}

struct Next {
    iso: String,
    day: String,
    what: String,
    left: String,
    /// `late`, `soon` or nothing.
    urgency: &'static str,
}

impl<'a> Page<'a> {
    fn of(frame: &'a Frame, answer: Answer, attention: Attention, filter: Filter, today: Date) -> Self {
        let texts = frame.texts;
        let names = names(answer.programmes);
        let next =
            answer.households.page_info.end_cursor.filter(|_| answer.households.page_info.has_next_page);
        let group = |group: answer::Deadlines, due: &str| Group {
            due: group.nodes.into_iter().map(|one| Due::of(one, texts, &names, today)).collect(),
            more: group.page_info.has_next_page.then(|| frame.here_with(&filter::of_due(due))),
        };
        let rows: Vec<Row> =
            answer.households.nodes.into_iter().map(|one| Row::of(one, texts, &names, today)).collect();
        Self {
            frame,
            name: "",
            wrong: None,
            today: texts.day(today),
            late: group(attention.late, "late"),
            soon: group(attention.soon, "30"),
            found: texts.count("list-shown", rows.len() as u64),
            rows,
            position: answer.households.position,
            next: next.map(|cursor| frame.here_with(&[("after", Some(&cursor))])),
            programmes: names.iter().map(|(code, name)| (code.clone(), name.clone())).collect(),
            filter,
        }
    }
}

impl Due {
    fn of(one: Deadline, texts: Texts, names: &BTreeMap<String, String>, today: Date) -> Self {
        let day = one.due_on.0;
        Self {
            short: short(&one.household),
            household: one.household,
            day: texts.day(day),
            iso: day.to_string(),
            left: left(texts, day, today),
            what: texts.of("due", &one.kind),
            programme: one.programme.map(|code| named(names, &code)).unwrap_or_default(),
        }
    }
}

impl Row {
    fn of(household: Household, texts: Texts, names: &BTreeMap<String, String>, today: Date) -> Self {
        let dated = |day: Date| (day.to_string(), texts.day(day));
        let Household { uuid, overview } = household;
        let overview = overview.as_ref();
        let due = overview.and_then(|row| row.next_deadline_on).map(|day| day.0);
        let kind = overview.and_then(|row| row.next_deadline_kind.as_deref()).unwrap_or_default();
        let programmes = overview.map(|row| row.programmes.iter().map(|code| named(names, code)));
        Self {
            short: short(&uuid),
            id: uuid,
            members: overview.map(|row| texts.count("members", row.members)).unwrap_or_default(),
            programmes: programmes.into_iter().flatten().collect::<Vec<_>>().join(", "),
            open: overview.is_some_and(|row| row.open),
            home: overview.and_then(|row| row.housing_kind_label.clone()),
            class: overview
                .and_then(|row| row.housing_class.clone())
                .map(|class| (texts.of("class", &class), class)),
            entered: overview.and_then(|row| row.entered_on).map(|day| dated(day.0)),
            last: overview.and_then(|row| row.last_event_on).map(|day| dated(day.0)),
            due: due.map(|day| Next {
                iso: day.to_string(),
                day: texts.day(day),
                what: texts.of("due", kind),
                left: left(texts, day, today),
                urgency: urgency(day, today),
            }),
        }
    }
}

fn urgency(day: Date, today: Date) -> &'static str {
    match (day < today, day < soon(today)) {
        (true, _) => "late",
        (false, true) => "soon",
        (false, false) => "",
    }
}

fn named(names: &BTreeMap<String, String>, code: &str) -> String {
    names.get(code).cloned().unwrap_or_else(|| code.to_owned())
}

/// The first eight digits of an identifier: enough to tell the households of a list apart.
pub(super) fn short(id: &str) -> String {
    id.chars().take(8).collect()
}

/// How many days are left, or since when it is late.
pub(super) fn left(texts: Texts, day: Date, today: Date) -> String {
    let days = (day - today).get_days();
    // Nobody counts a hundred days one by one.
    let time = match u64::from(days.unsigned_abs()) {
        days @ ..100 => texts.count("days", days),
        days @ 100..700 => texts.count("months", days / 30),
        days @ 700.. => texts.count("years", days / 365),
    };
    match days {
        0 => texts.say("left-today"),
        1.. => texts.with("left-days", &[("time", &time)]),
        ..0 => texts.with("left-late", &[("time", &time)]),
    }
}
