//! Every limit that a caller can meet, in one table: the one of `docs/OPERATIONS.md`, made of the constants themselves.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};

use application::sight::FOLLOWED_MOST;

use crate::guard::Limits;
use crate::http::socket::knocking::KNOCKING_MOST;
use crate::http::socket::message::ID_MOST;
use crate::http::socket::operation::{MOST as OPERATIONS_MOST, PATIENCE, QUEUE};
use crate::http::socket::{INIT_BYTES, INIT_WAIT, OPEN_MOST as OPEN_SOCKETS_MOST};
use crate::http::{BODY_BYTES, OPEN_STREAMS_MOST, URI_BYTES, VALUES_MOST};
use crate::oidc::Settings;
use crate::schema::{CHANGES_MAX, FACTS_MAX, FIRST_MAX, LINES_MAX, NODES_MAX, STREAMS_MOST};
use crate::server::{Options, REASON_MOST, Rate, TOKEN_MOST};

const TOO_COMPLEX: &str = "400, `OPERATION_TOO_COMPLEX`";
const BAD_INPUT: &str = "`BAD_USER_INPUT`";
const SPENT: &str = "429, `RATE_LIMITED`, `Retry-After`";

/// The table in Markdown: what is limited, how much of it there may be, and how more is refused.
#[must_use]
pub fn table() -> String {
    let mut table = "| Limit | Value | Refusal |\n|---|---|---|\n".to_owned();
    for (what, value, refusal) in documents().into_iter().chain(requests()) {
        // Nothing fails that writes into a text.
        let _ = writeln!(table, "| {what} | {value} | {refusal} |");
    }
    table
}

type Row = (&'static str, String, &'static str);

fn documents() -> [Row; 9] {
    let Limits { document_bytes, brackets, operations, aliases, depth, levels, selections, cost } =
        Limits::default();
    let document = format!(
        "{} bytes, {brackets} brackets deep, {operations} operations, {aliases} aliases, {depth} fields deep, {levels} \
         selection sets deep, {} selections",
        grouped(&document_bytes),
        grouped(&selections),
    );
    [
        ("document", document, TOO_COMPLEX),
        ("cost of an operation, in objects that it may return", grouped(&cost), TOO_COMPLEX),
        ("page of a list", format!("1 to {FIRST_MAX}"), BAD_INPUT),
        ("identifiers of a call of `nodes`", NODES_MAX.to_string(), BAD_INPUT),
        ("facts of a call of `record`", format!("1 to {FACTS_MAX}"), BAD_INPUT),
        ("lines of a call of `importDryRun`", format!("1 to {}", grouped(&LINES_MAX)), BAD_INPUT),
        ("parameters of rules tried at once", format!("1 to {CHANGES_MAX}"), BAD_INPUT),
        ("a reason (`Parcours-Reason`)", format!("{REASON_MOST} characters"), "400, `BAD_USER_INPUT`"),
        ("a token", format!("{} bytes", grouped(&TOKEN_MOST)), "401, `UNAUTHENTICATED`"),
    ]
}

fn requests() -> [Row; 21] {
    let Options { request_limit, quiet_limit, requests_max, rates, .. } =
        Options::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let rate = |rate: Rate| {
        let (saved, restored) = (grouped(&rate.saved.get()), grouped(&rate.restored.get()));
        format!("{saved} saved up, {restored} back each second")
    };
    let rest = Settings::new("", "").rest.as_secs();
    [
        ("body of a request", format!("{} MiB", BODY_BYTES >> 20), "413, `BAD_USER_INPUT`"),
        (
            "values in a body, or in a message of a socket: texts, numbers, lists, objects, keys",
            grouped(&VALUES_MOST),
            "413, `BAD_USER_INPUT`; closed with 1009",
        ),
        ("address of a request", format!("{} KiB", URI_BYTES >> 10), "414, `BAD_USER_INPUT`"),
        ("cost in a time, of one token or person", rate(rates.token), SPENT),
        ("the same, of all of an association", rate(rates.association), SPENT),
        (
            "what subscriptions look at, seen or not, of the same cost",
            "1 for each event, history that decides, deadline, projection".to_owned(),
            "the subscription waits, and leaves nothing out",
        ),
        ("requests worked on at once", requests_max.to_string(), "503, `RATE_LIMITED`, `Retry-After`"),
        ("streams of events open at once", OPEN_STREAMS_MOST.to_string(), "an event with `RATE_LIMITED`"),
        ("the same, of one token or person", STREAMS_MOST.to_string(), "an event with `RATE_LIMITED`"),
        ("sockets open at once", OPEN_SOCKETS_MOST.to_string(), "closed with 1013"),
        ("the same, of one token or person", STREAMS_MOST.to_string(), "closed with 1013"),
        (
            "sockets that have not said yet who opens them",
            format!("{KNOCKING_MOST}, for {} seconds each", INIT_WAIT.as_secs()),
            "closed with 4408; of more, whoever was silent for longest with 1013",
        ),
        ("operations of one socket at once", OPERATIONS_MOST.to_string(), "an error with `RATE_LIMITED`"),
        (
            "answers of an operation that are not taken",
            format!("{QUEUE}, for {} seconds", PATIENCE.as_secs()),
            "an error with `RATE_LIMITED`, which ends the operation",
        ),
        (
            "message of a socket",
            format!("{} MiB; {} KiB before who opens it is known", BODY_BYTES >> 20, INIT_BYTES >> 10),
            "closed with 1009",
        ),
        ("identifier of an operation of a socket", format!("{ID_MOST} bytes"), "closed with 4400"),
        (
            "deadlines followed by one subscription",
            grouped(&FOLLOWED_MOST),
            "an error with `OPERATION_TOO_COMPLEX`, which ends it",
        ),
        (
            "time of a request, up to the head of its answer",
            format!("{} seconds", request_limit.as_secs()),
            "503, `UNAVAILABLE`",
        ),
        ("a connection on which nothing moves", format!("{} seconds", quiet_limit.as_secs()), "closed"),
        (
            "fetches of the keys of an issuer",
            format!("one in {rest} seconds"),
            "401 for a key that is not known by then",
        ),
        ("a trusted document", "as every document".to_owned(), "the server does not start"),
    ]
}

/// A number with spaces between its thousands.
fn grouped(number: &impl ToString) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
