//! Where somebody stands in the feed, and what can be told from there on.

use sqlx::PgConnection;

use crate::domain::model::Model;
use crate::domain::model_set::ModelSet;
use crate::store::{IntegrationScope, StoreError};

/// How much somebody was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The number of the last change; all before it were told, too.
    pub told: i64,
    /// The models of which every document was told.
    pub known: ModelSet,
    /// Where the walk over a further one stands.
    pub walk: Option<Walk>,
}

/// A walk over the documents of a model: after one place, up to the last one that there was when it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walk {
    pub model: Model,
    pub after: i64,
    pub until: i64,
}

/// Where to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// With all there is.
    Everything,
    /// With what is written from now on.
    Now,
    Behind(Position),
}

/// Which numbers the changes of an integration have.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(super) struct Standing {
    /// The highest that anybody can see.
    pub(super) highest: i64,
    /// Up to here, they are forgotten.
    pub(super) forgotten: i64,
}

/// SQL for the two numbers of [`Standing`].
macro_rules! standing {
    () => {
        "SELECT GREATEST(f.forgotten, (SELECT max(change_id) FROM changes WHERE integration_id = $1)) AS highest,
                f.forgotten
         FROM (SELECT COALESCE((SELECT change_id FROM forgotten_changes WHERE integration_id = $1), 0) AS forgotten) f"
    };
}
pub(super) use standing;

impl Standing {
    pub(super) async fn now(db: &mut PgConnection, scope: &IntegrationScope) -> Result<Self, StoreError> {
        let query = sqlx::query_as(concat!("-- changes.standing\n", standing!()));
        Ok(query.bind(scope.key()).fetch_one(db).await?)
    }

    /// Whether all behind a number can be told. A number that was never given is one of a database that was set back.
    pub(super) fn can_tell_behind(self, told: i64) -> bool {
        (self.forgotten..=self.highest).contains(&told)
    }
}

/// The highest number in use of each of these integrations, in their order.
pub async fn highest_of(db: &mut PgConnection, scopes: &[IntegrationScope]) -> Result<Vec<i64>, StoreError> {
    let keys: Vec<i64> = scopes.iter().map(IntegrationScope::key).collect();
    Ok(sqlx::query_scalar(
        "-- changes.highest_of
         SELECT COALESCE((SELECT max(c.change_id) FROM changes c WHERE c.integration_id = w.integration_id), 0)
         FROM UNNEST($1::bigint[]) WITH ORDINALITY AS w(integration_id, n) ORDER BY w.n",
    )
    .bind(keys)
    .fetch_all(db)
    .await?)
}
