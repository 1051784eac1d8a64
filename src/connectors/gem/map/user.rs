//! | Kombo | Gem |
//! |---|---|
//! | `first_name`, `last_name` | the same, else `name` split at its last space |
//! | `email` | `primary_email_address`, else the first of `emails` |
//! | `status` | ACTIVE unless `disabled` or `deleted_at` |
//! | `system_roles` | `site_admin` |

use super::{Row, derived, stub};
use crate::domain::ats::{Activity, Role, RoleScope, UnifiedRole, User};
use crate::domain::remote::Remote;

const SITE_ADMIN: &str = "site_admin";

pub(super) fn user(row: &Row<'_>) -> User {
    let inactive = row.flag("disabled").unwrap_or(false) || row.has("deleted_at");
    let (first_name, last_name) = names(row);
    let email = row.text("primary_email_address").or_else(|| row.texts("emails").into_iter().next());
    User {
        first_name,
        last_name,
        email: email.filter(|email| is_address(email)),
        status: Some(if inactive { Activity::Inactive } else { Activity::Active }),
        system_role_remote_ids: row
            .flag(SITE_ADMIN)
            .unwrap_or(false)
            .then(|| SITE_ADMIN.to_owned())
            .into_iter()
            .collect(),
    }
}

/// A user as jobs and interviews name one.
pub(super) fn lite(row: &Row<'_>) -> Option<Remote<User>> {
    let (first_name, last_name) = names(row);
    let email = row.text("email").filter(|email| is_address(email));
    Some(stub(row.id("id")?, User { first_name, last_name, email, ..User::default() }))
}

fn names(row: &Row<'_>) -> (Option<String>, Option<String>) {
    let (first, last) = (row.text("first_name"), row.text("last_name"));
    if first.is_some() || last.is_some() {
        return (first, last);
    }
    let Some(name) = row.text("name") else { return (None, None) };
    match name.rsplit_once(' ') {
        Some((first, last)) => (Some(first.to_owned()), Some(last.to_owned())),
        None => (Some(name), None),
    }
}

/// Callers' clients refuse what is no address at all.
pub(super) fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        && !text.contains(char::is_whitespace)
}

/// The job roles under the keys of Gem's `hiring_team`, and the only role that a user has in the whole of Gem.
pub(super) const JOB_ROLES: [(&str, &str, UnifiedRole); 4] = [
    ("hiring_managers", "Hiring manager", UnifiedRole::HiringManager),
    ("recruiters", "Recruiter", UnifiedRole::Recruiter),
    ("coordinators", "Coordinator", UnifiedRole::Coordinator),
    ("sourcers", "Sourcer", UnifiedRole::Sourcer),
];

pub(super) fn roles() -> Vec<Remote<Role>> {
    let role = |label: &str, scope, unified_type| Role {
        label: Some(label.to_owned()),
        scope: Some(scope),
        unified_type: Some(unified_type),
    };
    let mut roles: Vec<Remote<Role>> = JOB_ROLES
        .iter()
        .map(|(key, label, unified)| derived(*key, role(label, RoleScope::Job, *unified)))
        .collect();
    roles.push(derived(SITE_ADMIN, role("Site admin", RoleScope::System, UnifiedRole::Admin)));
    roles
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Misfits;
    use super::*;

    #[test]
    fn names_statuses_and_addresses_fall_back() {
        let misfits = Misfits::default();
        for (given, expected) in [
            (
                json!({ "name": "Ada King Lovelace" }),
                (Some("Ada King"), Some("Lovelace"), None, Activity::Active),
            ),
            (json!({ "name": "Ada", "disabled": true }), (Some("Ada"), None, None, Activity::Inactive)),
            (
                json!({ "first_name": "A", "emails": ["a@b.c"], "deleted_at": "2026-01-01T00:00:00Z" }),
                (Some("A"), None, Some("a@b.c"), Activity::Inactive),
            ),
            (
                json!({ "primary_email_address": "nobody", "deleted_at": null }),
                (None, None, None, Activity::Active),
            ),
        ] {
            let user = user(&Row::of(&given, &misfits).unwrap());
            let found = (user.first_name.as_deref(), user.last_name.as_deref(), user.email.as_deref());
            assert_eq!((found.0, found.1, found.2, user.status.unwrap()), expected, "{given}");
        }
    }
}
