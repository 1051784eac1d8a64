//! The questions that callers may ask of a list, one filter each.

use chrono::{DateTime, Utc};
use unified_ats::domain::model::Model;
use unified_ats::store::pages::{Filter, Selection};

/// One filter with a value.
pub(super) struct Part {
    /// The model's own: lists without one are walked in another order.
    pub(super) own: bool,
    /// The filter's name in the contract, and what is special about the value.
    pub(super) name: &'static str,
    pub(super) set: fn(&mut Selection, &Ids),
}

impl Part {
    pub(super) fn field(&self) -> &'static str {
        self.name.split('=').next().unwrap()
    }
}

/// Ids of the integration that is asked.
pub(super) struct Ids {
    /// Records of the model that is asked for.
    pub(super) records: Vec<String>,
    /// The first has many applications, the others a few.
    pub(super) jobs: Vec<String>,
    pub(super) stages: Vec<String>,
    /// Addresses of users.
    pub(super) emails: Vec<String>,
}

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

macro_rules! parts {
    (own: $own:literal, $($name:literal: |$selection:ident, $ids:ident| $set:expr),* $(,)?) => {
        vec![$(Part { own: $own, name: $name, set: |$selection, $ids| { let _unused = &$ids; $set; } }),*]
    };
}

/// Names the fields of the model's own filter.
macro_rules! field {
    ($selection:ident, $model:ident { $field:ident } = $value:expr) => {
        if let Filter::$model { $field, .. } = &mut $selection.filter {
            *$field = $value;
        }
    };
}

/// The filters that every list has.
pub(super) fn general() -> Vec<Part> {
    parts![own: false,
        "ids=one": |s, ids| s.ids = Some(ids.records[..1].to_vec()),
        "ids=all of a page": |s, ids| s.ids = Some(ids.records.clone()),
        "include_deleted": |s, ids| s.include_deleted = true,
        "updated_after=yesterday": |s, ids| s.updated_after = Some(time("2026-06-30T12:00:00Z")),
        "updated_after=last month": |s, ids| s.updated_after = Some(time("2026-06-02T00:00:00Z")),
        "updated_after=long ago": |s, ids| s.updated_after = Some(time("2020-01-01T00:00:00Z")),
    ]
}

