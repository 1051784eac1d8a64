//! The bytes of a connection, and what they say about its progress.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::progress::Progress;
use super::{Refusal, refused};

/// A stream that tells of its progress, and gives refusals that have no body one.
#[derive(Debug)]
pub(super) struct Watched<S> {
    stream: S,
    progress: Arc<Progress>,
    refusal: Refusal,
    /// What is sent instead of a refusal, while that is under way.
    instead: Option<Instead>,
}

#[derive(Debug)]
struct Instead {
    text: Vec<u8>,
    written: usize,
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, progress: Arc<Progress>, refusal: Refusal) -> Self {
        Self { stream, progress, refusal, instead: None }
    }
}

impl<S: AsyncWrite + Unpin> Watched<S> {
    /// Sends something else to its end.
    fn poll_instead(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(Instead { text, written }) = &mut self.instead {
            let rest = text.get(*written..).unwrap_or_default();
            if rest.is_empty() {
                self.instead = None;
                break;
            }
            let sent = ready!(Pin::new(&mut self.stream).poll_write(context, rest))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            *written += sent;
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if let Some(received) = buffer.filled().get(before..).filter(|received| !received.is_empty()) {
            self.progress.received(received);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.instead.is_none() {
            let text = refused::with_body(bytes, self.refusal);
            self.instead = text.map(|text| Instead { text, written: 0 });
        }
        let sent = if self.instead.is_some() {
            ready!(self.poll_instead(context))?;
            bytes.len()
        } else {
            ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?
        };
        self.progress.sent();
        Poll::Ready(Ok(sent))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let [part] = parts {
            return self.poll_write(context, part);
        }
        let sent = ready!(Pin::new(&mut self.stream).poll_write_vectored(context, parts))?;
        self.progress.sent();
        Poll::Ready(Ok(sent))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
