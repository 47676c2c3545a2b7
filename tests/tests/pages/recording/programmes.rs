//! Facts about a programme, typed into forms from its page by those who run it.

use application::sight::Role;
use serde_json::{Value, json};

use super::browser::{Browser, told};
use super::roles::signed_in;
use super::{Typed, filled};
use crate::graphql::Server;
use crate::graphql::sight::world::World;
use crate::graphql::sight::{Caller, locked};
use crate::store::{Place, contracts};

contracts! {
    a_programme_is_registered_and_everything_about_it_recorded,
}

const FACTS: &[Typed] = &[
    ("programme_status_set", "janvier 2019", &[("state", "=en projet"), ("planned_on", "mars 2019")]),
    ("programme_status_set", "mars 2019", &[("state", "=ouvert")]),
    (
        "capacity_set",
        "mars 2019",
        &[("unit", "=place"), ("value", "40"), ("basis", "=financé"), ("segment", "single_parent")],
    ),
    (
        "terms_set",
        "mars 2019",
        &[
            ("eligibility/age_min", "18"),
            ("eligibility/age_min_inclusive", "=oui"),
            ("eligibility/statuses/0", "=réfugié"),
            ("eligibility/entry_level", "=A1"),
            ("terms/max_term", "18 mois"),
            ("terms/session_every", "2 semaines"),
            ("terms/amount_max_eur", "1 200,50"),
        ],
    ),
    ("partner_joined", "avril 2019", &[("partner", "FTDA"), ("role", "=accompagnement social")]),
    ("partner_left", "2020", &[("partner", "ftda"), ("role", "=accompagnement social")]),
    (
        "activity_held",
        "12/05/2019",
        &[("kind", "=visite de musée"), ("ends_on", "13/05/2019"), ("sessions", "2")],
    ),
    (
        "figure_declared",
        "2020",
        &[
            ("figure", "F001-1"),
            ("value", "17,5"),
            ("unit", "percent"),
            ("qualifier", "=exactement"),
            ("window/from", "01/01/2019"),
            ("window/to", "31/12/2019"),
        ],
    ),
];

async fn recorded(server: &Server) -> Vec<Value> {
    let query = "{ programme(code: \"relais-69\") { state version history { id type occurredOn payload believedPayload } } }";
    let data = server.data(query, json!({})).await;
    data["programme"]["history"].as_array().unwrap().clone()
}

