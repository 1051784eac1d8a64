//! `multipart/form-data` (RFC 7578), written as browsers do.

/// One field of a form.
pub struct Part {
    pub name: String,
    pub content: Content,
}

/// What is in a field.
pub enum Content {
    Text(String),
    File { name: String, content_type: String, bytes: Vec<u8> },
}

pub(super) fn written(parts: &[Part], boundary: &str) -> Vec<u8> {
    let mut form = Vec::new();
    for part in parts {
        let name = escaped(&part.name);
        let (head, body) = match &part.content {
            Content::Text(text) => (format!("name=\"{name}\""), text.as_bytes()),
            Content::File { name: file, content_type, bytes } => {
                let file = escaped(file);
                let head =
                    format!("name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: {}", line(content_type));
                (head, bytes.as_slice())
            }
        };
        form.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
        );
        form.extend_from_slice(body);
        form.extend_from_slice(b"\r\n");
    }
    form.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    form
}

/// A name can end neither the quotes nor the line.
fn escaped(name: &str) -> String {
    name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}

fn line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
