//! What is sent to create a candidate or an application (W1 and W7), and what Gem cannot take of it. Pure.

use serde_json::{Map, Value, json};
use url::Url;

use super::attachment::sent;
use crate::domain::change::{NewApplication, Person, Sourcer};

/// The body of `POST /candidates/` (Gem's sheet, section 7.3), with a warning for every field that is left out.
pub(super) fn of_candidate(new: &NewApplication, source: Option<&str>) -> (Value, Vec<String>) {
    let person = &new.person;
    let mut body = Map::new();
    let mut warnings = left_out(new);
    let mut set = |name: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            body.insert(name.to_owned(), json!(value));
        }
    };
    set("first_name", Some(&person.first_name));
    set("last_name", Some(&person.last_name));
    set("email", Some(&person.email_address));
    set("phone_number", person.phone_number.as_deref());
    set("company", person.company.as_deref());
    set("title", person.title.as_deref());
    set("linkedin_handle", linkedin(person, &mut warnings).as_deref());
    set("job_id", Some(&new.job));
    set("initial_stage_id", new.stage.as_deref());
    set("source_id", source);
    if let Some(sourcer) = sourcer(new.sourcer.as_ref(), &mut warnings) {
        body.insert("sourcer".to_owned(), sourcer);
    }
    add_files(new, &mut body);
    (Value::Object(body), warnings)
}

/// The body of `POST /candidates/{id}/applications` (by analogy, unverified).
pub(super) fn of_application(new: &NewApplication, source: Option<&str>) -> (Value, Vec<String>) {
    let mut body = Map::from_iter([("job_id".to_owned(), json!(new.job))]);
    let mut warnings = left_out(new);
    for (name, value) in [("initial_stage_id", new.stage.as_deref()), ("source_id", source)] {
        body.extend(value.map(|value| (name.to_owned(), json!(value))));
    }
    if new.sourcer.is_some() {
        warnings.push(warning("sourced_by.user_id", "only new candidates can be credited to a user"));
    }
    let person = &new.person;
    let known = [
        ("candidate.company", person.company.is_some()),
        ("candidate.title", person.title.is_some()),
        ("candidate.phone_number", person.phone_number.is_some()),
        ("candidate.social_links", !person.links.is_empty()),
    ];
    let left = known.into_iter().filter(|(_name, given)| *given);
    warnings.extend(left.map(|(name, _)| warning(name, "the candidate is known, and was left as it is")));
    add_files(new, &mut body);
    (Value::Object(body), warnings)
}

fn add_files(new: &NewApplication, body: &mut Map<String, Value>) {
    if !new.files.is_empty() {
        body.insert("attachments".to_owned(), new.files.iter().map(sent).collect());
    }
}

/// What neither of the two can take.
fn left_out(new: &NewApplication) -> Vec<String> {
    let person = &new.person;
    let given = [
        ("candidate.additional_email_addresses", !person.additional_email_addresses.is_empty()),
        ("candidate.additional_phone_numbers", !person.additional_phone_numbers.is_empty()),
        ("candidate.location", person.location.is_some()),
        ("candidate.gender", person.gender.is_some()),
        ("candidate.availability_date", person.available_at.is_some()),
        ("candidate.salary_expectations", person.salary.is_some()),
        ("screening_question_answers", !new.answers.is_empty()),
        ("gdpr_consent", new.consent.is_some()),
    ];
    let given = given.into_iter().filter(|(_name, given)| *given);
    given.map(|(name, _given)| warning(name, "Gem cannot take it; it was left out")).collect()
}

/// Gem takes one `LinkedIn` handle, and no other link.
fn linkedin(person: &Person, warnings: &mut Vec<String>) -> Option<String> {
    let mut taken = None;
    for (n, link) in person.links.iter().enumerate() {
        match handle(link) {
            Some(handle) if taken.is_none() => taken = Some(handle),
            _ => warnings.push(warning(
                &format!("candidate.social_links[{n}]"),
                "Gem takes one LinkedIn profile and no other link; it was left out",
            )),
        }
    }
    taken
}

/// `ada` of `https://www.linkedin.com/in/ada/`.
fn handle(link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    let host = url.host_str()?;
    let is_linkedin = host == "linkedin.com" || host.ends_with(".linkedin.com");
    let mut parts = url.path_segments()?.filter(|part| !part.is_empty());
    let (kind, handle) = (parts.next()?, parts.next()?);
    let handle = percent_encoding::percent_decode_str(handle).decode_utf8().ok()?;
    // No handle has control characters, which an address may spell out.
    (is_linkedin && kind == "in" && !handle.contains(char::is_control)).then(|| handle.into_owned())
}

