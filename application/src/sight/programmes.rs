//! Recording facts about a programme.

use std::collections::BTreeSet;

use domain::ids::{OrgCode, ProgrammeCode};
use domain::sight::Denied;
use domain::{Event, Fact, FactKind, StreamId, Submission};
use projections::access::{Insider, standings};

use super::Sight;
use super::household::Books;
use crate::error::Fault;
use crate::histories::programme_book;
use crate::loader::read_streams;

impl Sight {
    /// Facts about a programme are for whoever runs it; a new one is registered by whoever will.
    ///
    /// What stands below a programme counts in its figures, and a sensitive one hides them: to put one below another is for
    /// whoever runs that one too. Whoever does not is answered alike whether it exists or not.
    pub(super) async fn about_programme(
        &self,
        submission: &Submission,
        code: &ProgrammeCode,
        facts: &[Submission],
        insider: &Insider,
        registers: bool,
    ) -> Result<Result<(), Denied>, Fault> {
        let stream = StreamId::Programme(code.clone());
        let application = &self.application;
        let wanted = std::slice::from_ref(&stream);
        let mut read = read_streams(&mut &application.ledger, &application.seals, wanted).await?;
        let events = read.remove(&stream).unwrap_or_default();
        let book = programme_book(&events);
        let mut asked = parents(&submission.fact, &events);
        if let Some(parent) = book.as_ref().and_then(|book| book.parent()) {
            // Where it stands already changes nothing.
            asked.remove(parent);
        }
        let mut books = self.books(&asked).await?;
        books.extend(book.map(|book| (code.clone(), book)));
        asked.insert(code.clone());
        let runs = |code: &ProgrammeCode| runs(code, &books, facts, insider, registers);
        Ok(if asked.iter().all(runs) { Ok(()) } else { Err(Denied::Runs) })
    }
}

/// Whether the organisation runs a programme, or is about to.
fn runs(
    code: &ProgrammeCode,
    books: &Books,
    facts: &[Submission],
    insider: &Insider,
    registers: bool,
) -> bool {
    if let Some(book) = books.get(code) {
        return standings(book, insider).iter().any(|one| one.runs());
    }
    let operator = facts.iter().find_map(|fact| registered_for(fact, code));
    registers && operator == Some(&insider.organisation)
}

/// The operator of a programme that a fact registers.
fn registered_for<'f>(submission: &'f Submission, code: &ProgrammeCode) -> Option<&'f OrgCode> {
    let Fact::ProgrammeRegistered(registered) = &submission.fact else { return None };
    (submission.stream == StreamId::Programme(code.clone())).then_some(&registered.operator)
}

/// The programmes below which a fact may put this one.
fn parents(fact: &Fact, events: &[Event]) -> BTreeSet<ProgrammeCode> {
    // What a retraction brings back is one of those that were ever named.
    let restored = if fact.kind() == FactKind::EventRetracted { events } else { &[] };
    let facts = restored.iter().map(Event::fact).chain([fact]);
    facts.filter_map(named).collect()
}

/// The parent that a registration names, or a correction: whatever that corrects, nothing else has one.
fn named(fact: &Fact) -> Option<ProgrammeCode> {
    if let Fact::ProgrammeRegistered(registered) = fact {
        return registered.parent.clone();
    }
    let Fact::EventCorrected(correction) = fact else { return None };
    correction.payload.0.get("parent")?.as_str()?.parse().ok()
}
