//! What somebody who means harm would send.

use serde_json::{Value, json};

use super::aim::Aim;
use super::exchange::{Request, asked, posted};
use super::tokens::{EXPIRED, RESIGNED, UNKNOWN, UNSIGNED};

/// Something that is sent again and again, and how it must be answered.
pub(super) struct Attack {
    pub(super) name: &'static str,
    /// By turns.
    pub(super) requests: Vec<Request>,
    pub(super) status: u16,
    /// What the answer says.
    pub(super) says: &'static str,
}

/// Codes of errors.
const TOO_COMPLEX: &str = "\"OPERATION_TOO_COMPLEX\"";
const INVALID: &str = "\"GRAPHQL_VALIDATION_FAILED\"";
const BAD_INPUT: &str = "\"BAD_USER_INPUT\"";
const UNAUTHENTICATED: &str = "\"UNAUTHENTICATED\"";

/// The question is answered, and what came with it was not kept.
const ANSWERED: &str = "\"__typename\":\"Query\"";

/// A body may have 2 MiB: nearly so much.
const NEARLY_A_BODY: usize = 2_000_000;

/// Every attack on what is asked, and on who asks it.
pub(super) fn attacks(aim: &Aim) -> Vec<Attack> {
    documents(aim).into_iter().chain(values(aim)).chain(strangers(aim)).chain(others(aim)).collect()
}

fn one(name: &'static str, request: Request, status: u16, says: &'static str) -> Attack {
    Attack { name, requests: vec![request], status, says }
}

/// So many pieces of text, one after the other.
fn each(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect::<Vec<_>>().concat()
}

/// Documents that would come to far more than they are long.
fn documents(aim: &Aim) -> [Attack; 9] {
    let refused = |name, query: &str, says| one(name, asked(&aim.token, query, &Value::Null), 400, says);
    let doubling = each(200, |n| format!("fragment f{n} on Query{{...f{0} ...f{0}}}", n + 1));
    let doubling = format!("{{...f0}}{doubling}fragment f200 on Query{{__typename}}");
    let circle = "{...a}fragment a on Query{...b}fragment b on Query{...a}";
    let aliases = |count| each(count, |n| format!("a{n}:__typename "));
    let fields = "__schema{types{fields{type{".to_owned() + &"ofType{".repeat(11) + "name";
    let deep = format!("{{{fields}{}", "}".repeat(16));
    let circular = "{__schema{types{fields{type{fields{type{fields{type{name}}}}}}}}}";
    let operations = each(500, |n| format!("query q{n}{{__typename}}"));
    let pages = "{households(first:100){nodes{state{enrolments{household{state{members{household{\
                 history{id}}}}}}}}}}";
    [
        refused("fragments that double 200 times", &doubling, TOO_COMPLEX),
        refused("fragments in a circle", circle, INVALID),
        refused("10 000 aliases", &format!("{{{}}}", aliases(10_000)), TOO_COMPLEX),
        refused(
            "as many aliases as a document has room for",
            &format!("{{{}}}", aliases(1_100)),
            TOO_COMPLEX,
        ),
        refused("fields 16 deep", &deep, TOO_COMPLEX),
        refused("9 000 brackets", &format!("{{a(b:{}", "[".repeat(9_000)), TOO_COMPLEX),
        refused("the schema multiplied by itself", circular, TOO_COMPLEX),
        refused("500 operations", &operations, TOO_COMPLEX),
        refused("lists within lists within lists", pages, TOO_COMPLEX),
    ]
}

