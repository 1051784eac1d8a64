//! | Kombo | Gem |
//! |---|---|
//! | `title` | `interview.name` |
//! | `starting_at`, `ending_at` | `start.date_time`, `end.date_time` (Harvest also has `date`) |
//! | `location.raw` | `location`, else `video_conferencing_url` |
//! | `canceled` | true when deleted, else unknown: Gem has no such status |
//! | `users` | `interviewers`; the organizer is none |
//! | `stage_id` | through `job_stage_interview_item_id`, else `interview.id`; looked up when it is rendered |

use super::user::lite;
use super::{Row, location, remote};
use crate::domain::ats::Interview;
use crate::domain::remote::{Batch, Knowledge};

pub(super) fn add(row: &Row<'_>, id: &str, knowledge: Knowledge, batch: &mut Batch) {
    let interviewers = row.objects("interviewers");
    batch.users.extend(interviewers.iter().filter_map(lite));
    let mut user_remote_ids: Vec<String> = Vec::new();
    for user in interviewers.iter().filter_map(|interviewer| interviewer.id("id")) {
        if !user_remote_ids.contains(&user) {
            user_remote_ids.push(user);
        }
    }
    let definition = row.object("interview");
    let video = row.text("video_conferencing_url");
    let place = row.text("location").or_else(|| video.clone());
    let time = |name: &str| row.object(name).and_then(|at| at.time("date_time").or_else(|| at.time("date")));
    let body = Interview {
        title: definition.as_ref().and_then(|definition| definition.text("name")),
        starting_at: time("start"),
        ending_at: time("end"),
        location: place.map(location::of_text),
        video_conferencing_url: video,
        canceled: row.has("deleted_at").then_some(true),
        application_remote_id: row.id("application_id"),
        slot: row.id("job_stage_interview_item_id"),
        definition: definition.and_then(|definition| definition.id("id")),
        user_remote_ids,
        remote_created_at: row.time("created_at"),
        remote_updated_at: row.time("updated_at"),
    };
    batch.interviews.push(remote(id, row, knowledge, body));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Misfits;
    use super::*;

    #[test]
    fn interviewers_are_no_organizers_and_come_once() {
        let misfits = Misfits::default();
        let given = json!({
            "application_id": "a", "start": { "date_time": "2026-01-01T10:00:00Z" }, "end": { "date": "2026-01-02" },
            "interview": { "id": "d", "name": "Onsite" }, "organizer": { "id": "u9" }, "location": null,
            "video_conferencing_url": "https://meet.example/x", "job_stage_interview_item_id": "slot",
            "interviewers": [{ "id": "u1", "name": "A B", "email": "a@b.c" }, { "id": "u1" }, { "id": "u2" }],
        });
        let mut batch = Batch::default();
        add(&Row::of(&given, &misfits).unwrap(), "i", Knowledge::Derived, &mut batch);
        let interview = &batch.interviews[0].body;
        assert_eq!(interview.user_remote_ids, ["u1", "u2"]);
        assert_eq!(interview.location.as_ref().unwrap().raw.as_deref(), Some("https://meet.example/x"));
        assert_eq!(interview.canceled, None);
        assert!(interview.starting_at < interview.ending_at);
        assert_eq!(batch.users[0].body.email.as_deref(), Some("a@b.c"));
    }
}
