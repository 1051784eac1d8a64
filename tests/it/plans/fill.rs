//! A large database, made by Postgres itself.

use sqlx::{Executor as _, PgPool};
use unified_ats::domain::id::IntegrationId;
use unified_ats::domain::model::Model;
use unified_ats::store::{IntegrationScope, Store, integrations};

use super::cases::Ids;

/// How many candidates the integrations have; the numbers of the integrations are their places here, counted from 1.
fn candidates(large: i64) -> [i64; 32] {
    let mut candidates = [100; 32];
    candidates[LARGE] = large;
    candidates[MIDDLING] = large / 25;
    candidates
}
const SMALL: usize = 2;
const LARGE: usize = 10;
const MIDDLING: usize = 20;

/// A database that is full, and those of its integrations that are asked about.
pub(super) struct Full {
    pub(super) store: Store,
    pub(super) large: IntegrationScope,
    pub(super) middling: IntegrationScope,
    pub(super) small: IntegrationScope,
}

async fn run(pool: &PgPool, statements: &'static str) {
    let mut db = pool.acquire().await.unwrap();
    (&mut *db).execute(sqlx::raw_sql(statements)).await.unwrap();
}

async fn insert_integrations(pool: &PgPool, ids: &[IntegrationId], candidates: &[i64]) {
    sqlx::query(
        "WITH environment AS (
             INSERT INTO environments (public_id, name, created_at) VALUES ('environment', 'test', now())
             RETURNING environment_id
         ), made AS (
             INSERT INTO integrations (public_id, environment_id, tool, organization_name, credentials, created_at,
                                       published_at)
             SELECT n.id, environment_id, 'gem', 'Acme', '', now(), now()
             FROM environment, UNNEST($1::text[]) AS n(id)
             RETURNING integration_id, public_id
         )
         INSERT INTO sizes SELECT integration_id, candidates
         FROM made JOIN UNNEST($1::text[], $2::bigint[]) AS s(public_id, candidates) USING (public_id)",
    )
    .bind(ids.iter().map(IntegrationId::as_str).collect::<Vec<_>>())
    .bind(candidates)
    .execute(pool)
    .await
    .unwrap();
}

impl Full {
    /// With so many candidates in the large integration.
    pub(super) async fn fill(pool: PgPool, candidates_of_large: i64) -> Self {
        let ids: Vec<IntegrationId> = (0..32).map(|n| IntegrationId::from_random("gem", &[n; 32])).collect();
        run(&pool, include_str!("sizes.sql")).await;
        insert_integrations(&pool, &ids, &candidates(candidates_of_large)).await;
        tokio::join!(run(&pool, include_str!("records.sql")), run(&pool, include_str!("documents.sql")));
        let store = Store::from_pool(pool).unwrap();
        store.refresh_record_statistics().await.unwrap();
        store.refresh_document_statistics().await.unwrap();
        let mut db = store.pool().acquire().await.unwrap();
        let mut scopes = Vec::new();
        for place in [LARGE, MIDDLING, SMALL] {
            scopes.push(integrations::find(&mut db, &ids[place]).await.unwrap().unwrap().scope);
        }
        drop(db);
        let [large, middling, small] = scopes.try_into().unwrap();
        Self { store, large, middling, small }
    }

    /// Ids that a caller of the integration may ask by.
    pub(super) async fn ids(&self, scope: &IntegrationScope, model: Model, records: i64) -> Ids {
        let mut db = self.store.pool().acquire().await.unwrap();
        let (records, jobs, stages, emails) = sqlx::query_as(
            "SELECT ARRAY(SELECT id(integration_id, $2, n) FROM generate_series(0, $3 - 1) n),
                    ARRAY(SELECT id(integration_id, 7, n) FROM generate_series(0, 9) n),
                    ARRAY(SELECT id(integration_id, 5, n) FROM generate_series(0, 9) n),
                    ARRAY(SELECT email FROM users u
                          WHERE u.integration_id = i.integration_id AND email <> 'shared@example.com' LIMIT 20)
             FROM integrations i WHERE public_id = $1",
        )
        .bind(scope.id().as_str())
        .bind(i32::from(model.code()))
        .bind(records)
        .fetch_one(&mut *db)
        .await
        .unwrap();
        Ids { records, jobs, stages, emails }
    }

    /// How many records there are, and the number of the one in the middle by id.
    pub(super) async fn extent(&self, scope: &IntegrationScope, model: Model) -> (i64, i64) {
        let mut db = self.store.pool().acquire().await.unwrap();
        sqlx::query_as(
            "WITH d AS (
                 SELECT d.id, d.seq FROM documents d JOIN integrations i USING (integration_id)
                 WHERE i.public_id = $1 AND d.model = $2
             )
             SELECT (SELECT count(*) FROM d), seq FROM d ORDER BY id OFFSET (SELECT count(*) FROM d) / 2 LIMIT 1",
        )
        .bind(scope.id().as_str())
        .bind(model.code())
        .fetch_one(&mut *db)
        .await
        .unwrap()
    }
}
