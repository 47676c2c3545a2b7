//! Who may read a household at a moment.

use domain::ids::{HouseholdId, OrgCode};
use domain::sight::{Grant, Group, Standing};
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

/// Who may read a household, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Who.
    pub organisation: OrgCode,
    /// Why.
    pub grant: Grant,
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
) -> Result<Vec<Reader>, StoreError> {
    let sql = format!(
        "SELECT DISTINCT p.organisation, p.programme, p.role FROM access_enrolments_v2 AS e \
         JOIN access_partners_v2 AS p ON p.generation = e.generation AND p.programme = e.programme \
         WHERE e.generation = $1 AND e.household = $3 AND {OPEN} ORDER BY 1, 2, 3"
    );
    let mut readers = Vec::new();
    for row in snapshot.rows(&sql, &[day(moment.today), household.to_string().into()]).await? {
        let (programme, standing) = (read(at(&row, 1))?, read::<Standing>(at(&row, 2))?);
        // Some see figures only.
        if standing.opens(Group::Composition) {
            let grant = Grant::Programme { programme, standing };
            readers.push(Reader { organisation: read(at(&row, 0))?, grant });
        }
    }
    let sql = format!(
        "SELECT DISTINCT c.organisation, c.person FROM access_consents_v2 AS c \
         WHERE c.generation = $1 AND {HELD} AND c.household = $4 ORDER BY 1, 2"
    );
    let cells = [day(moment.today), Cell::Int(moment.now.as_microsecond()), household.to_string().into()];
    for row in snapshot.rows(&sql, &cells).await? {
        let grant = Grant::Consent { person: read(at(&row, 1))? };
        readers.push(Reader { organisation: read(at(&row, 0))?, grant });
    }
    let sql = "SELECT organisation FROM access_openers_v2 WHERE generation = $1 AND household = $2";
    for row in snapshot.rows(sql, &[household.to_string().into()]).await? {
        readers.push(Reader { organisation: read(at(&row, 0))?, grant: Grant::Opener });
    }
    Ok(readers)
}
