//! Keeps people who were erased from coming back: whatever the ATS still says of their records is not stored.

use std::collections::HashMap;

use serde_json::Value;

use super::blanking::blank;
use super::dirty::Dirty;
use super::prepared::Prepared;
use super::rows::Arrived;
use crate::domain::ats::{Application, Candidate, Interview, Offer};
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::store::people::{self, Erased};
use crate::store::records::{self, Record, Stored};
use crate::store::writes::Write;
use crate::store::{IntegrationScope, StoreError};

/// What hangs on a person's candidate, each with the column and the model of its owner, owners first.
const HANGING: [(Model, &str, Model); 3] = [
    (Model::Application, "candidate_id", Model::Candidate),
    (Model::Interview, "application_id", Model::Application),
    (Model::Offer, "application_id", Model::Application),
];

type Records = HashMap<(Model, RecordId), RecordId>;

/// Empties the rows of people who were erased, and of what hangs on them by now. Under the lock of the write, so that whoever
/// is erased meanwhile is not written again by a page that was fetched before.
pub(super) async fn empty_erased(
    write: &mut Write,
    prepared: &mut Prepared,
    dirty: Option<&mut Dirty>,
) -> Result<(), StoreError> {
    let (scope, now) = (write.scope().clone(), write.now());
    let mut erased = people::erased(write.db(), &scope).await?;
    if erased.is_empty() {
        return Ok(());
    }
    let new = hanging(prepared, &mut erased);
    people::remember(write.db(), &scope, &new, now).await?;
    let mut nobody_reads = Dirty::default();
    let dirty = dirty.unwrap_or(&mut nobody_reads);
    empty_stored::<Interview>(write, &scope, &new, dirty).await?;
    empty_stored::<Offer>(write, &scope, &new, dirty).await?;
    let is = |model: Model| {
        let erased = &erased;
        move |id: &RecordId| erased.contains_key(&(model, id.clone()))
    };
    prepared.empty::<Candidate>(&scope, is(Model::Candidate), now);
    prepared.empty::<Application>(&scope, is(Model::Application), now);
    prepared.empty::<Interview>(&scope, is(Model::Interview), now);
    prepared.empty::<Offer>(&scope, is(Model::Offer), now);
    Ok(())
}

/// Records of the page that hang on erased ones and were not known to, added to those.
fn hanging(prepared: &Prepared, erased: &mut Records) -> Vec<Erased> {
    let mut new = Vec::new();
    for (model, column, owner) in HANGING {
        for arrived in prepared.rows(model) {
            let id = &arrived.row.id;
            let person = owner_of(arrived, column).and_then(|id| erased.get(&(owner, id))).cloned();
            let Some(person) = person.filter(|_known| !erased.contains_key(&(model, id.clone()))) else {
                continue;
            };
            erased.insert((model, id.clone()), person.clone());
            new.push(Erased { model, id: id.clone(), person });
        }
    }
    new
}

fn owner_of(arrived: &Arrived, column: &str) -> Option<RecordId> {
    let columns: Value = serde_json::from_str(&arrived.row.columns).ok()?;
    Some(RecordId::from_stored(columns.get(column)?.as_str()?.to_owned()))
}

/// What was stored before it was known whose application it is about.
async fn empty_stored<T: Record>(
    write: &mut Write,
    scope: &IntegrationScope,
    new: &[Erased],
    dirty: &mut Dirty,
) -> Result<(), StoreError> {
    for application in new.iter().filter(|record| record.model == Model::Application) {
        let owners = [application.id.as_str()];
        let stored: Vec<Stored<T>> = records::load_by_owner(write.db(), scope, &owners).await?;
        let of = |record: &Stored<T>| Erased {
            model: T::MODEL,
            id: record.id.clone(),
            person: application.person.clone(),
        };
        let records: Vec<Erased> = stored.iter().map(of).collect();
        let now = write.now();
        people::remember(write.db(), scope, &records, now).await?;
        blank(write, &stored, |record| record.remote_deleted_at.or(Some(now)), dirty).await?;
    }
    Ok(())
}
