//! Faults on purpose, by path and by count.

mod answers;

use serde::{Deserialize, Serialize};

/// One rule. It counts the requests that match its path and method from the moment it is set, and acts on the
/// `nth`, on `every` so-manieth, on all `from` a number on, or on every one, but at most `times` times.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    /// With `*` a glob, otherwise a prefix; of the whole path or of what follows `/ats/v0`.
    path: String,
    #[serde(default)]
    method: Option<String>,
    #[serde(default)]
    nth: Option<u64>,
    #[serde(default)]
    every: Option<u64>,
    #[serde(default)]
    from: Option<u64>,
    #[serde(default)]
    times: Option<u64>,
    pub(crate) kind: Kind,
    /// For `status`: 429, 500, 502, 503, 504 or any other error.
    #[serde(default)]
    pub(crate) status: Option<u16>,
    #[serde(default)]
    pub(crate) retry_after: Option<u64>,
    /// Waits before the request takes its effect, or with `after` between effect and answer, whatever the kind.
    #[serde(default)]
    pub(crate) delay_ms: u64,
    /// The request takes its effect, and only its answer is spoilt or late. Otherwise the fault answers in place of
    /// the API. `truncated` and `malformed` make their answer from the true one, so that both have the effect anyway.
    #[serde(default)]
    pub(crate) after: bool,
    #[serde(default)]
    seen: u64,
    #[serde(default)]
    acted: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Status,
    Delay,
    /// The connection ends with no complete answer; with HTTP/1.1 usually not a byte of it arrives.
    Drop,
    /// The true answer, cut in the middle of its JSON.
    #[serde(alias = "truncate")]
    Truncated,
    /// JSON of a shape that nobody asked for, with the status and the headers of the true answer.
    Malformed,
    Html,
    EmptyArray,
}

impl Rule {
    fn strikes(&mut self, method: &str, path: &str) -> bool {
        let fits = self.method.as_ref().is_none_or(|m| m.eq_ignore_ascii_case(method));
        if !fits || !path_matches(&self.path, path) {
            return false;
        }
        self.seen += 1;
        let seen = self.seen;
        let due = self.nth.is_none_or(|n| n == seen)
            && self.every.is_none_or(|n| n > 0 && seen.is_multiple_of(n))
            && self.from.is_none_or(|n| seen >= n)
            && self.times.is_none_or(|n| self.acted < n);
        if due {
            self.acted += 1;
        }
        due
    }
}

/// The first rule that strikes is the one that counts; all of them see the request.
pub(crate) fn strike(rules: &mut [Rule], method: &str, path: &str) -> Option<Rule> {
    let mut struck = None;
    for rule in rules {
        if rule.strikes(method, path) && struck.is_none() {
            struck = Some(rule.clone());
        }
    }
    struck
}

pub(crate) fn path_matches(pattern: &str, path: &str) -> bool {
    let short = path.strip_prefix("/ats/v0").unwrap_or(path);
    [path, short].iter().any(|path| {
        if pattern.contains('*') {
            glob(pattern.as_bytes(), path.as_bytes())
        } else {
            path.starts_with(pattern)
        }
    })
}

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|n| text.get(n..).is_some_and(|tail| glob(rest, tail))),
        Some((wanted, rest)) => {
            text.split_first().is_some_and(|(found, tail)| found == wanted && glob(rest, tail))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(json: &str) -> Rule {
        serde_json::from_str(json).unwrap()
    }

    fn struck(rule: &Rule, path: &str) -> Vec<u64> {
        let mut rules = [rule.clone()];
        (1..=6).filter(|_| strike(&mut rules, "GET", path).is_some()).map(|_| 1).collect()
    }

    #[test]
    fn counts_decide_when_a_rule_strikes() {
        let path = "/ats/v0/jobs/";
        assert_eq!(struck(&rule(r#"{"path":"/jobs/","kind":"drop","nth":2}"#), path).len(), 1);
        assert_eq!(struck(&rule(r#"{"path":"/jobs/","kind":"drop","every":2}"#), path).len(), 3);
        assert_eq!(struck(&rule(r#"{"path":"/jobs/","kind":"drop","from":3}"#), path).len(), 4);
        assert_eq!(struck(&rule(r#"{"path":"/ats/*","kind":"drop","times":5}"#), path).len(), 5);
        assert_eq!(struck(&rule(r#"{"path":"/jobs/","method":"POST","kind":"drop"}"#), path).len(), 0);
    }

    #[test]
    fn a_pattern_is_a_prefix_or_a_glob() {
        assert!(path_matches("/candidates/", "/ats/v0/candidates/x"));
        assert!(path_matches("/jobs/*/stages", "/ats/v0/jobs/abc/stages"));
        assert!(!path_matches("/jobs/*/stages", "/ats/v0/jobs/"));
        assert!(path_matches("*", "/anything"));
    }
}
