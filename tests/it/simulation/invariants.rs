//! What never happens, whatever else does.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AssertSqlSafe, PgPool};
use unified_ats::domain::model::Model;

use crate::support::TestService;

/// The nested parts of records, which do not move `changed_at`.
const NESTED: [&str; 14] = [
    "candidate",
    "current_stage",
    "job",
    "interviews",
    "offers",
    "applications",
    "tags",
    "stages",
    "screening_questions",
    "job_postings",
    "hiring_team",
    "users",
    "application",
    "system_roles",
];

const LISTS: [(&str, Model); 7] = [
    ("users", Model::User),
    ("job_stages", Model::ApplicationStage),
    ("job_posts", Model::JobPosting),
    ("jobs", Model::Job),
    ("applications", Model::Application),
    ("candidates", Model::Candidate),
    ("scheduled_interviews", Model::Interview),
];

/// What was seen so far.
pub(super) struct Watch {
    pub(super) step: String,
    /// Rows of Gem that were there, and those that were ever deleted or gone.
    there: BTreeMap<&'static str, BTreeSet<String>>,
    ever_gone: BTreeSet<(i16, String)>,
    /// The documents of everybody else.
    others: Option<Vec<String>>,
}

/// Has Postgres itself look at every write of a document, and note what must not be.
pub(super) async fn install(pool: &PgPool) {
    let keys = NESTED.map(|key| format!("'{key}'")).join(", ");
    let statements = format!(
        "CREATE TABLE IF NOT EXISTS violations (what text NOT NULL);
         CREATE OR REPLACE FUNCTION look_at_document() RETURNS trigger LANGUAGE plpgsql AS $$
         DECLARE same boolean;
         BEGIN
             IF TG_OP = 'DELETE' THEN
                 INSERT INTO violations VALUES (format('document %s of model %s was removed', OLD.id, OLD.model));
                 RETURN OLD;
             END IF;
             IF NEW.touched_at < NEW.changed_at THEN
                 INSERT INTO violations VALUES (format('%s of model %s changed without being touched', NEW.id, NEW.model));
             END IF;
             IF TG_OP = 'UPDATE' THEN
                 IF NEW.changed_at < OLD.changed_at OR NEW.touched_at < OLD.touched_at THEN
                     INSERT INTO violations VALUES (format('a time of %s of model %s moved back', NEW.id, NEW.model));
                 END IF;
                 same := (NEW.body::jsonb - ARRAY[{keys}, 'changed_at']) = (OLD.body::jsonb - ARRAY[{keys}, 'changed_at']);
                 IF same AND NEW.changed_at > OLD.changed_at THEN
                     INSERT INTO violations VALUES (format('%s of model %s did not change', NEW.id, NEW.model));
                 END IF;
                 IF NOT same AND NEW.changed_at = OLD.changed_at THEN
                     INSERT INTO violations VALUES (format('%s of model %s changed in silence', NEW.id, NEW.model));
                 END IF;
             END IF;
             RETURN NEW;
         END $$;
         CREATE OR REPLACE TRIGGER look_at_document BEFORE INSERT OR UPDATE OR DELETE ON documents
             FOR EACH ROW EXECUTE FUNCTION look_at_document();"
    );
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(pool).await.unwrap();
}

impl Watch {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            step: format!("seed {seed}"),
            there: BTreeMap::new(),
            ever_gone: BTreeSet::new(),
            others: None,
        }
    }

    pub(super) async fn look(&mut self, service: &TestService) {
        if self.others.is_none() {
            self.others = Some(others(service).await);
        }
        let violations: Vec<String> =
            sqlx::query_scalar("SELECT what FROM violations").fetch_all(service.store.pool()).await.unwrap();
        assert!(violations.is_empty(), "{}: {violations:#?}", self.step);
        self.look_at_gem(service).await;
        for key in deleted_documents(service).await {
            let known = self.ever_gone.contains(&key) || is_derived(key.0);
            assert!(known, "{}: {key:?} was never deleted", self.step);
        }
    }

    async fn look_at_gem(&mut self, service: &TestService) {
        for (list, model) in LISTS {
            let rows = service.world(list).await;
            let mut live = BTreeSet::new();
            for row in &rows {
                let Some(id) = row["id"].as_str() else { continue };
                if row["deleted_at"].is_null() {
                    live.insert(id.to_owned());
                } else {
                    self.ever_gone.insert((model.code(), service.id(model, id)));
                }
            }
            if let Some(before) = self.there.insert(list, live.clone()) {
                let gone = before.difference(&live);
                self.ever_gone.extend(gone.map(|id| (model.code(), service.id(model, id))));
            }
        }
    }

    /// The records of other integrations in the database are those of the beginning, row by row.
    pub(super) async fn nobody_else_was_touched(&self, service: &TestService) {
        assert_eq!(Some(others(service).await), self.others, "{}", self.step);
    }
}

/// Joins, tags and reasons go with the records that they follow from.
fn is_derived(code: i16) -> bool {
    !LISTS.iter().any(|(_, model)| model.code() == code)
}

async fn deleted_documents(service: &TestService) -> Vec<(i16, String)> {
    sqlx::query_as(
        "SELECT model, id FROM documents JOIN integrations USING (integration_id) WHERE public_id = $1 AND deleted",
    )
    .bind(service.integration.as_str())
    .fetch_all(service.store.pool())
    .await
    .unwrap()
}

/// The places and writers of all other integrations' documents and records: a rewritten row moves.
async fn others(service: &TestService) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT query_to_xml(format(
             'SELECT t.ctid, t.xmin FROM %I t JOIN integrations i USING (integration_id) WHERE i.public_id <> %L ORDER BY 1',
             c.table_name, $1), false, true, '')::text
         FROM information_schema.columns c
         WHERE c.column_name = 'content' OR (c.table_name, c.column_name) = ('documents', 'body')
         ORDER BY c.table_name",
    )
    .bind(service.integration.as_str())
    .fetch_all(service.store.pool())
    .await
    .unwrap()
}
