//! What customers may choose: the user in whose name notes are written, and the source of new applications.

use serde_json::Value;
use serde_json::value::RawValue;

use super::ConnectorError;
use super::client::Client;
use super::map;
use super::resource::USERS;
use super::settings::Settings;
use crate::connectors::form::{Offer, Offered};

pub(super) const ACTING_USER: &str = "acting_user_id";
pub(super) const SOURCE: &str = "source_id";

const PAGE_SIZE: u32 = 500;
/// Nobody looks through more than five thousand; those behind them cannot be chosen.
const MOST_PAGES: u32 = 10;

/// Reads the lists as they are now.
pub(super) async fn read(client: &Client, settings: &Settings) -> Result<Vec<Offer>, ConnectorError> {
    let mut users = all(client, USERS.path, map::user_offer).await?;
    users.sort_by_cached_key(|user| user.label.to_lowercase());
    let mut offers = vec![Offer { setting: ACTING_USER.to_owned(), options: users }];
    if settings.unverified.sources {
        let options = all(client, "/sources/", source).await?;
        offers.push(Offer { setting: SOURCE.to_owned(), options });
    }
    Ok(offers)
}

async fn all(
    client: &Client,
    path: &str,
    offered: fn(&Value) -> Option<Offered>,
) -> Result<Vec<Offered>, ConnectorError> {
    let mut found: Vec<Offered> = Vec::new();
    for page in 1..=MOST_PAGES {
        let raw = client.get_page(path, &[], page, PAGE_SIZE).await?;
        let rows = raw.rows()?;
        let parsed = |row: &&RawValue| serde_json::from_str::<Value>(row.get()).ok();
        // A list that moves may show a row twice.
        for option in rows.iter().filter_map(parsed).filter_map(|row| offered(&row)) {
            if found.iter().all(|known| known.id != option.id) {
                found.push(option);
            }
        }
        if rows.len() < PAGE_SIZE as usize {
            break;
        }
    }
    Ok(found)
}

fn source(row: &Value) -> Option<Offered> {
    let text = |name: &str| row.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let id = text("id")?.to_owned();
    Some(Offered { label: text("public_name").or_else(|| text("name")).unwrap_or(&id).to_owned(), id })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sources_are_called_by_their_names() {
        let offered = |id: &str, label: &str| Some(Offered { id: id.to_owned(), label: label.to_owned() });
        assert_eq!(source(&json!({ "id": "a", "public_name": "Fair", "name": "x" })), offered("a", "Fair"));
        assert_eq!(source(&json!({ "id": "a", "public_name": "", "name": null })), offered("a", "a"));
        assert_eq!(source(&json!({ "public_name": "Fair" })), None);
    }
}
