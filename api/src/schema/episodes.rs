//! What lasted in a pathway, object by object.

use async_graphql::{Context, Enum, ID, Object};
use domain::codes::Coded;
use domain::messages::{Language, code_label, working_time};
use domain::{PartialDate, Wire as _};
use projections::episodes::{self, What};

use super::language;
use super::scalars::{PartialDay, Uuid};

/// What an episode is about.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EpisodeKind {
    /// Being a member of the household.
    Membership,
    /// Being covered by a programme.
    Enrolment,
    /// A legal status.
    Status,
    /// The validity of a residence permit.
    Permit,
    /// Living in a home.
    Stay,
    /// A lease, or another title to occupy.
    Lease,
    /// Something that went wrong with a lease.
    Incident,
    /// A training.
    Training,
    /// A level or a readiness, as assessed.
    Assessment,
    /// A job contract, under the same terms.
    Contract,
}

/// How an episode ends.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "episodes::End")]
pub(crate) enum EpisodeEnd {
    /// It goes on.
    GoesOn,
    /// An end was recorded.
    Ended,
    /// It ends by itself: `until` is the last day of a validity, or a planned one.
    Expires,
    /// Another piece of it follows, or another of the same kind.
    Followed,
    /// It was true at a moment.
    Moment,
}

/// A date, unless it was erased.
fn known(on: PartialDate) -> Option<PartialDay> {
    (!on.is_unknown()).then_some(PartialDay(on))
}

/// An episode.
pub(crate) struct Episode(pub(super) episodes::Episode);

impl Episode {
    /// The code, and its label.
    fn named(&self, language: Language) -> (String, String) {
        fn coded<C: Coded + Copy>(language: Language, code: C) -> (String, String) {
            (code.code().to_owned(), code_label(language, code))
        }
        match &self.0.what {
            What::Membership(role) => coded(language, *role),
            What::Enrolment(programme) => (programme.to_string(), programme.to_string()),
            What::Status(status) => coded(language, *status),
            What::Permit(kind) => coded(language, *kind),
            What::Stay(kind) => coded(language, *kind),
            What::Lease(kind) => coded(language, *kind),
            What::Incident(kind) => coded(language, *kind),
            What::Training(kind) => coded(language, *kind),
            What::Assessment(kind, _) => coded(language, *kind),
            What::Contract(terms) => coded(language, terms.kind),
        }
    }

    fn terms(&self) -> Option<&episodes::Terms> {
        if let What::Contract(terms) = &self.0.what { Some(terms) } else { None }
    }
}

/// Something that lasted in a pathway, or was true at a moment: what a picture of the whole is drawn from. What changed
/// under way comes in pieces of one subject, each followed by the next.
#[Object]
impl Episode {
    /// What it is about.
    async fn kind(&self) -> EpisodeKind {
        match self.0.what {
            What::Membership(_) => EpisodeKind::Membership,
            What::Enrolment(_) => EpisodeKind::Enrolment,
            What::Status(_) => EpisodeKind::Status,
            What::Permit(_) => EpisodeKind::Permit,
            What::Stay(_) => EpisodeKind::Stay,
            What::Lease(_) => EpisodeKind::Lease,
            What::Incident(_) => EpisodeKind::Incident,
            What::Training(_) => EpisodeKind::Training,
            What::Assessment(..) => EpisodeKind::Assessment,
            What::Contract(_) => EpisodeKind::Contract,
        }
    }

    /// The permit, contract, stay…: shared by the pieces of one. The event, for what has no identifier of its own.
    async fn subject(&self) -> Uuid {
        Uuid(self.0.subject)
    }

    /// The event that began it.
    async fn event(&self) -> ID {
        ID(self.0.event.to_string())
    }

    /// Whose.
    async fn persons(&self) -> Vec<Uuid> {
        self.0.persons.iter().map(|person| Uuid(person.0)).collect()
    }

    /// When it began; null when that was erased, or when you may not see it.
    async fn from(&self) -> Option<PartialDay> {
        known(self.0.from)
    }

    /// When it ended, or will end by itself: the day of the end, or the last day of a validity or plan. Null while it
    /// goes on, for what was true at a moment, and when it was erased or you may not see it.
    async fn until(&self) -> Option<PartialDay> {
        self.0.until.and_then(known)
    }

    /// How it ends.
    async fn end(&self) -> EpisodeEnd {
        self.0.end.into()
    }

    /// The kind of status, permit, home…, the role of a member, or the programme of an enrolment, by its code.
    async fn code(&self) -> String {
        self.named(Language::default()).0
    }

    /// That kind in words; the code of a programme.
    async fn label(&self, ctx: &Context<'_>) -> String {
        self.named(language(ctx)).1
    }

    /// The class of a home: `permanent`, `transitional`…; null for everything else.
    async fn class(&self) -> Option<&'static str> {
        if let What::Stay(kind) = self.0.what { Some(kind.class().code()) } else { None }
    }

    /// What was assessed: a level, a grade, an opinion; null for everything else.
    async fn value(&self) -> Option<&str> {
        if let What::Assessment(_, value) = &self.0.what { Some(value) } else { None }
    }

    /// Hours a week of a contract, when they are known.
    async fn weekly_hours(&self) -> Option<f64> {
        self.terms()?.weekly_hours.write()?.as_f64()
    }

    /// Whether a contract is full time, when that is known.
    async fn full_time(&self) -> Option<bool> {
        self.terms()?.full_time
    }

    /// The hours of a contract in words, what is known of them; null for everything else.
    async fn working_time(&self, ctx: &Context<'_>) -> Option<String> {
        let terms = self.terms()?;
        let words = working_time(language(ctx), terms.full_time, terms.weekly_hours);
        (!words.is_empty()).then(|| words.join(", "))
    }
}
