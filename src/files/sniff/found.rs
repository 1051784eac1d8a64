//! What the first bytes of a file say that it is.

pub(super) const PDF: &[u8] = b"%PDF-";

/// Kinds of content, as far as they are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Pdf,
    Png,
    Jpeg,
    Gif,
    WebP,
    Tiff,
    Zip,
    Gzip,
    OldOffice,
    RichText,
    Html,
    /// With NUL bytes, which no text has.
    BrokenHtml,
    Program,
    Script,
    Text,
    Unknown,
}

/// How files begin.
const BEGINNINGS: [(&[u8], Found); 25] = [
    (PDF, Found::Pdf),
    (b"\x89PNG\r\n\x1a\n", Found::Png),
    (b"\xff\xd8\xff", Found::Jpeg),
    (b"GIF87a", Found::Gif),
    (b"GIF89a", Found::Gif),
    (b"II*\0", Found::Tiff),
    (b"MM\0*", Found::Tiff),
    (b"PK\x03\x04", Found::Zip),
    (b"PK\x05\x06", Found::Zip), // an empty one
    (b"PK\x07\x08", Found::Zip), // one of several parts
    (b"\x1f\x8b", Found::Gzip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Found::OldOffice),
    (b"{\\rtf", Found::RichText),
    (b"\x7fELF", Found::Program),
    (b"\xfe\xed\xfa\xce", Found::Program), // Mach-O, in both orders of bytes
    (b"\xfe\xed\xfa\xcf", Found::Program),
    (b"\xce\xfa\xed\xfe", Found::Program),
    (b"\xcf\xfa\xed\xfe", Found::Program),
    (b"\xca\xfe\xba\xbe", Found::Program), // Mach-O for several processors, and classes of Java
    (b"\xca\xfe\xba\xbf", Found::Program),
    (b"\xbe\xba\xfe\xca", Found::Program),
    (b"\xbf\xba\xfe\xca", Found::Program),
    (b"\0asm", Found::Program),
    (b"#!", Found::Script),
    (b"\xef\xbb\xbf#!", Found::Script),
];

/// How pages of HTML begin (the list of the standard on sniffing, less the tags that other texts begin with, too).
const TAGS: [&[u8]; 11] = [
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<script",
    b"<iframe",
    b"<title",
    b"<style",
    b"<meta",
    b"<table",
    b"<!--",
];

impl Found {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let known = BEGINNINGS.iter().find(|(beginning, _found)| bytes.starts_with(beginning));
        if let Some((_beginning, found)) = known {
            return *found;
        }
        if is_windows_program(bytes) {
            return Self::Program;
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Self::WebP;
        }
        match (is_html(bytes), bytes.contains(&0)) {
            (true, false) => Self::Html,
            (true, true) => Self::BrokenHtml,
            (false, false) => Self::Text,
            (false, true) => Self::Unknown,
        }
    }

    /// As it stands in a sentence.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF document",
            Self::Png => "a PNG image",
            Self::Jpeg => "a JPEG image",
            Self::Gif => "a GIF image",
            Self::WebP => "a WebP image",
            Self::Tiff => "a TIFF image",
            Self::Zip => "a ZIP archive or an Office document",
            Self::Gzip => "a gzip archive",
            Self::OldOffice => "an Office document of the old format",
            Self::RichText => "rich text (RTF)",
            Self::Html => "an HTML page",
            Self::BrokenHtml => "an HTML page with NUL bytes in it",
            Self::Program => "a program",
            Self::Script => "a script",
            Self::Text => "text",
            Self::Unknown => "data of an unknown kind",
        }
    }
}

/// `MZ` alone may begin a text. The header of a program has zeros within its 64 bytes: the upper half of the address at its
/// end is zero.
fn is_windows_program(bytes: &[u8]) -> bool {
    bytes.starts_with(b"MZ") && bytes.get(..64).is_some_and(|header| header.contains(&0))
}

fn is_html(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    TAGS.iter().any(|tag| text.get(..tag.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(tag)))
}
