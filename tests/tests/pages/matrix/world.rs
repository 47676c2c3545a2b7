//! The world of the matrix of the schema, with a word in every value that is sealed, an erased person and a consent that
//! was withdrawn.

use application::erase::Erasure;
use domain::codes::{ErasureBasis, ErasureLevel};
use domain::ids::{HouseholdId, PersonId};
use domain::{StreamId, Submission};
use event_store::StreamName;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::faults::facts::{Family, fact, id};
use crate::faults::record;
use crate::graphql::Server;
use crate::graphql::sight::world::{Place as Where, World};

/// Words that stand in one kind of fact of the household and nowhere else.
pub(super) struct Mark {
    pub(super) name: &'static str,
    /// As the ledger and the pages write it.
    pub(super) words: Vec<String>,
    /// The groups of the facts that hold it, and to whom they belong.
    pub(super) of: Vec<(&'static str, Where)>,
    /// Whether such a fact tells of the spouse, who consents to share.
    pub(super) names_spouse: bool,
}

pub(super) struct Marked {
    pub(super) world: World,
    pub(super) marks: Vec<Mark>,
    /// The household of which a person was erased.
    pub(super) erased: HouseholdId,
    /// Every event of the household.
    pub(super) events: Vec<Uuid>,
    /// Events by the words of addresses.
    named: Vec<(&'static str, Uuid)>,
}

/// What was sealed of the erased person: for nobody any more.
pub(super) const ERASED: [&str; 4] = ["CANARI-EFFACE", "1966-10-29", "29 octobre 1966", "29 October 1966"];

impl Marked {
    pub(super) async fn new(server: &Server) -> Self {
        let world = World::new(server).await;
        let erased = erased(server, &world.here).await;
        let (dwelling, host) = (id(), id());
        let (mut named, facts) = facts(&world, dwelling, host);
        let programme = StreamName::new(world.here.to_string()).unwrap();
        let registered = server.application.ledger().read_streams(&[programme], 0).await.unwrap();
        named.push(("registered", registered[0].event_id));
        let mut events: Vec<Uuid> = world.facts.iter().map(|(event, _, _)| *event).collect();
        events.extend(facts.iter().map(|fact| fact.id.0));
        record(&server.application, facts).await.unwrap_or_else(|error| panic!("{error:?}"));
        Self { marks: marks(dwelling, host), world, erased, events, named }
    }

