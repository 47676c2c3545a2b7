//! Everybody who could read a page, and what each may be told of the household.

use application::sight::Role;
use tests::workspace::root;

use super::world::Mark;
use crate::graphql::sight::world::Place as Where;

/// Who has not signed in.
pub(super) const ANONYMOUS: &str = "not signed in";

/// Somebody who asks for pages.
pub(super) struct Reader {
    pub(super) name: &'static str,
    /// The organisation and the role; nobody has signed in without.
    pub(super) account: Option<(&'static str, Role)>,
    pub(super) reason: Option<&'static str>,
    sees: Sees,
}

/// By what it is decided what a reader may see.
enum Sees {
    /// A row of the published table, looked at from the programme of `elia`.
    Row(&'static str),
    /// The row of whoever runs a programme, looked at from another one.
    RowFrom(&'static str, Where),
    /// What tells of the spouse, who consents: of the others, that they are there.
    Spouse,
    Nothing,
}

pub(super) fn readers() -> Vec<Reader> {
    let reader = |name, organisation, role, sees| Reader {
        name,
        account: Some((organisation, role)),
        reason: None,
        sees,
    };
    let row = |name, organisation, role| reader(name, organisation, role, Sees::Row(name));
    let mut readers =
        vec![row("operator", "elia", Role::Caseworker), row("operator, as a partner", "elia", Role::Partner)];
    readers
        .extend(crate::graphql::sight::world::PARTNERS.map(|partner| row(partner, partner, Role::Partner)));
    readers.extend([
        reader(
            "operator of another programme",
            "ailleurs",
            Role::Caseworker,
            Sees::RowFrom("operator", Where::Elsewhere),
        ),
        reader(
            "operator of a sensitive programme",
            "soin",
            Role::Caseworker,
            Sees::RowFrom("operator", Where::Sensitive),
        ),
        reader("consent of a member", "associe", Role::Partner, Sees::Spouse),
        reader("consent withdrawn", "parti", Role::Partner, Sees::Nothing),
        reader("consent never asked", "tiers", Role::Partner, Sees::Nothing),
        row("nobody", "tiers", Role::Caseworker),
        row("analyst", "drihl", Role::Analyst),
        row("auditor", "drihl", Role::Auditor),
        Reader { reason: Some("contrôle"), ..row("auditor, with a reason", "drihl", Role::Auditor) },
        row("administrator", "drihl", Role::Administrator),
        Reader { name: ANONYMOUS, account: None, reason: None, sees: Sees::Nothing },
    ]);
    readers
}

impl Reader {
    /// Whether the reader may be told what only such facts hold, as `docs/VISIBILITY.md` publishes it.
    pub(super) fn may_read(&self, mark: &Mark, table: &Table) -> bool {
        let (row, from) = match self.sees {
            Sees::Row(row) => (row, Where::Here),
            Sees::RowFrom(row, from) => (row, from),
            // What belongs to a sensitive programme is for those who are in it.
            Sees::Spouse => {
                return mark.names_spouse && mark.of.iter().any(|(_, place)| *place != Where::Sensitive);
            }
            Sees::Nothing => return false,
        };
        let is_told = |(group, place): &(&'static str, Where)| {
            // What belongs to no programme counts as that of whoever looks.
            let is_tied = !["composition", "papers", "resources"].contains(group);
            let word = match place {
                _ if !is_tied => "here",
                place if *place == from => "here",
                Where::Sensitive => "sensitive",
                Where::Here | Where::Elsewhere => "elsewhere",
            };
            table.cell(row, group).contains(word)
        };
        table.cell(row, "personal data") == "yes" && mark.of.iter().any(is_told)
    }

    /// Whether the reader is in the sensitive programme, or has a reason to look into it.
    pub(super) fn knows_the_sensitive(&self) -> bool {
        matches!(self.sees, Sees::RowFrom(_, Where::Sensitive)) || self.reason.is_some()
    }

    /// Whether the reader sees the household of another association.
    pub(super) fn sees_the_foreign(&self) -> bool {
        let oversees = [Role::Analyst, Role::Auditor, Role::Administrator];
        let is_theirs = matches!(self.sees, Sees::RowFrom(_, Where::Elsewhere));
        is_theirs || self.account.is_some_and(|(_, role)| oversees.contains(&role))
    }
}

/// The published table of who sees what.
pub(super) struct Table(Vec<Vec<String>>);

impl Table {
    pub(super) fn published() -> Self {
        let page = std::fs::read_to_string(root().join("docs/VISIBILITY.md")).unwrap();
        let rows = page.lines().filter(|line| line.starts_with("| "));
        let cells =
            |row: &str| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
        let table: Vec<Vec<String>> = rows.map(cells).collect();
        assert!(table.len() > 15, "{table:?}");
        Self(table)
    }

    fn cell(&self, row: &str, column: &str) -> &str {
        let column = self.0[0].iter().position(|head| head == column).unwrap_or_else(|| panic!("{column}"));
        let row = self.0.iter().find(|cells| cells[0] == row).unwrap_or_else(|| panic!("{row}"));
        &row[column]
    }
}