/// Gem wants id and address.
fn sourcer(sourcer: Option<&Sourcer>, warnings: &mut Vec<String>) -> Option<Value> {
    let Sourcer { user, email } = sourcer?;
    let Some(email) = email else {
        warnings
            .push(warning("sourced_by.user_id", "Gem wants the user's e-mail address, which is not known"));
        return None;
    };
    Some(json!({ "user_id": user, "email": email }))
}

/// A warning names the field first.
pub(super) fn warning(name: &str, what: &str) -> String {
    format!("{name}: {what}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ats::Location;
    use crate::domain::change::{Consent, File, FileKind, Salary, ScreeningAnswer, TypedContact};

    fn person() -> Person {
        Person {
            first_name: "Ada".to_owned(),
            last_name: "Lovelace".to_owned(),
            email_address: "ada@example.com".to_owned(),
            additional_email_addresses: Vec::new(),
            phone_number: None,
            additional_phone_numbers: Vec::new(),
            company: None,
            title: Some(" ".to_owned()),
            location: None,
            gender: None,
            available_at: None,
            salary: None,
            links: Vec::new(),
        }
    }

    fn new(person: Person) -> NewApplication {
        NewApplication {
            job: "j".to_owned(),
            stage: None,
            person,
            known_as: Vec::new(),
            files: Vec::new(),
            source: None,
            sourcer: None,
            answers: Vec::new(),
            consent: None,
        }
    }

    #[test]
    fn what_is_not_given_is_not_sent() {
        let (body, warnings) = of_candidate(&new(person()), None);
        let expected = json!({ "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com", "job_id": "j" });
        assert_eq!((body, warnings), (expected, vec![]));
        assert_eq!(
            of_application(&new(person()), Some("s")),
            (json!({ "job_id": "j", "source_id": "s" }), {
                vec!["candidate.title: the candidate is known, and was left as it is.".to_owned()]
            })
        );
    }

    #[test]
    fn whatever_gem_cannot_take_is_named() {
        let contact = TypedContact { value: "x".to_owned(), r#type: "WORK".to_owned() };
        let full = Person {
            additional_email_addresses: vec![contact.clone()],
            additional_phone_numbers: vec![contact],
            location: Some(Location::default()),
            gender: Some("OTHER".to_owned()),
            available_at: Some("2026-01-01T00:00:00Z".parse().unwrap()),
            salary: Some(Salary { amount: 1.0, period: "YEAR".to_owned() }),
            links: vec![
                "https://github.com/ada".to_owned(),
                "https://www.linkedin.com/in/ada-l%C3%B6v/".to_owned(),
                "https://de.linkedin.com/in/other".to_owned(),
            ],
            ..person()
        };
        let file = File {
            name: "cv.pdf".to_owned(),
            kind: FileKind::Cv,
            content_type: "application/pdf".to_owned(),
            bytes: b"%PDF".to_vec(),
        };
        let new = NewApplication {
            answers: vec![ScreeningAnswer { question: "q".to_owned() }],
            consent: Some(Consent { given: Some(true), expires_at: None }),
            sourcer: Some(Sourcer { user: "u".to_owned(), email: None }),
            files: vec![file],
            ..new(full)
        };
        let (body, warnings) = of_candidate(&new, None);
        let named: Vec<&str> = warnings.iter().map(|warning| warning.split(':').next().unwrap()).collect();
        assert_eq!(
            named,
            [
                "candidate.additional_email_addresses",
                "candidate.additional_phone_numbers",
                "candidate.location",
                "candidate.gender",
                "candidate.availability_date",
                "candidate.salary_expectations",
                "screening_question_answers",
                "gdpr_consent",
                "candidate.social_links[0]",
                "candidate.social_links[2]",
                "sourced_by.user_id",
            ]
        );
        assert_eq!(body["linkedin_handle"], "ada-löv");
        let attachment = json!({
            "filename": "cv.pdf", "type": "resume", "content": "JVBERg==", "content_type": "application/pdf",
        });
        assert_eq!(body["attachments"], json!([attachment]));
        let sourcer = Sourcer { user: "u".to_owned(), email: Some("u@x.example".to_owned()) };
        let (body, _) = of_candidate(&NewApplication { sourcer: Some(sourcer), ..new }, None);
        assert_eq!(body["sourcer"], json!({ "user_id": "u", "email": "u@x.example" }));
    }
}
