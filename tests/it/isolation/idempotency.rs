//! Keys by which actions are repeated belong to whom they were sent for.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::id::IntegrationId;
use unified_ats::gem_sim::{Options, Profile};

use crate::actions::stand::{Stand, everything, somebody};
use crate::support::{Answer, HOME, Home, TestService};

async fn stand(pool: PgPool, home: Home, id: &str) -> Stand {
    let options = Options { candidates: 60, rate: None, profile: Profile::Extended, ..Options::default() };
    let integration = IntegrationId::parse(id).unwrap();
    Stand::at(TestService::start_in(pool, options, everything(), integration, home).await).await
}

async fn create(stand: &Stand, key: &str, body: &Value) -> Answer {
    stand.service.act("POST", &stand.of_job(), Some(key), body).await
}

#[sqlx::test]
async fn the_same_key_does_the_action_once_for_each_and_shows_nobody_anothers_answer(pool: PgPool) {
    let elsewhere = Home { name: "elsewhere", public_id: "environment9" };
    let stands = [
        stand(pool.clone(), HOME, "gem:8d1hpPsbjxUkoCoa1veLZGe1").await,
        stand(pool.clone(), HOME, "gem:8d1hpPsbjxUkoCoa1veLZGe2").await,
        stand(pool, elsewhere, "gem:8d1hpPsbjxUkoCoa1veLZGe3").await,
    ];
    let body = json!({ "candidate": somebody("same@new.example") });
    let mut answers = Vec::new();
    for stand in &stands {
        let answer = create(stand, "one-key", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(stand.effects().await.len(), 1, "it was done here");
        answers.push(answer.body);
    }
    for (stand, first) in stands.iter().zip(&answers) {
        let again = create(stand, "one-key", &body).await;
        assert_eq!((&again.body, again.header("idempotent-replayed")), (first, Some("true")));
        assert_eq!(stand.effects().await.len(), 1);
        let id = &first["data"]["id"];
        assert_eq!(answers.iter().filter(|answer| answer["data"]["id"] == *id).count(), 1);
        // What another sent under the key tells nothing: only what was sent here counts.
        let other = json!({ "candidate": somebody("other@new.example") });
        let other = create(stand, "one-key", &other).await;
        assert_eq!(other.code(), Some("PLATFORM.INPUT_INVALID"), "{}", other.body);
        assert!(!other.body.to_string().contains("same@"));
    }
}
