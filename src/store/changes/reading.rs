//! A page of the feed: first a walk over all documents, model by model, then what was written since the walk began.

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::{FromRow as _, PgConnection, Row as _};

use super::position::{Position, Standing, Start, Walk, standing};
use crate::domain::model::Model;
use crate::domain::model_set::ModelSet;
use crate::domain::record_change::ChangeKind;
use crate::store::{IntegrationScope, StoreError};

/// Something that became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub model: Model,
    pub id: String,
    pub kind: ChangeKind,
    pub fields: Vec<String>,
    /// The record's own.
    pub changed_at: DateTime<Utc>,
}

/// Fewer entries than were asked for when there are no more, and only then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub entries: Vec<Entry>,
    pub next: Position,
}

/// A page that is being filled.
struct Filling<'a> {
    scope: &'a IntegrationScope,
    models: ModelSet,
    size: u32,
    page: Page,
}

/// Reads on; `None` where something was forgotten that would have to be told.
///
/// A model that was not among `models` on the way is walked over first: what became of it meanwhile was not told.
pub async fn read(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    models: ModelSet,
    start: Start,
    size: u32,
) -> Result<Option<Page>, StoreError> {
    // Before any document is read: what changes from now on has a higher number.
    let standing = Standing::now(db, scope).await?;
    let next = match start {
        Start::Everything => Position { told: standing.highest, known: ModelSet::EMPTY, walk: None },
        Start::Now => Position { told: standing.highest, known: models, walk: None },
        Start::Behind(position) => Position { known: position.known.both(models), ..position },
    };
    if !standing.can_tell_behind(next.told) {
        return Ok(None);
    }
    let mut filling = Filling { scope, models, size, page: Page { entries: Vec::new(), next } };
    while let Some(model) = models.without(filling.page.next.known).next() {
        if filling.room() == 0 {
            return Ok(Some(filling.page));
        }
        filling.walk(db, model).await?;
    }
    filling.page.next.walk = None;
    if filling.room() > 0 && !filling.follow(db).await? {
        return Ok(None);
    }
    Ok(Some(filling.page))
}

impl Filling<'_> {
    fn room(&self) -> i64 {
        let taken = i64::try_from(self.page.entries.len()).unwrap_or(i64::MAX);
        i64::from(self.size).saturating_sub(taken).max(0)
    }

    /// Tells documents of a model. Afterwards there is no room left, or the model is known.
    async fn walk(&mut self, db: &mut PgConnection, model: Model) -> Result<(), StoreError> {
        let walk = match self.page.next.walk.filter(|walk| walk.model == model) {
            Some(walk) => walk,
            None => Walk { model, after: 0, until: last_document(db, self.scope, model).await? },
        };
        let rows = sqlx::query(
            "-- changes.walk
             SELECT seq, id, deleted, anonymised, changed_at
             FROM documents
             WHERE integration_id = $1 AND model = $2 AND seq > $3 AND seq <= $4
             ORDER BY seq LIMIT $5",
        )
        .bind(self.scope.key())
        .bind(model.code())
        .bind(walk.after)
        .bind(walk.until)
        .bind(self.room())
        .fetch_all(db)
        .await?;
        let after = rows.last().map_or(Ok(walk.after), |row| row.try_get("seq"))?;
        for row in &rows {
            self.page.entries.push(document(model, row)?);
        }
        self.page.next.walk = Some(Walk { after, ..walk });
        if self.room() > 0 {
            let next = &mut self.page.next;
            (next.known, next.walk) = (next.known.with(model), None);
        }
        Ok(())
    }

    /// Tells changes; false where some were forgotten meanwhile. One statement sees one moment: what it does not see was not
    /// committed, or was forgotten, and then it sees that.
    async fn follow(&mut self, db: &mut PgConnection) -> Result<bool, StoreError> {
        let (told, room) = (self.page.next.told, self.room());
        let rows = sqlx::query(concat!(
            "-- changes.after
             SELECT s.highest, s.forgotten, c.change_id, c.model, c.id, c.kind, c.fields, c.changed_at FROM (",
            standing!(),
            ") s
             LEFT JOIN (
                 SELECT change_id, model, id, kind, fields, changed_at FROM changes
                 WHERE integration_id = $1 AND change_id > $2 AND model = ANY($3)
                 ORDER BY change_id LIMIT $4
             ) c ON true
             ORDER BY c.change_id",
        ))
        .bind(self.scope.key())
        .bind(told)
        .bind(self.models.codes())
        .bind(room)
        .fetch_all(db)
        .await?;
        let Some(first) = rows.first() else { return Ok(false) };
        let standing = Standing::from_row(first)?;
        if !standing.can_tell_behind(told) {
            return Ok(false);
        }
        for row in &rows {
            if let Some(number) = row.try_get::<Option<i64>, _>("change_id")? {
                self.page.next.told = number;
                self.page.entries.push(change(number, row)?);
            }
        }
        if self.room() > 0 {
            // What else there is is of other models.
            self.page.next.told = standing.highest;
        }
        Ok(true)
    }
}

/// Where a walk over a model ends that begins now.
async fn last_document(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
) -> Result<i64, StoreError> {
    let last: Option<i64> = sqlx::query_scalar(
        "-- changes.last_document
         SELECT max(seq) FROM documents WHERE integration_id = $1 AND model = $2",
    )
    .bind(scope.key())
    .bind(model.code())
    .fetch_one(db)
    .await?;
    Ok(last.unwrap_or_default())
}

fn change(number: i64, row: &PgRow) -> Result<Entry, StoreError> {
    let broken = |column| StoreError::Inconsistent { table: "changes", column, row: number.to_string() };
    Ok(Entry {
        model: Model::from_code(row.try_get("model")?).ok_or_else(|| broken("model"))?,
        id: row.try_get("id")?,
        kind: ChangeKind::parse(row.try_get("kind")?).ok_or_else(|| broken("kind"))?,
        fields: row.try_get("fields")?,
        changed_at: row.try_get("changed_at")?,
    })
}

fn document(model: Model, row: &PgRow) -> Result<Entry, StoreError> {
    Ok(Entry {
        model,
        id: row.try_get("id")?,
        kind: ChangeKind::of_unknown(row.try_get("deleted")?, row.try_get("anonymised")?),
        fields: Vec::new(),
        changed_at: row.try_get("changed_at")?,
    })
}
