//! Offers with their application.

use serde_json::{Value, json};

use super::Render;
use super::parts::{candidate_ref, integration_fields, job, link, mark, time};
use crate::contract::offer::{Offer as Shape, OfferApplication};
use crate::contract::timestamp::Timestamp;
use crate::domain::ats::{Application, Offer};
use crate::domain::model::Model;
use crate::store::StoreError;
use crate::store::neighbourhood::{Loader, Neighbourhood};
use crate::store::records::Stored;

impl Render for Offer {
    type Shape = Shape;

    const WATCHED: &'static [&'static str] = &["application"];

    async fn load_around(loader: &mut Loader<'_>, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        loader.applications(rows.iter().filter_map(|row| row.body.application_remote_id.as_deref())).await?;
        loader.candidates_of_applications().await?;
        loader.jobs_of_applications().await
    }

    fn own(row: &Stored<Self>, around: &Neighbourhood, changed_at: Timestamp) -> Shape {
        Shape {
            id: row.id.to_string(),
            remote_id: Some(row.remote_id.clone()),
            status: row.body.status.map(Into::into),
            employment_start_date: time(row.body.employment_start_date),
            application_id: link(around, Model::Application, row.body.application_remote_id.as_deref()),
            custom_fields: Some(row.body.custom_fields.clone()),
            integration_fields: integration_fields(&row.body.integration_fields),
            remote_created_at: time(row.body.remote_created_at),
            remote_updated_at: time(row.body.remote_updated_at),
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
            application: None,
        }
    }

    fn watched(row: &Stored<Self>, around: &Neighbourhood) -> Value {
        json!(application_of(row, around).map(|application| mark(application, around)))
    }

    fn nest(shape: &mut Shape, row: &Stored<Self>, around: &Neighbourhood) {
        shape.application = application_of(row, around).map(|application| OfferApplication {
            candidate: candidate_ref(&application.body, around),
            job: job(&application.body, around),
        });
    }
}

fn application_of<'a>(row: &Stored<Offer>, around: &'a Neighbourhood) -> Option<&'a Stored<Application>> {
    let remote_id = row.body.application_remote_id.as_deref()?;
    around.applications.get(&around.id(Model::Application, remote_id))
}
