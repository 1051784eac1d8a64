//! Offers.

use super::held;
use crate::domain::ats::{CustomFields, Offer};

held!(Offer {
    "status": status,
    "employment_start_date": employment_start_date,
    "application_id": application_remote_id,
    "remote_created_at": remote_created_at,
    "remote_updated_at": remote_updated_at,
    "custom_fields": custom_fields,
    "integration_fields": integration_fields,
}

    fn custom_fields(&mut self) -> Option<&mut CustomFields> {
        Some(&mut self.custom_fields)
    }
);
