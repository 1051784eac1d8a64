//! | Kombo | Gem |
//! |---|---|
//! | `first_name`, `last_name`, `company`, `title` | the same |
//! | `confidential` | `is_private` |
//! | `email_addresses` | `email_addresses`, the primary one first; what is no address is left out |
//! | `phone_numbers` | the same |
//! | `social_media` | `social_media_addresses` |
//! | `tags` | `tags`: the text is both id and name |
//! | `custom_fields` | `educations`, `employments`, `linked_user_ids`, and Gem's `custom_fields` if delivered |
//! | `source` | of the initial application; chosen when the candidate is rendered (known) |

use serde_json::{Map, Value};

use super::job::add_custom_fields;
use super::user::is_address;
use super::{Row, derived, remote, social};
use crate::domain::ats::{Candidate, EmailAddress, PhoneNumber, Tag};
use crate::domain::model::Model;
use crate::domain::remote::{Batch, Knowledge};

/// The applications that a candidate embeds are left to their own list, which alone tells when they are deleted.
pub(super) fn add(row: &Row<'_>, id: &str, knowledge: Knowledge, batch: &mut Batch) {
    let tags = row.texts("tags");
    batch.tags.extend(tags.iter().map(|name| derived(name.clone(), Tag { name: Some(name.clone()) })));
    let body = Candidate {
        first_name: row.text("first_name"),
        last_name: row.text("last_name"),
        company: row.text("company"),
        title: row.text("title"),
        confidential: row.flag("is_private"),
        phone_numbers: phone_numbers(row),
        email_addresses: email_addresses(row),
        social_media: row.objects("social_media_addresses").iter().filter_map(social::of).collect(),
        tag_remote_ids: tags,
        remote_created_at: row.time("created_at"),
        remote_updated_at: row.time("updated_at"),
        custom_fields: custom_fields(row),
        ..Candidate::default()
    };
    batch.candidates.push(remote(id, row, knowledge, body));
}

fn kind(row: &Row<'_>) -> Option<String> {
    row.text("type").map(|kind| kind.to_uppercase())
}

fn phone_numbers(row: &Row<'_>) -> Vec<PhoneNumber> {
    let number = |row: &Row<'_>| Some(PhoneNumber { phone_number: row.text("value")?, r#type: kind(row) });
    row.objects("phone_numbers").iter().filter_map(number).collect()
}

fn email_addresses(row: &Row<'_>) -> Vec<EmailAddress> {
    let mut rows = row.objects("email_addresses");
    // Stable: all others stay in Gem's order.
    rows.sort_by_key(|row| row.flag("is_primary") != Some(true));
    let address = |row: &Row<'_>| {
        let email_address = row.text("value").filter(|text| is_address(text))?;
        Some(EmailAddress { email_address, r#type: kind(row) })
    };
    rows.iter().filter_map(address).collect()
}

fn custom_fields(row: &Row<'_>) -> Map<String, Value> {
    let mut fields = Map::new();
    for name in ["educations", "employments", "linked_user_ids"] {
        if let Some(Value::Array(items)) = row.value(name)
            && !items.is_empty()
        {
            fields.insert(name.to_owned(), Value::Array(items));
        }
    }
    add_custom_fields(&mut fields, row, Model::Candidate);
    fields
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Misfits;
    use super::*;

    #[test]
    fn contacts_are_cleaned_and_ordered() {
        let misfits = Misfits::default();
        let given = json!({
            "first_name": "Zo\u{0}ë", "last_name": "", "is_private": true,
            "email_addresses": [
                { "value": "b@x.y", "type": "work", "is_primary": false }, { "value": "none", "type": "other" },
                { "value": "a@x.y", "type": "personal", "is_primary": true }, { "value": null },
            ],
            "phone_numbers": [{ "value": "+49 30", "type": "mobile" }, { "value": "" }],
            "tags": ["vip", "vip", "remote"], "educations": [], "employments": [{ "company_name": "Acme" }],
        });
        let mut batch = Batch::default();
        add(&Row::of(&given, &misfits).unwrap(), "c", Knowledge::Derived, &mut batch);
        let candidate = &batch.candidates[0].body;
        assert_eq!(candidate.first_name.as_deref(), Some("Zoë"));
        assert_eq!(candidate.last_name, None);
        let emails: Vec<(&str, Option<&str>)> = candidate
            .email_addresses
            .iter()
            .map(|e| (e.email_address.as_str(), e.r#type.as_deref()))
            .collect();
        assert_eq!(emails, [("a@x.y", Some("PERSONAL")), ("b@x.y", Some("WORK"))]);
        assert_eq!(candidate.phone_numbers.len(), 1);
        assert_eq!(candidate.tag_remote_ids, ["vip", "remote"]);
        assert_eq!(batch.tags.len(), 2);
        assert_eq!(candidate.custom_fields.keys().collect::<Vec<_>>(), ["employments"]);
        assert_eq!(misfits.into_domain(None), []);
    }
}
