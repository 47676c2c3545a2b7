use crate::error::StoreError;
use crate::postgres::PgStore;
use crate::settings::Settings;
use crate::store::Store;

/// One step of the schema, the same number and name on both engines.
pub(crate) struct Migration {
    /// From 1, in order.
    pub(crate) version: i64,
    pub(crate) name: &'static str,
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

macro_rules! migration {
    ($version:literal, $name:literal) => {
        Migration {
            version: $version,
            name: $name,
            sqlite: include_str!(concat!("../../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../../migrations/postgres/", $name, ".sql")),
        }
    };
}

/// All of them, in order.
pub(crate) const MIGRATIONS: &[Migration] = &[
    migration!(1, "0001_ledger"),
    migration!(2, "0002_keys"),
    migration!(3, "0003_projections"),
    migration!(4, "0004_guards"),
    migration!(5, "0005_access_checkpoints"),
    migration!(6, "0006_append_at_once"),
    migration!(7, "0007_append_at_any_guard"),
    migration!(8, "0008_lean_append"),
];

/// The schema that this program writes.
#[must_use]
pub fn latest() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.version)
}

/// Brings the database at `sqlite:PATH` or `postgres://…` to the latest schema, as opening it does, and grants a role of
/// the server what serving it takes, when one is named. Answers the schema.
///
/// # Errors
/// As those of opening, a file, which knows no roles, and a role that could change events in spite of what it is granted.
pub async fn migrate(url: &str, settings: &Settings, role: Option<&str>) -> Result<i64, StoreError> {
    let store = Store::open(url, settings).await?;
    let granted = match role {
        Some(role) => store.grant(role).await,
        None => Ok(()),
    };
    store.close().await;
    granted.map(|()| latest())
}

/// Whether the database of a server at `postgres://…` holds no ledger yet. Nothing is made there.
///
/// # Errors
/// As those of opening, which tells of other addresses too.
pub async fn is_missing(url: &str, settings: &Settings) -> Result<bool, StoreError> {
    if Store::is_on_a_server(url) {
        return PgStore::is_missing(url, settings).await;
    }
    Ok(false)
}

/// Those that a database of this schema lacks.
pub(crate) fn after(version: i64) -> impl Iterator<Item = &'static Migration> {
    MIGRATIONS.iter().filter(move |migration| migration.version > version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_listed_under_its_number_and_on_both_engines() {
        let listed: Vec<_> = MIGRATIONS.iter().map(|m| format!("{}.sql", m.name)).collect();
        for engine in ["sqlite", "postgres"] {
            let folder = format!("{}/../migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
            let mut files: Vec<_> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            files.sort();
            assert_eq!(files, listed, "{engine}");
        }
        for (index, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(migration.version, i64::try_from(index).unwrap() + 1);
            let number: i64 = migration.name.split_once('_').unwrap().0.parse().unwrap();
            assert_eq!(migration.version, number);
        }
    }
}
