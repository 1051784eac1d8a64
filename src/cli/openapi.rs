use super::output::text;

/// The description is JSON in either form.
pub(super) fn run() -> anyhow::Result<()> {
    Ok(text(&crate::api::openapi_text())?)
}
