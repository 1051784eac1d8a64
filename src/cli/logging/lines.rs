//! Lines on their way to standard error. A request only adds its line to those that wait; a thread writes them, some
//! milliseconds' worth at a time. To wake it for each line would cost a small request more than to write the line.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

/// How many bytes may wait. Whoever does not read them fast enough loses lines, and holds up no request.
const WAITING: usize = 8 << 20;
/// How long a line waits for others.
const TOGETHER: Duration = Duration::from_millis(10);

#[derive(Debug, Default)]
struct Pending {
    text: Vec<u8>,
    lost: u64,
    closing: bool,
}

#[derive(Debug, Default)]
struct Shared {
    pending: Mutex<Pending>,
    /// Told of the first line that waits, and of the end.
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for lines and for those that follow at once; `None` when none will come any more.
    fn next(&self) -> Option<Vec<u8>> {
        let idle = |pending: &mut Pending| pending.text.is_empty() && !pending.closing;
        let pending = self.changed.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        let open = |pending: &mut Pending| !pending.closing;
        let waited = self.changed.wait_timeout_while(pending, TOGETHER, open);
        let mut pending = waited.unwrap_or_else(PoisonError::into_inner).0;
        let text = std::mem::take(&mut pending.text);
        (!text.is_empty()).then_some(text)
    }
}

/// Takes lines from the log, each of them whole.
#[derive(Debug, Clone)]
pub(super) struct Lines(Arc<Shared>);

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut pending = self.0.lock();
        if pending.text.len() + line.len() > WAITING {
            pending.lost += 1;
            return Ok(line.len());
        }
        let first = pending.text.is_empty();
        pending.text.extend_from_slice(line);
        drop(pending);
        if first {
            self.0.changed.notify_one();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// The thread that writes. Dropped, it writes what waits.
#[derive(Debug)]
pub(super) struct Scribe {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Scribe {
    /// Fails when no thread can be started.
    pub(super) fn start(mut to: impl Write + Send + 'static) -> io::Result<(Lines, Self)> {
        let shared = Arc::<Shared>::default();
        let lines = Arc::clone(&shared);
        let write = move || {
            while let Some(text) = lines.next() {
                // Nobody is left who could be told.
                let _written = to.write_all(&text).and_then(|()| to.flush());
            }
        };
        let thread = thread::Builder::new().name("log".to_owned()).spawn(write)?;
        Ok((Lines(Arc::clone(&shared)), Self { shared, thread: Some(thread) }))
    }

    /// Waits until everything is written, and says how many lines were lost.
    pub(super) fn finish(&mut self) -> u64 {
        self.shared.lock().closing = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // It does not panic, and if it did, there would be nothing left to write.
            let _ended = thread.join();
        }
        self.shared.lock().lost
    }
}

impl Drop for Scribe {
    fn drop(&mut self) {
        self.finish();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keeps what is written, and takes nothing while somebody holds it.
    #[derive(Debug, Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(text);
            Ok(text.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_line_is_written_whole_and_none_is_left_at_the_end() {
        let sink = Sink::default();
        let (lines, mut scribe) = Scribe::start(sink.clone()).unwrap();
        thread::scope(|scope| {
            for n in 0..4 {
                let mut lines = lines.make_writer();
                scope.spawn(move || {
                    for m in 0..500 {
                        lines.write_all(format!("{n}.{m}\n").as_bytes()).unwrap();
                    }
                });
            }
        });
        assert_eq!(scribe.finish(), 0);
        let written = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
        let mut found: Vec<&str> = written.lines().collect();
        found.sort_unstable();
        let mut expected: Vec<String> =
            (0..4).flat_map(|n| (0..500).map(move |m| format!("{n}.{m}"))).collect();
        expected.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn whoever_does_not_read_loses_lines_and_holds_nobody_up() {
        let sink = Sink::default();
        let (mut lines, mut scribe) = Scribe::start(sink.clone()).unwrap();
        let unread = sink.0.lock().unwrap();
        let line = vec![b'x'; WAITING / 4];
        // The writer may have taken some of them before it was stopped.
        for _ in 0..12 {
            lines.write_all(&line).unwrap();
        }
        drop(unread);
        assert!(scribe.finish() > 0);
    }
}
