//! A pathway typed into forms, fact by fact: every form takes what it asks for, and records what was typed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::browser::Browser;
use super::{Typed, filled, household, opened};
use crate::graphql::Server;
use crate::graphql::facts::{HOUSEHOLD, fact};
use crate::store::{Place, contracts};

contracts! {
    every_form_records_what_was_typed,
}

const PATHWAY: &[Typed] = &[
    (
        "legal_status_recorded",
        "mars 2021",
        &[("person", "=Mme Essai"), ("status", "=réfugié"), ("authority", "=Office français")],
    ),
    (
        "permit_issued",
        "1er avril 2021",
        &[
            ("person", "=Mme Essai"),
            ("kind", "="),
            ("valid_from", "01/04/2021"),
            ("valid_to", "31/03/2022"),
            ("work_authorised", "=oui"),
            ("prefecture", "69"),
        ],
    ),
    (
        "permit_issued",
        "avril 2022",
        &[
            ("person", "=Mme Essai"),
            ("kind", "="),
            ("valid_from", "1er avril 2022"),
            ("valid_to", "31.03.2032"),
            ("work_authorised", "=oui"),
            ("renews", "="),
        ],
    ),
    ("permit_ended", "2023", &[("permit", "="), ("reason", "=")]),
    ("right_opened", "avril 2021", &[("holders", "*"), ("kind", "="), ("valid_to", "31 décembre 2021")]),
    ("right_closed", "décembre 2021", &[("right", "="), ("reason", "=")]),
    (
        "request_submitted",
        "mai 2021",
        &[
            ("kind", "=aide"),
            ("persons", "*"),
            ("programme", "=Essai"),
            ("object", "="),
            ("amount_eur", "1 200,50 €"),
            ("referrer", "ftda"),
        ],
    ),
    ("request_decided", "juin 2021", &[("request", "="), ("outcome", "=acceptée"), ("amount_eur", "800")]),
    (
        "enrolment_started",
        "juin 2021",
        &[
            ("programme", "=Essai"),
            ("persons", "*"),
            ("request", "="),
            ("cohort", "lyon-1"),
            ("planned_end_on", "30/06/2023"),
            ("funding", "bop104"),
            ("origin_kind", "=hôtel"),
        ],
    ),
    (
        "occupancy_started",
        "juillet 2021",
        &[
            ("kind", "=bail glissant"),
            ("persons", "*"),
            ("dwelling", "=Un autre logement"),
            ("commune", "69123"),
            ("places", "3"),
            ("enrolment", "="),
            ("channel", "="),
        ],
    ),
    (
        "lease_signed",
        "juillet 2021",
        &[
            ("kind", "=sous-location avec"),
            ("signatories", "*"),
            ("occupancy", "="),
            ("landlord_kind", "="),
            ("intermediary", "Elia"),
            ("starts_on", "août 2021"),
            ("monthly_charge_eur", "612,40"),
        ],
    ),
    (
        "lease_incident_recorded",
        "octobre 2021",
        &[("lease", "="), ("kind", "=impayé"), ("amount_eur", "300"), ("settled_on", "1er novembre 2021")],
    ),
    (
        "assessment_recorded",
        "janvier 2022",
        &[
            ("person", "=Mme Essai"),
            ("kind", "=capacité à reprendre"),
            ("value", "=prêt"),
            ("passed", "=oui"),
            ("lease", "="),
        ],
    ),
    ("lease_transferred", "mars 2022", &[("lease", "="), ("new_kind", "="), ("starts_on", "mars 2022")]),
    ("lease_ended", "2023", &[("lease", "="), ("reason", "=")]),
    ("occupancy_ended", "2023", &[("occupancy", "="), ("reason", "=")]),
    (
        "contract_signed",
        "septembre 2021",
        &[
            ("person", "=Mme Essai"),
            ("kind", "=contrat à durée déterminée"),
            ("starts_on", "octobre 2021"),
            ("planned_end_on", "à partir de septembre 2022"),
            ("weekly_hours", "17,5"),
            ("full_time", "=non"),
            ("sector", "=entretien"),
            ("employer_kind", "="),
            ("enrolment", "="),
        ],
    ),
    (
        "contract_amended",
        "mars 2022",
        &[
            ("contract", "="),
            ("weekly_hours", "35"),
            ("full_time", "=oui"),
            ("kind", "=contrat à durée indéterminée"),
        ],
    ),
    ("contract_ended", "décembre 2022", &[("contract", "="), ("reason", "=")]),
    (
        "training_started",
        "entre mars 2021 et avril 2021",
        &[
            ("person", "=Mme Essai"),
            ("kind", "="),
            ("provider", "ofii"),
            ("planned_hours", "200"),
            ("hours_per_week", "12"),
            ("target_level", "=A2"),
            ("paid", "=non"),
        ],
    ),
    ("training_ended", "octobre 2021", &[("training", "="), ("outcome", "="), ("hours_attended", "180")]),
    (
        "resources_declared",
        "novembre 2021",
        &[
            ("persons", "*"),
            ("total_eur", "1100"),
            ("sources/0/source", "="),
            ("sources/0/amount_eur", "1100"),
        ],
    ),
    (
        "pairing_started",
        "2022",
        &[("persons", "*"), ("counterpart", "=Une autre personne"), ("kind", "="), ("enrolment", "=")],
    ),
    ("pairing_ended", "2023", &[("pairing", "="), ("reason", "=")]),
    ("activity_attended", "mai 2021", &[("activity", "=visite de musée · mai 2021"), ("persons", "*")]),
    ("consent_given", "2022", &[("person", "=Mme Essai"), ("purpose", "=partage"), ("recipient", "ofii")]),
    ("consent_withdrawn", "2023", &[("consent", "=")]),
    (
        "member_joined",
        "mai 2022",
        &[
            ("person", "=Une nouvelle personne"),
            ("birth", "mai 2022"),
            ("sex", "="),
            ("role", "=enfant"),
            ("reason", "=naissance"),
            ("nationality/0", "guinée"),
            ("identity", "Bébé Essai"),
        ],
    ),
    ("member_left", "2023", &[("person", "=Bébé Essai"), ("reason", "=")]),
    (
        "enrolment_ended",
        "juin 2023",
        &[
            ("enrolment", "="),
            ("reason", "="),
            ("destination", "=logement social"),
            ("destination_commune", "69123"),
        ],
    ),
    (
        "personal_data_erased",
        "2024",
        &[
            ("person", "=Bébé Essai"),
            ("basis", "="),
            ("level", "="),
            ("residue/age_band", "0-2"),
            ("residue/department", "69"),
        ],
    ),
];

