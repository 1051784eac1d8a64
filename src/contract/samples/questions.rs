//! Screening questions of every format.

use serde_json::json;

use super::{Sample, id};
use crate::contract::screening_question::{
    NumberDisplay, PreconditionOptions, QuestionCategory, QuestionFormat, QuestionOption, ScreeningQuestion,
    SelectDisplay, TextDisplay,
};

impl Sample {
    /// One question of every format, one without a format.
    pub(super) fn screening_questions(self) -> Vec<ScreeningQuestion> {
        let options = vec![QuestionOption { id: id(), remote_id: self.remote_id(), name: "Blue".to_owned() }];
        let formats = [
            QuestionFormat::Text { display_type: self.of(TextDisplay::MultiLine), max_length: self.of(500) },
            QuestionFormat::Number {
                display_type: self.of(NumberDisplay::Slider),
                max: self.of(10.0),
                min: self.of(0.5),
            },
            QuestionFormat::File {
                accepted_mime_types: self.of(vec!["application/pdf".to_owned()]),
                max_file_size_bytes: self.of(10_000_000),
            },
            QuestionFormat::SingleSelect {
                display_type: self.of(SelectDisplay::Radio),
                options: options.clone(),
            },
            QuestionFormat::MultiSelect { options },
            QuestionFormat::Boolean,
            QuestionFormat::Date,
            QuestionFormat::Information,
            QuestionFormat::Unknown { raw_question: json!({"any": "thing"}) },
        ];
        formats
            .into_iter()
            .map(Some)
            .chain([None])
            .enumerate()
            .map(|(place, format)| ScreeningQuestion {
                id: id(),
                remote_id: self.remote_id(),
                title: self.text("Why?"),
                description: self.text("<b>Be honest.</b>"),
                format,
                category: self.of(QuestionCategory::Eeo),
                index: self.of(i64::try_from(place).unwrap()),
                required: self.of(true),
                precondition_question_id: self.of(id()),
                precondition_options: self.of(if place % 2 == 0 {
                    PreconditionOptions::Options(vec![id()])
                } else {
                    PreconditionOptions::Answers(vec![true])
                }),
            })
            .collect()
    }
}
