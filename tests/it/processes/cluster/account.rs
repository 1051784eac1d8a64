//! Postgres refuses to run as root: then it runs as somebody else.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// Who runs the server instead of root.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl Account {
    /// `None`: whoever runs the tests, and made the folder, may run Postgres. Otherwise the folder changes hands.
    pub(super) fn for_postgres(folder: &Path) -> Option<Self> {
        if std::fs::metadata(folder).unwrap().uid() != 0 {
            return None;
        }
        let accounts = std::fs::read_to_string("/etc/passwd").unwrap();
        let account = ["postgres", "nobody"].into_iter().find_map(|name| Self::named(name, &accounts));
        let Some(account) = account else {
            panic!("as root, the tests run Postgres as `postgres` or `nobody`: add one of these accounts")
        };
        account.give(folder);
        Some(account)
    }

    /// Lines are `name:password:uid:gid:…`.
    fn named(name: &str, accounts: &str) -> Option<Self> {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut ids = line.split(':').skip(2).map(|id| id.parse().unwrap());
        Some(Self { uid: ids.next()?, gid: ids.next()? })
    }

    pub(super) fn give(self, path: &Path) {
        std::os::unix::fs::chown(path, Some(self.uid), Some(self.gid)).unwrap();
    }
}
