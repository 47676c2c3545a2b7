//! What was found, for people and for programs.

use application::verify::{
    BadGuard, BadKey, FirstBad, KeptCheckpoint, KeyAudit, KeyReason, Reason, Unchecked, hex,
};
use serde_json::{Value, json};

use super::{Verified, accesses as log};
use crate::output::{DIM, GOOD, NOTICE, WRONG, plain, styled};
use crate::texts::Texts;

pub(super) fn as_json(verified: &Verified, texts: Texts) -> Value {
    let Verified { audit, accesses, keys, archive, guards, signed } = verified;
    let bad_key = || keys.as_ref()?.first_bad.as_ref().map(|bad| key_as_json(bad, texts));
    let first_bad = first_bad(verified, texts).map(|bad| {
        let Bad { position, code, message } = bad;
        json!({ "position": position, "reason": code, "message": message })
    });
    let first_bad = first_bad.or_else(bad_key);
    let mut value = json!({
        "ok": verified.is_right(),
        "events": audit.events,
        "head": audit.head,
        "root": hex(&audit.root),
        "checkpoints": audit.checkpoints,
        "guards": guards.as_ref().map(|guards| guards.pairs),
        "first_bad": first_bad,
        "accesses": log::as_json(accesses, texts),
    });
    if let Some(keys) = keys {
        value["keys"] = keys_as_json(keys, texts);
    }
    if let Some(archive) = archive {
        let bad = archive.first_bad.as_ref();
        let bad = bad.map(|bad| json!({ "segment": bad.segment, "message": bad.detail }));
        value["archive"] = json!({ "segments": archive.segments, "first_bad": bad });
    }
    if let Some(signed) = signed {
        let note = |kept: &Option<KeptCheckpoint>| kept.as_ref().map(|kept| kept.note.clone());
        value["checkpoint"] = note(&signed.ledger).into();
        value["access_checkpoint"] = note(&signed.accesses).into();
    }
    value
}

pub(super) fn as_table(verified: &Verified, texts: Texts) -> String {
    let Verified { audit, accesses, keys, archive, guards, signed } = verified;
    let of_archive = archive.as_ref().is_some_and(|archive| archive.first_bad.is_some());
    let is_whole = first_bad(verified, texts).is_none();
    let (style, id) = match verified.is_right() {
        true => (GOOD, "verify-right"),
        // The ledger itself is whole: only a copy of a part of it is not, or the access log, or its keys are not.
        false if of_archive => (WRONG, "verify-archive-wrong"),
        false if is_whole && accesses.first_bad.is_some() => (WRONG, "verify-accesses-wrong"),
        false if is_whole => (WRONG, "verify-keys-wrong"),
        false => (WRONG, "verify-wrong"),
    };
    let mut lines = vec![styled(style, texts.say(id, &[]))];
    if let Some(Bad { position, message, .. }) = first_bad(verified, texts) {
        let position = position.to_string();
        lines.push(texts.say("verify-first-bad", &[("position", &position), ("reason", &message)]));
    }
    let (events, head) = (audit.events.to_string(), audit.head.to_string());
    lines.push(texts.say("verify-events", &[("events", &events), ("head", &head)]));
    lines.push(texts.say("verify-checkpoints", &[("checkpoints", &audit.checkpoints.to_string())]));
    if let Some(keys) = keys {
        lines.extend(keys_as_lines(keys, texts));
    }
    if let Some(archive) = archive {
        match &archive.first_bad {
            None => lines.push(texts.say("verify-archive", &[("segments", &archive.segments.to_string())])),
            Some(bad) => {
                let args = [("segment", plain(&bad.segment)), ("detail", plain(&bad.detail))];
                let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
                lines.push(texts.say("verify-archive-bad", &args));
            }
        }
    }
    if let Some(guards) = guards {
        lines.push(texts.say("verify-guards", &[("pairs", &guards.pairs.to_string())]));
    }
    lines.extend(log::as_lines(accesses, texts));
    if audit.first_bad.is_none() {
        lines.push(styled(DIM, texts.say("verify-root", &[("root", &hex(&audit.root))])));
    }
    if let Some(signed) = signed {
        lines.push(String::new());
        lines.push(signed.notes().trim_end().to_owned());
    }
    lines.join("\n")
}

