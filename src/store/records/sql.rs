//! The statements that every typed table shares, written out per table at compile time.

/// One table's statements.
#[derive(Debug, Clone, Copy)]
pub struct RecordSql {
    pub(super) known: &'static str,
    pub(super) upsert: &'static str,
    pub(super) load: &'static str,
    pub(super) by_owner: &'static str,
    pub(super) ids_after: &'static str,
    pub(super) whole_after: &'static str,
    pub(super) unrendered_after: &'static str,
    pub(super) raw: &'static str,
    pub(super) export_all: &'static str,
    pub(super) export_touched: &'static str,
    pub(super) mark_deleted: &'static str,
    pub(super) to_anonymise: &'static str,
    pub(super) with_old_deletions: &'static str,
    pub(super) filled_after: &'static str,
    pub(super) with_raw_after: &'static str,
    pub(super) reshape: &'static str,
    pub(in crate::store) unseen: &'static str,
    pub(in crate::store) count_live: &'static str,
}

/// `SELECT` of whole records of a table under a condition on `$2`, which may be an array of ids. An order and a limit may follow.
macro_rules! select_records {
    ($table:literal, $condition:literal) => {
        concat!(
            "-- records.load ",
            $table,
            "
             SELECT id, remote_id, knowledge, remote_deleted_at, content, overlay,
                    anonymised_at IS NOT NULL AS is_anonymised
             FROM ",
            $table,
            " WHERE integration_id = $1 AND ",
            $condition
        )
    };
}
pub(super) use select_records;

