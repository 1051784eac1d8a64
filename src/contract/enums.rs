//! The closed sets of values (contract section 3). Official clients refuse a page with any other value,
//! so a connector maps what it does not know to null.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::ats;

/// Declares a closed set; the second form also takes over a domain enum with the same variants.
macro_rules! closed {
    ($(#[$meta:meta])* $name:ident { $($variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name {
            $($variant),+
        }
    };
    ($(#[$meta:meta])* $name:ident from $domain:path { $($variant:ident),+ $(,)? }) => {
        closed!($(#[$meta])* $name { $($variant),+ });

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                use $domain as Domain;
                match value {
                    $(Domain::$variant => Self::$variant),+
                }
            }
        }
    };
}
pub(super) use closed;

closed!(
    /// How an application ended: `PENDING` is in process, `HIRED` is accepted and hired, `DECLINED` is
    /// rejected or withdrawn (contract section 3.1).
    Outcome from ats::Outcome { Pending, Hired, Declined }
);
closed!(
    /// Whether a user or a stage is in use. Applications may still be in an inactive stage
    /// (contract sections 3.6 and 3.8).
    Activity from ats::Activity { Active, Inactive }
);
closed!(
    /// The state of a job posting (contract section 3.3).
    PostingStatus from ats::PostingStatus { Active, Inactive, Draft }
);
closed!(
    /// Who can find a job posting; `UNLISTED` is reachable by its link only (contract section 3.3).
    PostingVisibility from ats::PostingVisibility { Public, Internal, Unlisted }
);
closed!(
    /// The state of an offer (contract section 3.5).
    OfferStatus from ats::OfferStatus { Draft, Approved, Sent, Accepted, Declined, Abandoned }
);
closed!(
    /// Where a role holds: in the whole ATS or on single jobs (contract section 3.7).
    RoleScope from ats::RoleScope { System, Job }
);
closed!(
    /// The meaning of a role across all ATSs (contract section 3.7).
    UnifiedRole from ats::UnifiedRole { HiringManager, Recruiter, Coordinator, Sourcer, Interviewer, Admin }
);
closed!(
    /// What a member of a hiring team does; the same as [`UnifiedRole`] without `ADMIN` (contract section 3.3).
    HiringTeamRole { HiringManager, Recruiter, Coordinator, Sourcer, Interviewer }
);
closed!(
    /// The kind of a file (contract section 3.9).
    AttachmentType { Cv, CoverLetter, Other }
);
closed!(
    /// The only scope of a role on a job (contract section 3.3).
    JobScope { Job }
);
closed!(
    /// The only scope of a role in the whole ATS (contract section 3.6).
    SystemScope { System }
);

impl HiringTeamRole {
    /// `None` for the one role that hiring teams do not know, `ADMIN`.
    pub const fn of(role: ats::UnifiedRole) -> Option<Self> {
        match role {
            ats::UnifiedRole::HiringManager => Some(Self::HiringManager),
            ats::UnifiedRole::Recruiter => Some(Self::Recruiter),
            ats::UnifiedRole::Coordinator => Some(Self::Coordinator),
            ats::UnifiedRole::Sourcer => Some(Self::Sourcer),
            ats::UnifiedRole::Interviewer => Some(Self::Interviewer),
            ats::UnifiedRole::Admin => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn values_are_written_as_in_the_contract() {
        let written: Vec<Value> = [
            serde_json::to_value(Outcome::from(ats::Outcome::Declined)),
            serde_json::to_value(OfferStatus::from(ats::OfferStatus::Abandoned)),
            serde_json::to_value(UnifiedRole::from(ats::UnifiedRole::HiringManager)),
            serde_json::to_value(AttachmentType::Cv),
            serde_json::to_value(AttachmentType::CoverLetter),
            serde_json::to_value(SystemScope::System),
        ]
        .into_iter()
        .map(Result::unwrap)
        .collect();
        assert_eq!(
            written,
            [
                json!("DECLINED"),
                json!("ABANDONED"),
                json!("HIRING_MANAGER"),
                json!("CV"),
                json!("COVER_LETTER"),
                json!("SYSTEM")
            ]
        );
    }

    #[test]
    fn hiring_teams_have_no_admin() {
        assert_eq!(HiringTeamRole::of(ats::UnifiedRole::Admin), None);
        assert_eq!(HiringTeamRole::of(ats::UnifiedRole::Sourcer), Some(HiringTeamRole::Sourcer));
    }
}
