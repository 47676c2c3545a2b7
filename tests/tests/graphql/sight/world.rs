//! A household with a fact of every group: in a programme, in another one, in a sensitive one, and in none.

use domain::ids::HouseholdId;
use domain::{StreamId, Submission};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::faults::facts::{Family, fact, id, programme};
use crate::faults::record;
use crate::graphql::Server;

/// Words that only personal data holds.
pub(crate) const SECRETS: [&str; 4] = ["CANARI-NOM", "1971-03-07", "2031-08-19", "44109"];

/// The role of a partner, which is also the name of the organisation that has it.
pub(crate) const PARTNERS: [&str; 10] = [
    "housing",
    "landlord",
    "employment",
    "social",
    "training",
    "funder",
    "referrer",
    "implementer",
    "institutional",
    "other",
];

/// To whom a fact belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// To the programme looked from, or to none.
    Here,
    /// To another programme of the household.
    Elsewhere,
    /// To a sensitive one.
    Sensitive,
}

pub(crate) struct World {
    pub(crate) household: HouseholdId,
    pub(crate) stream: StreamId,
    pub(crate) person: Uuid,
    pub(crate) spouse: Uuid,
    /// Programmes: that of `elia`, that of `ailleurs`, that of `soin`.
    pub(crate) here: StreamId,
    pub(crate) elsewhere: StreamId,
    pub(crate) sensitive: StreamId,
    pub(crate) enrolment: Uuid,
    pub(crate) consent: Uuid,
    pub(crate) permit: Uuid,
    /// Every fact of the household, by its event.
    pub(crate) facts: Vec<(Uuid, &'static str, Place)>,
    /// A household of another association, in its programme alone.
    pub(crate) foreign: Family,
}

/// An organisation’s programme, perhaps sensitive.
async fn opened(server: &Server, operator: &str, is_sensitive: bool) -> StreamId {
    let (stream, [registered, state]) = programme();
    let mut data = registered.fact.write();
    data["operator"] = operator.into();
    data["sensitive"] = is_sensitive.into();
    if is_sensitive {
        data["name"] = "CANARI-SOIN".into();
    }
    let registered = fact(&stream, "programme_registered", "2005", &data);
    record(&server.application, [registered, state]).await.unwrap();
    stream
}

impl World {
    pub(crate) async fn new(server: &Server) -> Self {
        let here = opened(server, "elia", false).await;
        let elsewhere = opened(server, "ailleurs", false).await;
        let sensitive = opened(server, "soin", true).await;
        for role in PARTNERS {
            let data = json!({ "partner": role, "role": role });
            record(&server.application, [fact(&here, "partner_joined", "2019", &data)]).await.unwrap();
        }
        let family = Family::new();
        let StreamId::Household(household) = family.stream else { panic!() };
        let foreign = Family::new();
        record(&server.application, foreign.opened()).await.unwrap();
        record(&server.application, [foreign.enrolled(id(), &elsewhere, "2020-02-01")]).await.unwrap();
        let mut world = Self {
            household,
            stream: family.stream.clone(),
            person: family.person,
            spouse: id(),
            here,
            elsewhere,
            sensitive,
            enrolment: id(),
            consent: id(),
            permit: id(),
            facts: Vec::new(),
            foreign,
        };
        world.fill(server).await;
        world
    }

    /// Facts of the household itself.
    fn whole(&self) -> Vec<(&'static str, Place, Submission)> {
        let (person, spouse) = (self.person, self.spouse);
        let joined = |person: Uuid, role: &str| {
            json!({
                "person": person, "birth": "1971-03-07", "role": role, "reason": "initial",
                "identity": "CANARI-NOM",
            })
        };
        vec![
            ("composition", Place::Here, self.fact("household_opened", "2020-01-06", json!({ "opened_by": "elia" }))),
            ("composition", Place::Here, self.fact("member_joined", "2020-01-06", joined(person, "reference_person"))),
            ("composition", Place::Here, self.fact("member_joined", "2020-01-06", joined(spouse, "partner"))),
            ("papers", Place::Here, self.fact("permit_issued", "2020-02", json!({
                "permit": self.permit, "person": person, "kind": "resident_refugee", "valid_from": "2021-08-20",
                "valid_to": "2031-08-19", "work_authorised": true,
            }))),
            ("rights", Place::Here, self.fact("right_opened", "2020-02", json!({
                "right": id(), "holders": [person], "kind": "rsa", "valid_to": "2030-01-31",
            }))),
            ("resources", Place::Here, self.fact("resources_declared", "2020-02", json!({
                "persons": [person], "total_eur": 44109,
            }))),
            ("consents", Place::Here, self.fact("consent_given", "2020-02", json!({
                "consent": self.consent, "person": spouse, "purpose": "partner_sharing", "recipient": "associe",
            }))),
        ]
    }

    async fn fill(&mut self, server: &Server) {
        let mut facts = self.whole();
        let programmes = [&self.here, &self.elsewhere, &self.sensitive];
        for (at, place) in [Place::Here, Place::Elsewhere, Place::Sensitive].into_iter().enumerate() {
            let activity = id();
            let held = json!({ "activity": activity, "kind": "consultation" });
            record(&server.application, [fact(programmes[at], "activity_held", "2020-08-01", &held)])
                .await
                .unwrap();
            facts.extend(self.tied(at, programmes[at], activity).map(|(group, fact)| (group, place, fact)));
        }
        let all: Vec<Submission> = facts.iter().map(|(_, _, fact)| fact.clone()).collect();
        record(&server.application, all).await.unwrap_or_else(|error| panic!("{error:?}"));
        self.facts = facts.into_iter().map(|(group, place, fact)| (fact.id.0, group, place)).collect();
    }