/// All statements of a table. Each further column is given with the expression that takes it from `r.columns`.
macro_rules! record_sql {
    ($table:literal, owner: $owner:literal, columns: [$($column:literal = $value:literal),*]) => {
        RecordSql {
            known: concat!(
                "-- records.known ", $table, "
                 SELECT t.id, t.knowledge, t.remote_deleted_at, t.content_hash, t.shown_hash, t.raw_hash,
                        CASE WHEN t.knowledge = 0 THEN t.content END AS stub,
                        t.anonymised_at IS NOT NULL AS is_anonymised
                 FROM UNNEST($2::text[]) AS wanted(id)
                 JOIN ", $table, " t ON t.integration_id = $1 AND t.id = wanted.id"
            ),
            upsert: concat!(
                "-- records.upsert ", $table, "
                 INSERT INTO ", $table, " (integration_id, id, remote_id, knowledge, remote_deleted_at, content,
                     content_hash, shown_hash, raw_path, raw, raw_hash, anonymised_at, overlay", $(", ", $column,)* ")
                 SELECT $1, r.id, r.remote_id, r.knowledge, r.remote_deleted_at, r.content,
                     r.content_hash, r.shown_hash, r.raw_path, r.raw, r.raw_hash, r.anonymised_at, r.overlay",
                     $(", ", $value,)* "
                 FROM UNNEST($2::text[], $3::text[], $4::int2[], $5::timestamptz[], $6::text[], $7::bytea[],
                     $8::bytea[], $9::text[], $10::text[], $11::bytea[], $12::text[]::json[],
                     $13::timestamptz[], $14::text[])
                     AS r(id, remote_id, knowledge, remote_deleted_at, content, content_hash, shown_hash,
                          raw_path, raw, raw_hash, columns, anonymised_at, overlay)
                 ON CONFLICT (integration_id, id) DO UPDATE
                 SET remote_id = EXCLUDED.remote_id, knowledge = EXCLUDED.knowledge,
                     remote_deleted_at = EXCLUDED.remote_deleted_at, content = EXCLUDED.content,
                     content_hash = EXCLUDED.content_hash, shown_hash = EXCLUDED.shown_hash,
                     raw_path = EXCLUDED.raw_path, raw = EXCLUDED.raw, raw_hash = EXCLUDED.raw_hash,
                     anonymised_at = EXCLUDED.anonymised_at, overlay = EXCLUDED.overlay",
                     $(", ", $column, " = EXCLUDED.", $column,)* ""
            ),
            load: select_records!($table, "id = ANY($2)"),
            by_owner: concat!(
                "-- records.load_by_owner ", $table, "
                 SELECT id, remote_id, knowledge, remote_deleted_at, content, overlay,
                        anonymised_at IS NOT NULL AS is_anonymised
                 FROM ", $table, " WHERE integration_id = $1 AND ", $owner, " = ANY($2)"
            ),
            ids_after: concat!(
                "-- records.ids_after ", $table, "
                 SELECT id FROM ", $table, "
                 WHERE integration_id = $1 AND id > $2 AND knowledge > 0 ORDER BY id LIMIT $3"
            ),
            whole_after: concat!(
                "-- records.whole_after ", $table, "
                 SELECT id, remote_id, knowledge, remote_deleted_at, content, overlay, raw_path, raw, shown_hash
                 FROM ", $table, "
                 WHERE integration_id = $1 AND id > $2 AND anonymised_at IS NULL ORDER BY id LIMIT $3"
            ),
            unrendered_after: concat!(
                "-- records.unrendered_after ", $table, "
                 SELECT t.id FROM ", $table, " t
                 WHERE t.integration_id = $1 AND t.id > $2 AND t.knowledge > 0
                       AND (SELECT true FROM documents d
                            WHERE d.integration_id = $1 AND d.model = $4 AND d.id = t.id) IS NULL
                 ORDER BY t.id LIMIT $3"
            ),
            raw: concat!(
                "-- records.raw ", $table, "
                 SELECT id, raw_path, raw FROM ", $table, "
                 WHERE integration_id = $1 AND id = ANY($2) AND raw IS NOT NULL AND raw_path IS NOT NULL"
            ),
            export_all: concat!(
                "-- exports.all with ", $table, "
                 SELECT d.body, t.raw_path, t.raw FROM documents d
                 LEFT JOIN ", $table, " t ON t.integration_id = $1 AND t.id = d.id
                 WHERE d.integration_id = $1 AND d.model = $2 AND (NOT d.deleted OR $3)
                 ORDER BY d.seq"
            ),
            export_touched: concat!(
                "-- exports.touched with ", $table, "
                 SELECT d.body, t.raw_path, t.raw FROM documents d
                 LEFT JOIN ", $table, " t ON t.integration_id = $1 AND t.id = d.id
                 WHERE d.integration_id = $1 AND d.model = $2 AND (NOT d.deleted OR $3) AND d.touched_at >= ",
                 crate::store::pages::from_which_on!("$4"), "
                 ORDER BY d.touched_at, d.seq"
            ),
            mark_deleted: concat!(
                "-- records.mark_deleted ", $table, "
                 UPDATE ", $table, " t
                 SET remote_deleted_at = $2, content_hash = d.content_hash, shown_hash = d.shown_hash
                 FROM UNNEST($3::text[], $4::bytea[], $5::bytea[]) AS d(id, content_hash, shown_hash)
                 WHERE t.integration_id = $1 AND t.id = d.id AND t.remote_deleted_at IS NULL"
            ),
            to_anonymise: select_records!(
                $table,
                "remote_deleted_at <= $2 AND anonymised_at IS NULL ORDER BY remote_deleted_at LIMIT $3"
            ),
            with_old_deletions: concat!(
                "-- records.with_old_deletions ", $table, "
                 SELECT i.integration_id FROM integrations i
                 WHERE i.erased_at IS NULL AND i.integration_id IN (
                     SELECT integration_id FROM ", $table, "
                     WHERE remote_deleted_at <= $1 AND anonymised_at IS NULL)
                 ORDER BY 1"
            ),
            filled_after: select_records!(
                $table,
                "id > $2 AND anonymised_at IS NULL ORDER BY id LIMIT $3"
            ),
            with_raw_after: concat!(
                "-- records.with_raw_after ", $table, "
                 SELECT id, remote_id, knowledge, remote_deleted_at, content, overlay, raw_path, raw, shown_hash
                 FROM ", $table, "
                 WHERE integration_id = $1 AND id > $2 AND raw IS NOT NULL ORDER BY id LIMIT $3"
            ),
            reshape: concat!(
                "-- records.reshape ", $table, "
                 UPDATE ", $table, " t
                 SET overlay = r.overlay, content_hash = r.content_hash, shown_hash = r.shown_hash",
                     $(", ", $column, " = ", $value,)* "
                 FROM UNNEST($2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::text[]::json[])
                     AS r(id, overlay, content_hash, shown_hash, columns)
                 WHERE t.integration_id = $1 AND t.id = r.id"
            ),
            unseen: concat!(
                "-- marks.unseen ", $table, "
                 SELECT id FROM ", $table, "
                 WHERE integration_id = $1 AND knowledge > 0 AND remote_deleted_at IS NULL
                 EXCEPT
                 SELECT unnest(ids) FROM sync_marks
                 WHERE integration_id = $1 AND sync_run_id = $2 AND model = $3
                 EXCEPT
                 SELECT id FROM own_writes WHERE integration_id = $1 AND model = $3 AND written_at >= $4
                 ORDER BY 1"
            ),
            count_live: concat!(
                "-- marks.count_live ", $table, "
                 SELECT count(*) FROM ", $table, "
                 WHERE integration_id = $1 AND knowledge > 0 AND remote_deleted_at IS NULL"
            ),
        }
    };
}
pub(super) use record_sql;

/// Selections by link that rendering needs besides a table's own.
pub(in crate::store) mod by_link {
    pub(in crate::store) const APPLICATIONS_BY_CANDIDATE: &str =
        select_records!("applications", "candidate_id = ANY($2)");
    pub(in crate::store) const STAGES_BY_JOB: &str =
        select_records!("application_stages", "job_id = ANY($2)");
    pub(in crate::store) const POSTINGS_BY_JOB: &str = select_records!("job_postings", "job_id = ANY($2)");
    pub(in crate::store) const INTERVIEWS_BY_APPLICATION: &str =
        select_records!("interviews", "application_id = ANY($2)");
    pub(in crate::store) const OFFERS_BY_APPLICATION: &str =
        select_records!("offers", "application_id = ANY($2)");
    pub(in crate::store) const ALL_ROLES: &str = "-- records.load all roles
         SELECT id, remote_id, knowledge, remote_deleted_at, content, overlay,
                anonymised_at IS NOT NULL AS is_anonymised
         FROM roles WHERE integration_id = $1";
}
