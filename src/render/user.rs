//! Users and roles.

use serde_json::Value;

use super::Render;
use crate::contract::enums::{SystemScope, UnifiedRole};
use crate::contract::role::Role as RoleShape;
use crate::contract::timestamp::Timestamp;
use crate::contract::user::{SystemRole, User as UserShape};
use crate::domain::ats::{Role, User};
use crate::domain::model::Model;
use crate::store::StoreError;
use crate::store::neighbourhood::{Loader, Neighbourhood};
use crate::store::records::Stored;

use super::parts::{mark, time, unordered};

impl Render for User {
    type Shape = UserShape;

    const WATCHED: &'static [&'static str] = &["system_roles"];

    async fn load_around(loader: &mut Loader<'_>, _rows: &[Stored<Self>]) -> Result<(), StoreError> {
        loader.roles().await
    }

    fn own(row: &Stored<Self>, _around: &Neighbourhood, changed_at: Timestamp) -> UserShape {
        UserShape {
            id: row.id.to_string(),
            remote_id: Some(row.remote_id.clone()),
            first_name: row.body.first_name.clone(),
            last_name: row.body.last_name.clone(),
            email: row.body.email.clone(),
            status: row.body.status.map(Into::into),
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
            system_roles: Vec::new(),
        }
    }

    fn watched(row: &Stored<Self>, around: &Neighbourhood) -> Value {
        unordered(roles_of(row, around).map(|role| mark(role, around)))
    }

    fn nest(shape: &mut UserShape, row: &Stored<Self>, around: &Neighbourhood) {
        shape.system_roles = roles_of(row, around).map(system_role).collect();
    }
}

fn roles_of<'a>(user: &'a Stored<User>, around: &'a Neighbourhood) -> impl Iterator<Item = &'a Stored<Role>> {
    let role = |remote_id: &String| around.roles.get(&around.id(Model::Role, remote_id));
    user.body.system_role_remote_ids.iter().filter_map(role).filter(|role| role.live())
}

fn system_role(role: &Stored<Role>) -> SystemRole {
    SystemRole {
        remote_id: Some(role.remote_id.clone()),
        remote_label: role.body.label.clone(),
        unified_type: role.body.unified_type.map(UnifiedRole::from),
        scope: SystemScope::System,
    }
}

impl Render for Role {
    type Shape = RoleShape;

    fn own(row: &Stored<Self>, _around: &Neighbourhood, changed_at: Timestamp) -> RoleShape {
        RoleShape {
            id: row.id.to_string(),
            remote_id: Some(row.remote_id.clone()),
            remote_label: row.body.label.clone(),
            scope: row.body.scope.map(Into::into),
            unified_type: row.body.unified_type.map(Into::into),
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
        }
    }
}
