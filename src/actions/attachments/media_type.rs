//! What a file is, as far as its name says.

const UNKNOWN: &str = "application/octet-stream";

const BY_EXTENSION: [(&str, &str); 16] = [
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("gif", "image/gif"),
    ("html", "text/html"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("rtf", "application/rtf"),
    ("txt", "text/plain"),
    ("webp", "image/webp"),
    ("zip", "application/zip"),
];

pub(super) fn of(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map(|(_name, extension)| extension.to_ascii_lowercase());
    let known = BY_EXTENSION.iter().find(|(known, _type)| extension.as_deref() == Some(known));
    known.map_or(UNKNOWN, |(_extension, media_type)| media_type)
}

/// What the host of the file says goes before, unless that is nothing.
pub(super) fn best(told: Option<String>, name: &str) -> String {
    told.filter(|told| told != UNKNOWN && told != "binary/octet-stream")
        .unwrap_or_else(|| of(name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_what_nobody_else_does() {
        assert_eq!(of("Résumé.final.PDF"), "application/pdf");
        assert_eq!((of("resume"), of("a."), of("a.exe")), (UNKNOWN, UNKNOWN, UNKNOWN));
        assert_eq!(best(Some("text/plain".to_owned()), "a.pdf"), "text/plain");
        assert_eq!(best(Some(UNKNOWN.to_owned()), "a.pdf"), "application/pdf");
        assert_eq!(best(None, "a.pdf"), "application/pdf");
    }
}
