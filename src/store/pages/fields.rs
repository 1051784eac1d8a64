//! Which fields of a model filters are about.

use super::Filter;

/// A condition of a filter: whether it is there, and taking it away.
struct Condition<'a> {
    field: &'static str,
    is_set: bool,
    clear: Box<dyn FnOnce() + 'a>,
}

fn on<'a, T>(field: &'static str, condition: &'a mut Option<T>) -> Condition<'a> {
    let is_set = condition.is_some();
    Condition { field, is_set, clear: Box::new(move || *condition = None) }
}

impl Filter {
    /// The fields of the model that there are conditions on, by their names in the contract.
    pub fn fields(&self) -> Vec<&'static str> {
        let mut copy = self.clone();
        copy.conditions().into_iter().filter(|condition| condition.is_set).map(|c| c.field).collect()
    }

    /// Leaves out the conditions on a field of the model.
    pub fn skip(&mut self, field: &str) {
        let of_field = self.conditions().into_iter().filter(|condition| condition.field == field);
        of_field.for_each(|condition| (condition.clear)());
    }

    fn conditions(&mut self) -> Vec<Condition<'_>> {
        match self {
            Self::None => Vec::new(),
            Self::Applications { outcomes, job_ids, current_stage_ids, remote_created_after } => vec![
                on("outcome", outcomes),
                on("job_id", job_ids),
                on("current_stage_id", current_stage_ids),
                on("remote_created_at", remote_created_after),
            ],
            Self::Candidates { email, job_ids, first_name, last_name } => vec![
                on("email_addresses", email),
                on("applications", job_ids),
                on("first_name", first_name),
                on("last_name", last_name),
            ],
            Self::Jobs {
                job_codes,
                post_url,
                statuses,
                employment_types,
                visibilities,
                remote_created_after,
                name_contains,
            } => vec![
                on("job_code", job_codes),
                on("post_url", post_url),
                on("status", statuses),
                on("employment_type", employment_types),
                on("visibility", visibilities),
                on("remote_created_at", remote_created_after),
                on("name", name_contains),
            ],
            Self::Interviews { job_ids } => vec![on("application", job_ids)],
            Self::Users { emails } => vec![on("email", emails)],
            Self::Roles { scopes } => vec![on("scope", scopes)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_told_and_can_be_skipped() {
        let mut filter = Filter::Candidates {
            email: Some("a@b.c".to_owned()),
            job_ids: None,
            first_name: None,
            last_name: Some("king".to_owned()),
        };
        assert_eq!(filter.fields(), ["email_addresses", "last_name"]);
        filter.skip("email_addresses");
        filter.skip("name of no condition");
        assert_eq!(filter.fields(), ["last_name"]);
    }
}
