//! Every table that holds something of integrations. A table that is made has to be added here: a test compares the list
//! with the database's own.

/// A table of which rows belong to integrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    pub name: &'static str,
    /// Removes at most `$2` rows of the integration `$1`.
    pub(super) erase: &'static str,
}

/// Rows are found by the integration and removed by where they are: no table needs a key of a certain form.
macro_rules! table {
    ($name:literal) => {
        Table {
            name: $name,
            erase: concat!(
                "-- erasure.remove_some ",
                $name,
                "
                 DELETE FROM ",
                $name,
                " WHERE ctid = ANY(ARRAY(SELECT ctid FROM ",
                $name,
                " WHERE integration_id = $1 LIMIT $2))"
            ),
        }
    };
}

/// In this order: the data key, without which the rest of what is sealed is unreadable in backups, too; what callers can see;
/// what refers to a run before the runs.
pub const TABLES: &[Table] = &[
    table!("integration_keys"),
    table!("api_key_integrations"),
    table!("documents"),
    table!("users"),
    table!("roles"),
    table!("tags"),
    table!("rejection_reasons"),
    table!("application_stages"),
    table!("job_postings"),
    table!("jobs"),
    table!("applications"),
    table!("candidates"),
    table!("interviews"),
    table!("offers"),
    table!("job_application_stages"),
    table!("job_hiring_team_members"),
    table!("interviewing_team_members"),
    table!("sources"),
    table!("changes"),
    table!("forgotten_changes"),
    table!("integration_fields"),
    table!("field_sources"),
    table!("reshapings"),
    table!("quarantine"),
    table!("actions"),
    table!("action_turns"),
    table!("interactions"),
    table!("connect_links"),
    table!("own_writes"),
    table!("created_records"),
    table!("erased_people"),
    table!("document_writes"),
    table!("model_syncs"),
    table!("sync_answers"),
    table!("sync_marks"),
    table!("sync_runs"),
];

/// What goes with the fields of an integration's records when they expire. The records' own rows stay, empty.
pub const EXPIRING: &[Table] =
    &[table!("documents"), table!("quarantine"), table!("actions"), table!("sync_answers")];
