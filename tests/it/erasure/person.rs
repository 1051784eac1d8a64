//! A person who is erased: nothing of them is left in any column of any table, and no sync brings it back.

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;
use unified_ats::domain::audit::Actor;
use unified_ats::domain::id::{IntegrationId, RecordId};
use unified_ats::domain::model::Model;
use unified_ats::erasure::readmit;

use super::planted::{EMAIL, MARKERS, Planted, keep_a_page};
use super::traces;
use crate::actions::Stand;

fn tables(traces: &[String]) -> Vec<&str> {
    let mut tables: Vec<&str> = traces.iter().map(|trace| trace.split('.').next().unwrap()).collect();
    tables.dedup();
    tables
}

#[sqlx::test]
async fn nothing_of_a_person_is_left_anywhere_and_nothing_comes_back(pool: PgPool) {
    let planted = Planted::start(pool).await;
    let service = planted.service();
    let (path, applying) = planted.another_application().await;
    let created = service.act("POST", &path, Some("again"), &applying).await;
    assert_eq!(created.status, 200, "{}", created.body);
    keep_a_page(service).await;
    let seen = planted.traces().await;
    for table in ["candidates", "applications", "interviews", "documents", "sync_answers", "actions"] {
        assert!(tables(&seen).contains(&table), "the test looks into {table}: {seen:?}");
    }
    for marker in MARKERS {
        assert!(!traces(service, &[marker]).await.is_empty(), "{marker} is planted");
    }

    let rehearsed = planted.erase(json!({ "email": EMAIL, "dry_run": true })).await.data().clone();
    assert_eq!(planted.traces().await, seen, "a rehearsal changes nothing");
    let erased = planted.erase(json!({ "email": EMAIL.to_uppercase() })).await.data().clone();
    assert_eq!(erased["integrations"], rehearsed["integrations"]);
    let from = &erased["integrations"][0];
    assert!(from["candidate_ids"].as_array().unwrap().contains(&json!(planted.id())), "{from}");
    for (table, at_least) in [
        ("candidates", 1),
        ("applications", planted.applications.len()),
        ("interviews", 1),
        ("documents", 3),
        ("sync_answers", 1),
        ("actions", 1),
    ] {
        assert!(from["rows"][table].as_u64().unwrap_or_default() >= at_least as u64, "{table}: {from}");
    }
    assert_eq!(planted.traces().await, Vec::<String>::new());
    let shown = planted.candidate().await;
    assert!(shown["remote_deleted_at"].is_string() && shown["remote_data"].is_null(), "{shown}");
    assert!(service.walk(&format!("/v1/ats/candidates?ids={}", planted.id()), 10).await.is_empty());

    // The ATS still has them, and what hangs on them goes on changing.
    sqlx::query("UPDATE sync_runs SET state = 'FAILED', ended_at = now() WHERE state = 'RUNNING'")
        .execute(service.store.pool())
        .await
        .unwrap();
    service.sync().await;
    assert_eq!(planted.traces().await, Vec::<String>::new(), "after a full sync");
    let job = planted.stand.job["remote_id"].clone();
    let application = service
        .mutate(json!([{ "op": "create", "resource": "applications", "fields": {
            "candidate_id": planted.candidate, "jobs": [{ "id": job, "name": "x" }],
            "custom_fields": { "Allowance": "Quastenzulage" },
        } }]))
        .await;
    let application = application.to_string();
    assert!(application.contains("Quastenzulage"), "{application}");
    let interview = json!({
        "application_id": planted.applications[0], "candidate_id": planted.candidate,
        "interview": { "id": "i2", "name": "Zebulon once more" },
    });
    service
        .mutate(json!([{ "op": "create", "resource": "scheduled_interviews", "fields": interview }]))
        .await;
    service.clock.advance(TimeDelta::hours(1));
    service.sync_changes().await;
    service.sync().await;
    assert_eq!(planted.traces().await, Vec::<String>::new(), "after what is new");
    assert_eq!(service.sync().await.counts.total().changed(), 0);

    // Whoever asks for the action again learns that it was done, and does not do it again.
    let again = service.act("POST", &path, Some("again"), &applying).await;
    assert_eq!((again.status, again.code()), (400, Some("PLATFORM.INPUT_INVALID")), "{}", again.body);
    assert!(again.message().contains("was done before"), "{}", again.message());

    let empty = planted.erase(json!({ "email": EMAIL })).await.data().clone();
    assert_eq!(empty["integrations"], json!([]), "nothing is left to erase");
}

