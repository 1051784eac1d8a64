//! Stages. Their job and their place in it are what jobs are put together by; no field of the contract shows them.

use super::held;
use crate::domain::ats::ApplicationStage;

held!(ApplicationStage {
    "name": name,
    "status": status,
    "global_index": global_index,
});
