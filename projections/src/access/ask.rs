//! Who may read whom at a moment.

use domain::ids::{HouseholdId, OrgCode, PersonId, ProgrammeCode};
use event_store::{Cell, Snapshot, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::projection::{at, day, read};

/// When access is asked for: enrolments and partners go by days, withdrawals by instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub now: Timestamp,
    /// Its day in the ledger's time zone.
    pub today: Date,
}

/// Why an organisation may read a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// It is a partner, or the operator, of a programme in which the household is enrolled.
    Programme {
        /// Who.
        organisation: OrgCode,
        /// The programme.
        programme: ProgrammeCode,
        /// The role, which opens groups of facts; `operator` opens all of them.
        role: String,
    },
    /// A member consented to share with it.
    Consent {
        /// Who.
        organisation: OrgCode,
        /// Who consented.
        person: PersonId,
    },
}

const OPEN: &str = "e.from_on <= $2 AND (e.until_on IS NULL OR e.until_on > $2) \
                    AND p.from_on <= $2 AND (p.until_on IS NULL OR p.until_on > $2)";
const HELD: &str = "c.given_on <= $2 AND (c.valid_to IS NULL OR c.valid_to >= $2) \
                    AND (c.withdrawn_at IS NULL OR c.withdrawn_at > $3)";

/// The organisations that may read a household, and why.
///
/// # Errors
/// A failure of the store.
pub async fn organisations_of(
    snapshot: &mut Snapshot,
    household: HouseholdId,
    moment: Moment,
) -> Result<Vec<Grant>, StoreError> {
    let sql = format!(
        "SELECT DISTINCT p.organisation, p.programme, p.role FROM access_enrolments_v1 AS e \
         JOIN access_partners_v1 AS p ON p.generation = e.generation AND p.programme = e.programme \
         WHERE e.generation = $1 AND e.household = $3 AND {OPEN} ORDER BY 1, 2, 3"
    );
    let mut grants = Vec::new();
    for row in snapshot.rows(&sql, &[day(moment.today), household.to_string().into()]).await? {
        let (organisation, programme) = (read(at(&row, 0))?, read(at(&row, 1))?);
        grants.push(Grant::Programme { organisation, programme, role: at(&row, 2).text()?.to_owned() });
    }
    let sql = format!(
        "SELECT DISTINCT c.organisation, c.person FROM access_consents_v1 AS c \
         WHERE c.generation = $1 AND {HELD} AND c.household = $4 ORDER BY 1, 2"
    );
    let cells = [day(moment.today), Cell::Int(moment.now.as_microsecond()), household.to_string().into()];
    for row in snapshot.rows(&sql, &cells).await? {
        grants.push(Grant::Consent { organisation: read(at(&row, 0))?, person: read(at(&row, 1))? });
    }
    Ok(grants)
}

/// The households that an organisation may read, by identifier, a page after `after`.
///
/// # Errors
/// A failure of the store.
pub async fn households_of(
    snapshot: &mut Snapshot,
    organisation: &OrgCode,
    moment: Moment,
    after: Option<HouseholdId>,
    limit: u32,
) -> Result<Vec<HouseholdId>, StoreError> {
    let sql = format!(
        "SELECT household FROM (SELECT e.household AS household FROM access_enrolments_v1 AS e \
         JOIN access_partners_v1 AS p ON p.generation = e.generation AND p.programme = e.programme \
         WHERE e.generation = $1 AND p.organisation = $4 AND {OPEN} \
         UNION SELECT c.household AS household FROM access_consents_v1 AS c \
         WHERE c.generation = $1 AND c.organisation = $4 AND {HELD}) AS readable \
         WHERE household > $5 ORDER BY household LIMIT {limit}"
    );
    let after = after.map_or_else(String::new, |id| id.to_string());
    let cells = [
        day(moment.today),
        Cell::Int(moment.now.as_microsecond()),
        organisation.to_string().into(),
        after.into(),
    ];
    let rows = snapshot.rows(&sql, &cells).await?;
    rows.iter().map(|row| read(at(row, 0))).collect()
}
