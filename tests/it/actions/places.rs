//! The same at every place of every body where a text stands: what no text may hold, and a text that is very long.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::Stand;
use super::bodies::assert_told;
use super::every::all;
use super::refusals::told;

/// All places of texts that anybody reads, as JSON pointers; also of those that are left out by null.
fn texts(value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::Object(members) => {
            let known = members.iter().filter(|(name, _value)| *name != "remote_fields");
            known.flat_map(|(name, value)| texts(value, &format!("{at}/{name}"))).collect()
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.flat_map(|(number, value)| texts(value, &format!("{at}/{number}"))).collect()
        }
        Value::String(_) | Value::Null => vec![at.to_owned()],
        Value::Bool(_) | Value::Number(_) => vec![],
    }
}

#[sqlx::test]
async fn no_text_may_hold_a_nul_character(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    stand.service.forget_requests().await;
    let mut places = 0;
    for request in all(&stand, 0) {
        for place in texts(&request.body, "") {
            let text = request.body.pointer(&place).unwrap().as_str().unwrap_or_default();
            let request = request.with(&place, json!(format!("{text}\0")));
            let answer = stand.service.act(request.method, &request.path, None, &request.body).await;
            assert_eq!((answer.status, answer.code()), (400, Some("PLATFORM.INPUT_INVALID")), "{place}");
            // What stands in an answer to a question is the question's: only the answer is named.
            let named = told(place.split("/answer/").next().unwrap());
            let expected =
                if place.contains("/answer/") { format!("{named}.answer: ") } else { format!("{named}: ") };
            assert!(answer.message().starts_with(&expected), "{place}: {}", answer.message());
            places += 1;
        }
    }
    assert!(places > 80, "{places}");
    assert!(stand.requests().await.is_empty());
}

#[sqlx::test]
async fn a_long_text_is_taken_or_refused_and_nothing_else(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let (mut number, mut done, mut refused) = (0, 0, 0);
    for (action, valid) in all(&stand, 0).iter().enumerate() {
        for place in texts(&valid.body, "") {
            number += 1;
            let long = "ä".repeat(20_000);
            let request = all(&stand, number).swap_remove(action);
            let address = place.ends_with("url").then(|| format!("https://www.linkedin.com/in/{long}"));
            for text in [Some(long), address].into_iter().flatten() {
                let request = request.with(&place, json!(text));
                stand.service.forget_requests().await;
                let answer = stand.service.act(request.method, &request.path, None, &request.body).await;
                if answer.status == 200 {
                    done += 1;
                    continue;
                }
                assert_told(&answer, &place);
                assert!(stand.effects().await.is_empty(), "{place}");
                refused += 1;
            }
        }
    }
    assert!(done > 20 && refused > 50, "{done} done, {refused} refused");
    stand.confirmed_by_syncs().await;
}