async fn every_form_records_what_was_typed(place: Place) {
    let server = Server::start(place).await;
    opened(&server).await;
    let visit = json!({ "activity": "3f2b8c1e-5d04-4a6b-9c7d-2e1f0a8b6c5d", "kind": "museum_visit" });
    let mut held = fact(42, HOUSEHOLD, "activity_held", "2021-05", visit);
    held["stream"] = "programme/essai".into();
    server.recorded(&[held]).await;
    let browser = Browser::new(&server);
    let id = household(&browser).await;
    let choose = browser.get(&format!("/households/{id}/record")).await.body;
    let offered: BTreeSet<&str> =
        choose.split("/record/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    // Those that go to two households are tried by themselves.
    let kinds = PATHWAY.iter().map(|(kind, _, _)| *kind).chain(["household_split", "household_merged"]);
    assert_eq!(offered, kinds.collect(), "every form is tried");
    for (kind, on, fields) in PATHWAY {
        let form = browser.form(&format!("/households/{id}/record/{kind}")).await;
        let path = browser.record(&filled(form, "FTDA", on, fields)).await;
        assert!(path.starts_with(&format!("/households/{id}?recorded=")), "{path}");
    }
    let page = browser.get(&format!("/households/{id}")).await.body;
    assert!(page.contains("visite de musée · mai 2021"), "at what somebody took part: {page}");
    let query = "query($id: ID!) { household(id: $id) { history { type origin actor { organisation } occurredOn payload } } }";
    let data = server.data(query, json!({ "id": id })).await;
    let history = data["household"]["history"].as_array().unwrap();
    let recorded: Vec<&Value> = history.iter().filter(|entry| entry["origin"] == "MANUAL").collect();
    assert_eq!(recorded.len(), 2 + PATHWAY.len());
    for ((kind, _, fields), entry) in PATHWAY.iter().zip(&recorded[2..]) {
        assert_eq!(entry["type"], *kind);
        assert_eq!(entry["actor"]["organisation"], "ftda");
        for (field, _) in *fields {
            let value = entry["payload"].pointer(&format!("/{field}"));
            assert!(value.is_some_and(|value| !value.is_null()), "{kind} {field}: {entry}");
        }
    }
    let of = |kind: &str| recorded.iter().find(|entry| entry["type"] == kind).unwrap();
    assert_eq!(of("training_started")["occurredOn"], "2021-03/2021-04");
    let contract = &of("contract_signed")["payload"];
    assert_eq!(contract["starts_on"], "2021-10");
    assert_eq!(contract["planned_end_on"], "2022-09/..");
    assert_eq!((&contract["weekly_hours"], &contract["full_time"]), (&json!(17.5), &json!(false)));
    assert_eq!(of("request_submitted")["payload"]["amount_eur"], 1200.5);
    assert_eq!(of("permit_issued")["payload"]["valid_to"], "2022-03-31");
    assert_eq!(of("lease_signed")["payload"]["intermediary"], "elia");
    let child = recorded.iter().rev().find(|entry| entry["type"] == "member_joined").unwrap();
    assert_eq!(child["payload"]["nationality"], json!(["GIN"]));
    server.stop().await;
}
