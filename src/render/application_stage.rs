//! Stages as a list of their own. Their place in the job is the join's.

use super::Render;
use super::parts::{integration_fields, time};
use crate::contract::application_stage::ApplicationStage as Shape;
use crate::contract::timestamp::Timestamp;
use crate::domain::ats::ApplicationStage;
use crate::store::neighbourhood::Neighbourhood;
use crate::store::records::Stored;

impl Render for ApplicationStage {
    type Shape = Shape;

    fn own(row: &Stored<Self>, _around: &Neighbourhood, changed_at: Timestamp) -> Shape {
        Shape {
            id: row.id.to_string(),
            remote_id: Some(row.remote_id.clone()),
            name: row.body.name.clone(),
            status: row.body.status.map(Into::into),
            global_index: row.body.global_index,
            custom_fields: Some(row.body.custom_fields.clone()),
            integration_fields: integration_fields(&row.body.integration_fields),
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
        }
    }
}