    /// An address with what its words stand for.
    pub(super) fn address(&self, template: &str) -> String {
        let code = |stream: &StreamId| stream.to_string().replace("programme/", "");
        let mut words = vec![
            ("household", self.world.household.to_string()),
            ("foreign", self.world.foreign.stream.to_string().replace("household/", "")),
            ("erased", self.erased.to_string()),
            ("here", code(&self.world.here)),
            ("sensitive", code(&self.world.sensitive)),
        ];
        words.extend(self.named.iter().map(|(name, event)| (*name, event.to_string())));
        let replaced =
            |text: String, (name, word): &(&str, String)| text.replace(&format!("{{{name}}}"), word);
        words.iter().fold(template.to_owned(), replaced)
    }
}

/// A household with somebody who was erased and somebody who stays.
async fn erased(server: &Server, programme: &StreamId) -> HouseholdId {
    let family = Family::new();
    let [opened, _] = family.opened();
    let stays = id();
    let joined = |person: Uuid, role: &str, birth: &str, identity: &str| {
        let data = json!({
            "person": person, "birth": birth, "role": role, "reason": "initial", "identity": identity,
        });
        fact(&family.stream, "member_joined", "2020-01-06", &data)
    };
    let facts = [
        opened,
        joined(family.person, "reference_person", "1966-10-29", "CANARI-EFFACE"),
        joined(stays, "partner", "1968", "CANARI-RESTE"),
        family.enrolled(id(), programme, "2020-02-01"),
    ];
    record(&server.application, facts).await.unwrap();
    let erasure = Erasure {
        person: PersonId(family.person),
        basis: ErasureBasis::Request,
        level: ErasureLevel::All,
        residue: None,
        actor: None,
    };
    server.application.erase(erasure, false).await.unwrap().unwrap();
    let StreamId::Household(household) = family.stream else { panic!("{} is no household", family.stream) };
    household
}

/// Facts of the spouse, and of a child, beside those of the world.
fn facts(world: &World, dwelling: Uuid, host: Uuid) -> (Vec<(&'static str, Uuid)>, Vec<Submission>) {
    let spouse = world.spouse;
    let [here, elsewhere, sensitive] = [id(), id(), id()];
    let (first, withdrawn, lease) = (id(), id(), id());
    let stays = [id(), id(), id()];
    let enrolled = |enrolment: Uuid, programme: &StreamId, on: &str| {
        let code = programme.to_string().replace("programme/", "");
        let data = json!({ "enrolment": enrolment, "programme": code, "persons": [spouse] });
        world.fact("enrolment_started", on, data)
    };
    let housed = |at: usize, on: &str, enrolment: Uuid, rest: Value| {
        let mut data = json!({
            "occupancy": stays[at], "kind": "shared_flat", "persons": [spouse], "enrolment": enrolment,
        });
        data.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        world.fact("occupancy_started", on, data)
    };
    let left = |at: usize, on: &str| {
        let data = json!({ "occupancy": stays[at], "reason": "other", "persons": [spouse] });
        world.fact("occupancy_ended", on, data)
    };
    let leased = |lease: Uuid, at: usize, on: &str, charge: u32| {
        let data = json!({
            "lease": lease, "kind": "simple_sublease", "signatories": [spouse], "occupancy": stays[at],
            "intermediary": "elia", "starts_on": on, "monthly_charge_eur": charge,
        });
        world.fact("lease_signed", on, data)
    };
    let consent = json!({
        "consent": withdrawn, "person": spouse, "purpose": "partner_sharing", "recipient": "parti",
    });
    let child = json!({
        "person": id(), "birth": "2014-11-23", "sex": "f", "role": "child", "reason": "initial", "nationality": ["BTN"],
        "identity": "CANARI-ENFANT",
    });
    let born = json!({
        "person": id(), "birth": "2021-04-17", "sex": "m", "role": "child", "reason": "birth", "episodes": [],
    });
    let permit = json!({
        "permit": id(), "person": spouse, "kind": "resident_refugee", "valid_from": "2021-09-11",
        "valid_to": "2032-10-27", "work_authorised": true, "prefecture": "2B",
    });
    let gone = json!({
        "enrolment": first, "reason": "goal_reached", "destination": "unknown", "destination_commune": "35238",
    });
    let facts = vec![
        world.fact("member_joined", "2020-01-06", child),
        world.fact("consent_given", "2020-03-01", consent),
        world.fact("consent_withdrawn", "2020-04-01", json!({ "consent": withdrawn })),
        enrolled(first, &world.here, "2020-02-10"),
        world.fact("enrolment_ended", "2020-12-01", gone),
        enrolled(here, &world.here, "2021-01-05"),
        enrolled(elsewhere, &world.elsewhere, "2020-02-10"),
        enrolled(sensitive, &world.sensitive, "2020-02-10"),
        world.fact("permit_issued", "2021-09-11", permit),
        world.fact("resources_declared", "2021-03", json!({ "persons": [spouse], "total_eur": 27183 })),
        housed(0, "2020-03-01", elsewhere, json!({ "commune": "29019" })),
        left(0, "2021-02-01"),
        housed(1, "2021-03-01", sensitive, json!({ "commune": "56260" })),
        leased(id(), 1, "2021-03-01", 66613),
        left(1, "2022-02-01"),
        housed(2, "2022-03-01", here, json!({ "commune": "22278", "dwelling": dwelling, "host": host })),
        leased(lease, 2, "2022-03-01", 33371),
        world.fact(
            "lease_incident_recorded",
            "2022-06-01",
            json!({
                "lease": lease, "kind": "arrears", "amount_eur": 77713,
            }),
        ),
        world.fact("member_joined", "2021-04-17", born),
    ];
    let event = |at: usize| facts[at].id.0;
    let named = vec![
        ("child", event(0)),
        ("permit", event(8)),
        ("refuge", event(12)),
        ("shelter", event(13)),
        ("stay", event(15)),
        ("charge", event(16)),
    ];
    (named, facts)
}

/// Every value that is sealed; but those of closed lists, all of which stand in every form.
fn marks(dwelling: Uuid, host: Uuid) -> Vec<Mark> {
    let (dwelling, host) = (dwelling.to_string(), host.to_string());
    let mark = |name, words: &[&str], of: &[(&'static str, Where)], names_spouse| Mark {
        name,
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        of: of.to_vec(),
        names_spouse,
    };
    let (here, elsewhere, sensitive) = (Where::Here, Where::Elsewhere, Where::Sensitive);
    let everywhere = [
        ("resources", here),
        ("accommodation", here),
        ("accommodation", elsewhere),
        ("accommodation", sensitive),
    ];
    vec![
        // Husband and wife have the same name, and were born on the same day.
        mark("name", &["CANARI-NOM"], &[("composition", here)], true),
        mark("birth", &["1971-03-07", "7 mars 1971", "7 March 1971"], &[("composition", here)], true),
        mark("who stays", &["CANARI-RESTE"], &[("composition", here)], false),
        mark("child", &["CANARI-ENFANT"], &[("composition", here)], false),
        mark(
            "child’s birth",
            // The second one is born while the household is supported: its arrival has the day of its birth.
            &[
                "2014-11-23",
                "23 novembre 2014",
                "23 November 2014",
                "2021-04-17",
                "17 avril 2021",
                "17 April 2021",
            ],
            &[("composition", here)],
            false,
        ),
        mark("nationality", &["BTN"], &[("composition", here)], false),
        mark("permit from", &["2021-08-20", "20 août 2021", "20 August 2021"], &[("papers", here)], false),
        mark("permit to", &["2031-08-19", "19 août 2031", "19 August 2031"], &[("papers", here)], false),
        mark(
            "spouse’s permit to",
            &["2032-10-27", "27 octobre 2032", "27 October 2032"],
            &[("papers", here)],
            true,
        ),
        mark("prefecture", &["2B"], &[("papers", here)], true),
        mark("commune, resources", &["44109", "44\u{202f}109", "44,109"], &everywhere, false),
        mark("spouse’s resources", &["27183", "27\u{202f}183", "27,183"], &[("resources", here)], true),
        mark("commune of destination", &["35238"], &[("enrolments", here)], true),
        mark("commune elsewhere", &["29019"], &[("accommodation", elsewhere)], true),
        mark("commune, sensitive", &["56260"], &[("accommodation", sensitive)], true),
        mark("commune here", &["22278"], &[("accommodation", here)], true),
        mark("dwelling", &[&dwelling], &[("accommodation", here)], true),
        mark("host", &[&host], &[("accommodation", here)], true),
        mark("charge, sensitive", &["66613", "66\u{202f}613", "66,613"], &[("leases", sensitive)], true),
        mark("charge", &["33371", "33\u{202f}371", "33,371"], &[("leases", here)], true),
        mark("arrears", &["77713", "77\u{202f}713", "77,713"], &[("leases", here)], true),
    ]
}
