//! | Kombo | Gem |
//! |---|---|
//! | `link`, `type` | `value` when it is an address, and what its host says |
//! | `username` | `value` otherwise |

use url::Url;

use super::Row;
use crate::domain::ats::SocialMedia;

const HOSTS: [(&str, &str); 9] = [
    ("linkedin.com", "LINKEDIN"),
    ("github.com", "GITHUB"),
    ("twitter.com", "TWITTER"),
    ("x.com", "TWITTER"),
    ("facebook.com", "FACEBOOK"),
    ("instagram.com", "INSTAGRAM"),
    ("xing.com", "XING"),
    ("stackoverflow.com", "STACKOVERFLOW"),
    ("youtube.com", "YOUTUBE"),
];

pub(super) fn of(row: &Row<'_>) -> Option<SocialMedia> {
    row.text("value").map(of_text)
}

fn of_text(value: String) -> SocialMedia {
    let url = Url::parse(&value).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    // People leave the scheme out; a handle has no path.
    let url = url.or_else(|| {
        let guess = value.contains('/') && !value.contains("://");
        guess.then(|| Url::parse(&format!("https://{value}")).ok()).flatten()
    });
    let Some(host) = url.as_ref().and_then(Url::host_str).filter(|host| host.contains('.')) else {
        return SocialMedia { link: None, r#type: None, username: Some(value) };
    };
    let known = |(name, _): &&(&str, &str)| host == *name || host.ends_with(&format!(".{name}"));
    let kind = HOSTS.iter().find(known).map_or("OTHER", |(_, kind)| kind);
    let link = if value.contains("://") { value } else { format!("https://{value}") };
    SocialMedia { link: Some(link), r#type: Some(kind.to_owned()), username: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_handles_are_told_apart() {
        for (value, link, kind, username) in [
            (
                "https://www.linkedin.com/in/ada",
                Some("https://www.linkedin.com/in/ada"),
                Some("LINKEDIN"),
                None,
            ),
            ("linkedin.com/in/ada", Some("https://linkedin.com/in/ada"), Some("LINKEDIN"), None),
            ("https://netflix.com/x", Some("https://netflix.com/x"), Some("OTHER"), None),
            ("@ada", None, None, Some("@ada")),
            ("javascript:alert(1)", None, None, Some("javascript:alert(1)")),
        ] {
            let found = of_text(value.to_owned());
            let parts = (found.link.as_deref(), found.r#type.as_deref(), found.username.as_deref());
            assert_eq!(parts, (link, kind, username), "{value}");
        }
    }
}
