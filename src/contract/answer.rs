//! Answers to screening questions (contract section 3.1). Answers that are files are not exposed.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::enums::closed;
use super::timestamp::Timestamp;

/// One answered question. The shape of `answer` follows from `question.type`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScreeningQuestionAnswer {
    pub question: AnsweredQuestion,
    pub answer: Answer,
}

impl ScreeningQuestionAnswer {
    /// Takes the question's type from the answer, so that the two cannot disagree.
    pub const fn new(remote_id: Option<String>, title: String, answer: Answer) -> Self {
        let r#type = answer.question_type();
        Self { question: AnsweredQuestion { remote_id, title, r#type }, answer }
    }
}

/// The question as it was put.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnsweredQuestion {
    #[schema(required = true)]
    pub remote_id: Option<String>,
    pub title: String,
    pub r#type: AnsweredQuestionType,
}

closed!(
    /// The type of an answered question.
    AnsweredQuestionType { Text, SingleSelect, MultiSelect, Boolean, Number, Date, Unknown }
);

/// What was answered; null means not answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Answer {
    Text {
        #[schema(required = true)]
        content: Option<String>,
    },
    SingleSelect {
        /// The label of the choice, not an id.
        #[schema(required = true)]
        choice: Option<String>,
    },
    MultiSelect {
        /// The labels of the choices.
        choices: Vec<String>,
    },
    Boolean {
        #[schema(required = true)]
        checked: Option<bool>,
    },
    Number {
        #[schema(required = true)]
        number: Option<f64>,
    },
    Date {
        #[schema(required = true)]
        date: Option<Timestamp>,
    },
    Unknown {
        /// As in the ATS; any JSON value.
        #[schema(value_type = Value, required = true)]
        raw: Value,
    },
}

impl Answer {
    const fn question_type(&self) -> AnsweredQuestionType {
        match self {
            Self::Text { .. } => AnsweredQuestionType::Text,
            Self::SingleSelect { .. } => AnsweredQuestionType::SingleSelect,
            Self::MultiSelect { .. } => AnsweredQuestionType::MultiSelect,
            Self::Boolean { .. } => AnsweredQuestionType::Boolean,
            Self::Number { .. } => AnsweredQuestionType::Number,
            Self::Date { .. } => AnsweredQuestionType::Date,
            Self::Unknown { .. } => AnsweredQuestionType::Unknown,
        }
    }
}
