//! What the feed is asked for.

use std::time::Duration;

use utoipa::IntoParams;

use super::cursor;
use crate::api::ApiError;
use crate::api::list::available;
use crate::api::params::Params;
use crate::domain::digest::Hash;
use crate::domain::model::Model;
use crate::domain::model_set::ModelSet;
use crate::store::changes::Start;
use crate::store::integrations::Integration;

/// The longest `wait`, in seconds.
pub(super) const LONGEST: u32 = 30;

#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the parameters as they are described; they are read one by one")]
pub(super) struct ChangesParams {
    /// The `next` of the answer before, of the same integration and `models`. Without one, the feed begins with an entry for
    /// every record that there is. Good for as long as all entries behind it are kept, which is 30 days.
    cursor: Option<String>,
    /// Only of these models, by the names that webhooks give them, such as `ats_candidates`, separated by commas. Without it,
    /// of all that the integration delivers and that are not switched off.
    #[param(value_type = Option<String>)]
    models: Option<Vec<String>>,
    /// Where to begin without a cursor: `now` skips the entries of what there is.
    #[param(value_type = Option<String>, example = "now")]
    from: Option<String>,
    /// How many entries an answer has at most.
    #[param(minimum = 1, maximum = 250, default = 100)]
    page_size: Option<u32>,
    /// How many seconds to wait for an entry when there is none.
    #[param(minimum = 0, maximum = 30, default = 0)]
    wait: Option<u32>,
}

/// A request after all checks.
pub(super) struct Request {
    pub(super) models: ModelSet,
    pub(super) start: Start,
    pub(super) size: u32,
    pub(super) wait: Duration,
    /// What its cursors are good for.
    pub(super) binding: Hash,
}

impl Request {
    pub(super) fn read(params: &Params, integration: &Integration) -> Result<Self, ApiError> {
        let asked = asked_for(params, integration)?;
        let binding = cursor::binding(integration.scope.id(), asked);
        let start = match (params.text("cursor")?, params.text("from")?.as_deref()) {
            (_, Some(other)) if other != "now" => {
                return Err(ApiError::invalid(
                    "from",
                    "only now is allowed; without it, all there is is told first",
                ));
            }
            (Some(text), _) => Start::Behind(cursor::decode(&text, &binding)?),
            (None, Some(_now)) => Start::Now,
            (None, None) => Start::Everything,
        };
        Ok(Self {
            models: asked.unwrap_or_else(|| delivered(integration)),
            start,
            size: params.number("page_size", 100, 1..=250)?,
            wait: Duration::from_secs(params.number("wait", 0, 0..=LONGEST)?.into()),
            binding,
        })
    }
}

/// The models that are asked for by name; each is refused as its list is.
fn asked_for(params: &Params, integration: &Integration) -> Result<Option<ModelSet>, ApiError> {
    let Some(names) = params.one_of_list("models", &Model::ALL.map(Model::slug))? else { return Ok(None) };
    for name in &names {
        available(integration, name)?;
    }
    Ok(Some(names.iter().filter_map(|name| Model::parse(name)).collect()))
}

/// All that lists can be read of.
fn delivered(integration: &Integration) -> ModelSet {
    Model::ALL.into_iter().filter(|model| available(integration, model.slug()).is_ok()).collect()
}
