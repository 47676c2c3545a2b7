//! Gathers the rows of many households and programmes.

use arrow_schema::ArrowError;

use super::household_rows::{Households, Lineages, Memberships, Resources};
use super::person_rows::{
    Assessments, Attendances, Contracts, Decisions, Pairings, Permits, Requests, Rights, Statuses, Trainings,
};
use super::programme_rows::{
    Activities, Capacities, DeclaredFigures, Partners, ProgrammeStates, ProgrammeTree, Programmes, Terms,
};
use super::seen::Seen;
use super::stay_rows::{Enrolments, Incidents, Leases, Occupancies, Signatories};
use super::table::{Described, Table as _};
use super::{Tables, home_fold, household_fold, person_fold, programme_fold};
use crate::projection::Subject;

macro_rules! builder {
    ($($field:ident: $table:ident,)+) => {
        /// Gathers rows; [`finish`](Self::finish) turns them into tables.
        #[derive(Default)]
        pub struct TablesBuilder {
            $(pub(super) $field: $table,)+
            pub(super) parents: std::collections::BTreeMap<String, Option<String>>,
        }

        impl TablesBuilder {
            /// The tables gathered since the last time.
            ///
            /// # Errors
            /// Faults of Arrow.
            pub fn finish(&mut self) -> Result<Tables, ArrowError> {
                let mut tables = Tables { parents: std::mem::take(&mut self.parents), ..Tables::default() };
                $({
                    let batch = self.$field.batch()?;
                    if batch.num_rows() > 0 {
                        tables.batches.insert($table::NAME, vec![batch]);
                    }
                })+
                Ok(tables)
            }
        }

        /// Every table, as it is documented.
        #[must_use]
        pub fn described() -> Vec<Described> {
            vec![$($table::described(),)+ ProgrammeTree::described()]
        }
    };
}

builder! {
    households: Households,
    memberships: Memberships,
    lineages: Lineages,
    enrolments: Enrolments,
    occupancies: Occupancies,
    leases: Leases,
    signatories: Signatories,
    incidents: Incidents,
    contracts: Contracts,
    trainings: Trainings,
    statuses: Statuses,
    permits: Permits,
    rights: Rights,
    resources: Resources,
    assessments: Assessments,
    requests: Requests,
    decisions: Decisions,
    pairings: Pairings,
    attendances: Attendances,
    programmes: Programmes,
    states: ProgrammeStates,
    activities: Activities,
    capacities: Capacities,
    terms: Terms,
    partners: Partners,
    figures: DeclaredFigures,
}

impl std::fmt::Debug for TablesBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TablesBuilder").finish_non_exhaustive()
    }
}

impl TablesBuilder {
    /// Adds the rows of a household or a programme.
    pub fn fold(&mut self, subject: &Subject<'_>) {
        match subject {
            Subject::Household(household) => {
                let seen = Seen::of(&household.household.timeline);
                household_fold::fold(self, household, &seen);
                home_fold::fold(self, household, &seen);
                person_fold::fold(self, household);
            }
            Subject::Programme(programme) => programme_fold::fold(self, programme),
            Subject::Rules => {}
        }
    }
}
