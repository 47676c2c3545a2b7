//! Printed figures beside what the ledger’s facts give.

use std::collections::BTreeMap;

use futures_util::StreamExt as _;
use futures_util::stream;
use jiff::Timestamp;
use projections::figures::{Computed, Figure, FigureError, FigureFile, compute};
use projections::rules::{RuleSets, What};

use crate::Application;
use crate::belief::{Belief, BeliefError};

/// A figure as it is computed.
#[derive(Debug)]
pub struct FigureReport {
    /// The programme it is one of.
    pub programme: String,
    /// What was printed.
    pub figure: Figure,
    /// Everything recorded up to here is in it, and nothing after.
    pub position: u64,
    /// The programme that it is of or asks about, when it was not registered by then.
    pub absent: Option<String>,
    /// What came of it.
    pub computed: Result<Computed, FigureError>,
}

impl Application {
    /// Computes printed figures, in the order of the files. `progress` is told how many steps are done, of how many.
    ///
    /// # Errors
    /// Faults of the store, events that cannot be read. What keeps a single figure from being computed is told
    /// with that figure.
    pub async fn figures(
        &self,
        files: &[FigureFile],
        rule_sets: &RuleSets,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Vec<FigureReport>, BeliefError> {
        self.as_published(rule_sets.all()).await?;
        let mut of_belief: BTreeMap<Option<Timestamp>, Vec<_>> = BTreeMap::new();
        let mut all = 0;
        for file in files {
            for figure in &file.figures {
                of_belief.entry(figure.known_at).or_default().push((all, file, figure));
                all += 1;
            }
        }
        let all_steps = u64::try_from(all + of_belief.len()).unwrap_or(u64::MAX);
        let mut done = 0;
        let mut step = || {
            done += 1;
            progress(done, all_steps);
        };
        let mut reports = BTreeMap::new();
        // One belief after the other: the facts of one only are in memory.
        for (instant, figures) in of_belief {
            let belief = self.belief(instant, workers, &mut |_, _| {}).await?;
            step();
            let compute = |&(_, file, figure)| belief.compute(file, figure, rule_sets);
            let computing: Vec<_> = figures.iter().map(compute).collect();
            let mut computed = stream::iter(computing).buffered(workers.max(1));
            for (number, _, _) in &figures {
                reports.extend(computed.next().await.map(|report| (*number, report)));
                step();
            }
        }
        Ok(reports.into_values().collect())
    }
}

/// The arguments that name a programme.
const PROGRAMMES: [&str; 2] = ["programme", "also_in"];

impl Belief {
    /// The first programme of a figure that is not registered.
    fn absent(&self, file: &FigureFile, figure: &Figure) -> Option<String> {
        let asked = PROGRAMMES
            .iter()
            .filter_map(|name| figure.arguments.get(*name))
            .filter_map(|(_, given)| if let What::Text(code) = &given.what { Some(code) } else { None });
        asked.chain([&file.programme]).find(|code| !self.programmes.contains(*code)).cloned()
    }

    /// Computes one of them.
    pub(crate) async fn compute(
        &self,
        file: &FigureFile,
        figure: &Figure,
        rule_sets: &RuleSets,
    ) -> FigureReport {
        let computed = compute(&file.file, figure, rule_sets, self.known()).await;
        FigureReport {
            programme: file.programme.clone(),
            figure: figure.clone(),
            position: self.position,
            absent: self.absent(file, figure),
            computed,
        }
    }
}
