//! From what a caller sent to a request that a connector can send.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use reqwest::Method;
use serde_json::Value;

use crate::connectors::passthrough::{CallerHeaders, Content, MOST_BYTES, Part, Passthrough, Payload};
use crate::contract::input::{
    FormField, FormFile, FormValue, PassthroughMethod, PassthroughRequest, Raw, Text,
};
use crate::domain::refusal::Refusal;
use crate::domain::remote_path::RemotePath;
use crate::files::{self, Fetcher, Sizes};

/// A request that lacks nothing but the files of its form.
pub(super) struct Draft {
    request: Passthrough,
    form: Option<Vec<FormField>>,
    pub as_base64: bool,
    /// What is left alone of it.
    pub warnings: Vec<String>,
}

/// Only the method: the rest may be about people.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(f)
    }
}

impl Draft {
    /// Says everything that can be said without files. `reserved` are the headers that hold credentials.
    pub(super) fn read(
        request: PassthroughRequest,
        reserved: &[&str],
        patience: Duration,
    ) -> Result<Self, Refusal> {
        let warnings = warnings(&request);
        let as_base64 = request.response_as_base64.unwrap_or_default();
        let PassthroughRequest { method, path, headers, params, data, multipart_form_data: form, .. } =
            request;
        let path = RemotePath::parse(&path.0).map_err(|reason| Refusal::invalid("path", reason))?;
        let headers = headers.unwrap_or_default();
        let headers = headers.iter().map(|(name, Text(value))| (name.as_str(), value.as_str()));
        let headers = CallerHeaders::parse(headers, reserved)?;
        if data.is_some() && form.is_some() {
            let reason = "it cannot be sent together with data; one body is sent";
            return Err(Refusal::invalid("multipart_form_data", reason));
        }
        let payload = match data {
            Some(Raw(Value::String(text))) => Payload::Text(text),
            Some(Raw(value)) => Payload::Json(value),
            None => Payload::Nothing,
        };
        let payload = payload.checked()?;
        let params = params.into_iter().flatten().map(|(name, Text(value))| (name, value)).collect();
        let request = Passthrough { method: verb(method), path, params, headers, payload, patience };
        Ok(Self { request, form, as_base64, warnings })
    }

    /// With its files.
    pub(super) async fn completed(self, fetcher: &Fetcher) -> Result<Passthrough, Refusal> {
        let Some(fields) = self.form else { return Ok(self.request) };
        let payload = Payload::Form(form(fields, fetcher).await?);
        Ok(Passthrough { payload, ..self.request })
    }
}

fn warnings(request: &PassthroughRequest) -> Vec<String> {
    let options = request.api_options.iter().flat_map(BTreeMap::keys);
    options.map(|name| format!("api_options.{name}: no such option is known; it was ignored.")).collect()
}

const fn verb(method: PassthroughMethod) -> Method {
    match method {
        PassthroughMethod::Get => Method::GET,
        PassthroughMethod::Post => Method::POST,
        PassthroughMethod::Delete => Method::DELETE,
        PassthroughMethod::Put => Method::PUT,
        PassthroughMethod::Patch => Method::PATCH,
    }
}

/// The files of a form are fetched together, so that what is too much is told before it is all there.
async fn form(fields: Vec<FormField>, fetcher: &Fetcher) -> Result<Vec<Part>, Refusal> {
    let mut texts = Vec::new();
    let mut inputs = Vec::new();
    for (n, FormField { name, value }) in fields.into_iter().enumerate() {
        match value {
            FormValue::Text(text) => texts.push((n, Part { name: name.0, content: Content::Text(text) })),
            FormValue::File(FormFile(file)) => {
                inputs.push((n, name.0, (format!("multipart_form_data[{n}].value"), file)));
            }
        }
    }
    let (places, inputs): (Vec<_>, Vec<_>) =
        inputs.into_iter().map(|(n, name, input)| ((n, name), input)).unzip();
    let sizes = Sizes { each: MOST_BYTES, total: MOST_BYTES };
    let files = files::receive(inputs, sizes, fetcher).await;
    let files = files.map_err(|problem| Refusal::invalid(&problem.path, &problem.reason.to_string()))?;
    let files = places.into_iter().zip(files).map(|((n, name), file)| {
        let files::File { name: file_name, content_type, bytes, .. } = file;
        (n, Part { name, content: Content::File { name: file_name, content_type, bytes } })
    });
    let mut parts: Vec<(usize, Part)> = texts.into_iter().chain(files).collect();
    parts.sort_by_key(|(n, _part)| *n);
    Ok(parts.into_iter().map(|(_n, part)| part).collect())
}
