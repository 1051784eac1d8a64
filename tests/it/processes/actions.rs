//! The real program killed between an effect in Gem and its commit, and asked for the same by two callers at a time.

use futures_util::future::join_all;
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::clock::{Clock as _, SystemClock};

use super::program::Program;
use super::until::until;
use crate::actions::Stand;
use crate::actions::faults::writes::{Supply, Write};

/// Longer than any test.
const FOR_EVER: u64 = 600_000;

/// A stand whose records are no older than the machine's clock, by which programs go.
async fn stand(pool: PgPool) -> Stand {
    let stand = Stand::extended(pool).await;
    stand.service.clock.advance(SystemClock.now() - stand.service.now());
    stand
}

/// What a program answered.
#[derive(Debug)]
struct Told {
    status: u16,
    outcome: String,
    replayed: bool,
    body: Value,
}

async fn tell(request: reqwest::RequestBuilder) -> Told {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (outcome, replayed) = (header("action-outcome").unwrap(), header("idempotent-replayed").is_some());
    Told { status, outcome, replayed, body: serde_json::from_str(&answer.text().await.unwrap()).unwrap() }
}

/// Waits until so many requests have taken effect whose answers Gem keeps back.
async fn held(stand: &Stand, number: u64) {
    until("Gem has not done everything that was asked for", async || {
        let faults = stand.service.faults().await;
        let acted: u64 =
            faults.as_array().unwrap().iter().map(|fault| fault["acted"].as_u64().unwrap()).sum();
        (acted == number).then_some(())
    })
    .await;
}

/// All writes at a time, half of them with a key: each has its effect, and none has its answer.
#[sqlx::test]
async fn killed_behind_the_effect_nothing_is_done_twice(pool: PgPool) {
    let stand = stand(pool).await;
    let mut supply = Supply::of(&stand).await;
    let mut writes: Vec<(Write, Option<String>)> = Vec::new();
    for with_key in [true, false] {
        for write in supply.all().await {
            let key = with_key.then(|| write.key());
            writes.push((write, key));
        }
    }
    let mut program = Program::serve(&stand.service, "api", &[]);
    let address = program.address().await.unwrap();
    let held_back = ["POST", "PUT", "DELETE"].map(|method| {
        json!({ "path": "*", "method": method, "kind": "delay", "delay_ms": FOR_EVER, "after": true })
    });
    stand.service.set_faults(json!(held_back)).await;
    let calls: Vec<_> = writes
        .iter()
        .map(|(write, key)| tokio::spawn(write.request(&stand, &address, key.as_deref()).send()))
        .collect();
    held(&stand, u64::try_from(writes.len()).unwrap()).await;
    for (write, _key) in &writes {
        until(&format!("{}: it has no effect", write.name), async || {
            (write.in_gem(&stand).await == 1).then_some(())
        })
        .await;
    }
    program.kill();
    for call in calls {
        assert!(call.await.unwrap().is_err(), "nobody was answered");
    }
    stand.service.set_faults(json!([])).await;
    // A call that died holds its action for nearly a minute: as long as Gem may need to end what it was asked for. Here
    // it has ended, so that nothing is lost when the test does not wait for that.
    sqlx::query("UPDATE actions SET lease_until = now() WHERE state = 'SENT'")
        .execute(stand.service.store.pool())
        .await
        .unwrap();

    let second = Program::serve(&stand.service, "api", &[]);
    let address = second.address().await.unwrap();
    for round in 0..2 {
        for (write, key) in &writes {
            // Without a key, an answer is owed once: the next call is another action.
            if round > 0 && key.is_none() && !write.is_note() {
                continue;
            }
            let told = tell(write.request(&stand, &address, key.as_deref())).await;
            if write.is_note() {
                assert_eq!(told.outcome, "uncertain", "{}: {told:?}", write.name);
                assert!(told.body["error"]["message"].as_str().unwrap().contains("uncertain"));
            } else {
                assert_eq!((told.status, told.outcome.as_str()), (200, "done"), "{}: {told:?}", write.name);
                assert!(told.replayed, "{}: an earlier call did it", write.name);
            }
            assert_eq!(write.in_gem(&stand).await, 1, "{}", write.name);
        }
    }
    for (write, _key) in &writes {
        write.assert_read(&stand, true).await;
    }
    drop(second);
    stand.service.clock.advance(SystemClock.now() - stand.service.now());
    stand.confirmed_by_syncs().await;
}

