//! Whatever is looked through, nothing that identifies somebody is found.

use application::import::Options;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _};

use super::facts::{Family, OF_THE_HOUSEHOLD, OF_THE_MOTHER, OF_THE_SON, line};
use super::{export, node, with_family};
use crate::store::{Place, contracts};

contracts![nothing_that_identifies_stands_in_the_database, a_dry_run_keeps_neither_keys_nor_values];

/// Everything that the engine keeps: files as they are, rows as texts.
pub(super) async fn kept(place: &Place) -> Vec<u8> {
    match place {
        Place::Sqlite(folder) => {
            let files = std::fs::read_dir(folder.path()).unwrap();
            files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
        }
        Place::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            let tables = "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables \
                          WHERE table_schema IN ('parcours', 'parcours_keys', 'parcours_projections')";
            let tables = sqlx::query(tables).fetch_all(&mut connection).await.unwrap();
            let mut kept = Vec::new();
            for table in tables {
                let table: String = table.get(0);
                // Bytes as they are where they are texts, so that a text inside is found.
                let sql =
                    format!("SET bytea_output = 'escape'; SELECT CAST(row AS text) FROM {table} AS row");
                let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
                for row in rows {
                    kept.extend(row.get::<String, _>(0).into_bytes());
                }
            }
            kept
        }
    }
}

/// Those of these texts that occur.
pub(super) fn found<'t>(kept: &[u8], texts: impl IntoIterator<Item = &'t str>) -> Vec<&'t str> {
    let occurs = |text: &&str| kept.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    texts.into_iter().filter(occurs).collect()
}

async fn nothing_that_identifies_stands_in_the_database(place: Place) {
    let (node, family) = with_family(&place).await;
    let host = family.host.to_string();
    let texts = || OF_THE_MOTHER.into_iter().chain(OF_THE_HOUSEHOLD).chain(OF_THE_SON).chain([host.as_str()]);
    // While it is open, with its log; and once it is closed.
    assert_eq!(found(&kept(&place).await, texts()), [""; 0]);
    assert_eq!(found(&kept(&place).await, ["xc20p.", "initial"]), ["xc20p.", "initial"]);
    assert_eq!(found(&export(&node).await, texts()), texts().collect::<Vec<_>>());
    node.close().await;
    assert_eq!(found(&kept(&place).await, texts()), [""; 0]);
}

async fn a_dry_run_keeps_neither_keys_nor_values(place: Place) {
    let (node, family) = (node(&place).await, Family::new());
    let folder = tests::scratch();
    let file = folder.path().join("lines.ndjson");
    let mut lines = String::new();
    for fact in family.everything() {
        let data = fact.fact.write();
        lines += &line(&family.stream, fact.fact.kind().name(), &fact.on.to_string(), &data);
        lines.push('\n');
    }
    std::fs::write(&file, lines).unwrap();
    let options = Options { dry_run: true, ..Options::default() };
    let report = node.import(&[file], options, &mut |_| {}).await.unwrap();
    assert_eq!((report.accepted, report.refused_in_all), (7, 0), "{report:?}");
    assert_eq!(node.key_counts().await.unwrap(), []);
    assert_eq!(found(&kept(&place).await, OF_THE_MOTHER), [""; 0]);
}
