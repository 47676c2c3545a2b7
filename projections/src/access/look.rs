//! What an organisation finds in lists: conditions on their rows, and what opens the households of a page.

use std::collections::{BTreeMap, BTreeSet};

use domain::StreamId;
use domain::ids::{HouseholdId, OrgCode, ProgrammeCode};
use domain::sight::{Grant, Group, Standing};
use event_store::{Cell, Snapshot, StoreError};

use super::{Moment, UNKNOWN};
use crate::projection::{at, day, read};

/// Who looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// Somebody whose task is all of it: everything but sensitive programmes, and no personal data.
    Oversight,
    /// An organisation.
    Organisation(Insider),
}

/// An organisation that looks, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insider {
    /// The organisation.
    pub organisation: OrgCode,
    /// Whether it may look as the operator of its programmes, or only as a partner of others’.
    pub operates: bool,
    /// When.
    pub moment: Moment,
}

/// What opens a household to who looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// Why it may be looked into.
    pub grants: Vec<Grant>,
    /// The sensitive programmes that its facts belong to, by their codes; `*` when one is not known.
    pub sensitive: BTreeSet<String>,
}

const ENROLLED: &str = "SELECT 1 FROM access_enrolments_v2 AS e JOIN access_partners_v2 AS p \
                        ON p.generation = e.generation AND p.owner = 'programme/' || e.programme";
const OPEN: &str = "e.from_on <= ? AND (e.until_on IS NULL OR e.until_on > ?) \
                    AND p.from_on <= ? AND (p.until_on IS NULL OR p.until_on > ?)";
const HELD: &str = "c.given_on <= ? AND (c.valid_to IS NULL OR c.valid_to >= ?) \
                    AND (c.withdrawn_at IS NULL OR c.withdrawn_at > ?)";

/// A condition with the values of its `?`.
pub(crate) struct Condition {
    pub(crate) sql: String,
    pub(crate) cells: Vec<Cell>,
}

impl Condition {
    pub(crate) fn of(sql: &str, cells: impl IntoIterator<Item = Cell>) -> Self {
        Self { sql: sql.to_owned(), cells: cells.into_iter().collect() }
    }

    pub(crate) fn then(mut self, between: &str, other: Self) -> Self {
        self.sql = format!("{} {between} {}", self.sql, other.sql);
        self.cells.extend(other.cells);
        self
    }

    pub(crate) fn within(self, before: &str, after: &str) -> Self {
        Self { sql: format!("{before}{}{after}", self.sql), cells: self.cells }
    }
}

/// Nothing of the household whose stream is `column` belongs to a sensitive programme, or to one that is not known, but
/// for enrolments that `own` lets through.
fn no_sensitive(generation: i64, column: &str, own: &str) -> Condition {
    let sensitive = "(SELECT programme FROM access_partners_v2 WHERE generation = ? AND sensitive = 1)";
    let named = format!(
        "NOT EXISTS (SELECT 1 FROM access_named_v2 AS n WHERE n.generation = ? AND n.owner = {column} \
         AND (n.programme = '{UNKNOWN}' OR n.programme IN {sensitive}) \
         AND NOT EXISTS (SELECT 1 FROM access_enrolments_v2 AS m WHERE m.generation = n.generation \
         AND m.owner = n.owner AND m.programme = n.programme))"
    );
    let enrolled = format!(
        "NOT EXISTS (SELECT 1 FROM access_enrolments_v2 AS s WHERE s.generation = ? AND s.owner = {column} \
         AND s.programme IN {sensitive}{own})"
    );
    let generation = || [Cell::Int(generation), Cell::Int(generation)];
    Condition::of(&named, generation()).then("AND", Condition::of(&enrolled, generation()))
}

impl Insider {
    fn today(&self) -> Cell {
        day(self.moment.today)
    }

    fn organisation(&self) -> Cell {
        self.organisation.to_string().into()
    }

    /// The codes of the standings that fit, as a list.
    fn roles(&self, fits: impl Fn(Standing) -> bool) -> String {
        let all = Standing::all().into_iter();
        let fitting = all.filter(|one| fits(*one) && (self.operates || *one != Standing::Operator));
        fitting.map(|one| format!("'{}'", one.code())).collect::<Vec<_>>().join(", ")
    }

    /// The household whose stream is `column` is enrolled now in a programme in which it has a standing that fits; `and` says more of
    /// `e` and `p`.
    pub(crate) fn enrolled(
        &self,
        generation: i64,
        column: &str,
        fits: impl Fn(Standing) -> bool,
        and: &str,
    ) -> Condition {
        let roles = self.roles(fits);
        let sql = format!(
            "EXISTS ({ENROLLED} WHERE e.generation = ? AND e.owner = {column} AND p.organisation = ? \
             AND p.role IN ({roles}) AND {OPEN}{and})"
        );
        let [a, b, c, d] = std::array::from_fn(|_| self.today());
        Condition::of(&sql, [Cell::Int(generation), self.organisation(), a, b, c, d])
    }