fn keys_as_json(keys: &KeyAudit, texts: Texts) -> Value {
    let bad = keys.first_bad.as_ref().map(|bad| key_as_json(bad, texts));
    let unchecked = keys.unchecked.as_ref().map(|unchecked| match unchecked {
        Unchecked::Keys => "keys",
        Unchecked::Wraps { .. } => "wraps",
    });
    json!({ "keys": keys.keys, "unchecked": unchecked, "first_bad": bad })
}

fn key_as_json(bad: &BadKey, texts: Texts) -> Value {
    let (subject, class) = bad.holder.as_ref().map(|(subject, class)| (subject, class.as_str())).unzip();
    json!({
        "subject": subject, "class": class, "position": bad.position, "reason": bad.reason.code(),
        "message": say_key(bad, texts),
    })
}

fn keys_as_lines(keys: &KeyAudit, texts: Texts) -> Vec<String> {
    let mut lines = Vec::new();
    if keys.keys > 0 {
        lines.push(texts.say("verify-keys", &[("keys", &keys.keys.to_string())]));
    }
    lines.extend(keys.unchecked.as_ref().map(|unchecked| {
        let said = match unchecked {
            Unchecked::Keys => texts.say("verify-keys-unchecked", &[]),
            Unchecked::Wraps { detail } => texts.say("verify-wraps-unchecked", &[("detail", &plain(detail))]),
        };
        styled(NOTICE, said)
    }));
    lines.extend(keys.first_bad.as_ref().map(|bad| say_key(bad, texts)));
    lines
}

/// What is wrong with a key, in a sentence.
fn say_key(bad: &BadKey, texts: Texts) -> String {
    let id = match bad.reason {
        KeyReason::Missing => "verify-key-missing",
        KeyReason::Altered => "verify-key-altered",
        KeyReason::State => "verify-key-state",
        KeyReason::Holder => "verify-key-holder",
        KeyReason::Destroyed => "verify-key-destroyed",
        KeyReason::NotDestroyed => "verify-key-not-destroyed",
        KeyReason::Others => "verify-keys-of-others",
        KeyReason::Pepper => "verify-keys-pepper",
    };
    let (subject, class) = match &bad.holder {
        Some((subject, class)) => (plain(subject), texts.say(&format!("keys-{}", class.as_str()), &[])),
        None => (String::from("—"), String::new()),
    };
    let said = texts.say(id, &[("subject", &subject), ("class", &class)]);
    match bad.position {
        None => said,
        Some(position) => texts.say("verify-key-at", &[("position", &position.to_string()), ("said", &said)]),
    }
}

/// What is wrong, and where.
struct Bad {
    position: u64,
    code: &'static str,
    message: String,
}

fn first_bad(verified: &Verified, texts: Texts) -> Option<Bad> {
    if let Some(bad) = &verified.audit.first_bad {
        return Some(Bad { position: bad.position, code: bad.reason.code(), message: say(bad, texts) });
    }
    let bad = verified.guards.as_ref()?.first_bad.as_ref()?;
    let code = if bad.missing { "guard_missing" } else { "guard_unmoved" };
    Some(Bad { position: bad.position, code, message: say_guard(bad, texts) })
}

/// What is wrong with a guard, in a sentence.
fn say_guard(bad: &BadGuard, texts: Texts) -> String {
    let id = match (&bad.stream, bad.missing) {
        (Some(_), true) => "verify-guard-missing",
        (Some(_), false) => "verify-guard-unmoved",
        (None, _) => "verify-guard-bare",
    };
    let stream = bad.stream.as_ref().map(|stream| plain(stream.as_str())).unwrap_or_default();
    texts.say(id, &[("key", &plain(bad.key.as_str())), ("stream", &stream)])
}

