//! What the documentation points to is there.

use std::path::{Path, PathBuf};

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md")];
    let mut folders = vec![root.join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    assert!(pages.len() > 15);
    pages
}

/// What stands between two marks, within a line.
fn between<'a>(text: &'a str, begin: &str, end: char) -> Vec<&'a str> {
    let parts = text.split(begin).skip(1);
    parts.filter_map(|part| part.split_once(end)).map(|(inner, _rest)| inner).collect()
}

fn exists(path: &Path) -> bool {
    path.exists() || path.with_extension("rs").exists()
}

#[test]
fn links_lead_to_pages_that_are_there() {
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        let links = between(&text, "](", ')').into_iter().filter(|link| !link.contains(':'));
        for link in links {
            let target = link.split('#').next().unwrap();
            let there = target.is_empty() || page.parent().unwrap().join(target).exists();
            assert!(there, "{}: {link} leads nowhere", page.display());
        }
    }
}

#[test]
fn files_that_are_named_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for folder in ["src/", "tests/", "docs/", "migrations/", "openapi/"] {
            let named = between(&text, &format!("`{folder}"), '`');
            // `<tool>` and the like stand for something.
            for name in named.into_iter().filter(|name| !name.contains(['<', '*', ' ', '\n'])) {
                let there = exists(&root.join(folder).join(name));
                assert!(there, "{} names {folder}{name}, which is not there", page.display());
            }
        }
    }
}
