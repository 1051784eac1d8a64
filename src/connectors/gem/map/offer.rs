//! By analogy with Harvest, unverified, off by default.
//!
//! | Kombo | Gem |
//! |---|---|
//! | `status` | accepted → ACCEPTED, rejected → DECLINED, deprecated → ABANDONED, unresolved → SENT once `sent_at` is set, else DRAFT |
//! | `employment_start_date` | `starts_at` |
//! | `custom_fields` | `compensations`, `opening` |

use serde_json::Map;

use super::Row;
use crate::domain::ats::{Offer, OfferStatus};

pub(super) fn offer(row: &Row<'_>) -> Offer {
    let mut custom_fields = Map::new();
    for name in ["compensations", "opening"] {
        if let Some(value) = row.value(name) {
            custom_fields.insert(name.to_owned(), value);
        }
    }
    Offer {
        status: status(row),
        employment_start_date: row.time("starts_at"),
        application_remote_id: row.id("application_id"),
        remote_created_at: row.time("created_at"),
        remote_updated_at: row.time("updated_at"),
        custom_fields,
        ..Offer::default()
    }
}

fn status(row: &Row<'_>) -> Option<OfferStatus> {
    match row.text("status")?.as_str() {
        "accepted" => Some(OfferStatus::Accepted),
        "rejected" => Some(OfferStatus::Declined),
        "deprecated" => Some(OfferStatus::Abandoned),
        "unresolved" if row.has("sent_at") => Some(OfferStatus::Sent),
        "unresolved" => Some(OfferStatus::Draft),
        _ => {
            row.misfit("status", "the value is not known");
            None
        }
    }
}
