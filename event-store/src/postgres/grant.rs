//! What a role is granted that serves a ledger and owns nothing of it.

use sqlx::{AssertSqlSafe, Connection as _, query_as, query_scalar, raw_sql};

use super::PgStore;
use super::open::TURN;
use crate::error::StoreError;

/// All that serving takes, and no more. `ROLE` is put in as the server quotes it.
///
/// Nobody but the owner of a table may vacuum it, so that what erasing leaves of a key is taken off its page by the
/// server itself, within a minute as it is set up by default.
///
/// Tables that a later migration adds can be read and added to; what is changed there is granted by name, here.
const LEDGER: &str = "
REVOKE ALL ON ALL TABLES IN SCHEMA parcours FROM ROLE;
GRANT USAGE ON SCHEMA parcours TO ROLE;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA parcours TO ROLE;
REVOKE INSERT ON migration, ledger_head, event_readable FROM ROLE;
GRANT UPDATE ON ledger_head, stream_head, guard TO ROLE;
GRANT UPDATE (revoked_at) ON access_token TO ROLE;
ALTER DEFAULT PRIVILEGES IN SCHEMA parcours GRANT SELECT, INSERT ON TABLES TO ROLE;
";

const KEYS: &str = "
REVOKE ALL ON ALL TABLES IN SCHEMA parcours_keys FROM ROLE;
GRANT USAGE ON SCHEMA parcours_keys TO ROLE;
GRANT SELECT, INSERT, UPDATE ON parcours_keys.key_store TO ROLE;
GRANT SELECT, INSERT, UPDATE, DELETE ON parcours_keys.sealing_key TO ROLE;
GRANT SELECT, INSERT, DELETE ON parcours_keys.key_fence TO ROLE;
ALTER TABLE parcours_keys.sealing_key
    SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0);
";

/// Whoever serves makes and replaces the tables of the read models.
const READ_MODELS: &str = "
CREATE SCHEMA IF NOT EXISTS parcours_projections;
GRANT USAGE, CREATE ON SCHEMA parcours_projections TO ROLE;
";

/// Read models follow from the ledger: those whose tables are somebody else’s are thrown away, and made again.
const CLEAR: &str = "DROP SCHEMA parcours_projections CASCADE;";

/// Whether the keys are there, which a ledger may be restored without, and read models of somebody else.
const FOUND: &str = "
SELECT to_regnamespace('parcours_keys') IS NOT NULL, EXISTS (
    SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = 'parcours_projections' AND tableowner <> $1
)";

/// Whether a role may do more than it was granted, to any table here: by what it owns, by a role that it is a member of or
/// could make itself one of, or by what everybody may.
const MAY_MORE: &str = "
SELECT (SELECT rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls
        FROM pg_catalog.pg_roles WHERE rolname = $1)
    OR pg_has_role($1, (SELECT datdba FROM pg_catalog.pg_database WHERE datname = current_database()), 'MEMBER')
    OR EXISTS (
        SELECT FROM pg_catalog.pg_namespace
        WHERE nspname IN ('parcours', 'parcours_keys')
          AND (has_schema_privilege($1, oid, 'CREATE') OR pg_has_role($1, nspowner, 'MEMBER'))
    )
    OR EXISTS (
        SELECT FROM pg_catalog.pg_class, LATERAL (SELECT
            relname IN ('ledger_head', 'stream_head', 'guard', 'key_store', 'sealing_key') AS changes,
            relname IN ('sealing_key', 'key_fence') AS deletes
        ) AS granted
        WHERE relkind IN ('r', 'p', 'v')
          AND relnamespace IN (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname IN ('parcours', 'parcours_keys'))
          AND (
              pg_has_role($1, relowner, 'MEMBER')
              OR has_table_privilege($1, oid, 'TRUNCATE, TRIGGER')
              OR has_table_privilege($1, oid, 'DELETE') AND NOT deletes
              OR has_table_privilege($1, oid, 'UPDATE') AND NOT changes
              OR has_any_column_privilege($1, oid, 'UPDATE') AND NOT changes AND relname <> 'access_token'
              OR has_any_column_privilege($1, oid, 'INSERT')
                  AND relname IN ('migration', 'ledger_head', 'event_readable')
          )
    )";

/// Who else may add to the ledger, but its owner: roles that served it once keep what they were granted.
const OTHERS: &str = "
SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END
FROM pg_catalog.pg_class, aclexplode(relacl)
WHERE pg_class.oid = 'event'::regclass
  AND privilege_type = 'INSERT'
  AND grantee <> relowner
  AND grantee <> (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $1)";

impl PgStore {
    /// Grants a role what serving takes and takes from it what was granted beyond that; all or nothing.
    pub(crate) async fn grant(&self, role: &str) -> Result<(), StoreError> {
        let fault = |error| StoreError::during("granting", error);
        let mut connection = self.connection().await?;
        let sql = "SELECT quote_ident(rolname) FROM pg_catalog.pg_roles WHERE rolname = $1";
        let quoted: Option<String> =
            query_scalar(sql).bind(role).fetch_optional(&mut connection).await.map_err(fault)?;
        let Some(quoted) = quoted else {
            return Err(StoreError::NoRole { role: role.to_owned() });
        };
        let found = query_as(FOUND).bind(role).fetch_one(&mut connection).await;
        let (has_keys, of_others): (bool, bool) = found.map_err(fault)?;
        let parts = [(true, LEDGER), (has_keys, KEYS), (of_others, CLEAR), (true, READ_MODELS)].into_iter();
        let grants: String = parts.filter(|(wanted, _)| *wanted).map(|(_, sql)| sql).collect();
        // Those who migrate and those who grant take turns. The name is quoted by the server.
        let sql = format!("BEGIN; {TURN}; {}", grants.replace("ROLE", &quoted));
        raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.map_err(fault)?;
        if query_scalar(MAY_MORE).bind(role).fetch_one(&mut connection).await.map_err(fault)? {
            // What was granted is taken back by closing.
            let _ = connection.close().await;
            return Err(StoreError::UnfitRole { role: role.to_owned() });
        }
        let others: Vec<String> =
            query_scalar(OTHERS).bind(role).fetch_all(&mut connection).await.map_err(fault)?;
        raw_sql("COMMIT").execute(&mut connection).await.map_err(fault)?;
        for other in others {
            tracing::warn!(role = other, "another role may add to the ledger too");
        }
        let _ = connection.close().await;
        Ok(())
    }
}
