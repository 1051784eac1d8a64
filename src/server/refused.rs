//! What hyper answers by itself to heads that it cannot read, which no router gets to see. Such answers have no body; they
//! are given one.

use super::Refusal;

/// The answer with a body, if this is one of those; `None` for everything else that is sent.
pub(super) fn with_body(sent: &[u8], refusal: Refusal) -> Option<Vec<u8>> {
    if !sent.starts_with(b"HTTP/1.1 4") {
        return None;
    }
    let head = std::str::from_utf8(sent).ok()?;
    let status = head.get(9..12)?.parse().ok()?;
    let (before, after) =
        head.split_once("content-length: 0\r\n").filter(|_parts| head.ends_with("\r\n\r\n"))?;
    let body = refusal(status)?;
    let length = body.len();
    Some(
        format!("{before}content-type: application/json\r\ncontent-length: {length}\r\n{after}{body}")
            .into_bytes(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16) -> Option<String> {
        (status != 417).then(|| format!("{{\"status\":{status}}}"))
    }

    #[test]
    fn only_bare_refusals_get_a_body() {
        let bare = b"HTTP/1.1 414 URI Too Long\r\nconnection: close\r\ncontent-length: 0\r\ndate: x\r\n\r\n";
        let full = with_body(bare, refusal).unwrap();
        assert_eq!(
            String::from_utf8(full).unwrap(),
            "HTTP/1.1 414 URI Too Long\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: 14\r\ndate: x\r\n\r\n{\"status\":414}"
        );
        for other in [
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}",
            "HTTP/1.1 417 Expectation Failed\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 414 URI Too Long\r\ncontent-length: 0\r\n\r\nx",
            "{\"HTTP/1.1 414\": 1}",
        ] {
            assert!(with_body(other.as_bytes(), refusal).is_none(), "{other}");
        }
    }
}