/// What is wrong, in a sentence.
pub(in crate::verbs) fn say(bad: &FirstBad, texts: Texts) -> String {
    let id = format!("verify-{}", bad.reason.code().replace('_', "-"));
    let text = |text: &dyn std::fmt::Display| plain(&text.to_string());
    let args: Vec<(&str, String)> = match &bad.reason {
        Reason::Missing
        | Reason::LeafHash
        | Reason::RecordedAt
        | Reason::Sum
        | Reason::SumMissing
        | Reason::LedgerHead => Vec::new(),
        Reason::Unreadable { detail } | Reason::Checkpoint { detail } => vec![("detail", text(detail))],
        Reason::Version { stream, expected, found } => {
            vec![("stream", text(stream)), ("expected", text(expected)), ("found", text(found))]
        }
        Reason::Tile { level, index, last } | Reason::TileMissing { level, index, last } => {
            vec![("level", text(level)), ("index", text(index)), ("last", text(last))]
        }
        Reason::TileBeyond { level, index } => vec![("level", text(level)), ("index", text(index))],
        Reason::StreamHead { stream } => vec![("stream", text(stream))],
        Reason::CheckpointKey { signers } => vec![("signers", text(signers))],
        Reason::CheckpointRoot { since } => vec![("since", text(since))],
        Reason::SumBeyond { count } => vec![("count", text(count))],
        Reason::SumImpossible { count } => vec![("count", text(count))],
        Reason::CheckpointBeyond { size } => vec![("size", text(size))],
    };
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    texts.say(&id, &args)
}

#[cfg(test)]
mod tests {
    use domain::messages::Language;

    use super::*;

    #[test]
    fn every_reason_is_a_sentence_in_both_languages() {
        let stream: event_store::StreamName = "household/1".try_into().unwrap();
        let detail = "detail".to_owned();
        let (level, index, last) = (1, 2, 196_608);
        let reasons = [
            Reason::Missing,
            Reason::Unreadable { detail: detail.clone() },
            Reason::LeafHash,
            Reason::RecordedAt,
            Reason::Version { stream: stream.clone(), expected: 2, found: 3 },
            Reason::Tile { level, index, last },
            Reason::TileMissing { level, index, last },
            Reason::TileBeyond { level, index },
            Reason::Sum,
            Reason::SumMissing,
            Reason::SumBeyond { count: 768 },
            Reason::SumImpossible { count: 0 },
            Reason::StreamHead { stream },
            Reason::LedgerHead,
            Reason::Checkpoint { detail },
            Reason::CheckpointKey { signers: "somebody+01234567".into() },
            Reason::CheckpointRoot { since: 7 },
            Reason::CheckpointBeyond { size: 9 },
        ];
        for language in [Language::French, Language::English] {
            for reason in reasons.clone() {
                let said = say(&FirstBad { position: 1, reason: reason.clone() }, Texts { language });
                // A message or a variable that is missing shows its name in braces or instead.
                let whole = !said.contains("verify-") && !said.contains(['{', '}']);
                assert!(whole, "{reason:?}: {said}");
            }
            for reason in [
                KeyReason::Missing,
                KeyReason::Altered,
                KeyReason::State,
                KeyReason::Holder,
                KeyReason::Destroyed,
                KeyReason::NotDestroyed,
                KeyReason::Others,
                KeyReason::Pepper,
            ] {
                let holder = Some(("person/1".to_owned(), application::verify::KeyClass::Quasi));
                let said = say_key(&BadKey { holder, position: Some(7), reason }, Texts { language });
                assert!(!said.contains("verify-") && !said.contains(['{', '}']), "{said}");
            }
            let key: event_store::GuardKey = "person/1".try_into().unwrap();
            let stream: event_store::StreamName = "household/1".try_into().unwrap();
            for (stream, missing) in [(Some(stream.clone()), true), (Some(stream), false), (None, false)] {
                let said = say_guard(
                    &BadGuard { position: 1, key: key.clone(), stream, missing },
                    Texts { language },
                );
                assert!(!said.contains("verify-") && !said.contains(['{', '}']), "{said}");
            }
        }
    }
}
