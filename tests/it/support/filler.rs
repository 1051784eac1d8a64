//! Documents without number.

use unified_ats::domain::model::Model;

use super::TestService;

impl TestService {
    /// Adds so many documents of 1 kB to the tags. They are no tags: whoever validates answers does not read them.
    pub(crate) async fn fill_tags(&self, documents: i32) {
        sqlx::query(
            "INSERT INTO documents (integration_id, model, id, changed_at, touched_at, deleted, own_hash, watch_hash,
                                    body_hash, body)
             SELECT i.integration_id, $2, 'filler ' || n, now(), now(), false, '', '', '',
                    '{\"id\":\"' || n || repeat('x', 1000) || '\"}'
             FROM integrations i, generate_series(1, $3) n WHERE i.public_id = $1",
        )
        .bind(self.integration.as_str())
        .bind(Model::Tag.code())
        .bind(documents)
        .execute(self.store.pool())
        .await
        .unwrap();
    }
}
