//! Calls to ATSs are written down behind them, in batches: nobody who calls an ATS waits for the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::connectors::Interactions;
use crate::domain::interaction::Interaction;
use crate::store::{Store, StoreError, interactions};

/// How many may wait; more are dropped.
const MOST_WAITING: usize = 10_000;
/// How many one statement writes.
const BATCH: usize = 500;
/// How long they are collected.
const PAUSE: Duration = Duration::from_millis(250);

/// Takes calls from connectors.
pub struct Queue {
    sender: mpsc::Sender<Interaction>,
    dropped: Arc<AtomicU64>,
}

/// Writes down what the queue takes.
pub struct Writer {
    receiver: mpsc::Receiver<Interaction>,
    dropped: Arc<AtomicU64>,
    store: Store,
    clock: Arc<dyn Clock>,
}

pub fn queue(store: Store, clock: Arc<dyn Clock>) -> (Arc<Queue>, Writer) {
    let (sender, receiver) = mpsc::channel(MOST_WAITING);
    let dropped = Arc::<AtomicU64>::default();
    let queue = Queue { sender, dropped: Arc::clone(&dropped) };
    (Arc::new(queue), Writer { receiver, dropped, store, clock })
}

impl Interactions for Queue {
    fn note(&self, interaction: Interaction) {
        if self.sender.try_send(interaction).is_err() {
            self.dropped.fetch_add(1, Relaxed);
        }
    }
}

impl Writer {
    /// Writes until it is stopped, and then what is still there. Calls that cannot be written are lost, and it is told how
    /// many.
    pub async fn run(mut self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let mut batch = Vec::new();
            let waiting = self.receiver.recv_many(&mut batch, BATCH);
            if stop.run_until_cancelled(waiting).await == Some(0) {
                break;
            }
            self.write_or_tell(&batch).await;
            stop.run_until_cancelled(self.clock.sleep(PAUSE)).await;
        }
        if let Err(error) = self.write_waiting().await {
            tracing::error!(%error, "the last calls to ATSs could not be written down");
        }
    }

    /// Writes what is there.
    pub async fn write_waiting(&mut self) -> Result<(), StoreError> {
        let mut batch = Vec::new();
        while let Ok(interaction) = self.receiver.try_recv() {
            batch.push(interaction);
        }
        for batch in batch.chunks(BATCH) {
            self.write(batch).await?;
        }
        Ok(())
    }

    async fn write_or_tell(&self, batch: &[Interaction]) {
        let lost = match self.write(batch).await {
            Ok(()) => 0,
            Err(error) => {
                tracing::error!(%error, "calls to ATSs could not be written down");
                batch.len() as u64
            }
        };
        let lost = lost + self.dropped.swap(0, Relaxed);
        if lost > 0 {
            tracing::warn!(calls = lost, "the interaction log lacks calls");
        }
    }

    async fn write(&self, batch: &[Interaction]) -> Result<(), StoreError> {
        if batch.is_empty() {
            return Ok(());
        }
        let mut db = self.store.pool().acquire().await?;
        interactions::insert(&mut db, batch).await
    }
}
