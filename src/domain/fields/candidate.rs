//! Candidates.

use super::held;
use crate::domain::ats::{Candidate, CustomFields};

held!(Candidate {
    "first_name": first_name,
    "last_name": last_name,
    "company": company,
    "title": title,
    "confidential": confidential,
    "phone_numbers": phone_numbers,
    "email_addresses": email_addresses,
    "social_media": social_media,
    "tags": tag_remote_ids,
    "remote_created_at": remote_created_at,
    "remote_updated_at": remote_updated_at,
    "custom_fields": custom_fields,
    "integration_fields": integration_fields,
}

    fn custom_fields(&mut self) -> Option<&mut CustomFields> {
        Some(&mut self.custom_fields)
    }
);