    /// Facts that belong to a programme, each a year after those of the former.
    fn tied(&self, at: usize, programme: &StreamId, activity: Uuid) -> [(&'static str, Submission); 11] {
        let persons = json!([self.person]);
        let (person, code) = (self.person, programme.to_string().replace("programme/", ""));
        let enrolment = if at == 0 { self.enrolment } else { id() };
        let (stay, training, request) = (id(), id(), id());
        let (from, until) = ([2020, 2021, 2022][at], [2021, 2022, 2023][at]);
        let day = |year: usize, rest: &str| format!("{year}-{rest}");
        [
            ("enrolments", self.fact("enrolment_started", &day(2020, "02-01"), json!({
                "enrolment": enrolment, "programme": code, "persons": persons, "planned_end_on": "2029-12-31",
            }))),
            ("requests", self.fact("request_submitted", &day(2020, "02-01"), json!({
                "request": request, "kind": "right", "right_kind": "health_cover", "persons": persons, "programme": code,
            }))),
            ("rights", self.fact("right_opened", &day(2020, "03-01"), json!({
                "right": id(), "holders": persons, "kind": "health_cover", "valid_to": "2029-01-31",
                "request": request,
            }))),
            ("accommodation", self.fact("occupancy_started", &day(from, "03-01"), json!({
                "occupancy": stay, "kind": "shared_flat", "persons": persons, "enrolment": enrolment,
                "commune": "44109",
            }))),
            ("leases", self.fact("lease_signed", &day(from, "03-01"), json!({
                "lease": id(), "kind": "simple_sublease", "signatories": persons, "occupancy": stay,
                "intermediary": "elia", "starts_on": day(from, "03-01"),
            }))),
            ("accommodation", self.fact("occupancy_ended", &day(until, "02-01"), json!({
                "occupancy": stay, "reason": "other", "persons": persons,
            }))),
            ("employment", self.fact("contract_signed", &day(2020, "04-01"), json!({
                "contract": id(), "person": person, "kind": "cdd", "starts_on": day(2020, "04-01"),
                "planned_end_on": "2028-06-30", "weekly_hours": 5, "enrolment": enrolment,
            }))),
            ("training", self.fact("training_started", &day(2020, "05-01"), json!({
                "training": training, "person": person, "kind": "language", "planned_end_on": "2028-05-31",
                "enrolment": enrolment,
            }))),
            ("assessments", self.fact("assessment_recorded", &day(2020, "06-01"), json!({
                "person": person, "kind": "language_level", "value": "a2", "training": training,
            }))),
            ("support", self.fact("pairing_started", &day(2020, "07-01"), json!({
                "pairing": id(), "persons": persons, "counterpart": id(), "kind": "sponsorship",
                "enrolment": enrolment,
            }))),
            ("support", self.fact("activity_attended", &day(2020, "08-01"), json!({
                "activity": activity, "persons": persons,
            }))),
        ]
    }

    #[expect(clippy::needless_pass_by_value, reason = "made in place")]
    pub(crate) fn fact(&self, kind: &str, on: &str, data: Value) -> Submission {
        fact(&self.stream, kind, on, &data)
    }

    /// A fact of a group that contradicts the history, so that it is never recorded: whether it is even looked at tells
    /// who may record such facts.
    pub(crate) fn attempt(&self, group: &str) -> Value {
        let stranger = id();
        let code = self.here.to_string().replace("programme/", "");
        let (kind, data) = match group {
            "composition" => (
                "member_joined",
                json!({
                    "person": self.person, "birth": "1990", "role": "partner", "reason": "initial",
                }),
            ),
            "papers" => ("legal_status_recorded", json!({ "person": stranger, "status": "refugee" })),
            "requests" => (
                "request_submitted",
                json!({
                    "request": id(), "kind": "financial_aid", "persons": [stranger], "programme": code,
                }),
            ),
            "enrolments" => (
                "enrolment_ended",
                json!({
                    "enrolment": self.enrolment, "reason": "goal_reached", "destination": "unknown",
                    "persons": [stranger],
                }),
            ),
            "accommodation" => (
                "occupancy_started",
                json!({
                    "occupancy": id(), "kind": "shared_flat", "persons": [stranger], "enrolment": self.enrolment,
                }),
            ),
            "leases" => (
                "lease_signed",
                json!({
                    "lease": id(), "kind": "simple_sublease", "signatories": [stranger], "occupancy": id(),
                    "intermediary": "elia", "starts_on": "2020-03-01",
                }),
            ),
            "rights" => ("right_opened", json!({ "right": id(), "holders": [stranger], "kind": "rsa" })),
            "resources" => ("resources_declared", json!({ "persons": [stranger], "total_eur": 1 })),
            "employment" => (
                "contract_signed",
                json!({
                    "contract": id(), "person": stranger, "kind": "cdi", "starts_on": "2020-04-01",
                }),
            ),
            "training" => (
                "training_started",
                json!({
                    "training": id(), "person": stranger, "kind": "language",
                }),
            ),
            "assessments" => (
                "assessment_recorded",
                json!({
                    "person": stranger, "kind": "language_level", "value": "a2",
                }),
            ),
            "support" => (
                "pairing_started",
                json!({
                    "pairing": id(), "persons": [stranger], "counterpart": id(), "kind": "sponsorship",
                }),
            ),
            "consents" => (
                "consent_given",
                json!({
                    "consent": id(), "person": stranger, "purpose": "testimony",
                }),
            ),
            other => panic!("{other} is no group"),
        };
        json!({
            "id": id(), "stream": self.stream.to_string(), "type": kind, "occurredOn": "2020-09-01", "data": data,
        })
    }
}
