//! Query strings: which parameters a list takes, and what they must look like.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::switches::{InvalidFilter, Switches, UnknownParameter};
use super::world::resource::Resource;
use super::world::select::{Filter, Moment};

const JOB_STATUSES: [&str; 5] = ["open", "closed", "draft", "pending_approval", "approved"];
const APPLICATION_STATUSES: [&str; 3] = ["active", "rejected", "hired"];
const OFFER_STATUSES: [&str; 4] = ["unresolved", "accepted", "rejected", "deprecated"];
const OPENING_STATUSES: [&str; 2] = ["open", "closed"];

const CREATED: [&str; 2] = ["created_after", "created_before"];
const UPDATED: [&str; 2] = ["updated_after", "updated_before"];

/// A request for a page.
#[derive(Debug)]
pub(crate) struct ListQuery {
    pub(crate) filter: Filter,
    pub(crate) page: u64,
    pub(crate) per_page: u64,
}

/// The filters of a list, beside `page` and `per_page`.
fn filters(resource: Resource) -> Vec<&'static str> {
    let timed = [CREATED, UPDATED].concat();
    let with = |more: &[&'static str]| [timed.as_slice(), more].concat();
    match resource {
        Resource::Candidate => with(&["job_id", "email", "candidate_ids", "include_deleted"]),
        Resource::Application => {
            [CREATED.as_slice(), &["last_activity_after", "job_id", "status", "include_deleted"]].concat()
        }
        Resource::Job => with(&["requisition_id", "status", "department_id", "office_id", "include_deleted"]),
        Resource::Stage | Resource::Scorecard => with(&["include_deleted"]),
        Resource::Post => with(&["live", "active"]),
        Resource::User => with(&["email", "include_deleted"]),
        Resource::Interview => with(&[
            "starts_after",
            "starts_before",
            "ends_after",
            "ends_before",
            "external_event_id",
            "actionable",
            "include_deleted",
        ]),
        Resource::Offer => with(&["status", "include_deleted"]),
        Resource::Opening => vec!["status", "include_deleted"],
        Resource::Reason => vec!["include_defaults"],
        Resource::Office | Resource::Department => vec!["include_deleted"],
        _ => Vec::new(),
    }
}

fn statuses(resource: Resource) -> &'static [&'static str] {
    match resource {
        Resource::Job => &JOB_STATUSES,
        Resource::Offer => &OFFER_STATUSES,
        Resource::Opening => &OPENING_STATUSES,
        _ => &APPLICATION_STATUSES,
    }
}

/// Reads a query string; on failure the `errors` member of a 422.
pub(crate) fn read(resource: Resource, query: &str, switches: &Switches) -> Result<ListQuery, Value> {
    let known = filters(resource);
    let mut list = ListQuery { filter: Filter::default(), page: 1, per_page: 100 };
    // Posts have no such parameter: deleted ones always come along.
    list.filter.include_deleted = resource == Resource::Post;
    list.filter.exact_email = !switches.email_ignores_case;
    let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let problem = match name.as_ref() {
            "page" => read_number(&value, 1, u64::MAX).map(|n| list.page = n).err(),
            "per_page" => read_number(&value, 1, 500).map(|n| list.per_page = n).err(),
            name if known.contains(&name) => {
                let problem = read_filter(resource, name, &value, &mut list.filter).err();
                let lenient = switches.invalid_filter == InvalidFilter::Empty;
                list.filter.nothing |= lenient && problem.is_some();
                problem.filter(|_| !lenient)
            }
            _ if switches.unknown_parameter == UnknownParameter::Reject => Some("Unknown field.".to_owned()),
            _ => None,
        };
        if let Some(problem) = problem {
            errors.entry(name.into_owned()).or_default().push(problem);
        }
    }
    if errors.is_empty() { Ok(list) } else { Err(json!({"query": errors})) }
}

fn read_number(value: &str, least: u64, most: u64) -> Result<u64, String> {
    let number: i128 = value.parse().map_err(|_| "Not a valid integer.".to_owned())?;
    match u64::try_from(number) {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ if most == u64::MAX => Err(format!("Must be greater than or equal to {least}.")),
        _ => Err(format!("Must be greater than or equal to {least} and less than or equal to {most}.")),
    }
}

fn read_filter(resource: Resource, name: &str, value: &str, filter: &mut Filter) -> Result<(), String> {
    let text = || value.to_owned();
    match name {
        "include_deleted" => filter.include_deleted = read_bool(value)?,
        "include_defaults" => drop(read_bool(value)?),
        "live" => filter.live = Some(read_bool(value)?),
        "active" => filter.active = Some(read_bool(value)?),
        "actionable" => filter.actionable = Some(read_bool(value)?),
        "job_id" => filter.job = Some(text()),
        "email" => filter.email = Some(text()),
        "candidate_ids" => {
            let ids = value.split(',').filter(|id| !id.is_empty()).map(str::to_owned);
            filter.only.get_or_insert_default().extend(ids);
        }
        "requisition_id" => filter.texts.push(("requisition_id", text())),
        "external_event_id" => filter.texts.push(("external_event_id", text())),
        "department_id" => filter.members.push(("departments", text())),
        "office_id" => filter.members.push(("offices", text())),
        "status" => {
            let allowed = statuses(resource);
            if !allowed.contains(&value) {
                return Err(format!("Must be one of: {}.", allowed.join(", ")));
            }
            filter.status = Some(text());
        }
        _ => {
            let at = read_time(value)?;
            let moment = match name.split('_').next() {
                Some("updated") => Moment::Updated,
                Some("last") => Moment::Activity,
                Some("starts") => Moment::Starts,
                Some("ends") => Moment::Ends,
                _ => Moment::Created,
            };
            if name.ends_with("_after") {
                filter.after.push((moment, at));
            } else {
                filter.before.push((moment, at));
            }
        }
    }
    Ok(())
}

fn read_bool(value: &str) -> Result<bool, String> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("Not a valid boolean.".to_owned()),
    }
}

/// A date-time with `Z` or an offset; without either it is taken as UTC.
fn read_time(value: &str) -> Result<i64, String> {
    let naive = || NaiveDateTime::parse_from_str(value, "%Y-%m-%dT%H:%M:%S%.f").map(|at| at.and_utc());
    DateTime::parse_from_rfc3339(value)
        .map(|at| at.to_utc())
        .or_else(|_| naive())
        .map(|at| at.timestamp_millis())
        .map_err(|_| "Not a valid datetime.".to_owned())
}
