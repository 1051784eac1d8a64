//! Tags and rejection reasons: names under ids, with nothing nested.

use super::Render;
use super::parts::time;
use crate::contract::rejection_reason::RejectionReason as RejectionReasonShape;
use crate::contract::tag::Tag as TagShape;
use crate::contract::timestamp::Timestamp;
use crate::domain::ats::{RejectionReason, Tag};
use crate::store::neighbourhood::Neighbourhood;
use crate::store::records::Stored;

impl Render for Tag {
    type Shape = TagShape;

    fn own(row: &Stored<Self>, _around: &Neighbourhood, changed_at: Timestamp) -> TagShape {
        TagShape {
            id: row.id.to_string(),
            remote_id: Some(row.remote_id.clone()),
            name: row.body.name.clone(),
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
        }
    }
}

impl Render for RejectionReason {
    type Shape = RejectionReasonShape;

    fn own(row: &Stored<Self>, _around: &Neighbourhood, changed_at: Timestamp) -> RejectionReasonShape {
        RejectionReasonShape {
            id: row.id.to_string(),
            remote_id: row.remote_id.clone(),
            name: row.body.name.clone(),
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
        }
    }
}
