use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0";
const ZIP: &[u8] = b"PK\x03\x04\0\0";
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0";
const RTF: &[u8] = b"{\\rtf1 x}";
const HTML: &[u8] = b"\xef\xbb\xbf \n<!DOCTYPE html><p>";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

fn late_pdf(at: usize) -> Vec<u8> {
    let mut bytes = vec![b' '; at];
    bytes.extend_from_slice(b"%PDF-1.7\0");
    bytes
}

fn windows_program() -> Vec<u8> {
    let mut bytes = b"MZ".to_vec();
    bytes.resize(256, 0);
    bytes
}

#[test]
fn what_is_declared_rightly_fits() {
    for (declared, bytes) in [
        ("application/pdf", b"%PDF-1.4\0".as_slice()),
        ("application/pdf", &late_pdf(1)),
        ("application/pdf", &late_pdf(PDF_HEADER_WITHIN - found::PDF.len())),
        ("application/pdf", b"\x1b%-12345X@PJL\r\n\0%PDF-1.4"),
        ("image/png", PNG),
        ("image/jpeg", JPEG),
        ("image/gif", b"GIF89a\0"),
        ("image/webp", b"RIFF\x01\0\0\0WEBPVP8 "),
        ("image/tiff", b"II*\0"),
        ("application/zip", ZIP),
        (DOCX, ZIP),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ZIP),
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ZIP),
        ("application/vnd.oasis.opendocument.text", ZIP),
        ("application/vnd.ms-word.document.macroenabled.12", ZIP),
        ("application/msword", OLE),
        ("application/msword", RTF),
        ("application/rtf", RTF),
        ("text/rtf", RTF),
        ("text/html", HTML),
        ("text/html", b"Hello"),
        ("text/plain", b"MZ is how it begins, and it has more than sixty-four characters in it"),
        ("text/plain", b"My parser finds %PDF- anywhere"),
        ("text/plain", "Grüße".as_bytes()),
        ("text/plain", b"Gr\xfc\xdfe"),
        ("text/csv", b"a,b\n"),
        ("application/octet-stream", PNG),
        ("application/octet-stream", b"\0\x01\x02"),
        ("application/octet-stream", HTML),
        ("video/mp4", b"\0\0\0\x18ftypmp42"),
        ("application/epub+zip", ZIP),
    ] {
        assert_eq!(check(declared, bytes), Ok(()), "{declared}: {bytes:?}");
    }
}

#[test]
fn what_is_declared_wrongly_is_named() {
    for (declared, bytes, found) in [
        ("application/pdf", PNG, "a PNG image"),
        ("application/pdf", HTML, "an HTML page"),
        ("application/pdf", b"<HTML>", "an HTML page"),
        ("application/pdf", b"Hello", "text"),
        ("application/pdf", &late_pdf(PDF_HEADER_WITHIN - found::PDF.len() + 1), "data of an unknown kind"),
        ("application/pdf", b"GIF89a %PDF-1.4", "a GIF image"),
        ("application/pdf", b"<script>%PDF-1.4", "an HTML page"),
        ("image/png", JPEG, "a JPEG image"),
        ("image/png", b"\x89PNG", "text"),
        ("image/gif", b"RIFF\x01\0\0\0WEBPVP8 ", "a WebP image"),
        ("image/jpeg", b"MM\0*", "a TIFF image"),
        ("application/zip", b"\x1f\x8b\x08", "a gzip archive"),
        (DOCX, OLE, "an Office document of the old format"),
        (DOCX, b"%PDF-1.4", "a PDF document"),
        ("application/msword", ZIP, "a ZIP archive or an Office document"),
        ("application/rtf", b"Hello", "text"),
        ("text/plain", RTF, "rich text (RTF)"),
        ("text/plain", b"Hello\0", "data of an unknown kind"),
        ("text/html", b"\0\x01", "data of an unknown kind"),
        ("text/html", b"<html>\0", "an HTML page with NUL bytes in it"),
        ("application/pdf", b"<html>\0%PDF-1.4", "an HTML page with NUL bytes in it"),
        ("text/csv", b"%PDF-1.4", "a PDF document"),
    ] {
        let mismatch = check(declared, bytes).unwrap_err();
        assert_eq!(mismatch.to_string(), format!("the content is {found}, not {declared} as declared"));
    }
}

#[test]
fn programs_and_nothing_are_refused_whatever_is_declared() {
    for declared in
        ["application/octet-stream", "text/plain", "application/pdf", "application/x-executable", "a/b"]
    {
        for (bytes, found) in [
            (b"\x7fELF\x02".as_slice(), "a program"),
            (b"\x7fELF\x02%PDF-1.4", "a program"),
            (&windows_program(), "a program"),
            (b"\xcf\xfa\xed\xfe\x07", "a program"),
            (b"\xca\xfe\xba\xbe\0", "a program"),
            (b"#!/bin/sh\n", "a script"),
        ] {
            let refusal = check(declared, bytes).unwrap_err().to_string();
            assert_eq!(refusal, format!("the content is {found}, which is not accepted"), "{declared}");
        }
        assert_eq!(check(declared, b"").unwrap_err().to_string(), "the file is empty");
    }
}
