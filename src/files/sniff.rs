//! Whether a file is what its media type says.

mod found;

use found::Found;

/// PDF readers look for the header this far into a file, and mail programs and printers put something before it.
const PDF_HEADER_WITHIN: usize = 1024;

/// Why a file is not taken for what it is declared to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("the file is empty")]
    Empty,
    #[error("the content is {0}, which is not accepted")]
    Dangerous(&'static str),
    #[error("the content is {found}, not {declared} as declared")]
    Other { found: &'static str, declared: String },
}

/// Compares the content with the declared media type, which is in lower case and without parameters. Of types that are not
/// known here, only what no file may be is refused.
pub(super) fn check(declared: &str, bytes: &[u8]) -> Result<(), Mismatch> {
    if bytes.is_empty() {
        return Err(Mismatch::Empty);
    }
    let found = Found::of(bytes);
    if matches!(found, Found::Program | Found::Script) {
        return Err(Mismatch::Dangerous(found.name()));
    }
    let fits = match expected(declared) {
        Some(expected) => {
            expected.contains(&found) || (expected.contains(&Found::Pdf) && is_late_pdf(found, bytes))
        }
        None => true,
    };
    if fits { Ok(()) } else { Err(Mismatch::Other { found: found.name(), declared: declared.to_owned() }) }
}

/// What the content of a media type may be; `None` for types that nothing is known of.
fn expected(declared: &str) -> Option<&'static [Found]> {
    Some(match declared {
        "application/pdf" | "application/x-pdf" => &[Found::Pdf],
        "image/png" | "image/x-png" => &[Found::Png],
        "image/jpeg" | "image/jpg" | "image/pjpeg" => &[Found::Jpeg],
        "image/gif" => &[Found::Gif],
        "image/webp" => &[Found::WebP],
        "image/tiff" => &[Found::Tiff],
        "application/zip" | "application/x-zip-compressed" => &[Found::Zip],
        "application/gzip" | "application/x-gzip" => &[Found::Gzip],
        // Word opens rich text under this name, too, and many programs write it so.
        "application/msword" => &[Found::OldOffice, Found::RichText],
        "application/vnd.ms-excel" | "application/vnd.ms-powerpoint" => &[Found::OldOffice],
        "application/rtf" | "application/x-rtf" | "text/rtf" | "text/richtext" => &[Found::RichText],
        // Every text is HTML to a browser: there is no beginning that it must have.
        "application/xhtml+xml" => &[Found::Html, Found::Text],
        _ if declared.starts_with("text/") => &[Found::Html, Found::Text],
        // Archives with parts of certain names. What is in them is for those to judge who open them.
        _ if is_archive(declared) => &[Found::Zip],
        _ => return None,
    })
}

fn is_archive(declared: &str) -> bool {
    declared.starts_with("application/vnd.openxmlformats-officedocument.")
        || declared.starts_with("application/vnd.oasis.opendocument.")
        || declared.ends_with(".macroenabled.12")
}

/// Only where nothing else is recognised, so that a picture or an archive with a header in it is not taken for a PDF.
fn is_late_pdf(found: Found, bytes: &[u8]) -> bool {
    let beginning = bytes.get(..PDF_HEADER_WITHIN).unwrap_or(bytes);
    matches!(found, Found::Text | Found::Unknown)
        && beginning.windows(found::PDF.len()).any(|at| at == found::PDF)
}

#[cfg(test)]
mod tests;
