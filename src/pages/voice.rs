//! What is said about one link, with the names of those whom it concerns filled in.

use super::texts::{self, Texts, fill};
use crate::connect::visit::Visit;
use crate::domain::language::Language;

#[derive(Debug, Clone, Copy)]
pub(super) struct Voice<'a> {
    pub language: Language,
    pub texts: &'static Texts,
    tool: &'a str,
    environment: &'a str,
    organization: &'a str,
}

impl<'a> Voice<'a> {
    pub(super) fn of(visit: &'a Visit) -> Self {
        let link = &visit.link;
        Self {
            tool: visit.tool.label,
            environment: &link.environment_name,
            organization: &link.end_user.organization_name,
            ..Self::about_nobody(link.language)
        }
    }

    /// Where no link is known.
    pub(super) fn about_nobody(language: Language) -> Self {
        Self { language, texts: texts::of(language), tool: "", environment: "", organization: "" }
    }

    pub(super) fn say(&self, text: &str) -> String {
        self.say_with(text, ("", ""))
    }

    /// With one more thing to fill in.
    pub(super) fn say_with(&self, text: &str, more: (&str, &str)) -> String {
        let known = [
            ("tool", self.tool),
            ("environment", self.environment),
            ("organization", self.organization),
            more,
        ];
        fill(text, &known)
    }
}
