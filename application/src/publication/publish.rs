//! Publishing the report of a programme: what would be published, and publishing it.

use std::collections::BTreeSet;

use domain::facts::Fact;
use domain::ids::OrgCode;
use domain::{StreamId, Submission};
use jiff::Timestamp;
use jiff::civil::Date;
use projections::publication::{PUBLISHED_MIN, Secrecy};
use projections::rules::{RuleSets, Window};

use super::Numbers;
use super::earlier::Doubtful;
use super::figures::Books;
use super::planned::{fact, others, planned, told_now};
use crate::belief::BeliefError;
use crate::record::Submitted;
use crate::report::{Report, ReportError, ReportOf};
use crate::{Application, Conflict, RecordError};

/// What becomes of a series that has figures already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It goes on, under the same rules.
    Continue,
    /// A period is published once more; under other rules than its series, so are all the periods of the series: it is
    /// rebuilt whole. The earlier versions stay.
    Restate,
    /// Other rules begin a new series after the last period of the earlier one: both are shown, and that the series is
    /// broken.
    Splice,
}

/// What is to be published.
#[derive(Debug, Clone)]
pub struct PublicationOf {
    /// The report.
    pub report: ReportOf,
    /// How it goes with what was published.
    pub mode: Mode,
    /// Who publishes; who opened the programme when absent.
    pub organisation: Option<OrgCode>,
}

/// A figure to be published.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its code: the line of the report, and which of its numbers when it has several.
    pub figure: String,
    /// What it says.
    pub numbers: Numbers,
    /// What it counts.
    pub unit: String,
    /// How it stands beside what was published.
    pub standing: Standing,
}

/// How a figure stands beside what was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// None was published of its period.
    New,
    /// None was published of its period, and of others under other rules.
    NewSeries,
    /// One was, at this position, which stays.
    Restated(u64),
    /// The same was, at this position: it is not published again.
    Same(u64),
}

/// What would be, or was, published.
#[derive(Debug)]
pub struct Publication {
    /// The report.
    pub report: Report,
    /// Its figures.
    pub figures: Vec<Planned>,
    /// The other periods that are restated with it, in their order.
    pub further: Vec<Further>,
    /// Earlier figures of which it is not certain that they were published as they stand, in their order.
    pub doubtful: Vec<Doubtful>,
    /// The positions of those that were recorded; none for a trial.
    pub positions: Option<Vec<u64>>,
}

/// A period that is restated because its series is.
#[derive(Debug)]
pub struct Further {
    /// The report.
    pub report: Report,
    /// Its figures.
    pub figures: Vec<Planned>,
}

/// Why nothing is published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// There is no such report.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The rules are changed on the way: no rule version could be named.
    #[error("figures are published under a rule version, not under changed parameters")]
    Changed,
    /// It is for some readers: a published figure does not say for whom it is, everybody may read it.
    #[error("figures are published for the public, not for {}", .secrecy.code())]
    NotPublic {
        /// The readers.
        secrecy: Secrecy,
    },
    /// Its rules would show numbers of too few.
    #[error(
        "the rule set {rule_set} has the threshold {threshold}; figures are published with {PUBLISHED_MIN} at least"
    )]
    Threshold {
        /// Its name.
        rule_set: String,
        /// RP22.
        threshold: u64,
    },
    /// The rule set is not published: nothing says what its version is.
    #[error("the rule set {rule_set} is not published")]
    RulesNotPublished {
        /// Its name.
        rule_set: String,
    },
    /// The period was published.
    #[error("{figure} was published at position {position}")]
    Published {
        /// The figure.
        figure: String,
        /// Where it stands.
        position: u64,
    },
    /// Other periods were published under other rules.
    #[error("{figure} was published under {rule_set}")]
    OtherRules {
        /// The figure.
        figure: String,
        /// Its rules.
        rule_set: String,
    },
    /// A new series would begin within that of other rules.
    #[error("{figure} was published under {rule_set} up to {to}")]
    NotAfter {
        /// The figure.
        figure: String,
        /// Its rules.
        rule_set: String,
        /// The last day under them.
        to: String,
    },
    /// A period that would be restated with its series was not over at that instant.
    #[error("the period up to {to} was not over at {known_at}")]
    NotOver {
        /// Its last day.
        to: Date,
        /// The instant as known at which it would be restated.
        known_at: Timestamp,
    },
    /// What an earlier figure tells cannot be known.
    #[error("{figure}, published at position {position}, cannot be rebuilt under {rule_set}")]
    Unknown {
        /// The figure.
        figure: String,
        /// Where it stands.
        position: u64,
        /// Its rules.
        rule_set: String,
    },
    /// A line cannot be computed.
    #[error("{figure} cannot be computed")]
    NotComputed {
        /// The line.
        figure: String,
    },
    /// A figure has no code that can be kept.
    #[error("{figure} has no code that can be kept")]
    Unfit {
        /// The figure.
        figure: String,
    },
    /// Something was recorded of a programme while this was computed: perhaps a figure that tells with these what neither
    /// tells alone.
    #[error("{stream} has moved while the figures were computed")]
    Overtaken {
        /// Where.
        stream: String,
    },
    /// The history refuses it.
    #[error(transparent)]
    Record(RecordError),
}

