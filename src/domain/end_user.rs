//! The customer behind an account.

/// Whose account it is, as the caller knows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndUser {
    pub organization_name: String,
    pub creator_email: Option<String>,
    pub origin_id: Option<String>,
}

impl EndUser {
    /// Nobody in particular at an organization.
    pub fn of(organization_name: impl Into<String>) -> Self {
        Self { organization_name: organization_name.into(), ..Self::default() }
    }
}

/// Which steps customers may be led to once they are connected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SetupSteps {
    /// Which applications are synced.
    pub filtering: bool,
    /// Where fields come from.
    pub mapping: bool,
}

impl SetupSteps {
    pub const fn any(self) -> bool {
        self.filtering || self.mapping
    }
}