    /// A member of the household whose stream is `column` consents to share with it; `and` says more of `c`.
    pub(crate) fn consented(&self, generation: i64, column: &str, and: &str) -> Condition {
        let sql = format!(
            "EXISTS (SELECT 1 FROM access_consents_v2 AS c WHERE c.generation = ? AND c.owner = {column} \
             AND c.organisation = ? AND {HELD}{and})"
        );
        let now = Cell::Int(self.moment.now.as_microsecond());
        let cells = [Cell::Int(generation), self.organisation(), self.today(), self.today(), now];
        Condition::of(&sql, cells)
    }

    /// Something of the household whose stream is `column` may be seen.
    fn sees_any(&self, generation: i64, column: &str) -> Condition {
        let opened = format!(
            "EXISTS (SELECT 1 FROM access_openers_v2 AS o WHERE o.generation = ? AND o.owner = {column} \
             AND o.organisation = ?)"
        );
        let opened = Condition::of(&opened, [Cell::Int(generation), self.organisation()]);
        self.enrolled(generation, column, |standing| standing.opens(Group::Composition), "")
            .then("OR", self.consented(generation, column, ""))
            .then("OR", opened)
            .within("(", ")")
    }

    fn sees_all(&self, generation: i64, column: &str) -> Condition {
        let roles = self.roles(|standing| standing.opens(Group::Enrolments));
        let own = format!(
            " AND NOT (s.from_on <= ? AND (s.until_on IS NULL OR s.until_on > ?) AND EXISTS ( \
             SELECT 1 FROM access_partners_v2 AS q WHERE q.generation = s.generation \
             AND q.owner = 'programme/' || s.programme AND q.organisation = ? AND q.role IN ({roles}) AND q.from_on <= ? \
             AND (q.until_on IS NULL OR q.until_on > ?)))"
        );
        let mut hidden = no_sensitive(generation, column, &own);
        let [a, b, c, d] = std::array::from_fn(|_| self.today());
        hidden.cells.extend([a, b, self.organisation(), c, d]);
        self.enrolled(generation, column, Standing::runs, "").then("AND", hidden).within("(", ")")
    }

    fn in_programme(&self, generation: i64, column: &str, programme: &ProgrammeCode) -> Condition {
        // A code has neither quotes nor blanks.
        let this = format!(" AND p.programme = '{programme}'");
        let elsewhere = format!(
            " AND NOT EXISTS (SELECT 1 FROM access_partners_v2 AS g WHERE g.generation = e.generation \
             AND g.programme = '{programme}' AND g.sensitive = 1)"
        );
        self.enrolled(generation, column, |standing| standing.opens(Group::Enrolments), &this)
            .then("OR", self.enrolled(generation, column, Standing::opens_all, &elsewhere))
            .within("(", ")")
    }
}

impl Look {
    /// Something of the household whose stream is `column` may be seen.
    pub(crate) fn sees_any(&self, generation: i64, column: &str) -> Condition {
        match self {
            Self::Oversight => Condition::of("1 = 1", []),
            Self::Organisation(insider) => insider.sees_any(generation, column),
        }
    }

    /// Nothing of the household whose stream is `column` is hidden: whatever is derived from all of its facts may be asked about.
    pub(crate) fn sees_all(&self, generation: i64, column: &str) -> Condition {
        match self {
            Self::Oversight => no_sensitive(generation, column, ""),
            Self::Organisation(insider) => insider.sees_all(generation, column),
        }
    }

    /// That the household whose stream is `column` is in a programme may be seen.
    pub(crate) fn in_programme(&self, generation: i64, column: &str, code: &ProgrammeCode) -> Condition {
        match self {
            Self::Oversight => {
                let sql = format!(
                    "NOT EXISTS (SELECT 1 FROM access_partners_v2 AS g WHERE g.generation = ? \
                     AND g.programme = '{code}' AND g.sensitive = 1)"
                );
                Condition::of(&sql, [Cell::Int(generation)])
            }
            Self::Organisation(insider) => insider.in_programme(generation, column, code),
        }
    }
}

impl Looked {
    /// Whether facts of a group about the household may be seen.
    #[must_use]
    pub fn opens(&self, group: Group) -> bool {
        self.grants.iter().any(|grant| grant.opens(group))
    }

    /// Whether it stands in that programme in a way that opens the group.
    fn stands_in(&self, wanted: &str, group: Group) -> bool {
        self.grants.iter().any(|grant| match grant {
            Grant::Programme { programme, standing } => programme.as_str() == wanted && standing.opens(group),
            Grant::Former { .. } | Grant::Consent { .. } | Grant::Opener | Grant::Oversight => false,
        })
    }

    /// Whether a standing fits, or the task is to look at all.
    fn fits(&self, fits: impl Fn(Standing) -> bool) -> bool {
        self.grants.iter().any(|grant| match grant {
            Grant::Programme { standing, .. } => fits(*standing),
            Grant::Oversight => true,
            Grant::Former { .. } | Grant::Consent { .. } | Grant::Opener => false,
        })
    }

