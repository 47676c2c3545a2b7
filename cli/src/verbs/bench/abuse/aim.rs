//! What is attacked: a household that one association sees and another does not, and who asks.

use std::net::SocketAddr;

use application::Application;
use application::sight::Role;
use application::tokens::NewToken;
use domain::ids::OrgCode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::super::failed;
use super::super::population::later;
use super::exchange::{Request, answer, asked};
use crate::failure::Failure;

/// The associations of the invented households: that of the household, and the other.
const OWN: &str = "ftda";
const OTHER: &str = "mep";

/// Households looked through for one that is seen today: seven in ten have left.
const LOOKED: u64 = 200;

/// Recording, as somebody does it who signed in.
const RECORD: &str = "mutation($input:RecordInput!){record(input:$input){repeated contradictions{code}}}";

/// What is attacked, and who asks.
pub(super) struct Aim {
    /// Of whoever runs the programme of the household.
    pub(super) token: String,
    /// Of whoever has nothing to do with it.
    pub(super) stranger: String,
    /// Its UUID.
    pub(super) household: String,
    /// The identifier of an enrolment of it.
    pub(super) node: String,
    /// A question that anybody asks all day.
    pub(super) good: Request,
    /// A fact that is recorded already, recorded again.
    pub(super) replayed: Request,
    /// The same by whoever has nothing to do with it.
    pub(super) stolen: Request,
}

/// Two tokens, for a day.
pub(super) async fn tokens(application: &Application) -> Result<[String; 2], Failure> {
    let of = async |organisation: &str| {
        let organisation: OrgCode = organisation.parse().map_err(failed)?;
        let (label, expires_at) =
            ("bench".to_owned(), application.clock().now() + SignedDuration::from_hours(24));
        let new = NewToken { label, organisation, role: Role::Caseworker, user: None, expires_at };
        Ok::<_, Failure>(application.create_token(new).await?.1)
    };
    Ok([of(OWN).await?, of(OTHER).await?])
}

impl Aim {
    /// Finds a household that one of the two sees, and records something of it.
    pub(super) async fn take(address: SocketAddr, [token, stranger]: [String; 2]) -> Result<Self, Failure> {
        let query = "query($id:ID!){household(id:$id){uuid state{enrolments{id}}}}";
        let own = format!("urn:parcours:org:{OWN}");
        for number in 0..LOOKED {
            let Some(line) = later(number, 0) else { continue };
            let line: Value = serde_json::from_str(&line).map_err(failed)?;
            if line["source"] != own.as_str() {
                continue;
            }
            let id = line["subject"].as_str().and_then(|subject| subject.strip_prefix("household/"));
            let good = asked(&token, query, &json!({ "id": id }));
            let told = answer(address, &good).await?;
            let node = told.pointer("/data/household/state/enrolments/0/id").and_then(Value::as_str);
            let (Some(node), Some(household)) = (node.map(str::to_owned), id.map(str::to_owned)) else {
                continue;
            };
            let fact = json!({
                "id": line["id"], "stream": line["subject"], "type": "resources_declared",
                "occurredOn": line["occurredon"], "data": line["data"],
            });
            let record = json!({ "input": { "facts": [fact] } });
            let (replayed, stolen) = (asked(&token, RECORD, &record), asked(&stranger, RECORD, &record));
            let recorded = answer(address, &replayed).await?;
            if recorded.pointer("/data/record/repeated") != Some(&json!(false)) {
                return Err(failed(format!("a fact was not recorded: {recorded}")));
            }
            return Ok(Self { token, stranger, household, node, good, replayed, stolen });
        }
        Err(failed("none of the households is seen today"))
    }
}
