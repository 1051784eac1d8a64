//! Records that others only name.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{Arrived, new_row};
use crate::domain::id::RecordId;
use crate::domain::remote::{Knowledge, Remote};
use crate::domain::shaping::Rules;
use crate::store::IntegrationScope;
use crate::store::records::{Depth, Known, NewRow, Record};
use crate::sync::cut::Cut;

/// Two stubs complete each other: a user is named without an address in one place and with one in another. Otherwise
/// each of them would replace the other at every sync.
pub(in crate::sync) fn complete_stubs<T: Record>(
    scope: &IntegrationScope,
    rows: &mut [Arrived],
    known: &[Known],
) {
    let stubs: HashMap<&RecordId, &str> =
        known.iter().filter_map(|known| Some((&known.id, known.stub.as_deref()?))).collect();
    for Arrived { row, .. } in rows.iter_mut().filter(|arrived| is_open(&arrived.row)) {
        let body = stubs.get(&row.id).and_then(|before| completed::<T>(&row.content, before));
        if let Some(mut body) = body {
            if let Some(cut) = Cut::of(scope) {
                // What was stored before may be off by now.
                cut.body(&mut body);
            }
            let (remote_id, knowledge) = (row.remote_id.clone(), Knowledge::Stub);
            *row = new_row(
                scope,
                &Remote { remote_id, remote_deleted_at: None, moved_at: None, knowledge, body },
                &Rules::default(),
            );
        }
    }
}

/// A stub that is not empty on purpose.
fn is_open(row: &NewRow) -> bool {
    row.depth == Depth::Stub && row.anonymised_at.is_none()
}

/// The new content, and of the old what the new one leaves open.
fn completed<T: Record>(new: &str, old: &str) -> Option<T> {
    let mut fields: Map<String, Value> = serde_json::from_str(new).ok()?;
    let old: Map<String, Value> = serde_json::from_str(old).ok()?;
    for (name, value) in old {
        let open = fields.get(&name).is_none_or(Value::is_null);
        if open {
            fields.insert(name, value);
        }
    }
    serde_json::from_value(Value::Object(fields)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ats::User;
    use crate::domain::digest::json_text;

    fn named(email: Option<&str>) -> User {
        User { first_name: Some("Ada".to_owned()), email: email.map(str::to_owned), ..User::default() }
    }

    #[test]
    fn stubs_complete_each_other_in_either_order() {
        let (without, with) = (named(None), named(Some("ada@company.example")));
        for (new, old) in [(&without, &with), (&with, &without), (&with, &with)] {
            let completed = completed::<User>(&json_text(new), &json_text(old)).unwrap();
            assert_eq!(json_text(&completed), json_text(&with), "and so neither is written again");
        }
    }

    #[test]
    fn what_a_later_stub_says_counts() {
        let renamed = User { first_name: Some("Grace".to_owned()), ..named(None) };
        let completed =
            completed::<User>(&json_text(&renamed), &json_text(&named(Some("a@b.example")))).unwrap();
        assert_eq!(
            (completed.first_name.as_deref(), completed.email.as_deref()),
            (Some("Grace"), Some("a@b.example"))
        );
    }
}