async fn a_programme_is_registered_and_everything_about_it_recorded(place: Place) {
    let server = Server::start(place).await;
    let browser = Browser::new(&server);
    let list = browser.get("/programmes").await.body;
    assert!(list.contains("href=\"/new-programme\""), "{list}");
    let form = browser.form("/new-programme").await;
    let fields = [
        ("programme", "Relais 69"),
        ("level", "=dispositif"),
        ("name", "Relais du Rhône"),
        ("operator", "Elia"),
        ("kind", "=hébergement"),
        ("territory/0", "2a"),
        ("sensitive", "=non"),
    ];
    let wrong = filled(form.clone(), "elia", "2019", &fields);
    let refused = browser.press(&wrong, "preview").await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    let list = told(&refused.body);
    assert!(list.contains("href=\"#0-data-programme\"") && list.contains("par exemple relais-69"), "{list}");
    assert_eq!(list.matches("<li>").count(), 1, "{list}");
    let path = browser.record(&wrong.set("0/data/programme", "relais-69")).await;
    assert!(path.starts_with("/programmes/relais-69?recorded="), "{path}");
    let page = browser.get(path.split('#').next().unwrap()).await.body;
    assert!(page.contains("C’est enregistré : enregistrement du dispositif"), "{page}");
    let choose = browser.get("/programmes/relais-69/record").await.body;
    for (kind, on, fields) in FACTS {
        assert!(choose.contains(&format!("/programmes/relais-69/record/{kind}\"")), "{choose}");
        let form = browser.form(&format!("/programmes/relais-69/record/{kind}")).await;
        let path = browser.record(&filled(form, "elia", on, fields)).await;
        let page = browser.get(path.split('#').next().unwrap()).await.body;
        assert!(page.contains("class=\"notice saved\""), "{kind}: {page}");
    }
    let history = recorded(&server).await;
    assert_eq!(history.len(), 1 + FACTS.len());
    assert_eq!(history[0]["payload"]["territory"], json!(["2A"]));
    for ((kind, _, fields), entry) in FACTS.iter().zip(&history[1..]) {
        assert_eq!(entry["type"], *kind);
        for (field, _) in *fields {
            let value = entry["payload"].pointer(&format!("/{field}"));
            assert!(value.is_some_and(|value| !value.is_null()), "{kind} {field}: {entry}");
        }
    }
    assert_eq!(history[4]["payload"]["terms"]["max_term"], "P18M");
    assert_eq!(history[4]["payload"]["terms"]["session_every"], "P2W");
    assert_eq!(history[8]["payload"]["source"], "declared");
    // The only activity of the programme can be attended from now on, and a capacity is corrected like any fact.
    let capacity = history[3]["id"].as_str().unwrap();
    let form = browser.form(&format!("/programmes/relais-69/events/{capacity}/correct")).await;
    assert_eq!((form.value("0/data/occurred_on"), form.value("0/data/payload/value")), ("mars 2019", "40"));
    browser.record(&form.choose("0/data/reason", "").set("0/data/payload/value", "45")).await;
    assert_eq!(recorded(&server).await[3]["believedPayload"]["value"], 45);
    let terms = history[4]["id"].as_str().unwrap();
    let form = browser.form(&format!("/programmes/relais-69/events/{terms}/correct")).await;
    assert_eq!(form.value("0/data/payload/terms/max_term"), "18 mois");
    let figure = history[8]["id"].as_str().unwrap();
    let form = browser.form(&format!("/programmes/relais-69/events/{figure}/retract")).await;
    browser.record(&form.choose("0/data/reason", "doublon")).await;
    // What contradicts is told beside its field, and the code is taken.
    let form = browser.form("/programmes/relais-69/record/programme_status_set").await;
    let refused = browser.press(&filled(form, "elia", "2018", &[("state", "=suspendu")]), "preview").await;
    assert_eq!(refused.status, 422);
    assert!(told(&refused.body).contains("href=\"#0-data-state\""), "{}", told(&refused.body));
    let form = browser.form("/new-programme").await;
    let again = filled(form, "elia", "2020", &fields).set("0/data/programme", "relais-69");
    let refused = browser.press(&again, "preview").await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    let list = told(&refused.body);
    assert!(
        list.contains("href=\"#0-data-programme\"") && list.contains("déjà celui d’un dispositif"),
        "{list}"
    );
    // Who makes a sensitive programme an open one is told what that shows.
    let registered = history[0]["id"].as_str().unwrap();
    let correct = format!("/programmes/relais-69/events/{registered}/correct");
    let sensitive = browser.form(&correct).await.choose("0/data/payload/sensitive", "oui");
    let sensitive = sensitive.choose("0/data/reason", "");
    let hint = "ne sera plus un dispositif sensible";
    assert!(!browser.press(&sensitive, "preview").await.body.contains(hint));
    browser.record(&sensitive).await;
    let open = browser.form(&correct).await.choose("0/data/payload/sensitive", "non");
    let preview = browser.press(&open.choose("0/data/reason", ""), "preview").await;
    assert_eq!((preview.status, preview.body.contains(hint)), (200, true), "{}", preview.body);
    assert_eq!(browser.get("/programmes/relais-69/record/permit_issued").await.status, 404);
    assert_eq!(browser.get("/programmes/relais-69/record/rule_published").await.status, 404);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_about_a_programme_are_for_those_who_run_it() {
    let server = locked(Place::sqlite()).await;
    let world = World::new(&server).await;
    let programme = world.here.to_string();
    let page = format!("/programmes/{}", programme.strip_prefix("programme/").unwrap());
    let kind = format!("{page}/record/capacity_set");
    let version = format!("{{ programme(code: \"{}\") {{ version }} }}", &programme["programme/".len()..]);
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let version = operator.data(&version, json!({})).await["programme"]["version"].to_string();
    for (organisation, role, runs) in [
        ("elia", Role::Caseworker, true),
        ("employment", Role::Partner, false),
        ("drihl", Role::Analyst, false),
        ("drihl", Role::Auditor, false),
    ] {
        let browser = signed_in(&server, &Caller::new(&server, organisation, role).await);
        let shown = browser.get(&page).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        assert_eq!(shown.body.contains(&format!("href=\"{page}/record\"")), runs, "{organisation} {role}");
        let tells_history = runs || role == Role::Auditor;
        assert_eq!(shown.body.contains("id=\"history\""), tells_history, "{organisation} {role}");
        let registers = browser.get("/new-programme").await.status;
        assert_eq!(registers, if role == Role::Caseworker { 200 } else { 403 }, "{organisation} {role}");
        let answer = browser.get(&kind).await;
        assert_eq!(answer.status, if runs { 200 } else { 403 }, "{organisation} {role}");
        // Who may not is told so before what is wrong with the form.
        for (value, status) in [("10", 200), ("beaucoup", 422)] {
            let pairs = [
                ("event", "01a2253a-7138-706f-abb8-163704e77774"),
                ("version", version.as_str()),
                ("0/occurredOn", "2020"),
                ("0/data/unit", "place"),
                ("0/data/value", value),
                ("0/data/basis", "funded"),
                ("step", "preview"),
            ];
            let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let answer = browser.post(&kind, &pairs).await;
            let expected = if runs { status } else { 403 };
            assert_eq!(answer.status, expected, "{organisation} {role} {value}: {}", answer.body);
        }
    }
    server.stop().await;
}
