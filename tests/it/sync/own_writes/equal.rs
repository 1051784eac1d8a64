//! What an effect leaves behind, and what the next syncs make of it.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::clock::Clock as _;
use unified_ats::domain::model::Model;
use unified_ats::store::own_writes;
use unified_ats::store::quarantine;
use unified_ats::store::writes::Write;
use unified_ats::sync::effect::write_effect;
use unified_ats::sync::maintenance;

use super::super::runs::rows;
use super::told::{Told, told};
use super::{candidate, shown, synced, text};
use crate::support::TestService;

async fn write(service: &TestService, effects: Vec<Told>) {
    let scope = service.stored_integration().await.scope;
    let mut write = Write::begin(&service.store, &scope, &service.clock).await.unwrap();
    for told in effects {
        write_effect(&mut write, told.about, told.batch).await.unwrap();
    }
    write.commit(&service.clock).await.unwrap();
}

struct Acted {
    candidate: String,
    application: String,
    /// The application's candidate.
    owner: String,
}

/// A candidate who was created, and an application that was moved, in Gem and in our tables.
async fn act(service: &TestService) -> Acted {
    let fields = json!({ "first_name": "Ada", "last_name": "Lovelace", "tags": ["one of a kind"],
                         "email_addresses": [] });
    let made = service.mutate(json!([{ "op": "create", "resource": "candidates", "fields": fields }])).await;
    let candidate = made[0]["id"].as_str().unwrap().to_owned();
    let pending = service.walk("/v1/ats/applications?outcomes=PENDING", 250).await;
    let application = pending.iter().find(|application| application["current_stage"].is_object()).unwrap();
    let stages = service.walk("/v1/ats/application-stages", 250).await;
    let other = stages.iter().find(|stage| stage["id"] != application["current_stage"]["id"]).unwrap();
    let (id, stage) = (application["remote_id"].as_str().unwrap(), &other["remote_id"]);
    service.mutate(json!([{ "op": "move", "application_id": id, "stage_id": stage }])).await;
    let owner = application["candidate"]["remote_id"].as_str().unwrap();
    let job = application["job"]["remote_id"].as_str().unwrap();
    let effects = vec![
        told(service, "candidates", &[&candidate, "one of a kind"]).await,
        // Its job and its candidate are stubs in it.
        told(service, "applications", &[id, owner, job]).await,
    ];
    write(service, effects).await;
    let moved = shown(service, "applications", id).await;
    assert_eq!(moved["current_stage"]["id"], other["id"], "it is there at once");
    Acted { candidate, application: id.to_owned(), owner: owner.to_owned() }
}

#[sqlx::test]
async fn the_next_syncs_find_an_effect_equal(pool: PgPool) {
    let service = synced(pool).await;
    service.clock.advance(TimeDelta::minutes(1));
    let Acted { candidate, application, owner } = act(&service).await;
    // The ATS's text of a candidate shows the applications.
    write(&service, vec![told(&service, "candidates", &[&owner]).await]).await;
    let both = async || {
        [shown(&service, "candidates", &candidate).await, shown(&service, "applications", &application).await]
    };
    let documents = both().await;
    let written = documents.iter().all(|document| document["changed_at"] == text(service.now()));
    assert!(written, "{documents:?}");
    let before = rows(&service).await;
    let changes = service.sync_changes().await;
    assert!(
        changes.counts.of(Model::Candidate).unchanged > 0
            && changes.counts.of(Model::Application).unchanged > 0
    );
    for report in [changes, service.sync().await] {
        assert_eq!(report.counts.total().changed(), 0, "{:?}", report.counts);
        assert!(rows(&service).await == before, "{:?} wrote rows", report.kind);
        assert_eq!(both().await, documents, "{:?}", report.kind);
    }
}

#[sqlx::test]
async fn what_the_ats_told_itself_is_noted_and_what_it_named_is_not(pool: PgPool) {
    let service = synced(pool).await;
    let Acted { candidate, application, .. } = act(&service).await;
    let scope = service.stored_integration().await.scope;
    let mut db = service.store.pool().acquire().await.unwrap();
    let noted = own_writes::since(&mut db, &scope, service.now()).await.unwrap();
    let wanted = [
        (Model::Candidate, candidate.as_str()),
        (Model::Tag, "one of a kind"),
        (Model::Application, application.as_str()),
    ];
    assert_eq!(noted, wanted.map(|(model, id)| (model, scope.record(model, id))).into());
}

#[sqlx::test]
async fn what_does_not_fit_of_an_effect_is_kept_until_it_fits(pool: PgPool) {
    let service = synced(pool).await;
    let id = candidate(&service).await;
    let scope = service.stored_integration().await.scope;
    for (title, entries) in [(json!(7), 1), (json!("Pilot"), 0)] {
        let fields: Value = json!({ "title": title });
        service
            .mutate(json!([{ "op": "update", "resource": "candidates", "id": id, "fields": fields }]))
            .await;
        write(&service, vec![told(&service, "candidates", &[&id]).await]).await;
        let mut db = service.store.pool().acquire().await.unwrap();
        let found = quarantine::list(&mut db, &scope, ("", ""), 10).await.unwrap();
        let found: Vec<_> = found.iter().map(|e| (e.resource.as_str(), e.remote_id.as_str())).collect();
        assert_eq!(found, vec![("ats_candidates", id.as_str()); entries]);
    }
}

#[sqlx::test]
async fn what_actions_wrote_is_remembered_for_two_days(pool: PgPool) {
    let service = synced(pool).await;
    let id = candidate(&service).await;
    write(&service, vec![told(&service, "candidates", &[&id]).await]).await;
    let (scope, written_at) = (service.stored_integration().await.scope, service.clock.now());
    let worker = service.worker(CancellationToken::new());
    let remembered = async || {
        maintenance::forget(&worker, service.now()).await.unwrap();
        let mut db = service.store.pool().acquire().await.unwrap();
        own_writes::since(&mut db, &scope, written_at).await.unwrap().len()
    };
    service.clock.advance(TimeDelta::days(2));
    assert_eq!(remembered().await, 1);
    service.clock.advance(TimeDelta::milliseconds(1));
    assert_eq!(remembered().await, 0);
}
