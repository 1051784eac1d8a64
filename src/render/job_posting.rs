//! Job postings as a list of their own.

use super::Render;
use super::parts::{link, time};
use crate::contract::job_posting::JobPosting as Shape;
use crate::contract::timestamp::Timestamp;
use crate::domain::ats::JobPosting;
use crate::domain::model::Model;
use crate::store::neighbourhood::Neighbourhood;
use crate::store::records::Stored;

impl Render for JobPosting {
    type Shape = Shape;

    fn own(row: &Stored<Self>, around: &Neighbourhood, changed_at: Timestamp) -> Shape {
        Shape {
            id: row.id.to_string(),
            remote_id: Some(row.remote_id.clone()),
            title: row.body.title.clone(),
            description_html: row.body.description_html.clone(),
            status: row.body.status.map(Into::into),
            visibility: row.body.visibility.map(Into::into),
            url: row.body.url.clone(),
            job_id: link(around, Model::Job, row.body.job_remote_id.as_deref()),
            remote_created_at: time(row.body.remote_created_at),
            remote_updated_at: time(row.body.remote_updated_at),
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
        }
    }
}
