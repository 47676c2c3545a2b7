//! Arguments that do not go together, and codes that no enumeration has, are refused, with the place and the reason.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::checking::{GOOD, of_indicator};
use crate::rules::{Asked, Changes, Files, Given, Instance, RuleSets, What, Window, Wrong};

/// What is wrong with asking an indicator of the bundled rules; the n-th argument stands at n.
fn told(indicator: &str, arguments: &[(&str, &str)]) -> Vec<(usize, String)> {
    let (sets, _) = RuleSets::load(&Files::bundled());
    let placed = |(at, (name, value)): (usize, &(&str, &str))| {
        ((*name).to_owned(), (at, Given { at, ..Given::of_text(value) }))
    };
    let programme = ("programme".to_owned(), (0, Given::new(What::Text("para".to_owned()))));
    let arguments: BTreeMap<_, _> = (1..).zip(arguments).map(placed).chain([programme]).collect();
    let day = Some(date(2017, 12, 31));
    let asked = Asked {
        rule_set: sets.find("base").unwrap(),
        indicator,
        arguments: &arguments,
        window: Window { from: None, to: day },
        known_on: day,
        changes: &Changes::new(),
    };
    let wrong = |wrong: Wrong| match wrong {
        Wrong::Asked(at, _, fault) => (at, fault.to_string()),
        Wrong::Rules(problem) => (0, problem.to_string()),
    };
    Instance::new(&asked).err().unwrap_or_default().into_iter().map(wrong).collect()
}

#[test]
fn arguments_that_do_not_go_together_are_refused_with_the_reason() {
    let moved = ("of", "moved");
    let of_moved = "classes = permanent, of = moved: who moved is counted wherever they live at the end";
    let classes = ("classes", "[\"permanent\"]");
    assert_eq!(told("T05", &[("unit", "person"), moved, classes]), [(3, of_moved.to_owned())]);
    // The classes by default are none that somebody gave.
    assert_eq!(told("T05", &[("unit", "person"), moved]), []);
    assert_eq!(told("T05", &[("unit", "person"), classes]), []);

    let lease = ("unit", "lease");
    let only = "ends = exit, unit = lease: of leases only the time to the slide (`slide`) is counted";
    assert_eq!(told("T04", &[lease, ("ends", "exit")]), [(2, only.to_owned())]);
    let which = "ends = —, unit = lease: of leases and dwellings `ends` has to say which time";
    assert_eq!(told("T04", &[lease]), [(1, which.to_owned())]);
    assert_eq!(told("T04", &[lease, ("ends", "slide"), ("base", "slid")]), []);
    assert_eq!(told("T04", &[lease, ("ends", "slide")]), []);
}

#[test]
fn a_code_that_the_enumeration_has_not_is_told() {
    let asked = |codes| told("T03", &[("unit", "person"), ("destinations", codes)]);
    let wrong = asked("[\"social_housing\", \"social_hosing\"]");
    assert!(wrong[0].1.starts_with("social_hosing is none of "), "{wrong:?}");
    assert!(
        wrong[0].1.ends_with(", stays_in_place, left_territory, deceased, whereabouts_unknown"),
        "{wrong:?}"
    );
    assert_eq!(asked("[\"social_housing\", \"stays_in_place\"]"), []);
    assert_eq!(told("T03", &[("unit", "person"), ("reasons", "[\"left\"]")]), []);
}

#[tokio::test]
async fn refusals_that_can_never_hold_are_told_where_they_stand() {
    let argument = "argument.of = { type = \"code\", values = [\"moved\"] }\n";
    let with = async |refused: &str| {
        of_indicator(GOOD, &format!("{argument}refused = [{{ args = {refused}, why = \"so\" }}]")).await
    };
    assert_eq!(with("{ of = [\"moved\"] }").await, [""; 0]);
    for (refused, problem) in [
        ("{ off = true }", "7:23: refused: unknown key off"),
        ("{ of = [\"mowed\"] }", "7:29: of: mowed is none of moved"),
        ("{ of = \"moved\" }", "7:28: of: \"moved\" is no list of codes"),
    ] {
        let told = with(refused).await;
        assert_eq!(told, [format!("TRY/1/indicators/A.toml:{problem}")]);
    }
    let unknown = of_indicator(GOOD, "argument.to_kind = { type = \"code\", of = \"Accommodation\" }").await;
    let place = "TRY/1/indicators/A.toml:6:42: to_kind: \"Accommodation\" is none of AccommodationKind, ";
    assert!(unknown[0].starts_with(place), "{unknown:?}");
}
