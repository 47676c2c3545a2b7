//! Figures of programmes as somebody sees them.
//!
//! A figure is counted from all facts of its programme, whoever asks; what is decided here is who is told it, from which
//! number of people on, and who is told which households moved when rules are tried.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ids::{HouseholdId, ProgrammeCode};
use projections::access::{Look, standings};
use projections::comparison::{Move, Standing};
use projections::publication::Secrecy;

use super::personal::rests_on_persons;
use super::{Forbidden, Role, Sight, SightError, Viewer};
use crate::error::Fault;
use crate::lists::ProgrammeRow;
use crate::year::{default_rules, rule_sets};
use crate::{CountError, Trial, Tried, TriedLine, YearOf, YearReport};

/// Programmes read at a time.
const AT_ONCE: u32 = 200;

/// What somebody is told of the figures of a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FiguresTold {
    /// None of them.
    Nothing,
    /// No number of people below five, nor what would tell one.
    FromFive,
    /// All of them.
    Everything,
}

/// Who moved in a figure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Movers {
    /// Households with the same standings and causes, as many as were asked for.
    pub moved: Vec<Moved>,
    /// Whether there are more, or some that may not be looked into.
    pub is_partial: bool,
}

/// A household that moved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// Which.
    pub household: HouseholdId,
    /// Where it, or a unit of it, stood.
    pub from: Standing,
    /// Where that stands now; the same when it only weighs otherwise.
    pub to: Standing,
    /// Sets of differences between the rules each of which is enough.
    pub causes: Vec<Vec<Move>>,
}

impl Sight {
    /// What is told of the figures of a programme by itself; [`year`](Self::year) asks those below it too.
    #[must_use]
    pub fn figures_told(&self, row: &ProgrammeRow) -> FiguresTold {
        if !self.shows(row) {
            return FiguresTold::Nothing;
        }
        match (&self.viewer, self.look()) {
            (Viewer::Local, _) | (_, None) => FiguresTold::Everything,
            (Viewer::Account(account), Some(Look::Oversight)) => match account.role {
                Role::Auditor => FiguresTold::Everything,
                Role::Analyst | Role::Administrator | Role::Caseworker | Role::Partner => {
                    FiguresTold::FromFive
                }
            },
            (Viewer::Account(_), Some(Look::Organisation(insider))) => {
                let standings = standings(&row.book, &insider);
                if standings.iter().any(|standing| standing.runs()) {
                    FiguresTold::Everything
                } else if standings.is_empty() {
                    FiguresTold::Nothing
                } else {
                    FiguresTold::FromFive
                }
            }
        }
    }

    /// Whether rules may be tried on a programme: by those who run it, and those whose task is all of it. Whoever is told
    /// figures alone could find out by trying what is hidden.
    #[must_use]
    pub fn tries_rules(&self, row: &ProgrammeRow) -> bool {
        match self.figures_told(row) {
            FiguresTold::Nothing => false,
            FiguresTold::FromFive => self.look() == Some(Look::Oversight),
            FiguresTold::Everything => true,
        }
    }

    /// A year of a programme, under its own rules or others; `None` when there is none of these.
    ///
    /// # Errors
    /// What may not be asked, too many who wait for their turn, and faults of the store.
    pub async fn year(
        &self,
        programme: &ProgrammeCode,
        year: i16,
        rules: Option<&str>,
    ) -> Result<Option<Arc<YearReport>>, SightError> {
        let Some((told, tries)) = self.told_of_all(programme).await? else { return Ok(None) };
        let own = default_rules(programme.as_str());
        let rule_set = match rules.map(|name| rule_sets().find(name)) {
            None => own.clone(),
            Some(None) => return Ok(None),
            Some(Some(set)) => set.name(),
        };
        if rule_set != own && !tries {
            return Err(SightError::Forbidden(Forbidden::Rules));
        }
        let of = YearOf { programme: programme.to_string(), year, rule_set, secrecy: secrecy(told)? };
        Ok(self.application.year(of, self.viewer.credential()).await?)
    }

