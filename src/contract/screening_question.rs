//! Questions that applicants answer (contract section 3.3).

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::enums::closed;

/// A question of a job.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScreeningQuestion {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub title: Option<String>,
    #[schema(required = true)]
    pub description: Option<String>,
    #[schema(required = true)]
    pub format: Option<QuestionFormat>,
    #[schema(required = true)]
    pub category: Option<QuestionCategory>,
    /// The place among the job's questions.
    #[schema(required = true)]
    pub index: Option<i64>,
    #[schema(required = true)]
    pub required: Option<bool>,
    /// The question whose answer decides whether this one is asked.
    #[schema(required = true)]
    pub precondition_question_id: Option<String>,
    /// The answers to that question upon which this one is asked.
    #[schema(required = true)]
    pub precondition_options: Option<PreconditionOptions>,
}

/// How a question is answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum QuestionFormat {
    Text {
        #[schema(required = true)]
        display_type: Option<TextDisplay>,
        /// In characters.
        #[schema(required = true)]
        max_length: Option<i64>,
    },
    Number {
        #[schema(required = true)]
        display_type: Option<NumberDisplay>,
        #[schema(required = true)]
        max: Option<f64>,
        #[schema(required = true)]
        min: Option<f64>,
    },
    File {
        #[schema(required = true)]
        accepted_mime_types: Option<Vec<String>>,
        #[schema(required = true)]
        max_file_size_bytes: Option<i64>,
    },
    SingleSelect {
        #[schema(required = true)]
        display_type: Option<SelectDisplay>,
        options: Vec<QuestionOption>,
    },
    MultiSelect {
        options: Vec<QuestionOption>,
    },
    Boolean,
    Date,
    /// A text that is shown and not answered.
    Information,
    Unknown {
        /// As in the ATS; any JSON value.
        #[schema(value_type = Value, required = true)]
        raw_question: Value,
    },
}

/// One choice of a question.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuestionOption {
    pub id: String,
    #[schema(required = true)]
    pub remote_id: Option<String>,
    pub name: String,
}

/// Option ids for questions with choices, truth values for yes-or-no questions.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
pub enum PreconditionOptions {
    Options(Vec<String>),
    Answers(Vec<bool>),
}

closed!(
    /// Questions that the law or the employer's statistics ask for; null for all others.
    QuestionCategory { Eeo, Demographic }
);
closed!(
    /// How a text question is shown.
    TextDisplay { SingleLine, MultiLine, Email, Url }
);
closed!(
    /// How a number question is shown.
    NumberDisplay { Slider, Field }
);
closed!(
    /// How a question with one choice is shown.
    SelectDisplay { Dropdown, Radio }
);
