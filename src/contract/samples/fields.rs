//! Fields of the ATS, and what is fed from them.

use super::{Sample, id, time};
use crate::contract::general::{CustomFieldDetails, IntegrationFieldDetails, MappedIntegrationField};
use crate::contract::management::{CustomFieldDefinition, Remapping, RemappingType};
use crate::contract::record::IntegrationFieldType;

impl Sample {
    pub(in crate::contract) fn integration_field_details(self) -> IntegrationFieldDetails {
        IntegrationFieldDetails {
            id: id(),
            key: "source".to_owned(),
            model: "ats_applications".to_owned(),
            r#type: IntegrationFieldType::Default,
            label: self.text("Source"),
            is_passthrough_enabled: self.filled,
            is_writable: false,
        }
    }

    pub(in crate::contract) fn custom_field_details(self) -> CustomFieldDetails {
        CustomFieldDetails {
            id: id(),
            key: "shift".to_owned(),
            integration_field: self.mapped(),
            model: "ats_applications".to_owned(),
            label: self.text("Shift"),
            description: self.text("When somebody can work."),
        }
    }

    pub(in crate::contract) fn custom_field_definition(self) -> CustomFieldDefinition {
        CustomFieldDefinition {
            id: id(),
            key: "shift".to_owned(),
            model: "ats_applications".to_owned(),
            label: self.text("Shift"),
            description: self.text("When somebody can work."),
            created_at: time(),
        }
    }

    pub(in crate::contract) fn remapping(self) -> Remapping {
        Remapping {
            model: "ats_jobs".to_owned(),
            field: "job_code".to_owned(),
            r#type: RemappingType::Text,
            integration_field: self.mapped(),
        }
    }

    fn mapped(self) -> Option<MappedIntegrationField> {
        self.filled.then(|| MappedIntegrationField {
            id: id(),
            key: "Shift".to_owned(),
            r#type: IntegrationFieldType::Custom,
            label: self.text("Shift"),
        })
    }
}
