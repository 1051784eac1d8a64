//! Files of one request, of which some are fetched.

use serde_json::{Value, json};
use unified_ats::contract::input::{FileInput, FileType};
use unified_ats::files::{File, Problem, Sizes, receive};

use super::server::PDF;
use super::{FETCHER, Server};

const SIZES: Sizes = Sizes { each: PDF.len(), total: 2 * PDF.len() };

async fn receive_all(files: &[Value], sizes: Sizes) -> Result<Vec<File>, Problem> {
    let inputs = files.iter().enumerate().map(|(number, file)| {
        let mut file = file.clone();
        file["name"] = json!(format!("{number}.pdf"));
        file["type"] = json!("CV");
        (format!("attachments[{number}]"), serde_json::from_value::<FileInput>(file).unwrap())
    });
    receive(inputs.collect(), sizes, &FETCHER).await
}

#[tokio::test]
async fn files_are_received_in_their_order() {
    let server = Server::start().await;
    let files = [
        json!({ "data_url": server.url("/cv.pdf") }),
        json!({ "data": "SGk=", "content_type": "text/plain" }),
        json!({ "data_url": server.to("/body/untyped") }),
        json!({ "data_url": server.url("/body/untyped"), "content_type": "Application/PDF" }),
    ];
    let files = receive_all(&files, Sizes { total: 3 * PDF.len() + 2, ..SIZES }).await.unwrap();
    let told: Vec<_> = files.iter().map(|file| (file.name.as_str(), file.content_type.as_str())).collect();
    assert_eq!(
        told,
        [
            ("0.pdf", "application/pdf"),
            ("1.pdf", "text/plain"),
            ("2.pdf", "application/octet-stream"),
            ("3.pdf", "application/pdf"),
        ]
    );
    assert!(files.iter().all(|file| file.r#type == FileType::Cv));
    let texts: Vec<_> = files.iter().map(|file| file.bytes.as_slice()).collect();
    assert_eq!(texts, [PDF, b"Hi", PDF, PDF]);
}

#[tokio::test]
async fn the_first_file_that_cannot_be_taken_is_told_without_its_address() {
    let server = Server::start().await;
    let pdf = json!({ "data_url": server.url("/cv.pdf?signature=secret") });
    let at = |path: &str| json!({ "data_url": server.url(path) });
    let data = json!({ "data": "SGk=", "content_type": "text/plain" });
    for (files, problem) in [
        (vec![pdf.clone(), at("/status/404")], "[1].data_url: the address answers with status 404"),
        (
            vec![at("/body/page")],
            "[0].data_url: the file has more than 15 bytes, which is the most that is allowed",
        ),
        (
            vec![pdf.clone(), data, pdf.clone()],
            "[2].data_url: with this file all files have more than 30 bytes, which is the most that is allowed",
        ),
        (
            vec![json!({ "data_url": server.url("/cv.pdf?signature=secret"), "content_type": "image/png" })],
            "[0].data_url: the content is a PDF document, not image/png as declared",
        ),
        (vec![at("/body/program")], "[0].data_url: the content is a program, which is not accepted"),
        (
            vec![json!({ "data_url": server.to("http://10.0.0.1/?signature=secret") })],
            "[0].data_url: the address redirects to another one, where an address in the public internet is expected",
        ),
    ] {
        let told = receive_all(&files, SIZES).await.unwrap_err().to_string();
        assert_eq!(told, format!("attachments{problem}"));
    }
    let page = receive_all(&[at("/body/page")], Sizes { each: 100, total: 100 }).await.unwrap_err();
    assert_eq!(page.reason.to_string(), "the content is an HTML page, not application/pdf as declared");
}

#[tokio::test]
async fn nothing_is_fetched_when_what_was_sent_cannot_be_taken() {
    let server = Server::start().await;
    let pdf = json!({ "data_url": server.url("/cv.pdf") });
    let too_large = json!({ "data": "MDEyMzQ1Njc4OTAxMjM0NTY3ODk=", "content_type": "text/plain" });
    let problem = receive_all(&[pdf.clone(), too_large], SIZES).await.unwrap_err();
    assert_eq!(problem.path, "attachments[1].data");
    assert!(server.seen().is_empty());
    receive_all(&[pdf], SIZES).await.unwrap();
    assert_eq!(server.seen().len(), 1);
}