#[sqlx::test]
async fn one_candidate_is_erased_by_id_and_readmitted(pool: PgPool) {
    let planted = Planted::start(pool).await;
    let service = planted.service();
    let whom = json!({ "candidate_id": planted.id(), "integration_id": service.integration });
    let erased = planted.erase(whom.clone()).await.data().clone();
    assert_eq!(erased["integrations"][0]["candidate_ids"], json!([planted.id()]));
    assert_eq!(planted.traces().await, Vec::<String>::new());
    planted.erase(whom).await.data();
    service.sync().await;
    assert_eq!(planted.traces().await, Vec::<String>::new());

    let scope = service.stored_integration().await.scope;
    let id = RecordId::parse(&planted.id()).unwrap();
    let actor = Actor::Operator;
    let records = readmit(&service.store, &service.clock, &scope, &id, &actor).await;
    assert!(records.unwrap() > planted.applications.len() as u64);
    service.sync().await;
    assert_eq!(planted.candidate().await["first_name"], "Zebulon");
    let deeds: Vec<String> =
        sqlx::query_scalar("SELECT deed FROM audit_log WHERE deed LIKE 'person.%' ORDER BY number")
            .fetch_all(service.store.pool())
            .await
            .unwrap();
    assert_eq!(deeds, ["person.erased", "person.erased", "person.readmitted"]);
}

/// Jobs, applications and interviews name them: what would be left is said, not hidden.
#[sqlx::test]
async fn a_user_with_the_address_is_told_of_and_stays(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let service = &stand.service;
    let users = service.world("users").await;
    let user = users.iter().find(|user| user["deleted_at"].is_null()).unwrap();
    let email = user["primary_email_address"].as_str().unwrap();
    let told = service.manage("POST", "/v1/management/erase-person", &json!({ "email": email })).await;
    let from = &told.data()["integrations"][0];
    assert_eq!(from["user_ids"], json!([service.id(Model::User, user["id"].as_str().unwrap())]));
    assert_eq!((&from["candidate_ids"], &from["rows"]), (&json!([]), &json!({})));
    assert!(told.data()["left_to_do"].to_string().contains("staff"), "{}", told.body);
    assert!(!traces(service, &[email]).await.is_empty());
}

#[sqlx::test]
async fn nobody_is_erased_from_another_environment_or_by_half_a_name(pool: PgPool) {
    let planted = Planted::start(pool).await;
    let service = planted.service();
    let seen = planted.traces().await;
    let foreign = IntegrationId::parse("gem:1111111111111111111111ab").unwrap();
    for (body, status, text) in [
        (json!({}), 400, "email: either email, or candidate_id and integration_id"),
        (json!({ "email": "quasti" }), 400, "email: an e-mail address"),
        (json!({ "email": EMAIL, "candidate_id": planted.id() }), 400, "email: either email alone"),
        (json!({ "candidate_id": planted.id() }), 400, "integration_id: it is needed"),
        (json!({ "candidate_id": "x", "integration_id": service.integration }), 400, "candidate_id: the id"),
        (json!({ "candidate_id": planted.id(), "integration_id": foreign }), 404, "no integration"),
        (
            json!({ "candidate_id": "11111111111111111111111A", "integration_id": service.integration }),
            404,
            "candidate_id: the integration has no candidate",
        ),
    ] {
        let refusal = planted.erase(body.clone()).await;
        assert_eq!(refusal.status, status, "{body}: {}", refusal.body);
        assert!(refusal.message().to_lowercase().contains(text), "{body}: {}", refusal.message());
    }
    let by_caller = service.send("POST", "/v1/management/erase-person", &json!({ "email": EMAIL })).await;
    assert_eq!(by_caller.status, 401);
    sqlx::raw_sql(
        "INSERT INTO environments (public_id, name, created_at) VALUES ('other', 'other', now());
         UPDATE integrations SET environment_id = (SELECT environment_id FROM environments WHERE name = 'other')",
    )
    .execute(service.store.pool())
    .await
    .unwrap();
    let told = planted.erase(json!({ "email": EMAIL })).await;
    assert_eq!(told.data()["integrations"], json!([]), "it is another customer's now");
    assert_eq!(planted.traces().await, seen);
}
