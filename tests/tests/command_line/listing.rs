//! `households`, `deadlines`, `projections` and `rebuild`: for people and for programs.

use serde_json::{Value, json};

use super::{FAMILLE_K, Folder};

fn json_of(folder: &Folder, arguments: &[&str]) -> Value {
    let ran = folder.run(&[arguments, &["--format", "json"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn households_are_listed_without_a_server() {
    let folder = Folder::with_families();
    let listed = json_of(&folder, &["households", "--id", FAMILLE_K]);
    assert_eq!(listed["position"], 1150);
    let famille = &listed["households"][0];
    assert_eq!(famille["household"], FAMILLE_K);
    assert_eq!((&famille["members"], &famille["version"]), (&json!(4), &json!(20)));
    assert!(famille.get("birth").is_none() && famille.get("identity").is_none());
    let open = json_of(&folder, &["households", "--programme", "plateforme-regularises", "--limit", "1000"]);
    let all = open["households"].as_array().unwrap();
    assert!(!all.is_empty() && all.iter().all(|one| one["open"] == true));
    let shown = folder.run(&["households", "--limit", "2", "--lang", "en"]);
    assert_eq!((shown.code, shown.stdout.lines().count()), (Some(0), 4), "{shown:?}");
    assert!(shown.stdout.ends_with("as of position 1150\n"), "{}", shown.stdout);
}

#[test]
fn deadlines_are_listed_by_day() {
    let folder = Folder::with_families();
    let listed = json_of(&folder, &["deadlines", "--from", "2000-01-01", "--limit", "1000"]);
    let days: Vec<&str> =
        listed["deadlines"].as_array().unwrap().iter().filter_map(|one| one["due_on"].as_str()).collect();
    assert!(!days.is_empty() && days.is_sorted(), "{days:?}");
    let of_contracts = json_of(&folder, &["deadlines", "--from", "2000-01-01", "--kind", "contract"]);
    let kinds = of_contracts["deadlines"].as_array().unwrap();
    assert!(kinds.iter().all(|one| one["kind"] == "contract"));
    let refused = folder.run(&["deadlines", "--kind", "holiday"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
}

#[test]
fn projections_tell_how_far_they_are_and_a_rebuild_what_it_did() {
    let folder = Folder::with_families();
    let told = json_of(&folder, &["projections"]);
    assert!(told.as_array().unwrap().iter().all(|one| one["lag"] == 1150 && one["complete"] == true));
    let rebuilt = json_of(&folder, &["rebuild", "--workers", "3"]);
    assert_eq!((&rebuilt["events"], &rebuilt["position"]), (&json!(1150), &json!(1150)));
    let keys: Vec<&str> = rebuilt.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["digest", "events", "events_per_second", "position", "seconds"]);
    let told = json_of(&folder, &["projections"]);
    for one in told.as_array().unwrap() {
        assert_eq!(
            (&one["position"], &one["lag"], &one["state"]),
            (&json!(1150), &json!(0), &json!("running"))
        );
    }
    let again = json_of(&folder, &["rebuild", "--known-at", "2100-01-01T00:00:00Z"]);
    assert_eq!(again["digest"], rebuilt["digest"]);
    let earlier = json_of(&folder, &["rebuild", "--known-at", "1990-01-01T00:00:00Z"]);
    assert_eq!(earlier["events"], 0);
    assert_eq!(folder.run(&["rebuild", "--projection", "nothing"]).code, Some(2));
    let one = folder.run(&["rebuild", "--projection", "access", "--lang", "en"]);
    assert!(one.code == Some(0) && one.stdout.contains("1150 events folded"), "{one:?}");
    let retried = folder.run(&["projections", "retry", "access", "--lang", "en"]);
    assert_eq!(retried.code, Some(1));
    assert!(retried.stderr.contains("projection access is not paused"), "{}", retried.stderr);
}