    /// Whether the household is seen to be in a programme.
    #[must_use]
    pub fn shows(&self, programme: &ProgrammeCode) -> bool {
        let own = self.stands_in(programme.as_str(), Group::Enrolments);
        own || (self.fits(Standing::opens_all) && !self.sensitive.contains(programme.as_str()))
    }

    /// Whether nothing is hidden, as the condition on rows says it.
    #[must_use]
    pub fn shows_all(&self) -> bool {
        self.fits(Standing::runs)
            && self.sensitive.iter().all(|programme| self.stands_in(programme, Group::Enrolments))
    }
}

/// What opens each of these households, read beside another projection, in the same state of everything.
///
/// # Errors
/// A failure of the store.
pub async fn looked(
    snapshot: &mut Snapshot,
    generation: i64,
    look: &Look,
    households: &[HouseholdId],
) -> Result<BTreeMap<HouseholdId, Looked>, StoreError> {
    let mut found: BTreeMap<HouseholdId, Looked> = BTreeMap::new();
    if households.is_empty() {
        return Ok(found);
    }
    match look {
        Look::Oversight => {
            let all =
                |id: &HouseholdId| (*id, Looked { grants: vec![Grant::Oversight], ..Looked::default() });
            found.extend(households.iter().map(all));
        }
        Look::Organisation(insider) => granted(snapshot, generation, insider, households, &mut found).await?,
    }
    for table in ["access_enrolments_v2", "access_named_v2"] {
        let sensitive = format!(
            "SELECT DISTINCT s.household, s.programme FROM {table} AS s WHERE s.generation = ? \
             AND (s.programme = '{UNKNOWN}' OR s.programme IN (SELECT p.programme FROM access_partners_v2 AS p \
             WHERE p.generation = ? AND p.sensitive = 1))"
        );
        let sensitive = Condition::of(&sensitive, [Cell::Int(generation), Cell::Int(generation)]);
        for row in rows(snapshot, sensitive, "s.owner", households).await? {
            let programme = at(&row, 1).text()?.to_owned();
            found.entry(read(at(&row, 0))?).or_default().sensitive.insert(programme);
        }
    }
    Ok(found)
}

/// Adds why each may be looked into.
async fn granted(
    snapshot: &mut Snapshot,
    generation: i64,
    insider: &Insider,
    households: &[HouseholdId],
    found: &mut BTreeMap<HouseholdId, Looked>,
) -> Result<(), StoreError> {
    let roles = insider.roles(|standing| standing.opens(Group::Composition));
    let opened = "SELECT DISTINCT e.household, p.programme, p.role FROM access_enrolments_v2 AS e \
                  JOIN access_partners_v2 AS p ON p.generation = e.generation AND p.owner = 'programme/' || e.programme \
                  WHERE e.generation = ? AND p.organisation = ?";
    let [a, b, c, d] = std::array::from_fn(|_| insider.today());
    let opened = Condition::of(opened, [Cell::Int(generation), insider.organisation()])
        .then("AND", Condition::of(&format!("p.role IN ({roles}) AND {OPEN}"), [a, b, c, d]));
    for row in rows(snapshot, opened, "e.owner", households).await? {
        let grant = Grant::Programme { programme: read(at(&row, 1))?, standing: read(at(&row, 2))? };
        found.entry(read(at(&row, 0))?).or_default().grants.push(grant);
    }
    let consented = "SELECT DISTINCT c.household, c.person FROM access_consents_v2 AS c \
                     WHERE c.generation = ? AND c.organisation = ?";
    let now = Cell::Int(insider.moment.now.as_microsecond());
    let consented = Condition::of(consented, [Cell::Int(generation), insider.organisation()])
        .then("AND", Condition::of(HELD, [insider.today(), insider.today(), now]));
    for row in rows(snapshot, consented, "c.owner", households).await? {
        let grant = Grant::Consent { person: read(at(&row, 1))? };
        found.entry(read(at(&row, 0))?).or_default().grants.push(grant);
    }
    let files =
        "SELECT o.household FROM access_openers_v2 AS o WHERE o.generation = ? AND o.organisation = ?";
    let files = Condition::of(files, [Cell::Int(generation), insider.organisation()]);
    for row in rows(snapshot, files, "o.owner", households).await? {
        found.entry(read(at(&row, 0))?).or_default().grants.push(Grant::Opener);
    }
    Ok(())
}

async fn rows(
    snapshot: &mut Snapshot,
    query: Condition,
    column: &str,
    households: &[HouseholdId],
) -> Result<Vec<Vec<Cell>>, StoreError> {
    let marks = vec!["?"; households.len()].join(", ");
    let among = households.iter().map(|id| Cell::Text(StreamId::Household(*id).to_string()));
    let query = query.then("AND", Condition::of(&format!("{column} IN ({marks})"), among));
    let Condition { sql, cells } = query;
    let numbered = crate::conditions::numbered(&sql, 1);
    snapshot.beside(&numbered, &cells).await
}
