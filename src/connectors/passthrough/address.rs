//! Addresses below that of an API.

use url::Url;

use crate::domain::refusal::Refusal;
use crate::domain::remote_path::RemotePath;

/// The address of a path. What has another host, or lies beside the API, is refused, however it came about.
pub(super) fn below(base: &Url, path: &RemotePath, params: &[(String, String)]) -> Result<Url, Refusal> {
    let mut root = base.clone();
    root.set_query(None);
    root.set_fragment(None);
    let without = root.set_username("").and_then(|()| root.set_password(None));
    let text = format!("{}{}", root.as_str().trim_end_matches('/'), path.path());
    let url = Url::parse(&text).ok().filter(|url| without.is_ok() && is_below(url, &root));
    let mut url =
        url.ok_or_else(|| Refusal::invalid("path", "a path below the address of the API is expected"))?;
    url.set_query(path.query());
    if !params.is_empty() {
        url.query_pairs_mut().extend_pairs(params);
    }
    Ok(url)
}

fn is_below(url: &Url, root: &Url) -> bool {
    let folder = root.path().trim_end_matches('/');
    let rest = url.path().strip_prefix(folder);
    url.origin() == root.origin()
        && url.username().is_empty()
        && url.password().is_none()
        && rest.is_some_and(|rest| rest.starts_with('/'))
}
