//! What happens to a user and to what it shows.

use serde_json::json;

use super::{Change, change, has, is_empty, quietly};
use crate::sync::updated_after::scene::Scene;

pub(in super::super) fn own(scene: &Scene) -> Change {
    let user = scene.pick("users", |_| true);
    let fields = json!({ "last_name": "Hopper" });
    change(user, &[quietly("users", &user["remote_id"], fields)], |u| u["last_name"] == "Hopper")
}

pub(in super::super) fn becomes_an_admin(scene: &Scene) -> Change {
    let user = scene.pick("users", |u| is_empty(&u["system_roles"]));
    let fields = json!({ "site_admin": true });
    change(user, &[quietly("users", &user["remote_id"], fields)], |u| {
        has(&u["system_roles"], "unified_type", "ADMIN")
    })
}

pub(in super::super) fn is_no_admin_any_more(scene: &Scene) -> Change {
    let user = scene.pick("users", |u| !is_empty(&u["system_roles"]));
    let fields = json!({ "site_admin": false });
    change(user, &[quietly("users", &user["remote_id"], fields)], |u| is_empty(&u["system_roles"]))
}
