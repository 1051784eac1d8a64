//! Users.

use super::held;
use crate::domain::ats::User;

held!(User {
    "first_name": first_name,
    "last_name": last_name,
    "email": email,
    "status": status,
    "system_roles": system_role_remote_ids,
});
