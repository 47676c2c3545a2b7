//! Figures under two rules, or as known at two instants: which units moved, and what moved each.

mod witnesses;

use std::collections::BTreeMap;

use jiff::Timestamp;
use projections::comparison::{Compared, Key};
use projections::figures::{Figure, FigureError, FigureFile, Otherwise, beside};
use projections::rules::RuleSets;

use crate::Application;
use crate::belief::{Belief, BeliefError};

pub use witnesses::Witness;

/// One side of a comparison: what is other than each figure says.
#[derive(Debug, Clone, Default)]
pub struct Coordinates {
    /// The rules.
    pub rules: Otherwise,
    /// The instant at which it was known.
    pub known_at: Option<Timestamp>,
}

/// A figure at two coordinates.
#[derive(Debug)]
pub struct FigureComparison {
    /// The programme it is one of.
    pub programme: String,
    /// The figure.
    pub figure: Figure,
    /// Up to where everything is in the answer before, and in the one after.
    pub positions: (u64, u64),
    /// What came of it.
    pub compared: Result<Compared, FigureError>,
    /// The events that moved those units that what was known moved.
    pub witnesses: BTreeMap<Key, Witness>,
}

impl Application {
    /// Computes figures at two coordinates, in the order of the files. `progress` is told how many steps are done, of
    /// how many.
    ///
    /// # Errors
    /// Faults of the store, events that cannot be read. What keeps a single figure from being computed is told with
    /// that figure.
    pub async fn compare(
        &self,
        files: &[FigureFile],
        rule_sets: &RuleSets,
        (before, after): (&Coordinates, &Coordinates),
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Vec<FigureComparison>, BeliefError> {
        self.as_published(rule_sets.all()).await?;
        let mut of_beliefs: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let all = files.iter().map(|file| file.figures.len()).sum::<usize>();
        let all = u64::try_from(all).unwrap_or(u64::MAX);
        for (number, (file, figure)) in
            files.iter().flat_map(|file| file.figures.iter().map(move |figure| (file, figure))).enumerate()
        {
            let known = |side: &Coordinates| side.known_at.or(figure.known_at);
            of_beliefs.entry((known(before), known(after))).or_default().push((number, file, figure));
        }
        let mut done = 0;
        progress(done, all);
        let mut compared = BTreeMap::new();
        // The facts of two beliefs at most are in memory.
        for ((known_before, known_after), figures) in of_beliefs {
            let early = self.belief(known_before, workers, &mut |_, _| {}).await?;
            let late = if known_before == known_after {
                early.clone()
            } else {
                self.belief(known_after, workers, &mut |_, _| {}).await?
            };
            for (number, file, figure) in figures {
                let sides = [(before, &early), (after, &late)];
                compared.insert(number, self.figure_beside(file, figure, rule_sets, sides).await?);
                done += 1;
                progress(done, all);
            }
        }
        Ok(compared.into_values().collect())
    }

    /// Computes one of them.
    pub(crate) async fn figure_beside(
        &self,
        file: &FigureFile,
        figure: &Figure,
        rule_sets: &RuleSets,
        [(before, early), (after, late)]: [(&Coordinates, &Belief); 2],
    ) -> Result<FigureComparison, BeliefError> {
        let sides = before
            .rules
            .rules(&file.file, figure, rule_sets)
            .and_then(|one| Ok((one, after.rules.rules(&file.file, figure, rule_sets)?)));
        let (compared, witnesses) = match sides {
            Err(error) => (Err(error), BTreeMap::new()),
            Ok((one, other)) => {
                let sides = [(&one, early.known()), (&other, late.known())];
                let [before, after] = sides;
                let compared = beside(&file.file, figure, before, after).await;
                let witnesses = match &compared {
                    Ok(compared) => self.witnesses((&file.file, figure), compared, sides).await?,
                    Err(_) => BTreeMap::new(),
                };
                (compared, witnesses)
            }
        };
        Ok(FigureComparison {
            programme: file.programme.clone(),
            figure: figure.clone(),
            positions: (early.position, late.position),
            compared,
            witnesses,
        })
    }
}
