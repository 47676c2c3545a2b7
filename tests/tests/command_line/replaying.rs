//! Replay: the state for programs, the story for people.

use serde_json::{Value, json};

use super::{FAMILLE_D, FAMILLE_K, Folder, json};

const K_HIM: &str = "c0f18a44-d27b-5e5f-ad06-5c13e3fab01a";
const K_HER: &str = "860cf63d-b415-5256-ae34-0c82dcb7299f";

fn replay(folder: &Folder, arguments: &[&str]) -> Value {
    let ran = folder.run(&[&["replay", FAMILLE_K, "--format", "json"], arguments].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    json(&ran)
}

/// The values of one key in a list of a state.
fn all<'s>(state: &'s Value, list: &str, key: &str) -> Vec<&'s Value> {
    state[list].as_array().unwrap().iter().map(|item| &item[key]).collect()
}

#[test]
fn famille_k_is_replayed_at_three_dates() {
    let folder = Folder::with_families();

    let winter = replay(&folder, &["--as-of", "2010-02-28"]);
    assert_eq!(all(&winter, "occupancies", "kind"), ["hotel"]);
    assert_eq!(all(&winter, "contracts", "weekly_hours"), [12]);
    assert_eq!(all(&winter, "enrolments", "programme"), ["plateforme-regularises"]);
    assert_eq!(winter["status"], json!({ K_HIM: "refugee", K_HER: "refugee" }));

    let rehoused = replay(&folder, &["--as-of", "2010-12-31"]);
    assert_eq!(all(&rehoused, "occupancies", "kind"), ["transitional_unspecified"]);
    assert_eq!(
        rehoused["contracts"],
        json!([
            {
                "contract": "3968647f-e5bd-583d-8d16-d4b1e6901cad", "person": K_HIM, "kind": "cdi",
                "weekly_hours": null, "full_time": true, "planned_end_on": null,
            },
            {
                "contract": "451ad5a6-f798-59a4-b885-93e8d1a47e53", "person": K_HER, "kind": "cdi",
                "weekly_hours": 20, "full_time": false, "planned_end_on": null,
            },
        ])
    );
    assert_eq!(all(&rehoused, "members", "birth"), ["2000", "1998", "1973", "1970"]);
    assert_eq!(all(&rehoused, "consents", "purpose"), ["testimony"]);

    let settled = replay(&folder, &["--as-of", "2011-03-31"]);
    assert_eq!(all(&settled, "occupancies", "kind"), ["ordinary_unspecified"]);
    assert_eq!(settled["enrolments"], json!([]));
    assert_eq!(settled["version"], 20);
}

#[test]
fn what_was_known_earlier_is_replayed_as_it_was_known() {
    let folder = Folder::with_families();
    let then = replay(&folder, &["--as-of", "2011-03-31", "--known-at", "2011-01-05T23:59:59Z"]);
    assert_eq!(then["known_at"], "2011-01-05T23:59:59Z");
    assert_eq!(all(&then, "occupancies", "kind"), ["transitional_unspecified"]);
    assert_eq!(all(&then, "enrolments", "programme"), ["plateforme-regularises"]);
    assert_eq!(then["version"], 17);
}

#[test]
fn famille_k_reads_eighteen_months_and_famille_d_five() {
    let folder = Folder::with_families();
    let read = |household, language| {
        let ran = folder.run(&["replay", household, "--as-of", "2011-03-31", "--lang", language]);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
        ran.stdout
    };
    let k = read(FAMILLE_K, "fr");
    assert!(k.contains("18 mois de l’entrée (2009-09) au logement pérenne (2011-03)"), "{k}");
    assert!(k.contains("+ 7 mois  entrée dans les lieux — logement transitoire"), "{k}");
    assert!(k.contains("temps partiel, 20 h par semaine · conjoint ou partenaire 860cf63d"), "{k}");
    assert!(k.contains("personne de référence c0f18a44, 40 à 41 ans"), "{k}");
    assert!(k.contains("hôtel · tout le ménage (appris le 30 septembre 2009)"), "{k}");
    let d = read(FAMILLE_D, "en");
    assert!(d.contains("5 months from entry (2008-08) to permanent housing (2009-01)"), "{d}");
    let place = |text| k.find(text).unwrap_or_else(|| panic!("{text} in {k}"));
    assert!(
        place("entrée dans les lieux — hôtel") < place("temps partiel, 12 h par semaine · conjoint"),
        "{k}"
    );
    for page in [k, d] {
        for hidden in ["M. K.", "Mme", "fille", "\u{1b}"] {
            assert!(!page.contains(hidden), "{hidden} in {page}");
        }
    }
}

#[test]
fn steps_after_the_day_are_marked_and_do_not_count() {
    let folder = Folder::with_families();
    let ran = folder.run(&["replay", FAMILLE_K, "--as-of", "2010-12-31", "--lang", "fr"]);
    let marked = ran.stdout.lines().filter(|line| line.starts_with("› 2011-03")).count();
    assert_eq!(marked, 3, "{}", ran.stdout);
    assert!(ran.stdout.contains("Pas encore de logement pérenne, 15 mois après l’entrée"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Logement actuel : transitoire"), "{}", ran.stdout);
}

#[test]
fn corrections_and_retractions_show_with_their_reasons() {
    let folder = Folder::new();
    let para = super::events("para");
    assert_eq!(folder.run(&["import", "--as-recorded", &para]).code, Some(0));
    let read = |household| folder.run(&["replay", household, "--lang", "fr"]).stdout;

    let retracted = read("ca9bd483-d5dd-579b-b76a-d917d2bda179");
    let mut lines = retracted.lines().skip_while(|line| !line.starts_with('✗'));
    let step = lines.next().unwrap();
    assert!(step.contains("signature d’un contrat de travail"), "{step}");
    let reason = lines.next().unwrap();
    assert!(reason.contains("annulé le 1er août 2017, mauvaise personne"), "{reason}");

    let corrected = read("eb32675a-e7ae-533f-b5b8-55c89e3dd62d");
    let mut lines = corrected.lines().skip_while(|line| !line.starts_with('~'));
    let step = lines.next().unwrap();
    assert!(step.contains("sortie du dispositif — para, objectif atteint, logement social"), "{step}");
    let before = lines.next().unwrap();
    assert!(before.contains("corrigé le 20 octobre 2017, erreur de saisie"), "{before}");
    assert!(before.contains("auparavant : 2017-02-20  sortie du dispositif"), "{before}");
    assert!(before.contains("· ftda —") && before.contains("location dans le parc privé"), "{before}");
}

#[test]
fn the_environment_chooses_the_language_unless_told() {
    let folder = Folder::with_families();
    for (locale, option, word) in [
        ("en_GB.UTF-8", None, "Household"),
        ("fr_FR.UTF-8", None, "Ménage"),
        ("C", None, "Ménage"),
        ("en_GB.UTF-8", Some("--lang=fr"), "Ménage"),
    ] {
        let mut command = tests::binary::parcours();
        command.args(["replay", FAMILLE_K]).args(option).current_dir(folder.0.path()).env("LC_ALL", locale);
        let out = String::from_utf8(command.output().unwrap().stdout).unwrap();
        assert!(out.starts_with(word), "{locale} {option:?}: {out}");
    }
}
