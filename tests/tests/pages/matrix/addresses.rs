//! Everything that the server answers at, and whether nothing of it is forgotten.

use std::collections::BTreeSet;

use tests::workspace::{files, root};

/// What is asked of the server: of every route once at least, and of the pages that show what they are asked for in
/// every way in which something could be hidden. Words in braces are of the [`Marked`](super::world::Marked) world.
pub(super) const ADDRESSES: &[&str] = &[
    "GET /",
    "GET /?state=all",
    "GET /?state=all&sort=id",
    "GET /?state=all&sort=deadline",
    "GET /?state=all&id={household}",
    "GET /?state=all&id={foreign}",
    "GET /?state=all&programme={sensitive}",
    "GET /households/{household}",
    "GET /households/{household}?as-of=2021-06-01&since=2020-01-01&known-at=2030-01-01",
    "GET /households/{erased}",
    "GET /households/{foreign}",
    "POST /households/{household}/bundle",
    "POST /households/{erased}/bundle",
    "GET /households/{household}/bundle",
    "GET /households/new",
    "POST /households/new",
    "GET /households/{household}/record",
    "GET /households/{erased}/record",
    "GET /households/{household}/record/contract_signed",
    "POST /households/{household}/record/contract_signed",
    "GET /households/{household}/record/permit_issued",
    "POST /households/{household}/record/permit_issued",
    "GET /households/{household}/record/occupancy_ended",
    "GET /households/{household}/record/lease_incident_recorded",
    "GET /households/{household}/record/enrolment_ended",
    "GET /households/{household}/record/personal_data_erased",
    "GET /households/{erased}/record/member_left",
    "GET /households/{household}/record/household_split",
    "GET /households/{household}/record/household_merged",
    "POST /households/{household}/record/household_merged",
    "GET /households/{household}/record/member_joined",
    "POST /households/{household}/record/member_joined",
    "POST /households/{household}/record/household_split",
    "POST /households/{household}/record/personal_data_erased",
    "GET /households/{household}/record/activity_attended",
    "GET /households/{household}/events/{permit}/correct",
    "POST /households/{household}/events/{permit}/correct",
    "GET /households/{household}/events/{stay}/correct",
    "GET /households/{household}/events/{charge}/correct",
    "GET /households/{household}/events/{refuge}/correct",
    "GET /households/{household}/events/{child}/correct",
    "GET /households/{household}/events/{permit}/retract",
    "POST /households/{household}/events/{permit}/retract",
    "GET /households/{household}/events/{shelter}/retract",
    "POST /households/{household}/events/{shelter}/retract",
    "GET /search",
    "POST /search",
    "GET /programmes",
    "GET /programmes/{here}?year=2021",
    "GET /programmes/{sensitive}?year=2021",
    "GET /new-programme",
    "POST /new-programme",
    "GET /programmes/{here}/record",
    "GET /programmes/{sensitive}/record",
    "GET /programmes/{here}/record/capacity_set",
    "POST /programmes/{here}/record/capacity_set",
    "GET /programmes/{sensitive}/record/capacity_set",
    "GET /programmes/{here}/events/{registered}/correct",
    "POST /programmes/{here}/events/{registered}/correct",
    "GET /programmes/{here}/events/{registered}/retract",
    "POST /programmes/{here}/events/{registered}/retract",
    "GET /programmes/{here}/report.xlsx?year=2021",
    "GET /programmes/{sensitive}/report.xlsx?year=2021",
    "GET /programmes/{here}/figures/hosted.households?year=2021",
    "GET /programmes/{here}/figures/hosted.persons?year=2021",
    "GET /programmes/{here}/figures/hosted.households?year=2021&household={household}",
    "GET /programmes/{sensitive}/figures/hosted.households?year=2021&household={household}",
    "GET /rules",
    "GET /rules?set=base",
    "GET /rules/compare",
    "GET /rules/compare?programme={here}&year=2021&RP06.set=D-STRICT",
    "GET /rules/compare?programme={here}&year=2021&RP01=17",
    "GET /rules/compare?programme={sensitive}&year=2021&RP01=17",
    "GET /integrity",
    "POST /integrity/verify",
    "GET /proofs/1",
    "GET /proofs/99999999",
    "POST /reason",
    "POST /sign-in",
    "POST /sign-out",
    "GET /nowhere",
    "GET /graphiql",
    "GET /graphiql/page.css",
    "GET /graphiql/page.js",
    "GET /assets/page.css",
    "GET /assets/page.js",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
];

/// What is asked by a walk of its own (`graphql/sight/walk.rs`).
const ENDPOINT: &str = "GET /graphql";

/// The routes that the server has, as its code writes them: `GET /households/{id}`.
fn routes() -> BTreeSet<String> {
    let sources = files().into_iter().filter(|path| {
        let is_code = path.starts_with("api/src") && path.extension().is_some_and(|one| one == "rs");
        is_code && !path.ends_with("tests.rs")
    });
    let mut routes = BTreeSet::new();
    for source in sources {
        let text = std::fs::read_to_string(root().join(&source)).unwrap();
        for route in text.split(".route(").skip(1) {
            let (_, rest) = route.split_once('"').unwrap();
            let (path, rest) = rest.split_once('"').unwrap();
            let handler = rest.split(".layer(").next().unwrap();
            let handler = handler.split(".with_state(").next().unwrap();
            let posts = handler.contains("post(");
            // A handler that was made before stands here by its name: it is one that is read.
            let gets = handler.contains("get(") || !posts;
            let methods = [("GET", gets), ("POST", posts)];
            routes
                .extend(methods.into_iter().filter(|(_, is)| *is).map(|(name, _)| format!("{name} {path}")));
        }
    }
    routes
}

/// Whether an address is one of a route.
fn is_of(address: &str, route: &str) -> bool {
    let address = address.split('?').next().unwrap();
    let (there, pattern): (Vec<&str>, Vec<&str>) = (address.split('/').collect(), route.split('/').collect());
    let is_step = |(step, pattern): (&&str, &&str)| step == pattern || pattern.starts_with('{');
    there.len() == pattern.len() && there.iter().zip(&pattern).all(is_step)
}

#[test]
fn no_address_is_forgotten() {
    let routes = routes();
    assert!(routes.len() > 25 && routes.contains("POST /households/{id}/bundle"), "{routes:?}");
    let asked = |route: &String| ADDRESSES.iter().any(|address| is_of(address, route));
    let forgotten: Vec<&String> = routes.iter().filter(|route| *route != ENDPOINT && !asked(route)).collect();
    assert!(forgotten.is_empty(), "nobody asks {forgotten:?}");
}
