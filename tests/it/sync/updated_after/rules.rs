//! Rules that the table leaves to us.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::changes::{ROLES, entries, interviewers, leaves_team, quietly, team, with_role};
use super::scene::LISTS;
use super::watch::{Found, Watch};

#[sqlx::test]
async fn a_sync_that_changes_nothing_moves_nothing(pool: PgPool) {
    let mut watch = Watch::start(pool).await;
    let before: Vec<Vec<Value>> = LISTS.iter().map(|list| watch.scene.served(list).to_vec()).collect();
    let found = watch.change("nothing", &json!([])).await;
    for (list, before) in LISTS.iter().zip(&before) {
        assert_eq!(found.count(list), 0, "{list}");
        assert_eq!(watch.scene.served(list), before, "{list}");
    }
}

/// A field that is not mapped, and another order of what is watched as a set.
#[sqlx::test]
async fn what_does_not_count_moves_nothing(pool: PgPool) {
    let mut watch = Watch::start(pool).await;
    let user = watch.scene.pick("users", |_| true);
    let candidate = watch.scene.pick("candidates", |c| entries(&c["tags"]).len() > 1).clone();
    let names = |candidate: &Value| {
        entries(&candidate["tags"]).iter().map(|tag| tag["name"].clone()).collect::<Vec<_>>()
    };
    let reversed: Vec<Value> = names(&candidate).into_iter().rev().collect();
    let operations = json!([
        quietly("users", &user["remote_id"], json!({ "employee_id": "E-NEW" })),
        quietly("candidates", &candidate["remote_id"], json!({ "tags": reversed })),
    ]);
    let found = watch.change("nothing that counts", &operations).await;
    assert!(LISTS.iter().all(|list| found.count(list) == 0));
    assert_eq!(names(watch.scene.record("candidates", &candidate["id"]).unwrap()), reversed);
}

#[sqlx::test]
async fn no_time_moves_back_with_the_clock(pool: PgPool) {
    let mut watch = Watch::start(pool).await;
    let candidate = watch.scene.pick("candidates", |_| true).clone();
    let title =
        |title: &str| json!([quietly("candidates", &candidate["remote_id"], json!({ "title": title }))]);
    watch.change("a change", &title("Pilot")).await;
    let changed_at = watch.scene.record("candidates", &candidate["id"]).unwrap()["changed_at"].clone();

    watch.service.clock.advance(TimeDelta::hours(-2));
    watch.service.mutate(title("Astronaut")).await;
    watch.service.sync().await;
    let path = format!("/v1/ats/candidates?ids={}", candidate["id"].as_str().unwrap());
    let changed = watch.service.get(&path).await.results()[0].clone();
    assert_eq!(changed["title"], "Astronaut");
    assert!(changed["changed_at"].as_str() > changed_at.as_str(), "a change moves on, at least by a moment");

    watch.service.clock.advance(TimeDelta::hours(3));
    let found = Found::since(&watch.service, changed_at.as_str().unwrap().to_owned()).await;
    assert!(found.has("candidates", &candidate["id"]), "once the clock has caught up");
}

/// Its interviewers are no fields of an interview's own, so for the application the interview did not change.
#[sqlx::test]
async fn another_interviewer_surfaces_no_application(pool: PgPool) {
    let mut watch = Watch::start(pool).await;
    let interview = watch.scene.pick("interviews", |i| !entries(&i["users"]).is_empty()).clone();
    let mut rest = interviewers(&watch.scene, &interview["remote_id"]);
    rest.remove(0);
    let fields = json!({ "interviewers": rest });
    let operation = quietly("scheduled_interviews", &interview["remote_id"], fields);
    let found = watch.change("an interviewer less", &json!([operation])).await;
    assert!(found.has("interviews", &interview["id"]));
    assert_eq!(found.count("applications"), 0);
}

/// A role on a job belongs to the membership: another role is another membership.
#[sqlx::test]
async fn another_role_in_the_team_surfaces_the_job(pool: PgPool) {
    let mut watch = Watch::start(pool).await;
    let scene = &watch.scene;
    let job = scene.pick("jobs", |j| entries(&j["hiring_team"][0]["job_roles"]).len() == 1).clone();
    let (member, id) = (&job["hiring_team"][0], &job["remote_id"]);
    let has_it = |unified: &str| member["hiring_team_roles"][0] == unified;
    let (role, _) = ROLES.into_iter().find(|(_, unified)| !has_it(unified)).unwrap();
    let mut users = with_role(scene.row("jobs", id), role);
    users.push(member["remote_id"].clone());
    let operations = [leaves_team(scene, id, &member["remote_id"]), quietly("jobs", id, team(role, &users))];
    let found = watch.change("another role", &json!(operations)).await;
    assert!(found.has("jobs", &job["id"]));
    assert_eq!(watch.scene.record("jobs", &job["id"]).unwrap()["changed_at"], job["changed_at"]);
}

/// A tag as such surfaces no application. When Gem dates the candidate anew for it, that is a change of the candidate.
#[sqlx::test]
async fn a_tag_that_dates_the_candidate_anew_surfaces_its_applications(pool: PgPool) {
    let mut watch = Watch::start(pool).await;
    let candidate = watch.scene.pick("candidates", |c| !entries(&c["applications"]).is_empty()).clone();
    let operation = json!({
        "op": "update", "resource": "candidates", "id": candidate["remote_id"], "fields": { "tags": ["brand new"] },
    });
    let found = watch.change("a dated tag", &json!([operation])).await;
    let now = watch.scene.record("candidates", &candidate["id"]).unwrap();
    assert_ne!(now["remote_updated_at"], candidate["remote_updated_at"]);
    assert!(found.has("applications", &candidate["applications"][0]["id"]));
}

#[sqlx::test]
async fn the_table_holds_whatever_changes(pool: PgPool) {
    let mut watch = Watch::start(pool).await;
    let mut all = 0;
    for seed in 1..=8 {
        let found =
            watch.change(&format!("seed {seed}"), &json!([{ "op": "random", "n": 12, "seed": seed }])).await;
        all += LISTS.iter().map(|list| found.count(list)).sum::<usize>();
    }
    assert!(all > 100, "too little happens: {all}");
}
