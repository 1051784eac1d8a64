//! The body of an answer, with the record of its request.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use http_body::{Frame, SizeHint};

use super::Record;

/// Passes everything on, and notes how much it was. The record ends with it.
pub(super) struct Recorded {
    inner: Body,
    record: Record,
}

impl Recorded {
    pub(super) fn new(inner: Body, mut record: Record) -> Self {
        // Some answers are whole without their bodies.
        let has_none = record.route.method == "HEAD" || record.status == Some(StatusCode::NOT_MODIFIED);
        record.is_whole = has_none || inner.is_end_stream();
        Self { inner, record }
    }
}

impl HttpBody for Recorded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => {
                self.record.bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
                self.record.is_whole = self.inner.is_end_stream();
            }
            Some(Err(_cut)) => {}
            None => self.record.is_whole = true,
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
