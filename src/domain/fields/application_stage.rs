//! Stages. Their job and their place in it are what jobs are put together by; no field of the contract shows them.

use super::held;
use crate::domain::ats::{ApplicationStage, CustomFields};

held!(ApplicationStage {
    "name": name,
    "status": status,
    "global_index": global_index,
    "custom_fields": custom_fields,
    "integration_fields": integration_fields,
}

    fn custom_fields(&mut self) -> Option<&mut CustomFields> {
        Some(&mut self.custom_fields)
    }
);
