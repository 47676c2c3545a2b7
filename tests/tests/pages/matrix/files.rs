//! What is sent to the server, and what it sends, in words.

use crate::graphql::client::Answer;
use crate::graphql::sight::world::World;
use crate::pages::workbook::parts;

/// What an answer says: its head, and its body; a workbook part by part, for it is a ZIP file. The number of the request
/// tells of nobody, and may be any number: a commune has one too.
pub(super) fn text(answer: &Answer) -> String {
    let text = whole(answer);
    let numbered = answer.head.lines().find_map(|line| line.strip_prefix("x-request-id: "));
    numbered.map_or_else(|| text.clone(), |number| text.replace(number.trim(), ""))
}

fn whole(answer: &Answer) -> String {
    if !answer.bytes.starts_with(b"PK") {
        return format!("{}\n{}", answer.head, without_countries(&answer.body));
    }
    let mut text = answer.head.clone();
    for (name, part) in parts(&answer.bytes) {
        text.extend(["\n", &name, "\n", &part]);
    }
    text
}

/// A page without the list of all countries, which forms offer everybody: it tells of no one's nationality.
fn without_countries(body: &str) -> String {
    let Some((before, rest)) = body.split_once("<datalist id=\"known-countries\">") else {
        return body.to_owned();
    };
    let (countries, after) = rest.split_once("</datalist>").unwrap();
    assert!(countries.matches("<option").count() > 200, "{countries}");
    before.to_owned() + after
}

/// What is typed into the form of a path by somebody of an organisation.
pub(super) fn given(path: &str, world: &World, operator: &str) -> Vec<(&'static str, String)> {
    let (spouse, foreign) = (world.spouse.to_string(), world.foreign.stream.to_string());
    let fields: &[(&str, &str)] = if path.ends_with("/contract_signed") {
        &[
            ("0/occurredOn", "2020-05"),
            ("0/data/person", &spouse),
            ("0/data/kind", "cdi"),
            ("0/data/starts_on", "2020-05"),
        ]
    } else if path.ends_with("/permit_issued") {
        &[
            ("0/occurredOn", "2020-05"),
            ("0/data/person", &spouse),
            ("0/data/kind", "resident_refugee"),
            ("0/data/valid_from", "2020-05-02"),
            ("0/data/valid_to", "2030-05-01"),
            ("0/data/work_authorised", "true"),
        ]
    } else if path.ends_with("/capacity_set") {
        &[
            ("0/occurredOn", "2021"),
            ("0/data/value", "12"),
            ("0/data/unit", "household"),
            ("0/data/basis", "funded"),
        ]
    } else if path.ends_with("/household_merged") {
        &[("0/occurredOn", "2022"), ("0/data/into", &foreign)]
    } else if path.ends_with("/member_joined") {
        &[("0/occurredOn", "2022"), ("0/data/elsewhere", &foreign)]
    } else if path.ends_with("/personal_data_erased") {
        &[
            ("0/occurredOn", "2022"),
            ("0/data/person", &spouse),
            ("0/data/basis", "request"),
            ("0/data/level", "identity"),
        ]
    } else if path == "/new-programme" {
        &[
            ("0/occurredOn", "2022"),
            ("0/data/programme", "essai"),
            ("0/data/name", "Essai"),
            ("0/data/level", "scheme"),
            ("0/data/kind", "global_support"),
            ("0/data/sensitive", "no"),
            ("0/data/operator", operator),
        ]
    } else if path.ends_with("/correct") {
        &[("0/data/reason", "typing_error")]
    } else if path.ends_with("/retract") {
        &[("0/data/reason", "duplicate")]
    } else if path == "/households/new" {
        &[("0/occurredOn", "2020"), ("members/0/birth", "1985"), ("members/0/identity", "Mme Nouvelle")]
    } else if path == "/search" {
        // Not as it is written there, for what was typed is shown again.
        &[("name", "canari nom")]
    } else if path == "/sign-in" {
        &[("token", "none"), ("back", "/")]
    } else if path == "/reason" {
        &[("reason", "essai"), ("back", "/")]
    } else {
        &[]
    };
    fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}
