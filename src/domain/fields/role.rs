//! Roles.

use super::held;
use crate::domain::ats::Role;

held!(Role {
    "remote_label": label,
    "scope": scope,
    "unified_type": unified_type,
});