impl From<RecordError> for PublishError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Conflict(Conflict::Stream { stream, .. }) => {
                Self::Overtaken { stream: stream.as_str().to_owned() }
            }
            error @ (RecordError::Refused(_)
            | RecordError::IdReused { .. }
            | RecordError::Conflict(Conflict::Guard { .. })
            | RecordError::Fault(_)) => Self::Record(error),
        }
    }
}

impl From<BeliefError> for PublishError {
    fn from(error: BeliefError) -> Self {
        Self::Report(error.into())
    }
}

impl Application {
    /// Publishes a report, or tells what would be published. What its readers may not see is not published, nor what
    /// would tell it beside anything published before.
    ///
    /// # Errors
    /// Readers other than the public, no such report, rules that are not published, figures that were published and would
    /// be replaced.
    pub async fn publish(
        &self,
        of: PublicationOf,
        rule_sets: &RuleSets,
        is_trial: bool,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Publication, PublishError> {
        let PublicationOf { report: of, mode, organisation } = of;
        if !of.changes.is_empty() {
            return Err(PublishError::Changed);
        }
        let threshold = match of.secrecy {
            Secrecy::Public => of.secrecy.threshold(&of.rule_set.values).unwrap_or_default(),
            secrecy @ (Secrecy::Auditor | Secrecy::Partner) => {
                return Err(PublishError::NotPublic { secrecy });
            }
        };
        if threshold < PUBLISHED_MIN {
            return Err(PublishError::Threshold { rule_set: of.rule_set.name(), threshold });
        }
        self.as_published(rule_sets.all()).await?;
        if !self.published_rules().await?.contains_key(&(of.rule_set.code.clone(), of.rule_set.version)) {
            return Err(PublishError::RulesNotPublished { rule_set: of.rule_set.name() });
        }
        let books = self.books().await?;
        let windows = if mode == Mode::Restate { others(&of, &books) } else { BTreeSet::new() };
        let (mut before, doubtful) = self.told_before(&books, rule_sets, workers).await?;
        let report = self.report_beside(of, before.clone(), workers, progress).await?;
        if let Some(known_at) = report.known_at.filter(|known_at| *known_at > self.clock.now()) {
            // What is recorded until the clock has caught up would be known then, too.
            return Err(ReportError::Future { known_at }.into());
        }
        let figures = planned(&report, &books, mode)?;
        let mut further: Vec<Further> = Vec::new();
        for (to, from) in windows {
            if let Some((to, known_at)) = to.zip(report.known_at)
                && self.clock.day_of(known_at) <= to
            {
                return Err(PublishError::NotOver { to, known_at });
            }
            let (last, told) =
                further.last().map_or((&report, &figures), |last| (&last.report, &last.figures));
            before.push(told_now(last, told));
            let window = Window { from, to };
            let of = ReportOf { window, known_at: report.known_at, ..report.of.clone() };
            let report = self.report_beside(of, before.clone(), workers, progress).await?;
            let figures = planned(&report, &books, mode)?;
            further.push(Further { report, figures });
        }
        let positions = if is_trial {
            None
        } else {
            let further = further.iter().map(|one| (&one.report, one.figures.as_slice()));
            let all: Vec<_> = std::iter::once((&report, figures.as_slice())).chain(further).collect();
            Some(self.record_figures(&all, &books, organisation).await?)
        };
        Ok(Publication { report, figures, further, doubtful, positions })
    }

    async fn record_figures(
        &self,
        reports: &[(&Report, &[Planned])],
        books: &Books,
        organisation: Option<OrgCode>,
    ) -> Result<Vec<u64>, PublishError> {
        let Some((report, _)) = reports.first() else { return Ok(Vec::new()) };
        let of = &report.of;
        let no_programme = || ReportError::NoProgramme { programme: of.programme.clone() };
        let code = of.programme.parse().map_err(|_| no_programme())?;
        let (_, opened_by) = books.programmes.get(&of.programme).ok_or_else(no_programme)?;
        let organisation = organisation.as_ref().unwrap_or(opened_by);
        let stream = StreamId::Programme(code);
        let mut facts: Vec<Submission> = Vec::new();
        let figures =
            reports.iter().flat_map(|(report, figures)| figures.iter().map(move |one| (report, one)));
        for (report, planned) in figures.filter(|(_, planned)| !matches!(planned.standing, Standing::Same(_)))
        {
            let unfit = || PublishError::Unfit { figure: planned.figure.clone() };
            let fact = Fact::FigureDeclared(fact(report, planned).ok_or_else(unfit)?);
            facts.push(self.declared(stream.clone(), organisation.clone(), fact));
        }
        if facts.is_empty() {
            return Ok(Vec::new());
        }
        // Of every programme that was looked at: whoever publishes at the same time, of this one or of another, does so
        // unseen.
        let read = books.programmes.iter();
        let read = read.map(|(code, (version, _))| Some((StreamId::Programme(code.parse().ok()?), *version)));
        let expected = read.collect::<Option<Vec<_>>>().ok_or_else(no_programme)?;
        let recorded = self.record(Submitted { facts, batch: None, expected }).await?;
        Ok(recorded.positions)
    }
}
