//! What is off is kept nowhere: values are planted in the ATS and looked for in the whole database.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::gem_sim::Options;

use super::stand::{default_config, documents_with, off, places_of, set};
use crate::support::TestService;

/// A field, the value that it has in the ATS, and where else the value stands by right: as another field.
struct Planted {
    field: &'static str,
    mark: &'static str,
    elsewhere: &'static [&'static str],
}

const fn planted(field: &'static str, mark: &'static str) -> Planted {
    Planted { field, mark, elsewhere: &[] }
}

const PLANTED: [Planted; 25] = [
    planted("ats_users.first_name", "zqUserFirst"),
    planted("ats_users.last_name", "zqUserLast"),
    planted("ats_users.email", "zq.user@work.example"),
    planted("ats_jobs.name", "zqJobName"),
    planted("ats_jobs.job_code", "zqJobCode"),
    planted("ats_jobs.department", "zqDepartment"),
    planted("ats_jobs.location", "zqOffice"),
    planted("ats_jobs.custom_fields", "zqJobCustom"),
    planted("ats_job_postings.title", "zqPostTitle"),
    planted("ats_job_postings.description_html", "zqPostContent"),
    planted("ats_application_stages.name", "zqStage"),
    planted("ats_candidates.first_name", "zqFirst"),
    planted("ats_candidates.last_name", "zqLast"),
    planted("ats_candidates.company", "zqCompany"),
    planted("ats_candidates.title", "zqTitle"),
    planted("ats_candidates.phone_numbers", "+49 30 7770777"),
    planted("ats_candidates.email_addresses", "zq.candidate@home.example"),
    planted("ats_candidates.social_media", "zq-social"),
    planted("ats_candidates.custom_fields", "zqEmployer"),
    // The names by which new applications can be credited are kept on their own.
    Planted { field: "ats_candidates.source", mark: "zqSource", elsewhere: &["sources"] },
    planted("ats_applications.custom_fields", "zqApplicationCustom"),
    Planted {
        field: "ats_applications.rejection_reason_name",
        mark: "zqReason",
        elsewhere: &["rejection_reasons", "shown in ats_rejection_reasons"],
    },
    planted("ats_interviews.title", "zqInterview"),
    planted("ats_interviews.location", "zqRoom"),
    planted("ats_interviews.video_conferencing_url", "zq-video"),
];

/// Lets records that belong together say something that nothing else says.
async fn plant(service: &TestService) {
    let (interviews, applications) =
        (service.world("scheduled_interviews").await, service.world("applications").await);
    let (jobs, candidates) = (service.world("jobs").await, service.world("candidates").await);
    let (posts, users) = (service.world("job_posts").await, service.world("users").await);
    let live = |rows: &[Value], id: &Value| {
        rows.iter().find(|row| row["id"] == *id && row["deleted_at"].is_null()).cloned()
    };
    let chosen =
        interviews.iter().filter(|interview| interview["deleted_at"].is_null()).find_map(|interview| {
            let application = live(&applications, &interview["application_id"])?;
            let job = live(&jobs, &application["jobs"][0]["id"])?;
            let candidate = live(&candidates, &application["candidate_id"])?;
            let post = posts.iter().find(|post| {
                post["job_id"] == job["id"] && post["live"] == true && post["deleted_at"].is_null()
            })?;
            let is_whole = job["is_template"] != true && application["current_stage"].is_object();
            is_whole.then(|| (interview.clone(), application, job, candidate, post.clone()))
        });
    let (interview, application, job, candidate, post) = chosen.unwrap();
    let user = users.iter().find(|user| user["deleted_at"].is_null()).unwrap();
    let update = |resource: &str, id: &Value, fields: Value| json!({ "op": "update", "resource": resource, "id": id, "fields": fields });
    let stage = &application["current_stage"]["id"];
    let mut interview_fields = json!({
        "location": "zqRoom", "video_conferencing_url": "https://meet.example.com/zq-video",
        "interviewers": [{ "id": user["id"], "first_name": "zqUserFirst", "last_name": "zqUserLast", "email": "zq.user@work.example" }],
    });
    interview_fields["interview"] = json!({ "id": "zq-definition", "name": "zqInterview" });
    let operations = json!([
        update(
            "users",
            &user["id"],
            json!({
                "name": "zqUserFirst zqUserLast", "first_name": "zqUserFirst", "last_name": "zqUserLast",
                "primary_email_address": "zq.user@work.example", "emails": ["zq.user@work.example"],
            })
        ),
        update(
            "jobs",
            &job["id"],
            json!({
                "name": "zqJobName", "requisition_id": "zqJobCode", "custom_fields": { "Zq": "zqJobCustom" },
                "departments": [{ "id": "zq-department", "name": "zqDepartment" }],
                "offices": [{ "id": "zq-office", "name": "zqOffice", "location": { "name": "zqOffice" } }],
                "hiring_team": { "hiring_managers": [user["id"]], "recruiters": [], "coordinators": [], "sourcers": [] },
            })
        ),
        update(
            "job_posts",
            &post["id"],
            json!({ "title": "zqPostTitle", "content": "<p>zqPostContent</p>" })
        ),
        update("job_stages", stage, json!({ "name": "zqStage" })),
        update(
            "candidates",
            &candidate["id"],
            json!({
                "first_name": "zqFirst", "last_name": "zqLast", "company": "zqCompany", "title": "zqTitle",
                "phone_numbers": [{ "type": "home", "value": "+49 30 7770777" }],
                "email_addresses": [{ "type": "personal", "value": "zq.candidate@home.example", "is_primary": true }],
                "social_media_addresses": [{ "value": "https://www.linkedin.com/in/zq-social" }],
                "employments": [{ "id": "zq-employment", "company_name": "zqEmployer" }],
            })
        ),
        update(
            "applications",
            &application["id"],
            json!({
                "source": { "id": "zq-source", "public_name": "zqSource" }, "custom_fields": { "Zq": "zqApplicationCustom" },
                "jobs": [{ "id": job["id"], "name": "zqJobName" }],
                "current_stage": { "id": stage, "name": "zqStage" }, "status": "rejected",
                "recruiter": user["id"],
                "rejection_reason": { "id": "zq-reason", "name": "zqReason" },
            })
        ),
        update("scheduled_interviews", &interview["id"], interview_fields),
    ]);
    service.mutate(operations).await;
}

