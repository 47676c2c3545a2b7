//! Every message exists, says something, and answers to somebody.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::*;
use crate::codes::{
    ActivityKind, ArrivalRoute, AssessmentKind, Authority, CapacityBasis, CapacityUnit, Certificate, Channel,
    ClosingReason, ConsentPurpose, ContractEndReason, ContractKind, CorrectionReason, DirectLease,
    EmployerKind, EndReason, ErasureBasis, ErasureLevel, Fate, FigureSource, IncidentKind, IncomeSource,
    JoinReason, LandlordKind, LeaseEndReason, LeaveReason, LegalStatus, PairingKind, PartnerRole,
    PermitEndReason, PermitKind, ProgrammeKind, ProgrammeLevel, Qualifier, RequestObject, RightCloseReason,
    RightKind, Role, Sector, Sex, SplitReason, TrainingKind, TrainingOutcome,
};
use crate::facts::values::{Destination, Nationality};
use crate::ids::EventId;
use crate::wire::{FieldSpec, Shape};

/// Messages that others refer to, those of dates, and those of what facts say.
const HELPERS: &[&str] = &[
    "date-between",
    "date-by",
    "date-day",
    "date-from",
    "date-month",
    "date-unknown",
    "details-assessed-fail",
    "details-assessed-no",
    "details-assessed-not_adapted",
    "details-assessed-not_yet",
    "details-assessed-pass",
    "details-assessed-ready",
    "details-assessed-yes",
    "details-erased",
    "details-full-time",
    "details-part-time",
    "details-permit-valid",
    "details-permit-valid-unlimited",
    "details-planned-end",
    "details-towards",
    "details-weekly-hours",
    "episode-clause",
    "fact-dated",
    "json-ends-early",
    "json-no-object",
    "json-not-utf8",
    "json-syntax",
    "json-too-long",
    "json-twice",
    "misshapen",
    "month-01",
    "month-02",
    "month-03",
    "month-04",
    "month-05",
    "month-06",
    "month-07",
    "month-08",
    "month-09",
    "month-10",
    "month-11",
    "month-12",
    "other-clause",
    "person",
];

const BEYOND_HOMES: &[Destination] = &[
    Destination::StaysInPlace,
    Destination::LeftTerritory,
    Destination::Deceased,
    Destination::WhereaboutsUnknown,
];

fn of<C: Coded>() -> (&'static str, Vec<&'static str>) {
    (C::NAME, C::ALL.iter().map(|code| code.code()).collect())
}

/// Every enumeration: name and codes.
fn enumerations() -> Vec<(&'static str, Vec<&'static str>)> {
    macro_rules! all {
        ($($name:ident)*) => { vec![$(of::<$name>()),*] };
    }
    all! {
        AccommodationKind LeaseKind DirectLease LeaseEndReason LandlordKind Channel IncidentKind EndReason
        Sex Role JoinReason LeaveReason SplitReason Fate PairingKind ConsentPurpose CorrectionReason ErasureBasis
        ErasureLevel ProgrammeKind ProgrammeLevel ProgrammeState ClosingReason CapacityUnit CapacityBasis PartnerRole
        ActivityKind Qualifier FigureSource PermitKind PermitEndReason LegalStatus Authority ArrivalRoute RightKind
        RightCloseReason RequestKind RequestOutcome RequestObject ContractKind EmployerKind ContractEndReason
        TrainingKind TrainingOutcome AssessmentKind Certificate IncomeSource Sector
    }
}

/// What is expected where a value is misshapen, beside what shapes of fields tell.
const EXPECTED: [&str; 9] =
    ["batch-size", "count", "digits", "euros", "once", "some", "source", "subject", "version"];

fn shapes(fields: &[FieldSpec]) -> Vec<Shape> {
    let inside =
        |shape: Shape| if let Shape::List(item) = shape { shapes_of(*item) } else { shapes_of(shape) };
    fields.iter().flat_map(|field| std::iter::once(field.shape).chain(inside(field.shape))).collect()
}

fn shapes_of(shape: Shape) -> Vec<Shape> {
    if let Shape::Object(object) = shape { shapes(object.fields) } else { vec![shape] }
}

fn expected_ids() -> BTreeSet<String> {
    let mut ids: BTreeSet<String> = HELPERS.iter().map(|id| (*id).to_owned()).collect();
    ids.extend(Rule::ALL.iter().map(|rule| rule.code().to_owned()));
    ids.extend(FactKind::ALL.iter().map(|kind| format!("fact-{}", kind.name())));
    let fields = FactKind::ALL.iter().copied().flat_map(FactKind::fields);
    let fields: BTreeSet<String> =
        fields.map(|field| format!("field-{}", field.name.replace('_', "-"))).collect();
    // Facts of programmes are not told field by field.
    ids.extend(CATALOGUE.ids(Language::French).iter().filter(|id| fields.contains(*id)).cloned());
    let shapes = FactKind::ALL.iter().flat_map(|kind| shapes(kind.fields()));
    let expected = shapes.map(Shape::expected).chain(EXPECTED);
    ids.extend(expected.map(|name| format!("expected-{name}")));
    // Those of one language are those of the other: which countries there are is not the program’s to say.
    ids.extend(countries(Language::French).iter().map(|(code, _)| format!("country-{code}")));
    ids.extend(BEYOND_HOMES.iter().map(|destination| format!("{DESTINATION}-{}", destination.code())));
    for (name, codes) in enumerations() {
        ids.extend(codes.iter().map(|code| format!("{name}-{code}")));
    }
    ids
}

