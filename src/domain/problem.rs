//! The closed set of error codes that callers may meet (contract section 1.3).

/// One public error code. Its HTTP status is the API's to decide, its title is fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemCode {
    RateLimitExceeded,
    ConcurrencyLimitExceeded,
    IntegrationNotFound,
    InputInvalid,
    UnknownError,
    IpNotWhitelisted,
    AuthenticationInvalid,
    TaskTimedOut,
    IntegrationPermissionMissing,
    IntegrationAuthenticationInvalid,
    IntegrationQaFailed,
    SetupSyncPending,
    SetupIncomplete,
    IntegrationInactive,
    ModelNotAvailable,
    ModelDisabled,
    ActionNotAvailable,
    ActionDisabled,
    RemoteServiceUnavailable,
    RemoteRateLimitExceeded,
    RemoteInputInvalid,
    RemoteUnknownHttpError,
    JobClosed,
    ApplicationAlreadyExists,
}

impl ProblemCode {
    pub const ALL: [Self; 24] = [
        Self::RateLimitExceeded,
        Self::ConcurrencyLimitExceeded,
        Self::IntegrationNotFound,
        Self::InputInvalid,
        Self::UnknownError,
        Self::IpNotWhitelisted,
        Self::AuthenticationInvalid,
        Self::TaskTimedOut,
        Self::IntegrationPermissionMissing,
        Self::IntegrationAuthenticationInvalid,
        Self::IntegrationQaFailed,
        Self::SetupSyncPending,
        Self::SetupIncomplete,
        Self::IntegrationInactive,
        Self::ModelNotAvailable,
        Self::ModelDisabled,
        Self::ActionNotAvailable,
        Self::ActionDisabled,
        Self::RemoteServiceUnavailable,
        Self::RemoteRateLimitExceeded,
        Self::RemoteInputInvalid,
        Self::RemoteUnknownHttpError,
        Self::JobClosed,
        Self::ApplicationAlreadyExists,
    ];

    /// What stands in `error.code`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RateLimitExceeded => "PLATFORM.RATE_LIMIT_EXCEEDED",
            Self::ConcurrencyLimitExceeded => "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED",
            Self::IntegrationNotFound => "PLATFORM.INTEGRATION_NOT_FOUND",
            Self::InputInvalid => "PLATFORM.INPUT_INVALID",
            Self::UnknownError => "PLATFORM.UNKNOWN_ERROR",
            Self::IpNotWhitelisted => "PLATFORM.IP_NOT_WHITELISTED",
            Self::AuthenticationInvalid => "PLATFORM.AUTHENTICATION_INVALID",
            Self::TaskTimedOut => "PLATFORM.TASK_TIMED_OUT",
            Self::IntegrationPermissionMissing => "INTEGRATION.PERMISSION_MISSING",
            Self::IntegrationAuthenticationInvalid => "INTEGRATION.AUTHENTICATION_INVALID",
            Self::IntegrationQaFailed => "INTEGRATION.QA_FAILED",
            Self::SetupSyncPending => "INTEGRATION.SETUP_SYNC_PENDING",
            Self::SetupIncomplete => "INTEGRATION.SETUP_INCOMPLETE",
            Self::IntegrationInactive => "INTEGRATION.INACTIVE",
            Self::ModelNotAvailable => "INTEGRATION.MODEL_NOT_AVAILABLE",
            Self::ModelDisabled => "INTEGRATION.MODEL_DISABLED",
            Self::ActionNotAvailable => "INTEGRATION.ACTION_NOT_AVAILABLE",
            Self::ActionDisabled => "INTEGRATION.ACTION_DISABLED",
            Self::RemoteServiceUnavailable => "REMOTE.SERVICE_UNAVAILABLE",
            Self::RemoteRateLimitExceeded => "REMOTE.RATE_LIMIT_EXCEEDED",
            Self::RemoteInputInvalid => "REMOTE.INPUT_INVALID",
            Self::RemoteUnknownHttpError => "REMOTE.UNKNOWN_HTTP_ERROR",
            Self::JobClosed => "ATS.JOB_CLOSED",
            Self::ApplicationAlreadyExists => "ATS.APPLICATION_ALREADY_EXISTS",
        }
    }

    /// What stands in `error.title`. Two titles are the reference's own, the others say the same in our words.
    pub const fn title(self) -> &'static str {
        match self {
            Self::RateLimitExceeded => "Too many requests were sent in a short time.",
            Self::ConcurrencyLimitExceeded => "Too many actions are running for this integration.",
            Self::IntegrationNotFound => "There is no such integration.",
            Self::InputInvalid => "The request is not valid.",
            Self::UnknownError => "Something went wrong on our side.",
            Self::IpNotWhitelisted => "This address may not use the API key.",
            Self::AuthenticationInvalid => "The provided authentication is invalid.",
            Self::TaskTimedOut => "The operation took too long.",
            Self::IntegrationPermissionMissing => "The customer's credentials lack a permission.",
            Self::IntegrationAuthenticationInvalid => "The customer's credentials are invalid.",
            Self::IntegrationQaFailed => "The integration did not pass its quality check.",
            Self::SetupSyncPending => "The first sync has not finished.",
            Self::SetupIncomplete => "The integration's setup is not complete.",
            Self::IntegrationInactive => "The integration is switched off.",
            Self::ModelNotAvailable => "This data model isn't supported for the selected integration.",
            Self::ModelDisabled => "This data model is switched off for the integration.",
            Self::ActionNotAvailable => "This action is not supported for the selected integration.",
            Self::ActionDisabled => "This action is switched off for the integration.",
            Self::RemoteServiceUnavailable => "The ATS is not reachable.",
            Self::RemoteRateLimitExceeded => "The ATS limits the rate of requests.",
            Self::RemoteInputInvalid => "The ATS refused the input.",
            Self::RemoteUnknownHttpError => "The ATS answered with an unexpected error.",
            Self::JobClosed => "The job takes no applications.",
            Self::ApplicationAlreadyExists => "The candidate has already applied to this job.",
        }
    }
}
