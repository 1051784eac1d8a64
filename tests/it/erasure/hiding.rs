//! What hides deleted integrations: the statements themselves.

use std::path::Path;

/// The statements of the store, each with the file that it stands in.
fn statements() -> Vec<(String, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for statement in text.split("\"-- ").skip(1) {
                let statement = statement.split("\",").next().unwrap_or_default().to_owned();
                found.push((path.display().to_string(), statement));
            }
        }
    }
    assert!(found.len() > 100, "the sources are read");
    found
}

#[test]
fn whoever_looks_an_integration_up_by_its_id_sees_no_deleted_one() {
    for (file, statement) in statements() {
        let by_id = statement.contains("integrations")
            && ["public_id = $", "public_id = ANY"].iter().any(|by| statement.contains(by));
        let is_hidden = statement.contains("deleted_at") || statement.contains("status <> 'INACTIVE'");
        assert!(
            !by_id || is_hidden,
            "{file} looks integrations up by their ids, and finds deleted ones: add `AND deleted_at IS NULL`: {statement}"
        );
    }
}
