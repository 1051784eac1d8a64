//! What is planted, and how it is found again.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sqlx::{ConnectOptions as _, PgPool};
use unified_ats::clock::{Clock as _, SystemClock};
use unified_ats::gem_sim::{Options, Profile};

use crate::actions::stand::{Stand, everything};
use crate::support::TestService;

const PASSWORD: &str = "password-of-the-database";

const TEXTS: [&str; 9] = [
    "zaphodia",
    "beeblebrox",
    "heart.example",
    "magrathea",
    "4400042",
    "vogonic",
    "tt1-trillian",
    "secret-name.pdf",
    "c2vjcmv0ihbhz2uy",
];

/// What of a planted person a text holds.
pub(super) fn person_in(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    TEXTS.into_iter().find(|planted| text.contains(planted))
}

/// Texts that open something.
pub(super) struct Secrets(Vec<(&'static str, String)>);

impl Secrets {
    pub(super) fn of(service: &TestService) -> Self {
        let encryption_key = service.keys.split_once(':').unwrap().1.trim_end_matches('=').to_owned();
        let decoded = STANDARD.decode(service.keys.split_once(':').unwrap().1).unwrap();
        let mut hex = String::new();
        for byte in decoded {
            write!(hex, "{byte:02x}").unwrap();
        }
        Self(vec![
            ("a key of a caller", service.key.clone()),
            ("a management key", service.management_key.clone()),
            ("an encryption key", encryption_key),
            ("an encryption key in hex", hex),
            ("the password of the database", password(service)),
            ("the key of the ATS", service.sim.direct_key().to_owned()),
            ("the partner key of the ATS", service.sim.partner_key().to_owned()),
            ("the secret of the ATS", service.sim.partner_secret().to_owned()),
        ])
    }

    pub(super) fn found(&self, text: &str) -> Option<&'static str> {
        self.0.iter().find(|(_what, secret)| text.contains(secret.as_str())).map(|(what, _)| *what)
    }
}

/// The database with a password.
pub(super) fn database_url(service: &TestService) -> String {
    let mut url = service.store.pool().connect_options().to_url_lossy();
    url.set_password(Some(&password(service))).unwrap();
    url.to_string()
}

/// The one that is needed. Whoever is trusted without one may send any.
fn password(service: &TestService) -> String {
    let url = service.store.pool().connect_options().to_url_lossy();
    let password = url.password().unwrap_or(PASSWORD).to_owned();
    assert!(
        password.len() >= 8,
        "a short password of the test database is found everywhere: take a longer one"
    );
    password
}

/// A synced service whose people all have the planted names, and one of which cannot be read.
pub(super) async fn stand(pool: PgPool) -> Stand {
    let options = Options { candidates: 60, rate: None, profile: Profile::Extended, ..Options::default() };
    let service = TestService::start_with(pool, options, everything()).await;
    // Programs go by the machine's clock.
    service.clock.advance(SystemClock.now() - service.now());
    for (resource, fields) in [("candidates", candidate()), ("users", user())] {
        let rows = service.world(resource).await;
        let change = |row: &Value| json!({ "op": "touchless_update", "resource": resource, "id": row["id"], "fields": fields });
        service.mutate(rows.iter().map(change).collect()).await;
    }
    let stand = Stand::at(service).await;
    let unreadable = json!({ "created_at": "Beeblebrox", "emails": 4_400_042, "attachments": "Vogonic" });
    let rows = stand.service.world("candidates").await;
    let other =
        rows.iter().find(|row| row["id"] != stand.candidate["remote_id"] && row["deleted_at"].is_null());
    let spoilt = json!([{ "op": "update", "resource": "candidates", "id": other.unwrap()["id"], "fields": unreadable }]);
    stand.service.mutate(spoilt).await;
    stand
}

fn candidate() -> Value {
    json!({
        "first_name": "Zaphodia", "last_name": "Beeblebrox", "company": "Magrathea", "title": "Vogonic poet",
        "email_addresses": [{ "value": "zaphodia@heart.example", "type": "personal" }],
        "phone_numbers": [{ "value": "+4400042", "type": "mobile" }],
        "social_media_addresses": [{ "value": "https://www.linkedin.com/in/tt1-trillian" }],
    })
}

fn user() -> Value {
    json!({
        "name": "Zaphodia Beeblebrox", "first_name": "Zaphodia", "last_name": "Beeblebrox",
        "primary_email_address": "beeblebrox@heart.example", "emails": ["beeblebrox@heart.example"],
    })
}
