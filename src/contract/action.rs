//! The answers of actions: a success with warnings (contract section 1.2).

use serde::Serialize;
use utoipa::ToSchema;

use super::attachment::{ApplicationAttachment, CandidateAttachment};
use super::page::SuccessStatus;

/// Something to know for debugging; never a failure.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActionWarning {
    pub message: String,
}

/// Declares the answer of an action that fetches a whole list, and what stands in its `data`.
macro_rules! action {
    ($response:ident, $data:ident, $item:ident) => {
        #[doc = concat!("All of a record's [`", stringify!($item), "`].")]
        #[derive(Debug, Clone, Serialize, ToSchema)]
        pub struct $response {
            pub status: SuccessStatus,
            pub data: $data,
            /// Always there, usually empty.
            pub warnings: Vec<ActionWarning>,
        }

        #[doc = concat!("The files of a [`", stringify!($response), "`]; they are not paged.")]
        #[derive(Debug, Clone, Serialize, ToSchema)]
        pub struct $data {
            pub results: Vec<$item>,
        }

        impl $response {
            pub const fn new(results: Vec<$item>, warnings: Vec<ActionWarning>) -> Self {
                Self { status: SuccessStatus::Success, data: $data { results }, warnings }
            }
        }
    };
}

action!(ApplicationAttachmentsResponse, ApplicationAttachmentsData, ApplicationAttachment);
action!(CandidateAttachmentsResponse, CandidateAttachmentsData, CandidateAttachment);
