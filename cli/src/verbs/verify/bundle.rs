//! Audit bundles: verified without a ledger.

use std::path::Path;

use application::bundle::{Bundle, BundleError, open_bundle};
use application::verify::hex;
use serde_json::{Map, Value, json};

use super::{VerifyArgs, believed, named_key_file};
use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{DIM, GOOD, NOTICE, WRONG, plain, print, styled};
use crate::session::Session;
use crate::texts::Texts;

pub(super) fn run(path: &Path, args: &VerifyArgs, session: &Session) -> Result<Outcome, Failure> {
    let bytes = read(path)?;
    let opened = open_bundle(&bytes, &believed(&args.keys, &args.against, named_key_file().as_deref())?);
    let texts = session.texts;
    print(&match session.format {
        Format::Json => as_json(&opened, texts).to_string(),
        Format::Table => as_table(&opened, texts),
    })?;
    Ok(if opened.is_ok() { Outcome::Done } else { Outcome::Refused })
}

/// The bytes of a bundle.
///
/// # Errors
/// A file that cannot be read.
pub(in crate::verbs) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let named = || [("path", plain(&path.display().to_string()))];
    std::fs::read(path).map_err(|error| Failure::fault("fault-read", named(), error))
}

fn as_json(opened: &Result<Bundle, BundleError>, texts: Texts) -> Value {
    let bundle = match opened {
        Ok(bundle) => bundle,
        Err(error) => {
            let message = say(error, texts);
            let bad = json!({ "position": error.position(), "reason": error.code(), "message": message });
            return json!({ "ok": false, "events": 0, "head": null, "checkpoints": 0, "first_bad": bad });
        }
    };
    let streams: Map<String, Value> =
        bundle.streams.iter().map(|(stream, version)| (stream.to_string(), (*version).into())).collect();
    json!({
        "ok": true,
        "household": bundle.household.to_string(),
        "origin": bundle.origin,
        "events": bundle.events().len(),
        "head": bundle.position,
        "root": hex(&bundle.root),
        "known_at": format!("{:.6}", bundle.known_at),
        "checkpoints": bundle.against + 1,
        "key": bundle.key.to_string(),
        "key_known": bundle.key_known,
        "streams": streams,
        "first_bad": null,
    })
}

fn as_table(opened: &Result<Bundle, BundleError>, texts: Texts) -> String {
    let bundle = match opened {
        Ok(bundle) => bundle,
        Err(error) => {
            return format!("{}\n{}", styled(WRONG, texts.say("bundle-wrong", &[])), say(error, texts));
        }
    };
    let numbers =
        [bundle.events().len().to_string(), bundle.position.to_string(), bundle.against.to_string()];
    let [events, position, against] = numbers.each_ref().map(String::as_str);
    let (household, origin) = (bundle.household.to_string(), plain(&bundle.origin));
    let key = bundle.key.to_string();
    let mut lines = vec![
        styled(GOOD, texts.say("bundle-right", &[])),
        texts.say("bundle-household", &[("household", &household)]),
        texts.say("bundle-events", &[("events", events), ("position", position), ("origin", &origin)]),
    ];
    if bundle.against > 0 {
        lines.push(texts.say("bundle-against", &[("checkpoints", against)]));
    }
    lines.push(if bundle.key_known {
        texts.say("bundle-key", &[("key", &key)])
    } else {
        styled(NOTICE, texts.say("bundle-key-unknown", &[("key", &key)]))
    });
    lines.push(texts.say("bundle-streams", &[]));
    for (stream, version) in &bundle.streams {
        let version = version.to_string();
        lines.push(texts.say("bundle-stream", &[("stream", &plain(stream.as_str())), ("version", &version)]));
    }
    lines.push(styled(DIM, texts.say("bundle-proves", &[])));
    lines.push(styled(DIM, texts.say("bundle-proves-not", &[])));
    lines.join("\n")
}

/// What is wrong, in a sentence.
pub(in crate::verbs) fn say(error: &BundleError, texts: Texts) -> String {
    let id = format!("bundle-{}", error.code().replace('_', "-"));
    let text = |text: &dyn std::fmt::Display| plain(&text.to_string());
    let args: Vec<(&str, String)> = match error {
        BundleError::CutOff | BundleError::Digest | BundleError::Header => Vec::new(),
        BundleError::Opening { event } => vec![("event", text(event))],
        BundleError::Line { line, .. } => vec![("line", text(line))],
        BundleError::Version(version) => vec![("version", text(version))],
        BundleError::Checkpoint(detail) => vec![("detail", text(detail))],
        BundleError::Proof { position } | BundleError::Order { position } => {
            vec![("position", text(position))]
        }
        BundleError::Missing { stream, version } => {
            vec![("stream", text(stream)), ("version", text(version))]
        }
        BundleError::Against { size } | BundleError::NotCompared { size } => vec![("size", text(size))],
    };
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    texts.say(&id, &args)
}

#[cfg(test)]
mod tests {
    use application::verify::NoteError;
    use domain::messages::Language;

    use super::*;

    #[test]
    fn every_error_is_a_sentence_in_both_languages() {
        let errors = [
            BundleError::CutOff,
            BundleError::Digest,
            BundleError::Line { line: 3, expected: "an event" },
            BundleError::Version(2),
            BundleError::Opening { event: uuid::Uuid::nil() },
            BundleError::Checkpoint(NoteError::Form("checkpoint")),
            BundleError::Header,
            BundleError::Proof { position: 7 },
            BundleError::Order { position: 7 },
            BundleError::Missing { stream: "household/1".into(), version: 2 },
            BundleError::Against { size: 9 },
            BundleError::NotCompared { size: 9 },
        ];
        for language in [Language::French, Language::English] {
            for error in &errors {
                let said = say(error, Texts { language });
                assert!(!said.contains("bundle-") && !said.contains(['{', '}']), "{error:?}: {said}");
            }
        }
    }
}
