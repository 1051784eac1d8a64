//! Interviews. Two keys together point at the stage.

use super::Fields;
use crate::domain::ats::Interview;

impl Fields for Interview {
    const HELD: &'static [&'static str] = &[
        "title",
        "starting_at",
        "ending_at",
        "location",
        "video_conferencing_url",
        "canceled",
        "application_id",
        "stage_id",
        "users",
        "remote_created_at",
        "remote_updated_at",
    ];

    fn clear(&mut self, field: &str) {
        match field {
            "title" => self.title = None,
            "starting_at" => self.starting_at = None,
            "ending_at" => self.ending_at = None,
            "location" => self.location = None,
            "video_conferencing_url" => {
                let url = self.video_conferencing_url.take();
                // Where an interview has no other place, this is its location.
                self.location.take_if(|location| url.is_some() && location.raw == url);
            }
            "canceled" => self.canceled = None,
            "application_id" => self.application_remote_id = None,
            "stage_id" => (self.slot, self.definition) = (None, None),
            "users" => self.user_remote_ids.clear(),
            "remote_created_at" => self.remote_created_at = None,
            "remote_updated_at" => self.remote_updated_at = None,
            _ => {}
        }
    }
}
