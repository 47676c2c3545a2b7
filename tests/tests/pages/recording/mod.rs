//! Facts typed into forms: what is asked, what is refused and where it is told, and what is recorded.

pub(super) mod browser;
mod changing;
mod elsewhere;
mod every_fact;
mod hostile;
mod meanwhile;
mod programmes;
mod refused;
mod roles;
mod shown;
mod tied;
mod typing;
mod undone;

use browser::{Browser, Form};
use serde_json::{Value, json};

use crate::graphql::Server;
use crate::graphql::facts::{HOUSEHOLD, fact};

/// A fact: its kind, its date as typed, and its fields. `=` and a label chooses from a list, `=` alone the first of it,
/// `*` ticks everything; everything else is typed.
type Typed = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// A form filled in for an organisation.
fn filled(mut form: Form, organisation: &str, on: &str, fields: &[(&str, &str)]) -> Form {
    form = form.set("0/occurredOn", on).set("organisation", organisation);
    for (field, value) in fields {
        let name = format!("0/data/{field}");
        form = match value.strip_prefix('=') {
            Some(label) => form.choose(&name, label),
            None if *value == "*" => form.tick(&name),
            None => form.set(&name, value),
        };
    }
    form
}

/// A programme that is open, named « Essai ».
async fn opened(server: &Server) {
    let registered = json!({
        "programme": "essai", "name": "Essai", "kind": "housing_support", "level": "scheme", "operator": "ftda",
        "sensitive": false,
    });
    let about = |number, kind: &str, data: Value| {
        let mut fact = fact(number, HOUSEHOLD, kind, "2019", data);
        fact["stream"] = "programme/essai".into();
        fact
    };
    let open = about(41, "programme_status_set", json!({ "state": "open" }));
    server.recorded(&[about(40, "programme_registered", registered), open]).await;
}

/// A household opened in the form of new ones, with Mme Essai in it; answers its identifier.
async fn household(browser: &Browser<'_>) -> String {
    let form = browser.form("/households/new").await;
    let form = form
        .set("0/occurredOn", "6 janvier 2021")
        .set("0/data/opened_by", "ftda")
        .set("members/0/identity", "Mme Essai")
        .set("members/0/birth", "mars 1985")
        .choose("members/0/role", "personne de référence");
    let path = browser.record(&form).await;
    let (id, _) = path.strip_prefix("/households/").unwrap().split_once('?').unwrap();
    id.to_owned()
}
