//! Bodies as the gateway takes them in.

use axum::body::{Body, Bytes};
use futures_util::StreamExt as _;

const LARGEST_BODY: usize = 10 * 1024 * 1024;

#[derive(Debug)]
pub(crate) enum Received {
    Whole(Bytes),
    TooLong,
    /// Its end never came.
    Broken,
}

/// Reads a body to its end, also one that is too long: a caller who is still sending when the connection closes
/// would not see the answer.
pub(crate) async fn receive(body: Body) -> Received {
    let mut chunks = body.into_data_stream();
    let mut kept = Vec::new();
    let mut length = 0_usize;
    while let Some(chunk) = chunks.next().await {
        let Ok(chunk) = chunk else { return Received::Broken };
        length = length.saturating_add(chunk.len());
        if length > LARGEST_BODY {
            kept = Vec::new();
        } else {
            kept.extend_from_slice(&chunk);
        }
    }
    if length > LARGEST_BODY { Received::TooLong } else { Received::Whole(kept.into()) }
}
