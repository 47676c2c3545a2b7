//! What programs outside the project rely on: each verb, run really, prints the keys that it has printed ever since.
//! More may be added; none is taken away.

use serde_json::{Value, json};

use super::{FAMILLE_K, Folder};

const PROGRAMME: &str = "plateforme-regularises";
const WINDOW: [&str; 4] = ["--from", "2008-03-01", "--to", "2010-12-31"];

/// Runs a verb that ends with `code`; answers its JSON.
fn told(folder: &Folder, code: i32, arguments: &[&str]) -> Value {
    let ran = folder.run(&[arguments, &["--format", "json"]].concat());
    assert_eq!(ran.code, Some(code), "{arguments:?}: {ran:?}");
    super::json(&ran)
}

/// The object, or the first of a list of them, has these keys.
fn has(value: &Value, keys: &str) {
    let object = value.get(0).unwrap_or(value).as_object().unwrap_or_else(|| panic!("no object: {value}"));
    for key in keys.split(' ') {
        assert!(object.contains_key(key), "no {key} in {value}");
    }
}

#[test]
fn facts_and_their_proofs() {
    let folder = Folder::with_families();
    let imported = told(&folder, 0, &["import", &super::events(PROGRAMME)]);
    has(&imported, "accepted ignored warnings refused first_position last_position dry_run");
    folder.write("bad.ndjson", "{}\n");
    let refused = told(&folder, 1, &["import", "bad.ndjson"]);
    has(&refused["refused"], "file line pointer rule value message");
    let state = told(&folder, 0, &["replay", FAMILLE_K, "--as-of", "2010-12-31"]);
    has(
        &state,
        "household as_of known_at position version members status permits enrolments occupancies leases",
    );
    has(&state, "contracts trainings rights open_requests pairings consents");
    has(&told(&folder, 0, &["rebuild"]), "events seconds events_per_second position digest");
    let verified = told(&folder, 0, &["verify"]);
    has(&verified, "ok events head checkpoints first_bad");
    assert_eq!((&verified["ok"], &verified["first_bad"]), (&json!(true), &Value::Null));

    told(&folder, 0, &["audit-bundle", FAMILLE_K, "--out", "k.ndjson"]);
    has(&told(&folder, 0, &["verify", "k.ndjson"]), "ok events head checkpoints first_bad");
    let replayed = told(&folder, 0, &["replay", "k.ndjson", "--as-of", "2010-12-31"]);
    assert_eq!(replayed["members"], state["members"]);
    let person = state["members"][0]["person"].as_str().unwrap();
    let erasure = ["erase", person, "--basis", "request", "--level", "identity"];
    has(&told(&folder, 0, &erasure), "person events_sealed position");
}

#[test]
fn figures_and_reports() {
    let folder = Folder::with_families();
    let figures = told(&folder, 0, &["figures", "--programme", PROGRAMME]);
    has(&figures, "id programme class indicator unit printed qualifier computed shown numerator denominator");
    has(&figures, "rule_set version match note");
    let of = ["--programme", PROGRAMME];
    let report = ["report", "--rules", "3GIP-2010@1", "--set", "RP06={min_weekly_hours=24}"];
    let report = told(&folder, 0, &[&report[..], &of, &WINDOW].concat());
    has(&report, "programme rule_set version parameters from to known_at position complete cells");
    has(&report["cells"], "indicator dimensions unit value numerator denominator left_out suppressed");

    let sides = ["rules", "compare", "3GIP-2010@1", "3GIP-2010@1+RP01=0+RP29=transfer"];
    let compared = told(&folder, 0, &[&sides[..], &of, &WINDOW].concat());
    has(&compared["cells"], "indicator a b movers");
    let indicators = |told: &Value| {
        let cells = told["cells"].as_array().unwrap().iter().map(|cell| cell["indicator"].clone());
        cells.collect::<Vec<_>>()
    };
    assert_eq!(indicators(&compared), indicators(&report), "the lines of the report");
    has(&compared["cells"][0]["a"], "rule_set value numerator denominator left_out");
    let first_moved = |told: &Value| {
        let cells = told["cells"].as_array().unwrap().iter();
        cells.flat_map(|cell| cell["movers"].as_array().unwrap().clone()).next().unwrap()
    };
    let unit = first_moved(&compared);
    has(&unit, "unit household from to cause");
    assert_eq!(unit["cause"]["parameters"].as_array().map(Vec::is_empty), Some(false), "{unit}");
    let instants = ["--known-at", "2010-06-30T23:59:59Z", "2011-12-31T23:59:59Z"];
    let sides = ["rules", "compare", "3GIP-2010", "3GIP-2010"];
    let unit = first_moved(&told(&folder, 0, &[&sides[..], &of, &WINDOW, &instants].concat()));
    assert_eq!(unit["cause"]["parameters"], json!([]), "{unit}");
    has(&unit["cause"]["events"], "position kind on recorded_at");
}

#[test]
fn rules() {
    const KEYS: &str = "rule_set version published_at digest";
    let folder = Folder::with_families();
    has(&told(&folder, 0, &["rules", "list"]), KEYS);
    let shown = told(&folder, 0, &["rules", "show", "PARA-2017@1"]);
    has(&shown, KEYS);
    assert_eq!(shown[0]["published_at"], Value::Null);
    folder.write(
        "own.toml",
        "code = \"OWN\"\nversion = 1\nbase = \"base/1\"\nlabel = \"Own\"\n[values]\nRP01 = 99\n",
    );
    let problems = told(&folder, 1, &["rules", "check", "own.toml"]);
    has(&problems, "line column message");
    assert_eq!((&problems[0]["line"], &problems[0]["column"]), (&json!(6), &json!(8)), "{problems}");
    folder.write(
        "own.toml",
        "code = \"OWN\"\nversion = 1\nbase = \"base/1\"\nlabel = \"Own\"\n[values]\nRP01 = 9\n",
    );
    assert_eq!(told(&folder, 0, &["rules", "check", "own.toml"]), json!([]));
    let published = told(&folder, 0, &["rules", "publish", "own.toml"]);
    has(&published, KEYS);
    let listed = told(&folder, 0, &["rules", "list", "--rules", "own.toml"]);
    let own = listed.as_array().unwrap().iter().find(|set| set["rule_set"] == "OWN").unwrap();
    assert_eq!(
        (&own["published_at"], &own["digest"]),
        (&published[0]["published_at"], &published[0]["digest"])
    );
}

#[test]
fn tokens() {
    let folder = Folder::new();
    let create = ["token", "create", "--org", "elia", "--role", "auditor"];
    has(&told(&folder, 0, &create), "token id expires_at");
    let soon = application::Clock::system().today().saturating_add(jiff::Span::new().days(30));
    let day = soon.to_string();
    let named = [&create[..], &["--name", "Essai", "--expires", &day]].concat();
    let ends = told(&folder, 0, &named)["expires_at"].as_str().unwrap().to_owned();
    // The day after, as it begins in Paris.
    assert!(
        ends.starts_with(&format!("{soon}T22:00:00")) || ends.starts_with(&format!("{soon}T23:00:00")),
        "{ends}"
    );
    let at = format!("{soon}T12:00:00Z");
    assert_eq!(told(&folder, 0, &[&create[..], &["--expires", &at]].concat())["expires_at"], at);
    for wrong in ["2010-12-31", "2999-12-31", "2999-12-31T00:00:00Z", "soon"] {
        let ran = folder.run(&[&create[..], &["--expires", wrong, "--lang", "en"]].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{wrong}: {ran:?}");
        assert!(ran.stderr.contains("--expires"), "{ran:?}");
    }
}