async fn is_shown(service: &TestService, mark: &str) -> bool {
    !documents_with(service, mark).await.is_empty()
}

#[sqlx::test]
async fn the_value_of_a_field_that_is_off_is_kept_nowhere_and_all_others_are(pool: PgPool) {
    let options = Options { candidates: 40, rate: None, ..Options::default() };
    let service = TestService::start_with(pool, options, json!({})).await;
    plant(&service).await;
    let config = default_config(&service, json!({})).await;
    service.sync().await;
    for Planted { field, mark, .. } in &PLANTED {
        assert!(is_shown(&service, mark).await, "{field} is not planted");
    }
    for Planted { field, mark, elsewhere } in &PLANTED {
        set(&service, &config, off("fields", [*field])).await;
        service.sync().await;
        let places = places_of(&service, mark).await;
        assert!(places.iter().all(|place| elsewhere.contains(&place.as_str())), "{field}: {places:?}");
        for other in PLANTED.iter().filter(|other| other.field != *field) {
            assert!(is_shown(&service, other.mark).await, "{field} takes {} with it", other.field);
        }
    }
    set(&service, &config, json!({})).await;
    service.sync().await;
    for Planted { field, mark, .. } in &PLANTED {
        assert!(is_shown(&service, mark).await, "{field} did not come back");
    }
}

#[sqlx::test]
async fn before_the_first_sync_it_is_the_same(pool: PgPool) {
    let options = Options { candidates: 40, rate: None, ..Options::default() };
    let service = TestService::start_with(pool, options, json!({})).await;
    plant(&service).await;
    default_config(&service, off("fields", PLANTED.iter().map(|planted| planted.field))).await;
    service.sync().await;
    for Planted { field, mark, elsewhere } in &PLANTED {
        let places = places_of(&service, mark).await;
        assert!(places.iter().all(|place| elsewhere.contains(&place.as_str())), "{field}: {places:?}");
    }
}

#[sqlx::test]
async fn the_ats_own_text_can_be_left_out_alone(pool: PgPool) {
    let options = Options { candidates: 40, rate: None, ..Options::default() };
    let service = TestService::start_with(pool, options, json!({})).await;
    plant(&service).await;
    let config = default_config(&service, json!({})).await;
    service.sync().await;
    assert!(
        places_of(&service, "last_activity_at").await.contains(&"applications".to_owned()),
        "by Gem's own name"
    );
    set(&service, &config, off("fields", ["ats_applications.remote_data", "ats_candidates.remote_data"]))
        .await;
    service.sync().await;
    assert_eq!(places_of(&service, "last_activity_at").await, [""; 0]);
    assert!(is_shown(&service, "zqFirst").await && is_shown(&service, "zqApplicationCustom").await);
    let page = service.get("/v1/ats/candidates?include_remote_data=true").await;
    assert!(page.results().iter().all(|record| record["remote_data"].is_null()));
}
