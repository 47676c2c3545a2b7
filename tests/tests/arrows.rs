//! Which of our crates may use which.

use std::process::Stdio;

/// From the outermost crate inwards; those of one rank do not know each other.
const ORDER: [&[&str]; 5] =
    [&["cli"], &["api"], &["application"], &["projections"], &["domain", "event-store"]];

/// Uses everything and is used by nothing.
const OUTSIDE: &str = "tests";

/// The arrows between our crates that point the wrong way, one sentence each.
///
/// Takes each crate with the names of those of our crates it depends on, for whatever purpose.
fn violations(crates: &[(&str, Vec<&str>)]) -> Vec<String> {
    let rank = |name: &str| ORDER.iter().position(|rank| rank.contains(&name));
    let mut found = Vec::new();
    for (name, dependencies) in crates.iter().filter(|(name, _)| *name != OUTSIDE) {
        let Some(from) = rank(name) else {
            found.push(format!("{name} has no place in the allowed order: {}", order()));
            continue;
        };
        for dependency in dependencies {
            if rank(dependency).is_none_or(|to| to <= from) {
                found.push(format!(
                    "{name} -> {dependency} is not allowed: a crate may use those to its right in {}",
                    order()
                ));
            }
        }
    }
    found
}

fn order() -> String {
    ORDER.map(|rank| rank.join(" | ")).join(", ")
}

/// Our crates and the arrows between them, as cargo reads the manifests.
fn workspace() -> Vec<(String, Vec<String>)> {
    let out = tests::workspace::cargo()
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .stdin(Stdio::null())
        .output()
        .expect("cargo starts");
    let stderr = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "cargo metadata failed: {stderr}");
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let name = |value: &serde_json::Value| value["name"].as_str().expect("a name").to_owned();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("dependencies");
            // Build and development dependencies too: an arrow is an arrow.
            let ours = dependencies.iter().filter(|one| one["path"].is_string());
            (name(package), ours.map(name).collect())
        })
        .collect()
}

#[test]
fn every_arrow_points_inwards() {
    let crates = workspace();
    let named: Vec<(&str, Vec<&str>)> = crates
        .iter()
        .map(|(name, uses)| (name.as_str(), uses.iter().map(String::as_str).collect()))
        .collect();
    for name in ORDER.concat() {
        assert!(named.iter().any(|(one, _)| *one == name), "{name} is not a crate");
    }
    let found = violations(&named);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn arrows_inwards_are_allowed() {
    let crates = [
        ("cli", vec!["api", "event-store"]),
        ("api", vec!["application", "projections", "domain"]),
        ("projections", vec!["domain", "event-store"]),
        ("domain", vec![]),
        ("tests", vec!["cli", "domain"]),
    ];
    assert_eq!(violations(&crates), Vec::<String>::new());
}

#[test]
fn each_wrong_arrow_is_named() {
    let crates = [
        ("domain", vec!["event-store"]),
        ("event-store", vec!["projections"]),
        ("application", vec!["application", "api", "domain"]),
        ("api", vec!["tests", "application"]),
    ];
    let found = violations(&crates);
    let arrows: Vec<&str> =
        found.iter().filter_map(|sentence| sentence.split(" is not allowed").next()).collect();
    assert_eq!(
        arrows,
        [
            "domain -> event-store",
            "event-store -> projections",
            "application -> application",
            "application -> api",
            "api -> tests",
        ]
    );
    let order = "cli, api, application, projections, domain | event-store";
    assert!(found.iter().all(|sentence| sentence.ends_with(order)));
}

#[test]
fn a_crate_outside_the_order_is_refused() {
    let found = violations(&[("helpers", vec!["domain"])]);
    assert_eq!(
        found,
        ["helpers has no place in the allowed order: cli, api, application, projections, \
             domain | event-store"]
    );
}