fn other() -> OtherFact {
    OtherFact { id: EventId(Uuid::nil()), kind: FactKind::EnrolmentStarted, on: "2009-09".parse().unwrap() }
}

#[test]
fn the_files_hold_no_fault() {
    assert_eq!(CATALOGUE.faults(), [""; 0]);
}

#[test]
fn each_language_has_exactly_the_messages_that_are_used() {
    let expected = expected_ids();
    for language in Language::ALL {
        let ids = CATALOGUE.ids(*language);
        let missing: Vec<_> = expected.difference(ids).collect();
        let unused: Vec<_> = ids.difference(&expected).collect();
        assert!(
            missing.is_empty() && unused.is_empty(),
            "{language}: missing {missing:?}, unused {unused:?}"
        );
    }
}

#[test]
fn no_enumeration_is_forgotten() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/codes");
    let sources = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let text: String = sources.collect();
    // Those with codes are declared inside `codes!`, one level in.
    let declared = text.lines().filter_map(|line| line.strip_prefix("    pub enum "));
    let declared: BTreeSet<&str> =
        declared.filter_map(|line| line.split(' ').next()).filter(|n| *n != "$name").collect();
    assert_eq!(declared, enumerations().into_iter().map(|(name, _)| name).collect());
}

#[test]
fn every_label_is_short_and_plain() {
    let is_label = |id: &&String| {
        let is_sentence = HELPERS.contains(&id.as_str()) || id.starts_with("expected-");
        Rule::ALL.iter().all(|rule| rule.code() != id.as_str()) && !is_sentence
    };
    for language in Language::ALL {
        for id in CATALOGUE.ids(*language).iter().filter(is_label) {
            let text = CATALOGUE.try_format(*language, id, &[]).unwrap();
            assert!((2..=75).contains(&text.chars().count()), "{language} {id}: {text}");
            assert!(!text.contains(['{', '}', '_']) && !text.ends_with('.'), "{language} {id}: {text}");
        }
    }
}

#[test]
fn every_contradiction_is_one_sentence_whatever_it_is_told_of() {
    let pointers = ["", "/occurredon", "/data/persons/0", "/data/lease", "/data/outcome", "/data/programme"];
    for language in Language::ALL {
        for rule in Rule::ALL {
            for field in pointers {
                for (has_other, other) in [("yes", "entrée"), ("no", "")] {
                    let field = last_name(field);
                    let args = [
                        ("value", "v4"),
                        ("pointer", "/p"),
                        ("field", field),
                        ("other", other),
                        ("hasOther", has_other),
                    ];
                    let text = CATALOGUE.try_format(*language, rule.code(), &args).unwrap();
                    let case = format!("{language} {}: {text}", rule.code());
                    assert!(text.chars().count() > 15 && text.starts_with(char::is_lowercase), "{case}");
                    assert!(
                        !text.contains(['{', '}']) && !text.ends_with('.') && !text.contains("  "),
                        "{case}"
                    );
                    assert!(
                        field != "occurredon" || !text.contains("v4") || quotes_any_value(*rule),
                        "{case}"
                    );
                }
            }
        }
    }
}

/// Rules found at the line or at the date themselves: what they quote is never the date of another fact.
fn quotes_any_value(rule: Rule) -> bool {
    let at_the_line = [Rule::RecordedOrder, Rule::First, Rule::Future];
    rule.code().starts_with("S-") || at_the_line.contains(&rule)
}

#[test]
fn every_quoted_code_is_told_by_its_label() {
    for (rule, enum_name) in QUOTED_CODES {
        let known = enumerations().iter().any(|(name, _)| name == enum_name) || *enum_name == DESTINATION;
        assert!(known, "{} quotes {enum_name}", rule.code());
    }
    let sentence = |rule, pointer, value| contradiction(Language::English, rule, pointer, value, None);
    assert_eq!(
        sentence(Rule::TransferSliding, "/data/lease", "simple_sublease"),
        "only a sliding sublease can be transferred, this one is of kind “sublease without sliding”"
    );
    assert_eq!(
        sentence(Rule::EnrolmentDestination, "/data/payload/destination", "hospital"),
        "the destination “hospital” does not go with the home or lease named"
    );
    assert_eq!(
        sentence(Rule::EnrolmentDestination, "/data/destination", "left_territory"),
        "the destination “left the territory” does not go with the home or lease named"
    );
}

