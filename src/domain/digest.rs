//! Short digests by which stored values are compared with new ones.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// The first 16 bytes of a SHA-256: enough to tell apart any two values that one record ever has.
pub type Hash = [u8; 16];

/// The digest of texts in a row; the limits between them count.
pub fn digest(parts: &[&[u8]]) -> Hash {
    let mut short = [0; 16];
    for (to, from) in short.iter_mut().zip(sha256(parts)) {
        *to = from;
    }
    short
}

/// The digest of a value's JSON text, which is never all there.
pub fn digest_of<T: Serialize + ?Sized>(value: &T) -> Hash {
    struct Hashing(Sha256);

    impl std::io::Write for Hashing {
        fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
            self.0.update(text);
            Ok(text.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let mut hashing = Hashing(Sha256::new());
    #[expect(
        clippy::expect_used,
        reason = "such values cannot fail to serialise, nor can memory be written to in vain"
    )]
    serde_json::to_writer(&mut hashing, value).expect("string-keyed data serialises");
    let mut short = [0; 16];
    for (to, from) in short.iter_mut().zip(hashing.0.finalize()) {
        *to = from;
    }
    short
}

/// The digest of texts in a row at full length.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The JSON text of a value that is made of strings, numbers, lists and string-keyed maps only.
pub fn json_text<T: Serialize + ?Sized>(value: &T) -> String {
    #[expect(clippy::expect_used, reason = "such values cannot fail to serialise")]
    serde_json::to_string(value).expect("string-keyed data serialises")
}

/// The same over several lines, for people.
pub fn json_text_pretty<T: Serialize + ?Sized>(value: &T) -> String {
    #[expect(clippy::expect_used, reason = "such values cannot fail to serialise")]
    serde_json::to_string_pretty(value).expect("string-keyed data serialises")
}