/// The filters that the model alone has.
pub(super) fn of(model: Model) -> Vec<Part> {
    match model {
        Model::Application => parts![own: true,
            "outcomes=PENDING": |s, ids| field!(s, Applications { outcomes } = Some(texts(&["PENDING"]))),
            "outcomes=HIRED": |s, ids| field!(s, Applications { outcomes } = Some(texts(&["HIRED"]))),
            "outcomes=HIRED,DECLINED": |s, ids| field!(s, Applications { outcomes } =
                Some(texts(&["HIRED", "DECLINED"]))),
            "job_ids=a large one": |s, ids| field!(s, Applications { job_ids } = Some(ids.jobs[..1].to_vec())),
            "job_ids=one": |s, ids| field!(s, Applications { job_ids } = Some(ids.jobs[1..2].to_vec())),
            "job_ids=some": |s, ids| field!(s, Applications { job_ids } = Some(ids.jobs[1..].to_vec())),
            "current_stage_ids=one": |s, ids| field!(s, Applications { current_stage_ids } =
                Some(ids.stages[1..2].to_vec())),
            "current_stage_ids=a large one": |s, ids| field!(s, Applications { current_stage_ids } =
                Some(ids.stages[..1].to_vec())),
            "remote_created_after=last week": |s, ids| field!(s, Applications { remote_created_after } =
                Some(time("2026-06-24T00:00:00Z"))),
            "remote_created_after=last year": |s, ids| field!(s, Applications { remote_created_after } =
                Some(time("2025-07-01T00:00:00Z"))),
            "remote_created_after=long ago": |s, ids| field!(s, Applications { remote_created_after } =
                Some(time("2001-01-01T00:00:00Z"))),
        ],
        Model::Candidate => parts![own: true,
            "email=one": |s, ids| field!(s, Candidates { email } = Some("person70@example.com".to_owned())),
            "email=an agency's": |s, ids| field!(s, Candidates { email } = Some("agency@example.com".to_owned())),
            "email=nobody's": |s, ids| field!(s, Candidates { email } = Some("nobody@example.com".to_owned())),
            "job_ids=a large one": |s, ids| field!(s, Candidates { job_ids } = Some(ids.jobs[..1].to_vec())),
            "job_ids=one": |s, ids| field!(s, Candidates { job_ids } = Some(ids.jobs[1..2].to_vec())),
            "job_ids=some": |s, ids| field!(s, Candidates { job_ids } = Some(ids.jobs[1..].to_vec())),
            "first_name=a common one": |s, ids| field!(s, Candidates { first_name } = Some("first0".to_owned())),
            "first_name=a rare one": |s, ids| field!(s, Candidates { first_name } = Some("first970".to_owned())),
            "last_name=a common one": |s, ids| field!(s, Candidates { last_name } = Some("last0".to_owned())),
            "last_name=a rare one": |s, ids| field!(s, Candidates { last_name } = Some("last19000".to_owned())),
        ],
        Model::Job => parts![own: true,
            "job_codes=some": |s, ids| field!(s, Jobs { job_codes } = Some(texts(&["J7", "J9"]))),
            "post_url": |s, ids| field!(s, Jobs { post_url } = Some("https://jobs.example.com/11".to_owned())),
            "statuses=OPEN": |s, ids| field!(s, Jobs { statuses } = Some(texts(&["OPEN"]))),
            "statuses=DRAFT": |s, ids| field!(s, Jobs { statuses } = Some(texts(&["DRAFT"]))),
            "employment_types=FULL_TIME": |s, ids| field!(s, Jobs { employment_types } = Some(texts(&["FULL_TIME"]))),
            "employment_types=SEASONAL": |s, ids| field!(s, Jobs { employment_types } = Some(texts(&["SEASONAL"]))),
            "employment_types=INTERNSHIP": |s, ids| field!(s, Jobs { employment_types } = Some(texts(&["INTERNSHIP"]))),
            "visibilities=PUBLIC": |s, ids| field!(s, Jobs { visibilities } = Some(texts(&["PUBLIC"]))),
            "visibilities=UNLISTED": |s, ids| field!(s, Jobs { visibilities } = Some(texts(&["UNLISTED"]))),
            "visibilities=CONFIDENTIAL": |s, ids| field!(s, Jobs { visibilities } = Some(texts(&["CONFIDENTIAL"]))),
            "remote_created_after=last week": |s, ids| field!(s, Jobs { remote_created_after } =
                Some(time("2026-06-24T00:00:00Z"))),
            "remote_created_after=last year": |s, ids| field!(s, Jobs { remote_created_after } =
                Some(time("2025-07-01T00:00:00Z"))),
            "name_contains=a common part": |s, ids| field!(s, Jobs { name_contains } = Some("engine".to_owned())),
            "name_contains=a rare part": |s, ids| field!(s, Jobs { name_contains } = Some("se 777".to_owned())),
            "name_contains=nothing": |s, ids| field!(s, Jobs { name_contains } = Some("surgeon".to_owned())),
        ],
        Model::Interview => parts![own: true,
            "job_ids=a large one": |s, ids| field!(s, Interviews { job_ids } = Some(ids.jobs[..1].to_vec())),
            "job_ids=one": |s, ids| field!(s, Interviews { job_ids } = Some(ids.jobs[1..2].to_vec())),
            "job_ids=some": |s, ids| field!(s, Interviews { job_ids } = Some(ids.jobs[1..].to_vec())),
        ],
        Model::User => parts![own: true,
            "emails=one": |s, ids| field!(s, Users { emails } = Some(ids.emails[..1].to_vec())),
            "emails=a shared one": |s, ids| field!(s, Users { emails } = Some(texts(&["shared@example.com"]))),
            "emails=some": |s, ids| field!(s, Users { emails } =
                Some(ids.emails.clone())),
        ],
        Model::Role => parts![own: true,
            "scopes=SYSTEM": |s, ids| field!(s, Roles { scopes } = Some(texts(&["SYSTEM"]))),
            "scopes=JOB": |s, ids| field!(s, Roles { scopes } = Some(texts(&["JOB"]))),
        ],
        _ => Vec::new(),
    }
}

/// No filter of the model's own is used.
pub(super) fn unused(model: Model) -> Filter {
    match model {
        Model::Application => Filter::Applications {
            outcomes: None,
            job_ids: None,
            current_stage_ids: None,
            remote_created_after: None,
        },
        Model::Candidate => {
            Filter::Candidates { email: None, job_ids: None, first_name: None, last_name: None }
        }
        Model::Job => Filter::Jobs {
            job_codes: None,
            post_url: None,
            statuses: None,
            employment_types: None,
            visibilities: None,
            remote_created_after: None,
            name_contains: None,
        },
        Model::Interview => Filter::Interviews { job_ids: None },
        Model::User => Filter::Users { emails: None },
        Model::Role => Filter::Roles { scopes: None },
        _ => Filter::None,
    }
}
