//! Tags and rejection reasons: names under ids.

use super::held;
use crate::domain::ats::{RejectionReason, Tag};

held!(Tag { "name": name });
held!(RejectionReason { "name": name });
