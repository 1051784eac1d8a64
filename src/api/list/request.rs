//! What a list is asked for: the parameters that all lists share, and what they come to.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use utoipa::IntoParams;

use crate::api::ApiError;
use crate::api::params::Params;
use crate::domain::model::Model;
use crate::store::pages::{Filter, Selection};
use crate::store::{IntegrationScope, Store};

/// The parameters of every list (contract section 2.1).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct ListParams {
    /// The `next` of the page before. Repeat all other parameters with it. Good for 24 hours.
    cursor: Option<String>,
    /// How many records a page has at most.
    #[param(minimum = 1, maximum = 250, default = 100)]
    page_size: Option<u32>,
    /// Only records that changed at this time or later, or whose nested records did as far as the contract counts
    /// them. Given the time at which the read before began, no change is missed, and some come again. A date, or a
    /// date-time in any RFC 3339 form; UTC without an offset.
    #[param(value_type = Option<String>, example = "2024-05-01T12:30:00.000Z")]
    updated_after: Option<DateTime<Utc>>,
    /// Whether deleted records are listed too.
    #[param(default = false)]
    include_deleted: Option<bool>,
    /// Whether a filter on a field that the integration cannot fill is skipped. Otherwise it removes every record.
    #[param(default = false)]
    pub(super) ignore_unsupported_filters: Option<bool>,
    /// Only the records with these ids, separated by commas.
    #[param(value_type = Option<String>)]
    ids: Option<Vec<String>>,
    /// Only the records with these ids of the ATS, separated by commas.
    #[param(value_type = Option<String>)]
    remote_ids: Option<Vec<String>>,
    /// Whether `remote_data` holds the record as the ATS delivered it. An addition to Kombo's contract.
    #[param(default = false)]
    include_remote_data: Option<bool>,
}

/// A list request after all checks.
pub(super) struct ListRequest {
    pub page_size: u32,
    pub include_remote_data: bool,
    pub cursor: Option<String>,
    pub selection: Selection,
}

impl ListParams {
    pub(super) fn read(params: &Params) -> Result<Self, ApiError> {
        Ok(Self {
            cursor: params.text("cursor")?,
            page_size: Some(params.number("page_size", 100, 1..=250)?),
            updated_after: params.time("updated_after")?,
            include_deleted: Some(params.flag("include_deleted")?),
            ignore_unsupported_filters: Some(params.flag("ignore_unsupported_filters")?),
            ids: params.list("ids")?,
            remote_ids: params.list("remote_ids")?,
            include_remote_data: Some(params.flag("include_remote_data")?),
        })
    }

    pub(super) fn into_request(
        self,
        store: &Store,
        scope: &IntegrationScope,
        model: Model,
        filter: Filter,
    ) -> ListRequest {
        ListRequest {
            page_size: self.page_size.unwrap_or(100),
            include_remote_data: self.include_remote_data.unwrap_or(false),
            cursor: self.cursor,
            selection: Selection {
                ids: both(self.ids, derived(scope, model, self.remote_ids)),
                updated_after: self.updated_after.map(|time| store.unseen_since(time)),
                include_deleted: self.include_deleted.unwrap_or(false),
                filter,
            },
        }
    }
}

/// The ids that remote ids have: they are derived, so that nothing has to be looked up.
pub(in crate::api) fn derived(
    scope: &IntegrationScope,
    model: Model,
    remote_ids: Option<Vec<String>>,
) -> Option<Vec<String>> {
    Some(remote_ids?.iter().map(|remote_id| scope.record(model, remote_id).to_string()).collect())
}

/// What both lists hold; a list that is not given holds everything.
pub(in crate::api) fn both(a: Option<Vec<String>>, b: Option<Vec<String>>) -> Option<Vec<String>> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let b: HashSet<String> = b.into_iter().collect();
            Some(a.into_iter().filter(|id| b.contains(id)).collect())
        }
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lists_of_ids_are_both_meant() {
        let list = |ids: &[&str]| Some(ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
        assert_eq!(both(list(&["a", "b"]), list(&["b", "c"])), list(&["b"]));
        assert_eq!(both(None, list(&["b"])), list(&["b"]));
        assert_eq!(both(None, None), None);
    }
}
