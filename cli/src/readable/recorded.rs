//! Who recorded what, and when: in short beside a step, in full on a line of its own.

use domain::facts::Fact;
use domain::{Event, Origin};

use crate::output::{DIM, NOTICE, plain, styled};

use super::Page;

impl Page<'_> {
    /// ` · mep`
    pub(super) fn recorder(event: &Event) -> String {
        let organisation = format!("· {}", event.submission.actor.organisation);
        format!(" {}", styled(DIM, organisation))
    }

    /// Position, instant, organisation, role, origin and warnings, when they are asked for.
    pub(super) fn recorded(&self, event: &Event) -> Option<String> {
        if !self.recorded {
            return None;
        }
        let at = self.time_zone.to_datetime(event.recorded_at);
        let (position, day) = (event.position.to_string(), self.texts.day(at.date()));
        let time = at.strftime("%H:%M:%S").to_string();
        let actor = &event.submission.actor;
        let args = [("position", position.as_str()), ("day", &day), ("time", &time)];
        let mut parts = vec![self.texts.say("recorded", &args), actor.organisation.to_string()];
        parts.extend(actor.role.as_deref().map(|role| plain(&self.texts.actor_role(role))));
        parts.push(self.texts.say(origin(event.submission.origin), &[]));
        let line = styled(DIM, parts.join(" · "));
        if event.warnings.is_empty() {
            return Some(line);
        }
        let codes = plain(&event.warnings.join(", "));
        let id = if event.warnings.len() == 1 { "warning" } else { "warnings" };
        Some(format!("{line} {}", styled(NOTICE, self.texts.say(id, &[("codes", &codes)]))))
    }

    /// The day and the reason of a correction or a retraction, and who made it.
    pub(super) fn changed(&self, by: &Event) -> Option<String> {
        let fact = by.fact();
        let (id, reason) = if let Fact::EventCorrected(correction) = fact {
            ("corrected", self.texts.label(correction.reason))
        } else if let Fact::EventRetracted(retraction) = fact {
            ("retracted", self.texts.label(retraction.reason))
        } else {
            return None;
        };
        let notice = styled(NOTICE, self.dated(id, by.recorded_at, &reason));
        Some(notice + &Self::recorder(by))
    }
}

/// The message about how an event arrived.
fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Manual => "origin-manual",
        Origin::Import => "origin-import",
        Origin::Partner => "origin-partner",
        Origin::Migration => "origin-migration",
    }
}
