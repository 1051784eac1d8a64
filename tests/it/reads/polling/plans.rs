//! What polls cost: told by Postgres about the very statements that ran.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};
use unified_ats::domain::model::Model;
use unified_ats::store::pages::{self, Filter, Selection};

use super::writing::scope;
use crate::support::TestService;

const RUNS: i64 = 8;

/// Rows that were read of a table in this transaction: by scanning all of it, and by way of an index.
#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Effort {
    scans: i64,
    fetched: i64,
}

async fn effort(db: &mut PgConnection, table: &str) -> Effort {
    let effort = sqlx::query_as(
        "SELECT seq_scan AS scans, idx_tup_fetch AS fetched FROM pg_stat_xact_user_tables WHERE relname = $1",
    );
    effort.bind(table).fetch_one(db).await.unwrap()
}

/// Two integrations with many applications, touched a second apart until `last`, and as many traces of long writes.
async fn fill(db: &mut PgConnection, last: DateTime<Utc>) {
    for statement in [
        "INSERT INTO integrations (public_id, environment_id, tool, organization_name, credentials, created_at)
         SELECT 'gem:other', environment_id, tool, organization_name, '', $1 FROM integrations",
        "INSERT INTO documents (integration_id, model, id, changed_at, touched_at, deleted, own_hash, watch_hash,
                                body_hash, body)
         SELECT integration_id, 8, n, $1, $1 - n * interval '1 second', false, '', '', '', repeat('{} ', 300)
         FROM integrations, generate_series(0, 4999) n",
        "INSERT INTO applications (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash, job_id,
                                   outcome, remote_created_at)
         SELECT integration_id, n, n, 2, '{}', '', '', n % 50, 'PENDING', $1 - n * interval '1 day'
         FROM integrations, generate_series(0, 4999) n",
        "INSERT INTO document_writes (integration_id, touched_at, settled_at)
         SELECT integration_id, $1 - n * interval '1 minute', $1 - n * interval '1 minute' + interval '5 seconds'
         FROM integrations, generate_series(1, 5000) n",
    ] {
        sqlx::query(statement).bind(last).execute(&mut *db).await.unwrap();
    }
    sqlx::query("ANALYZE documents, applications, document_writes").execute(db).await.unwrap();
}

/// Nothing was touched since: as many rows are read of the documents as their filter alone chooses, at most.
#[sqlx::test]
async fn an_empty_poll_reads_no_more_than_an_index_points_at(pool: PgPool) {
    let service = TestService::start(pool).await;
    let scope = scope(&service).await;
    let mut db = service.store.pool().acquire().await.unwrap();
    fill(&mut db, service.now()).await;
    drop(db);
    let of_jobs = |job_ids| Filter::Applications {
        outcomes: None,
        job_ids,
        current_stage_ids: None,
        remote_created_after: None,
    };
    let pending = Filter::Applications {
        outcomes: Some(vec!["PENDING".to_owned()]),
        job_ids: None,
        current_stage_ids: None,
        remote_created_after: None,
    };
    for (filter, ids, allowed) in [
        (Filter::None, None, 0),
        (Filter::None, Some(vec!["17".to_owned()]), 1),
        (of_jobs(Some(vec!["7".to_owned()])), None, 100),
        (pending, None, 0),
    ] {
        let updated_after = Some(service.now() + TimeDelta::minutes(1));
        let selection = Selection { ids, updated_after, include_deleted: false, filter };
        let mut tx = service.store.begin().await.unwrap();
        for _ in 0..RUNS {
            let read = pages::read(&mut tx, &scope, Model::Application, &selection, None, 100);
            assert!(read.await.unwrap().documents.is_empty());
        }
        let documents = effort(&mut tx, "documents").await;
        assert_eq!(documents.scans, 0, "{selection:?}");
        assert!(documents.fetched <= allowed * RUNS, "{selection:?} {documents:?}");
        assert_eq!(
            effort(&mut tx, "document_writes").await,
            Effort { scans: 0, fetched: 0 },
            "{selection:?}"
        );
    }
}
