//! The connectors this build knows.

use super::gem;
use super::tool::Tool;

/// Every tool, in the order in which they are listed.
pub const TOOLS: &[Tool] = &[gem::TOOL];

/// The tool with a slug.
pub fn find(slug: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.slug == slug)
}