#[test]
fn a_contradiction_names_the_other_fact_and_its_date() {
    assert_eq!(
        contradiction(Language::French, Rule::Closed, "/data/enrolment", "x", Some(&other())),
        "ce que ce fait termine est déjà terminé (entrée dans le dispositif, septembre 2009)"
    );
    assert_eq!(
        contradiction(Language::English, Rule::Closed, "/data/enrolment", "x", Some(&other())),
        "what this fact ends has already ended (programme entry, September 2009)"
    );
    assert_eq!(
        contradiction(Language::French, Rule::Closed, "/data/enrolment", "x", None),
        "ce que ce fait termine est déjà terminé"
    );
}

#[test]
fn a_fault_that_shows_at_another_fact_quotes_no_value() {
    assert_eq!(
        contradiction(Language::French, Rule::TransferSliding, "/occurredon", "2009-09", Some(&other())),
        "seul un bail glissant peut glisser (entrée dans le dispositif, septembre 2009)"
    );
}

#[test]
fn a_corrected_date_is_no_person() {
    let sentence = contradiction(Language::English, Rule::LeaseCapable, "/data/occurred_on", "2009-09", None);
    assert_eq!(sentence, "a person is under 18 on that date and cannot sign a lease");
}

#[test]
fn a_date_in_the_future_is_told_in_words() {
    let sentence = contradiction(Language::French, Rule::Future, "/occurredon", "2031-04", None);
    assert_eq!(sentence, "la date (avril 2031) est postérieure au jour de l’enregistrement");
}

#[test]
fn a_value_is_printed_as_it_stands() {
    let value = "{ $other } { -x }\n« é »";
    let sentence = contradiction(Language::English, Rule::Format, "/data/sex", value, None);
    assert_eq!(
        sentence,
        format!("the value “{value}” of the field “/data/sex” does not have the expected form")
    );
}

#[test]
fn a_value_of_another_form_is_told_what_is_expected_with_an_example() {
    let told = |language| misshapen(language, Rule::Format, "/data/commune", "Lyon", Some("commune"));
    assert_eq!(
        told(Language::French),
        "la valeur « Lyon » du champ « /data/commune » n’a pas la forme attendue ; attendu : le code INSEE d’une \
         commune, à cinq caractères, par exemple 51454 (et non le code postal)"
    );
    assert_eq!(
        told(Language::English),
        "the value “Lyon” of the field “/data/commune” does not have the expected form; expected: the INSEE code of a \
         commune, five characters, such as 51454 (not the postcode)"
    );
}

#[test]
fn countries_are_told_by_name_and_found_by_it() {
    let french = countries(Language::French);
    assert!(french.len() > 240, "{}", french.len());
    assert!(french.iter().all(|(code, _)| Nationality::parse(code).is_some()));
    let at = |code| french.iter().position(|(one, _)| *one == code).unwrap();
    assert!(at("EGY") < at("ESP") && at("ESP") < at("FRA"), "accents do not come last");
    assert_eq!(country(Language::French, "GIN").as_deref(), Some("Guinée"));
    assert_eq!(country(Language::English, "GIN").as_deref(), Some("Guinea"));
    assert_eq!(country(Language::French, "ZZZ"), None);
    assert_eq!(country(Language::French, "gin } { x"), None);
}

#[test]
fn labels_fall_back_to_the_code() {
    assert_eq!(label(Language::French, "AccommodationKind", "castle"), "castle");
    assert_eq!(label(Language::French, "Nothing", ""), "");
    assert_eq!(label(Language::French, DESTINATION, "prison"), "détention");
    assert_eq!(label(Language::English, DESTINATION, "deceased"), "deceased");
    assert_eq!(code_label(Language::French, LeaseKind::Ownership), "acte de propriété");
    assert_eq!(fact_label(Language::French, FactKind::LeaseTransferred), "glissement du bail");
}

#[test]
fn the_last_name_of_a_pointer_leaves_out_places() {
    for (pointer, name) in
        [("/data/episodes/12/fate", "fate"), ("/data/persons/0", "persons"), ("/0", ""), ("", "")]
    {
        assert_eq!(last_name(pointer), name, "{pointer}");
    }
}

#[test]
fn every_field_of_a_household_fact_has_its_name() {
    let household = "household/dbbf675a-0ce3-55c1-9667-ec123fe0da3b".parse().unwrap();
    // Corrections and retractions are not corrected themselves.
    let told = |kind: &FactKind| !kind.code().starts_with('X') && kind.belongs_in(&household);
    let fields = FactKind::ALL.iter().copied().filter(told).flat_map(FactKind::fields);
    let missing: Vec<&str> = fields
        .map(|field| field.name)
        .filter(|name| {
            let id = format!("field-{}", name.replace('_', "-"));
            !CATALOGUE.ids(Language::French).contains(&id)
        })
        .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn why_a_line_is_no_json_is_said_in_both_languages() {
    let told = |language| found(language, Rule::Json, "syntax 12");
    assert_eq!(told(Language::French), "pas du JSON à la colonne 12");
    assert_eq!(told(Language::English), "not JSON at column 12");
    assert_eq!(found(Language::French, Rule::Code, "syntax 12"), "syntax 12");
}
