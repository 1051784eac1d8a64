//! What the real program writes down, tells and keeps while it syncs, serves and fails, at the level that logs the most:
//! no secret anywhere, and nothing about a person but in the records themselves and in the answers that show them.

mod driven;
mod planted;

use sqlx::{PgPool, Row as _};

use super::program::Program;
use driven::Driven;
use planted::{Secrets, database_url, person_in};

/// The tables that hold the records of customers, where what is about a person belongs. What is sealed cannot be searched.
const OF_RECORDS: [&str; 18] = [
    "application_stages",
    "applications",
    "candidates",
    "documents",
    "interviewing_team_members",
    "interviews",
    "job_application_stages",
    "job_hiring_team_members",
    "job_postings",
    "jobs",
    "offers",
    "rejection_reasons",
    "roles",
    "sources",
    "sync_answers",
    "tags",
    "users",
    "own_writes",
];

#[sqlx::test]
async fn secrets_are_nowhere_and_people_are_in_their_records_only(pool: PgPool) {
    let stand = planted::stand(pool.clone()).await;
    let secrets = Secrets::of(&stand.service);
    let url = database_url(&stand.service);
    let settings = [
        ("DATABASE_URL", url.as_str()),
        ("LOG_FORMAT", "json"),
        ("RUST_LOG", "trace"),
        ("TRUSTED_HOSTS", "127.0.0.1"),
        ("SYNC_LEASE_SECONDS", "5"),
    ];
    let mut program = Program::serve(&stand.service, "api,sync", &settings);
    let address = program.address().await.expect("the program begins");
    let driven = Driven::through(&stand, &address).await;
    program.terminate();
    assert!(program.ended().await.success());

    let log = program.whole_log().await;
    assert!(log.len() > 200 && log.iter().any(|line| line.contains("\"TRACE\"")), "the log tells too little");
    let mut found = Vec::new();
    for line in log.iter().chain(&program.printed()) {
        found.extend(person_in(line).map(|what| format!("{what} in the log: {line}")));
        found.extend(secrets.found(line).map(|what| format!("{what} in the log: {line}")));
    }
    for (what, answer) in &driven.refusals {
        found.extend(person_in(answer).map(|person| format!("{person} in the refusal of {what}: {answer}")));
    }
    for (what, answer) in driven.refusals.iter().chain(&driven.answers) {
        found.extend(secrets.found(answer).map(|secret| format!("{secret} in the answer to {what}")));
    }
    found.extend(person_in(&driven.metrics).map(|person| format!("{person} in the metrics")));
    found.extend(secrets.found(&driven.metrics).map(|secret| format!("{secret} in the metrics")));
    found.extend(in_tables(&pool, &secrets).await);
    assert!(
        found.is_empty(),
        "{} finds, the first are:\n{}",
        found.len(),
        found.into_iter().take(20).collect::<Vec<_>>().join("\n")
    );
}

/// Looks at every row of every table.
async fn in_tables(pool: &PgPool, secrets: &Secrets) -> Vec<String> {
    let tables = "SELECT table_name::text FROM information_schema.tables
                  WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'";
    let (mut found, mut with_people) = (Vec::new(), 0);
    for table in sqlx::query(tables).fetch_all(pool).await.unwrap() {
        let table: String = table.get(0);
        let rows = sqlx::AssertSqlSafe(format!("SELECT r::text FROM \"{table}\" r"));
        for row in sqlx::query(rows).fetch_all(pool).await.unwrap() {
            let row: String = row.get(0);
            let person = person_in(&row);
            if OF_RECORDS.contains(&table.as_str()) {
                with_people += usize::from(person.is_some());
            } else {
                found.extend(person.map(|person| format!("{person} in the table {table}: {row}")));
            }
            found.extend(secrets.found(&row).map(|secret| format!("{secret} in the table {table}")));
        }
    }
    assert!(with_people > 100, "the planted are not in the records: nothing was looked at");
    found
}
