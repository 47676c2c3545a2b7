//! What earlier figures tell, as far as that is certain.
//!
//! Whoever may record facts can record a figure with the source `computed`. Believed at its word, it would be a key: what
//! it claims to have told is no longer protected. A figure counts as told when its rules were published before it in this
//! ledger and its numbers are found again. Of one whose numbers are others, because data were erased since or because it
//! never was published here, it is not known whether its counts were told: whatever must be hidden if they were, and if
//! they were not, is hidden. One that this program cannot have published is left out. Both are told.

use std::collections::{BTreeMap, BTreeSet};

use projections::comparison::Side;
use projections::figures::FigureError;
use projections::publication::{Before, Count, PUBLISHED_MIN, counts};
use projections::rules::RuleSets;

use super::figures::{Books, beliefs, question};
use super::rebuild::holds;
use super::{Numbers, PublishError, PublishedFigure};
use crate::Application;

/// An earlier figure of which it is not certain that it was published as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubtful {
    /// Its code.
    pub figure: String,
    /// Where it stands.
    pub position: u64,
    /// Why.
    pub doubt: Doubt,
}

/// Why a figure is doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Its rules were not published before it: it is left out.
    RulesNotPublished,
    /// Its rules have no such figure, or it counts something else, or its programme was not registered: it is left out.
    NoSuchFigure,
    /// Its numbers are not found again: its counts are taken for told, and for not told.
    OtherNumbers,
    /// It is of fewer units than are ever published: likewise.
    TooFew,
}

impl Doubt {
    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::RulesNotPublished => "rules_not_published",
            Self::NoSuchFigure => "no_such_figure",
            Self::OtherNumbers => "other_numbers",
            Self::TooFew => "too_few",
        }
    }
}

impl Application {
    /// The counts that published figures tell, by programme; and the figures that may not.
    pub(super) async fn told_before(
        &self,
        books: &Books,
        rule_sets: &RuleSets,
        workers: usize,
    ) -> Result<(Vec<Before>, Vec<Doubtful>), PublishError> {
        let published = self.published_rules().await?;
        let (certain, others): (Vec<_>, Vec<_>) =
            books.figures.iter().partition(|figure| figure.rules_among(&published).is_some());
        let mut doubtful: Vec<Doubtful> =
            others.into_iter().map(|figure| doubt_of(figure, Doubt::RulesNotPublished)).collect();
        let mut before: BTreeMap<&str, Before> = BTreeMap::new();
        // One belief after the other: the facts of one only are in memory.
        for known_at in beliefs(certain.iter().copied()) {
            let belief = self.belief(Some(known_at), workers, &mut |_, _| {}).await?;
            for figure in certain.iter().copied().filter(|figure| figure.known_at == known_at) {
                let unknown = || PublishError::Unknown {
                    figure: figure.figure.clone(),
                    position: figure.position,
                    rule_set: figure.rules(),
                };
                let set = rule_sets.find(&figure.rules()).ok_or_else(unknown)?;
                let report = set.report.as_ref();
                let asked = report.and_then(|report| Some((report, question(report, set, figure)?)));
                let asked = asked.filter(|_| belief.programmes.contains(&figure.programme));
                let Some((report, asked)) = asked else {
                    doubtful.push(doubt_of(figure, Doubt::NoSuchFigure));
                    continue;
                };
                let side = belief.answer(report, set, &asked).await.map_err(|_: FigureError| unknown())?;
                if side.answer.unit != figure.unit {
                    doubtful.push(doubt_of(figure, Doubt::NoSuchFigure));
                    continue;
                }
                let (counts, before) = (told_by(figure, &side), before.entry(&figure.programme).or_default());
                match doubt(figure, &side, &counts) {
                    None => before.told.extend(counts),
                    Some(doubt) => {
                        before.perhaps.extend(counts);
                        doubtful.push(doubt_of(figure, doubt));
                    }
                }
            }
        }
        doubtful.sort_by_key(|one| one.position);
        Ok((before.into_values().collect(), doubtful))
    }
}

fn doubt_of(figure: &PublishedFigure, doubt: Doubt) -> Doubtful {
    Doubtful { figure: figure.figure.clone(), position: figure.position, doubt }
}

/// Why it is not certain that a figure told its counts, if it is not.
fn doubt(figure: &PublishedFigure, side: &Side, counts: &[Count]) -> Option<Doubt> {
    let units = |count: &Count| u64::try_from(count.units.iter().collect::<BTreeSet<_>>().len()).ok();
    let is_small = |count| units(count).is_none_or(|units| (1..PUBLISHED_MIN).contains(&units));
    if !holds(figure, side) {
        Some(Doubt::OtherNumbers)
    } else if counts.iter().any(is_small) {
        Some(Doubt::TooFew)
    } else {
        None
    }
}

/// The counts that a published figure tells.
fn told_by(published: &PublishedFigure, side: &Side) -> Vec<Count> {
    let name = format!("{} (#{})", published.figure, published.position);
    told_as(&name, published.place().1, &published.numbers, side)
}

/// The counts that one number of an answer tells.
pub(super) fn told_as(name: &str, outcome: usize, numbers: &Numbers, side: &Side) -> Vec<Count> {
    use projections::publication::Number::{Base, Kept, LeftOut};
    let is_exact = numbers.qualifier == domain::codes::Qualifier::Exact;
    let is_told = |count: &Count| {
        let told = match count.name.number {
            Kept => is_exact,
            Base => numbers.denominator.is_some(),
            LeftOut(_) => false,
        };
        told && count.name.outcome == outcome
    };
    counts(name, side).into_iter().filter(is_told).collect()
}
