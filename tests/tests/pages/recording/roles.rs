//! Who may record what: no link leads where one is refused, and who forges a form is refused all the same.

use application::sight::Role;

use super::browser::Browser;
use crate::graphql::Server;
use crate::graphql::sight::world::World;
use crate::graphql::sight::{Caller, locked};
use crate::store::Place;

pub(super) fn signed_in<'s>(server: &'s Server, caller: &Caller<'_>) -> Browser<'s> {
    Browser { token: Some(caller.token.clone()), ..Browser::new(server) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_only_reads_sees_no_form_and_sends_none() {
    let server = locked(Place::sqlite()).await;
    let world = World::new(&server).await;
    let page = format!("/households/{}", world.household);
    let event = world.facts[0].0;
    for (role, status) in [(Role::Analyst, 403), (Role::Auditor, 403), (Role::Administrator, 403)] {
        let browser = signed_in(&server, &Caller::new(&server, "drihl", role).await);
        for path in [page.as_str(), "/"] {
            let shown = browser.get(path).await.body;
            for link in ["/record", "/households/new", "/correct", "/retract"] {
                assert!(!shown.contains(link), "{role} {path}: {link}");
            }
        }
        for path in [
            "/households/new".to_owned(),
            format!("{page}/record"),
            format!("{page}/record/contract_signed"),
            format!("{page}/events/{event}/correct"),
            format!("{page}/events/{event}/retract"),
        ] {
            let answer = browser.get(&path).await;
            assert_eq!(answer.status, status, "{role} {path}: {}", answer.body);
            assert!(answer.body.contains("<h1>Accès refusé</h1>"), "{}", answer.body);
        }
        let pairs = [
            ("event", "01a2253a-7138-706f-abb8-163704e77774"),
            ("version", "1"),
            ("0/occurredOn", "2020"),
            ("0/data/reason", "duplicate"),
            ("step", "save"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        for path in [
            "/households/new".to_owned(),
            format!("{page}/record/consent_withdrawn"),
            format!("{page}/events/{event}/retract"),
        ] {
            let answer = browser.post(&path, &pairs).await;
            assert!([403, 422].contains(&answer.status), "{role} {path}: {}", answer.body);
        }
    }
    let nobody = Browser::new(&server);
    for path in
        ["/households/new".to_owned(), format!("{page}/record"), format!("{page}/record/contract_signed")]
    {
        assert_eq!(nobody.get(&path).await.status, 401, "{path}");
        assert_eq!(nobody.post(&path, &[]).await.status, 401, "{path}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caseworker_opens_a_household_for_the_own_organisation() {
    let server = locked(Place::sqlite()).await;
    let world = World::new(&server).await;
    let browser = signed_in(&server, &Caller::new(&server, "elia", Role::Caseworker).await);
    let form = browser.form("/households/new").await;
    assert_eq!(form.value("0/data/opened_by"), "elia");
    let programme = world.here.to_string();
    let form = form
        .set("0/occurredOn", "2020")
        .set("members/0/birth", "1985")
        .set("members/0/identity", "Mme Nouvelle")
        .set("enrolment/programme", programme.strip_prefix("programme/").unwrap())
        .set("enrolment/occurredOn", "2020");
    // What is about to be recorded is shown, though nobody may look into the household yet.
    let preview = browser.press(&form, "preview").await;
    assert_eq!(preview.status, 200, "{}", preview.body);
    assert_eq!(preview.body.matches("class=\"item added\"").count(), 1, "{}", preview.body);
    let path = browser.record(&form).await;
    let page = browser.get(path.split('#').next().unwrap()).await;
    assert!(page.body.contains("Mme Nouvelle") && page.body.contains("3 faits enregistrés"), "{}", page.body);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_is_offered_the_facts_of_its_task() {
    let server = locked(Place::sqlite()).await;
    let world = World::new(&server).await;
    let page = format!("/households/{}", world.household);
    let browser = signed_in(&server, &Caller::new(&server, "employment", Role::Partner).await);
    let choose = browser.get(&format!("{page}/record")).await.body;
    for (kind, offered) in [
        ("contract_signed", true),
        ("training_started", true),
        ("permit_issued", false),
        ("lease_signed", false),
        ("personal_data_erased", false),
        ("enrolment_started", false),
    ] {
        assert_eq!(choose.contains(&format!("{page}/record/{kind}\"")), offered, "{kind}");
        let answer = browser.get(&format!("{page}/record/{kind}")).await;
        assert_eq!(answer.status, if offered { 200 } else { 403 }, "{kind}");
    }
    // What it may not see is not told in what would be either, and not offered to be chosen.
    let form = browser.form(&format!("{page}/record/contract_signed")).await;
    assert!(!form.body.contains(&world.permit.to_string()), "{}", form.body);
    assert_eq!(form.value("organisation"), "", "who signed in is not asked for whom");
    // It records its task, and changes what it recorded itself.
    let form = form
        .set("0/occurredOn", "2020")
        .choose("0/data/person", "")
        .choose("0/data/kind", "contrat à durée indéterminée")
        .set("0/data/starts_on", "2020")
        .choose("0/data/enrolment", "");
    let preview = browser.press(&form, "preview").await.body;
    assert!(preview.contains("class=\"item added\"") && preview.contains("CANARI-NOM"), "{preview}");
    for hidden in ["19 août 2031", "2031-08-19", "44109", &world.permit.to_string()] {
        assert!(!preview.contains(hidden), "{hidden} in {preview}");
    }
    let path = browser.record(&form).await;
    let own = path.split('#').nth(1).unwrap().strip_prefix("fact-").unwrap();
    let shown = browser.get(&page).await.body;
    assert!(shown.contains(&format!("/events/{own}/correct")), "{shown}");
    assert_eq!(shown.matches("/correct\"").count(), 1, "and nothing of others");
    server.stop().await;
}

/// A warning may tell of a fact that is hidden: it is told where none is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn warnings_are_told_where_nothing_is_hidden() {
    let server = locked(Place::sqlite()).await;
    let world = World::new(&server).await;
    let path = format!("/households/{}/record/contract_signed", world.household);
    for (organisation, hides) in [("elia", true), ("soin", false)] {
        let browser = signed_in(&server, &Caller::new(&server, organisation, Role::Caseworker).await);
        let form = browser.form(&path).await;
        let form = form
            .set("0/occurredOn", "avril 2021")
            .choose("0/data/person", "")
            .choose("0/data/kind", "CDD d’insertion")
            .choose("0/data/employer_kind", "entreprise privée")
            .set("0/data/starts_on", "mai 2021")
            .set("0/data/planned_end_on", "mai 2022");
        let preview = browser.press(&form, "preview").await;
        assert_eq!(preview.status, 200, "{}", preview.body);
        let told = preview.body.contains("un CDD d’insertion se signe avec");
        assert_eq!(told, !hides, "{organisation}: {}", preview.body);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_found_in_a_household_that_the_reader_may_not_look_into() {
    let server = locked(Place::sqlite()).await;
    let world = World::new(&server).await;
    let browser = signed_in(&server, &Caller::new(&server, "stranger", Role::Caseworker).await);
    let form = browser.form("/households/new").await;
    let form = form.set("0/occurredOn", "2020").set("members/0/birth", "1985");
    let path = browser.record(&form).await;
    let own = path.split('?').next().unwrap();
    let household = world.household.to_string();
    for kind in ["member_joined", "household_merged"] {
        let form = browser.form(&format!("{own}/record/{kind}")).await;
        let name = if kind == "member_joined" { "elsewhere" } else { "0/data/into" };
        for number in [household.as_str(), &household[..8]] {
            let answer = browser.press(&form.clone().set(name, number), "look").await;
            assert_eq!(answer.status, 422, "{kind} {number}: {}", answer.body);
            assert!(answer.body.contains("Ce numéro ne désigne aucun ménage"), "{}", answer.body);
            assert!(!answer.body.contains("CANARI"), "{}", answer.body);
        }
    }
    server.stop().await;
}
