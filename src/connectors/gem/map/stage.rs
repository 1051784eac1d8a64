//! | Kombo | Gem |
//! |---|---|
//! | `name` | the same |
//! | `status` | ACTIVE when `active` and not deleted |
//! | `global_index` | `priority`, when it is a whole number |
//! | place in the job | rank of `priority` among the job's stages that are not deleted |

use super::Row;
use crate::domain::ats::{Activity, ApplicationStage};

pub(super) fn stage(row: &Row<'_>) -> ApplicationStage {
    let active = row.flag("active").unwrap_or(true) && !row.has("deleted_at");
    let position = row.number("priority");
    let interviews = row.objects("interviews");
    let ids = |name: &str| interviews.iter().filter_map(|interview| interview.id(name)).collect();
    ApplicationStage {
        name: row.text("name"),
        status: Some(if active { Activity::Active } else { Activity::Inactive }),
        job_remote_id: row.id("job_id"),
        position,
        global_index: position.and_then(whole),
        interview_slots: ids("job_stage_interview_item_id"),
        interview_definitions: ids("id"),
        ..ApplicationStage::default()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "whole numbers within the exact range only")]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}
