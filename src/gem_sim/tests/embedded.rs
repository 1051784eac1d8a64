//! What a candidate embeds is what the list of applications has.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Gem, newcomer, text};

async fn applications(gem: &Gem) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for page in 1.. {
        let rows = gem.get(&format!("/applications/?per_page=500&page={page}")).await.rows();
        let many = rows.len();
        all.extend(rows.into_iter().map(|row| (text(&row["id"]).to_owned(), row)));
        if many < 500 {
            break;
        }
    }
    all
}

/// Every live candidate, read by itself, embeds the very JSON of the list, and all of it.
async fn agree(gem: &Gem) {
    let mut listed = applications(gem).await;
    let seeded = listed.len();
    for id in gem.get("/candidates/?per_page=500").await.ids() {
        let candidate = gem.get(&format!("/candidates/{id}")).await.json();
        for application in candidate["applications"].as_array().unwrap() {
            let same = listed.remove(text(&application["id"])).unwrap();
            assert_eq!(application.to_string(), same.to_string());
            assert_eq!(application["candidate_id"], json!(id));
        }
        let ids: Vec<_> = candidate["applications"].as_array().unwrap().iter().map(|a| &a["id"]).collect();
        assert_eq!(candidate["application_ids"], json!(ids));
    }
    assert!(listed.is_empty() && seeded > 200, "{} of {seeded} are embedded nowhere", listed.len());
}

/// Writes and changes of every kind.
async fn busy(gem: &Gem) {
    let job = gem.open_job().await;
    gem.api("POST", "/candidates/", &newcomer(&job)).await;
    let active = gem.get("/applications/?status=active").await.ids();
    let source = gem.world("sources").await.remove(3);
    gem.api("PATCH", &format!("/applications/{}", active[0]), &json!({"source_id": source["id"]})).await;
    gem.api("POST", &format!("/applications/{}/reject", active[1]), &json!({})).await;
    gem.mutate(json!({"op": "hire", "application_id": active[2]})).await;
    gem.mutate(json!({"op": "delete", "resource": "applications", "id": active[3]})).await;
    gem.mutate(json!({"op": "random", "n": 30, "seed": 4})).await;
}

#[tokio::test]
async fn a_candidate_embeds_what_the_list_has() {
    let gem = Gem::extended();
    agree(&gem).await;
    busy(&gem).await;
    for switches in [
        json!({}),
        json!({"timestamp_fraction": false}),
        json!({"custom_fields": false}),
        json!({"hired_keeps_stage": true}),
        json!({"order": "updated_desc", "real_time": false}),
        json!({"timestamp_fraction": true, "activity_moves_on_every_change": true, "application_moves_candidate": true}),
    ] {
        gem.switch(switches).await;
        busy(&gem).await;
        agree(&gem).await;
    }
}

#[tokio::test]
async fn without_embedding_the_ids_remain() {
    let gem = Gem::small();
    gem.switch(json!({"embed_applications": false})).await;
    let body = newcomer(&gem.open_job().await);
    let created = gem.api("POST", "/candidates/", &body).await.json();
    assert!(created.get("applications").is_none());
    let read = gem.get(&format!("/candidates/{}", text(&created["id"]))).await.json();
    assert_eq!(read, created);
    let listed = applications(&gem).await;
    let own: Vec<_> = listed.values().filter(|row| row["candidate_id"] == created["id"]).collect();
    assert_eq!(created["application_ids"], json!([own[0]["id"]]));
    assert_eq!(own.len(), 1);
}
