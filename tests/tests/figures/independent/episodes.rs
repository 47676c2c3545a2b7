//! What fills a random history beside enrolments: homes and leases, jobs and trainings, statuses, requests, activities.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::history::{History, KINDS, Member, who};
use super::random::after;

/// One home after the other, now and then two at once; some under a sliding sublease.
pub(super) fn homes(history: &mut History, stream: &str, members: &[Member]) {
    let mut day = history.random.day(date(2014, 6, 1), 700);
    for _ in 0..=history.random.below(3) {
        let persons = who(members, day);
        if persons.is_empty() {
            return;
        }
        let (occupancy, slides) = (history.random.uuid(), history.random.chance(25));
        let kind = if slides { "sliding_sublease" } else { history.random.pick(&KINDS) };
        let data = json!({ "occupancy": occupancy, "kind": kind, "persons": persons });
        let (_, recorded) = history.late(day, stream, &day.to_string(), day, "occupancy_started", &data);
        if slides {
            sublease(history, stream, &occupancy, &persons, day, recorded);
        }
        let end = history.random.day(after(day, 60), 500);
        let is_open = history.random.chance(30);
        if !is_open {
            let data = json!({ "occupancy": occupancy, "reason": "moved_away" });
            let told = history.told(end);
            history.late(recorded.max(end), stream, &told, end, "occupancy_ended", &data);
        }
        day =
            if is_open { history.random.day(day, 300) } else { after(end, history.random.pick(&[0, 0, 40])) };
    }
}

fn sublease(
    history: &mut History,
    stream: &str,
    occupancy: &str,
    persons: &[String],
    day: Date,
    recorded: Date,
) {
    let lease = history.random.uuid();
    let data = json!({
        "lease": lease, "kind": "sliding_sublease", "signatories": [persons[0]], "occupancy": occupancy,
        "starts_on": day.to_string(), "intermediary": "asso",
    });
    let (_, signed) = history.late(recorded, stream, &day.to_string(), day, "lease_signed", &data);
    let end = history.random.day(after(day, 30), 700);
    let told = history.told(end);
    if history.random.chance(60) {
        let kind = history.random.pick(&["direct_social", "direct_private"]);
        let new_lease = history.random.uuid();
        let data =
            json!({ "lease": lease, "new_lease": new_lease, "new_kind": kind, "starts_on": end.to_string() });
        history.late(signed.max(end), stream, &told, end, "lease_transferred", &data);
    } else if history.random.chance(50) {
        let data = json!({ "lease": lease, "reason": "tenant_notice" });
        history.late(signed.max(end), stream, &told, end, "lease_ended", &data);
    }
}

/// What a person carries along.
pub(super) fn of_person(history: &mut History, stream: &str, person: &str, since: Date) {
    for _ in 0..history.random.below(3) {
        contract(history, stream, person, since);
    }
    if history.random.chance(45) {
        training(history, stream, person, since);
    }
    for _ in 0..history.random.below(3) {
        let day = history.random.day(since, 1300);
        let status = history.random.pick(&["refugee", "subsidiary_protection", "stateless", "french"]);
        let data = json!({ "person": person, "status": status });
        let told = history.told(day);
        history.late(day, stream, &told, day, "legal_status_recorded", &data);
    }
    if history.random.chance(40) {
        request(history, stream, person, since);
    }
    for (activity, held) in history.activities.clone() {
        if held >= since && history.random.chance(15) {
            let data = json!({ "activity": activity, "persons": [person] });
            history.late(held, stream, &held.to_string(), held, "activity_attended", &data);
        }
    }
}

fn contract(history: &mut History, stream: &str, person: &str, since: Date) {
    let signed = history.random.day(since, 1200);
    let starts = history.random.day(signed, 40);
    let kind =
        history.random.pick(&["cdi", "cdd", "cdd", "interim", "cddi", "service_civique", "apprenticeship"]);
    let contract = history.random.uuid();
    let mut data =
        json!({ "contract": contract, "person": person, "kind": kind, "starts_on": starts.to_string() });
    if kind != "cdi" {
        // One day less than six months, six months to the day, one day more, and others.
        let months = history.random.pick(&[3, 6, 6, 6, 11]);
        let end = starts + months.months() - history.random.pick(&[0, 1, 2]).days();
        data["planned_end_on"] = end.to_string().into();
    }
    if history.random.chance(60) {
        data["weekly_hours"] = history.random.pick(&[12, 20, 24, 35]).into();
    } else if history.random.chance(40) {
        data["full_time"] = true.into();
    }
    let (id, recorded) = history.late(signed, stream, &signed.to_string(), signed, "contract_signed", &data);
    if history.random.chance(35) {
        let end = history.random.day(starts, 300);
        let reason = history.random.pick(&["resignation", "mutual", "never_started"]);
        let ended = json!({ "contract": contract, "reason": reason });
        history.late(recorded.max(end), stream, &end.to_string(), end, "contract_ended", &ended);
    } else if history.random.chance(10) {
        let retracted = json!({ "target": id, "reason": "wrong_person" });
        history.late(recorded, stream, &signed.to_string(), signed, "event_retracted", &retracted);
    } else if history.random.chance(15) {
        let mut payload = data.clone();
        payload["weekly_hours"] = history.random.pick(&[10, 30]).into();
        let corrected = json!({
            "target": id, "occurred_on": signed.to_string(), "payload": payload, "reason": "typing_error",
        });
        history.late(recorded, stream, &signed.to_string(), signed, "event_corrected", &corrected);
    }
}

fn training(history: &mut History, stream: &str, person: &str, since: Date) {
    let (training, day) = (history.random.uuid(), history.random.day(since, 1200));
    let kind = history.random.pick(&["language", "qualifying", "pre_qualifying", "internship"]);
    let mut data = json!({ "training": training, "person": person, "kind": kind });
    if history.random.chance(60) {
        data["planned_end_on"] = history.random.day(after(day, 20), 200).to_string().into();
    }
    if history.random.chance(60) {
        data["paid"] = history.random.chance(50).into();
    }
    let told = history.told(day);
    let (_, recorded) = history.late(day, stream, &told, day, "training_started", &data);
    if history.random.chance(40) {
        let end = history.random.day(after(day, 40), 200);
        let data = json!({ "training": training, "outcome": "completed" });
        history.late(recorded.max(end), stream, &end.to_string(), end, "training_ended", &data);
    }
}

fn request(history: &mut History, stream: &str, person: &str, since: Date) {
    let (request, day) = (history.random.uuid(), history.random.day(since, 1200));
    let programme = history.random.pick(&["aa", "bb", "cc"]);
    let kind = history.random.pick(&["programme_place", "financial_aid"]);
    let data = json!({ "request": request, "kind": kind, "persons": [person], "programme": programme });
    let told = history.told(day);
    let (_, mut recorded) = history.late(day, stream, &told, day, "request_submitted", &data);
    let mut decided = day;
    let outcomes: [&[&str]; 4] =
        [&[], &["waitlisted"], &["waitlisted", "accepted"], &["accepted", "not_carried_out"]];
    for outcome in history.random.pick(&outcomes) {
        decided = history.random.day(after(decided, 1), 120);
        let mut data: Value = json!({ "request": request, "outcome": outcome });
        if *outcome == "accepted" && kind == "financial_aid" {
            data["amount_eur"] = 300.into();
        }
        (_, recorded) = history.late(
            recorded.max(decided),
            stream,
            &decided.to_string(),
            decided,
            "request_decided",
            &data,
        );
    }
}
