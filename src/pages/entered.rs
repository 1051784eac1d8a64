//! What a form brings.

use std::collections::BTreeMap;
use std::fmt;

use url::form_urlencoded;

/// The fields of a form by name, the last of each. Credentials may be among them: it is never shown.
#[derive(Default)]
pub(super) struct Entered(pub BTreeMap<String, String>);

impl fmt::Debug for Entered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Which button was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Credentials,
    Back,
    Finish,
}

impl Step {
    /// The name under which forms send it.
    pub(super) const NAME: &str = "step";

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Back => "back",
            Self::Finish => "finish",
        }
    }
}

impl Entered {
    pub(super) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// `None` for what no page of ours sends.
    pub(super) fn step(&self) -> Option<Step> {
        let pressed = self.0.get(Step::NAME)?;
        [Step::Credentials, Step::Back, Step::Finish].into_iter().find(|step| step.as_str() == pressed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_and_not_shown() {
        let entered = Entered::read(b"step=finish&api_key=a%2Bb+c&api_key=last&x");
        assert_eq!(entered.step(), Some(Step::Finish));
        assert_eq!(entered.0["api_key"], "last");
        assert_eq!(format!("{entered:?}"), r#"{"api_key", "step", "x"}"#);
        for body in ["", "step=", "step=other", "\u{0}"] {
            assert_eq!(Entered::read(body.as_bytes()).step(), None, "{body:?}");
        }
    }
}
