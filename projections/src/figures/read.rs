//! Reading `figures.toml`.

use std::sync::Arc;

use jiff::Timestamp;

use super::figure::{Class, Expected, Figure, FigureFile, Qualifier};
use crate::rules::document::{self, Fields};
use crate::rules::problem::Notes;
use crate::rules::{Fault, File, Given, Problem, What, Window};

/// Reads a file of figures.
///
/// # Errors
/// Everything that is wrong with it, with its place.
pub fn read(file: File) -> Result<FigureFile, Vec<Problem>> {
    let file = Arc::new(file);
    let mut notes = Notes::about(&file);
    let mut fields = document::parse(&file.text, &mut notes);
    let programme = fields.required_text("programme", &mut notes);
    // The number of the system in the sources: for people.
    let _ = fields.text("system", &mut notes);
    let mut figures: Vec<Figure> = Vec::new();
    for fields in fields.tables("figure", &mut notes) {
        let figure = figure(fields, &mut notes);
        if figures.iter().any(|other| other.id == figure.id) {
            notes.say(figure.at, "figure", Fault::Twice { key: figure.id.clone() });
        }
        figures.push(figure);
    }
    fields.end(&mut notes);
    let problems = notes.end();
    if problems.is_empty() { Ok(FigureFile { file, programme, figures }) } else { Err(problems) }
}

fn figure(mut fields: Fields, notes: &mut Notes) -> Figure {
    let at = fields.at();
    let id = fields.required_text("id", notes);
    let known = |fields: &mut Fields, key: &str, allowed: String, notes: &mut Notes| {
        let code = fields.required_text(key, notes);
        if !code.is_empty() && !allowed.split(", ").any(|one| one == code) {
            notes.say(at, &id, Fault::UnknownCode { value: code.clone(), allowed });
        }
        code
    };
    let class = known(&mut fields, "class", Class::ALL.map(Class::code).join(", "), notes);
    let qualifier = known(&mut fields, "qualifier", Qualifier::ALL.map(Qualifier::code).join(", "), notes);
    for for_people in ["source", "printed_as"] {
        let _ = fields.text(for_people, notes);
    }
    let known_at = fields.text("known_at", notes).and_then(|text| {
        let instant = text.parse::<Timestamp>().ok();
        if instant.is_none() {
            notes.say(at, &id, Fault::WrongType { value: text, expected: "instant" });
        }
        instant
    });
    let expected = expected(&mut fields, &id, notes);
    let figure = Figure {
        at,
        class: Class::ALL.into_iter().find(|one| one.code() == class).unwrap_or(Class::Result),
        quote: fields.text("quote", notes).unwrap_or_default(),
        indicator: fields.text("indicator", notes).unwrap_or_default(),
        template: fields.required_text("template", notes),
        arguments: fields.named("args", notes),
        window: fields.take("window").map(|given| window(given, notes)).unwrap_or_default(),
        rule_set: fields.text("rule_set", notes).unwrap_or_else(|| "default".to_owned()),
        changes: fields.named("parameters", notes),
        known_at,
        unit: fields.text("unit", notes).unwrap_or_default(),
        expected,
        qualifier: Qualifier::ALL.into_iter().find(|one| one.code() == qualifier).unwrap_or(Qualifier::Exact),
        numerator: number(&mut fields, "numerator", notes),
        denominator: number(&mut fields, "denominator", notes),
        note: fields.text("note", notes).unwrap_or_default(),
        id,
    };
    fields.end(notes);
    figure
}

fn expected(fields: &mut Fields, id: &str, notes: &mut Notes) -> Vec<Expected> {
    let Some(given) = fields.take("expected") else {
        notes.say(fields.at(), id, Fault::MissingKey { key: "expected".to_owned() });
        return Vec::new();
    };
    let items = if let What::List(items) = given.what { items } else { vec![given] };
    let one = |item: Given| match item.what {
        What::Text(text) => Some(Expected::Text(text)),
        What::Boolean(truth) => Some(Expected::Boolean(truth)),
        What::Integer(_) | What::Number(_) => as_number(&item).map(Expected::Number),
        What::List(_) | What::Table(_) => {
            notes.say(item.at, id, Fault::WrongType { value: item.shown(), expected: "value" });
            None
        }
    };
    items.into_iter().filter_map(one).collect()
}

