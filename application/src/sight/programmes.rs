//! Recording facts about a programme.

use std::collections::BTreeSet;

use domain::ids::{OrgCode, ProgrammeCode};
use domain::sight::Denied;
use domain::{Event, Fact, FactKind, StreamId, Submission};
use projections::access::{Insider, Look, standings};
use projections::history;

use super::household::Books;
use super::{FiguresTold, Forbidden, Role, Sight, SightError, Viewer};
use crate::error::Fault;
use crate::histories::programme_book;
use crate::lists::ProgrammeRow;
use crate::loader::read_streams;
use crate::publication::is_of_publishing;

impl Sight {
    /// The kinds of facts that whoever asks may record about a programme, in the catalogue’s order, as far as that can be told
    /// before they are written. It is registered once, and what publishing states is stated by publishing.
    #[must_use]
    pub fn recordable_of(&self, row: &ProgrammeRow) -> Vec<FactKind> {
        if !self.records_of(row) {
            return Vec::new();
        }
        let stream = StreamId::Programme(row.code.clone());
        let is_own = |kind: &FactKind| {
            kind.belongs_in(&stream) && !is_revision(*kind) && *kind != FactKind::ProgrammeRegistered
        };
        FactKind::ALL.iter().copied().filter(is_own).collect()
    }

    /// Whether whoever asks may correct or retract a fact about a programme, as far as that can be told before it is done.
    #[must_use]
    pub fn may_change_of(&self, row: &ProgrammeRow, event: &Event) -> bool {
        let fact = event.fact();
        self.records_of(row) && !is_revision(fact.kind()) && !is_of_publishing(fact)
    }

    /// What was recorded about a programme: for those to whom all of its figures are told, for declared ones are among that.
    ///
    /// # Errors
    /// Everybody else.
    pub fn history_of<'r>(&self, row: &'r ProgrammeRow) -> Result<Vec<history::Entry<'r>>, SightError> {
        match self.figures_told(row) {
            FiguresTold::Everything => Ok(row.history()),
            FiguresTold::Nothing | FiguresTold::FromFive => Err(SightError::Forbidden(Forbidden::History)),
        }
    }

    /// Whether whoever asks registers programmes, which it will run.
    #[must_use]
    pub fn registers(&self) -> bool {
        match &self.viewer {
            Viewer::Local => true,
            Viewer::Account(account) => account.role == Role::Caseworker,
        }
    }

    fn records_of(&self, row: &ProgrammeRow) -> bool {
        match (&self.viewer, self.look()) {
            (Viewer::Local, _) => true,
            (Viewer::Account(account), Some(Look::Organisation(insider))) => {
                account.role.records() && standings(&row.book, &insider).iter().any(|one| one.runs())
            }
            (Viewer::Account(_), Some(Look::Oversight) | None) => false,
        }
    }

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
        self.rest_on(wanted, &read);
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

/// Whether a fact changes another one.
fn is_revision(kind: FactKind) -> bool {
    matches!(kind, FactKind::EventCorrected | FactKind::EventRetracted)
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