/// Killed before anything was sent, the action is done by whoever asks next.
#[sqlx::test]
async fn killed_before_anything_is_sent_it_is_done_by_the_next_call(pool: PgPool) {
    let stand = stand(pool).await;
    let writes = {
        let mut supply = Supply::of(&stand).await;
        [supply.application(), supply.note(), supply.stage(), supply.file(false)]
    };
    let mut program = Program::serve(&stand.service, "api", &[]);
    let address = program.address().await.unwrap();
    let unread = json!({ "path": "/candidates/", "method": "GET", "kind": "delay", "delay_ms": FOR_EVER });
    stand.service.set_faults(json!([unread])).await;
    let calls: Vec<_> = writes
        .iter()
        .map(|write| tokio::spawn(write.request(&stand, &address, Some(&write.key())).send()))
        .collect();
    held(&stand, 4).await;
    program.kill();
    for call in calls {
        assert!(call.await.unwrap().is_err(), "nobody was answered");
    }
    stand.service.set_faults(json!([])).await;
    // As above: nobody is left to hold them.
    sqlx::query("UPDATE actions SET lease_until = now() WHERE state = 'CLAIMED'")
        .execute(stand.service.store.pool())
        .await
        .unwrap();
    let second = Program::serve(&stand.service, "api", &[]);
    let address = second.address().await.unwrap();
    for write in &writes {
        for replayed in [false, true] {
            let told = tell(write.request(&stand, &address, Some(&write.key()))).await;
            assert_eq!((told.status, told.replayed), (200, replayed), "{}: {told:?}", write.name);
            assert_eq!(write.in_gem(&stand).await, 1, "{}", write.name);
        }
    }
}

/// Gem keeps the first one's answer back until the second one is there.
fn slowly(write: &Write) -> Value {
    write.fault(&json!({ "kind": "delay", "delay_ms": 1500, "after": true, "times": 1 }))
}

#[sqlx::test]
async fn two_calls_with_a_key_at_a_time_have_one_effect(pool: PgPool) {
    let stand = stand(pool).await;
    let (application, note) = {
        let mut supply = Supply::of(&stand).await;
        (supply.application(), supply.note())
    };
    let programs = [Program::serve(&stand.service, "api", &[]), Program::serve(&stand.service, "api", &[])];
    let [one, other] = [programs[0].address().await.unwrap(), programs[1].address().await.unwrap()];
    stand.service.set_faults(json!([slowly(&application), slowly(&note)])).await;
    for write in [&application, &note] {
        // Of the same process, and of another one.
        let key = write.key();
        let calls = [&one, &one, &other].map(|address| tell(write.request(&stand, address, Some(&key))));
        let told = join_all(calls).await;
        assert!(told.iter().all(|one| one.status == 200 && one.body == told[0].body), "{told:?}");
        let replayed = told.iter().filter(|told| told.replayed).count();
        assert_eq!(replayed, 2, "{}: {told:?}", write.name);
        assert_eq!(write.in_gem(&stand).await, 1, "{}", write.name);
    }
}

/// Two bodies that create the same person, without keys.
#[sqlx::test]
async fn two_calls_for_the_same_person_at_a_time_make_one_candidate(pool: PgPool) {
    let stand = stand(pool).await;
    let application = Supply::of(&stand).await.application();
    let mut other = application.clone();
    other.body["candidate"]["company"] = json!("Engines");
    let email = other.body["candidate"]["email_address"].as_str().unwrap().to_uppercase();
    other.body["candidate"]["email_address"] = json!(email);
    let program = Program::serve(&stand.service, "api", &[]);
    let address = program.address().await.unwrap();
    stand.service.set_faults(json!([slowly(&application)])).await;
    let request = |write: &Write| tell(write.request(&stand, &address, None));
    let (one, two) = tokio::join!(request(&application), request(&other));
    let (done, refused) = if one.status == 200 { (one, two) } else { (two, one) };
    assert_eq!((done.status, done.outcome.as_str()), (200, "done"), "{done:?}");
    assert_eq!(refused.body["error"]["code"], "ATS.APPLICATION_ALREADY_EXISTS", "{refused:?}");
    assert_eq!(refused.outcome, "not-done");
    assert_eq!(application.in_gem(&stand).await, 1);
}