fn as_number(given: &Given) -> Option<f64> {
    match given.what {
        // Through text: a number of a figure is far below those a double cannot tell apart.
        What::Integer(number) => number.to_string().parse().ok(),
        What::Number(number) => Some(number),
        What::Text(_) | What::Boolean(_) | What::List(_) | What::Table(_) => None,
    }
}

fn number(fields: &mut Fields, key: &str, notes: &mut Notes) -> Option<f64> {
    let given = fields.take(key)?;
    let number = as_number(&given);
    if number.is_none() {
        notes.say(given.at, key, Fault::WrongType { value: given.shown(), expected: "number" });
    }
    number
}

fn window(given: Given, notes: &mut Notes) -> Window {
    let mut fields = Fields::of(given, "window", notes);
    let (from, to) = (fields.day("from", notes), fields.day("to", notes));
    let at = fields.day("at", notes);
    if from.is_some() != to.is_some() || at.is_some() == to.is_some() {
        let fault = Fault::WrongType { value: "this".to_owned(), expected: "window (from and to, or at)" };
        notes.say(fields.at(), "window", fault);
    }
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        let fault = Fault::EndsBefore { from: from.to_string(), to: to.to_string() };
        notes.say(fields.at(), "window", fault);
    }
    fields.end(notes);
    Window { from, to: to.or(at) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const FIGURE: &str = r#"
system = "S01"
programme = "para"

[[figure]]
id = "F000-26"
class = "claim"
quote = "q"
source = "000"
indicator = "T27"
template = "T27"
rule_set = "PARA-2017"
unit = "€ / month"
expected = [100, 10.5, "t3", false]
qualifier = "less_than"
numerator = 12
window = { from = "2017-01-01", to = 2017-12-31 }
args = { unit = "household", programme = "para", kinds = ["a"] }
parameters = { RP26 = ["refugee"] }
known_at = "2011-01-05T23:59:59Z"
"#;

    fn told(text: &str) -> Vec<String> {
        let file = File { name: "figures.toml".into(), text: text.into() };
        read(file).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_figure_is_read_with_everything_that_it_says() {
        let read = read(File { name: String::new(), text: FIGURE.into() }).unwrap();
        let figure = &read.figures[0];
        assert_eq!((read.programme.as_str(), figure.template.as_str()), ("para", "T27"));
        assert_eq!(figure.window, Window { from: Some(date(2017, 1, 1)), to: Some(date(2017, 12, 31)) });
        let text = Expected::Text("t3".into());
        let all = [Expected::Number(100.0), Expected::Number(10.5), text, Expected::Boolean(false)];
        assert_eq!(figure.expected, all);
        assert_eq!((figure.qualifier, figure.numerator), (Qualifier::LessThan, Some(12.0)));
        assert_eq!(figure.arguments.keys().collect::<Vec<_>>(), ["kinds", "programme", "unit"]);
        assert!(figure.known_at.is_some() && figure.changes.contains_key("RP26"));
    }

    #[test]
    fn everything_wrong_is_told_with_its_place() {
        let wrong = FIGURE
            .replace("less_than", "below")
            .replace("numerator = 12", "numerator = \"x\"\nnumerateur = 1")
            .replace("to = 2017-12-31", "to = \"2017-13-31\"");
        assert_eq!(
            told(&wrong),
            [
                "figures.toml:5:1: F000-26: below is none of exact, about, more_than, less_than, nearly",
                "figures.toml:18:38: to: 2017-13-31 is no day",
                "figures.toml:18:10: window: this is no window (from and to, or at)",
                "figures.toml:16:13: numerator: \"x\" is no number",
                "figures.toml:17:1: unknown key numerateur",
            ]
        );
        let turned = FIGURE.replace("from = \"2017-01-01\"", "from = \"2018-01-01\"");
        assert_eq!(
            told(&turned),
            ["figures.toml:17:10: window: ends on 2017-12-31, before it begins on 2018-01-01"]
        );
        assert!(read(File { name: String::new(), text: FIGURE.replace("2017-01-01", "2017-12-31") }).is_ok());
        let twice = format!(
            "{FIGURE}{}",
            FIGURE.split_once("[[figure]]").map(|(_, b)| format!("[[figure]]{b}")).unwrap()
        );
        assert_eq!(told(&twice), ["figures.toml:21:1: figure: F000-26 is there twice"]);
        assert_eq!(
            told("figure = 1"),
            ["figures.toml:1:1: programme is missing", "figures.toml:1:10: figure: 1 is no list of tables"]
        );
        assert!(told("a = ")[0].starts_with("figures.toml:1:5: not readable as TOML"));
    }
}
