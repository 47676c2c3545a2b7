//! What was found in the access log, for people and for programs.

use application::access::{AccessAudit, AccessReason, BadAccess};
use application::verify::hex;
use serde_json::{Value, json};

use crate::output::plain;
use crate::texts::Texts;

pub(in crate::verbs) fn as_json(accesses: &AccessAudit, texts: Texts) -> Value {
    let bad = accesses.first_bad.as_ref().map(|bad| {
        json!({ "number": bad.number, "reason": bad.reason.code(), "message": say_reason(&bad.reason, texts) })
    });
    json!({
        "entries": accesses.entries,
        "root": hex(&accesses.root),
        "checkpoints": accesses.checkpoints,
        "first_bad": bad,
    })
}

/// Nothing of a log in which nothing stands and of which nothing was signed.
pub(in crate::verbs) fn as_lines(accesses: &AccessAudit, texts: Texts) -> Vec<String> {
    let AccessAudit { entries, checkpoints, first_bad, .. } = accesses;
    let (entries, checkpoints) = (entries.to_string(), checkpoints.to_string());
    let found = [("entries", entries.as_str()), ("checkpoints", checkpoints.as_str())];
    let found = (accesses.entries > 0 || first_bad.is_some()).then(|| texts.say("verify-accesses", &found));
    found.into_iter().chain(first_bad.as_ref().map(|bad| say(bad, texts))).collect()
}

/// What is wrong, and where, in a sentence.
pub(in crate::verbs) fn say(bad: &BadAccess, texts: Texts) -> String {
    let (number, reason) = (bad.number.to_string(), say_reason(&bad.reason, texts));
    texts.say("verify-access-bad", &[("number", &number), ("reason", &reason)])
}

fn say_reason(reason: &AccessReason, texts: Texts) -> String {
    let id = format!("verify-access-{}", reason.code().replace('_', "-"));
    let arg = match reason {
        AccessReason::Missing
        | AccessReason::Altered
        | AccessReason::Below
        | AccessReason::CheckpointBelow
        | AccessReason::CheckpointPeaks
        | AccessReason::CheckpointTwice => None,
        AccessReason::Unreadable { detail }
        | AccessReason::Checkpoint { detail }
        | AccessReason::CheckpointUnreadable { detail } => Some(("detail", plain(detail))),
        AccessReason::CheckpointKey { signers } => Some(("signers", plain(signers))),
        AccessReason::CheckpointRoot { since } => Some(("since", since.to_string())),
        AccessReason::CheckpointBeyond { size } => Some(("size", size.to_string())),
    };
    let args: Vec<_> = arg.iter().map(|(name, value)| (*name, value.as_str())).collect();
    texts.say(&id, &args)
}

#[cfg(test)]
mod tests {
    use domain::messages::Language;

    use super::*;

    #[test]
    fn every_reason_is_a_sentence_in_both_languages() {
        let reasons = [
            AccessReason::Missing,
            AccessReason::Altered,
            AccessReason::Below,
            AccessReason::Unreadable { detail: "detail".to_owned() },
            AccessReason::CheckpointBelow,
            AccessReason::CheckpointUnreadable { detail: "detail".to_owned() },
            AccessReason::Checkpoint { detail: "detail".to_owned() },
            AccessReason::CheckpointKey { signers: "somebody+01234567".to_owned() },
            AccessReason::CheckpointRoot { since: 7 },
            AccessReason::CheckpointPeaks,
            AccessReason::CheckpointTwice,
            AccessReason::CheckpointBeyond { size: 9 },
        ];
        for language in [Language::French, Language::English] {
            for reason in reasons.clone() {
                let said = say(&BadAccess { number: 1, reason }, Texts { language });
                assert!(!said.contains("verify-") && !said.contains(['{', '}']), "{said}");
            }
        }
    }
}
