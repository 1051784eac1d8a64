//! Everything that another key than the first one sealed is sealed anew, while the service runs.

mod turn;

use serde::Serialize;

use super::KeyringError;
use crate::clock::Clock;
use crate::domain::id::IntegrationId;
use crate::secrets::sealer::Sealer;
use crate::store::{IntegrationScope, Store, StoreError, integration_keys};

/// How many integrations are looked up at a time.
const BATCH: i64 = 200;

/// What a rotation has done so far.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Integrations whose data key was sealed anew, or that got one.
    pub resealed: u64,
    /// Integrations for which nothing was to be done.
    pub already: u64,
    /// What was kept of actions of before there were data keys, sealed anew.
    pub action_values: u64,
    /// Integrations whose data key was destroyed: their accounts have to be connected again.
    pub lost: Vec<IntegrationId>,
    pub failed: Vec<Failed>,
}

/// An integration whose values could not be opened.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Failed {
    pub integration_id: IntegrationId,
    pub reason: String,
}

/// What became of one integration.
enum Turned {
    Resealed,
    Already,
    Lost,
}

/// Goes through all integrations, each in transactions of its own, and tells how far it got after each of them. A failure
/// of the database ends it; what was done until then stays, and the next rotation does the rest.
pub async fn rotate(
    store: &Store,
    installation: &Sealer,
    clock: &dyn Clock,
    told: impl Fn(&Report) + Send,
) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let mut behind = None;
    loop {
        let mut db = store.pool().acquire().await?;
        let scopes = integration_keys::owners(&mut db, behind.as_ref(), BATCH).await?;
        drop(db);
        for scope in &scopes {
            report.add(scope, turn::turn(store, installation, scope, clock.now()).await)?;
            told(&report);
        }
        behind = scopes.into_iter().last();
        if behind.is_none() {
            return Ok(report);
        }
    }
}

impl Report {
    fn add(
        &mut self,
        scope: &IntegrationScope,
        turned: Result<(Turned, u64), KeyringError>,
    ) -> Result<(), StoreError> {
        match turned {
            Ok((turned, action_values)) => {
                self.action_values += action_values;
                match turned {
                    Turned::Resealed => self.resealed += 1,
                    Turned::Already => self.already += 1,
                    Turned::Lost => self.lost.push(scope.id().clone()),
                }
            }
            Err(KeyringError::Sealed(error)) => {
                self.failed.push(Failed { integration_id: scope.id().clone(), reason: error.to_string() });
            }
            Err(KeyringError::Store(error)) => return Err(error),
        }
        Ok(())
    }

    /// How many integrations it has gone through.
    pub fn seen(&self) -> u64 {
        self.resealed + self.already + (self.lost.len() + self.failed.len()) as u64
    }
}
