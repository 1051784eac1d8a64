//! Bodies that were damaged, and bodies that never were any: whatever is sent, the service answers with what was wrong and
//! where, and what it refuses has changed nothing.

mod damage;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::Value;
use sqlx::PgPool;
use tokio::runtime::Handle;

use self::damage::{Damage, damages, json_values};
use super::Stand;
use super::every::all;
use crate::support::Answer;

/// What is sent.
#[derive(Debug, Clone)]
enum Sent {
    /// A valid body that was damaged.
    Damaged(Vec<Damage>),
    /// Any JSON.
    Json(Value),
    /// Anything.
    Bytes(Vec<u8>),
    /// A valid body to a record of any name.
    To(String),
}

fn sent() -> impl Strategy<Value = Sent> {
    prop_oneof![
        12 => damages().prop_map(Sent::Damaged),
        2 => json_values().prop_map(Sent::Json),
        2 => prop::collection::vec(any::<u8>(), 0..200).prop_map(Sent::Bytes),
        1 => "\\PC{0,30}|remote:\\PC{0,5}|[\\x00-\\x7f]{1,10}".prop_map(Sent::To),
    ]
}

/// One world with all that was done to it.
struct Trial {
    stand: Stand,
    count: AtomicU64,
    done: AtomicU64,
    refused: AtomicU64,
}

#[sqlx::test]
async fn no_body_makes_the_service_fail(pool: PgPool) {
    let trial = Arc::new(Trial {
        stand: Stand::extended(pool).await,
        count: AtomicU64::new(1),
        done: AtomicU64::new(0),
        refused: AtomicU64::new(0),
    });
    let (handle, of_cases) = (Handle::current(), Arc::clone(&trial));
    // proptest runs its cases one after the other and waits for each: on a thread of its own.
    let ran = tokio::task::spawn_blocking(move || {
        let config = Config { cases: 500, failure_persistence: None, ..Config::default() };
        let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        TestRunner::new_with_rng(config, seed)
            .run(&(0..11_usize, sent()), |(action, sent)| handle.block_on(of_cases.run(action, sent)))
    });
    ran.await.unwrap().unwrap_or_else(|failure| panic!("{failure}"));
    let (done, refused) = (trial.done.load(Ordering::Relaxed), trial.refused.load(Ordering::Relaxed));
    assert!(
        done > 50 && refused > 200,
        "{done} were done and {refused} refused: that tries only one of the two"
    );
    trial.stand.confirmed_by_syncs().await;
}

impl Trial {
    async fn run(&self, action: usize, sent: Sent) -> Result<(), TestCaseError> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let request = all(&self.stand, number).swap_remove(action);
        let (path, body) = match sent {
            Sent::Damaged(damages) => (request.path.clone(), damage::applied(request.body.clone(), &damages)),
            Sent::Json(value) => (request.path.clone(), value.to_string().into_bytes()),
            Sent::Bytes(bytes) => (request.path.clone(), bytes),
            Sent::To(name) if request.names_record() => {
                let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
                (request.to(&name.replace('+', "%20")).path, request.body.to_string().into_bytes())
            }
            Sent::To(_name) => (request.path.clone(), Vec::new()),
        };
        self.stand.service.forget_requests().await;
        let answer = self.stand.service.act_with(request.method, &path, &[], body).await;
        if answer.status == 200 {
            self.done.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        self.refused.fetch_add(1, Ordering::Relaxed);
        told(&answer)?;
        let changed = self.stand.effects().await;
        prop_assert!(
            changed.is_empty(),
            "it was refused with {}, and still changed {changed:?}",
            answer.body
        );
        Ok(())
    }
}

/// Panics unless a refusal is one, and says what is to blame.
pub(super) fn assert_told(answer: &Answer, what: &str) {
    told(answer).unwrap_or_else(|failure| panic!("{what}: {failure}"));
}

/// The refusal says by its code and its status that it is one, and names what is to blame.
fn told(answer: &Answer) -> Result<(), TestCaseError> {
    let (code, message) = (answer.code(), answer.message());
    prop_assert!(message.chars().count() < 500, "{message}");
    match code {
        Some("PLATFORM.INPUT_INVALID") => {
            prop_assert!(matches!(answer.status, 400 | 404), "{}: {message}", answer.status);
            let name = message.split_once(": ").map(|(name, _reason)| name);
            prop_assert!(name.is_some_and(is_place), "{message}");
        }
        Some("REMOTE.INPUT_INVALID" | "ATS.APPLICATION_ALREADY_EXISTS") => {
            prop_assert_eq!(answer.status, 400);
        }
        // A path without the record is nobody's.
        None => prop_assert_eq!((answer.status, message.starts_with("Can not ")), (404, true)),
        other => return Err(TestCaseError::fail(format!("{} {other:?}: {message}", answer.status))),
    }
    Ok(())
}

/// Whether a text is the name of a field, as a path from the body's root, or of the body, or of a part of the path.
fn is_place(name: &str) -> bool {
    const ROOTS: [&str; 20] = [
        "body",
        "application_id",
        "candidate_id",
        "job_id",
        "stage_id",
        "rejection_reason_id",
        "note",
        "content",
        "content_type",
        "label",
        "url",
        "details",
        "attachment",
        "attachments",
        "tag",
        "candidate",
        "application",
        "screening_question_answers",
        "source",
        "gdpr_consent",
    ];
    let root = name.split(['.', '[']).next().unwrap();
    let rest = name.strip_prefix(root).unwrap();
    ROOTS.contains(&root) && rest.chars().all(|c| c.is_ascii_alphanumeric() || "_.[]".contains(c))
}