    /// The figures of a programme under two rules; `None` when there is no such programme or year.
    ///
    /// # Errors
    /// As [`year`](Self::year).
    pub async fn tried(&self, trial: &Trial) -> Result<Option<Tried>, SightError> {
        let Ok(programme) = trial.programme.parse::<ProgrammeCode>() else { return Ok(None) };
        let Some((told, tries)) = self.told_of_all(&programme).await? else { return Ok(None) };
        let secrecy = secrecy(told)?;
        if !tries {
            return Err(SightError::Forbidden(Forbidden::Rules));
        }
        let Some(answer) = self.application.tried(trial, self.viewer.credential()).await? else {
            return Ok(None);
        };
        // What was counted is the same for all; what is told of it is each reader’s own.
        let mut answer = Tried::clone(&answer);
        // The threshold of partners is no parameter: none can be tried away.
        let threshold = secrecy.threshold(&BTreeMap::new());
        let sees_persons = self.shows_personal_data();
        let tells = |compared: &_| sees_persons || !rests_on_persons(compared);
        answer.release(threshold, tells).map_err(CountError::from)?;
        Ok(Some(answer))
    }

    /// The households that moved in a figure, at most `limit`, of those that may be looked into.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn movers(&self, line: &TriedLine, limit: usize) -> Result<Movers, Fault> {
        let mut told = Movers::default();
        let Some(compared) = line.answers().filter(|_| line.tells_movers) else {
            told.is_partial = true;
            return Ok(told);
        };
        let mut opens: BTreeMap<HouseholdId, bool> = BTreeMap::new();
        for mover in &compared.movers.moved {
            let Some(household) = mover.household().and_then(|household| household.parse().ok()) else {
                continue;
            };
            let causes = mover.cause.any_of.clone();
            let moved = Moved { household, from: mover.from(), to: mover.to(), causes };
            if told.moved.contains(&moved) {
                continue;
            }
            if told.moved.len() == limit {
                told.is_partial = true;
                break;
            }
            let may = match opens.get(&household) {
                Some(may) => *may,
                None => self.opens(household).await?,
            };
            opens.insert(household, may);
            if may {
                told.moved.push(moved);
            } else {
                told.is_partial = true;
            }
        }
        Ok(told)
    }

    /// What is told of the figures of a programme with those below it, and whether rules may be tried on them.
    pub(super) async fn told_of_all(
        &self,
        programme: &ProgrammeCode,
    ) -> Result<Option<(FiguresTold, bool)>, SightError> {
        let Some(row) = self.programme(programme).await? else { return Ok(None) };
        let (mut told, mut tries) = (self.figures_told(&row), self.tries_rules(&row));
        let all = self.all_programmes().await?;
        let mut below = vec![programme.clone()];
        let mut seen = below.clone();
        while let Some(above) = below.pop() {
            let is_below = |one: &&ProgrammeRow| one.book.parent() == Some(&above);
            for one in all.iter().filter(is_below).filter(|one| !seen.contains(&one.code)).collect::<Vec<_>>()
            {
                // Of a strand that is hidden, not even a sum is told.
                told = if self.shows(one) { told } else { FiguresTold::Nothing };
                let is_own = self.figures_told(one) == FiguresTold::Everything;
                told = if is_own { told } else { told.min(FiguresTold::FromFive) };
                tries = tries && self.tries_rules(one);
                seen.push(one.code.clone());
                below.push(one.code.clone());
            }
        }
        Ok(Some((told, tries)))
    }

    pub(super) async fn all_programmes(&self) -> Result<Vec<ProgrammeRow>, Fault> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.application.programmes(after.as_ref(), AT_ONCE).await?;
            let is_last = page.len() < usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
            after = page.last().map(|row| row.code.clone());
            all.extend(page);
            if is_last {
                return Ok(all);
            }
        }
    }
}

fn secrecy(told: FiguresTold) -> Result<Secrecy, SightError> {
    match told {
        FiguresTold::Nothing => Err(SightError::Forbidden(Forbidden::Figures)),
        FiguresTold::FromFive => Ok(Secrecy::Partner),
        FiguresTold::Everything => Ok(Secrecy::Auditor),
    }
}
