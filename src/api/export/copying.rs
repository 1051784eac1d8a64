//! From the database to the caller, piece by piece. A task of its own copies, so that it can give up on a caller who
//! takes nothing: nobody polls the body then.

use std::io;

use axum::body::{Body, Bytes};
use futures_util::{StreamExt as _, stream};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::timeout;

use super::limits::Turn;
use super::lines::Lines;
use crate::api::{ApiError, App};
use crate::store::StoreError;
use crate::store::exports::{Export, ExportConnection};
use crate::store::replica::Need;

/// How many pieces may wait for the caller.
const WAITING: usize = 1;

#[derive(Debug)]
enum Piece {
    Some(Bytes),
    Last(Bytes),
}

/// Why an export did not reach its end.
#[derive(Debug, thiserror::Error)]
enum Cut {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("nothing came from the database for too long")]
    DatabasePaused,
    #[error("the caller took nothing for too long")]
    CallerPaused,
    #[error("it took too long")]
    TooLong,
    #[error("the caller went away")]
    CallerLeft,
}

/// Begins an export. Once it returns, the first lines are there; what fails from then on breaks the body off.
pub(super) async fn start(
    app: &App,
    export: Export,
    need: Need,
    head: String,
    turn: Turn,
) -> Result<Body, ApiError> {
    let (to, mut pieces) = mpsc::channel(WAITING);
    tokio::spawn(run(app.clone(), Copying { export, need, head, turn, to, has_begun: false }));
    match pieces.recv().await {
        Some(Ok(first)) => Ok(body(first, pieces)),
        Some(Err(error)) => Err(error.into()),
        None => Err(ApiError::no_database()),
    }
}

type Pieces = Receiver<Result<Piece, StoreError>>;
type ToCaller = Sender<Result<Piece, StoreError>>;

async fn run(app: App, mut copying: Copying) {
    let whole = copying.turn.limits.whole;
    let copied = timeout(whole, copying.run(&app)).await.unwrap_or(Err(Cut::TooLong));
    let Err(cut) = copied else { return };
    let integration = copying.export.scope.id();
    let model = copying.export.model.slug();
    match cut {
        Cut::CallerLeft => {}
        // The caller gets the usual answer, which is logged with it.
        Cut::Store(error) if !copying.has_begun => {
            let _caller_left = copying.to.try_send(Err(error));
        }
        cut => tracing::error!(integration.id = %integration, model, error = %cut, "an export broke off"),
    }
}

struct Copying {
    export: Export,
    need: Need,
    head: String,
    turn: Turn,
    to: ToCaller,
    has_begun: bool,
}

impl Copying {
    /// From the replica, where it knows enough. What fails there before anything was sent begins again on the primary.
    async fn run(&mut self, app: &App) -> Result<(), Cut> {
        let copied = match ExportConnection::open_replica(&app.store, self.need, &*app.clock).await {
            Ok(Some(replica)) => self.copy(replica).await,
            Ok(None) => return self.copy(ExportConnection::open(&app.store).await?).await,
            Err(error) => Err(error.into()),
        };
        match copied {
            Err(error @ (Cut::Store(_) | Cut::DatabasePaused)) if !self.has_begun => {
                tracing::debug!(%error, "an export failed on the replica and goes to the primary");
                self.copy(ExportConnection::open(&app.store).await?).await
            }
            copied => copied,
        }
    }

    /// The connection is cut when this is left early, and with it the snapshot ends.
    async fn copy(&mut self, mut connection: ExportConnection) -> Result<(), Cut> {
        let export = self.export.clone();
        let mut rows = connection.rows(&export);
        let mut lines = Lines::begin(&self.head);
        let pause = self.turn.limits.pause;
        loop {
            let filled = async {
                while !lines.are_enough() {
                    let Some(row) = rows.next().await else { return Ok::<_, StoreError>(false) };
                    lines.add(&row?)?;
                }
                Ok(true)
            };
            if !timeout(pause, filled).await.map_err(|_late| Cut::DatabasePaused)?? {
                break;
            }
            self.send(Piece::Some(lines.take())).await?;
        }
        drop(rows);
        // Before the last piece is taken, which may be late.
        connection.close().await?;
        self.send(Piece::Last(lines.end())).await
    }

    async fn send(&mut self, piece: Piece) -> Result<(), Cut> {
        let sent = timeout(self.turn.limits.pause, self.to.send(Ok(piece))).await;
        sent.map_err(|_late| Cut::CallerPaused)?.map_err(|_left| Cut::CallerLeft)?;
        self.has_begun = true;
        Ok(())
    }
}

/// Ends with the last piece. Where the pieces end without it, the body breaks off.
fn body(first: Piece, rest: Pieces) -> Body {
    let pieces = stream::unfold(Some((Some(first), rest)), |state| async {
        let (first, mut rest) = state?;
        let piece = match first {
            Some(first) => Some(first),
            None => rest.recv().await.and_then(Result::ok),
        };
        Some(match piece {
            Some(Piece::Some(bytes)) => (Ok(bytes), Some((None, rest))),
            Some(Piece::Last(bytes)) => (Ok(bytes), None),
            None => (Err(io::Error::other("the export broke off")), None),
        })
    });
    // Who compresses it asks again behind its end.
    Body::from_stream(pieces.fuse())
}
