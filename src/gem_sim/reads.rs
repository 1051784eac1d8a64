//! Pages and single rows.

use axum::response::Response;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::query::{self, ListQuery};
use super::reply::{gem_error, json_reply, not_found, with_header};
use super::state::State;
use super::switches::PaginationHeader;
use super::world::resource::Resource;

pub(crate) fn item(state: &State, resource: Resource, id: &str) -> Response {
    let live = |index: &u64| state.world.keys(resource, *index).is_some_and(|keys| !keys.deleted);
    let index = state.world.find(resource, id).filter(live);
    match index.and_then(|index| state.world.show(resource, index, false)) {
        Some(row) => json_reply(200, &row),
        None => not_found(resource.word()),
    }
}

/// A page of a resource; `within` restricts it to rows with a member of that value.
pub(crate) fn list(
    state: &mut State,
    resource: Resource,
    within: Option<(&'static str, String)>,
    path: &str,
    query: &str,
) -> Response {
    let mut asked = match query::read(resource, query, &state.world.switches) {
        Ok(asked) => asked,
        Err(errors) => return gem_error(422, "Invalid request", Some(errors)),
    };
    asked.filter.texts.extend(within);
    let offset = (asked.page - 1).saturating_mul(asked.per_page);
    let start = usize::try_from(offset).unwrap_or(usize::MAX);
    let many = usize::try_from(asked.per_page).unwrap_or(usize::MAX);
    // Only the headers tell how many there are in all.
    let counts = state.world.switches.pagination_header != PaginationHeader::None;
    let enough = Some(start.saturating_add(many)).filter(|_enough| !counts);
    let indices = state.selections.select(&state.world, resource, &asked.filter, enough);
    let rows: Vec<Value> = indices
        .iter()
        .skip(start)
        .take(many)
        .filter_map(|index| state.world.show(resource, *index, asked.filter.include_deleted))
        .collect();
    let response = json_reply(200, &Value::Array(rows));
    let total = u64::try_from(indices.len()).unwrap_or(u64::MAX);
    match state.world.switches.pagination_header {
        PaginationHeader::None => response,
        PaginationHeader::XPagination => {
            with_header(response, "x-pagination", &counted(&asked, total).to_string())
        }
        PaginationHeader::Link => {
            let url = format!("{}{path}", state.world.base_url);
            with_header(response, "link", &links(&asked, total, &url, query))
        }
    }
}

fn pages(asked: &ListQuery, total: u64) -> u64 {
    total.div_ceil(asked.per_page)
}

/// The framework's form; the page numbers are left out when there is nothing to number.
fn counted(asked: &ListQuery, total: u64) -> Value {
    let pages = pages(asked, total);
    let mut header = json!({"total": total, "total_pages": pages});
    if let Some(header) = header.as_object_mut()
        && asked.page <= pages
    {
        header.insert("first_page".to_owned(), json!(1));
        header.insert("last_page".to_owned(), json!(pages));
        header.insert("page".to_owned(), json!(asked.page));
        if asked.page > 1 {
            header.insert("previous_page".to_owned(), json!(asked.page - 1));
        }
        if asked.page < pages {
            header.insert("next_page".to_owned(), json!(asked.page + 1));
        }
    }
    header
}

fn links(asked: &ListQuery, total: u64, url: &str, query: &str) -> String {
    let last = pages(asked, total).max(1);
    let link = |page: u64, rel: &str| {
        let kept =
            form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "page" && name != "per_page");
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept)
            .append_pair("page", &page.to_string())
            .append_pair("per_page", &asked.per_page.to_string())
            .finish();
        format!("<{url}?{query}>; rel=\"{rel}\"")
    };
    let mut all = Vec::new();
    if asked.page < last {
        all.push(link(asked.page + 1, "next"));
    }
    if asked.page > 1 {
        all.push(link(asked.page - 1, "prev"));
    }
    all.push(link(last, "last"));
    all.join(", ")
}
