//! What a page for people says, and what it must not say, of households made for it.

use super::Folder;

const PERSON: &str = "20000000-0000-4000-8000-000000000000";
const HOUSEHOLD: &str = "10000000-0000-4000-8000-000000000000";

/// The facts of one household, recorded together; each is a day, a kind and its data without braces.
fn read(facts: &[(&str, &str, &str)], options: &[&str]) -> String {
    let programme = r#""programme":"prog","level":"scheme","name":"P","operator":"mep","kind":"accommodation","sensitive":false"#;
    let member =
        format!(r#""person":"{PERSON}","birth":"1980","role":"reference_person","reason":"initial""#);
    let opening = [
        ("2000-01", "programme_registered", programme),
        ("2000-01", "programme_status_set", r#""state":"open""#),
        ("2000-01", "household_opened", r#""opened_by":"mep""#),
        ("2000-01", "member_joined", member.as_str()),
    ];
    let line = |(number, (on, kind, data)): (usize, &(&str, &str, &str))| {
        let subject = if kind.starts_with("programme_") {
            "programme/prog".to_owned()
        } else {
            format!("household/{HOUSEHOLD}")
        };
        let data = data.replace("PERSON", PERSON);
        format!(
            r#"{{"specversion":"1.0","id":"00000000-0000-4000-8000-{number:012}","source":"urn:parcours:org:mep","actorrole":"team_leader","type":"parcours.{kind}.v1","subject":"{subject}","occurredon":"{on}","data":{{{data}}}}}"#
        )
    };
    let lines: Vec<String> = opening.iter().chain(facts).enumerate().map(line).collect();
    let folder = Folder::new();
    folder.write("facts.ndjson", lines.join("\n"));
    let ran = folder.run(&["import", "facts.ndjson"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = folder.run(&[&["replay", HOUSEHOLD, "--lang", "fr"], options].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    ran.stdout
}

const ENROLLED: (&str, &str, &str) = (
    "2010-03",
    "enrolment_started",
    r#""enrolment":"30000000-0000-4000-8000-000000000000","programme":"prog","persons":["PERSON"]"#,
);
const SOCIAL_HOUSING: &str =
    r#""occupancy":"40000000-0000-4000-8000-000000000000","kind":"social_housing","persons":["PERSON"]"#;
const HOTEL: &str =
    r#""occupancy":"40000000-0000-4000-8000-000000000000","kind":"hotel","persons":["PERSON"]"#;

#[test]
fn a_home_of_its_own_before_entry_is_no_way_to_go() {
    let page = read(&[("2009-01", "occupancy_started", SOCIAL_HOUSING), ENROLLED], &[]);
    assert!(page.contains("Déjà en logement pérenne à l’entrée (2010-03)"), "{page}");
    assert!(!page.contains("Pas encore"), "{page}");
}

#[test]
fn an_entry_told_in_another_household_is_not_counted_from() {
    let folder = Folder::new();
    let [above, own] = ["arfog-dhli", "avdl"].map(super::events);
    assert_eq!(folder.run(&["import", "--as-recorded", &above, &own]).code, Some(0));
    let read = |household| folder.run(&["replay", household, "--lang", "fr"]).stdout;
    let split_off = read("6165f391-fd02-541d-96b2-ad074445558f");
    assert!(split_off.contains("Logement actuel : urgence"), "{split_off}");
    assert!(!split_off.contains("Pas encore") && !split_off.contains(" mois"), "{split_off}");
    let merged = read("dc4eeaa7-1758-5bcf-9003-421d7a587903");
    assert!(merged.contains("fusion de ménages") && !merged.contains("Pas encore"), "{merged}");
}

#[test]
fn a_home_still_to_come_is_only_told_while_it_is_awaited() {
    let hotel = ("2009-01", "occupancy_started", HOTEL);
    let page = read(&[hotel, ENROLLED], &["--as-of", "2010-05-31"]);
    assert!(page.contains("Pas encore de logement pérenne, 2 mois après l’entrée (2010-03)"), "{page}");
    let ended = (
        "2010-06",
        "enrolment_ended",
        r#""enrolment":"30000000-0000-4000-8000-000000000000","reason":"no_contact","destination":"whereabouts_unknown""#,
    );
    for facts in [&[hotel, ENROLLED, ended][..], &[ENROLLED]] {
        let page = read(facts, &["--as-of", "2010-12-31"]);
        assert!(page.contains("entrée dans le dispositif") && !page.contains("Pas encore"), "{page}");
    }
}

/// A stay corrected twice, then retracted.
const CHANGED: [(&str, &str, &str); 4] = [
    ("2009-01", "occupancy_started", HOTEL),
    (
        "2009-02",
        "event_corrected",
        r#""target":"00000000-0000-4000-8000-000000000004","occurred_on":"2009-02","reason":"typing_error","payload":{"occupancy":"40000000-0000-4000-8000-000000000000","kind":"cada","persons":["PERSON"]}"#,
    ),
    (
        "2009-02",
        "event_corrected",
        r#""target":"00000000-0000-4000-8000-000000000004","occurred_on":"2009-02","reason":"late_information","payload":{"occupancy":"40000000-0000-4000-8000-000000000000","kind":"cada","commune":"51454","persons":["PERSON"]}"#,
    ),
    (
        "2009-02",
        "event_retracted",
        r#""target":"00000000-0000-4000-8000-000000000004","reason":"wrong_person""#,
    ),
];

/// The lines about the step that begins with a mark.
fn told(page: &str, mark: char) -> Vec<&str> {
    let lines = page.lines().skip_while(|line| !line.starts_with(mark));
    lines.skip(1).take_while(|line| line.starts_with("      ")).map(str::trim_start).collect()
}

#[test]
fn every_correction_is_told_also_of_what_was_retracted() {
    for (facts, mark) in [(&CHANGED[..3], '~'), (&CHANGED[..], '✗')] {
        let page = read(facts, &[]);
        let told = told(&page, mark);
        assert_eq!(told.len(), facts.len() - 1, "{page}");
        let first = "erreur de saisie · mep — auparavant : 2009-01  entrée dans les lieux — hôtel";
        assert!(told[0].contains(first), "{page}");
        assert!(told[1].contains("information tardive · mep — champs modifiés"), "{page}");
        assert!(told[1].ends_with(": commune"), "{page}");
        assert_eq!(told.get(2).is_some_and(|line| line.contains("mauvaise personne · mep")), mark == '✗');
    }
}

#[test]
fn how_each_step_was_recorded_is_told_when_asked() {
    let page = read(&CHANGED, &["--recorded"]);
    let told = told(&page, '✗');
    for (line, position) in [(0, 5), (2, 6), (4, 7), (6, 8)] {
        assert!(told[line].starts_with(&format!("n° {position}, enregistré le ")), "{page}");
        assert!(told[line].ends_with("· mep · chef de service · lu dans un fichier"), "{page}");
    }
}

#[test]
fn assessments_permits_and_trainings_are_told_in_words() {
    let assessed = r#""person":"PERSON","kind":"driving_prerequisites","value":"fail""#;
    let permit = r#""permit":"50000000-0000-4000-8000-000000000000","person":"PERSON","kind":"resident_refugee","valid_from":"2010-01-05","valid_to":"2020-01-04","work_authorised":true"#;
    let training = r#""training":"60000000-0000-4000-8000-000000000000","person":"PERSON","kind":"language","planned_end_on":"2010-06-30""#;
    let facts = [
        ("2010-01-05", "permit_issued", permit),
        ("2010-02", "training_started", training),
        ("2010-03", "assessment_recorded", assessed),
    ];
    let page = read(&facts, &["--as-of", "2010-03-31"]);
    assert!(page.contains(", non réussi · "), "{page}");
    assert!(page.contains("valable du 5 janvier 2010 au 4 janvier 2020"), "{page}");
    // In the state and in the history.
    assert_eq!(page.matches("fin prévue : 30 juin 2010").count(), 2, "{page}");
}
