//! The access log.

use application::access::AccessEntry;
use async_graphql::SimpleObject;
use domain::ids::HouseholdId;

use super::page::Listed;
use super::scalars::{DateTime, Uuid, read};

/// One reading of personal data by somebody.
#[derive(SimpleObject, Clone)]
pub(crate) struct Access {
    /// Its place in the log, from 1, without gaps.
    number: u64,
    /// When.
    read_at: DateTime,
    /// Who, by the name of an account or a pseudonym.
    reader: String,
    /// Of which household; null when the whole ledger was read, as an export does.
    household: Option<Uuid>,
    /// By which way: `graphql`, `audit-bundle`, `replay`…
    via: String,
    /// Why, when it was told.
    reason: Option<String>,
}

impl From<AccessEntry> for Access {
    fn from(entry: AccessEntry) -> Self {
        let household = entry.access.household.strip_prefix("household/");
        Self {
            number: entry.number,
            read_at: DateTime(entry.read_at),
            reader: entry.access.reader,
            household: household.and_then(read).map(|id: HouseholdId| Uuid(id.0)),
            via: entry.access.via,
            reason: entry.access.reason,
        }
    }
}

impl Listed for Access {
    const TYPE: &'static str = "Access";
    const LIST: &'static str = "accessLog";

    fn key(&self) -> String {
        self.number.to_string()
    }
}