/// Values that are too many, too long or too deep.
fn values(aim: &Aim) -> [Attack; 11] {
    let token = &aim.token;
    let with = |query: &str, variables: &str| {
        posted(token, &format!("{{\"query\":{},\"variables\":{variables}}}", json!(query)))
    };
    // An answer that needs none of them.
    let beside =
        |list: &str, count: usize| with("{__typename}", &format!("{{\"a\":[{}1]}}", list.repeat(count)));
    let nodes = "query($ids:[ID!]!){nodes(ids:$ids){id}}";
    let listed = |count: usize| with(nodes, &format!("{{\"ids\":[{}\"a\"]}}", "\"a\",".repeat(count - 1)));
    let facts = format!("{{\"i\":{{\"facts\":[{}{{}}]}}}}", "{},".repeat(NEARLY_A_BODY / 3));
    let facts = with("mutation($i:RecordInput!){record(input:$i){repeated}}", &facts);
    let deep = with("{__typename}", &format!("{{\"a\":{}", "[".repeat(NEARLY_A_BODY)));
    let text =
        with("query($id:ID!){node(id:$id){id}}", &format!("{{\"id\":\"{}\"}}", "a".repeat(NEARLY_A_BODY)));
    let batch = format!("[{}{{}}]", r#"{"query":"{__typename}"},"#.repeat(10_000));
    let batch_of_few = format!("[{}{{}}]", r#"{"query":"{__typename}"},"#.repeat(1_000));
    let too_long = json!({ "query": "{__typename}", "a": "a".repeat(3_000_000) }).to_string();
    let page = with("query{households(first:100000){nodes{id}}}", "null");
    [
        one("a page of 100 000", page, 400, TOO_COMPLEX),
        one("1 000 identifiers", listed(1_000), 200, BAD_INPUT),
        one("400 000 identifiers", listed(400_000), 413, BAD_INPUT),
        one("19 000 numbers that nothing declares", beside("1,", 19_000), 200, ANSWERED),
        one("a million numbers that nothing declares", beside("1,", NEARLY_A_BODY / 2), 413, BAD_INPUT),
        one("666 000 empty facts", facts, 413, BAD_INPUT),
        one("two million brackets in a variable", deep, 413, BAD_INPUT),
        one("an identifier of 2 MB", text, 200, "\"node\":null"),
        one("1 000 operations in a body", posted(token, &batch_of_few), 400, BAD_INPUT),
        one("10 000 operations in a body", posted(token, &batch), 413, BAD_INPUT),
        one("a body of 3 MB", posted(token, &too_long), 413, BAD_INPUT),
    ]
}

/// Whoever has no right to ask.
fn strangers(aim: &Aim) -> [Attack; 7] {
    let refused = |name, tokens: &[String]| Attack {
        name,
        requests: tokens.iter().map(|token| asked(token, "{__typename}", &Value::Null)).collect(),
        status: 401,
        says: UNAUTHENTICATED,
    };
    // Its identifier is right, and what is secret is not.
    let (known, secret) = aim.token.rsplit_once('_').unwrap_or_default();
    let guessed = |n: usize| format!("{known}_{n:0width$}", width = secret.len());
    let invented = |n: usize| format!("{known}{n}_{secret}");
    let of = |token: &str| [token.to_owned()];
    [
        refused("guessed secrets of a token", &(0..64).map(guessed).collect::<Vec<_>>()),
        refused("guessed tokens", &(0..64).map(invented).collect::<Vec<_>>()),
        refused("a token of 8 000 bytes", &["a".repeat(8_000)]),
        refused("a token of the issuer that expired", &of(EXPIRED)),
        refused("a token of the issuer that another key signed", &of(RESIGNED)),
        refused("a token of the issuer that nothing signed", &of(UNSIGNED)),
        refused("a token of the issuer of an unknown key", &of(UNKNOWN)),
    ]
}

/// Whoever asks for what belongs to others, and says again what was said before.
fn others(aim: &Aim) -> [Attack; 5] {
    let Aim { stranger, household, node, replayed, stolen, .. } = aim;
    let (household, node) = (json!({ "id": household }), json!({ "id": node }));
    let nobody = json!({ "id": "5f1b0c5e-0000-4000-8000-00000000abad" });
    let asked = |name, query, of, says| one(name, asked(stranger, query, of), 200, says);
    let by_id = "query($id:ID!){household(id:$id){history{id}}}";
    [
        asked("a household of another association", by_id, &household, "\"household\":null"),
        asked("a household of nobody", by_id, &nobody, "\"household\":null"),
        asked(
            "an enrolment of another association",
            "query($id:ID!){node(id:$id){id}}",
            &node,
            "\"node\":null",
        ),
        one("a fact recorded again", replayed.clone(), 200, "\"repeated\":true"),
        one("a fact of another association recorded again", stolen.clone(), 200, "\"FORBIDDEN\""),
    ]
}
